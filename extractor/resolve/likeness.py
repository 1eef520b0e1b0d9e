"""How much of one text stands in another, and whether their numbers and names agree.

Papers print reports by formula: the weather, prices of gold, congresses of Party cells. Two of them share most of their
words and are not the same news, so that no share of common words can tell them from a copy. What tells them is where
they differ: a copy is cut, or edited in its style; a formula is filled in with other numbers and other names.

A syllable is covered where it stands in a run of three that both texts have, in whatever order, since papers move
paragraphs. What lies uncovered between the same neighbours in both texts was put in the place of the other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from corpus.text import canon, fold, normalize
from extractor.resolve.shingles import compared, word_pattern

_RUN = 3  # syllables in a row that both texts have
_ANCHOR = 2  # syllables beside a gap that have to be equal in both texts
_MATES = 20  # gaps looked at a side: a list of numbers has hundreds with the same neighbours
_LONGEST_SWAP = 16  # syllables: what is longer was written anew, not filled in
_FILLED_IN = 6  # syllables: a longer gap has a mate only where both its neighbours are the same
_SENTENCE_END = re.compile(r"[.!?…:;\n\"“”]")

Gap = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Words:
    """The compared syllables of a text; `facts` marks those that are part of a number (2) or a capitalised word (1)."""

    syllables: tuple[str, ...]
    facts: bytes

    @classmethod
    def of(cls, text: str) -> Words:
        """Cut a text."""
        text = normalize(text)
        plain = canon(text)
        syllables, facts = [], bytearray()
        last = 0
        for match in word_pattern().finditer(plain):
            start = match.start()
            syllables.append(compared(match[0]))
            number, capital = match[0][0].isdigit(), text[start].isupper()
            facts.append(2 if number else int(capital and last > 0 and not _SENTENCE_END.search(text, last, start)))
            last = match.end()
        return cls(tuple(syllables), bytes(facts))

    def names_and_numbers(self) -> Iterator[Gap]:
        """Numbers and runs of capitalised syllables, as half-open ranges of syllables."""
        start = 0
        while start < len(self.facts):
            kind, end = self.facts[start], start + 1
            while end < len(self.facts) and self.facts[end] == kind:
                end += 1
            if kind:
                yield start, end
            start = end

    def first_numbers(self) -> tuple[str, ...]:
        """The first two numbers: as a rule the day and month of what is told, or the hour and the day."""
        return tuple(islice((self.syllables[i] for i, fact in enumerate(self.facts) if fact == 2), 2))

    def tells(self, start: int, end: int) -> bool:
        """Whether such a range is a number or a name: one capitalised syllable is seldom a name (`Đại hội`)."""
        return self.facts[start] == 2 or end - start > 1

    def stated(self, gap: Gap) -> frozenset[str]:
        """The numbers and capitalised syllables in a range."""
        return frozenset(self.syllables[i] for i in range(*gap) if self.facts[i])


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Shares of the shorter (`covered`) and of the longer text (`covers`) that stand in the other.

    `begins` is where in the longer text the common part begins, as a share of it; `agreeing` and `conflicting` count
    numbers and names of the shorter text; `swaps` are examples of what stands in the place of what. `stretch` is the
    most syllables in a row of the shorter that stand in the other, `told` the numbers and names among them.
    """

    covered: float
    covers: float
    begins: float
    agreeing: int
    conflicting: int
    swaps: tuple[tuple[str, str], ...] = ()
    stretch: int = 0
    told: int = 0

    @property
    def conflict(self) -> float:
        """Share of the conflicting among the numbers and names of the shorter text that can be compared."""
        told = self.agreeing + self.conflicting
        return self.conflicting / told if told else 0.0


def likeness(shorter: Words, longer: Words) -> Likeness:
    """Compare two texts; linear in their length."""
    common = _runs(shorter.syllables) & _runs(longer.syllables)
    own, other = _covered(shorter.syllables, common), _covered(longer.syllables, common)
    agreeing, swaps = _facts(shorter, own, longer, other)
    start, end = _stretch(own)
    return Likeness(
        covered=sum(own) / max(1, len(own)),
        covers=sum(other) / max(1, len(other)),
        begins=(other.index(1) if 1 in other else len(other)) / max(1, len(other)),
        agreeing=agreeing,
        conflicting=len(swaps),
        swaps=tuple(dict.fromkeys(swaps)),
        stretch=end - start,
        told=sum(start <= a and b <= end and shorter.tells(a, b) for a, b in shorter.names_and_numbers()),
    )


def _runs(syllables: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(syllables[i : i + _RUN]) for i in range(len(syllables) - _RUN + 1)}


def _covered(syllables: Sequence[str], common: set[tuple[str, ...]]) -> bytearray:
    covered = bytearray(len(syllables))
    for i in range(len(syllables) - _RUN + 1):
        if tuple(syllables[i : i + _RUN]) in common:
            covered[i : i + _RUN] = b"\x01" * _RUN
    return covered


def _gaps(covered: bytearray) -> Iterator[Gap]:
    start = covered.find(0)
    while start >= 0:
        end = covered.find(1, start)
        end = len(covered) if end < 0 else end
        yield start, end
        start = covered.find(0, end)


def _stretch(covered: bytearray) -> Gap:
    """The longest covered range."""
    longest, start = (0, 0), 0
    for begin, end in (*_gaps(covered), (len(covered), len(covered))):
        longest = max(longest, (start, begin), key=lambda gap: gap[1] - gap[0])
        start = end
    return longest


def _facts(a: Words, own: bytearray, b: Words, other: bytearray) -> tuple[int, list[tuple[str, str]]]:
    """How many numbers and names of `a` are covered, and what stands in `b` for those that are not."""
    places = _Places(b, other)
    gap_at = {i: gap for gap in _gaps(own) for i in range(*gap)}
    agreeing, swaps = 0, []
    for start, end in a.names_and_numbers():
        gap = next((gap_at[i] for i in range(start, end) if i in gap_at), None)
        if gap is None:
            agreeing += a.tells(start, end)
        elif (mate := places.mate(a, gap)) is not None:
            swaps.append((" ".join(a.syllables[slice(*gap)]), " ".join(b.syllables[slice(*mate)])))
    return agreeing, swaps


class _Places:
    """The gaps of the longer text by what stands beside them."""

    def __init__(self, words: Words, covered: bytearray) -> None:
        self._words = words
        self._after: dict[tuple[str, ...], list[Gap]] = defaultdict(list)
        self._before: dict[tuple[str, ...], list[Gap]] = defaultdict(list)
        for gap in _gaps(covered):
            self._after[_left(words, gap)].append(gap)
            self._before[_right(words, gap)].append(gap)

    def mate(self, words: Words, gap: Gap) -> Gap | None:
        """The gap of about this length between the same neighbours whose numbers or names contradict this one's."""
        stated = words.stated(gap)
        after, before = self._after.get(_left(words, gap), []), self._before.get(_right(words, gap), [])
        for mate in after[:_MATES] + before[:_MATES]:
            if _comparable(gap, mate) and (gap[1] - gap[0] <= _FILLED_IN or self._between_the_same(words, gap, mate)):
                theirs = self._words.stated(mate)
                if stated - theirs and theirs - stated and not self._abbreviates(words, gap, mate):
                    return mate
        return None

    def _between_the_same(self, words: Words, gap: Gap, mate: Gap) -> bool:
        return _left(words, gap) == _left(self._words, mate) and _right(words, gap) == _right(self._words, mate)

    def _abbreviates(self, words: Words, gap: Gap, mate: Gap) -> bool:
        """Whether a capitalised word of either gap stands for words of the other: `UBND` for `Ủy ban nhân dân`."""
        one, other = (fold(" ".join(w.syllables[slice(*g)])).split() for w, g in ((words, gap), (self._words, mate)))
        return _has_initials(one, other) or _has_initials(other, one)


def _has_initials(short: Sequence[str], long: Sequence[str]) -> bool:
    initials = "".join(word[0] for word in long)
    return any(len(word) > 1 and word.isalpha() and word in initials for word in short)


def _left(words: Words, gap: Gap) -> tuple[str, ...]:
    return words.syllables[max(0, gap[0] - _ANCHOR) : gap[0]]


def _right(words: Words, gap: Gap) -> tuple[str, ...]:
    return words.syllables[gap[1] : gap[1] + _ANCHOR]


def _comparable(a: Gap, b: Gap) -> bool:
    short, long = sorted((a[1] - a[0], b[1] - b[0]))
    return long <= _LONGEST_SWAP and long <= 3 * short + 4
