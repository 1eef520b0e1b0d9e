"""Calendar values: spans of days with their grain, and publication dates of reduced precision."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

Grain = Literal["century", "decade", "year", "half", "quarter", "month", "week", "day", "time"]
Calendar = Literal["gregorian", "lunar"]
PublishedMethod = Literal["json-ld", "meta", "microdata", "url", "text", "sitemap", "feed", "given", "inferred"]

VIETNAM_OFFSET = "+07:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRange:
    """Inclusive span of days. `grain` is the precision that was stated: a month is never a false first day."""

    first: date
    last: date
    grain: Grain
    calendar: Calendar = "gregorian"

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"range ends before it begins: {self.first} > {self.last}")

    def overlaps(self, other: DateRange) -> bool:
        """Whether the two spans share a day."""
        return self.first <= other.last and other.first <= self.last


@lru_cache(maxsize=1024)
def _span(value: str) -> DateRange:
    if len(value) == 4:
        return DateRange(first=date(int(value), 1, 1), last=date(int(value), 12, 31), grain="year")
    if len(value) == 7:
        year, month = int(value[:4]), int(value[5:])
        return DateRange(first=date(year, month, 1), last=date(year, month, monthrange(year, month)[1]), grain="month")
    day = datetime.fromisoformat(value).date() if len(value) > 10 else date.fromisoformat(value)
    return DateRange(first=day, last=day, grain="time" if len(value) > 10 else "day")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationDate:
    """When an article was published: an ISO 8601 value that may be a year, a month, a day or an instant.

    `confidence` is between 0 and 1. Raises ValueError for a value that is no date.

    >>> PublicationDate(value="2020-03", method="text", confidence=0.9).span.last
    datetime.date(2020, 3, 31)
    """

    value: str
    method: PublishedMethod
    confidence: float

    def __post_init__(self) -> None:
        _ = self.span

    @property
    def span(self) -> DateRange:
        """The days that the value may stand for."""
        return _span(self.value)
