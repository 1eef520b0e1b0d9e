"""From what was read to what is fetched next: which links are followed, in which role, how early."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from corpus.dates import PublicationDate
from corpus.ids import same_site
from corpus.paging import MAX_PAGES, part_of
from crawler.addresses import (
    date_in,
    listing_stem,
    looks_like_article,
    looks_like_feed,
    looks_like_sitemap,
    page_number,
)
from crawler.page import Link, PageReading
from crawler.readings import Entry
from crawler.rows import (
    ALONE,
    ARTICLE,
    FIRST,
    LASTMOD,
    LATE_SITEMAP,
    LISTING,
    OTHER,
    SECTION,
    SITE,
    STATED,
    Found,
    Method,
    Role,
    Row,
)
from crawler.settings import CrawlSettings

EARLY_SITEMAPS = 20  # sitemaps of an index that are read before the articles
SITEMAP_DEPTH = 5


def from_sitemap(row: Row, entries: Iterable[Entry]) -> Iterator[Found]:
    """The pages of a sitemap, of its own site only, as the protocol wants it."""
    for entry in entries:
        if same_site(entry.url, row.url):
            yield _dated(row, entry, "sitemap")


def from_sitemap_index(row: Row, entries: Sequence[Entry], settings: CrawlSettings) -> Iterator[Found]:
    """The sitemaps of an index, the newest first; those last changed before `since` hold nothing that is wanted."""
    if row.depth >= SITEMAP_DEPTH:
        return
    mine = [e for e in entries if same_site(e.url, row.url) and not _before(e.modified, settings)]
    newest = sorted(mine, key=lambda e: e.modified or "", reverse=True)
    for place, entry in enumerate(newest):
        yield Found(
            url=entry.url,
            seed=row.seed,
            role="sitemap",
            priority=FIRST if place < EARLY_SITEMAPS or "news" in entry.url else LATE_SITEMAP,
            depth=row.depth + 1,
            spread=row.spread,
            found_on=row.url,
            modified=entry.modified,
        )


def from_feed(row: Row, entries: Iterable[Entry]) -> Iterator[Found]:
    """The pages of a feed."""
    for entry in entries:
        if same_site(entry.url, row.url) or same_site(entry.url, row.seed):
            yield _dated(row, entry, "feed")


def _dated(row: Row, entry: Entry, method: Method) -> Found:
    article = looks_like_article(entry.url) or method == "feed"
    published = entry.published or entry.modified
    return Found(
        url=entry.url,
        seed=row.seed,
        role="article" if article else "page",
        priority=ARTICLE if article else OTHER,
        depth=row.depth + 1,
        spread=row.spread,
        found_on=row.url,
        published=published,
        published_method=method if published else None,
        certainty=STATED if entry.published else LASTMOD if entry.modified else 0,
        modified=entry.modified,
    )


def from_robots(row: Row, sitemaps: Sequence[str]) -> Iterator[Found]:
    """The sitemaps that robots.txt names, else the place where most sites have theirs."""
    parts = urlsplit(row.url)
    guess = f"{parts.scheme}://{parts.netloc}/sitemap.xml"
    for url in sitemaps or (guess,):
        if same_site(url, row.url):
            yield Found(url=url, seed=row.seed, role="sitemap", priority=FIRST, spread=row.spread, found_on=row.url)


def from_page(row: Row, reading: PageReading, settings: CrawlSettings) -> Iterator[Found]:
    """The links of a page that are followed, by the page's own spread; further pages of an article always are."""
    if reading.nofollow:
        return
    if reading.is_article or (row.role == "paging" and row.spread == ALONE):
        yield from _further_pages(row, reading)
    if row.spread == ALONE:
        return
    if settings.feeds and not reading.is_article:
        for url in reading.feeds:
            yield _hub(row, url, "feed")
    older = _all_before_since(reading.links, settings)
    for link in reading.links:
        found = _link(row, link, settings, follow_paging=not older)
        if found:
            yield found


def _further_pages(row: Row, reading: PageReading) -> Iterator[Found]:
    """The pages of the same article, known by their addresses; they take no place of another article's."""
    own = part_of(row.url)
    for link in reading.links:
        part = part_of(link.url)
        if own and part and part.key == own.key and part.number is not None and 1 < part.number <= MAX_PAGES:
            page = _page(row, link.url, "paging", ARTICLE, row.depth)
            yield replace(
                page,
                spread=ALONE,
                published=row.published,
                published_method=row.published_method,
                certainty=row.certainty,
            )


def _link(row: Row, link: Link, settings: CrawlSettings, *, follow_paging: bool) -> Found | None:
    url = link.url
    if looks_like_feed(url):
        return _hub(row, url, "feed") if settings.feeds else None
    if looks_like_sitemap(url):
        return _hub(row, url, "sitemap") if settings.sitemaps and row.spread == SITE else None
    number = page_number(url)
    if number is not None or link.next:
        in_reach = row.spread == SITE or listing_stem(url) == listing_stem(row.url) or link.next
        if not follow_paging or not in_reach or (number or 0) > settings.max_paging:
            return None
        return _page(row, url, "paging", LISTING, row.depth)
    if looks_like_article(url):
        return _page(row, url, "article", ARTICLE, row.depth)
    if row.depth >= settings.max_depth or (row.spread == SECTION and not _below(url, row.url)):
        return None
    return _page(row, url, "page", OTHER, row.depth + 1)


def _page(row: Row, url: str, role: Role, priority: int, depth: int) -> Found:
    spread = ALONE if row.spread == SECTION and role == "article" else row.spread
    return Found(url=url, seed=row.seed, role=role, priority=priority, depth=depth, spread=spread, found_on=row.url)


def _hub(row: Row, url: str, role: Role) -> Found:
    spread = row.spread if row.spread == SITE else ALONE
    return Found(url=url, seed=row.seed, role=role, priority=FIRST, spread=spread, found_on=row.url)


def _below(url: str, section: str) -> bool:
    """Whether the address lies under that of the section."""
    return urlsplit(url).path.lower().startswith(listing_stem(section) + "/")


def _before(moment: str | None, settings: CrawlSettings) -> bool:
    if not moment or not settings.since:
        return False
    return PublicationDate(value=moment, method="sitemap", confidence=1).span.last < settings.since


def _all_before_since(links: Sequence[Link], settings: CrawlSettings) -> bool:
    """Whether a listing has come to a time that is not wanted any more, as far as addresses carry their date."""
    if settings.since is None:
        return False
    dated = [day for link in links if (day := date_in(link.url))]
    return bool(dated) and all(_before(day, settings) for day in dated)


def out_of_dates(row: Row, settings: CrawlSettings) -> str | None:
    """`since` or `until` where a date known before the fetch lies outside of what is wanted."""
    if not settings.since and not settings.until:
        return None
    stated = row.published if row.certainty == STATED else date_in(row.url)
    if stated:
        span = PublicationDate(value=stated, method="url", confidence=1).span
        if settings.since and span.last < settings.since:
            return "since"
        if settings.until and span.first > settings.until:
            return "until"
        return None
    # a page last changed before `since` was not published after it; the other way round says nothing
    return "since" if _before(row.modified, settings) else None
