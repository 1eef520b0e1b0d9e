"""The fields that the named groups of a pattern stand for: days, months, years, distances, durations, periods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from extractor.mine.dates.durations import compound_value, duration_value, number_of
from extractor.mine.dates.lexicon import Lexicon
from extractor.mine.dates.numbers import roman, spoken, spoken_year
from extractor.mine.dates.parts import Nth

_HOURS = 24
_HALF_YEAR = 6  # months
_MOST_YEARS = 300  # a longer distance is a round number, and no date
_FIRST_YEAR, _LAST_YEAR = 1000, 2199  # of those in words
_LONGEST_PERIOD, _LONGEST_AGE = 60, 150  # years, bare and in brackets or named as a period
_PIVOT = 36  # two-digit years below it are of this century
_UNITS_OF_CODE = {
    "TS": "second",
    "TM": "minute",
    "TH": "hour",
    "D": "day",
    "W": "week",
    "M": "month",
    "Q": "quarter",
    "Y": "year",
    "DE": "year",
    "CE": "year",
}
_MONTHS = {"Y": 12, "DE": 120, "CE": 1200}

_DISTANCES = {
    "ago": (-1, "anchor"),
    "hence": (1, "anchor"),
    "after": (1, "last"),
    "later": (1, "last"),
    "before": (-1, "last"),
}
_UNITS_OF_NTH: dict[str, Literal["day", "week", "month"]] = {"D": "day", "W": "week", "M": "month"}
_AFTERNOON = ("pm", "ch")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def fields(groups: dict[str, str], fixed: dict[str, Any], category: str, rules: Lexicon) -> Iterator[tuple[str, Any]]:
    """The fields that the named groups of a pattern stand for. Raises ValueError for a number that cannot be one."""
    side = fixed.pop("side", groups.get("side"))
    code = (fixed.pop("unit", None) if "n" in groups else None) or rules.units.get(groups.get("u", ""))
    for name, value in groups.items():
        reader = _READERS.get(name)
        if reader is not None:
            yield from reader(value, rules)
    yield from fixed.items()
    if "less" in groups:
        yield from _minutes_to(groups, rules)
    if "noon" in groups:
        yield "hour", int(groups["h"]) % 12 + (12 if groups["noon"] in _AFTERNOON else 0)
    if "q" in groups:
        yield "quarter", _QUARTERS.get(groups["q"]) or rules.digits.get(groups["q"]) or int(groups["q"])
    elif side and category == "quarter":
        yield "quarter", 1 if rules.mods[side] == "START" else 4
    if "dc" in groups:
        yield "decade", (_ordinal(groups["dc"], rules) - 1) * 10 + int(groups["decade"][0])
    yield from _numbered(groups, code, side, category, rules)


def _numbered(
    groups: dict[str, str], code: str | None, side: str | None, category: str, rules: Lexicon
) -> Iterator[tuple[str, Any]]:
    """The fields of what counts: days of a month, distances, durations, periods of years."""
    if "nu" in groups or "nw" in groups:
        yield "nth", _nth(groups, rules)
    elif category in ("rperiod", "bareunit"):
        yield "unit", _UNITS_OF_CODE[rules.units[groups["u"]]]
    elif category in _DISTANCES:
        yield from _distance(groups, code or "", category, rules)
    elif "n" in groups:
        yield from _counted(groups, code, side, rules)
    elif "vague" in groups and code:
        yield "value", duration_value("X", code)
    if "last" in groups or "last2" in groups:
        yield "last_year", _last_year(groups)


def _distance(groups: dict[str, str], code: str, category: str, rules: Lexicon) -> Iterator[tuple[str, Any]]:
    """`3 ngày trước`, `2 năm sau đó`: so many units from the anchor, or from the last date of the text."""
    sign, base = _DISTANCES[category]
    half = "n" not in groups  # nửa
    count, unit = 0.5 if half else number_of(groups["n"], rules), _UNITS_OF_CODE[code]
    if code in _MONTHS:  # một năm rưỡi, nửa thế kỷ, 1 năm 3 tháng
        count = (count + 0.5 * ("half" in groups)) * _MONTHS[code]
        count, unit = count + (number_of(groups["months"], rules) if "months" in groups else 0), "month"
        if count > _MOST_YEARS * 12:
            raise ValueError(code)
        if count % 12 == 0:
            count, unit = count / 12, "year"
    elif half and unit in ("month", "hour"):
        count, unit = (2, "week") if unit == "month" else (30, "minute")
    if count != int(count):
        raise ValueError(code)
    yield "unit", unit
    yield "offset", sign * int(count)
    yield "base", base


def _month(value: str, rules: Lexicon) -> Iterator[tuple[str, Any]]:
    yield "month", int(value) if value.isdecimal() else rules.months[value]
    if value in rules.lunar_months:
        yield "lunar", True


def _day(value: str, rules: Lexicon) -> Iterator[tuple[str, Any]]:
    day = int(value) if value.isdecimal() else spoken(value, rules.digits, rules.tens)
    if day is None or not 1 <= day <= 31:
        raise ValueError(value)
    yield "day", day


def _half_of(value: str, rules: Lexicon) -> Iterator[tuple[str, Any]]:
    yield "half_of", rules.halves[value]
    yield "mod", "START" if rules.halves[value] == 1 else "END"


def _ordinal(value: str, rules: Lexicon) -> int:
    """Of a century."""
    number = int(value) if value.isdecimal() else roman(value) or spoken(value, rules.digits, rules.tens)
    if number is None or not 1 <= number <= 22:
        raise ValueError(value)
    return number


def _century(value: str, rules: Lexicon) -> Iterator[tuple[str, Any]]:
    yield "century", _ordinal(value, rules)


def _decade(value: str, _: Lexicon) -> Iterator[tuple[str, Any]]:
    yield "decade", int(value[:3]) if len(value) == 4 else (190 + int(value[0]) if value != "00" else 200)


def _two_digits(value: str, _: Lexicon) -> Iterator[tuple[str, Any]]:
    yield "year", int(value) + (2000 if int(value) < _PIVOT else 1900)


def _year_words(value: str, rules: Lexicon) -> Iterator[tuple[str, Any]]:
    year = spoken_year(value, rules.year_words, rules.scales)
    if year < 100:
        yield from _two_digits(str(year), rules)
    elif not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(value)
    else:
        yield "year", year


def _direction(value: str, rules: Lexicon) -> Iterator[tuple[str, Any]]:
    yield "direction", rules.directions[value]


def _hour(value: str, rules: Lexicon) -> Iterator[tuple[str, Any]]:
    hour = number_of(value, rules)
    if hour > _HOURS:
        raise ValueError(value)
    yield from (("hour", int(hour)), ("minute", 0))


_READERS: dict[str, Any] = {
    "d": _day,
    "d3": _day,
    "mung": lambda v, rules: iter([*_day(v, rules), ("month", 1)]),
    "eve": lambda v, rules: iter([*_day(v, rules), ("month", 12), ("eve", True)]),
    "m": _month,
    "m3": _month,
    "y": lambda v, _: iter([("year", int(v))]),
    "y2": _two_digits,
    "y3": _two_digits,
    "yw": _year_words,
    "yw2": _year_words,
    "week": lambda v, _: iter([("week", int(v))]),
    "h": _hour,
    "mi": lambda v, _: iter([("minute", int(v))]),
    "part": lambda v, rules: iter([("part", rules.parts[v])]),
    "w": lambda v, rules: iter([("weekday", rules.weekdays[v])]),
    "mod": lambda v, rules: iter([("mod", rules.mods[v])]),
    "season": lambda v, rules: iter([("season", rules.seasons[v])]),
    "season2": lambda v, rules: iter([("season", rules.seasons[v])]),
    "cycle": lambda v, rules: iter([("cycle", rules.cycle[v])]),
    "halfof": _half_of,
    "halfyear": lambda v, rules: iter([("half", rules.halves[v])]),
    "halfno": lambda v, _: iter([("half", int(v))]),
    "century": _century,
    "dc": _century,
    "century2": lambda v, rules: iter([("last", _ordinal(v, rules))]),
    "bc": lambda v, _: iter([("value", f"BC{int(v.replace('.', '')):04d}")]),
    "bcc": lambda v, rules: iter([("value", f"BC{_ordinal(v, rules) - 1:02d}")]),
    "decw": lambda v, rules: iter([("decade", 190 + (spoken(v, rules.digits, rules.tens) or 0) // 10)]),
    "decade": _decade,
    "decade4": _decade,
    "now": lambda _, __: iter([("unit", "month"), ("offset", 0), ("base", "anchor")]),
    "direction": _direction,
}


def _nth(groups: dict[str, str], rules: Lexicon) -> Nth:
    """Which day, week or month of a longer time."""
    ordinal = groups["nth"]
    unit = rules.units.get(groups.get("nu", ""))
    if "run" in groups:
        days = number_of(groups["run"], rules) * (7 if unit == "W" else 1)
        if days != int(days) or days < 1:
            raise ValueError(groups["run"])
        return Nth(int(days) * (-1 if rules.mods[ordinal] == "END" else 1), "days")
    number = rules.ordinals[ordinal]
    if unit is None:
        return Nth(number, "day", rules.weekdays[groups["nw"]] if "nw" in groups else 7)
    return Nth(number, _UNITS_OF_NTH[unit])


def _minutes_to(groups: dict[str, str], rules: Lexicon) -> Iterator[tuple[str, Any]]:
    hour, less = int(number_of(groups["h"], rules)), int(number_of(groups["less"], rules))
    if not (1 <= hour <= 24 and 1 <= less < 60):
        raise ValueError(groups["h"])
    yield "hour", hour - 1
    yield "minute", 60 - less


def _last_year(groups: dict[str, str]) -> int:
    first = int(groups["y"])
    last = int(groups["last"]) if "last" in groups else first // 100 * 100 + int(groups["last2"])
    if not first < last <= first + (_LONGEST_AGE if "lead" in groups else _LONGEST_PERIOD):
        raise ValueError(groups["y"])
    return last


def _counted(groups: dict[str, str], code: str | None, side: str | None, rules: Lexicon) -> Iterator[tuple[str, Any]]:
    """Months of a year, an hour, a distance or a duration, by what stands with the number."""
    n = number_of(groups["n"], rules)
    if n <= 0 and code is not None:
        raise ValueError(groups["n"])
    if side is not None:
        months = n * 3 if code == "Q" else n
        yield from _months_of_year(months, last=rules.mods.get(side) == "END", named=side in rules.mods)
    elif code is None:  # an hour: `8 giờ`, decided later
        if n != int(n):
            raise ValueError(groups["n"])
        yield from (("hour", int(n)), ("minute", 0)) if n <= 24 else (("value", f"PT{int(n)}H"),)
    elif "more" in groups:
        yield "value", compound_value(f"{groups['n']} {groups['u']}{groups['more']}", rules)
    elif "n2" in groups:
        if number_of(groups["n2"], rules) <= n:
            raise ValueError(groups["n2"])
        yield "value", f"{duration_value(n, code)}/{duration_value(number_of(groups['n2'], rules), code)}"
    else:
        yield "value", duration_value(n, code, half="half" in groups)


def _months_of_year(n: float, *, last: bool, named: bool) -> Iterator[tuple[str, Any]]:
    months = int(n)
    if months != n or not 1 <= months <= 11:
        raise ValueError(str(n))
    if months == _HALF_YEAR and named:
        yield "half", 2 if last else 1
    elif last:
        yield from (("first", 13 - months), ("last", 12))
    else:
        yield from (("first", 1), ("last", months))
