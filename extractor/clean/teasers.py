"""Lists of teasers: boxes of other articles, whatever their classes are called.

A teaser is a small block with a title that is wholly a link, and perhaps a picture, a day and a sentence. Where three
or more such blocks of one kind stand side by side, they are a list of other articles; the paragraphs of an article may
have links, but no block of theirs is nothing but a link.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from lxml import etree

_KINDS = frozenset({"li", "div", "article", "section", "tr", "td", "dl", "figure"})
_PARENTS = frozenset({"ul", "ol", "div", "section", "article", "main", "tbody", "tr", "td", "aside", "center"})
_FEWEST = 3  # teasers that make a list
_FEWEST_TRIED = 2  # of them, at least, that are seen to be teasers
_TITLE = 15  # characters of a title, at least
_LONGEST = 420  # characters of a teaser
_TRIED = 6  # members of a long list that are looked at
_DEEPEST = 12  # elements in one another
_MANY = 80  # pieces of text, blank ones counted
MARK = "related-list"  # a class that says so to whatever reads the tree later


def mark_teasers(root: etree._Element) -> None:
    """Give the members of lists of teasers a class that names them so.

    Of a long list a few members are looked at: a teaser among its likes is one.
    """
    titles = set(_long_links()(root))
    holders = _holders(titles)
    stack = [root] if root in holders else []
    while stack:
        parent = stack.pop()
        held = [child for child in parent if child in holders]
        marked: set[etree._Element] = set()
        if len(held) >= _FEWEST_TRIED and len(parent) >= _FEWEST and (parent.tag in _PARENTS or "-" in parent.tag):
            for group in _alike(parent):
                marked.update(_teasers_of(group, titles, holders))
            for child in marked:
                child.set("class", f"{child.get('class', '')} {MARK}".strip())
        stack.extend(child for child in held if child not in marked)


def _holders(links: Iterable[etree._Element]) -> set[etree._Element]:
    """All that these links stand in."""
    holders: set[etree._Element] = set()
    for link in links:
        above = link.getparent()
        while above is not None and above not in holders:
            holders.add(above)
            above = above.getparent()
    return holders


@cache
def _long_links() -> etree.XPath:
    """Links with as many characters as a title has. (A walk in Python takes twice the time.)"""
    return etree.XPath(f".//a[string-length() >= {_TITLE}]")


def _teasers_of(
    group: list[etree._Element], titles: set[etree._Element], holders: set[etree._Element]
) -> list[etree._Element]:
    tried = group[:: -(-len(group) // _TRIED)]
    others = [child for child in tried if child not in holders or not _is_teaser(child, titles)]
    if len(others) * 3 > len(tried):
        return []
    return [child for child in group if child not in others and (child in tried or _is_small(child))]


def _is_small(element: etree._Element) -> bool:
    return sum(1 for _ in element.iter("p")) <= _FEWEST


def _alike(parent: etree._Element) -> Iterator[list[etree._Element]]:
    """Children of one tag and first class, where there are enough of them."""
    groups: dict[tuple[str, str], list[etree._Element]] = {}
    for child in parent:
        if isinstance(child.tag, str) and child.tag in _KINDS:
            first = (child.get("class") or "").split(" ", 1)[0]
            groups.setdefault((child.tag, first), []).append(child)
    return (group for group in groups.values() if len(group) >= _FEWEST)


def _is_teaser(element: etree._Element, titles: set[etree._Element]) -> bool:
    pieces: list[str] = []
    links: list[etree._Element] = []
    if not _gather(element, pieces, links, _DEEPEST) or not links:
        return False
    return _TITLE <= sum(map(len, map(str.strip, pieces))) <= _LONGEST and any(
        link in titles and _is_title(link) for link in links
    )


def _gather(element: etree._Element, pieces: list[str], links: list[etree._Element], depth: int) -> bool:
    """Collects texts and links in order; False where there is too much for a teaser. (Faster than lxml's own walks,
    which cost more to begin than a small element has in it.)
    """
    if element.tag == "a" and (element.get("href") or "#")[0] != "#":
        links.append(element)
    if text := element.text:
        pieces.append(text)
    for child in element:
        if len(pieces) > _MANY or not depth or not _gather(child, pieces, links, depth - 1):
            return False
        if tail := child.tail:
            pieces.append(tail)
    return True


def _is_title(link: etree._Element) -> bool:
    """Whether the link is a title: all the text of its block."""
    pieces: list[str] = []
    if not _gather(link, pieces, [], _DEEPEST) or len("".join(pieces).strip()) < _TITLE:
        return False
    block = link.getparent()
    while block is not None and block.tag in ("span", "b", "strong", "i", "em", "font", "u"):
        block = block.getparent()
    if block is None:
        return False
    beside = (block.text or "").strip() + "".join((child.tail or "").strip() for child in block)
    return len(beside) < _TITLE
