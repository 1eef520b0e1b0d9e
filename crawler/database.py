"""The frontier's file: opened, brought to today's form, written in transactions."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from corpus.errors import WorkspaceError
from crawler.addresses import page_key

SCHEMA_VERSION = 2
# From each older version to the next.
_STEPS = {
    1: (
        "ALTER TABLE pages ADD COLUMN key TEXT",
        "ALTER TABLE pages ADD COLUMN barren INTEGER NOT NULL DEFAULT 0",
        "UPDATE pages SET key = page_key(url)",
    )
}


class Database:
    """One SQLite file. Not bound to a thread: every method holds one lock. Raises WorkspaceError for faults of file
    or disk.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        with self._faults():
            self._db = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)
            try:
                self._db.row_factory = sqlite3.Row
                self._prepare()
            except BaseException:
                self._db.close()
                raise

    def _prepare(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")  # safe against kills; a power cut may cost the last commits
        self._db.execute("PRAGMA busy_timeout = 10000")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise WorkspaceError(f"{self.path}: was written by a newer diembao; nothing was changed")
        if version < SCHEMA_VERSION:
            self._bring_up(version)
        self._db.execute("CREATE TEMP TABLE run_seeds (url TEXT PRIMARY KEY)")

    def _bring_up(self, version: int) -> None:
        self._db.create_function("page_key", 1, page_key, deterministic=True)
        schema = files("crawler").joinpath("data", "frontier.sql").read_text("utf-8")
        with self._writing():
            for step in range(version or SCHEMA_VERSION, SCHEMA_VERSION):
                for statement in _STEPS.get(step, ()):
                    self._db.execute(statement)
            for statement in schema.split(";\n"):
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise WorkspaceError(f"{self.path}: {error}") from error

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock, self._faults():
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock, self._faults():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        with self._reading():
            self._db.close()
