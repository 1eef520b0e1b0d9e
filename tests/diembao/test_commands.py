"""The commands as users call them, on the demo's workspace."""

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest

from diembao.workspace import Workspace
from tests.diembao.conftest import Command, Told

COMMANDS = (
    *("add", "build", "crawl", "demo", "doctor", "entities", "eval", "export", "extract"),
    *(
        "career",
        "duplicates",
        "forget",
        "history",
        "keywords",
        "learn-boilerplate",
        "rebuild",
        "search",
        "serve",
        "sites",
    ),
    *("status", "timeline", "trends", "verify", "who"),
)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(diembao: Command, name: str) -> None:
    told = diembao(name, "--help")
    assert told.code == 0
    assert f"diembao {name}" in told.out.split("Example:")[1]


def test_the_list_of_commands(diembao: Command) -> None:
    told = diembao("--help")
    assert all(f"  {name} " in told.out for name in COMMANDS)


def hits(told: Told) -> list[str]:
    assert told.code == 0, told.err
    return [hit["id"] for hit in json.loads(told.out)["hits"]]


def test_search_finds_the_same_with_and_without_marks(diembao: Command, demo: Workspace) -> None:
    options = ("--from", "2020-01", "--limit", 0, "--format", "json", "--workspace", demo.root)
    marked = hits(diembao("search", "đại hội đảng bộ", "--unit", "Công an tỉnh", *options))
    bare = hits(diembao("search", "dai hoi dang bo", "--unit", "cong an tinh", *options))
    assert len(marked) >= 5
    assert sorted(marked) == sorted(bare)


@pytest.mark.parametrize("query", ["hoà", "HÒA", "hòa", "ho\u0300a"])
def test_spelling_of_the_query_does_not_count(diembao: Command, demo: Workspace, query: str) -> None:
    options = ("--limit", 0, "--format", "json", "--workspace", demo.root)
    assert sorted(hits(diembao("search", query, *options))) == sorted(hits(diembao("search", "hoà", *options)))


def test_dates_bound_the_publication(diembao: Command, demo: Workspace) -> None:
    told = diembao(
        "search", "*", "--from", "2020", "--to", "2020", "--limit", 0, "--format", "json", "--workspace", demo.root
    )
    dates = [hit["published"] for hit in json.loads(told.out)["hits"]]
    assert dates
    assert all(d.startswith("2020") for d in dates)


def test_snippets_carry_the_words_found(diembao: Command, demo: Workspace) -> None:
    told = diembao("search", '"Phòng Hậu cần"', "--workspace", demo.root)
    assert "[Phòng Hậu cần]" in told.out
    assert "hits" in told.err


def test_csv_and_kwic(diembao: Command, demo: Workspace) -> None:
    told = diembao("search", "đại hội", "--format", "csv", "--limit", 0, "--workspace", demo.root)
    rows = list(csv.DictReader(io.StringIO(told.out)))
    assert len(rows) == len({row["id"] for row in rows}) > 5
    lines = diembao("search", '"đại hội"', "--kwic", "--format", "json", "--limit", 0, "--workspace", demo.root)
    assert {json.loads(line)["match"].lower() for line in lines.out.splitlines()} == {"đại hội"}


def test_facets(diembao: Command, demo: Workspace) -> None:
    told = diembao("search", "*", "--facets", "--format", "json", "--limit", 1, "--workspace", demo.root)
    facets = json.loads(told.out)["facets"]
    assert dict(facets["source"])["haidang.example"] == 13


@pytest.mark.parametrize("query", ["(đại hội", "AND", "published:hôm", 'unit:"'])
def test_a_faulty_query_is_explained(diembao: Command, demo: Workspace, query: str) -> None:
    told = diembao("search", query, "--workspace", demo.root)
    assert told.code == 2
    assert told.out == ""
    assert len(told.err.strip().splitlines()) <= 3
    assert "Traceback" not in told.err


def test_no_hits_is_no_failure(diembao: Command, demo: Workspace) -> None:
    told = diembao("search", "xyzxyz", "--workspace", demo.root)
    assert (told.code, told.out) == (0, "")
    assert "0 hits" in told.err


def test_timeline_lists_dated_events_with_evidence(diembao: Command, demo: Workspace) -> None:
    told = diembao("timeline", "--format", "json", "--from", "2020", "--to", "2020-12", "--workspace", demo.root)
    events = json.loads(told.out)
    assert len(events) >= 10
    for event in events:
        assert event["from"] <= "2020-12-31"
        assert event["to"] >= "2020-01-01"
        assert all(e["sentence"] and e["source"] for e in event["evidence"])
    assert [e["from"] for e in events] == sorted(e["from"] for e in events)


@pytest.mark.parametrize("form", ["text", "csv", "timelinejs", "ical", "html"])
def test_timeline_formats(diembao: Command, demo: Workspace, form: str) -> None:
    told = diembao("timeline", "đại hội", "--kind", "congress", "--format", form, "--workspace", demo.root)
    assert told.code == 0
    assert "Chi bộ Phòng Hậu cần" in told.out.replace("\r\n ", "")


def test_entities(diembao: Command, demo: Workspace) -> None:
    told = diembao("entities", "unit", "cong an tinh van son", "--format", "json", "--workspace", demo.root)
    card = json.loads(told.out)
    assert card["value"] == "Công an tỉnh Vân Sơn"
    assert "Công an tỉnh" in dict(card["aliases"])
    person = json.loads(
        diembao("entities", "person", "Lường Đình Khoát", "--format", "json", "--workspace", demo.root).out
    )
    assert any("Giám đốc Công an tỉnh" in s["what"] and s["sentence"] for s in person["statements"])


SUSPECTS = ("Phan Văn Lịch", "Tô Đình Khuê", "Lê Bá Hưởng", "Nguyễn Thị Ngàn", "Phan Ngọc Hậu")


def test_suspects_are_never_listed_nor_linked_but_found_by_a_text_search(diembao: Command, demo: Workspace) -> None:
    told = diembao("entities", "person", "--limit", 1000, "--format", "json", "--workspace", demo.root)
    names = {row["value"] for row in json.loads(told.out)}
    assert "Vàng Seo Páo" in names
    assert not names & set(SUSPECTS)
    with sqlite3.connect(demo.store_path) as db:
        marks = ",".join("?" * len(SUSPECTS))
        assert db.execute(f"SELECT value FROM mentions WHERE value IN ({marks})", SUSPECTS).fetchall() == []
        assert db.execute(f"SELECT name FROM participants WHERE name IN ({marks})", SUSPECTS).fetchall() == []
    db.close()
    assert hits(diembao("search", f'"{SUSPECTS[0]}"', "--format", "json", "--workspace", demo.root))


def test_status_counts(diembao: Command, demo: Workspace) -> None:
    counts = json.loads(diembao("status", "--format", "json", "--workspace", demo.root).out)
    assert counts["articles"] == 53
    assert counts["to index"] == 0
    assert counts["failed"] == {}
    text = diembao("status", "--failures", "--workspace", demo.root).out
    assert "http-404" in text


def test_eval_prints_scores(diembao: Command, demo: Workspace) -> None:
    told = diembao("eval", "tests/gold/sample.jsonl", "--format", "json", "--workspace", demo.root)
    assert json.loads(told.out)["lost"] == 0


def test_demo_again_does_nothing_new(diembao: Command, own: Workspace) -> None:
    told = diembao("demo", "--workspace", own.root)
    assert told.code == 0
    assert "new articles 0" in told.err
    assert "read 0" in told.err


def test_demo_leaves_a_corpus_of_the_user_alone(diembao: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Đại hội Đảng bộ xã diễn ra ngày 5/6/2020 tại hội trường Ủy ban nhân dân xã.", "utf-8"
    )
    assert diembao("add", tmp_path / "a.txt", "--workspace", tmp_path / "w").code == 0
    told = diembao("demo", "--workspace", tmp_path / "w")
    assert told.code == 2
    assert "yours" in told.err


def test_doctor(diembao: Command, demo: Workspace) -> None:
    told = diembao("doctor", "--workspace", demo.root)
    assert "FAIL" not in told.out
    assert told.code == 0


def test_the_database_opens_with_plain_sqlite(demo: Workspace) -> None:
    with sqlite3.connect(demo.store_path) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("SELECT count(*) FROM articles WHERE text <> ''").fetchone() == (53,)
    db.close()
