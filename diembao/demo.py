"""The demonstration: the whole main job on the sample site, told step by step."""

from __future__ import annotations

import os
import shutil
import sys
import time
from datetime import UTC, datetime

import click

from corpus.errors import WorkspaceError
from corpus.sample import SampleSite
from crawler import CrawlSettings
from crawler.sample_server import SampleServer
from diembao.build import build
from diembao.crawling import run_crawl
from diembao.filtering import Asked
from diembao.report import say_build
from diembao.searching import parse_query, search
from diembao.terminal import one_line, progress, say
from diembao.timeline import EventFilter, timeline
from diembao.workspace import Workspace

QUERY = "đại hội đảng bộ"
UNIT = "Công an tỉnh"
_MARK = "demo"


def run_demo(workspace: Workspace) -> None:
    """Crawl, build, search, timeline on the sample site. Running it again does only what is new.

    Raises WorkspaceError for a workspace with material of the user's own, which is left alone.
    """
    _claim(workspace)
    say(f"1. Serving four invented papers on loopback and crawling them into {workspace.archive}")
    site = SampleSite()
    with SampleServer(site) as server:
        seeds = [f"http://{host}/" for host in site.hosts]
        run_crawl(workspace, seeds, CrawlSettings(proxy=server.proxy_url, contact="demo@example"))
    say("2. Reading: cleaning, cutting into words, finding dates, units, persons, events; storing and indexing")
    with progress("building") as step:
        report = build(workspace, now=datetime.now(UTC), progress=step)
    say_build(report)
    _show_search(workspace)
    _show_timeline(workspace)
    here = f" --workspace {workspace.root}" if workspace.root.name != "diembao-workspace" else ""
    program = "diembao" if shutil.which("diembao") else os.path.relpath(sys.argv[0])
    say("5. Now yourself:")
    for line in (
        f'{program} search "dai hoi dang bo" --facets{here}',
        f'{program} timeline --unit "Công an tỉnh Vân Sơn" --from 2020 --to 2020-12{here}',
        f'{program} entities person "Lường Đình Khoát"{here}',
        f"{program} serve{here}",
        f"{program} status{here}",
    ):
        say(f"     {line}")
    say(f"   The database is plain SQLite: {workspace.store_path}")


def _claim(workspace: Workspace) -> None:
    with workspace.store() as store:
        if store.get(_MARK) is None and next(iter(store.inputs.all()), None) is not None:
            raise WorkspaceError(f"{workspace.root}: holds a corpus of yours; name another folder with --workspace")
        store.put(_MARK, "1")


def _show_search(workspace: Workspace) -> None:
    say(f'3. diembao search "{QUERY}" --unit "{UNIT}" --from 2020-01')
    filters = Asked(first="2020-01", units=(UNIT,)).filters(workspace)
    result = search(workspace, parse_query(QUERY, workspace), filters, limit=3)
    for found in result.found:
        article = found.article
        published = article.published.value[:10] if article.published else "undated"
        click.echo(f"   {published}  {article.source}  {one_line(article.title or '', 90)}")
        for snippet in found.snippets[:1]:
            click.echo(f"      …{one_line(snippet.marked('[', ']'), 200)}…")
    click.echo(f"   {result.total} hits")


def _show_timeline(workspace: Workspace) -> None:
    say("4. diembao timeline --kind congress")
    with workspace.store() as store:
        events = timeline(store, EventFilter(kinds=("congress",)))
    for merged in events[:5]:
        sources = ", ".join(sorted({t.source for t in merged.tellings}))
        click.echo(f"   {merged.event.date:<12} {one_line(merged.event.title, 90)}  ({sources})")
    click.echo(f"   {len(events)} events")


def serve_sample() -> None:
    """Keep the sample site on loopback until Ctrl-C."""
    with SampleServer() as server:
        say(f"the sample site: proxy {server.proxy_url}; for example")
        say(f"     diembao crawl http://haidang.example/ --proxy {server.proxy_url} --workspace mine")
        say("Ctrl-C ends it")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            say("ended")
