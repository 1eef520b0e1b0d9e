"""How much speaks for two articles telling of one event: type, time, who, where, and what the articles are about.

Nothing here depends on the corpus at hand, only on the two tellings and on shipped tables, so that a corpus that grew
is merged as one that was built at once. The weights were set on `tests/gold/timelines` (November 2026).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from math import sqrt

from corpus.mentions import Event, EventType
from corpus.text import canon, fold
from extractor.resolve.merging_words import ordinals, reach

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
    about: Mapping[str, float] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)


class Traits:
    """What of a telling is compared, reckoned once. Days are ordinals of `datetime.date`."""

    def __init__(self, telling: Telling) -> None:
        event = telling.event
        self.event = event
        self.type = event.type
        self.planned = event.status == "planned"
        self.about = telling.about
        self.first, self.last = event.when.first.toordinal(), event.when.last.toordinal()
        keyed = [(p, telling.keys.get(canon(p.name), fold(p.name)), fold(p.name)) for p in event.participants]
        self.subjects = frozenset(key for p, key, _ in keyed if p.kind == "person" and p.role == "subject")
        self.persons = frozenset(key for p, key, _ in keyed if p.kind == "person")
        self.person_names = frozenset(name for p, _, name in keyed if p.kind == "person")
        self.units = {key: name for p, key, name in keyed if p.kind == "unit"}
        self.has_organiser = any(p.kind == "unit" and p.role == "organiser" for p, _, _ in keyed)
        self.place = fold(event.place or "")
        words = fold(event.sentence)
        self.ordinals = frozenset(ordinals().findall(words))
        self.pairs = frozenset(pairwise(_SYLLABLE.findall(words)))
        self.numbers = frozenset(_NUMBER.findall(words))


@dataclass(frozen=True, slots=True)
class Likeness:
    """Points, and what made them: factors `type` and `time`, of the sum of the others."""

    points: float
    reasons: tuple[tuple[str, float], ...] = ()


NOTHING = Likeness(0.0)


def likeness(a: Traits, b: Traits) -> Likeness:
    """How much speaks for one event; points below `ENOUGH` are too few."""
    time = same_time(a, b)
    kind = _same_type(a.type, b.type) if time else 0.0
    if not kind:
        return NOTHING
    found = {
        "person": _persons(a, b),
        "unit": _units(a, b),
        "place": 0.5 if a.place and a.place == b.place else 0.0,
        "articles": min(1.6, 4.0 * _cosine(a.about, b.about)),
        "words": min(1.0, 2.5 * _overlap(a.pairs, b.pairs)),
        "numbers": min(0.8, 0.4 * len(a.numbers & b.numbers)),
        "ordinal": _ordinals(a, b),
    }
    reasons = [("type", kind), ("time", time), *((name, value) for name, value in found.items() if value)]
    return Likeness(kind * time * sum(found.values()), tuple((name, round(value, 2)) for name, value in reasons))


def same_time(a: Traits, b: Traits) -> float:
    """How well the times go together, from 0 to 1: the vaguer, the less; some days' error and delays are forgiven."""
    gap = max(a.first, b.first) - min(a.last, b.last)
    if gap <= 0:
        days = max(a.last - a.first, b.last - b.first)
        return next((worth for most, worth in ((2, 1.0), (10, 0.9), (31, 0.7), (VAGUE, 0.45)) if days <= most), 0.0)
    if a.type == b.type == "congress" and gap <= 2:
        return 0.9  # its days
    if gap <= 1:
        return 0.55
    if gap <= 3 and a.type == b.type:
        return 0.35
    earlier, later = (a, b) if a.first <= b.first else (b, a)
    if earlier.planned and earlier.type == later.type and earlier.type in GATHERINGS and gap <= PUT_OFF:
        return 0.4
    takes_effect = later.planned and gap <= 31 and {a.type, b.type} <= {"appointment", "transfer"}
    return 0.5 if takes_effect and a.subjects & b.subjects and a.units.keys() & b.units.keys() else 0.0


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
    personal = a.type in _PERSONAL or b.type in _PERSONAL
    return -1.2 if personal and a.subjects and b.subjects else 0.0


def _units(a: Traits, b: Traits) -> float:
    shared = a.units.keys() & b.units.keys()
    if shared:
        return min(1.3, sum(0.3 if reach(a.units[key]) == "national" else 0.8 for key in shared))
    if not a.units or not b.units or a.persons & b.persons or _one_contains(a, b):
        return 0.0
    return -1.0 if a.has_organiser and b.has_organiser else -0.4


def _one_contains(a: Traits, b: Traits) -> bool:
    """Whether a unit's name begins or ends with one of the other's: `phong tham muu`, `phong tham muu cong an tinh`."""
    return any(
        f" {short} " in f" {long} "
        for one in a.units.values()
        for other in b.units.values()
        for short, long in ((one, other), (other, one))
    )


def _ordinals(a: Traits, b: Traits) -> float:
    if not a.ordinals or not b.ordinals:
        return 0.0
    return 0.4 if a.ordinals & b.ordinals else -1.5


def _cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    if len(b) < len(a):
        a, b = b, a
    return sum(weight * b[name] for name, weight in a.items() if name in b)


def _overlap(a: frozenset[tuple[str, str]], b: frozenset[tuple[str, str]]) -> float:
    """Ochiai's coefficient; a few pairs in common say less."""
    shared = len(a & b)
    return shared / sqrt(len(a) * len(b)) * min(1.0, shared / _SOME_PAIRS) if shared else 0.0
