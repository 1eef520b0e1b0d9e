"""Words and dates of pages and pictures, in English or Vietnamese; the words are data (`labels.toml`)."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from corpus.dates import DateRange
from corpus.mentions import Event

Language = Literal["en", "vi"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of one language; what has no word is shown as it is."""

    language: Language
    words: dict[str, Any]

    def __call__(self, key: str, **values: object) -> str:
        """The words under a key, with its blanks filled."""
        text: str = self.words[key]
        return text.format(**values)

    def type(self, name: str) -> str:
        """An event's type."""
        return str(self.words["types"].get(name, name))

    def role(self, name: str) -> str:
        """A participant's role."""
        return str(self.words["roles"].get(name, name))

    def option(self, name: str) -> str:
        """The name of a filter."""
        return str(self.words["options"].get(name, name))

    def status(self, name: str) -> str:
        """An event's status."""
        return str(self.words.get(name, name))

    def count(self, number: int) -> str:
        """A number of events."""
        return self("event") if number == 1 else self("events", n=number)

    def day(self, day: date) -> str:
        """A day in words.

        >>> labels("vi").day(date(2020, 8, 25)), labels("en").day(date(2020, 8, 25))
        ('25/8/2020', '25 August 2020')
        """
        return self("day", d=day.day, m=day.month, y=day.year, month=self._month(day))

    def iso(self, value: str | None) -> str:
        """A publication date of any precision: its day, month or year in words."""
        if not value:
            return self("undated")
        parts = [int(part) for part in value[:10].split("-")]
        if len(parts) == 3:
            return self.day(date(parts[0], parts[1], parts[2]))
        return self("year", y=parts[0]) if len(parts) == 1 else self._months(date(parts[0], parts[1], 1))

    def span(self, when: DateRange) -> str:
        """Days in words, no more precise than they were told.

        >>> labels("vi").span(DateRange(first=date(2020, 8, 21), last=date(2020, 8, 31), grain="month"))
        'cuối tháng 8/2020'
        """
        first, last = when.first, when.last
        if first == last:
            return self.day(first)
        if when.grain not in ("day", "time", "week") and (named := self._named(first, last)):
            return named
        if first.year != last.year:
            return self("span", first=self.day(first), last=self.day(last))
        month, last_month = self._month(first), self._month(last)
        values = {"d": first.day, "e": last.day, "m": first.month, "n": last.month, "y": first.year}
        key = "same_month_span" if first.month == last.month else "same_year_span"
        return self(key, **values, month=month, last_month=last_month)

    def _named(self, first: date, last: date) -> str | None:
        """The name of a whole or a part of a month or year; of several months or years, from the one to the other."""
        if (first.year, first.month) == (last.year, last.month):
            if first.day == 1 and last.day == _end(last):
                return self._months(first)
            third = _THIRDS.get((first.day, 31 if last.day == _end(last) else last.day))
            return self(third, of=self._months(first)) if third else None
        if first.day != 1 or last.day != _end(last):
            return None
        if first.year != last.year:
            whole = first.month == 1 and last.month == 12
            return f"{first.year} – {last.year}" if whole else f"{self._months(first)} – {self._months(last)}"
        return self._part_of_year(first, last)

    def _part_of_year(self, first: date, last: date) -> str:
        part = _PARTS.get((first.month, last.month))
        if part is None:
            return f"{self._months(first)} – {self._months(last)}"
        key, number = part
        return self(key, y=first.year, q=self.words["quarters"][number], h=number + 1)

    def _months(self, day: date) -> str:
        return self("month_of_year", m=day.month, y=day.year, month=self._month(day))

    def _month(self, day: date) -> str:
        return str(self.words["months"][day.month - 1])


_THIRDS = {(1, 10): "early", (11, 20): "mid", (21, 31): "late"}
_PARTS = {
    (1, 12): ("year", 0),
    (1, 4): ("early_year", 0),
    (5, 8): ("mid_year", 0),
    (9, 12): ("late_year", 0),
    (1, 6): ("half", 0),
    (7, 12): ("half", 1),
    (1, 3): ("quarter", 0),
    (4, 6): ("quarter", 1),
    (7, 9): ("quarter", 2),
    (10, 12): ("quarter", 3),
}


def _end(day: date) -> int:
    return monthrange(day.year, day.month)[1]


@cache
def labels(language: Language) -> Labels:
    """The words of a language."""
    data = tomllib.loads(files("diembao.export").joinpath("labels.toml").read_text("utf-8"))
    return Labels(language, data[language])


def is_vague(event: Event) -> bool:
    """Whether its time is told only as a span in which it lies; several days on which it goes on are not vague."""
    return event.when.first != event.when.last and event.when.grain not in ("day", "time")
