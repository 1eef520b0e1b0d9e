"""The Vietnamese lunar calendar (âm lịch) for the years 1900 to 2100.

Method: the astronomical rules published by Hồ Ngọc Đức ("Computing the Vietnamese lunar calendar"), with the series for
new moons and for the sun's longitude in the short form of J. Meeus, *Astronomical Algorithms* (1991); written anew.
Days begin at midnight of UTC+7 throughout, as the calendar was fixed in 1967; the official calendars of some earlier
years were reckoned for UTC+8 and may differ by a day.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from math import floor, pi, radians, sin

FIRST_YEAR, LAST_YEAR = 1900, 2100
_SYNODIC = 29.530588853
_EPOCH = 2415021.076998695  # Julian date of the new moon numbered 0, early in 1900
_ZONE = 7 / 24
_JULIAN_OF_ORDINAL = 1721425  # Julian day number of date.fromordinal(1), less one


def _new_moon(k: int) -> int:
    """Julian day number, in Vietnam, of the `k`-th new moon after the epoch."""
    t = k / 1236.85
    sun = radians(359.2242 + 29.10535608 * k - 0.0000333 * t**2 - 0.00000347 * t**3)
    moon = radians(306.0253 + 385.81691806 * k + 0.0107306 * t**2 + 0.00001236 * t**3)
    latitude = radians(21.2964 + 390.67050646 * k - 0.0016528 * t**2 - 0.00000239 * t**3)
    mean = 2415020.75933 + 29.53058868 * k + 0.0001178 * t**2 - 0.000000155 * t**3
    mean += 0.00033 * sin(radians(166.56 + 132.87 * t - 0.009173 * t**2))
    shift = (
        (0.1734 - 0.000393 * t) * sin(sun)
        + 0.0021 * sin(2 * sun)
        - 0.4068 * sin(moon)
        + 0.0161 * sin(2 * moon)
        - 0.0004 * sin(3 * moon)
        + 0.0104 * sin(2 * latitude)
        - 0.0051 * sin(sun + moon)
        - 0.0074 * sin(sun - moon)
        + 0.0004 * sin(2 * latitude + sun)
        - 0.0004 * sin(2 * latitude - sun)
        - 0.0006 * sin(2 * latitude + moon)
        + 0.0010 * sin(2 * latitude - moon)
        + 0.0005 * sin(2 * moon + sun)
    )
    if t < -11:  # the difference between dynamical and civil time
        lag = 0.001 + 0.000839 * t + 0.0002261 * t**2 - 0.00000845 * t**3 - 0.000000081 * t**4
    else:
        lag = -0.000278 + 0.000265 * t + 0.000262 * t**2
    return floor(mean + shift - lag + 0.5 + _ZONE)


def _solar_sector(day: int) -> int:
    """Which twelfth of its yearly way (0 from the spring equinox) the sun is in as the Julian day begins in Vietnam."""
    t = (day - 2451545.5 - _ZONE) / 36525
    anomaly = radians(357.52910 + 35999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3)
    centre = (1.914600 - 0.004817 * t - 0.000014 * t**2) * sin(anomaly)
    centre += (0.019993 - 0.000101 * t) * sin(2 * anomaly) + 0.000290 * sin(3 * anomaly)
    longitude = radians(280.46645 + 36000.76983 * t + 0.0003032 * t**2 + centre)
    return floor(longitude % (2 * pi) / pi * 6)


def _eleventh_month(year: int) -> int:
    """Number of the new moon that begins the 11th month of `year`, the month of the winter solstice."""
    last = date(year, 12, 31).toordinal() + _JULIAN_OF_ORDINAL
    k = floor((last - 2415021) / _SYNODIC)
    return k - 1 if _solar_sector(_new_moon(k)) >= 9 else k


@lru_cache(maxsize=512)
def _months(year: int) -> tuple[tuple[int, bool, int, int], ...]:
    """The months from the 11th of `year - 1` up to, but not with, the 11th of `year`.

    Each is (month, leap, first day, first day of the next month), days as Julian day numbers.
    """
    start, stop = _eleventh_month(year - 1), _eleventh_month(year)
    leap = -1
    if stop - start == 13:  # the first month in which the sun does not change its sector is the leap month
        sectors = [_solar_sector(_new_moon(start + i)) for i in range(15)]
        leap = next(i for i in range(1, 14) if sectors[i] == sectors[i + 1])
    found: list[tuple[int, bool, int, int]] = []
    month = 10
    for i in range(stop - start):
        if i != leap:
            month = month % 12 + 1
        found.append((month, i == leap, _new_moon(start + i), _new_moon(start + i + 1)))
    return tuple(found)


def _span(month: int, year: int, *, leap: bool) -> tuple[int, int] | None:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return None
    table = _months(year + 1) if month >= 11 else _months(year)
    for number, is_leap, first, after in table:
        if number == month and is_leap == leap:
            return first, after
    return None


def lunar_to_solar(day: int, month: int, year: int, *, leap: bool = False) -> date | None:
    """The Gregorian date of a lunar day; None outside 1900-2100, or where that month has no such day.

    >>> lunar_to_solar(1, 1, 2024)
    datetime.date(2024, 2, 10)
    """
    span = _span(month, year, leap=leap)
    if span is None or not 1 <= day <= span[1] - span[0]:
        return None
    return date.fromordinal(span[0] + day - 1 - _JULIAN_OF_ORDINAL)


def lunar_month(month: int, year: int) -> tuple[date, date] | None:
    """First and last Gregorian day of a lunar month (not a leap one); None outside 1900-2100.

    >>> lunar_month(1, 2024)
    (datetime.date(2024, 2, 10), datetime.date(2024, 3, 9))
    """
    span = _span(month, year, leap=False)
    if span is None:
        return None
    first = date.fromordinal(span[0] - _JULIAN_OF_ORDINAL)
    return first, first + timedelta(days=span[1] - span[0] - 1)


def lunar_year(year: int) -> tuple[date, date] | None:
    """First and last Gregorian day of a lunar year, from Tết to the eve of the next; None outside 1900-2099.

    >>> lunar_year(2024)
    (datetime.date(2024, 2, 10), datetime.date(2025, 1, 28))
    """
    first, after = lunar_to_solar(1, 1, year), lunar_to_solar(1, 1, year + 1)
    return None if first is None or after is None else (first, after - timedelta(days=1))


def solar_to_lunar(day: date) -> tuple[int, int, int, bool] | None:
    """(day, month, year, leap) of a Gregorian date; None outside the calendar's years.

    >>> solar_to_lunar(date(2024, 2, 24))
    (15, 1, 2024, False)
    """
    number = day.toordinal() + _JULIAN_OF_ORDINAL
    for turn in (day.year, day.year + 1):
        if not FIRST_YEAR < turn <= LAST_YEAR:
            continue
        for month, leap, first, after in _months(turn):
            if first <= number < after:
                return number - first + 1, month, turn - 1 if month >= 11 else turn, leap
    return None


def cycle_year(index: int, near: int) -> int:
    """The year nearest `near` with this place (0 = Giáp Tý) in the cycle of sixty; of two equally near the earlier.

    >>> cycle_year(36, 2024)  # Canh Tý
    2020
    """
    year = near - (near - 4 - index) % 60
    return year if near - year <= 30 else year + 60
