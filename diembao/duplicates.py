"""Duplicates as users see them: clusters with their first publishers, why articles are in one, results folded by them.

`diembao.clustering` keeps the tables in step; call it first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from corpus.ids import article_id, is_web_address
from corpus.store import Store
from diembao.clustering import Reader
from extractor.resolve.duplicates import LEAST_SHOWN
from extractor.resolve.event_likeness import Telling
from extractor.resolve.events import MergedEvent
from extractor.resolve.shingles import overlap

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


def counts(store: Store) -> dict[str, int]:
    """Number of clusters, of articles in them, and of those that a folded result leaves out.

    Empty for a database of an older version that may only be read.
    """
    if store.connection.execute("SELECT 1 FROM pragma_table_info('duplicate_clusters')").fetchone() is None:
        return {}
    row = store.connection.execute("SELECT count(*), coalesce(sum(articles), 0) FROM duplicate_clusters").fetchone()
    return {"clusters": row[0], "articles": row[1], "folded": row[1] - row[0]}


def listing(store: Store, *, source: str | None = None, limit: int | None = None) -> list[dict[str, Any]]:
    """Clusters with their members, the largest first; with `source` those that have an article of this source."""
    where = (
        " WHERE first IN (SELECT m.cluster FROM duplicate_members m JOIN articles a ON a.id = m.article_id"
        " WHERE a.source = ?)"
        if source is not None
        else ""
    )
    rows = store.connection.execute(
        f"SELECT first FROM duplicate_clusters{where} ORDER BY articles DESC, sources DESC, first LIMIT ?",
        (*([source] if source is not None else []), -1 if limit is None else limit),
    ).fetchall()
    return [cluster(store, row[0]) for row in rows]


def cluster(store: Store, first: str) -> dict[str, Any]:
    """One cluster, by the id of its first article."""
    row = store.connection.execute("SELECT * FROM duplicate_clusters WHERE first = ?", (first,)).fetchone()
    members = store.connection.execute(
        "SELECT m.article_id, m.kind, m.of, m.jaccard, m.containment, d.credit, a.source, a.url, a.title, a.published"
        " FROM duplicate_members m JOIN articles a ON a.id = m.article_id"
        " JOIN duplicate_articles d ON d.article_id = m.article_id WHERE m.cluster = ? ORDER BY m.n",
        (first,),
    ).fetchall()
    return {
        "first": first,
        "first_publisher": members[0]["source"],
        "certain": bool(row["certain"]),
        "shown": row["shown"],
        "articles": row["articles"],
        "sources": row["sources"],
        "members": [
            {
                "id": m["article_id"],
                "kind": m["kind"],
                "source": m["source"],
                "published": m["published"],
                "title": m["title"],
                "url": m["url"],
                "credit": m["credit"],
                "of": m["of"],
                "similarity": m["jaccard"],
                "containment": m["containment"],
            }
            for m in members
        ],
    }


def find_article(store: Store, wanted: str) -> str | None:
    """The id of a stored article, by id or address."""
    wanted_id = article_id(url=wanted) if is_web_address(wanted) else wanted
    row = store.connection.execute("SELECT id FROM articles WHERE id = ? OR url = ?", (wanted_id, wanted)).fetchone()
    return row[0] if row else None


def explain(store: Store, article: str) -> dict[str, Any]:
    """One article's versions, its cluster, and the articles near it with figures and the reason of each verdict."""
    held = store.connection.execute("SELECT cluster FROM duplicate_members WHERE article_id = ?", (article,)).fetchone()
    return {
        **_head(store, article),
        "history": _history(store, article),
        "cluster": cluster(store, held[0]) if held else None,
        "compared": _compared(store, article),
    }


def _head(store: Store, article: str) -> dict[str, Any]:
    row = store.connection.execute(
        "SELECT a.id, a.source, a.published, a.title, a.url, d.credit FROM articles a"
        " LEFT JOIN duplicate_articles d ON d.article_id = a.id WHERE a.id = ?",
        (article,),
    ).fetchone()
    return dict(row)


def _history(store: Store, article: str) -> list[dict[str, Any]]:
    """What came in of this very article, newest first; all of it is in the archive, the newest is what is stored."""
    return [
        {"retrieved": row.retrieved, "outcome": row.outcome, "warc": row.location.file, "offset": row.location.offset}
        for row in store.inputs.of_article(article)
    ]


def _compared(store: Store, article: str) -> list[dict[str, Any]]:
    reader = Reader(store)
    own = reader.fingerprint(article)
    own_sketch = frozenset(own.sketch)
    found = []
    for other, (sketch, _) in store.duplicates.near(article, own.bands).items() if own.bands else ():
        jaccard, contained = overlap(own_sketch, frozenset(sketch))
        if contained < LEAST_SHOWN:
            continue
        verdict = reader.judge(article, other)
        like = verdict.likeness
        found.append(
            {
                **_head(store, other),
                "kind": verdict.link.kind if verdict.link else None,
                "reason": verdict.reason,
                "similarity": round(jaccard, 4),
                "containment": round(contained, 4),
                "covered": round(like.covered, 4),
                "covers": round(like.covers, 4),
                "agreeing": like.agreeing,
                "conflicting": like.conflicting,
                "swaps": [list(swap) for swap in like.swaps[:5]],
            }
        )
    return sorted(found, key=lambda x: (x["kind"] is None, -x["similarity"], x["id"]))


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
    rows = (_head(store, i) for i in ids)
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
