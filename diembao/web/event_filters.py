"""What a timeline may be asked for in an address, and the events that are meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast, get_args

from corpus.jsonline import dumps
from corpus.kinds import EventStatus, EventType
from corpus.store import Store
from diembao.clustering import duplicates_of_today
from diembao.engines import open_backend
from diembao.export.timeline_view import GROUPS
from diembao.filtering import Asked
from diembao.folding import fold_events
from diembao.options import days_asked
from diembao.query_readers import values_named
from diembao.timeline import EventFilter, Grain, names_match, timeline
from diembao.today import events_today
from diembao.web.filters import COPIES, QUERY, STRICT, query_of
from diembao.web.parameters import Parameter, State
from diembao.web.quoting import quoted_events
from diembao.web.resources import Visit
from extractor.resolve.events import MergedEvent
from index.nodes import named

MOST = 20_000
"""Tellings of events that a page merges; of more it says how many there are, year by year."""
EVENTS = (
    QUERY,
    Parameter(name="from", says="Events that reach to this day or beyond it: 2020, 2020-03, 2020-03-15.", longest=40),
    Parameter(name="to", says="Events that begin by this day; 2020-03 means to its end.", longest=40),
    Parameter(name="published-from", says="Articles published on this day or later.", longest=40),
    Parameter(name="published-to", says="Articles published by this day.", longest=40),
    Parameter(name="source", kind="texts", says="Articles of this source."),
    Parameter(name="unit", kind="texts", says="Events of this unit and what is under it; =NAME is itself only."),
    Parameter(name="person", kind="texts", says="Events in which this person takes part."),
    Parameter(name="rank", kind="texts", says="Articles in which somebody holds this rank."),
    Parameter(name="term", kind="texts", says="Articles that name this term of office: 2020-2025."),
    Parameter(name="kind", kind="texts", choices=get_args(EventType), says="Type of event."),
    Parameter(name="status", kind="choice", choices=("", *get_args(EventStatus)), says="Reported, or still planned."),
    Parameter(name="min-sources", kind="number", default="1", least=1, most=99, says="Told by so many sources."),
    Parameter(name="granularity", kind="choice", choices=("", *get_args(Grain)), says="Nothing vaguer than that."),
    Parameter(name="group", kind="choice", choices=("", *GROUPS), says="Headings."),
    STRICT,
    COPIES,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The events asked for, `copies` folded away; None where there are too many to be merged for a page.

    `tellings` is how many statements of articles lie in the time; `years` how many of them in each.
    """

    wanted: EventFilter
    ids: tuple[str, ...] | None
    events: tuple[MergedEvent, ...] | None
    copies: int = 0
    tellings: int = 0
    years: tuple[tuple[str, int], ...] = ()


def find(visit: Visit, store: Store, *, most: int | None = MOST) -> Found:
    """The events of a state; all of them, however many, where `most` is None. Raises UsageError for what is no date."""
    state = visit.state
    events_today(visit.workspace, store)
    wanted = filter_of(visit)
    ids = _articles(visit, store, wanted)
    tellings = _tellings(store, wanted, ids)
    if most is not None and tellings > most:
        years = _years(store, wanted, ids)
        return Found(wanted=wanted, ids=ids, events=None, tellings=tellings, years=years)
    found = events = timeline(store, wanted, ids)
    if state.text("copies") == "folded":
        duplicates_of_today(visit.workspace, store)
        events = fold_events(store, found)
    shown = tuple(events) if visit.full_text else quoted_events(store, events)
    return Found(wanted=wanted, ids=ids, events=shown, copies=len(found) - len(events), tellings=tellings)


def filter_of(visit: Visit) -> EventFilter:
    """The filter of a state; several units, or persons, are alternatives."""
    state = visit.state
    first, last = days_asked(state.text("from") or None, state.text("to") or None)
    published = days_asked(
        state.text("published-from") or None, state.text("published-to") or None, ("published-from", "published-to")
    )
    unit, units = _names(visit, "unit")
    person, persons = _names(visit, "person")
    sources = state.texts("source")
    return EventFilter(
        first=first,
        last=last,
        published_first=published[0],
        published_last=published[1],
        source=sources[0] if len(sources) == 1 else None,
        unit=unit,
        units=units,
        person=person,
        persons=persons,
        kinds=state.texts("kind"),
        status=cast("EventStatus | None", state.text("status") or None),
        sources=state.number("min-sources"),
        grain=cast("Grain | None", state.text("granularity") or None),
    )


def _names(visit: Visit, kind: str) -> tuple[str | None, frozenset[str]]:
    """The name to be compared, and the canonical names of all that are asked for."""
    asked = visit.state.texts(kind)
    known = {name: values_named(visit.workspace, "unit" if kind == "unit" else "person", name) for name in asked}
    unknown = [name for name in asked if not known[name]]
    return next(iter((*unknown, *asked)), None), frozenset().union(*known.values())


def _articles(visit: Visit, store: Store, wanted: EventFilter) -> tuple[str, ...] | None:
    """Ids of the articles that can tell what is asked for; None for all."""
    state = visit.state
    many = state.texts("source") if wanted.source is None else ()
    asked = Asked(sources=many, ranks=state.texts("rank"), terms=state.texts("term"))
    found: set[str] | None = None
    if state.has("q") or asked != Asked():
        filters = asked.filters(visit.workspace, strict=state.has("strict"))
        workspace = visit.workspace
        with open_backend(workspace.settings.engine, workspace.index, create=False) as backend:
            found = {hit.id for hit in backend.search(query_of(visit), filters, sort="oldest", limit=None).hits}
    if _count(store) > MOST:
        for kind, name, known in (("unit", wanted.unit, wanted.units), ("person", wanted.person, wanted.persons)):
            if name:
                own = _taking_part(store, kind, name, known)
                found = own if found is None else found & own
    return None if found is None else tuple(sorted(found))


def _count(store: Store) -> int:
    return int(store.connection.execute("SELECT count(*) FROM event_groups").fetchone()[0])


def _taking_part(store: Store, kind: str, asked: str, known: frozenset[str]) -> set[str]:
    """All articles that tell of an event in which a unit or person of these names takes part, whoever names it."""
    rows = store.connection.execute("SELECT DISTINCT name FROM participants WHERE kind = ?", (kind,))
    only = named(asked[1:]) if asked.startswith("=") else None
    names = {
        name
        for (name,) in rows
        if name in known or (named(name) == only if only is not None else names_match(asked, name))
    }
    found = store.connection.execute(
        "SELECT DISTINCT o.article_id FROM json_each(?) w JOIN participants p ON p.kind = ? AND p.name = w.value"
        " JOIN event_groups g ON g.article_id = p.article_id AND g.event_id = p.event_id"
        " JOIN event_groups o ON o.group_id = g.group_id",
        (dumps(sorted(names)), kind),
    )
    return {row[0] for row in found}


def _where(wanted: EventFilter, ids: Sequence[str] | None) -> tuple[str, list[str]]:
    tests, values = ["1"], []
    for test, value in (("last >= ?", wanted.first), ("first <= ?", wanted.last)):
        if value is not None:
            tests.append(test)
            values.append(value)
    if ids is not None:
        tests.append("article_id IN (SELECT value FROM json_each(?))")
        values.append(dumps(list(ids)))
    if wanted.kinds:
        tests.append(f"type IN ({','.join('?' * len(wanted.kinds))})")
        values += wanted.kinds
    return " AND ".join(tests), values


def _tellings(store: Store, wanted: EventFilter, ids: Sequence[str] | None) -> int:
    where, values = _where(wanted, ids)
    return int(store.connection.execute(f"SELECT count(*) FROM events WHERE {where}", values).fetchone()[0])


def _years(store: Store, wanted: EventFilter, ids: Sequence[str] | None) -> tuple[tuple[str, int], ...]:
    where, values = _where(wanted, ids)
    within = bool(wanted.first and wanted.last and wanted.first[:4] == wanted.last[:4])
    rows = store.connection.execute(
        f"SELECT substr(first, 1, {7 if within else 4}) p, count(*) FROM events WHERE {where} GROUP BY p ORDER BY p",
        values,
    )
    return tuple((row[0], row[1]) for row in rows)


def said(state: State, names: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """Query and filters as typed, by name of option, for a page or picture to say."""
    options = {"published-from": "published from", "published-to": "published to", "kind": "type"}
    found = []
    for parameter in EVENTS:
        if parameter.name in ("group", "copies", "strict", *names) or not state.has(parameter.name):
            continue
        name = "" if parameter.name == "q" else options.get(parameter.name, parameter.name)
        found.append((name, ", ".join(state.texts(parameter.name)) or state.text(parameter.name)))
    return tuple(found)
