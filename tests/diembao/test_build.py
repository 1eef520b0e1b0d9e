"""Adding, building, rebuilding, forgetting: what is stored stays right whatever happens in between."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest

from corpus.article import RawPage
from diembao import workers
from diembao.build import build
from diembao.outcomes import Outcome, read_pages
from diembao.workspace import Workspace, open_workspace
from tests.diembao.conftest import Command

T = TypeVar("T")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TEXT = (
    "Ngày {day}/6/2022, Công an tỉnh Lai Châu tổ chức Hội nghị sơ kết công tác sáu tháng đầu năm. "
    "Trung tá Đinh Thu Thảo, Trưởng Phòng Tham mưu, trình bày báo cáo tại hội nghị. "
    "Các đại biểu đã thảo luận nhiều nội dung quan trọng."
)


def dump(path: Path, count: int, **more: str) -> Path:
    lines = [
        {"id": str(i), "text": TEXT.format(day=i % 28 + 1), "published": "2022-07-01", "title": f"Hội nghị {i}", **more}
        for i in range(count)
    ]
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    return path


def table(workspace: Workspace, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(workspace.store_path) as db:
        rows = db.execute(query).fetchall()
    db.close()
    return rows


CONTENT = (
    "SELECT id, title, published, text, keywords FROM articles ORDER BY id",
    "SELECT article_id, field, n, record FROM mentions ORDER BY 1, 2, 3",
    "SELECT article_id, id, record FROM events ORDER BY 1, 2",
)


def content(workspace: Workspace) -> list[list[tuple[object, ...]]]:
    return [table(workspace, query) for query in CONTENT]


def whole(workspace: Workspace) -> list[str]:
    """Everything in the database, made things too."""
    with sqlite3.connect(workspace.store_path) as db:
        lines = list(db.iterdump())
    db.close()
    return lines


def test_add_twice_build_twice(diembao: Command, tmp_path: Path) -> None:
    root = tmp_path / "w"
    first = diembao("add", dump(tmp_path / "a.jsonl", 5), "--workspace", root)
    assert (first.code, "added 5" in first.err) == (0, True)
    assert "read 5, articles 5" in diembao("build", "--workspace", root).err
    again = diembao("add", tmp_path / "a.jsonl", "--workspace", root)
    assert "added 0, known already 5" in again.err
    assert "nothing new" in diembao("build", "--workspace", root).err
    found = json.loads(diembao("search", "sơ kết", "--format", "json", "--workspace", root).out)
    assert found["total"] == 5


def test_two_processes_give_what_one_gives(diembao: Command, tmp_path: Path) -> None:
    source = dump(tmp_path / "a.jsonl", 40)
    workspaces = []
    for name, jobs in (("one", 1), ("two", 2)):
        workspace = open_workspace(tmp_path / name, create=True)
        diembao("add", source, "--workspace", workspace.root)
        assert build(workspace, now=NOW, jobs=jobs).stored == 40
        workspaces.append(workspace)
    assert content(workspaces[0]) == content(workspaces[1])
    named = ("inputs", "'archive ")  # the files of the archive bear the time
    one, two = ([line for line in whole(w) if not any(name in line for name in named)] for w in workspaces)
    assert one == two


def test_an_input_that_kills_its_worker_fails_alone(
    diembao: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "w"
    diembao("add", dump(tmp_path / "a.jsonl", 40), "--workspace", root)

    def fatal(pages: Sequence[RawPage], numbers: Sequence[int | None], **more: Any) -> list[Outcome]:
        if pages[0].given.origin_id == "17":
            os.kill(os.getpid(), signal.SIGKILL)
        return read_pages(pages, numbers, **more)

    monkeypatch.setattr(workers, "read_pages", fatal)
    report = build(open_workspace(root), now=NOW, jobs=2)
    assert (report.stored, report.failed, report.reasons) == (39, 1, {"killed": 1})
    assert report.indexed == 39
    monkeypatch.undo()
    assert build(open_workspace(root), now=NOW, jobs=2).read == 0  # it is not tried at every build


def test_either_tokenizer_gives_the_same_corpus(diembao: Command, tmp_path: Path) -> None:
    source = dump(tmp_path / "a.jsonl", 3)
    found = []
    for name in ("fast", "underthesea"):
        root = tmp_path / name
        diembao("add", source, "--workspace", root)
        settings = root / "workspace.toml"
        settings.write_text(settings.read_text("utf-8").replace('"fast"', f'"{name}"'), "utf-8")
        assert open_workspace(root).settings.tokenizer == name
        assert diembao("build", "--workspace", root).code == 0
        out = tmp_path / f"{name}.jsonl"
        assert diembao("export", "--output", out, "--tokens", "--full-text", "--workspace", root).code == 0
        found.append((content(open_workspace(root)), out.read_text("utf-8")))
    assert '"tokens"' in found[0][1]
    assert found[0] == found[1]


def test_a_segmenter_that_differs_from_the_library_is_not_used(
    diembao: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "w"
    diembao("add", dump(tmp_path / "a.jsonl", 1), "--workspace", root)
    monkeypatch.setattr("diembao.build.fault_of_fast_words", lambda: "the model is another")

    def unwanted(paragraph: str) -> list[tuple[int, int]]:
        raise AssertionError(paragraph)

    monkeypatch.setattr("extractor.text.words.fast_words", unwanted)
    said = diembao("build", "--workspace", root).err
    assert "read 1, articles 1" in said
    assert (
        said.count("words are cut by underthesea itself, which takes several times as long: the model is another") == 1
    )


def test_a_newer_version_of_a_page_takes_the_place_of_the_older(diembao: Command, tmp_path: Path) -> None:
    root = tmp_path / "w"
    url = "http://bao.example/tin-1.html"
    for day, crawled in (("1", "2022-07-05"), ("2", "2022-07-01")):
        line = {"url": url, "text": TEXT.format(day=day), "published": "2022-07-01", "crawl_date": crawled}
        (tmp_path / f"{day}.jsonl").write_text(json.dumps(line), "utf-8")
        diembao("add", tmp_path / f"{day}.jsonl", "--workspace", root)
        diembao("build", "--workspace", root)
    workspace = open_workspace(root)
    ((text,),) = table(workspace, "SELECT text FROM articles")
    assert str(text).startswith("Ngày 1/6")  # fetched later, although it came in first
    assert sorted(table(workspace, "SELECT outcome FROM inputs")) == [("stored",), ("superseded",)]
    assert content(workspace) == rebuilt(diembao, workspace)


def rebuilt(diembao: Command, workspace: Workspace) -> list[list[tuple[object, ...]]]:
    assert diembao("rebuild", "--workspace", workspace.root).code == 0
    return content(workspace)


def test_rebuild_needs_nothing_but_the_archive(diembao: Command, own: Workspace) -> None:
    before = content(own)
    own.store_path.unlink()
    for rest in own.root.glob("corpus.sqlite-*"):
        rest.unlink()
    assert rebuilt(diembao, own) == before
    assert not (own.root / "rebuild").exists()
    found = json.loads(diembao("search", "đại hội", "--format", "json", "--workspace", own.root).out)
    assert found["total"] > 5


def test_a_broken_database_can_be_rebuilt(diembao: Command, own: Workspace) -> None:
    before = content(own)
    own.store_path.write_bytes(b"broken " * 1000)
    told = diembao("status", "--workspace", own.root)
    assert (told.code, "rebuild" in told.err) == (2, True)
    assert rebuilt(diembao, own) == before


def test_a_killed_build_goes_on_where_it_was(diembao: Command, tmp_path: Path) -> None:
    root = tmp_path / "w"
    diembao("add", dump(tmp_path / "a.jsonl", 150), "--workspace", root)
    process = subprocess.Popen(
        [sys.executable, "-m", "diembao", "build", "--jobs", "1", "--workspace", str(root)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    workspace = open_workspace(root)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if table(workspace, "SELECT count(*) FROM articles")[0][0]:
            break
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    diembao("build", "--workspace", root)
    assert table(workspace, "SELECT count(*) FROM articles") == [(150,)]
    found = json.loads(diembao("search", "*", "--limit", 0, "--format", "json", "--workspace", root).out)
    assert found["total"] == 150


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("empty.html", b"", "empty"),
        ("binary.html", bytes(range(256)) * 50, ""),
        ("picture.html", b"\x89PNG\r\n\x1a\n" + bytes(2000), ""),
        (
            "english.txt",
            b"The council met on Monday to discuss the new budget. " * 20,
            "not-vietnamese",
        ),
        ("broken.warc.gz", b"\x1f\x8b\x08 no archive", "broken-record"),
        ("wrong.jsonl", b"{no json}\n", "not-json"),
        ("none.jsonl", b'{"title": "x"}\n', "no-text"),
    ],
)
def test_bad_input_gets_one_line_and_the_rest_goes_on(
    diembao: Command, tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    root = tmp_path / "w"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(data)
    dump(tmp_path / "in" / "z.jsonl", 2)
    added = diembao("add", tmp_path / "in", "--workspace", root)
    built = diembao("build", "--workspace", root)
    assert "Traceback" not in added.err + built.err
    status = diembao("status", "--failures", "--workspace", root).out
    assert reason in status
    assert table(open_workspace(root), "SELECT count(*) FROM articles") == [(2,)]
    counts = json.loads(diembao("status", "--format", "json", "--workspace", root).out)
    assert sum(counts["rejected"].values()) + sum(counts["failed"].values()) + sum(counts["not read"].values()) == 1


def test_a_large_page_is_refused(diembao: Command, tmp_path: Path) -> None:
    with (tmp_path / "large.html").open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)
    told = diembao("add", tmp_path / "large.html", "--workspace", tmp_path / "w")
    assert told.code == 2
    assert "too-large" in told.err


def test_an_unreachable_host_is_one_line_and_counted(diembao: Command, tmp_path: Path) -> None:
    told = diembao("crawl", "http://127.0.0.1:9/", "--interval", 0, "--workspace", tmp_path / "w")
    assert told.code in (1, 2)
    assert "Traceback" not in told.err
    assert "127.0.0.1:9" in diembao("status", "--failures", "--workspace", tmp_path / "w").out


def test_a_workspace_of_a_newer_version_is_left_alone(diembao: Command, own: Workspace) -> None:
    with sqlite3.connect(own.store_path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    told = diembao("build", "--workspace", own.root)
    assert told.code == 2
    assert "newer diembao" in told.err
    assert len(table(own, "SELECT id FROM articles")) == 53


def test_a_full_disk_is_one_line(diembao: Command, own: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    with sqlite3.connect(own.store_path) as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.close()
    original = sqlite3.connect

    def small(*arguments: object, **options: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = original(*arguments, **options)  # type: ignore[call-overload]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr("corpus.store.database.sqlite3.connect", small)
    source = dump(own.root / "more.jsonl", 300)
    told = diembao("add", source, "--workspace", own.root)
    if told.code == 0:
        told = diembao("build", "--jobs", 1, "--workspace", own.root)
    monkeypatch.undo()
    assert told.code == 2
    assert "disk is full" in told.err
    assert len(table(own, "SELECT id FROM articles WHERE source LIKE '%.example'")) == 53


def test_rebuild_leaves_all_as_it_was_where_the_archive_is_not_whole(diembao: Command, own: Workspace) -> None:
    hidden = own.root / "elsewhere"
    own.archive.rename(hidden)
    own.archive.mkdir()
    told = diembao("rebuild", "--workspace", own.root)
    assert (told.code, "missing" in told.err) == (2, True)
    own.archive.rmdir()
    assert diembao("rebuild", "--workspace", own.root).code == 2
    assert len(table(own, "SELECT id FROM articles")) == 53


def test_rebuild_leaves_a_newer_database_alone(diembao: Command, own: Workspace) -> None:
    with sqlite3.connect(own.store_path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    assert diembao("rebuild", "--workspace", own.root).code == 2
    assert table(own, "PRAGMA user_version") == [(99,)]


@pytest.mark.parametrize("broken", ["gone", "empty", "half made"])
def test_a_lost_index_is_made_again_by_build(diembao: Command, own: Workspace, broken: str) -> None:
    shutil.rmtree(own.index)
    if broken != "gone":
        own.index.mkdir()
    if broken == "half made":
        (own.index / "state-0.json").write_text("{", "utf-8")
    assert diembao("search", "*", "--workspace", own.root).code == 2
    assert diembao("doctor", "--workspace", own.root).code == 1
    assert diembao("build", "--workspace", own.root).code == 0
    found = json.loads(diembao("search", "*", "--format", "json", "--workspace", own.root).out)
    assert found["total"] == 53


def test_index_and_database_that_do_not_agree_are_said(diembao: Command, own: Workspace) -> None:
    with sqlite3.connect(own.store_path) as db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("DELETE FROM articles")
    db.close()
    told = diembao("search", "đại hội", "--workspace", own.root)
    assert (told.code, "do not agree" in told.err) == (2, True)


def test_a_corpus_that_may_only_be_read_can_be_read(
    diembao: Command, own: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "corpus.store.database.os.access", lambda path, mode: mode != os.W_OK
    )  # root may write anywhere
    for arguments in (("status",), ("timeline",), ("entities",), ("search", "đại hội")):
        told = diembao(*arguments, "--workspace", own.root)
        assert told.code == 0, told.err
        assert told.out
    source = dump(own.root.parent / "a.jsonl", 1)
    told = diembao("add", source, "--workspace", own.root)
    assert (told.code, "cannot be opened for writing" in told.err) == (2, True)


def test_workers_end_with_the_build_that_is_killed(diembao: Command, tmp_path: Path) -> None:
    root = tmp_path / "w"
    diembao("add", dump(tmp_path / "a.jsonl", 400), "--workspace", root)
    command = [sys.executable, "-m", "diembao", "build", "--jobs", "2", "--workspace", str(root)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    workers = wait_for(lambda: children(process.pid))
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert workers
    assert wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


def children(parent: int) -> list[int]:
    path = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(pid) for pid in path.read_text().split()] if path.exists() else []


def wait_for(condition: Callable[[], T]) -> T:
    deadline = time.monotonic() + 20
    while not (found := condition()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found
