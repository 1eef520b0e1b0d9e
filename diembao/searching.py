"""Searching a workspace: query, filters, hits with snippets, facets, concordance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpus.analysis import Analysis
from corpus.errors import WorkspaceError
from corpus.store import Store
from diembao.engines import open_backend
from diembao.workspace import Workspace
from extractor.text.words import underthesea_words
from index.backend import NO_FILTERS, FacetKind, Filters, Sort
from index.kwic import Line, LineSort, concordance
from index.query import Query, parse
from index.snippets import Snippet, highlighted, snippets

FACETS: tuple[FacetKind, ...] = ("source", "year", "unit", "person", "rank", "term", "type")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One hit with what is shown of it."""

    analysis: Analysis
    score: float
    title: Snippet
    snippets: tuple[Snippet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A page of hits; `total` counts all, `undated` those that only a missing date kept out."""

    query: Query
    total: int
    undated: int
    found: tuple[Found, ...]
    facets: dict[str, list[tuple[str, int]]]


def parse_query(text: str, *, strict: bool = False) -> Query:
    """A query as users type it. Raises QueryError, which says where and how to mend it."""
    return parse(text, underthesea_words, strict=strict)


def search(
    workspace: Workspace,
    query: Query,
    filters: Filters = NO_FILTERS,
    *,
    sort: Sort = "relevance",
    limit: int | None = 10,
    offset: int = 0,
    facets: bool = False,
) -> Result:
    """One page of hits. Raises WorkspaceError where the index has articles that the store has not."""
    with open_backend(workspace.settings.engine, workspace.index, create=False) as backend, workspace.store() as store:
        hits = backend.search(query, filters, sort=sort, limit=limit, offset=offset)
        counted = backend.facets(query, filters, kinds=FACETS) if facets else {}
        scores = {hit.id: hit.score for hit in hits.hits}
        found = tuple(_found(a, scores[a.article.id], query) for a in store.articles.get(tuple(scores)))
        if len(found) < len(scores):
            raise WorkspaceError(f"{workspace.root}: index and database do not agree; run `diembao build`")
        return Result(
            query=query,
            total=hits.total,
            undated=hits.undated,
            found=found,
            facets={kind: [(f.value, f.count) for f in values] for kind, values in counted.items()},
        )


def _found(analysis: Analysis, score: float, query: Query) -> Found:
    article = analysis.article
    return Found(
        analysis=analysis,
        score=score,
        title=highlighted(article.title or "", query),
        snippets=snippets(article.text, query),
    )


def matching_ids(workspace: Workspace, text: str, filters: Filters = NO_FILTERS) -> list[str]:
    """Ids of all articles that a query finds."""
    with open_backend(workspace.settings.engine, workspace.index, create=False) as backend:
        return [hit.id for hit in backend.search(parse_query(text), filters, limit=None).hits]


def kwic(store: Store, ids: Sequence[str], query: Query, *, sort: LineSort = "text") -> tuple[Line, ...]:
    """Concordance lines over the bodies of the articles, in the order of the ids or sorted by context."""
    return concordance(((a.article.id, a.article.text) for a in store.articles.get(ids)), query, sort=sort)


def as_object(found: Found) -> dict[str, Any]:
    """One hit as plain JSON; matches are offsets into the snippet's text."""
    article = found.analysis.article
    return {
        "id": article.id,
        "url": article.url,
        "source": article.source,
        "title": article.title,
        "published": article.published.value if article.published else None,
        "published_method": article.published.method if article.published else None,
        "score": round(found.score, 4),
        "snippets": [
            {"text": s.text, "start": s.start, "matches": [list(m) for m in s.matches]} for s in found.snippets
        ],
    }
