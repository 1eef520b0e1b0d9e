"""What may begin a time expression: shapes, fixed phrases and masks, gathered by the word that they begin with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from corpus.errors import DataFileError
from corpus.text import canon
from extractor.mine.dates.parts import Parts

DATA = Path(__file__).resolve().parents[2] / "data" / "dates"
NUMBERS = ("#year", "#/", "#.", "#:", "#word")  # the keys of what begins with a number, by what follows it
_NUMBER_KIND = re.compile(r"\d{4}(?!\d)()|\d+(?: ?[/–—-] ?()\d|[.,]()\d| ?: ?()\d)")
_ESCAPE = re.compile(r"(\\[A-Z])")
_NAMED_GROUP = re.compile(r"\(\?P<(\w+)>")
_TO_NOW = r"(?<=năm tới|áng tới|uần tới) (?:nay|giờ|bây giờ|thời điểm)(?!\w)"  # từ đầu năm | tới nay
_MANY = 12  # words
_MASK_LEFT = 48  # characters before a mask in which its `before` must stand
_SUFFIXES = ("suffix", "rsuffix")
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
    by_letter: dict[str, list[str]] = {}
    for word in every:
        by_letter.setdefault(word[0], []).append(_literal(word[1:]))
    return "(?:" + "|".join(f"{_literal(letter)}(?:{'|'.join(rest)})" for letter, rest in by_letter.items()) + ")"


def canon_pattern(source: str) -> str:
    r"""A regular expression in canonical spelling; its escapes (`\W`) and the names of its groups stay as they are."""
    pieces = _ESCAPE.split(source)
    spelt = "".join(piece if i % 2 else canon(piece) for i, piece in enumerate(pieces))
    return spelt.replace("(?p<", "(?P<").replace("(?p=", "(?P=")


def _literal(text: str) -> str:
    return re.escape(text).replace(r"\ ", " ")


def number_key(canon: str, start: int) -> str:
    """Which of NUMBERS the number at `start` is.

    >>> number_key("2/9", 0), number_key("1945", 0), number_key("8 giờ", 0)
    ('#/', '#year', '#word')
    """
    kind = _NUMBER_KIND.match(canon, start)
    return NUMBERS[kind.lastindex - 1] if kind and kind.lastindex else NUMBERS[-1]


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
    """A stretch in which nothing is a date; `before`: what must end where it begins."""

    source: str
    before: str | None

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        return compiled(self.source, "masks.toml", self.source)

    @cached_property
    def _left(self) -> re.Pattern[str] | None:
        return compiled(self.before, "masks.toml", self.before) if self.before else None

    def end(self, canon: str, start: int) -> int:
        """Where the stretch that begins at `start` ends; `start` where none begins."""
        found = self._regex.match(canon, start)
        if found is None or (self._left and not self._left.search(canon, max(0, start - _MASK_LEFT), start)):
            return start
        return found.end()


@dataclass(eq=False)
class Entry:
    """What may begin with one word, or with a number."""

    masks: tuple[Mask, ...]
    patterns: tuple[Pattern, ...]
    phrases: tuple[FixedPhrase, ...]

    @cached_property
    def trails(self) -> bool:
        """Whether nothing begins with the word but what must follow another piece at once (`qua`, `này`)."""
        kinds = [*(pattern.category for pattern in self.patterns), *(phrase.category for phrase in self.phrases)]
        far = all(phrase.parts.offset for phrase in self.phrases)  # nay may also mean now
        return far and not self.masks and all(kind in _SUFFIXES for kind in kinds)

    @cached_property
    def _matchers(self) -> list[tuple[Pattern, Callable[[str, int], re.Match[str] | None]]]:
        return [(pattern, pattern.regex.match) for pattern in self.patterns]

    @cached_property
    def _any_mask(self) -> re.Pattern[str]:
        """The number of groups that it has passed is that of the first mask that fits."""
        sources = (_NAMED_GROUP.sub("(?:", mask.source) for mask in self.masks)
        return compiled("|".join(f"(?:{source})()" for source in sources), "masks.toml", "-")

    @cached_property
    def _any_phrase(self) -> re.Pattern[str]:
        return compiled(f"{any_of(self._by_text)}(?![^\\W_])(?!{_TO_NOW})", "phrases.csv", "-")

    @cached_property
    def _by_text(self) -> Mapping[str, FixedPhrase]:
        return {phrase.text: phrase for phrase in reversed(self.phrases)}  # of two alike, the first

    def masked(self, canon: str, start: int) -> int:
        """Where the last of the masks that begin at `start` ends; `start` without one."""
        found = self._any_mask.match(canon, start) if self.masks else None
        if found is None:
            return start
        return max(mask.end(canon, start) for mask in self.masks[(found.lastindex or 1) - 1 :])

    def matches(self, canon: str, start: int) -> list[tuple[Pattern, re.Match[str]]]:
        """What matches at `start`: what reaches furthest first, else in the order of the data."""
        found = [(pattern, match) for pattern, fits in self._matchers if (match := fits(canon, start))]
        if len(found) > 1:
            found.sort(key=_reach)
        return found

    def phrase(self, canon: str, start: int) -> FixedPhrase | None:
        """The longest phrase at `start`."""
        found = self._any_phrase.match(canon, start) if self.phrases else None
        return self._by_text[found[0]] if found else None


def _reach(found: tuple[Pattern, re.Match[str]]) -> int:
    return -found[1].end()
