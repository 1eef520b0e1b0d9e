from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from corpus.archive import ArchiveWriter, BrokenRecord, read_archive
from corpus.errors import WorkspaceError
from corpus.sample import SampleSite
from crawler import Frontier
from crawler.lock import crawl_lock
from tests.crawler.conftest import START, Workspace

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ("http://haidang.example/", "http://langven.example/")
PROGRAM = """
import sys
from datetime import datetime
from pathlib import Path
from corpus.archive import ArchiveWriter
from crawler import CrawlSettings, crawl
folder, proxy, moment, interval, *seeds = sys.argv[1:]
now = lambda: datetime.fromisoformat(moment)
with ArchiveWriter(Path(folder), "crawl", now) as archive:
    report = crawl(seeds, archive=archive, frontier=Path(folder) / "crawl.sqlite", now=now,
                   settings=CrawlSettings(proxy=proxy, interval=float(interval)))
print(report.stopped, report.articles, report.advice)
"""


def start(workspace: Workspace, interval: float = 0.01) -> subprocess.Popen[str]:
    """A crawl in another process, with so many seconds between two requests to one host."""
    arguments = [str(workspace.folder), workspace.server.proxy_url, START.isoformat(), str(interval), *SEEDS]
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def wait_for_requests(workspace: Workspace, number: int) -> None:
    deadline = time.monotonic() + 20
    while len(workspace.server.requests) < number:
        assert time.monotonic() < deadline, "the crawl made no requests"
        time.sleep(0.005)


def stop(process: subprocess.Popen[str], how: signal.Signals) -> tuple[str, str]:
    process.send_signal(how)
    return process.communicate(timeout=20)


@pytest.mark.parametrize("after", [4, 17, 38])
def test_killed_crawl_goes_on_without_fetching_twice(workspace: Workspace, site: SampleSite, after: int) -> None:
    process = start(workspace)
    wait_for_requests(workspace, after)
    stop(process, signal.SIGKILL)
    before = workspace.server.counts()
    workspace.server.forget_requests()
    report = workspace.crawl(*SEEDS)
    assert report.resumed
    twice = [url for url in workspace.server.counts() if url in before]
    assert len(twice) <= len(SEEDS)  # at most the page in flight of each host
    counts = Counter(url for url in good_urls(workspace.folder))
    for host in ("haidang.example", "langven.example"):
        for url in site.article_urls(host).values():
            # a record may be whole, and its outcome not: then the page in flight stands in the archive twice
            assert counts[url] == 1 or (counts[url] == 2 and url in twice)


def good_urls(folder: Path) -> list[str]:
    urls: list[str] = []
    for path in folder.glob("*.warc.gz"):
        urls.extend(item[1].url or "" for item in read_archive(path) if not isinstance(item, BrokenRecord))
    return urls


def test_interrupted_crawl_ends_safely_and_says_how_to_go_on(workspace: Workspace, site: SampleSite) -> None:
    process = start(workspace, interval=0.08)  # on a busy machine a faster one has ended before it is told to
    wait_for_requests(workspace, 15)
    out, err = stop(process, signal.SIGINT)
    assert process.returncode == 0, err
    assert "Traceback" not in err
    assert out.startswith("interrupted")
    assert "run the same command again" in out
    before = workspace.server.counts()
    workspace.server.forget_requests()
    report = workspace.crawl(*SEEDS)
    assert report.resumed
    assert not set(workspace.server.counts()) & set(before)  # even robots.txt is still known
    urls = good_urls(workspace.folder)
    assert len(urls) == len(set(urls))
    assert set(urls) >= set(site.article_urls("langven.example").values())


def test_run_that_was_killed_long_ago_is_begun_anew(workspace: Workspace) -> None:
    process = start(workspace)
    wait_for_requests(workspace, 10)
    stop(process, signal.SIGKILL)
    workspace.later(days=2)
    workspace.server.forget_requests()
    assert not workspace.crawl(*SEEDS).resumed
    assert workspace.server.counts()[SEEDS[0]] == 1


def test_killed_run_of_other_seeds_does_not_count(workspace: Workspace) -> None:
    workspace.crawl("http://nhippho.example/", limit=1)
    process = start(workspace)
    wait_for_requests(workspace, 12)
    stop(process, signal.SIGKILL)
    workspace.later(hours=1)
    report = workspace.crawl("http://nhippho.example/")
    assert not report.resumed
    assert report.articles > 5


def test_second_crawl_is_refused(workspace: Workspace) -> None:
    with crawl_lock(workspace.frontier), pytest.raises(WorkspaceError, match="another crawl is running") as error:
        workspace.crawl(SEEDS[0])
    assert "\n" not in str(error.value)
    assert workspace.server.requests == []
    assert workspace.crawl(SEEDS[0], limit=1).articles == 1


def test_crawl_of_another_process_is_refused(workspace: Workspace) -> None:
    process = start(workspace)
    wait_for_requests(workspace, 3)
    with pytest.raises(WorkspaceError, match="another crawl"):
        workspace.crawl(SEEDS[0])
    stop(process, signal.SIGKILL)


def test_second_crawl_asks_only_for_changes(workspace: Workspace) -> None:
    first = workspace.crawl(*SEEDS)
    workspace.server.forget_requests()
    workspace.later(days=1)
    report = workspace.crawl(*SEEDS, revisit="all")
    assert report.articles == report.updated == 0
    assert report.unchanged >= first.articles
    assert {r.status for r in workspace.server.requests if not r.url.endswith("/robots.txt")} == {304}
    assert len(workspace.urls()) == first.articles


def test_old_articles_are_not_asked_for_every_day(workspace: Workspace, site: SampleSite) -> None:
    workspace.crawl("http://haidang.example/")
    workspace.server.forget_requests()
    workspace.later(days=1)
    workspace.crawl("http://haidang.example/")
    asked = set(workspace.server.counts())
    assert not asked & set(site.article_urls("haidang.example").values())
    assert "http://haidang.example/rss/tin-moi.rss" in asked


@pytest.mark.parametrize(("host", "paper"), [("congan-vanson.example", "vanson"), ("nhippho.example", "nhippho")])
def test_updated_article_is_a_new_record(workspace: Workspace, site: SampleSite, host: str, paper: str) -> None:
    workspace.crawl(f"http://{host}/")
    workspace.server.revision = 2
    workspace.server.forget_requests()
    workspace.later(days=1)
    report = workspace.crawl(f"http://{host}/")  # the sitemap says that it changed
    changed = [a for a in site.editions[paper].articles if a.updated and a.paper == paper]
    assert report.updated == len(changed) > 0
    for article in changed:
        url = site.editions[paper].url(article)
        first, second = (page for page in workspace.pages() if page.url == url)
        assert article.update_text.encode() not in first.body
        assert article.update_text.encode() in second.body
        assert second.given.published == first.given.published  # the date of publication, not of the update
        assert second.retrieved is not None
        assert second.retrieved - START == timedelta(days=1)


def test_page_without_validators_is_compared_by_its_bytes(workspace: Workspace, site: SampleSite) -> None:
    from crawler.sample_server import Failure

    url = next(iter(site.article_urls("haidang.example").values()))
    workspace.server.fail(url, Failure(body=site.respond(url).body))
    workspace.crawl(url)
    workspace.later(days=1)
    report = workspace.crawl(url)
    assert report.unchanged == 1
    assert len(workspace.urls()) == 1


def test_other_seeds_leave_the_queue_of_the_first_alone(workspace: Workspace, site: SampleSite) -> None:
    workspace.crawl("http://haidang.example/", limit=2)
    workspace.server.forget_requests()
    workspace.later(hours=1)
    url = max(site.article_urls("haidang.example").values())
    workspace.crawl(url)
    assert set(workspace.server.counts()) <= {url}


def test_full_disk_is_one_line(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ArchiveWriter, "append", full)
    with pytest.raises(WorkspaceError, match="archive cannot be written"):
        workspace.crawl("http://haidang.example/")


def test_frontier_of_a_newer_version_is_left_alone(workspace: Workspace) -> None:
    import sqlite3

    connection = sqlite3.connect(workspace.frontier)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(WorkspaceError, match="newer"):
        workspace.crawl("http://haidang.example/")


def test_frontier_that_is_no_database(workspace: Workspace) -> None:
    workspace.frontier.write_bytes(b"not a database" * 100)
    with pytest.raises(WorkspaceError):
        workspace.crawl("http://haidang.example/")


def test_frontier_forgets(workspace: Workspace, site: SampleSite) -> None:
    workspace.crawl("http://haidang.example/")
    gone = next(iter(site.article_urls("haidang.example").values()))
    with Frontier(workspace.frontier) as frontier:
        assert frontier.archived(gone) is not None
        frontier.forget([gone])
        assert frontier.archived(gone) is None
        assert ("fetched", "") in frontier.counts()
