"""What an address says about its page, before it is fetched."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from corpus.errors import DataFileError
from corpus.ids import canonical_url

MAX_ADDRESS = 1_000  # characters; longer ones are session data or traps
MAX_PARAMETERS = 6
_SITEMAP = re.compile(r"sitemap[^/]*\.xml(?:\.gz)?$|\.xml\.gz$")
_FEED = re.compile(r"\.(?:rss|atom|rdf)$|/(?:feed|rss|atom)/?$")
_EXTENSION = re.compile(r"\.[a-z]{2,5}$")
_FRONT = re.compile(r"^/(?:index|default|home|trang-chu|trangchu)?(?:\.[a-z]{3,5})?/?$")


@dataclass(frozen=True, slots=True)
class _Patterns:
    article: re.Pattern[str]
    never: re.Pattern[str]
    paging: tuple[re.Pattern[str], ...]
    dates: tuple[re.Pattern[str], ...]


@cache
def _patterns() -> _Patterns:
    file = files("crawler").joinpath("data", "addresses.toml")
    record = tomllib.loads(file.read_text("utf-8"))

    def compiled(key: str) -> list[re.Pattern[str]]:
        try:
            return [re.compile(pattern) for pattern in record[key]]
        except (KeyError, re.error) as error:
            raise DataFileError("crawler/data/addresses.toml", key, str(error)) from error

    def one(key: str) -> re.Pattern[str]:
        return re.compile("|".join(p.pattern for p in compiled(key)))

    return _Patterns(one("article"), one("never"), tuple(compiled("paging")), tuple(compiled("dates")))


def _tail(url: str) -> str:
    parts = urlsplit(url)
    return ((parts.path or "/") + (f"?{parts.query}" if parts.query else "")).lower()


def looks_like_article(url: str) -> bool:
    """Whether newspapers give such addresses to articles.

    >>> looks_like_article("http://bao.example/dai-hoi-chi-bo-20200618112900123.htm")
    True
    """
    return bool(_patterns().article.search(_tail(url)))


def page_number(url: str) -> int | None:
    """The number of a page of a listing; None where the address is none."""
    tail = _tail(url)
    for pattern in _patterns().paging:
        if found := pattern.search(tail):
            return int(found[1])
    return None


def listing_stem(url: str) -> str:
    """What the pages of one listing share: path and query without page number and extension.

    >>> listing_stem("http://bao.example/chinh-tri/trang-2.htm") == listing_stem("http://bao.example/chinh-tri.htm")
    True
    """
    tail = _tail(url)
    for pattern in _patterns().paging:
        if found := pattern.search(tail):
            return tail[: found.start()].rstrip("/")
    return _EXTENSION.sub("", tail).rstrip("/")


def is_front_page(url: str) -> bool:
    """Whether this is the home page of its host."""
    parts = urlsplit(url)
    return not parts.query and bool(_FRONT.match(parts.path.lower() or "/"))


def looks_like_sitemap(url: str) -> bool:
    """Whether the address is that of a sitemap."""
    return bool(_SITEMAP.search(urlsplit(url).path.lower()))


def looks_like_feed(url: str) -> bool:
    """Whether the address is that of a feed."""
    return bool(_FEED.search(urlsplit(url).path.lower()))


def date_in(url: str) -> str | None:
    """The day that an address carries, as ISO 8601.

    >>> date_in("http://bao.example/dai-hoi-chi-bo-20200618112900123.htm")
    '2020-06-18'
    """
    tail = _tail(url)
    for pattern in _patterns().dates:
        if found := pattern.search(tail):
            try:
                return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
            except ValueError:
                continue
    return None


def followable(href: str, base: str) -> str | None:
    """The canonical address behind a link; None for what is no page (a script, a picture, a trap, a login)."""
    if href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return None
    try:
        url = canonical_url(href, base)
    except (ValueError, UnicodeError):
        return None
    parts = urlsplit(url)
    if len(url) > MAX_ADDRESS or parts.query.count("&") >= MAX_PARAMETERS or _repeats(parts.path):
        return None
    return None if _patterns().never.search(_tail(url)) else url


def _repeats(path: str) -> bool:
    """Whether a segment stands three times in a path: the mark of relative links gone wrong."""
    segments = [s for s in path.split("/") if s]
    return any(segments.count(s) > 2 for s in set(segments))


class AddressFilter:
    """The user's patterns: found anywhere in an address, `*` stands for anything."""

    def __init__(self, include: Sequence[str], exclude: Sequence[str]) -> None:
        self._include = [_glob(p) for p in include]
        self._exclude = [_glob(p) for p in exclude]

    def excluded(self, url: str) -> bool:
        """Whether an `exclude` pattern is found in it."""
        return any(p.search(url) for p in self._exclude)

    def included(self, url: str) -> bool:
        """Whether an `include` pattern is found in it, or there is none."""
        return not self._include or any(p.search(url) for p in self._include)


def _glob(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in pattern.split("*")), re.IGNORECASE)
