"""The timeline: dated events as a picture and as a list, each with its sentences; and the same to take away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from corpus.jsonline import dumps
from corpus.store import Store
from diembao.export.timeline_page import headline
from diembao.export.timeline_rows import as_object
from diembao.export.timeline_view import GroupBy, TimelineView, sections
from diembao.filtering import NAMES
from diembao.timeline_output import undated_articles
from diembao.web.drawing import Chart, drawn
from diembao.web.event_filters import EVENTS, Found, find
from diembao.web.filters import FILTER_NAMES
from diembao.web.parameters import Parameter, State
from diembao.web.refusals import msg
from diembao.web.resources import Page, Visit
from diembao.web.spans import moved, widened
from diembao.web.specs import Bar, bars
from diembao.web.timeline_chart import MOST_SIGNS, by_of, counted, domain_of, signs
from extractor.resolve.events import MergedEvent

PARAMETERS = (
    *EVENTS,
    Parameter(name="size", kind="number", default="50", least=1, most=200, says="Events on a page."),
    Parameter(name="page", kind="number", default="1", least=1, most=100_000, says="Which page of events."),
)
EVENT_FILTERS = {
    **FILTER_NAMES,
    "from": msg("Events from"),
    "to": msg("Events to"),
    "published-from": msg("Published from"),
    "published-to": msg("Published to"),
    "status": msg("Status"),
    "min-sources": msg("Sources at least"),
    "granularity": msg("Not vaguer than"),
}
_BARS = 12  # events at least that are counted by period
_FACET = 10  # values of a facet
_NAMED = 8  # participants of an event that are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A text with an address, and a number where it has one."""

    text: str
    address: str
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A sentence of an article that tells the event; `address` is where it stands."""

    sentence: str
    source: str
    published: str | None
    title: str | None
    address: str
    url: str | None
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEvent:
    """An event in words. `heading` stands over the first of its group."""

    id: str
    heading: str | None
    when: str
    machine: str
    type: str
    status: str | None
    title: str
    place: str | None
    participants: tuple[tuple[Link, str], ...]
    more: int
    conflicts: tuple[str, ...]
    stages: tuple[str, ...]
    tellings: tuple[Telling, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Who tells it."""
        return tuple(dict.fromkeys(telling.source for telling in self.tellings))


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart with its title, and the table under it: names, numbers, addresses."""

    title: str
    chart: Chart
    table: tuple[Link, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePage:
    """What the page shows; `found.events` None where there are too many, and the years have to be chosen from."""

    state: State
    found: Found
    events: tuple[ShownEvent, ...]
    json: tuple[dict[str, Any], ...]
    pictures: tuple[Picture, ...]
    zoom: tuple[Link, ...]
    chips: tuple[Link, ...]
    facets: tuple[tuple[str, tuple[Link, ...]], ...]
    undated: int = 0

    @property
    def total(self) -> int:
        """Events found."""
        return len(self.found.events or ())

    @property
    def page(self) -> int:
        """Number of this page, from 1."""
        return self.state.number("page")

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.total // self.state.number("size"))


def view(visit: Visit) -> TimelinePage:
    """The events asked for."""
    state = visit.state
    with visit.store() as store:
        found = find(visit, store)
        events = found.events or ()
        group = cast("GroupBy | None", state.text("group") or None)
        whole = sections(TimelineView(events=events, group=group, language=visit.language))
        lined = [(s.heading or None, merged) for s in whole for merged in s.events]
        size = state.number("size")
        part = lined[(state.number("page") - 1) * size :][:size]
        shown = tuple(_shown(visit, store, part))
        undated = undated_articles(store) if found.wanted.published_first or found.wanted.published_last else 0
    return TimelinePage(
        state=state,
        found=found,
        events=shown,
        json=tuple(as_object(merged, group) for _, merged in part),
        pictures=tuple(_pictures(visit, found)),
        zoom=tuple(_zoom(visit, found)),
        chips=tuple(_chips(visit)),
        facets=tuple(_facets(visit, events)),
        undated=undated,
    )


# events in words


def _shown(visit: Visit, store: Store, part: Sequence[tuple[str | None, MergedEvent]]) -> Iterable[ShownEvent]:
    known = _entities(store, {(p.kind, p.name) for _, merged in part for p in merged.participants})
    before: str | None = None
    for heading, merged in part:
        yield _event(visit, merged, heading if heading != before else None, known)
        before = heading


def _entities(store: Store, names: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The entity of each name that only one has."""
    rows = store.connection.execute(
        "SELECT e.kind, e.name, min(e.id), count(*) FROM json_each(?) w JOIN entity_names n ON n.source = 'name'"
        " AND n.name = w.value JOIN entities e ON e.id = n.entity_id AND e.status = 'resolved' GROUP BY 1, 2",
        (dumps(sorted({name for _, name in names})),),
    )
    return {(row[0], row[1]): row[2] for row in rows if row[3] == 1 and (row[0], row[1]) in names}


def name_link(visit: Visit, kind: str, name: str, entity: str | None) -> Link:
    """Where the name of a unit or person leads."""
    if entity is not None:
        return Link(text=name, address=visit.to("entity", id=entity))
    return Link(text=name, address=visit.to("search", **{kind: (f"={name}",)}))


def place_address(visit: Visit, article: str, start: int) -> str:
    """The place of a sentence in its article."""
    return f"{visit.to('article', id=article, at=start)}#here"


def _event(visit: Visit, merged: MergedEvent, heading: str | None, known: dict[tuple[str, str], str]) -> ShownEvent:
    event, words = merged.event, visit.labels
    people = [
        (
            name_link(visit, p.kind, p.name, known.get((p.kind, p.name))),
            words.role(p.role) if p.role != "other" else "",
        )
        for p in merged.participants
    ]
    return ShownEvent(
        id=event.id,
        heading=heading,
        when=words.span(event.when),
        machine=event.date,
        type=words.type(event.type),
        status=words.status(event.status) if event.status != "reported" else None,
        title=headline(event),
        place=event.place,
        participants=tuple(people[:_NAMED]),
        more=max(0, len(people) - _NAMED),
        conflicts=merged.conflicts,
        stages=tuple(f"{s.date} {words.status(s.status)} ({words.iso(s.published)})" for s in merged.stages),
        tellings=tuple(
            Telling(
                sentence=t.event.sentence,
                source=t.source,
                published=t.published,
                title=t.article_title,
                address=place_address(visit, t.article_id, t.event.start),
                url=t.url,
                rule=t.event.evidence,
            )
            for t in merged.tellings
        ),
    )


# the picture


def _pictures(visit: Visit, found: Found) -> Iterable[Picture]:
    def nearer(period: str) -> str:
        return visit.here(from_=period, to=period)

    if found.events is None:
        rows = [Bar(name, number, n, f"{name}: {number}") for n, (name, number) in enumerate(found.years)]
        title = visit._("Statements of events, by the time that they begin")
        links = [nearer(name) for name, _ in found.years]
        chart = drawn(bars(rows, title=visit._("statements")), links, label=title)
        yield Picture(title=title, chart=chart, table=_table(found.years, nearer))
        return
    if not found.events:
        return
    first, last = (date.fromisoformat(d) if d else None for d in (found.wanted.first, found.wanted.last))
    domain = domain_of(found.events, first, last)
    words = visit.labels
    few = len(found.events) <= MOST_SIGNS
    if not few or len(found.events) >= _BARS:
        by = {"year": visit._("by year"), "month": visit._("by month"), "day": visit._("by day")}[by_of(*domain)]
        title = visit._("Events %(by)s", by=by)
        spec, links, table, vague = counted(found.events, domain, words, nearer, title=visit._("events"))
        note = visit._("%(n)s more lie in no single one of these.", n=vague) if vague else ""
        shown = [(name, number) for name, number in table if number]
        yield Picture(title=title, chart=drawn(spec, links, label=title), table=_table(shown, nearer), note=note)
    if few:

        def telling(merged: MergedEvent) -> str:
            first = merged.tellings[0]
            return place_address(visit, first.article_id, first.event.start)

        title = visit._("Events on the axis of time")
        spec, links = signs(found.events, domain, words, telling)
        yield Picture(title=title, chart=drawn(spec, links, label=title))


def _table(rows: Iterable[tuple[str, int]], address: Any) -> tuple[Link, ...]:
    return tuple(Link(text=name, address=address(name), count=number) for name, number in rows)


def _zoom(visit: Visit, found: Found) -> Iterable[Link]:
    """Wider, earlier, later, everything: links only where a time is asked for."""
    wanted = found.wanted
    if wanted.first is None and wanted.last is None:
        return
    if wanted.first and wanted.last:
        first, last = date.fromisoformat(wanted.first), date.fromisoformat(wanted.last)
        for text, span in (
            (msg("← earlier"), moved(first, last, -1)),
            (msg("wider"), widened(first, last)),
            (msg("later →"), moved(first, last, 1)),
        ):
            if span is not None:
                address = visit.here(from_=span[0].isoformat(), to=span[1].isoformat())
                yield Link(text=visit._(text), address=address)
    yield Link(text=visit._("all of the time"), address=visit.here(from_=None, to=None))


# filters


def _chips(visit: Visit) -> Iterable[Link]:
    state, words = visit.state, visit.labels
    for name, title in EVENT_FILTERS.items():
        if not state.has(name):
            continue
        several = next(p for p in EVENTS if p.name == name).repeated
        for value in state.texts(name) if several else (state.text(name),):
            shown = words.type(value) if name == "kind" else words.status(value) if name == "status" else value
            if name == "granularity":
                shown = visit._(_GRAINS[value])
            rest = state.minus(name, value) if several else state.but(**{name: None})
            text = f"{visit._(title)}: {shown.removeprefix('=')}"
            yield Link(text=text, address=visit.at(rest.but(page=None)))


_GRAINS = {"day": msg("a day"), "month": msg("a month"), "year": msg("a year")}


def _facets(visit: Visit, events: Sequence[MergedEvent]) -> Iterable[tuple[str, tuple[Link, ...]]]:
    """What the events have in common."""
    kinds = Counter(e.event.type for e in events)
    units = Counter(name for e in events for name in {p.name for p in e.participants if p.kind == "unit"})
    persons = Counter(name for e in events for name in {p.name for p in e.participants if p.kind == "person"})
    sources = Counter(name for e in events for name in {t.source for t in e.tellings})
    for title, name, counted_ in (
        (msg("Types of events"), "kind", kinds),
        (msg("Units"), "unit", units),
        (msg("Persons"), "person", persons),
        (msg("Sources"), "source", sources),
    ):
        values = []
        for value, number in sorted(counted_.items(), key=lambda item: (-item[1], item[0]))[
            : _FACET + 4 * (name == "kind")
        ]:
            asked = f"={value}" if name in ("unit", "person") else value
            text = visit.labels.type(value) if name == "kind" else value
            if not visit.state.has(name, asked) and not visit.state.has(name, value):
                address = visit.at(visit.state.plus(name, asked).but(page=None))
                values.append(Link(text=text, address=address, count=number))
        if len(values) > 1:
            yield title, tuple(values)


def as_json(page: TimelinePage) -> dict[str, Any]:
    """The events of the page as `diembao timeline --format json` has them."""
    state, found = page.state, page.found
    asked = {name: list(values) if len(values) > 1 else values[0] for name, values in state.values.items()}
    return {
        "asked": asked,
        "total": page.total if found.events is not None else None,
        "page": page.page,
        "pages": page.pages,
        "copies_folded": found.copies,
        "statements": found.tellings,
        **({"too_many": dict(found.years)} if found.events is None else {}),
        "events": list(page.json),
    }


assert set(NAMES.values()) <= {p.name for p in EVENTS}  # a search can be gone on with as a timeline

RESOURCES = (
    Page(
        name="timeline",
        path="/timeline",
        template="timeline.html",
        view=view,
        as_json=as_json,
        parameters=PARAMETERS,
        nav=msg("Timeline"),
        summary="Dated events, merged over articles, each with the sentences and sources that tell it.",
    ),
)
