"""Articles over several pages, in a workspace: joined whatever comes first, one article to search and to forget."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from corpus.archive import ArchiveWriter
from corpus.article import RawPage
from diembao.build import build
from diembao.workspace import Workspace, open_workspace
from tests.diembao.conftest import Command

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ADDRESS = "https://bao.example/con-duong-muoi-77.html"
PAGES = (
    ("Muối từ bãi Lạch Sâu theo thuyền ngược sông Kỳ đến bến Vạn.", "Rồi muối lên vai người, lên lưng ngựa qua đèo."),
    ("Đèo Gió cao hơn tám trăm thước, có bảy cái quán trọ.", "Năm 1944, bốn quán trọ ven đường đèo bỏ không."),
    ("Sau năm 1954, mậu dịch mang muối lên bằng xe hơi.", "Con đường muối mất hẳn dưới cỏ tranh rậm rạp."),
)


def page(
    number: int, *, title: str = "Con đường muối", canonical: bool = False, day: int = 1, said: str = ""
) -> RawPage:
    link = f"<link rel='canonical' href='{ADDRESS}'>" if canonical else ""
    pager = "".join(f"<a href='{ADDRESS}?page={n}'>{n}</a> " for n in (1, 2, 3))
    text = "".join(f"<p>{line}</p>" for line in (*PAGES[number - 1], said))
    head = f"<title>{title}</title><meta name='pubdate' content='2019-06-14'>{link}"
    body = f"<html><head>{head}</head><body><h1>{title}</h1><div>{text}<p>Trang: {pager}</p></div></body></html>"
    return RawPage(
        body=body.encode(),
        kind="html",
        source="bao.example",
        url=ADDRESS + (f"?page={number}" if number > 1 else ""),
        status=200,
        headers={"content-type": "text/html; charset=utf-8"},
        retrieved=datetime(2020, 1, day, tzinfo=UTC),
    )


def put(workspace: Workspace, pages: Sequence[RawPage]) -> None:
    with ArchiveWriter(workspace.archive, f"test{next(_FILES)}", lambda: NOW) as archive:
        for one in pages:
            archive.write(one)


def articles(workspace: Workspace) -> list[dict[str, object]]:
    with sqlite3.connect(workspace.store_path) as db:
        found = [(row[0], row[1], json.loads(row[2])) for row in db.execute("SELECT id, text, record FROM articles")]
    db.close()
    return [{"id": row[0], "text": row[1], "pages": row[2].get("pages")} for row in found]


_FILES = count()
WHOLE = "\n\n".join(line for lines in PAGES for line in lines)


@pytest.mark.parametrize("canonical", [False, True])
@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2)])
def test_pages_are_one_article(tmp_path: Path, order: tuple[int, ...], canonical: bool) -> None:
    workspace = open_workspace(tmp_path / "w", create=True)
    put(workspace, [page(n, canonical=canonical, day=n) for n in order])
    report = build(workspace, now=NOW, jobs=1)
    assert (report.read, report.stored, report.joined, report.indexed) == (3, 1, 2, 1)
    (article,) = articles(workspace)
    assert article["text"] == WHOLE
    assert build(workspace, now=NOW, jobs=1).read == 0


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
@pytest.mark.parametrize("canonical", [False, True])
def test_pages_that_come_one_by_one(tmp_path: Path, order: tuple[int, ...], canonical: bool) -> None:
    workspace = open_workspace(tmp_path / "w", create=True)
    for number in order:
        put(workspace, [page(number, canonical=canonical, day=number)])
        build(workspace, now=NOW, jobs=1)
        assert len(articles(workspace)) == 1
    (article,) = articles(workspace)
    assert article["text"] == WHOLE
    assert article["pages"] == ([ADDRESS] * 2 if canonical else [f"{ADDRESS}?page=2", f"{ADDRESS}?page=3"])


def test_a_newer_version_of_a_page_takes_the_place_of_the_older(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "w", create=True)
    put(workspace, [page(1), page(2)])
    build(workspace, now=NOW, jobs=1)
    put(workspace, [page(2, day=9, said="Nay chỉ còn ba quán trọ có người ở lại trông coi.")])
    build(workspace, now=NOW, jobs=1)
    (article,) = articles(workspace)
    assert str(article["text"]).count("bảy cái quán") == 1
    assert str(article["text"]).endswith("trông coi.")


def test_a_short_last_page_belongs_to_it(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "w", create=True)
    last = page(2)
    body = "<html><body><h1>Con đường muối</h1><div><p>Hết chuyện muối vùng cao.</p></div></body></html>".encode()
    put(workspace, [page(1), replace(last, body=body)])
    assert build(workspace, now=NOW, jobs=1).joined == 1
    assert str(articles(workspace)[0]["text"]).endswith("Hết chuyện muối vùng cao.")


def test_another_article_at_such_an_address_stays_its_own(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "w", create=True)
    put(workspace, [page(1), page(2, title="Lũ quét ở Bản Cọn")])
    report = build(workspace, now=NOW, jobs=1)
    assert (report.stored, report.joined) == (2, 0)


def test_search_and_forget(diembao: Command, tmp_path: Path) -> None:
    root = tmp_path / "w"
    workspace = open_workspace(root, create=True)
    put(workspace, [page(n) for n in (1, 2, 3)])
    assert "further pages" in diembao("build", "--workspace", root).err
    found = json.loads(diembao("search", '"cỏ tranh"', "--format", "json", "--workspace", root).out)
    assert [hit["url"] for hit in found["hits"]] == [ADDRESS]
    assert diembao("forget", ADDRESS, "--yes", "--workspace", root).code == 0
    assert articles(workspace) == []
    assert build(workspace, now=NOW, jobs=1).stored == 0
    assert articles(workspace) == []


def test_forgetting_one_page_takes_its_text_out_of_the_article(diembao: Command, tmp_path: Path) -> None:
    root = tmp_path / "w"
    workspace = open_workspace(root, create=True)
    put(workspace, [page(n) for n in (1, 2, 3)])
    build(workspace, now=NOW, jobs=1)
    assert diembao("forget", f"{ADDRESS}?page=2", "--yes", "--workspace", root).code == 0
    assert articles(workspace) == []
    put(workspace, [page(2, day=9)])  # it comes again, and is not taken
    build(workspace, now=NOW, jobs=1)
    (article,) = articles(workspace)
    assert article["text"] == "\n\n".join([*PAGES[0], *PAGES[2]])
