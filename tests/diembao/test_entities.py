"""Entities in a workspace: the same whatever way the corpus grew, corrected by the user's file, forgotten for good."""

import json
import sqlite3
import unicodedata
from pathlib import Path

import pytest

from corpus.errors import WorkspaceError
from diembao.corrections import parse_corrections, read_corrections
from diembao.workspace import Workspace, open_workspace
from tests.diembao.conftest import Command
from tests.diembao.test_build import content, table

BAO = "Lường Văn Bảo"
TEXTS = {
    "1": (
        "2019-03-01",
        f"Sáng 1/3, Thượng tá {BAO}, Phó Giám đốc Công an tỉnh Lạng Sơn, dự hội nghị của Phòng Tham mưu Công an tỉnh.",
    ),
    "2": (
        "2021-04-02",
        f"Chiều 2/4, Đại tá {BAO}, Giám đốc Công an tỉnh Lạng Sơn, trao quyết định cho cán bộ Công an tỉnh.",
    ),
    "3": (
        "2020-05-03",
        f"Ngày 3/5, ông {BAO}, Giám đốc Sở Y tế tỉnh Hà Nam, kiểm tra công tác phòng, chống dịch tại bệnh viện.",
    ),
    "4": (
        "2020-06-04",
        "Ngày 4/6, bà Quàng Thị Nhung, Chủ tịch UBND tỉnh Lạng Sơn, làm việc với Sở Y tế tỉnh Lạng Sơn về dịch.",
    ),
}
TABLES = (
    "SELECT * FROM entities ORDER BY id",
    "SELECT * FROM entity_names ORDER BY 1, 2, 3",
    "SELECT * FROM entity_mentions ORDER BY 1, 2, 3, 4",
    "SELECT * FROM entity_lines ORDER BY 1, 2",
    "SELECT * FROM entity_links ORDER BY 1, 2",
    "SELECT row, problem FROM correction_problems ORDER BY n",
)


def dump(path: Path, *ids: str) -> Path:
    lines = [
        {"id": i, "title": f"Tin {i}", "published": TEXTS[i][0], "text": f"{TEXTS[i][1]} Hội nghị đã bàn nhiều việc."}
        for i in ids
    ]
    path.write_text("\n".join(json.dumps({**line, "source": "bao"}, ensure_ascii=False) for line in lines), "utf-8")
    return path


def entities(workspace: Workspace) -> list[list[tuple[object, ...]]]:
    return [table(workspace, query) for query in TABLES]


@pytest.fixture
def corpus(diembao: Command, tmp_path: Path) -> Workspace:
    diembao("add", dump(tmp_path / "a.jsonl", *TEXTS), "--workspace", tmp_path / "w")
    assert diembao("build", "--workspace", tmp_path / "w").code == 0
    return open_workspace(tmp_path / "w")


def persons(diembao: Command, workspace: Workspace, name: str) -> list[dict[str, object]]:
    told = diembao("entities", "person", name, "--format", "json", "--workspace", workspace.root)
    assert told.code == 0, told.err
    if not told.out:
        return []
    found = json.loads(told.out)
    return [found, *found["same_name"]]


def correct(workspace: Workspace, *rows: str) -> None:
    workspace.corrections.write_text("\n".join(["action,kind,entity,target,note", *rows, ""]), "utf-8")


def test_two_of_one_name_are_told_apart_with_reasons(diembao: Command, corpus: Workspace) -> None:
    police, health = persons(diembao, corpus, "luong van bao")
    assert (police["label"], police["articles"]) == (f"{BAO} (Công an tỉnh Lạng Sơn)", 2)
    assert (police["first"], police["last"]) == ("2019-03-01", "2021-04-02")
    assert health["label"] == f"{BAO} (Sở Y tế tỉnh Hà Nam)"
    text = diembao("entities", "person", BAO, "--workspace", corpus.root).out
    assert "2 persons of this name, kept apart" in text
    assert "2019-03-01   Thượng tá, Phó Giám đốc Công an tỉnh Lạng Sơn" in text
    assert "same-unit: " in text
    assert f"unconnected: {BAO} (Sở Y tế tỉnh Hà Nam): no rank, post or unit connects them" in text
    assert "“Chiều 2/4, Đại tá" in text
    (one,) = persons(diembao, corpus, str(health["label"]))
    assert one["id"] == health["id"]


def test_a_unit_shows_who_held_posts_in_it(diembao: Command, corpus: Workspace) -> None:
    told = diembao("entities", "unit", "cong an tinh lang son", "--format", "json", "--workspace", corpus.root)
    card = json.loads(told.out)
    assert [p["post"] for p in card["posts"]] == [
        "Phó Giám đốc Công an tỉnh Lạng Sơn",
        "Giám đốc Công an tỉnh Lạng Sơn",
    ]
    assert card["province"] == "Lạng Sơn"


def test_a_corpus_that_grew_is_one_that_was_built_at_once(diembao: Command, corpus: Workspace, tmp_path: Path) -> None:
    grown = open_workspace(tmp_path / "grown", create=True)
    for number in ("4", "2", "3", "1"):
        diembao("add", dump(tmp_path / f"{number}.jsonl", number), "--workspace", grown.root)
        diembao("build", "--workspace", grown.root)
    assert entities(grown) == entities(corpus)
    before = content(grown)
    diembao("rebuild", "--workspace", grown.root)
    assert entities(grown) == entities(corpus)
    assert content(grown) == before


def test_the_demo_is_the_same_after_a_rebuild(diembao: Command, own: Workspace) -> None:
    before = entities(own)
    assert before[0]
    diembao("rebuild", "--workspace", own.root)
    assert entities(own) == before


def test_only_public_persons_are_entities(demo: Workspace) -> None:
    rows = table(
        demo,
        "SELECT count(*) FROM entity_mentions x JOIN mentions m USING (article_id, field, n) WHERE NOT m.listed",
    )
    assert rows == [(0,)]
    lineless = "SELECT name FROM entities WHERE kind = 'person' AND id NOT IN (SELECT entity_id FROM entity_lines)"
    assert table(demo, lineless) == []


def test_a_forgotten_person_leaves_the_tables_for_good(diembao: Command, corpus: Workspace) -> None:
    correct(corpus, f"alias,person,Quàng Thị Nhung,{BAO}")
    assert diembao("forget", "--person", BAO.upper(), "--yes", "--workspace", corpus.root).code == 0

    def traces() -> str:
        return "".join(str(rows) for rows in entities(corpus))

    assert BAO not in traces()
    assert "Quàng Thị Nhung" in traces()
    diembao("rebuild", "--workspace", corpus.root)
    assert BAO not in traces()
    assert persons(diembao, corpus, BAO) == []
    told = diembao("entities", "person", "--workspace", corpus.root)
    assert "corrections.csv, row 2: names a person who was forgotten" in told.err
    assert BAO.encode() not in corpus.store_path.read_bytes()


def test_corrections_hold_through_every_rebuild(diembao: Command, corpus: Workspace) -> None:
    correct(corpus, f"merge,person,{BAO} (Hà Nam),{BAO} (Công an tỉnh Lạng Sơn),the same man")
    (one,) = persons(diembao, corpus, BAO)
    assert one["articles"] == 3
    text = diembao("entities", "person", BAO, "--workspace", corpus.root).out
    assert "corrections.csv, row 2: the same man" in text
    before = entities(corpus)
    diembao("rebuild", "--workspace", corpus.root)
    assert entities(corpus) == before
    corpus.corrections.unlink()
    assert len(persons(diembao, corpus, BAO)) == 2


def test_what_is_of_no_use_is_told_by_every_command(diembao: Command, corpus: Workspace) -> None:
    correct(
        corpus,
        "merge,person,Nguyễn Văn Không,Quàng Thị Nhung",
        "marge,person,A B,C D",
        "reject,person,Quàng Thị Nhung",
    )
    lines = [
        "corrections.csv, row 2: merge: nothing here is called 'Nguyễn Văn Không'",
        "corrections.csv, row 3: action: 'marge' is none of merge, split, alias, rename, reject",
    ]
    for command in ("build", "rebuild", "entities"):
        told = diembao(command, "--workspace", corpus.root)
        assert told.code == 0
        assert [line for line in told.err.splitlines() if "corrections" in line] == [
            f"  {line}" if command != "entities" else line for line in lines
        ]
    told = diembao("doctor", "--workspace", corpus.root)
    assert told.code == 1
    assert f"FAIL  corrections: {'; '.join(lines)}" in told.out
    assert persons(diembao, corpus, "Quàng Thị Nhung") == []
    correct(corpus, "reject,person,Quàng Thị Nhung")
    assert "ok    corrections: every row is used" in diembao("doctor", "--workspace", corpus.root).out


GOOD = "action;kind;entity;target;note\nrename;person;Quàng Thị Nhung;Quàng Thị Hồng Nhung;\n"


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode(),
        GOOD.encode("utf-8-sig"),
        GOOD.encode("utf-16"),
        GOOD.encode("utf-16-le"),
        GOOD.replace(";", ",").encode(),
        GOOD.replace(";", "\t").encode("utf-16"),
        unicodedata.normalize("NFD", GOOD).encode(),
        GOOD.replace("\n", "\r\n").encode("utf-8-sig"),
        ("sep=;\n" + GOOD).encode("utf-8-sig"),
        GOOD.upper().replace("QUÀNG THỊ HỒNG NHUNG", "Quàng Thị Hồng Nhung").encode(),
        ("# my corrections\n\n" + GOOD + ";;;;\n").encode(),
    ],
    ids=["utf8", "bom", "utf16", "utf16-no-bom", "commas", "tabs", "nfd", "crlf", "sep", "capitals", "comments"],
)
def test_whatever_a_spreadsheet_writes(diembao: Command, corpus: Workspace, data: bytes) -> None:
    corpus.corrections.write_bytes(data)
    (found,) = persons(diembao, corpus, "Quàng Thị Hồng Nhung")
    assert found["value"] == "Quàng Thị Hồng Nhung"
    assert "corrections.csv" not in diembao("entities", "--workspace", corpus.root).err


@pytest.mark.parametrize(
    ("data", "row", "problem"),
    [
        (b"\xff\xfe\x00", 0, "neither UTF-8 nor UTF-16"),
        ("Quàng".encode("cp1258", "replace") + b"\xe0\xe1", 0, "neither UTF-8 nor UTF-16"),
        (b"name,value\na,b\n", 1, "no column `action`"),
        (b"action,kind,entity,target\nmerge,person,A B\n", 2, "merge needs one"),
        (b"action,kind,entity,target\nmerge,place,A B,C D\n", 2, "kind: 'place' is none of"),
        (b"action,kind,entity,target\nmerge,unit,,C D\n", 2, "a name is needed"),
        (b"action,kind,entity,target\nmerge,unit,A (B,C D\n", 2, "bracket is not closed"),
        (b"action,kind,entity,target\nsplit,unit,A B,\n", 2, "say in brackets which"),
        (b"action,kind,entity,target\nreject,unit,A B,C D\n", 2, "reject has none"),
        (b"action,kind,entity,target\nrename,unit,A B,C (D)\n", 2, "has no bracket"),
        (b'action,kind,entity,target\nmerge,unit,"A B,C D\nreject,unit,E F,\n', 2, "not closed; so line 3 is not used"),
        (
            b'action,kind,entity,target\nmerge,unit,"A B,C D\n' + b"reject,unit,E F,\n" * 200,
            2,
            "is a quotation mark missing?; so lines 3 to 202 are not used",
        ),
        (b"action,kind,entity,target\nmerge,unit,A, B,C D\n", 2, "more cells than the header"),
        (b"action,kind,entity,target\nmerge,unit," + b"A" * 200_000 + b",B\n", 2, "over 2000 characters"),
    ],
)
def test_a_faulty_file_is_one_line_a_row(tmp_path: Path, data: bytes, row: int, problem: str) -> None:
    (tmp_path / "corrections.csv").write_bytes(data)
    found = read_corrections(tmp_path / "corrections.csv")
    (first, *_) = found.problems
    assert (first.row, problem in first.problem) == (row, True), first
    assert "\n" not in first.problem


def test_no_file_and_an_empty_one(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    assert read_corrections(path).problems == ()
    path.write_bytes(b"")
    assert read_corrections(path).problems == ()
    path.unlink()
    path.mkdir()
    assert read_corrections(path).problems[0].row == 0


def test_corrections_count_where_the_corpus_may_only_be_read(
    diembao: Command, corpus: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    correct(corpus, "rename,person,Quàng Thị Nhung,Quàng Thị Hồng Nhung")
    before = entities(corpus)
    monkeypatch.setattr("corpus.store.database._may_write", lambda path: False)
    monkeypatch.setattr("diembao.workspace.Workspace.writing", refused)
    assert persons(diembao, corpus, "Quàng Thị Hồng Nhung")
    monkeypatch.undo()
    assert entities(corpus) == before


def refused(*_: object, **__: object) -> None:
    raise WorkspaceError("write.lock: cannot be written")


def test_a_database_of_the_first_version_gets_the_tables(diembao: Command, corpus: Workspace) -> None:
    before = entities(corpus)
    with sqlite3.connect(corpus.store_path) as db:
        for name in (
            "entities",
            "entity_names",
            "entity_mentions",
            "entity_lines",
            "entity_links",
            "correction_problems",
        ):
            db.execute(f"DROP TABLE {name}")
        db.execute("DELETE FROM meta WHERE key = 'entities'")
        db.execute("PRAGMA user_version = 1")
    db.close()
    assert diembao("entities", "--workspace", corpus.root).code == 0
    assert entities(corpus) == before


def test_unresolved_names_are_said_and_listed(diembao: Command, demo: Workspace) -> None:
    told = diembao("entities", "unit", "--limit", 5, "--workspace", demo.root)
    assert "do not tell which unit is meant" in told.err
    rows = json.loads(
        diembao("entities", "unit", "--unresolved", "--format", "json", "--workspace", demo.root).out,
    )
    assert rows
    assert all(row["note"] and "unresolved" in row["value"] for row in rows)


def test_a_short_name_names_the_others_that_are_called_so(diembao: Command, demo: Workspace) -> None:
    card = json.loads(
        diembao("entities", "unit", "Công an thành phố", "--format", "json", "--workspace", demo.root).out,
    )
    assert card["value"].startswith("Công an thành phố ")
    assert card["also_called"]
    bare = json.loads(diembao("entities", "unit", "cong an tinh", "--format", "json", "--workspace", demo.root).out)
    assert "Công an tỉnh Vân Sơn" in [bare["label"], *bare["also_called"]]
    assert "called so, too: " in diembao("entities", "unit", "Công an thành phố", "--workspace", demo.root).out


def test_the_example_of_the_documents_can_be_read() -> None:
    text = Path(__file__).parents[2].joinpath("docs", "entities.md").read_text("utf-8")
    example = text.split("```csv\n")[1].split("```")[0]
    found = parse_corrections(example)
    assert found.problems == ()
    assert {row.action for row in found.rows} == {"merge", "split", "alias", "rename", "reject"}


def test_columns_in_any_order_and_more_of_them() -> None:
    found = parse_corrections("who,target,entity,kind,action\nme,HBC,Công ty Hoa Ban,unit,alias\n")
    assert [(r.action, str(r.entity), str(r.target)) for r in found.rows] == [("alias", "Công ty Hoa Ban", "HBC")]


def test_an_id_in_place_of_a_name_holds_through_rebuild_and_growth(
    diembao: Command, corpus: Workspace, tmp_path: Path
) -> None:
    police, health = persons(diembao, corpus, BAO)
    shown = diembao("entities", "person", str(health["id"]), "--workspace", corpus.root)
    assert shown.out.startswith(f"{health['label']}  (person; 1 article, 1 mention; ")
    assert f"; id {health['id']})\n" in shown.out
    correct(corpus, f"merge,person,{health['id']},{police['id']},one man")
    (one,) = persons(diembao, corpus, BAO)
    assert (one["id"], one["articles"]) == (police["id"], 3)
    gone = diembao("entities", "person", str(health["id"]), "--workspace", corpus.root)
    assert f"{health['id']} was merged into {police['id']} {one['label']}" in gone.err
    assert f"; id {police['id']})\n" in gone.out
    other = diembao("entities", "person", "0123456789abcdef", "--workspace", corpus.root)
    assert "no person of that name" in other.err
    assert diembao("rebuild", "--workspace", corpus.root).code == 0
    more = {"id": "9", "title": "Tin 9", "published": "2018-01-05", "source": "bao"}
    text = f"Ngày 5/1, ông {BAO}, Hiệu trưởng Trường THPT Kỳ Cùng, khai giảng lớp học mới của nhà trường."
    (tmp_path / "b.jsonl").write_text(json.dumps({**more, "text": text}, ensure_ascii=False), "utf-8")
    diembao("add", tmp_path / "b.jsonl", "--workspace", corpus.root)
    assert diembao("build", "--workspace", corpus.root).code == 0
    assert [p["articles"] for p in persons(diembao, corpus, BAO)] == [3, 1]
