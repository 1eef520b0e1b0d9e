"""What forgetting finds beside database, index and archive: saved searches go, other files are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from diembao.saved import read_rows
from diembao.traces import Meant, remove_traces
from diembao.workspace import Workspace, open_workspace
from tests.diembao.conftest import Command

NAME = "Lường Đình Khoát"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('person:"Lường Đình Khoát" rank:"đại tá"', True),
        ("lường đình khoát", True),
        ("luong dinh khoat", True),
        ("LƯỜNG  ĐÌNH KHOÁT; Hà Vy", True),
        ("Luòng Đinh Khoat", False),
        ("đình khoát", False),
        ("lường đình khoáta", False),
        ("http://bao.example/tin-1.html", True),
        ("url: http://bao.example/tin-1.html?utm_source=x", True),
        ("0123456789abcdef", True),
        ("tin-1", False),
    ],
)
def test_what_names_it(text: str, told: bool) -> None:
    meant = Meant(targets=("http://bao.example/tin-1.html", "0123456789abcdef"), persons=(NAME,))
    assert meant.is_in(text) is told
    assert not Meant().is_in(text)


def test_saved_searches_go_and_what_is_the_users_is_told(diembao: Command, own: Workspace) -> None:
    own.searches.write_text(
        "# của tôi: Lường Đình Khoát\nname,query,note\na,tàu cá,\nb,luong dinh khoat,\n"
        "c,*,về Lường Đình Khoát\nd,đại hội,x\n",
        "utf-8",
    )
    corrections = "kind,name,action,other\nperson,Lường Đình Khoát,reject,\n"
    own.corrections.write_text(corrections, "utf-8")
    assert diembao("export", "--output", own.root / "bảng", "--format", "csv", "--workspace", own.root).code == 0
    told = diembao("forget", "--person", NAME, "--yes", "--workspace", own.root)
    assert told.code == 0, told.err
    assert [row.name for row in read_rows(own.searches)] == ["a", "d"]
    assert NAME not in own.searches.read_text("utf-8-sig")
    assert f"3 rows of {own.searches} named it" in told.err
    assert own.corrections.read_text("utf-8") == corrections
    assert f"{own.corrections} is yours and was left alone: it names it in line 2" in told.err
    assert f"{own.root / 'bảng' / 'manifest.json'}: an export of before" in told.err
    assert diembao("search", "--list", "--workspace", own.root).code == 0


def test_without_any_nothing_is_touched(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "w", create=True)
    workspace.searches.write_text("name,query\na,tàu cá\n", "utf-8")
    traces = remove_traces(workspace, Meant(persons=(NAME,)))
    assert (traces.searches, traces.files, traces.exports) == (0, (), ())
    assert workspace.searches.read_text("utf-8") == "name,query\na,tàu cá\n"


def test_searches_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "w", create=True)
    workspace.searches.write_bytes(b"name,query\na,\xe0\xe1 \xff\n")
    assert remove_traces(workspace, Meant(persons=(NAME,))).files == ((workspace.searches, (0,)),)


def test_exports_elsewhere_are_said_to_stay(diembao: Command, own: Workspace) -> None:
    told = diembao("forget", "0123456789abcdef", "--yes", "--workspace", own.root)
    assert told.code == 0
    assert "what was exported before lies where you put it" in told.err
