"""Searching a workspace: query, filters, hits with snippets, facets, counts, concordance; copies folded or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from corpus.analysis import Analysis
from corpus.errors import WorkspaceError
from corpus.store import Store
from diembao.clustering import duplicates_of_today
from diembao.duplicates import CountBy, Fold, copies, counted_by, fold
from diembao.engines import open_backend
from diembao.query_readers import StoreThesaurus, read_date
from diembao.workspace import Workspace
from extractor.text.words import underthesea_words
from index.backend import NO_FILTERS, FacetKind, Filters, Sort
from index.query import Query, parse
from index.snippets import Snippet, highlighted, snippets
from index.suggest import suggest

FACETS: tuple[FacetKind, ...] = ("source", "year", "unit", "person", "rank", "term", "type")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One hit with what is shown of it; `copies` are the hits that were folded into it."""

    analysis: Analysis
    score: float
    title: Snippet
    snippets: tuple[Snippet, ...]
    copies: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A page of hits; `total` counts all, `undated` those that only a missing date kept out.

    `folded` counts the hits that were left out as copies of others; `total` is without them. `suggestion` is a query
    that finds something, where this one finds nothing.
    """

    query: Query
    total: int
    undated: int
    found: tuple[Found, ...]
    facets: dict[str, list[tuple[str, int]]]
    folded: int = 0
    counts: list[tuple[str, int]] = field(default_factory=list)
    suggestion: str | None = None


def query_reader(workspace: Workspace | None = None, *, strict: bool = False) -> Callable[[str], Query]:
    """Reads queries as users type them; names stand for the entities of the workspace, where one is given.

    Raises QueryError, which says where and how to mend it.
    """
    thesaurus = StoreThesaurus(workspace) if workspace is not None else None
    return partial(parse, segment=underthesea_words, strict=strict, thesaurus=thesaurus, dates=read_date)


def parse_query(text: str, workspace: Workspace | None = None, *, strict: bool = False) -> Query:
    """One query; see `query_reader`."""
    return query_reader(workspace, strict=strict)(text)


def search(
    workspace: Workspace,
    query: Query,
    filters: Filters = NO_FILTERS,
    *,
    sort: Sort = "relevance",
    limit: int | None = 10,
    offset: int = 0,
    facets: bool = False,
    folded: bool = False,
    count_by: CountBy | None = None,
    strict: bool = False,
) -> Result:
    """One page of hits; with `folded` one hit a cluster of duplicates, in facets and counts too.

    `strict` is how the query was read: where it finds nothing, the one that is suggested is read so, too.
    `count_by` counts all hits, folded or not, by source or period. Raises WorkspaceError where the index has articles
    that the store has not.
    """
    whole = folded or count_by is not None
    with open_backend(workspace.settings.engine, workspace.index, create=False) as backend, workspace.store() as store:
        hits = backend.search(query, filters, sort=sort, limit=None if whole else limit, offset=0 if whole else offset)
        none = query.text and not hits.total
        suggestion = suggest(query, backend, query_reader(workspace, strict=strict), filters) if none else None
        scores = {hit.id: hit.score for hit in hits.hits}
        taken = fold_today(workspace, store, tuple(scores)) if folded else Fold(kept=tuple(scores), folded={})
        copied = [i for folded_ids in taken.folded.values() for i in folded_ids]
        counted = backend.facets(query, filters, kinds=FACETS, without=copied) if facets else {}
        counts = counted_by(store, taken.kept, count_by) if count_by else []
        page = taken.kept[offset : None if limit is None else offset + limit] if whole else taken.kept
        found = tuple(
            _found(a, scores[a.article.id], query, copies(store, taken.folded.get(a.article.id, ())))
            for a in store.articles.get(() if count_by else page)
        )
        if len(found) < len(page) and not count_by:
            raise WorkspaceError(f"{workspace.root}: index and database do not agree; run `diembao build`")
        return Result(
            query=query,
            total=hits.total - taken.hidden,
            undated=hits.undated,
            found=found,
            facets={kind: [(f.value, f.count) for f in values] for kind, values in counted.items()},
            folded=taken.hidden,
            counts=counts,
            suggestion=suggestion,
        )


def fold_today(workspace: Workspace, store: Store, ids: tuple[str, ...]) -> Fold:
    """Fold hits by the clusters of today."""
    duplicates_of_today(workspace, store)
    return fold(store, ids)


def _found(analysis: Analysis, score: float, query: Query, also: tuple[dict[str, Any], ...]) -> Found:
    article = analysis.article
    return Found(
        analysis=analysis,
        score=score,
        title=highlighted(article.title or "", query),
        snippets=snippets(article.text, query),
        copies=also,
    )


def matching_ids(workspace: Workspace, text: str, filters: Filters = NO_FILTERS) -> list[str]:
    """Ids of all articles that a query finds."""
    with open_backend(workspace.settings.engine, workspace.index, create=False) as backend:
        return [hit.id for hit in backend.search(parse_query(text, workspace), filters, limit=None).hits]


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
        **({"copies": list(found.copies)} if found.copies else {}),
    }
