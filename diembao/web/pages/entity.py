"""One unit or one public person: names, place in the tree, when and where told of, with whom, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from corpus.careers import Career
from corpus.entities import Entity
from corpus.store import Store
from diembao.career_output import Looks, as_bytes
from diembao.career_rows import object_of
from diembao.careers import career_of
from diembao.entities import card
from diembao.today import corpus_key, entities_today, events_today
from diembao.unit_history import UnitHistory, unit_history
from diembao.unit_history_forms import as_object
from diembao.unit_history_output import drawn as drawn_history
from diembao.web.drawing import Chart, drawn, inlined
from diembao.web.entity_facts import (
    SAMPLE,
    Counts,
    Neighbour,
    Node,
    above,
    below,
    counts_of,
    is_alone,
    namesakes,
    neighbours,
    number_below,
    places,
)
from diembao.web.guard import FILE_POLICY
from diembao.web.histories import Part, Words
from diembao.web.pages.timeline import Link, Picture
from diembao.web.parameters import Parameter, State, Value
from diembao.web.quoting import Proofs
from diembao.web.refusals import not_found
from diembao.web.remembering import Remembered
from diembao.web.resources import Answer, Download, Page, Visit
from diembao.web.specs import Bar, bars
from extractor.resolve.corrections import is_entity_id

PARAMETERS = (
    Parameter(name="children", kind="number", default="60", least=1, most=2000, says="Units under it that are shown."),
    Parameter(
        name="history",
        kind="choice",
        choices=("", "yes"),
        says="yes: the history of a unit also where so many articles name it that reading them takes seconds.",
    ),
)
_histories: Remembered[UnitHistory] = Remembered(32)
_QUICK = 1_500  # articles of a unit whose history is read at every visit
_ARTICLES = 40  # that one of may be parted from the rest in the form


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityView:
    """What the page shows. `home` says that the address was that of an entity which was joined to this one."""

    state: State
    entity: Entity
    home: bool
    above: tuple[Node, ...]
    below: tuple[Node, ...]
    under: int
    namesakes: tuple[Node, ...]
    counts: Counts
    pictures: tuple[Picture, ...]
    sources: tuple[Link, ...]
    places: tuple[Link, ...]
    neighbours: tuple[Neighbour, ...]
    alone: bool
    parts: tuple[Part, ...]
    twins: tuple[Node, ...]
    is_long: bool
    chart: Chart | None
    articles: tuple[tuple[str, str], ...]
    others: dict[str, str]
    record: Callable[[], dict[str, Any]]

    @property
    def sampled(self) -> int | None:
        """How many articles, the newest, neighbours are counted in, where it is not all of them."""
        return SAMPLE if self.counts.articles > SAMPLE else None


def view(visit: Visit) -> EntityView:
    """The entity of the address. Raises Refusal where there is none."""
    with visit.store() as store:
        events_today(visit.workspace, store)
        entity = entity_at(store, visit.ids["id"])
        counts = counts_of(store, entity.id)
        found_places = places(store, counts.sample)
        articles = _articles(store, counts.sample[:_ARTICLES])
        told = _told(visit, store, entity)
        others = {link.other: _label(store, link.other) for link in entity.links if link.other}
        name = {entity.kind: (f"={entity.name}",)}
        return EntityView(
            state=visit.state,
            entity=entity,
            home=entity.id != visit.ids["id"].lower(),
            above=above(store, entity) if entity.kind == "unit" else (),
            below=below(store, entity.id, visit.state.number("children")) if entity.kind == "unit" else (),
            under=number_below(store, entity.id),
            namesakes=namesakes(store, entity),
            counts=counts,
            pictures=tuple(_pictures(visit, entity, counts)),
            sources=tuple(
                Link(text=source, address=visit.to("search", source=(source,), **name, copies="shown"), count=number)
                for source, number in counts.sources
            ),
            places=tuple(
                Link(
                    text=value,
                    address=visit.to("search", q=f'place:"{_plain(value)}"', **name, copies="shown"),
                    count=number,
                )
                for value, number in found_places
            ),
            alone=is_alone(store, entity.id),
            neighbours=neighbours(store, entity.id, counts.sample),
            parts=told.parts,
            twins=told.twins,
            is_long=told.is_long,
            chart=told.chart,
            articles=articles,
            others=others,
            record=lambda: _record(visit, entity, told.record),
        )


def _record(visit: Visit, entity: Entity, told: Callable[[Store], dict[str, Any]]) -> dict[str, Any]:
    """The card of the entity, which takes as long as the page, with its career or history."""
    with visit.store() as store:
        record = {**(card(store, entity.kind, entity.id) or {}), **told(store)}
        return record if visit.full_text else dict(_quotable(Proofs(store, full_text=False), record))


def _quotable(proofs: Proofs, record: Any) -> Any:
    """The record, with beginnings of its sentences where texts are not shown whole."""
    if isinstance(record, dict):
        return {
            key: proofs(record.get("article"), value)
            if key == "sentence" and isinstance(value, str)
            else _quotable(proofs, value)
            for key, value in record.items()
        }
    return [_quotable(proofs, value) for value in record] if isinstance(record, (list, tuple)) else record


def entity_at(store: Store, entity_id: str) -> Entity:
    """The entity of an id, or that to which the one of the id was joined. Raises Refusal."""
    if not is_entity_id(entity_id):
        raise not_found()
    wanted = entity_id.lower()
    found = store.entities.get(wanted)
    for kind in ("unit", "person") if found is None else ():
        home = card(store, kind, wanted)
        if home is not None and (found := store.entities.get(home["id"])) is not None:
            break
    if found is None:
        raise not_found()
    return found


def _plain(text: str) -> str:
    return " ".join(text.replace('"', " ").split())


def _label(store: Store, entity_id: str) -> str:
    row = store.connection.execute("SELECT label FROM entities WHERE id = ?", (entity_id,)).fetchone()
    return row[0] if row else entity_id


def _articles(store: Store, ids: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Ids and titles, with date and source."""
    marks = ",".join("?" * len(ids))
    rows = store.connection.execute(
        f"SELECT id, coalesce(substr(published, 1, 10), '?') || ' · ' || source || ' · ' || coalesce(title, '')"
        f" FROM articles WHERE id IN ({marks})",
        ids,
    )
    titles = {row[0]: row[1] for row in rows}
    return tuple((i, titles[i]) for i in ids if i in titles)


@dataclass(frozen=True, slots=True)
class _Told:
    """The parts of a career or history, the same as JSON, twins of a unit, and the picture; `is_long` where unread."""

    parts: tuple[Part, ...] = ()
    record: Callable[[Store], dict[str, Any]] = lambda _: {}
    twins: tuple[Node, ...] = ()
    chart: Chart | None = None
    is_long: bool = False


def _told(visit: Visit, store: Store, entity: Entity) -> _Told:
    words = Words(visit, store)
    if entity.status != "resolved":
        return _Told()
    if entity.kind == "person":
        career = career_of(store, entity.id)
        held = bool(career.occupancies or career.bare or career.ranks)
        shown = _inlined(visit, store, entity, career) if held else None
        return _Told(words.career(career), lambda store: {"career": object_of(store, career)}, chart=shown)
    if entity.articles > _QUICK and not visit.state.has("history"):
        return _Told(is_long=True)
    key = f"{entity.id} {corpus_key(visit.workspace, store)}"
    history = _histories.get(key, lambda: unit_history(store, entity.id))
    twins = tuple(Node(id=twin.id, label=twin.label, articles=twin.articles) for twin in history.twins)
    shown = _inlined(visit, store, entity, history) if history.leaders else None
    return _Told(words.history(history), lambda _: {"history": as_object(history)}, twins, shown)


def _inlined(visit: Visit, store: Store, entity: Entity, told: Career | UnitHistory) -> Chart:
    key = f"{entity.id} {visit.language} {corpus_key(visit.workspace, store)}"
    return inlined(key, lambda: _drawn(visit, store, entity, told))


def _pictures(visit: Visit, entity: Entity, counts: Counts) -> list[Picture]:
    if not counts.periods:
        return []

    def address(period: str) -> str:
        asked: dict[str, Value] = {entity.kind: (f"={entity.name}",), "from": period, "to": period}
        return visit.to("search", **asked, copies="shown")

    title = visit._("Articles by year") if counts.by == "year" else visit._("Articles by month")
    rows = [Bar(name, n, i, f"{name}: {n}") for i, (name, n) in enumerate(counts.periods)]
    links = [address(name) for name, _ in counts.periods]
    table = tuple(Link(text=name, address=address(name), count=n) for name, n in counts.periods if n)
    chart = drawn(bars(rows, title=visit._("articles")), links, label=f"{title}: {entity.label}")
    return [Picture(title=title, chart=chart, table=table)]


def picture(visit: Visit) -> Answer:
    """Career, or holders of a unit's posts, as SVG."""
    with visit.store() as store:
        entities_today(visit.workspace, store)
        entity = entity_at(store, visit.ids["id"])
        if entity.status != "resolved":
            raise not_found()
        body = _drawn(visit, store, entity, None)
    return Answer(body=body, type="image/svg+xml", name=f"diembao-{entity.id}.svg", policy=FILE_POLICY)


def _drawn(visit: Visit, store: Store, entity: Entity, told: Career | UnitHistory | None) -> bytes:
    """The picture of what is told of an entity. Raises UsageError where there is nothing to draw."""
    if entity.kind == "person":
        career = told if isinstance(told, Career) else career_of(store, entity.id)
        return as_bytes(store, [career], "svg", Looks(language=visit.language))
    history = told if isinstance(told, UnitHistory) else unit_history(store, entity.id)
    return drawn_history(store, history, "svg", None, visit.language)


def table(visit: Visit) -> Answer:
    """A career as CSV."""
    with visit.store() as store:
        entities_today(visit.workspace, store)
        entity = entity_at(store, visit.ids["id"])
        if entity.kind != "person" or entity.status != "resolved" or not visit.full_text:
            raise not_found()
        body = as_bytes(store, [career_of(store, entity.id)], "csv", Looks(language=visit.language, bom=True))
    return Answer(body=body, type="text/csv; charset=utf-8", name=f"diembao-{entity.id}.csv")


def as_json(shown: EntityView) -> dict[str, Any]:
    """The card as `diembao entities --format json` has it, career or history, and what is counted."""
    counts = shown.counts
    return {
        **shown.record(),
        "by": counts.by,
        "periods": dict(counts.periods),
        "not_in_periods": {"undated": counts.undated, "vague": counts.vague},
        "sources": dict(counts.sources),
        "mentioned_with": [
            {"id": n.id, "kind": n.kind, "label": n.label, "articles": n.articles} for n in shown.neighbours
        ],
    }


RESOURCES = (
    Page(
        name="entity",
        path="/entities/{id}",
        template="entity.html",
        view=view,
        as_json=as_json,
        parameters=PARAMETERS,
        summary="One unit or public person: names, tree, counts, career or history with evidence.",
    ),
    Download(
        name="entity-picture",
        path="/entities/{id}/picture.svg",
        answer=picture,
        type="image/svg+xml",
        drawn=True,
        summary="The career of a person, or who held the posts of a unit, as a picture.",
    ),
    Download(
        name="entity-csv",
        path="/entities/{id}/career.csv",
        answer=table,
        type="text/csv; charset=utf-8",
        summary="The career of a person as a table.",
    ),
)
