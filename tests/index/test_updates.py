"""Commits: replacing, deleting, de-duplicating, opening again. The same for every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.backend import Backend, Changes
from index.memory import MemoryBackend
from index.preparing import prepare
from index.query import parse
from index.tantivy_backend import TantivyBackend
from index.whoosh_backend import WhooshBackend
from tests.index.sample import DOCUMENTS, analysed, segment

OLD = prepare(analysed("n01", "Bản cũ", "Tin cũ về lúa.", source="cu.example"), segment)
NEW = prepare(analysed("n01", "Bản mới", "Tin mới về ngô.", published="2024-01-01"), segment)
MAKERS: dict[str, Callable[[Path], Backend]] = {
    "memory": lambda _: MemoryBackend(),
    "whoosh": WhooshBackend.create,
    "tantivy": TantivyBackend.create,
}


@pytest.fixture(params=MAKERS)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Backend]:
    opened = MAKERS[request.param](tmp_path / "index")
    yield opened
    opened.close()


def found(backend: Backend, ask: str) -> list[str]:
    return [hit.id for hit in backend.search(parse(ask, segment), limit=None).hits]


class TestUpdates:
    def test_an_empty_index_answers(self, empty: Backend) -> None:
        assert (found(empty, "*"), found(empty, "công an"), found(empty, "-lan"), found(empty, "cong*")) == (
            [],
            [],
            [],
            [],
        )
        assert empty.facets(parse("*"), kinds=["unit", "year"]) == {"unit": (), "year": ()}
        assert (empty.ids(), empty.count(parse("*")), empty.marker, empty.generation) == (frozenset(), 0, None, 0)

    def test_replace_and_delete(self, empty: Backend) -> None:
        assert empty.update([OLD, DOCUMENTS[0]]) == Changes(written=2, deleted=0)
        assert empty.update([NEW]) == Changes(written=1, deleted=0)
        assert (found(empty, "lúa"), found(empty, "ngô"), found(empty, "source:cu.example")) == ([], ["n01"], [])
        assert empty.update(deletions=["n01", "unknown"]) == Changes(written=0, deleted=1)
        assert (found(empty, "*"), found(empty, "ngô")) == (["a01"], [])

    def test_of_one_id_in_a_batch_the_last_counts(self, empty: Backend) -> None:
        assert empty.update([OLD, NEW, OLD, NEW]) == Changes(written=1, deleted=0)
        assert (found(empty, "*"), found(empty, "lúa")) == (["n01"], [])

    def test_an_id_both_deleted_and_given_is_put_in(self, empty: Backend) -> None:
        empty.update([OLD])
        assert empty.update([NEW], ["n01"]) == Changes(written=1, deleted=0)
        assert found(empty, "ngô") == ["n01"]

    def test_doing_it_again_changes_nothing(self, empty: Backend) -> None:
        empty.update(DOCUMENTS, ["n01"])
        before = empty.search(parse("công an", segment), limit=None)
        empty.update(DOCUMENTS, ["n01"])
        assert empty.search(parse("công an", segment), limit=None) == before
        assert empty.ids() == {document.id for document in DOCUMENTS}

    def test_nothing_to_do_is_no_commit(self, empty: Backend) -> None:
        empty.update([OLD], marker="m1")
        generation = empty.generation
        empty.update()
        empty.update(deletions=["unknown"], marker="m1")
        assert (empty.generation, empty.marker) == (generation, "m1")

    def test_markers(self, empty: Backend) -> None:
        empty.update([OLD], marker="m1")
        empty.update([NEW])
        assert empty.marker == "m1"
        generation = empty.generation
        empty.update(marker="m2")
        assert empty.marker == "m2"
        assert empty.generation > generation

    def test_all_deleted_and_filled_again(self, empty: Backend) -> None:
        empty.update(DOCUMENTS)
        empty.update(deletions=[document.id for document in DOCUMENTS])
        assert found(empty, "*") == []
        empty.update([NEW])
        assert (found(empty, "*"), found(empty, "bản")) == (["n01"], ["n01"])

    def test_closing_twice(self, empty: Backend) -> None:
        empty.close()
        empty.close()
