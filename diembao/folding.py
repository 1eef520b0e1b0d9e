"""Articles of one cluster taken together. Which question: what stands for these copies, and how many are there?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from corpus.store import Store
from diembao.workspace import Workspace

if TYPE_CHECKING:
    from extractor.resolve.event_likeness import Telling
    from extractor.resolve.events import MergedEvent

CountBy = Literal["source", "day", "month", "year"]
_PERIODS = {"day": 10, "month": 7, "year": 4}  # characters of an ISO date
_CHUNK = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Ids with the articles of one cluster taken together: those kept, in order, and what each stands for."""

    kept: tuple[str, ...]
    folded: Mapping[str, tuple[str, ...]]

    @property
    def hidden(self) -> int:
        """How many ids were folded away."""
        return sum(map(len, self.folded.values()))


def fold_today(workspace: Workspace, store: Store, ids: Sequence[str]) -> Fold:
    """`fold` by the clusters of today."""
    from diembao.clustering import duplicates_of_today  # with MinHash and its library: only where folding is asked for

    duplicates_of_today(workspace, store)
    return fold(store, ids)


def fold(store: Store, ids: Sequence[str]) -> Fold:
    """Take the articles of each cluster together, at the place of the first of them.

    Kept is the article that the cluster shows, the newest version of its first publisher, where it is among the ids;
    else the one that was published first of those that are. An article in no cluster stands for itself.
    """
    held = _clusters_of(store, ids)
    groups: dict[str, list[str]] = {}
    for i in ids:
        groups.setdefault(held[i][0] if i in held else i, []).append(i)
    kept, folded = [], {}
    for group in groups.values():
        chosen = min(group, key=lambda i: held[i][1:]) if len(group) > 1 else group[0]
        kept.append(chosen)
        if len(group) > 1:
            folded[chosen] = tuple(i for i in group if i != chosen)
    return Fold(kept=tuple(kept), folded=folded)


def _clusters_of(store: Store, ids: Sequence[str]) -> dict[str, tuple[str, bool, int]]:
    """Of each article in a cluster: the cluster, whether it is not the one shown, and its place."""
    found: dict[str, tuple[str, bool, int]] = {}
    for at in range(0, len(ids), _CHUNK):
        chunk = ids[at : at + _CHUNK]
        marks = ",".join("?" * len(chunk))
        rows = store.connection.execute(
            "SELECT m.article_id, m.cluster, m.article_id <> c.shown, m.n FROM duplicate_members m"
            f" JOIN duplicate_clusters c ON c.first = m.cluster WHERE m.article_id IN ({marks})",
            chunk,
        )
        found.update((row[0], (row[1], bool(row[2]), row[3])) for row in rows)
    return found


def fold_events(store: Store, events: Sequence[MergedEvent]) -> list[MergedEvent]:
    """The events without what copies tell again: an event of the same days and type as one of the article kept."""
    taken = fold(store, list(dict.fromkeys(t.article_id for e in events for t in e.tellings)))
    kept_for = {copy: kept for kept, folded in taken.folded.items() for copy in folded}
    told = {(t.article_id, _kind(t)) for e in events for t in e.tellings}
    remaining = []
    for event in events:
        own = tuple(t for t in event.tellings if (kept_for.get(t.article_id), _kind(t)) not in told)
        if own:
            remaining.append(replace(event, tellings=own))
    return remaining


def _kind(telling: Telling) -> tuple[object, ...]:
    event = telling.event
    return event.type, event.status, event.when.first, event.when.last


def copies(store: Store, ids: Iterable[str]) -> tuple[dict[str, Any], ...]:
    """Source, date and address of articles, as a folded hit lists them."""
    rows = (head_of(store, i) for i in ids)
    return tuple({key: row[key] for key in ("id", "source", "published", "url")} for row in rows)


def counted_by(store: Store, ids: Sequence[str], by: CountBy) -> list[tuple[str, int]]:
    """Number of articles by source, most first, or by day, month or year of publication, in order of time.

    An article whose date is not that precise, or not known, is counted as `undated`, last.
    """
    length = _PERIODS.get(by)
    column = (
        "source"
        if length is None
        else f"CASE WHEN length(published) >= {length} THEN substr(published, 1, {length}) END"
    )
    counted: Counter[str] = Counter()
    for at in range(0, len(ids), _CHUNK):
        chunk = ids[at : at + _CHUNK]
        marks = ",".join("?" * len(chunk))
        query = f"SELECT coalesce({column}, 'undated'), count(*) FROM articles WHERE id IN ({marks}) GROUP BY 1"
        counted.update(dict(store.connection.execute(query, chunk).fetchall()))
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]) if length is None else (0, item[0]))


def head_of(store: Store, article: str) -> dict[str, Any]:
    """What a list of articles says of one: source, date, title, address, the agency that it credits."""
    row = store.connection.execute(
        "SELECT a.id, a.source, a.published, a.title, a.url, d.credit FROM articles a"
        " LEFT JOIN duplicate_articles d ON d.article_id = a.id WHERE a.id = ?",
        (article,),
    ).fetchone()
    return dict(row)
