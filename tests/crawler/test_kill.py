"""A crawl that is killed again and again ends with what an undisturbed one brings, each page fetched once."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from corpus.archive import ArchiveWriter, BrokenRecord, read_archive
from corpus.errors import WorkspaceError
from corpus.sample import SampleSite
from crawler import Frontier
from crawler.rows import Mark, Outcome, Row
from tests.crawler.conftest import START, Workspace
from tests.crawler.hostile import HostileServer, answer

ROOT = Path(__file__).resolve().parents[2]
PAGES = 500
KILLS = 30

# Forks a crawl for every line that it reads, since a fork has all modules loaded; tells its pid, then how it ended.
PROGRAM = """
import os, sys
from datetime import datetime
from pathlib import Path
from corpus.archive import ArchiveWriter
from crawler import CrawlSettings, crawl
folder, moment, *seeds = sys.argv[1:]
now = lambda: datetime.fromisoformat(moment)
def run():
    settings = CrawlSettings(interval=0.0, backoff=0.01, allow_private=True, licensed=True)
    with ArchiveWriter(Path(folder), "crawl", now, rollover=60_000) as archive:
        crawl(seeds, archive=archive, frontier=Path(folder) / "crawl.sqlite", now=now, settings=settings)
for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            run()
            os._exit(0)
        except BaseException as error:
            sys.stderr.write(repr(error)[:300])
            os._exit(1)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def press(server: HostileServer, pages: int) -> list[str]:
    """The articles of a host, all named by its home page."""
    paths = [f"/tin-hoi-nghi-so-{n}-20260301{n:09d}.htm" for n in range(pages)]
    links = "".join(f'<a href="{path}">Tin</a>' for path in paths)
    server.on("/", answer(f"<html><body>{links}</body></html>".encode()))
    for n, path in enumerate(paths):
        text = f"Bài viết số {n} của tờ báo. " * 12
        server.on(path, answer(f"<html><body><h1>Tin {n}</h1><p>{text}</p></body></html>".encode()))
    return [server.url(path) for path in paths]


@contextmanager
def crawler_process(folder: Path, seeds: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder), START.isoformat(), *seeds],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.communicate(timeout=20)


def begin(process: subprocess.Popen[str]) -> int:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    return int(process.stdout.readline())


def ready(process: subprocess.Popen[str]) -> bool:
    """Whether the crawl has ended by itself."""
    assert process.stdout is not None
    return bool(select.select([process.stdout], [], [], 0)[0])


def ended(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def pages_of(folder: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for path in sorted(folder.glob("*.warc.gz")):
        for item in read_archive(path):
            assert not isinstance(item, BrokenRecord), item
            found[item[1].url or ""] += 1
    return found


def test_killed_again_and_again(tmp_path: Path) -> None:
    chance = random.Random(20260301)
    with ExitStack() as stack:
        servers = [stack.enter_context(HostileServer()) for _ in range(3)]
        expected = {url for server in servers for url in press(server, PAGES // 3 + (server is servers[0]) * 2)}
        assert len(expected) == PAGES
        process = stack.enter_context(crawler_process(tmp_path, [server.url("/") for server in servers]))
        for _ in range(KILLS):
            child = begin(process)
            goal = sum(len(server.asked) for server in servers) + chance.randrange(1, 2 * PAGES // KILLS)
            deadline = time.monotonic() + 10
            while not ready(process) and sum(len(server.asked) for server in servers) < goal:
                time.sleep(chance.random() / 500)
                if time.monotonic() > deadline:
                    break  # it had ended before its number could be read
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            assert ended(process) in (-signal.SIGKILL, 0)
        begin(process)
        assert ended(process) == 0
        asked = Counter(server.url(path) for server in servers for path in server.counts().elements())
    assert pages_of(tmp_path) == Counter(expected)
    again = sum(n - 1 for url, n in asked.items() if url in expected)
    assert again <= KILLS * len(servers)  # the page in flight of each host
    with Frontier(tmp_path / "crawl.sqlite") as frontier:
        assert frontier.counts()[("fetched", "")] == PAGES + 3
        assert frontier.written() == {}


def test_record_without_an_outcome_is_taken_over(
    workspace: Workspace, site: SampleSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The moment between the archive and the frontier: the page is whole, and nobody knows of it."""
    url = next(iter(site.article_urls("haidang.example").values()))
    settle = Frontier.settle

    def cut(self: Frontier, row: Row, outcome: Outcome, found: Any, now: Any, mark: Mark | None = None) -> int:
        if mark:
            raise WorkspaceError("killed")
        return settle(self, row, outcome, found, now, mark)

    with monkeypatch.context() as patch:
        patch.setattr(Frontier, "settle", cut)
        with pytest.raises(WorkspaceError, match="killed"):
            workspace.crawl(url)
    assert workspace.urls() == [url]
    workspace.server.forget_requests()
    report = workspace.crawl(url)
    assert report.articles == 1
    assert workspace.urls() == [url]
    assert url not in workspace.server.counts()
    with Frontier(workspace.frontier) as frontier:
        location = frontier.archived(url)
        assert location is not None
        assert location.offset > 0
    workspace.later(days=1)
    assert workspace.crawl(url).unchanged == 1  # by the validators of the record


def test_torn_record_is_cut_away_and_its_page_fetched_again(
    workspace: Workspace, site: SampleSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = list(site.article_urls("haidang.example").values())[:2]
    workspace.crawl(urls[0])
    append = ArchiveWriter.append

    def cut(self: ArchiveWriter, packed: Any) -> Any:
        append(self, type(packed)((packed.members[0][:-20],)))
        raise OSError(28, "killed")

    with monkeypatch.context() as patch:
        patch.setattr(ArchiveWriter, "append", cut)
        with pytest.raises(WorkspaceError):
            workspace.crawl(urls[1])
    torn = [
        path
        for path in workspace.folder.glob("*.warc.gz")
        if any(isinstance(i, BrokenRecord) for i in read_archive(path))
    ]
    assert len(torn) == 1
    workspace.crawl(urls[1])
    assert sorted(pages_of(workspace.folder)) == sorted(urls)
    assert workspace.server.counts()[urls[1]] == 2


def test_run_that_ended_leaves_nothing_to_take_over(workspace: Workspace, site: SampleSite) -> None:
    url = next(iter(site.article_urls("haidang.example").values()))
    workspace.crawl(url)
    [file] = workspace.folder.glob("*.warc.gz")
    size = file.stat().st_size
    with Frontier(workspace.frontier) as frontier:
        assert frontier.cut_short() is None
        assert frontier.mark(file.name) == size


def test_a_killed_run_is_gone_on_with_politely(workspace: Workspace, site: SampleSite) -> None:
    """The pause is kept over the kill, too: the last request may have been made a moment ago."""
    url = next(iter(site.article_urls("haidang.example").values()))
    workspace.crawl(url)
    with Frontier(workspace.frontier) as frontier:
        frontier.begin_run([url], workspace.now, "due")  # and killed
    begin = time.monotonic()
    workspace.crawl(url, interval=0.2)
    asked = [request.at for request in workspace.server.requests if request.at >= begin]
    assert asked
    assert asked[0] - begin >= 0.2


def test_archive_that_was_written_anew_is_known_by_its_new_places(workspace: Workspace) -> None:
    workspace.crawl("http://haidang.example/")
    [file] = workspace.folder.glob("*.warc.gz")
    with Frontier(workspace.frontier) as frontier:
        places = {url: frontier.archived(url) for url in workspace.urls()}
        first, *others = sorted(places, key=lambda url: places[url] or ("", 0))
        moves = {place.offset: place.offset - 10 for url in others if (place := places[url])}
        frontier.moved(file.name, moves, 500)
        assert frontier.archived(first) is None
        for url in others:
            before, after = places[url], frontier.archived(url)
            assert before
            assert after
            assert after.offset == before.offset - 10
        assert frontier.mark(file.name) == 500
