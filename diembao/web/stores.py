"""The workspace as the server reads it: connections are kept and used again, each in the thread that opened it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from corpus.store import Duplicates, Store, open_store
from diembao.web.deadlines import is_late
from diembao.workspace import Workspace

_CACHE = 8_192  # KiB a connection; there are as many as threads, or a few more
_STEPS = 50_000  # instructions of SQLite between two looks at the clock: some milliseconds
_KEPT = 2  # connections a thread that wait for their next use: one page may open a second while it holds the first
_local = threading.local()


class ServedWorkspace(Workspace):
    """A workspace whose `store()` gives connections that are kept when they are closed."""

    __slots__ = ()

    @classmethod
    def of(cls, workspace: Workspace) -> ServedWorkspace:
        """The same workspace, to be served."""
        w = workspace
        return cls(w.root, w.settings, w.archive_folder, w.corrections_file, w.boilerplate_file, w.sites_folder)

    def store(self) -> Store:
        """See `Workspace.store`."""
        idle = _idle()
        here = _identity(self.store_path)
        while idle:
            kept = idle.pop()
            if kept.identity == here:
                return kept
            Store.close(kept)  # the file is another one now: the corpus was made anew
        return _KeptStore.opened(self.store_path)


class _KeptStore(Store):
    """A store that waits for its next use where it is closed."""

    identity: tuple[int, int]

    @classmethod
    def opened(cls, path: Path) -> _KeptStore:
        plain = open_store(path)
        kept = cls(path, plain.connection)
        kept.duplicates = _RememberedDuplicates(plain.connection)
        kept.identity = _identity(path)
        kept.connection.execute(f"PRAGMA cache_size = -{_CACHE}")
        kept.connection.set_progress_handler(is_late, _STEPS)
        return kept

    def close(self) -> None:
        """Keep the connection, or close it where enough are kept."""
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")
        idle = _idle()
        if len(idle) < _KEPT:
            idle.append(self)
        else:
            super().close()


class _RememberedDuplicates(Duplicates):
    """Looks through the articles for changes only where the database has changed since it last did."""

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        self._seen: tuple[object, ...] | None = None

    def is_current(self, scheme: str) -> bool:
        """See `Duplicates.is_current`."""
        now = (scheme, self._db.execute("PRAGMA data_version").fetchone()[0], self._db.total_changes)
        if now == self._seen:
            return True
        current = super().is_current(scheme)
        self._seen = now if current else None
        return current


def close_idle() -> None:
    """Close the connections that this thread keeps: it ends."""
    idle = _idle()
    while idle:
        Store.close(idle.pop())


def _idle() -> list[_KeptStore]:
    if not hasattr(_local, "idle"):
        _local.idle = []
    idle: list[_KeptStore] = _local.idle
    return idle


def _identity(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_dev, found.st_ino
