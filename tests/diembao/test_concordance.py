"""Concordances of the command line: words and names, sorted, drawn, with where they are from."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from diembao.concordance import KwicOf, Wanted, concordance
from diembao.workspace import Workspace
from index.kwic import LineSort
from index.query import parse
from tests.diembao.conftest import Command
from tests.diembao.counted import filled
from tests.index.sample import ANALYSES, analysed, segment


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    formula = analysed("x1", '=HYPERLINK("x")', "=lúa\x1b[31m đỏ‮ =\n\nlúa -ngô", published="2024-03-01")
    return filled(tmp_path_factory.mktemp("kwic") / "w", [*ANALYSES, formula])


def lines(workspace: Workspace, query: str, **wanted: Any) -> list[str]:
    found = concordance(workspace, parse(query, segment), wanted=Wanted(**wanted))
    return [f"{x.line.id} {x.line.left[-12:]}[{x.line.match}]{x.line.right[:12]}" for x in found.lines]


def test_lines_are_in_order_of_time_and_of_the_text(sample: Workspace) -> None:
    assert lines(sample, "đại hội") == [
        "a15  quán triệt.[Đại hội]điểm tại Chi",
        "a02 [Đại hội]Đảng bộ Công",
        "a02 [Đại hội]Đảng bộ Công",
        "a02 ết 18-NQ/TW,[đại hội]bầu Ban Chấp",
    ]


@pytest.mark.parametrize(
    ("kind", "query", "wanted"),
    [
        ("unit", "sơ kết", ["Công an tỉnh Lai Châu"]),
        ("person", "chủ trì OR bổ nhiệm", ["Lâm Văn Quyết", "Đinh Thu Thảo"]),
        ("person", "ma túy", []),
        ("rank", "bổ nhiệm", ["trung-ta"]),
        ("position", "bổ nhiệm", ["Phó Giám đốc"]),
        ("term", "khai mạc", ["15", "2020/2025"]),
        ("place", "thủy lợi", ["Hoà Bình", "Hòa Bình"]),
        ("doc", "quán triệt", ["Chỉ thị 35"]),
        ("date", "sơ kết", ["2022-05-10"]),
    ],
)
def test_lines_of_names_in_the_articles_found(sample: Workspace, kind: KwicOf, query: str, wanted: list[str]) -> None:
    found = concordance(sample, parse(query, segment), wanted=Wanted(of=kind))
    assert sorted(str(x.line.value) for x in found.lines) == sorted(wanted)


@pytest.mark.parametrize("sort", ["text", "match", "left", "left2", "left3", "right", "right2", "right3"])
def test_pages_are_stable_and_whole(sample: Workspace, sort: LineSort) -> None:
    every = lines(sample, "công an", sort=sort)
    assert len(every) > 10
    assert [
        x for at in range(0, len(every), 3) for x in lines(sample, "công an", sort=sort, limit=3, offset=at)
    ] == every


SHOWN = analysed(
    "f1",
    "Gặt lúa sớm",
    "Mở đầu lúa tốt.\n\nLúa chín, lúa vàng.",
    lead="Mở đầu lúa tốt.",
    captions=("Ngô", "Ruộng lúa. Lúa nếp"),
    authors=("Lúa Vàng",),
    units=(("lúa tốt", "Lúa Tốt"),),
)
FIELDS = {
    "lúa": ["title 0 4", "lead 0 7", "body 0 17", "body 0 27", "caption 1 6", "caption 1 11"],
    "title:lúa": ["title 0 4"],
    "lead:lúa": ["lead 0 7"],
    "body:lúa": ["lead 0 7", "body 0 17", "body 0 27"],
    "caption:lúa": ["caption 1 6", "caption 1 11"],
    "author:lúa": [],
    "lead:lúa OR caption:ngô": ["lead 0 7", "caption 0 0"],
    "lead:tốt body:chín": ["lead 0 11", "body 0 21"],
    'lead:"đầu lúa" lúa': ["title 0 4", "lead 0 3", "body 0 17", "body 0 27", "caption 1 6", "caption 1 11"],
    "lúo~": ["title 0 4", "lead 0 7", "body 0 17", "body 0 27", "caption 1 6", "caption 1 11"],
    "gặt NEAR/2 sớm": ["title 0 0"],
    "nếp NEAR/2 ruộng": ["caption 1 0"],
    "nếp NEAR/2 gặt": [],
}


@pytest.fixture(scope="module")
def fields(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return filled(tmp_path_factory.mktemp("fields") / "w", [SHOWN])


@pytest.mark.parametrize("query", FIELDS)
def test_lines_are_of_the_fields_in_which_the_query_looks(fields: Workspace, query: str) -> None:
    found = concordance(fields, parse(query, segment), wanted=Wanted())
    places = [x.line for x in found.lines]
    assert [f"{x.field.name} {x.field.n} {x.start}" for x in places] == FIELDS[query]


def test_lines_of_names_say_whether_they_are_of_the_lead(fields: Workspace) -> None:
    found = concordance(fields, parse("*"), wanted=Wanted(of="unit"))
    assert [(x.line.field.name, x.line.start, x.line.value) for x in found.lines] == [("lead", 7, "Lúa Tốt")]


def test_a_terminal_is_told_what_is_not_of_the_body(diembao: Command, fields: Workspace) -> None:
    ends = [line.split(" f1")[1] for line in run(diembao, fields, "lúa", "--kwic").out.splitlines()]
    assert ends == [" title", " lead", "", "", " caption", " caption"]


def test_near_and_starred_words(sample: Workspace) -> None:
    assert any("[giúp dân gặt lúa]" in x for x in lines(sample, "giúp NEAR/2 lúa"))
    assert any("[thuỷ]" in x for x in lines(sample, "thu*"))


def test_a_sample_is_the_same_every_time(sample: Workspace) -> None:
    drawn = lines(sample, "công an", sample_size=5, seed=3)
    assert drawn == lines(sample, "công an", sample_size=5, seed=3)
    assert drawn != lines(sample, "công an", sample_size=5, seed=4)
    assert sorted(drawn) == sorted(lines(sample, "công an", sample_size=5, seed=3, sort="left"))
    found = concordance(sample, parse("công an", segment), wanted=Wanted(sample_size=5))
    assert (found.total, found.drawn_from) == (5, len(lines(sample, "công an")))


def run(diembao: Command, workspace: Workspace, *arguments: object) -> Any:
    return diembao("search", "--workspace", workspace.root, "--limit", 0, *arguments)


def test_json_slices_the_text_and_says_where_from(diembao: Command, sample: Workspace) -> None:
    texts = {analysis.article.id: analysis.article for analysis in ANALYSES}
    found = [
        json.loads(line) for line in run(diembao, sample, "công an", "--kwic", "--format", "json").out.splitlines()
    ]
    assert len(found) > 10
    assert {line["field"] for line in found} == {"title", "lead", "body", "caption"}
    for line in found:
        article = texts[line["id"]]
        caption = "" if line["caption"] is None else article.captions[line["caption"]]
        text = {"title": article.title or "", "caption": caption}.get(line["field"], article.text)
        assert text[line["start"] : line["end"]] == line["match"]
        assert (line["source"], line["title"] or "") == (article.source, article.title or "")
        assert line["published"] == (article.published.value if article.published else None)


def test_csv_is_safe_for_spreadsheets_and_text_for_terminals(diembao: Command, sample: Workspace) -> None:
    rows = list(csv.DictReader(io.StringIO(run(diembao, sample, "lúa ngô", "--kwic", "--format", "csv").out)))
    assert [row["title"] for row in rows] == ['\'=HYPERLINK("x")'] * 3
    assert {row["right"] for row in rows} >= {"'-ngô"}
    shown = run(diembao, sample, "lúa ngô", "--kwic").out
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_any_kwic_option_asks_for_lines(diembao: Command, sample: Workspace) -> None:
    for option in (("--kwic-of", "unit"), ("--kwic-sort", "left"), ("--kwic-sample", 2)):
        assert " lines" in run(diembao, sample, "sơ kết", *option).err
    assert "2 lines drawn from" in run(diembao, sample, "công an", "--kwic-sample", 2).err
    assert "--kwic-of unit" in run(diembao, sample, "*", "--kwic").err
    assert "1 more articles match" in run(diembao, sample, "lần", "--kwic", "--from", "2022").err
    assert run(diembao, sample, "lúa", "--kwic-sample", 0).code == 2
    assert run(diembao, sample, "lúa", "--kwic-sort", "left4").code == 2


def test_every_engine_draws_the_same_lines(sample: Workspace, tmp_path: Path) -> None:
    pytest.importorskip("tantivy")
    other = filled(tmp_path / "w", ANALYSES, engine="tantivy")
    options: tuple[dict[str, Any], ...] = ({}, {"sample_size": 7}, {"sort": "right2"}, {"of": "unit", "sort": "match"})
    for wanted in options:
        assert lines(other, "cong an", **wanted) == lines(sample, "cong an", **wanted)
