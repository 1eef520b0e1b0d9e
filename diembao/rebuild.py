"""Making store and index anew from the archive, beside the old ones, which stay until the new ones are whole."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime

from corpus.errors import NewerVersionError, WorkspaceError
from corpus.store import DUPLICATE_STATE, ENTITY_STATE, MERGED_STATE
from diembao.build import BuildReport, build
from diembao.intake import ARCHIVE_MARK, Progress
from diembao.workspace import Workspace

_SQLITE_PARTS = ("", "-wal", "-shm")


def rebuild(
    workspace: Workspace, *, now: datetime, jobs: int | None = None, progress: Progress | None = None
) -> BuildReport:
    """Read the whole archive again and put the new store and index in the place of the old. Raises WorkspaceError.

    Everything is made in `rebuild/`; a run that is stopped leaves the old store and index as they were.
    """
    with workspace.writing():
        _check_archive(workspace)
        shadow = replace(
            workspace,
            root=workspace.root / "rebuild",
            archive_folder=workspace.archive,
            corrections_file=workspace.corrections,
            boilerplate_file=workspace.boilerplate,
            sites_folder=workspace.sites,
        )
        if shadow.root.exists():
            shutil.rmtree(shadow.root)
        shadow.root.mkdir()
        shadow.forget(sorted(workspace.forgotten()))
        _carry_over(workspace, shadow)
        report = build(shadow, now=now, jobs=jobs, progress=progress)
        with shadow.store() as store, store.transaction():
            store.articles.queue_all()  # a kill between the two moves: the next build then indexes everything anew
        for part in _SQLITE_PARTS:
            workspace.store_path.with_name(workspace.store_path.name + part).unlink(missing_ok=True)
        shadow.store_path.replace(workspace.store_path)
        if workspace.indexes.exists():
            shutil.rmtree(workspace.indexes)
        shadow.indexes.rename(workspace.indexes)
        shutil.rmtree(shadow.root)
        with workspace.store() as store, store.transaction():
            store.articles.indexed(store.articles.ids())
    return report


def _check_archive(workspace: Workspace) -> None:
    """The archive must be readable and whole: a store is never replaced by one made from less than it was made from."""
    try:
        present = {path.name for path in workspace.archive.iterdir()}
        with workspace.store() as store:
            known = {row.location.file for row in store.inputs.all()}
    except NewerVersionError:
        raise
    except OSError as error:
        raise WorkspaceError(f"{workspace.archive}: {error.strerror}; nothing was changed") from error
    except WorkspaceError:  # a broken store: the archive is all there is
        return
    missing = sorted(known - present)
    if missing:
        raise WorkspaceError(
            f"{workspace.archive}: {missing[0]} and {len(missing) - 1} more files are missing; nothing was changed"
            if len(missing) > 1
            else f"{workspace.archive}: {missing[0]} is missing; nothing was changed"
        )


def _carry_over(workspace: Workspace, shadow: Workspace) -> None:
    """Failures of earlier crawls and additions, and the store's own marks: what the archive cannot tell again."""
    try:
        with workspace.store() as old:
            failures, marks = old.inputs.failures(), old.settings()
    except NewerVersionError:
        raise
    except WorkspaceError:  # the old store is broken: that is why it is made anew
        return
    with shadow.store() as new, new.transaction():
        for failure in failures:
            new.inputs.add_failure(failure)
        for key, value in marks.items():
            if key not in (DUPLICATE_STATE, ENTITY_STATE, MERGED_STATE) and not key.startswith(ARCHIVE_MARK):
                new.put(key, value)
