"""A crawl into a workspace: pages into the archive, failures counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from corpus.archive import ArchiveWriter
from corpus.errors import UsageError
from corpus.sites import Site, SiteTable, load_sites, our_sites
from corpus.store import Failure
from crawler import CrawlReport, CrawlSettings, crawl
from diembao.terminal import progress, say
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
        raise UsageError(f"crawl: {name}: several outlets are called so; name a host: {hosts}")
    if not found:
        raise UsageError(
            f"crawl: {name}: not an address that begins with http:// or https://, and no outlet with a profile; "
            "`diembao sites` lists these"
        )
    return found[0]


def _announced(site: Site) -> str:
    if not (site.feeds or site.sitemaps):
        return "no feed or sitemap is known, so from its home page"
    return f"feeds {len(site.feeds)}, sitemaps {len(site.sitemaps)}"


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
