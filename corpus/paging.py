"""Which addresses are further pages of one thing: `tin-123-p2.html`, `tin-123.html?page=2`, `tin-123/trang-2.html`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from corpus.ids import canonical_url

MAX_PAGES = 30  # a higher number is that of a comment or a gallery, or a trap
_NAMES = frozenset({"page", "paged", "pageindex", "pageno", "pagenum", "pg", "trang"})
# The number of an article in WordPress: a page only beside another parameter or a file name.
_SHORT_NAMES = frozenset({"p"})
_NUMBER = r"([1-9]\d?)"
_IN_PATH = (
    re.compile(rf"/(?:trang|page|p)[-/]?{_NUMBER}(\.[a-z]{{2,5}})?/?$", re.IGNORECASE),
    re.compile(rf"[-_](?:trang|page)[-_]?{_NUMBER}(\.[a-z]{{2,5}})?/?$", re.IGNORECASE),
    re.compile(rf"[-_]p{_NUMBER}(\.[a-z]{{2,5}})?/?$", re.IGNORECASE),
    re.compile(rf"(?<=[a-z])/{_NUMBER}(/)?$", re.IGNORECASE),  # …/a-slug-of-words/2/
)
_EXTENSION = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_SLUG = re.compile(r"/[^/]*(?:-[^/]*){3,}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Where an address stands among the pages of one thing.

    `key` is the same for all of them; `number` is the page that the address names, None where it names none (the first
    page, as a rule); `first` are the addresses that the first page may have.
    """

    key: str
    number: int | None
    first: tuple[str, ...]


def part_of(url: str) -> Part | None:
    """The place of an address among pages; None for what is no web address.

    >>> a, b = part_of("https://bao.example/tin-123-p2.html"), part_of("https://bao.example/tin-123.html")
    >>> a.key == b.key, a.number, b.number, b.first[0]
    (True, 2, None, 'https://bao.example/tin-123.html')
    """
    try:
        parts = urlsplit(canonical_url(url))
    except ValueError:
        return None
    path, query, number = parts.path, parts.query, None
    fields = query.split("&") if query else []
    for field in fields:
        name, _, value = field.partition("=")
        low = name.lower()
        paged = low in _NAMES or (low in _SHORT_NAMES and (len(fields) > 1 or _EXTENSION.search(path)))
        if paged and value.isdecimal() and value.isascii() and len(value) < 3:
            number = int(value)
            query = "&".join(other for other in fields if other is not field)
            break
    extension = ""
    if number is None:
        path, extension, number = _split_path(path)
    stem = _EXTENSION.sub("", path).rstrip("/")
    host = re.sub(r"^(?:www|m|amp|mobile)\.", "", parts.netloc)
    shapes = dict.fromkeys((path + extension, path, f"{stem}.html", f"{stem}.htm", f"{stem}/", stem))
    first = (urlunsplit((parts.scheme, parts.netloc, shape or "/", query, "")) for shape in shapes)
    return Part(key=f"{host}{stem}?{query}".lower(), number=number, first=tuple(first))


def is_further_page(url: str, of: str) -> bool:
    """Whether an address is that of a further page (second, third …) of the thing that has the other address."""
    part, first = part_of(url), part_of(of)
    if part is None or first is None or part.number is None:
        return False
    return part.key == first.key and part.number != (first.number or 1) and part.number <= MAX_PAGES


def _split_path(path: str) -> tuple[str, str, int | None]:
    """Path without the page number, the extension that stood behind it, and the number."""
    for pattern in _IN_PATH:
        found = pattern.search(path)
        if found is None or not path[: found.start()].strip("/"):
            continue
        before, extension = path[: found.start()], found[2] or ""
        if pattern is _IN_PATH[-1] and not _SLUG.search(before):
            continue  # /2020/06/18, /tin/5
        return before, "" if _EXTENSION.search(before) or extension == "/" else extension, int(found[1])
    return path, "", None
