"""A crawl into a workspace: pages into the archive, failures counted. And a dry run, which leaves all as it is."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from corpus.archive import ArchiveWriter
from corpus.errors import UsageError, WorkspaceError
from corpus.ids import canonical_url
from corpus.sites import Site, SiteTable, load_sites, our_sites
from corpus.store import Failure
from crawler import CrawlEvent, CrawlReport, CrawlSettings, crawl, shown
from diembao.crawl_display import display
from diembao.crawl_report import Tally
from diembao.terminal import say
from diembao.workspace import Workspace, tombstone


def _now() -> datetime:
    return datetime.now(UTC)


def profiles_of(workspace: Workspace) -> SiteTable:
    """Our site profiles, with the workspace's own on top. Raises DataFileError where one of these is faulty."""
    return load_sites(workspace.sites) if workspace.sites.is_dir() else our_sites()


def seeds_of(wanted: Sequence[str], profiles: SiteTable) -> list[str]:
    """Addresses as they are; for a host or an outlet's name the feeds and sitemaps of its profile, told on stderr.

    Raises UsageError for a name that no profile has, or several have.
    """
    seeds: list[str] = []
    for name in wanted:
        if "://" in name:
            seeds.append(name)
            continue
        site = _meant(name, profiles)
        say(f"{site.name} ({site.hosts[0]}): {_announced(site)}; its profile is {site.made_from}")
        seeds.extend(site.seeds)
    return seeds


def _meant(name: str, profiles: SiteTable) -> Site:
    found = profiles.named(name)
    if len(found) > 1:
        hosts = ", ".join(site.hosts[0] for site in found)
        raise UsageError(f"crawl: {shown(name)}: several outlets are called so; name a host: {hosts}")
    if not found:
        raise UsageError(
            f"crawl: {shown(name)}: not an address that begins with http:// or https://, and no outlet with a profile; "
            "`diembao sites` lists these"
        )
    return found[0]


def _announced(site: Site) -> str:
    if not (site.feeds or site.sitemaps):
        return "no feed or sitemap is known, so from its home page"
    return f"feeds {len(site.feeds)}, sitemaps {len(site.sitemaps)}"


def canonical(seeds: Sequence[str]) -> list[str]:
    """The seeds as the crawler spells them. Raises UsageError for what is no address."""
    found: dict[str, None] = {}
    for seed in seeds:
        try:
            found[canonical_url(seed)] = None
        except (ValueError, UnicodeError) as error:
            raise UsageError(f"crawl: {shown(seed)}: not an address that begins with http:// or https://") from error
    return list(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """What a crawl did, in all and host by host, and when (UTC)."""

    report: CrawlReport
    tally: Tally
    started: datetime
    ended: datetime


def run_crawl(
    workspace: Workspace, seeds: Sequence[str], settings: CrawlSettings, *, now: Callable[[], datetime] = _now
) -> Crawled:
    """Crawl into the archive and tell the counts on stderr. Raises UsageError and WorkspaceError.

    `build` takes up what lies in the archive, so that a crawl that is interrupted or killed loses nothing, and may run
    while a build does.
    """
    crawled = _crawl(workspace, seeds, settings, workspace.archive, workspace.frontier, now)
    at = crawled.ended.isoformat(timespec="seconds")
    with workspace.store() as store, store.transaction():
        for problem in crawled.report.problems:
            failure = Failure(at=at, command="crawl", place=problem.place, reason=problem.reason, detail=problem.detail)
            store.inputs.add_failure(failure)
    say(_summary(crawled.report))
    if crawled.report.advice:
        say(crawled.report.advice)
    return crawled


def plan_crawl(
    workspace: Workspace, seeds: Sequence[str], settings: CrawlSettings, *, now: Callable[[], datetime] = _now
) -> Crawled:
    """Find out what a crawl would fetch, with no more requests than that takes; nothing of it is kept.

    What is known of earlier crawls counts: pages that lie in the archive are not fetched again before their time.
    `settings.dry_run` must be set.
    """
    with _scratch(workspace) as folder:
        crawled = _crawl(workspace, seeds, settings, folder, folder / workspace.frontier.name, now)
    report, hosts = crawled.report, len({event.url.split("/", 3)[2] for event in crawled.tally.planned})
    say(
        f"would fetch {report.articles} articles of {hosts} hosts; to find them, {report.requests} requests were made; "
        "nothing was kept"
    )
    if report.stopped == "limit":
        say(f"the limit is reached; {report.queued} more pages wait to be looked at")
    return crawled


def _crawl(
    workspace: Workspace,
    seeds: Sequence[str],
    settings: CrawlSettings,
    folder: Path,
    frontier: Path,
    now: Callable[[], datetime],
) -> Crawled:
    forgotten = workspace.forgotten()
    tally = Tally(canonical(seeds))
    started = now()
    about = {"robots": "obey", "http-header-user-agent": settings.user_agent}
    with ArchiveWriter(folder, "crawl", now, about=about) as archive, display(tally) as watch:

        def progress(event: CrawlEvent) -> None:
            tally.take(event)
            watch(event)

        report = crawl(
            seeds,
            archive=archive,
            frontier=frontier,
            now=now,
            settings=settings,
            is_forgotten=lambda url: bool(forgotten) and tombstone("url", url) in forgotten,
            progress=progress,
        )
    return Crawled(report=report, tally=tally, started=started, ended=now())


@contextmanager
def _scratch(workspace: Workspace) -> Iterator[Path]:
    """A folder for the time, with a copy of what the frontier knows."""
    with tempfile.TemporaryDirectory(prefix="diembao-") as name:
        folder = Path(name)
        if workspace.frontier.exists():
            try:
                with (
                    closing(sqlite3.connect(f"{workspace.frontier.resolve().as_uri()}?mode=ro", uri=True)) as known,
                    closing(sqlite3.connect(folder / workspace.frontier.name)) as copy,
                ):
                    known.backup(copy)
            except sqlite3.Error as error:
                raise WorkspaceError(f"{workspace.frontier}: {error}") from error
        yield folder


def _summary(report: CrawlReport) -> str:
    counts = f"new articles {report.articles}, updated {report.updated}, unchanged {report.unchanged}"
    other = f"listings read {report.read}, redirects {report.redirects}, duplicates {report.duplicates}"
    failed = ", ".join(f"{reason} {count}" for reason, count in sorted(report.failed.items())) or "0"
    left_out = ", ".join(f"{reason} {count}" for reason, count in sorted(report.excluded.items())) or "0"
    return f"{counts}; {other}; failed: {failed}; left out: {left_out}; {report.requests} requests"
