"""The seam between a query and an engine: what every engine takes and gives.

An engine is one module with one class that satisfies `Backend`, and `Engine` where it lives in a folder; the contract
tests run over all of them and compare them with `index.memory`, which is plain enough to be believed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, Protocol, Self

from index.documents import IndexDocument, Kind
from index.nodes import Keyword, KeywordField, Node, Published, WordField, both, either
from index.query import Query

Sort = Literal["relevance", "newest", "oldest"]
FacetKind = Kind | Literal["source", "type", "year", "month", "day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What hits must have besides the query. Several values of one filter are alternatives; the filters add up.

    `published_from` and `published_to` bound the publication date, both included, by overlap with the days that it may
    mean; undated articles are left out and counted. `sources` and `kinds` (event types) are compared whole. `names` are
    units, persons and whatever else was named, as `index.query.parse_name` reads them: alternatives are one node.
    """

    published_from: date | None = None
    published_to: date | None = None
    sources: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    names: tuple[Node, ...] = ()

    def tree(self) -> Node:
        """The filters as a query tree."""
        nodes: list[Node] = []
        if self.published_from or self.published_to:
            nodes.append(Published(first=self.published_from, last=self.published_to))
        keywords: tuple[tuple[KeywordField, tuple[str, ...]], ...] = (("source", self.sources), ("type", self.kinds))
        for field, values in keywords:
            if values:
                nodes.append(either(*(Keyword.of(field, value) for value in values)))
        return both(*nodes, *self.names)


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One article found. Scores of one result compare with each other, and with nothing else."""

    id: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """One page of a result. `total` counts all hits; `undated` what only a missing publication date left out."""

    total: int
    undated: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A value and how many hits have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a commit did: documents written (new or replaced) and documents taken out for good."""

    written: int
    deleted: int


class Backend(Protocol):
    """An open index. Its methods may be called from several threads; a commit elsewhere is seen by the next call.

    All raise WorkspaceError where the index cannot be read or written, `update` also where another process writes.
    """

    @property
    def generation(self) -> int:
        """Grows with every commit."""
        ...

    @property
    def marker(self) -> str | None:
        """What the last commit that named a marker named: by it the pipeline knows which state of the store is in."""
        ...

    def update(
        self, documents: Iterable[IndexDocument] = (), deletions: Iterable[str] = (), *, marker: str | None = None
    ) -> Changes:
        """Take articles out and put articles in as one commit; an article of the same id is replaced.

        Of several documents with one id the last counts; an id that is in both is put in. Doing it again changes
        nothing. After a kill or power cut the index is what it was before or what it is after.
        """
        ...

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
        """A page of hits (all where `limit` is None).

        By relevance, articles that match the marks as typed come before those that match only without them; with
        `recent` newer ones are worth a little more. Equal ones are ordered by date, newest first, then by id; undated
        articles come last. The order never varies.
        """
        ...

    def facets(
        self,
        query: Query,
        filters: Filters = NO_FILTERS,
        *,
        kinds: Sequence[FacetKind],
        limit: int | None = 20,
        without: Collection[str] = (),
    ) -> Mapping[FacetKind, tuple[Facet, ...]]:
        """For each kind the values that most hits have. Years, months and days only of dates at least so precise.

        `without` names articles that do not count, such as copies of others.
        """
        ...

    def count(self, query: Query, filters: Filters = NO_FILTERS) -> int:
        """How many hits there are."""
        ...

    def ids(self) -> frozenset[str]:
        """The ids of all articles in the index."""
        ...

    def vocabulary(self, field: WordField) -> Mapping[str, int]:
        """The canonical syllables of a field, each with the number of articles that have it."""
        ...

    def close(self) -> None:
        """Let go of files; closing twice is no fault."""
        ...


class Engine(Protocol):
    """An engine that keeps its index in a folder."""

    @classmethod
    def create(cls, path: Path) -> Self:
        """A new empty index in `path`, which is made. Raises WorkspaceError where there is one already."""
        ...

    @classmethod
    def open(cls, path: Path) -> Self:
        """The index in `path`. Raises WorkspaceError where there is none, or one of another version."""
        ...
