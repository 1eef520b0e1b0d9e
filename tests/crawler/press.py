"""An invented press of a few pages, each written by its test; served as the sample press is, through the proxy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from corpus.sample import Response
from crawler.sample_server import SampleServer

HOST = "http://bao.example"
PROSE = "<p>" + "Một câu văn đủ dài của một bài báo về đại hội chi bộ. " * 12 + "</p>"
Page = str | bytes | Response


class Press(SampleServer):
    """Serves `pages` by address; `make` gives pages that are not listed; all else is 404."""

    def __init__(self, pages: Mapping[str, Page], make: Callable[[str], Page | None] = lambda _: None) -> None:
        super().__init__()
        self.pages = dict(pages)
        self.make = make

    def answer(self, url: str, headers: Mapping[str, str]) -> Response:
        """See `SampleServer.answer`."""
        page = self.pages.get(url) or self.make(url)
        if page is None:
            return Response(status=404, headers=(("Content-Type", "text/html"),), body=b"<html>404")
        if isinstance(page, Response):
            fresh = headers.get("if-none-match") and headers["if-none-match"] == page.header("ETag")
            return Response(status=304, headers=page.headers, body=b"") if fresh else page
        body = page.encode() if isinstance(page, str) else page
        return Response(status=200, headers=(("Content-Type", kind_of(url, body)),), body=body)

    def asked(self) -> list[str]:
        """Addresses in the order in which they were asked for, without robots.txt and its like."""
        paths = ("/robots.txt", "/.well-known/tdmrep.json")
        return [request.url for request in self.requests if urlsplit(request.url).path not in paths]


def kind_of(url: str, body: bytes) -> str:
    """The content type of a page."""
    if urlsplit(url).path == "/robots.txt":
        return "text/plain"
    return "application/xml" if body.startswith(b"<?xml") else "text/html; charset=utf-8"


def html(body: str, head: str = "") -> str:
    """A page."""
    return f"<!DOCTYPE html><html><head><title>Báo</title>{head}</head><body>{body}</body></html>"


def links(*urls: str) -> str:
    """A list of links."""
    return "".join(f'<a href="{url}">tin</a>' for url in urls)


def sitemap(*urls: str) -> str:
    """A sitemap."""
    entries = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'


def sitemap_index(*urls: str) -> str:
    """A sitemap index."""
    entries = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f'<?xml version="1.0"?><sitemapindex>{entries}</sitemapindex>'


def feed(*urls: str) -> str:
    """An RSS feed."""
    items = "".join(f"<item><link>{url}</link><pubDate>Thu, 18 Jun 2020 04:29:00 GMT</pubDate></item>" for url in urls)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'
