"""What relative dates are read against: the publication date, or what the text itself lets one infer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from corpus.dates import DateRange, PublicationDate
from corpus.records import quick


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """`text` is an ISO date or month; `day` is None where only a month (or a year) is known, `month` likewise.

    `inferred`: it is no known publication date. `bound`: it is merely the newest date that the text states, so that the
    text was written then or later; `year` is None there as long as nothing shows how much later. `moment` is the
    instant of publication, where that is known.
    """

    text: str | None = None
    first: date | None = None
    last: date | None = None
    day: date | None = None
    month: tuple[int, int] | None = None
    year: int | None = None
    inferred: bool = False
    bound: bool = False
    moment: datetime | None = None


def anchor_of_span(span: DateRange, *, inferred: bool = False, bound: bool = False) -> Anchor:
    """An anchor as precise as its span: a day, a month or a year.

    >>> anchor_of_span(PublicationDate(value="2020-03", method="text", confidence=1).span).text
    '2020-03'
    """
    first, last = span.first, span.last
    one_day = first == last
    one_month = (first.year, first.month) == (last.year, last.month)
    text = first.isoformat()[: 10 if one_day else 7 if one_month else 4]
    return Anchor(
        text=text,
        first=first,
        last=last,
        day=first if one_day else None,
        month=(first.year, first.month) if one_month else None,
        year=first.year,
        inferred=inferred,
        bound=bound,
    )


@lru_cache(maxsize=64)
def published_anchor(published: PublicationDate | None) -> Anchor | None:
    """The anchor that a publication date gives; None without one."""
    if published is None:
        return None
    anchor = anchor_of_span(published.span, inferred=published.method == "inferred")
    if published.span.grain != "time":
        return anchor
    return replace(anchor, moment=datetime.fromisoformat(published.value).replace(tzinfo=None))
