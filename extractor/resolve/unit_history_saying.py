"""Mentions of an article as what a sentence says: the way from what was mined to the readers of histories."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from corpus.dates import PublicationDate
from corpus.mentions import DateExpression, DocumentRef, Mention, Person, Place, Position, Term, Unit
from extractor.resolve.names import key, location
from extractor.resolve.unit_history import Cite
from extractor.resolve.unit_history_frames import is_joint, level_of_several
from extractor.resolve.unit_history_twins import core
from extractor.resolve.unit_history_views import DateSaid, PersonSaid, PostSaid, Said, TermSaid, UnitSaid

_PLAIN = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


class EntitySaid(NamedTuple):
    """The entity of a mention."""

    id: str
    label: str
    resolved: bool


def said_with(cite: Cite, number: int, found: Iterable[tuple[Mention, EntitySaid | None]]) -> Said:
    """The sentence of `cite` with its mentions, whose offsets are those in the article."""
    base = cite.start
    units: list[UnitSaid] = []
    persons: list[PersonSaid] = []
    posts: list[PostSaid] = []
    terms: list[TermSaid] = []
    dates: list[DateSaid] = []
    documents: list[tuple[int, int]] = []
    places: list[tuple[int, int]] = []
    areas: list[UnitSaid] = []
    for m, entity in found:
        at, end = m.start - base, m.end - base
        if isinstance(m, Unit):
            units.append(_unit(m, at, end, entity))
        elif isinstance(m, Person):
            persons.append(PersonSaid(start=at, end=end, name=m.value, id=entity.id if entity else None))
        elif isinstance(m, Position):
            posts.append(PostSaid(start=at, end=end, text=m.text, head=m.value, unit=m.unit, person=m.person))
        elif isinstance(m, Term):
            terms.append(
                TermSaid(
                    start=at,
                    end=end,
                    ordinal=m.ordinal,
                    from_year=m.from_year,
                    to_year=m.to_year,
                    derived=m.derived,
                )
            )
        elif isinstance(m, DateExpression) and m.range is not None and not m.is_set:
            first, last = m.range.first.isoformat(), m.range.last.isoformat()
            dates.append(DateSaid(start=at, end=end, first=first, last=last, opening=_opening(m.value)))
        elif isinstance(m, DocumentRef):
            documents.append((at, end))
        elif isinstance(m, Place):
            places.append((at, end))
            before = areas[-1] if areas else None
            if (area := _area(m, at, end) or _listed(m, at, end, before, cite.sentence)) is not None:
                areas.append(area)
    return Said(
        cite=cite,
        number=number,
        units=tuple(units),
        persons=tuple(persons),
        posts=tuple(posts),
        terms=tuple(terms),
        dates=tuple(dates),
        documents=tuple(documents),
        places=tuple(places),
        areas=tuple(areas),
    )


def _opening(value: str) -> tuple[str, str] | None:
    """The days of the first half of a range of days, months or years."""
    first, slash, _ = value.partition("/")
    if not slash or not _PLAIN.fullmatch(first):
        return None
    span = PublicationDate(value=first, method="given", confidence=1).span
    return span.first.isoformat(), span.last.isoformat()


def _area(m: Place, start: int, end: int) -> UnitSaid | None:
    """A place that is written with its level."""
    place = location(f"x {m.text}")
    if place is None or core(m.text) != f"{key(place.level)} {place.name}":
        return None
    name = f"{place.level} {m.value}"
    return UnitSaid(start=start, end=end, value=name, name=name, core=core(m.text), tier=place.tier)


def _listed(m: Place, start: int, end: int, before: UnitSaid | None, text: str) -> UnitSaid | None:
    """A place of several that share a level: the first, behind it (`hai xã A`), or one joined to such (`và B`)."""
    level, begin = level_of_several(text[:start]) or (None, start)
    if level is None and before is not None and before.several and is_joint(text[before.end : start]):
        level = before.name.removesuffix(f" {before.value}")
    place = location(f"x {level} {m.text}") if level is not None else None
    if place is None:
        return None
    name = f"{level} {m.value}"
    tier = place.tier
    return UnitSaid(start=begin, end=end, value=m.value, name=name, core=core(name), tier=tier, several=True)


def _unit(m: Unit, start: int, end: int, entity: EntitySaid | None) -> UnitSaid:
    label = entity.label if entity else m.value
    resolved = m.resolved and (entity is None or entity.resolved)
    return UnitSaid(
        start=start,
        end=end,
        name=label if resolved else m.value,
        core=core(label if resolved else m.value),
        id=entity.id if entity else None,
        resolved=resolved,
        value=m.value,
        parent=m.parent,
    )
