"""Entities and merged events of today, looked for only where something may have changed since this connection did.

Whether they are those of today is told by a digest over all articles (0.1 s at 20,000), for which neither a page nor a
name in a query can wait each time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from weakref import WeakKeyDictionary

from corpus.store import Store
from diembao.workspace import Workspace

_seen: WeakKeyDictionary[Store, dict[str, object]] = WeakKeyDictionary()


def entities_today(workspace: Workspace, store: Store) -> None:
    """See `diembao.resolution.entities_of_today`."""
    from diembao.resolution import entities_of_today

    _once(workspace, store, "entities", entities_of_today)


def events_today(workspace: Workspace, store: Store) -> None:
    """See `diembao.merging.merged_of_today`; entities, too."""
    from diembao.merging import merged_of_today  # not for who asks for a name alone

    _once(workspace, store, "events", merged_of_today)


def _once(workspace: Workspace, store: Store, what: str, refresh: Callable[[Workspace, Store], object]) -> None:
    seen = _seen.setdefault(store, {})
    if seen.get(what) == _state(workspace, store):
        return
    refresh(workspace, store)
    seen[what] = _state(workspace, store)


def _state(workspace: Workspace, store: Store) -> tuple[object, ...]:
    """Another one where the database or a file that entities depend on has changed."""
    version = store.connection.execute("PRAGMA data_version").fetchone()[0]
    files = (workspace.corrections, workspace.root / "forgotten.txt")
    return version, store.connection.total_changes, *map(_stamp, files)


def corpus_key(workspace: Workspace, store: Store) -> str:
    """Another one for other entities, whichever connection asks (what SQLite counts is each connection's own)."""
    return f"{store.entities.state()} {_stamp(workspace.corrections)} {_stamp(store.path)}"


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
