"""The timeline: dated events of the corpus, merged over articles, under filters."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.codec import event_from_json
from corpus.store import Store
from corpus.text import canon, fold, has_marks, normalize
from extractor.resolve.events import MergedEvent, Telling, merge_events


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events are wanted. Days are ISO; names match whole words in any spelling, without marks too.

    `first`/`last` bound the event's own days (overlap), `published_*` its article's.
    """

    first: str | None = None
    last: str | None = None
    published_first: str | None = None
    published_last: str | None = None
    source: str | None = None
    unit: str | None = None
    person: str | None = None
    kinds: tuple[str, ...] = ()


def timeline(store: Store, wanted: EventFilter, article_ids: Sequence[str] | None = None) -> list[MergedEvent]:
    """Merged events by date; `article_ids` (from a search) bounds the articles."""
    within = None if article_ids is None else set(article_ids)
    tellings = [
        telling
        for row in _rows(store, wanted)
        if (within is None or row["article_id"] in within) and _wanted(telling := telling_of(row), wanted)
    ]
    return merge_events(tellings)


def _rows(store: Store, wanted: EventFilter) -> list[sqlite3.Row]:
    tests = {
        "e.last >= ?": wanted.first,
        "e.first <= ?": wanted.last,
        "a.published_last >= ?": wanted.published_first,
        "a.published_first <= ?": wanted.published_last,
        "a.source = ?": wanted.source,
    }
    chosen = {test: value for test, value in tests.items() if value is not None}
    where = " AND ".join(["1", *chosen])
    query = (
        "SELECT e.record, e.article_id, e.type, a.source, a.url, a.title, a.published FROM events e"
        f" JOIN articles a ON a.id = e.article_id WHERE {where} ORDER BY e.first, e.article_id, e.id"
    )
    return store.connection.execute(query, tuple(chosen.values())).fetchall()


def telling_of(row: sqlite3.Row) -> Telling:
    """An event as one article tells it, from a row with `record` and the article's columns."""
    return Telling(
        event=event_from_json(json.loads(row["record"])),
        article_id=row["article_id"],
        source=row["source"],
        url=row["url"],
        article_title=row["title"],
        published=row["published"],
    )


def _wanted(telling: Telling, wanted: EventFilter) -> bool:
    event = telling.event
    if wanted.kinds and event.type not in wanted.kinds:
        return False
    if wanted.unit and not any(names_match(wanted.unit, name) for name in event.units):
        return False
    return not wanted.person or any(names_match(wanted.person, name) for name in event.persons)


def names_match(wanted: str, name: str) -> bool:
    """Whether the words of `wanted` stand in `name`, in order and whole; without marks typed, marks do not count.

    >>> names_match("cong an tinh", "Công an tỉnh Lai Châu"), names_match("công an tình", "Công an tỉnh Lai Châu")
    (True, False)
    """
    wanted = normalize(wanted)
    form = canon if has_marks(wanted) else fold
    return f" {' '.join(form(wanted).split())} " in f" {' '.join(form(name).split())} "
