"""Short names of units (`UBND tỉnh`) in articles that do not name the province, settled by whom they say holds a post.

A person whom other articles give the same post in one unit of that short name (`Chủ tịch UBND tỉnh Lai Châu`) tells
which is meant; so it is meant throughout the article, and what else the article says of `tỉnh` lies in that province.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractor.resolve.dossiers import Dossier, Statement, UnitFacts, UnitOf, holders
from extractor.resolve.misspelt import with_misspelt
from extractor.resolve.names import key
from extractor.resolve.persons import PersonGroup, group_persons

_PROVINCE = "tỉnh"
Meant = dict[tuple[str, str], UnitFacts]
"""By article and compared short name."""


def grouped_persons(people: Sequence[Dossier], unit_of: UnitOf) -> list[list[PersonGroup]]:
    """By name, the persons of that name; short names of units in their statements are settled on the way.

    The statements of `people` are changed where a short name could be settled; names whose statements changed are
    grouped anew.
    """
    names = group_persons(people)
    meant = _told(names)
    changed = _settle(people, meant, _provinces(meant), unit_of) if meant else []
    if not changed:
        return with_misspelt(names)
    own = {key(d.name) for d in changed}
    again = {_name(groups): groups for groups in group_persons(d for d in people if key(d.name) in own)}
    return with_misspelt([_kept(groups, again.get(_name(groups), groups)) for groups in names])


def _name(groups: Sequence[PersonGroup]) -> str:
    return key(groups[0].dossiers[0].name)


def _kept(before: list[PersonGroup], after: list[PersonGroup]) -> list[PersonGroup]:
    """The groups of before where these are the same: their reasons are what connected them."""
    members = [{frozenset(map(id, g.dossiers)) for g in groups} for groups in (before, after)]
    return before if members[0] == members[1] else after


def _told(names: Iterable[Sequence[PersonGroup]]) -> Meant:
    """What each short name means by the persons of its article, where they agree."""
    votes: defaultdict[tuple[str, str], dict[str, UnitFacts]] = defaultdict(dict)
    for groups in names:
        for group in groups:
            statements = [(d, s) for d in group.dossiers for s in d.statements if s.head and s.unit and s.unit_name]
            vague = [(d, s) for d, s in statements if s.unit and not s.unit.resolved]
            if not vague:
                continue
            placed = {(s.head, s.unit.id): s.unit for _, s in statements if s.unit and s.unit.resolved}
            for dossier, s in vague:
                short = key(s.unit_name or "")
                fitting = [
                    u for (head, _), u in placed.items() if head == s.head and key(u.name).startswith(f"{short} ")
                ]
                if len(fitting) == 1 and holders().get(s.head or "") != "many":
                    votes[dossier.article.article_id, short][fitting[0].id] = fitting[0]
    return {what: next(iter(units.values())) for what, units in votes.items() if len(units) == 1}


def _provinces(meant: Meant) -> dict[str, str]:
    """The province of an article's `tỉnh`, compared, where all that is settled lies in one."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for (article, short), unit in meant.items():
        if _PROVINCE in short.split(" "):
            found[article].add(unit.province or "")
    return {article: next(iter(names)) for article, names in found.items() if len(names) == 1 and "" not in names}


def _settle(people: Iterable[Dossier], meant: Meant, provinces: dict[str, str], unit_of: UnitOf) -> list[Dossier]:
    changed = []
    for dossier in people:
        article = dossier.article.article_id
        if any(s.unit is not None and not s.unit.resolved for s in dossier.statements):
            told = [_settled(s, article, meant, provinces.get(article), unit_of) for s in dossier.statements]
            if told != dossier.statements:
                dossier.statements = told
                changed.append(dossier)
    return changed


def _settled(s: Statement, article: str, meant: Meant, province: str | None, unit_of: UnitOf) -> Statement:
    if s.unit is None or s.unit.resolved or not s.unit_name:
        return s
    short = key(s.unit_name)
    unit = meant.get((article, short))
    if unit is None and province is not None and _PROVINCE in short.split(" "):
        known = unit_of(article, f"{short} {province}")
        unit = known if known is not None and known.resolved and not known.id.startswith("name:") else None
    return s if unit is None else replace(s, unit=unit, province=unit.province)
