"""The search engines by name, and a backend as a context manager. A new engine is one row here."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from corpus.errors import WorkspaceError
from index.backend import Backend

ENGINES: dict[str, tuple[str, str, str | None]] = {
    "whoosh": ("index.whoosh_backend", "WhooshBackend", None),
    "tantivy": ("index.tantivy_backend", "TantivyBackend", "fast"),
}
"""Name to module, class, and the extra of `pip install` without which the module cannot be imported."""
_COMMITS = {"tantivy": 4000}  # tantivy writes twice as fast in large commits; four thousand articles take some 60 MB
_COMMIT = 500
_guard = threading.Lock()
_open: dict[tuple[str, Path], Backend] = {}
_keeping = 0


@contextmanager
def open_backend(engine: str, path: Path, *, create: bool = True) -> Iterator[Backend]:
    """The index in `path`, made where it is missing and `create` allows that. Raises WorkspaceError."""
    maker = _maker(engine)
    fresh = not maker.exists(path)
    if fresh and not create:
        raise WorkspaceError(f"{path}: there is no index yet; run `diembao build`")
    if _keeping and not create:
        yield _kept(maker, engine, path)
        return
    backend: Backend = maker.create(path) if fresh else maker.open(path)
    try:
        yield backend
    finally:
        backend.close()


@contextmanager
def kept_open() -> Iterator[None]:
    """Within, an index that is opened for reading stays open for whoever opens it next, in any thread: opening one of
    many articles takes as long as searching it.
    """
    global _keeping
    with _guard:
        _keeping += 1
    try:
        yield
    finally:
        with _guard:
            _keeping -= 1
            closing = [] if _keeping else [*_open.values()]
            if not _keeping:
                _open.clear()
        for backend in closing:
            backend.close()


def _kept(maker: Any, engine: str, path: Path) -> Backend:
    with _guard:
        if (engine, path) not in _open:
            opened: Backend = maker.open(path)
            for other in [key for key in _open if key[0] == engine and key[1].parent == path.parent]:
                del _open[other]  # an index that another has taken the place of; who still reads it holds it
            _open[engine, path] = opened
        return _open[engine, path]


def commit_size(engine: str) -> int:
    """Articles that an index commit takes: a commit costs a merge, and what is not committed has to be done again."""
    return _COMMITS.get(engine, _COMMIT)


def check_engine(engine: str) -> None:
    """Raises WorkspaceError, which says what to do, where there is no such engine or it is not installed."""
    _maker(engine)


def _maker(engine: str) -> Any:
    """The engine's class, an `index.backend.Engine` that also tells by `exists(path)` whether there is an index."""
    if engine not in ENGINES:
        raise WorkspaceError(f"[index] engine {engine!r} is not one of {', '.join(ENGINES)}")
    module, name, extra = ENGINES[engine]
    try:
        return getattr(import_module(module), name)
    except ImportError as error:
        ours = (error.name or "").startswith("index.") and not isinstance(error, ModuleNotFoundError)
        if extra is None or ours:  # a fault of our own is no missing package
            raise
        raise WorkspaceError(
            f"the engine {engine} needs one more package: pip install 'diembao[{extra}]' ({error})"
        ) from None
