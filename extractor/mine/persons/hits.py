"""Phrases of the lexicon at a syllable of a text, looked for at the first question and then kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extractor.mine.persons.lexicon import Branch, Phrase


class Hit(NamedTuple):
    """A phrase of the lexicon on the syllables `first` to `last` (exclusive)."""

    first: int
    last: int
    phrase: Phrase


_LOOSE_GAPS = frozenset({" ", "", ".", ". ", "/", "-", " - ", "&", " & ", " / "})
_hit = tuple.__new__  # (as `Hit(…)` in half the time)


class _Hits(dict[int, Sequence[Hit]]):
    """Hits by a syllable's index, looked for at the first question: ask with `hits[i]`, never with `get`."""

    __slots__ = ("branch", "gaps", "size", "words")

    def __init__(self, words: list[str], gaps: list[str], branches: dict[str, Branch]) -> None:
        self.words = words
        self.gaps = gaps
        self.size = len(words)
        self.branch = branches.get

    def _reads(self, first: int, phrase: Phrase) -> bool:
        return first >= 0 and tuple(self.words[first : first + phrase.size]) == phrase.words

    def _joins(self, first: int, phrase: Phrase) -> bool:
        """Whether the gaps between a phrase's syllables allow it."""
        for gap in self.gaps[first : first + phrase.size - 1]:
            if gap == " ":
                continue
            if phrase.loose:
                if gap not in _LOOSE_GAPS:
                    return False
            elif not _blank(gap) and not (phrase.comma and gap == ", "):
                return False
        return True


class Starting(_Hits):
    """Hits that begin with a syllable, the longest first."""

    __slots__ = ()

    def __missing__(self, first: int) -> Sequence[Hit]:
        branch = self.branch(self.words[first]) if 0 <= first < self.size else None
        if branch is None:
            self[first] = ()
            return ()
        found: list[Hit] = []
        alone, longer = branch
        if longer and first + 1 < self.size:
            for phrase in longer.get(self.words[first + 1], ()):
                size = phrase.size
                if (size == 2 or self._reads(first, phrase)) and self._joins(first, phrase):
                    found.append(_hit(Hit, (first, first + size, phrase)))
        if alone is not None:
            found.append(_hit(Hit, (first, first + 1, alone)))
        self[first] = found
        return found


class Ending(_Hits):
    """Hits that end before a syllable, the longest first."""

    __slots__ = ()

    def __missing__(self, last: int) -> Sequence[Hit]:
        branch = self.branch(self.words[last - 1]) if 0 < last <= self.size else None
        if branch is None:
            self[last] = ()
            return ()
        found: list[Hit] = []
        alone, longer = branch
        if longer and last > 1:
            for phrase in longer.get(self.words[last - 2], ()):
                first = last - phrase.size
                if (phrase.size == 2 or self._reads(first, phrase)) and self._joins(first, phrase):
                    found.append(_hit(Hit, (first, last, phrase)))
        if alone is not None:
            found.append(_hit(Hit, (last - 1, last, alone)))
        self[last] = found
        return found


def _blank(gap: str) -> bool:
    return gap == " " or (gap.isspace() and "\n" not in gap)
