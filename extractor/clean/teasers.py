"""Lists of teasers: boxes of other articles, whatever their classes are called, each made one link.

A teaser is a small block with a title that is wholly a link, and perhaps a picture, a day and a sentence. Where three
or more such blocks of one kind stand side by side, they are a list of other articles; the paragraphs of an article may
have links, but no block of theirs is nothing but a link.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml import etree

_KINDS = frozenset({"li", "div", "article", "section", "tr", "td", "dl", "figure"})
_FEWEST = 3  # teasers that make a list
_TITLE = 15  # characters of a title, at least
_LONGEST = 420  # characters of a teaser
_MANY = 80  # pieces of text, blank ones counted
MARK = "related-list"  # a class that says so to whatever reads the tree later


def mark_teasers(root: etree._Element) -> None:
    """Give the members of lists of teasers a class that names them so, and reduce each to one link with all its text.

    They are most of the elements of many a page: what reads the tree later need not walk through them.
    """
    for parent in root.iter("ul", "ol", "div", "section", "article", "main", "tbody", "tr", "td", "aside", "center"):
        if len(parent) >= _FEWEST:
            for group in _alike(parent):
                teasers = [child for child in group if _is_teaser(child)]
                if len(teasers) >= _FEWEST and len(teasers) * 3 >= len(group) * 2:
                    for child in teasers:
                        _reduce(child)


def _reduce(teaser: etree._Element) -> None:
    text = " ".join(" ".join(teaser.itertext()).split())
    names = f"{teaser.get('class', '')} {MARK}".strip()
    teaser.clear(keep_tail=True)
    teaser.set("class", names)
    etree.SubElement(teaser, "a").text = text


def _alike(parent: etree._Element) -> Iterator[list[etree._Element]]:
    """Children of one tag and first class, where there are enough of them."""
    groups: dict[tuple[str, str], list[etree._Element]] = {}
    for child in parent:
        if isinstance(child.tag, str) and child.tag in _KINDS:
            first = (child.get("class") or "").split(" ", 1)[0]
            groups.setdefault((child.tag, first), []).append(child)
    return (group for group in groups.values() if len(group) >= _FEWEST)


def _is_teaser(element: etree._Element) -> bool:
    if next(element.iter("a"), None) is None:
        return False
    pieces = list(islice(element.itertext(), _MANY))  # as far as it takes to see that it is no small block
    length = sum(map(len, map(str.strip, pieces)))
    if len(pieces) == _MANY or not _TITLE <= length <= _LONGEST:
        return False
    links = (link for link in element.iter("a") if (link.get("href") or "#")[0] != "#")
    return any(map(_is_title, links))


def _is_title(link: etree._Element) -> bool:
    """Whether the link is a title: all the text of its block."""
    text = "".join(link.itertext()).strip()
    if len(text) < _TITLE:
        return False
    block = link.getparent()
    while block is not None and block.tag in ("span", "b", "strong", "i", "em", "font", "u"):
        block = block.getparent()
    if block is None:
        return False
    beside = (block.text or "").strip() + "".join((child.tail or "").strip() for child in block)
    return len(beside) < _TITLE
