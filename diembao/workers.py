"""Inputs read, analysed and made ready for writing, side by side. Which question: what is in these inputs?

All that needs no shared state is done here, in a pool of processes where that pays: what comes back is written as it
is. Results come in the order of the inputs, however many processes there are.
"""

from __future__ import annotations

import gc
import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import connection, parent_process
from pathlib import Path

from corpus.archive import read_page
from corpus.article import RawPage
from corpus.duplicates import Fingerprint
from corpus.errors import UnreadableInput
from corpus.store import InputRow
from corpus.store.rows import ArticleRows, article_rows
from diembao.clustering import article_fingerprint
from diembao.forgetting import is_forgotten
from diembao.guidance import Guidance
from diembao.outcomes import Failed, Joined, Outcome, Rejected, Stored, read_pages
from diembao.parts import Group
from extractor.warm import warm
from index.documents import IndexDocument
from index.preparing import prepare

BATCH = 12  # inputs a task: enough to hide the cost of passing them, few enough to spread over the workers
MIN_FOR_POOL = 24  # fewer inputs are read sooner in this process than workers start
_AHEAD = 3  # batches a worker that may wait for the writer: results do not pile up in memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What reading depends on: the archive's folder, the bound of publication dates, the user's files, tombstones."""

    archive: Path
    now: datetime
    guidance: Guidance
    forgotten: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The input is an article: what store, index and duplicates take in of it."""

    rows: ArticleRows
    document: IndexDocument
    fingerprint: Fingerprint


Reading = Ready | Rejected | Failed | Joined
Result = tuple[InputRow, Reading]


def available_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def results(task: Task, groups: Sequence[Group], jobs: int) -> Iterator[list[Result]]:
    """What became of the inputs, in batches, in the order of the groups. With one job no process is started.

    Where a worker is killed (by the system, for want of memory; by a fault in a library that an input meets) the first
    batch without an answer is read again input by input, and an input that kills its worker again is `Failed`.
    """
    batches = [groups[i : i + BATCH] for i in range(0, len(groups), BATCH)]
    if jobs < 2 or len(groups) < MIN_FOR_POOL:
        for batch in batches:
            yield _work(task, batch)
        return
    warm()  # once for all workers that are forked
    gc.freeze()  # what is loaded stays: no collector walks over it, and no page of it is copied for a worker
    try:
        answered = 0
        while answered < len(batches):
            try:
                for found in _pooled(task, batches[answered:], jobs):
                    answered += 1
                    yield found
            except BrokenProcessPool:
                yield [result for group in batches[answered] for result in _alone(task, group)]
                answered += 1
    finally:
        gc.unfreeze()


def _pooled(task: Task, batches: Sequence[Sequence[Group]], jobs: int) -> Iterator[list[Result]]:
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(task,)) as pool:
        waiting: deque[Future[list[Result]]] = deque()
        try:
            for batch in batches:
                waiting.append(pool.submit(_work_on, batch))
                if len(waiting) >= jobs * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _alone(task: Task, group: Group) -> list[Result]:
    try:
        with ProcessPoolExecutor(1, initializer=_begin, initargs=(task,)) as pool:
            return pool.submit(_work_on, [group]).result()
    except BrokenProcessPool:
        failed = Failed(reason="killed", detail="the process that read it was ended, twice")
        return [(row, failed) for row in group.rows]


_task: Task | None = None


def _begin(task: Task) -> None:
    """A worker starts. It ends when the process that began it is killed: its queue would keep it waiting for ever."""
    global _task
    _task = task
    warm()
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_wait_and_exit, args=(parent.sentinel,), daemon=True).start()


def _wait_and_exit(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def _work_on(groups: Sequence[Group]) -> list[Result]:
    assert _task is not None
    return _work(_task, groups)


def _work(task: Task, groups: Sequence[Group]) -> list[Result]:
    """Of a group the further pages come first, so that their article finds them settled."""
    found: list[Result] = []
    for group in groups:
        outcomes = _read_group(task, group)
        for row, outcome in reversed(list(zip(group.rows, outcomes, strict=True))):
            found.append((row, _ready(task, outcome) if isinstance(outcome, Stored) else outcome))
    return found


def _ready(task: Task, stored: Stored) -> Ready | Rejected:
    analysis = stored.analysis
    if is_forgotten(analysis, task.forgotten):
        return Rejected(reason="forgotten", detail="was removed with `diembao forget`")
    return Ready(
        rows=article_rows(analysis),
        document=prepare(analysis, task.guidance.cut),
        fingerprint=article_fingerprint(analysis.article),
    )


def _read_group(task: Task, group: Group) -> Sequence[Outcome]:
    pages: list[RawPage] = []
    numbers: list[int | None] = []
    outcomes: list[Outcome | None] = []
    for row, number in zip(group.rows, group.numbers, strict=True):
        try:
            pages.append(read_page(task.archive, row.location))
            numbers.append(number)
            outcomes.append(None)
        except UnreadableInput as error:
            outcomes.append(Failed(reason=error.reason, detail=error.detail))
    found = iter(read_pages(pages, numbers, now=task.now, guidance=task.guidance))
    return [outcome or next(found) for outcome in outcomes]
