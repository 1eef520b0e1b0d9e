"""Phrases of the lexicon at a syllable of a text, looked for at the first question and then kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.mine.persons.lexicon import Branch, Phrase


@dataclass(slots=True)
class Hit:
    """A phrase of the lexicon on the syllables `first` to `last` (exclusive)."""

    first: int
    last: int
    phrase: Phrase


_LOOSE_GAPS = frozenset({" ", "", ".", ". ", "/", "-", " - ", "&", " & ", " / "})
_new = object.__new__


def _hit(first: int, last: int, phrase: Phrase) -> Hit:
    """As `Hit(first, last, phrase)`, in half the time."""
    hit = _new(Hit)
    hit.first = first
    hit.last = last
    hit.phrase = phrase
    return hit


class _Hits(dict[int, Sequence[Hit]]):
    """Hits by a syllable's index, looked for at the first question: ask with `hits[i]`, never with `get`."""

    __slots__ = ("gaps", "size", "tree", "words")

    def __init__(self, words: list[str], gaps: list[str], tree: dict[str, Branch]) -> None:
        self.words = words
        self.gaps = gaps
        self.size = len(words)
        self.tree = tree.get

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
        words, size = self.words, self.size
        branch = self.tree(words[first]) if 0 <= first < size else None
        if branch is None:
            self[first] = ()
            return ()
        phrase, longer = branch
        last, plain = first + 1, True
        if last == size or words[last] not in longer:  # as with most
            one = self[first] = () if phrase is None else (_hit(first, last, phrase),)
            return one
        found = [] if phrase is None else [_hit(first, last, phrase)]
        while longer and last < size and (branch := longer.get(words[last])) is not None:
            plain = plain and self.gaps[last - 1] == " "
            last += 1
            phrase, longer = branch
            if phrase is not None and (plain or self._joins(first, phrase)):
                found.append(_hit(first, last, phrase))
        found.reverse()
        self[first] = found
        return found


class Ending(_Hits):
    """Hits that end before a syllable, the longest first."""

    __slots__ = ()

    def __missing__(self, last: int) -> Sequence[Hit]:
        words = self.words
        branch = self.tree(words[last - 1]) if 0 < last <= self.size else None
        if branch is None:
            self[last] = ()
            return ()
        phrase, longer = branch
        first, plain = last - 1, True
        if first == 0 or words[first - 1] not in longer:
            one = self[last] = () if phrase is None else (_hit(first, last, phrase),)
            return one
        found = [] if phrase is None else [_hit(first, last, phrase)]
        while longer and first > 0 and (branch := longer.get(words[first - 1])) is not None:
            first -= 1
            plain = plain and self.gaps[first] == " "
            phrase, longer = branch
            if phrase is not None and (plain or self._joins(first, phrase)):
                found.append(_hit(first, last, phrase))
        found.reverse()
        self[last] = found
        return found


def _blank(gap: str) -> bool:
    return gap == " " or (gap.isspace() and "\n" not in gap)
