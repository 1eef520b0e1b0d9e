"""The timeline: dated events of the corpus, merged over articles, under filters."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.codec import event_from_json
from corpus.errors import UsageError
from corpus.mentions import EventStatus
from corpus.store import Store
from corpus.text import canon, fold, has_marks, normalize
from extractor.resolve.event_likeness import ENOUGH, Telling
from extractor.resolve.events import MergedEvent, in_order, merged_event
from index.nodes import named

Grain = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events are wanted. Days are ISO; names match whole words in any spelling, without marks too.

    `first`/`last` bound the event's own days (overlap), `published_*` its article's. `units` and `persons` are further
    canonical names that `unit` and `person` stand for; behind a `=` they stand for those only. `sources` is how many
    sources at least have to tell it; `grain` the vaguest time that it may have.
    """

    first: str | None = None
    last: str | None = None
    published_first: str | None = None
    published_last: str | None = None
    source: str | None = None
    unit: str | None = None
    units: frozenset[str] = frozenset()
    person: str | None = None
    persons: frozenset[str] = frozenset()
    kinds: tuple[str, ...] = ()
    status: EventStatus | None = None
    sources: int = 1
    grain: Grain | None = None


def timeline(store: Store, wanted: EventFilter, article_ids: Sequence[str] | None = None) -> list[MergedEvent]:
    """Merged events by date, as the store has them merged; `article_ids` (from a search) bounds the articles.

    Filters of articles leave tellings out, those of events ask whether the event as a whole is wanted.
    """
    within = None if article_ids is None else set(article_ids)
    groups: defaultdict[str, list[Telling]] = defaultdict(list)
    for row in _rows(store, wanted):
        if within is None or row["article_id"] in within:
            groups[row["group_id"]].append(telling_of(row))
    merged = (
        merged_event(tellings, store.merged.links(group) if len(tellings) > 1 else ())
        for group, tellings in groups.items()
    )
    return in_order(event for event in merged if _wanted(event, wanted))


_MOST_DAYS: Mapping[Grain, int] = {"day": 1, "month": 31, "year": 366}


def _rows(store: Store, wanted: EventFilter) -> list[sqlite3.Row]:
    """The tellings of events of which one at least is of the days and kinds asked for."""
    days = {"o.last >= ?": wanted.first, "o.first <= ?": wanted.last}
    articles = {
        "a.published_last >= ?": wanted.published_first,
        "a.published_first <= ?": wanted.published_last,
        "a.source = ?": wanted.source,
    }
    tests = {test: value for test, value in days.items() if value is not None}
    inner = [*tests, *([f"o.type IN ({','.join('?' * len(wanted.kinds))})"] if wanted.kinds else [])]
    chosen = {test: value for test, value in articles.items() if value is not None}
    where = list(chosen)
    values = [*chosen.values()]
    group = "coalesce(g.group_id, e.id)"
    if inner:
        where.append(
            f"{group} IN (SELECT coalesce(h.group_id, o.id) FROM events o LEFT JOIN event_groups h"
            f" ON h.article_id = o.article_id AND h.event_id = o.id WHERE {' AND '.join(inner)})"
        )
        values += [*tests.values(), *wanted.kinds]
    query = (
        f"SELECT {group} AS group_id, e.record, e.article_id, e.type, a.source, a.url, a.title, a.published"
        " FROM events e JOIN articles a ON a.id = e.article_id"
        " LEFT JOIN event_groups g ON g.article_id = e.article_id AND g.event_id = e.id"
        f" WHERE {' AND '.join(['1', *where])} ORDER BY e.first, e.article_id, e.id"
    )
    return store.connection.execute(query, values).fetchall()


def explained(store: Store, event: str) -> list[str]:
    """Lines that tell why the tellings of an event are one. Raises UsageError where there is no such event."""
    row = store.connection.execute(
        "SELECT group_id FROM event_groups WHERE event_id = ? OR group_id = ?", (event, event)
    ).fetchone()
    if row is None:
        raise UsageError(f"{event}: no event of this id; `diembao timeline --format json` shows them")
    rows = store.connection.execute(
        "SELECT e.record, e.article_id, e.type, a.source, a.url, a.title, a.published FROM event_groups g"
        " JOIN events e ON e.article_id = g.article_id AND e.id = g.event_id JOIN articles a ON a.id = e.article_id"
        " WHERE g.group_id = ? ORDER BY a.published, e.article_id, e.id",
        (row["group_id"],),
    )
    tellings = {(t.article_id, t.event.id): t for t in map(telling_of, rows)}
    names = {key: f"[{n}]" for n, key in enumerate(tellings, 1)}
    lines = [f"event {row['group_id']}: {len(tellings)} telling{'s' * (len(tellings) != 1)}"]
    for key, telling in tellings.items():
        event_, when = telling.event, telling.published or "undated"
        lines.append(
            f"{names[key]} {event_.date} {event_.type}, {event_.status}; {telling.source}, {when}; id {key[1]}"
        )
        lines.append(f"    “{event_.sentence}”")
        lines.append(f"    read by: {event_.evidence}")
    for link in store.merged.links(row["group_id"]):
        reasons = ", ".join(f"{name} {worth:g}" for name, worth in link.reasons)
        lines.append(f"{names[link.one]} and {names[link.other]} are one: {link.points:g} points ({reasons})")
    if len(tellings) > 1:
        lines.append(f"{ENOUGH:g} points are enough: type times time times the sum of the others")
    return lines


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


def _wanted(merged: MergedEvent, wanted: EventFilter) -> bool:
    event = merged.event
    if wanted.kinds and event.type not in wanted.kinds:
        return False
    if wanted.status and event.status != wanted.status:
        return False
    if (wanted.first and event.when.last.isoformat() < wanted.first) or (
        wanted.last and event.when.first.isoformat() > wanted.last
    ):
        return False
    if wanted.sources > 1 and len({telling.source for telling in merged.tellings}) < wanted.sources:
        return False
    if wanted.grain and (event.when.last - event.when.first).days >= _MOST_DAYS[wanted.grain]:
        return False
    names = {kind: [p.name for p in merged.participants if p.kind == kind] for kind in ("unit", "person")}
    return _names(wanted.unit, wanted.units, names["unit"]) and _names(wanted.person, wanted.persons, names["person"])


def _names(asked: str | None, known: frozenset[str], names: Iterable[str]) -> bool:
    """Whether one of the names is asked for, where any is."""
    if not asked:
        return True
    only = asked.startswith("=")
    if any(name in known for name in names):
        return True
    return any(named(name) == named(asked[1:]) if only else names_match(asked, name) for name in names)


def names_match(wanted: str, name: str) -> bool:
    """Whether the words of `wanted` stand in `name`, in order and whole; without marks typed, marks do not count.

    >>> names_match("cong an tinh", "Công an tỉnh Lai Châu"), names_match("công an tình", "Công an tỉnh Lai Châu")
    (True, False)
    """
    wanted = normalize(wanted)
    form = canon if has_marks(wanted) else fold
    return f" {' '.join(form(wanted).split())} " in f" {' '.join(form(name).split())} "
