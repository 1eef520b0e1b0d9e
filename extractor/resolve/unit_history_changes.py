"""What became of one unit, told by several articles: tellings of one change as one line with all its sentences.

The most precise day that is told of what happened counts, that of most articles among equals; days that do not agree
are conflicts. What shipped tables know beside is marked `known`, see `known_changes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from corpus.entities import Entity
from extractor.gazetteer import table
from extractor.resolve.names import key, location
from extractor.resolve.unit_history import Change, ChangeKind, DateBasis, DateTold, UnitRef
from extractor.resolve.unit_history_told import ChangeSaid
from extractor.resolve.unit_history_views import DateSaid, UnitSaid
from extractor.succession import FIRST_CURRENT_DAY

_LAST_DAY = "9999-12-31"
_ONCE: frozenset[ChangeKind] = frozenset({"founded", "became"})
"""What happens to a unit once, so that another day is a conflict."""
_FORMS: frozenset[ChangeKind] = frozenset({"merged", "split", "reorganised"})
_NEAR = 400
"""Days within which two tellings of the same parties are one change, with a conflict of days."""
_ANNOUNCED = 90
"""Days by which a reform is told before it takes effect."""
_BASES: tuple[DateBasis, ...] = ("told", "event", "anniversary", "published", "known")
_OF_PLACES = frozenset({"commune-merged", "level-ended", "province-enlarged", "province-merged"})
"""What happened to places, and so to the organs of the Party and the state there, but not to companies or hospitals."""
_KNOWN: dict[str, ChangeKind] = {
    "commune-merged": "merged",
    "level-ended": "dissolved",
    "merged": "merged",
    "province-enlarged": "merged",
    "province-merged": "merged",
    "renamed": "renamed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A change in a sentence with its days and where these come from."""

    said: ChangeSaid
    first: str | None
    last: str | None
    basis: DateBasis


def dated(
    said: ChangeSaid,
    event: tuple[str, str] | None,
    published: str | None,
    effect: DateSaid | None = None,
) -> Dated | None:
    """The days of a change: told, those of the sentence's event, counted back, or only before publication.

    `effect` is since when the article's decisions have effect.

    None for an anniversary where nothing tells of which year it is.
    """
    if said.kind in ("became", "under"):
        return Dated(said=said, first=None, last=published[:10] if published else None, basis="published")
    if said.date is not None:
        ranged = said.date.opening if said.is_feast or said.kind == "founded" else None
        first, last = ranged or (said.date.first, said.date.last)
        return Dated(said=said, first=first, last=last, basis="told")
    if said.years is not None:
        year = (event[0] if event else published or "")[:4]
        if not year:
            return None
        then = f"{int(year) - said.years:04d}"
        return Dated(said=said, first=f"{then}-01-01", last=f"{then}-12-31", basis="anniversary")
    if effect is not None:
        return Dated(said=said, first=effect.first, last=effect.last, basis="told")
    if event is not None:
        return Dated(said=said, first=event[0], last=event[1], basis="event")
    return Dated(said=said, first=None, last=published[:10] if published else None, basis="published")


def changes(ids: frozenset[str], told: Iterable[Dated], area: str | None = None) -> tuple[Change, ...]:
    """The changes in which a unit (of any of these ids) is told, by date; those without days last.

    `area` is the compared name of the administrative area that the unit leads: its changes are told, too.
    """
    given = sorted(
        told, key=lambda d: (d.said.said.cite.published or "9999", d.said.said.cite.article_id, d.said.start)
    )
    linked = [_with_dissolved(one, given) for one in given]
    groups: list[list[Dated]] = []
    for one in (d for d in linked if d.said.kind != "under" and _names(d.said, ids, area)):
        home = next((g for g in groups if all(_same(one, other) for other in g)), None)
        if home is None:
            groups.append([one])
        else:
            home.append(one)
    return tuple(sorted((_change(group) for group in groups), key=_order))


def _order(change: Change) -> tuple[str, str, str]:
    return change.first or change.last or _LAST_DAY, change.last or _LAST_DAY, change.kind


def _names(said: ChangeSaid, ids: frozenset[str], area: str | None) -> bool:
    """Whether one of the units that change is asked for; of a move, the unit that is moved."""
    units = (*said.units, *(() if said.kind == "moved" else said.former))
    return any(unit.id in ids or (unit.tier is not None and unit.core == area) for unit in units)


def _with_dissolved(one: Dated, told: Sequence[Dated]) -> Dated:
    """A founding with the body of that place that the same article says to have ended for it."""
    if one.said.kind != "founded" or one.said.former or len(one.said.units) != 1:
        return one
    place = location(one.said.units[0].name)
    ended = [
        unit
        for other in told
        if other.said.kind == "dissolved" and other.said.said.cite.article_id == one.said.said.cite.article_id
        for unit in other.said.former
        if place is not None and (at := location(unit.name)) is not None and at.name == place.name
    ]
    return replace(one, said=replace(one.said, former=tuple(ended))) if ended else one


def _same(a: Dated, b: Dated) -> bool:
    """Whether two tellings are one change: of one kind and status, of units that agree, at times that go together."""
    if a.said.kind != b.said.kind and not _is_form_of(a.said, b.said) and not _is_form_of(b.said, a.said):
        return False
    if not (_agree(a.said.units, b.said.units) and _agree(a.said.former, b.said.former)):
        return False
    if "published" in (a.basis, b.basis) or _gap(a, b) <= 0:
        return True
    if a.said.kind == b.said.kind and a.said.kind in _ONCE:
        return True
    return _gap(a, b) <= _NEAR and bool({u.id for u in a.said.former} & {u.id for u in b.said.former})


def _is_form_of(founding: ChangeSaid, other: ChangeSaid) -> bool:
    """Whether a plain founding may be that of the unit that another change made (`thành lập` … `hợp nhất thành`)."""
    plain = founding.kind == "founded" and not founding.former
    made = {u.id or u.core for u in founding.units} & {u.id or u.core for u in other.units}
    return plain and other.kind in _FORMS and bool(made)


def _agree(a: Sequence[UnitSaid], b: Sequence[UnitSaid]) -> bool:
    return not a or not b or bool({u.id or u.core for u in a} & {u.id or u.core for u in b})


def _gap(a: Dated, b: Dated) -> int:
    """Days between two times; 0 where they meet, or one is open."""
    first = max(filter(None, (a.first, b.first)), default=None)
    last = min(filter(None, (a.last, b.last)), default=None)
    if first is None or last is None:
        return 0
    return (date.fromisoformat(first) - date.fromisoformat(last)).days


def _change(group: Sequence[Dated]) -> Change:
    spans = [(d.first, d.last) for d in group]

    def rank(d: Dated) -> tuple[object, ...]:
        return d.said.status == "planned", _BASES.index(d.basis), _length(d), -spans.count((d.first, d.last))

    lead = min(group, key=rank)
    full = max(group, key=lambda d: len(d.said.former) + len(d.said.units))
    owners = [d.said.owner for d in group if d.said.owner is not None]
    others = [d for d in group if d.said.status == lead.said.status and d.basis == lead.basis and _gap(d, lead) > 0]
    return Change(
        kind=max((d.said.kind for d in group), key=lambda kind: (kind != "founded", kind == lead.said.kind)),
        units=_refs(full.said.units or lead.said.units),
        former=_refs(full.said.former or lead.said.former),
        owner=_refs(owners[:1])[0] if owners else None,
        first=lead.first,
        last=lead.last,
        date_basis=lead.basis,
        status=lead.said.status,
        cites=tuple(dict.fromkeys(d.said.said.cite for d in (lead, *group))),
        conflicts=tuple(
            DateTold(first=d.first or "", last=d.last or "", status=d.said.status, cites=(d.said.said.cite,))
            for d in others
        ),
    )


def _length(d: Dated) -> int:
    if d.first is None or d.last is None:
        return 10**6
    return (date.fromisoformat(d.last) - date.fromisoformat(d.first)).days


def _refs(units: Sequence[UnitSaid]) -> tuple[UnitRef, ...]:
    return tuple(dict.fromkeys(UnitRef(name=unit.name, id=unit.id) for unit in units))


def known_changes(entity: Entity, labels: dict[str, str], told: Sequence[Change] = ()) -> tuple[Change, ...]:
    """What shipped tables know of a unit and no article tells; `labels` are those of the related entities by id."""
    found = []
    for link in entity.links:
        if link.kind != "relation" or link.rule not in _KNOWN or (entity.type == "other" and link.rule in _OF_PLACES):
            continue
        day = _since(entity.name, link.evidence) or FIRST_CURRENT_DAY
        same = [change for change in told if change.kind == _KNOWN[link.rule]]
        if any(change.kind == "dissolved" or _is_about(change, day) for change in same):
            continue
        other = (UnitRef(name=labels[link.other], id=link.other),) if link.other in labels else ()
        found.append(
            Change(
                kind=_KNOWN[link.rule],
                units=other,
                first=day,
                last=day,
                date_basis="known",
                known=True,
                note=link.evidence,
            )
        )
    return tuple(found)


def _is_about(change: Change, day: str) -> bool:
    """Whether a change may have taken place on a day, or was told shortly before."""
    last = change.last or _LAST_DAY
    near = (date.fromisoformat(day) - timedelta(_ANNOUNCED)).isoformat()
    return (change.first or "") <= day and near <= last


def _since(name: str, evidence: str) -> str | None:
    """The day of a row on a body of the centre, which its line of evidence holds."""
    rows = (row for row in table("entity_successors") if key(name) in (key(row["name"]), key(row["successor"])))
    return next((row["since"] for row in rows if row["since"] in evidence), None)
