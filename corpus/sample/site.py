"""The four papers as one site: an answer for every address."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from urllib.parse import urlsplit

from corpus.errors import DataFileError
from corpus.sample import feeds, haidang, langven, nhippho, vanson
from corpus.sample.edition import Edition, Listing, Page, Template, article_numbers, figures, image_path
from corpus.sample.loader import load_articles
from corpus.sample.model import SampleArticle

TEMPLATES: MappingProxyType[str, Template] = MappingProxyType(
    {"haidang": haidang, "vanson": vanson, "langven": langven, "nhippho": nhippho}
)
_FEED_PATHS = {"haidang": "/rss/tin-moi.rss", "vanson": "/tin-moi.atom", "nhippho": "/rss/home.rss"}
# Where no article file asks for a redirect or a duplicate, the first article of the paper gets one of its habit.
_REDIRECTS = {
    "haidang": "/tin/{slug}.htm",
    "vanson": "/Default.aspx?id={number}",
    "langven": "/baiviet.asp?so={number}",
}
_DUPLICATES = {"haidang": "/amp/{slug}.htm", "vanson": "/in-trang/{number}.html", "langven": "/index.php?id={number}"}

Render = Callable[[int], tuple[Page, datetime]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer: status, headers in order, body bytes."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """A header's value, whatever the case of its name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class SampleSite:
    """All addresses of the four papers. `revision` 1 is the first print, 2 has the updated articles."""

    def __init__(self, articles: Sequence[SampleArticle] | None = None) -> None:
        everything = tuple(articles if articles is not None else load_articles())
        self.editions = {paper: _edition(paper, everything) for paper in TEMPLATES}
        self._by_host = {e.template.HOST: e for e in self.editions.values() if e.articles}
        self._routes = {host: dict(_routes(edition)) for host, edition in self._by_host.items()}
        self._redirects = {
            host: {path: edition.paths[slug] for slug, path in edition.old.items()}
            for host, edition in self._by_host.items()
        }

    @property
    def hosts(self) -> tuple[str, ...]:
        """Host names of the papers."""
        return tuple(self._by_host)

    def paths(self, host: str) -> tuple[str, ...]:
        """Every path of a host that is answered with a page."""
        return tuple(self._routes[host])

    def redirects(self, host: str) -> dict[str, str]:
        """Old paths of a host, and where they lead."""
        return dict(self._redirects[host])

    def article_urls(self, host: str) -> dict[str, str]:
        """Slug to the article's own address, for every article that the host prints."""
        edition = self._by_host[host]
        return {article.slug: edition.url(article) for article in edition.articles}

    def respond(self, url: str, *, revision: int = 1) -> Response:
        """The answer to a GET for an absolute address; 404 for an unknown path, 502 for an unknown host."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if host not in self._by_host:
            return _plain(502, f"{host}: no such host in the sample\n")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        target = self._redirects[host].get(path)
        if target:
            return Response(
                status=301,
                headers=(("Location", self._by_host[host].origin + target), ("Content-Type", "text/html")),
                body=b"<html><body><h1>301 Moved Permanently</h1></body></html>\n",
            )
        routes = self._routes[host]
        render = routes.get(path) or routes.get(_without_tracking(parts.path, parts.query))
        if render is None:
            return _plain(404, "<html><body><h1>404</h1><p>Không tìm thấy trang.</p></body></html>\n", "text/html")
        page, modified = render(revision)
        return Response(
            status=200,
            headers=(
                ("Content-Type", page.content_type),
                ("Last-Modified", feeds.http_date(modified)),
                ("ETag", f'"{hashlib.sha256(page.body).hexdigest()[:20]}"'),
            ),
            body=page.body,
        )


def _without_tracking(path: str, query: str) -> str:
    kept = "&".join(part for part in query.split("&") if part and not part.startswith("utm_"))
    return f"{path}?{kept}" if kept else path


def _edition(paper: str, everything: Sequence[SampleArticle]) -> Edition:
    template = TEMPLATES[paper]
    own = [a for a in everything if a.paper == paper or paper in a.also_in]
    articles = tuple(sorted(own, key=lambda a: (a.published, a.slug), reverse=True))
    numbers = article_numbers(articles)
    paths = {a.slug: template.article_path(a, numbers[a.slug]) for a in articles}
    if len(set(paths.values())) < len(articles):
        raise DataFileError(f"{paper}/", "slug", "two articles have one address")
    second = _other_paths(paper, articles, numbers, _DUPLICATES, lambda a: a.duplicate_url)
    old = _other_paths(paper, articles, numbers, _REDIRECTS, lambda a: a.redirect_from)
    linked = paper in ("haidang", "nhippho")  # the others link to the print page from the article alone
    titles = {a.slug: a.title for a in articles}
    return Edition(
        paper=paper,
        template=template,
        articles=articles,
        paths=paths,
        numbers=numbers,
        sections=tuple(sorted({a.section for a in articles})),
        second=second,
        old=old,
        popular=tuple((titles[slug], path) for slug, path in (*old.items(), *(second.items() if linked else ()))),
    )


def _other_paths(
    paper: str,
    articles: Sequence[SampleArticle],
    numbers: Mapping[str, int],
    habits: Mapping[str, str],
    said: Callable[[SampleArticle], str],
) -> dict[str, str]:
    """Slug to another path: where no article file names one, the paper's oldest article gets one of its habit."""
    mine = [a for a in articles if a.paper == paper]
    found = {a.slug: said(a) for a in mine if said(a)}
    if not found and mine and paper in habits:
        oldest = mine[-1]
        found[oldest.slug] = habits[paper].format(slug=oldest.slug, number=numbers[oldest.slug])
    return found


def _routes(edition: Edition) -> Iterable[tuple[str, Render]]:
    for article in edition.articles:
        paths = [edition.path(article)]
        if article.slug in edition.second:
            paths.append(edition.second[article.slug])
        for path in paths:
            yield path, _article_render(edition, article, path)
        for index in range(1, len(figures(article)) + 1):
            yield image_path(article, index), _fixed(Page(_png(article.slug, index), "image/png"), article.published)
    yield from _listing_routes(edition)
    yield from _machine_routes(edition)
    template = edition.template
    newest = edition.articles[0].published
    yield template.CONTACT_PATH, _fixed(template.render_notice(edition, "Liên hệ", _CONTACT), newest)
    yield template.HIDDEN_PATH, _fixed(template.render_notice(edition, "Nội bộ", _HIDDEN), newest)
    yield "/static/logo.png", _fixed(Page(_png(edition.paper, 0), "image/png"), newest)


_CONTACT = "Mọi ý kiến xin gửi về tòa soạn trong giờ hành chính, từ thứ hai đến thứ sáu. Xin cảm ơn bạn đọc."
_HIDDEN = "Trang này nằm trong thư mục mà robots.txt không cho máy đọc vào."


def _listing_routes(edition: Edition) -> Iterable[tuple[str, Render]]:
    for section in (None, *edition.sections):
        members = [a for a in edition.articles if section is None or a.section == section]
        size = edition.template.PAGE_SIZE
        last = max(1, -(-len(members) // size))
        for number in range(1, last + 1):
            shown = tuple(members[(number - 1) * size : number * size])
            listing = Listing(section, number, last, shown)
            path = edition.template.listing_path(section, number, edition.sections)
            yield path, _fixed(edition.template.render_listing(edition, listing), members[0].published)


def _machine_routes(edition: Edition) -> Iterable[tuple[str, Render]]:
    newest = edition.articles[0].published
    listings_only = edition.paper == "langven"
    yield "/robots.txt", _fixed(feeds.robots(edition, with_sitemap=not listings_only), newest)
    if listings_only:
        return
    yield feeds.SITEMAP_INDEX, _revised(edition, lambda r: feeds.sitemap_index(edition, r))
    yield feeds.SECTION_SITEMAP, _fixed(feeds.section_sitemap(edition), newest)
    yield feeds.NEWS_SITEMAP, _fixed(feeds.news_sitemap(edition), newest)
    yield feeds.OLD_SITEMAP, _revised(edition, lambda r: feeds.article_sitemap(edition, r, old=True))
    yield feeds.NEW_SITEMAP, _revised(edition, lambda r: feeds.article_sitemap(edition, r, old=False))
    if edition.paper == "vanson":
        yield _FEED_PATHS["vanson"], _revised(edition, lambda r: feeds.atom(edition, r))
    else:
        yield _FEED_PATHS[edition.paper], _fixed(feeds.rss(edition, vietnamese_zone=edition.paper == "nhippho"), newest)


def _article_render(edition: Edition, article: SampleArticle, path: str) -> Render:
    return lambda revision: (
        edition.template.render_article(edition, article, revision, path),
        article.modified(revision),
    )


def _fixed(page: Page, modified: datetime) -> Render:
    return lambda _revision: (page, modified)


def _revised(edition: Edition, render: Callable[[int], Page]) -> Render:
    return lambda revision: (render(revision), max(a.modified(revision) for a in edition.articles))


def _plain(status: int, text: str, kind: str = "text/plain") -> Response:
    return Response(status=status, headers=(("Content-Type", f"{kind}; charset=utf-8"),), body=text.encode())


def _png(name: str, index: int) -> bytes:
    """A plain picture of 64 x 36 points in a colour made from the name."""
    colour = hashlib.sha256(f"{name}/{index}".encode()).digest()[:3]
    rows = (b"\x00" + colour * 64) * 36

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 64, 36, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
