"""When is a page worth another look? By age, as data: `data/revisit.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files

from corpus.dates import PublicationDate
from corpus.errors import DataFileError
from crawler.addresses import date_in
from crawler.rows import Outcome, Row
from crawler.times import VIETNAM, local_time

_FILE = "crawler/data/revisit.toml"
_SPAN = re.compile(r"(\d{1,4}) (hours|days)")


@dataclass(frozen=True, slots=True)
class _Policy:
    """Steps of (greatest age, pause), by age; bounds of the pause of a sitemap that does not change."""

    steps: tuple[tuple[timedelta, timedelta], ...]
    first: timedelta
    last: timedelta


@cache
def _policy() -> _Policy:
    record = tomllib.loads(files("crawler").joinpath("data", "revisit.toml").read_text("utf-8"))
    try:
        steps = tuple(
            (_span(step["age"]) if "age" in step else timedelta.max, _span(step["pause"])) for step in record["article"]
        )
        policy = _Policy(steps, _span(record["sitemap"]["first"]), _span(record["sitemap"]["last"]))
    except (KeyError, TypeError, ValueError) as error:
        raise DataFileError(_FILE, "article", str(error)) from error
    if list(steps) != sorted(steps) or steps[-1][0] != timedelta.max:
        raise DataFileError(_FILE, "article", "ages and pauses must rise, and the last one has no age")
    return policy


def _span(text: str) -> timedelta:
    found = _SPAN.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no time such as `12 hours` or `2 days`")
    return timedelta(**{found[2]: int(found[1])})


def pause_at(age: timedelta, *, changed: bool = False) -> timedelta:
    """How long an article of an age is left alone.

    >>> pause_at(timedelta(hours=2)), pause_at(timedelta(days=400))
    (datetime.timedelta(seconds=10800), datetime.timedelta(days=180))
    """
    pause = next(pause for most, pause in _policy().steps if age <= most)
    return pause / 2 if changed else pause


def article_again(row: Row, outcome: Outcome, now: datetime, *, changed: bool = False) -> Outcome:
    """The outcome of an article with the time of its next look."""
    pause = pause_at(_age(row, now), changed=changed)
    return outcome.looking_again(local_time(now + pause), pause)


def sitemap_again(row: Row, outcome: Outcome, now: datetime, *, changed: bool) -> Outcome:
    """The outcome of a sitemap with the time of its next look: each time twice as long, while it does not change."""
    policy = _policy()
    if changed:
        return outcome.looking_again("", timedelta(0))
    pause = min(2 * timedelta(days=row.pause), policy.last) if row.pause else policy.first
    return outcome.looking_again(local_time(now + pause), pause)


def _age(row: Row, now: datetime) -> timedelta:
    """Since its publication, as far as known: by the hour, by the day, or since it was first seen."""
    stated = row.published or date_in(row.url)
    if not stated:
        return now - datetime.fromisoformat(row.first_seen)
    if "T" in stated:
        return now - datetime.fromisoformat(stated)
    first = PublicationDate(value=stated, method="sitemap", confidence=1).span.first
    return timedelta(days=_days_since(first, now))


def _days_since(day: date, now: datetime) -> int:
    return (now.astimezone(VIETNAM).date() - day).days
