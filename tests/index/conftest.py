"""Indexes over the sample corpus, one of each kind, built once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.backend import Backend
from index.memory import MemoryBackend
from index.preparing import prepare
from index.whoosh_backend import WhooshBackend
from tests.index.sample import DOCUMENTS, analysed, segment

DECOY = prepare(analysed("zz", "Công an lan hòa", "Công an tỉnh, công an huyện, lan, lần, hòa bình."), segment)


def _memory(_: Path) -> Backend:
    backend = MemoryBackend()
    backend.update(DOCUMENTS)
    return backend


def _whoosh(path: Path) -> Backend:
    backend = WhooshBackend.create(path / "one")
    backend.update(DOCUMENTS)
    return backend


def _whoosh_in_many_commits(path: Path) -> Backend:
    """Many segments, merged and unmerged, with deleted and replaced documents, opened again."""
    backend = WhooshBackend.create(path / "many")
    backend.update([DECOY])
    old = prepare(analysed(DOCUMENTS[0].id, "Tên cũ", "Bản cũ của bài: ma túy, lúa, an toàn."), segment)
    backend.update([old])
    for document in DOCUMENTS[::-1]:
        backend.update([document], [DECOY.id] if document.id == "a10" else [])
    backend.close()
    return WhooshBackend.open(path / "many")


ENGINES: dict[str, Callable[[Path], Backend]] = {
    "memory": _memory,
    "whoosh": _whoosh,
    "whoosh-in-many-commits": _whoosh_in_many_commits,
}


@pytest.fixture(scope="session", params=ENGINES)
def backend(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """The sample corpus in every engine; read only."""
    opened = ENGINES[request.param](tmp_path_factory.mktemp("index"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def reference() -> Backend:
    """The sample corpus in the engine that the others are compared with."""
    return _memory(Path())
