"""The Vietnamese lunar calendar (âm lịch) for the years 1900 to 2100.

The library `lunar-vn` reckons it by the rules of Hồ Ngọc Đức ("Computing the Vietnamese lunar calendar"). Added here,
to give the calendar as it was printed: days begin at midnight of UTC+8 before the year Mậu Thân 1968, of UTC+7 since;
eight months begin as printed, not as reckoned (lunar_months.csv). A day that a month does not have is None, where the
library gives one of the next month. Measured in docs/decisions/0008-lunar-calendar.md.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from corpus.errors import DataFileError

FIRST_YEAR, LAST_YEAR = 1900, 2100
_LAST_DAY = date(LAST_YEAR, 12, 31)  # of the library, in the last month of the last year
_OWN_ZONE = 1968  # the first year of the calendar of UTC+7, by the decree of August 1967
_SHORT = timedelta(days=29)
_DAY = timedelta(days=1)
_PRINTED = Path(__file__).resolve().parents[2] / "data" / "dates" / "lunar_months.csv"


class LunarDay(NamedTuple):
    """A day of the lunar calendar; `leap`: of the leap month that follows the one of the same number."""

    day: int
    month: int
    year: int
    leap: bool = False


class _Month(NamedTuple):
    number: int
    leap: bool
    first: date
    last: date


@cache
def _printed() -> dict[tuple[int, int], date]:
    """First days of the months that are not as reckoned. Raises DataFileError for a faulty file."""
    with _PRINTED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    try:
        return {(int(row["year"]), int(row["month"])): date.fromisoformat(row["first"]) for row in rows}
    except (KeyError, ValueError) as error:
        raise DataFileError(_PRINTED, "-", str(error)) from error


@cache
def _beginnings(year: int) -> tuple[tuple[int, bool, date], ...]:
    """(number, leap, first day) of the months of a lunar year, in order; the library gives no day after 2100."""
    from lunar_vn import LunarDate, lunar_to_solar, solar_to_lunar  # 4 to 25 ms: only where a text needs it

    zone = 7.0 if year >= _OWN_ZONE else 8.0
    first = lunar_to_solar(LunarDate(1, 1, year), time_zone=zone)
    found: list[tuple[int, bool, date]] = []
    while (month := solar_to_lunar(first, time_zone=zone)).year == year:
        printed = None if month.leap else _printed().get((year, month.month))
        found.append((month.month, month.leap, printed or first))
        first += _SHORT
        if first > _LAST_DAY:
            break
        if solar_to_lunar(first, time_zone=zone).day != 1:
            first += _DAY
    return tuple(found)


@cache
def _months(year: int) -> tuple[_Month, ...]:
    """The months of a lunar year; those of 2100 up to the eleventh, which ends on 30 December."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return ()
    begun = _beginnings(year)
    after = [first for _, _, first in (*begun[1:], *(_beginnings(year + 1)[:1] if year < LAST_YEAR else ()))]
    return tuple(_Month(*month, end - _DAY) for month, end in zip(begun, after, strict=False))


def _month(month: int, year: int, *, leap: bool) -> _Month | None:
    return next((m for m in _months(year) if m.number == month and m.leap == leap), None)


def lunar_to_solar(day: int, month: int, year: int, *, leap: bool = False) -> date | None:
    """The Gregorian date of a lunar day; None outside 1900-2100, or where that month has no such day.

    >>> lunar_to_solar(1, 1, 2024)
    datetime.date(2024, 2, 10)
    """
    found = _month(month, year, leap=leap)
    if found is None or not 1 <= day <= (found.last - found.first).days + 1:
        return None
    return found.first + timedelta(days=day - 1)


def lunar_month(month: int, year: int, *, leap: bool = False) -> tuple[date, date] | None:
    """First and last Gregorian day of a lunar month; None outside 1900-2100, and where the year has no such leap month.

    >>> lunar_month(1, 2024)
    (datetime.date(2024, 2, 10), datetime.date(2024, 3, 9))
    """
    found = _month(month, year, leap=leap)
    return None if found is None else (found.first, found.last)


def lunar_year(year: int) -> tuple[date, date] | None:
    """First and last Gregorian day of a lunar year, from Tết to the eve of the next; None outside 1900-2099.

    >>> lunar_year(2024)
    (datetime.date(2024, 2, 10), datetime.date(2025, 1, 28))
    """
    months = _months(year)
    return (months[0].first, months[-1].last) if months and year < LAST_YEAR else None


def solar_to_lunar(day: date) -> LunarDay | None:
    """The lunar day of a Gregorian one; None before Tết 1900 and after 30 December 2100.

    >>> solar_to_lunar(date(2024, 2, 24))
    LunarDay(day=15, month=1, year=2024, leap=False)
    """
    for year in (day.year, day.year - 1):
        for month in _months(year):
            if month.first <= day <= month.last:
                return LunarDay((day - month.first).days + 1, month.number, year, month.leap)
    return None


def cycle_year(index: int, near: int) -> int:
    """The year nearest `near` with this place (0 = Giáp Tý) in the cycle of sixty; of two equally near the earlier.

    >>> cycle_year(36, 2024)  # Canh Tý
    2020
    """
    year = near - (near - 4 - index) % 60
    return year if near - year <= 30 else year + 60
