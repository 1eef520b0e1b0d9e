"""Articles with their mentions and events, as rows that can be queried and as the analysis they came from."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from corpus.analysis import Analysis
from corpus.codec import SCHEMA, article_to_json, dumps, event_to_json, from_json, mention_to_json
from corpus.mentions import DateExpression, Mention, Person

_CHUNK = 400  # ids a query: well under SQLite's limit of variables


class Articles:
    """The tables `articles`, `sentences`, `mentions`, `events`, `participants` and `index_queue`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def put(self, analysis: Analysis, input_id: int) -> None:
        """Store or replace an article with all that was read from it, and queue it for the index."""
        article = analysis.article
        self._db.execute("DELETE FROM articles WHERE id = ?", (article.id,))
        record = article_to_json(article)
        del record["text"]
        published = article.published
        span = published.span if published else None
        self._db.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article.id,
                input_id,
                article.source,
                article.url,
                article.title,
                article.lead,
                published.value if published else None,
                span.first.isoformat() if span else None,
                span.last.isoformat() if span else None,
                published.method if published else None,
                published.confidence if published else None,
                _anchor(analysis.mentions),
                article.section,
                article.language,
                article.text,
                len(analysis.document.tokens),
                dumps(analysis.keywords),
                dumps(record),
            ),
        )
        document = analysis.document
        self._db.execute(
            "INSERT INTO sentences VALUES (?, ?, ?)",
            (article.id, dumps(list(document.tokens.pairs())), dumps(list(document.sentences.pairs()))),
        )
        self._put_mentions(article.id, "text", analysis.mentions)
        self._put_mentions(article.id, "title", analysis.title_mentions)
        self._put_events(analysis)
        self._db.execute("INSERT OR REPLACE INTO index_queue VALUES (?, 'put')", (article.id,))

    def _put_mentions(self, article_id: str, field: str, mentions: Sequence[Mention]) -> None:
        self._db.executemany(
            "INSERT INTO mentions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(article_id, field, n, *_mention_row(mention)) for n, mention in enumerate(mentions)],
        )

    def _put_events(self, analysis: Analysis) -> None:
        article_id = analysis.article.id
        for event in analysis.events:
            row = (
                event.id,
                article_id,
                event.type,
                event.status,
                event.when.first.isoformat(),
                event.when.last.isoformat(),
                event.title,
                event.place,
                event.sentence,
                dumps(event_to_json(event)),
            )
            self._db.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            self._db.executemany(
                "INSERT INTO participants VALUES (?, ?, ?, ?, ?, ?)",
                [(article_id, event.id, n, p.name, p.kind, p.role) for n, p in enumerate(event.participants)],
            )

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


def _mention_row(mention: Mention) -> tuple[object, ...]:
    record = mention_to_json(mention)
    span = mention.range if isinstance(mention, DateExpression) else None
    return (
        record["kind"],
        mention.value,
        mention.text,
        mention.start,
        mention.end,
        span.first.isoformat() if span else None,
        span.last.isoformat() if span else None,
        int(mention.public) if isinstance(mention, Person) else 1,
        dumps(record),
    )


def _anchor(mentions: Sequence[Mention]) -> str | None:
    """The anchor that was inferred from the text, where one was."""
    for mention in mentions:
        if isinstance(mention, DateExpression) and mention.anchor_inferred:
            return mention.anchor
    return None
