"""Days, weeks and months by their place in a month or year: `ngày cuối cùng của tháng 2`, `tuần thứ hai của tháng 3`.

A week belongs to the month or year that has its Thursday, as in ISO 8601.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, date, timedelta

from extractor.mine.dates.parts import Nth, Parts

_THURSDAY = 4
_COMMON_YEAR = 2001


def settled(parts: Parts) -> Parts:
    """The parts with the day, week or month that they count, as far as the text fixes it; else as they are.

    >>> settled(Parts(month=2, year=2020, nth=Nth(-1, "day")))
    Parts(year=2020, month=2, day=29)
    """
    nth = parts.nth
    if nth is None or parts.lunar or parts.unit is not None:
        return parts
    bare = parts._replace(nth=None)
    if nth.unit == "month":
        month = nth.number if nth.number > 0 else 13 + nth.number
        return bare._replace(month=month) if parts.month is None and 1 <= month <= 12 else parts
    yearless = nth.unit == "day" and nth.weekday is None and (parts.month != 2 or nth.number > 0)
    year = parts.year or (_COMMON_YEAR if yearless and (parts.month or abs(nth.number) <= 28) else 0)
    if not 1 <= year < MAXYEAR:
        return parts
    day = _found(nth, *_bounds(year, parts.month))
    if day is None:
        return parts
    if nth.unit == "week":
        of_year, week, _ = day.isocalendar()
        return bare._replace(year=of_year, month=None, week=week)
    return bare._replace(month=day.month, day=day.day)


def first_and_last(parts: Parts) -> tuple[Parts, Parts] | None:
    """Both ends of so many days of a month or year (`10 ngày đầu tháng 7`), of centuries; None for anything else."""
    if parts.century is not None and parts.last is not None:
        return parts._replace(last=None), parts._replace(century=parts.last, last=None)
    nth = parts.nth
    if nth is None or nth.unit != "days":
        return None
    ends = (1, nth.number) if nth.number > 0 else (nth.number, -1)
    first, last = (settled(parts._replace(nth=Nth(number, "day"))) for number in ends)
    return first, last


def _bounds(year: int, month: int | None) -> tuple[date, date]:
    return date(year, month or 1, 1), date(year, month or 12, monthrange(year, month or 12)[1])


def _found(nth: Nth, first: date, last: date) -> date | None:
    """The day counted from the first or back from the last; of a week its Thursday."""
    weekday = _THURSDAY if nth.unit == "week" else nth.weekday
    step = 1 if weekday is None else 7
    if nth.number > 0:
        skip = 0 if weekday is None else (weekday - first.isoweekday()) % 7
        day = first + timedelta(days=skip + step * (nth.number - 1))
    else:
        skip = 0 if weekday is None else (last.isoweekday() - weekday) % 7
        day = last - timedelta(days=skip + step * (-nth.number - 1))
    return day if first <= day <= last else None
