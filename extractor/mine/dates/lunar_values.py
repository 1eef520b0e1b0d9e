"""What lunar parts mean: their Gregorian days, and the lunar form that is kept beside them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from extractor.mine.dates.lunar import (
    FIRST_YEAR,
    LAST_YEAR,
    lunar_month,
    lunar_to_solar,
    lunar_year,
    solar_to_lunar,
)
from extractor.mine.dates.parts import Parts

_MONTHS = _CHAP = 12
_LONGEST = 30  # days; Chạp's last day goes by this number also where it has 29
_THIRDS = {"START": (1, 4), "MID": (5, 8), "END": (9, 12)}  # months of a year


def lunar_form(parts: Parts) -> str | None:
    """What the parts say in the lunar calendar, shaped as a value; `L` marks a leap month, X what is not known.

    >>> lunar_form(Parts(year=2020, month=4, day=10, lunar=True, leap=True)), lunar_form(Parts(year=2024, lunar=True))
    ('2020-04L-10', '2024')
    """
    if not parts.lunar or parts.value is not None:
        return None
    year = "XXXX" if parts.year is None else f"{_year(parts, parts.year):04d}"
    if parts.season is not None:
        return f"{year}-{parts.season}"
    if parts.month is None and parts.day is None:
        return year if parts.year is not None else None
    month = "XX" if parts.month is None else f"{parts.month:02d}{'L' if parts.leap else ''}"
    if parts.day is None:
        return f"{year}-{month}"
    solar = day_of(parts)
    known = solar_to_lunar(solar) if solar is not None else None
    return f"{year}-{month}-{known.day if known is not None else parts.day:02d}"


def _year(parts: Parts, year: int) -> int:
    """The lunar year: an `eve` belongs to the one before the Tết that it precedes."""
    return year - bool(parts.eve)


def day_of(parts: Parts) -> date | None:
    """The Gregorian day of a lunar one; None where year, month or day is unsaid, or the calendar has no such day."""
    if parts.year is None or parts.month is None or parts.day is None:
        return None
    year, leap = _year(parts, parts.year), bool(parts.leap)
    found = lunar_to_solar(parts.day, parts.month, year, leap=leap)
    if found is None and parts.day == _LONGEST and parts.month == _CHAP:
        return lunar_to_solar(_LONGEST - 1, parts.month, year)
    return found


def month_of(parts: Parts, year: int) -> tuple[date, date] | None:
    """First and last Gregorian day of the lunar month stated; None where the calendar has none such."""
    return lunar_month(parts.month or 0, year, leap=bool(parts.leap))


def year_of(parts: Parts, year: int) -> tuple[date, date] | None:
    """From Tết to the eve of the next one, or the third of that which is stated (`đầu năm Giáp Thìn`)."""
    bounds = lunar_year(year)
    if bounds is None or parts.mod not in _THIRDS:
        return bounds
    first, last = _THIRDS[parts.mod]
    begin = lunar_month(first, year)
    after = lunar_month(last + 1, year) if last < _MONTHS else None
    return (begin or bounds)[0], after[0] - timedelta(days=1) if after else bounds[1]


def value_of(parts: Parts, year: int) -> str:
    """The Gregorian day, or the days of a month; only a year where the calendar does not cover it.

    TIMEX3 has no lunar months: `tháng Chạp năm 2020` is valued by its Gregorian days, 2021-01-13/2021-02-11, as its
    span is. (A lunar year keeps the number that it goes by: `năm Canh Tý` is 2020, from Tết to the next eve.)
    """
    if parts.day is not None:
        day = day_of(parts)
        return day.isoformat() if day is not None else f"{uncovered(parts, year) or year:04d}"
    days = month_of(parts, year)
    return f"{days[0].isoformat()}/{days[1].isoformat()}" if days else f"{uncovered(parts, year) or year:04d}"


def uncovered(parts: Parts, year: int) -> int | None:
    """The Gregorian year of a lunar day or month of a year beyond the calendar; None within it.

    >>> uncovered(Parts(day=5, month=1, lunar=True), 1789)
    1789
    """
    if FIRST_YEAR <= _year(parts, year) <= LAST_YEAR:
        return None
    return year + (parts.month == _CHAP and not parts.eve)  # Chạp is over only after New Year


def shared_year(lunar: Parts, solar: Parts, years: Iterable[int]) -> Parts | None:
    """The lunar date with the year in which it is the solar day and month of one of these Gregorian years.

    >>> shared_year(Parts(day=8, month=1, lunar=True), Parts(day=17, month=2), [2024])
    Parts(year=2024, month=1, day=8, lunar=True)
    """
    for year in years:
        for turn in (year, year - 1):
            if lunar.year not in (None, turn) or lunar.cycle not in (None, (turn - 4) % 60):
                continue
            found = lunar._replace(year=turn, cycle=None, weekday=None)
            day = day_of(found)
            if day is not None and (day.year, day.month, day.day) == (year, solar.month, solar.day):
                return found
    return None


def is_impossible(parts: Parts) -> bool:
    """A 31st; in a known year, a 30th of a month of 29 days, or a leap month that the year does not have.

    >>> is_impossible(Parts(day=30, month=4, year=2021, lunar=True)), is_impossible(Parts(day=30, month=4, lunar=True))
    (True, False)
    """
    if parts.day is not None and not 1 <= parts.day <= _LONGEST:
        return True
    if parts.year is None or parts.month is None or uncovered(parts, parts.year) is not None:
        return False
    return (day_of(parts) if parts.day is not None else month_of(parts, parts.year)) is None
