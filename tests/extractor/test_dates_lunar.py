"""The lunar calendar over all its years, against a table reckoned apart from the program."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from extractor.mine.dates import find_dates
from extractor.mine.dates.lunar import LAST_YEAR, lunar_month, lunar_to_solar, lunar_year, solar_to_lunar
from tests.extractor.test_dates import Case, cases

_LUNAR = re.compile(r"~(\S+)$")


def _years() -> list[dict[str, str]]:
    path = Path(__file__).parents[1] / "golden" / "lunar_years.csv"
    lines = path.read_text("utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def _golden() -> dict[tuple[int, int, bool], tuple[date, date]]:
    """First and last day of each month, by year, number and leap; the last one ends beyond the calendar."""
    months: dict[tuple[int, int, bool], tuple[date, date]] = {}
    for row in _years():
        first = date.fromisoformat(row["first"])
        leap = int(row["leap"] or 0)
        numbers = [(m, is_leap) for m in range(1, 13) for is_leap in (False, True) if not is_leap or m == leap]
        for (number, is_leap), days in zip(numbers, row["days"].split(), strict=True):
            months[int(row["year"]), number, is_leap] = first, first + timedelta(days=int(days) - 1)
            first += timedelta(days=int(days))
    del months[LAST_YEAR, 12, False]
    return months


GOLDEN = _golden()


def test_every_month_of_two_centuries() -> None:
    found = {key: lunar_month(key[1], key[0], leap=key[2]) for key in GOLDEN}
    assert {key: (found[key], days) for key, days in GOLDEN.items() if found[key] != days} == {}
    assert len(GOLDEN) == 2485


def test_every_day_of_two_centuries() -> None:
    day = date(1900, 1, 31)
    for (year, number, leap), (first, last) in GOLDEN.items():
        assert day == first
        while day <= last:
            assert solar_to_lunar(day) == (number_of := (day - first).days + 1, number, year, leap)
            assert lunar_to_solar(number_of, number, year, leap=leap) == day
            day += timedelta(days=1)
    assert day == date(2100, 12, 31)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("1965-02-02", "days of UTC+8 before 1968; by those of UTC+7 a day earlier"),
        ("1916-02-03", "as printed; by the reckoning a day later"),
        ("1925-01-25", "as printed; in China a day earlier"),
        ("1968-01-29", "the first Tết of UTC+7; in Saigon and China a day later"),
        ("1969-02-16", "in China a day later"),
        ("1985-01-21", "in China a month later"),
        ("2007-02-17", "in China a day later"),
        ("2030-02-02", "in China a day later"),
        ("2053-02-18", "in China a day later"),
    ],
)
def test_new_years_that_others_keep_on_another_day(day: str, why: str) -> None:
    first = date.fromisoformat(day)
    assert lunar_to_solar(1, 1, first.year) == first
    assert lunar_year(first.year - 1) == (lunar_to_solar(1, 1, first.year - 1), first - timedelta(days=1))


def test_days_that_do_not_exist() -> None:
    assert lunar_to_solar(30, 12, 2024) is None  # the month has 29 days
    assert lunar_to_solar(31, 1, 2024) is lunar_to_solar(0, 1, 2024) is None
    assert lunar_month(4, 2021, leap=True) is None
    assert lunar_to_solar(1, 4, 2021, leap=True) is None
    assert lunar_month(13, 2024) is lunar_month(0, 2024) is None


def test_the_borders_of_the_calendar() -> None:
    assert solar_to_lunar(date(1900, 1, 31)) == (1, 1, 1900, False)
    assert solar_to_lunar(date(1900, 1, 30)) is None
    assert solar_to_lunar(date(2100, 12, 30)) == (30, 11, 2100, False)
    assert solar_to_lunar(date(2100, 12, 31)) is solar_to_lunar(date.min) is solar_to_lunar(date.max) is None
    assert lunar_month(12, 2100) is lunar_year(2100) is lunar_year(1899) is None
    assert lunar_to_solar(1, 1, 2100) == date(2100, 2, 9)


@pytest.mark.parametrize("case", cases("lunar"), ids=lambda c: f"{c.group}: {c.text}")
def test_values_follow_from_the_lunar_forms(case: Case) -> None:
    """The golden rows agree with the golden calendar."""
    for row in case.expected:
        value, lunar = row.split(" = ")[1].split()[0], _LUNAR.search(row)
        days = re.findall(r"(\d{4})-(\d\d)(L?)-(\d\d)", lunar[1]) if lunar else []
        for (year, month, leap, day), solar in zip(days, value.split("/"), strict=False):
            if int(year) >= 1900:
                first = GOLDEN[int(year), int(month), bool(leap)][0]
                assert solar[:10] == (first + timedelta(days=int(day) - 1)).isoformat()


def test_the_library_is_imported_only_for_a_lunar_date() -> None:
    code = (
        "import sys; from extractor.mine.dates import find_dates\n"
        "find_dates('Ngày 5/3/2020, xã họp tháng 4 vừa qua.', published='2020-06-18'); a = 'lunar_vn' in sys.modules\n"
        "find_dates('Mùng 1 Tết, xã họp.', published='2020-06-18'); sys.exit(not (not a and 'lunar_vn' in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "unit", ["mùng 1, ", "30 Tết và mùng 1 ", "15/7 âm lịch, ", "10/3 (âm lịch) (", "năm Giáp Thìn ("]
)
def test_long_lists_take_time_in_proportion(unit: str) -> None:
    start = time.process_time()
    find_dates(unit * (30_000 // len(unit)), published="2024-02-20")
    assert time.process_time() - start < 10
