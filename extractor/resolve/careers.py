"""Ranks over time: can two sets of statements be one career?

A step up takes two to four years (Law on the People's Public Security Forces 2018, article 22; Law on Officers of the
People's Army 1999, article 17), and nobody loses a rank in the ordinary course. Papers are late and err by a step, so
one step and one year are always allowed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from corpus.text import slug
from extractor.gazetteer import table

STEP_DAYS = 730  # the least time a step takes
LATE_DAYS = 400  # an older rank may still be printed that long
UNDATED_STEPS = 2  # steps between statements without dates that one career may show


@cache
def rank_levels() -> dict[str, int]:
    """Slug of a rank to its level, from 1 (Binh nhì) upwards."""
    return {slug(row["rank"]): int(row["level"]) for row in table("ranks")}


@cache
def rank_names() -> dict[str, str]:
    """Slug of a rank to its name."""
    return {slug(row["rank"]): row["rank"] for row in table("ranks")}


@dataclass(slots=True)
class RankHistory:
    """When each rank level was stated, in days; None among them for articles without a date."""

    first: dict[int, int | None] = field(default_factory=dict)
    last: dict[int, int | None] = field(default_factory=dict)

    def state(self, level: int, day: str | None) -> None:
        """A rank stated by an article of that ISO day."""
        number = date.fromisoformat(day).toordinal() if day else None
        self._widen(level, number, number)

    def _widen(self, level: int, first: int | None, last: int | None) -> None:
        self.first[level] = _least(self.first[level], first) if level in self.first else first
        self.last[level] = _greatest(self.last[level], last) if level in self.last else last

    def take(self, other: RankHistory) -> None:
        """Both histories as one."""
        for level, first in other.first.items():
            self._widen(level, first, other.last[level])

    def conflict(self, other: RankHistory, *, lenient: bool = False) -> tuple[int, int] | None:
        """Two levels, the lower first, that one career cannot show; None where there are none.

        `lenient` (the same post was stated) forgives an order that is wrong by up to two steps.
        """
        for low, high, low_last, high_first, high_last in self._pairs(other):
            if low_last is None or high_first is None or high_last is None:
                if high - low > UNDATED_STEPS:
                    return low, high
                continue
            if low_last > high_first + LATE_DAYS and not (lenient and high - low <= UNDATED_STEPS):
                return low, high
            if high - low > 1 + max(0, high_last - low_last) // STEP_DAYS and not (
                lenient and high - low <= UNDATED_STEPS
            ):
                return low, high
        return None

    def _pairs(self, other: RankHistory) -> Iterator[tuple[int, int, int | None, int | None, int | None]]:
        for mine in sorted(self.first):
            for theirs in sorted(other.first):
                if mine < theirs:
                    yield mine, theirs, self.last[mine], other.first[theirs], other.last[theirs]
                elif theirs < mine:
                    yield theirs, mine, other.last[theirs], self.first[mine], self.last[mine]


def _least(a: int | None, b: int | None) -> int | None:
    return a if b is None else b if a is None else min(a, b)


def _greatest(a: int | None, b: int | None) -> int | None:
    return a if b is None else b if a is None else max(a, b)
