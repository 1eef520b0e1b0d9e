"""The query tree: what a query means, before any engine sees it. Frozen, hashable, closed.

`Words` is the only leaf that looks into texts: one slot is a word, several are a phrase.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias, assert_never

from corpus.text import canon, fold, has_marks, lower, normalize
from index.documents import Kind, TextField

WordField: TypeAlias = TextField | Kind
KeywordField = Literal["source", "type"]
EVERYWHERE: tuple[WordField, ...] = ("title", "body", "caption")
"""Where a word is looked for that names no field; the lead is a part of the body."""

EXACT, LOOSE = 2, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One syllable asked for. A `loose` one also takes every syllable that has the same letters under other marks.

    `form` and `plain` are its canonical and its folded spelling. A `prefix` also takes what begins with `letters`
    (`plain_letters` without marks), which are the letters as typed: `ky*` is no `kinh`, though `ky` is `ki`.
    """

    form: str
    plain: str
    loose: bool = False
    prefix: bool = False
    letters: str = ""
    plain_letters: str = ""

    @classmethod
    def of(cls, syllable: str, *, strict: bool = False, prefix: bool = False) -> Slot:
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
        )

    def match(self, syllable: str, plain: str) -> int:
        """EXACT, LOOSE or 0 for a canonical syllable and its folded form."""
        if syllable == self.form or (self.prefix and syllable.startswith(self.letters)):
            return EXACT
        if self.loose and (plain == self.plain or (self.prefix and plain.startswith(self.plain_letters))):
            return LOOSE
        return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A word or phrase: the slots side by side in one of the fields."""

    slots: tuple[Slot, ...]
    fields: tuple[WordField, ...] = EVERYWHERE


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
class Published:
    """Published on a day of the span (open where None). An undated article is neither inside nor outside."""

    first: date | None = None
    last: date | None = None

    def match(self, first: date, last: date) -> bool:
        """Whether the days that an article's date may mean overlap the span."""
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


Node: TypeAlias = Words | Keyword | Published | And | Or | Not | Everything


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


def asked_words(node: Node) -> Iterator[Words]:
    """The words and phrases that a hit may have (not those that it must not have), in the order of the query."""
    match node:
        case Words():
            yield node
        case And(parts) | Or(parts):
            for part in parts:
                yield from asked_words(part)
        case Not() | Keyword() | Published() | Everything():
            return
        case _:
            assert_never(node)


def has_dates(node: Node) -> bool:
    """Whether the tree asks for a time of publication anywhere."""
    match node:
        case Published():
            return True
        case And(parts) | Or(parts):
            return any(map(has_dates, parts))
        case Not(part):
            return has_dates(part)
        case Words() | Keyword() | Everything():
            return False
        case _:
            assert_never(node)
