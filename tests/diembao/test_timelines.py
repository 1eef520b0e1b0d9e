"""Merging of tellings."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from corpus.dates import DateRange
from corpus.mentions import Event, EventType, Participant
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
        telling("a", "2020-08-25", id="another"),
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


def test_names_match_whole_words_in_any_spelling() -> None:
    assert names_match("CÔNG AN TỈNH", "Công an tỉnh Vân Sơn")
    assert names_match("hoa binh", "Công an tỉnh Hòa Bình")
    assert names_match("hoà bình", "Công an tỉnh Hòa Bình")
    assert not names_match("Công an tỉnh Vân", "Công an tỉnh Vânn Sơn")
    assert not names_match("ngan", "Công an tỉnh")
