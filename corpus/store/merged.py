"""The tables of merged events: written whole or in part, read by group. They hold what `extractor.resolve` made."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.entities import CorrectionProblem
from corpus.jsonline import dumps
from corpus.merged import EventGroup, EventKey, EventLink, EventRuling, Told
from corpus.store.derived import derived_schema

_TABLES = ("event_groups", "event_links", "event_articles")
_OF_USER = ("event_rulings", "event_problems")
_CHUNK = 400  # values a statement: well under SQLite's limit of variables
MERGED_STATE = "merged events"
"""Key in `meta`: the state of articles and entities that the tables were made from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merging:
    """Groups to be stored, and what they were made from: the digest of each article, and what it may share.

    `rulings` are all that there are.
    """

    groups: Sequence[EventGroup]
    articles: Mapping[str, str]
    features: Mapping[str, bytes]
    rulings: Sequence[EventRuling] = ()


class MergedEvents:
    """The tables whose names begin with `event_`. The caller holds the transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def state(self) -> str | None:
        """What the tables were made from; None where they were never made."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (MERGED_STATE,)).fetchone()
        return row[0] if row else None

    def articles(self) -> dict[str, str]:
        """The digest of every article that the tables were made from."""
        return dict(self._db.execute("SELECT article_id, digest FROM event_articles").fetchall())

    def clusters_of(self, articles: Collection[str]) -> set[str]:
        """The clusters that the events of these articles are in."""
        return {row[0] for row in self._among("SELECT cluster FROM event_groups WHERE article_id", articles)}

    def clusters_with(self, keys: Collection[EventKey]) -> set[str]:
        """The clusters that these tellings are in."""
        statement = "SELECT cluster FROM event_groups WHERE article_id = ? AND event_id = ?"
        rows = (self._db.execute(statement, key).fetchone() for key in keys)
        return {row[0] for row in rows if row is not None}

    def members_of(self, clusters: Collection[str]) -> list[EventKey]:
        """The tellings of these clusters."""
        return [
            (row[0], row[1])
            for row in self._among("SELECT article_id, event_id FROM event_groups WHERE cluster", clusters)
        ]

    def told(self) -> Iterator[tuple[str, Told]]:
        """Every telling with its cluster, by article."""
        rows = self._db.execute(
            "SELECT cluster, article_id, event_id, first, last, reach, copy FROM event_groups ORDER BY article_id"
        )
        for cluster, article, event, first, last, reach, copy in rows:
            yield cluster, Told(key=(article, event), first=first, last=last, reach=reach, copy=copy)

    def features(self) -> dict[str, bytes]:
        """What the events of each article may share with others."""
        return dict(self._db.execute("SELECT article_id, features FROM event_articles").fetchall())

    def replace(self, merging: Merging, state: str) -> None:
        """Put groups in the place of all before."""
        self._clear()
        self._fill(merging, state)

    def update(self, merging: Merging, state: str, *, clusters: Collection[str], articles: Collection[str]) -> None:
        """Put groups in the place of these clusters and of all that these articles told."""
        gone = {row[0] for row in self._among("SELECT group_id FROM event_groups WHERE cluster", clusters)}
        gone |= {row[0] for row in self._among("SELECT group_id FROM event_groups WHERE article_id", articles)}
        for statement, values in (
            ("DELETE FROM event_groups WHERE cluster", clusters),
            ("DELETE FROM event_groups WHERE article_id", articles),
            ("DELETE FROM event_articles WHERE article_id", articles),
            ("DELETE FROM event_links WHERE group_id", gone),
        ):
            for _ in self._among(statement, values):
                pass
        self._fill(merging, state)

    def hold(self, merging: Merging) -> None:
        """Hold groups for this connection only, where the file may not be written."""
        self._db.executescript(derived_schema("events", temporary=True))
        self._clear()
        self._fill(merging)

    def rulings(self) -> list[EventRuling]:
        """The user's corrections that are in use, by row."""
        return [
            EventRuling(
                row=row["row"],
                action=row["action"],
                key=(row["article_id"], row["event_id"]),
                other=(row["other_article"], row["other_event"]) if row["other_event"] else None,
                value=row["value"],
            )
            for row in self._db.execute("SELECT * FROM event_rulings ORDER BY row")
        ]

    def groups_of(self, keys: Collection[EventKey]) -> dict[EventKey, str]:
        """The groups that these tellings are in."""
        found = {}
        for key in keys:
            row = self._db.execute(
                "SELECT group_id FROM event_groups WHERE article_id = ? AND event_id = ?", key
            ).fetchone()
            if row is not None:
                found[key] = row[0]
        return found

    def put_problems(self, problems: Iterable[CorrectionProblem]) -> None:
        """Say these of the user's corrections instead of those before."""
        self._db.execute("DELETE FROM event_problems")
        self._db.executemany(
            "INSERT INTO event_problems (row, problem) VALUES (?, ?)", [(p.row, p.problem) for p in problems]
        )

    def problems(self) -> tuple[CorrectionProblem, ...]:
        """What is to be said of the user's corrections of events."""
        rows = self._db.execute("SELECT row, problem FROM event_problems ORDER BY n")
        return tuple(CorrectionProblem(row=row[0], problem=row[1]) for row in rows)

    def links(self, group: str) -> tuple[EventLink, ...]:
        """What joined the tellings of a group, in order."""
        return tuple(map(_link, self._db.execute("SELECT * FROM event_links WHERE group_id = ? ORDER BY n", (group,))))

    def _among(self, statement: str, values: Collection[str]) -> Iterator[sqlite3.Row]:
        """Rows of a statement for those values of its last column."""
        wanted = sorted(values)
        for at in range(0, len(wanted), _CHUNK):
            chunk = wanted[at : at + _CHUNK]
            yield from self._db.execute(f"{statement} IN ({','.join('?' * len(chunk))})", chunk).fetchall()

    def _clear(self) -> None:
        for table in (*_TABLES, *_OF_USER):
            self._db.execute(f"DELETE FROM {table}")

    def _fill(self, merging: Merging, state: str | None = None) -> None:
        self._db.executemany(
            "INSERT INTO event_groups VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            sorted(
                (*told.key, group.id, group.cluster, told.first, told.last, told.reach, told.copy)
                for group in merging.groups
                for told in group.members
            ),
        )
        self._db.executemany(
            "INSERT INTO event_links VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (group.id, n, *link.one, *link.other, link.points, dumps(link.reasons))
                for group in sorted(merging.groups, key=lambda group: group.id)
                for n, link in enumerate(group.links)
            ],
        )
        self._db.executemany(
            "INSERT INTO event_articles VALUES (?, ?, ?)",
            [
                (article, digest, merging.features.get(article, b""))
                for article, digest in sorted(merging.articles.items())
            ],
        )
        self._db.execute("DELETE FROM event_rulings")
        self._db.executemany(
            "INSERT INTO event_rulings VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(r.row, r.action, *r.key, *(r.other or (None, None)), r.value) for r in merging.rulings],
        )
        if state is not None:
            self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (MERGED_STATE, state))


def _link(row: sqlite3.Row) -> EventLink:
    return EventLink(
        one=(row["one_article"], row["one_event"]),
        other=(row["other_article"], row["other_event"]),
        points=row["points"],
        reasons=tuple((name, worth) for name, worth in json.loads(row["reasons"])),
    )
