"""Which tellings are one event: pairs that are alike enough, joined from the most alike down.

Only tellings that share a person, a unit or a strong feature of their articles are compared. Two groups are joined
where the pairs between them speak for it on the whole (average linkage), and where no article told two of theirs apart.
The order in which tellings come makes no difference.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractor.resolve.event_likeness import (
    ENOUGH,
    GATHERINGS,
    PUT_OFF,
    VAGUE,
    Likeness,
    Telling,
    Traits,
    likeness,
    same_time,
)

_POSTS = ("appointment", "transfer")
_EFFECT, _ERROR = 31, 3  # days within which `same_time` may find the times the same
_COPY = Likeness(9.0, (("copy", 9.0),))
_LONG = 80  # characters of a sentence that two reporters hardly write alike
_STRONG = 0.15  # weight of a feature that may bring two articles together
_ON_THE_WHOLE = 0.3  # of `ENOUGH`: what the pairs between two groups need on average


@dataclass(frozen=True, slots=True)
class Join:
    """Two tellings, by their places among those given, for which two groups became one."""

    one: int
    other: int
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Group:
    """Tellings of one event, by their places, and the joins that made it."""

    members: tuple[int, ...]
    joins: tuple[Join, ...]


def group_tellings(tellings: Sequence[Telling]) -> list[Group]:
    """Every telling in one group, in order of their first members.

    Copies (the same words on the same day) are one event without comparing: of an agency's sentence in forty papers
    only the first is compared with others.
    """
    copies: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    told: Counter[tuple[object, ...]] = Counter()
    for i, telling in enumerate(tellings):
        event, sentence = telling.event, " ".join(telling.event.sentence.split())
        names = frozenset(p.name for p in event.participants)
        own = telling.article_id if len(sentence) < _LONG else ""
        key = (event.type, event.status, event.when, sentence, names, own)
        told[key, telling.article_id] += 1  # one article told them apart
        copies[*key, told[key, telling.article_id]].append(i)
    firsts = [same[0] for same in copies.values()]
    groups = _Grouping([tellings[i] for i in firsts]).groups()
    by_first = {same[0]: same for same in copies.values()}
    return [_with_copies(group, firsts, by_first) for group in groups]


def _with_copies(group: Group, firsts: Sequence[int], copies: Mapping[int, Sequence[int]]) -> Group:
    members = [firsts[member] for member in group.members]
    joins = [Join(firsts[join.one], firsts[join.other], join.likeness) for join in group.joins]
    joins += [Join(first, copy, _COPY) for first in members for copy in copies[first][1:]]
    return Group(tuple(sorted(copy for first in members for copy in copies[first])), tuple(joins))


class _Grouping:
    def __init__(self, tellings: Sequence[Telling]) -> None:
        self._tellings = tellings
        self._traits = [Traits(telling) for telling in tellings]
        self._points: defaultdict[int, dict[int, float]] = defaultdict(dict)
        self._home = list(range(len(tellings)))
        self._members = {i: [i] for i in self._home}
        self._joins: dict[int, list[Join]] = {i: [] for i in self._home}

    def groups(self) -> list[Group]:
        joins = []
        for i, k in self._candidates():
            alike = likeness(self._traits[i], self._traits[k])
            if alike.points > 0:
                self._points[i][k] = self._points[k][i] = alike.points
            if alike.points >= ENOUGH:
                joins.append(Join(i, k, alike))
        joins.sort(key=lambda join: (-join.likeness.points, self._name(join.one), self._name(join.other)))
        for join in joins:
            one, other = sorted((self._home[join.one], self._home[join.other]))
            if one != other and self._may_join(one, other):
                self._join(one, other, join)
        return [Group(tuple(sorted(m)), tuple(self._joins[home])) for home, m in sorted(self._members.items())]

    def _name(self, i: int) -> tuple[str, str]:
        return self._tellings[i].article_id, self._tellings[i].event.id

    def _candidates(self) -> set[tuple[int, int]]:
        """Pairs of different articles that share something and whose times may be the same."""
        by_feature: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for i, traits in enumerate(self._traits):
            if traits.last - traits.first > VAGUE:
                continue
            for feature in _features(traits):
                by_feature[feature].append((traits.first, i))
        seen: set[tuple[int, int]] = set()
        for same in by_feature.values():
            if len(same) > 1:
                seen.update(self._near(sorted(same)))
        return {(i, k) for i, k in seen if same_time(self._traits[i], self._traits[k])}

    def _near(self, same: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Pairs of different articles among tellings of one feature, sorted by their first days."""
        days = [first for first, _ in same]
        for at, (_, i) in enumerate(same):
            traits = self._traits[i]
            article = self._tellings[i].article_id
            far = (
                PUT_OFF
                if traits.planned and traits.type in GATHERINGS
                else _EFFECT
                if traits.type in _POSTS
                else _ERROR
            )
            for _, k in same[at + 1 : bisect_left(days, traits.last + far + 1)]:
                if self._tellings[k].article_id != article:
                    yield (i, k) if i < k else (k, i)

    def _may_join(self, one: int, other: int) -> bool:
        mine, theirs = self._members[one], self._members[other]
        if len(mine) == len(theirs) == 1:
            return True
        by_article: defaultdict[str, list[int]] = defaultdict(list)
        for i in mine:
            by_article[self._tellings[i].article_id].append(i)
        apart = 0
        for k in theirs:
            for i in by_article.get(self._tellings[k].article_id, ()):
                if not _told_as_one(self._traits[i], self._traits[k]):
                    return False
                apart += 1
        few, home = (mine, other) if len(mine) < len(theirs) else (theirs, one)
        points = sum(worth for i in few for k, worth in self._points[i].items() if self._home[k] == home)
        return points >= _ON_THE_WHOLE * ENOUGH * (len(mine) * len(theirs) - apart)

    def _join(self, one: int, other: int, join: Join) -> None:
        members = self._members.pop(other)
        for member in members:
            self._home[member] = one
        self._members[one] += members
        self._joins[one] += [*self._joins.pop(other), join]


def _features(traits: Traits) -> Iterator[str]:
    yield from (f"= {key}" for key in (*traits.persons, *traits.person_names, *traits.units))
    yield from (name for name, weight in traits.about.items() if weight >= _STRONG)


def _told_as_one(a: Traits, b: Traits) -> bool:
    """Whether one article may tell both of one event: a plan and what came of it, days of a congress, one person."""
    if a.type != b.type:
        return False
    return bool(a.planned != b.planned or a.type == "congress" or a.subjects & b.subjects) or (
        a.planned and a.type in GATHERINGS
    )
