"""What a crawl is told, and what it tells: settings, events, report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from corpus.errors import UsageError

Revisit = Literal["due", "all", "never"]
Stopped = Literal["done", "limit", "interrupted"]
EventKind = Literal["article", "updated", "unchanged", "read", "duplicate", "redirect", "failed", "excluded", "host"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSettings:
    """Times are seconds, sizes bytes. Raises UsageError for values that make no sense.

    `interval` is kept between the end of one request and the next to the same host, where robots.txt names no
    Crawl-delay. `max_wait` bounds the Retry-After that is waited for; a host that asks for more is left for the next
    run. `include` and `exclude` are found anywhere in an address, `*` standing for anything; `include` holds for
    articles, `exclude` for every page. `since` and `until` bound dates known before the fetch (feed, sitemap, address).
    """

    agent: str = "diembao"
    contact: str = ""
    proxy: str | None = None
    ca_file: str | None = None
    interval: float = 1.0
    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    total_timeout: float = 120.0
    robots_timeout: float = 15.0
    attempts: int = 3
    backoff: float = 1.0
    max_wait: float = 60.0
    max_bytes: int = 20_000_000
    max_hosts: int = 8
    max_depth: int = 3
    max_paging: int = 500
    give_up_after: int = 3
    limit: int | None = None
    since: date | None = None
    until: date | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    sitemaps: bool = True
    feeds: bool = True
    revisit: Revisit = "due"

    def __post_init__(self) -> None:
        if self.limit is not None and self.limit < 1:
            raise UsageError("the limit must be at least 1 page")
        if self.since and self.until and self.since > self.until:
            raise UsageError(f"since {self.since} lies after until {self.until}")
        if min(self.interval, self.backoff, self.max_wait) < 0 or min(self.attempts, self.max_hosts) < 1:
            raise UsageError("times cannot be negative; attempts and hosts must be at least 1")

    @property
    def user_agent(self) -> str:
        """The User-Agent header: who asks, and how to reach them."""
        about = f"+{self.contact}" if self.contact else "news archive; obeys robots.txt"
        return f"{self.agent}/0.1 ({about})"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlEvent:
    """One thing that happened, for a progress display. `message` is one line, `articles` the count so far."""

    kind: EventKind
    url: str
    message: str
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A page or host that could not be had: address, a short stable reason, one line for the reader."""

    place: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlReport:
    """What a crawl did. `articles` are new records in the archive, `updated` new records of pages that had changed.

    `unchanged` counts revisits without a change (304, or the same bytes), `read` listing pages, feeds and sitemaps.
    `failed` and `excluded` count by reason. `queued` is what is left for the next run.
    """

    articles: int = 0
    updated: int = 0
    unchanged: int = 0
    read: int = 0
    duplicates: int = 0
    redirects: int = 0
    forgotten: int = 0
    requests: int = 0
    bytes: int = 0
    queued: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)
    excluded: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    stopped: Stopped = "done"
    resumed: bool = False

    @property
    def advice(self) -> str | None:
        """How to go on, where the crawl did not come to its end."""
        if self.stopped == "interrupted":
            return f"stopped; {self.queued} pages are queued: run the same command again to go on"
        if self.stopped == "limit":
            return f"the limit is reached; {self.queued} pages are queued: run the same command again to go on"
        if self.queued:
            return f"{self.queued} pages wait for the next run: run the same command again later"
        return None
