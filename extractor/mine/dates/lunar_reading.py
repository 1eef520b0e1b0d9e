"""Lunar dates in their text: the year of one that states none, and solar dates that explain them."""

from __future__ import annotations

from datetime import date

from extractor.mine.dates.anchors import Anchor
from extractor.mine.dates.lunar import cycle_year, lunar_to_solar, solar_to_lunar
from extractor.mine.dates.lunar_values import day_of, shared_year
from extractor.mine.dates.parts import Parts, Phrase
from extractor.mine.dates.tense import Tenses
from extractor.mine.dates.values import Meaning, is_impossible, on_day, span_of

_STATED = "lunar"  # in the names of the rules that say âm lịch
_CHAP, _LONGEST = 12, 30  # the last month; days of a month at most
_LATE = 11  # the lunar months that New Year may fall in or after
_TET_DAYS = 10  # mùng một to mùng mười
_TET_SEASON = 15  # days before and after Tết
_NEAR = 8  # members of a list on either side


def said(phrase: Phrase) -> Phrase:
    """The phrase with what it says of the calendar between the lines.

    A year of the cycle of sixty is lunar, so is what stands with it. `từ 1/3 đến 10/3 âm lịch`: both ends are lunar.
    `ngày 28 và 29 Tết`, `ngày 30 và mùng 1 Tết`: the first is an eve. `giao thừa Tết Dương lịch 2025`: the day before.
    """
    parts, until, members = phrase.parts, phrase.until, phrase.members
    if parts.lunar is parts.cycle is parts.eve is None and (until is None or until.lunar is None):
        return phrase
    if until is not None and until.lunar and parts.day is not None and _STATED in phrase.rule.rpartition("..")[2]:
        parts = parts._replace(lunar=True)
    if parts.cycle is not None:
        parts = parts._replace(lunar=True)
    if parts.lunar and (until is not None or members is not None):
        others = _beside(phrase)
        if parts.eve or any(_before_tet(other, parts) or _before_tet(parts, other) for other in others):
            members = None  # their years are not those of a list
        if not parts.eve and any(_before_tet(parts, other) for other in others):
            parts = parts._replace(month=_CHAP, eve=True)
    if parts.eve and not parts.lunar and parts.year is not None:
        parts = parts._replace(year=parts.year - 1, eve=None)
    same = parts is phrase.parts and members is phrase.members
    return phrase if same else phrase._replace(parts=parts, members=members)


def _beside(phrase: Phrase) -> tuple[Parts, ...]:
    """The other end of a range; the members of a list that stand near."""
    other = (phrase.until,) if phrase.until is not None else ()
    if phrase.members is None:
        return other
    stated, place = phrase.members.parts, phrase.place
    return (*other, *stated[max(0, place - _NEAR) : place], *stated[place + 1 : place + 1 + _NEAR])


def _before_tet(parts: Parts, other: Parts) -> bool:
    """Whether a day that took its month from another is one before Tết."""
    if other.eve:
        return other.month == parts.month
    crossed = (parts.day or 0) > 2 * _TET_DAYS and (other.day or _LONGEST) <= _TET_DAYS
    return crossed and bool(other.lunar) and parts.month == other.month == 1


def in_cycle(parts: Parts, anchor: Anchor, planned: bool) -> Parts:
    """`năm Canh Tý`: the year of that name nearest the anchor, of a past one unless it is `planned`; always lunar."""
    year, near = parts.year, anchor.first.year if anchor.first is not None else None
    if year is None and near is not None and parts.cycle is not None:
        year = cycle_year(parts.cycle, near)
        if year > near + 1 and not planned:
            year -= 60
    return parts._replace(cycle=None, year=year, lunar=True)


def pair(first: Parts, second: Parts, anchor: Anchor) -> tuple[Parts, Parts] | None:
    """A lunar and a solar date that name one day (`rằm tháng Mười, tức 11-11`), with the year in which they do.

    None where they agree in no year near the anchor. Of one number (`Vu Lan (15/7)`) they are one lunar date twice.
    """
    lunar, solar = (first, second) if first.lunar else (second, first)
    if (lunar.day, lunar.month, None) == (solar.day, solar.month, solar.year):
        return (first, second._replace(lunar=True)) if first.lunar else (first._replace(lunar=True), second)
    near = anchor.year
    years = [solar.year] if solar.year is not None else [] if near is None else [near, near + 1, near - 1]
    found = shared_year(lunar, solar, years)
    day = day_of(found) if found is not None else None
    if found is None or day is None:
        return None
    solar = on_day(solar, day)
    return (found, solar) if first.lunar else (solar, found)


def before(parts: Parts, end: date) -> Parts:
    """`từ 28 tháng Chạp đến mùng 5 Tết 2024`: the beginning in the lunar year that puts it last before the end."""
    if parts.year is None or parts.month is None:
        return parts
    for year in (parts.year + 1, parts.year, parts.year - 1):
        span = span_of(parts._replace(year=year))
        if span is not None and span.first <= end:
            return parts._replace(year=year)
    return parts


def range_form(first: Meaning, second: Meaning) -> str | None:
    """The lunar form of a range, where both ends have one; that of the day, where they are hours of one day."""
    if first.range is not None and second.range is not None and first.range.first == second.range.last:
        return first.lunar
    return f"{first.lunar}/{second.lunar}" if first.lunar and second.lunar else None


def leap_year(parts: Parts, anchor: Anchor) -> int | None:
    """The year of a leap month: the anchor's, or the one before or after it; None where none of them has it."""
    near = anchor.year
    years = () if near is None else (near, near - 1, near + 1)
    return next((year for year in years if not is_impossible(parts._replace(year=year))), None)


def tet_at_hand(day: int, phrase: Phrase, anchor: Anchor, tenses: Tenses) -> tuple[int, int] | None:
    """(year, 1) where `mùng một` stands alone in an article that appears about Tết, and speaks of no habit."""
    today = anchor.day
    if today is None or anchor.inferred or day > _TET_DAYS or tenses.is_habit(phrase.start):
        return None
    if any(other.is_set or (other.day or 0) > _TET_DAYS for other in _beside(phrase)):  # mùng một, rằm hằng tháng
        return None
    first = lunar_to_solar(1, 1, today.year)
    return (today.year, 1) if first is not None and abs((today - first).days) <= _TET_SEASON else None


def this_year(parts: Parts, anchor: Anchor, year: int) -> int:
    """The lunar year of `năm nay`: before Tết, `tháng Chạp năm nay` is that of the lunar year which is ending."""
    today = solar_to_lunar(anchor.day) if parts.lunar and anchor.day is not None else None
    late = parts.month is not None and parts.month >= _LATE and not parts.eve
    return today.year if late and today is not None else year
