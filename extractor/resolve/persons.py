"""Persons over articles: two articles' bearers of a name are one person only where rank, post or unit connects them.

Rules by strength; each link carries its evidence, and none is made against a conflict of ranks:

1. same-post      the same post in the same unit
2. same-office    a post that so few hold in a country that the name decides (Bộ trưởng), of units that do not differ
3. same-unit      posts in the same unit
4. same-place     posts in organs that lead one province (Tỉnh ủy, UBND tỉnh), or in one district or commune
5. unit-above     a post in a unit, and one in a unit under it
6. same-owner     the same post in units of one owner
7. bare-post      a post without its unit, and the article names that unit (or the province that the post names)
8. short-unit     the same post in a unit that only a short name tells, and both articles name the force that it is of
9. short-name     the same post in a unit of that short name (`Giám đốc Công an tỉnh`), of which the corpus names one
                  for bearers of the name, or none; of a district or less in one source or with one rank from Trung tá
10. same-force    ranks that follow each other, from Trung tá, in one force of one province
11. rank-and-unit nearly one rank, one without a post (from Đại tá: any); its article names the unit of the other's post

The order in which articles came does not count: rules are tried in this order, within a rule by what they look at, and
then by date and article.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.mentions import Branch
from extractor.resolve.careers import RankHistory
from extractor.resolve.dossiers import Dossier, Statement, UnitFacts, holders
from extractor.resolve.names import key, shown_place
from extractor.resolve.units import is_local

SENIOR = 11  # Trung tá: below it, a force of a province has too many of one name
HIGH = 13  # Đại tá: from here on so few that another post does not keep apart
MOST_MET = 64  # clusters under one heading that a dossier is compared with: those met last
_PROVINCE = " tỉnh "
_ONE_UNIT = 2  # the short name, and the unit
_LONGEST_SHORT = 9  # syllables
_FORCES = ("police", "army")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Why two articles speak of one person."""

    rule: str
    evidence: str
    a: Dossier
    b: Dossier


@dataclass(slots=True)
class PersonGroup:
    """The dossiers of one person, in time, with the links that joined them."""

    dossiers: list[Dossier]
    links: list[Link] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Clue:
    """A dossier under one heading of a rule. `side` must differ for a link, where it is not 0.

    `unit` is that of a post under a short name, "" where only the short name tells it; `at` its place in the heading.
    """

    dossier: Dossier
    evidence: str
    side: int = 0
    unit: str | None = None
    at: int = 0


@dataclass(slots=True)
class _Cluster:
    members: list[Dossier]
    ranks: RankHistory
    branches: set[Branch]
    tag: str
    links: list[Link] = field(default_factory=list)
    apart: set[str] = field(default_factory=set)  # articles that name another bearer, too


class _Linker:
    """Clusters of one name."""

    def __init__(self, dossiers: Sequence[Dossier]) -> None:
        self.home: dict[int, _Cluster] = {}
        for dossier in dossiers:
            ranks = RankHistory()
            ranks.take(dossier.ranks)
            self.home[id(dossier)] = _Cluster([dossier], ranks, set(dossier.branches), dossier.tag)
            if dossier.part:
                self.home[id(dossier)].apart.add(dossier.article.article_id)

    def join(
        self, rule: str, clues: Sequence[_Clue], *, lenient: bool, fits: Callable[[Dossier, Dossier], bool]
    ) -> None:
        """Join the dossiers of one heading, each with the first cluster of it that it fits."""
        met: list[_Clue] = []  # the last of each cluster and side: keeps a well-known name nearly linear
        for at, clue in enumerate(sorted(clues, key=lambda c: (c.dossier.order, c.side))):
            clue.at = at
            for other in reversed(met):
                mine, theirs = self.home[id(clue.dossier)], self.home[id(other.dossier)]
                if mine is theirs or (clue.side and clue.side == other.side):
                    continue
                if _may_join(mine, theirs, lenient=lenient) and fits(clue.dossier, other.dossier):
                    self._unite(theirs, mine, Link(rule=rule, evidence=clue.evidence, a=other.dossier, b=clue.dossier))
            latest = {(id(self.home[id(c.dossier)]), c.side): c for c in [*met, clue]}
            met = list(latest.values())
            if len(met) > MOST_MET:
                met.remove(min(met, key=lambda c: c.at))

    def _unite(self, into: _Cluster, other: _Cluster, link: Link) -> None:
        if len(into.members) < len(other.members):
            into, other = other, into
        into.members += other.members
        into.ranks.take(other.ranks)
        into.branches |= other.branches
        into.links += [*other.links, link]
        into.apart |= other.apart
        for dossier in other.members:
            self.home[id(dossier)] = into

    def groups(self) -> list[PersonGroup]:
        """The clusters, the one with the most articles first."""
        clusters = {id(c): c for c in self.home.values()}.values()
        found = [PersonGroup(sorted(c.members, key=lambda d: d.order), c.links) for c in clusters]
        return sorted(found, key=lambda g: (-len(g.dossiers), g.dossiers[0].order))


def _may_join(a: _Cluster, b: _Cluster, *, lenient: bool) -> bool:
    if a.tag != b.tag or a.apart & b.apart or a.ranks.conflict(b.ranks, lenient=lenient) is not None:
        return False
    return lenient or not other_force(a.branches, b.branches)


def other_force(a: set[Branch], b: set[Branch]) -> bool:
    """Whether one is of the police and the other of the army."""
    return bool(a and b) and (a == {"police"}) != (b == {"police"}) and not a & b


def group_persons(dossiers: Iterable[Dossier]) -> list[list[PersonGroup]]:
    """By name, the persons of that name."""
    by_name: dict[str, list[Dossier]] = defaultdict(list)
    for dossier in dossiers:
        by_name[key(dossier.name)].append(dossier)
    return [group_name(same) for _, same in sorted(by_name.items())]


def group_name(same: Sequence[Dossier]) -> list[PersonGroup]:
    """The persons of one name, the one with the most articles first."""
    linker = _Linker(same)
    if len(same) > 1:
        for rule, clues_of, lenient, fits in _RULES:
            headings: dict[str, list[_Clue]] = defaultdict(list)
            for dossier in same:
                for heading, clue in clues_of(dossier):
                    headings[heading].append(clue)
            for _, clues in sorted(headings.items()):
                if len(clues) > 1 and _tells(clues):
                    linker.join(rule, clues, lenient=lenient, fits=fits)
    return linker.groups()


def _tells(clues: Sequence[_Clue]) -> bool:
    """Whether a short name of a unit stands under the heading, and can be that of one unit only."""
    units = {clue.unit for clue in clues if clue.unit is not None}
    return not units or ("" in units and len(units) <= _ONE_UNIT)


Clues = Iterator[tuple[str, _Clue]]


def _posts(dossier: Dossier, *, many: bool = False) -> Iterator[tuple[Statement, UnitFacts]]:
    """Posts with a resolved unit; those that many hold only where asked, or where the unit is of one place."""
    for s in dossier.statements:
        if s.head and s.unit and s.unit.resolved and (many or holders().get(s.head) != "many"):
            yield s, s.unit


def _same_post(dossier: Dossier) -> Clues:
    for s, unit in _posts(dossier, many=True):
        if holders().get(s.head or "") != "many" or unit.province:
            yield f"{s.head}|{unit.id}", _Clue(dossier, f"{s.post}: the same post in {unit.name}")


def _same_office(dossier: Dossier) -> Clues:
    for s in dossier.statements:
        if s.head and holders().get(s.head) == "few":
            yield s.head, _Clue(dossier, f"{s.post}: a post that few hold at a time")


def _same_unit(dossier: Dossier) -> Clues:
    for s, unit in _posts(dossier):
        yield unit.id, _Clue(dossier, f"{s.post}: posts in {unit.name}")


def _same_place(dossier: Dossier) -> Clues:
    for s, unit in _posts(dossier):
        if unit.place and (unit.organ or unit.place.tier > 1):
            shown = f"{unit.place.level} {shown_place(unit.place.name)}"
            yield str(unit.place), _Clue(dossier, f"{s.post}: posts in {shown}")


def _unit_above(dossier: Dossier) -> Clues:
    for s, unit in _posts(dossier):
        if unit.place:
            yield unit.id, _Clue(dossier, f"{s.post}: a unit and one under it", 1)
            for above in unit.above:
                yield above, _Clue(dossier, f"{s.post}: a unit and one under it", 2)


def _same_owner(dossier: Dossier) -> Clues:
    for s, unit in _posts(dossier):
        if unit.owner:
            yield f"{s.head}|{unit.owner}", _Clue(dossier, f"{s.post}: the same post under one owner")


def _bare_post(dossier: Dossier) -> Clues:
    for s in dossier.statements:
        if s.head is None or holders().get(s.head) == "many":
            continue
        if s.unit is not None and s.unit.resolved:
            yield f"{s.head}|{s.unit.id}", _Clue(dossier, f"{s.post}: the other article names {s.unit.name}", 1)
        elif s.unit is None:
            for unit in dossier.context.values():
                yield f"{s.head}|{unit.id}", _Clue(dossier, f"{s.post}: the article names {unit.name}", 2)
        if s.province:
            province = shown_place(s.province)
            side = 1 if s.unit is not None else 2
            yield f"{s.head}@{s.province}", _Clue(dossier, f"{s.post}: the same post in {province}", side)


def _short_unit(dossier: Dossier) -> Clues:
    for s in dossier.statements:
        if not (s.head and s.unit_name and s.unit and is_local(key(s.unit_name))):
            continue
        for unit in dossier.context.values():
            if unit.organ and unit.place and unit.place.tier == 1 and unit.type == s.unit.type:
                evidence = f"{s.post}: the same post in a unit of that short name, and both articles name {unit.name}"
                yield f"{s.head}|{key(s.unit_name)}|{unit.id}", _Clue(dossier, evidence)


def _short_name(dossier: Dossier) -> Clues:
    for s in dossier.statements:
        if not (s.head and s.unit and s.unit_name) or holders().get(s.head) == "many":
            continue
        evidence = f"{s.post}: the same post, and no bearer of the name has it in another unit of that short name"
        words = key(s.unit.name if s.unit.resolved else s.unit_name).split(" ")
        if not s.unit.resolved:
            yield f"{s.head}|{' '.join(words)}", _Clue(dossier, evidence, unit="")
            continue
        for size in range(2, min(len(words), _LONGEST_SHORT)):
            yield f"{s.head}|{' '.join(words[:size])}", _Clue(dossier, evidence, unit=s.unit.id)


def _same_force(dossier: Dossier) -> Clues:
    if dossier.ranks.first and min(dossier.ranks.first) >= SENIOR:
        for s, unit in _posts(dossier):
            if unit.province and unit.type in _FORCES:
                province = shown_place(unit.province)
                evidence = f"{s.rank or s.post}: ranks that follow each other in the {unit.type} of {province}"
                yield f"{unit.type}|{unit.province}", _Clue(dossier, evidence)


def _rank_and_unit(dossier: Dossier) -> Clues:
    if not dossier.ranks.first:
        return
    senior = min(dossier.ranks.first) >= SENIOR
    for s, unit in _posts(dossier):
        if unit.place:
            clue = _Clue(dossier, f"{s.post}: the other article gives the rank and names {unit.name}", 1)
            yield unit.id, clue
            for above in unit.above if senior else ():
                yield above, clue
    posted = any(s.head for s in dossier.statements)
    if posted and min(dossier.ranks.first) < HIGH:
        return
    for unit in dossier.context.values():
        if unit.place:
            yield unit.id, _Clue(dossier, f"the rank, and the article names {unit.name}", 2)
            if unit.place.tier > 1 and not posted:
                yield f"~{unit.id}", _Clue(dossier, f"the rank, and both articles name {unit.name}")


def _always(_a: Dossier, _b: Dossier) -> bool:
    return True


def _same_office_fits(a: Dossier, b: Dossier) -> bool:
    """Not so two ministers of different ministries, unless one article says no ministry."""
    shared = {s.head for s in a.statements} & {s.head for s in b.statements}
    for head in shared:
        if head and holders().get(head) == "few":
            mine = {s.unit.id for s in a.statements if s.head == head and s.unit}
            theirs = {s.unit.id for s in b.statements if s.head == head and s.unit}
            if not mine or not theirs or mine & theirs:
                return True
    return False


def _same_place_fits(a: Dossier, b: Dossier) -> bool:
    """Places of one level and name in provinces that do not differ, as far as they are told."""
    mine = {(unit.place, unit.province) for _, unit in _posts(a)}
    theirs = {(unit.place, unit.province) for _, unit in _posts(b)}
    return any(p == q and (x == y or not x or not y) for p, x in mine if p for q, y in theirs)


def _short_unit_fits(a: Dossier, b: Dossier) -> bool:
    """Not so where both articles tell whose the unit is, and it is not one."""
    mine, theirs = ({u.id for s, u in _posts(d) if s.unit_name and is_local(key(s.unit_name))} for d in (a, b))
    return not mine or not theirs or bool(mine & theirs)


def _short_name_fits(a: Dossier, b: Dossier) -> bool:
    """A post of a province; of a district or less in one source, or with one rank from Trung tá."""
    shorts = [
        {(s.head, key(s.unit_name)) for s in d.statements if s.head and s.unit and s.unit_name and not s.unit.resolved}
        for d in (a, b)
    ]
    if any(_PROVINCE in f" {short} " for _, short in shorts[0] | shorts[1]):
        return True
    if a.article.source and a.article.source == b.article.source:
        return True
    mine, theirs = (max(d.ranks.first, default=0) for d in (a, b))
    return mine == theirs >= SENIOR


def _equal_rank(a: Dossier, b: Dossier) -> bool:
    return bool(a.ranks.first) and bool(b.ranks.first) and abs(max(a.ranks.first) - max(b.ranks.first)) <= 1


Rule = tuple[str, Callable[[Dossier], Clues], bool, Callable[[Dossier, Dossier], bool]]
_RULES: tuple[Rule, ...] = (
    ("same-post", _same_post, True, _always),
    ("same-office", _same_office, True, _same_office_fits),
    ("same-unit", _same_unit, False, _always),
    ("same-place", _same_place, False, _same_place_fits),
    ("unit-above", _unit_above, False, _always),
    ("same-owner", _same_owner, False, _always),
    ("bare-post", _bare_post, False, _always),
    ("short-unit", _short_unit, False, _short_unit_fits),
    ("short-name", _short_name, False, _short_name_fits),
    ("same-force", _same_force, False, _always),
    ("rank-and-unit", _rank_and_unit, False, _equal_rank),
)


def history(group: PersonGroup) -> RankHistory:
    """All ranks that are stated of a person."""
    ranks = RankHistory()
    for dossier in group.dossiers:
        ranks.take(dossier.ranks)
    return ranks
