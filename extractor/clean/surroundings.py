"""What stands around the body and belongs to the article: kicker, lead, dateline, byline and picture above it,
byline and key words below it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import islice

from lxml import etree

from corpus.text import canon
from extractor.clean.bylines import names_in_box, read_byline
from extractor.clean.compare import same_words, squeeze
from extractor.clean.container import Region, Survey
from extractor.clean.dateline import Dateline, read_dateline, read_datelines
from extractor.clean.items import Item
from extractor.clean.lines import ends_like_prose, prompt

_CRUMBS = re.compile(r"bread-?crumb|breakumb|duong-?dan|crumbs?(?![a-z])")
_CRUMB_MARKS = re.compile(r"(?i)^trang (?:chủ|nhất)\s*[»>›/|]")
_BETWEEN = re.compile(r"\s[»>›/|]\s|[»›]")
_TAG = re.compile(r"/(?:tags?|tu-khoa|hashtag)/")
_MOST_TAGS = 15
_ABOVE = 120  # elements between title and body on the busiest of pages
_BELOW = 60
_MAY_DATE = ("", "share", "navigation", "dateline")
_LONGEST_DATELINE = 100
_NEAR = 14  # elements around the title in which its section is named
_BLANKS = " \t\r\n"
_MARKS = _BLANKS + "»›>|/•-"
_DEEPEST = 5  # elements of a link that are looked at
_LONGEST_NAME = 40  # characters of one
_SHORT_MENU = 4  # entries of a path
_SHORTEST_LEAD = 40
_LONGEST_LEAD = 1500


@dataclass(kw_only=True)
class Surroundings:
    """Pieces above the body in order, and names, dates and key words from both sides. Key words and sections are looked
    for when they are asked for: the head mostly has them.
    """

    above: list[Item] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    datelines: list[Dateline] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    crumbs: list[str] = field(default_factory=list)
    find_tags: Callable[[], Iterable[str]] = tuple
    find_sections: Callable[[], Iterable[str]] = tuple

    @cached_property
    def tags(self) -> list[str]:
        """Key words under the body."""
        return list(self.find_tags())

    @cached_property
    def sections(self) -> list[str]:
        """Names of the section beside the title."""
        return list(self.find_sections())


def read_surroundings(seen: Survey, title: str | None) -> Surroundings:
    """Looks between the title and the chosen element, a little above the title, and a little below the element."""
    around = Surroundings()
    if seen.chosen is None:
        return around
    titled = _title_places(seen, title)
    at = next((place for place in reversed(titled) if place < seen.chosen.order), None)
    start = at if at is not None else max(0, seen.chosen.order - 40)
    ancestors = _ancestors(seen, seen.chosen)
    between = [region for region in seen.regions[start + 1 : seen.chosen.order] if region.order not in ancestors]
    taken = -1
    for region in between[-_ABOVE:]:
        if region.order > taken:
            taken = max(taken, _read_above(seen, region, around, after_title=at is not None))
    _read_beside(seen.regions[max(0, seen.chosen.parent if at is None else at)], around)
    if at is not None:
        _read_kicker(seen, at, around)
    _read_below(seen, around)
    _read_crumbs(seen, around)
    if titled:
        around.find_sections = partial(_sections, seen, titled[0] if at is None else at)
    return around


def _title_places(seen: Survey, title: str | None) -> list[int]:
    """Orders of the blocks before the body, or in its beginning, that hold the title."""
    if not title or seen.chosen is None:
        return []
    inside = seen.last_inside(seen.chosen)
    return [
        region.order
        for region in seen.regions[: min(inside, seen.chosen.order + 40) + 1]
        if region.block
        and not region.dead
        and 0.4 * len(title) < len(text := region.text) < 2 * len(title) + 20
        and same_words(text, title)
    ]


def _ancestors(seen: Survey, region: Region) -> set[int]:
    found: set[int] = set()
    while region.parent >= 0:
        found.add(region.parent)
        region = seen.regions[region.parent]
    return found


def _whole_text(seen: Survey, region: Region) -> str:
    """Text of a small element with all its inner blocks."""
    last = seen.last_inside(region)
    return squeeze(
        " ".join(part.text for part in seen.regions[region.order : last + 1] if part.block or part is region)
    )


def _read_above(seen: Survey, region: Region, around: Surroundings, *, after_title: bool) -> int:
    """Takes one element between title and body; returns the order of the last element that it used up."""
    if region.tag == "time" and (moment := region.element.get("datetime")):
        around.times.append(moment)
    if region.dead and region.block and region.role in _MAY_DATE and len(region.pieces) < 9:
        _take_dateline(squeeze(region.text), around)  # set among the buttons
    if region.dead and region.role == "byline" and after_title and not around.authors:
        around.authors.extend(names_in_box(_strings(region)))  # so may be the author
    if region.dead or not (region.block or region.role in ("byline", "dateline", "lead")):
        return -1
    if region.role in ("lead", "byline", "dateline", "caption", "kicker", "credit") or region.tag == "figcaption":
        text = _whole_text(seen, region) if region.block else squeeze("".join(region.element.itertext()))
        text = _without_place(seen, region, text, around)
        if _take_by_role(region, text, around, after_title=after_title):
            return seen.last_inside(region)
    elif after_title or region.tag == "h2":
        _take_plain(region, around)
    return -1


def _without_place(seen: Survey, region: Region, text: str, around: Surroundings) -> str:
    """A lead without the name of the place that a mark of its own puts before it (`location-stamp`)."""
    for part in seen.regions[region.order + 1 : region.order + 4]:
        if part.parent >= region.order and part.role == "dateline" and not part.block:
            place = squeeze("".join(part.element.itertext()))
            if place and text.startswith(place) and read_dateline(place) is None:
                around.above.append(Item(kind="removed", text=place, why="dateline"))
                return text[len(place) :].lstrip(" -–—")
    bold = next(region.element.iter("b", "strong"), None)
    place = squeeze("".join(bold.itertext())) if bold is not None else ""
    if place.endswith(("-", "–", "—")) and text.startswith(place) and len(place.split()) <= 6:
        around.above.append(Item(kind="removed", text=place, why="dateline"))
        return text[len(place) :].lstrip()
    return text


def _take_by_role(region: Region, text: str, around: Surroundings, *, after_title: bool) -> bool:
    if not text:
        return False
    role = "caption" if region.tag == "figcaption" else region.role
    if role in ("caption", "credit"):
        around.above.append(Item(kind="caption", text=text, role=role))
    elif role == "dateline" and len(text) < 160:
        datelines = read_datelines(text)
        if datelines:
            around.datelines.extend(datelines)
            around.above.append(Item(kind="removed", text=text, why="dateline"))
        return bool(datelines)
    elif role == "byline" and len(text) < 160 and after_title:
        around.authors.extend(names_in_box(_strings(region)))
        around.above.append(Item(kind="removed", text=text, why="byline"))
    elif role == "lead" and _SHORTEST_LEAD <= len(text) <= _LONGEST_LEAD and after_title:
        around.above.append(Item(kind="p", text=text, role="lead"))
    else:
        return False
    return True


def _strings(region: Region) -> list[str]:
    return [squeeze(text) for text in region.element.itertext() if text.strip()]


def _take_plain(region: Region, around: Surroundings) -> None:
    """An unmarked block: a dateline, a byline, or a paragraph of the lead."""
    text = squeeze(region.text)
    if not text or prompt(text):
        return
    if _take_dateline(text, around):
        return
    if len(text) >= _SHORTEST_LEAD and region.linked * 4 < len(text) and (ends_like_prose(text) or region.tag == "h2"):
        around.above.append(Item(kind="p", text=text, strong=region.tag in ("h2", "h3")))
    elif len(text.split()) <= 6 and not region.linked and (names := read_byline(text)):
        around.authors.extend(names)
        around.above.append(Item(kind="removed", text=text, why="byline"))


def _take_dateline(text: str, around: Surroundings) -> bool:
    dateline = read_dateline(text)
    if dateline is None and len(text) <= _LONGEST_DATELINE and not ends_like_prose(text):
        dateline = read_dateline(text, strict=False)  # `BM | 24/06/2018 | 20:15`, with the desk or a link beside it
        dateline = dateline if dateline and dateline.timed else None
    if dateline is not None:
        around.datelines.append(dateline)
        around.above.append(Item(kind="removed", text=text, why="dateline"))
    return dateline is not None


def _read_beside(region: Region, around: Surroundings) -> None:
    """A dateline in the element of the title, parted by `<br>` alone, or in the one that holds title and body."""
    lines = list(filter(None, map(squeeze, "".join(region.pieces[:_NEAR]).split("\n"))))
    if len(lines) > 1 and (line := next(filter(read_dateline, lines), None)):
        _take_dateline(line, around)


def _read_kicker(seen: Survey, at: int, around: Surroundings) -> None:
    """The line over the title, and a dateline there."""
    for region in reversed(seen.regions[max(0, at - 12) : at]):
        text = squeeze(region.text) if region.block else ""
        if region.dead and region.role == "dateline" and (dateline := read_dateline(text)) and dateline.timed:
            around.datelines.append(dateline)
        if not text or region.dead or prompt(text):
            continue
        if dateline := read_dateline(text, strict=region.role != "dateline"):
            if dateline.timed or region.role == "dateline":
                around.datelines.append(dateline)
                around.above.insert(0, Item(kind="removed", text=text, why="dateline"))
            continue
        plain = not region.linked and len(text.split()) <= 9 and not ends_like_prose(text) and not prompt(text)
        if region.role == "kicker" or (plain and region.parent == seen.regions[at].parent):
            around.above.insert(0, Item(kind="removed", text=text, why="kicker"))
        return


def _sections(seen: Survey, at: int) -> Iterator[str]:
    """Names of the section beside the title: what its class names so, then what the menu says too."""
    near = [region for region in seen.regions[max(0, at - _NEAR) : at + _NEAR] if region.order != at]
    for region in near:
        if region.role == "section":
            links = [squeeze("".join(link.itertext())) for link in region.element.iter("a")]
            yield from links if 1 < len(links) <= _SHORT_MENU else filter(None, [_short(region)])
    above = [
        (text, region.linked > 0)
        for region in reversed(near)
        if region.order < at and not region.dead and region.block and (text := _short(region)) and not _of_menu(region)
    ]
    wanted = Counter({text.lower(): 0 for text, _ in above})
    for link in seen.links if above else ():
        if not (text := link.text) or text.isspace():
            text = _first_text(link)
        if len(text) < 2 * _LONGEST_NAME and (low := text.strip(_MARKS).lower()) in wanted:
            wanted[low] += 1
    for text, linked in above:
        if wanted[text.lower()] > linked:
            yield text


def _of_menu(region: Region) -> bool:
    """An entry among others, each a link."""
    above = region.element.getparent()
    return region.linked > 0 and region.tag == "li" and above is not None and len(above) > _SHORT_MENU


def _first_text(link: etree._Element) -> str:
    """The first words of a link that begins with none: within `<font>` or behind an icon."""
    for part in islice(link.iter(), _DEEPEST):
        for text in (part.text, part.tail if part is not link else None):
            if text and text.strip():
                return str(text)
    return ""


def _short(region: Region) -> str:
    """The words of a small element, without the marks around them; "" for more than a name, and for a date."""
    text = region.text if region.block else squeeze("".join(region.element.itertext())[: 2 * _LONGEST_NAME])
    text = squeeze(text).strip(_MARKS) if len(text) < 2 * _LONGEST_NAME else ""
    return text if len(text) < _LONGEST_NAME and not read_dateline(text, strict=False) else ""


def _read_crumbs(seen: Survey, around: Surroundings) -> None:
    """The linked names of the bread crumbs, known by their class or by the marks between them."""
    if seen.chosen is None:
        return
    for region in seen.regions[: seen.chosen.order + 10]:
        if _is_named_crumbs(region.names) or (
            region.block and region.linked > 0 and _CRUMB_MARKS.search(region.text[:150])
        ):
            around.crumbs = [text for link in region.element.iter("a") if (text := squeeze("".join(link.itertext())))]
            if not around.crumbs and len(text := " ".join(_strings(region))) < _LONGEST_DATELINE:
                around.crumbs = list(filter(None, map(squeeze, _BETWEEN.split(text))))
            if around.crumbs:
                return


def _is_named_crumbs(names: str) -> bool:
    named = names.lower()
    return ("umb" in named or "dan" in named) and _CRUMBS.search(named) is not None


def _read_below(seen: Survey, around: Surroundings) -> None:
    """Byline under the body, until other things begin; and where to look for key words."""
    if seen.chosen is None:
        return
    end = seen.last_inside(seen.chosen)
    around.find_tags = partial(_tags_below, seen, end)
    others = False  # whether boxes of other articles have begun
    for region in seen.regions[end + 1 : end + 1 + _BELOW]:
        others = others or region.role in ("related", "comments")
        if others:
            continue
        if region.role == "byline" and not region.dead:
            text = _whole_text(seen, region) if region.block else squeeze("".join(region.element.itertext()))
            if 0 < len(text) < 120:
                around.authors.extend(names_in_box(_strings(region)))
        elif region.block and not region.dead and not region.linked and 0 < len(region.text) < _LONGEST_DATELINE:
            text = squeeze(region.text)
            if (dateline := read_dateline(text)) and dateline.update:
                around.datelines.append(dateline)
            if around.authors:
                continue
            names = read_byline(text) if 0 < len(text) < 60 else None
            if names and _stands_apart(region):
                around.authors.extend(names)


def _tags_below(seen: Survey, end: int) -> list[str]:
    """Key words of links that say so, or of a box so named under the body."""
    words = list(_tag_words(_tag_links(seen, end)[:_MOST_TAGS]))
    for region in seen.regions[end + 1 : end + 1 + _BELOW]:
        if region.role == "tags" and not words:
            words = list(_tag_words(region.element.iter("a")))
    return words


def _tag_links(seen: Survey, end: int) -> list[etree._Element]:
    """Links to key words: those that say so (`rel=tag`), else those to such pages in or right under the body."""
    if "tag" in {rel.strip(_BLANKS) for rel in {link.get("rel", "") for link in seen.links}}:
        return [link for link in seen.links if link.get("rel", "").strip(_BLANKS) == "tag"]
    first = seen.chosen.order if seen.chosen else 0
    return [
        region.element
        for region in seen.regions[first : end + 1 + _BELOW]
        if region.tag == "a" and not region.dead and _TAG.search(region.element.get("href") or "")
    ]


def _stands_apart(region: Region) -> bool:
    """Set to the right or in bold, as names under an article are."""
    element = region.element
    bold = sum(len("".join(part.itertext())) for part in element.iter("b", "strong"))
    style = f"{element.get('style', '')};text-align:{element.get('align', '')}".replace(" ", "").lower()
    return "text-align:right" in style or "text-right" in element.get("class", "") or bold >= len(region.text) > 0


def _tag_words(links: Iterable[etree._Element]) -> Iterator[str]:
    """Texts of links to key words, each once."""
    known: set[str] = set()
    for link in links:
        word = squeeze("".join(link.itertext())).lstrip("#").strip(" ,;")
        if 1 < len(word) < 80 and canon(word) not in known:
            known.add(canon(word))
            yield word


def split_key_words(line: str) -> list[str]:
    """Key words of a line `Từ khóa: …`."""
    words = re.sub(r"^[^:]{2,12}:", "", line) if ":" in line[:14] else line
    return [word for part in re.split(r"[;,#|]", words) if 1 < len(word := squeeze(part)) < 80]
