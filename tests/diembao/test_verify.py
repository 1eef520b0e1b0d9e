"""`diembao verify`: what was changed, cut off or lost is told with its place, and nothing is mended on the way."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from diembao.workspace import Workspace, open_workspace
from tests.diembao.conftest import Command


@pytest.fixture
def kept(demo: Workspace, tmp_path: Path) -> Workspace:
    """A copy of the demo's workspace that may be damaged."""
    shutil.copytree(demo.root, tmp_path / "w")
    return open_workspace(tmp_path / "w")


def failed(diembao: Command, workspace: Workspace, code: int = 1) -> dict[str, str]:
    told = diembao("verify", "--format", "json", "--workspace", workspace.root)
    assert told.code == code, told.out
    lines = [json.loads(line) for line in told.out.splitlines()]
    return {line["what"]: line["detail"] for line in lines if not line["ok"]}


def _archive(workspace: Workspace) -> Path:
    return next(iter(sorted(workspace.archive.glob("*.warc.gz"))))


def test_a_sound_workspace_has_no_faults(diembao: Command, kept: Workspace) -> None:
    assert failed(diembao, kept, code=0) == {}
    told = diembao("verify", "--workspace", kept.root).out.splitlines()
    assert len(told) == 4
    assert all(line.startswith("ok ") for line in told)


def test_a_record_whose_text_was_changed_is_told_with_its_place(diembao: Command, kept: Workspace) -> None:
    path = _archive(kept)
    with kept.store() as store:
        place = next(row.location for row in store.inputs.all() if row.location.file == path.name)
    data = path.read_bytes()
    end = data.find(b"\x1f\x8b\x08", place.offset + 10)
    while True:  # the next member: a header may stand within the data by chance
        try:
            record = gzip.decompress(data[place.offset : end])
            break
        except (OSError, EOFError):
            end = data.find(b"\x1f\x8b\x08", end + 1)
    at = len(record) - 20  # within the page
    changed = record[:at] + bytes([record[at] ^ 1]) + record[at + 1 :]
    path.write_bytes(data[: place.offset] + gzip.compress(changed) + data[end:])
    found = failed(diembao, kept)
    assert f"record at byte {place.offset}: " in found[f"archive/{path.name}"]
    assert "digest failed" in found[f"archive/{path.name}"]
    assert "is not what came in" in found["inputs"]


def test_a_file_that_was_cut_off_is_told(diembao: Command, kept: Workspace) -> None:
    path = _archive(kept)
    path.write_bytes(path.read_bytes()[:-100])
    before = path.stat().st_size
    assert "cut off" in failed(diembao, kept)[f"archive/{path.name}"]
    assert path.stat().st_size == before


def test_a_file_that_is_gone_is_told_by_the_inputs(diembao: Command, kept: Workspace) -> None:
    _archive(kept).unlink()
    assert "No such file" in failed(diembao, kept)["inputs"]


def test_an_index_that_lost_articles_is_told(diembao: Command, kept: Workspace) -> None:
    with sqlite3.connect(kept.store_path) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM articles WHERE id = (SELECT min(id) FROM articles)")
    connection.close()
    found = failed(diembao, kept)
    assert found["index"].startswith("1 articles differ")
    assert "points to nothing in articles" in found["database"]


def test_an_index_that_is_gone_is_told(diembao: Command, kept: Workspace) -> None:
    shutil.rmtree(kept.index)
    assert "index" in failed(diembao, kept)
