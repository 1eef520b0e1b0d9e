"""What a site profile (`corpus.sites`) says of a page, put into practice with care: profiles are older than pages.

Before the page is surveyed, the profile's body, and in it what to drop and the captions, get a class that says so. The
rest is asked only where the generic reader found nothing. A selector that matches nothing, or something that cannot be
the part, is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from corpus.sites import Part, Site
from extractor.clean.bylines import names_in_box
from extractor.clean.compare import squeeze
from extractor.clean.dateline import read_dateline
from extractor.clean.roles import OF_PROFILE
from extractor.clean.settle import Found
from extractor.clean.surroundings import Surroundings

_SHORTEST_BODY = 200  # characters
_LONGEST_CAPTION = 700
_LONGEST_BYLINE, _LONGEST_SECTION, _LONGEST_TAG = 120, 40, 80
_CAPTIONS = 0.5  # share of the body's text, at most, in captions
_DROPPED = 0.5  # share of the body's text, at most, that is dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The profile of a page's site, for the day from which the page is."""

    site: Site
    day: date | None = None

    def mark(self, root: etree._Element) -> None:
        """Names the body of the page, and in it captions and what is none of the text, by class."""
        body = _common([element for element in self.find("body", root) if _length(element)])
        if body is None or _length(body) < _SHORTEST_BODY or next(root.iter("body"), None) is body:
            return
        _name(body, "body")
        captions = [found for found in self.find_all("captions", body) if 0 < _length(found) <= _LONGEST_CAPTION]
        if sum(map(_length, captions)) <= _CAPTIONS * _length(body):  # more: a photo story, told in them
            for caption in captions:
                _name(caption, "caption")
        dropped = self.find_all("drop", body)
        if body not in dropped and sum(map(_length, dropped)) <= _DROPPED * _length(body):
            for element in dropped:
                _name(element, "drop")

    def find(self, part: Part, root: etree._Element) -> list[etree._Element]:
        """All matches of the first selector of a part that has any."""
        for selector in self.site.selectors(part, self.day):
            if found := _matches(selector, root):
                return found
        return []

    def find_all(self, part: Part, root: etree._Element) -> list[etree._Element]:
        """The matches of all selectors of a part."""
        selectors = self.site.selectors(part, self.day)
        return list(dict.fromkeys(element for selector in selectors for element in _matches(selector, root)))

    def texts(self, part: Part, root: etree._Element) -> Iterator[str]:
        """What the elements of a part say, each on one line; looked for when it is asked."""
        for element in self.find(part, root):
            if text := squeeze("".join(element.itertext())):
                yield text


def _matches(selector: str, root: etree._Element) -> list[etree._Element]:
    compiled = _compiled(selector)
    return [element for element in compiled(root) if isinstance(element, etree._Element)] if compiled else []


@lru_cache(maxsize=2048)
def _compiled(selector: str) -> etree.XPath | None:
    """None for a selector that cannot be asked of a tree (`:hover`); for our own profiles a test excludes it."""
    try:
        return etree.XPath(HTMLTranslator().css_to_xpath(selector))
    except (SelectorError, etree.XPathError):
        return None


def _name(element: etree._Element, part: str) -> None:
    element.set("class", f"{OF_PROFILE}{part} {element.get('class', '')}".strip())


def _length(element: etree._Element) -> int:
    return len("".join(element.itertext()).strip())


def _common(elements: list[etree._Element]) -> etree._Element | None:
    """The innermost element that holds all of them: a profile may name the paragraphs themselves."""
    if len(elements) < 2:
        return elements[0] if elements else None
    others = [set(element.iterancestors()) for element in elements[1:]]
    return next((above for above in elements[0].iterancestors() if all(above in found for found in others)), None)


def fill_gaps(profile: Profile, root: etree._Element, around: Surroundings, found: Found) -> None:
    """What the generic reader did not find, from where the profile says that it stands."""
    if not (found.authors or found.sources or around.authors):
        lines = [text for text in profile.texts("authors", root) if len(text) < _LONGEST_BYLINE]
        found.authors.extend(names_in_box(lines))
    if not (around.datelines or found.datelines):
        for text in profile.texts("published", root):
            if (read := read_dateline(text, strict=False)) is not None:
                around.datelines.append(read)
    if not (around.crumbs or around.sections):
        around.sections = [text for text in profile.texts("section", root) if len(text) < _LONGEST_SECTION]
    if not around.tags:
        around.tags = [tag for tag in profile.texts("tags", root) if len(tag) < _LONGEST_TAG]
