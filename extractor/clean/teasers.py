"""Lists of teasers: boxes of other articles, whatever their classes are called.

A teaser is a small block with a title that is wholly a link, and perhaps a picture, a day and a sentence. Where three
or more such blocks of one kind stand side by side, they are a list of other articles; the paragraphs of an article may
have links, but no block of theirs is nothing but a link.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from functools import cache
from itertools import islice

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
    titles = list(_long_links()(root))
    held = _holders(titles)
    wanted = set(titles)
    stack = [root] if root in held else []
    while stack:
        parent = stack.pop()
        inside = held[parent]
        if len(inside) >= _FEWEST_TRIED and ((tag := parent.tag) in _PARENTS or "-" in tag):
            marked: set[etree._Element] = set()
            for group, named in _alike(parent):
                teasers = _teasers_of(parent, group, wanted, held)
                marked.update(teasers)
                for child in teasers:
                    child.set("class", f"{named[child]} {MARK}".strip())
            inside = [child for child in inside if child not in marked]
        stack += inside


def _holders(links: Iterable[etree._Element]) -> dict[etree._Element, list[etree._Element]]:
    """All that these links stand in, and which of their children hold any in turn. (Upwards from the links: few of the
    elements of a page are looked at.)
    """
    held: dict[etree._Element, list[etree._Element]] = {}
    for link in links:
        holder = link.getparent()
        inside: list[etree._Element] = []
        while holder is not None:
            if holder in held:
                held[holder] += inside
                break
            held[holder] = inside
            inside = [holder]
            holder = holder.getparent()
    return held


@cache
def _long_links() -> etree.XPath:
    """Links with as many characters as a title has. (A walk in Python takes twice the time.)"""
    return etree.XPath(f".//a[string-length() >= {_TITLE}]")


def _teasers_of(
    parent: etree._Element,
    group: list[etree._Element],
    titles: Container[etree._Element],
    holders: Container[etree._Element],
) -> list[etree._Element]:
    tried = group[:: -(-len(group) // _TRIED)]
    others: list[etree._Element] = []
    for child in tried:
        if child not in holders or not _is_teaser(child, titles):
            others.append(child)
            if len(others) * 3 > len(tried):
                return []
    small = len(group) > len(tried) and _is_small(parent)  # as all in it are
    return [child for child in group if child not in others and (small or child in tried or _is_small(child))]


def _is_small(element: etree._Element) -> bool:
    return next(islice(element.iter("p"), _FEWEST, None), None) is None


def _alike(parent: etree._Element) -> Iterator[tuple[list[etree._Element], dict[etree._Element, str]]]:
    """Children of one tag and first class, where there are enough of them, and the classes of all."""
    groups: dict[tuple[str, str], list[etree._Element]] = {}
    named: dict[etree._Element, str] = {}
    for child in parent:
        if (tag := child.tag) in _KINDS:
            classes = named[child] = child.get("class", "")
            groups.setdefault((tag, classes.split(" ", 1)[0]), []).append(child)
    return ((group, named) for group in groups.values() if len(group) >= _FEWEST)


def _is_teaser(element: etree._Element, titles: Container[etree._Element]) -> bool:
    pieces = _gathered(element)
    return (
        pieces is not None
        and _TITLE <= sum(map(len, map(str.strip, pieces))) <= _LONGEST
        and any(
            link in titles and (link.get("href") or "#")[0] != "#" and _is_title(link) for link in element.iter("a")
        )
    )


def _gathered(element: etree._Element) -> list[str] | None:
    """The texts of an element, in any order; None where there is too much for a teaser."""
    parts = list(islice(element.iter(), _DEEPEST + 2))
    if len(parts) < _DEEPEST + 2:  # neither too deep nor too many
        texts = (text for part in parts for text in (part.text, part.tail if part is not element else None))
        return list(filter(None, texts))
    pieces: list[str] = []
    return pieces if _gather(element, pieces, _DEEPEST) else None


def _gather(element: etree._Element, pieces: list[str], depth: int) -> bool:
    """Collects texts; False where there is too much. (Faster than lxml's own walks of texts, which cost more
    to begin than a small element has in it.)
    """
    if text := element.text:
        pieces.append(text)
    for child in element:
        if len(pieces) > _MANY or not depth or not _gather(child, pieces, depth - 1):
            return False
        if tail := child.tail:
            pieces.append(tail)
    return True


def _is_title(link: etree._Element) -> bool:
    """Whether the link is a title: all the text of its block."""
    if len(link) and _gathered(link) is None:
        return False
    text = "".join(link.itertext()) if len(link) else link.text or ""
    if len(text.strip()) < _TITLE:
        return False
    block = link.getparent()
    while block is not None and block.tag in ("span", "b", "strong", "i", "em", "font", "u"):
        block = block.getparent()
    if block is None:
        return False
    beside = (block.text or "").strip() + "".join((child.tail or "").strip() for child in block)
    return len(beside) < _TITLE
