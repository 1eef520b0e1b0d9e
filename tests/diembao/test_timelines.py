"""Merging of tellings, and the formats of timelines."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from corpus.dates import DateRange
from corpus.mentions import Event, EventType, Participant
from diembao.export.timelines import FORMATS
from diembao.timeline import names_match
from extractor.resolve.event_likeness import Telling
from extractor.resolve.events import merge_events


def telling(
    article: str,
    first: str,
    last: str | None = None,
    unit: str = "Công an tỉnh Vân Sơn",
    kind: EventType = "congress",
    **fields: object,
) -> Telling:
    when = DateRange(first=date.fromisoformat(first), last=date.fromisoformat(last or first), grain="day")
    event = Event(
        id=f"{article}-{first}",
        when=when,
        date=first if last is None else f"{first}/{last}",
        status="reported",
        type=kind,
        title=f"Đại hội, kể bởi {article}",
        sentence="=SUM(1) Đại hội khai mạc; có 150 đại biểu.",
        start=0,
        end=10,
        evidence="rule",
        participants=(Participant(name=unit, kind="unit", role="organiser"),),
    )
    return Telling(
        event=replace(event, **fields),  # type: ignore[arg-type]
        article_id=article,
        source="bao.example",
        url=f"http://bao.example/{article}",
        article_title="Đại hội",
        published=first,
    )


def test_the_same_event_of_three_papers_is_one_whatever_the_order() -> None:
    told = [
        telling("a", "2020-08-25"),
        telling("b", "2020-08-01", "2020-08-31"),
        telling("c", "2020-08-25", "2020-08-27"),
    ]
    expected = merge_events(told)
    assert [len(m.tellings) for m in expected] == [3]
    assert expected[0].event.date == "2020-08-25"
    assert all(merge_events(order) == expected for order in permutations(told))


@pytest.mark.parametrize(
    "other",
    [
        telling("b", "2020-08-29"),
        telling("b", "2020-08-25", unit="Công an huyện Mường Khá"),
        telling("b", "2020-08-25", kind="conference", sentence="Công an tỉnh họp giao ban công tác tháng 8."),
        telling("b", "2020-01-01", "2020-12-31"),
        telling("a", "2020-08-25"),
    ],
    ids=["other day", "other unit", "other type", "a whole year", "same article"],
)
def test_different_events_stay_apart(other: Telling) -> None:
    assert len(merge_events([telling("a", "2020-08-25"), other])) == 2


def test_dates_that_disagree_are_shown_and_not_averaged() -> None:
    (merged,) = merge_events([telling("a", "2020-08-25", "2020-08-26"), telling("b", "2020-08-26", "2020-08-27")])
    assert merged.event.date == "2020-08-25/2020-08-26"
    assert merged.conflicts == ("2020-08-26/2020-08-27",)


def test_a_hundred_days_apart_are_not_compared_with_each_other() -> None:
    told = [telling(f"a{i}", f"20{10 + i % 15}-0{1 + i % 9}-1{i % 10}") for i in range(3000)]
    assert sum(len(m.tellings) for m in merge_events(told)) == 3000


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_every_event(name: str) -> None:
    events = merge_events([telling("a", "2020-08-25"), telling("b", "2021-03-01", "2021-03-31", kind="conference")])
    shown = FORMATS[name](events)
    assert "Đại hội, kể bởi a" in shown.replace("\\,", ",")
    assert "Đại hội, kể bởi b" in shown.replace("\\,", ",")
    assert FORMATS[name]([]) is not None


def test_csv_can_be_read_back_and_carries_no_formula() -> None:
    (row,) = csv.DictReader(io.StringIO(FORMATS["csv"](merge_events([telling("a", "2020-08-25")]))))
    assert (row["from"], row["to"], row["type"], row["units"]) == (
        "2020-08-25",
        "2020-08-25",
        "congress",
        "Công an tỉnh Vân Sơn",
    )
    assert row["sentence"].startswith("'=")


def test_json_names_every_source() -> None:
    (event,) = json.loads(FORMATS["json"](merge_events([telling("a", "2020-08-25"), telling("b", "2020-08-25")])))
    assert [e["article"] for e in event["evidence"]] == ["a", "b"]


def test_ical_lines_are_folded_at_75_octets_and_the_last_day_is_included() -> None:
    text = FORMATS["ical"](merge_events([telling("a", "2020-08-25", "2020-08-27")]))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "DTEND;VALUE=DATE:20200828" in text


def test_timelinejs_keeps_vague_dates_vague() -> None:
    month = telling("a", "2020-08-01", "2020-08-31")
    when = replace(month.event.when, grain="month")
    slide = json.loads(FORMATS["timelinejs"](merge_events([replace(month, event=replace(month.event, when=when))])))
    assert slide["events"][0]["start_date"] == {"year": 2020, "month": 8}


def test_html_escapes() -> None:
    bad = telling("a", "2020-08-25", title="<script>alert(1)</script>")
    assert "<script>alert" not in FORMATS["html"](merge_events([bad]))


def test_names_match_whole_words_in_any_spelling() -> None:
    assert names_match("CÔNG AN TỈNH", "Công an tỉnh Vân Sơn")
    assert names_match("hoa binh", "Công an tỉnh Hòa Bình")
    assert names_match("hoà bình", "Công an tỉnh Hòa Bình")
    assert not names_match("Công an tỉnh Vân", "Công an tỉnh Vânn Sơn")
    assert not names_match("ngan", "Công an tỉnh")
