"""Trends: how many articles of each period a query finds, and which share that is of all.

`all` are the articles that pass the filters; a query divides them, so that a share never exceeds one. Articles without
a date, and those whose date may mean several periods, are counted apart and belong to no period.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from corpus.errors import UsageError
from corpus.store import Store
from diembao.engines import open_backend
from diembao.folding import fold_today
from diembao.periods import By, Period, period_of_span, periods
from diembao.searching import waiting_for_index
from diembao.workspace import Workspace
from index.backend import NO_FILTERS, Filters, Hits
from index.query import Query, parse

MOST_PERIODS = 50_000
_CHUNK = 400

Place = Period | Literal["undated", "vague"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One query: `counts` has a number for each period; `undated` and `vague` are in none, and not in `total`."""

    query: str
    counts: tuple[int, ...]
    undated: int
    vague: int

    @property
    def total(self) -> int:
        """Articles counted in the periods."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """`every` counts all articles as a series does a query's; `copies` were left out of all counts as duplicates.

    `waiting` articles are not in the index yet, and in no count.
    """

    by: By
    periods: tuple[Period, ...]
    every: Series
    series: tuple[Series, ...]
    sources: int
    folded: bool = False
    copies: int = 0
    waiting: int = 0

    def shares(self, series: Series) -> tuple[float | None, ...]:
        """Of each period the share of the articles that the query finds; None where the period has no article."""
        pairs = zip(series.counts, self.every.counts, strict=True)
        return tuple(count / of if of else None for count, of in pairs)


def trends(
    workspace: Workspace, queries: Sequence[Query], filters: Filters = NO_FILTERS, *, by: By = "month", folded: bool
) -> Trends:
    """Count the queries' articles by period, from the bounds of the filters or else the first and last article.

    With `folded` a cluster of duplicates counts once, in the period of the article that stands for it, and it is found
    where any of its articles is. Raises UsageError for more than 50,000 periods.
    """
    # Dates are looked at here, not by the engine, so that undated articles can be folded and counted as well.
    everywhen = replace(filters, published_from=None, published_to=None)
    with open_backend(workspace.settings.engine, workspace.index, create=False) as backend, workspace.store() as store:
        base = backend.search(parse("*"), everywhen, sort="oldest", limit=None)
        places, sources = places_of(store, [hit.id for hit in base.hits], filters, by)
        stands_for = _representatives(workspace, store, places) if folded else {i: i for i in places}
        found = [backend.search(query, everywhen, sort="oldest", limit=None) for query in queries]
        waiting = waiting_for_index(store)
    spread = _spread(places.values(), filters, by)
    return Trends(
        by=by,
        periods=spread,
        every=_series("*", stands_for.values(), places, spread, 0),
        series=tuple(
            _series(query.text, _standing(hits, stands_for), places, spread, hits.undated)
            for query, hits in zip(queries, found, strict=True)
        ),
        sources=len(sources),
        folded=folded,
        copies=len(stands_for) - len(set(stands_for.values())),
        waiting=waiting,
    )


def places_of(store: Store, ids: Sequence[str], filters: Filters, by: By) -> tuple[dict[str, Place], set[str]]:
    """Where the articles of the filters' days belong, and the sources that they are from."""
    start, end = filters.published_from or date.min, filters.published_to or date.max
    found: dict[str, Place] = {}
    sources: set[str] = set()
    for at in range(0, len(ids), _CHUNK):
        chunk = ids[at : at + _CHUNK]
        rows = store.connection.execute(
            "SELECT id, source, published_first, published_last FROM articles"
            f" WHERE id IN ({','.join('?' * len(chunk))}) ORDER BY id",
            chunk,
        )
        for row in rows:
            if row[2] is None:
                found[row[0]] = "undated"
            else:
                first, last = date.fromisoformat(row[2]), date.fromisoformat(row[3])
                if first > end or last < start:
                    continue
                found[row[0]] = period_of_span(first, last, by) or "vague"
            sources.add(row[1])
    return found, sources


def _representatives(workspace: Workspace, store: Store, places: Mapping[str, Place]) -> dict[str, str]:
    """For each article the one that stands for its cluster: as elsewhere, or the first that a period can be told of."""
    taken = fold_today(workspace, store, tuple(places))
    stands_for = {}
    for kept in taken.kept:
        cluster = [kept, *taken.folded.get(kept, ())]
        dated = [(place.first, i) for i in cluster if isinstance(place := places[i], Period)]
        chosen = kept if isinstance(places[kept], Period) or not dated else min(dated)[1]
        stands_for.update(dict.fromkeys(cluster, chosen))
    return stands_for


def _standing(hits: Hits, stands_for: Mapping[str, str]) -> set[str]:
    return {stands_for[hit.id] for hit in hits.hits if hit.id in stands_for}


def _spread(places: Collection[Place], filters: Filters, by: By) -> tuple[Period, ...]:
    """The periods without a gap; none where nothing has a date and no bounds are given."""
    told = [place for place in places if isinstance(place, Period)]
    first = filters.published_from or min((period.first for period in told), default=filters.published_to)
    last = filters.published_to or max((period.last for period in told), default=filters.published_from)
    if first is None or last is None or first > last:
        return ()
    shortest = {"day": 1, "week": 7, "month": 28, "year": 365}[by]
    if (last - first).days // shortest > MOST_PERIODS:
        raise UsageError(f"{first} to {last} has too many {by}s; name --from and --to, or count --by month or year")
    return tuple(periods(first, last, by))


def _series(
    query: str, ids: Iterable[str], places: Mapping[str, Place], spread: Sequence[Period], undated: int
) -> Series:
    counted = Counter(places[i] for i in set(ids))
    return Series(
        query=query,
        counts=tuple(counted[period] for period in spread),
        undated=counted["undated"] + undated,
        vague=counted["vague"],
    )
