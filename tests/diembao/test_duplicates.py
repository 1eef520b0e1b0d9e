"""Duplicates in a workspace: the same whatever way the corpus grew, gone when forgotten, folded where asked for."""

import json
import random
import shutil
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import WorkspaceError
from corpus.importers import FieldMap
from diembao.build import build
from diembao.clustering import refresh_duplicates
from diembao.intake import add
from diembao.workspace import Workspace, open_workspace
from tests.diembao.conftest import Command
from tests.diembao.test_build import content, table

GOLD = Path(__file__).parents[1] / "gold" / "duplicates.jsonl"
FAMILIES = ("river", "landslide", "mobile", "digest", "cell", "waste", "weather")
TABLES = (
    "SELECT article_id, text, sketch, credit, clustered FROM duplicate_articles ORDER BY 1",
    "SELECT d.article_id, b.band FROM duplicate_bands b JOIN duplicate_articles d USING (n) ORDER BY 1, 2",
    "SELECT * FROM duplicate_links ORDER BY 1, 2",
    "SELECT * FROM duplicate_clusters ORDER BY 1",
    "SELECT * FROM duplicate_members ORDER BY 1",
)


def rows() -> list[dict[str, str]]:
    found = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    return [row for row in found if row["family"] in FAMILIES]


def dump(path: Path, records: Iterable[dict[str, str]]) -> Path:
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), "utf-8")
    return path


def duplicates(workspace: Workspace) -> list[list[tuple[object, ...]]]:
    return [table(workspace, query) for query in TABLES]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of seven families of the gold, built at once: to be read, never written."""
    folder = tmp_path_factory.mktemp("duplicates")
    workspace = open_workspace(folder / "w", create=True)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    add(workspace, [dump(folder / "a.jsonl", rows())], FieldMap({}), now=lambda: now)
    build(workspace, now=now, jobs=1)
    return workspace.root


@pytest.fixture
def corpus(filled: Path, tmp_path: Path) -> Workspace:
    """A copy that a test may change."""
    shutil.copytree(filled, tmp_path / "w")
    return open_workspace(tmp_path / "w")


def told(diembao: Command, workspace: Workspace, *arguments: object) -> Any:
    found = diembao(*arguments, "--format", "json", "--workspace", workspace.root)
    assert found.code == 0, found.err
    return json.loads(found.out)


def test_the_clusters_of_the_gold(corpus: Workspace) -> None:
    wanted: dict[str, set[str]] = {}
    for row in rows():
        wanted.setdefault(row["cluster"], set()).add(row["url"])
    made: dict[str, set[str]] = {}
    query = "SELECT m.cluster, a.url FROM duplicate_members m JOIN articles a ON a.id = m.article_id"
    for cluster, url in table(corpus, query):
        made.setdefault(str(cluster), set()).add(str(url))
    assert sorted(map(sorted, made.values())) == sorted(sorted(urls) for urls in wanted.values() if len(urls) > 1)


def test_a_corpus_that_grew_is_one_that_was_built_at_once(diembao: Command, corpus: Workspace, tmp_path: Path) -> None:
    grown = tmp_path / "grown"
    records = rows()
    random.Random(2).shuffle(records)
    for at in range(0, len(records), 7):
        diembao("add", dump(tmp_path / f"{at}.jsonl", records[at : at + 7]), "--workspace", grown)
        assert diembao("build", "--jobs", 1, "--workspace", grown).code == 0
    assert duplicates(open_workspace(grown)) == duplicates(corpus)


def test_a_rebuild_makes_the_same_and_no_article_is_altered(diembao: Command, corpus: Workspace) -> None:
    before, articles = duplicates(corpus), content(corpus)
    assert diembao("rebuild", "--workspace", corpus.root).code == 0
    assert (duplicates(corpus), content(corpus)) == (before, articles)


def test_nothing_new_is_no_new_generation(diembao: Command, corpus: Workspace) -> None:
    with corpus.store() as store:
        generation = store.duplicates.generation
        assert generation > 0
        assert not refresh_duplicates(store)
        assert store.duplicates.generation == generation
    diembao("rebuild", "--workspace", corpus.root)
    with corpus.store() as store:
        assert store.duplicates.generation > generation


def test_a_forgotten_article_leaves_its_cluster(diembao: Command, corpus: Workspace) -> None:
    (first, *_) = [row["url"] for row in rows() if row["family"] == "river"]
    assert diembao("forget", first, "--yes", "--workspace", corpus.root).code == 0
    (gone,) = (c for c in told(diembao, corpus, "duplicates") if "phu-sa" in c["members"][0]["url"])
    assert gone["articles"] == 3
    assert gone["first_publisher"] == "haidang.example"
    assert first not in json.dumps(told(diembao, corpus, "duplicates"))
    before = duplicates(corpus)
    diembao("rebuild", "--workspace", corpus.root)
    assert duplicates(corpus) == before


def test_two_that_only_a_third_held_together_part(diembao: Command, corpus: Workspace) -> None:
    (article,) = table(corpus, "SELECT id FROM articles WHERE url LIKE '%km-83-quoc-lo-34-mot-nguoi%'")
    diembao("forget", article[0], "--yes", "--workspace", corpus.root)
    left = "SELECT count(*) FROM duplicate_members m JOIN articles a ON a.id = m.article_id WHERE a.url LIKE '%km-83%'"
    assert table(corpus, left) == [(2,)]  # they are linked with each other, too
    for (first,) in table(corpus, "SELECT id FROM articles WHERE url LIKE '%118201%'"):
        diembao("forget", first, "--yes", "--workspace", corpus.root)
    assert table(corpus, left) == [(0,)]


def test_the_list(diembao: Command, corpus: Workspace) -> None:
    listed = told(diembao, corpus, "duplicates", "--source", "thongtan.example")
    (river,) = listed
    assert river["first_publisher"] == "thongtan.example"
    assert river["certain"]
    assert [m["kind"] for m in river["members"]] == ["first", "copy", "copy", "copy"]
    assert all(0.5 < m["similarity"] <= 1 for m in river["members"][1:])
    text = diembao("duplicates", "--workspace", corpus.root)
    assert "4 articles, 4 sources; first published by thongtan.example" in text.out
    assert "shown when folded" in text.out
    assert "clusters with" in text.err
    assert "; 1 shown" in diembao("duplicates", "--limit", 1, "--workspace", corpus.root).err


def test_explaining_an_article(diembao: Command, corpus: Workspace) -> None:
    (url,) = (row["url"] for row in rows() if row["id"] == "cell-1")
    found = told(diembao, corpus, "duplicates", "--explain", url)
    assert found["cluster"] is None
    reasons = {c["reason"] for c in found["compared"]}
    assert any("numbers and names that stand in the same place differ" in reason for reason in reasons)
    text = diembao("duplicates", "--explain", found["id"], "--workspace", corpus.root).out
    assert "no duplicate is stored" in text
    assert "“" in text
    (digest,) = (row["url"] for row in rows() if row["id"] == "digest-1")
    text = diembao("duplicates", "--explain", digest, "--workspace", corpus.root).out
    assert "passage: a passage of a longer article, not its beginning" in text
    wrong = diembao("duplicates", "--explain", "khong-co", "--workspace", corpus.root)
    assert (wrong.code, "no such article" in wrong.err) == (2, True)


def test_versions_that_came_in_under_one_address(diembao: Command, tmp_path: Path) -> None:
    record = next(row for row in rows() if row["id"] == "river-1")
    for number, crawled in enumerate(("2021-07-19", "2021-07-20")):
        text = record["text"] + f"\n\nBản sửa lần {number} ghi thêm ý kiến của người dân ven sông."
        changed = {**record, "text": text, "crawl_date": crawled}
        diembao("add", dump(tmp_path / f"{number}.jsonl", [changed]), "--workspace", tmp_path / "w")
    diembao("build", "--workspace", tmp_path / "w")
    found = told(diembao, open_workspace(tmp_path / "w"), "duplicates", "--explain", record["url"])
    assert [(h["retrieved"][:10], h["outcome"]) for h in found["history"]] == [
        ("2021-07-20", "stored"),
        ("2021-07-19", "superseded"),
    ]
    text = diembao("duplicates", "--explain", record["url"], "--workspace", tmp_path / "w").out
    assert "2 versions came in under this address or id; the newest is stored" in text


def test_search_folds_and_unfolds(diembao: Command, corpus: Workspace) -> None:
    options = ("phù sa sông Năng", "--limit", 0)
    unfolded = told(diembao, corpus, "search", *options)
    folded = told(diembao, corpus, "search", *options, "--fold")
    assert told(diembao, corpus, "search", *options, "--unfold") == unfolded
    assert unfolded["total"] == folded["total"] + folded["folded"] == 4
    (hit,) = folded["hits"]
    assert hit["source"] == "thongtan.example"
    assert sorted(c["source"] for c in hit["copies"]) == ["haidang.example", "langven.example", "nhippho.example"]
    assert "copies" not in unfolded["hits"][0]
    text = diembao("search", *options, "--fold", "--facets", "--workspace", corpus.root)
    assert "+3 copies" in text.out
    assert "1 hits; 3 copies folded" in text.err
    assert "source: thongtan.example 1\n" in text.out
    csv_text = diembao("search", *options, "--fold", "--format", "csv", "--workspace", corpus.root).out
    assert csv_text.splitlines()[0].endswith(",copies")
    assert csv_text.splitlines()[1].endswith(",3")


def test_a_filter_that_leaves_the_first_out_keeps_the_next(diembao: Command, corpus: Workspace) -> None:
    found = told(
        diembao, corpus, "search", "phù sa", "--fold", "--source", "nhippho.example", "--source", "langven.example"
    )
    (hit,) = found["hits"]
    assert (hit["source"], len(hit["copies"])) == ("nhippho.example", 1)


def test_pages_of_a_folded_result_hold_all_clusters_once(diembao: Command, corpus: Workspace) -> None:
    whole = [h["id"] for h in told(diembao, corpus, "search", "*", "--fold", "--limit", 0)["hits"]]
    parts: list[str] = []
    for offset in range(0, len(whole), 4):
        page_of = told(diembao, corpus, "search", "*", "--fold", "--limit", 4, "--offset", offset)
        parts += [h["id"] for h in page_of["hits"]]
    assert parts == whole
    clusters = len({row["cluster"] for row in rows()})
    assert len(whole) == len(set(whole)) == clusters


def test_counts_fold_and_unfold(diembao: Command, corpus: Workspace) -> None:
    days = dict(told(diembao, corpus, "search", "phù sa", "--count", "day")["counts"])
    assert days == {"2021-07-18": 3, "2021-07-19": 1}
    assert dict(told(diembao, corpus, "search", "phù sa", "--count", "day", "--fold")["counts"]) == {"2021-07-18": 1}
    sources = diembao("search", "phù sa", "--count", "source", "--format", "csv", "--workspace", corpus.root).out
    assert sources.splitlines()[0] == "value,articles"
    assert len(sources.splitlines()) == 5
    assert "      4  2021" in diembao("search", "phù sa", "--count", "year", "--workspace", corpus.root).out


def test_concordance_and_timeline_fold(diembao: Command, corpus: Workspace) -> None:
    every = diembao("search", '"phù sa"', "--kwic", "--workspace", corpus.root)
    once = diembao("search", '"phù sa"', "--kwic", "--fold", "--workspace", corpus.root)
    assert "in 4 articles" in every.err
    assert "in 1 articles" in once.err
    cited, folded = (
        [
            (e["from"], one["source"])
            for e in told(diembao, corpus, "timeline", "phù sa", *option)
            for one in e["evidence"]
        ]
        for option in ((), ("--fold",))
    )
    assert {day for day, _ in cited} == {day for day, _ in folded}
    assert len(cited) > len(folded) == len(set(folded))


def test_status_counts_them(diembao: Command, corpus: Workspace) -> None:
    counted = told(diembao, corpus, "status")["duplicates"]
    assert counted["articles"] - counted["clusters"] == counted["folded"] > 0
    assert "duplicates     clusters " in diembao("status", "--workspace", corpus.root).out


def refused(*_: object, **__: object) -> None:
    raise WorkspaceError("write.lock: cannot be written")


def test_a_corpus_of_the_version_before(diembao: Command, corpus: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = duplicates(corpus)
    with sqlite3.connect(corpus.store_path) as db:
        for name in ("articles", "bands", "links", "clusters", "members"):
            db.execute(f"DROP TABLE duplicate_{name}")
        db.execute("DELETE FROM meta WHERE key LIKE 'duplicates%'")
        db.execute("PRAGMA user_version = 2")
    db.close()
    with monkeypatch.context() as patch:  # it may only be read: tables of the connection
        patch.setattr("corpus.store.database._may_write", lambda path: False)
        patch.setattr("diembao.workspace.Workspace.writing", refused)
        assert len(told(diembao, corpus, "duplicates")) == len(before[3])
        assert told(diembao, corpus, "search", "phù sa", "--fold")["folded"] == 3
        assert told(diembao, corpus, "status")["duplicates"] == {}
    assert diembao("duplicates", "--workspace", corpus.root).code == 0
    assert duplicates(corpus) == before
