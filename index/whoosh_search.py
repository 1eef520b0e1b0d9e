"""Answering a query tree from a Whoosh reader, by sets of document numbers.

Whoosh's query objects are not used: its prefix queries, multi-valued facets and phrases are slow, and its scores depend
on rounded lengths. Read are only its term lists, postings and columns, which all its successors have as well.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any, assert_never

from index.backend import FacetKind, Sort
from index.nodes import (
    EXACT,
    LOOSE,
    And,
    Everything,
    Keyword,
    Node,
    Not,
    Or,
    Published,
    Slot,
    WordField,
    Words,
    asked_words,
    both,
    keyword,
)
from index.ranking import LeafCounts, Row, averages, ordered, period, scores
from index.whoosh_schema import SEPARATOR, frequency, parted, term, unpacked

_REMEMBERED = 8  # results kept, so that pages, facets and counts of one query cost one evaluation

Postings = Mapping[int, bytes]
"""Local document number to positions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One segment with the number of its first document; `rows` has deleted documents too, `live` has not."""

    name: str
    reader: Any
    base: int
    rows: list[Row]
    live: frozenset[int]


@dataclass(slots=True, kw_only=True)
class Result:
    """What one tree gave. `orders` is filled as sorts are asked for."""

    found: frozenset[int]
    undated: int
    exact: frozenset[int]
    score: Mapping[int, float]
    orders: dict[Sort, list[int]]


class Snapshot:
    """One generation of the index: its segments, rows and the last results. Not for several threads at once."""

    def __init__(self, reader: Any, generation: int, marker: str | None, known: Mapping[str, list[Row]]) -> None:
        self.generation = generation
        self.marker = marker
        self._reader = reader
        self.segments = list(_segments(reader, known))
        self.rows = [row for segment in self.segments for row in segment.rows]
        self.live = frozenset(segment.base + doc for segment in self.segments for doc in segment.live)
        self._results: dict[tuple[Node, Node], Result] = {}

    def close(self) -> None:
        """Close the reader."""
        self._reader.close()

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Document number of each article."""
        return {self.rows[doc].id: doc for doc in self.live}

    @cached_property
    def undated(self) -> frozenset[int]:
        """Documents without a date of publication."""
        return frozenset(doc for doc in self.live if self.rows[doc].first is None)

    @cached_property
    def _means(self) -> Mapping[WordField, float]:
        return averages([self.rows[doc] for doc in self.live])

    @cached_property
    def _sources(self) -> Mapping[str, frozenset[int]]:
        return _inverted((self.rows[doc].source, doc) for doc in self.live)

    @cached_property
    def _types(self) -> Mapping[str, frozenset[int]]:
        return _inverted(pair for pair in self._cells("types", self.live))

    def result(self, root: Node, filters: Node) -> Result:
        """The documents that match both trees; only the words of `root` count for the score."""
        key = (root, filters)
        if key not in self._results:
            while len(self._results) >= _REMEMBERED:
                del self._results[next(iter(self._results))]
            self._results[key] = self._evaluate(root, filters)
        return self._results[key]

    def order(self, result: Result, sort: Sort) -> list[int]:
        """The documents found, in order."""
        if sort not in result.orders:
            result.orders[sort] = ordered(result.found, sort, self.rows, result.score, result.exact)
        return result.orders[sort]

    def values(self, docs: Collection[int], kind: FacetKind) -> Iterator[str]:
        """The facet values of the documents, one after the other."""
        match kind:
            case "source":
                return (self.rows[doc].source for doc in docs)
            case "year" | "month" | "day":
                return (value for doc in docs for value in period(self.rows[doc], kind))
            case _:
                column = "types" if kind == "type" else f"{kind}_values"
                return (value for value, _ in self._cells(column, docs))

    def _evaluate(self, root: Node, filters: Node) -> Result:
        evaluation = _Evaluation(self)
        tree = both(root, filters)
        outside = evaluation.matching(tree, LOOSE, undated=False)
        inside = evaluation.matching(tree, LOOSE, undated=True) if evaluation.asked_dates else outside
        found = outside & inside
        exact = evaluation.matching(tree, EXACT, undated=False) & found if evaluation.loose else found
        leaves = [evaluation.counts(leaf) for leaf in dict.fromkeys(asked_words(root))]
        score = scores(leaves, found, self.rows, self._means, len(self.live))
        undated = len(outside ^ inside)
        return Result(found=frozenset(found), undated=undated, exact=frozenset(exact), score=score, orders={})

    def with_keyword(self, node: Keyword) -> set[int]:
        """Documents whose source or event type is meant."""
        values = self._sources if node.field == "source" else self._types
        return set().union(*(docs for value, docs in values.items() if node.match(value)))

    def _cells(self, column: str, docs: Iterable[int]) -> Iterator[tuple[str, int]]:
        bases = [segment.base for segment in self.segments]
        columns = [segment.reader.column_reader(column) for segment in self.segments]
        for doc in sorted(docs):
            i = bisect_right(bases, doc) - 1
            for value in parted(columns[i][doc - bases[i]]):
                yield value, doc


class _Evaluation:
    """One evaluation: what it reads it reads once. `loose` says that marks made a difference somewhere."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._counts: dict[Words, LeafCounts] = {}
        self._read: dict[tuple[int, str, bytes], Postings] = {}
        self.loose = False
        self.asked_dates = False

    def matching(self, node: Node, least: int, *, undated: bool) -> set[int]:
        """Documents that match: as `index.memory.holds`, for all at once."""
        match node:
            case Words():
                return self._with_words(node, least)
            case Keyword():
                return self._snapshot.with_keyword(node)
            case Published():
                self.asked_dates = True
                rows, unknown = self._snapshot.rows, self._snapshot.undated
                known = self._snapshot.live - unknown
                days = ((doc, rows[doc].first, rows[doc].last) for doc in known)
                dated = {doc for doc, first, last in days if first and last and node.match(first, last)}
                return dated | unknown if undated else dated
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

    def _with_words(self, words: Words, least: int) -> set[int]:
        found: set[int] = set()
        for counts in self.counts(words).values():
            found.update(counts if least == LOOSE else (doc for doc, pair in counts.items() if pair[0]))
        return found

    def counts(self, words: Words) -> LeafCounts:
        """Occurrences of a leaf in each of its fields."""
        if words not in self._counts:
            count = self._word if len(words.slots) == 1 else self._phrase
            fields: dict[WordField, dict[int, tuple[int, int]]] = {field: {} for field in words.fields}
            for field, counts in fields.items():
                for i, segment in enumerate(self._snapshot.segments):
                    count(i, segment, field, words.slots, counts)
                self.loose = self.loose or any(not exact for exact, _ in counts.values())
            self._counts[words] = fields
        return self._counts[words]

    def _word(
        self, i: int, segment: Segment, field: str, slots: tuple[Slot, ...], counts: dict[int, tuple[int, int]]
    ) -> None:
        for key, kind in _terms(segment.reader, field, slots[0]):
            for local, value in self._postings(i, segment, field, key).items():
                exact, loose = counts.get(segment.base + local, (0, 0))
                more = frequency(value)
                counts[segment.base + local] = (exact + more, loose) if kind == EXACT else (exact, loose + more)

    def _phrase(
        self, i: int, segment: Segment, field: str, slots: tuple[Slot, ...], counts: dict[int, tuple[int, int]]
    ) -> None:
        lists: list[list[tuple[int, Postings]]] = []
        candidates: set[int] | None = None
        for slot in slots:
            read = [(kind, self._postings(i, segment, field, key)) for key, kind in _terms(segment.reader, field, slot)]
            docs = set().union(*(postings.keys() for _, postings in read))
            candidates = docs if candidates is None else candidates & docs
            if not candidates:
                return
            lists.append(read)
        for local in candidates or ():
            if any(pair := _side_by_side(lists, local)):
                counts[segment.base + local] = pair

    def _postings(self, i: int, segment: Segment, field: str, key: bytes) -> Postings:
        address = (i, field, key)
        if address not in self._read:
            matcher = segment.reader.postings(field, key)  # leaves deleted documents out
            read: dict[int, bytes] = {}
            active, number, value, step = matcher.is_active, matcher.id, matcher.value, matcher.next
            while active():
                read[number()] = value()
                step()
            self._read[address] = read
        return self._read[address]


def _side_by_side(lists: list[list[tuple[int, Postings]]], doc: int) -> tuple[int, int]:
    """Places where the slots' syllables follow each other in a document: as typed, and only under other marks."""
    exact: set[int] = set()
    every: set[int] = set()
    for shift, slot in enumerate(lists):
        typed: set[int] = set()
        others: set[int] = set()
        for kind, postings in slot:
            if value := postings.get(doc):
                places = {place - shift for place in array("I", value)}
                if kind == EXACT:
                    typed |= places
                else:
                    others |= places
        others |= typed
        exact, every = (exact & typed, every & others) if shift else (typed, others)
        if not every:
            return 0, 0
    return len(exact), len(every) - len(exact)


def _terms(reader: Any, field: str, slot: Slot) -> list[tuple[bytes, int]]:
    """The terms of a segment that a slot takes, each with EXACT or LOOSE."""
    whole = term(slot.plain, slot.form)
    if not slot.loose and not slot.prefix:
        return [(whole, EXACT)] if (field, whole) in reader else []
    begins = {f"{slot.plain}{SEPARATOR}".encode(), *([slot.plain_letters.encode()] if slot.prefix else [])}
    found: dict[bytes, int] = {}
    for begin in begins:
        for name, key in reader.terms_from(field, begin):
            if name != field or not key.startswith(begin):
                break
            plain, _, form = key.decode().partition(SEPARATOR)
            if kind := slot.match(form, plain):
                found[bytes(key)] = kind
    return sorted(found.items())


def _segments(reader: Any, known: Mapping[str, list[Row]]) -> Iterator[Segment]:
    for leaf, base in reader.leaf_readers():
        if not leaf.doc_count_all():
            continue
        name = leaf.segment().segment_id()
        rows = known.get(name) or _rows(leaf)
        yield Segment(name=name, reader=leaf, base=base, rows=rows, live=frozenset(leaf.all_doc_ids()))


def _rows(leaf: Any) -> list[Row]:
    columns = (map(bytes, leaf.column_reader(name)) for name in ("id", "source", "row"))
    return [
        unpacked(article.decode("utf-8", "surrogatepass"), source.decode("utf-8", "surrogatepass"), cell)
        for article, source, cell in zip(*columns, strict=True)
    ]


def _inverted(pairs: Iterable[tuple[str, int]]) -> Mapping[str, frozenset[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for value, doc in pairs:
        found[keyword(value)].add(doc)
    return {value: frozenset(docs) for value, docs in found.items()}
