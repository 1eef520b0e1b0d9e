"""The query tree: what a query means, before any engine sees it. Frozen, hashable, closed.

Two leaves look into texts, and count for the score: `Words` (one slot is a word, several are a phrase) and `Near`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias, assert_never

from corpus.text import canon, fold, has_marks, lower, normalize
from index.distance import within
from index.documents import Kind, TextField
from index.tokens import GAP

WordField: TypeAlias = TextField | Kind
KeywordField = Literal["source", "type"]
EVERYWHERE: tuple[WordField, ...] = ("title", "body", "caption")
"""Where a word is looked for that names no field; the lead is a part of the body."""

EXACT, LOOSE = 2, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One syllable asked for. A `loose` one also takes every syllable that has the same letters under other marks.

    `form` and `plain` are its canonical and its folded spelling. A `prefix` also takes what begins with `letters`
    (`plain_letters` without marks), which are the letters as typed: `ky*` is no `kinh`, though `ky` is `ki`. A `fuzzy`
    one also takes what is at most so many edits (1 or 2) away from `form`, or from `plain` where it is loose.
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

    def match(self, syllable: str, plain: str) -> int:
        """EXACT, LOOSE or 0 for a canonical syllable and its folded form."""
        if syllable == self.form or (self.prefix and syllable.startswith(self.letters)):
            return EXACT
        if self.loose and (plain == self.plain or (self.prefix and plain.startswith(self.plain_letters))):
            return LOOSE
        if self.fuzzy and syllable != GAP:
            asked, other = (self.plain, plain) if self.loose else (self.form, syllable)
            return LOOSE if within(asked, other, self.fuzzy) is not None else 0
        return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A word or phrase: the slots side by side in one of the fields."""

    slots: tuple[Slot, ...]
    fields: tuple[WordField, ...] = EVERYWHERE


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
    """A source or event type, compared whole and without regard to case; a `prefix` by its beginning."""

    field: KeywordField
    value: str
    prefix: bool = False

    def match(self, value: str) -> bool:
        """Whether a document's value is meant."""
        value = keyword(value)
        return value.startswith(self.value) if self.prefix else value == self.value


def keyword(value: str) -> str:
    """The form in which keywords are compared."""
    return lower(normalize(value)).strip()


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
