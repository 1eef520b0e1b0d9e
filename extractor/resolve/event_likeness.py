"""How much speaks for two articles telling of one event: type, time, who, where, and what the articles are about.

Nothing here depends on the corpus at hand, only on the two tellings and on shipped tables, so that a corpus that grew
is merged as one that was built at once. The weights were set on `tests/gold/timelines` (November 2026).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import fsum, sqrt
from typing import get_args

from corpus.mentions import Event, EventStatus, EventType
from corpus.merged import EventKey
from corpus.text import canon, fold
from extractor.events.doing import SEVERAL
from extractor.resolve.merging_words import Reach, folded, hours, named_pairs, ordinals, plain, reach

ENOUGH = 0.8
"""Points from which on two tellings are one event."""
VAGUE = 92
"""Days of a time so vague that it is no evidence for that of another telling."""
PUT_OFF = 200
"""Days by which a gathering may be put off."""
GATHERINGS: frozenset[EventType] = frozenset({"congress", "conference", "ceremony"})

_PERSONAL: frozenset[EventType] = frozenset({"appointment", "transfer", "retirement", "promotion", "election"})
_TOLD_AS: frozenset[EventType] = frozenset({"ceremony", "decision", "conference", "other"})  # what hands a post over
_HANDED_OVER = 0.7
_NEAR_TYPES: Mapping[frozenset[EventType], float] = {
    frozenset({"appointment", "transfer"}): 0.95,
    frozenset({"appointment", "election"}): 0.6,
    frozenset({"retirement", "transfer"}): 0.6,
    frozenset({"crime", "inspection"}): 0.7,
    frozenset({"congress", "conference"}): 0.4,
    frozenset({"congress", "ceremony"}): 0.5,
    frozenset({"ceremony", "decision"}): 0.8,
    frozenset({"ceremony", "conference"}): 0.7,
    frozenset({"ceremony", "other"}): 0.7,
    frozenset({"decision", "other"}): 0.7,
    frozenset({"conference", "other"}): 0.6,
    frozenset({"crime", "other"}): 0.6,
    frozenset({"crime", "decision"}): 0.5,
    frozenset({"inspection", "other"}): 0.5,
    frozenset({"inspection", "conference"}): 0.5,
    frozenset({"award", "ceremony"}): 0.8,
    frozenset({"award", "other"}): 0.6,
}
_POSTS: frozenset[EventType] = frozenset({"appointment", "transfer"})
_EFFECT, _ERROR = 31, 3  # days after which a post is taken up, by which a paper errs
_DAYS, _WORTH = (2, 10, 31, VAGUE), (1.0, 0.9, 0.7, 0.45, 0.0)  # what one time is worth that long
_STATED = ("person", "unit", "place", "names", "hours", "numbers", "ordinal")
_REASONS = ("person", "unit", "place", "names", "hours", "articles", "words", "numbers", "ordinal")
_MOST_WORDS, _MOST_ARTICLES = 1.0, 1.6
_OTHER_PERSON, _MAYBE_PERSON, _NOBODY = -1.8, -1.2, -0.3
_SHARED: Mapping[Reach, float] = {"national": 0.3, "provincial": 0.5, "local": 0.8}
_OTHER_BODY = -3.0
_HELD: frozenset[EventType] = frozenset({"congress", "election"})  # by one body, and another body's is another
_KIND = 2  # syllables by which a name says what it is the name of: `công an`, `đảng bộ`, `bệnh viện`
_MOST_NAMES, _OTHER_NAMES, _OTHER_PEOPLE = 0.9, -0.45, -1.2
_OF_PERSON = 3  # syllables of most names of persons
_DAY_LONG: frozenset[EventType] = frozenset({"congress", "conference"})
_OTHER_HOURS, _APART = -2.0, 2  # hours between the times told
_EPSILON = 1e-9
_NO_WORDS: frozenset[str] = frozenset()
_LONG = 80  # characters of a sentence that two reporters hardly write alike
_STRONG = 0.15  # weight of a feature that may bring two articles together
_SOME_PAIRS = 4
_SYLLABLE = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"(?<![\d/.,-])\d\d+(?:[.,/]\d+)*(?![\d/.,-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One article's event, with what is needed to cite it and to compare it with others.

    `about` weighs what the article is about, see `article_profile`; `keys` are the entities of names, in `canon`, as
    far as they are known.
    """

    event: Event
    article_id: str
    source: str
    url: str | None
    article_title: str | None
    published: str | None
    about: Mapping[str, float] | None = None
    keys: Mapping[str, str] | None = None


Actor = tuple[str, str, str, str]
"""Kind, role, name and entity (or folded name) of a participant."""


class Traits:
    """What of a telling is compared, reckoned once. Days are ordinals of `datetime.date`.

    `key` names the telling, `published` dates its article; `copy` is equal where another article says it in the same
    words, None where they are too few for that; `reach` is by how many days the time of a later telling may lie behind
    its own; `of_several` tells of congresses of several bodies; `features` are what it may share with others, none
    where its time is too vague;
    `hours` is the time of day that it is told with.
    """

    __slots__ = (
        *("_sentence", "about", "article", "copy", "features", "first", "has_organiser", "hours", "key", "last"),
        *(
            "names",
            "numbers",
            "of_several",
            "ordinals",
            "pairs",
            "people",
            "person_names",
            "persons",
            "place",
            "planned",
        ),
        *("published", "reach", "subjects", "type", "unit_words", "units"),
    )

    def __init__(
        self,
        key: EventKey,
        *,
        type: EventType,  # noqa: A002 - the field's name
        status: EventStatus,
        first: int,
        last: int,
        sentence: str,
        place: str | None = None,
        cast: Sequence[Actor] = (),
        about: Mapping[str, float] | None = None,
        published: str | None = None,
        of_several: bool = False,
    ) -> None:
        self.key, self.article, self.published = key, key[0], published
        self.type, self.planned = type, status == "planned"
        self.first, self.last = first, last
        self.reach = PUT_OFF if self.planned and type in GATHERINGS else _EFFECT if type in _POSTS else _ERROR
        self.about = about or {}
        self.subjects = frozenset(own for kind, role, _, own in cast if kind == "person" and role == "subject")
        self.persons = frozenset(own for kind, _, _, own in cast if kind == "person")
        self.person_names = frozenset(folded(name) for kind, _, name, _ in cast if kind == "person")
        self.units = {own: folded(name) for kind, _, name, own in cast if kind == "unit"}
        self.unit_words = [f" {plain(name)} " for name in self.units.values()]
        self.has_organiser = any(kind == "unit" and role == "organiser" for kind, role, _, _ in cast)
        self.of_several = of_several
        self.place = folded(place or "")
        self._sentence: str | None = sentence
        self.hours: tuple[int, int] | None = None
        self.ordinals = self.pairs = self.names = self.people = self.numbers = _NO_WORDS
        self.copy = _copied(type, status, first, last, sentence, cast)
        self.features = frozenset(self._features()) if last - first <= VAGUE else frozenset()

    @classmethod
    def of(cls, telling: Telling) -> Traits:
        """Those of a telling, with its words."""
        event, keys = telling.event, telling.keys or {}
        return cls(
            (telling.article_id, event.id),
            type=event.type,
            status=event.status,
            first=event.when.first.toordinal(),
            last=event.when.last.toordinal(),
            sentence=event.sentence,
            place=event.place,
            cast=[(p.kind, p.role, p.name, keys.get(canon(p.name), fold(p.name))) for p in event.participants],
            about=telling.about,
            published=telling.published,
            of_several=SEVERAL in event.evidence,
        ).learn()

    def learn(self) -> Traits:
        """Itself, with the words of its sentence: only for what is compared."""
        if self._sentence is not None:
            words = fold(self._sentence)
            self.ordinals = frozenset(ordinals().findall(words))
            named = _pairs(self.place).union(*map(_pairs, (*self.units.values(), *self.person_names)))
            self.pairs = _pairs(words) - named  # whom both name is counted by itself
            self.names = frozenset(named_pairs(self._sentence))
            self.people = frozenset(named_pairs(self._sentence, _OF_PERSON))
            self.numbers = frozenset(_NUMBER.findall(words)).difference(_NUMBER.findall(self.place))
            self.hours = hours(canon(self._sentence))
            self._sentence = None
        return self

    def _features(self) -> Iterator[str]:
        yield from (f"= {own}" for own in (*self.persons, *self.person_names, *self.units))
        yield from (name for name, weight in self.about.items() if weight >= _STRONG)


def _pairs(words: str) -> frozenset[str]:
    return frozenset(map(" ".join, pairwise(_SYLLABLE.findall(words))))


def _copied(
    kind: EventType, status: EventStatus, first: int, last: int, sentence: str, cast: Sequence[Actor]
) -> tuple[object, ...] | None:
    words = " ".join(sentence.split())
    return (words, kind, status, first, last, *sorted({actor[2] for actor in cast})) if len(words) >= _LONG else None


@dataclass(frozen=True, slots=True)
class Likeness:
    """Points, and what made them: factors `type` and `time`, of the sum of the others."""

    points: float
    reasons: tuple[tuple[str, float], ...] = ()


NOTHING = Likeness(0.0)


def likeness(a: Traits, b: Traits) -> Likeness:
    """How much speaks for one event; points below `ENOUGH` are too few."""
    time = same_time(a, b)
    kind = _types()[a.type, b.type] if time else 0.0
    if not kind:
        return NOTHING
    found = {
        **dict(zip(_STATED, _stated(a, b), strict=True)),
        "words": _words(a, b),
        "articles": _articles(a, b),
    }
    reasons = [("type", kind), ("time", time), *((name, found[name]) for name in _REASONS if found[name])]
    points = kind * time * fsum(found.values())
    return Likeness(points, tuple((name, round(value, 2)) for name, value in reasons))


class Comparison:
    """Points of pairs, with what two articles have in common reckoned once."""

    def __init__(self) -> None:
        self._articles: dict[tuple[str, str], float] = {}
        self._types = _types()

    def points(self, a: Traits, b: Traits, least: float = 0.0) -> float:
        """Those of `likeness`, or any number below `least` where they are below it."""
        time = same_time(a, b)
        factor = self._types[a.type, b.type] * time if time else 0.0
        if not factor:
            return 0.0
        stated = _stated(a, b)
        known = sum(stated)
        if factor * (known + _MOST_WORDS + _MOST_ARTICLES) + _EPSILON < least:
            return 0.0
        words = _words(a, b)
        if factor * (known + words + _MOST_ARTICLES) + _EPSILON < least:
            return 0.0
        articles = (a.key[0], b.key[0])
        alike = self._articles.get(articles)
        if alike is None:
            alike = self._articles[articles] = _articles(a, b)
        return factor * fsum((*stated, words, alike))


def same_time(a: Traits, b: Traits) -> float:
    """How well the times go together, from 0 to 1: the vaguer, the less; some days' error and delays are forgiven."""
    earlier, later = (a, b) if a.first <= b.first else (b, a)
    gap = later.first - min(a.last, b.last)
    if gap <= 0:
        days = max(a.last - a.first, b.last - b.first)
        return _WORTH[bisect_left(_DAYS, days)]
    if gap > earlier.reach:
        return 0.0
    same = a.type == b.type
    if same and gap <= 2 and a.type == "congress":
        return 0.9  # its days
    if gap <= 1:
        return 0.55
    if gap <= _ERROR and same:
        return 0.35
    if earlier.planned and same and earlier.type in GATHERINGS and gap <= PUT_OFF:
        return 0.4
    takes_effect = later.planned and gap <= _EFFECT and a.type in _POSTS and b.type in _POSTS
    return 0.5 if takes_effect and a.subjects & b.subjects and a.units.keys() & b.units.keys() else 0.0


@cache
def _types() -> Mapping[tuple[EventType, EventType], float]:
    """How well two types go together."""
    every: tuple[EventType, ...] = get_args(EventType)
    return {(one, other): _same_type(one, other) for one in every for other in every}


def _same_type(one: EventType, other: EventType) -> float:
    if one == other:
        return 1.0
    handed_over = (one in _PERSONAL and other in _TOLD_AS) or (other in _PERSONAL and one in _TOLD_AS)
    return _HANDED_OVER if handed_over else _NEAR_TYPES.get(frozenset({one, other}), 0.0)


def _persons(a: Traits, b: Traits) -> float:
    if a.subjects & b.subjects:
        return 1.8
    if a.persons & b.persons or a.person_names & b.person_names:
        return 0.9
    if not a.subjects or not b.subjects:
        unnamed = a.type != b.type and {a.type, b.type} & _PERSONAL and a.names.isdisjoint(b.names)
        return _NOBODY if unnamed and (a.subjects or b.subjects) else 0.0
    if a.type in _PERSONAL or b.type in _PERSONAL:
        return _OTHER_PERSON if a.names.isdisjoint(b.names) else _MAYBE_PERSON
    return 0.0


def _units(a: Traits, b: Traits) -> float:
    shared = a.units.keys() & b.units.keys()
    if a.of_several != b.of_several and a.type == b.type:
        return _OTHER_BODY  # các chi bộ còn lại của Đảng bộ X sẽ đại hội: not its own congress
    if shared:
        return min(1.3, sum(_SHARED[reach(a.units[key])] for key in shared))
    if not a.units or not b.units or a.persons & b.persons or _one_contains(a, b):
        return 0.0
    if _of_one_kind(a, b):
        return _OTHER_BODY if a.type in _HELD else -1.0
    return -0.4


def _of_one_kind(a: Traits, b: Traits) -> bool:
    """Whether each has a body that the other has another of: two districts' police."""
    if not (a.has_organiser and b.has_organiser):
        return False
    kinds = [{" ".join(name.split(" ")[:_KIND]) for name in traits.units.values()} for traits in (a, b)]
    return bool(kinds[0] & kinds[1])


def _one_contains(a: Traits, b: Traits) -> bool:
    """Whether a unit's name begins or ends with one of the other's: `phong tham muu`, `phong tham muu cong an tinh`."""
    return any(one in other or other in one for one in a.unit_words for other in b.unit_words)


def _names(a: Traits, b: Traits) -> float:
    """Names that the sentences have in common, of whatever is no participant: suspects, firms, streets, villages."""
    if not a.names or not b.names:
        return 0.0
    shared = len(a.names & b.names)
    if shared:
        return min(_MOST_NAMES, 0.3 * shared)
    if a.type == b.type == "crime" and a.people and b.people:
        return _OTHER_PEOPLE
    return 0.0 if a.subjects and b.subjects else _OTHER_NAMES  # whose names are compared already


def _hours(a: Traits, b: Traits) -> float:
    """Whether one day's morning stands against its evening; what goes on all day has both."""
    if a.hours is None or b.hours is None or _DAY_LONG & {a.type, b.type} or not a.first == a.last == b.first == b.last:
        return 0.0
    apart = max(a.hours[0], b.hours[0]) - min(a.hours[1], b.hours[1])
    return _OTHER_HOURS if apart >= _APART else 0.0


def _ordinals(a: Traits, b: Traits) -> float:
    if not a.ordinals or not b.ordinals:
        return 0.0
    return 0.4 if a.ordinals & b.ordinals else -1.5


def _stated(a: Traits, b: Traits) -> tuple[float, ...]:
    """What speaks for one event by `_STATED`: all that is quickly compared."""
    numbers = a.numbers & b.numbers if a.numbers and b.numbers else ()
    return (
        _persons(a, b),
        _units(a, b),
        0.5 if a.place and a.place == b.place else 0.0,
        _names(a, b),
        _hours(a, b),
        min(0.8, 0.4 * len(numbers)),
        _ordinals(a, b),
    )


def _articles(a: Traits, b: Traits) -> float:
    """Scalar product of what the articles are about. `fsum` is exact: the order of the features makes no difference."""
    shared = a.about.keys() & b.about.keys()
    return min(_MOST_ARTICLES, 4.0 * fsum(a.about[name] * b.about[name] for name in shared)) if shared else 0.0


def _words(a: Traits, b: Traits) -> float:
    """Ochiai's coefficient of the pairs of syllables; a few in common say less."""
    shared = len(a.pairs & b.pairs)
    if not shared:
        return 0.0
    alike = shared / sqrt(len(a.pairs) * len(b.pairs)) * min(1.0, shared / _SOME_PAIRS)
    return min(_MOST_WORDS, 2.5 * alike)
