"""Pairing gold articles with extracted ones."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from corpus.codec import to_json
from corpus.errors import UsageError
from corpus.ids import article_id
from corpus.store import Store

Pairs = list[tuple[dict[str, Any], dict[str, Any] | None]]


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file. Raises UsageError, with the line, where one is not an object."""
    found = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise UsageError(f"{path} line {number}: {error}") from error
        if not isinstance(record, dict):
            raise UsageError(f"{path} line {number}: a JSON object is needed")
        found.append(record)
    return found


def pairs_with_file(gold: Path, found: Path) -> Pairs:
    """Gold articles with those that `diembao extract` printed into `found`."""
    return _paired(read_lines(gold), read_lines(found))


def pairs_with_store(gold: Path, store: Store) -> Pairs:
    """Gold articles with those of a workspace."""
    lines = read_lines(gold)
    ids = [line.get("id") or (article_id(url=line["url"]) if line.get("url") else None) for line in lines]
    wanted = sorted({i for i in ids if i})
    origins = {line["origin_id"] for line in lines if line.get("origin_id")}
    if origins:
        rows = store.connection.execute("SELECT article_id, origin_id FROM inputs WHERE origin_id IS NOT NULL")
        wanted += sorted({row[0] for row in rows if row[1] in origins and row[0]} - set(wanted))
    return _paired(lines, (to_json(a) for a in store.articles.get(wanted)))


def _paired(gold: list[dict[str, Any]], found: Iterable[dict[str, Any]]) -> Pairs:
    by_key: dict[tuple[str, str], dict[str, Any]] = {}
    for record in found:
        for key in ("id", "url", "origin_id"):
            if record.get(key):
                by_key.setdefault((key, str(record[key])), record)
    return [
        (
            line,
            next((by_key[k] for key in ("id", "url", "origin_id") if (k := (key, str(line.get(key)))) in by_key), None),
        )
        for line in gold
    ]
