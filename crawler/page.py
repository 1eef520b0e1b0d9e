"""What an HTML page offers to a crawler: is it an article, and where do its links lead?

Which question: no more than a crawler needs. The text itself is the extractor's matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from lxml import etree, html

from corpus.ids import canonical_url, same_site
from crawler.addresses import followable, is_front_page, looks_like_article

_JSON_LD_ARTICLE = re.compile(r'"@type"\s*:\s*\[?\s*"(?:\w*NewsArticle|Article|BlogPosting|Reportage\w*)"')
_NO_TEXT = frozenset({"script", "style", "noscript", "template", "select", "option", "button", "nav", "footer"})
MAX_LINKS = 5_000  # different ones on a page
_FEED_TYPES = ("application/rss+xml", "application/atom+xml")
PROSE_HINTED = (120, 200)  # least block, least sum of blocks: where the address looks like an article's
PROSE_BARE = (250, 700)  # where nothing does: teasers on listing pages are shorter than a newspaper's paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of the page, canonical. `next` marks rel=next."""

    url: str
    next: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """`canonical` is the page's own word for its address, if on the same site; `links` stay on the same site."""

    is_article: bool
    links: tuple[Link, ...] = ()
    feeds: tuple[str, ...] = ()
    canonical: str | None = None
    noindex: bool = False
    nofollow: bool = False


def read_page(body: bytes, url: str) -> PageReading:
    """Read a page; one that cannot be parsed is an article without links, so that nothing is lost."""
    root = _parse(body)
    if root is None:
        return PageReading(is_article=looks_like_article(url))
    meta = _meta(root)
    robots = {word.strip() for word in meta.get("robots", "").lower().split(",")}
    base = _base(root, url)
    return PageReading(
        is_article=_is_article(root, meta, url),
        links=tuple(_links(root, base, url)),
        feeds=tuple(_feeds(root, base, url)),
        canonical=_canonical(root, base, url),
        noindex=bool(robots & {"noindex", "none"}),
        nofollow=bool(robots & {"nofollow", "none"}),
    )


def _parse(body: bytes) -> Any:
    # addresses are ASCII whatever the page's encoding; Latin-1 never fails on a byte
    parser = html.HTMLParser(encoding="utf-8" if _is_utf8(body) else "iso-8859-1", huge_tree=False, recover=True)
    try:
        return html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _meta(root: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or "").lower()
        found.setdefault(name, element.get("content") or "")
    return found


def _base(root: Any, url: str) -> str:
    for element in root.iter("base"):
        href = element.get("href")
        if href:
            try:
                return str(urljoin(url, href.strip()))
            except ValueError:
                return url
    return url


def _links(root: Any, base: str, url: str) -> Iterator[Link]:
    seen: set[str] = set()
    written: set[str] = set()
    for element in root.iter("a", "area", "link"):
        rel = (element.get("rel") or "").lower().split()
        href = (element.get("href") or "").strip()
        if not href or href in written or "nofollow" in rel or (element.tag == "link" and "next" not in rel):
            continue
        written.add(href)
        if len(written) > MAX_LINKS:
            return
        target = followable(href, base)
        if target and target not in seen and target != url and same_site(target, url):
            seen.add(target)
            yield Link(url=target, next="next" in rel)


def _feeds(root: Any, base: str, url: str) -> Iterator[str]:
    for element in root.iter("link"):
        if (element.get("type") or "").lower() in _FEED_TYPES and "alternate" in (element.get("rel") or "").lower():
            target = followable((element.get("href") or "").strip(), base)
            if target and same_site(target, url):
                yield target


def _canonical(root: Any, base: str, url: str) -> str | None:
    for element in root.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            try:
                target = canonical_url(element.get("href") or "", base)
            except (ValueError, UnicodeError):
                return None
            return target if same_site(target, url) and not is_front_page(target) else None
    return None


def _is_article(root: Any, meta: dict[str, str], url: str) -> bool:
    """By what the page says of itself, else by how much running text it holds."""
    if is_front_page(url):
        return False
    kind = meta.get("og:type", "").lower()
    said = any(_JSON_LD_ARTICLE.search(e.text or "") for e in root.iter("script") if "ld+json" in (e.get("type") or ""))
    if said or "article:published_time" in meta or root.xpath("boolean(//*[@itemprop='articleBody'])"):
        return True
    hinted = looks_like_article(url)
    if kind in ("website", "object") and not hinted:
        return False
    block, least = PROSE_HINTED if hinted or kind == "article" else PROSE_BARE
    return _prose(root, block) >= least


def _prose(root: Any, block: int) -> int:
    """Characters of running text: what stands in elements that hold at least `block` of them, links left out."""
    prose = 0
    stack = [root]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str) or element.tag in _NO_TEXT or element.tag == "a":
            continue
        own = len((element.text or "").strip()) + sum(len((child.tail or "").strip()) for child in element)
        prose += own if own >= block else 0
        stack.extend(element)
    return prose
