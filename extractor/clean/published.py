"""Which of the dates that a page states is its date of publication.

The written order of trust: given by the user or the dump's column, JSON-LD, meta, microdata, feed, dateline on the
page, sitemap, address. The first wins that is not in the future; a given date may be, since it was said on purpose.
Agreement of another source raises its confidence, a disagreement by more than a day lowers it. A coarser date gives
way to a finer one of the same day or month.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from corpus.dates import PublicationDate, PublishedMethod
from extractor.clean.dateline import VIETNAM, read_iso

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
    usable = sorted(
        (c for c in candidates if c.method == "given" or not in_future(c.value, limit)),
        key=lambda c: order.index(c.method),
    )
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


def given_value(value: str) -> str | None:
    """A supplier's date in our form; also one from before there were newspapers on the web, as of digitised ones."""
    if found := read_iso(value):
        return found
    try:
        PublicationDate(value=value, method="given", confidence=1.0)
    except ValueError:
        return None
    return value


def limit_of(retrieved: datetime | None, now: datetime | None) -> datetime | None:
    """Until when a page may have been published: its retrieval, else now.

    Midnight in UTC is how a retrieval known only to the day is written: it lasts to that day's end in Vietnam.
    """
    if retrieved is None:
        return now
    if retrieved.time() == time() and not retrieved.utcoffset():
        return datetime.combine(retrieved.date(), time(23, 59, 59), tzinfo=VIETNAM)
    return retrieved


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
    if instant.time() == time():  # midnight stands for a day whose hour the markup does not know
        same = (
            c for c in others if len(c.value) > 10 and c.value[:10] == first.value[:10] and c.value[11:16] != "00:00"
        )
        return next((Candidate(value=c.value, method=first.method) for c in same), first)
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
