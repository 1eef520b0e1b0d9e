"""The reference engine: every article looked at for every query, nothing clever.

For tests, and for a few hundred articles that need no folder. The other engines have to find what this one finds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import assert_never

from index.backend import NO_FILTERS, Changes, Facet, FacetKind, Filters, Hit, Hits, Sort
from index.documents import IndexDocument
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
    asked_leaves,
    both,
)
from index.query import Query
from index.ranking import (
    LOOKED_AT,
    LeafCounts,
    Span,
    Tally,
    ages,
    best,
    lifted,
    nearness,
    neighbours,
    period,
    rarity,
    recency,
    row_of,
    scores,
    top,
    weights,
)
from index.tokens import GAP, spread_places

Found = tuple[int, int, int]
"""Where something stands in a list of syllables: start, end, EXACT or LOOSE."""


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
        recent: bool = False,
    ) -> Hits:
        """See `Backend.search`."""
        documents = list(self._documents.values())
        rows = [row_of(document) for document in documents]
        tree = both(query.root, filters.tree())
        found, undated = _found(documents, tree)
        asked = tuple(dict.fromkeys(asked_leaves(query.root)))
        leaves = [_counts(documents, leaf) for leaf in asked]
        everything = range(len(documents))
        score = scores(leaves, set(found), weights(rows, everything), len(documents))
        by_age = ages(rows, everything, "oldest" if sort == "oldest" else "newest")
        order = sorted(found, key=by_age.__getitem__)
        if sort == "relevance" and asked:
            factors = recency(rows, everything) if recent else {}
            score.update({i: score[i] * factors[i] for i in factors.keys() & score.keys()})
            exact = {i for i in found if holds(documents[i], tree, least=EXACT)}
            order = best(set(found), exact, score, by_age, max(len(found), LOOKED_AT))
            order = lifted(
                order,
                exact,
                score,
                by_age,
                lambda docs: _nearness(documents, query.root, dict(zip(asked, leaves, strict=True)), docs),
            )
        page = order[offset : None if limit is None else offset + limit]
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

    def vocabulary(self, field: WordField) -> Mapping[str, int]:
        """See `Backend.vocabulary`."""
        streams = (document.content_of(field).syl.split() for document in self._documents.values())
        return Counter(syllable for stream in streams for syllable in set(stream) if syllable != GAP)

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
        case Words() | Near():
            pairs = [occurrences(document, field, node) for field in node.fields]
            return any(max(pair) > 0 if least == LOOSE else pair[0] > 0 for pair in pairs)
        case Keyword():
            values = (document.source,) if node.field == "source" else document.types
            return any(map(node.match, values))
        case Value():
            return any(map(node.match, document.names_of(node.kind).values))
        case Mentioned():
            return any(node.match(*map(date.fromisoformat, span)) for span in document.mentioned)
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


def occurrences(document: IndexDocument, field: WordField, leaf: Leaf) -> tuple[int, int]:
    """How often the leaf stands in the field: as typed, and only under other marks."""
    content = document.content_of(field)
    exact = loose = 0
    for syllables, plain in _lines(content.syl.split(), content.fold.split()):
        found = _places(syllables, plain, leaf.slots) if isinstance(leaf, Words) else _windows(syllables, plain, leaf)
        kinds = [kind for _, _, kind in found]
        exact, loose = exact + kinds.count(EXACT), loose + kinds.count(LOOSE)
    return exact, loose


def _lines(syllables: Sequence[str], plain: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """The stretches between gaps."""
    ends = [i for i, syllable in enumerate(syllables) if syllable == GAP]
    for start, end in zip([0, *(i + 1 for i in ends)], [*ends, len(syllables)], strict=True):
        yield syllables[start:end], plain[start:end]


def _places(syllables: Sequence[str], plain: Sequence[str], slots: Sequence[Slot]) -> list[Found]:
    """Where the slots stand side by side."""
    found = []
    for i in range(len(syllables) - len(slots) + 1):
        kinds = [slot.match(syllables[i + k], plain[i + k]) for k, slot in enumerate(slots)]
        if all(kinds):
            found.append((i, i + len(slots), min(kinds)))
    return found


def _windows(syllables: Sequence[str], plain: Sequence[str], near: Near) -> list[Found]:
    """For each beginning of a stretch the stretch, as typed where one is: every choice of places is tried."""
    places = [
        sorted({place for words in alternatives for place in _places(syllables, plain, words.slots)})
        for alternatives in near.alternatives
    ]
    found: dict[int, Found] = {}
    for chosen in _choices(places, near.distance, ()):
        start, end = min(p[0] for p in chosen), max(p[1] for p in chosen)
        kind = min(p[2] for p in chosen)
        if start not in found or kind > found[start][2]:
            found[start] = (start, end, kind)
    return list(found.values())


def _choices(places: list[list[Found]], distance: int, chosen: tuple[Found, ...]) -> Iterator[tuple[Found, ...]]:
    if not places:
        width = max(p[1] for p in chosen) - min(p[0] for p in chosen)
        if width - sum(end - start for start, end, _ in chosen) <= distance:
            yield chosen
        return
    for place in places[0]:
        if all(place[1] <= start or end <= place[0] for start, end, _ in chosen):
            yield from _choices(places[1:], distance, (*chosen, place))


def _counts(documents: Sequence[IndexDocument], leaf: Leaf) -> LeafCounts:
    fields = {field: Tally() for field in leaf.fields}
    for field, tally in fields.items():
        for i, document in enumerate(documents):
            exact, loose = occurrences(document, field, leaf)
            if exact:
                tally.exact[i] = exact
            if loose:
                tally.loose[i] = loose
    return fields


def _nearness(
    documents: Sequence[IndexDocument], root: Node, leaves: Mapping[Leaf, LeafCounts], docs: Sequence[int]
) -> Mapping[int, float]:
    """What each document's words near each other are worth."""
    found = dict.fromkeys(docs, 0.0)
    for left, right in neighbours(root):
        idf = min(rarity(leaves[words], len(documents)) for words in (left, right))
        for i in docs:
            worth = [
                nearness(_spans(documents[i], field, left), _spans(documents[i], field, right), idf)
                for field in left.fields
                if field in right.fields
            ]
            found[i] += max(worth)
    return found


def _spans(document: IndexDocument, field: WordField, words: Words) -> list[Span]:
    """Where the words stand, by places that a gap sets far apart."""
    content = document.content_of(field)
    syllables = content.syl.split()
    places = spread_places(syllables)
    return [
        (places[start], places[start] + end - start)
        for start, end, _ in _places(syllables, content.fold.split(), words.slots)
        if GAP not in syllables[start:end]
    ]


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
