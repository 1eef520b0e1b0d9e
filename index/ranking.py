"""Order of hits: BM25F over our own counts, so that every embedded engine gives the same order.

BM25F as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009): a word's counts in
the fields are weighted, normalised by field length and added up before they saturate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log

from index.backend import Facet, Sort
from index.documents import TEXT_FIELDS, IndexDocument
from index.nodes import WordField
from index.tokens import GAP

Counts = Mapping[int, tuple[int, int]]
"""Document number to how often a leaf stands there as typed, and how often under other marks only."""
LeafCounts = Mapping[WordField, Counts]

_K1 = 1.2
_LOOSE = 0.3  # worth of an occurrence under other marks
_BOOST: Mapping[WordField, float] = {"title": 3.0, "lead": 1.5, "caption": 0.7}
# How much of the length counts (BM25's b), with the field's place in `Row.lengths`; names have no length.
_LENGTH: Mapping[WordField, tuple[int, float]] = {
    "title": (0, 0.3),
    "lead": (1, 0.5),
    "body": (2, 0.75),
    "caption": (3, 0.5),
}


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


def averages(rows: Collection[Row]) -> Mapping[WordField, float]:
    """Mean length of each text field."""
    return {
        field: sum(row.lengths[i] for row in rows) / len(rows) if rows else 0.0 for i, field in enumerate(TEXT_FIELDS)
    }


def scores(
    leaves: Sequence[LeafCounts], hits: Collection[int], rows: Rows, means: Mapping[WordField, float], total: int
) -> dict[int, float]:
    """BM25F of each hit. `means` are the fields' mean lengths, `total` is the number of documents in the index."""
    result = dict.fromkeys(hits, 0.0)
    for leaf in leaves:
        found: set[int] = set().union(*leaf.values())
        rarity = log(1 + (total - len(found) + 0.5) / (len(found) + 0.5))
        for doc in found & result.keys():
            weight = 0.0
            for field, counts in leaf.items():
                if doc in counts:
                    exact, loose = counts[doc]
                    norm = 1.0
                    if field in _LENGTH and means[field]:
                        slot, b = _LENGTH[field]
                        norm = 1 - b + b * rows[doc].lengths[slot] / means[field]
                    weight += _BOOST.get(field, 1.0) * (exact + _LOOSE * loose) / norm
            result[doc] += rarity * weight / (_K1 + weight)
    return result


def ordered(
    hits: Iterable[int], sort: Sort, rows: Rows, score: Mapping[int, float], exact: Collection[int]
) -> list[int]:
    """The hits in order. `exact` are those that match with the marks as typed: first among the relevant."""

    def age(doc: int) -> tuple[bool, int]:
        instant = rows[doc].instant
        return instant is None, 0 if instant is None else instant if sort == "oldest" else -instant

    if sort != "relevance":
        return sorted(hits, key=lambda doc: (age(doc), rows[doc].id))
    return sorted(hits, key=lambda doc: (doc not in exact, -score[doc], age(doc), rows[doc].id))


def top(values: Iterable[str], limit: int | None) -> tuple[Facet, ...]:
    """The most frequent values, equal ones by value."""
    counted = sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))
    return tuple(Facet(value=value, count=count) for value, count in counted[:limit])


def period(row: Row, kind: str) -> tuple[str, ...]:
    """The year, month or day of publication, where the date is that precise."""
    if row.first is None or row.last is None:
        return ()
    length = {"year": 4, "month": 7, "day": 10}[kind]
    first, last = row.first.isoformat()[:length], row.last.isoformat()[:length]
    return (first,) if first == last else ()
