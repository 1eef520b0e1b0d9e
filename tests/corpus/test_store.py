import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.archive import Location
from corpus.errors import WorkspaceError
from corpus.store import SCHEMA_VERSION, Failure, Store, open_store
from corpus.store.rows import article_rows
from tests.corpus.samples import analysis, page


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "corpus.sqlite"


def filled(store: Store) -> int:
    with store.transaction():
        assert store.inputs.add(page(), Location("a.warc.gz", 0))
        (row,) = store.inputs.to_do("s1")
        store.inputs.settle(row.id, "stored", "s1", article_id=analysis().article.id)
        store.articles.put(article_rows(analysis()), row.id)
    return row.id


def test_an_analysis_comes_back_as_it_was(path: Path) -> None:
    with open_store(path) as store:
        filled(store)
    with open_store(path) as store:
        assert list(store.articles.get([analysis().article.id, "unknown"])) == [analysis()]
        assert store.articles.count() == 1


def test_the_same_input_twice_is_one(path: Path) -> None:
    with open_store(path) as store:
        assert store.inputs.add(page(), Location("a.warc.gz", 0))
        assert not store.inputs.add(page(), Location("b.warc.gz", 0))
        assert store.inputs.add(page("<p>khác</p>"), Location("b.warc.gz", 10))


def test_inputs_are_read_again_when_the_stages_change(path: Path) -> None:
    with open_store(path) as store:
        filled(store)
        assert store.inputs.to_do("s1") == []
        assert len(store.inputs.to_do("s2")) == 1


def test_replacing_an_article_leaves_no_rests(path: Path) -> None:
    with open_store(path) as store:
        input_id = filled(store)
        shorter = replace(analysis(), mentions=analysis().mentions[:1], events=())
        with store.transaction():
            store.articles.put(article_rows(shorter), input_id)
        assert next(store.articles.get([shorter.article.id])) == shorter
        for table, rows in (("mentions", 1), ("events", 0), ("participants", 0)):
            assert store.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == rows


def test_dropping_queues_the_index(path: Path) -> None:
    with open_store(path) as store:
        input_id = filled(store)
        article_id = analysis().article.id
        assert store.articles.queue() == ([article_id], [])
        with store.transaction():
            store.articles.drop([article_id])
            store.inputs.remove([input_id])
        assert store.articles.queue() == ([], [article_id])
        store.articles.indexed([article_id])
        assert store.articles.queue() == ([], [])
        assert store.articles.count() == 0


def test_a_transaction_is_all_or_nothing(path: Path) -> None:
    with open_store(path) as store:

        def half() -> None:
            with store.transaction():
                store.inputs.add(page(), Location("a", 0))
                raise RuntimeError

        with pytest.raises(RuntimeError):
            half()
        assert list(store.inputs.all()) == []


def test_failures_are_counted_once(path: Path) -> None:
    failure = Failure(at="2026-01-01", command="add", place="x.html", reason="not-found", detail="no such file")
    with open_store(path) as store:
        store.inputs.add_failure(failure)
        store.inputs.add_failure(failure)
        assert store.inputs.failures() == [failure]


def test_moving_records_of_a_rewritten_file(path: Path) -> None:
    with open_store(path) as store:
        for i in range(3):
            store.inputs.add(page(f"<p>{i}</p>"), Location("a", i * 10))
        store.inputs.move("a", {0: 0, 10: 5, 20: 10})
        assert [row.location.offset for row in store.inputs.all()] == [0, 5, 10]


def test_a_newer_store_is_left_alone(path: Path) -> None:
    with open_store(path):
        pass
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    db.close()
    before = path.read_bytes()
    with pytest.raises(WorkspaceError, match="newer diembao"):
        open_store(path)
    assert path.read_bytes() == before


def test_an_older_store_gets_new_columns_and_is_resolved_anew(path: Path) -> None:
    with open_store(path) as store:
        store.put("entities", "made")
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE entity_lines")
        db.execute("CREATE TABLE entity_lines (entity_id TEXT, n INTEGER)")
        db.execute("PRAGMA user_version = 4")
    db.close()
    with open_store(path) as store:
        columns = {row["name"] for row in store.connection.execute("PRAGMA table_info(entity_lines)")}
        assert {"change", "first", "last", "rule", "unit_type", "vague"} <= columns
        assert store.entities.state() is None
        assert store.connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION


def test_what_is_no_store_is_refused(path: Path, tmp_path: Path) -> None:
    path.write_bytes(b"no database, but long enough to look at" * 50)
    with pytest.raises(WorkspaceError, match="not a readable database"):
        open_store(path)
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE x (y)")
    db.close()
    with pytest.raises(WorkspaceError, match="not one of diembao"):
        open_store(other)
    with pytest.raises(WorkspaceError, match="cannot be opened"):
        open_store(tmp_path / "missing" / "corpus.sqlite")
