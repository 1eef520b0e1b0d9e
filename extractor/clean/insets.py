"""Inset boxes: small blocks of facts among the paragraphs of an article, whatever their classes are called.

Among the children of an element that has several paragraphs of running text, a box is a small block with a title of
its own (a heading, or a first line wholly in bold) or with a ground or frame of its own, and no picture. What makes up
a good part of the text is no box: some systems wrap every section.
"""

from __future__ import annotations

import re
from functools import cache

from lxml import etree

from corpus.text import canon
from extractor.clean.data import phrases
from extractor.clean.lines import prompt

_BOXES = frozenset({"div", "section", "table"})
_PARENTS = frozenset({"div", "article", "section", "td", "main"})
_TITLES = frozenset({"h2", "h3", "h4", "h5", "h6"})
_BOLD = frozenset({"b", "strong"})
_FEWEST = 3  # paragraphs of running text beside a box
_RUNNING = 60  # characters of one
_LONGEST, _LONGEST_FRAMED = 900, 2000  # characters of a box
_FRAME = re.compile(
    r"(?:background|border)[a-z-]*:(?!none|0|transparent|white|#fff(?:fff)?\b|inherit|initial|collapse)"
)
_SHARE, _SHARE_FRAMED = 0.3, 0.45  # of the text, at most, in boxes
_TITLE = 90  # characters of a title, at most
_MARK = "inset-box"


def mark_insets(root: etree._Element) -> None:
    """Give inset boxes a class that names them so."""
    below: dict[etree._Element, list[etree._Element]] = {}
    for paragraph in root.iter("p"):
        if (parent := paragraph.getparent()) is not None:
            below.setdefault(parent, []).append(paragraph)
    for parent, paragraphs in below.items():
        if parent.tag not in _PARENTS or not _FEWEST <= len(paragraphs) < len(parent):
            continue
        candidates = [child for child in parent if child.tag in _BOXES]
        running = [_length(child) for child in paragraphs] if candidates else []
        if sum(length >= _RUNNING for length in running) < _FEWEST:
            continue
        boxes = [child for child in candidates if _is_box(child)]
        share = _SHARE_FRAMED if all(map(_is_framed, boxes)) else _SHARE
        if 0 < sum(map(_length, boxes)) <= share * sum(running):
            for box in boxes:
                box.set("class", f"{box.get('class', '')} {_MARK}".strip())


def _length(element: etree._Element) -> int:
    if not len(element):
        return len((element.text or "").strip())
    return sum(len(piece.strip()) for piece in element.itertext())


def _is_box(element: etree._Element) -> bool:
    framed = _is_framed(element)
    if (
        not 20 <= _length(element) <= (_LONGEST_FRAMED if framed else _LONGEST)
        or next(element.iter("img", "video", "iframe", "figure"), None) is not None
    ):
        return False
    cells = sum(1 for _ in element.iter("td", "th"))
    if element.tag == "table" or cells > 1:
        return cells == 1 and framed
    return (
        _is_titled(element)
        or _is_part(element)
        or _leads_on(element)
        or (framed and next(element.iter("p", "li"), None) is not None)
    )


def _leads_on(element: etree._Element) -> bool:
    """Whether its last words ask to read on elsewhere: `Bấm xem >>`."""
    last = ""
    for piece in element.itertext():
        last = piece.strip() or last
    return prompt(last) in ("navigation", "related")


def _is_part(element: etree._Element) -> bool:
    """Whether it announces another part of a series: `Bài 1: …` and a sentence."""
    if len(element) != 2 or element[0].tag not in ("div", "p") or len(element[0]) > 1:
        return False
    return _part_of_series().match(canon("".join(element[0].itertext())[:_TITLE])) is not None


@cache
def _part_of_series() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{'|'.join(phrases('series'))}) \d{{1,2}}\s*:")


def _is_framed(element: etree._Element) -> bool:
    """A ground or frame of its own."""
    style = (element.get("style") or "").lower().replace(" ", "")
    return _FRAME.search(style) is not None or bool(element.get("bgcolor") or element.get("data-back"))


def _is_titled(element: etree._Element) -> bool:
    """A title in its first block, and something under it."""
    blocks = [child for child in element.iter("p", "li", *_TITLES) if _length(child)]
    if len(blocks) < 2 or _length(blocks[0]) > _TITLE:
        return False
    first = blocks[0]
    if first.tag in _TITLES:
        return True
    bold = sum(_length(child) for child in first.iter(*_BOLD))
    return first.tag == "p" and bold >= _length(first) > 0
