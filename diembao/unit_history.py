"""The history of a unit of the corpus: leaders, congresses, names and owners over time, each with its sentences.

`diembao.merging` keeps the tables in step; call it first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from corpus.careers import Occupancy
from corpus.codec import event_from_json
from corpus.entities import Entity
from corpus.store import Store
from corpus.text import canon, fold, has_marks, normalize
from diembao.careers import occupancies_of_unit
from diembao.evidence import Evidence
from diembao.naming import entities_called
from diembao.timeline import names_match
from diembao.unit_congresses import congresses_of, twins_of
from diembao.unit_owners import owners_of
from diembao.unit_sentences import Sentences, cite_at
from extractor.gazetteer import table
from extractor.resolve.corrections import is_entity_id
from extractor.resolve.names import key, location
from extractor.resolve.unit_history import Change, Cite, Congress, Owner
from extractor.resolve.unit_history_changes import Dated, changes, dated, known_changes
from extractor.resolve.unit_history_frames import trigger
from extractor.resolve.unit_history_told import changes_said, effect_day
from extractor.resolve.unit_history_twins import core


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """A holder of a post of the unit or of a twin, with the sentences that say so."""

    post: Occupancy
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitHistory:
    """One unit over time. `twins` are the other entities whose congresses are its own, by label."""

    entity: Entity
    twins: tuple[Entity, ...] = ()
    leaders: tuple[Leader, ...] = ()
    congresses: tuple[Congress, ...] = ()
    changes: tuple[Change, ...] = ()
    owners: tuple[Owner, ...] = ()
    children: tuple[tuple[str, int], ...] = ()


def units_called(store: Store, text: str) -> list[str]:
    """Ids of the units that a typed name means, with marks or without; only that of exactly this name, if there is."""
    typed = " ".join(normalize(text).split())
    if is_entity_id(typed) and (entity := store.entities.get(typed.lower())) is not None and entity.kind == "unit":
        return [entity.id]
    loose = not has_marks(typed)
    form = fold if loose else key
    found = entities_called(store, "unit", typed, loose=loose)
    labels = {i: entity.label for i in found if (entity := store.entities.get(i)) is not None}
    exact = [i for i in found if form(labels.get(i, "")) == form(typed)]
    return exact if len(exact) == 1 else found or _leading(store, typed)


def _leading(store: Store, typed: str) -> list[str]:
    """The unit most told of that leads an area of that name: `xã X` is asked for, and articles name `Đảng bộ xã X`."""
    wanted, form = core(typed), (lambda name: name) if has_marks(typed) else fold
    rows = store.connection.execute(
        "SELECT id, name FROM entities WHERE kind = 'unit' AND status = 'resolved' ORDER BY articles DESC, label"
    )
    found = ((row["id"], core(row["name"])) for row in rows)
    return list(islice((i for i, shared in found if form(shared) == form(wanted)), 1))


def units_with(store: Store, text: str, most: int) -> list[str]:
    """Ids of the most frequent units in whose name these words stand."""
    rows = store.connection.execute(
        "SELECT id, label FROM entities WHERE kind = 'unit' AND status = 'resolved'"
        " ORDER BY articles DESC, mentions DESC, label"
    )
    return list(islice((row["id"] for row in rows if names_match(text, row["label"])), most))


def unit_history(store: Store, unit_id: str) -> UnitHistory:
    """The history of the unit of that id. Raises LookupError where there is none."""
    entity = store.entities.get(unit_id)
    if entity is None:
        raise LookupError(unit_id)
    sentences, evidence = Sentences(store), Evidence(store)
    twins = twins_of(store, entity)
    told = _changes_told(store, sentences, evidence, entity, twins)
    found = changes(frozenset({entity.id}), told, core(entity.name))
    return UnitHistory(
        entity=entity,
        twins=twins,
        leaders=_leaders(store, evidence, entity, twins),
        congresses=congresses_of(store, entity, twins, sentences),
        changes=(*found, *known_changes(entity, _labels(store, entity), found)),
        owners=owners_of(store, evidence, entity, told),
        children=_children(store, entity),
    )


# leaders


def _leaders(store: Store, evidence: Evidence, entity: Entity, twins: Iterable[Entity]) -> tuple[Leader, ...]:
    """Holders of posts of the unit, then of its twins."""
    return tuple(
        Leader(
            post=post,
            cites=tuple(dict.fromkeys(cite_at(evidence, s.article_id, s.field, s.start) for s in post.supports)),
        )
        for unit in (entity, *twins)
        for post in occupancies_of_unit(store, unit.id)
        if fold(post.position) not in _held_by_many()
    )


@cache
def _held_by_many() -> frozenset[str]:
    """Posts that lead nothing: members, deputies, officers."""
    return frozenset(fold(row["head"]) for row in table("entity_offices") if row["holders"] == "many")


# names and forms


def _changes_told(
    store: Store, sentences: Sentences, evidence: Evidence, entity: Entity, twins: Iterable[Entity]
) -> list[Dated]:
    """What articles tell in sentences with the unit or its area, and all changes of those articles.

    An area counts in articles that name the unit or a twin: many communes have one name.
    """
    ids = [entity.id, *(twin.id for twin in twins)]
    rows = store.connection.execute(
        'SELECT m.article_id, m.field, m."start" FROM entity_mentions x JOIN mentions m USING (article_id, field, n)'
        ' WHERE x.entity_id = ?1 UNION SELECT p.article_id, p.field, p."start" FROM mentions p'
        " WHERE p.kind = 'place' AND p.value = ?2 AND p.article_id IN (SELECT x.article_id FROM entity_mentions x"
        " JOIN json_each(?3) i ON i.value = x.entity_id) ORDER BY 1, 2, 3",
        (entity.id, _area(entity), json.dumps(ids)),
    )
    telling: dict[str, None] = {}
    for row in rows:
        place = row["article_id"], row["field"], row["start"]
        if place[0] in telling or trigger().search(canon(evidence.sentence(*place))) is None:
            continue
        said = sentences.alone(*place)
        if said is not None and changes_said(said):
            telling[place[0]] = None
    return [one for article in telling for one in _dated(store, sentences, article)]


def _area(entity: Entity) -> str | None:
    """The name of the area that a unit leads (`Đảng bộ xã X`: `X`); None for other units."""
    shared = core(entity.name)
    place = location(shared)
    if place is None or shared != f"{key(place.level)} {place.name}":
        return None
    return " ".join(entity.name.split()[-len(place.name.split()) :])


def _dated(store: Store, sentences: Sentences, article: str) -> Iterator[Dated]:
    """The changes that an article tells, with their days."""
    told = [change for said in sentences.of(article) for change in changes_said(said)]
    if not told:
        return
    effect = effect_day(sentences.of(article))
    events = store.connection.execute(
        "SELECT record FROM events WHERE article_id = ? ORDER BY first, last, id", (article,)
    )
    read = [event_from_json(json.loads(row["record"])) for row in events]
    for change in told:
        cite = change.said.cite
        held = [e.when for e in read if cite.field == "text" and cite.start <= e.start < change.said.end]
        span = (held[0].first.isoformat(), held[0].last.isoformat()) if held else None
        one = dated(change, span, cite.published, effect)
        if one is not None:
            yield one


def _labels(store: Store, entity: Entity) -> dict[str, str]:
    """The labels of related units, by id."""
    wanted = json.dumps(sorted({link.other for link in entity.links if link.other}))
    rows = store.connection.execute(
        "SELECT e.id, e.label FROM entities e JOIN json_each(?) i ON i.value = e.id", (wanted,)
    )
    return {row["id"]: row["label"] for row in rows}


def _children(store: Store, entity: Entity) -> tuple[tuple[str, int], ...]:
    rows = store.connection.execute(
        "SELECT label, mentions FROM entities WHERE parent_id = ? AND id <> ? ORDER BY mentions DESC, label",
        (entity.id, entity.id),
    )
    return tuple((row[0], row[1]) for row in rows)
