"""Searching a workspace: query, filters, hits with snippets, facets, counts, concordance; copies folded or not."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from sqlite3 import Row
from typing import Any

from corpus.dates import PublicationDate
from corpus.errors import WorkspaceError
from corpus.store import Store
from diembao.engines import open_backend
from diembao.folding import CountBy, Fold, copies, counted_by, fold_today
from diembao.query_readers import StoreThesaurus, cut_query, read_date
from diembao.workspace import Workspace
from index.backend import NO_FILTERS, FacetKind, Filters, Sort
from index.query import Query, parse
from index.snippets import Snippet, highlighted, snippets
from index.suggest import suggest

FACETS: tuple[FacetKind, ...] = ("source", "year", "unit", "person", "rank", "term", "type")
FACET_LIMIT = 20
"""Values of a facet that are shown unless more are asked for."""
_CHUNK = 400  # ids a query: well under SQLite's limit of variables


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a catalogue would say of an article."""

    id: str
    source: str
    url: str | None
    title: str | None
    published: PublicationDate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One hit with what is shown of it; `copies` are the hits that were folded into it."""

    article: Head
    score: float
    title: Snippet
    snippets: tuple[Snippet, ...]
    copies: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A page of hits; `total` counts all, `undated` those that only a missing date kept out.

    `folded` counts the hits that were left out as copies of others; `total` is without them. `suggestion` is a query
    that finds something, where this one finds nothing. `longer` are the facets that have more values than are given;
    `waiting` articles are stored or dropped, and the index does not know yet.
    """

    query: Query
    total: int
    undated: int
    found: tuple[Found, ...]
    facets: dict[str, list[tuple[str, int]]]
    folded: int = 0
    counts: list[tuple[str, int]] = field(default_factory=list)
    suggestion: str | None = None
    longer: tuple[str, ...] = ()
    waiting: int = 0


def query_reader(workspace: Workspace | None = None, *, strict: bool = False) -> Callable[[str], Query]:
    """Reads queries as users type them; names stand for the entities of the workspace, where one is given.

    Raises QueryError, which says where and how to mend it.
    """
    thesaurus = StoreThesaurus(workspace) if workspace is not None else None
    return partial(parse, segment=cut_query, strict=strict, thesaurus=thesaurus, dates=read_date)


def parse_query(text: str, workspace: Workspace | None = None, *, strict: bool = False) -> Query:
    """One query; see `query_reader`."""
    return query_reader(workspace, strict=strict)(text)


def search(
    workspace: Workspace,
    query: Query,
    filters: Filters = NO_FILTERS,
    *,
    sort: Sort = "relevance",
    recent: bool = False,
    limit: int | None = 10,
    offset: int = 0,
    facets: bool = False,
    facet_limit: int | None = FACET_LIMIT,
    folded: bool = False,
    count_by: CountBy | None = None,
    strict: bool = False,
    without: Collection[str] = (),
) -> Result:
    """One page of hits; with `folded` one hit a cluster of duplicates, in facets and counts too.

    `recent` makes newer ones worth a little more, where they are sorted by relevance. `strict` is how the query was
    read: where it finds nothing, the one that is suggested is read so, too. `count_by` counts all hits, folded or not,
    by source or period, and `facets` their `facet_limit` most frequent values (None: all of them). Articles `without`
    which the result is to be are no hits. Raises WorkspaceError where the index has articles that the store has not.
    """
    whole = folded or count_by is not None or bool(without)
    with open_backend(workspace.settings.engine, workspace.index, create=False) as backend, workspace.store() as store:
        page = (None, 0) if whole else (limit, offset)
        hits = backend.search(query, filters, sort=sort, limit=page[0], offset=page[1], recent=recent)
        none = query.text and not hits.total
        suggestion = suggest(query, backend, query_reader(workspace, strict=strict), filters) if none else None
        scores = {hit.id: hit.score for hit in hits.hits if hit.id not in without}
        left_out = len(hits.hits) - len(scores)
        taken = fold_today(workspace, store, tuple(scores)) if folded else Fold(kept=tuple(scores), folded={})
        copied = [i for folded_ids in taken.folded.values() for i in folded_ids]
        asked = None if facet_limit is None else facet_limit + 1
        counted = (
            backend.facets(query, filters, kinds=FACETS, limit=asked, without=[*copied, *without]) if facets else {}
        )
        counts = counted_by(store, taken.kept, count_by) if count_by else []
        shown = taken.kept[offset : None if limit is None else offset + limit] if whole else taken.kept
        return Result(
            query=query,
            total=hits.total - left_out - taken.hidden,
            undated=hits.undated,
            found=() if count_by else tuple(_found(workspace, store, shown, query, scores, taken)),
            facets={kind: [(f.value, f.count) for f in values[:facet_limit]] for kind, values in counted.items()},
            folded=taken.hidden,
            counts=counts,
            suggestion=suggestion,
            longer=tuple(kind for kind, values in counted.items() if len(values) == asked),
            waiting=waiting_for_index(store),
        )


def waiting_for_index(store: Store) -> int:
    """How many articles a build that was stopped has stored, or dropped, without telling the index."""
    return int(store.connection.execute("SELECT count(*) FROM index_queue").fetchone()[0])


def _found(
    workspace: Workspace, store: Store, ids: Sequence[str], query: Query, scores: dict[str, float], taken: Fold
) -> Iterator[Found]:
    """The hits in their order, read a few hundred at a time."""
    for at in range(0, len(ids), _CHUNK):
        chunk = ids[at : at + _CHUNK]
        rows = store.connection.execute(
            "SELECT a.id, source, url, title, lead, published, published_method, published_confidence, text, sentences"
            f" FROM articles a JOIN sentences s ON s.article_id = a.id WHERE a.id IN ({','.join('?' * len(chunk))})",
            chunk,
        )
        articles = {row["id"]: row for row in rows}
        if len(articles) < len(chunk):
            raise WorkspaceError(f"{workspace.root}: index and database do not agree; run `diembao build`")
        for row in map(articles.__getitem__, chunk):
            sentences = [(start, end) for start, end in json.loads(row["sentences"])]
            yield Found(
                article=_head(row),
                score=scores[row["id"]],
                title=highlighted(row["title"] or "", query),
                snippets=snippets(
                    row["text"], query, sentences=sentences or None, lead=lead_of(row["lead"], row["text"])
                ),
                copies=copies(store, taken.folded.get(row["id"], ())),
            )


def lead_of(lead: str | None, text: str) -> tuple[int, int]:
    """Start and end of the lead in the text, whose beginning it is; nothing where it has none."""
    start = text.find(lead) if lead else -1
    return (start, start + len(lead)) if lead and start >= 0 else (0, 0)


def _head(row: Row) -> Head:
    published = None
    if row["published"] is not None:
        method, confidence = row["published_method"], row["published_confidence"]
        published = PublicationDate(value=row["published"], method=method, confidence=confidence)
    return Head(id=row["id"], source=row["source"], url=row["url"], title=row["title"], published=published)


def matching_ids(workspace: Workspace, text: str, filters: Filters = NO_FILTERS) -> list[str]:
    """Ids of all articles that a query finds."""
    with open_backend(workspace.settings.engine, workspace.index, create=False) as backend:
        return [hit.id for hit in backend.search(parse_query(text, workspace), filters, limit=None).hits]


def as_object(found: Found) -> dict[str, Any]:
    """One hit as plain JSON; matches are offsets into the snippet's text."""
    article = found.article
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
