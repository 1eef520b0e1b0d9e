"""The title of a page without the paper's name, and which of several statements of it to believe."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from corpus.text import canon
from extractor.clean.compare import same_words, squeeze
from extractor.clean.container import Region, Survey
from extractor.clean.data import phrases
from extractor.clean.dateline import read_dateline
from extractor.clean.items import Item
from extractor.clean.lines import ends_like_prose, is_headline
from extractor.clean.metadata import TITLE, Facts

_DOMAIN = re.compile(r"[\w-]+(?:\.[a-z]{2,10}){1,3}")
_TITLE_CLASS = re.compile(r"(?i)(?:^|[\s_-]|[a-z](?=T))(?:title|tieu[-_]?de|tieude|headline|tit)(?![a-z])")
_SHARED = 0.7  # of the words of two headlines of one article
_LOUD = frozenset({"b", "strong", "font", "big"})
_JOINT = re.compile(r"\s+[-–—|»:·•]+\s+|\s*\|\s*|\s*::\s*|\s*»\s*")


def choose_title(facts: Facts, host: str, look: Callable[[], str | None] = str) -> str | None:
    """The visible headline where it agrees with what the head says; else what the head says; None where nothing does.

    `look` finds a headline that only its looks tell (`visible_title`), which settles what the bare `<title>` leaves
    open; it is seldom asked.
    """
    site = site_names(facts, host)
    marked = (facts.linked.headline, *facts.every(TITLE), *facts.microdata.get("headline", ()))
    stated = [
        text
        for raw in (*marked, facts.title)
        if (text := without_site(raw, site, facts.headings)) and not is_site(text, site)
    ]
    for heading in facts.headings:
        if any(same_words(heading, text) for text in stated):
            return heading
    if len(set(facts.headings)) == 1 and any(alike(facts.headings[0], text) for text in stated):
        return facts.headings[0]  # the head was not changed when the headline was
    shown = look()
    if shown and (agreed := [text for text in stated if same_words(shown, text)]):
        return min((shown, agreed[0]), key=len)  # one has a kicker or a column besides
    if shown and (not any(marked) or not stated):
        return shown
    if stated:
        return stated[0]
    return next((heading for heading in facts.headings if not is_site(heading, site) and len(heading) > 10), None)


def alike(a: str, b: str) -> bool:
    """Whether two headlines are the same, or share most of their words."""
    if same_words(a, b):
        return True
    first, second = set(canon(a).split()), set(canon(b).split())
    return len(first) > 3 and len(first & second) >= _SHARED * len(first | second)


def visible_title(seen: Survey, items: list[Item]) -> str | None:
    """A headline that only its looks tell, for pages whose head names the paper alone: the last block above the body
    that calls itself a title, is a heading or stands all in bold; else such a first piece of the body.
    """
    if seen.chosen is None:
        return None
    best, most, inside = None, 0, seen.chosen.order
    for region in seen.regions[max(0, inside - 60) : inside + 12]:
        if (
            region.dead
            or region.linked
            or not (region.block or region.tag in _LOUD)
            or not is_headline(text := _shown(region))
        ):
            continue
        named = _TITLE_CLASS.search(region.names) is not None
        weight = 4 * named + 3 * (region.tag in ("h1", "h2", "h3")) + (_is_loud(region) and len(text) > 20)
        if weight >= max(1, most) and (region.order < inside or weight > 2):
            best, most = text, weight + (region.order > inside)
    return _loud_opening(items) or best if most < 3 else best


def _loud_opening(items: list[Item]) -> str | None:
    """The first piece of the body where it is a heading or in bold, or the second under a kicker."""
    opening = [item for item in items if item.is_text and read_dateline(item.text) is None][:2]
    for item in opening:
        if (item.strong or item.kind == "h") and is_headline(item.text):
            return item.text
        if len(item.text.split()) > 9 or ends_like_prose(item.text):
            return None
    return None


def _shown(region: Region) -> str:
    return squeeze(region.text if region.block else "".join(region.element.itertext()))


def _is_loud(region: Region) -> bool:
    """All in bold or in a large font."""
    element = region.element
    if element.tag in _LOUD:
        return element.tag != "font" or (element.get("size") or "").strip("+") in ("4", "5", "6", "7")
    return len(element) > 0 and element[0].tag in _LOUD and not (element.text or "").strip()


def site_names(facts: Facts, host: str) -> frozenset[str]:
    """What the page calls its own paper, compared form, with the host and its first label."""
    named = [
        value
        for name in ("og:site_name", "application-name", "apple-mobile-web-app-title")
        for value in facts.meta.get(name, ())
    ]
    label = host.split(".")[0] if host else ""
    names = {canon(text) for text in (*named, facts.linked.publisher, host, label) if text}
    return frozenset(names | {name.removeprefix("báo ").removesuffix(" điện tử") for name in names})


def without_site(title: str, site: Iterable[str], headings: Iterable[str] = ()) -> str:
    """The title without the paper's name or the column at its end.

    >>> without_site("Hội nghị sơ kết - Thời sự - Báo Hải Đăng", ["báo hải đăng"], ["Hội nghị sơ kết"])
    'Hội nghị sơ kết'
    """
    for heading in headings:
        rest = title[len(heading) :]
        if len(heading) > 10 and title.startswith(heading) and (not rest.strip() or _JOINT.match(rest)):
            return heading
    site = frozenset(site)
    while (joints := list(_JOINT.finditer(title))) and is_site(title[joints[-1].end() :], site):
        title = title[: joints[-1].start()]
    if (joints := list(_JOINT.finditer(title))) and is_site(title[: joints[0].start()], site):
        title = title[joints[0].end() :]
    return title.strip()


def is_site(segment: str, site: frozenset[str]) -> bool:
    """Whether a part of a title is the paper: so named by the page, an address, or `Báo …` before a name."""
    segment = segment.strip(" .")
    low = canon(segment)
    if not low or low in site:
        return True
    if len(low.split()) > 12:
        return False
    named = any(low.startswith(f"{word} ") and segment[len(word) + 1 :][:1].isupper() for word in phrases("site_words"))
    return (
        named
        or low in phrases("site_words")
        or low.startswith(phrases("site_openings"))
        or _DOMAIN.fullmatch(low) is not None
    )
