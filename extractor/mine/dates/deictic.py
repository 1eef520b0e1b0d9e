"""Days told by their distance from another (`ba ngày sau`), by a direction (`ngày 15 tới`) or by a date beside them."""

from __future__ import annotations

from datetime import date

from extractor.mine.dates.anchors import Anchor
from extractor.mine.dates.durations import duration_value
from extractor.mine.dates.parts import Parts
from extractor.mine.dates.tense import Tense
from extractor.mine.dates.values import Meaning, shifted, solar_day

_CODES = {"day": "D", "week": "W", "month": "M", "year": "Y"}
_NEAR = 3  # days at most between what `hôm nay` should be and the date in brackets beside it


def tense_of(parts: Parts, tense: Tense | None) -> Tense | None:
    """`tới` looks ahead and `vừa qua` back, whatever the sentence does."""
    return {"next": "planned", "past": "past"}.get(parts.direction or "", tense)  # type: ignore[return-value]


def how_long(parts: Parts) -> Meaning:
    """`ba ngày sau` where nothing tells after what: no more than how long.

    >>> how_long(Parts(unit="day", offset=3)).value
    'P3D'
    """
    value = duration_value(abs(parts.offset or 0), _CODES[parts.unit or "day"])
    return Meaning(value, None, Parts(value=value))


def lies_ahead(found: Meaning, anchor: Anchor) -> bool:
    """Whether a date lies after the day of publication, as far as that is known."""
    if found.range is None or anchor.last is None or anchor.bound:
        return False
    return found.range.first > anchor.last


def as_told(parts: Parts, beside: Parts, anchor: Anchor) -> Parts | None:
    """`chiều nay (24/8)`: the day in brackets, unless it is not near the one that the anchor gives; its year may miss.

    >>> as_told(Parts(part="AF", unit="day", offset=0), Parts(month=8, day=24), Anchor())
    Parts(month=8, day=24, part='AF')
    """
    day = solar_day(beside)
    today = anchor.day if not anchor.bound else None
    if day is not None and today is not None and not _is_near(day, shifted(today, parts.offset or 0)):
        return None
    bare = parts._replace(unit=None, offset=None, base=None)
    return bare._replace(year=beside.year, month=beside.month, day=beside.day)


def _is_near(day: date, expected: date | None) -> bool:
    return expected is not None and abs((day - expected).days) <= _NEAR
