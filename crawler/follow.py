"""From what was read to what is fetched next: which links are followed, in which role, how early."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from corpus.dates import PublicationDate
from corpus.ids import same_domain, same_site
from corpus.paging import MAX_PAGES, part_of
from crawler.addresses import (
    date_in,
    followable_sitemap,
    listing_stem,
    looks_like_article,
    looks_like_feed,
    looks_like_sitemap,
    page_number,
    period_in,
    upgraded,
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
    """The pages of a sitemap, of its own site and of the one whose robots.txt named it, as the protocol wants it."""
    for entry in entries:
        if _of_the_site(entry.url, row):
            yield _dated(row, entry, "sitemap")


def from_sitemap_index(row: Row, entries: Sequence[Entry], settings: CrawlSettings) -> Iterator[Found]:
    """The sitemaps of an index, the newest first; those last changed before `since` hold nothing that is wanted."""
    if row.depth >= SITEMAP_DEPTH:
        return
    mine = [e for e in entries if _of_the_site(e.url, row) and not _before(e.modified, settings)]
    for place, entry in enumerate(_newest(mine, settings)):
        yield Found(
            url=upgraded(entry.url, row.url),
            seed=row.seed,
            role="sitemap",
            priority=FIRST if place < EARLY_SITEMAPS or "news" in entry.url else LATE_SITEMAP,
            depth=row.depth + 1,
            spread=row.spread,
            found_on=row.url,
            modified=entry.modified,
        )


def _newest(entries: Sequence[Entry], settings: CrawlSettings) -> Iterator[Entry]:
    """Sitemaps, the newest first, by the time that their addresses name where most do: 2019 alone may be a number, too.

    Those of a time that is not wanted are left out.
    """
    periods = {entry.url: period for entry in entries if (period := period_in(entry.url))}
    if 2 * len(periods) < len(entries):
        periods = {}
    for entry in sorted(entries, key=lambda e: (periods.get(e.url, ""), e.modified or ""), reverse=True):
        period = periods.get(entry.url)
        if not _before(period, settings) and not _after(period, settings):
            yield entry


def from_feed(row: Row, entries: Iterable[Entry]) -> Iterator[Found]:
    """The pages of a feed: of its site; of any site where the user named the feed itself."""
    for entry in entries:
        if row.role == "seed" or same_site(entry.url, row.url) or same_site(entry.url, row.seed):
            yield _dated(row, entry, "feed")


def _of_the_site(url: str, row: Row) -> bool:
    """Whether an address may stand in a sitemap: one that the user named may lie on another host of the domain."""
    named = row.role == "seed" or row.seed == row.found_on
    return same_site(url, row.url) or same_site(url, row.seed) or (named and same_domain(url, row.seed))


def _dated(row: Row, entry: Entry, method: Method) -> Found:
    article = looks_like_article(entry.url) or method == "feed"
    published = entry.published or entry.modified
    return Found(
        url=upgraded(entry.url, row.url),
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
    for url in filter(None, (followable_sitemap(sitemap, row.url) for sitemap in sitemaps or (guess,))):
        # a site may keep its sitemaps on another host: robots.txt is its word for that
        yield Found(url=url, seed=row.seed, role="sitemap", priority=FIRST, spread=row.spread, found_on=row.url)


def from_page(
    row: Row, reading: PageReading, settings: CrawlSettings, is_told: Callable[[str], bool] = lambda _: False
) -> Iterator[Found]:
    """The links of a page that are followed, by the page's own spread; further pages of an article always are.

    Links that `is_told` are passed over: the frontier has them, and nothing new would come of them.
    """
    if reading.nofollow:
        return
    if reading.is_article or (row.role == "paging" and row.spread == ALONE):
        yield from _further_pages(row, reading)
    if row.spread == ALONE:
        return
    if settings.feeds and not reading.is_article:
        for url in reading.feeds:
            yield _hub(row, upgraded(url, row.url), "feed")
    older = _all_before_since(reading.links, settings)
    for link in reading.links:
        if is_told(link.url):
            continue
        found = _link(row, link, settings, follow_paging=not older)
        if found:
            yield found


def _further_pages(row: Row, reading: PageReading) -> Iterator[Found]:
    """The pages of the same article, known by their addresses; they take no place of another article's."""
    own = part_of(row.url)
    if own is None:
        return
    stem = own.key.partition("?")[0].partition("/")[2]
    for link in reading.links if stem else ():
        if stem not in link.url.lower():
            continue  # spares the closer look for almost all links
        part = part_of(link.url)
        if part and part.key == own.key and part.number is not None and 1 < part.number <= MAX_PAGES:
            page = _page(row, link.url, "paging", ARTICLE, row.depth)
            yield replace(
                page,
                spread=ALONE,
                published=row.published,
                published_method=row.published_method,
                certainty=row.certainty,
            )


def _link(row: Row, link: Link, settings: CrawlSettings, *, follow_paging: bool) -> Found | None:
    url = upgraded(link.url, row.url)
    if looks_like_feed(url):
        return _hub(row, url, "feed") if settings.feeds else None
    if looks_like_sitemap(url):
        return _hub(row, url, "sitemap") if settings.sitemaps and row.spread == SITE else None
    number = page_number(url)
    if number is not None or link.next:
        in_reach = row.spread == SITE or listing_stem(url) == listing_stem(row.url) or link.next
        # a chain of pages without numbers may have no end: its length is counted
        chained = row.depth + 1 if number is None else 0
        if not follow_paging or not in_reach or max(number or 0, chained) > settings.max_paging:
            return None
        return _page(row, url, "paging", LISTING, max(row.depth, chained))
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


def _after(moment: str | None, settings: CrawlSettings) -> bool:
    if not moment or not settings.until:
        return False
    return PublicationDate(value=moment, method="sitemap", confidence=1).span.first > settings.until


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
