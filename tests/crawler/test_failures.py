from __future__ import annotations

import gzip
import socket
from typing import Any

import pytest

from corpus.errors import FetchError, UsageError, WorkspaceError
from corpus.sample import SampleSite
from crawler import CrawlSettings
from crawler.ask import Asker
from crawler.sample_server import Failure
from tests.crawler.conftest import Workspace

FEED = "http://haidang.example/rss/tin-moi.rss"


@pytest.fixture
def article(site: SampleSite) -> str:
    return site.editions["haidang"].url(site.editions["haidang"].articles[3])


def test_missing_page_is_counted_and_not_tried_again(workspace: Workspace) -> None:
    url = "http://haidang.example/khong-co-bai-nay-20200101080000001.htm"
    report = workspace.crawl(url)
    assert report.failed == {"http-404": 1}
    assert report.problems[0].place == url
    assert workspace.server.counts()[url] == 1


def test_server_error_passes(workspace: Workspace, article: str) -> None:
    workspace.server.fail(article, Failure(status=500, times=1))
    report = workspace.crawl(article)
    assert report.articles == 1
    assert not report.failed


def test_server_error_stays_and_is_tried_in_the_next_run(workspace: Workspace, article: str) -> None:
    workspace.server.fail(article, Failure(status=502))
    report = workspace.crawl(FEED)
    assert report.failed == {"http-5xx": 1}
    assert workspace.server.counts()[article] == 2
    workspace.server.mend(article)
    workspace.later(days=1)
    report = workspace.crawl(FEED)
    assert report.articles == 1
    assert article in workspace.urls()


def test_oversized_body_is_not_kept(workspace: Workspace, article: str) -> None:
    workspace.server.fail(article, Failure(body=b"<html>" + b"x" * 300_000))
    report = workspace.crawl(FEED, max_bytes=200_000)
    assert report.failed == {"too-large": 1}
    assert article not in workspace.urls()


def test_unpacked_size_counts(workspace: Workspace, article: str) -> None:
    bomb = gzip.compress(b"<html>" + b" " * 5_000_000)
    workspace.server.fail(article, Failure(body=bomb, headers={"Content-Encoding": "gzip"}))
    assert workspace.crawl(article, max_bytes=100_000).failed == {"too-large": 1}


def test_compressed_page_is_archived_decoded(workspace: Workspace, site: SampleSite, article: str) -> None:
    body = site.respond(article).body
    workspace.server.fail(article, Failure(body=gzip.compress(body), headers={"Content-Encoding": "gzip"}))
    workspace.crawl(article)
    [page] = workspace.pages()
    assert page.body == body


def test_slow_server_times_out(workspace: Workspace, article: str) -> None:
    workspace.server.fail(article, Failure(delay=0.25))
    report = workspace.crawl(article, read_timeout=0.05, attempts=1)
    assert report.failed == {"timeout": 1}


def test_dripping_server_times_out(workspace: Workspace, article: str) -> None:
    workspace.server.fail(article, Failure(drip=True, delay=0.02))
    report = workspace.crawl(article, total_timeout=0.15, attempts=1)
    assert report.failed == {"timeout": 1}


def test_dropped_connection_is_tried_again(workspace: Workspace, article: str) -> None:
    workspace.server.fail(article, Failure(drop=True, times=1))
    assert workspace.crawl(article).articles == 1
    assert workspace.server.counts()[article] == 2


def test_dropped_connections_are_counted(workspace: Workspace, article: str) -> None:
    workspace.server.fail(article, Failure(drop=True))
    assert workspace.crawl(FEED).failed == {"dropped": 1}


def test_host_in_trouble_is_given_up(workspace: Workspace, site: SampleSite) -> None:
    for url in site.article_urls("haidang.example").values():
        workspace.server.fail(url, Failure(status=503))
    report = workspace.crawl(FEED, "http://langven.example/", attempts=1)
    assert report.failed["http-5xx"] == 4  # three pages, and the host
    assert report.queued == len(site.article_urls("haidang.example")) - 3
    assert "run the same command again" in (report.advice or "")
    assert any("langven" in url for url in workspace.urls())


def test_unreachable_host_is_one_line_and_the_run_goes_on(workspace: Workspace) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        closed = probe.getsockname()[1]
    index = f"http://127.0.0.1:{workspace.server.port}/"
    report = workspace.crawl(f"http://127.0.0.1:{closed}/", index, proxy=None, attempts=1, allow_private=True)
    [event] = [e for e in workspace.events if e.kind == "host"]
    assert "refused" in event.message
    assert "\n" not in event.message
    assert workspace.server.counts()[index] == 1
    assert report.queued == 1


def test_unreachable_proxy_is_named(workspace: Workspace) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        closed = probe.getsockname()[1]
    report = workspace.crawl("http://haidang.example/", proxy=f"http://127.0.0.1:{closed}", attempts=1)
    assert "proxy" in report.problems[0].detail


def test_folder_that_is_missing(workspace: Workspace) -> None:
    workspace.folder /= "missing"
    with pytest.raises(WorkspaceError, match="folder"):
        workspace.crawl("http://haidang.example/")


def test_seed_that_redirects_to_a_home_page_crawls_the_site(workspace: Workspace, site: SampleSite) -> None:
    seed = "http://www.haidang.example/"
    workspace.server.fail(seed, Failure(status=301, headers={"Location": "http://haidang.example/"}))
    workspace.server.fail("http://www.haidang.example/robots.txt", Failure(status=404))
    workspace.crawl(seed)
    assert set(workspace.urls()) >= set(site.article_urls("haidang.example").values())
    workspace.later(days=1)
    workspace.server.forget_requests()
    workspace.crawl(seed)
    assert "http://haidang.example/" in workspace.server.counts()


def test_unknown_name(workspace: Workspace) -> None:
    report = workspace.crawl("http://khong-co.invalid/", proxy=None, attempts=1)
    assert report.articles == 0
    assert len(report.problems) == 1


@pytest.mark.parametrize(
    ("body", "kind"), [(b"\x89PNG\r\n", "image/png"), (b"%PDF-1.4", "application/pdf"), (b"\x00\x01", "text/html2")]
)
def test_what_is_no_page_is_not_read(workspace: Workspace, article: str, body: bytes, kind: str) -> None:
    workspace.server.fail(article, Failure(body=body, headers={"Content-Type": kind}))
    assert workspace.crawl(article).failed == {"not-a-page": 1}


def test_page_with_a_wrong_content_type_is_archived_readably(
    workspace: Workspace, site: SampleSite, article: str
) -> None:
    body = site.respond(article).body
    workspace.server.fail(article, Failure(body=body, headers={"Content-Type": "text/plain"}))
    workspace.crawl(article)
    [page] = workspace.pages()
    assert page.kind == "html"
    assert page.headers["x-archive-orig-content-type"] == "text/plain"


def test_redirects_that_go_round_end(workspace: Workspace) -> None:
    first, second = "http://haidang.example/a", "http://haidang.example/b"
    workspace.server.fail(first, Failure(status=302, headers={"Location": second}))
    workspace.server.fail(second, Failure(status=302, headers={"Location": first}))
    report = workspace.crawl(first)
    assert report.redirects == 2
    assert report.stopped == "done"


def test_redirect_without_a_target(workspace: Workspace, article: str) -> None:
    workspace.server.fail(article, Failure(status=301))
    assert workspace.crawl(article).failed == {"redirect": 1}


def test_endless_redirects_end(workspace: Workspace) -> None:
    for n in range(40):
        workspace.server.fail(f"http://haidang.example/{n}/x", Failure(status=302, headers={"Location": f"/{n + 1}/x"}))
    report = workspace.crawl("http://haidang.example/0/x")
    assert report.failed == {"redirect": 1}


def test_broken_sitemap_and_feed_do_not_end_the_crawl(workspace: Workspace, site: SampleSite) -> None:
    workspace.server.fail(
        "http://haidang.example/sitemap.xml",
        Failure(body=b"<urlset><url><loc>http://", headers={"Content-Type": "text/xml"}),
    )
    workspace.server.fail(FEED, Failure(body=b"<rss><channel><item>\xff\xfe", headers={"Content-Type": "text/xml"}))
    workspace.crawl("http://haidang.example/")
    assert set(workspace.urls()) >= set(site.article_urls("haidang.example").values())


def test_broken_gzip_sitemap(workspace: Workspace) -> None:
    url = "http://haidang.example/sitemap-articles-1.xml.gz"
    workspace.server.fail(url, Failure(body=b"\x1f\x8b\x08broken", headers={"Content-Type": "application/x-gzip"}))
    assert workspace.crawl(url).failed == {"bad-answer": 1}


@pytest.mark.parametrize("seed", ["haidang.example", "ftp://haidang.example/", "http://", "http://[", ""])
def test_wrong_seeds(workspace: Workspace, seed: str) -> None:
    with pytest.raises(UsageError):
        workspace.crawl(seed)


def test_page_that_trips_us_up_is_one_failed_page(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("crawler.worker.read_page", broken)
    report = workspace.crawl(FEED)
    assert set(report.failed) == {"internal-error"}
    assert "RecursionError: too deep" in report.problems[0].detail


def test_headers_of_any_bytes_are_archived(workspace: Workspace, site: SampleSite, article: str) -> None:
    body = site.respond(article).body
    workspace.server.fail(article, Failure(body=body, headers={"X-Editor": "caf\xe9", "X-Empty": ""}))
    workspace.crawl(article)
    [page] = workspace.pages()
    assert page.body == body


def test_no_seed(workspace: Workspace) -> None:
    with pytest.raises(UsageError):
        workspace.crawl()


def test_wrong_settings() -> None:
    with pytest.raises(UsageError):
        CrawlSettings(limit=0)
    with pytest.raises(UsageError):
        CrawlSettings(interval=-1)


@pytest.mark.parametrize("secret", ["mat-khau", "mat-khau@mat-khau", "mat-khau mat-khau"])
def test_credentials_are_neither_sent_nor_kept(workspace: Workspace, article: str, secret: str) -> None:
    seed = article.replace("http://", f"http://bien-tap:{secret}@")
    target = article.replace("haidang", f"bien-tap:{secret}@haidang") + "?b=2"
    workspace.server.fail(article, Failure(status=302, headers={"Location": target}))
    report = workspace.crawl(seed)
    with pytest.raises(UsageError) as error:
        workspace.crawl(f"ftp://bien-tap:{secret}/mat-khau@haidang.example/")
    told = [str(error.value), *(f"{e.url} {e.message}" for e in workspace.events), *(str(p) for p in report.problems)]
    assert not any("mat-khau" in text for text in told)
    assert all("authorization" not in request.headers for request in workspace.server.requests)
    archived = b"".join(gzip.decompress(path.read_bytes()) for path in workspace.folder.glob("*.warc.gz"))
    assert b"mat-khau" not in archived
    assert b"mat-khau" not in workspace.frontier.read_bytes()


def test_page_in_another_charset_than_it_says_is_archived_byte_by_byte(workspace: Workspace, article: str) -> None:
    text = "Hội nghị sơ kết công tác năm của đảng bộ. ".encode("utf-16-le") + b"\xd0\xec\xfe\xff " * 40
    other = article.replace("-", "-khac-", 1)
    link = f'<a href="{other}">Tin</a>'.encode()
    body = b"<html><body><h1>Tin</h1>" + link + b"<p>" + text + b"</p></body></html>"
    workspace.server.fail(article, Failure(body=body, headers={"Content-Type": "text/html; charset=utf-8"}))
    workspace.crawl(article)
    assert [page.body for page in workspace.pages()] == [body]


@pytest.mark.parametrize("method", ["robots", "tdm"])
@pytest.mark.parametrize("error", [ValueError("hỏng\ud800"), KeyError("x"), FetchError("dropped", "cut")])
def test_what_one_host_trips_up_is_not_the_end_of_the_others(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, method: str, error: Exception
) -> None:
    known = getattr(Asker, method)

    def trip(asker: Asker, url: str) -> Any:
        if "haidang" in url:
            raise error
        return known(asker, url)

    monkeypatch.setattr(Asker, method, trip)
    report = workspace.crawl(FEED, "http://langven.example/", limit=30, licensed=False)
    assert any("langven" in url for url in workspace.urls())
    assert len([problem for problem in report.problems if "haidang" in problem.place]) == 1
    assert report.queued >= 1  # what is left of the host waits for the next run
