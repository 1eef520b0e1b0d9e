"""Which tellings are one event: pairs that are alike enough, joined from the most alike down.

Only tellings that share a person, a unit or a strong feature of their articles are compared. Two groups are joined
where the pairs between them speak for it on the whole (average linkage), and where no article told two of theirs apart.
The order in which tellings come makes no difference.

A join needs a pair that is alike enough, so that tellings which no chain of such pairs connects (other *clusters*)
have nothing to do with each other: a cluster that nothing new reaches may stay as it is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.merged import EventKey
from extractor.resolve.event_likeness import ENOUGH, GATHERINGS, Comparison, Likeness, Traits, likeness

_COPY = Likeness(9.0, (("copy", 9.0),))
_ON_THE_WHOLE = 0.3  # of `ENOUGH`: what the pairs between two groups need on average
_DAYS_APART = 2  # days between two sittings of one congress


@dataclass(frozen=True, slots=True)
class Join:
    """Two tellings for which two groups became one."""

    one: EventKey
    other: EventKey
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Group:
    """Tellings of one event, the joins that made it, and the first telling of its cluster."""

    members: tuple[Traits, ...]
    joins: tuple[Join, ...]
    cluster: EventKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulings:
    """What a user says besides: tellings that are events of their own, and (telling, telling, reason) of one event.

    Groups are joined by `one` as they came out; what is `apart` may be joined again by `one` alone.
    """

    apart: frozenset[EventKey] = frozenset()
    one: tuple[tuple[EventKey, EventKey, str], ...] = ()


def group_tellings(tellings: Iterable[Traits], rulings: Rulings = Rulings()) -> list[Group]:
    """Every telling in one group, in order of their first members.

    Copies (the same words on the same day) are one event without comparing: of an agency's sentence in forty papers
    only the first is compared with others.
    """
    given = in_order(tellings)
    copies = _copies(given, rulings.apart)
    firsts = [same[0] for same in copies]
    grouping = _Grouping(firsts, rulings.apart)
    grouping.join()
    copied = {same[0].key: same for same in copies}
    made = [grouping.group(home, copied) for home in sorted(grouping.members)]
    return _ruled(made, rulings) if rulings.one else made


def in_order(tellings: Iterable[Traits]) -> list[Traits]:
    """By time, then by name."""
    return sorted(tellings, key=lambda t: (t.first, t.key))


def reached(fresh: Iterable[Traits], others: Iterable[Traits], apart: Collection[EventKey] = ()) -> set[EventKey]:
    """Those of `others` that a fresh telling is alike enough to, or copies; of copies only the first is compared.

    What is `apart` is alike to nothing.
    """
    news, known = ([t for t in in_order(some) if t.key not in apart] for some in (fresh, others))
    copies = {traits.copy for traits in news if traits.copy}
    found = {traits.key for traits in known if traits.copy in copies}
    a, b = (_Index([same[0] for same in _copies(some, ())]) for some in (news, known))
    comparison = Comparison()

    def alike(one: Traits, other: Traits) -> bool:
        return one.article != other.article and comparison.points(one, other, ENOUGH) >= ENOUGH

    for one in a.tellings:
        found.update(o.key for o in b.near(one, bisect_left(b.days, one.first)) if alike(one, o))
    for other in b.tellings:
        if other.key not in found and any(alike(n, other) for n in a.near(other, bisect_right(a.days, other.first))):
            found.add(other.key)
    return found


class _Index:
    """Tellings in order by what they may share with others."""

    def __init__(self, tellings: Sequence[Traits], apart: Collection[EventKey] = ()) -> None:
        self.tellings = [traits.learn() for traits in tellings]
        self.days = [traits.first for traits in tellings]
        self._by_feature: defaultdict[str, list[int]] = defaultdict(list)
        for i, traits in enumerate(tellings):
            for feature in () if traits.key in apart else traits.features:
                self._by_feature[feature].append(i)

    def places(self, traits: Traits, start: int) -> set[int]:
        """The places from `start` on of tellings that share something, and are not too late to tell of the same."""
        end = bisect_right(self.days, traits.last + traits.reach)
        found: set[int] = set()
        if start < end:
            for feature in traits.features:
                same = self._by_feature.get(feature)
                if same and same[-1] >= start:
                    found.update(same[bisect_left(same, start) : bisect_left(same, end)])
        return found

    def near(self, traits: Traits, start: int) -> Iterator[Traits]:
        """The same as tellings."""
        return (self.tellings[i] for i in self.places(traits, start))


def _copies(given: Sequence[Traits], apart: Collection[EventKey]) -> list[list[Traits]]:
    """Tellings of the same words together; what one article says twice it told apart."""
    copies: dict[object, list[Traits]] = {}
    told: Counter[object] = Counter()
    for traits in given:
        if traits.copy is None or traits.key in apart:
            copies[traits.key] = [traits]
            continue
        own = (traits.copy, traits.article)
        told[own] += 1
        copies.setdefault((traits.copy, told[own]), []).append(traits)
    return list(copies.values())


class _Grouping:
    def __init__(self, tellings: Sequence[Traits], apart: Collection[EventKey]) -> None:
        """`tellings` are in order; their places in it are their names here."""
        self._traits = tellings
        self._apart = apart
        self._comparison = Comparison()
        self._points: dict[tuple[int, int], float] = {}
        self._home = list(range(len(tellings)))
        self._clusters = list(range(len(tellings)))
        self.members = {i: [i] for i in self._home}
        self._joins: dict[int, list[tuple[int, int]]] = {i: [] for i in self._home}

    def join(self) -> None:
        """Join whatever is to be joined, the most alike first."""
        pairs = sorted(self._alike(), key=lambda p: (-p[0], self._traits[p[1]].key, self._traits[p[2]].key))
        for _, i, k in pairs:
            self._clusters[max(self._cluster(i), self._cluster(k))] = min(self._cluster(i), self._cluster(k))
            one, other = sorted((self._home[i], self._home[k]))
            if one != other and self._may_join(one, other):
                for member in self.members[other]:
                    self._home[member] = one
                self.members[one] += self.members.pop(other)
                self._joins[one] += [*self._joins.pop(other), (i, k)]

    def group(self, home: int, copied: dict[EventKey, list[Traits]]) -> Group:
        """A group with the copies of its tellings."""
        firsts = [self._traits[i] for i in self.members[home]]
        joins = [
            Join(self._traits[i].key, self._traits[k].key, likeness(self._traits[i], self._traits[k]))
            for i, k in self._joins[home]
        ]
        joins += [Join(first.key, copy.key, _COPY) for first in firsts for copy in copied[first.key][1:]]
        members = in_order(telling for first in firsts for telling in copied[first.key])
        return Group(tuple(members), tuple(joins), self._traits[self._cluster(home)].key)

    def _cluster(self, i: int) -> int:
        while self._clusters[i] != i:
            self._clusters[i] = self._clusters[self._clusters[i]]
            i = self._clusters[i]
        return i

    def _alike(self) -> Iterator[tuple[float, int, int]]:
        """Points of the pairs of different articles that are alike enough; a pair shares a feature."""
        index = _Index(self._traits, self._apart)
        points = self._comparison.points
        for i, traits in enumerate(self._traits):
            if traits.key in self._apart:
                continue
            article = traits.article
            for k in index.places(traits, i + 1):
                other = self._traits[k]
                if other.article != article and (worth := points(traits, other, ENOUGH)) >= ENOUGH:
                    yield worth, i, k

    def _worth(self, i: int, k: int) -> float:
        """Points of a pair as far as they speak for it; none where it shares no feature."""
        pair = (i, k) if i < k else (k, i)
        found = self._points.get(pair)
        if found is None:
            a, b = self._traits[pair[0]], self._traits[pair[1]]
            compared = a.article != b.article and not a.features.isdisjoint(b.features)
            found = self._points[pair] = max(0.0, self._comparison.points(a, b)) if compared else 0.0
        return found

    def _may_join(self, one: int, other: int) -> bool:
        mine, theirs = self.members[one], self.members[other]
        if len(mine) == len(theirs) == 1:
            return True
        by_article: defaultdict[str, list[int]] = defaultdict(list)
        for i in mine:
            by_article[self._traits[i].article].append(i)
        apart = 0
        for k in theirs:
            for i in by_article.get(self._traits[k].article, ()):
                if not _told_as_one(self._traits[i], self._traits[k]):
                    return False
                apart += 1
        needed = _ON_THE_WHOLE * ENOUGH * (len(mine) * len(theirs) - apart)
        points = 0.0
        for i in mine:
            for k in theirs:
                points += self._worth(i, k)
                if points >= needed:
                    return True
        return points >= needed


def _told_as_one(a: Traits, b: Traits) -> bool:
    """Whether one article may tell both of one event: a plan and what came of it, days of a congress, one person."""
    if a.type != b.type:
        return False
    if a.type in GATHERINGS and _contradict(a, b):
        return False
    if a.planned != b.planned or a.subjects & b.subjects or (a.planned and a.type in GATHERINGS):
        return True
    return a.type == "congress" and max(a.first, b.first) - min(a.last, b.last) <= _DAYS_APART


def _contradict(a: Traits, b: Traits) -> bool:
    """Whether two gatherings have different ordinals, or bodies of which neither is the other's."""
    if a.ordinals and b.ordinals and a.ordinals.isdisjoint(b.ordinals):
        return True
    if a.of_several != b.of_several:
        return True
    return a.has_organiser and b.has_organiser and a.units.keys().isdisjoint(b.units)


def _ruled(groups: Sequence[Group], rulings: Rulings) -> list[Group]:
    """Groups joined by rulings: they are one group, of one cluster."""
    places = {member.key: place for place, group in enumerate(groups) for member in group.members}
    made: dict[int, Group] = dict(enumerate(groups))
    days = {member.key: member.first for group in groups for member in group.members}
    for one, other, reason in rulings.one:
        if one not in places or other not in places or places[one] == places[other]:
            continue
        a, b = made.pop(places[one]), made.pop(places[other])
        join = Join(one, other, Likeness(9.0, ((reason, 9.0),)))
        members = in_order((*a.members, *b.members))
        cluster = min(a.cluster, b.cluster, key=lambda key: (days[key], key))
        places |= dict.fromkeys((member.key for member in members), places[one])
        made[places[one]] = Group(tuple(members), (*a.joins, *b.joins, join), cluster)
        for place, group in made.items():  # all of both clusters are of one now
            if group.cluster in (a.cluster, b.cluster):
                made[place] = replace(group, cluster=cluster)
    return sorted(made.values(), key=lambda group: (group.members[0].first, group.members[0].key))
