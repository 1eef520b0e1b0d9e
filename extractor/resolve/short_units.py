"""Short names of units (`UBND tỉnh`) in articles that do not name the province, settled by whom they say holds a post.

A person whom other articles give the same post in one unit of that short name (`Chủ tịch UBND tỉnh Lai Châu`) tells
which is meant; so it is meant throughout the article, and what else the article says of `tỉnh` lies in that province.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.resolve.dossiers import Dossier, Statement, UnitFacts, UnitOf, holders
from extractor.resolve.misspelt import with_misspelt
from extractor.resolve.names import key
from extractor.resolve.persons import PersonGroup, group_name, group_persons

_PROVINCE = "tỉnh"


@dataclass(frozen=True, slots=True)
class ShortNames:
    """What short names mean in one article: units by compared name, and the province of all of them, compared."""

    units: Mapping[str, UnitFacts]
    province: str | None = None


Votes = dict[tuple[str, str], dict[str, UnitFacts]]
"""By article and compared short name the units, by id, that a person's posts say it means."""


def grouped_persons(people: Sequence[Dossier], unit_of: UnitOf) -> list[list[PersonGroup]]:
    """By name, the persons of that name; short names of units in their statements are settled on the way.

    The statements of `people` are changed where a short name could be settled; names whose statements changed are
    grouped anew.
    """
    names = group_persons(people)
    told: defaultdict[str, list[tuple[str, UnitFacts]]] = defaultdict(list)
    for groups in names:
        for (article, short), units in votes(groups).items():
            told[article] += [(short, unit) for unit in units.values()]
    meant = {article: found for article, said in told.items() if (found := agreed(said)) is not None}
    of_name: defaultdict[str, list[Dossier]] = defaultdict(list)
    for dossier in people:
        of_name[key(dossier.name)].append(dossier)
    return with_misspelt([settled(groups, of_name[_name(groups)], meant.get, unit_of) for groups in names])


def settled(
    groups: list[PersonGroup],
    same: Sequence[Dossier],
    meant: Callable[[str], ShortNames | None],
    unit_of: UnitOf,
) -> list[PersonGroup]:
    """The persons of one name, grouped anew where what short names mean changes a statement of theirs."""
    if not [d for d in same if settle(d, meant, unit_of)]:
        return groups
    return _kept(groups, group_name(same))


def _name(groups: Sequence[PersonGroup]) -> str:
    return key(groups[0].dossiers[0].name)


def _kept(before: list[PersonGroup], after: list[PersonGroup]) -> list[PersonGroup]:
    """The groups of before where these are the same: their reasons are what connected them."""
    members = [{frozenset(map(id, g.dossiers)) for g in groups} for groups in (before, after)]
    return before if members[0] == members[1] else after


def is_short(s: Statement) -> bool:
    """Whether a statement is of a post in a unit that only a short name tells."""
    return bool(s.head and s.unit and s.unit_name and not s.unit.resolved)


def votes(groups: Iterable[PersonGroup]) -> Votes:
    """What the persons of one name say of short names."""
    found: defaultdict[tuple[str, str], dict[str, UnitFacts]] = defaultdict(dict)
    for group in groups:
        vague = [(d, s) for d in group.dossiers for s in d.statements if is_short(s)]
        if not vague:
            continue
        placed: defaultdict[str, dict[str, UnitFacts]] = defaultdict(dict)
        for s in (s for d in group.dossiers for s in d.statements):
            if s.head and s.unit and s.unit_name and s.unit.resolved:
                placed[s.head][s.unit.id] = s.unit
        for dossier, s in vague:
            short = key(s.unit_name or "")
            fitting = [u for u in placed.get(s.head or "", {}).values() if key(u.name).startswith(f"{short} ")]
            if len(fitting) == 1 and holders().get(s.head or "") != "many":
                found[dossier.article.article_id, short][fitting[0].id] = fitting[0]
    return found


def agreed(told: Iterable[tuple[str, UnitFacts]]) -> ShortNames | None:
    """What the short names of one article mean by what all its persons say, where they agree."""
    by_name: defaultdict[str, dict[str, UnitFacts]] = defaultdict(dict)
    for short, unit in told:
        by_name[short][unit.id] = unit
    units = {short: next(iter(found.values())) for short, found in sorted(by_name.items()) if len(found) == 1}
    if not units:
        return None
    provinces = {unit.province or "" for short, unit in units.items() if _PROVINCE in short.split(" ")}
    return ShortNames(units, next(iter(provinces)) if len(provinces) == 1 and "" not in provinces else None)


def settle(dossier: Dossier, meant: Callable[[str], ShortNames | None], unit_of: UnitOf) -> bool:
    """Put the units that are meant by short names into a person's statements; whether any changed."""
    if not any(s.unit is not None and not s.unit.resolved for s in dossier.statements):
        return False
    article = dossier.article.article_id
    short = meant(article)
    if short is None:
        return False
    told = [_settled(s, article, short, unit_of) for s in dossier.statements]
    changed = told != dossier.statements
    dossier.statements = told
    return changed


def _settled(s: Statement, article: str, meant: ShortNames, unit_of: UnitOf) -> Statement:
    if s.unit is None or s.unit.resolved or not s.unit_name:
        return s
    short = key(s.unit_name)
    unit = meant.units.get(short)
    if unit is None and meant.province is not None and _PROVINCE in short.split(" "):
        known = unit_of(article, f"{short} {meant.province}")
        unit = known if known is not None and known.resolved and not known.id.startswith("name:") else None
    return s if unit is None else replace(s, unit=unit, province=unit.province)
