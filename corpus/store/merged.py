"""The tables of merged events: written whole, read by group. They hold what `extractor.resolve` made of articles."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from corpus.codec import dumps
from corpus.merged import EventGroup, EventLink
from corpus.store.derived import derived_schema

_TABLES = ("event_groups", "event_links")
MERGED_STATE = "merged events"
"""Key in `meta`: the state of articles and entities that the tables were made from."""


class MergedEvents:
    """The tables `event_groups` and `event_links`. The caller holds the transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def state(self) -> str | None:
        """What the tables were made from; None where they were never made."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (MERGED_STATE,)).fetchone()
        return row[0] if row else None

    def replace(self, groups: Iterable[EventGroup], state: str) -> None:
        """Put groups in the place of those before."""
        self._fill(groups)
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (MERGED_STATE, state))

    def hold(self, groups: Iterable[EventGroup]) -> None:
        """Hold groups for this connection only, where the file may not be written."""
        self._db.executescript(derived_schema("events", temporary=True))
        self._fill(groups)

    def links(self, group: str) -> tuple[EventLink, ...]:
        """What joined the tellings of a group, in order."""
        rows = self._db.execute("SELECT * FROM event_links WHERE group_id = ? ORDER BY n", (group,))
        return tuple(
            EventLink(
                one=(row["one_article"], row["one_event"]),
                other=(row["other_article"], row["other_event"]),
                points=row["points"],
                reasons=tuple((name, worth) for name, worth in json.loads(row["reasons"])),
            )
            for row in rows
        )

    def _fill(self, groups: Iterable[EventGroup]) -> None:
        for table in _TABLES:
            self._db.execute(f"DELETE FROM {table}")
        for group in groups:
            self._db.executemany(
                "INSERT INTO event_groups VALUES (?, ?, ?)", [(*member, group.id) for member in group.members]
            )
            self._db.executemany(
                "INSERT INTO event_links VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (group.id, n, *link.one, *link.other, link.points, dumps(link.reasons))
                    for n, link in enumerate(group.links)
                ],
            )
