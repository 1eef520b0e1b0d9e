"""`diembao crawl`: pages from the web into the archive."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from corpus.errors import UsageError
from diembao.options import first_day, last_day, workspace_option
from diembao.terminal import one_line, out, say

if TYPE_CHECKING:
    from crawler import CrawlSettings
    from diembao.crawling import Crawled
    from diembao.workspace import Workspace

MOST_PROBLEMS = 20  # told one by one, those of hosts in trouble before dead links


@click.command(
    "crawl",
    epilog="""\b
Example:  diembao crawl https://bao.example/ --limit 200 --since 2020-01
          diembao crawl baonghean.vn --limit 200
          diembao crawl --sites papers.txt --dry-run --limit 50
          diembao crawl --sites papers.txt --watch 6h""",
)
@click.argument("wanted", nargs=-1, metavar="URL|OUTLET…")
@click.option(
    "--sites",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="File with an address or outlet a line.",
)
@click.option("--limit", type=click.IntRange(min=1), help="Articles at most, in this run.")
@click.option("--limit-per-site", type=click.IntRange(min=1), help="Articles at most of one host, in this run.")
@click.option("--since", metavar="DATE", help="Only what is known to be published from this day on.")
@click.option("--until", metavar="DATE", help="Only what is known to be published by this day.")
@click.option(
    "--include", multiple=True, metavar="PATTERN", help="Only addresses in which this is found (`*` is anything)."
)
@click.option("--exclude", multiple=True, metavar="PATTERN", help="No addresses in which this is found.")
@click.option(
    "--revisit",
    type=click.Choice(["due", "all", "never"]),
    default="due",
    show_default=True,
    help="Articles that are there: look again when it is time, now, or never.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be fetched: read feeds and listings, keep nothing.")
@click.option("--watch", "every", metavar="EVERY", help="Crawl and build again every 90m, 6h or 1d, until Ctrl-C.")
@click.option("--build/--no-build", "builds", default=True, help="With --watch: build after every crawl, or not.")
@click.option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what became of it, host by host, into this JSON file.",
)
@click.option(
    "--interval",
    type=click.FloatRange(min=0),
    help="At least so many seconds between requests to a host (default: 1, or what its robots.txt asks for).",
)
@click.option("--hosts", type=click.IntRange(1, 64), help="Hosts asked side by side (default: 8).")
@click.option("--timeout", type=click.FloatRange(min=1), help="Seconds that one page may take (default: 120).")
@click.option("--max-size", type=click.IntRange(1, 500), help="Megabytes that one page may have (default: 20).")
@click.option("--licensed", is_flag=True, help="Keep pages that reserve rights (noai, TDM): for who has a licence.")
@click.option("--allow-private", is_flag=True, help="Also hosts of this machine and of private networks.")
@click.option("--proxy", metavar="URL", help="HTTP proxy for all requests.")
@click.option("--contact", help="Address or page for site owners to write to, sent with every request.")
@workspace_option
def command(
    wanted: tuple[str, ...],
    sites: Path | None,
    dry_run: bool,
    every: str | None,
    builds: bool,
    report_file: Path | None,
    root: Path | None,
    **asked: Any,
) -> None:
    """Crawl from home pages, sections, feeds, sitemaps or articles. Obeys robots.txt; run again to go on.

    An outlet (its host, or its name) stands for the feeds and sitemaps of its profile: see `diembao sites`. What looks
    like an article is kept in the workspace's archive. Then run `diembao build`. Exit code 1 means that hosts failed.
    """
    from diembao.crawling import profiles_of, seeds_of
    from diembao.watching import span_of
    from diembao.workspace import open_workspace

    wanted = (*wanted, *(_lines(sites) if sites else ()))
    if not wanted:
        raise UsageError("crawl: name an address or an outlet, or a file of them with --sites")
    if dry_run and every:
        raise UsageError("crawl: --dry-run looks once; leave --watch out")
    if report_file and not report_file.absolute().parent.is_dir():
        raise UsageError(f"--report {report_file}: there is no folder {report_file.parent}; make it first")
    pause = span_of(every) if every else None
    workspace = open_workspace(root, create=True)
    seeds = seeds_of(wanted, profiles_of(workspace))
    round_ = _Round(workspace, seeds, _settings(workspace, asked, dry_run=dry_run), report_file)
    with _ending_softly():
        if pause is None:
            round_.end(round_.once())
        _watch(round_, pause, builds=builds)


def _settings(workspace: Workspace, asked: dict[str, Any], *, dry_run: bool) -> CrawlSettings:
    """What the options mean; those that were not given stay the crawler's own."""
    from crawler import CrawlSettings

    given: dict[str, Any] = {
        "contact": asked["contact"] or workspace.settings.contact,
        "limit": asked["limit"],
        "host_limit": asked["limit_per_site"],
        "since": _day(first_day(asked["since"], "--since")),
        "until": _day(last_day(asked["until"], "--until")),
        "interval": asked["interval"],
        "max_hosts": asked["hosts"],
        "total_timeout": asked["timeout"],
        "max_bytes": asked["max_size"] * 1_000_000 if asked["max_size"] else None,
        **{name: asked[name] for name in ("include", "exclude", "revisit", "licensed", "allow_private", "proxy")},
        "dry_run": dry_run,
    }
    return CrawlSettings(**{name: value for name, value in given.items() if value is not None})


class _Round:
    """One crawl with all that is told of it."""

    def __init__(
        self, workspace: Workspace, seeds: list[str], settings: CrawlSettings, report_file: Path | None
    ) -> None:
        self.workspace = workspace
        self._seeds = seeds
        self._settings = settings
        self._report_file = report_file

    def once(self) -> Crawled:
        """Crawl, and tell what became of it."""
        from diembao.crawl_report import GONE, as_json, table, write_json
        from diembao.crawling import canonical, plan_crawl, run_crawl

        crawl = plan_crawl if self._settings.dry_run else run_crawl
        crawled = crawl(self.workspace, self._seeds, self._settings)
        for event in crawled.tally.planned:
            out(f"{event.published or '-'}\t{event.url}")
        for line in table(crawled.tally):
            say(line)
        for event in crawled.tally.seeds_left_out:
            say(f"diembao: {one_line(event.url, 200)}: left out: {event.reason}")
        problems = sorted(crawled.report.problems, key=lambda problem: problem.reason in GONE)
        for problem in problems[:MOST_PROBLEMS]:
            say(f"diembao: {one_line(problem.place, 200)}: {problem.reason}: {one_line(problem.detail, 160)}")
        if len(problems) > MOST_PROBLEMS:
            say(f"{len(problems) - MOST_PROBLEMS} more could not be had: diembao status --failures, or --report FILE")
        if self._report_file:
            seeds = canonical(self._seeds)
            times = {"started": crawled.started, "ended": crawled.ended}
            write_json(
                self._report_file,
                as_json(crawled.report, crawled.tally, seeds=seeds, settings=self._settings, **times),
            )
        return crawled

    def end(self, crawled: Crawled) -> NoReturn:
        """Say how to go on, and end with the exit code."""
        from diembao.crawl_report import hosts_failed, nothing_came
        from diembao.crawling import canonical

        report = crawled.report
        if (report.articles or report.updated) and not self._settings.dry_run:
            say("next: diembao build")
        if report.stopped == "interrupted":
            sys.exit(130)
        if hosts_failed(crawled.tally, report.problems, canonical(self._seeds)):
            sys.exit(2 if nothing_came(report) else 1)
        sys.exit(0)


def _watch(round_: _Round, every: Any, *, builds: bool) -> NoReturn:
    from diembao.watching import watch

    def one_round() -> bool:
        crawled = round_.once()
        if crawled.report.stopped == "interrupted":
            return False
        if builds:
            _build(round_.workspace)
        return True

    watch(one_round, every, now=_now, sleep=time.sleep)
    sys.exit(130)


def _build(workspace: Workspace) -> None:
    from diembao.build import build
    from diembao.report import say_build

    say_build(build(workspace, now=_now()))


@contextmanager
def _ending_softly() -> Iterator[None]:
    """Let a wish to end (systemd, `kill`) end as Ctrl-C does: at a safe point."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    old = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, old)


def _now() -> datetime:
    return datetime.now(UTC)


def _lines(path: Path) -> list[str]:
    """The lines of a list of sites, without comments: UTF-8, or the UTF-16 of Windows' editors."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # UTF-16 without its mark, or no text at all
        raise UsageError(f"crawl: --sites {path}: not UTF-8; save it as UTF-8 and try again")
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
