"""What machines read: robots.txt, sitemaps, RSS and Atom of the sample papers."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from email.utils import format_datetime

from corpus.sample.edition import Edition, Page, esc, teaser
from corpus.sample.model import SampleArticle

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"

SITEMAP_INDEX = "/sitemap.xml"
NEWS_SITEMAP = "/sitemap-news.xml"
SECTION_SITEMAP = "/sitemap-sections.xml"
OLD_SITEMAP = "/sitemap-articles-1.xml.gz"
NEW_SITEMAP = "/sitemap-articles-2.xml"
CRAWL_DELAY = 0.05  # seconds; short, so that the demo is quick


def robots(edition: Edition, *, with_sitemap: bool) -> Page:
    """robots.txt: one closed folder, a crawl delay, and where the sitemap is."""
    folder = edition.template.HIDDEN_PATH.split("/")[1]
    lines = ["# Sample press", "User-agent: *", f"Disallow: /{folder}/", "Allow: /", f"Crawl-delay: {CRAWL_DELAY}"]
    if with_sitemap:
        lines += ["", f"Sitemap: {edition.origin}{SITEMAP_INDEX}"]
    return Page(("\n".join(lines) + "\n").encode(), "text/plain; charset=utf-8")


def sitemap_index(edition: Edition, revision: int) -> Page:
    """The index of the paper's four sitemaps."""
    newest = _iso(max(a.modified(revision) for a in edition.articles))
    entries = "".join(
        f"<sitemap><loc>{edition.origin}{path}</loc><lastmod>{newest}</lastmod></sitemap>\n"
        for path in (SECTION_SITEMAP, NEWS_SITEMAP, NEW_SITEMAP, OLD_SITEMAP)
    )
    return _xml(f'<sitemapindex xmlns="{_SITEMAP}">\n{entries}</sitemapindex>')


def section_sitemap(edition: Edition) -> Page:
    """The listing pages."""
    urls = "".join(f"<url><loc>{esc(edition.origin + path)}</loc></url>\n" for _, path in edition.menu())
    return _xml(f'<urlset xmlns="{_SITEMAP}">\n{urls}</urlset>')


def article_sitemap(edition: Edition, revision: int, *, old: bool) -> Page:
    """The older half of the articles as .xml.gz, or the newer half as plain XML."""
    half = len(edition.articles) // 2
    articles = edition.articles[half:] if old else edition.articles[:half]
    urls = "".join(
        f"<url><loc>{esc(edition.url(a))}</loc><lastmod>{_iso(a.modified(revision))}</lastmod></url>\n"
        for a in articles
    )
    page = _xml(f'<urlset xmlns="{_SITEMAP}">\n{urls}</urlset>')
    return Page(gzip.compress(page.body, mtime=0), "application/x-gzip") if old else page


def news_sitemap(edition: Edition) -> Page:
    """The newest articles with the time of publication."""
    urls = "".join(
        f"<url><loc>{esc(edition.url(a))}</loc><news:news><news:publication><news:name>{esc(edition.template.NAME)}"
        f"</news:name><news:language>vi</news:language></news:publication><news:publication_date>{_iso(a.published)}"
        f"</news:publication_date><news:title>{esc(a.title)}</news:title></news:news></url>\n"
        for a in edition.articles[:4]
    )
    return _xml(f'<urlset xmlns="{_SITEMAP}" xmlns:news="{_NEWS}">\n{urls}</urlset>')


def rss(edition: Edition, *, vietnamese_zone: bool) -> Page:
    """RSS 2.0; with the `GMT+7` that some Vietnamese papers write in place of `+0700`."""
    items = "".join(_rss_item(edition, article, vietnamese_zone) for article in edition.articles)
    name = esc(edition.template.NAME)
    return Page(
        f'{_XML}<rss version="2.0"><channel><title>{name}</title><link>{edition.origin}/</link>'
        f"<description>{name}</description>\n{items}</channel></rss>\n".encode(),
        "application/rss+xml; charset=utf-8",
    )


def _rss_item(edition: Edition, article: SampleArticle, vietnamese_zone: bool) -> str:
    date = format_datetime(article.published)
    if vietnamese_zone:
        date = date.replace("+0700", "GMT+7")
    url = edition.url(article)
    return (
        f"<item><title>{esc(article.title)}</title><link>{url}?utm_source=rss</link><guid>{url}</guid>"
        f"<description><![CDATA[{teaser(article)}]]></description><pubDate>{date}</pubDate></item>\n"
    )


def atom(edition: Edition, revision: int) -> Page:
    """Atom 1.0."""
    entries = "".join(
        f'<entry><title>{esc(a.title)}</title><link rel="alternate" type="text/html" href="{edition.url(a)}"/>'
        f"<id>{edition.url(a)}</id><published>{_iso(a.published)}</published><updated>{_iso(a.modified(revision))}"
        f"</updated><summary>{esc(teaser(a))}</summary></entry>\n"
        for a in edition.articles
    )
    newest = _iso(max(a.modified(revision) for a in edition.articles))
    return Page(
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom"><title>{esc(edition.template.NAME)}</title>'
        f"<id>{edition.origin}/</id><updated>{newest}</updated>\n{entries}</feed>\n".encode(),
        "application/atom+xml; charset=utf-8",
    )


def http_date(moment: datetime) -> str:
    """A time as HTTP headers write it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _iso(moment: datetime) -> str:
    return moment.isoformat()


def _xml(text: str) -> Page:
    return Page(f"{_XML}{text}\n".encode(), "application/xml; charset=utf-8")
