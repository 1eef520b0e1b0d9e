"""What a unit's card says besides its names: owner, place, other names, reforms and holders of posts, each as told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus.entities import Entity, EntityLink
from corpus.store import Store
from diembao.evidence import Evidence
from diembao.unit_congresses import congresses_of, twins_of
from diembao.unit_history_forms import congress_object, term
from extractor.mine.dates.numbers import to_roman
from extractor.resolve.corrections import words_match
from extractor.resolve.names import key
from extractor.resolve.unit_history import Congress

_LOOKED_AT = 500  # mentions, the earliest first, in which a sentence for owner and place is looked for
_NAMES = 12  # other names with a sentence
NOT_SAID = "known, not said here"
_BY_DATE = "coalesce(a.published_first, a.published, '9999'), a.id, m.field, m.\"start\""


def unit_facts(store: Store, evidence: Evidence, e: Entity) -> dict[str, Any]:
    """The fields that only units have, and their `statements`."""
    return {
        "type": e.type,
        "parent": e.parent,
        "parent_id": e.parent_id,
        "place": e.place,
        "parents": _parents(store, e.id),
        "children": _children(store, e),
        "posts": _posts(store, evidence, e.id),
        "congresses": _congresses(store, e),
        "statements": list(_statements(store, evidence, e)),
    }


def _statements(store: Store, evidence: Evidence, e: Entity) -> Iterator[dict[str, Any]]:
    """One line for owner, place, each other name and each reform, with the first sentence that says it."""
    rows = _mentions(store, e.id)
    owners = _places_of(store, e.parent_id) if e.parent_id else {}
    for about, value in (("parent", e.parent), ("place", e.place)):
        found = _told(evidence, rows, about, value, owners if about == "parent" else {}) if value else None
        if value and found:
            row, stated = found
            what = f"{'under' if about == 'parent' else 'place'}: {value}" + ("" if stated else f" ({NOT_SAID})")
            yield _line(evidence, about, value, what, row, stated=stated)
    shown = {key(e.name), key(e.label)}
    for name in [n.name for n in e.names if n.source == "text"]:
        row = next((r for r in rows if key(r["surface"]) == key(name)), None)
        if key(name) not in shown and row is not None and len(shown) < _NAMES + 2:
            shown.add(key(name))
            yield _line(evidence, "name", name, f"called: {name}", row)
    for link in e.links:
        if link.kind == "relation" and link.other:
            row = _said_together(store, evidence, e.id, link.other)
            if row is not None:
                yield _line(evidence, "relation", link.evidence, _reform(link), row)


def _reform(link: EntityLink) -> str:
    return f"{link.rule}: {link.evidence}"


def _line(evidence: Evidence, about: str, value: str, what: str, row: Any, *, stated: bool = True) -> dict[str, Any]:
    located = evidence.at(row["article_id"], row["field"], row["start"])
    return {"what": what, "about": about, "named": value, "stated": stated, **located}


def _mentions(store: Store, entity_id: str) -> list[Any]:
    return store.connection.execute(
        "SELECT m.article_id, m.field, m.surface, m.\"start\", json_extract(m.record, '$.parent') parent,"
        " json_extract(m.record, '$.place') place FROM entity_mentions x JOIN mentions m USING (article_id, field, n)"
        f" JOIN articles a ON a.id = m.article_id WHERE x.entity_id = ? ORDER BY {_BY_DATE} LIMIT {_LOOKED_AT}",
        (entity_id,),
    ).fetchall()


def _places_of(store: Store, entity_id: str) -> dict[tuple[str, str], list[int]]:
    """Where an entity is mentioned: offsets by article and field."""
    found: dict[tuple[str, str], list[int]] = {}
    rows = store.connection.execute(
        'SELECT article_id, field, m."start" FROM entity_mentions x JOIN mentions m USING (article_id, field, n)'
        " WHERE x.entity_id = ?",
        (entity_id,),
    )
    for row in rows:
        found.setdefault((row["article_id"], row["field"]), []).append(row["start"])
    return found


def _told(
    evidence: Evidence, rows: list[Any], about: str, value: str, owners: dict[tuple[str, str], list[int]]
) -> tuple[Any, bool] | None:
    """The first mention in whose sentence the value stands; else the first that was read so, and False."""
    for row in rows:
        at = row["article_id"], row["field"]
        if words_match(value, evidence.sentence(*at, row["start"])):
            return row, True
        first, last = evidence.span(*at, row["start"])
        if any(first <= start < last for start in owners.get(at, ())):
            return row, True
    read = next((row for row in rows if row[about]), None)
    return (read, False) if read is not None else None


def _said_together(store: Store, evidence: Evidence, mine: str, other: str) -> Any:
    """The first mention in whose sentence the other unit is named, too."""
    rows = store.connection.execute(
        'SELECT m.article_id, m.field, m."start", o."start" other FROM entity_mentions x'
        " JOIN mentions m USING (article_id, field, n) JOIN articles a ON a.id = m.article_id"
        " JOIN entity_mentions y ON y.article_id = x.article_id AND y.field = x.field AND y.entity_id = ?"
        " JOIN mentions o ON o.article_id = y.article_id AND o.field = y.field AND o.n = y.n"
        f" WHERE x.entity_id = ? ORDER BY {_BY_DATE}",
        (other, mine),
    )
    for row in rows:
        first, last = evidence.span(row["article_id"], row["field"], row["start"])
        if first <= row["other"] < last:
            return row
    return None


def _parents(store: Store, entity_id: str) -> list[tuple[str, int]]:
    rows = store.connection.execute(
        "SELECT json_extract(m.record, '$.parent') p, count(*) c FROM entity_mentions x"
        " JOIN mentions m USING (article_id, field, n) WHERE x.entity_id = ? AND p IS NOT NULL"
        " GROUP BY p ORDER BY c DESC, p",
        (entity_id,),
    )
    return [(row[0], row[1]) for row in rows]


def _children(store: Store, e: Entity) -> list[tuple[str, int]]:
    rows = store.connection.execute(
        "SELECT label, mentions FROM entities WHERE parent_id = ? AND id <> ? ORDER BY mentions DESC, label",
        (e.id, e.id),
    )
    return [(row[0], row[1]) for row in rows]


def _posts(store: Store, evidence: Evidence, entity_id: str) -> list[dict[str, Any]]:
    """Who is stated with a post in the unit, each person's post once, with the first sentence that says it."""
    rows = store.connection.execute(
        "SELECT e.label person, e.id person_id, l.* FROM entity_lines l JOIN entities e ON e.id = l.entity_id"
        " WHERE l.unit_id = ? AND l.post IS NOT NULL AND coalesce(l.change, '') <> 'planned'"
        " ORDER BY coalesce(l.date, '9999'), person, l.post, l.article_id",
        (entity_id,),
    )
    found: dict[tuple[object, ...], dict[str, Any]] = {}
    for r in rows:
        post = found.get((r["entity_id"], r["head"], r["former"]))
        if post is None:
            located = evidence.at(r["article_id"], r["field"], r["start"])
            found[r["entity_id"], r["head"], r["former"]] = {
                "person": r["person"],
                "person_id": r["person_id"],
                "rank": r["rank"],
                "post": r["post"],
                **located,
            }
        elif post["rank"] is None:
            post["rank"] = r["rank"]
    return list(found.values())


def _congresses(store: Store, e: Entity) -> list[dict[str, Any]]:
    """The unit's congresses as its history has them, by date; `diembao history` tells more of each."""
    return [{**congress_object(c), **_shown(c)} for c in congresses_of(store, e, twins_of(store, e))]


def _shown(c: Congress) -> dict[str, Any]:
    """A congress in one line, with the first sentence that tells its days."""
    told = next((s for s in c.stages if s.status == c.status and s.first == c.first), c.stages[0])
    number = f"congress {to_roman(c.ordinal).upper() if c.ordinal else ''}".strip()
    parts = [f"{number} of {c.unit}", term(c), f"committee of {c.members}" if c.members else None]
    parts += [f"{one.post}: {one.person}" for one in c.elected]
    cites = [cite for stage in c.stages for cite in stage.cites]
    return {
        "date": c.first if c.first == c.last else f"{c.first}/{c.last}",
        "title": "; ".join(filter(None, parts)),
        "sentence": told.cites[0].sentence,
        "articles": list(dict.fromkeys(cite.article_id for cite in cites)),
    }
