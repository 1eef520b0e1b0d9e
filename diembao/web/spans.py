"""Spans of days beside a span and around it: where a timeline goes on. Whole months and years stay whole."""

from __future__ import annotations

from datetime import date, timedelta

Days = tuple[date, date]


def moved(first: date, last: date, times: int) -> Days | None:
    """The span that lies so many times its own length later; None where there are no such days.

    >>> moved(date(2020, 1, 1), date(2020, 12, 31), -1)
    (datetime.date(2019, 1, 1), datetime.date(2019, 12, 31))
    """
    after = last + timedelta(days=1) if last < date.max else last
    try:
        if first.day == after.day == 1:
            months = 12 * (after.year - first.year) + after.month - first.month
            return _later(first, times * months), _later(after, times * months) - timedelta(days=1)
        days = times * (after - first)
        return first + days, last + days
    except (ValueError, OverflowError):
        return None


def widened(first: date, last: date) -> Days | None:
    """The span with half its length on either side.

    >>> widened(date(2020, 3, 1), date(2020, 3, 30))
    (datetime.date(2020, 2, 15), datetime.date(2020, 4, 14))
    """
    try:
        half = max(timedelta(days=1), (last - first + timedelta(days=1)) / 2)
        return first - half, last + half
    except OverflowError:
        return None


def _later(day: date, months: int) -> date:
    number = 12 * day.year + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
