"""Raw to indexed: read what is new or changed, store it, index it. Which question: what does `build` do?

Workers read and analyse; this process alone writes. Everything is written in transactions, each article together with
its entry in `index_queue`, so that a run that is killed at any moment goes on where it was, and the index catches up.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from corpus.entities import CorrectionProblem
from corpus.errors import WorkspaceError
from corpus.store import InputRow, Store
from diembao.clustering import begin_duplicates, refresh_duplicates
from diembao.engines import commit_size, open_backend
from diembao.forget import remove_inputs
from diembao.guidance import Guidance, read_guidance
from diembao.indexing import drop_other_indexes
from diembao.intake import Progress, register_archive
from diembao.merging import refresh_merged
from diembao.outcomes import Failed, Joined, Rejected
from diembao.parts import PART, grouped
from diembao.workers import Reading, Ready, Task, available_cores, results
from diembao.workspace import Workspace
from extractor.analyse import stage_key
from extractor.text.words import fault_of_fast_words
from index.backend import Backend
from index.documents import IndexDocument
from index.preparing import prepare


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
        task = Task(archive=workspace.archive, now=now, guidance=guidance, forgotten=workspace.forgotten())
        groups = grouped(store, store.inputs.to_do(stage), task.forgotten)
        total = sum(len(group.rows) for group in groups)
        begin_duplicates(store)
        pending: list[IndexDocument] = []
        for batch in results(task, groups, jobs or available_cores()):
            with store.transaction():
                for row, outcome in batch:
                    if _settle(store, row, outcome, stage, report) and isinstance(outcome, Ready):
                        pending.append(outcome.document)
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


def _settle(store: Store, row: InputRow, outcome: Reading, stage: str, report: BuildReport) -> bool:
    """Write an outcome down; whether its article is now the stored one."""
    report.read += 1
    match outcome:
        case Ready(rows=rows):
            report.stored += 1
            article_id = rows.id
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
            store.articles.put(rows, row.id)
            store.duplicates.put(outcome.fingerprint)
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
