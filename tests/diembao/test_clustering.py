"""Keeping the duplicate tables in step: straight into a store, whatever came, changed and went."""

from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.analysis import Analysis
from corpus.archive import Location
from corpus.article import Article, Document
from corpus.dates import PublicationDate
from corpus.spans import Spans
from corpus.store import Store, open_store
from corpus.store.rows import article_rows
from diembao.clustering import refresh_duplicates
from diembao.folding import fold
from tests.corpus.samples import page
from tests.diembao.test_duplicates import TABLES, rows

STORIES = [row for row in rows() if row["family"] in ("river", "landslide", "digest", "cell")]


def put(store: Store, row: dict[str, str], text: str | None = None) -> None:
    text = text or row["text"]
    article = Article(
        id=f"{STORIES.index(row):016x}",
        source=row["source"],
        url=row["url"],
        title=row["title"],
        text=text,
        blocks=(),
        published=PublicationDate(value=row["published"], method="given", confidence=1),
    )
    whole = Spans.of([(0, len(text))])
    document = Document(text=text, paragraphs=whole, sentences=whole, tokens=Spans.of([]))
    analysis = Analysis(article=article, document=document, mentions=(), events=(), keywords=())
    number = store.connection.execute("SELECT count(*) FROM inputs").fetchone()[0]
    with store.transaction():
        store.inputs.add(page(f"{number} {text}", url=row["url"]), Location("a.warc.gz", number))
        input_id = store.connection.execute("SELECT max(id) FROM inputs").fetchone()[0]
        store.inputs.settle(input_id, "stored", "s", article_id=article.id)
        store.articles.put(article_rows(analysis), input_id)


def drop(store: Store, row: dict[str, str]) -> None:
    with store.transaction():
        store.articles.drop([f"{STORIES.index(row):016x}"])


def state(store: Store) -> list[list[tuple[object, ...]]]:
    return [[tuple(r) for r in store.connection.execute(query)] for query in TABLES]


def built_at_once(path: Path, wanted: Iterable[dict[str, str]]) -> list[list[tuple[object, ...]]]:
    with open_store(path) as store:
        for row in wanted:
            put(store, row)
        refresh_duplicates(store)
        return state(store)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_came_and_went_only_what_is_there_counts(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("shuffled")
    order = data.draw(st.permutations(STORIES))
    stays = [row for row in order if data.draw(st.booleans())]
    with open_store(folder / "a.sqlite") as store:
        for row in order:
            put(store, row, text=data.draw(st.sampled_from([None, STORIES[0]["text"]])))
            if data.draw(st.booleans()):
                refresh_duplicates(store)
        for row in order:
            if row in stays:
                put(store, row)
            else:
                drop(store, row)
            if data.draw(st.booleans()):
                refresh_duplicates(store)
        refresh_duplicates(store)
        assert state(store) == built_at_once(folder / "b.sqlite", sorted(stays, key=lambda r: r["id"]))


def test_a_killed_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(tmp_path / "a.sqlite") as store:
        for row in STORIES:
            put(store, row)
        with monkeypatch.context() as patch:
            patch.setattr("diembao.clustering._cluster", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                refresh_duplicates(store)
        assert table_count(store, "duplicate_members") == 0
        assert refresh_duplicates(store)
        assert state(store) == built_at_once(tmp_path / "b.sqlite", STORIES)


def table_count(store: Store, name: str) -> int:
    return int(store.connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0])


def test_fingerprints_of_another_scheme_are_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(tmp_path / "a.sqlite") as store:
        for row in STORIES:
            put(store, row)
        with monkeypatch.context() as patch:
            patch.setattr("diembao.clustering.scheme", lambda: "older")
            refresh_duplicates(store)
        assert not store.duplicates.is_current("newer")
        assert refresh_duplicates(store)
        assert not refresh_duplicates(store)


def test_only_the_bands_of_new_articles_are_touched(tmp_path: Path) -> None:
    with open_store(tmp_path / "a.sqlite") as store:
        *most, last = STORIES
        for row in most:
            put(store, row)
        refresh_duplicates(store)
        kept = {tuple(r) for r in store.connection.execute("SELECT band, n FROM duplicate_bands")}
        put(store, last)
        refresh_duplicates(store)
        assert kept < {tuple(r) for r in store.connection.execute("SELECT band, n FROM duplicate_bands")}


def test_folding_keeps_every_id_once(tmp_path: Path) -> None:
    with open_store(tmp_path / "a.sqlite") as store:
        for row in STORIES:
            put(store, row)
        refresh_duplicates(store)
        ids = [f"{n:016x}" for n in range(len(STORIES))]
        for some in (ids, ids[::-1], ids[::2], [*ids, "unknown"], []):
            taken = fold(store, some)
            every = [i for k in taken.kept for i in (k, *taken.folded.get(k, ()))]
            assert sorted(every) == sorted(some)
            assert taken.hidden == len(some) - len(taken.kept)
        assert not any(
            fold(store, pair).hidden
            for pair in combinations(ids, 2)
            if STORIES[ids.index(pair[0])]["family"] != STORIES[ids.index(pair[1])]["family"]
        )
