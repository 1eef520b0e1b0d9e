from __future__ import annotations

import pytest

from corpus.sample import SampleSite
from tests.crawler.conftest import Workspace

HOSTS = ("haidang.example", "congan-vanson.example", "langven.example", "nhippho.example")
WITH_SITEMAP = tuple(h for h in HOSTS if h != "langven.example")
FEEDS = {
    "haidang.example": "/rss/tin-moi.rss",
    "congan-vanson.example": "/tin-moi.atom",
    "nhippho.example": "/rss/home.rss",
}


def wanted(site: SampleSite, host: str) -> set[str]:
    return set(site.article_urls(host).values())


@pytest.mark.parametrize("host", HOSTS)
def test_home_page_finds_every_article_once(workspace: Workspace, site: SampleSite, host: str) -> None:
    report = workspace.crawl(f"http://{host}/")
    articles = wanted(site, host)
    urls = workspace.urls()
    assert set(urls) >= articles
    assert len(urls) == len(set(urls)) == report.articles
    assert set(workspace.server.counts().values()) == {1}
    assert report.stopped == "done"
    assert report.queued == 0
    assert report.advice is None


@pytest.mark.parametrize("host", HOSTS)
def test_listing_pages_alone_find_every_article(workspace: Workspace, site: SampleSite, host: str) -> None:
    workspace.crawl(f"http://{host}/", sitemaps=False, feeds=False)
    assert set(workspace.urls()) >= wanted(site, host)
    assert not any(url.endswith((".xml", ".gz", ".rss", ".atom")) for url in workspace.server.counts())


@pytest.mark.parametrize("host", WITH_SITEMAP)
def test_sitemap_seed_finds_every_article_with_its_date(workspace: Workspace, site: SampleSite, host: str) -> None:
    workspace.crawl(f"http://{host}/sitemap.xml")
    pages = {page.url: page for page in workspace.pages()}
    assert set(pages) == wanted(site, host)
    for page in pages.values():
        assert page.given.published_method == "sitemap"
        assert page.given.published is not None
        assert page.given.published.endswith("+07:00")


@pytest.mark.parametrize("host", sorted(FEEDS))
def test_feed_seed_finds_every_article_with_its_date(workspace: Workspace, site: SampleSite, host: str) -> None:
    workspace.crawl(f"http://{host}{FEEDS[host]}")
    pages = {page.url: page for page in workspace.pages()}
    assert set(pages) == wanted(site, host)
    published = {article.slug: article.published.isoformat() for e in site.editions.values() for article in e.articles}
    slugs = {url: slug for slug, url in site.article_urls(host).items()}
    for url, page in pages.items():
        assert page.given.published_method == "feed"
        assert page.given.published == published[slugs[url or ""]]


def test_news_sitemap_beats_lastmod(workspace: Workspace, site: SampleSite) -> None:
    workspace.server.revision = 2
    workspace.crawl("http://congan-vanson.example/sitemap.xml")
    newest = site.editions["vanson"].articles[0]
    [page] = [p for p in workspace.pages() if p.url == site.editions["vanson"].url(newest)]
    assert page.given.published == newest.published.isoformat()


def test_article_seed_fetches_that_article_alone(workspace: Workspace, site: SampleSite) -> None:
    url = next(iter(site.article_urls("nhippho.example").values()))
    report = workspace.crawl(url)
    assert workspace.urls() == [url]
    assert set(workspace.server.counts()) == {url, "http://nhippho.example/robots.txt"}
    assert report.articles == 1


def test_section_seed_stays_in_its_section(workspace: Workspace, site: SampleSite) -> None:
    seed = "http://congan-vanson.example/chuyen-muc/xay-dung-dang.html"
    workspace.crawl(seed, feeds=False)
    edition = site.editions["vanson"]
    mine = {edition.url(a) for a in edition.articles if a.section == "Xây dựng Đảng"}
    assert mine <= set(workspace.urls())
    hubs = {u for u in workspace.server.counts() if "/chuyen-muc/" in u}
    assert hubs == {seed}


def test_several_papers_side_by_side(workspace: Workspace, site: SampleSite) -> None:
    report = workspace.crawl(*(f"http://{host}/" for host in HOSTS))
    everything = set().union(*(wanted(site, host) for host in HOSTS))
    assert set(workspace.urls()) >= everything
    assert report.failed == {"http-404": 4}  # each paper has one dead link
    assert report.excluded["robots"] == 4  # and one closed page


def test_contact_page_and_pictures_are_not_archived(workspace: Workspace) -> None:
    workspace.crawl("http://haidang.example/")
    assert not any("lien-he" in url for url in workspace.urls())
    assert not any(url.endswith(".png") for url in workspace.server.counts())


def test_redirect_is_followed_and_recorded(workspace: Workspace, site: SampleSite) -> None:
    [(old, new)] = site.redirects("congan-vanson.example").items()
    old, new = (f"http://congan-vanson.example{path}" for path in (old, new))
    report = workspace.crawl(old)
    assert workspace.urls() == [new]
    assert report.redirects == 1
    [archive] = workspace.folder.glob("*.warc.gz")
    import gzip

    text = gzip.decompress(archive.read_bytes()).decode("utf-8", "replace")
    assert f"WARC-Target-URI: {old}" in text
    assert "HTTP/1.1 301 Moved Permanently" in text
    assert "User-Agent: diembao/" in text


def test_duplicate_addresses_are_not_archived_twice(workspace: Workspace, site: SampleSite) -> None:
    report = workspace.crawl("http://langven.example/", "http://nhippho.example/")
    assert report.duplicates == 2
    asked = workspace.server.counts()
    for host, second in (("langven.example", "/index.php?id="), ("nhippho.example", "/m/")):
        assert any(host in url and second in url for url in asked)
        assert not any(host in url and second in url for url in workspace.urls())


def test_dates_limit_what_is_fetched(workspace: Workspace, site: SampleSite) -> None:
    from datetime import date

    workspace.crawl("http://haidang.example/", since=date(2021, 1, 1), until=date(2022, 12, 31))
    edition = site.editions["haidang"]
    inside = {edition.url(a) for a in edition.articles if 2021 <= a.published.year <= 2022}
    assert {u for u in workspace.urls() if "/amp/" not in u} == inside
    outside = {edition.url(a) for a in edition.articles} - inside
    assert not outside & set(workspace.server.counts())


def test_another_run_judges_dates_anew(workspace: Workspace, site: SampleSite) -> None:
    from datetime import date

    workspace.crawl("http://haidang.example/rss/tin-moi.rss", since=date(2024, 1, 1))
    assert len(workspace.urls()) < len(wanted(site, "haidang.example"))
    workspace.later(days=1)
    workspace.crawl("http://haidang.example/rss/tin-moi.rss")
    assert set(workspace.urls()) == wanted(site, "haidang.example")


def test_include_and_exclude(workspace: Workspace) -> None:
    report = workspace.crawl("http://nhippho.example/", include=("/phap-luat/*post",), exclude=("/m/",))
    urls = workspace.urls()
    assert urls
    assert all("/phap-luat/" in url for url in urls)
    assert report.excluded["pattern"] > 5
    assert not any("/m/" in url for url in workspace.server.counts())


def test_limit_then_go_on(workspace: Workspace, site: SampleSite) -> None:
    report = workspace.crawl("http://haidang.example/", limit=5)
    assert report.articles == len(workspace.urls()) == 5
    assert report.stopped == "limit"
    assert report.advice is not None
    assert "again" in report.advice
    workspace.later(hours=1)
    report = workspace.crawl("http://haidang.example/")
    assert set(workspace.urls()) >= wanted(site, "haidang.example")
    articles = wanted(site, "haidang.example")
    assert all(n == 1 for url, n in workspace.server.counts().items() if url in articles)


def test_limit_with_several_hosts_is_exact(workspace: Workspace) -> None:
    report = workspace.crawl(*(f"http://{host}/" for host in HOSTS), limit=7)
    assert report.articles == len(workspace.urls()) == 7


def test_forgotten_addresses_leave_no_trace(workspace: Workspace, site: SampleSite) -> None:
    gone = next(iter(site.article_urls("haidang.example").values()))
    workspace.forgotten = lambda url: url == gone
    report = workspace.crawl("http://haidang.example/")
    assert report.forgotten > 0
    assert gone not in workspace.server.counts()
    assert gone not in workspace.urls()
    for path in workspace.folder.glob("crawl.sqlite*"):
        assert gone.encode() not in path.read_bytes()


def test_page_forgotten_after_it_was_queued(workspace: Workspace, site: SampleSite) -> None:
    gone = min(site.article_urls("haidang.example").values())
    workspace.crawl("http://haidang.example/", limit=1)
    workspace.later(hours=1)
    workspace.forgotten = lambda url: url == gone
    workspace.server.forget_requests()
    workspace.crawl("http://haidang.example/")
    assert gone not in workspace.server.counts()
