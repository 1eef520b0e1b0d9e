"""What machine-readable pages say: sitemaps (index, news, plain text, gzip) and feeds (RSS 2.0, RSS 1.0, Atom).

Formats: sitemaps.org protocol 0.9, Google's news sitemaps, RSS 2.0, RDF Site Summary 1.0, RFC 4287. Faulty XML is
read as far as it goes.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from lxml import etree

from crawler.addresses import followable, followable_sitemap
from crawler.times import feed_date

MAX_ENTRIES = 100_000  # twice what the protocol allows
MAX_UNPACKED = 60_000_000  # sitemaps.org allows 50 MB unpacked
Kind = Literal["sitemap-index", "sitemap", "feed", "html", "other"]
_ROOT = re.compile(rb"<(?:[\w-]+:)?(rss|feed|RDF|urlset|sitemapindex|html|head|body|!doctype\s+html)\b", re.IGNORECASE)
_KINDS: dict[bytes, Kind] = {
    b"rss": "feed",
    b"feed": "feed",
    b"rdf": "feed",
    b"urlset": "sitemap",
    b"sitemapindex": "sitemap-index",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One address of a sitemap or feed, with the dates that it states (ISO 8601, or None)."""

    url: str
    published: str | None = None
    modified: str | None = None


def unpacked(body: bytes) -> bytes:
    """The body, unpacked where it is gzip. Raises ValueError for broken gzip, or more than MAX_UNPACKED bytes."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        data = unpacker.decompress(body, MAX_UNPACKED + 1)
    except zlib.error as error:
        raise ValueError(f"broken gzip: {error}") from error
    if len(data) > MAX_UNPACKED:
        raise ValueError(f"more than {MAX_UNPACKED} bytes unpacked")
    return data


def kind_of(body: bytes, content_type: str) -> Kind:
    """What a body is, by its first tags, else by its content type."""
    found = _ROOT.search(body[:4096])
    if found:
        return _KINDS.get(found[1].lower(), "html")
    kind = content_type.split(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        return "html"
    if kind == "text/plain" and body[:8].lower().startswith((b"http://", b"https://")):
        return "sitemap"  # the protocol's plain form: one address a line
    return "other"


def read_sitemap(body: bytes, base: str) -> tuple[Entry, ...]:
    """The entries of a sitemap or a sitemap index, in order; a stamp that most entries share is no date of theirs."""
    if not _ROOT.search(body[:4096]):
        lines = body.decode("utf-8", "replace").split(maxsplit=MAX_ENTRIES)
        return tuple(Entry(url=url) for line in lines if line[:4] == "http" and (url := followable(line, base)))
    entries: list[Entry] = []
    for node in _children(body, ("url", "sitemap")):
        # the first of a name is the page's own: pictures and videos of a page have addresses further down
        texts: dict[str, str | None] = {}
        for element in node.iter():
            if isinstance(element.tag, str):
                texts.setdefault(_name(element), element.text)
        url = _address((texts.get("loc") or "").strip(), base)
        if url:
            entries.append(
                Entry(
                    url=url,
                    published=feed_date(texts.get("publication_date")),
                    modified=feed_date(texts.get("lastmod")),
                )
            )
    return _without_stamp(entries)


def _without_stamp(entries: list[Entry]) -> tuple[Entry, ...]:
    """Some systems write the time of generation as everybody's lastmod: that says nothing about a page."""
    stamps = Counter(e.modified for e in entries if e.modified)
    common = {stamp for stamp, n in stamps.items() if n > 3 and n > len(entries) / 2}
    if not common:
        return tuple(entries)
    return tuple(Entry(url=e.url, published=e.published) if e.modified in common else e for e in entries)


def read_feed(body: bytes, base: str) -> tuple[Entry, ...]:
    """The entries of a feed, in order."""
    entries: list[Entry] = []
    for node in _children(body, ("item", "entry")):
        texts: dict[str, str] = {}
        link = ""
        for child in node:
            if not isinstance(child.tag, str):
                continue
            name = _name(child)
            texts.setdefault(name, (child.text or "").strip())
            if name == "link" and child.get("href") and child.get("rel", "alternate") == "alternate":
                link = link or child.get("href").strip()
        href = link or texts.get("link") or texts.get("guid") or texts.get("id") or ""
        url = followable(href, base) if href.startswith(("http:", "https:", "/")) else None
        if url:
            entries.append(
                Entry(
                    url=url,
                    published=feed_date(texts.get("pubdate") or texts.get("published") or texts.get("date")),
                    modified=feed_date(texts.get("updated") or texts.get("modified")),
                )
            )
    return tuple(entries)


def _address(text: str, base: str) -> str | None:
    if not text.startswith("http"):
        return None  # the protocol wants whole addresses; anything else is the end of a truncated file
    return followable_sitemap(text, base)


def _children(body: bytes, names: tuple[str, ...]) -> Iterator[Any]:
    """The elements called so, wherever they stand; entities and networks are left alone."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(body.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return
    if root is None:
        return
    found = (e for e in root.iter() if isinstance(e.tag, str) and _name(e) in names)
    yield from islice(found, MAX_ENTRIES)


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()
