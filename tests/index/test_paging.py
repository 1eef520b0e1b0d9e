"""Pages of hits: whatever their size and order, each hit comes once, where the whole list has it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.backend import Sort
from index.documents import IndexDocument, Text
from index.memory import MemoryBackend
from index.query import parse
from index.ranking import LOOKED_AT
from index.tokens import folded_stream
from index.whoosh_backend import WhooshBackend

Engines = tuple[MemoryBackend, WhooshBackend]
ORDERS: list[tuple[Sort, bool]] = [("relevance", False), ("relevance", True), ("newest", False), ("oldest", False)]


def article(number: int, body: str, day: int) -> IndexDocument:
    return IndexDocument(
        id=f"{number:04}", source="a", instant=day * 86400, body=Text(text=body, syl=body, fold=folded_stream(body)),
        first="2020-01-01", last="2020-01-01",
    )  # fmt: skip


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """More articles than are looked at for nearness; many are equal, some match under other marks only."""
    memory, whoosh = MemoryBackend(), WhooshBackend.create(tmp_path_factory.mktemp("paging"))
    forms = ("lúa", "lua", "lúa", "lụa")
    bodies = (f"{forms[i % 4]} {'x ' * (i % 7)}gặt {'y ' * (i % 5)}z" for i in range(3 * LOOKED_AT + 7))
    documents = [article(i, body, 90 * (i % 11)) for i, body in enumerate(bodies)]
    for at in range(0, len(documents), 100):
        memory.update(documents[at : at + 100])
        whoosh.update(documents[at : at + 100])
    yield memory, whoosh
    whoosh.close()


@pytest.mark.parametrize(("sort", "recent"), ORDERS)
@pytest.mark.parametrize("ask", ["lúa AND gặt", "lua gat", "lúa OR gạt", "lúa", "x NEAR gặt", "*"])
def test_pages_of_any_size_give_each_hit_once(engines: Engines, ask: str, sort: Sort, recent: bool) -> None:
    memory, whoosh = engines
    query = parse(ask)
    whole = memory.search(query, sort=sort, limit=None, recent=recent).hits
    assert len(whole) > LOOKED_AT
    assert len({hit.id for hit in whole}) == len(whole)
    for size in (7, 61, LOOKED_AT - 1, LOOKED_AT, LOOKED_AT + 1, 10_000):
        starts = range(0, len(whole) + size, size)
        for order in (starts, reversed(starts)):
            whoosh.close()  # nothing is remembered
            pages = {at: whoosh.search(query, sort=sort, limit=size, offset=at, recent=recent).hits for at in order}
            assert tuple(hit for at in starts for hit in pages[at]) == whole


def test_a_page_far_behind_is_the_same_whatever_was_asked_before(engines: Engines) -> None:
    _, whoosh = engines
    query = parse("lua AND gat")
    whoosh.close()
    alone = whoosh.search(query, limit=5, offset=555)
    whoosh.close()
    for at in (0, 555, 300):
        page = whoosh.search(query, limit=5, offset=at)
        if at == 555:
            assert page == alone
    assert whoosh.search(query, limit=600).hits[555:560] == alone.hits


def test_better_hits_never_stand_behind_worse_ones(engines: Engines) -> None:
    for ask in ("lúa AND gặt", "lua gat"):
        scores = [hit.score for hit in engines[1].search(parse(ask), limit=None).hits]
        exact = engines[1].count(parse(ask, strict=True))
        for tier in (scores[:exact], scores[exact:]):
            assert tier == sorted(tier, reverse=True)
