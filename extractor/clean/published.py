"""Which of the dates that a page states is its date of publication.

The written order of trust: given by the user or the dump's column, JSON-LD, meta, microdata, feed, dateline on the
page, sitemap, address. The first that is a date not in the future wins; agreement of another source raises its
confidence, a disagreement by more than a day lowers it. A coarser date gives way to a finer one of the same day or
month.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from corpus.dates import PublicationDate, PublishedMethod
from extractor.clean.dateline import VIETNAM

_TRUST: dict[PublishedMethod, float] = {
    "given": 1.0,
    "json-ld": 0.92,
    "meta": 0.9,
    "microdata": 0.88,
    "feed": 0.88,
    "text": 0.85,
    "sitemap": 0.75,
    "url": 0.7,
    "inferred": 0.5,
}
_SKEW = timedelta(minutes=10)  # two clocks never agree to the second


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An ISO value and where it stood."""

    value: str
    method: PublishedMethod


def choose(candidates: Iterable[Candidate], *, limit: datetime | None) -> PublicationDate | None:
    """The date of publication; None where nothing plausible is stated. `limit` is the time of retrieval, or now.

    >>> found = choose(
    ...     [Candidate(value="2020-06-18", method="url"), Candidate(value="2020-06", method="meta")], limit=None
    ... )
    >>> found.value, found.method
    ('2020-06-18', 'url')
    """
    order = list(_TRUST)
    usable = sorted((c for c in candidates if not in_future(c.value, limit)), key=lambda c: order.index(c.method))
    if not usable:
        return None
    first = usable[0]
    if len(first.value) > 10:  # a zone misdeclared in markup shows in the hour printed on the page
        first = _with_the_printed_hour(first, usable[1:])
    else:
        first = next(
            (c for c in usable[1:] if len(c.value) > len(first.value) and c.value.startswith(first.value)), first
        )
    trust = _TRUST[first.method]
    others = [c for c in usable if c.method != first.method]
    if any(_agree(first.value, c.value) for c in others):
        trust = min(0.99, trust + 0.06) if first.method != "given" else 1.0
    elif any(_disagree(first.value, c.value) for c in others) and first.method != "given":
        trust = round(trust - 0.25, 2)
    return PublicationDate(value=first.value, method=first.method, confidence=round(trust, 2))


def in_future(value: str, limit: datetime | None) -> bool:
    """Whether the value begins after `limit`; False without a limit."""
    if limit is None:
        return False
    limit = limit if limit.tzinfo else limit.replace(tzinfo=VIETNAM)
    if len(value) > 10:
        return datetime.fromisoformat(value) > limit + _SKEW
    return value > limit.astimezone(VIETNAM).date().isoformat()[: len(value)]


def _with_the_printed_hour(first: Candidate, others: list[Candidate]) -> Candidate:
    """`11:29Z` in the markup beside `11:29` on the page was local time: the printed clock beats the zone."""
    if first.method not in ("json-ld", "meta", "microdata"):
        return first
    instant = datetime.fromisoformat(first.value)
    for other in others:
        if other.method == "text" and len(other.value) > 10:
            printed = datetime.fromisoformat(other.value)
            if instant - printed in (timedelta(hours=7), timedelta(hours=7, seconds=instant.second)):
                return Candidate(value=other.value[:17] + first.value[17:], method=first.method)
    return first


def _agree(a: str, b: str) -> bool:
    length = min(len(a), len(b), 10)
    return a[:length] == b[:length]


def _disagree(a: str, b: str) -> bool:
    if len(a) < 10 or len(b) < 10:
        return not _agree(a, b)
    return abs(datetime.fromisoformat(a[:10]) - datetime.fromisoformat(b[:10])) > timedelta(days=1)
