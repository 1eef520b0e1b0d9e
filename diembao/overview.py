"""Counts over a corpus."""

from __future__ import annotations

from typing import Any

from corpus.store import Store
from diembao.duplicates import counts


def overview(store: Store) -> dict[str, Any]:
    """Counts by name; nested dictionaries are counts by source, outcome, kind or reason."""
    db = store.connection

    def pairs(query: str) -> dict[str, int]:
        return {row[0]: row[1] for row in db.execute(query)}

    row = db.execute(
        "SELECT count(*), coalesce(sum(words), 0), sum(published IS NULL), min(published_first), max(published_last)"
        " FROM articles"
    ).fetchone()
    put, drop = store.articles.queue()
    return {
        "articles": row[0],
        "words": row[1],
        "undated": row[2] or 0,
        "first": row[3],
        "last": row[4],
        "events": db.execute("SELECT count(*) FROM events").fetchone()[0],
        "to index": len(put) + len(drop),
        "duplicates": counts(store),
        "sources": pairs("SELECT source, count(*) c FROM articles GROUP BY 1 ORDER BY c DESC, 1"),
        "inputs": pairs("SELECT outcome, count(*) FROM inputs GROUP BY 1 ORDER BY 1"),
        "mentions": pairs("SELECT kind, count(*) c FROM mentions WHERE field = 'text' GROUP BY 1 ORDER BY c DESC, 1"),
        "rejected": dict(store.inputs.reasons("rejected")),
        "failed": dict(store.inputs.reasons("failed")),
        "not read": pairs("SELECT command || ' ' || reason, count(*) FROM failures GROUP BY 1 ORDER BY 1"),
    }
