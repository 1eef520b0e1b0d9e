"""Exports: complete, the same bytes for the same corpus, readable by others, and never the text unasked."""

import csv
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from corpus.analysis import Analysis
from corpus.codec import dumps, event_to_json, from_json, mention_to_json, to_json
from corpus.errors import UsageError
from diembao.export import parquet
from diembao.export.abridged import LONGEST, abridged
from diembao.export.manifest import RIGHTS
from diembao.export.tables import columns_of
from diembao.export.writers import FORMATS, Form, Format
from diembao.exporting import Selection, export
from diembao.filtering import Asked
from diembao.workspace import Workspace
from tests.corpus.samples import analysis
from tests.diembao.conftest import Command

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WITH_TEXTS = ("conllu", "wacz")
ALL_FORMATS = pytest.mark.parametrize("form", FORMATS)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def texts(workspace: Workspace) -> dict[str, str]:
    with workspace.store() as store:
        return {row[0]: row[1] for row in store.connection.execute("SELECT id, text FROM articles")}


def form_of(name: Format) -> Form:
    return Form(format=name, full_text=name in WITH_TEXTS)


@ALL_FORMATS
def test_the_whole_corpus_comes_out_with_a_manifest_that_tells_the_truth(
    diembao: Command, demo: Workspace, tmp_path: Path, form: Format
) -> None:
    options = ("--full-text",) if form in WITH_TEXTS else ()
    told = diembao("export", "--format", form, *options, "--output", tmp_path / "o", "--workspace", demo.root)
    assert told.code == 0, told.err
    manifest = json.loads((tmp_path / "o/manifest.json").read_text("utf-8"))
    assert manifest["counts"]["articles"] == manifest["counts"]["hits"] == 53
    assert manifest["rights"] == RIGHTS
    assert (manifest["query"], manifest["filters"], manifest["full_text"]) == (None, {}, form in WITH_TEXTS)
    assert (manifest["dates"]["first"], manifest["dates"]["undated"]) == ("2019-04-22", 0)
    assert sum(manifest["versions"]["rules"].values()) == sum(manifest["sources"].values()) == 53
    for file in manifest["files"]:
        data = (tmp_path / "o" / file["name"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])
        assert str(tmp_path / "o" / file["name"]) in told.out
    assert sorted(p.name for p in tmp_path.glob("o/*")) == sorted(
        [f["name"] for f in manifest["files"]] + ["manifest.json"]
    )
    assert sorted(p.name for p in tmp_path.iterdir()) == ["o"]


@ALL_FORMATS
def test_the_same_corpus_gives_the_same_bytes(demo: Workspace, tmp_path: Path, form: Format) -> None:
    for name in ("a", "b"):
        export(demo, Selection(query="công an"), form_of(form), tmp_path / name, created=NOW)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_with_the_text_a_line_is_that_of_extract(demo: Workspace, tmp_path: Path) -> None:
    export(demo, Selection(), Form(format="jsonl", full_text=True, tokens=True), tmp_path / "a.jsonl", created=NOW)
    with demo.store() as store:
        stored = {a.article.id: dumps(to_json(a, tokens=True)) for a in store.articles.get(store.articles.ids())}
    written = (tmp_path / "a.jsonl").read_text("utf-8").splitlines()
    assert sorted(written) == sorted(stored.values())
    days = [str(json.loads(line)["published"])[:10] for line in written]
    assert days == sorted(days)
    assert all(from_json(json.loads(line)).document.tokens for line in written)


def test_what_was_exported_can_be_taken_in_again(diembao: Command, demo: Workspace, tmp_path: Path) -> None:
    export(demo, Selection(), Form(format="jsonl", full_text=True), tmp_path / "a.jsonl", created=NOW)
    root = tmp_path / "w"
    assert diembao("add", tmp_path / "a.jsonl", "--workspace", root).code == 0
    assert diembao("build", "--workspace", root).code == 0
    with sqlite3.connect(root / "corpus.sqlite") as db:
        again = {row[0] for row in db.execute("SELECT id FROM articles")}
    db.close()
    assert again == set(texts(demo))


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from strings(member)
    elif isinstance(value, list):
        for member in value:
            yield from strings(member)


def test_without_full_text_nothing_is_long(demo: Workspace, tmp_path: Path) -> None:
    export(demo, Selection(), Form(format="jsonl"), tmp_path / "a.jsonl", created=NOW)
    export(demo, Selection(), Form(format="csv"), tmp_path / "c", created=NOW)
    whole = texts(demo)
    for line in lines(tmp_path / "a.jsonl"):
        assert line["text"] is None
        assert line["counts"]["characters"] == len(whole[line["id"]])
        assert max(map(len, strings(line))) <= LONGEST
        assert all(m["text"] for m in (*line["mentions"], *line["title_mentions"]))
    rows = [row for path in tmp_path.glob("c/*.csv") for row in table(path)]
    assert max(len(cell) for row in rows for values in row.values() for cell in values.split("; ")) <= LONGEST


def test_who_is_named_without_a_post_is_in_no_list(demo: Workspace, tmp_path: Path) -> None:
    with demo.store() as store:
        rows = store.connection.execute("SELECT value, max(listed) FROM mentions WHERE kind = 'person' GROUP BY 1")
        private = {name for name, listed in rows if not listed}
    assert private
    export(demo, Selection(), Form(format="jsonl"), tmp_path / "a.jsonl", created=NOW)
    export(demo, Selection(), Form(format="csv", full_text=True), tmp_path / "c", created=NOW)
    listed = {m["value"] for line in lines(tmp_path / "a.jsonl") for m in line["mentions"] if m["kind"] == "person"}
    tabled = {row["value"] for row in table(tmp_path / "c/mentions.csv") if row["kind"] == "person"}
    assert listed == tabled
    assert not listed & private


def test_a_query_comes_out_whole_and_in_order(diembao: Command, demo: Workspace, tmp_path: Path) -> None:
    options = ("--unit", "Công an tỉnh", "--from", "2020", "--to", "2020-12", "--workspace", demo.root)
    found = json.loads(diembao("search", "đại hội", "--limit", 0, "--format", "json", *options).out)
    told = diembao("export", "đại hội", "--format", "csv", "--output", tmp_path / "x.csv", *options)
    assert told.code == 0
    rows = table(tmp_path / "x.csv")
    assert {row["id"] for row in rows} == {hit["id"] for hit in found["hits"]}
    assert [(row["published_from"], row["id"]) for row in rows] == sorted((r["published_from"], r["id"]) for r in rows)
    manifest = json.loads((tmp_path / "x.manifest.json").read_text("utf-8"))
    assert manifest["query"] == "đại hội"
    assert manifest["filters"] == {"from": "2020", "to": "2020-12", "unit": ["Công an tỉnh"]}
    assert [f["name"] for f in manifest["files"]] == ["x.csv", "x.mentions.csv", "x.events.csv"]
    articles = {row["article"] for row in table(tmp_path / "x.mentions.csv")}
    assert articles <= {row["id"] for row in rows}
    diembao("export", "đại hội", "--order", "id", "--output", tmp_path / "y.jsonl", *options)
    assert [line["id"] for line in lines(tmp_path / "y.jsonl")] == sorted(row["id"] for row in rows)


def test_no_hits_are_an_export_of_none(diembao: Command, demo: Workspace, tmp_path: Path) -> None:
    told = diembao("export", "xyzxyz", "--format", "csv", "--output", tmp_path / "o", "--workspace", demo.root)
    assert (told.code, "0 articles" in told.err) == (0, True)
    assert table(tmp_path / "o/articles.csv") == []
    assert json.loads((tmp_path / "o/manifest.json").read_text("utf-8"))["dates"]["first"] is None


def test_the_undated_are_last_and_counted(diembao: Command, own: Workspace, tmp_path: Path) -> None:
    with own.store() as store, store.transaction():
        (first,) = store.connection.execute("SELECT id FROM articles ORDER BY published_first LIMIT 1").fetchone()
        store.connection.execute(
            "UPDATE articles SET published_first = NULL, published_last = NULL WHERE id = ?", (first,)
        )
        record = json.loads(
            store.connection.execute("SELECT record FROM articles WHERE id = ?", (first,)).fetchone()[0]
        )
        record |= {"published": None, "published_method": None, "published_confidence": None}
        store.connection.execute("UPDATE articles SET record = ? WHERE id = ?", (dumps(record), first))
    assert diembao("rebuild", "--index", "--workspace", own.root).code == 0
    diembao("export", "--output", tmp_path / "a.jsonl", "--workspace", own.root)
    assert lines(tmp_path / "a.jsonl")[-1]["id"] == first
    told = diembao("export", "--from", "2010", "--output", tmp_path / "b.jsonl", "--workspace", own.root)
    assert "1 more match but have no date" in told.err
    a, b = (json.loads((tmp_path / f"{name}.manifest.json").read_text("utf-8")) for name in "ab")
    assert (a["dates"]["undated"], a["counts"]["articles"]) == (1, 53)
    assert (b["dates"]["undated"], b["counts"]["articles"], b["counts"]["undated_left_out"]) == (0, 52, 1)


def test_what_the_index_finds_and_the_store_has_not_stops_the_export(
    diembao: Command, own: Workspace, tmp_path: Path
) -> None:
    with sqlite3.connect(own.store_path) as db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("DELETE FROM articles WHERE id = (SELECT min(id) FROM articles)")
    db.close()
    told = diembao("export", "*", "--from", "2000", "--output", tmp_path / "o", "--workspace", own.root)
    assert (told.code, told.out) == (1, "")
    assert "53 articles were counted, 52 written" in told.err
    assert [path.name for path in tmp_path.iterdir()] == ["own"]


def test_a_fault_half_way_leaves_the_earlier_export(
    demo: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(demo, Selection(), Form(format="jsonl"), tmp_path / "a.jsonl", created=NOW)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    calls = iter(range(100))

    def fail(analysis: Analysis, *, tokens: bool) -> dict[str, Any]:
        if next(calls) == 20:
            raise OSError(28, "No space left on device")
        return abridged(analysis, tokens=tokens)

    monkeypatch.setattr("diembao.export.writers.abridged", fail)
    with pytest.raises(OSError, match="No space"):
        export(demo, Selection(query="đại"), Form(format="jsonl"), tmp_path / "a.jsonl", created=NOW)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_earlier_export_is_replaced_and_nothing_else(demo: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "o"
    export(demo, Selection(), Form(format="csv"), folder, created=NOW)
    (folder / "notes.txt").write_text("mine", "utf-8")
    export(demo, Selection(query="đại hội"), Form(format="jsonl"), folder, created=NOW)
    assert sorted(p.name for p in folder.iterdir()) == ["articles.jsonl", "manifest.json", "notes.txt"]
    (folder / "manifest.json").unlink()
    with pytest.raises(UsageError, match="no export of diembao"):
        export(demo, Selection(), Form(format="jsonl"), folder, created=NOW)


def test_a_manifest_cannot_have_other_files_removed(demo: Workspace, tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("x")
    (tmp_path / "o").mkdir()
    (tmp_path / "o/mine.txt").write_text("x")
    files = [{"name": name} for name in ("../precious.txt", "mine.txt", "", None, 7, "..", "a/b.csv")]
    for evil in ({"files": files}, {"files": "x"}, {"files": [1, None]}, {}):
        (tmp_path / "o/manifest.json").write_text(json.dumps({"diembao_export": 1, **evil}))
        export(demo, Selection(query="tàu"), Form(format="jsonl"), tmp_path / "o", created=NOW)
    assert (tmp_path / "precious.txt").exists()
    assert (tmp_path / "o/mine.txt").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "csv", "--output", "no/where/o"), "there is no folder"),
        (("--format", "csv", "--output", "o.jsonl"), "ends with .csv"),
        (("--format", "csv", "--output", "o.xlsx"), "ends with .csv"),
        (("--format", "conllu", "--output", "o"), "--full-text"),
        (("--format", "jsonl", "--bom", "--output", "o"), "--bom is for"),
        (("--format", "csv", "--tokens", "--output", "o"), "--tokens is for"),
        (("--output", "-"), "name one"),
        (("--output", "there.jsonl"), "is there already"),
        (("--output", "there.jsonl/x"), "there is no folder"),
        (("--from", "hôm qua", "--output", "o"), "no date"),
        (("--from", "2021", "--to", "2020", "--output", "o"), "later than"),
        (("(đại", "--output", "o"), "character 1"),
        (("đại", "--format", "xml", "--output", "o"), "xml"),
        (("đại",), "--output"),
    ],
)
def test_wrong_use_is_one_clear_line(
    diembao: Command,
    demo: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.jsonl").write_text("mine", "utf-8")
    told = diembao("export", *arguments, "--workspace", demo.root)
    assert (told.code, told.out) == (2, "")
    assert said in told.err
    assert len([line for line in told.err.splitlines() if line and not line.startswith(("Usage", "Try"))]) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["there.jsonl"]
    assert (tmp_path / "there.jsonl").read_text("utf-8") == "mine"


def test_a_corpus_without_index_can_be_exported_whole(diembao: Command, own: Workspace, tmp_path: Path) -> None:
    for path in own.index.iterdir():
        path.unlink()
    own.index.rmdir()
    assert diembao("export", "--output", tmp_path / "a.jsonl", "--workspace", own.root).code == 0
    told = diembao("export", "đại", "--output", tmp_path / "b.jsonl", "--workspace", own.root)
    assert (told.code, "diembao build" in told.err) == (2, True)


def hostile(title: str) -> Analysis:
    made = analysis()
    return replace(
        made, article=replace(made.article, title=title, authors=("=cmd|' /C calc'!A0", "B"), tags=("a\nb",))
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "'="])
def test_no_cell_is_a_formula_and_every_cell_can_be_read_back(tmp_path: Path, start: str) -> None:
    from diembao.export.cells import plain
    from diembao.export.writers import CsvFiles

    paths = {name: tmp_path / f"{name}.csv" for name in ("articles", "mentions", "events")}
    writer = CsvFiles(Form(format="csv", bom=True), paths)  # type: ignore[arg-type]
    writer.write(hostile(f'{start}1+1;"x", y\nz'))
    writer.close()
    assert paths["articles"].read_bytes().startswith(b"\xef\xbb\xbf")
    (row,) = table(paths["articles"])
    assert row["title"][0] == "'"
    assert plain(row["title"]) == f'{start}1+1;"x", y\nz'
    assert row["authors"].startswith("'=")
    for path in paths.values():
        for line in table(path):
            assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for cell in line.values())


def test_the_tables_have_a_column_for_whatever_is_found(demo: Workspace) -> None:
    mentions, events = columns_of("mentions", full_text=False), columns_of("events", full_text=False)
    with demo.store() as store:
        for found in store.articles.get(store.articles.ids()):
            assert all(mention_to_json(m).keys() <= mentions.keys() for m in (*found.mentions, *found.title_mentions))
            assert all(event_to_json(e).keys() <= events.keys() for e in found.events)


class TestParquet:
    def test_it_holds_what_the_csv_holds(self, demo: Workspace, tmp_path: Path) -> None:
        arrow = pytest.importorskip("pyarrow.parquet")
        export(demo, Selection(), Form(format="parquet", full_text=True), tmp_path / "p", created=NOW)
        export(demo, Selection(), Form(format="csv", full_text=True), tmp_path / "c", created=NOW)
        for name in ("articles", "mentions", "events"):
            read = arrow.read_table(tmp_path / f"p/{name}.parquet")
            rows = table(tmp_path / f"c/{name}.csv")
            assert read.num_rows == len(rows)
            assert list(read.column_names) == list(rows[0])
        articles = arrow.read_table(tmp_path / "p/articles.parquet").to_pylist()
        assert {a["id"]: a["text"] for a in articles} == texts(demo)
        assert all(isinstance(a["authors"], list) and a["published_from"].year >= 2019 for a in articles)

    def test_row_groups_are_written_as_they_fill(
        self, demo: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        arrow = pytest.importorskip("pyarrow.parquet")
        monkeypatch.setattr(parquet, "GROUP", 20)
        export(demo, Selection(), Form(format="parquet"), tmp_path / "p", created=NOW)
        assert arrow.ParquetFile(tmp_path / "p/articles.parquet").metadata.num_row_groups == 3
        assert arrow.read_table(tmp_path / "p/articles.parquet").num_rows == 53

    def test_without_the_package_it_is_said_what_to_install(
        self, demo: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
        with pytest.raises(UsageError, match=r"pip install 'diembao\[parquet\]'"):
            export(demo, Selection(), Form(format="parquet"), tmp_path / "p", created=NOW)
        assert list(tmp_path.iterdir()) == []


def test_the_export_is_of_one_state_of_the_corpus(
    own: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = iter(range(1000))

    def with_a_build_beside(analysis: Analysis, *, tokens: bool) -> dict[str, Any]:
        if next(written) == 10:
            with own.store() as other, other.transaction():
                other.connection.execute("DELETE FROM articles WHERE id > '8'")
        return abridged(analysis, tokens=tokens)

    monkeypatch.setattr("diembao.export.writers.abridged", with_a_build_beside)
    done = export(own, Selection(), Form(format="jsonl"), tmp_path / "a.jsonl", created=NOW)
    assert done.manifest["counts"]["articles"] == len(lines(tmp_path / "a.jsonl")) == 53


def test_filters_alone_are_a_query(demo: Workspace, tmp_path: Path) -> None:
    selection = Selection(asked=Asked(sources=("haidang.example",)))
    done = export(demo, selection, Form(format="jsonl"), tmp_path / "a.jsonl", created=NOW)
    assert (done.manifest["query"], done.manifest["counts"]["articles"]) == ("*", 13)


def test_what_is_told_of_a_post_s_time_is_a_cell(tmp_path: Path) -> None:
    from corpus.mentions import Position, Tenure
    from diembao.export.tables import mention_rows

    told = (
        Tenure(change="begins", rule="r", first="2020-03-01", last="2020-03-31"),
        Tenure(change="ends", rule="r", person="Lò Văn Bình"),
        Tenure(change="begins", rule="r", first="2020-03-01", last="2020-03-01", acting="phụ trách"),
    )
    post = Position(start=0, end=1, text="B", value="Bí thư", rule="r", tenure=told)
    (row,) = mention_rows(replace(analysis(), mentions=(post,)), full_text=False)
    assert row["tenure"] == [
        *("begins 2020-03-01..2020-03-31", "ends: Lò Văn Bình", "begins 2020-03-01..2020-03-01 (phụ trách)"),
    ]
