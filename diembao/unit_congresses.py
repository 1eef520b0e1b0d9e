"""The congresses of a unit of the corpus. Which question: which sentences tell of them, and who are its twins?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from corpus.codec import event_from_json
from corpus.entities import Entity
from corpus.store import Store
from corpus.text import canon
from diembao.evidence import Evidence
from diembao.naming import entities_called
from diembao.unit_sentences import Sentences
from extractor.resolve.names import key
from extractor.resolve.unit_history import Congress
from extractor.resolve.unit_history_congresses import congresses
from extractor.resolve.unit_history_named import names_congress
from extractor.resolve.unit_history_tellings import Asked, Told
from extractor.resolve.unit_history_twins import core
from extractor.resolve.unit_history_unread import unread


def congresses_of(
    store: Store, entity: Entity, twins: Iterable[Entity], sentences: Sentences | None = None
) -> tuple[Congress, ...]:
    """The congresses of a unit and its twins, by date."""
    sentences = sentences or Sentences(store)
    ids = frozenset({entity.id, *(twin.id for twin in twins)})
    asked = Asked(core=core(entity.name), ids=ids, name=entity.label)
    told = list(_told(store, sentences, ids))
    read: dict[str, set[int]] = {}
    for one in told:
        if one.event.type == "congress":
            read.setdefault(one.said.cite.article_id, set()).add(one.said.number)
    for article in _naming(store, ids):
        told += unread(sentences.of(article), read.get(article, ()))
    articles = {one.said.cite.article_id: sentences.of(one.said.cite.article_id) for one in told}
    return congresses(asked, told, articles)


def twins_of(store: Store, entity: Entity) -> tuple[Entity, ...]:
    """Resolved units that share the name behind `entity`, at the same place where that is known of both."""
    mine, told_by = core(entity.name), _told_by(entity.name, entity.label)
    called = set(entities_called(store, "unit", entity.label, loose=False)) - {entity.id}
    found = []
    rows = store.connection.execute(
        "SELECT id, name, label, province FROM entities WHERE kind = 'unit' AND status = 'resolved' AND id <> ?"
        " ORDER BY label",
        (entity.id,),
    )
    for row in rows:
        if core(row["name"]) != mine and row["id"] not in called:
            continue
        apart = {told_by, _told_by(row["name"], row["label"])} - {""}
        same_place = None in (entity.province, row["province"]) or key(entity.province or "") == key(row["province"])
        if len(apart) < 2 and same_place and (twin := store.entities.get(row["id"])) is not None:
            found.append(twin)
    return tuple(found)


def _told_by(name: str, label: str) -> str:
    return label.removeprefix(name).strip(" ()")


def _told(store: Store, sentences: Sentences, ids: frozenset[str]) -> Iterator[Told]:
    """Congresses and elections in articles that name the unit or a twin, and what was merged with these."""
    rows = store.connection.execute(
        "WITH named AS (SELECT DISTINCT x.article_id FROM entity_mentions x"
        " JOIN json_each(?) i ON i.value = x.entity_id),"
        " wanted AS (SELECT DISTINCT coalesce(g.group_id, e.id) group_id FROM events e JOIN named USING (article_id)"
        " LEFT JOIN event_groups g ON g.article_id = e.article_id AND g.event_id = e.id"
        " WHERE e.type IN ('congress', 'election'))"
        " SELECT e.article_id, e.record, coalesce(g.group_id, e.id) group_id FROM events e"
        " LEFT JOIN event_groups g ON g.article_id = e.article_id AND g.event_id = e.id"
        " WHERE e.type IN ('congress', 'election') AND coalesce(g.group_id, e.id) IN (SELECT group_id FROM wanted)"
        " ORDER BY e.article_id, e.first, e.id",
        (json.dumps(sorted(ids)),),
    )
    for row in rows:
        event = event_from_json(json.loads(row["record"]))
        said = sentences.at(row["article_id"], event.start)
        if said is not None:
            yield Told(event=event, said=said, group=row["group_id"])


def _naming(store: Store, ids: frozenset[str]) -> Iterator[str]:
    """Articles with a sentence that names the unit, or a twin, and a congress."""
    rows = store.connection.execute(
        'SELECT m.article_id, m.field, m."start" FROM entity_mentions x JOIN json_each(?) i ON i.value = x.entity_id'
        " JOIN mentions m USING (article_id, field, n) ORDER BY m.article_id, m.field, m.n",
        (json.dumps(sorted(ids)),),
    )
    evidence = Evidence(store)
    found: set[str] = set()
    for row in rows:
        article = row["article_id"]
        if article not in found and names_congress(canon(evidence.sentence(article, row["field"], row["start"]))):
            found.add(article)
            yield article
