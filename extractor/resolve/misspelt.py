"""Persons whose name some articles spell otherwise: `Lục Văn Tưởng` for `Lục Văn Tường`, `Bế Thị Thanh Ngà`.

Two names are one person's where the same post in the same unit is stated of both within a year, their ranks can be one
career's, and the names differ in marks or in one middle syllable only. No article may name both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from corpus.text import fold
from extractor.resolve.bounds import shifted
from extractor.resolve.careers import RankHistory
from extractor.resolve.dossiers import Dossier
from extractor.resolve.names import key
from extractor.resolve.persons import Link, PersonGroup
from extractor.resolve.posts import is_member

_YEAR = 366
_RULE = "spelling"


def with_misspelt(names: Sequence[list[PersonGroup]]) -> list[list[PersonGroup]]:
    """The groups, those of a rarer spelling joined to the other's."""
    holders: defaultdict[tuple[str, str], list[tuple[Dossier, PersonGroup]]] = defaultdict(list)
    for groups in names:
        for group in groups:
            for dossier, post in _posts(group):
                holders[post].append((dossier, group))
    taken: dict[int, PersonGroup] = {}
    for post, held in sorted(holders.items()):
        bearers = {id(group): group for _, group in held}
        if len(bearers) < 2 or len(bearers) > _MOST:
            continue
        ordered = sorted(bearers.values(), key=lambda g: (-len(g.dossiers), g.dossiers[0].order, g.dossiers[0].name))
        for i, rare in reversed(list(enumerate(ordered))):
            for usual in ordered[:i]:
                link = _link(post, held, usual, rare) if id(rare) not in taken and id(usual) not in taken else None
                if link is not None:
                    usual.dossiers.extend(rare.dossiers)
                    usual.dossiers.sort(key=lambda d: d.order)
                    usual.links.extend([*rare.links, link])
                    taken[id(rare)] = usual
    if not taken:
        return list(names)
    kept = [[group for group in groups if id(group) not in taken] for groups in names]
    return [groups for groups in kept if groups]


_MOST = 40  # bearers of different names that are stated with one post


def _posts(group: PersonGroup) -> Iterator[tuple[Dossier, tuple[str, str]]]:
    for dossier in group.dossiers:
        for s in dossier.statements:
            if s.head and s.unit and s.unit.resolved and not s.former and not is_member(s.head):
                yield dossier, (s.head, s.unit.id)


def _link(
    post: tuple[str, str], held: Sequence[tuple[Dossier, PersonGroup]], usual: PersonGroup, rare: PersonGroup
) -> Link | None:
    a, b = usual.dossiers[0].name, rare.dossiers[0].name
    if key(a) == key(b) or not _alike(a, b) or _ranks(usual).conflict(_ranks(rare)) is not None:
        return None
    named = {d.article.article_id for d in usual.dossiers}
    if any(d.article.article_id in named for d in rare.dossiers):
        return None
    mine = [d for d, group in held if group is usual]
    for other in (d for d, group in held if group is rare):
        for dossier in mine:
            if _near(dossier, other):
                said = next(s.post for s in other.statements if s.head == post[0])
                return Link(rule=_RULE, evidence=f"{said}: {b} for {a}", a=dossier, b=other)
    return None


def _alike(a: str, b: str) -> bool:
    """Whether two names differ in marks, or in one middle syllable that one of them leaves out."""
    one, other = fold(key(a)).split(" "), fold(key(b)).split(" ")
    if one == other:
        return len(one) > 2
    if len(one) > len(other):
        a, b, one, other = b, a, other, one
    words = key(b).split(" ")
    return len(one) > 2 and any(words[:i] + words[i + 1 :] == key(a).split(" ") for i in range(1, len(words) - 1))


def _ranks(group: PersonGroup) -> RankHistory:
    ranks = RankHistory()
    for dossier in group.dossiers:
        ranks.take(dossier.ranks)
    return ranks


def _near(a: Dossier, b: Dossier) -> bool:
    first, last = sorted((a.article.first or "", b.article.first or ""))
    return bool(first) and last <= shifted(first, _YEAR)
