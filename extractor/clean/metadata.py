"""What the head of a page and its marked places say of the article. Facts only; `page` and `published` choose."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from lxml import etree

from extractor.clean.compare import squeeze
from extractor.clean.jsonld import LinkedArticle, read_jsonld

# Names of <meta> (name, property, itemprop; lower case), best first.
PUBLISHED = (
    "article:published_time", "article:published", "og:published_time", "og:article:published_time", "pubdate",
    "publishdate", "publish-date", "publish_date", "publication_date", "date.published", "article.published",
    "cxenseparse:recs:publishtime", "sailthru.date", "parsely-pub-date", "dcterms.issued", "dc.date.issued",
    "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "date", "created",
)  # fmt: skip
MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
)
AUTHOR = ("article:author", "author", "dc.creator", "dcterms.creator", "sailthru.author", "parsely-author", "byl")
SECTION = ("article:section", "parsely-section", "cxenseparse:recs:category")
TAGS = ("article:tag", "news_keywords", "parsely-tags", "keywords")
TITLE = ("og:title", "twitter:title", "dc.title", "dcterms.title", "title")
DESCRIPTION = ("og:description", "twitter:description", "description", "dc.description")
_MOST = 12  # headings and times that are kept
SITE = ("og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:site")


@dataclass(slots=True, kw_only=True)
class Facts:
    """Statements of one page: `meta` in order, `microdata` by itemprop, marked `times`, headings and links."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    microdata: dict[str, list[str]] = field(default_factory=dict)
    linked: LinkedArticle = field(default_factory=LinkedArticle)
    crumbs: tuple[str, ...] = ()
    times: list[str] = field(default_factory=list)
    canonical: str = ""
    title: str = ""
    headings: list[str] = field(default_factory=list)

    def first(self, names: tuple[str, ...]) -> str:
        """The first non-empty value among `names`."""
        return next((value for name in names for value in self.meta.get(name, ()) if value), "")

    def every(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """All values of the first name that has any."""
        return next((tuple(values) for name in names if (values := self.meta.get(name))), ())


def read_facts(root: etree._Element) -> Facts:
    """Facts of a parsed page."""
    facts = Facts()
    scripts: list[str] = []
    for element in root.iter("meta", "title", "link", "h1", "time", "script"):  # one pass
        match element.tag:
            case "meta":
                _read_meta(element, facts)
            case "title" if not facts.title:
                facts.title = squeeze("".join(element.itertext()))
            case "link" if not facts.canonical and "canonical" in (element.get("rel") or "").lower().split():
                facts.canonical = (element.get("href") or "").strip()
            case "h1" if len(facts.headings) < _MOST and (text := squeeze(_heading(element)[:600])):
                facts.headings.append(text)
            case "time" if len(facts.times) < _MOST and (value := element.get("datetime")):
                facts.times.append(value)
            case "script":
                scripts.append("".join(element.itertext()))
    _read_microdata(root, facts)
    facts.linked, facts.crumbs = read_jsonld(scripts)
    return facts


def _heading(element: etree._Element) -> str:
    """Its text, with a blank for each line break."""
    for line_break in element.iter("br"):
        line_break.tail = f" {line_break.tail or ''}"
    return "".join(element.itertext())


def _read_meta(element: etree._Element, facts: Facts) -> None:
    content = squeeze((element.get("content") or element.get("value") or "")[:4000])
    if not content:
        return
    for attribute in ("property", "name"):
        name = (element.get(attribute) or "").strip().lower()
        values = facts.meta.setdefault(name, []) if name else []
        if content not in values and len(values) < 40:
            values.append(content)


def _read_microdata(root: etree._Element, facts: Facts) -> None:
    """Values of the itemprops that matter; on a list page there would be many, so the first few are enough."""
    wanted = {"datepublished", "datemodified", "headline", "author", "articlesection", "keywords", "description"}
    for element in _with_itemprop()(root):
        for name in element.get("itemprop", "").lower().split():
            if name in wanted and len(values := facts.microdata.setdefault(name, [])) < 8:
                value = element.get("content") or element.get("datetime") or "".join(element.itertext())[:600]
                if value := squeeze(value):
                    values.append(value)


@cache
def _with_itemprop() -> etree.XPath:
    return etree.XPath("descendant::*/@itemprop/..")  # half the time of a predicate
