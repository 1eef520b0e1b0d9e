"""A crawl into a workspace: pages into the archive, failures counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from corpus.archive import ArchiveWriter
from corpus.store import Failure
from crawler import CrawlReport, CrawlSettings, crawl
from diembao.terminal import progress, say
from diembao.workspace import Workspace, tombstone


def _now() -> datetime:
    return datetime.now(UTC)


def run_crawl(workspace: Workspace, seeds: Sequence[str], settings: CrawlSettings) -> CrawlReport:
    """Crawl into the archive and tell the counts on stderr. Raises UsageError and WorkspaceError.

    `build` takes up what lies in the archive, so that a crawl that is interrupted or killed loses nothing, and may run
    while a build does.
    """
    forgotten = workspace.forgotten()
    with ArchiveWriter(workspace.archive, "crawl", _now) as archive, progress("crawling, articles") as step:
        report = crawl(
            seeds,
            archive=archive,
            frontier=workspace.frontier,
            now=_now,
            settings=settings,
            is_forgotten=lambda url: bool(forgotten) and tombstone("url", url) in forgotten,
            progress=lambda event: step(event.articles, settings.limit or 0),
        )
    at = _now().isoformat(timespec="seconds")
    with workspace.store() as store, store.transaction():
        for problem in report.problems:
            failure = Failure(at=at, command="crawl", place=problem.place, reason=problem.reason, detail=problem.detail)
            store.inputs.add_failure(failure)
    say(_summary(report))
    if report.advice:
        say(report.advice)
    return report


def _summary(report: CrawlReport) -> str:
    counts = f"new articles {report.articles}, updated {report.updated}, unchanged {report.unchanged}"
    other = f"listings read {report.read}, redirects {report.redirects}, duplicates {report.duplicates}"
    failed = ", ".join(f"{reason} {count}" for reason, count in sorted(report.failed.items())) or "0"
    left_out = ", ".join(f"{reason} {count}" for reason, count in sorted(report.excluded.items())) or "0"
    return f"{counts}; {other}; failed: {failed}; left out: {left_out}; {report.requests} requests"
