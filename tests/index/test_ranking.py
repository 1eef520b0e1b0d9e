"""What the order of hits owes to nearness and to recency, alike on memory and Whoosh."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.documents import IndexDocument, Text
from index.memory import MemoryBackend
from index.query import parse
from index.ranking import LOOKED_AT, top
from index.tokens import folded_stream
from index.whoosh_backend import WhooshBackend

Both = tuple[MemoryBackend, WhooshBackend]


def article(number: int, body: str, day: int = 1) -> IndexDocument:
    return IndexDocument(
        id=f"{number:04}", source="a", instant=day * 86400, body=Text(text=body, syl=body, fold=folded_stream(body)),
        first="2020-01-01", last="2020-01-01",
    )  # fmt: skip


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    whoosh = WhooshBackend.create(tmp_path)
    yield MemoryBackend(), whoosh
    whoosh.close()


def found(both: Both, ask: str, *, recent: bool = False) -> list[str]:
    memory, whoosh = (backend.search(parse(ask), limit=None, recent=recent) for backend in both)
    assert memory == whoosh
    return [hit.id for hit in whoosh.hits]


def test_words_that_stand_close_together_come_first(both: Both) -> None:
    bodies = ("lúa x x x x x x gặt x", "lúa x gặt x x x x x x", "x x gặt lúa x x x x x", "x x lúa | gặt x x x x x")
    for backend in both:
        backend.update([article(i, body) for i, body in enumerate(bodies)])
    assert found(both, "lúa AND gặt") == ["0002", "0001", "0000", "0003"]
    assert found(both, "lua AND gat") == ["0002", "0001", "0000", "0003"]
    assert found(both, "lúa OR gặt") == ["0000", "0001", "0002", "0003"]


def test_newer_articles_rise_a_little_where_asked_for(both: Both) -> None:
    for backend in both:
        backend.update([article(0, "lúa lúa x x", 5000), article(1, "lúa lúa x x", 1), article(2, "lúa x x x", 5000)])
        backend.update([article(3, "x x x x", 5001)])
    assert found(both, "lúa") == ["0000", "0001", "0002"]
    assert found(both, "lúa", recent=True) == ["0000", "0002", "0001"]


def test_pages_add_up_beyond_the_hits_that_are_looked_at(both: Both) -> None:
    bodies = (f"lúa {'x ' * (i % 7)}gặt {'y ' * (i % 5)}z" for i in range(2 * LOOKED_AT + 7))
    documents = [article(i, body, i % 11) for i, body in enumerate(bodies)]
    for backend in both:
        for at in range(0, len(documents), 100):
            backend.update(documents[at : at + 100])
    whole = found(both, "lúa AND gặt")
    assert len(whole) == len(documents)
    query = parse("lúa AND gặt")
    for backend in both:
        pages = [h.id for at in range(0, len(whole), 60) for h in backend.search(query, limit=60, offset=at).hits]
        assert pages == whole


def test_the_top_of_many_values() -> None:
    values = [f"v{i % 50:02}" for i in range(120)]
    assert [(f.value, f.count) for f in top(values, 21)][-2:] == [("v19", 3), ("v20", 2)]
    assert len(top(values, None)) == 50
    assert top(values, 0) == ()
