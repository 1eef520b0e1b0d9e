"""Answering a query tree from a Whoosh reader, by sets of document numbers.

Whoosh's query objects are not used: its prefix queries, multi-valued facets and phrases are slow, and its scores depend
on rounded lengths. Read are only its term lists, postings and columns, which all its successors have as well.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any

from index.backend import FacetKind, Sort
from index.documents import Kind
from index.nodes import (
    EXACT,
    LOOSE,
    Keyword,
    Mentioned,
    Node,
    Value,
    WordField,
    asked_leaves,
    both,
    keyword,
    named,
)
from index.ranking import (
    LOOKED_AT,
    Row,
    Weights,
    ages,
    best,
    lifted,
    nearness,
    neighbours,
    period,
    rarity,
    recency,
    scores,
    weights,
)
from index.whoosh_codec import Terms
from index.whoosh_evaluation import Evaluation
from index.whoosh_postings import Entry, Postings, entries_of
from index.whoosh_schema import parted, spans_of, unpacked
from index.whoosh_storage import State

_REMEMBERED = 8  # results kept, so that pages, facets and counts of one query cost one evaluation


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One segment with the number of its first document; `rows` has deleted documents too, `dead` are their numbers.

    `cells` are the values of columns, and `lexicons` the terms of fields, as far as they were asked for.
    """

    name: str
    reader: Any
    base: int
    rows: list[Row]
    dead: frozenset[int]
    cells: dict[str, list[Sequence[str]]] = field(default_factory=dict)
    lexicons: dict[str, Sequence[Entry]] = field(default_factory=dict)

    @property
    def terms(self) -> Terms:
        """Its terms with their postings."""
        return Terms.of(self.reader)


class Result:
    """What one tree gave; scores and orders are reckoned as they are asked for."""

    def __init__(self, snapshot: Snapshot, root: Node, filters: Node) -> None:
        self._snapshot = snapshot
        self._evaluation = Evaluation(snapshot)
        self._root = root
        self._tree = both(root, filters)
        self._asked = tuple(dict.fromkeys(asked_leaves(root)))
        self.found: AbstractSet[int] = self._evaluation.matching(self._tree, LOOSE, undated=False)
        self.undated = 0
        if self._evaluation.asked_dates:
            inside = self._evaluation.matching(self._tree, LOOSE, undated=True)
            self.undated = len(self.found ^ inside)
            self.found = self.found & inside
        self._orders: dict[tuple[Sort, bool], tuple[int, list[int]]] = {}
        self._scores: dict[bool, dict[int, float]] = {}

    @cached_property
    def exact(self) -> AbstractSet[int]:
        """The hits that match the marks as typed."""
        if not self._evaluation.loose:
            return self.found
        return self._evaluation.matching(self._tree, EXACT, undated=False) & self.found

    def page(self, sort: Sort, offset: int, limit: int | None, *, recent: bool = False) -> list[tuple[int, float]]:
        """Documents of a page with their scores."""
        stop = len(self.found) if limit is None else min(offset + limit, len(self.found))
        size, order = self._orders.get((sort, recent), (-1, []))
        if size < stop:
            # who turns pages beyond the best gets all in order, once
            size = LOOKED_AT if sort == "relevance" and stop <= LOOKED_AT else len(self.found)
            order = self._order(sort, size, recent)
            self._orders[sort, recent] = size, order
        page = order[offset:stop]
        score = self._scores[recent] if sort == "relevance" else self._scored(set(page))
        return [(doc, score[doc]) for doc in page]

    def _order(self, sort: Sort, stop: int, recent: bool) -> list[int]:
        by_age = self._snapshot.ages("oldest" if sort == "oldest" else "newest")
        if sort != "relevance" or not self._asked:
            if sort == "relevance":
                self._scores[recent] = dict.fromkeys(self.found, 0.0)
            return sorted(self.found, key=by_age.__getitem__)
        score = self._scored(self.found)
        if recent:
            for doc, factor in self._snapshot.recency.items():
                if doc in score:
                    score[doc] *= factor
        order = best(self.found, self.exact, score, by_age, max(stop, LOOKED_AT))
        order = lifted(order, self.exact, score, by_age, self._nearness)
        self._scores[recent] = score
        return order

    def _scored(self, docs: AbstractSet[int]) -> dict[int, float]:
        leaves = map(self._evaluation.counts, self._asked)
        return scores(leaves, docs, self._snapshot.weights, len(self._snapshot.live))

    def _nearness(self, docs: Sequence[int]) -> Mapping[int, float]:
        found = dict.fromkeys(docs, 0.0)
        for pair in neighbours(self._root):
            idf = min(rarity(self._evaluation.counts(words), len(self._snapshot.live)) for words in pair)
            near: dict[int, float] = {}
            for name in pair[0].fields:
                if name in pair[1].fields:
                    left, right = (self._evaluation.spans(words, name, set(docs)) for words in pair)
                    for doc in left.keys() & right.keys():
                        near[doc] = max(near.get(doc, 0.0), nearness(left[doc], right[doc], idf))
            for doc, more in near.items():
                found[doc] += more
        return found


class Snapshot:
    """One generation of the index: its segments, rows and the last results. Not for several threads at once."""

    def __init__(self, reader: Any, generation: int, state: State, known: Mapping[str, Segment]) -> None:
        self.generation = generation
        self.state = state
        self._reader = reader
        self.segments = list(_segments(reader, known))
        self.rows = [row for segment in self.segments for row in segment.rows]
        self.live = frozenset(range(len(self.rows))).difference(*(segment.dead for segment in self.segments))
        self._results: dict[tuple[Node, Node], Result] = {}
        self._values: dict[Kind, Mapping[str, frozenset[int]]] = {}
        self._vocabularies: dict[WordField, Mapping[str, int]] = {}
        self._ages: dict[Sort, dict[int, int]] = {}
        self._columns: dict[FacetKind, list[Sequence[str]]] = {}
        self._totals: dict[FacetKind, Counter[str]] = {}

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
    def weights(self) -> Weights:
        """What an occurrence is worth in each document."""
        return weights(self.rows, self.live)

    @cached_property
    def recency(self) -> Mapping[int, float]:
        """By how much a document's score rises as it is newer."""
        return recency(self.rows, self.live)

    @cached_property
    def days(self) -> Sequence[tuple[int, int, int]]:
        """Document, first and last day of publication (proleptic ordinals), where a date is known."""
        rows = self.rows
        days = ((doc, rows[doc].first, rows[doc].last) for doc in self.live)
        return [(doc, first.toordinal(), last.toordinal()) for doc, first, last in days if first and last]

    def ages(self, sort: Sort) -> dict[int, int]:
        """The place of each document by date."""
        if sort not in self._ages:
            self._ages[sort] = ages(self.rows, self.live, sort)
        return self._ages[sort]

    @cached_property
    def _sources(self) -> Mapping[str, frozenset[int]]:
        return _inverted(self._pairs("source"), keyword)

    @cached_property
    def _types(self) -> Mapping[str, frozenset[int]]:
        return _inverted(self._pairs("type"), keyword)

    def result(self, root: Node, filters: Node) -> Result:
        """The documents that match both trees; only the words of `root` count for the score."""
        key = (root, filters)
        if key not in self._results:
            while len(self._results) >= _REMEMBERED:
                del self._results[next(iter(self._results))]
            self._results[key] = Result(self, root, filters)
        return self._results[key]

    def values(self, docs: AbstractSet[int], kind: FacetKind) -> Mapping[str, int]:
        """The facet values of the documents, counted: up from none, or down from all."""
        cells = self._cells(kind)
        if 2 * len(docs) < len(self.live):
            return Counter(chain.from_iterable(map(cells.__getitem__, docs)))
        if kind not in self._totals:
            self._totals[kind] = Counter(chain.from_iterable(map(cells.__getitem__, self.live)))
        others = Counter(chain.from_iterable(map(cells.__getitem__, self.live - docs)))
        less = others.get
        return {value: left for value, count in self._totals[kind].items() if (left := count - less(value, 0))}

    def with_keyword(self, node: Keyword) -> set[int]:
        """Documents whose source or event type is meant."""
        values = self._sources if node.field == "source" else self._types
        return set().union(*(docs for value, docs in values.items() if node.match(value)))

    def with_value(self, node: Value) -> set[int]:
        """Documents that have one of the canonical values."""
        known = self._named(node.kind)
        if not node.loose:
            return set().union(*(known.get(value, ()) for value in node.values))
        return set().union(*(docs for value, docs in known.items() if node.match(value)))

    def mentioning(self, node: Mentioned) -> set[int]:
        """Documents that speak of a time in the span."""
        first = node.first.toordinal() if node.first else 0
        last = node.last.toordinal() if node.last else date.max.toordinal()
        docs, firsts, lasts = self._mentioned
        return {doc for doc, begin, end in zip(docs, firsts, lasts, strict=True) if begin <= last and end >= first}

    def vocabulary(self, field: WordField) -> Mapping[str, int]:
        """Canonical syllables and in how many live documents each stands."""
        if field not in self._vocabularies:
            found: Counter[str] = Counter()
            for segment in self.segments:
                dead = {doc - segment.base for doc in segment.dead}
                for address, _, form in entries_of(segment.terms, field):
                    postings = Postings(segment.terms.blocks(address))
                    known = postings.count - len(dead.intersection(postings.docs()) if dead else ())
                    if known:
                        found[form] += known
            self._vocabularies[field] = found
        return self._vocabularies[field]

    def _named(self, kind: Kind) -> Mapping[str, frozenset[int]]:
        if kind not in self._values:
            self._values[kind] = _inverted(self._pairs(kind), named)
        return self._values[kind]

    @cached_property
    def _mentioned(self) -> tuple[array[int], array[int], array[int]]:
        """Document, first and last day of every date that a text speaks of."""
        docs, firsts, lasts = array("i"), array("i"), array("i")
        for segment in self.segments:
            for doc, cell in enumerate(segment.reader.column_reader("mentioned"), segment.base):
                if cell and doc in self.live:
                    for first, last in spans_of(cell):
                        docs.append(doc)
                        firsts.append(first)
                        lasts.append(last)
        return docs, firsts, lasts

    def _pairs(self, kind: FacetKind) -> Iterator[tuple[str, int]]:
        cells = self._cells(kind)
        return ((value, doc) for doc in self.live for value in cells[doc])

    def _cells(self, kind: FacetKind) -> list[Sequence[str]]:
        """By document its values of a kind."""
        if kind not in self._columns:
            self._columns[kind] = [cell for segment in self.segments for cell in _cells(segment, kind)]
        return self._columns[kind]


def _segments(reader: Any, known: Mapping[str, Segment]) -> Iterator[Segment]:
    for leaf, base in reader.leaf_readers():
        if not leaf.doc_count_all():
            continue
        name = leaf.segment().segment_id()
        old = known.get(name)
        dead = frozenset(base + doc for doc in leaf.segment().deleted_docs())
        if old is None:
            yield Segment(name=name, reader=leaf, base=base, rows=_rows(leaf), dead=dead)
        else:
            yield replace(old, reader=leaf, base=base, dead=dead)


def _cells(segment: Segment, kind: FacetKind) -> list[Sequence[str]]:
    """The values of each document of a segment."""
    if kind not in segment.cells:
        segment.cells[kind] = list(_read_cells(segment, kind))
    return segment.cells[kind]


def _read_cells(segment: Segment, kind: FacetKind) -> Iterator[Sequence[str]]:
    match kind:
        case "source":
            return ((row.source,) for row in segment.rows)
        case "year" | "month" | "day":
            return (period(row, kind) for row in segment.rows)
        case _:
            column = segment.reader.column_reader("types" if kind == "type" else f"{kind}_values")
            known: dict[str, str] = {}  # equal values are one object
            return (tuple(known.setdefault(value, value) for value in parted(cell)) for cell in column)


def _rows(leaf: Any) -> list[Row]:
    columns = (map(bytes, leaf.column_reader(name)) for name in ("id", "source", "row"))
    return [
        unpacked(article.decode("utf-8", "surrogatepass"), source.decode("utf-8", "surrogatepass"), cell)
        for article, source, cell in zip(*columns, strict=True)
    ]


def _inverted(pairs: Iterable[tuple[str, int]], form: Callable[[str], str]) -> Mapping[str, frozenset[int]]:
    """The documents that have each value, in its compared form."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    forms: dict[str, str] = {}
    for value, doc in pairs:
        if value not in forms:
            forms[value] = form(value)
        found[forms[value]].add(doc)
    return {value: frozenset(docs) for value, docs in found.items()}
