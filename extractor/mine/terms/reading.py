"""What passes between the steps of reading terms: a paragraph, the body that is counted, and a reading."""

from __future__ import annotations

import re
from dataclasses import dataclass

ADJACENT = re.compile(r"\)?[ ,(:–-]{1,4}")
"""What stands between two readings of one term: `khóa XV, nhiệm kỳ 2021-2026`."""


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph: as written and in canonical form (of the same length), its offset in the text, and where in it
    a term may begin.
    """

    text: str
    low: str
    offset: int
    starts: list[int]


@dataclass(frozen=True, slots=True)
class Body:
    """The congress, committee or assembly that a number counts.

    `sequence` names the known sequence that it has; `implicit` says that no word names the organisation, so that
    another one may be meant: then the name is `written`.
    """

    name: str
    sequence: str | None = None
    implicit: bool = False
    written: str | None = None

    @property
    def as_written(self) -> str:
        """The name in the words of the text."""
        return self.written or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A term as far as one paragraph tells."""

    start: int
    end: int
    value: str
    rule: str
    years: tuple[int, int] | None = None
    ordinal: int | None = None
    body: Body | None = None
    relative: bool = False

    def moved(self, offset: int) -> Reading:
        """The same reading with the offsets of the whole text."""
        return Reading(
            start=self.start + offset,
            end=self.end + offset,
            value=self.value,
            rule=self.rule,
            years=self.years,
            ordinal=self.ordinal,
            body=self.body,
            relative=self.relative,
        )
