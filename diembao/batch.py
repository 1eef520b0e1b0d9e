"""Many searches at once: a file of queries in, how much each finds out, with the hits where they are wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.errors import UsageError
from corpus.store import Store
from diembao.engines import open_backend
from diembao.folding import fold_today
from diembao.saved import Row, Search, search_of
from diembao.searching import parse_query
from diembao.workspace import Workspace
from index.backend import Sort

_CHUNK = 400  # ids a query: well under SQLite's limit of variables
HIT_COLUMNS = ("id", "published", "source", "title", "url")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What one search found: all hits, copies left out, hits without a date, and the first hits by `HIT_COLUMNS`.

    `error` says why the row could not be used; the counts are None then.
    """

    row: Row
    hits: int | None = None
    undated: int | None = None
    folded: int | None = None
    found: tuple[tuple[str | None, ...], ...] = ()
    error: str | None = None


def run_batch(
    workspace: Workspace,
    rows: Iterable[Row],
    over: Search,
    *,
    sort: Sort = "relevance",
    recent: bool = False,
    shown: int | None = 0,
) -> Iterator[Counted]:
    """One result a row, in order; what `over` asks for stands in the place of a row's own, `shown` None gives all hits.

    A row that cannot be used gives a result with `error`. Raises WorkspaceError where nothing can be searched.
    """
    with open_backend(workspace.settings.engine, workspace.index, create=False) as backend, workspace.store() as store:
        for row in rows:
            try:
                search = search_of(row)
                strict = over.strict or search.strict
                query = parse_query(search.query, workspace, strict=strict)
                filters = over.asked.over(search.asked).filters(workspace, strict=strict)
            except UsageError as error:
                yield Counted(row=row, error=str(error))
                continue
            fold = over.folded or search.folded
            hits = backend.search(query, filters, sort=sort, limit=None if fold else shown, recent=recent)
            ids, hidden = tuple(hit.id for hit in hits.hits), 0
            if fold:
                taken = fold_today(workspace, store, ids)
                ids, hidden = taken.kept[: len(taken.kept) if shown is None else shown], taken.hidden
            yield Counted(
                row=row, hits=hits.total - hidden, undated=hits.undated, folded=hidden, found=_heads(store, ids)
            )


def _heads(store: Store, ids: Sequence[str]) -> tuple[tuple[str | None, ...], ...]:
    """What is shown of the articles, in the order of the ids."""
    found: dict[str, tuple[str | None, ...]] = {}
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        marks = ",".join("?" * len(chunk))
        query = f"SELECT {', '.join(HIT_COLUMNS)} FROM articles WHERE id IN ({marks})"
        found.update((row["id"], tuple(row)) for row in store.connection.execute(query, chunk))
    return tuple(found[article] for article in ids if article in found)
