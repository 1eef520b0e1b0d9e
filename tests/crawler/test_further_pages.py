"""Articles over several pages: the crawler brings all of them, whatever it was sent for."""

from __future__ import annotations

import pytest

from corpus.sample import SampleSite
from crawler.sample_server import Failure
from tests.crawler.conftest import Workspace


@pytest.fixture
def article(site: SampleSite) -> str:
    return site.editions["haidang"].url(site.editions["haidang"].articles[3])


def page(article: str, number: int, *, canonical: bool = False, last: int = 3, text: str = "") -> bytes:
    links = "".join(f'<a href="{article}?page={n}">{n}</a>' for n in range(1, last + 1) if n != number)
    links += f'<a href="{article}?page=900">900</a><a href="/khac-20200101080000002.htm?page=2">khác</a>'
    head = f'<link rel="canonical" href="{article}">' if canonical else ""
    head += '<meta property="article:published_time" content="2020-02-03T08:00:00+07:00">'
    body = text or f"Trang {number} kể tiếp chuyện con đường muối qua đèo Gió, từ bến Vạn lên vùng núi. " * 5
    return f"<html><head>{head}</head><body><h1>Chuyện muối</h1><p>{body}</p>{links}</body></html>".encode()


@pytest.mark.parametrize("canonical", [False, True])
def test_further_pages_of_an_article_are_fetched(workspace: Workspace, article: str, canonical: bool) -> None:
    pages = [article, f"{article}?page=2", f"{article}?page=3"]
    for number, url in enumerate(pages, 1):
        workspace.server.fail(url, Failure(status=200, body=page(article, number, canonical=canonical)))
    workspace.crawl(article, limit=1)
    assert sorted(workspace.urls()) == sorted(pages)
    asked = {url for url in workspace.server.counts() if "robots" not in url}
    assert asked == {*pages, f"{article}?page=1"} - {f"{article}?page=1"}


def test_a_further_page_that_is_no_article_by_itself_is_kept(workspace: Workspace, article: str) -> None:
    workspace.server.fail(article, Failure(status=200, body=page(article, 1, last=2)))
    short = f"<html><body><h1>Chuyện muối</h1><p>Hết chuyện.</p><a href='{article}?page=3'>3</a></body></html>"
    workspace.server.fail(f"{article}?page=2", Failure(status=200, body=short.encode()))
    workspace.server.fail(f"{article}?page=3", Failure(status=200, body=short.replace("Hết", "Thôi").encode()))
    workspace.crawl(article)
    assert sorted(workspace.urls()) == [article, f"{article}?page=2", f"{article}?page=3"]


def test_a_site_that_gives_the_same_page_again(workspace: Workspace, article: str) -> None:
    same = page(article, 1, text="Chuyện con đường muối qua đèo Gió, từ bến Vạn lên vùng núi. " * 8)
    for url in (article, f"{article}?page=2", f"{article}?page=3"):
        workspace.server.fail(url, Failure(status=200, body=same))
    workspace.crawl(article)
    assert workspace.urls() == [article]
