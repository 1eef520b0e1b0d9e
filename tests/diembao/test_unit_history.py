"""`diembao history` over articles made for it: congresses, the elected, names and owners, each with its sentences."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from diembao.build import build
from diembao.intake import add
from diembao.merging import merged_of_today
from diembao.options import field_map
from diembao.unit_congresses import congresses_of, twins_of
from diembao.unit_history import unit_history, units_called
from diembao.unit_history_forms import within
from diembao.workspace import Workspace, open_workspace
from extractor.resolve.unit_history import Change
from tests.diembao.conftest import Command

NOW = datetime(2021, 6, 1, tzinfo=UTC)
_HELD = (
    "Trong 2 ngày 11 và 12/8/2020, Đảng bộ Công an tỉnh Vân Sơn tổ chức Đại hội đại biểu lần thứ XV, "
    "nhiệm kỳ 2020 - 2025."
)
_MERGED = (
    "Phòng Tham mưu, Công an tỉnh Vân Sơn được thành lập trên cơ sở hợp nhất Văn phòng Công an tỉnh Vân Sơn và "
    "Phòng Tổng hợp Công an tỉnh Vân Sơn từ ngày 1/8/2018."
)
ARTICLES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        "2020-03-10",
        "baovanson.example",
        "Chuẩn bị đại hội",
        ("Đại hội Đảng bộ Công an tỉnh Vân Sơn lần thứ XV, nhiệm kỳ 2020 - 2025 dự kiến diễn ra cuối tháng 7/2020.",),
    ),
    (
        "2020-08-12",
        "congan-vanson.example",
        "Đại hội đại biểu Đảng bộ Công an tỉnh Vân Sơn lần thứ XV",
        (
            _HELD,
            "Đại hội đã bầu Ban Chấp hành Đảng bộ Công an tỉnh khóa XV gồm 25 đồng chí.",
            "Đại tá Lâm Văn Quyết được bầu giữ chức Bí thư Đảng ủy Công an tỉnh.",
        ),
    ),
    (
        "2020-08-13",
        "baovanson.example",
        "Bế mạc đại hội",
        (
            "Chiều 12/8, Đại hội đại biểu Đảng bộ Công an tỉnh Vân Sơn lần thứ XV bế mạc.",
            "Đại hội bầu 27 đồng chí vào Ban Chấp hành Đảng bộ Công an tỉnh.",
        ),
    ),
    (
        "2015-08-20",
        "baovanson.example",
        "Đại hội Đảng bộ Công an tỉnh",
        ("Sáng 19/8/2015, Đại hội Đảng bộ Công an tỉnh Vân Sơn lần thứ XIV khai mạc tại thành phố Vân Sơn.",),
    ),
    (
        "2019-08-19",
        "baovanson.example",
        "Lịch sử",
        (
            "Công an tỉnh Vân Sơn được thành lập ngày 2/9/1945.",
            "Năm 1962, Ty Công an Vân Sơn được đổi tên thành Công an tỉnh Vân Sơn.",
            _MERGED,
            "Công an huyện Tam Khê trực thuộc Công an tỉnh Vân Sơn.",
        ),
    ),
    (
        "2018-08-19",
        "tinvanson.example",
        "Ngày truyền thống",
        ("Công an tỉnh Vân Sơn được thành lập ngày 19/8/1945.",),
    ),
    (
        "2020-01-10",
        "baovanson.example",
        "Xã mới",
        (
            "Từ ngày 1/1/2020, xã Khe Bưởi và xã Khe Chuối sáp nhập thành xã Khe Phong.",
            "Huyện ủy trao quyết định thành lập Đảng bộ xã Khe Phong.",
        ),
    ),
    ("2019-01-02", "baoa.example", "Kỳ Sơn", ("Công an huyện Kỳ Sơn, tỉnh Nghệ An họp ngày 2/1.",)),
    ("2019-01-03", "baob.example", "Kỳ Sơn", ("Công an huyện Kỳ Sơn, tỉnh Hòa Bình họp ngày 3/1.",)),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("history")
    lines = [
        json.dumps({"id": f"h{n}", "published": day, "source": source, "title": title, "text": " ".join(told)})
        for n, (day, source, title, told) in enumerate(ARTICLES)
    ]
    (folder / "articles.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    workspace = open_workspace(folder / "w", create=True)
    add(workspace, [folder / "articles.jsonl"], field_map(()), now=lambda: NOW)
    build(workspace, now=NOW, jobs=1)
    return workspace


@pytest.fixture
def told(made: Workspace, diembao: Command) -> dict[str, Any]:
    answer = diembao("history", "Công an tỉnh Vân Sơn", "--format", "json", "--workspace", made.root)
    assert answer.code == 0, answer.err
    found: dict[str, Any] = json.loads(answer.out)
    return found


def test_congresses_by_term_with_days_and_stages(told: dict[str, Any]) -> None:
    earlier, later = told["congresses"]
    assert (earlier["ordinal"], earlier["term"], earlier["term_basis"]) == (14, "2015-2020", "date")
    assert (later["ordinal"], later["term"], later["term_basis"]) == (15, "2020-2025", "told")
    assert (later["from"], later["to"], later["status"]) == ("2020-08-11", "2020-08-12", "reported")
    assert (later["stages"][0]["from"], later["stages"][0]["status"]) == ("2020-07-21", "planned")
    assert later["unit"] == "Đảng bộ Công an tỉnh Vân Sơn"
    assert later["conflicts"] == []


def test_who_was_elected_and_says_whom(told: dict[str, Any]) -> None:
    (chosen,) = told["congresses"][1]["elected"]
    assert (chosen["person"], chosen["position"]) == ("Lâm Văn Quyết", "Bí thư")
    assert "được bầu giữ chức" in chosen["sources"][0]["sentence"]
    assert chosen["sources"][0]["source"] == "congan-vanson.example"


def test_numbers_that_disagree_are_both_shown(told: dict[str, Any]) -> None:
    sizes = told["congresses"][1]["members_told"]
    assert [size["members"] for size in sizes] == [25, 27]
    assert {size["sources"][0]["source"] for size in sizes} == {"congan-vanson.example", "baovanson.example"}


def test_names_over_time(told: dict[str, Any]) -> None:
    kinds = [(c["kind"], c["from"], c["to"]) for c in told["names"]]
    assert ("renamed", "1962-01-01", "1962-12-31") in kinds
    founded = next(c for c in told["names"] if c["kind"] == "founded")
    days = {founded["from"], *(odd["from"] for odd in founded["conflicts"])}
    assert days == {"1945-08-19", "1945-09-02"}
    assert len({source["article"] for source in founded["sources"]}) == 2


def test_a_merger_has_the_former_units(made: Workspace) -> None:
    with made.store() as store:
        merged_of_today(made, store)
        (unit,) = units_called(store, "Phòng Tham mưu Công an tỉnh Vân Sơn")
        changes = unit_history(store, unit).changes
    (merger,) = [c for c in changes if c.kind == "merged"]
    assert (merger.first, merger.last, merger.date_basis) == ("2018-08-01", "2018-08-01", "told")
    assert [was.name for was in merger.former] == [
        "Văn phòng Công an tỉnh Vân Sơn",
        "Phòng Tổng hợp Công an tỉnh Vân Sơn",
    ]


def test_an_area_is_asked_for_by_its_name_and_tells_its_own_changes(made: Workspace, diembao: Command) -> None:
    answer = diembao("history", "xa khe phong", "--format", "json", "--workspace", made.root)
    found = json.loads(answer.out)
    assert found["unit"] == "Đảng bộ xã Khe Phong"
    merged = next(c for c in found["names"] if c["kind"] == "merged")
    assert [was["unit"] for was in merged["former"]] == ["xã Khe Bưởi", "xã Khe Chuối"]
    assert (merged["from"], merged["to"]) == ("2020-01-01", "2020-01-01")


def test_what_has_only_a_later_end_is_not_of_an_earlier_time(made: Workspace, diembao: Command) -> None:
    with made.store() as store:
        merged_of_today(made, store)
        (asked,) = units_called(store, "Công an tỉnh Vân Sơn")
        history = unit_history(store, asked)
    ended = Change(kind="dissolved", units=(), former=(), first=None, last="2020-06-09", date_basis="published")
    history = replace(history, changes=(ended,), congresses=(), leaders=(), owners=())
    assert [within(history, *days)[0].changes for days in (("1800", "1801"), ("2019", None), ("2021", None))] == [
        (),
        (ended,),
        (),
    ]
    assert [within(history, *days)[1] for days in (("1800", "1801"), ("2019", None), ("2021", None))] == [1, 0, 0]


def test_owners_are_stated(made: Workspace, diembao: Command) -> None:
    answer = diembao("history", "cong an huyen tam khe", "--format", "json", "--workspace", made.root)
    (owner,) = json.loads(answer.out)["parents"]
    assert (owner["unit"], owner["stated"]) == ("Công an tỉnh Vân Sơn", True)


def test_days_bound_the_lines(made: Workspace, diembao: Command) -> None:
    since = ("--from", "2016", "--to", "2020-12")
    answer = diembao("history", "Công an tỉnh Vân Sơn", "--format", "json", *since, "--workspace", made.root)
    found = json.loads(answer.out)
    assert [c["ordinal"] for c in found["congresses"]] == [15]
    assert all(c["kind"] not in ("founded", "renamed") for c in found["names"])


def test_rows_for_a_spreadsheet(made: Workspace, diembao: Command) -> None:
    answer = diembao("history", "Đảng bộ Công an tỉnh Vân Sơn", "--format", "csv", "--workspace", made.root)
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    sections = [row["section"] for row in rows]
    assert sections.count("congress") == 2
    (chosen,) = [row for row in rows if row["section"] == "elected"]
    assert (chosen["person"], chosen["position"], chosen["ordinal"], chosen["term"]) == (
        *("Lâm Văn Quyết", "Bí thư", "15", "2020-2025"),
    )
    assert all(row["sentence"] and row["source"] and row["article"] for row in rows if row["known"] != "true")


def test_text_tells_every_line_with_its_sentence(made: Workspace, diembao: Command) -> None:
    answer = diembao("history", "công an tỉnh vân sơn", "--workspace", made.root)
    assert "congress XV of Đảng bộ Công an tỉnh Vân Sơn, 2020-2025; committee of 25" in answer.out
    assert "2015-2020 (term inferred from the date)" in answer.out
    assert "elected: Bí thư Đảng ủy Công an tỉnh: Lâm Văn Quyết" in answer.out
    assert "1962-01-01..1962-12-31   renamed: Ty Công an tỉnh Vân Sơn → Công an tỉnh Vân Sơn" in answer.out
    assert "another date told: 1945-0" in answer.out


def test_what_many_are_called_is_listed(made: Workspace, diembao: Command) -> None:
    answer = diembao("history", "Công an", "--workspace", made.root)
    assert answer.code == 0
    assert "Công an tỉnh Vân Sơn (" in answer.err
    unknown = diembao("history", "Sở Thủy sản", "--workspace", made.root)
    assert (unknown.code, unknown.out) == (0, "")
    assert "no unit of that name" in unknown.err


def test_a_name_of_several_units_is_refused_with_what_it_means(made: Workspace, diembao: Command) -> None:
    answer = diembao("history", "cong an huyen ky son", "--workspace", made.root)
    assert (answer.code, answer.out) == (2, "")
    assert "Nghệ An" in answer.err
    assert "Hòa Bình" in answer.err
    which = "Công an huyện Kỳ Sơn (Nghệ An)"
    assert diembao("history", which, "--workspace", made.root).out.startswith(which)


def test_an_id_is_a_name(made: Workspace, diembao: Command) -> None:
    with made.store() as store:
        (unit,) = units_called(store, "Công an tỉnh Vân Sơn")
    assert diembao("history", unit, "--workspace", made.root).out.startswith("Công an tỉnh Vân Sơn ")


def test_cards_show_the_same_congresses(made: Workspace, diembao: Command) -> None:
    with made.store() as store:
        merged_of_today(made, store)
        (unit,) = units_called(store, "Đảng bộ Công an tỉnh Vân Sơn")
        entity = store.entities.get(unit)
        assert entity is not None
        ordinals = [c.ordinal for c in congresses_of(store, entity, twins_of(store, entity))]
    answer = diembao("entities", "unit", "Công an tỉnh Vân Sơn", "--format", "json", "--workspace", made.root)
    assert [c["ordinal"] for c in json.loads(answer.out)["congresses"]] == ordinals == [14, 15]


def test_nothing_is_written(made: Workspace, diembao: Command) -> None:
    path = Path(made.root) / "corpus.sqlite"
    before = path.read_bytes()
    diembao("history", "Công an tỉnh Vân Sơn", "--workspace", made.root)
    assert path.read_bytes() == before
