"""What an address says about its page, before it is fetched."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from urllib.parse import urlsplit

from corpus.errors import DataFileError
from corpus.ids import canonical_url, site_of

MAX_ADDRESS = 1_000  # characters; longer ones are session data or traps
MAX_PARAMETERS = 6
_SLUG_WORDS = 4  # fewer are a section's, or a tag's
_SITEMAP = re.compile(r"sitemap[^/]*\.xml(?:\.gz)?$|\.xml\.gz$")
_FEED = re.compile(r"\.(?:rss|atom|rdf)$|/(?:feed|rss|atom)/?$")
_EXTENSION = re.compile(r"\.[a-z]{2,5}$")
_NUMBER_ALONE = re.compile(r"/(?:[^/?]*\?\w+=)?(\d+)(?:\.[a-z]{2,5})?/?$")
_LAST_NUMBER = re.compile(r"(\d+)(?:\.[a-z]{2,5})?/?$")
_NUMBER_ADDED = re.compile(r"-[a-z]{0,6}\d+")
_FRONT = re.compile(r"^/(?:index|default|home|trang-chu|trangchu)?(?:\.[a-z]{3,5})?/?$")


@dataclass(frozen=True, slots=True)
class _Patterns:
    article: re.Pattern[str]
    never: re.Pattern[str]
    paging: tuple[re.Pattern[str], ...]
    dates: tuple[re.Pattern[str], ...]
    numbers: tuple[re.Pattern[str], ...]
    folders: re.Pattern[str]
    editions: re.Pattern[str]
    edition_parameters: re.Pattern[str]
    periods: tuple[re.Pattern[str], ...]


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

    return _Patterns(
        article=one("article"),
        never=one("never"),
        paging=tuple(compiled("paging")),
        dates=tuple(compiled("dates")),
        numbers=tuple(compiled("numbers")),
        folders=one("folders"),
        editions=one("editions"),
        edition_parameters=one("edition_parameters"),
        periods=tuple(compiled("periods")),
    )


# The pages of a site share most of their links: what was found of an address is remembered for a while.
_remembered = lru_cache(maxsize=20_000)


@_remembered
def _tail(url: str) -> str:
    parts = urlsplit(url)
    return ((parts.path or "/") + (f"?{parts.query}" if parts.query else "")).lower()


@_remembered
def looks_like_article(url: str) -> bool:
    """Whether newspapers give such addresses to articles.

    >>> looks_like_article("http://bao.example/dai-hoi-chi-bo-20200618112900123.htm")
    True
    """
    return bool(_patterns().article.search(_tail(url)))


@_remembered
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


@_remembered
def looks_like_sitemap(url: str) -> bool:
    """Whether the address is that of a sitemap."""
    return bool(_SITEMAP.search(urlsplit(url).path.lower()))


@_remembered
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


def period_in(url: str) -> str | None:
    """The month that the address of a sitemap names, or the year, as ISO 8601.

    >>> period_in("https://bao.example/sitemaps/sitemaps-2025-12-20-25.xml"), period_in("https://bao.example/2019.xml")
    ('2025-12', '2019')
    """
    tail = _tail(url)
    for pattern in _patterns().periods:
        if found := pattern.search(tail):
            return found["year"] + (f"-{int(found['month']):02d}" if found["month"] else "")
    return None


@_remembered
def page_key(url: str) -> str:
    """What all addresses of one page share, so that it is fetched once.

    Left out are the scheme, `www.` and `m.`, marks of a mobile or AMP edition, a last slash. Addresses with other words
    or in another section may be other pages: that is known when they are there (`is_named_alike`).

    >>> page_key("https://m.bao.example/thoi-su/dai-hoi-chi-bo-phong-4562345.html")
    'bao.example/thoi-su/dai-hoi-chi-bo-phong-4562345.html'
    >>> page_key("http://www.bao.example/amp/chinh-tri/?page=2")
    'bao.example/chinh-tri?page=2'
    """
    path, query = _of_any_edition(url)
    return f"{site_of(url)}{path.rstrip('/')}{query}"


def _of_any_edition(url: str) -> tuple[str, str]:
    """Path and query without what a mobile or AMP edition adds."""
    patterns = _patterns()
    parts = urlsplit(url)
    kept = [part for part in parts.query.split("&") if part and not patterns.edition_parameters.match(part.lower())]
    return patterns.editions.sub("", parts.path), f"?{'&'.join(kept)}" if kept else ""


def is_named_alike(one: str, other: str) -> bool:
    """Whether two addresses of a site may be those of one article, though editors changed its title or its section:
    the same number or the same words at the end, or nothing but that number. It proves nothing by itself.

    >>> is_named_alike("http://bao.example/a/hop-bao-cua-tinh-20345.html", "http://bao.example/b/hop-bao-20345.html")
    True
    """
    path, query = _of_any_edition(one)
    path_of_other, query_of_other = _of_any_edition(other)
    if path.rstrip("/") == path_of_other.rstrip("/"):
        # the path alone names an article, or else its parameters do
        return query == query_of_other or looks_like_article(one.split("?")[0])
    if query == query_of_other and _end(path) == _end(path_of_other):
        return True
    return _shortens(path, query, path_of_other) or _shortens(path_of_other, query_of_other, path)


def _shortens(path: str, query: str, longer: str) -> bool:
    """Whether an address is no more than the number, or the words, that end the path of the other."""
    number = _NUMBER_ALONE.search(path + query)
    ending = _LAST_NUMBER.search(longer)
    if number and ending and number[1] == ending[1]:
        return True
    words, whole = (_EXTENSION.sub("", p.lower().rstrip("/").rsplit("/", 1)[-1]) for p in (path, longer))
    numbered = whole.startswith(words) and _NUMBER_ADDED.fullmatch(whole, len(words))
    return bool(numbered) and not query and words.count("-") >= _SLUG_WORDS - 1


def _end(path: str) -> str:
    """The number at the end of an article's path, with the folder that numbers its own things; else its last part."""
    patterns = _patterns()
    low = path.lower().rstrip("/")
    for pattern in patterns.numbers:
        found = pattern.search(low)
        if found and _is_number(found["id"]):
            folder = patterns.folders.search(low)
            return f"{folder[0] if folder else ''}#{found['id']}"
    return low.rsplit("/", 1)[-1]


def _is_number(text: str) -> bool:
    """Whether this numbers an article: no date, which many may share, and no round sum of which a title speaks."""
    digits = text.lstrip("abcdefghijklmnopqrstuvwxyz")
    if digits.endswith("000"):
        return False
    orders = {8: ("%Y%m%d", "%d%m%Y"), 6: ("%d%m%y", "%y%m%d", "%Y%m", "%m%Y")}.get(len(digits), ())
    return digits != text or not any(_is_day(digits, order) for order in orders)


def _is_day(digits: str, order: str) -> bool:
    try:
        return 1990 <= datetime.strptime(digits, order).year <= 2040
    except ValueError:
        return False


def followable(href: str, base: str) -> str | None:
    """The canonical address behind a link; None for what is no page (a script, a picture, a trap, a login)."""
    # what does not matter to the outcome is left out of what is remembered
    if href[:1] == "/" and href[1:2] != "/":
        return _followable(href, _root_of(base))
    if href.startswith(("http://", "https://")):
        return _followable(href, "")
    if href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return None
    return _followable(href, base)


@_remembered
def _root_of(base: str) -> str:
    return "/".join(base.split("/", 3)[:3]) + "/"


@_remembered
def _followable(href: str, base: str) -> str | None:
    try:
        url = canonical_url(href, base)
    except (ValueError, UnicodeError):
        return None
    parts = urlsplit(url)
    if len(url) > MAX_ADDRESS or parts.query.count("&") >= MAX_PARAMETERS or _repeats(parts.path):
        return None
    return None if _patterns().never.search(_tail(url)) else url


def upgraded(url: str, base: str) -> str:
    """With https where a page of the same host was read so: a link with http would only be redirected.

    >>> upgraded("http://bao.example/tin", "https://bao.example/")
    'https://bao.example/tin'
    """
    if not (url.startswith("http://") and base.startswith("https://")):
        return url
    secure = f"https://{url[7:]}"
    return secure if secure.split("/", 3)[2] == base.split("/", 3)[2] else url


def followable_sitemap(href: str, base: str) -> str | None:
    """As `followable`; a sitemap may be packed, which no other page is."""
    url = followable(href.removesuffix(".gz"), base)
    return url + ".gz" if url and href.endswith(".gz") else url


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
