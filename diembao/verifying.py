"""Whether a workspace still holds what was put into it: digests of records, inputs, database and index."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from corpus.archive import BrokenRecord, check_records, read_page
from corpus.errors import DiembaoError, UnreadableInput
from corpus.store.inputs import page_digest
from diembao.doctor import Finding
from diembao.engines import open_backend
from diembao.workspace import Workspace
from index.nodes import Everything
from index.query import Query

_SHOWN = 20
"""Faults of one file or table that are listed; the rest are counted."""

Progress = Callable[[int, int], None]


def verify(workspace: Workspace, progress: Progress | None = None) -> Iterator[Finding]:
    """What was checked and what is wrong, file by file: nothing is changed or mended.

    Every record of the archive against the digests in its headers, every input of the database against the digest that
    was kept when it came, the database by SQLite's own check, the index by that of its engine, and whether the index
    holds the articles of the database.
    """
    yield from _archive(workspace, progress)
    yield from _database(workspace)
    yield from _inputs(workspace, progress)
    yield from _index(workspace)


def _archive(workspace: Workspace, progress: Progress | None) -> Iterator[Finding]:
    files = sorted(workspace.archive.glob("*.warc.gz"))
    for done, path in enumerate(files, start=1):
        records, faults = 0, []
        try:
            for found in check_records(path):
                records += 1
                if isinstance(found, BrokenRecord):
                    faults.append(f"record at byte {found.location.offset}: {found.problem}")
        except OSError as error:
            faults.append(f"cannot be read: {error.strerror or error}")
        yield Finding(f"archive/{path.name}", not faults, _told(faults) if faults else f"{records} records")
        if progress:
            progress(done, len(files))


def _database(workspace: Workspace) -> Iterator[Finding]:
    with workspace.store() as store:
        faults = [row[0] for row in store.connection.execute(f"PRAGMA integrity_check({_SHOWN})") if row[0] != "ok"]
        faults += [
            f"table {table}, row {row}: points to nothing in {parent}"
            for table, row, parent, _ in store.connection.execute("PRAGMA foreign_key_check")
        ]
        articles = store.articles.count()
    yield Finding("database", not faults, _told(faults) if faults else f"{articles} articles")


def _inputs(workspace: Workspace, progress: Progress | None) -> Iterator[Finding]:
    faults: list[str] = []
    with workspace.store() as store:
        rows = list(store.inputs.all())
    for done, row in enumerate(rows, start=1):
        try:
            if page_digest(read_page(workspace.archive, row.location)) != row.digest:
                faults.append(f"{row.location}: is not what came in")
        except UnreadableInput as error:
            faults.append(error.detail)
        if progress:
            progress(done, len(rows))
    advice = "; `diembao rebuild` reads what the archive still holds"
    yield Finding("inputs", not faults, _told(faults) + advice if faults else f"{len(rows)} as they came")


def _index(workspace: Workspace) -> Iterator[Finding]:
    try:
        with workspace.store() as store:
            stored = set(store.articles.ids())
        with open_backend(workspace.settings.engine, workspace.index, create=False) as backend:
            waiting = len(stored ^ backend.ids())
            backend.search(Query(text="*", root=Everything()), limit=1)
    except DiembaoError as error:
        yield Finding("index", False, f"{error}; `diembao rebuild --index` makes it anew")
        return
    state = f"{waiting} articles differ; run `diembao build`" if waiting else f"{len(stored)} articles"
    yield Finding("index", not waiting, state)


def _told(faults: list[str]) -> str:
    more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
    return "; ".join(faults[:_SHOWN]) + more
