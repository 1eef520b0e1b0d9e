"""Counting the values that hits have.

tantivy counts each value of each hit, which takes time with the number of hits. Of most of the articles the counts are
therefore those of all articles less those of the others, for the values that can be among the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeAlias

from tantivy import Query

from index.backend import Facet, FacetKind
from index.tantivy_schema import begin_of, period_of, restored, value_of

_PLAIN_KINDS = ("source", "type", "year", "month", "day")
_SPARE_VALUES = 50  # read beyond those asked for, in case equal ones stand across their end
_AT_ONCE = 5000  # articles from which on the kinds are counted side by side
_THREADS = 4
_MOST_VALUES = 60_000  # tantivy stops at 65,000
_KNOWN = 500  # of the most frequent values, how many are read to take one count from another

Count: TypeAlias = tuple[Any, int]
"""A term or number, and how many articles have it."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The most frequent terms of a field; no other has more than `rest`."""

    counts: Mapping[Any, int]
    rest: int


class Facets:
    """Counts values in one state of the index; `everything` is what finds all articles."""

    def __init__(self, searcher: Any, everything: Query) -> None:
        self._searcher = searcher
        self._everything = everything
        self._totals: dict[str, Totals | None] = {}
        self._values: dict[tuple[FacetKind, int], str] = {}

    def count(self, found: Query, kinds: Sequence[FacetKind], limit: int | None) -> dict[FacetKind, tuple[Facet, ...]]:
        """The most frequent values of each kind among what is found."""
        query = Query.const_score_query(found, 0.0)
        others = None
        if limit is not None and 2 * self._searcher.search(query, 1).count > self._searcher.num_docs:
            others = Query.const_score_query(self._everything.and_must_not_match(query), 0.0)
        if len(kinds) < 2 or self._searcher.num_docs < _AT_ONCE:
            return {kind: self._facet(query, others, kind, limit) for kind in kinds}
        with ThreadPoolExecutor(_THREADS) as pool:  # tantivy counts outside Python's lock
            counted = pool.map(lambda kind: self._facet(query, others, kind, limit), kinds)
            return dict(zip(kinds, counted, strict=True))

    def _facet(self, query: Query, others: Query | None, kind: FacetKind, limit: int | None) -> tuple[Facet, ...]:
        if limit == 0:
            return ()
        plain = kind in _PLAIN_KINDS
        field = kind if plain else f"{kind}_codes"
        counts = None
        if others is not None and limit is not None and not plain:
            counts = self._by_difference(others, field, limit)
        if counts is None:
            counts = self._counted(query, field, limit)
        if counts is None:
            return self._by_terms(query, kind, limit)
        least = counts[limit - 1][1] if limit is not None and limit <= len(counts) else 0
        return _ranked([(self._value(kind, key), count) for key, count in counts if count >= least], limit)

    def _by_difference(self, others: Query, field: str, limit: int) -> list[Count] | None:
        """All less the others; None where a value that is not among the most frequent of all could be missing."""
        if field not in self._totals:
            self._totals[field] = self._most(Query.const_score_query(self._everything, 0.0), field)
        totals, less = self._totals[field], self._most(others, field)
        if totals is None or less is None:
            return None
        counts: list[Count] = []
        rest = totals.rest
        for key, count in totals.counts.items():
            if key in less.counts or not less.rest:
                counts.append((key, count - less.counts.get(key, 0)))
            else:
                rest = max(rest, count)
        counts = sorted((pair for pair in counts if pair[1]), key=lambda pair: -pair[1])
        return counts if not rest or (len(counts) >= limit and counts[limit - 1][1] > rest) else None

    def _most(self, query: Query, field: str) -> Totals | None:
        """The most frequent terms; None where tantivy cannot count them exactly."""
        counts, others, exact = self._aggregate(query, field, _KNOWN, _MOST_VALUES)
        return Totals(dict(counts), counts[-1][1] if others else 0) if exact else None

    def _counted(self, query: Query, field: str, limit: int | None) -> list[Count] | None:
        """The most frequent; more are read until no equal one can be missing. None where they are too many."""
        size = _MOST_VALUES if limit is None else min(limit + _SPARE_VALUES, _MOST_VALUES)
        while True:
            counts, others, exact = self._aggregate(query, field, size, _MOST_VALUES)
            if not others or (exact and limit is not None and counts[-1][1] < counts[:limit][-1][1]):
                return counts
            if size >= _MOST_VALUES:
                return None
            size = min(size * 8, _MOST_VALUES)

    def _by_terms(self, query: Query, kind: FacetKind, limit: int | None) -> tuple[Facet, ...]:
        """The values where they are more than tantivy counts at once: term by term."""
        field = kind if kind in _PLAIN_KINDS else f"{kind}_values"
        read = restored if kind in _PLAIN_KINDS else value_of
        terms = self._searcher.terms_with_prefix(field, "", query)
        return _ranked([(read(term), count) for term, count in terms if count], limit)

    def _aggregate(self, query: Query, field: str, size: int, of_segment: int) -> tuple[list[Count], int, bool]:
        """The counts of so many terms, those of all others together, and whether they are exact."""
        asked = {"terms": {"field": field, "size": size, "segment_size": of_segment}}
        found = self._searcher.aggregate(query, {"it": asked})["it"]
        counts = [(bucket["key"], bucket["doc_count"]) for bucket in found["buckets"]]
        return counts, found["sum_other_doc_count"], not found["doc_count_error_upper_bound"]

    def _value(self, kind: FacetKind, key: Any) -> str:
        """The value of a bucket."""
        if isinstance(key, str):
            return restored(key)
        if kind in _PLAIN_KINDS:
            return period_of(int(key))
        if (kind, key) not in self._values:
            terms = self._searcher.terms_with_prefix(f"{kind}_values", begin_of(int(key)))
            self._values[kind, key] = value_of(terms[0][0])
        return self._values[kind, key]


def _ranked(counts: list[tuple[str, int]], limit: int | None) -> tuple[Facet, ...]:
    counts.sort(key=lambda pair: (-pair[1], pair[0]))
    return tuple(Facet(value=value, count=count) for value, count in counts[:limit])
