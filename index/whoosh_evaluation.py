"""Evaluating a query tree over the segments of a Whoosh index, by sets and counts of documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import cache, reduce
from typing import TYPE_CHECKING, assert_never

from index.near import windows
from index.nodes import (
    EXACT,
    LOOSE,
    And,
    Everything,
    Keyword,
    Leaf,
    Mentioned,
    Near,
    Node,
    Not,
    Or,
    Published,
    Slot,
    Value,
    WordField,
    Words,
)
from index.ranking import LeafCounts, Tally
from index.whoosh_postings import Postings, SideBySide, candidates, lexicon_of, terms

if TYPE_CHECKING:
    from index.whoosh_search import Segment, Snapshot


class Evaluation:
    """One evaluation: what it reads it reads once. `loose` says that marks made a difference somewhere."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._counts: dict[Leaf, LeafCounts] = {}
        self._lists: dict[tuple[str, str, Slot], Sequence[tuple[int, Postings]]] = {}
        self._days: dict[Published, frozenset[int]] = {}
        self._matches: dict[Slot, Callable[[str, str], int]] = {}
        self.loose = False
        self.asked_dates = False

    def matching(self, node: Node, least: int, *, undated: bool) -> set[int]:
        """Documents that match: as `index.memory.holds`, for all at once."""
        match node:
            case Words() | Near():
                return self._with_words(node, least)
            case Keyword():
                return self._snapshot.with_keyword(node)
            case Value():
                return self._snapshot.with_value(node)
            case Mentioned():
                return self._snapshot.mentioning(node)
            case Published():
                self.asked_dates = True
                dated = self._published(node)
                return set(dated | self._snapshot.undated if undated else dated)
            case And(parts):
                return reduce(set.intersection, (self.matching(part, least, undated=undated) for part in parts))
            case Or(parts):
                return set().union(*(self.matching(part, least, undated=undated) for part in parts))
            case Not(part):
                return set(self._snapshot.live - self.matching(part, LOOSE, undated=undated))
            case Everything():
                return set(self._snapshot.live)
            case _:
                assert_never(node)

    def _published(self, node: Published) -> frozenset[int]:
        if node not in self._days:
            first = node.first.toordinal() if node.first else 0
            last = node.last.toordinal() if node.last else date.max.toordinal()
            days = self._snapshot.days
            self._days[node] = frozenset(doc for doc, begin, end in days if begin <= last and end >= first)
        return self._days[node]

    def _with_words(self, words: Leaf, least: int) -> set[int]:
        tallies = self.counts(words).values()
        found: set[int] = set().union(*(tally.exact for tally in tallies))
        if least == LOOSE:
            found.update(*(tally.loose for tally in tallies))
        return found

    def counts(self, leaf: Leaf) -> LeafCounts:
        """Occurrences of a leaf in each of its fields."""
        if leaf not in self._counts:
            fields: dict[WordField, Tally] = {name: Tally() for name in leaf.fields}
            for name, tally in fields.items():
                for segment in self._snapshot.segments:
                    if isinstance(leaf, Near):
                        self._near(segment, name, leaf, tally)
                    elif len(leaf.slots) == 1:
                        self._word(segment, name, leaf.slots[0], tally)
                    else:
                        lists = [self._postings(segment, name, slot) for slot in leaf.slots]
                        SideBySide(lists, candidates(lists)).tally(tally)
                self.loose = self.loose or bool(tally.loose)
            self._counts[leaf] = fields
        return self._counts[leaf]

    def spans(self, words: Words, name: WordField, docs: AbstractSet[int]) -> dict[int, list[tuple[int, int]]]:
        """Where the words stand in a field of the documents."""
        tally = self.counts(words)[name]
        having = {doc for doc in docs if doc in tally.exact or doc in tally.loose}
        found: dict[int, list[tuple[int, int]]] = {}
        for segment in self._snapshot.segments:
            inside = {doc for doc in having if segment.base <= doc < segment.base + len(segment.rows)}
            if inside:
                stands = SideBySide([self._postings(segment, name, slot) for slot in words.slots], inside)
                for doc in inside:
                    found[doc] = sorted((place.start, place.end) for place in stands.places(doc))
        return found

    def _near(self, segment: Segment, name: WordField, near: Near, tally: Tally) -> None:
        """Documents that have all operands, and there the windows."""
        read = [
            [[self._postings(segment, name, slot) for slot in words.slots] for words in alternatives]
            for alternatives in near.alternatives
        ]
        docs = reduce(set.intersection, (set[int]().union(*map(candidates, each)) for each in read))
        operands = [[SideBySide(lists, docs) for lists in each] for each in read] if docs else []
        for doc in docs:
            stands = [[place for one in each for place in one.places(doc)] for each in operands]
            kinds = [window.kind for window in windows(stands, near.distance)]
            if exact := kinds.count(EXACT):
                tally.exact[doc] = exact
            if len(kinds) > exact:
                tally.loose[doc] = len(kinds) - exact

    def _word(self, segment: Segment, name: WordField, slot: Slot, tally: Tally) -> None:
        exact: dict[int, int] = {}
        loose: dict[int, int] = {}
        for kind, postings in self._postings(segment, name, slot):
            counts = exact if kind == EXACT else loose
            if counts:
                for doc, count in postings.sizes.items():
                    counts[doc] = counts.get(doc, 0) + count
            else:
                counts.update(postings.sizes)
        tally.exact.update(exact)
        tally.loose.update(loose)

    def _postings(self, segment: Segment, name: WordField, slot: Slot) -> Sequence[tuple[int, Postings]]:
        """The postings of a slot's terms, each EXACT or LOOSE."""
        address = (segment.name, name, slot)
        if address not in self._lists:
            found = terms(segment.reader, name, slot, self._matching(slot), lambda: _lexicon(segment, name))
            self._lists[address] = [(kind, self._snapshot.postings(segment, name, key)) for key, kind in found]
        return self._lists[address]

    def _matching(self, slot: Slot) -> Callable[[str, str], int]:
        """`slot.match`, remembered: segments and fields have the same syllables."""
        if slot not in self._matches:
            self._matches[slot] = cache(slot.match)
        return self._matches[slot]


def _lexicon(segment: Segment, name: str) -> Sequence[tuple[bytes, str, str]]:
    """Every term of a segment's field, kept for the next fuzzy word."""
    if name not in segment.lexicons:
        segment.lexicons[name] = lexicon_of(segment.reader, name)
    return segment.lexicons[name]
