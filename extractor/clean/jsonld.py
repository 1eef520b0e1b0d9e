"""JSON-LD of a page (schema.org): the article that it describes, and its bread crumbs.

Broken JSON is common in Vietnamese pages (quotation marks inside a description, trailing commas, line breaks): what
cannot be parsed after small repairs is searched for the few fields that matter.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

_ARTICLES = frozenset(
    {
        "article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle",
        "backgroundnewsarticle", "reviewnewsarticle", "blogposting", "liveblogposting", "socialmediaposting",
        "advertisercontentarticle", "satiricalarticle", "scholarlyarticle", "techarticle", "report",
    }
)  # fmt: skip
_TELLING = frozenset({"newsarticle", "article", "liveblogposting", "videoobject", "imagegallery", "mediagallery"})
_FILM = "videoobject"
_LONGEST = 400_000
_MOST_NODES = 20_000
_MARKUP = re.compile(r"<[^<>]{0,2000}>")
_PARAGRAPH_END = re.compile(r"<(?:/p|/div|/li|/h[1-6]|br)\b[^<>]{0,200}>", re.IGNORECASE)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_WRAPPED = re.compile(r"<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/")
_WRAPPED_END = re.compile(r"(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)$")
_LONGEST_END = 30  # characters
_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|articleSection|description)"\s*:\s*"((?:[^"\\\n]|\\.)*+)"', re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedArticle:
    """What JSON-LD says of the article; empty strings and tuples where it says nothing. `kinds`: types of schema.org,
    in lower case, that tell what form of article the page is.
    """

    headline: str = ""
    description: str = ""
    published: str = ""
    modified: str = ""
    section: str = ""
    body: str = ""
    publisher: str = ""
    url: str = ""
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    found: bool = False
    kinds: frozenset[str] = frozenset()


def read_jsonld(scripts: Iterable[str]) -> tuple[LinkedArticle, tuple[str, ...]]:
    """The article and the names of the bread crumbs. Never raises.

    >>> read_jsonld(['{"@type": "NewsArticle", "headline": "Hội nghị",}'])[0].headline
    'Hội nghị'
    """
    article, crumbs, salvaged = LinkedArticle(), tuple[str, ...](), LinkedArticle()
    every: set[str] = set()
    film = ""
    for script in scripts:
        text = _unwrapped(script[:_LONGEST])
        data = _parsed(text)
        if data is None:
            salvaged = salvaged if salvaged.found else _salvaged(text)
            continue
        for node in _nodes(data):
            kinds = _kinds(node)
            every |= kinds & _TELLING
            if not article.found and kinds & _ARTICLES:
                article = _article(node)
            elif _FILM in kinds and not film:
                film = _first(node.get("uploadDate"))
            elif "breadcrumblist" in kinds and not crumbs:
                crumbs = tuple(_crumbs(node))
    chosen = article if article.found else salvaged
    if film and not chosen.found and _TELLING & every == {_FILM}:  # a page about a film alone
        chosen = replace(chosen, published=film)
    return replace(chosen, kinds=frozenset(every)), crumbs


def _unwrapped(script: str) -> str:
    """Without the comment marks that hide a script from old browsers, and a last semicolon."""
    text = script.strip().rstrip(";").rstrip()
    if opening := _WRAPPED.match(text):
        text = text[opening.end() :].lstrip()
    if ending := _WRAPPED_END.search(text, max(0, len(text) - _LONGEST_END)):
        text = text[: ending.start()].rstrip()
    return text.rstrip(";")


def _parsed(text: str) -> Any:
    for mend in (str, partial(_TRAILING_COMMA.sub, r"\1")):  # the second is slow, and seldom needed
        try:
            return json.loads(mend(text), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _salvaged(text: str) -> LinkedArticle:
    """The fields of broken JSON; only where it speaks of an article at all."""
    if not any(f'"{kind}"' in text.lower() for kind in ("newsarticle", "article", "blogposting")):
        return LinkedArticle()
    fields = {
        name: _plain(value.replace('\\"', '"').replace("\\/", "/")) for name, value in reversed(_FIELD.findall(text))
    }
    return LinkedArticle(
        headline=fields.get("headline", ""),
        published=fields.get("datePublished", ""),
        modified=fields.get("dateModified", ""),
        section=fields.get("articleSection", ""),
        found=bool(fields),
    )


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """Objects in order, without those that are items of a list page."""
    stack, seen = [data], 0
    while stack and seen < _MOST_NODES:
        node = stack.pop()
        seen += 1
        if isinstance(node, list):
            stack.extend(reversed(node))
        elif isinstance(node, dict):
            yield node
            stack.extend(
                value
                for key in ("mainEntity", "@graph", "mainEntityOfPage")
                if isinstance(value := node.get(key), list | dict)
            )


def _kinds(node: dict[str, Any]) -> set[str]:
    kind = node.get("@type")
    return {str(item).rsplit("/", 1)[-1].lower() for item in (kind if isinstance(kind, list) else [kind])}


def _article(node: dict[str, Any]) -> LinkedArticle:
    return LinkedArticle(
        headline=_first(node.get("headline")) or _first(node.get("name")),
        description=_first(node.get("description")),
        published=_first(node.get("datePublished")) or _first(node.get("dateCreated")),
        modified=_first(node.get("dateModified")),
        section=_first(node.get("articleSection")),
        body=_body(node.get("articleBody")),
        publisher=_first(node.get("publisher")),
        url=_first(node.get("url")) or _first(node.get("mainEntityOfPage")),
        authors=tuple(_people(node.get("author"))),
        keywords=tuple(_words(node.get("keywords"))),
        found=True,
    )


def _first(value: Any) -> str:
    """The text of a string, of the first of a list, or of an object's name or @id."""
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = value.get("name") or value.get("@id") or value.get("@value") or ""
        else:
            break
    return _plain(value) if isinstance(value, str | int) else ""


def _plain(value: object) -> str:
    return " ".join(html.unescape(str(value)).split())


def _body(value: Any) -> str:
    """An articleBody with its paragraphs, each on a line; markup in it goes."""
    text = html.unescape(value) if isinstance(value, str) else ""
    return _MARKUP.sub("", _PARAGRAPH_END.sub("\n\n", text)).strip() if "<" in text else text.strip()


def _people(value: Any) -> Iterator[str]:
    """Names of persons: an Organization as author is the paper itself."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and "organization" in _kinds(item):
            continue
        name = _first(item)
        if name and "://" not in name:
            yield name


def _words(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield from (word for part in item.split(",") if (word := _plain(part)))


def _crumbs(node: dict[str, Any]) -> Iterator[str]:
    items = node.get("itemListElement")
    for item in items if isinstance(items, list) else []:
        name = _first(item.get("name")) or _first(item.get("item")) if isinstance(item, dict) else ""
        if name and "://" not in name:
            yield name
