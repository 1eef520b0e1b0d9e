"""What a time expression says, piece by piece, before it is resolved: `Parts`, and the pieces found (`Atom`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from corpus.mentions import Mod
from corpus.records import Replaceable, replaceable

Base = Literal["anchor", "last", "told"]
Unit = Literal["second", "minute", "hour", "day", "week", "month", "quarter", "year", "decade", "century"]


class Nth(NamedTuple):
    """The `number`th of a month or year, from its end where negative; `weekday`: the `number`th of such days.

    `days`: no single day, but so many at that end.
    """

    number: int
    unit: Literal["day", "days", "week", "month"]
    weekday: int | None = None


class _Fields(NamedTuple):
    """See `Parts`."""

    year: int | None = None
    last_year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    part: str | None = None
    weekday: int | None = None
    weekend: bool | None = None
    week: int | None = None
    quarter: int | None = None
    half: int | None = None
    first: int | None = None
    last: int | None = None
    decade: int | None = None
    century: int | None = None
    nth: Nth | None = None
    season: str | None = None
    cycle: int | None = None
    lunar: bool | None = None
    eve: bool | None = None
    leap: bool | None = None
    mod: Mod | None = None
    half_of: int | None = None
    unit: Unit | None = None
    offset: int | None = None
    base: Base | None = None
    direction: str | None = None
    same_period: bool | None = None
    value: str | None = None
    is_set: bool | None = None


_PLACES = {name: place for place, name in enumerate(_Fields._fields)}


class Parts(_Fields):
    """Fields that a text states; None is unsaid.

    `unit` and `offset` count from `base`: the anchor, the last date of the text, or (`told`) the year that the sentence
    tells of if it lies behind, else the anchor. `decade` is a TIMEX3 number (199),
    `century` the ordinal that a text states (20). `first`..`last` are months of a year (`9 tháng đầu năm`) or, with
    `last_year`, nothing but years; `century`..`last` are centuries. `nth` counts days, weeks or months within the month
    or year. `value` is a finished TIMEX3 value (a duration, a set, PRESENT_REF). `week` is an ISO week of `year`.
    `eve`: one of the last days before Tết, so that `year` is the year of that Tết (`30 Tết năm 2020` is the eve of
    Canh Tý); `leap`: of the leap month that follows the lunar month of its number (`tháng 4 nhuận`).
    """

    __slots__ = ()

    def _replace(self, **said: Any) -> Parts:
        """As that of any named tuple, which looks at all the fields."""
        values = list(self)
        for name, value in said.items():
            values[_PLACES[name]] = value
        return tuple.__new__(Parts, values)

    def __repr__(self) -> str:
        said = ", ".join(f"{n}={v!r}" for n, v in zip(self._fields, self, strict=True) if v is not None)
        return f"Parts({said})"


def joined(left: Parts, right: Parts) -> Parts | None:
    """What both state together; None where they contradict each other. A set swallows the rest (`ngày 15 hằng tháng`).

    >>> joined(Parts(day=5), Parts(month=6))
    Parts(month=6, day=5)
    """
    said: list[object] = list(left)
    for place, value in enumerate(right):
        if value is None:
            continue
        if said[place] is None:
            said[place] = value
        elif said[place] != value:
            return None
    return tuple.__new__(Parts, said)


@dataclass(slots=True)
class Atom:
    """A piece of a time expression at `start`..`end`; `head` and `tail` are categories, equal until pieces are joined.

    `categories` are all those joined into it.
    """

    start: int
    end: int
    head: str
    tail: str
    parts: Parts
    rule: str
    approx: bool = False
    categories: frozenset[str] = frozenset()


class Members(NamedTuple):
    """A list (`các ngày 3, 4 và 5/8`) at `start`..`end`: what each member states, in order.

    `later` are the years by which each lies after the first, None where they are not all dates without a year.
    """

    start: int
    end: int
    parts: tuple[Parts, ...]
    later: tuple[int, ...] | None = None


@replaceable
@dataclass(slots=True)
class Phrase(Replaceable):
    """A whole expression: one point, or a range from `parts` to `until`. `weak` phrases were not confirmed.

    `members` is the list it stands in, `place` its place there.
    """

    start: int
    end: int
    parts: Parts
    rule: str
    tail: str
    until: Parts | None = None
    approx: bool = False
    member: bool = False
    members: Members | None = None
    place: int = 0
    categories: frozenset[str] = frozenset()
