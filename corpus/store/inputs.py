"""Inputs: one row an archive record, with its outcome; nothing that came in is only logged."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from corpus.article import InputKind, RawPage
from corpus.location import Location

Outcome = Literal["pending", "stored", "superseded", "rejected", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRow:
    """One input as stored. `stage` names version and data of the stages that gave its outcome."""

    id: int
    location: Location
    digest: str
    kind: InputKind
    source: str
    url: str | None
    retrieved: str | None
    outcome: Outcome
    reason: str | None
    detail: str | None
    article_id: str | None
    stage: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Something that never became an input: a broken record, an unreachable page."""

    at: str
    command: str
    place: str
    reason: str
    detail: str


def page_digest(page: RawPage) -> str:
    """SHA-256 over what was received and what its supplier said: equal pages are one input, whenever they came."""
    said = json.dumps([page.kind, page.source, page.url, asdict(page.given)], ensure_ascii=False)
    return hashlib.sha256(said.encode() + b"\n" + page.body).hexdigest()


class Inputs:
    """The tables `inputs` and `failures`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def has(self, digest: str) -> bool:
        """Whether this very input is known already."""
        return self._db.execute("SELECT 1 FROM inputs WHERE digest = ?", (digest,)).fetchone() is not None

    def add(self, page: RawPage, location: Location, digest: str | None = None) -> bool:
        """Register an archived page; False where the same page is registered already."""
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO inputs (warc, warc_offset, digest, kind, source, url, origin_id, retrieved)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                location.file,
                location.offset,
                digest or page_digest(page),
                page.kind,
                page.source,
                page.final_url or page.url,
                page.given.origin_id,
                page.retrieved.isoformat() if page.retrieved else None,
            ),
        )
        return cursor.rowcount == 1

    def to_do(self, stage: str) -> list[InputRow]:
        """Inputs without an outcome by the stages of today, in the order in which they came."""
        rows = self._db.execute("SELECT * FROM inputs WHERE stage IS NULL OR stage <> ? ORDER BY id", (stage,))
        return [_row(r) for r in rows]

    def settle(
        self,
        input_id: int,
        outcome: Outcome,
        stage: str,
        *,
        article_id: str | None = None,
        reason: str = "",
        detail: str = "",
    ) -> None:
        """Write down what became of an input."""
        self._db.execute(
            "UPDATE inputs SET outcome = ?, stage = ?, article_id = ?, reason = ?, detail = ? WHERE id = ?",
            (outcome, stage, article_id, reason or None, detail or None, input_id),
        )

    def supersede(self, input_id: int) -> None:
        """A newer version of the article has come in: this one is kept, but no longer shown."""
        self._db.execute("UPDATE inputs SET outcome = 'superseded' WHERE id = ?", (input_id,))

    def of_article(self, article_id: str) -> list[InputRow]:
        """All inputs of one article, newest retrieval first; ties are settled by digest, so that order never counts."""
        rows = self._db.execute(
            "SELECT * FROM inputs WHERE article_id = ? ORDER BY coalesce(retrieved, '') DESC, digest", (article_id,)
        )
        return [_row(r) for r in rows]

    def by_url(self, url: str) -> list[InputRow]:
        """Inputs that came from this canonical address."""
        return [_row(r) for r in self._db.execute("SELECT * FROM inputs WHERE url = ?", (url,))]

    def all(self) -> Iterator[InputRow]:
        """Every input, in the order in which they came."""
        return (_row(r) for r in self._db.execute("SELECT * FROM inputs ORDER BY id"))

    def remove(self, input_ids: Sequence[int]) -> None:
        """Drop inputs and, by the foreign key, the articles made from them."""
        self._db.executemany("DELETE FROM inputs WHERE id = ?", [(i,) for i in input_ids])

    def move(self, file: str, new_offsets: dict[int, int]) -> None:
        """An archive file was rewritten: its records lie at new offsets."""
        moved = [(-new - 1, file, old) for old, new in new_offsets.items() if old != new]
        self._db.executemany("UPDATE inputs SET warc_offset = ? WHERE warc = ? AND warc_offset = ?", moved)
        self._db.execute("UPDATE inputs SET warc_offset = -warc_offset - 1 WHERE warc = ? AND warc_offset < 0", (file,))

    def counts(self) -> dict[str, int]:
        """Number of inputs by outcome."""
        return dict(self._db.execute("SELECT outcome, count(*) FROM inputs GROUP BY outcome").fetchall())

    def reasons(self, outcome: Outcome) -> list[tuple[str, int]]:
        """Reasons of an outcome with their counts, most frequent first."""
        rows = self._db.execute(
            "SELECT coalesce(reason, ''), count(*) c FROM inputs WHERE outcome = ? GROUP BY 1 ORDER BY c DESC, 1",
            (outcome,),
        )
        return [(r[0], r[1]) for r in rows]

    def with_reason(self, reason: str) -> list[int]:
        """Ids of the rejected inputs with this reason."""
        rows = self._db.execute(
            "SELECT id FROM inputs WHERE outcome = 'rejected' AND reason = ? ORDER BY id", (reason,)
        )
        return [row[0] for row in rows]

    def problems(self, limit: int = 50) -> list[InputRow]:
        """Rejected and failed inputs, newest first."""
        rows = self._db.execute(
            "SELECT * FROM inputs WHERE outcome IN ('rejected', 'failed') ORDER BY id DESC LIMIT ?", (limit,)
        )
        return [_row(r) for r in rows]

    def add_failure(self, failure: Failure) -> None:
        """Count something that never became an input; the same one twice is one."""
        self._db.execute(
            "INSERT OR REPLACE INTO failures (at, command, place, reason, detail) VALUES (?, ?, ?, ?, ?)",
            (failure.at, failure.command, failure.place, failure.reason, failure.detail),
        )

    def failures(self) -> list[Failure]:
        """All failures, oldest first."""
        rows = self._db.execute("SELECT at, command, place, reason, detail FROM failures ORDER BY id")
        return [Failure(at=r[0], command=r[1], place=r[2], reason=r[3], detail=r[4] or "") for r in rows]


def _row(row: sqlite3.Row) -> InputRow:
    return InputRow(
        id=row["id"],
        location=Location(row["warc"], row["warc_offset"]),
        digest=row["digest"],
        kind=row["kind"],
        source=row["source"],
        url=row["url"],
        retrieved=row["retrieved"],
        outcome=row["outcome"],
        reason=row["reason"],
        detail=row["detail"],
        article_id=row["article_id"],
        stage=row["stage"],
    )
