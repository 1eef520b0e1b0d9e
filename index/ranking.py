"""Order of hits: BM25F over our own counts, so that every embedded engine gives the same order.

BM25F as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009): a word's counts in
the fields are weighted, normalised by field length and added up before they saturate. To the best hits comes what words
of the query that stand close together are worth, as in Rasolofo and Savoy, "Term Proximity Scoring for Keyword-Based
Retrieval Systems" (2003), where only the best are looked at, too.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, pairwise
from math import log

from index.backend import Facet, Sort
from index.documents import TEXT_FIELDS, IndexDocument
from index.nodes import And, Node, Or, WordField, Words, asked_leaves
from index.tokens import GAP

_K1 = 1.2
_LOOSE = 0.3  # worth of an occurrence under other marks
_BOOST: Mapping[WordField, float] = {"title": 3.0, "lead": 1.5, "caption": 0.7}
# How much of the length counts (BM25's b), with the field's place in `Row.lengths`; names have no length.
_LENGTH: Mapping[WordField, tuple[int, float]] = {
    "title": (0, 0.3),
    "lead": (1, 0.5),
    "body": (2, 0.75),
    "caption": (3, 0.5),
    "author": (4, 0.5),
}
LOOKED_AT = 200
"""How many of the best hits are looked at for words that stand close together."""
_PAIRS = 8  # neighbours in a query whose nearness counts
_REACH = 10  # syllables between two words that are near each other
_NEARNESS = 0.5  # worth of two words side by side, beside that of the more frequent of them
_RECENCY = 0.5  # how much more the newest article is worth, where that is asked for
_HALF_LIFE = 365 * 86400.0  # seconds after which half of that is left


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a leaf stands in a field, by document number: as typed, and under other marks only."""

    exact: dict[int, int] = field(default_factory=dict)
    loose: dict[int, int] = field(default_factory=dict)


LeafCounts = Mapping[WordField, Tally]
Weights = Mapping[WordField, Sequence[float]]
"""For each text field, by document number, what an occurrence is worth there."""
Span = tuple[int, int]
"""Start and end (half-open) of an occurrence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What ordering and facets need to know of a document; `first`, `last` and `instant` are None where undated."""

    id: str
    source: str
    first: date | None
    last: date | None
    instant: int | None
    lengths: tuple[int, ...]


Rows = Sequence[Row]
"""By document number. A row's `lengths` are in the order of `TEXT_FIELDS`, in syllables."""


def row_of(document: IndexDocument) -> Row:
    """The row of a document."""
    return Row(
        id=document.id,
        source=document.source,
        first=date.fromisoformat(document.first) if document.first else None,
        last=date.fromisoformat(document.last) if document.last else None,
        instant=document.instant,
        lengths=tuple(length(document.text_of(field).syl) for field in TEXT_FIELDS),
    )


def length(stream: str) -> int:
    """Syllables of a stream, gaps not counted."""
    items = stream.split()
    return len(items) - items.count(GAP)


def weights(rows: Rows, live: Collection[int]) -> Weights:
    """The weights of the documents, by the mean lengths of the live ones."""
    found: dict[WordField, Sequence[float]] = {}
    for name, (slot, b) in _LENGTH.items():
        boost = _BOOST.get(name, 1.0)
        mean = sum(rows[doc].lengths[slot] for doc in live) / len(live) if live else 0.0
        found[name] = [boost / (1 - b + b * row.lengths[slot] / mean) if mean else boost for row in rows]
    return found


def rarity(leaf: LeafCounts, total: int) -> float:
    """BM25's inverse document frequency, of a leaf in `total` documents."""
    every = sorted((counts for tally in leaf.values() for counts in (tally.exact, tally.loose)), key=len)
    most = every.pop() if every else {}
    found = len(most) + len(set().union(*every) - most.keys())
    return log(1 + (total - found + 0.5) / (found + 0.5))


def scores(leaves: Iterable[LeafCounts], hits: AbstractSet[int], weights: Weights, total: int) -> dict[int, float]:
    """BM25F of each hit; `total` is the number of documents in the index."""
    result = dict.fromkeys(hits, 0.0)
    for leaf in leaves:
        idf = rarity(leaf, total)
        for doc, weight in _weighed(leaf, hits, weights).items():
            result[doc] += idf * weight / (_K1 + weight)
    return result


def _weighed(leaf: LeafCounts, hits: AbstractSet[int], weights: Weights) -> dict[int, float]:
    found: dict[int, float] = {}
    for name, tally in leaf.items():
        worth = weights.get(name)
        for counts, factor in ((tally.exact, 1.0), (tally.loose, _LOOSE)):
            if not counts:
                continue
            if counts.keys() <= hits:
                docs: Iterable[int] = counts
            else:
                docs = [doc for doc in hits if doc in counts]
            if worth is None:
                more = {doc: factor * counts[doc] for doc in docs}
            else:
                more = {doc: factor * worth[doc] * counts[doc] for doc in docs}
            if found:
                for doc, weight in more.items():
                    found[doc] = found.get(doc, 0.0) + weight
            else:
                found = more
    return found


def ages(rows: Rows, docs: Iterable[int], sort: Sort) -> dict[int, int]:
    """The place of each document by date, newest first unless `sort` is `oldest`; undated last, then by id."""

    def age(doc: int) -> tuple[bool, int, str]:
        instant = rows[doc].instant
        seconds = 0 if instant is None else instant if sort == "oldest" else -instant
        return instant is None, seconds, rows[doc].id

    return {doc: place for place, doc in enumerate(sorted(docs, key=age))}


def recency(rows: Rows, docs: Collection[int]) -> dict[int, float]:
    """By how much the score of a document rises as it is newer, counted from the newest; undated ones stay."""
    known = {doc: instant for doc in docs if (instant := rows[doc].instant) is not None}
    newest = max(known.values(), default=0)
    return {doc: 1 + _RECENCY * 0.5 ** ((newest - instant) / _HALF_LIFE) for doc, instant in known.items()}


def best(
    hits: AbstractSet[int], exact: AbstractSet[int], score: Mapping[int, float], ages: Mapping[int, int], stop: int
) -> list[int]:
    """The first `stop` hits or some more: those that match with the marks as typed, then the others, each by score."""
    found: list[int] = []
    for tier in (hits & exact, hits - exact):
        wanted = stop - len(found)
        if wanted <= 0:
            break
        if wanted < len(tier) // 4:
            least = heapq.nlargest(wanted, map(score.__getitem__, tier))[-1]
            tier = {doc for doc in tier if score[doc] >= least}
        found += sorted(sorted(tier, key=ages.__getitem__), key=score.__getitem__, reverse=True)
    return found


def lifted(
    order: list[int],
    exact: AbstractSet[int],
    score: dict[int, float],
    ages: Mapping[int, int],
    nearness: Callable[[Sequence[int]], Mapping[int, float]],
) -> list[int]:
    """The order after `nearness` was added to the scores of the first `LOOKED_AT`, which stay the first."""
    first, rest = order[:LOOKED_AT], order[LOOKED_AT:]
    for doc, more in nearness(first).items():
        score[doc] += more
    return [*best(set(first), exact, score, ages, len(first)), *rest]


def neighbours(node: Node) -> list[tuple[Words, Words]]:
    """The pairs whose nearness counts: words or phrases that follow each other in the query, and are asked for both."""
    return list(dict.fromkeys(islice(_pairs(node), _PAIRS)))


def _pairs(node: Node) -> Iterator[tuple[Words, Words]]:
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from _pairs(part)
    if isinstance(node, And):
        firsts = (next(asked_leaves(part), None) for part in node.parts)
        for left, right in pairwise(firsts):
            if isinstance(left, Words) and isinstance(right, Words) and set(left.fields) & set(right.fields):
                yield left, right


def nearness(left: Sequence[Span], right: Sequence[Span], idf: float) -> float:
    """What the nearest two occurrences in a field are worth, in whatever order; spans by start, of one length each.

    >>> nearness([(0, 2), (9, 11)], [(11, 12)], 2.0), nearness([(0, 2)], [(5, 6)], 2.0), nearness([], [(1, 2)], 2.0)
    (1.0, 0.25, 0.0)
    """
    gap = min(_gap(left, right), _gap(right, left))
    return _NEARNESS * idf / (1 + gap) if gap <= _REACH else 0.0


def _gap(left: Sequence[Span], right: Sequence[Span]) -> int:
    starts = [start for start, _ in right]
    gap = _REACH + 1
    for _, end in left:
        i = bisect_left(starts, end)
        if i < len(starts):
            gap = min(gap, starts[i] - end)
    return gap


def top(values: Iterable[str] | Mapping[str, int], limit: int | None) -> tuple[Facet, ...]:
    """The most frequent values (or those of the highest counts), equal ones by value."""
    counts = Counter(values)
    found = list(counts.items())
    if limit is not None and 0 < limit < len(found):
        least = heapq.nlargest(limit, counts.values())[-1]
        found = [item for item in found if item[1] >= least]
    found.sort(key=lambda item: (-item[1], item[0]))
    return tuple(Facet(value=value, count=count) for value, count in found[:limit])


def period(row: Row, kind: str) -> tuple[str, ...]:
    """The year, month or day of publication, where the date is that precise."""
    if row.first is None or row.last is None:
        return ()
    length = {"year": 4, "month": 7, "day": 10}[kind]
    first, last = row.first.isoformat()[:length], row.last.isoformat()[:length]
    return (first,) if first == last else ()
