"""The timeline: dated events of the corpus, merged over articles, under filters."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.codec import event_from_json
from corpus.errors import UsageError
from corpus.mentions import EventStatus
from corpus.merged import EventKey, EventLink, EventRuling
from corpus.records import maker
from corpus.store import Store
from corpus.text import canon, fold, has_marks, normalize
from diembao.collecting import uncollected
from diembao.corrections import FILE_NAME
from diembao.event_corrections import corrected, corrections_by_group, told_by
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
    with uncollected():
        groups: defaultdict[str, list[Telling]] = defaultdict(list)
        for group, telling in _tellings(store, wanted, article_ids):
            groups[group].append(telling)
        corrections = corrections_by_group(store)
        merged = (_merged(tellings, corrections.get(group, ())) for group, tellings in groups.items())
        return in_order(event for event in merged if event is not None and _wanted(event, wanted))


def _merged(tellings: Sequence[Telling], rows: Sequence[EventRuling]) -> MergedEvent | None:
    return corrected(merged_event(tellings), rows) if rows else merged_event(tellings)


_CHUNK = 400  # rows or ids at once: well under SQLite's limit of variables
_MOST_DAYS: Mapping[Grain, int] = {"day": 1, "month": 31, "year": 366}


def _tellings(store: Store, wanted: EventFilter, article_ids: Sequence[str] | None) -> Iterator[tuple[str, Telling]]:
    """The tellings of events of which one at least is of the days and kinds asked for, with their groups."""
    tests, values = _tests(wanted)
    if article_ids is None:
        yield from _read(store, tests, values)
        return
    for at in range(0, len(article_ids), _CHUNK):
        chunk = article_ids[at : at + _CHUNK]
        yield from _read(store, [*tests, f"e.article_id IN ({','.join('?' * len(chunk))})"], [*values, *chunk])


def _tests(wanted: EventFilter) -> tuple[list[str], list[str]]:
    """Conditions on articles and groups, with their values."""
    days = {"o.last >= ?": wanted.first, "o.first <= ?": wanted.last}
    articles = {
        "a.published_last >= ?": wanted.published_first,
        "a.published_first <= ?": wanted.published_last,
        "a.source = ?": wanted.source,
    }
    known = {test: value for test, value in days.items() if value is not None}
    inner = [*known, *([f"o.type IN ({','.join('?' * len(wanted.kinds))})"] if wanted.kinds else [])]
    chosen = {test: value for test, value in articles.items() if value is not None}
    tests, values = list(chosen), list(chosen.values())
    if inner:
        tests.append(
            "(g.group_id IN (SELECT h.group_id FROM events o JOIN event_groups h"
            f" ON h.article_id = o.article_id AND h.event_id = o.id WHERE {' AND '.join(inner)})"
            " OR g.group_id IN (SELECT h.group_id FROM event_rulings r JOIN event_groups h"
            " ON h.article_id = r.article_id AND h.event_id = r.event_id WHERE r.action IN ('date', 'type')))"
        )
        values += [*known.values(), *wanted.kinds]
    return tests, values


def _read(store: Store, tests: Sequence[str], values: Sequence[str]) -> Iterator[tuple[str, Telling]]:
    """Groups and tellings; an article's own columns are read once."""
    where = f" WHERE {' AND '.join(tests)}" if tests else ""
    cursor = store.connection.cursor()
    cursor.row_factory = None  # plain tuples: there are tens of thousands
    groups: dict[tuple[str, str], str] = {}
    if where:
        columns = "e.article_id, e.id, e.record, g.group_id"
        joined = " JOIN event_groups g ON g.article_id = e.article_id AND g.event_id = e.id"
        if "a." in where:
            joined += " JOIN articles a ON a.id = e.article_id"
    else:  # all: reading one table after the other takes half the time
        columns, joined = "e.article_id, e.id, e.record, NULL", ""
        rows = cursor.execute("SELECT article_id, event_id, group_id FROM event_groups")
        groups = {(article, event): group for article, event, group in rows}
    cursor.execute(f"SELECT {columns} FROM events e{joined}{where}", values)
    articles: dict[str, tuple[str, str | None, str | None, str | None]] = {}
    while found := cursor.fetchmany(_CHUNK):
        articles |= _heads(store, sorted({row[0] for row in found} - articles.keys()))
        records = json.loads(f"[{','.join([row[2] for row in found])}]")
        for (article, event, _, group), record in zip(found, records, strict=True):
            source, url, title, published = articles[article]
            yield (
                group or groups.get((article, event), event),
                _telling(
                    event=event_from_json(record),
                    article_id=article,
                    source=source,
                    url=url,
                    article_title=title,
                    published=published,
                ),
            )


_telling = maker(Telling)


def _heads(store: Store, ids: Sequence[str]) -> dict[str, tuple[str, str | None, str | None, str | None]]:
    """Source, address, title and date of articles."""
    rows = store.connection.execute(
        f"SELECT id, source, url, title, published FROM articles WHERE id IN ({','.join('?' * len(ids))})", ids
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def explained(store: Store, event: str) -> list[str]:
    """Lines that tell why the tellings of an event are one. Raises UsageError where there is no such event."""
    row = store.connection.execute(
        "SELECT group_id FROM event_groups WHERE event_id = ? OR group_id = ?", (event, event)
    ).fetchone()
    if row is None:
        raise UsageError(f"{event}: no event of this id; `diembao timeline --format json` shows them")
    told = sorted(
        (telling for _, telling in _read(store, ["g.group_id = ?"], [row["group_id"]])),
        key=lambda t: (t.published or "", t.article_id, t.event.id),
    )
    tellings = {(t.article_id, t.event.id): t for t in told}
    names = {key: f"[{n}]" for n, key in enumerate(tellings, 1)}
    lines = [f"event {row['group_id']}: {len(tellings)} telling{'s' * (len(tellings) != 1)}"]
    for key, telling in tellings.items():
        event_, when = telling.event, telling.published or "undated"
        lines.append(
            f"{names[key]} {event_.date} {event_.type}, {event_.status}; {telling.source}, {when}; id {key[1]}"
        )
        lines.append(f"    “{event_.sentence}”")
        lines.append(f"    read by: {event_.evidence}")
    lines += [_why(link, names) for link in store.merged.links(row["group_id"])]
    if len(tellings) > 1:
        lines.append(f"{ENOUGH:g} points are enough: type times time times the sum of the others")
    return lines + _set_by_user(store, tellings.keys(), names)


def _why(link: EventLink, names: Mapping[EventKey, str]) -> str:
    pair = f"{names[link.one]} and {names[link.other]} are one"
    if any(name.startswith(FILE_NAME) for name, _ in link.reasons):
        return f"{pair}: {link.reasons[0][0]}"
    reasons = ", ".join(f"{name} {worth:g}" for name, worth in link.reasons)
    return f"{pair}: {link.points:g} points ({reasons})"


def _set_by_user(store: Store, keys: Collection[EventKey], names: Mapping[EventKey, str]) -> list[str]:
    """What corrections say of an event besides joining it to another."""
    lines, done = [], set()
    for row in store.merged.rulings():
        if row.key not in keys or row.action == "merge" or (row.action in done and row.action != "split"):
            continue
        done.add(row.action)
        if row.action == "split":
            lines.append(f"{names[row.key]} is compared with no other: {told_by(row.row)}")
        elif row.action == "reject":
            lines.append(f"on no timeline: {told_by(row.row)}")
        else:
            lines.append(f"{row.action} {row.value}: {told_by(row.row)}")
    return lines


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
    if not wanted.unit and not wanted.person:
        return True
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
