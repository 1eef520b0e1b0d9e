"""Spans slice to their text, hostile strings never raise nor hang, every rule is used by a golden row."""

from __future__ import annotations

import re
import time
import tomllib
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text import normalize
from extractor.mine.dates import find_dates, infer_publication_month
from extractor.mine.dates.annotate import annotate_dates
from extractor.mine.dates.lexicon import DATA, lexicon
from extractor.mine.dates.lunar import cycle_year, lunar_to_solar, solar_to_lunar
from extractor.mine.documents import find_documents
from extractor.mine.terms import find_terms
from tests.extractor.test_dates import cases
from tests.extractor.test_dates_api import document

_WORDS = (
    "ngày tháng năm từ đến và - / . , : h giờ 1 3 9 12 15 30 31 2020 2015 20202025 sáng chiều tối thứ Hai Chủ nhật tuần này "
    "trước sau qua đầu cuối giữa quý I mùng rằm Tết âm lịch hôm nay cùng khoảng hơn nhiệm kỳ khóa lần XIII Đại hội số 35-CT/TW "
    "Nghị định 36/2020/NĐ-CP nửa 24h \n ( ) % đồng thế kỷ những 90 Canh Tý hai mươi"
).split(" ")
_TEXTS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(_WORDS), max_size=14).map(" ".join))


@settings(max_examples=300, deadline=None)
@given(_TEXTS, st.sampled_from([None, "2020", "2020-03", "2020-06-18", "0001-01-01", "9999-12-31"]))
def test_spans_hold_on_any_text(raw: str, published: str | None) -> None:
    text = normalize(raw)
    found = find_dates(text, published=published)
    for mention in (*found, *find_terms(text), *find_documents(text)):
        assert text[mention.start : mention.end] == mention.text != ""
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    assert all(d.mod in (None, "START", "MID", "END", "APPROX", "BEFORE", "AFTER") for d in found)


@pytest.mark.parametrize(
    "unit",
    ["1", "1/", "9 ", "12-", "ngày ", "ngày 1/1 ", "từ ", "đã ngày 5/6, ", "nhiệm kỳ 2", "luật a ", "năm ", "a", "1,", "Đại ",
     "1 và ", "khoảng ", "36/2020/", "lần thứ I, ", "5/6 - "],
)  # fmt: skip
def test_hostile_repetition_is_linear(unit: str) -> None:
    text = unit * (30_000 // len(unit))
    start = time.perf_counter()
    find_dates(text, published="2020-06-18")
    find_terms(text)
    find_documents(text)
    assert time.perf_counter() - start < 10


def test_every_rule_has_a_positive_row() -> None:
    used: set[str] = set()
    for case in cases("absolute") + cases("relative"):
        for found in find_dates(case.text, published=case.published):
            used.update(re.split(r"\.\.|\+", found.rule))
    with (DATA / "patterns.toml").open("rb") as file:
        ids = [row["id"] for row in tomllib.load(file)["pattern"]]
    assert len(ids) == len(set(ids))
    assert [i for i in ids if i not in used] == []


def test_phrases_are_canonical_and_unique() -> None:
    phrases = [p.text for found in lexicon().phrases.values() for p in found]
    assert len(phrases) == len(set(phrases))


@given(st.dates(min_value=date(1901, 3, 1), max_value=date(2099, 12, 31)))
def test_the_lunar_calendar_turns_both_ways(day: date) -> None:
    lunar = solar_to_lunar(day)
    assert lunar is not None
    number, month, year, leap = lunar
    assert lunar_to_solar(number, month, year, leap=leap) == day


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(1968, 1, 29), (1975, 2, 11), (1984, 2, 2), (1985, 1, 21), (1990, 1, 27), (2000, 2, 5), (2007, 2, 17), (2010, 2, 14),
     (2015, 2, 19), (2018, 2, 16), (2019, 2, 5), (2020, 1, 25), (2021, 2, 12), (2022, 2, 1), (2023, 1, 22), (2024, 2, 10),
     (2025, 1, 29), (2026, 2, 17), (2027, 2, 6), (2030, 2, 2)],
)  # fmt: skip
def test_first_day_of_the_lunar_year(year: int, month: int, day: int) -> None:
    assert lunar_to_solar(1, 1, year) == date(year, month, day)


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
