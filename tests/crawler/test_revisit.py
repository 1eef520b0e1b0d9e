from __future__ import annotations

from datetime import timedelta

import pytest

from corpus.sample import SampleSite
from crawler.revisit import pause_at
from crawler.sample_server import Failure
from tests.crawler.conftest import Workspace

H, D = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("age", "pause"),
    [(-H, 3 * H), (0 * H, 3 * H), (12 * H, 3 * H), (13 * H, 12 * H), (3 * D, 2 * D), (8 * D, 10 * D), (90 * D, 60 * D),
     (10_000 * D, 180 * D)],
)  # fmt: skip
def test_pause_grows_with_the_age(age: timedelta, pause: timedelta) -> None:
    assert pause_at(age) == pause
    assert pause_at(age, changed=True) == pause / 2


@pytest.fixture
def article(site: SampleSite) -> str:
    return next(iter(site.article_urls("haidang.example").values()))


def test_a_304_that_nobody_asked_for_is_no_page(workspace: Workspace, article: str) -> None:
    feed = "http://haidang.example/rss/tin-moi.rss"
    workspace.server.fail(article, Failure(status=304))
    report = workspace.crawl(article)
    assert (report.unchanged, report.failed) == (0, {"bad-answer": 1})
    workspace.server.fail(feed, Failure(status=304))
    assert workspace.crawl(feed).failed == {"bad-answer": 1}
    workspace.server.mend(article)
    workspace.later(days=1)
    assert workspace.crawl(article).articles == 1
    assert workspace.urls() == [article]


def asked(workspace: Workspace, url: str) -> int:
    return workspace.server.counts()[url]


def feed(workspace: Workspace, url: str, published: str) -> str:
    """A feed that says when an article was published."""
    address = "http://haidang.example/rss/moi.rss"
    entry = f"<item><link>{url}</link><pubDate>{published}</pubDate></item>"
    body = f"<rss><channel>{entry}</channel></rss>".encode()
    workspace.server.fail(address, Failure(body=body, headers={"Content-Type": "application/rss+xml"}))
    return address


def test_fresh_article_is_looked_at_within_hours(workspace: Workspace, article: str) -> None:
    seed = feed(workspace, article, workspace.now.isoformat())
    workspace.crawl(seed)
    workspace.later(hours=2)
    workspace.crawl(seed)
    assert asked(workspace, article) == 1
    workspace.later(hours=2)
    assert workspace.crawl(seed).unchanged == 1
    assert asked(workspace, article) == 2
    assert workspace.server.requests[-1].status == 304  # by its validators, though it is an article


def test_old_article_is_looked_at_after_months(workspace: Workspace, article: str) -> None:
    seed = feed(workspace, article, "2019-05-01T08:00:00+07:00")
    workspace.crawl(seed)
    for days in (30, 60, 80):
        workspace.later(days=days)
        workspace.crawl(seed)
    assert asked(workspace, article) == 1
    workspace.later(days=15)
    workspace.crawl(seed)
    assert asked(workspace, article) == 2


def test_feed_is_asked_for_in_every_run_and_conditionally(workspace: Workspace) -> None:
    seed = "http://haidang.example/rss/tin-moi.rss"
    workspace.crawl(seed)
    for _ in range(3):
        workspace.later(hours=1)
        workspace.crawl(seed)
    statuses = [request.status for request in workspace.server.requests if request.url == seed]
    assert statuses == [200, 304, 304, 304]


def test_sitemap_that_does_not_change_is_left_alone_for_longer(workspace: Workspace, site: SampleSite) -> None:
    home = "http://haidang.example/"
    days = []
    for day in range(20):
        before = sum(n for url, n in workspace.server.counts().items() if "sitemap-articles" in url)
        workspace.crawl(home, revisit="never")
        if sum(n for url, n in workspace.server.counts().items() if "sitemap-articles" in url) > before:
            days.append(day)
        workspace.later(days=1)
    assert days == [0, 1, 2, 4, 8, 15]


def test_validators_that_cannot_be_sent_are_not_kept(workspace: Workspace, site: SampleSite, article: str) -> None:
    body = site.respond(article).body
    workspace.server.fail(article, Failure(body=body, headers={"ETag": '"' + "x" * 5_000 + '"'}))
    workspace.crawl(article)
    workspace.later(days=1)
    assert workspace.crawl(article).unchanged == 1
    assert "if-none-match" not in workspace.server.requests[-1].headers
