"""`learn-boilerplate`, its file, and what `build`, `rebuild` and `extract` make of it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DataFileError
from diembao.boilerplate import Row, merged, read_boilerplate, read_rows, write_rows
from extractor.clean.boilerplate import LearntLine
from tests.diembao.conftest import Command

SLOGAN = "Mời bạn đọc theo dõi Báo Hải Đăng trên Zalo để nhận tin nóng."
CONTACT = "Báo Hải Đăng tiếp bạn đọc vào chiều thứ năm hằng tuần."
FORMULA = "Vụ việc đang được tiếp tục điều tra, làm rõ."


def dump(path: Path, count: int = 24) -> Path:
    lines = []
    for i in range(count):
        body = [f"Ngày {i % 28 + 1}/6/2022, xã thứ {i} mở hội, bà con kéo về đông đủ, đoạn {n}." for n in range(9)]
        body += [FORMULA, SLOGAN] + [CONTACT] * (i % 2)
        record = {"id": str(i), "source": "haidang.example", "title": f"Hội làng xã {i}", "text": "\n".join(body)}
        lines.append(json.dumps(record | {"published": f"2022-06-{i % 28 + 1:02}"}, ensure_ascii=False))
    path.write_text("\n".join(lines), "utf-8")
    return path


def texts(diembao: Command, root: Path, query: str) -> int:
    found = json.loads(diembao("search", query, "--limit", 0, "--format", "json", "--workspace", root).out)
    return int(found["total"])


def test_learn_build_keep_and_rebuild(diembao: Command, tmp_path: Path) -> None:
    root = tmp_path / "w"
    diembao("add", dump(tmp_path / "a.jsonl"), "--workspace", root)
    assert "articles 24" in diembao("build", "--workspace", root).err
    assert texts(diembao, root, '"trên Zalo"') == 24

    told = diembao("learn-boilerplate", "--format", "json", "--workspace", root)
    assert told.code == 0, told.err
    rows = [json.loads(line) for line in told.out.splitlines()]
    assert [(row["text"], row["articles"], row["of"]) for row in rows] == [(SLOGAN, 24, 24), (CONTACT, 12, 24)]
    written = (root / "boilerplate.toml").read_text("utf-8")

    assert "read 24, articles 24" in diembao("build", "--workspace", root).err
    assert texts(diembao, root, '"trên Zalo"') == 0
    assert texts(diembao, root, '"điều tra, làm rõ"') == 24
    assert "nothing new" in diembao("build", "--workspace", root).err

    diembao("learn-boilerplate", "--workspace", root)  # from the pages as they came: the same again
    assert (root / "boilerplate.toml").read_text("utf-8") == written
    assert "nothing new" in diembao("build", "--workspace", root).err

    kept = written.replace(f'text = "{SLOGAN}"', f'text = "{SLOGAN}"\nkeep = true')
    (root / "boilerplate.toml").write_text(kept, "utf-8")
    assert "read 24" in diembao("build", "--workspace", root).err
    assert texts(diembao, root, '"trên Zalo"') == 24
    assert "kept" in diembao("learn-boilerplate", "--workspace", root).out
    assert "nothing new" in diembao("build", "--workspace", root).err

    assert "read 24, articles 24" in diembao("rebuild", "--workspace", root).err
    assert texts(diembao, root, '"trên Zalo"') == 24
    assert texts(diembao, root, '"Đường dây nóng"') == 0
    assert "nothing new" in diembao("build", "--workspace", root).err


def test_a_dry_run_writes_nothing_and_works_before_the_first_build(diembao: Command, tmp_path: Path) -> None:
    root = tmp_path / "w"
    diembao("add", dump(tmp_path / "a.jsonl"), "--workspace", root)
    told = diembao("learn-boilerplate", "--dry-run", "--min-articles", 13, "--workspace", root)
    assert told.out.splitlines() == [f"haidang.example\t24/24\t{SLOGAN}"]
    assert not (root / "boilerplate.toml").exists()


def test_extract_drops_the_lines_of_a_file(diembao: Command, tmp_path: Path) -> None:
    source = dump(tmp_path / "a.jsonl", 2)
    plain = [json.loads(line) for line in diembao("extract", source).out.splitlines()]
    write_rows(tmp_path / "b.toml", [Row(source="haidang.example", text=SLOGAN.upper())])
    dropped = [
        json.loads(line) for line in diembao("extract", "--boilerplate", tmp_path / "b.toml", source).out.splitlines()
    ]
    assert [SLOGAN in article["text"] for article in plain + dropped] == [True, True, False, False]
    assert {"text": SLOGAN, "why": "boilerplate"} in dropped[0]["removed"]


def test_a_build_with_another_file(diembao: Command, tmp_path: Path) -> None:
    root = tmp_path / "w"
    diembao("add", dump(tmp_path / "a.jsonl", 3), "--workspace", root)
    write_rows(tmp_path / "b.toml", [Row(source="haidang.example", text=SLOGAN)])
    diembao("build", "--boilerplate", tmp_path / "b.toml", "--workspace", root)
    assert texts(diembao, root, '"trên Zalo"') == 0


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("[[line]]\nsource = 'a'", "line 1"),
        ("[[line]]\nsource = 'a'\ntext = ' - '", "line 1"),
        ("[[line]]\nsource = 'a'\ntext = 'b'\nkeep = 'yes'", "line 1"),
        ("line = 'a'", "line"),
        ("line = ['a']", "line 1"),
        ("version = 99", "version"),
        ("[[line", "file"),
    ],
)
def test_a_faulty_file_stops_with_its_row(diembao: Command, tmp_path: Path, content: str, key: str) -> None:
    path = tmp_path / "b.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(DataFileError) as caught:
        read_rows(path)
    assert caught.value.key == key
    told = diembao("extract", "--boilerplate", path, dump(tmp_path / "a.jsonl", 1))
    assert (told.code, "Traceback" in told.err) == (2, False)


def test_no_file_is_no_boilerplate(tmp_path: Path) -> None:
    assert read_boilerplate(tmp_path / "none.toml").digest == ""


def test_rows_of_the_user_stay() -> None:
    mine = (Row(source="a", text="Của tôi"), Row(source="a", text="Giữ lại", articles=9, of=10, keep=True))
    found = [
        LearntLine(source="a", text="GIỮ LẠI", articles=20, of=30),
        LearntLine(source="a", text="Mới", articles=20, of=30),
    ]
    gone = Row(source="a", text="Không còn nữa", articles=7, of=9)
    rows = merged((*mine, gone), found)
    assert {row.text for row in rows} == {"Của tôi", "Giữ lại", "Mới"}


@given(st.lists(st.builds(Row, source=st.text(), text=st.text().map("a{}".format), keep=st.booleans()), max_size=5))
def test_any_row_survives_the_file(tmp_path_factory: pytest.TempPathFactory, rows: list[Row]) -> None:
    path = tmp_path_factory.mktemp("rows") / "b.toml"
    try:
        write_rows(path, rows)
    except UnicodeEncodeError:  # lone surrogates, which no page's text holds
        return
    tomllib.loads(path.read_text("utf-8"))
    assert list(read_rows(path)) == rows
