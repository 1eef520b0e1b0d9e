"""What a crawl is told, and what it tells: settings, events, report."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from corpus.errors import UsageError

Revisit = Literal["due", "all", "never"]
Stopped = Literal["done", "limit", "interrupted"]
DEFAULT_INTERVAL = 1.0  # seconds
MAX_TIME = 86_400  # seconds
VERSION = "0.1"
_TOKEN = re.compile(r"[A-Za-z_-]+")  # RFC 9309, 2.2.1
_CONTACT = re.compile(r"[\x20-\x27\x2a-\x7e]{0,200}")
_MAIL = re.compile(r"[^\s@:/]+@[^\s@:/]+")
EventKind = Literal[
    "article", "updated", "unchanged", "read", "duplicate", "redirect", "failed", "excluded", "host", "planned"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSettings:
    """Times are seconds, sizes bytes. Raises UsageError for values that make no sense.

    `interval` is kept between the end of one request and the next to the same host, and so is the pause that its
    robots.txt asks for; None means that pause, or DEFAULT_INTERVAL where it asks for none, or for 0. `max_wait` bounds
    the Retry-After that is waited for, `max_delay` the pause; a host that asks for more is left for the next run.
    `max_hosts` are asked at the same time. `limit` counts new and updated articles of a run, `host_limit` those of one
    host. `dry_run` fetches what leads to articles, and tells of these instead of fetching them. `include` and `exclude`
    are found anywhere in an address, `*` standing for anything; `include` holds for articles, `exclude` for every page.
    `since` and `until` bound dates known before the fetch (feed, sitemap, address). `allow_private` lets a crawl reach
    this machine and its network. `licensed` keeps pages whose rights are reserved (noai, TDM reservation): for who has
    a licence, or a law that allows it.
    """

    agent: str = "diembao"
    contact: str = ""
    proxy: str | None = None
    ca_file: str | None = None
    allow_private: bool = False
    licensed: bool = False
    interval: float | None = None
    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    total_timeout: float = 120.0
    robots_timeout: float = 15.0
    attempts: int = 3
    backoff: float = 1.0
    max_wait: float = 60.0
    max_delay: float = 300.0
    max_bytes: int = 20_000_000
    max_hosts: int = 8
    max_depth: int = 3
    max_paging: int = 500
    give_up_after: int = 3
    limit: int | None = None
    host_limit: int | None = None
    since: date | None = None
    until: date | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    sitemaps: bool = True
    feeds: bool = True
    revisit: Revisit = "due"
    dry_run: bool = False

    def __post_init__(self) -> None:
        if min(self.limit or 1, self.host_limit or 1) < 1 or 0 in (self.limit, self.host_limit):
            raise UsageError("a limit must be at least 1 page")
        if self.since and self.until and self.since > self.until:
            raise UsageError(f"since {self.since} lies after until {self.until}")
        times = (self.interval or 0, self.backoff, self.max_wait, self.max_delay)
        limits = (self.connect_timeout, self.read_timeout, self.total_timeout, self.robots_timeout)
        if not all(map(math.isfinite, times + limits)):
            raise UsageError("a time is a number of seconds")
        if min(times) < 0:
            raise UsageError("times cannot be negative")
        if max(times + limits) > MAX_TIME:
            raise UsageError(f"a time is at most a day ({MAX_TIME} seconds)")
        if min(self.attempts, self.max_hosts, self.max_bytes, self.give_up_after) < 1:
            raise UsageError("attempts, hosts and sizes must be at least 1")
        if min(limits) <= 0:
            raise UsageError("a time limit must be longer than 0 seconds")
        if not _TOKEN.fullmatch(self.agent):
            raise UsageError("the agent is a product token: letters, `-` and `_`")
        if not _CONTACT.fullmatch(self.contact):
            raise UsageError("the contact is an address or a page on one line of ASCII, without brackets")
        if self.proxy and not self.proxy.lower().startswith(("http://", "https://")):
            raise UsageError("the proxy is an address that begins with http:// or https://")

    def pause(self, asked: float | None) -> float:
        """Seconds between two requests to a host whose robots.txt asks for so many, or for none."""
        if self.interval is None:
            # a Crawl-delay of 0 is what forms are filled in with, and no wish for hundreds of requests a minute
            return asked or DEFAULT_INTERVAL
        return max(self.interval, asked or 0.0)

    @property
    def user_agent(self) -> str:
        """The User-Agent header: who asks, and how to reach them."""
        about = f"+{self.contact}" if self.contact else "news archive; obeys robots.txt"
        return f"{self.agent}/{VERSION} ({about})"

    @property
    def mail(self) -> str | None:
        """The contact, where it is a mail address."""
        contact = self.contact.removeprefix("mailto:")
        return contact if _MAIL.fullmatch(contact) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlEvent:
    """One thing that happened, for a progress display. `message` is one line, `articles` the count so far.

    `reason` is that of a failure or exclusion, in a short stable word; `published` what is known of a planned page.
    """

    kind: EventKind
    url: str
    message: str
    articles: int
    reason: str = ""
    published: str | None = None


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
