"""Trends: counts and shares by hand, duplicates, dates that are vague or missing, formats, pictures."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import UsageError
from diembao.charts import draw, notes, specification
from diembao.periods import By, period_of, period_of_span, periods
from diembao.trends import Trends, trends
from diembao.workspace import Workspace
from index.backend import Filters
from index.query import parse
from tests.diembao.conftest import Command
from tests.diembao.counted import filled
from tests.index.sample import analysed

COPIED = " ".join(f"Câu thứ {n} kể chuyện lúa ở bản {n * 7} và {n * 13} nhà." for n in range(40))
ARTICLES = [
    analysed("a1", "Lúa", "Lúa chín trên nương.", published="2020-01-05", source="vanson.example"),
    analysed("a2", "Ngô", "Ngô trổ cờ ngoài bãi.", published="2020-01-20T23:30:00+07:00", source="vanson.example"),
    analysed("a3", "Lúa", "Lúa và ngô được mùa.", published="2020-01", source="langven.example"),
    analysed("a4", "Cá", "Cá về đầy khoang.", published="2020-01-31", source="langven.example"),
    analysed("a5", "Lúa", "Lúa nước lên xanh.", published="2020-03-02", source="langven.example"),
    analysed("a6", "Lúa", "Lúa chiêm phất cờ.", published="2020"),
    analysed("a7", "Lúa", "Lúa mùa gặt muộn."),
    analysed("b1", "Chuyện lúa", COPIED, published="2020-04-01", source="vanson.example"),
    analysed("b2", "Chuyện lúa", COPIED, published="2020-05-09", source="langven.example"),
    analysed("b3", "Chuyện lúa", COPIED + " Hết chuyện khoai.", source="nhippho.example"),
]


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return filled(tmp_path_factory.mktemp("trends") / "w", ARTICLES)


def told(
    workspace: Workspace, *queries: str, by: By = "month", folded: bool = False, span: tuple[str, str] | None = None
) -> Trends:
    first, last = map(date.fromisoformat, span) if span else (None, None)
    filters = Filters(published_from=first, published_to=last)
    return trends(workspace, [parse(query) for query in queries], filters, by=by, folded=folded)


def test_months_by_hand(counted: Workspace) -> None:
    found = told(counted, "lúa", "ngô")
    assert [period.name for period in found.periods] == ["2020-01", "2020-02", "2020-03", "2020-04", "2020-05"]
    assert found.every.counts == (4, 0, 1, 1, 1)
    rice, corn = found.series
    assert rice.counts == (2, 0, 1, 1, 1)
    assert corn.counts == (2, 0, 0, 0, 0)
    assert found.shares(rice) == (0.5, None, 1, 1, 1)
    assert found.shares(corn) == (0.5, None, 0, 0, 0)
    assert (rice.total, rice.undated, rice.vague) == (5, 2, 1)
    assert (found.every.total, found.every.undated, found.every.vague) == (7, 2, 1)


def test_a_year_is_vague_for_a_month_and_a_month_for_a_week(counted: Workspace) -> None:
    year, week = told(counted, "lúa", by="year"), told(counted, "lúa", by="week")
    assert [(p.name, n) for p, n in zip(year.periods, year.series[0].counts, strict=True)] == [("2020", 6)]
    assert year.series[0].vague == 0
    assert week.series[0].vague == 2
    assert week.periods[0].name == "2020-W01"
    assert len(week.periods) == 19


def test_days_are_those_of_the_place(counted: Workspace) -> None:
    days = told(counted, "ngô", by="day")
    assert [p.name for p, n in zip(days.periods, days.series[0].counts, strict=True) if n] == ["2020-01-20"]


def test_bounds_are_the_range_and_empty_periods_are_shown(counted: Workspace) -> None:
    found = told(counted, "lúa", span=("2019-11-15", "2020-02-10"))
    assert [p.name for p in found.periods] == ["2019-11", "2019-12", "2020-01", "2020-02"]
    assert found.series[0].counts == (0, 0, 2, 0)
    assert (found.series[0].undated, found.series[0].vague) == (2, 1)
    nothing = told(counted, "voi", span=("2021-01-01", "2021-03-31"))
    assert nothing.series[0].counts == (0, 0, 0)
    assert nothing.shares(nothing.series[0]) == (None, None, None)


def test_a_cluster_counts_once_and_by_an_article_with_a_date(counted: Workspace) -> None:
    found = told(counted, "lúa", "khoai", folded=True)
    assert found.copies == 2
    rice, potato = found.series
    assert rice.total == 4
    assert (rice.undated, rice.vague) == (1, 1)
    assert potato.total == 1, "found in the undated copy, counted where the cluster stands"
    assert all(share is None or share <= 1 for share in found.shares(potato))
    assert sum(found.every.counts) == 6


def test_filters_bound_all(counted: Workspace) -> None:
    found = trends(counted, [parse("lúa")], Filters(sources=("langven.example",)), by="month", folded=False)
    assert found.every.counts == (2, 0, 1, 0, 1)
    assert found.series[0].counts == (1, 0, 1, 0, 1)


def test_a_query_with_a_date_tells_what_it_left_out(counted: Workspace) -> None:
    assert told(counted, "lúa published:2020-01").series[0].undated == 2


def test_too_many_periods(counted: Workspace) -> None:
    with pytest.raises(UsageError, match="too many days"):
        told(counted, "lúa", by="day", span=("0001-01-01", "9999-12-31"))
    assert len(told(counted, "lúa", by="year", span=("0001-01-01", "9999-12-31")).periods) == 9999


def test_periods_without_gaps() -> None:
    weeks = [p.name for p in periods(date(2020, 12, 20), date(2021, 1, 12), "week")]
    assert weeks == ["2020-W51", "2020-W52", "2020-W53", "2021-W01", "2021-W02"]
    assert [p.last.day for p in periods(date(2020, 1, 31), date(2020, 3, 1), "month")] == [31, 29, 31]
    assert len(list(periods(date(9999, 12, 1), date.max, "week"))) == 5
    assert period_of(date.min, "week").first == date.min
    assert period_of_span(date(2020, 1, 1), date(2020, 1, 31), "week") is None


def run(diembao: Command, workspace: Workspace, *arguments: object) -> Any:
    return diembao("trends", "--workspace", workspace.root, *arguments)


def test_csv_json_and_text(diembao: Command, counted: Workspace) -> None:
    found = run(diembao, counted, "--format", "csv", "--bom", "--", "lúa", "-ngô")
    assert found.out.startswith("\ufeffquery,period,from,to,articles,all,share\n")
    rows = list(csv.DictReader(io.StringIO(found.out[1:])))
    assert len(rows) == 10
    assert rows[0] == {"query": "lúa", "period": "2020-01", "from": "2020-01-01", "to": "2020-01-31",
                       "articles": "2", "all": "4", "share": "0.5"}  # fmt: skip
    assert rows[1]["share"] == ""
    assert rows[5]["query"] == "'-ngô"
    assert "2 without a date of publication, 1 dated too vaguely for a month" in found.err
    plain = json.loads(run(diembao, counted, "lúa", "--format", "json").out)
    assert plain["series"][0]["shares"] == [0.5, None, 1.0, 1.0, 1.0]
    assert (plain["series"][0]["undated"], plain["series"][0]["vague"], plain["all"]["articles"]) == (2, 1, 7)
    assert "2020-02          0          0        –" in run(diembao, counted, "lúa").out


def test_the_file_names_its_format(diembao: Command, counted: Workspace, tmp_path: Path) -> None:
    assert run(diembao, counted, "lúa", "--output", tmp_path / "a.csv", "--bom").code == 0
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfquery,")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("lúa", "--bom"), "--bom is for --format csv"),
        (("lúa", "--output", "a.svg", "--format", "csv"), "ends with .svg"),
        (("lúa", "--output", "khong/co/a.csv"), "there is no folder"),
        (("(lúa",), "query"),
        (("lúa", "--from", "hôm qua"), "no date"),
        (("lúa", "--from", "2021", "--to", "2020"), "later than"),
        ((*"abcdefgh", "--format", "svg"), "7 queries"),
        (("lúa", "--by", "day", "--from", "2000", "--to", "2020", "--format", "svg"), "5000 periods"),
    ],
)
def test_bad_input_gets_one_line(
    diembao: Command, counted: Workspace, arguments: tuple[str, ...], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "svg" in arguments:
        pytest.importorskip("vl_convert")
    found = run(diembao, counted, *arguments)
    assert found.code == 2
    assert says in found.err
    assert len(found.err.strip().splitlines()) == 1


def test_no_library_for_pictures(diembao: Command, counted: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "vl_convert", None)
    found = run(diembao, counted, "lúa", "--format", "svg")
    assert (found.code, found.err) == (2, "diembao: a picture needs one more package: pip install 'diembao[charts]'\n")


def test_the_picture_is_whole_in_itself(counted: Workspace) -> None:
    pytest.importorskip("vl_convert")
    found = told(counted, "lúa", 'title:"<ngô> & khoai"')
    svg = draw(found, "svg", title="Lúa & ngô ở Lai Châu: ằ ẳ ẵ ặ").decode()
    assert svg.startswith('<svg role="img" aria-label="Line charts')
    for shown in (
        "Lúa &amp; ngô ở Lai Châu: ằ ẳ ẵ ặ",
        "Articles per month",
        "Share of all articles of the month",
        "title:&quot;&lt;ngô&gt; &amp; khoai&quot;",
        "Not shown, lúa: 2 without a date of publication, 1 dated too vaguely for a month.",
        "Source: diembao corpus, 7 dated articles from 3 sources, 2020-01 to 2020-05.",
        "2020-03",
        "articles",
        "share of all",
    ):
        assert shown in svg.replace('"', "&quot;"), shown
    for outside in ("href", "url(", "<script", "<image", "@import"):
        assert outside not in svg
    assert draw(found, "svg", title="x") == draw(found, "svg", title="x")
    png = draw(found, "png")
    assert png.startswith(b"\x89PNG")


def test_a_picture_of_nothing_and_of_many_days(counted: Workspace) -> None:
    pytest.importorskip("vl_convert")
    assert b"<svg" in draw(told(counted, "voi", span=("2021-01-01", "2021-01-31")), "svg")
    assert b"<svg" in draw(told(counted, "lúa", by="day"), "svg")


@pytest.mark.parametrize(
    ("query", "by", "span", "points"),
    [
        ("voi", "month", None, 5),  # all counts and all shares are 0
        ("*", "day", ("2020-01-31", "2020-01-31"), 1),  # one period; the count is the share
        ("lúa", "year", None, 1),
    ],
)
def test_every_number_is_a_point(
    counted: Workspace, query: str, by: By, span: tuple[str, str] | None, points: int
) -> None:
    pytest.importorskip("vl_convert")
    found = told(counted, query, by=by, span=span)
    known = sum(share is not None for share in found.shares(found.series[0]))
    assert len(found.periods) == points
    svg = draw(found, "svg").decode()
    assert svg.count('aria-roledescription="point"') == points + known
    assert "null" not in svg
    assert found.periods[0].name in svg


def test_a_picture_says_once_that_nothing_is_left_out(counted: Workspace) -> None:
    said = notes(told(counted, "voi", "trâu"), ["voi", "trâu"])
    assert said[1:] == ["All articles found are shown: 0 without a date of publication, 0 too vague for a month."]


def test_queries_cut_to_the_same_are_numbered(counted: Workspace) -> None:
    long = "lúa OR " * 12
    spec = specification(told(counted, f"{long}ngô", f"{long}khoai"))
    domain = spec["vconcat"][0]["encoding"]["color"]["scale"]["domain"]
    assert len(set(domain)) == 2
    assert domain[0].startswith("1. ")
