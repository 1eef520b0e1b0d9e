"""Units and persons of one article as lines of JSON, to be kept in a table, and made of these again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import fields
from operator import attrgetter

from corpus.entities import MentionRef
from corpus.jsonline import dumps
from extractor.resolve.articles import ArticleMentions
from extractor.resolve.careers import RankHistory
from extractor.resolve.dossiers import Dossier, Statement, UnitFacts
from extractor.resolve.names import Location, Site
from extractor.resolve.units import UnitAtom

FactsOf = Callable[[str], UnitFacts]
"""What is known of the unit with an id."""


def unit_record(atom: UnitAtom) -> str:
    """A unit of an article, but for the article and what corrections say."""
    a = atom
    return dumps(
        [
            *(a.name, a.also, _numbers(a.members), dict(sorted(a.surfaces.items())), dict(sorted(a.types.items()))),
            *(a.parent, a.place, a.problem, a.inferred, a.era, _site(a.site), [_site(s) for s in a.candidates]),
        ]
    )


def unit_of_record(record: str, article: ArticleMentions) -> UnitAtom:
    """The unit as it was."""
    name, also, members, surfaces, types, parent, place, problem, inferred, era, site, candidates = json.loads(record)
    return UnitAtom(
        article=article,
        name=name,
        also=also,
        members=_members(article, members),
        surfaces=Counter(surfaces),
        types=Counter(types),
        parent=parent,
        place=place,
        problem=problem,
        inferred=inferred,
        era=era,
        site=Site(*site) if site else None,
        candidates=tuple(Site(*s) for s in candidates),
    )


def named_by(record: str) -> tuple[int, str, str]:
    """Number of mentions, name and other name of a unit's record."""
    name, also, members, *_ = json.loads(record)
    return len(members), name, also


def person_record(dossier: Dossier) -> str:
    """A person of an article; units by their ids."""
    d = dossier
    lines = [[*_plain(s), unit_reference(s.unit) if s.unit else None] for s in d.statements]
    counts = dict(sorted(d.surfaces.items()))
    return dumps([d.name, _numbers(d.members), counts, sorted(d.branches), sorted(d.context), lines])


def person_of_record(record: str, part: int, article: ArticleMentions, facts_of: FactsOf) -> Dossier:
    """The person as it was, with units as they are now."""
    name, members, surfaces, branches, context, lines = json.loads(record)
    statements = [
        Statement(**dict(zip(_PLAIN, plain, strict=True)), unit=unit_of_reference(unit, facts_of) if unit else None)
        for *plain, unit in lines
    ]
    ranks = RankHistory()
    levels = [s.level for s in statements if s.level is not None]
    if levels:
        ranks.state(max(levels), article.first)
    return Dossier(
        article=article,
        name=name,
        members=_members(article, members),
        surfaces=Counter(surfaces),
        part=part,
        statements=statements,
        ranks=ranks,
        branches=set(branches),
        context={unit: facts_of(unit) for unit in context},
    )


_PLAIN = tuple(field.name for field in fields(Statement) if field.name != "unit")
_plain = attrgetter(*_PLAIN)


def facts_record(facts: UnitFacts) -> str:
    """What persons need of a unit, but for its id."""
    f, place = facts, facts.place
    above, where = list(f.above), [place.level, place.name, place.tier] if place else None
    return dumps([f.name, f.type, f.resolved, above, f.owner, where, f.province, f.organ])


def facts_of_record(entity_id: str, record: str) -> UnitFacts:
    """The facts as they were."""
    name, kind, resolved, above, owner, place, province, organ = json.loads(record)
    return UnitFacts(
        id=entity_id,
        name=name,
        type=kind,
        resolved=resolved,
        above=tuple(above),
        owner=owner,
        place=Location(*place) if place else None,
        province=province,
        organ=organ,
    )


def _numbers(members: Iterable[MentionRef]) -> list[int]:
    """Mentions of a text counted from 0 up, those of a title from -1 down."""
    return [m.n if m.field == "text" else -1 - m.n for m in members]


def _members(article: ArticleMentions, numbers: Iterable[int]) -> list[MentionRef]:
    known = article.article_id
    return [
        MentionRef(article_id=known, field="text", n=n)
        if n >= 0
        else MentionRef(article_id=known, field="title", n=-1 - n)
        for n in numbers
    ]


def _site(site: Site | None) -> list[str] | None:
    return [site.district, site.province] if site else None


def unit_reference(unit: UnitFacts) -> str:
    """The id of an entity; of a unit that is only a name all that there is, by lines."""
    return "\n".join((unit.id, unit.name, "resolved" if unit.resolved else "")) if _is_name(unit.id) else unit.id


def unit_of_reference(reference: str, facts_of: FactsOf) -> UnitFacts:
    """The unit as it is now."""
    if not _is_name(reference):
        return facts_of(reference)
    known, name, resolved = reference.split("\n")
    return UnitFacts(id=known, name=name, resolved=bool(resolved))


def _is_name(entity_id: str) -> bool:
    return entity_id.startswith("name:")
