"""What an HTML page offers to a crawler: is it an article, and where do its links lead?

Which question: no more than a crawler needs. The text itself is the extractor's matter.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from corpus.ids import canonical_url, same_site
from crawler.addresses import followable, is_front_page, looks_like_article, page_number
from crawler.missing import says_it_is_missing
from crawler.times import feed_date

_JSON_LD_ARTICLE = re.compile(r'"@type"\s*:\s*\[?\s*"(?:\w*NewsArticle|Article|BlogPosting|Reportage\w*)"')
_JSON_LD_DATE = re.compile(r'"datePublished"\s*:\s*"([^"\\\n]{4,60})"')
# A day or month at the end of an address, or as a parameter: a calendar's. An article has its words behind it.
_DATED = re.compile(
    r"(?:19|20)\d\d[-/_.]?(?:0[1-9]|1[0-2]|[1-9])(?:[-/_.]?[0-3]?\d)?(?:\.[a-z]{2,5})?/?(?:$|[?&])"
    r"|[?&](?:date|day|month|year|ngay|thang|nam)=\d"
)
_WIDE = re.compile(rb"(?P<le>(?:[\t\n\f\r ]\0)*<\0)|(?:\0[\t\n\f\r ])*\0<")
_META_DATES = ("article:published_time", "article:published", "pubdate", "og:article:published_time")
_NO_TEXT = frozenset({"script", "style", "noscript", "template", "select", "option", "button", "nav", "footer"})
_NO_PROSE = _NO_TEXT | {"a"}
# Plain strings: to look at each element costs more than all else that is done with a link.
_HREFS = etree.XPath(
    "(//a|//area)[not(contains(translate(@rel, 'NOFLW', 'noflw'), 'nofollow'))]/@href"
    " | //link[contains(translate(@rel, 'NEXT', 'next'), 'next')]/@href",
    smart_strings=False,
)
_FOLLOWING = etree.XPath("//*[contains(translate(@rel, 'NEXT', 'next'), 'next')]")
MAX_LINKS = 5_000  # different ones on a page
_FEED_TYPES = ("application/rss+xml", "application/atom+xml")
MAX_MISSING = 800  # characters beside its links; an error page has fewer, a listing with teasers more
PROSE_HINTED = (120, 200)  # least block, least sum of blocks: where the address looks like an article's
PROSE_BARE = (250, 700)  # where nothing does: teasers on listing pages are shorter than a newspaper's paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of the page, canonical. `next` marks rel=next."""

    url: str
    next: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """`canonical` is the page's own word for its address, if on the same site; `links` stay on the same site.

    `meta` are the contents of its meta elements by lower-case name, those of one name joined by commas. `published` is
    ISO 8601 in Vietnamese time, where the page states it to machines. `missing` marks a page that says it is not there.
    """

    is_article: bool
    missing: bool = False
    published: str | None = None
    meta: Mapping[str, str] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    feeds: tuple[str, ...] = ()
    canonical: str | None = None
    noindex: bool = False
    nofollow: bool = False

    @property
    def fingerprint(self) -> str:
        """What a listing offers, whatever else on it changes: SHA-256 of its links, but for those that only turn its
        pages, by number or by date.
        """
        urls = sorted(link.url for link in self.links if not link.next and not _turns_a_page(link.url))
        return hashlib.sha256("\n".join(urls).encode()).hexdigest()


def _turns_a_page(url: str) -> bool:
    return page_number(url) is not None or (bool(_DATED.search(url)) and not looks_like_article(url))


def read_page(body: bytes, url: str) -> PageReading:
    """Read a page; one that cannot be parsed is an article without links, so that nothing is lost."""
    root = _parse(body)
    if root is None:
        return PageReading(is_article=looks_like_article(url))
    meta = _meta(root)
    robots = {word.strip() for word in meta.get("robots", "").lower().split(",")}
    base = _base(root, url)
    said = _says_it_is_an_article(root, meta)
    missing = not is_front_page(url) and _is_missing(root, said=said)
    return PageReading(
        is_article=not missing and _is_article(root, meta, url, said=said),
        missing=missing,
        published=_published(root, meta),
        meta=meta,
        links=tuple(_links(root, base, url)),
        feeds=tuple(_feeds(root, base, url)),
        canonical=_canonical(root, base, url),
        noindex=bool(robots & {"noindex", "none"}),
        nofollow=bool(robots & {"nofollow", "none"}),
    )


def _parse(body: bytes) -> Any:
    if encoding := _utf16(body):
        body = body.decode(encoding, "replace").encode()
    # addresses and directives are ASCII in every other encoding of pages; Latin-1 never fails on a byte
    # etree's parser, since that of lxml.html looks a class up for every element
    parser = etree.HTMLParser(encoding="utf-8" if _is_utf8(body) else "iso-8859-1", huge_tree=False, recover=True)
    try:
        return etree.fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None


def _utf16(body: bytes) -> str | None:
    """The kind of UTF-16 that a page is in, by its mark or by how it begins; None where it is in something else."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    found = _WIDE.match(body)
    return found and ("utf-16-le" if found["le"] else "utf-16-be")


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _meta(root: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        content = (element.get("content") or "").strip()
        for name in {(element.get(key) or "").strip().lower() for key in ("property", "name")} - {""}:
            found[name] = f"{found[name]}, {content}" if name in found and content != found[name] else content
    return found


def _published(root: Any, meta: Mapping[str, str]) -> str | None:
    """When the page says that it was published; the first of several that can be read."""
    stated = [meta.get(name, "").split(", ")[0] for name in _META_DATES]
    for script in root.iter("script"):
        text = script.text or ""
        if "ld+json" in (script.get("type") or "") and _JSON_LD_ARTICLE.search(text):
            stated += [date[1] for date in _JSON_LD_DATE.finditer(text)]
    for element in root.xpath("//*[@itemprop='datePublished']"):
        stated.append(element.get("content") or element.get("datetime") or "")
    return next((date for text in stated if (date := feed_date(text))), None)


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
    following = {(e.get("href") or "").strip() for e in _FOLLOWING(root) if "next" in e.get("rel").lower().split()}
    written = dict.fromkeys(href.strip() for href in _HREFS(root))
    seen: set[str] = {url}
    mine: dict[str, bool] = {}  # hosts: whether they belong to the site
    for href in islice(written, MAX_LINKS):
        target = followable(href, base) if href else None
        if target is None or target in seen:
            continue
        seen.add(target)
        host = target.split("/", 3)[2]
        if host not in mine:
            mine[host] = same_site(target, url)
        if mine[host]:
            yield Link(url=target, next=href in following)


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


def _says_it_is_an_article(root: Any, meta: Mapping[str, str]) -> bool:
    said = any(_JSON_LD_ARTICLE.search(e.text or "") for e in root.iter("script") if "ld+json" in (e.get("type") or ""))
    return said or "article:published_time" in meta or bool(root.xpath("boolean(//*[@itemprop='articleBody'])"))


def _is_article(root: Any, meta: Mapping[str, str], url: str, *, said: bool) -> bool:
    """By what the page says of itself, else by how much running text it holds."""
    if is_front_page(url):
        return False
    if said:
        return True
    kind = meta.get("og:type", "").lower().split(", ")[0]
    hinted = looks_like_article(url)
    if kind in ("website", "object") and not hinted:
        return False
    block, least = PROSE_HINTED if hinted or kind == "article" else PROSE_BARE
    return _has_prose(root, block, least)


def _is_missing(root: Any, *, said: bool) -> bool:
    """Whether the page says that there is none: no running text to speak of, and the words for it."""
    block, least = PROSE_HINTED
    if said or _has_prose(root, block, least):
        return False
    headings = [" ".join("".join(e.itertext()).split()) for e in root.iter("title", "h1", "h2")]
    body = root.find("body")
    text = "" if body is None else " ".join(_visible(body))
    return says_it_is_missing(headings, text if len(text) <= MAX_MISSING else "")


def _visible(root: Any) -> Iterator[str]:
    """What a reader sees beside links, scripts and menus, piece by piece, until it is more than an error page has."""
    size = 0
    stack = [root]
    while stack and size <= MAX_MISSING:
        element = stack.pop()
        if not isinstance(element.tag, str) or element.tag in _NO_TEXT or element.tag == "a":
            continue
        for text in (element.text, *(child.tail for child in element)):
            if text and text.strip():
                size += len(text)
                yield " ".join(text.split())
        stack.extend(reversed(element))


def _has_prose(root: Any, block: int, least: int) -> bool:
    """Whether there are so many characters of running text: what stands in elements that hold at least `block` of
    them, links left out.
    """
    prose = 0
    stack = [root]
    while stack:
        element = stack.pop()
        tag = element.tag
        if tag in _NO_PROSE or not isinstance(tag, str):
            continue
        text = element.text
        own = len(text.strip()) if text else 0
        for child in element:
            tail = child.tail
            if tail:
                own += len(tail.strip())
            stack.append(child)
        if own >= block:
            prose += own
            if prose >= least:
                return True
    return False
