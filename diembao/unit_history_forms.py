"""The history of a unit as JSON and as rows of CSV, and within days."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from corpus.codec import dumps
from diembao.export.cells import CsvTable
from diembao.unit_history import Leader, UnitHistory
from extractor.resolve.unit_history import Change, Cite, Congress, DateTold, Elected, Owner, UnitRef

COLUMNS = (
    *("section", "from", "to", "status", "what", "person", "position", "unit", "former", "ordinal", "term", "members"),
    *("known", "sentence", "source", "published", "url", "article", "articles"),
)

_Line = TypeVar("_Line")


# within days


def within(history: UnitHistory, first: str | None, last: str | None) -> tuple[UnitHistory, int]:
    """The lines whose time meets these ISO days, and how many are left out whose time is not known to meet them."""
    if first is None and last is None:
        return history, 0
    asked = first or "", last or "9999"
    leaders, a = _meeting(asked, history.leaders, _held)
    congresses, b = _meeting(asked, history.congresses, lambda c: (c.first, c.last))
    changes, c = _meeting(asked, history.changes, lambda c: (c.first, c.last))
    owners, d = _meeting(asked, history.owners, lambda o: (o.first, o.last if o.first else None))
    kept = replace(history, leaders=leaders, congresses=congresses, changes=changes, owners=owners)
    return kept, a + b + c + d


def _held(leader: Leader) -> tuple[str | None, str | None]:
    """The longest time that a post may have been held."""
    post = leader.post
    return post.begin.earliest or post.begin.latest, None if post.open else post.end.latest or post.end.earliest


def _meeting(
    asked: tuple[str, str], lines: Iterable[_Line], time: Callable[[_Line], tuple[str | None, str | None]]
) -> tuple[tuple[_Line, ...], int]:
    """The lines that meet the time asked for, and how many may or may not: without a day, or with a later end only."""
    kept: list[_Line] = []
    unknown = 0
    for line in lines:
        first, last = time(line)
        if first is None and (last is None or last > asked[1]):
            unknown += 1
        elif (last is None or last >= asked[0]) and (first is None or first <= asked[1]):
            kept.append(line)
    return tuple(kept), unknown


# JSON


def as_object(history: UnitHistory) -> dict[str, Any]:
    """Everything, each line with its sentences under `sources`."""
    entity = history.entity
    return {
        "unit": entity.label,
        "id": entity.id,
        "type": entity.type,
        "also": [{"unit": twin.label, "id": twin.id} for twin in history.twins],
        "leaders": [_leader(x) for x in history.leaders],
        "congresses": [congress_object(c) for c in history.congresses],
        "names": [_change(c) for c in history.changes],
        "parents": [_owner(o) for o in history.owners],
        "children": [{"unit": name, "mentions": count} for name, count in history.children],
    }


def congress_object(c: Congress) -> dict[str, Any]:
    """One congress with all that is told of it."""
    return {
        "unit": c.unit,
        "ordinal": c.ordinal,
        "term": term(c),
        "term_basis": c.term_basis,
        "from": c.first,
        "to": c.last,
        "status": c.status,
        "place": c.place,
        "members": c.members,
        "members_told": [{"members": s.members, "sources": _sources(s.cites)} for s in c.sizes],
        "elected": [_elected(e) for e in c.elected],
        "stages": [_date(d) for d in c.stages],
        "conflicts": [_date(d) for d in c.conflicts],
        "variants": [{"about": v.about, "told": v.value, "sources": _sources(v.cites)} for v in c.variants],
        "events": list(c.events),
    }


def _elected(e: Elected) -> dict[str, Any]:
    return {
        "person": e.person,
        "person_id": e.person_id,
        "position": e.head,
        "post": e.post,
        "unit": e.unit,
        "again": e.again,
        "appointed": e.appointed,
        "sources": _sources(e.cites),
    }


def how(e: Elected) -> str:
    """How somebody came to a post."""
    return f"{'appointed' if e.appointed else 'elected'}{' again' if e.again else ''}"


def _leader(x: Leader) -> dict[str, Any]:
    post = x.post
    return {
        "person": post.person,
        "person_id": post.person_id,
        "position": post.position,
        "acting": post.acting,
        "unit": post.unit,
        "from": [post.begin.earliest, post.begin.latest],
        "to": [post.end.earliest, post.end.latest],
        "open": post.open,
        "contradictions": [{"about": c.about, "told": c.told} for c in post.contradictions],
        "sources": _sources(x.cites),
    }


def _change(c: Change) -> dict[str, Any]:
    return {
        "kind": c.kind,
        "units": [_ref(u) for u in c.units],
        "former": [_ref(u) for u in c.former],
        "owner": _ref(c.owner) if c.owner else None,
        "from": c.first,
        "to": c.last,
        "date_basis": c.date_basis,
        "status": c.status,
        "known": c.known,
        "note": c.note,
        "conflicts": [_date(d) for d in c.conflicts],
        "sources": _sources(c.cites),
    }


def _owner(o: Owner) -> dict[str, Any]:
    return {
        **_ref(o.unit),
        "from": o.first,
        "to": o.last,
        "stated": o.stated,
        "articles": o.articles,
        "sources": _sources(o.cites[:1]),
    }


def _ref(unit: UnitRef) -> dict[str, Any]:
    return {"unit": unit.name, "id": unit.id}


def _date(d: DateTold) -> dict[str, Any]:
    return {"from": d.first, "to": d.last, "status": d.status, "sources": _sources(d.cites)}


def _sources(cites: Iterable[Cite]) -> list[dict[str, Any]]:
    return [
        {"sentence": c.sentence, "source": c.source, "published": c.published, "url": c.url, "article": c.article_id}
        for c in cites
    ]


def term(c: Congress) -> str | None:
    """The term of office as it is written: `2020-2025`."""
    return f"{c.from_year}-{c.to_year}" if c.from_year is not None else None


# CSV


def to_csv(history: UnitHistory) -> str:
    """A row for each leader, congress, elected person, change and owner; its first sentence and all its articles."""
    stream = io.StringIO()
    table = CsvTable(stream, COLUMNS)
    for row in _rows(history):
        table.write([row.get(column) for column in COLUMNS])
    return stream.getvalue().rstrip("\n")


def _rows(history: UnitHistory) -> Iterator[dict[str, Any]]:
    for x in history.leaders:
        first, last = _held(x)
        yield {
            **_told(x.cites),
            "section": "leader",
            "from": first,
            "to": last,
            "what": x.post.acting,
            "person": x.post.person,
            "position": x.post.position,
            "unit": x.post.unit,
        }
    for c in history.congresses:
        numbered = {"ordinal": c.ordinal, "term": term(c)}
        told = next((s.cites for s in c.stages if s.status == c.status), ())
        days = {"from": c.first, "to": c.last, "status": c.status}
        yield {**_told(told), **numbered, **days, "section": "congress", "unit": c.unit, "members": c.members}
        for e in c.elected:
            who = {"person": e.person, "position": e.head, "unit": e.unit or c.unit}
            yield {
                **_told(e.cites),
                **numbered,
                **days,
                **who,
                "section": "elected",
                "what": how(e),
            }
    for change in history.changes:
        yield {
            **_told(change.cites),
            "section": "name",
            "from": change.first,
            "to": change.last,
            "status": change.status,
            "what": change.kind,
            "unit": [u.name for u in change.units] or (change.owner.name if change.owner else change.note),
            "former": [u.name for u in change.former],
            "known": change.known,
        }
    for o in history.owners:
        yield {**_told(o.cites), "section": "parent", "from": o.first, "to": o.last, "unit": o.unit.name}


def _told(cites: Sequence[Cite]) -> dict[str, Any]:
    if not cites:
        return {}
    first = cites[0]
    return {
        "sentence": first.sentence,
        "source": first.source,
        "published": first.published,
        "url": first.url,
        "article": first.article_id,
        "articles": list(dict.fromkeys(c.article_id for c in cites)),
    }


def to_json(history: UnitHistory) -> str:
    """One JSON object."""
    return dumps(as_object(history))
