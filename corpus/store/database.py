"""Opening the store: one connection, WAL, foreign keys, a schema version that is checked before anything is read."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import get_args
from urllib.parse import quote

from corpus.errors import NewerVersionError, WorkspaceError
from corpus.store.articles import Articles
from corpus.store.derived import Derived, derived_schema
from corpus.store.duplicates import Duplicates
from corpus.store.entities import Entities
from corpus.store.inputs import Inputs
from corpus.store.merged import MergedEvents
from corpus.store.resolution import Resolutions

SCHEMA_VERSION = 9
"""1: articles; 2: entities; 3: duplicates; 4: merged events; 5: what lines of entities say of time,
bands of a fingerprint; 6 to 8: what merging of events goes on from,
corrections of events; 9: what entities were made from.

An older file gets the new tables when it is opened for writing."""
_OUTDATED = """
DROP TABLE IF EXISTS entity_lines;
DROP TABLE IF EXISTS duplicate_articles;
DROP TABLE IF EXISTS duplicate_bands;
DROP TABLE IF EXISTS event_groups;
DROP TABLE IF EXISTS event_articles;
DELETE FROM meta WHERE key IN ('entities', 'duplicates', 'merged events');
"""
"""Tables of older versions with other columns, and the states that say they are made: they are made anew."""


_CACHE = 65_536  # KiB at most: ids are random, so that a batch touches pages all over the tables
_CHECKPOINT = 10_000  # pages of 4 KiB in the write-ahead log before it is folded into the file


class Store:
    """The corpus database: `inputs`, `articles`, `entities`, `resolution`, `duplicates`, `merged`.

    `transaction()` makes writes one.

    Not to be shared between threads. Raises WorkspaceError, with one line, for every fault of file or disk.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection
        self.inputs = Inputs(connection)
        self.articles = Articles(connection)
        self.entities = Entities(connection)
        self.resolution = Resolutions(connection)
        self.duplicates = Duplicates(connection)
        self.merged = MergedEvents(connection)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes within are kept together or not at all."""
        with database_faults(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:  # a full disk has ended it already
                    self.connection.execute("ROLLBACK")
                raise

    def get(self, key: str) -> str | None:
        """A value of the table `meta`."""
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def settings(self) -> dict[str, str]:
        """All of the table `meta`."""
        return dict(self.connection.execute("SELECT key, value FROM meta").fetchall())

    def put(self, key: str, value: str) -> None:
        """Set a value of the table `meta`."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def close(self) -> None:
        """Close the connection; the write-ahead log is folded into the file."""
        with database_faults(self.path):
            self.connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def database_faults(path: Path) -> Iterator[None]:
    """SQLite's errors as one line for the user: what, and which file."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise WorkspaceError(f"{path}: {_explain(error)}") from error


def _explain(error: sqlite3.DatabaseError) -> str:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_FULL"):
        return "the disk is full; nothing of the last batch was stored, free some space and run again"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "another diembao is writing to this workspace; wait for it to end and run again"
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return "cannot be opened for writing; check the permissions"
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return "is not a readable database; move it away and run `diembao rebuild`"
    return f"database error: {error}"


def open_store(path: Path) -> Store:
    """Open the store at `path`, and make it where it is missing (its folder must exist).

    Raises WorkspaceError where the file is no store, is of a newer version, or cannot be opened.
    """
    with database_faults(path):
        connection = _connect(path)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            connection.close()
            raise NewerVersionError(
                f"{path}: was written by a newer diembao (schema {version}, this one reads up to {SCHEMA_VERSION}); "
                "nothing was changed"
            )
        if version == 0:
            _create(connection, path)
        elif version < SCHEMA_VERSION and _may_write(path):
            connection.executescript(_whole(f"{_OUTDATED}\n{_derived()}"))
        return Store(path, connection)


def _connect(path: Path) -> sqlite3.Connection:
    """A connection; one that only reads where neither file nor folder may be written (a corpus on a shared disk)."""
    if path.exists() and not _may_write(path):
        address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        connection = sqlite3.connect(address, uri=True, isolation_level=None)
        connection.row_factory = sqlite3.Row
        return connection
    connection = sqlite3.connect(path, isolation_level=None, timeout=10)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{_CACHE}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT}")
    return connection


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _derived() -> str:
    return "\n".join(map(derived_schema, get_args(Derived)))


def _whole(statements: str) -> str:
    """The statements and the version in one transaction."""
    return f"BEGIN IMMEDIATE;\n{statements}\nPRAGMA user_version = {SCHEMA_VERSION};\nCOMMIT;"


def _create(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        connection.close()
        raise WorkspaceError(f"{path}: is a database, but not one of diembao")
    schema = files("corpus.store").joinpath("schema.sql").read_text("utf-8")
    connection.executescript(_whole(f"{schema}\n{_derived()}"))
