"""The search engines by name, and a backend as a context manager."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import WorkspaceError
from index.backend import Backend

ENGINES = ("whoosh",)


@contextmanager
def open_backend(engine: str, path: Path, *, create: bool = True) -> Iterator[Backend]:
    """The index in `path`, made where it is missing and `create` allows that. Raises WorkspaceError."""
    if engine not in ENGINES:
        raise WorkspaceError(f"[index] engine {engine!r} is not one of {', '.join(ENGINES)}")
    from index.whoosh_backend import WhooshBackend

    fresh = not WhooshBackend.exists(path)
    if fresh and not create:
        raise WorkspaceError(f"{path.parent}: there is no index yet; run `diembao build`")
    backend = WhooshBackend.create(path) if fresh else WhooshBackend.open(path)
    try:
        yield backend
    finally:
        backend.close()
