"""Articles with their mentions and events, as rows that can be queried and as the analysis they came from."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.analysis import Analysis
    from corpus.store.rows import ArticleRows, Row

_CHUNK = 400  # ids a query: well under SQLite's limit of variables


class Articles:
    """The tables `articles`, `sentences`, `mentions`, `events`, `participants` and `index_queue`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def put(self, rows: ArticleRows, input_id: int) -> None:
        """Store or replace an article with all that was read from it, and queue it for the index."""
        self._db.execute("DELETE FROM articles WHERE id = ?", (rows.id,))
        article_id, *rest = rows.article
        self._insert("articles", [(article_id, input_id, *rest)])
        self._insert("sentences", [rows.sentences])
        self._insert("mentions", rows.mentions)
        self._insert("events", rows.events)
        self._insert("participants", rows.participants)
        self._db.execute("INSERT OR REPLACE INTO index_queue VALUES (?, 'put')", (rows.id,))

    def _insert(self, table: str, rows: Sequence[Row]) -> None:
        if rows:
            self._db.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})", rows)

    def drop(self, article_ids: Iterable[str]) -> None:
        """Remove articles and queue their removal from the index."""
        for article_id in article_ids:
            self._db.execute("DELETE FROM articles WHERE id = ?", (article_id,))
            self._db.execute("INSERT OR REPLACE INTO index_queue VALUES (?, 'drop')", (article_id,))

    def input_of(self, article_id: str) -> int | None:
        """The input that the stored version was made from."""
        row = self._db.execute("SELECT input_id FROM articles WHERE id = ?", (article_id,)).fetchone()
        return row[0] if row else None

    def count(self) -> int:
        """Number of articles."""
        return int(self._db.execute("SELECT count(*) FROM articles").fetchone()[0])

    def ids(self) -> list[str]:
        """All article ids, sorted."""
        return [r[0] for r in self._db.execute("SELECT id FROM articles ORDER BY id")]

    def get(self, article_ids: Sequence[str]) -> Iterator[Analysis]:
        """Analyses in the order asked for; an id that is not stored is passed over."""
        for at in range(0, len(article_ids), _CHUNK):
            found = self._load(article_ids[at : at + _CHUNK])
            yield from (found[i] for i in article_ids[at : at + _CHUNK] if i in found)

    def _load(self, ids: Sequence[str]) -> dict[str, Analysis]:
        from corpus.codec import SCHEMA, from_json  # with all types of mentions: a search needs none of them

        marks = ",".join("?" * len(ids))
        records: dict[str, dict[str, Any]] = {}
        for row in self._db.execute(
            f"SELECT a.id, a.record, a.text, a.keywords, s.tokens, s.sentences FROM articles a"
            f" JOIN sentences s ON s.article_id = a.id WHERE a.id IN ({marks})",
            ids,
        ):
            records[row["id"]] = {
                "schema": SCHEMA,
                **json.loads(row["record"]),
                "text": row["text"],
                "keywords": json.loads(row["keywords"]),
                "tokens": json.loads(row["tokens"]),
                "sentences": json.loads(row["sentences"]),
                "mentions": [],
                "title_mentions": [],
                "events": [],
            }
        for row in self._db.execute(
            f"SELECT article_id, field, record FROM mentions WHERE article_id IN ({marks}) ORDER BY article_id, n", ids
        ):
            name = "mentions" if row["field"] == "text" else "title_mentions"
            records[row["article_id"]][name].append(json.loads(row["record"]))
        for row in self._db.execute(
            f"SELECT article_id, record FROM events WHERE article_id IN ({marks})"
            f" ORDER BY article_id, json_extract(record, '$.start'), first, id",
            ids,
        ):
            records[row["article_id"]]["events"].append(json.loads(row["record"]))
        return {article_id: from_json(record) for article_id, record in records.items()}

    def queue(self) -> tuple[list[str], list[str]]:
        """Ids that the index has to take in, and ids it has to drop."""
        rows = self._db.execute("SELECT article_id, action FROM index_queue ORDER BY article_id").fetchall()
        return [r[0] for r in rows if r[1] == "put"], [r[0] for r in rows if r[1] == "drop"]

    def queue_all(self) -> None:
        """Queue every article, to make the index anew."""
        self._db.execute("DELETE FROM index_queue")
        self._db.execute("INSERT INTO index_queue SELECT id, 'put' FROM articles")

    def queue_some(self, put: Iterable[str], drop: Iterable[str]) -> None:
        """Queue these articles for the index, and those to be dropped from it."""
        rows = [(i, "put") for i in put] + [(i, "drop") for i in drop]
        self._db.executemany("INSERT OR REPLACE INTO index_queue VALUES (?, ?)", rows)

    def indexed(self, article_ids: Iterable[str]) -> None:
        """The index has taken these in, or dropped them."""
        self._db.executemany("DELETE FROM index_queue WHERE article_id = ?", [(i,) for i in article_ids])
