"""Evaluating a query tree over the segments of a Whoosh index, by sets and counts of documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, assert_never

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
from index.whoosh_near import near
from index.whoosh_postings import Entry, Kinds, Postings, entries_of, matching_terms, of_kind, shift_of, starts

if TYPE_CHECKING:
    from index.whoosh_search import Segment, Snapshot


class Evaluation:
    """One evaluation: what it reads it reads once. `loose` says that marks made a difference somewhere."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._counts: dict[Leaf, LeafCounts] = {}
        self._lists: dict[tuple[str, str, Slot], Kinds] = {}
        self._days: dict[Published, frozenset[int]] = {}
        self._matches: dict[Slot, Callable[[str, str], int]] = {}
        self.loose = False
        self.asked_dates = False

    def matching(self, node: Node, least: int, *, undated: bool) -> set[int]:
        """Documents that match: as `index.memory.holds`, for all at once."""
        match node:
            case Words() | Near():
                return set().union(*self._tallies(node, least))
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
                return self._all(parts, least, undated=undated)
            case Or(parts):
                return set().union(*(self.matching(part, least, undated=undated) for part in parts))
            case Not(part):
                return set(self._snapshot.live - self.matching(part, LOOSE, undated=undated))
            case Everything():
                return set(self._snapshot.live)
            case _:
                assert_never(node)

    def _all(self, parts: Sequence[Node], least: int, *, undated: bool) -> set[int]:
        """Documents that match all parts: of words those in the fewest documents first, from which others take away."""
        words = {part: self._tallies(part, least) for part in parts if isinstance(part, Words | Near)}
        found: set[int] | None = None
        for every in sorted(words.values(), key=lambda every: sum(map(len, every))):
            inside = every if found is None else [counts.keys() & found for counts in every]
            found = set().union(*inside)
        for part in parts:
            if part not in words:
                other = self.matching(part, least, undated=undated)
                found = other if found is None else found & other
        return set() if found is None else found

    def _published(self, node: Published) -> frozenset[int]:
        if node not in self._days:
            first = node.first.toordinal() if node.first else 0
            last = node.last.toordinal() if node.last else date.max.toordinal()
            days = self._snapshot.days
            self._days[node] = frozenset(doc for doc, begin, end in days if begin <= last and end >= first)
        return self._days[node]

    def _tallies(self, leaf: Leaf, least: int) -> list[dict[int, int]]:
        """The counts of a leaf that make a document match."""
        tallies = self.counts(leaf).values()
        every = [tally.exact for tally in tallies] + [tally.loose for tally in tallies if least == LOOSE]
        return [counts for counts in every if counts]

    def counts(self, leaf: Leaf) -> LeafCounts:
        """Occurrences of a leaf in each of its fields."""
        if leaf not in self._counts:
            fields = {name: self._counted(leaf, name) for name in leaf.fields}
            self.loose = self.loose or any(tally.loose for tally in fields.values())
            self._counts[leaf] = fields
        return self._counts[leaf]

    def _counted(self, leaf: Leaf, name: WordField) -> Tally:
        tally = Tally()
        for segment in self._snapshot.segments:
            if isinstance(leaf, Words) and len(leaf.slots) == 1:
                kinds = self._postings(segment, name, leaf.slots[0])
                _count_word(of_kind(kinds, EXACT), segment, tally.exact)
                _count_word([postings for kind, postings in kinds if kind == LOOSE], segment, tally.loose)
                continue
            found: tuple[Mapping[int, int], Mapping[int, int]]
            if isinstance(leaf, Near):
                operands = [[self._slots(segment, name, words) for words in each] for each in leaf.alternatives]
                found = near(operands, leaf.distance)
            else:
                found = _side_by_side(self._slots(segment, name, leaf))
            for counts, more in zip((tally.exact, tally.loose), found, strict=True):
                counts.update((segment.base + doc, count) for doc, count in more.items())
                _bury(segment, counts)
        return tally

    def spans(self, words: Words, name: WordField, docs: AbstractSet[int]) -> dict[int, list[tuple[int, int]]]:
        """Where the words stand in a field of the documents."""
        found: dict[int, list[tuple[int, int]]] = {}
        length = len(words.slots)
        for segment in self._snapshot.segments:
            inside = {doc - segment.base for doc in docs if 0 <= doc - segment.base < len(segment.rows)}
            lists = self._slots(segment, name, words)
            if not inside or not all(lists):
                continue
            shift = shift_of(lists)
            places = starts([of_kind(kinds, LOOSE) for kinds in lists], shift, sorted(inside))
            wanted = sorted(place for place in places if place >> shift in inside)
            for doc, group in groupby(wanted, key=shift.__rrshift__):
                found[segment.base + doc] = [(place, place + length) for place in group]
        return found

    def _slots(self, segment: Segment, name: WordField, words: Words) -> list[Kinds]:
        return [self._postings(segment, name, slot) for slot in words.slots]

    def _postings(self, segment: Segment, name: WordField, slot: Slot) -> Kinds:
        """The postings of a slot's terms."""
        key = (segment.name, name, slot)
        if key not in self._lists:
            terms = segment.terms
            found = matching_terms(terms, name, slot, self._matching(slot), lambda: _lexicon(segment, name))
            self._lists[key] = [(kind, Postings(terms.blocks(address))) for address, kind in found]
        return self._lists[key]

    def _matching(self, slot: Slot) -> Callable[[str, str], int]:
        """`slot.match`, remembered: segments and fields have the same syllables."""
        if slot not in self._matches:
            self._matches[slot] = cache(slot.match)
        return self._matches[slot]


def _count_word(terms: Sequence[Postings], segment: Segment, counts: dict[int, int]) -> None:
    """Add the documents of a segment with one of the terms to the counts."""
    base = segment.base.__add__
    for i, postings in enumerate(sorted(terms, key=lambda postings: -postings.count)):
        for block in postings.blocks:
            docs = map(base, block.docs) if segment.base else block.docs
            if i:
                for doc, count in zip(docs, block.sizes, strict=True):
                    counts[doc] = counts.get(doc, 0) + count
            else:
                counts.update(zip(docs, block.sizes, strict=True))
    _bury(segment, counts)


def _bury(segment: Segment, counts: dict[int, int]) -> None:
    """Take deleted documents out."""
    for doc in segment.dead & counts.keys():
        del counts[doc]


def _side_by_side(lists: Sequence[Kinds]) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """How often the slots follow each other in the documents of a segment: as typed, and only under other marks."""
    if not all(lists):
        return {}, {}
    shift = shift_of(lists)
    exact = Counter([place >> shift for place in starts([of_kind(kinds, EXACT) for kinds in lists], shift)])
    if all(kind == EXACT for kinds in lists for kind, _ in kinds):
        return exact, {}
    every = Counter([place >> shift for place in starts([of_kind(kinds, LOOSE) for kinds in lists], shift)])
    return exact, {doc: count - exact[doc] for doc, count in every.items() if count > exact[doc]}


def _lexicon(segment: Segment, name: str) -> Sequence[Entry]:
    """Every term of a segment's field, kept for the next fuzzy word."""
    if name not in segment.lexicons:
        segment.lexicons[name] = list(entries_of(segment.terms, name))
    return segment.lexicons[name]
