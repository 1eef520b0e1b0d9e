"""Persons whose name some articles spell otherwise: `Lục Văn Tưởng` for `Lục Văn Tường`, `Bế Thị Thanh Ngà`.

Two names are one person's where the same post in the same unit is stated of both within a year, their ranks can be one
career's, and the names differ in marks or in one middle syllable only. No article may name both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from corpus.text import fold
from extractor.resolve.bounds import shifted
from extractor.resolve.dossiers import Dossier
from extractor.resolve.names import key
from extractor.resolve.persons import Link, PersonGroup, history
from extractor.resolve.posts import is_member

_YEAR = 366
_RULE = "spelling"


def with_misspelt(names: Sequence[list[PersonGroup]]) -> list[list[PersonGroup]]:
    """The groups, those of a rarer spelling joined to the other's."""
    holders: defaultdict[tuple[Post, tuple[str, str]], list[tuple[Dossier, PersonGroup]]] = defaultdict(list)
    for groups in names:
        ends = _ends(groups[0].dossiers[0].name)
        for group in groups:
            for dossier in group.dossiers:
                for post in posts_of(dossier):
                    holders[post, ends].append((dossier, group))
    taken: dict[int, PersonGroup] = {}
    for (post, _), held in sorted(holders.items(), key=lambda item: item[0]):
        bearers = {id(group): group for _, group in held}
        if len({key(group.dossiers[0].name) for group in bearers.values()}) < _NAMES or len(bearers) > _MOST:
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


_NAMES = 2  # spellings at least
_MOST = 40  # bearers of names that begin and end alike, of whom one post is stated
Post = tuple[str, str]
"""Compared head and id of the unit."""


def _ends(name: str) -> tuple[str, str]:
    """What names that may be one have in common: the first and the last syllable, without marks."""
    words = fold(key(name)).split(" ")
    return words[0], words[-1]


def posts_of(dossier: Dossier) -> Iterator[Post]:
    """The posts by which a person may be known under another spelling."""
    for s in dossier.statements:
        if s.head and s.unit and s.unit.resolved and not s.former and not is_member(s.head):
            yield s.head, s.unit.id


def spellings(name: str) -> tuple[str, ...]:
    """Keys of a compared name: two names of which `alike` is true share one.

    >>> sorted(set(spellings("bế thanh ngà")) & set(spellings("bế thị thanh ngà")))
    ['-bế thanh ngà']
    """
    words = name.split(" ")
    shorter = [" ".join(words[:i] + words[i + 1 :]) for i in range(1, len(words) - 1)] if len(words) > _SHORTEST else []
    return (f"={fold(name)}", *dict.fromkeys(f"-{form}" for form in (name, *shorter)))


_SHORTEST = 3  # syllables of a name of which others are spellings


def _link(
    post: Post, held: Sequence[tuple[Dossier, PersonGroup]], usual: PersonGroup, rare: PersonGroup
) -> Link | None:
    a, b = usual.dossiers[0].name, rare.dossiers[0].name
    if not alike(key(a), key(b)) or history(usual).conflict(history(rare)) is not None:
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


def alike(a: str, b: str) -> bool:
    """Whether two compared names differ in marks, or in one middle syllable that one of them leaves out."""
    one, other = fold(a).split(" "), fold(b).split(" ")
    if one == other:
        return a != b and len(one) >= _SHORTEST
    if len(one) > len(other):
        a, b, one, other = b, a, other, one
    if len(other) != len(one) + 1 or len(one) < _SHORTEST:
        return False
    words = b.split(" ")
    return any(words[:i] + words[i + 1 :] == a.split(" ") for i in range(1, len(words) - 1))


def _near(a: Dossier, b: Dossier) -> bool:
    first, last = sorted((a.article.first or "", b.article.first or ""))
    return bool(first) and last <= shifted(first, _YEAR)
