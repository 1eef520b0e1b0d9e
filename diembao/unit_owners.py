"""The units above a unit of the corpus, article by article. Which question: whose is it, since when, says whom?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.entities import Entity
from corpus.store import Store
from diembao.evidence import Evidence
from diembao.unit_sentences import cite_at
from extractor.resolve.names import key
from extractor.resolve.unit_history import Owner, UnitRef
from extractor.resolve.unit_history_changes import Dated
from extractor.resolve.unit_history_frames import is_owned_by
from extractor.resolve.unit_history_owners import OwnerTold, owners


def owners_of(store: Store, evidence: Evidence, entity: Entity, told: Iterable[Dated]) -> tuple[Owner, ...]:
    """Owners that mentions were read with, and those that changes tell; `stated` where the words stand together."""
    found = list(_read(store, evidence, entity))
    for one in told:
        owner = one.said.owner
        if owner is not None and owner.id != entity.id and any(unit.id == entity.id for unit in one.said.units):
            ref = UnitRef(name=owner.name, id=owner.id)
            found.append(OwnerTold(unit=ref, cite=one.said.said.cite, stated=True))
    return owners(_one_id(found))


def _read(store: Store, evidence: Evidence, entity: Entity) -> Iterator[OwnerTold]:
    rows = store.connection.execute(
        'SELECT m.article_id, m.field, m."start", m."end", json_extract(m.record, \'$.parent\') parent'
        " FROM entity_mentions x JOIN mentions m USING (article_id, field, n) JOIN articles a ON a.id = m.article_id"
        " WHERE x.entity_id = ? AND parent IS NOT NULL"
        " ORDER BY coalesce(a.published_first, a.published, '9999'), m.article_id, m.field, m.n",
        (entity.id,),
    ).fetchall()
    known, own = key(entity.parent or ""), {key(entity.name), key(entity.label)}
    for row in rows:
        parent = key(row["parent"])
        if parent in own:
            continue
        cite = cite_at(evidence, row["article_id"], row["field"], row["start"])
        at, end = row["start"] - cite.start, row["end"] - cite.start
        yield OwnerTold(
            unit=UnitRef(name=row["parent"], id=entity.parent_id if parent == known else None),
            cite=cite,
            stated=is_owned_by(cite.sentence[at:end], cite.sentence[end:], row["parent"]),
        )


def _one_id(told: list[OwnerTold]) -> Iterator[OwnerTold]:
    """The same with the entity of a name wherever one telling of it has it."""
    ids = {key(one.unit.name): one.unit.id for one in told if one.unit.id}
    for one in told:
        unit = UnitRef(name=one.unit.name, id=ids.get(key(one.unit.name)))
        yield OwnerTold(unit=unit, cite=one.cite, stated=one.stated)
