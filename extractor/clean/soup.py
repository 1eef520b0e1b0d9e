"""What one element of a page, as BeautifulSoup holds it, says of itself: its words, its setting, its kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.builder import HTMLTreeBuilder
from lxml import etree

from extractor.clean.compare import squeeze
from extractor.clean.container import BLOCKS, PARAGRAPHS
from extractor.clean.items import ItemKind
from extractor.clean.roles import FURNITURE, FURNITURE_TAGS, Role, role_of

_EMBEDS: Final = frozenset({"twitter-tweet", "instagram-media", "fb-post", "tiktok-embed", "fb-video"})
_SIDES: Final = ("center", "right")
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


class _Graft(HTMLTreeBuilder):
    """Builds the soup from an element of a parsed tree: to write it out and parse it again takes twice the time."""

    def __init__(self, element: etree._Element) -> None:
        super().__init__(multi_valued_attributes=None)  # classes as one string
        self.element = element

    def feed(self, markup: object) -> None:  # noqa: ARG002 (the interface of builders)
        """Takes nothing from `markup`. Blanks between two blocks are left out."""
        soup = self.soup
        for event, element in etree.iterwalk(self.element, events=("start", "end")):
            if event == "start":
                soup.handle_starttag(element.tag, None, None, dict(element.items()))
                text, opens = element.text, True
            else:
                soup.handle_endtag(element.tag)
                text, opens = element.tail if element is not self.element else None, False
            if text:
                if text.isspace():
                    after = next(iter(element), None) if opens else element.getnext()
                    if after is not None and after.tag in BLOCKS:
                        continue
                soup.handle_data(text)


def soup_of(element: etree._Element) -> BeautifulSoup:
    """The element and all within it, as BeautifulSoup reads them; the tail is left out."""
    return BeautifulSoup("", builder=_Graft(element))


def linked_length(tag: Tag) -> int:
    """Characters inside links."""
    return sum(len(link.get_text(" ", strip=True)) for link in tag.find_all("a"))


def is_large(tag: Tag) -> bool:
    """A `<font>` of the size of headings."""
    return tag.name == "font" and attribute(tag, "size").lstrip("+") in ("4", "5", "6", "7")


def is_tiny(tag: Tag) -> bool:
    """A bullet, a spacer, an icon."""
    sizes = [attribute(tag, name).removesuffix("px") for name in ("width", "height")]
    return any(size.isdigit() and int(size) <= 48 for size in sizes)


def cells_of(row: Tag) -> Iterator[str]:
    """Texts of the cells of a row."""
    return (plain_text(cell) for cell in row.find_all(["td", "th"], recursive=False))


def plain_text(tag: Tag) -> str:
    """Text of a small element on one line: blanks between blocks, none inside words that markup cuts."""
    pieces: list[str] = []
    for node in tag.descendants:
        if isinstance(node, Tag):
            if node.name in BLOCKS or node.name == "br":
                pieces.append(" ")
        elif type(node) is NavigableString and (node.parent is tag or not is_place_stamp(node.parent)):
            pieces.append(str(node))
    return squeeze("".join(pieces))


def is_credit(tag: Tag) -> bool:
    """Whether its class names it the credit of a picture."""
    return role_of(attribute(tag, "class")) == "credit"


def is_place_stamp(tag: Tag | None) -> bool:
    """The name of the place before a lead (`location-stamp`)."""
    return tag is not None and tag.name == "span" and role_of(attribute(tag, "class")) == "dateline"


def attribute(tag: Tag, name: str) -> str:
    """Its value as one string; "" without it."""
    value = tag.get(name)
    return " ".join(value) if isinstance(value, list) else (value or "")


def is_hidden(tag: Tag) -> bool:
    """Whether it is not shown."""
    style = tag.get("style")
    return tag.has_attr("hidden") or (isinstance(style, str) and "display:none" in style.replace(" ", "").lower())


def kind_of(path: list[Tag]) -> ItemKind:
    """Kind of a block, by the elements that it stands in, outermost first."""
    for tag in reversed(path[-8:]):
        if tag.name in HEADINGS:
            return "h"
        if tag.name in ("li", "dd", "dt"):
            return "li"
        if tag.name == "blockquote":
            return "quote"
    return "p"


def is_quoted(path: list[Tag], *, cited: bool) -> bool:
    """Whether a piece of a quotation is nothing but whose words it gives: `cited`, or of an element named a caption."""
    if not any(tag.name == "blockquote" for tag in path[-6:]):
        return False
    return cited or any("class" in tag.attrs and role_of(attribute(tag, "class")) == "caption" for tag in path[-4:])


def alignment_of(path: list[Tag]) -> str:
    """`center`, `right` or "": what the innermost element says that says anything."""
    for tag in reversed(path[-6:]):
        if tag.name == "center":
            return "center"
        if not tag.attrs:
            continue
        align, style = attribute(tag, "align"), attribute(tag, "style").replace(" ", "")
        if align or "text-align:" in style:
            stated = (align or style).lower()
            return next((side for side in _SIDES if stated == side or f"text-align:{side}" in stated), "")
        if "class" in tag.attrs:
            classes = attribute(tag, "class").lower()
            for side in _SIDES:
                if f"text-{side}" in classes or f"align-{side}" in classes or f"align{side}" in classes:
                    return side
    return ""


def paragraph_role(path: list[Tag]) -> str:
    """`picture` or `caption`, where one of the innermost elements is named so; "" else."""
    for tag in reversed(path[-3:]):
        if role := role_of(attribute(tag, "class")):
            return role if role in ("picture", "caption") else ""
    return ""


def element_role(tag: Tag, path: list[Tag]) -> Role:
    """What an element is for, by its name, class and id, and those of the elements that it stands in."""
    name = tag.name
    names = f"{attribute(tag, 'class')} {attribute(tag, 'data-role')}"
    if name == "div":
        names = f"{names} {attribute(tag, 'type')}"
    role: Role = FURNITURE_TAGS.get(name) or role_of(names, attribute(tag, "id"))
    if role == "caption" and any("quote" in attribute(above, "type").lower() for above in path[-3:]):
        role = ""  # whose words a quotation gives
    if name == "figcaption":
        role = "caption"
    elif name == "address":
        role = "byline"
    elif name == "blockquote" and set(attribute(tag, "class").split()) & _EMBEDS:
        role = "share"
    elif name == "form":
        role = "navigation"
    elif role == "ads" and name in PARAGRAPHS:
        role = ""
    elif name not in BLOCKS and name not in FURNITURE_TAGS and role in FURNITURE and not tag.find(True):
        role = ""  # a word of the text that is a link
    return role
