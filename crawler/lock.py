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
    connection = sqlite3.connect(
        frontier.with_suffix(".lock"), isolation_level=None, timeout=0, check_same_thread=False
    )
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise WorkspaceError(
                f"{frontier.parent}: another crawl is running in this workspace; wait for it to end, or use another one"
            ) from error
        yield
    finally:
        connection.close()
