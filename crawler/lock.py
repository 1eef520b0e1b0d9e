"""One crawl at a time in a workspace: a lock that a kill releases, on every system that SQLite knows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import WorkspaceError


@contextmanager
def crawl_lock(frontier: Path) -> Iterator[None]:
    """Hold the lock beside the frontier file. Raises WorkspaceError, with one line, where another crawl holds it."""
    path = frontier.with_suffix(".lock")
    try:
        connection = sqlite3.connect(path, isolation_level=None, timeout=0, check_same_thread=False)
    except sqlite3.Error as error:
        raise WorkspaceError(f"{path}: cannot be opened for writing; does its folder exist?") from error
    try:
        _take(connection, frontier)
        yield
    finally:
        connection.close()


def _take(connection: sqlite3.Connection, frontier: Path) -> None:
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        if str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise WorkspaceError(
                f"{frontier.parent}: another crawl is running in this workspace; wait for it to end, or use another one"
            ) from error
        raise WorkspaceError(f"{frontier.with_suffix('.lock')}: {error}") from error
