"""`diembao crawl`: pages from the web into the archive."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from corpus.errors import UsageError
from diembao.options import first_day, last_day, workspace_option
from diembao.terminal import one_line, say


@click.command(
    "crawl",
    epilog="""\b
Example:  diembao crawl https://bao.example/ --limit 200 --since 2020-01
          diembao crawl baonghean.vn --limit 200""",
)
@click.argument("wanted", nargs=-1, metavar="URL|OUTLET…")
@click.option(
    "--sites",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="File with an address or outlet a line.",
)
@click.option("--limit", type=click.IntRange(min=1), help="Articles at most, in this run.")
@click.option("--since", metavar="DATE", help="Only what is known to be published from this day on.")
@click.option("--until", metavar="DATE", help="Only what is known to be published by this day.")
@click.option(
    "--include", multiple=True, metavar="PATTERN", help="Only addresses in which this is found (`*` is anything)."
)
@click.option("--exclude", multiple=True, metavar="PATTERN", help="No addresses in which this is found.")
@click.option(
    "--interval",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    help="Seconds between requests to a host, where robots.txt names none.",
)
@click.option("--proxy", metavar="URL", help="HTTP proxy for all requests.")
@click.option("--contact", help="Address or page for site owners to write to, sent with every request.")
@workspace_option
def command(
    wanted: tuple[str, ...],
    sites: Path | None,
    limit: int | None,
    since: str | None,
    until: str | None,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    interval: float,
    proxy: str | None,
    contact: str | None,
    root: Path | None,
) -> None:
    """Crawl from home pages, sections, feeds, sitemaps or articles. Obeys robots.txt; run again to go on.

    An outlet (its host, or its name) stands for the feeds and sitemaps of its profile: see `diembao sites`. What looks
    like an article is kept in the workspace's archive. Then run `diembao build`.
    """
    from crawler import CrawlSettings
    from diembao.crawling import profiles_of, run_crawl, seeds_of
    from diembao.workspace import open_workspace

    wanted = (*wanted, *(_lines(sites) if sites else ()))
    if not wanted:
        raise UsageError("crawl: name an address or an outlet, or a file of them with --sites")
    workspace = open_workspace(root, create=True)
    seeds = seeds_of(wanted, profiles_of(workspace))
    settings = CrawlSettings(
        contact=contact or workspace.settings.contact,
        proxy=proxy,
        interval=interval,
        limit=limit,
        since=_day(first_day(since, "--since")),
        until=_day(last_day(until, "--until")),
        include=include,
        exclude=exclude,
    )
    report = run_crawl(workspace, seeds, settings)
    for problem in report.problems:
        say(f"diembao: {one_line(problem.place, 200)}: {problem.reason}: {one_line(problem.detail, 160)}")
    if report.articles or report.updated:
        say("next: diembao build")
    if report.stopped == "interrupted":
        sys.exit(130)
    if report.failed:
        sys.exit(1 if report.articles or report.updated or report.unchanged or report.read else 2)


def _lines(path: Path) -> list[str]:
    lines = (line.split("#")[0].strip() for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if line]


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
