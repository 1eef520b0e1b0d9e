"""Duplicates as users see them: clusters with their first publishers, why articles are in one, results folded by them.

`diembao.clustering` keeps the tables in step; call it first.
"""

from __future__ import annotations

from typing import Any

from corpus.ids import article_id, is_web_address
from corpus.store import Store
from diembao.clustering import Reader
from diembao.folding import head_of
from extractor.resolve.duplicates import LEAST_SHOWN
from extractor.resolve.shingles import overlap


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
        **head_of(store, article),
        "history": _history(store, article),
        "cluster": cluster(store, held[0]) if held else None,
        "compared": _compared(store, article),
    }


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
                **head_of(store, other),
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
