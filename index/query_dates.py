"""The dates that a query may name: ISO, as written in Vietnam, ranges of either, and what a handed-in reader knows."""

from __future__ import annotations

import re
from datetime import date
from typing import Protocol

from corpus.dates import PublicationDate
from index.syntax import QueryError

Days = tuple[date | None, date | None]
"""First and last day; None where open."""

_DAY = r"[0-9]{4}(?:-[0-9]{2}){0,2}"


class DateReader(Protocol):
    """Reads dates in words. Handed in: index knows no language for them."""

    def __call__(self, text: str, /) -> tuple[date, date] | None:
        """First and last day of `tháng 8/2020`; None where the text as a whole names no time known without another."""
        ...


def read_days(text: str, start: int, reader: DateReader | None) -> Days:
    """The days that a value of `published:` or `mentioned:` means. Raises QueryError, at `start`, for what is no date.

    >>> [day.isoformat() for day in read_days("2020-02..3/2020", 0, None)]
    ['2020-02-01', '2020-03-31']
    """
    edtf = re.fullmatch(rf"({_DAY}|\.\.)/({_DAY}|\.\.)", text)
    dotted = text.partition("..")
    if edtf is not None:
        first_text, last_text = (side.strip(".") for side in edtf.groups())
    elif dotted[1]:
        first_text, _, last_text = dotted
    else:
        return _days(text, start, reader)
    first = _days(first_text, start, reader)[0] if first_text.strip() else None
    last = _days(last_text, start, reader)[1] if last_text.strip() else None
    if first and last and first > last:
        raise QueryError(start, "the range ends before it begins", "write the earlier date first")
    return first, last


def _days(text: str, start: int, reader: DateReader | None) -> tuple[date, date]:
    """The days of `2020`, `2020-05`, `2020-05-31`, `5/2020`, `31/5/2020`, or of what the reader knows."""
    text = value = text.strip()
    if local := re.fullmatch(r"(?:([0-9]{1,2})/)?([0-9]{1,2})/([0-9]{4})", text):
        day, month, year = local.groups()
        value = f"{year}-{month:0>2}" + (f"-{day:0>2}" if day else "")
    try:
        if re.fullmatch(_DAY, value):
            span = PublicationDate(value=value, method="given", confidence=1.0).span
            return span.first, span.last
    except ValueError:
        reader = None  # a day that the calendar has not
    if reader is not None and (days := reader(text)) is not None:
        return days
    written = "write 2020, 2020-05, 31/5/2020 or a range as 2020-05..2021"
    in_words = ', or in quotation marks a date in words that names its year: "tháng 8/2020"' if reader else ""
    raise QueryError(start, f'"{text}" is no date', written + in_words)
