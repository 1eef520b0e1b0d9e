"""What an entity's page counts: its articles by time, source and place, who is named beside it, what is under it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.entities import Entity
from corpus.jsonline import dumps
from corpus.store import Store
from diembao.periods import By, period_of_span, periods

SAMPLE = 2_000
"""Articles, the newest, in which neighbours and places of an entity are counted."""
_MONTHS = 6 * 366  # days of a time that is counted by month; a longer one by year
_NEIGHBOURS = 40
_PLACES = 12
_ABOVE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Articles that name an entity, by period and by source; `undated` and `vague` ones are in no period."""

    by: By
    periods: tuple[tuple[str, int], ...]
    undated: int
    vague: int
    sources: tuple[tuple[str, int], ...]
    sample: tuple[str, ...]
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Another entity, and in how many articles both are named; `alone` if no other of its kind is called so."""

    id: str
    kind: str
    name: str
    label: str
    articles: int
    alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A unit of the tree: how many articles name it, how many units are under it, and those of them that are shown."""

    id: str
    label: str
    articles: int
    under: int = 0
    children: tuple[Node, ...] = ()


def counts_of(store: Store, entity_id: str) -> Counts:
    """Articles by period: by month for six years and less, else by year."""
    rows = store.connection.execute(
        "SELECT a.id, a.published_first, a.published_last, a.source FROM (SELECT DISTINCT article_id"
        " FROM entity_mentions WHERE entity_id = ?) x JOIN articles a ON a.id = x.article_id"
        " ORDER BY a.published_first DESC, a.id",
        (entity_id,),
    ).fetchall()
    spans = [(date.fromisoformat(r[1]), date.fromisoformat(r[2])) for r in rows if r[1] is not None]
    by: By = "month"
    if spans and (max(last for _, last in spans) - min(first for first, _ in spans)).days > _MONTHS:
        by = "year"
    found = [period_of_span(first, last, by) for first, last in spans]
    told = [period for period in found if period is not None]
    counted = Counter(period.name for period in told)
    whole = periods(min(p.first for p in told), max(p.last for p in told), by) if told else ()
    sources = Counter(r[3] for r in rows)
    return Counts(
        by=by,
        periods=tuple((period.name, counted[period.name]) for period in whole),
        undated=len(rows) - len(spans),
        vague=len(found) - len(told),
        sources=tuple(sorted(sources.items(), key=lambda item: (-item[1], item[0]))),
        sample=tuple(r[0] for r in rows[:SAMPLE]),
        articles=len(rows),
    )


def neighbours(store: Store, entity_id: str, sample: Sequence[str]) -> tuple[Neighbour, ...]:
    """Units and persons that are named in the same articles, the most frequent first."""
    rows = store.connection.execute(
        "SELECT e.id, e.kind, e.label, count(DISTINCT m.article_id) c, e.name FROM json_each(?) w"
        " CROSS JOIN entity_mentions m ON m.article_id = w.value"
        " JOIN entities e ON e.id = m.entity_id AND e.status = 'resolved'"
        " WHERE m.entity_id <> ? GROUP BY e.id ORDER BY c DESC, e.articles, e.label LIMIT ?",
        (dumps(list(sample)), entity_id, _NEIGHBOURS),
    )
    found = rows.fetchall()
    shared = _shared(store, [row[0] for row in found])
    return tuple(
        Neighbour(id=r[0], kind=r[1], name=r[4], label=r[2], articles=r[3], alone=r[0] not in shared) for r in found
    )


def is_alone(store: Store, entity_id: str) -> bool:
    """Whether no other entity of its kind is called by any of its names: then a search by name finds its articles."""
    return not _shared(store, [entity_id])


def _shared(store: Store, ids: Sequence[str]) -> set[str]:
    """Those of the entities of which others of their kind have a name."""
    rows = store.connection.execute(
        "SELECT DISTINCT e.id FROM json_each(?) w JOIN entities e ON e.id = w.value JOIN entity_names n"
        " ON n.entity_id = e.id JOIN entity_names o ON o.folded = n.folded AND o.source = 'name'"
        " AND o.entity_id <> e.id JOIN entities x ON x.id = o.entity_id AND x.kind = e.kind",
        (dumps(list(ids)),),
    )
    return {row[0] for row in rows}


def places(store: Store, sample: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Places that are named in the articles, by number of articles."""
    rows = store.connection.execute(
        "SELECT m.value, count(DISTINCT m.article_id) c FROM json_each(?) w CROSS JOIN mentions m"
        " ON m.article_id = w.value WHERE m.kind = 'place' AND m.listed GROUP BY m.value ORDER BY c DESC, m.value"
        " LIMIT ?",
        (dumps(list(sample)), _PLACES),
    )
    return tuple((r[0], r[1]) for r in rows)


def above(store: Store, entity: Entity) -> tuple[Node, ...]:
    """The units above a unit, the highest first; the last may be known by name only, with an empty id."""
    found: list[Node] = []
    seen, here, name = {entity.id}, entity.parent_id, entity.parent
    while here is not None and here not in seen and len(found) < _ABOVE:
        seen.add(here)
        row = store.connection.execute(
            "SELECT label, articles, parent_id, parent FROM entities WHERE id = ?", (here,)
        ).fetchone()
        if row is None:
            break
        found.append(Node(id=here, label=row[0], articles=row[1]))
        here, name = row[2], row[3]
    if here is None and name:
        found.append(Node(id="", label=name, articles=0))
    return tuple(reversed(found))


def below(store: Store, entity_id: str, most: int) -> tuple[Node, ...]:
    """The units under a unit with those under them, the most told of first; so many of each at most."""
    children = _children(store, entity_id, most)
    return tuple(
        Node(
            id=child.id,
            label=child.label,
            articles=child.articles,
            under=child.under,
            children=_children(store, child.id, 12) if child.under and len(children) <= 40 else (),
        )
        for child in children
        if child.id != entity_id
    )


def _children(store: Store, entity_id: str, most: int) -> tuple[Node, ...]:
    rows = store.connection.execute(
        "SELECT e.id, e.label, e.articles, (SELECT count(*) FROM entities c WHERE c.parent_id = e.id AND c.id <> e.id)"
        " FROM entities e WHERE e.parent_id = ?1 AND e.id <> ?1 ORDER BY e.articles DESC, e.label LIMIT ?2",
        (entity_id, most),
    )
    return tuple(Node(id=r[0], label=r[1], articles=r[2], under=r[3]) for r in rows)


def number_below(store: Store, entity_id: str) -> int:
    """How many units are directly under it."""
    row = store.connection.execute(
        "SELECT count(*) FROM entities WHERE parent_id = ?1 AND id <> ?1", (entity_id,)
    ).fetchone()
    return int(row[0])


def namesakes(store: Store, entity: Entity) -> tuple[Node, ...]:
    """Other entities of its kind that articles call by one of its names."""
    rows = store.connection.execute(
        "SELECT DISTINCT e.id, e.label, e.articles FROM entity_names n JOIN entity_names o ON o.folded = n.folded"
        " AND o.key = n.key JOIN entities e ON e.id = o.entity_id WHERE n.entity_id = ?1 AND n.source = 'name'"
        " AND o.source = 'name' AND e.id <> ?1 AND e.kind = ?2 ORDER BY e.articles DESC, e.label LIMIT 30",
        (entity.id, entity.kind),
    )
    return tuple(Node(id=r[0], label=r[1], articles=r[2]) for r in rows)
