"""`diembao timeline` to files: the format by the ending, whole or not at all, and wrong uses told in one line."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from pathlib import Path

import pytest

from diembao.export.writing import write_files
from diembao.workspace import Workspace
from tests.diembao.conftest import Command, Told


@pytest.fixture
def run(diembao: Command, demo: Workspace) -> Command:
    def told(*arguments: object) -> Told:
        return diembao("timeline", *arguments, "--workspace", demo.root)

    return told


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("t.txt", b"== "),
        ("t.csv", b"from,to,date,"),
        ("t.json", b"[\n{"),
        ("t.ics", b"BEGIN:VCALENDAR\r\n"),
        ("t.html", b"<!doctype html>"),
        ("t.parquet", b"PAR1"),
        ("t.svg", b'<svg role="img"'),
        ("t.PNG", b"\x89PNG"),
    ],
)
def test_the_ending_tells_the_format(run: Command, tmp_path: Path, name: str, begins: bytes) -> None:
    pytest.importorskip("pyarrow")
    pytest.importorskip("vl_convert")
    path = tmp_path / name
    told = run("--output", path, "--group", "year", "--kind", "promotion")
    assert (told.code, told.out) == (0, f"{path}\n")
    assert path.read_bytes().startswith(begins)
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_has_what_standard_output_has(run: Command, tmp_path: Path) -> None:
    for form in ("csv", "json", "timelinejs", "html"):
        run("--format", form, "--output", tmp_path / "t")
        assert (tmp_path / "t").read_text("utf-8") == run("--format", form).out


def test_groups_are_columns(run: Command) -> None:
    events = json.loads(run("--group", "type", "--format", "json").out)
    assert all(event["group"] == event["type"] for event in events)
    rows = list(csv.DictReader(io.StringIO(run("--group", "type", "--format", "csv").out)))
    assert [row["id"] for row in rows] == [event["id"] for event in events]
    assert len(events) == len(json.loads(run("--format", "json").out))


def test_the_mark_for_excel(run: Command) -> None:
    assert run("--format", "csv", "--bom").out.startswith("\ufefffrom,")
    told = run("--format", "json", "--bom")
    assert (told.code, told.err) == (2, "diembao: --bom is for --format csv\n")


def test_a_page_says_what_was_asked_for(run: Command) -> None:
    page = run("đại hội", "--format", "html", "--language", "vi", "--from", "2019", "--granularity", "month").out
    for said in ("đại hội; từ: 2019; độ chính xác: month", "Không đưa vào", "kho bài diembao: "):
        assert said in page


def counted(run: Command, *arguments: object) -> int:
    return len(json.loads(run("--format", "json", *arguments).out))


def test_what_is_left_out_is_counted(run: Command, demo: Workspace) -> None:
    vague = counted(run) - counted(run, "--granularity", "day", "--min-sources", "2")
    page = run("--format", "html", "--granularity", "day", "--min-sources", "2").out
    assert f"or told by fewer sources: {vague}" in page
    copies = counted(run) - counted(run, "--fold")
    page = run("--format", "html", "--fold", "--published-from", "2000").out
    assert (f"events that copies of an article tell again: {copies}" in page) == bool(copies)
    with demo.store() as store:
        undated, silent = (
            store.connection.execute(f"SELECT count(*) FROM articles WHERE {where}").fetchone()[0]
            for where in ("published IS NULL", "id NOT IN (SELECT article_id FROM events)")
        )
    assert (f"articles without a date of publication: {undated}" in page) == bool(undated)
    assert (f"articles without a dated event: {silent}" in page) == bool(silent)
    assert "nothing" in run("--format", "html", "không có chữ nào thế này").out


def test_nothing_is_written_after_an_error(run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "t.csv"
    kept.write_text("mine", "utf-8")
    for arguments, said in (
        (("--output", tmp_path / "t.csv", "--format", "html"), "ends with .csv, but --format is html"),
        (("--output", tmp_path / "none" / "t.csv"), "there is no folder"),
        (("--output", tmp_path / "t.svg", "--unit", "Không có đơn vị nào thế"), "no events to draw"),
        (("--output", tmp_path / "t.csv", "--from", "hôm qua"), "no date"),
    ):
        told = run(*arguments)
        assert told.code == 2
        assert said in told.err
        assert told.err.count("\n") <= 2
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    told = run("--output", tmp_path / "t.png")
    assert told.err == "diembao: a picture needs one more package: pip install 'diembao[charts]'\n"
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    told = run("--output", tmp_path / "t.parquet")
    assert told.err == "diembao: Parquet needs one more package: pip install 'diembao[parquet]'\n"
    assert [(path.name, path.read_text("utf-8")) for path in tmp_path.iterdir()] == [("t.csv", "mine")]


def test_pages_of_a_picture_are_files_of_their_own(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("vl_convert")
    monkeypatch.setattr("diembao.pictures_timelines.PAGE", 300)
    told = run("--output", tmp_path / "t.svg", "--kind", "congress")
    paths = told.out.split()
    assert len(paths) > 1
    assert sorted(map(str, tmp_path.iterdir())) == sorted(paths)
    assert all(b"<svg" in Path(path).read_bytes() for path in paths)
    told = run("--format", "svg", "--kind", "congress")
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith("diembao: the picture has ")


@pytest.mark.skipif(os.name == "nt", reason="no devices and pipes with names")
def test_what_is_no_file_is_written_to_and_a_link_followed(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_files({pipe: b"one", tmp_path / "b": b"two"})
        assert os.read(reader, 10) == b"one"
    finally:
        os.close(reader)
    assert pipe.is_fifo()
    (tmp_path / "link").symlink_to(tmp_path / "b")
    write_files({tmp_path / "link": b"three"})
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "b").read_bytes() == b"three"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "link", "pipe"]


def test_a_message_names_what_was_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path, data: bytes) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "write_bytes", refused)
    with pytest.raises(PermissionError) as told:
        write_files({tmp_path / "a": b"one"})
    assert told.value.filename == str(tmp_path / "a")


@pytest.mark.parametrize(
    "arguments",
    [
        *(
            ("timeline", "--from", "2021", "--to", "2020"),
            ("career", "Lâm Văn Quyết", "--from", "2021", "--to", "2020"),
        ),
        *(("history", "Công an tỉnh Vân Sơn", "--from", "2021", "--to", "2020"),),
    ],
)
def test_a_first_day_after_the_last_is_told(diembao: Command, demo: Workspace, arguments: tuple[str, ...]) -> None:
    told = diembao(*arguments, "--workspace", demo.root)
    assert (told.code, told.out) == (2, "")
    assert told.err == "diembao: --from 2021 is later than --to 2020\n"


def test_articles_published_from_after_to(run: Command) -> None:
    told = run("--published-from", "2021-03", "--published-to", "2021-02")
    assert (told.code, told.err) == (2, "diembao: --published-from 2021-03 is later than --published-to 2021-02\n")


def test_no_entities_are_no_line(run: Command) -> None:
    assert run("--unit", "Không có đơn vị nào thế", "--format", "ftm").out == ""


def test_files_are_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"before")
    written = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        written(path, data[:2])
        if data == b"two pages":
            raise OSError(28, "No space left on device", str(path))
        return written(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write_files({tmp_path / "a": b"one", tmp_path / "b": b"two pages"})
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"before")]
    write_files({tmp_path / "a": b"one", tmp_path / "b": b"two"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"one", "b": b"two"}
