"""Raw to indexed: read what is new or changed, store it, index it. Which question: what does `build` do?

Workers read and analyse; this process alone writes. Everything is written in transactions, each article together with
its entry in `index_queue`, so that a run that is killed at any moment goes on where it was, and the index catches up.
"""

from __future__ import annotations

import os
import threading
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from multiprocessing import connection, parent_process
from pathlib import Path

from corpus.archive import read_page
from corpus.article import RawPage
from corpus.entities import CorrectionProblem
from corpus.errors import UnreadableInput, WorkspaceError
from corpus.store import InputRow, Store
from diembao.clustering import refresh_duplicates
from diembao.engines import commit_size, open_backend
from diembao.forget import remove_inputs
from diembao.forgetting import is_forgotten
from diembao.guidance import Guidance, read_guidance
from diembao.indexing import drop_other_indexes
from diembao.intake import Progress, register_archive
from diembao.merging import refresh_merged
from diembao.outcomes import Failed, Joined, Outcome, Rejected, Stored, read_pages
from diembao.parts import PART, Group, grouped
from diembao.workspace import Workspace
from extractor.analyse import stage_key
from extractor.text.words import fault_of_fast_words
from index.backend import Backend
from index.documents import IndexDocument, prepare

BATCH = 12  # inputs a task: enough to hide the cost of passing them, few enough to spread over the workers
MIN_FOR_POOL = 24  # fewer inputs are read sooner in this process than workers start


@dataclass(slots=True)
class BuildReport:
    """What a build did: counts of outcomes, of reasons, of documents in the index; rows of corrections without use.

    `remarks` are lines for the user.
    """

    read: int = 0
    stored: int = 0
    superseded: int = 0
    joined: int = 0
    rejected: int = 0
    failed: int = 0
    indexed: int = 0
    dropped: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    problems: tuple[CorrectionProblem, ...] = ()
    remarks: tuple[str, ...] = ()


Result = tuple[InputRow, Outcome, IndexDocument | None]


def build(
    workspace: Workspace,
    *,
    now: datetime,
    jobs: int | None = None,
    boilerplate: Path | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Bring store and index up to date with the archive. `now` bounds publication dates; `jobs` defaults to all cores;
    `boilerplate` names another file than the workspace's.

    Raises WorkspaceError where the workspace is held by another writer or cannot be written, DataFileError where the
    file of boilerplate or a site profile of the workspace is faulty.
    """
    report = BuildReport()
    guidance = _checked(read_guidance(workspace, boilerplate), report)
    with (
        workspace.writing(),
        workspace.store() as store,
        open_backend(workspace.settings.engine, workspace.index) as backend,
    ):
        drop_other_indexes(workspace)
        register_archive(workspace, store, now)
        _reconcile(store, backend)
        stage = "-".join(filter(None, (stage_key(), guidance.digest)))
        forgotten = workspace.forgotten()
        groups = grouped(store, store.inputs.to_do(stage), forgotten)
        total = sum(len(group.rows) for group in groups)
        pending: list[IndexDocument] = []
        for results in _analysed(workspace.archive, groups, now, guidance, jobs or available_cores()):
            with store.transaction():
                for row, outcome, document in results:
                    if _settle(store, row, outcome, stage, forgotten, report) and document is not None:
                        pending.append(document)
            if progress:
                progress(report.read, total)
            if len(pending) >= commit_size(workspace.settings.engine):
                _index(store, backend, pending, report)
                pending = []
        _index(store, backend, pending, report)
        _catch_up(store, backend, guidance, commit_size(workspace.settings.engine), report)
        _purge(workspace, store)
        refresh_merged(workspace, store)
        refresh_duplicates(store)
        report.problems = store.entities.problems()
    return report


def _checked(guidance: Guidance, report: BuildReport) -> Guidance:
    """The guidance with the library's own tokenizer where ours cannot be trusted to give its words."""
    fault = fault_of_fast_words() if guidance.tokenizer == "fast" else ""
    if not fault:
        return guidance
    report.remarks = (f"words are cut by underthesea itself, which takes several times as long: {fault}",)
    return replace(guidance, tokenizer="underthesea")


def available_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _analysed(
    archive: Path, groups: Sequence[Group], now: datetime, guidance: Guidance, jobs: int
) -> Iterator[list[Result]]:
    """Results in batches, in the order of the groups."""
    batches = [groups[i : i + BATCH] for i in range(0, len(groups), BATCH)]
    if jobs < 2 or len(groups) < MIN_FOR_POOL:
        for batch in batches:
            yield _work(archive, batch, now, guidance)
        return
    with ProcessPoolExecutor(jobs, initializer=_die_with_parent) as pool:
        waiting: deque[Future[list[Result]]] = deque()
        try:
            for batch in batches:
                waiting.append(pool.submit(_work, archive, batch, now, guidance))
                if len(waiting) >= jobs * 3:  # back-pressure: results wait for the writer, not in memory
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _die_with_parent() -> None:
    """A worker ends when the process that began it is killed: its queue would keep it waiting for ever."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_wait_and_exit, args=(parent.sentinel,), daemon=True).start()


def _wait_and_exit(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def _work(archive: Path, groups: Sequence[Group], now: datetime, guidance: Guidance) -> list[Result]:
    """Read, analyse and prepare for the index: all that needs no shared state. Of a group the further pages come first,
    so that their article finds them settled.
    """
    results: list[Result] = []
    for group in groups:
        outcomes = _read_group(archive, group, now, guidance)
        for row, outcome in reversed(list(zip(group.rows, outcomes, strict=True))):
            document = prepare(outcome.analysis, guidance.cut) if isinstance(outcome, Stored) else None
            results.append((row, outcome, document))
    return results


def _read_group(archive: Path, group: Group, now: datetime, guidance: Guidance) -> Sequence[Outcome]:
    pages: list[RawPage] = []
    numbers: list[int | None] = []
    outcomes: list[Outcome | None] = []
    for row, number in zip(group.rows, group.numbers, strict=True):
        try:
            pages.append(read_page(archive, row.location))
            numbers.append(number)
            outcomes.append(None)
        except UnreadableInput as error:
            outcomes.append(Failed(reason=error.reason, detail=error.detail))
    found = iter(read_pages(pages, numbers, now=now, guidance=guidance))
    return [outcome or next(found) for outcome in outcomes]


def _settle(
    store: Store, row: InputRow, outcome: Outcome, stage: str, forgotten: frozenset[str], report: BuildReport
) -> bool:
    """Write an outcome down; whether its article is now the stored one."""
    report.read += 1
    if isinstance(outcome, Stored) and is_forgotten(outcome.analysis, forgotten):
        outcome = Rejected(reason="forgotten", detail="was removed with `diembao forget`")
    match outcome:
        case Stored(analysis=analysis):
            report.stored += 1
            article_id = analysis.article.id
            _release(store, row, article_id)
            store.inputs.settle(row.id, "superseded", stage, article_id=article_id)
            versions = (other for other in store.inputs.of_article(article_id) if other.reason != PART)
            if next(versions).id != row.id:
                report.superseded += 1
                return False
            older = store.articles.input_of(article_id)
            if older is not None and older != row.id:
                report.superseded += 1
                store.inputs.supersede(older)
            store.inputs.settle(row.id, "stored", stage, article_id=article_id)
            store.articles.put(analysis, row.id)
            return True
        case Joined(article_id=article_id, number=number):
            report.joined += 1
            _release(store, row, article_id)
            detail = f"page {number} of the article" if number else "an older version of a page"
            store.inputs.settle(row.id, "superseded", stage, article_id=article_id, reason=PART, detail=detail)
        case Rejected():
            report.rejected += 1
            report.reasons[outcome.reason] += 1
            _release(store, row, None)
            store.inputs.settle(row.id, "rejected", stage, reason=outcome.reason, detail=outcome.detail)
        case Failed():
            report.failed += 1
            report.reasons[outcome.reason] += 1
            _release(store, row, None)
            store.inputs.settle(row.id, "failed", stage, reason=outcome.reason, detail=outcome.detail)
    return False


def _release(store: Store, row: InputRow, article_id: str | None) -> None:
    """An input that gave another article before (or one at all) gives it up."""
    if (
        row.article_id is not None
        and row.article_id != article_id
        and store.articles.input_of(row.article_id) == row.id
    ):
        store.articles.drop([row.article_id])


def _index(store: Store, backend: Backend, documents: list[IndexDocument], report: BuildReport) -> None:
    if not documents:
        return
    backend.update(documents, ())
    report.indexed += len(documents)
    with store.transaction():
        store.articles.indexed(d.id for d in documents)


def _reconcile(store: Store, backend: Backend) -> None:
    """Queue what store and index do not agree on: an index that was lost, made anew or left by an older run."""
    indexed, stored = backend.ids(), set(store.articles.ids())
    if indexed != stored:
        with store.transaction():
            store.articles.queue_some(sorted(stored - indexed), sorted(indexed - stored))


def _purge(workspace: Workspace, store: Store) -> None:
    """Take pages with a tombstone out of the archive again; left for the next build where a crawl is running."""
    forgotten = store.inputs.with_reason("forgotten")
    if forgotten:
        with suppress(WorkspaceError):
            remove_inputs(workspace, store, forgotten)


def _catch_up(store: Store, backend: Backend, guidance: Guidance, size: int, report: BuildReport) -> None:
    """Bring the index up to the store: what an earlier run stored but did not index, what was dropped since."""
    put, drop = store.articles.queue()
    if drop:
        backend.update((), drop)
        report.dropped += len(drop)
        with store.transaction():
            store.articles.indexed(drop)
    for start in range(0, len(put), size):
        chunk = put[start : start + size]
        _index(store, backend, [prepare(a, guidance.cut) for a in store.articles.get(chunk)], report)
