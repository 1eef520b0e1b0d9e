"""Careers as users ask for them: posts and ranks of a person, holders of a unit's posts, who held one on a day.

Everything is derived when it is asked for, from the lines of the entities (`extractor.resolve.occupancies`); call
`diembao.resolution.entities_of_today` first. Only persons with a rank or a public position have entities at all.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace

from corpus.careers import Bound, Career, Occupancy
from corpus.codec import dumps
from corpus.entities import CareerLine
from corpus.store import Store
from corpus.text import fold
from extractor.mine.persons.foreign import is_vietnamese
from extractor.resolve.bounds import shifted
from extractor.resolve.dossiers import head_of
from extractor.resolve.names import key
from extractor.resolve.occupancies import is_bare, occupancies
from extractor.resolve.posts import is_single
from extractor.resolve.ranks_held import ranks_held
from extractor.resolve.rivals import FRESH as FRESH
from extractor.resolve.rivals import begun, last_stated

People = dict[str, tuple[str, list[CareerLine]]]


def career_of(store: Store, person_id: str) -> Career:
    """Posts and ranks of a person, an entity's id; an empty career for one that is not known."""
    return next(iter(careers_of(store, [person_id])), Career(person_id=person_id, person=""))


def careers_of(store: Store, person_ids: Iterable[str]) -> list[Career]:
    """The same of many persons at once, by id; those that are not known are left out."""
    people = _people(store, person_ids)
    beside = _beside(store, (line for _, lines in people.values() for line in lines))
    found = occupancies({**_people(store, beside), **people})
    return [_career(person_id, *people[person_id], found[person_id]) for person_id in sorted(people)]


def _career(person_id: str, name: str, lines: list[CareerLine], found: tuple[Occupancy, ...]) -> Career:
    bare = tuple(o for o in found if is_bare(o))
    placed = tuple(o for o in found if o not in bare)
    return Career(person_id=person_id, person=name, occupancies=placed, ranks=ranks_held(lines), bare=bare)


def occupancies_of_unit(store: Store, unit_id: str) -> tuple[Occupancy, ...]:
    """All that held posts of a unit, by the time they began."""
    rows = store.connection.execute(
        "SELECT DISTINCT l.entity_id FROM entity_lines l JOIN entities e ON e.id = l.entity_id"
        " WHERE l.unit_id = ? AND e.kind = 'person'",
        (unit_id,),
    )
    found = occupancies(_people(store, [row[0] for row in rows]))
    own = [o for listed in found.values() for o in listed if o.unit_id == unit_id]
    return tuple(sorted(own, key=_by_time))


@dataclass(frozen=True, slots=True, kw_only=True)
class Holders:
    """Who had a post on a day: `sure` where statements before and after say so or no end is told and it was stated not
    more than `FRESH` days before, `likely` on days between what is told of an end or a beginning and on later days,
    `undated` those of whom no day is told. `before` and `after` are the nearest others. `contradict` says that more
    than one person is sure, of a post that one person at a time holds."""

    sure: tuple[Occupancy, ...] = ()
    likely: tuple[Occupancy, ...] = ()
    undated: tuple[Occupancy, ...] = ()
    before: Occupancy | None = None
    after: Occupancy | None = None
    contradict: bool = False


def holders(store: Store, position: str, unit_id: str, day: str) -> Holders:
    """The holders of a post (its head, marks and capitals optional) of a unit on an ISO day; caretakers, too."""
    wanted = {fold(position), fold(head_of(position))}
    same = [o for o in occupancies_of_unit(store, unit_id) if {fold(o.position), fold(head_of(o.position))} & wanted]
    return holders_among(same, day)


def holders_of_office(store: Store, position: str, day: str, seat: str | None = None) -> Holders:
    """The same of a post that needs no unit (`Thủ tướng`): Vietnam's, or that of a country or seat (`Nhật Bản`)."""
    head = head_of(position)
    rows = store.connection.execute(
        "SELECT DISTINCT entity_id FROM entity_lines WHERE unit_id IS NULL AND head = ?", (head,)
    )
    found = occupancies(_people(store, [row[0] for row in rows]))
    same = [o for own in found.values() for o in own if o.unit_id is None and fold(head_of(o.position)) == fold(head)]
    if seat is not None:
        return holders_among([o for o in same if o.unit is not None and fold(o.unit) == fold(seat)], day)
    return holders_among([o for o in same if o.unit is None and all(map(is_vietnamese, o.person.split()))], day)


def holders_among(same: list[Occupancy], day: str) -> Holders:
    """Those of the holdings of one post that meet an ISO day."""
    held = [o for o in same if begun(o) <= day and (o.open or day <= (o.end.earliest or ""))]
    sure = [o for o in held if not is_stale(o, day)]
    likely = [
        o
        for o in same
        if o not in held and o.begin != Bound() and (o.begin.earliest or begun(o)) <= day <= (o.end.latest or day)
    ]
    if any(not o.open or o.begin.earliest for o in sure):
        likely = []
    likely += [o for o in held if o not in sure]
    undated = [o for o in same if o.begin == Bound() and o.end == Bound()]
    shown = (*sure, *likely, *undated)
    before = [o for o in same if o not in shown and (o.end.latest or o.end.earliest or begun(o)) < day]
    after = [o for o in same if o not in shown and o not in before and begun(o) > day]
    return Holders(
        sure=tuple(sure),
        likely=tuple(likely),
        undated=tuple(undated),
        before=max(before, key=lambda o: o.end.latest or o.end.earliest or begun(o), default=None),
        after=min(after, key=begun, default=None),
        contradict=len({o.person_id for o in sure if _held_alone(o)}) > 1,
    )


def is_stale(o: Occupancy, day: str) -> bool:
    """Whether no end of a post is told, and its last statement is too old for it to be surely held on an ISO day."""
    return o.open and day > shifted(last_stated(o), FRESH)


def _held_alone(o: Occupancy) -> bool:
    return is_single(key(o.position)) and (o.unit_id is not None or not is_bare(o))


def within(career: Career, first: str | None, last: str | None) -> Career:
    """The posts of a career that may have been held between two ISO days, and the ranks given by the last of them."""

    def meets(o: Occupancy) -> bool:
        begun = o.begin.earliest or o.begin.latest or o.end.earliest or o.end.latest or ""
        ended = "9999" if o.open else o.end.latest or o.end.earliest or "9999"
        return (last is None or begun <= last) and (first is None or ended >= first)

    return replace(
        career,
        occupancies=tuple(filter(meets, career.occupancies)),
        bare=tuple(filter(meets, career.bare)),
        ranks=tuple(r for r in career.ranks if last is None or (r.begin.earliest or r.begin.latest or "") <= last),
    )


def holders_on(store: Store, position: str, unit_id: str, day: str) -> tuple[Occupancy, ...]:
    """Those who surely had the post on that day, else those who likely had."""
    found = holders(store, position, unit_id, day)
    return found.sure or found.likely


def _by_time(o: Occupancy) -> tuple[str, str, str, str]:
    return o.begin.earliest or o.begin.latest or o.end.earliest or "9999", o.end.latest or "9999", o.position, o.person


def _beside(store: Store, lines: Iterable[CareerLine]) -> list[str]:
    """Others of whom articles state a post that one person at a time holds, and that the lines name."""
    posts = {(x.head, x.unit_id) for x in lines if x.head and x.unit_id and is_single(x.head)}
    rows = store.connection.execute(
        "SELECT DISTINCT l.entity_id FROM json_each(?) w CROSS JOIN entity_lines l"
        " ON l.unit_id = json_extract(w.value, '$[1]') AND l.head = json_extract(w.value, '$[0]')",
        (dumps(sorted(posts)),),
    )
    return [row[0] for row in rows]


def _people(store: Store, ids: Iterable[str]) -> People:
    """Names and lines of persons, by id."""
    wanted = dumps(sorted(set(ids)))
    rows = store.connection.execute(
        "SELECT e.id, e.label FROM json_each(?) w CROSS JOIN entities e ON e.id = w.value WHERE e.kind = 'person'",
        (wanted,),
    )
    found: People = {row["id"]: (row["label"], []) for row in rows}
    lines = store.connection.execute(
        "SELECT l.* FROM json_each(?) w CROSS JOIN entity_lines l ON l.entity_id = w.value ORDER BY l.entity_id, l.n",
        (wanted,),
    )
    for row in lines:
        if row["entity_id"] in found:
            found[row["entity_id"]][1].append(_line(row))
    return found


_FLAGS = ("inferred", "former", "acting", "vague")


def _line(row: sqlite3.Row) -> CareerLine:
    values = {name: row[name] for name in row.keys() if name not in ("entity_id", "n")}  # noqa: SIM118
    return CareerLine(**(values | {name: bool(row[name]) for name in _FLAGS}))
