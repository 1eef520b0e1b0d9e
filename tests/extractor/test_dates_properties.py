"""Spans slice to their text, hostile strings never raise, every rule is used by a golden row."""

from __future__ import annotations

import csv
import re
import tomllib
from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.mentions import DateExpression, DocumentRef, Term
from corpus.text import canon, normalize
from extractor.mine.dates import find_dates, infer_publication_month
from extractor.mine.dates.annotate import annotate_dates
from extractor.mine.dates.entries import DATA
from extractor.mine.dates.lexicon import lexicon
from extractor.mine.dates.lunar import cycle_year, lunar_to_solar, solar_to_lunar
from extractor.mine.dates.openings import Shapes
from extractor.mine.documents import find_documents
from extractor.mine.terms import find_terms
from tests.extractor.test_dates import POSITIVE, cases
from tests.extractor.test_dates_api import document

_WORDS = [part for case in cases("absolute") + cases("relative") for part in re.split(r"(?<=[\s,.])|(?<=/)", case.text)]
_TET = (
    *("1968-01-29", "1975-02-11", "1984-02-02", "1985-01-21", "1990-01-27", "2000-02-05", "2007-02-17", "2010-02-14"),
    *("2015-02-19", "2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10"),
    *("2025-01-29", "2026-02-17", "2027-02-06", "2030-02-02"),
)
_TEXTS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(_WORDS), max_size=14).map("".join))


def valid(value: str) -> bool:
    """Whether the days and clock times that a value states exist."""
    if (day := re.match(r"(\d{4})-(\d\d)-(\d\d)", value)) and int(day[3]) > monthrange(int(day[1]), int(day[2]))[1]:
        return False
    clock = re.search(r"T(\d\d):(\d\d)$", value)
    return clock is None or (int(clock[1]), int(clock[2])) <= (24, 0)


def days(value: str) -> tuple[str, str] | None:
    """Both ends of a range of days."""
    ends = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:T\S*)?/(\d{4}-\d\d-\d\d)(?:T\S*)?", value)
    return (ends[1], ends[2]) if ends else None


@settings(max_examples=300, deadline=None)
@given(_TEXTS, st.sampled_from([None, "2020", "2020-03", "2020-06-18", "0001-01-01", "9999-12-31"]))
def test_spans_hold_on_any_text(raw: str, published: str | None) -> None:
    text = normalize(raw)
    found = find_dates(text, published=published)
    mentions: list[DateExpression | Term | DocumentRef] = [*found, *find_terms(text), *find_documents(text)]
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.text != ""
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(d.mod in (None, "START", "MID", "END", "APPROX", "BEFORE", "AFTER") for d in found)
    assert all(d.range is None or d.range.first <= d.range.last for d in found)
    assert all(valid(part) for d in found for part in d.value.split("/"))
    assert all(a <= b for d in found if (ends := days(d.value)) for a, b in [ends])


_ENDS = ("thứ Hai", "thứ Sáu", "Chủ nhật", "hôm qua", "hôm nay", "sáng mai", "5/6", "tối 28/12", "ngày 25", "tháng 3")
_HOURS = ("5h", "8 giờ", "11h30", "22h", "1h sáng", "9 giờ tối")
_LONGEST = 370  # days, of a range that states no year


@pytest.mark.parametrize("published", ["2024-01-03", "2024-05-15", "2024-12-30"])
def test_ranges_go_forward(published: str) -> None:
    """Whatever the ends: from the earlier to the later, clock times too, and no end a year away."""
    texts = [f"Từ {a} đến {b}, chợ đông." for a in _ENDS for b in (*_ENDS, "thứ Hai tuần sau") if a != b]
    texts += [f"Từ {a} đến {b} ngày 14/5." for a in _HOURS for b in _HOURS if a != b]
    ranges = 0
    for text in texts:
        for found in find_dates(text, published=published):
            first, _, last = found.value.partition("/")
            if found.range is None or not last:
                continue
            ranges += 1
            assert found.range.first <= found.range.last, (text, found.value)
            assert (found.range.last - found.range.first).days <= _LONGEST, (text, found.value)
            if len(first) == len(last) and ":" in first:
                assert first < last, (text, found.value)
    assert ranges > 60


@pytest.mark.parametrize(
    "cue", ["Hôm {}, ông đã nghỉ.", "Ảnh chụp hôm {}.", "Ngày {}, tòa đã tuyên án.", "Hồi {}, kho cháy."]
)
def test_what_is_reported_has_been(cue: str) -> None:
    days = [f"{day}/{month}" for month in range(1, 13) for day in (3, 14, 27)]
    for published in ("2024-01-03", "2024-06-15", "2024-11-10"):
        for day in days:
            found = find_dates(cue.format(day), published=published)
            assert [d.value <= published for d in found] == [True], (cue, day, published, found)


def test_every_rule_has_a_positive_row() -> None:
    used: set[str] = set()
    for case in POSITIVE:
        for found in find_dates(case.text, published=case.published):
            used.update(re.split(r"\.\.|\+", found.rule))
    with (DATA / "patterns.toml").open("rb") as file:
        ids = [row["id"] for row in tomllib.load(file)["pattern"]]
    assert len(ids) == len(set(ids))
    assert [i for i in ids if i not in used] == []


def _rows(name: str, column: str) -> list[tuple[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return [(canon(row[column]), row.get("category", "feast")) for row in csv.DictReader(file)]


def test_every_phrase_has_a_positive_row() -> None:
    """Each row of the data inside an expected mention, and not merely as a piece of a longer phrase of the data."""
    rows = dict(_rows("phrases.csv", "phrase") + _rows("feasts.csv", "name"))
    longest_first = "|".join(re.escape(phrase) for phrase in sorted(rows, key=len, reverse=True))
    phrases = re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)")
    used: set[str] = set()
    for case in POSITIVE:
        used.update(phrase for row in case.expected for phrase in phrases.findall(canon(row.split(" = ")[0])))
        used.update(phrase for phrase in phrases.findall(canon(case.text)) if rows[phrase] in ("none", "tet"))
    assert sorted(set(rows) - used) == []


def test_every_pattern_compiles() -> None:
    for entry in lexicon().entries.values():
        every = Shapes(entry.masks, entry.patterns, entry.phrases)
        assert every.masked("", 0) == 0
        assert every.matches("", 0) == []
        assert every.phrase("", 0) is None
        assert all(pattern.regex.pattern == pattern.source for pattern in entry.patterns)


def test_phrases_are_canonical_and_unique() -> None:
    phrases = [p.text for entry in lexicon().entries.values() for p in entry.phrases]
    assert len(phrases) == len(set(phrases))


@given(st.dates(min_value=date(1901, 3, 1), max_value=date(2099, 12, 31)))
def test_the_lunar_calendar_turns_both_ways(day: date) -> None:
    lunar = solar_to_lunar(day)
    assert lunar is not None
    number, month, year, leap = lunar
    assert lunar_to_solar(number, month, year, leap=leap) == day


@pytest.mark.parametrize("day", _TET)
def test_first_day_of_the_lunar_year(day: str) -> None:
    first = date.fromisoformat(day)
    assert lunar_to_solar(1, 1, first.year) == first


def test_leap_months_and_borders() -> None:
    assert solar_to_lunar(date(2020, 5, 23)) == (1, 4, 2020, True)
    assert solar_to_lunar(date(2025, 7, 25)) == (1, 6, 2025, True)
    assert lunar_to_solar(30, 12, 2024) is None  # a month of 29 days
    assert lunar_to_solar(1, 1, 1899) is None
    assert lunar_to_solar(1, 13, 2020) is None
    assert [cycle_year(i, 2024) for i in (36, 37, 40, 0)] == [2020, 2021, 2024, 2044]
    eve = lunar_to_solar(1, 1, 2024)
    assert eve is not None
    assert solar_to_lunar(eve - timedelta(days=1)) == (30, 12, 2023, False)


def test_annotator_reads_a_document() -> None:
    from extractor.mine.context import Context
    from extractor.mine.cues import Cues

    doc = document("Ngày 5/3/2020, xã họp.")
    assert [d.value for d in annotate_dates(doc, Cues(doc.text), Context())] == ["2020-03-05"]
    assert infer_publication_month(doc) is None
