"""Taking in what users already have: every page into the archive, its place into the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from corpus.archive import ArchiveWriter, BrokenRecord, Location, read_archive
from corpus.article import RawPage
from corpus.errors import WorkspaceError
from corpus.importers import FieldMap, Unusable, read_paths
from corpus.store import Failure, Store
from corpus.store.inputs import page_digest
from diembao.forgetting import page_is_forgotten
from diembao.workspace import Workspace

TRANSACTION = 200  # pages
ARCHIVE_MARK = "archive "  # before a file name in the table `meta`: the size up to which the file is registered

Progress = Callable[[int, int], None]
"""Called with (done, total) inputs; a total of 0 is not known yet."""


@dataclass(slots=True)
class AddReport:
    """Counts of `add`, and what could not be used."""

    added: int = 0
    known: int = 0
    failures: list[Unusable] = field(default_factory=list)


def add(
    workspace: Workspace,
    paths: Iterable[Path],
    fields: FieldMap,
    *,
    now: Callable[[], datetime],
    progress: Progress | None = None,
) -> AddReport:
    """Copy every page of `paths` into the archive and register it. Raises WorkspaceError.

    Pages that came by HTTP (from a WARC) stay `response` records, others become `resource` records. A page is
    registered only once its record is on its way to the disk, so that a killed run leaves no row without a record.
    """
    report = AddReport()
    forgotten = workspace.forgotten()
    with (
        workspace.writing(),
        workspace.store() as store,
        ArchiveWriter(workspace.archive, "add", now) as archive,
    ):
        batch: list[tuple[RawPage, Location, str]] = []
        seen: set[str] = set()
        for page in read_paths(paths, fields):
            if isinstance(page, Unusable):
                report.failures.append(page)
                continue
            digest = page_digest(page)
            if digest in seen or store.inputs.has(digest) or page_is_forgotten(page, forgotten):
                report.known += 1
                continue
            seen.add(digest)
            batch.append((page, _archived(archive, page), digest))
            report.added += 1
            if progress:
                progress(report.added + report.known, 0)
            if len(batch) >= TRANSACTION:
                _register(store, archive, batch)
                batch = []
        _register(store, archive, batch)
        with store.transaction():
            for unusable in report.failures:
                _count_failure(store, unusable, now())
    return report


def _archived(archive: ArchiveWriter, page: RawPage) -> Location:
    try:
        return archive.write(page)
    except OSError as error:
        problem = f"{archive.folder}: {error.strerror}; what was added before is kept, run the same command again"
        raise WorkspaceError(problem) from error


def _register(store: Store, archive: ArchiveWriter, batch: list[tuple[RawPage, Location, str]]) -> None:
    archive.flush()
    with store.transaction():
        for page, location, digest in batch:
            store.inputs.add(page, location, digest)


def _count_failure(store: Store, unusable: Unusable, at: datetime) -> None:
    store.inputs.add_failure(
        Failure(
            at=at.isoformat(timespec="seconds"),
            command="add",
            place=unusable.place,
            reason=unusable.reason,
            detail=unusable.detail,
        )
    )


def register_archive(workspace: Workspace, store: Store, now: datetime) -> int:
    """Register every page of the archive that the store does not know: after a crawl, or to rebuild. Gives a count.

    A file of a known size is passed over. A broken record at the very end of a file is the page in flight of a crawl
    that runs or was killed: not a failure, since it will be fetched again.
    """
    added = 0
    try:
        paths = sorted(p for p in workspace.archive.iterdir() if p.name.endswith(".warc.gz"))
    except OSError as error:
        raise WorkspaceError(f"{workspace.archive}: {error.strerror}; nothing was changed") from error
    for path in paths:
        key, size = ARCHIVE_MARK + path.name, str(path.stat().st_size)
        if store.get(key) == size:
            continue
        broken: BrokenRecord | None = None
        with store.transaction():
            for found in read_archive(path):
                if broken is not None:
                    _count_failure(store, _unusable(broken), now)
                    broken = None
                if isinstance(found, BrokenRecord):
                    broken = found
                else:
                    added += store.inputs.add(found[1], found[0])
            store.put(key, size)
    return added


def _unusable(broken: BrokenRecord) -> Unusable:
    place = f"{broken.location.file} at offset {broken.location.offset}"
    return Unusable(place=place, reason="broken-record", detail=broken.problem)
