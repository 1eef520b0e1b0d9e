from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from corpus.errors import UsageError
from corpus.sample import SampleSite
from crawler import CrawlSettings
from crawler.sample_server import Failure
from tests.crawler.conftest import Workspace

HOME = "http://haidang.example/"
ROBOTS = "http://haidang.example/robots.txt"


def test_closed_folder_is_never_asked_for(workspace: Workspace, site: SampleSite) -> None:
    report = workspace.crawl(HOME)
    hidden = "http://haidang.example" + site.editions["haidang"].template.HIDDEN_PATH
    assert hidden not in workspace.server.counts()
    assert report.excluded["robots"] == 1


def test_robots_is_asked_for_first_and_once_a_day(workspace: Workspace) -> None:
    workspace.crawl(HOME, limit=2)
    assert workspace.server.requests[0].url == ROBOTS
    workspace.later(hours=1)
    workspace.crawl(HOME, limit=2)
    assert workspace.server.counts()[ROBOTS] == 1
    workspace.later(days=2)
    workspace.crawl(HOME, limit=2)
    assert workspace.server.counts()[ROBOTS] == 2


def test_crawl_delay_is_kept(workspace: Workspace) -> None:
    workspace.server.fail(
        ROBOTS, Failure(body=b"User-agent: *\nCrawl-delay: 0.05\n", headers={"Content-Type": "text/plain"})
    )
    workspace.crawl("http://haidang.example/rss/tin-moi.rss", limit=4, interval=None)
    times = workspace.server.times("haidang.example")
    assert len(times) == 6
    assert all(later - earlier >= 0.05 for earlier, later in pairwise(times[1:]))


@pytest.mark.parametrize(
    ("interval", "asked", "pause"),
    [(None, None, 1.0), (None, 0.0, 1.0), (None, 0.2, 0.2), (None, 7.0, 7.0), (0.5, None, 0.5), (0.5, 0.0, 0.5),
     (0.5, 2.0, 2.0), (3.0, 2.0, 3.0), (0.0, 0.0, 0.0)],
)  # fmt: skip
def test_pause(interval: float | None, asked: float | None, pause: float) -> None:
    assert CrawlSettings(interval=interval).pause(asked) == pause


@pytest.mark.parametrize("name", ["interval", "backoff", "max_wait", "max_delay", "total_timeout", "robots_timeout"])
@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), 1e300, -1.0])
def test_a_time_that_is_none(name: str, seconds: float) -> None:
    with pytest.raises(UsageError):
        CrawlSettings(**{name: seconds})  # type: ignore[arg-type]


def test_default_interval_is_kept(workspace: Workspace) -> None:
    workspace.crawl("http://langven.example/", limit=3, interval=0.04)
    times = workspace.server.times("langven.example")
    assert all(later - earlier >= 0.04 for earlier, later in pairwise(times))


@pytest.mark.parametrize("status", [404, 403, 401])
def test_missing_robots_allows_everything(workspace: Workspace, status: int) -> None:
    workspace.server.fail(ROBOTS, Failure(status=status))
    assert workspace.crawl(HOME, limit=3).articles == 3


@pytest.mark.parametrize("failure", [Failure(status=503), Failure(status=500), Failure(drop=True), Failure(status=429)])
def test_robots_that_cannot_be_had_forbid_everything(workspace: Workspace, failure: Failure) -> None:
    workspace.server.fail(ROBOTS, failure)
    report = workspace.crawl(HOME, "http://langven.example/", limit=30)
    assert {u for u in workspace.server.counts() if "haidang" in u} == {ROBOTS}
    assert any("langven" in url for url in workspace.urls())
    [problem] = [p for p in report.problems if "haidang" in p.place]
    assert "robots.txt" in problem.detail
    assert report.queued == 1
    [event] = [e for e in workspace.events if e.kind == "host"]
    assert "\n" not in event.message
    workspace.server.mend(ROBOTS)
    workspace.later(hours=1)
    assert workspace.crawl(HOME, limit=3).articles == 3


def test_slow_robots_has_a_time_of_its_own(workspace: Workspace) -> None:
    workspace.server.fail(ROBOTS, Failure(delay=0.25))
    report = workspace.crawl(HOME, robots_timeout=0.05, attempts=1)
    assert report.articles == 0
    assert "robots.txt" in report.problems[0].detail


def test_robots_behind_a_redirect(workspace: Workspace) -> None:
    rules = b"User-agent: *\nDisallow: /rss/\n"
    workspace.server.fail(ROBOTS, Failure(status=301, headers={"Location": "http://haidang.example/r.txt"}))
    workspace.server.fail("http://haidang.example/r.txt", Failure(body=rules, headers={"Content-Type": "text/plain"}))
    report = workspace.crawl("http://haidang.example/rss/tin-moi.rss")
    assert report.excluded == {"robots": 1}


def test_rules_for_our_name_win(workspace: Workspace) -> None:
    rules = b"User-agent: *\nDisallow: /\n\nUser-agent: diembao\nDisallow: /noi-bo/\n"
    workspace.server.fail(ROBOTS, Failure(body=rules, headers={"Content-Type": "text/plain"}))
    assert workspace.crawl(HOME, limit=2).articles == 2


def test_user_agent_says_who_asks(workspace: Workspace) -> None:
    workspace.crawl(HOME, limit=1, contact="https://newsroom.example/bot")
    agents = {request.headers["user-agent"] for request in workspace.server.requests}
    assert agents == {"diembao/0.1 (+https://newsroom.example/bot)"}


def test_429_waits_as_long_as_it_is_told(workspace: Workspace) -> None:
    feed = "http://haidang.example/rss/tin-moi.rss"
    workspace.server.fail(feed, Failure(status=429, headers={"Retry-After": "0"}, times=1))
    report = workspace.crawl(feed, limit=1, backoff=5)  # the header, not the back-off, says how long
    assert report.articles == 1
    assert workspace.server.counts()[feed] == 2


def test_retry_after_as_a_date(workspace: Workspace) -> None:
    feed = "http://haidang.example/rss/tin-moi.rss"
    moment = format_datetime(workspace.now - timedelta(seconds=5), usegmt=True)
    workspace.server.fail(feed, Failure(status=503, headers={"Retry-After": moment}, times=1))
    assert workspace.crawl(feed, limit=1, backoff=5).articles == 1


@pytest.mark.parametrize("url", [ROBOTS, "http://haidang.example/rss/tin-moi.rss"])
def test_retry_after_in_no_year_that_there_is(workspace: Workspace, url: str) -> None:
    never = "Mon, 01 Jan 99999999999999 00:00:00 GMT"
    workspace.server.fail(url, Failure(status=503, headers={"Retry-After": never}, times=1))
    report = workspace.crawl("http://haidang.example/rss/tin-moi.rss", limit=1)
    assert report.articles == 1
    assert not report.failed


def test_host_that_asks_for_an_hour_is_left_alone(workspace: Workspace) -> None:
    feed = "http://haidang.example/rss/tin-moi.rss"
    workspace.server.fail(feed, Failure(status=429, headers={"Retry-After": "3600"}))
    report = workspace.crawl(feed)
    assert workspace.server.counts()[feed] == 1
    assert report.queued == 1
    assert report.problems[0].reason == "host-busy"
    assert "3600" in report.problems[0].detail


def test_back_off_grows(workspace: Workspace) -> None:
    feed = "http://haidang.example/rss/tin-moi.rss"
    workspace.server.fail(feed, Failure(status=503, times=2))
    workspace.crawl(feed, limit=1, attempts=3, backoff=0.03)
    times = [r.at for r in workspace.server.requests if r.url == feed]
    assert times[1] - times[0] >= 0.03
    assert times[2] - times[1] >= 0.06


def test_noindex_is_obeyed(workspace: Workspace, site: SampleSite) -> None:
    url = next(iter(site.article_urls("nhippho.example").values()))
    body = site.respond(url).body.replace(b"<head>", b'<head><meta name="robots" content="noindex">')
    workspace.server.fail(url, Failure(body=body))
    report = workspace.crawl(url)
    assert report.excluded == {"noindex": 1}
    assert workspace.urls() == []
