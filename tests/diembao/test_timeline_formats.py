"""The formats of a timeline: each is read back by a reader of its own, and says no more than was told."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.dates import DateRange, Grain
from corpus.mentions import EventStatus
from diembao.export.labels import LANGUAGES, labels
from diembao.export.timeline_view import CorpusFacts, GroupBy, TimelineView, group_of, sections
from diembao.export.timelines import FORMATS
from diembao.timeline_output import as_bytes
from extractor.resolve.event_likeness import Telling
from extractor.resolve.events import merge_events
from tests.diembao.test_timelines import telling

HOSTILE = "<script>alert(1)</script> ‮đảo\x00\x1b[31m; a, b\\c\nd"


def dated(told: Telling, first: str, last: str, grain: Grain, status: EventStatus = "reported") -> Telling:
    """The same with another time."""
    when = DateRange(first=date.fromisoformat(first), last=date.fromisoformat(last), grain=grain)
    value = {"year": first[:4], "month": first[:7]}.get(grain, first)
    return replace(told, event=replace(told.event, when=when, date=value, status=status))


DAY = telling("a", "2020-08-25")
DAYS = telling("b", "2021-03-01", "2021-03-03", kind="conference", unit="UBND tỉnh Vân Sơn")
MONTH = dated(telling("c", "2020-11-01", kind="election"), "2020-11-21", "2020-11-30", "month")
YEARS = dated(telling("d", "2016-01-01", kind="award"), "2016-01-01", "2018-12-31", "year")
PLAN = dated(telling("e", "2022-05-01", kind="inspection"), "2022-05-01", "2022-05-31", "month", "planned")


def view(*tellings: Telling, **values: Any) -> TimelineView:
    """A timeline of these."""
    return TimelineView(events=tuple(merge_events(tellings)), **values)


EVERY = view(DAY, DAYS, MONTH, YEARS, PLAN)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", [None, "year", "month", "unit", "type", "source"])
@pytest.mark.parametrize("name", [name for name in FORMATS if name != "ftm"])
def test_every_format_has_every_event(name: str, group: GroupBy | None, language: Any) -> None:
    shown = FORMATS[name](replace(EVERY, group=group, language=language)).replace("\r\n ", "").replace("\\,", ",")
    for article in "abcde":
        assert f"Đại hội, kể bởi {article}" in shown
    assert FORMATS[name](view(group=group, language=language)) is not None


ANY_TEXT = st.text(max_size=60) | st.text(alphabet="=+-@;,\\\r\n\t\x00\x1b‮<>&\"' ắ·", max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(title=ANY_TEXT, sentence=ANY_TEXT, place=ANY_TEXT, source=ANY_TEXT, url=st.none() | ANY_TEXT)
def test_no_text_breaks_a_format(title: str, sentence: str, place: str, source: str, url: str | None) -> None:
    told = replace(telling("a", "2020-08-25", title=title, sentence=sentence, place=place), source=source, url=url)
    shown = view(told, MONTH, group="year", title=title)
    assert len(list(csv.DictReader(io.StringIO(as_bytes(shown, "csv")[0].decode(), newline="")))) == 2
    assert title in [event["title"] for event in json.loads(FORMATS["json"](shown))]
    assert len(json.loads(FORMATS["timelinejs"](shown))["events"]) == 2
    lines = FORMATS["ical"](shown).split("\r\n")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2
    assert not any(len(line.encode()) > 75 or "\n" in line or "\r" in line for line in lines)
    tags = [tag for tag, _ in Page(FORMATS["html"](shown)).tags]
    assert (tags.count("li"), tags.count("script")) == (2, 0)


# words and headings


@pytest.mark.parametrize(
    ("first", "last", "grain", "english", "vietnamese"),
    [
        ("2020-08-25", "2020-08-25", "day", "25 August 2020", "25/8/2020"),
        ("2020-08-25", "2020-08-27", "day", "25 – 27 August 2020", "25 – 27/8/2020"),
        ("2020-08-31", "2020-09-02", "day", "31 August – 2 September 2020", "31/8 – 2/9/2020"),
        ("2020-12-31", "2021-01-01", "day", "31 December 2020 – 1 January 2021", "31/12/2020 – 1/1/2021"),
        ("2020-08-01", "2020-08-31", "month", "August 2020", "tháng 8/2020"),
        ("2020-02-01", "2020-02-10", "month", "early February 2020", "đầu tháng 2/2020"),
        ("2020-02-11", "2020-02-20", "month", "mid February 2020", "giữa tháng 2/2020"),
        ("2020-02-21", "2020-02-29", "month", "late February 2020", "cuối tháng 2/2020"),
        ("2020-08-21", "2020-08-31", "month", "late August 2020", "cuối tháng 8/2020"),
        ("2020-08-21", "2020-08-30", "month", "21 – 30 August 2020", "21 – 30/8/2020"),
        ("2020-07-01", "2020-08-31", "month", "July 2020 – August 2020", "tháng 7/2020 – tháng 8/2020"),
        ("2020-01-01", "2020-12-31", "year", "2020", "năm 2020"),
        ("2020-09-01", "2020-12-31", "year", "late 2020", "cuối năm 2020"),
        ("2023-01-01", "2023-03-31", "quarter", "quarter 1 of 2023", "quý I/2023"),
        ("2023-07-01", "2023-12-31", "half", "half 2 of 2023", "nửa năm 2/2023"),
        ("2016-01-01", "2018-12-31", "year", "2016 – 2018", "2016 – 2018"),
        ("2018-09-03", "2018-09-09", "week", "3 – 9 September 2018", "3 – 9/9/2018"),
        ("2018-09-01", "2018-09-30", "day", "1 – 30 September 2018", "1 – 30/9/2018"),
    ],
)
def test_times_in_words_are_as_precise_as_told(
    first: str, last: str, grain: Grain, english: str, vietnamese: str
) -> None:
    when = DateRange(first=date.fromisoformat(first), last=date.fromisoformat(last), grain=grain)
    assert (labels("en").span(when), labels("vi").span(when)) == (english, vietnamese)


def test_both_languages_have_the_same_words() -> None:
    def keys(words: dict[str, Any]) -> set[tuple[str, ...]]:
        return {(k, *sorted(v)) if isinstance(v, dict) else (k,) for k, v in words.items()}

    english, vietnamese = (labels(language).words for language in ("en", "vi"))
    assert keys(english) == keys(vietnamese)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("year", {"a": "2020", "b": "2021", "c": "2020", "d": "2016/2018", "e": "2022"}),
        ("month", {"a": "2020-08", "b": "2021-03", "c": "2020-11", "d": "2016/2018", "e": "2022-05"}),
        ("type", {"a": "congress", "b": "conference", "c": "election", "d": "award", "e": "inspection"}),
        ("unit", dict.fromkeys("acde", "Công an tỉnh Vân Sơn") | {"b": "UBND tỉnh Vân Sơn"}),
        ("source", dict.fromkeys("abcde", "bao.example")),
    ],
)
def test_each_event_stands_under_one_heading(by: GroupBy, expected: dict[str, str]) -> None:
    found = {merged.tellings[0].article_id: group_of(merged, by) for merged in EVERY.events}
    assert found == expected
    parts = sections(replace(EVERY, group=by))
    assert sum(len(section.events) for section in parts) == len(EVERY.events)
    assert {section.key for section in parts} == set(expected.values())


def test_headings_are_in_order() -> None:
    events = [DAY, DAYS, MONTH, YEARS, PLAN, dated(telling("f", "2020-01-01"), "2020-01-01", "2020-12-31", "year")]
    months = [s.key for s in sections(view(*events, group="month"))]
    assert months == ["2016/2018", "2020", "2020-08", "2020-11", "2021-03", "2022-05"]
    assert [s.key for s in sections(view(*events, group="unit"))] == ["Công an tỉnh Vân Sơn", "UBND tỉnh Vân Sơn"]
    assert [s.heading for s in sections(view(*events, group="type", language="vi"))][:2] == ["đại hội", "hội nghị"]


def test_events_without_a_unit_come_last() -> None:
    alone = telling("g", "2019-01-01", participants=())
    assert [s.heading for s in sections(view(alone, DAY, group="unit"))] == ["Công an tỉnh Vân Sơn", "no unit named"]


def test_an_event_stands_under_the_paper_that_told_it_first() -> None:
    first = replace(telling("a", "2020-08-25"), source="truoc.example", published="2020-08-24")
    later = replace(telling("b", "2020-08-25"), source="sau.example", published="2020-08-26")
    for told in ([first, later], [replace(first, published=None), later]):
        (merged,) = merge_events(told)
        assert group_of(merged, "source") == ("truoc.example" if told[0].published else "sau.example")
    (merged,) = merge_events([replace(first, published="2020-08-27"), later])  # by time, not by id
    assert group_of(merged, "source") == "sau.example"


# tables


def test_csv_can_be_read_back_and_carries_no_formula() -> None:
    (row,) = csv.DictReader(io.StringIO(FORMATS["csv"](view(DAY, group="month"))))
    assert (row["from"], row["to"], row["type"], row["units"], row["group"]) == (
        *("2020-08-25", "2020-08-25", "congress", "Công an tỉnh Vân Sơn", "2020-08"),
    )
    assert row["sentence"].startswith("'=")


def test_a_csv_file_is_clean_and_has_its_mark_only_where_asked_for() -> None:
    bad = view(telling("a", "2020-08-25", title=HOSTILE))
    (plain,), (marked,) = as_bytes(bad, "csv"), as_bytes(bad, "csv", bom=True)
    assert marked == b"\xef\xbb\xbf" + plain
    (row,) = csv.DictReader(io.StringIO(plain.decode()))
    assert row["title"] == "<script>alert(1)</script> đảo[31m; a, b\\c\nd"


def test_json_names_every_source() -> None:
    both = view(telling("a", "2020-08-25"), telling("b", "2020-08-25"), group="year")
    (event,) = json.loads(FORMATS["json"](both))
    assert [e["article"] for e in event["evidence"]] == ["a", "b"]
    assert event["group"] == "2020"


def test_parquet_has_days_and_lists() -> None:
    pytest.importorskip("pyarrow")
    import pyarrow
    from pyarrow import parquet

    (made,) = as_bytes(replace(EVERY, group="year"), "parquet")
    table = parquet.read_table(pyarrow.BufferReader(made))
    assert table.schema.field("from").type == pyarrow.date32()
    assert table.schema.field("units").type == pyarrow.list_(pyarrow.string())
    rows = table.to_pylist()
    assert len(rows) == 5
    assert (rows[1]["from"], rows[1]["units"]) == (date(2020, 8, 25), ["Công an tỉnh Vân Sơn"])
    assert rows[1]["sentence"].startswith("=")  # a typed text is no formula
    assert [row["group"] for row in rows] == ["2016/2018", "2020", "2020", "2021", "2022"]


# TimelineJS


def test_a_table_has_only_addresses_as_urls() -> None:
    nowhere = replace(telling("a", "2020-08-25"), url=None)
    (row,) = csv.DictReader(io.StringIO(FORMATS["csv"](view(nowhere, telling("b", "2020-08-25")))))
    assert (row["urls"], row["articles"]) == ("http://bao.example/b", "a; b")


def test_no_events_are_no_entities_and_a_calendar_nevertheless() -> None:
    assert as_bytes(view(), "ftm") == [b""]
    read = calendar(view())
    assert (len(read.walk("VEVENT")), len(read.walk("VTIMEZONE"))) == (0, 1)
    assert len(calendar(view(DAY)).walk("VTIMEZONE")) == 0


def test_timelinejs_is_as_its_documentation_has_it() -> None:
    shown = json.loads(FORMATS["timelinejs"](replace(EVERY, group="unit")))
    assert set(shown) <= {"title", "events", "eras", "scale"}
    allowed = {
        "start_date",
        "end_date",
        "text",
        "media",
        "group",
        "display_date",
        "background",
        "autolink",
        "unique_id",
    }
    for slide in shown["events"]:
        assert set(slide) <= allowed
        assert set(slide["text"]) == {"headline", "text"}
        for day in (slide["start_date"], slide.get("end_date", slide["start_date"])):
            assert set(day) == {"year", "month", "day"}
            assert all(isinstance(part, int) for part in day.values())
    assert len({slide["unique_id"] for slide in shown["events"]}) == 5
    assert {slide["group"] for slide in shown["events"]} == {"Công an tỉnh Vân Sơn", "UBND tỉnh Vân Sơn"}


def test_timelinejs_draws_vague_dates_as_spans_and_says_them_in_words() -> None:
    slides = json.loads(FORMATS["timelinejs"](view(MONTH, PLAN)))["events"]
    assert slides[0]["start_date"] == {"year": 2020, "month": 11, "day": 21}
    assert slides[0]["end_date"] == {"year": 2020, "month": 11, "day": 30}
    assert [slide["display_date"] for slide in slides] == ["late November 2020", "May 2022 (planned)"]


def test_timelinejs_has_years_as_eras_and_escapes() -> None:
    shown = FORMATS["timelinejs"](view(DAY, telling("b", "2021-01-02", title=HOSTILE), group="year"))
    assert [era["text"]["headline"] for era in json.loads(shown)["eras"]] == ["2020", "2021"]
    assert "<script" not in shown
    assert "\\u0000" not in shown


# iCalendar


def calendar(shown: TimelineView) -> Any:
    icalendar = pytest.importorskip("icalendar")
    (made,) = as_bytes(shown, "ical")
    return icalendar.Calendar.from_ical(made)


def test_a_calendar_is_read_by_another_program() -> None:
    read = {str(event["UID"]): event for event in calendar(EVERY).walk("VEVENT")}
    assert len(read) == 5
    assert not any(event.errors for event in read.values())
    days = read["b-2021-03-01@diembao"]
    assert (days["DTSTART"].dt, days["DTEND"].dt) == (date(2021, 3, 1), date(2021, 3, 4))
    assert str(days["SUMMARY"]) == "Đại hội, kể bởi b"
    assert str(days["URL"]) == "http://bao.example/b"
    assert (str(days["STATUS"]), str(days["TRANSP"])) == ("CONFIRMED", "OPAQUE")


def test_a_vague_time_does_not_pass_for_an_exact_one_in_a_calendar() -> None:
    vague, planned = calendar(replace(view(MONTH, PLAN), language="vi")).walk("VEVENT")
    assert (vague["DTSTART"].dt, vague["DTEND"].dt) == (date(2020, 11, 21), date(2020, 12, 1))
    assert str(vague["SUMMARY"]).endswith("(cuối tháng 11/2020)")
    assert str(vague["TRANSP"]) == "TRANSPARENT"
    assert str(planned["SUMMARY"]).endswith("(dự kiến; tháng 5/2022)")
    assert str(planned["STATUS"]) == "TENTATIVE"


def test_a_hostile_title_stays_one_property() -> None:
    shown = view(telling("a", "2020-08-25", title=f"{HOSTILE}\r\nEND:VEVENT"))
    (event,) = calendar(shown).walk("VEVENT")
    assert str(event["SUMMARY"]) == "<script>alert(1)</script> đảo[31m; a, b\\c\ndEND:VEVENT".replace("dEND", "d\nEND")
    lines = FORMATS["ical"](shown).split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert not any("\n" in line for line in lines)


# pages


class Page(HTMLParser):
    """What a page has: tags with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


STATED = replace(
    EVERY,
    group="year",
    title="Đại hội <2020>",
    asked=(("", "đại hội"), ("unit", "Công an tỉnh")),
    left_out=(("vague", 3), ("undated_articles", 0), ("without_events", 12)),
    corpus=CorpusFacts(articles=40, sources=3, first="2018-01-01", last="2022-06-30"),
    version="9.9",
)


def test_a_page_says_what_was_asked_for_left_out_and_read() -> None:
    shown = Page(FORMATS["html"](STATED)).text
    for said in (
        *("Đại hội <2020>", "Events5", "đại hội; unit: Công an tỉnh", "articles without a dated event: 12"),
        *("by fewer sources: 3", "40 articles of 3 sources, published 1 January 2018 to 30 June 2022"),
        *("diembao 9.9", "2016 – 2018", "late November 2020", "planned", "bao.example, 25 August 2020"),
    ):
        assert said in shown, said
    assert "articles without a date of publication" not in shown
    assert "40 bài của 3 nguồn" in FORMATS["html"](replace(STATED, language="vi"))


def test_a_page_fetches_and_runs_nothing() -> None:
    text = FORMATS["html"](STATED)
    page = Page(text)
    style = text[text.index("<style>") + 7 : text.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = [a["content"] for tag, a in page.tags if tag == "meta" and a.get("http-equiv")]
    assert policy is not None
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert "unsafe" not in policy
    for tag, attributes in page.tags:
        assert tag not in ("script", "link", "img", "iframe", "object", "embed", "form", "base")
        assert not any(name in ("style", "src") or name.startswith("on") for name in attributes)
    assert not re.search(r"url\(|@import", style)
    for wanted in ("prefers-color-scheme: dark", "@media print", "details-content"):
        assert wanted in style


def test_links_within_a_page_lead_somewhere_and_only_web_addresses_lead_out() -> None:
    odd = [replace(telling(a, "2020-08-25"), url=url) for a, url in (("x", "javascript:alert(1)"), ("y", None))]
    page = Page(FORMATS["html"](view(DAY, *odd, DAYS, group="year")))
    ids = [attributes["id"] for _, attributes in page.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    targets = [attributes["href"] or "" for tag, attributes in page.tags if tag == "a"]
    assert all(target[1:] in ids if target.startswith("#") else target.startswith("http://") for target in targets)
    assert sum(target.startswith("http") for target in targets) == 2


def test_a_page_escapes() -> None:
    bad = telling("a", "2020-08-25", title=HOSTILE, sentence=HOSTILE, place=HOSTILE)
    text = FORMATS["html"](view(replace(bad, source=HOSTILE, article_title=HOSTILE), title=HOSTILE))
    assert "<script" not in text
    assert not re.search("[\x00\x1b‮]", text)


def test_the_style_ships_with_the_program() -> None:
    folder = Path(__file__).parents[2] / "diembao/export"
    assert {path.name for path in folder.glob("*.*") if path.suffix in (".css", ".toml")} == {
        "pages.css",
        "labels.toml",
    }
