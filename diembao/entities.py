"""Entities as users see them: units and persons resolved over the articles, other kinds by what is mentioned.

Only persons whom an article states with a rank or a public position are listed (the contract's rule on privacy).
`diembao.resolution` keeps the tables in step; call it first.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import Any

from corpus.entities import CareerLine, Entity
from corpus.store import Store
from corpus.text import canon, fold, has_marks, normalize
from diembao.evidence import Evidence
from diembao.timeline import names_match
from diembao.unit_cards import unit_facts
from extractor.resolve.corrections import is_entity_id
from extractor.resolve.names import key
from extractor.resolve.unit_entities import entity_id

STATEMENTS = 200  # lines of evidence a card
RESOLVED = ("unit", "person")


def counts(store: Store) -> dict[str, int]:
    """Number of different entities by kind; of units and persons, those that are resolved."""
    rows = store.connection.execute(
        "SELECT kind, count(DISTINCT value) FROM mentions WHERE listed AND kind NOT IN ('date', 'unit', 'person')"
        " GROUP BY kind UNION ALL"
        " SELECT kind, count(*) FROM entities WHERE status = 'resolved' GROUP BY kind ORDER BY 1"
    )
    return {row[0]: row[1] for row in rows}


def listing(store: Store, kind: str, limit: int, *, unresolved: bool = False) -> list[dict[str, Any]]:
    """The most frequent entities of a kind, by number of articles; with `unresolved`, short names that tell no unit."""
    if kind in RESOLVED:
        rows = store.connection.execute(
            "SELECT label value, articles, mentions, id, name, type, parent, place, province, first, last, undated,"
            " note FROM entities WHERE kind = ? AND status = ? ORDER BY articles DESC, mentions DESC, label LIMIT ?",
            (kind, "unresolved" if unresolved else "resolved", limit),
        )
    else:
        rows = store.connection.execute(
            "SELECT value, count(DISTINCT article_id) articles, count(*) mentions FROM mentions"
            " WHERE kind = ? AND listed GROUP BY value ORDER BY articles DESC, mentions DESC, value LIMIT ?",
            (kind, limit),
        )
    return [dict(row) for row in rows]


def unresolved_names(store: Store) -> int:
    """How many short names of units tell no unit."""
    row = store.connection.execute("SELECT count(*) FROM entities WHERE status = 'unresolved'").fetchone()
    return int(row[0])


def card(store: Store, kind: str, name: str) -> dict[str, Any] | None:
    """One entity: names, parents and children, career or congresses, each with sentence and source, and why.

    The name may be typed without marks, may be an alias or a part of the name, may have in brackets what the list shows
    there, and may be an id. Others of the same name are whole cards under `same_name`; other units that articles call
    so, too, are named under `also_called`. None where there is none.
    """
    if kind not in RESOLVED:
        return _mention_card(store, kind, name)
    found = _find(store, kind, name)
    if not found:
        return None
    same = [entity for entity in found if entity.name == found[0].name or entity.kind == "person"]
    cards = [_entity_card(store, entity) for entity in same]
    others = [entity.label for entity in found if entity not in same]
    return {**cards[0], "same_name": cards[1:], "also_called": others}


def _find(store: Store, kind: str, name: str) -> list[Entity]:
    """That with the id; those of exactly that name, or alias; else the most frequent whose name has these words."""
    wanted = " ".join(normalize(name).split())
    by_id = store.entities.get(wanted.lower()) if is_entity_id(wanted) else None
    if by_id is not None and by_id.kind == kind:
        return [by_id]
    if is_entity_id(wanted) and (home := _merged_into(store, kind, wanted.lower())) is not None:
        return [home]
    column, form = ("key", canon) if has_marks(wanted) else ("folded", fold)
    named = _ids(store, f"n.{column} = ? AND e.kind = ? AND n.source = 'name'", (form(wanted), kind))
    ids = named
    if not any(_is_resolved(store, i) for i in named):
        called = _ids(store, f"n.{column} = ? AND e.kind = ? AND n.source <> 'name'", (form(wanted), kind))
        ids = [*named, *(i for i in called if i not in named)]
    if not ids:
        ids = _partly(store, kind, wanted)
    return [entity for i in ids if (entity := store.entities.get(i)) is not None]


def _merged_into(store: Store, kind: str, wanted: str) -> Entity | None:
    """The entity that took in the one of this id. Ids are made of a name and, a person's, of an article."""
    if kind == "person":
        rows = store.connection.execute(
            "SELECT DISTINCT e.entity_id, m.value, m.article_id FROM entity_mentions e"
            " JOIN mentions m ON m.article_id = e.article_id AND m.field = e.field AND m.n = e.n"
            " WHERE m.kind = 'person'"
        )
        known = ((row[0], entity_id("person", key(row[1]), row[2])) for row in rows)
    else:
        rows = store.connection.execute("SELECT entity_id, name FROM entity_names WHERE source <> 'correction'")
        known = ((row[0], entity_id("unit", key(row[1]), "", "")) for row in rows)
    home = next((entity for entity, made in known if made == wanted), None)
    found = store.entities.get(home) if home is not None else None
    return found if found is not None and found.kind == kind else None


def _partly(store: Store, kind: str, wanted: str) -> list[str]:
    """The most frequent entity in one of whose names these words stand, and those of its name."""
    rows = store.connection.execute(
        "SELECT e.id, e.name same, n.name FROM entities e JOIN entity_names n ON n.entity_id = e.id WHERE e.kind = ?"
        " ORDER BY e.articles DESC, e.mentions DESC, e.label, n.name",
        (kind,),
    )
    first = next((row for row in rows if names_match(wanted, row["name"])), None)
    if first is None:
        return []
    same = _ids(store, "e.kind = ? AND n.source = 'name' AND n.name = ?", (kind, first["same"]))
    return [first["id"], *(i for i in same if i != first["id"])]


def _is_resolved(store: Store, entity_id: str) -> bool:
    row = store.connection.execute("SELECT status FROM entities WHERE id = ?", (entity_id,)).fetchone()
    return bool(row[0] == "resolved")


def _ids(store: Store, where: str, values: tuple[str, ...]) -> list[str]:
    rows = store.connection.execute(
        f"SELECT DISTINCT e.id, e.status, e.articles, e.label FROM entities e JOIN entity_names n ON n.entity_id = e.id"
        f" WHERE {where} ORDER BY e.status, e.articles DESC, e.label",
        values,
    )
    return [row["id"] for row in rows]


def _entity_card(store: Store, e: Entity) -> dict[str, Any]:
    evidence = Evidence(store)
    labels = {x.other: _label(store, x.other) for x in e.links if x.other}
    result: dict[str, Any] = {
        "kind": e.kind,
        "value": e.name,
        "label": e.label,
        "id": e.id,
        "status": e.status,
        "note": e.note,
        "articles": e.articles,
        "mentions": sum(n.mentions for n in e.names),
        "first": e.first,
        "last": e.last,
        "undated": e.undated,
        "province": e.province,
        "aliases": [(n.name, n.mentions) for n in e.names],
        "statements": _statements(evidence, e.lines),
        "why": [
            {
                "kind": x.kind,
                "rule": x.rule,
                "evidence": x.evidence,
                "articles": list(x.articles),
                "other": labels.get(x.other or ""),
                "other_id": x.other,
            }
            for x in e.links
        ],
    }
    if e.kind == "unit":
        result |= unit_facts(store, evidence, e)
    return result


def _label(store: Store, entity_id: str) -> str | None:
    row = store.connection.execute("SELECT label FROM entities WHERE id = ?", (entity_id,)).fetchone()
    return row[0] if row else None


def _statements(evidence: Evidence, lines: Iterable[CareerLine]) -> list[dict[str, Any]]:
    """Each rank or post that a place of an article states once; what is said of its time is for `career`."""
    stated = {(x.article_id, x.field, x.start, x.rank, x.post): x for x in lines if x.rank or x.post}
    return [_statement(evidence, line) for line in islice(stated.values(), STATEMENTS)]


def _statement(evidence: Evidence, line: CareerLine) -> dict[str, Any]:
    planned = " (not held: planned, denied or another's)" if line.change == "planned" else ""
    return {
        "what": ", ".join(filter(None, [line.rank, line.post])) + planned,
        "rank": line.rank,
        "post": line.post,
        "unit": line.unit,
        "unit_id": line.unit_id,
        "former": line.former,
        "acting": line.acting,
        **evidence.at(line.article_id, line.field, line.start),
        "date": line.date,
        "inferred": line.inferred,
    }


# kinds that are listed as they are mentioned


def _mention_card(store: Store, kind: str, name: str) -> dict[str, Any] | None:
    value = _mentioned(store, kind, name)
    if value is None:
        return None
    rows = store.connection.execute(
        "SELECT m.*, a.source, a.url, a.published, a.text, s.sentences FROM mentions m"
        " JOIN articles a ON a.id = m.article_id JOIN sentences s ON s.article_id = a.id"
        " WHERE m.kind = ? AND m.value = ? AND m.listed AND m.field = 'text'"
        " ORDER BY coalesce(a.published, '9999'), m.article_id, m.\"start\"",
        (kind, value),
    ).fetchall()
    statements: list[dict[str, Any]] = []
    for row in rows:
        record = json.loads(row["record"])
        if kind in ("position", "rank") and len(statements) < STATEMENTS:
            statements.append(
                {
                    "what": ", ".join(filter(None, [record.get("person"), record["text"]])),
                    "sentence": _sentence(row["text"], json.loads(row["sentences"]), row["start"]),
                    "article": row["article_id"],
                    "source": row["source"],
                    "url": row["url"],
                    "published": row["published"],
                }
            )
    return {
        "kind": kind,
        "value": value,
        "articles": len({row["article_id"] for row in rows}),
        "mentions": len(rows),
        "aliases": Counter(row["surface"] for row in rows).most_common(),
        "statements": statements,
    }


def _mentioned(store: Store, kind: str, name: str) -> str | None:
    rows = store.connection.execute(
        "SELECT value, surface, count(*) c FROM mentions WHERE kind = ? AND listed GROUP BY value, surface", (kind,)
    ).fetchall()
    wanted = canon(normalize(name))
    total: Counter[str] = Counter()
    exact: Counter[str] = Counter()
    for row in rows:
        if wanted in (canon(row["value"]), canon(row["surface"])):
            exact[row["value"]] += row["c"] * (1000 if canon(row["value"]) == wanted else 1)
        if names_match(name, row["value"]) or names_match(name, row["surface"]):
            total[row["value"]] += row["c"]
    ranked = sorted((exact or total).items(), key=lambda item: (-item[1], item[0]))
    return ranked[0][0] if ranked else None


def _sentence(text: str, sentences: list[list[int]], start: int) -> str:
    return next((text[s:e] for s, e in sentences if s <= start < e), "")
