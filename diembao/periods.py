"""Days, weeks, months and years as the periods that articles are counted by; ISO 8601 names, weeks from Monday."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

By = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class Period:
    """`name` is `2020-05-31`, `2020-W24`, `2020-05` or `2020`; `first` and `last` are its days."""

    name: str
    first: date
    last: date


def period_of(day: date, by: By) -> Period:
    """The period that a day is in.

    >>> period_of(date(2021, 1, 1), "week").name
    '2020-W53'
    """
    match by:
        case "day":
            return Period(day.isoformat(), day, day)
        case "week":
            year, week, weekday = day.isocalendar()
            monday = date.fromordinal(max(1, day.toordinal() - weekday + 1))
            sunday = date.fromordinal(min(date.max.toordinal(), day.toordinal() + 7 - weekday))
            return Period(f"{year:04}-W{week:02}", monday, sunday)
        case "month":
            days = monthrange(day.year, day.month)[1]
            return Period(day.isoformat()[:7], day.replace(day=1), day.replace(day=days))
        case "year":
            return Period(day.isoformat()[:4], day.replace(month=1, day=1), day.replace(month=12, day=31))


def period_of_span(first: date, last: date, by: By) -> Period | None:
    """The period that all days from `first` to `last` are in; None where they are in several."""
    period = period_of(first, by)
    return period if last <= period.last else None


def periods(first: date, last: date, by: By) -> Iterator[Period]:
    """All periods from that of `first` to that of `last`, none left out.

    >>> [period.name for period in periods(date(2019, 12, 30), date(2020, 2, 1), "month")]
    ['2019-12', '2020-01', '2020-02']
    """
    period = period_of(first, by)
    while True:
        yield period
        if period.last >= last:
            return
        period = period_of(period.last + timedelta(days=1), by)
