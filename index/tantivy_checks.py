"""Whether words stand in a stored stream: for the questions that tantivy answers only roughly."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence

from index.near import Place, windows
from index.nodes import EXACT, Leaf, Near, Slot, Words
from index.tokens import GAP, folded

_SHORT = 3  # operands for which every choice is tried, until one fits
_FAR = 1000  # positions that part what a gap parts: more than any nearness


class Standing:
    """Whether a leaf stands in streams, as `index.memory` and `index.near` have it, but no more than whether."""

    def __init__(self, leaf: Leaf, least: int) -> None:
        self._leaf = leaf
        self._least = least
        self._kinds: dict[tuple[Slot, str], bool] = {}
        if isinstance(leaf, Near):
            self._width = leaf.distance + sum(max(len(words.slots) for words in one) for one in leaf.alternatives)

    def in_stream(self, stream: str) -> bool:
        """Whether it stands in a canonical stream."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        items = stream.split()
        at = 0
        for item in items:
            places[item].append(at)
            at += _FAR if item == GAP else 1
        places.pop(GAP, None)
        if isinstance(self._leaf, Words):
            return bool(self._stretches(self._leaf, places))
        operands = [
            sorted({stretch for words in one for stretch in self._stretches(words, places)})
            for one in self._leaf.alternatives
        ]
        if len(operands) > _SHORT:
            return bool(windows([[Place(*stretch, EXACT) for stretch in one] for one in operands], self._leaf.distance))
        operands.sort(key=len)
        return any(self._near(operands[1:], (stretch,)) for stretch in operands[0])

    def _stretches(self, words: Words, places: Mapping[str, Sequence[int]]) -> list[tuple[int, int]]:
        """Start and end of each place of a word or phrase."""
        starts: set[int] | None = None
        for shift, slot in enumerate(words.slots):
            found = {at - shift for item, them in places.items() if self._takes(slot, item) for at in them}
            starts = found if starts is None else starts & found
            if not starts:
                return []
        return [(start, start + len(words.slots)) for start in starts or ()]

    def _takes(self, slot: Slot, item: str) -> bool:
        key = slot, item
        if key not in self._kinds:
            self._kinds[key] = slot.match(item, folded(item)) >= self._least
        return self._kinds[key]

    def _near(self, operands: Sequence[Sequence[tuple[int, int]]], chosen: tuple[tuple[int, int], ...]) -> bool:
        """Whether the chosen stretches and one of each further operand, none over another, are near enough."""
        assert isinstance(self._leaf, Near)
        start, end = min(chosen)[0], max(stretch[1] for stretch in chosen)
        if not operands:
            return end - start - sum(last - first for first, last in chosen) <= self._leaf.distance
        for stretch in operands[0][bisect_left(operands[0], (start - self._width, 0)) :]:
            if stretch[0] > end + self._width:
                return False
            if all(stretch[1] <= first or last <= stretch[0] for first, last in chosen) and self._near(
                operands[1:], (*chosen, stretch)
            ):
                return True
        return False
