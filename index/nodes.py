"""The query tree: what a query means, before any engine sees it. Frozen, hashable, closed.

Two leaves look into texts, and count for the score: `Words` (one slot is a word, several are a phrase) and `Near`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias, assert_never

from corpus.text import canon, fold, has_marks, lower, normalize
from index.distance import within
from index.documents import Kind, TextField
from index.tokens import BEGINNING, GAP, folded

WordField: TypeAlias = TextField | Kind
KeywordField = Literal["source", "type"]
EVERYWHERE: tuple[WordField, ...] = ("title", "body", "caption")
"""Where a word is looked for that names no field; the lead is a part of the body."""

EXACT, LOOSE = 2, 1
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OPEN_PAIRS = ("oa", "oe", "uy")  # vowels of which either may carry the tone mark
_SHORT = 2  # letters of a word that is lost with any of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One syllable asked for. A `loose` one also takes every syllable that has the same letters under other marks.

    `form` and `plain` are its canonical and its folded spelling. A `prefix` also takes what begins with `letters`
    (`plain_letters` without marks), which are the letters as typed: `ky*` is no `kinh`, though `ky` is `ki`. A `fuzzy`
    one also takes what is at most so many edits (1 or 2) away from `form`, or from `plain` where it is loose; one of
    two letters only other marks, a letter more, or the two swapped, since `lo` is one changed letter from every `là`.
    """

    form: str
    plain: str
    loose: bool = False
    prefix: bool = False
    letters: str = ""
    plain_letters: str = ""
    fuzzy: int = 0

    @classmethod
    def of(cls, syllable: str, *, strict: bool = False, prefix: bool = False, fuzzy: int = 0) -> Slot:
        """The slot of a syllable as typed: loose where it has no marks, unless `strict`."""
        syllable = normalize(syllable)
        begun = lower(syllable) + "x"  # no open syllable any more, so that canon leaves i/y and tone marks in place
        return cls(
            form=canon(syllable),
            plain=fold(syllable),
            loose=not (strict or syllable.isdigit() or has_marks(syllable)),
            prefix=prefix,
            letters=canon(begun)[:-1] if prefix else "",
            plain_letters=fold(begun)[:-1] if prefix else "",
            fuzzy=fuzzy,
        )

    @property
    def placements(self) -> tuple[Slot, ...]:
        """The slots of a prefix with either placement of a tone mark at its end: `hoà*` is `hoàn` and `hòa`."""
        base = unicodedata.normalize("NFD", self.letters[-2:])
        tone = "".join(letter for letter in base if letter in _TONES)
        first, second = (*base.replace(tone, ""), "", "")[:2] if tone else ("", "")
        if first + second not in _OPEN_PAIRS or self.letters[-3:-2] == "q":
            return (self,)
        pairs = (first + tone + second, first + second + tone)
        forms = (self.letters[:-2] + unicodedata.normalize("NFC", pair) for pair in pairs)
        return tuple(replace(self, letters=letters) for letters in forms)

    def match(self, syllable: str, plain: str) -> int:
        """EXACT, LOOSE or 0 for a canonical syllable and its folded form."""
        if syllable == self.form or (self.prefix and syllable.startswith(self.letters)):
            return EXACT
        if self.loose and (plain == self.plain or (self.prefix and plain.startswith(self.plain_letters))):
            return LOOSE
        if self.fuzzy and syllable != GAP:
            asked, other = (self.plain, plain) if self.loose else (self.form, syllable)
            if within(asked, other, self.fuzzy) is None:
                return 0
            return LOOSE if len(self.plain) > _SHORT or _keeps_letters(self.plain, folded(other)) else 0
        return 0


def _keeps_letters(short: str, other: str) -> bool:
    """Whether all letters of a word of two are in another, which has at most one more."""
    return sorted(short) == sorted(other) or (len(other) > len(short) and within(short, other, 1) == 1)


BEGINS = Slot(form=BEGINNING, plain=BEGINNING)
"""The slot before words that have to begin a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A word or phrase: the slots side by side in one of the fields."""

    slots: tuple[Slot, ...]
    fields: tuple[WordField, ...] = EVERYWHERE

    @property
    def written(self) -> Words:
        """The words as they stand in texts, where nothing tells that a name begins."""
        return replace(self, slots=self.slots[1:]) if self.slots[0] == BEGINS else self


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Words or phrases near each other, in any order, in one of the fields.

    Each of `alternatives` is one thing asked for, in the words any of which may stand for it (their `fields` are those
    of the node). They stand in one stretch, none over another, with at most `distance` other syllables in it, on one
    side of every gap.
    """

    alternatives: tuple[tuple[Words, ...], ...]
    distance: int
    fields: tuple[WordField, ...] = EVERYWHERE


Leaf: TypeAlias = Words | Near


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """A source or event type, compared whole, as `named` has it; a `prefix` by its beginning, a `loose` one under any
    marks.
    """

    field: KeywordField
    value: str
    prefix: bool = False
    loose: bool = False

    @classmethod
    def of(cls, field: KeywordField, text: str, *, prefix: bool = False, strict: bool = False) -> Keyword:
        """The node of a value as typed: loose where it has no marks, unless `strict`."""
        return cls(field=field, value=keyword(text), prefix=prefix, loose=not (strict or has_marks(normalize(text))))

    def match(self, value: str) -> bool:
        """Whether a document's value is meant."""
        value = fold(keyword(value)) if self.loose else keyword(value)
        asked = fold(self.value) if self.loose else self.value
        return value.startswith(asked) if self.prefix else value == asked


def keyword(value: str) -> str:
    """The form in which keywords are compared: that of `named`."""
    return named(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One of these canonical values of a kind, each as `named` has it; a `loose` one under any marks."""

    kind: Kind
    values: tuple[str, ...]
    loose: bool = False

    @classmethod
    def of(cls, kind: Kind, values: Iterable[str], *, loose: bool = False) -> Value:
        """The node of these names in whatever spelling."""
        names = map(named, values)
        return cls(kind=kind, values=tuple(sorted(set(map(fold, names) if loose else names))), loose=loose)

    def match(self, value: str) -> bool:
        """Whether a document's value is meant."""
        value = named(value)
        return (fold(value) if self.loose else value) in self.values


def named(value: str) -> str:
    """The form in which canonical values are compared: `Hoà Bình` and `Hòa  Bình` are one."""
    return canon(" ".join(normalize(value).split()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Published on a day of the span (open where None). An undated article is neither inside nor outside."""

    first: date | None = None
    last: date | None = None

    def match(self, first: date, last: date) -> bool:
        """Whether the days that an article's date may mean overlap the span."""
        return (self.last is None or first <= self.last) and (self.first is None or last >= self.first)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned:
    """The text speaks of a time that overlaps the span (open where None)."""

    first: date | None = None
    last: date | None = None

    def match(self, first: date, last: date) -> bool:
        """Whether the days of one date in the text overlap the span."""
        return (self.last is None or first <= self.last) and (self.first is None or last >= self.first)


@dataclass(frozen=True, slots=True)
class And:
    """All parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but the part."""

    part: Node


@dataclass(frozen=True, slots=True)
class Everything:
    """All articles."""


Node: TypeAlias = Leaf | Keyword | Value | Published | Mentioned | And | Or | Not | Everything


def both(*nodes: Node) -> Node:
    """The conjunction, without needless levels."""
    parts: list[Node] = []
    for node in nodes:
        if isinstance(node, And):
            parts.extend(node.parts)
        elif not isinstance(node, Everything):
            parts.append(node)
    return parts[0] if len(parts) == 1 else And(tuple(parts)) if parts else Everything()


def either(*nodes: Node) -> Node:
    """The disjunction, without needless levels; at least one node."""
    return nodes[0] if len(nodes) == 1 else Or(nodes)


def asked_leaves(node: Node) -> Iterator[Leaf]:
    """What of words a hit may have (not what it must not have), in the order of the query."""
    match node:
        case Words() | Near():
            yield node
        case And(parts) | Or(parts):
            for part in parts:
                yield from asked_leaves(part)
        case Not() | Keyword() | Value() | Published() | Mentioned() | Everything():
            return
        case _:
            assert_never(node)
