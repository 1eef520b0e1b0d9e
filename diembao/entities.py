"""Entities over the corpus: who and what was found, how often, with which statements as evidence.

Only persons whom an article states with a rank or a public position are listed (the contract's rule on privacy).
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from corpus.store import Store
from corpus.text import canon, normalize
from diembao.timeline import names_match

STATEMENTS = 200  # lines of evidence a card


def counts(store: Store) -> dict[str, int]:
    """Number of different entities by kind."""
    rows = store.connection.execute(
        "SELECT kind, count(DISTINCT value) FROM mentions WHERE listed AND kind <> 'date' GROUP BY kind ORDER BY kind"
    )
    return {row[0]: row[1] for row in rows}


def listing(store: Store, kind: str, limit: int) -> list[dict[str, Any]]:
    """The most frequent entities of a kind, by number of articles."""
    rows = store.connection.execute(
        "SELECT value, count(DISTINCT article_id) articles, count(*) mentions FROM mentions"
        " WHERE kind = ? AND listed GROUP BY value ORDER BY articles DESC, mentions DESC, value LIMIT ?",
        (kind, limit),
    )
    return [dict(row) for row in rows]


def card(store: Store, kind: str, name: str) -> dict[str, Any] | None:
    """One entity: aliases, parents and children, posts and ranks as stated, each with sentence and source.

    The name may be typed without marks, and may be an alias; of several that match, the exact and then the most
    frequent one is meant. None where there is none.
    """
    value = _resolve(store, kind, name)
    if value is None:
        return None
    rows = store.connection.execute(
        "SELECT m.*, a.source, a.url, a.published, a.text, s.sentences FROM mentions m"
        " JOIN articles a ON a.id = m.article_id JOIN sentences s ON s.article_id = a.id"
        " WHERE m.kind = ? AND m.value = ? AND m.listed AND m.field = 'text'"
        " ORDER BY coalesce(a.published, '9999'), m.article_id, m.\"start\"",
        (kind, value),
    ).fetchall()
    records = [json.loads(row["record"]) for row in rows]
    entity: dict[str, Any] = {
        "kind": kind,
        "value": value,
        "articles": len({row["article_id"] for row in rows}),
        "mentions": len(rows),
        "aliases": Counter(row["surface"] for row in rows).most_common(),
        "statements": [],
    }
    if kind == "unit":
        entity["parents"] = Counter(r["parent"] for r in records if r.get("parent")).most_common()
        entity["children"] = _children(store, value)
    for row, record in zip(rows, records, strict=True):
        what = _stated(record)
        if what and len(entity["statements"]) < STATEMENTS:
            entity["statements"].append(
                {
                    "what": what,
                    "sentence": _sentence(row["text"], json.loads(row["sentences"]), row["start"]),
                    "article": row["article_id"],
                    "source": row["source"],
                    "url": row["url"],
                    "published": row["published"],
                }
            )
    return entity


def _resolve(store: Store, kind: str, name: str) -> str | None:
    rows = store.connection.execute(
        "SELECT value, surface, count(*) c FROM mentions WHERE kind = ? AND listed GROUP BY value, surface", (kind,)
    ).fetchall()
    wanted = canon(normalize(name))
    total: Counter[str] = Counter()
    exact: Counter[str] = Counter()
    for row in rows:
        if wanted in (canon(row["value"]), canon(row["surface"])):
            exact[row["value"]] += row["c"] * (1000 if canon(row["value"]) == wanted else 1)
        if names_match(name, row["value"]) or names_match(name, row["surface"]):
            total[row["value"]] += row["c"]
    ranked = sorted((exact or total).items(), key=lambda item: (-item[1], item[0]))
    return ranked[0][0] if ranked else None


def _children(store: Store, value: str) -> list[tuple[str, int]]:
    rows = store.connection.execute(
        "SELECT value, count(*) c FROM mentions WHERE kind = 'unit' AND json_extract(record, '$.parent') = ?"
        " GROUP BY value ORDER BY c DESC, value",
        (value,),
    )
    return [(row[0], row[1]) for row in rows]


def _stated(record: dict[str, Any]) -> str:
    """What a mention states about its entity, in short."""
    if record["kind"] == "person":
        return ", ".join(filter(None, [record.get("rank"), *record.get("positions", ())]))
    if record["kind"] in ("position", "rank"):
        return ", ".join(filter(None, [record.get("person"), record["text"]]))
    return ""


def _sentence(text: str, sentences: list[list[int]], start: int) -> str:
    return next((text[s:e] for s, e in sentences if s <= start < e), "")
