"""The reference engine: every article looked at for every query, nothing clever.

For tests, and for a few hundred articles that need no folder. The other engines have to find what this one finds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import assert_never

from index.backend import NO_FILTERS, Changes, Facet, FacetKind, Filters, Hit, Hits, Sort
from index.documents import IndexDocument
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
)
from index.query import Query
from index.ranking import LeafCounts, averages, ordered, period, row_of, scores, top


class MemoryBackend:
    """A `Backend` that keeps its documents in a dictionary and forgets them with it. Not for several threads."""

    def __init__(self) -> None:
        self._documents: dict[str, IndexDocument] = {}
        self._generation = 0
        self._marker: str | None = None

    @property
    def generation(self) -> int:
        """Number of commits so far."""
        return self._generation

    @property
    def marker(self) -> str | None:
        """The marker of the last commit that named one."""
        return self._marker

    def update(
        self, documents: Iterable[IndexDocument] = (), deletions: Iterable[str] = (), *, marker: str | None = None
    ) -> Changes:
        """See `Backend.update`."""
        new = {document.id: document for document in documents}
        gone = set(deletions) & self._documents.keys() - new.keys()
        for article in gone:
            del self._documents[article]
        self._documents.update(new)
        if new or gone or marker not in (None, self._marker):
            self._generation += 1
        self._marker = marker if marker is not None else self._marker
        return Changes(written=len(new), deleted=len(gone))

    def search(
        self,
        query: Query,
        filters: Filters = NO_FILTERS,
        *,
        sort: Sort = "relevance",
        limit: int | None = 10,
        offset: int = 0,
    ) -> Hits:
        """See `Backend.search`."""
        documents = list(self._documents.values())
        rows = [row_of(document) for document in documents]
        tree = both(query.root, filters.tree())
        found, undated = _found(documents, tree)
        exact = {i for i in found if holds(documents[i], tree, least=EXACT)}
        leaves = [_counts(documents, leaf) for leaf in dict.fromkeys(asked_words(query.root))]
        score = scores(leaves, found, rows, averages(rows), len(documents))
        page = ordered(found, sort, rows, score, exact)[offset : None if limit is None else offset + limit]
        hits = tuple(Hit(id=documents[i].id, score=score[i]) for i in page)
        return Hits(total=len(found), undated=undated, hits=hits)

    def facets(
        self,
        query: Query,
        filters: Filters = NO_FILTERS,
        *,
        kinds: Sequence[FacetKind],
        limit: int | None = 20,
        without: Collection[str] = (),
    ) -> Mapping[FacetKind, tuple[Facet, ...]]:
        """See `Backend.facets`."""
        documents = list(self._documents.values())
        found, _ = _found(documents, both(query.root, filters.tree()))
        found = [i for i in found if documents[i].id not in set(without)]
        return {kind: top((v for i in found for v in _values(documents[i], kind)), limit) for kind in kinds}

    def count(self, query: Query, filters: Filters = NO_FILTERS) -> int:
        """See `Backend.count`."""
        return len(_found(list(self._documents.values()), both(query.root, filters.tree()))[0])

    def ids(self) -> frozenset[str]:
        """See `Backend.ids`."""
        return frozenset(self._documents)

    def close(self) -> None:
        """Nothing to let go of."""


def _found(documents: Sequence[IndexDocument], tree: Node) -> tuple[list[int], int]:
    """Numbers of the documents that match, and how many would if their date were known."""
    found, undated = [], 0
    for i, document in enumerate(documents):
        outside, inside = holds(document, tree, undated=False), holds(document, tree, undated=True)
        if outside and inside:
            found.append(i)
        elif outside or inside:
            undated += 1
    return found, undated


def holds(document: IndexDocument, node: Node, *, least: int = LOOSE, undated: bool = False) -> bool:
    """Whether the document matches, where `undated` is what a question about an unknown date shall be answered.

    With `least=EXACT` words have to stand as typed; what must not be there must not be there in any form.
    """
    match node:
        case Words():
            return any(max(pair) > 0 if least == LOOSE else pair[0] > 0 for pair in _pairs(document, node))
        case Keyword():
            values = (document.source,) if node.field == "source" else document.types
            return any(map(node.match, values))
        case Published():
            row = row_of(document)
            return undated if row.first is None or row.last is None else node.match(row.first, row.last)
        case And(parts):
            return all(holds(document, part, least=least, undated=undated) for part in parts)
        case Or(parts):
            return any(holds(document, part, least=least, undated=undated) for part in parts)
        case Not(part):
            return not holds(document, part, undated=undated)
        case Everything():
            return True
        case _:
            assert_never(node)


def _pairs(document: IndexDocument, words: Words) -> list[tuple[int, int]]:
    return [occurrences(document, field, words.slots) for field in words.fields]


def occurrences(document: IndexDocument, field: WordField, slots: Sequence[Slot]) -> tuple[int, int]:
    """How often the slots stand side by side in the field: as typed, and only under other marks."""
    content = document.content_of(field)
    syllables, plain = content.syl.split(), content.fold.split()
    exact = loose = 0
    for i in range(len(syllables) - len(slots) + 1):
        kinds = [slot.match(syllables[i + k], plain[i + k]) for k, slot in enumerate(slots)]
        if all(kinds):
            exact, loose = (exact + 1, loose) if min(kinds) == EXACT else (exact, loose + 1)
    return exact, loose


def _counts(documents: Sequence[IndexDocument], words: Words) -> LeafCounts:
    return {
        field: {i: pair for i, d in enumerate(documents) if any(pair := occurrences(d, field, words.slots))}
        for field in words.fields
    }


def _values(document: IndexDocument, kind: FacetKind) -> Sequence[str]:
    match kind:
        case "source":
            return (document.source,)
        case "type":
            return document.types
        case "year" | "month" | "day":
            return period(row_of(document), kind)
        case _:
            return document.names_of(kind).values
