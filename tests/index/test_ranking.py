"""What the order of hits owes to nearness and to recency: alike on memory and Whoosh, on tantivy in clear cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index import tantivy_ranking
from index.backend import Backend
from index.documents import IndexDocument, Names, Text
from index.memory import MemoryBackend
from index.nodes import And, Slot, Words
from index.query import Query, parse
from index.ranking import LOOKED_AT, nearness, top
from index.tantivy_backend import TantivyBackend
from index.tokens import folded_stream
from index.whoosh_backend import WhooshBackend

Engines = tuple[MemoryBackend, WhooshBackend, TantivyBackend]


def article(number: int, body: str, day: int = 1) -> IndexDocument:
    return IndexDocument(
        id=f"{number:04}", source="a", instant=day * 86400, body=Text(text=body, syl=body, fold=folded_stream(body)),
        first="2020-01-01", last="2020-01-01",
    )  # fmt: skip


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[Engines]:
    whoosh, tantivy = WhooshBackend.create(tmp_path / "whoosh"), TantivyBackend.create(tmp_path / "tantivy")
    yield MemoryBackend(), whoosh, tantivy
    whoosh.close()
    tantivy.close()


def found(engines: Engines, ask: str, *, recent: bool = False) -> list[str]:
    """The order of all; scores are the same on memory and Whoosh."""
    memory, whoosh, tantivy = (backend.search(parse(ask), limit=None, recent=recent) for backend in engines)
    assert memory == whoosh
    assert [hit.id for hit in tantivy.hits] == [hit.id for hit in memory.hits]
    assert list(tantivy.hits) == sorted(tantivy.hits, key=lambda hit: -hit.score)
    return [hit.id for hit in memory.hits]


def test_words_that_stand_close_together_come_first(engines: Engines) -> None:
    bodies = ("lúa x x x x x x gặt x", "lúa x gặt x x x x x x", "x x gặt lúa x x x x x", "x x lúa | gặt x x x x x")
    for backend in engines:
        backend.update([article(i, body) for i, body in enumerate(bodies)])
    assert found(engines, "lúa AND gặt") == ["0002", "0001", "0000", "0003"]
    assert found(engines, "lua AND gat") == ["0002", "0001", "0000", "0003"]
    assert found(engines, "lúa OR gặt") == ["0000", "0001", "0002", "0003"]


def test_words_ten_apart_are_near_and_eleven_are_not(engines: Engines) -> None:
    for backend in engines:
        backend.update([article(i, " ".join(["lúa", *"x" * (11 - i), "gặt", *"x" * i])) for i in range(3)])
    assert found(engines, "lúa AND gặt") == ["0002", "0001", "0000"]
    worth = [nearness([(0, 1)], [(1 + gap, 2 + gap)], 2.0) for gap in (9, 10, 11)]
    assert worth == [pytest.approx(0.1), pytest.approx(1 / 11), 0.0]


def test_a_word_of_the_lead_counts_for_more_than_one_of_the_body(engines: Engines) -> None:
    def led(number: int, lead: str, body: str) -> IndexDocument:
        return replace(article(number, body), lead=Text(text=lead, syl=lead, fold=folded_stream(lead)))

    for backend in engines:
        backend.update([led(0, "x x", "lúa x"), led(1, "lúa x", "x x")])
    assert found(engines, "body:lúa OR lead:lúa") == ["0001", "0000"]


def test_newer_articles_rise_a_little_where_asked_for(engines: Engines) -> None:
    for backend in engines:
        backend.update([article(0, "lúa lúa x x", 5000), article(1, "lúa lúa x x", 1), article(2, "lúa x x x", 5000)])
        backend.update([article(3, "x x x x", 5001)])
    assert found(engines, "lúa") == ["0000", "0001", "0002"]
    assert found(engines, "lúa", recent=True) == ["0000", "0002", "0001"]


def test_syllables_marked_or_not_phrases_and_beginnings_are_near_as_well(engines: Engines) -> None:
    bodies = ("chín x x x x lúa tốt", "x lúa tốt chín x x x", "lụa tốt x chín x x x", "x x | lúa tốt | chín x x")
    for backend in engines:
        backend.update([article(i, body) for i, body in enumerate(bodies)])
    assert found(engines, '"lúa tốt" AND chín') == ["0001", "0000", "0003"]
    assert found(engines, 'chin AND "lua tot"') == ["0001", "0002", "0000", "0003"]
    assert found(engines, "lúa* AND chí*") == ["0001", "0000", "0003"]


def test_names_of_a_list_are_not_near_each_other(tmp_path: Path) -> None:
    """On tantivy alone, where gaps between names are narrow."""
    tantivy = TantivyBackend.create(tmp_path)
    streams = (f"a | b {'x ' * 20}", f"x | a {'x ' * 5}b {'x ' * 14}", f"a b | {'x ' * 20}")
    tantivy.update(
        [
            IndexDocument(id=f"{i}", source="s", unit=Names(syl=syl, fold=syl), title=Text(text="a", syl="a", fold="a"))
            for i, syl in enumerate(streams)
        ]
    )
    one, other = (Words(slots=(Slot.of(word),), fields=("title", "unit")) for word in "ab")
    hits = tantivy.search(Query(text="", root=And((one, other))), limit=None).hits
    assert [hit.id for hit in hits] == ["2", "1", "0"]
    tantivy.close()


def test_pages_add_up_beyond_the_hits_that_are_looked_at(engines: Engines) -> None:
    bodies = (f"lúa {'x ' * (i % 7)}gặt {'y ' * (i % 5)}z" for i in range(2 * LOOKED_AT + 7))
    documents = [article(i, body, i % 11) for i, body in enumerate(bodies)]
    for backend in engines:
        for at in range(0, len(documents), 100):
            backend.update(documents[at : at + 100])
    for recent in (False, True):
        memory, whoosh, _ = (b.search(parse("lúa AND gặt"), limit=None, recent=recent) for b in engines)
        assert memory == whoosh
        for backend in engines:
            pages_add_up(backend, "lúa AND gặt", recent, len(documents))


def pages_add_up(backend: Backend, ask: str, recent: bool, count: int) -> None:
    query = parse(ask)
    whole = [hit.id for hit in backend.search(query, limit=None, recent=recent).hits]
    assert len(set(whole)) == len(whole) == count
    for size in (7, 60, 350):
        pages = [
            hit.id
            for at in range(0, count, size)
            for hit in backend.search(query, limit=size, offset=at, recent=recent).hits
        ]
        assert pages == whole


def test_pages_of_newer_articles_add_up_beyond_those_that_may_rise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tantivy_ranking, "_WEIGHED", 100)
    monkeypatch.setattr(tantivy_ranking, "_AT_FIRST", 5)
    tantivy = TantivyBackend.create(tmp_path)
    tantivy.update([article(i, f"lua lúa {'x ' * (i % 19)}", 90 * (i * 37 % 41)) for i in range(300)])
    tantivy.update([article(300 + i, f"lùa {'x ' * (i % 19)}", 90 * (i * 37 % 41)) for i in range(50)])
    pages_add_up(tantivy, "lua", True, 350)
    pages_add_up(tantivy, "lúa", True, 300)
    tantivy.close()


def test_newest_is_the_newest_article_and_undated_ones_stay(engines: Engines) -> None:
    """As many as can rise are read, however far behind they stand by their score."""
    old = [article(i, "lúa lúa x", 1) for i in range(700)]
    new = [article(i, "lúa x x", 9000) for i in range(700, 705)]
    undated = [replace(article(705, "lúa lúa x"), instant=None, first=None, last=None)]
    for backend in engines:
        backend.update([*old, *new, *undated])
        assert [hit.id for hit in backend.search(parse("lúa"), limit=2, recent=True).hits] == ["0700", "0701"]
        assert backend.search(parse("lúa"), limit=None, recent=True).hits[-1].id == "0705"


def test_the_top_of_many_values() -> None:
    values = [f"v{i % 50:02}" for i in range(120)]
    assert [(f.value, f.count) for f in top(values, 21)][-2:] == [("v19", 3), ("v20", 2)]
    assert len(top(values, None)) == 50
    assert top(values, 0) == ()
