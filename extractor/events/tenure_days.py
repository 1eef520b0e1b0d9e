"""The days of which a clause says that a post began, ended or was held."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.dates import DateRange, PublicationDate
from corpus.mentions import Change, DateExpression, Tenure
from extractor.events.tenure_words import Asked

_PLAIN = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_FROM = re.compile(r"^(từ|kể từ|tính từ|bắt đầu từ)\b")
_FAR = 14
"""Words between a post that is taken up and the day from which (`kể từ ngày`)."""
_NEAR = 3
"""Words between a post and a day that tells how long it was held."""


@dataclass(frozen=True, slots=True)
class Days:
    """Days between which something lies, and the rule that found them."""

    first: str | None
    last: str | None
    rule: str

    def told(self, change: Change, person: str | None = None) -> Tenure:
        """A tenure of these days."""
        return Tenure(change=change, first=self.first, last=self.last, rule=self.rule, person=person)


UNDATED = Days(None, None, "undated")


def days_of(span: DateRange, rule: str) -> Days:
    """The days of a span."""
    return Days(span.first.isoformat(), span.last.isoformat(), rule)


def period(asked: Asked, date: DateExpression, rule: str) -> tuple[Days, Days | None] | None:
    """Of `từ tháng 3/2015 đến tháng 8/2018` when it began and when it ended, if it did; None for what is no period."""
    if date.range is None or "/" not in date.value:
        return None
    parts = [_PLAIN.match(part) for part in date.value.split("/")]
    if len(parts) != 2 or not parts[0] or not parts[1]:
        return None
    begin, end = (PublicationDate(value=part[0], method="text", confidence=1).span for part in parts if part)
    if asked.first("now", date.start, date.end) is not None:
        return days_of(begin, rule), None
    if end.first <= begin.last:
        return None  # trong hai ngày 6 và 7-8
    return days_of(begin, rule), days_of(end, rule)


def behind(asked: Asked, start: int, stop: int, *, far: bool) -> Iterator[tuple[str, DateExpression]]:
    """Dates within [start, stop) that tell since or until when, or how long: `since`, `until`, `period`, and the date.

    `far` looks over the names that may stand between (`quyền Bí thư cho ông A, Phó Bí thư, kể từ ngày 1/11`).
    """
    view = asked.view
    for date in view.dates.within(start, stop):
        if date.range is None or date.is_set:
            continue
        words = view.word_count(start, date.start)
        effect = far and asked.before("effect", date.start, start) is not None
        if words > (_FAR if far else _NEAR) and not effect:
            continue
        if any(h.kind == "verb" for h in view.hits_in(start, date.start)):
            return
        gap = view.text[start : date.start]
        if not far and "," in gap.rstrip(" (").removesuffix(","):
            return
        since = asked.before("since", date.start, start) is not None or _FROM.match(view.canon[date.start : date.end])
        if period(asked, date, "") is not None and (since or gap.rstrip().endswith("(") or not far):
            yield "period", date
        elif since:
            yield "since", date
        elif asked.before("until", date.start, start) is not None:
            yield "until", date
