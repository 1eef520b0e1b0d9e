"""TIMEX3 values and spans of days of what an expression states in absolute terms."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.dates import DateRange, Grain
from extractor.mine.dates import lunar_values
from extractor.mine.dates.ordinals import settled
from extractor.mine.dates.parts import Parts

_SHORTEST = 28  # days of a month
_PART_HOURS = {"MO": 1, "MI": 11, "AF": 13, "EV": 18, "NI": 22}
_TWELVE_HOURS_LATER = {"MI": (0, 5), "AF": (0, 12), "EV": (0, 12), "NI": (6, 13)}  # hours of a 12-hour clock


@dataclass(slots=True)
class Meaning:
    """`anchor` is the ISO date it was read against, None where the text alone fixes it; `lunar` is its lunar form."""

    value: str
    range: DateRange | None
    parts: Parts
    anchor: str | None = None
    inferred: bool = False
    impossible: bool = False  # the month that it was read in has no such day
    lunar: str | None = None


def timex(parts: Parts) -> str:
    """TIMEX3 value; unknown digits are X (`XXXX-06-17`).

    >>> timex(Parts(year=2022, month=5, day=10, part="MO"))
    '2022-05-10TMO'
    """
    if parts.value is not None:
        return parts.value
    if parts.hour is not None:
        return f"{_day(parts) if _knows_day(parts) else ''}T{_clock(parts)}"
    if parts.decade is not None:
        return f"{parts.decade:03d}"
    if parts.century is not None:
        return f"{parts.century - 1:02d}"  # TIMEX3 counts the hundreds: the 20th century is 19
    year = f"{parts.year:04d}" if parts.year is not None else "XXXX"
    if parts.season is not None:
        return f"{year}-{parts.season}"
    if parts.week is not None:
        return f"{year}-W{parts.week:02d}"
    if parts.quarter is not None:
        return f"{year}-Q{parts.quarter}"
    if parts.half is not None:
        return f"{year}-H{parts.half}"
    if parts.first is not None and parts.last is not None:
        return f"{year}-{parts.first:02d}/{year}-{parts.last:02d}"
    if parts.last_year is not None:
        return f"{year}/{parts.last_year:04d}"
    day = _day(parts)
    return f"{day}T{parts.part}" if parts.part is not None else day


def _knows_day(parts: Parts) -> bool:
    return parts.day is not None or parts.weekday is not None or parts.unit is not None


def _clock(parts: Parts) -> str:
    """24-hour clock: `8 giờ tối` is 20:00, `12h đêm` 24:00, `1h trưa` 13:00."""
    hour, minute = parts.hour or 0, parts.minute or 0
    later = range(*_TWELVE_HOURS_LATER.get(parts.part or "", (0, 0)))
    if hour in later:
        hour += 12
    return f"{hour:02d}:{minute:02d}"


def clock_hour(parts: Parts) -> int:
    """The hour that the parts state, or that their part of the day begins at; -1 without either.

    >>> clock_hour(Parts(hour=2, part="AF")), clock_hour(Parts(part="EV"))
    (14, 18)
    """
    if parts.hour is not None:
        return int(_clock(parts)[:2])
    return _PART_HOURS.get(parts.part or "", -1)


def _day(parts: Parts) -> str:
    """Year, month or day, as far as it is known; a lunar day is turned into its solar one."""
    if parts.lunar and parts.month is not None and parts.year is not None:
        return lunar_values.value_of(parts, parts.year)
    year = f"{parts.year:04d}" if parts.year is not None else "XXXX"
    if parts.unit == "week" or (parts.weekday is not None and parts.day is None):
        tail = f"-{parts.weekday}" if parts.weekday is not None else "-WE" if parts.weekend else ""
        return f"{year}-WXX{tail}"
    if parts.unit == "quarter":
        return f"{year}-QX"
    day = f"{parts.day:02d}" if parts.day is not None else "XX"
    if parts.month is not None:
        known = parts.day is not None or parts.part is not None or parts.hour is not None
        return f"{year}-{parts.month:02d}" + (f"-{day}" if known else "")
    if parts.day is not None or parts.unit == "day" or parts.part is not None:
        return f"{year}-XX-{day}"
    return f"{year}-XX" if parts.unit == "month" else year


def week(day: date, *, weekend: bool = False) -> str:
    """ISO week of a day.

    >>> week(date(2020, 6, 18)), week(date(2020, 6, 20), weekend=True)
    ('2020-W25', '2020-W25-WE')
    """
    year, number, _ = day.isocalendar()
    return f"{year:04d}-W{number:02d}" + ("-WE" if weekend else "")


def solar_day(parts: Parts) -> date | None:
    """The day itself, where year, month and day are known."""
    if parts.lunar:
        return lunar_values.day_of(parts)
    if parts.year is None or parts.month is None or parts.day is None:
        return None
    try:
        return date(parts.year, parts.month, parts.day)
    except ValueError:
        return None


def is_impossible(parts: Parts) -> bool:
    """Whether month and day are stated and no such day exists (31 June); without a year a leap year is granted.

    So is a week 53 of a year that has 52.

    >>> is_impossible(Parts(month=6, day=31)), is_impossible(Parts(month=2, day=29))
    (True, False)
    """
    if parts.week is not None and parts.year is not None:
        return _monday(parts.year, parts.week).isocalendar()[:2] != (parts.year, parts.week)
    if parts.lunar:
        return lunar_values.is_impossible(parts)
    if parts.day is None or parts.month is None or 1 <= parts.day <= _SHORTEST:
        return False
    return not 1 <= parts.day <= monthrange(parts.year or 2000, parts.month)[1]


def span_of(parts: Parts) -> DateRange | None:
    """The days that absolute parts cover; None where the text fixes none (seasons, durations, unknown years)."""
    if parts.value is not None or parts.season is not None:
        return None
    if parts.nth is not None and (found := settled(parts)) is not parts:
        return span_of(found)
    if parts.decade is not None:
        first = parts.decade * 10
        return _years(*_third(first, 10, (4, 3, 3), parts.mod), "decade")
    if parts.century is not None:
        first = parts.century * 100 - 99
        if parts.half_of is not None:
            return _years(first + 50 * (parts.half_of - 1), first + 50 * parts.half_of - 1, "century")
        return _years(*_third(first, 100, (33, 33, 34), parts.mod), "century")
    if parts.year is None or not 1 <= parts.year <= 9998:
        return None
    if parts.lunar and parts.month is not None and (year := lunar_values.uncovered(parts, parts.year)) is not None:
        return _years(year, year, "year")
    if parts.day is not None or parts.hour is not None or parts.part is not None or parts.weekday is not None:
        day = solar_day(parts)
        grain: Grain = "time" if parts.hour is not None else "day"
        return _days(day, day, grain, lunar=parts.lunar) if day is not None else None
    return _longer(parts, parts.year)


def _monday(year: int, number: int) -> date:
    """Of an ISO week: the week of 4 January is the first."""
    fourth = date(year, 1, 4)
    return fourth + timedelta(days=7 * (number - 1) + 1 - fourth.isoweekday())


def _longer(parts: Parts, year: int) -> DateRange | None:
    if parts.week is not None:
        return None if is_impossible(parts) else week_span(_monday(year, parts.week), parts.mod, weekend=False)
    if parts.month is not None:
        return _month(parts, year, parts.month)
    if parts.quarter is not None:
        return _months(year, 3 * parts.quarter - 2, 3 * parts.quarter, "quarter", parts.mod)
    if parts.half is not None:
        return _months(year, 6 * parts.half - 5, 6 * parts.half, "half", parts.mod)
    if parts.first is not None and parts.last is not None:
        return _months(year, parts.first, parts.last, "month", None)
    if parts.unit in ("day", "month", "week", "quarter"):
        return None
    if parts.last_year is not None:
        return _years(year, parts.last_year, "year")
    if parts.lunar and (bounds := lunar_values.year_of(parts, year)) is not None:
        return _days(*bounds, "year", lunar=True)
    return _months(year, 1, 12, "year", parts.mod)


def _month(parts: Parts, year: int, month: int) -> DateRange | None:
    if parts.lunar:
        bounds = lunar_values.month_of(parts, year)
        if bounds is None:
            return None
        first, last = bounds
    else:
        first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    if parts.half_of is not None:
        middle = first + timedelta(days=14)
        first, last = (first, middle) if parts.half_of == 1 else (middle + timedelta(days=1), last)
    elif parts.mod == "START":
        last = first + timedelta(days=9)
    elif parts.mod == "MID":
        first, last = first + timedelta(days=10), first + timedelta(days=19)
    elif parts.mod == "END":
        first = first + timedelta(days=20)
    return _days(first, last, "month", lunar=parts.lunar)


def _months(year: int, first: int, last: int, grain: Grain, mod: str | None) -> DateRange:
    third = (last - first + 1) // 3
    if mod == "START":
        last = first + third - 1
    elif mod == "MID":
        first, last = first + third, first + 2 * third - 1
    elif mod == "END":
        first = last - third + 1
    return DateRange(first=date(year, first, 1), last=date(year, last, monthrange(year, last)[1]), grain=grain)


def _third(first: int, length: int, cut: tuple[int, int, int], mod: str | None) -> tuple[int, int]:
    a, b, c = cut
    if mod == "START":
        return first, first + a - 1
    if mod == "MID":
        return first + a, first + a + b - 1
    if mod == "END":
        return first + length - c, first + length - 1
    return first, first + length - 1


def _years(first: int, last: int, grain: Grain) -> DateRange | None:
    if not 1 <= first <= last <= 9999:
        return None
    return DateRange(first=date(first, 1, 1), last=date(last, 12, 31), grain=grain)


def _days(first: date, last: date, grain: Grain, *, lunar: bool | None) -> DateRange:
    return DateRange(first=first, last=last, grain=grain, calendar="lunar" if lunar else "gregorian")


def week_span(monday: date, mod: str | None, *, weekend: bool) -> DateRange:
    """A week from its Monday, its weekend, or its beginning (two days), middle (two) or end (three).

    >>> week_span(date(2022, 5, 9), None, weekend=True).first
    datetime.date(2022, 5, 14)
    """
    first, last = {"START": (0, 1), "MID": (2, 3), "END": (4, 6)}.get(mod or "", (0, 6))
    if weekend:
        first, last = 5, 6
    return DateRange(first=monday + timedelta(days=first), last=monday + timedelta(days=last), grain="week")


def shifted(day: date, days: int) -> date | None:
    """So many days later; None beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def on_day(parts: Parts, day: date) -> Parts:
    """The parts on this very day, instead of any weekday or distance that they state."""
    bare = parts._replace(weekday=None, weekend=None, unit=None, offset=None, base=None)
    return bare._replace(year=day.year, month=day.month, day=day.day)


def days_between(first: date, last: date, like: DateRange) -> DateRange | None:
    """A span of the grain and calendar of `like`; None where it would end before it begins."""
    if first > last:
        return None
    return DateRange(first=first, last=last, grain=like.grain, calendar=like.calendar)
