"""The rules of time expressions: shapes, fixed phrases and masks; and how their regular expressions are spelt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from corpus.errors import DataFileError
from corpus.text import canon
from extractor.mine.dates.parts import Parts

DATA = Path(__file__).resolve().parents[2] / "data" / "dates"
NUMBERS = ("#year", "#/", "#.", "#:", "#word")  # the keys of what begins with a number, by what follows it
_ESCAPE = re.compile(r"(\\[A-Z])")
_MANY = 12  # words
_MASK_LEFT = 48  # characters before a mask in which its `before` must stand
_CASED = ("date", "month")


def any_of(words: Iterable[str]) -> str:
    """A group that matches the longest of the words that fits.

    Many words are grouped by their first letter: where none fits, that is seen after a few looks.

    >>> any_of(["sáng", "sáng sớm"])
    '(?:sáng sớm|sáng)'
    """
    every = sorted(set(words), key=lambda w: (-len(w), w))
    if len(every) < _MANY or "" in every:
        return "(?:" + "|".join(_literal(word) for word in every) + ")"
    return f"(?:{by_letter(every)})"


def by_letter(words: Iterable[str]) -> str:
    """Alternatives, one for each first letter of the words, of which the longer are tried first.

    >>> by_letter(["nk", "nhiệm kỳ", "khóa"])
    'n(?:hiệm kỳ|k)|k(?:hóa)'
    """
    found: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda w: (-len(w), w)):
        found.setdefault(word[0], []).append(_literal(word[1:]))
    return "|".join(f"{_literal(letter)}(?:{'|'.join(rest)})" for letter, rest in found.items())


def canon_pattern(source: str) -> str:
    r"""A regular expression in canonical spelling; its escapes (`\W`) and the names of its groups stay as they are."""
    pieces = _ESCAPE.split(source)
    spelt = "".join(piece if i % 2 else canon(piece) for i, piece in enumerate(pieces))
    return spelt.replace("(?p<", "(?P<").replace("(?p=", "(?P=")


def _literal(text: str) -> str:
    return re.escape(text).replace(r"\ ", " ")


def compiled(source: str, file: str, rule: str) -> re.Pattern[str]:
    """Raises DataFileError for a faulty rule of a data file."""
    try:
        return re.compile(source)
    except re.error as error:
        raise DataFileError(DATA / file, rule, str(error)) from error


class Said(NamedTuple):
    """What the groups of a match say: its category (alone, and as a set), its fields, whether `about` stands before."""

    category: str
    categories: frozenset[str]
    parts: Parts
    approx: bool


@dataclass(frozen=True)
class Pattern:
    """A shape. `parts` holds the fields that are the same for every match, `known` what earlier matches said."""

    id: str
    category: str
    source: str
    parts: Mapping[str, Any]
    upper: bool
    known: dict[tuple[str | None, ...], Said | None] = field(default_factory=dict, compare=False)

    @cached_property
    def cased(self) -> bool:
        """Whether capitals may decide about it."""
        return self.category in _CASED or "(?P<cycle>" in self.source

    @cached_property
    def names(self) -> frozenset[str]:
        """Of its groups."""
        return frozenset(self.regex.groupindex)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Compiled at its first use: a short text needs few of the rules. Raises DataFileError for a faulty one."""
        return compiled(self.source, "patterns.toml", self.id)


@dataclass(frozen=True, slots=True)
class FixedPhrase:
    """A fixed wording with a fixed meaning."""

    text: str
    category: str
    parts: Parts


@dataclass(frozen=True)
class Mask:
    """A stretch in which nothing is a date.

    `before` is what must end where it begins; `after` are words of which one must.
    """

    stretch: str
    before: str | None
    after: tuple[str, ...] = ()

    @cached_property
    def source(self) -> str:
        """The expression of the stretch, with the words that must stand before it."""
        left = "|".join(rf"(?<=(?<!\w){word} )" for word in self.after)
        return f"(?:{left}){self.stretch}" if left else self.stretch

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        return compiled(self.source, "masks.toml", self.source)

    @cached_property
    def _left(self) -> re.Pattern[str] | None:
        return compiled(self.before, "masks.toml", self.before) if self.before else None

    def covers_only(self, word: str) -> bool:
        """Whether it is no longer than the word that it begins with."""
        return self.stretch in (word, rf"{word}(?!\w)")

    def end(self, canon: str, start: int) -> int:
        """Where the stretch that begins at `start` ends; `start` where none begins."""
        found = self._regex.match(canon, start)
        if found is None or (self._left and not self._left.search(canon, max(0, start - _MASK_LEFT), start)):
            return start
        return found.end()
