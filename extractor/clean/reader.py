"""The chosen part of a page as pieces in order, read with BeautifulSoup.

The walk keeps its own stack, because broken pages nest deeper than Python recurses. Text belongs to the innermost
block; two `<br>` part paragraphs, one does so after the end of a sentence. Boxes that their class or tag names (related
articles, shares, comments) are taken whole, tables are told apart into data, pictures and layout.
"""

from __future__ import annotations

import re
from typing import Final

from bs4 import NavigableString, Tag
from lxml import etree

from extractor.clean.comments import COMMENTS
from extractor.clean.compare import squeeze
from extractor.clean.container import BLOCKS, SILENT
from extractor.clean.dateline import read_dateline
from extractor.clean.items import Item
from extractor.clean.roles import FURNITURE, FURNITURE_TAGS, role_of
from extractor.clean.soup import (
    HEADINGS,
    alignment_of,
    attribute,
    cells_of,
    element_role,
    is_credit,
    is_hidden,
    is_large,
    is_quoted,
    is_tiny,
    kind_of,
    linked_length,
    paragraph_role,
    plain_text,
    soup_of,
)
from extractor.clean.wrapping import verses

_PICTURES: Final = frozenset({"img", "amp-img", "picture", "video", "amp-video", "source", "embed", "audio", "canvas"})
_DROPPED: Final = SILENT | {
    "input",
    "noscript",
    "iframe",
    "amp-ad",
    "amp-embed",
    "amp-iframe",
    "map",
    "object",
    "select",
}
_STRONG: Final = frozenset({"b", "strong"})
_ITALIC: Final = frozenset({"i", "em"})
_STOPPED = re.compile(r"[.!?…:;”\"»)]\s*$")
_LONGEST_CAPTION = 700
_LONGEST_CELL = 400
_SHORTEST_LEAD = 30
_LONGEST_PLACE = 6  # words, with the dash
_LONGEST_LINE = 90
_LONGEST_OF: Final = {"byline": 150, "section": 40}  # characters of what such a box may hold
_MUCH_LINKED = 0.4  # share of links of a box that is surely none of the text


def read_items(element: etree._Element) -> list[Item]:
    """Pieces of an element, in order. Never raises."""
    root = soup_of(element)
    reader = _Reader(len(root.get_text()))
    reader.walk(root)
    return _joined(reader.items)


def _joined(items: list[Item]) -> list[Item]:
    """Lines parted by one `<br>` are one paragraph, but for ended sentences, changes of setting and datelines."""
    kept: list[Item] = []
    lines: list[str] = []  # of the last one kept: joined once, or long lists of lines take time with their square
    length = 0
    verse = verses([item.text if item.kind == "p" else "*" for item in items])
    for item, apart in zip(items, verse, strict=True):
        before = kept[-1] if kept else None
        soft = item.soft and not apart  # lines of verse stay lines
        if before is not None and soft and before.kind == item.kind and not _parts(before, lines, length, item):
            before.linked = (before.linked * length + item.linked * len(item.text)) / (length + len(item.text))
            before.italic = before.italic and item.italic
            lines.append(item.text)
            length += len(item.text) + 1
        else:
            if before is not None:
                before.text = " ".join(lines)
            kept.append(item)
            lines, length = [item.text], len(item.text)
    if kept:
        kept[-1].text = " ".join(lines)
    return kept


def _parts(before: Item, lines: list[str], length: int, item: Item) -> bool:
    """Whether a line begins something new; `before` holds `lines`, of `length` characters, so far."""
    if before.strong != item.strong or before.image or item.linked > 0.9 or before.linked > 0.9:
        return True
    if length > 60 and _STOPPED.search(lines[-1]):
        return True
    return (len(lines) == 1 and read_dateline(lines[0]) is not None) or read_dateline(item.text) is not None


class _Reader:
    """State of one walk: the open paragraph and how it is set."""

    def __init__(self, length: int) -> None:
        self.items: list[Item] = []
        self.length = length
        self.pieces: list[str] = []
        self.linked = self.strong = self.italic = self.cited = self.letters = 0
        self.image = ""
        self.breaks = 0
        self.soft = self.apart = False  # a line break alone, or the end of a block, before the open paragraph
        self.paragraphs = 0

    def walk(self, root: Tag) -> None:
        stack: list[tuple[Tag | NavigableString, bool]] = [(root, False)]
        path: list[Tag] = []
        while stack:
            node, closing = stack.pop()
            if closing:
                path.pop()
                if isinstance(node, Tag) and node.name in BLOCKS:
                    self.flush([*path, node])
                    self.apart = True
            elif isinstance(node, NavigableString):
                if type(node) is NavigableString:
                    self.text(str(node), path)
            elif isinstance(node, Tag) and not self.taken_whole(node, path):
                if node.name in BLOCKS:
                    self.flush(path)
                path.append(node)
                stack.append((node, True))
                stack.extend(
                    (child, False) for child in reversed(node.contents) if isinstance(child, Tag | NavigableString)
                )
        self.flush([root])

    def text(self, text: str, path: list[Tag]) -> None:
        solid = len(text.strip())
        if not solid:
            if text and self.pieces:
                self.pieces.append(" ")
            return
        if self.breaks:
            soft = self.breaks == 1 and (self.letters > 0 or not self.apart)
            self.flush(path)
            self.soft = soft
        self.apart = False
        self.pieces.append(text)
        self.letters += solid
        names = {tag.name for tag in path[-12:]}
        if "a" in names:
            self.linked += solid
        if names & _STRONG or names & HEADINGS or ("font" in names and any(map(is_large, path[-12:]))):
            self.strong += solid
        if "cite" in names:
            self.cited += solid
        if names & _ITALIC:
            self.italic += solid

    def flush(self, path: list[Tag]) -> None:
        """Ends the open paragraph."""
        if not self.pieces and not self.image:
            self.breaks, self.soft = 0, False
            return
        text = squeeze("".join(self.pieces))
        if text and self.letters and len(text) < _LONGEST_LINE and is_quoted(path, cited=self.cited >= self.letters):
            self.items.append(Item(kind="removed", text=text, why="quotation-source"))
        elif text and self.letters:
            kind, side = kind_of(path), alignment_of(path)
            self.items.append(
                Item(
                    kind=kind,
                    text=text,
                    linked=self.linked / self.letters,
                    strong=self.strong >= 0.9 * self.letters,
                    italic=self.italic >= 0.9 * self.letters,
                    centred=side == "center",
                    right=side == "right",
                    image=bool(self.image),
                    alt=self.image.strip(),
                    role=paragraph_role(path) or ("picture" if self.under_picture(text, path) else ""),
                    soft=self.soft,
                )
            )
            self.paragraphs += kind == "p" and len(text) > 80
        elif self.image:
            self.items.append(Item(kind="image", alt=self.image.strip()))
        self.pieces.clear()
        self.linked = self.strong = self.italic = self.cited = self.letters = self.breaks = 0
        self.image, self.soft = "", False

    def under_picture(self, text: str, path: list[Tag]) -> bool:
        """Whether a piece stands in a box of its own with the picture before it, and with nothing else."""
        if len(path) < 3 or not self.items or self.items[-1].kind != "image" or len(text) > _LONGEST_CAPTION:
            return False
        inner, box = path[-1], path[-2]
        return inner.name == "div" == box.name and len(squeeze(box.get_text(" "))) <= len(text) + 2

    def taken_whole(self, tag: Tag, path: list[Tag]) -> bool:
        """Elements that are not walked into: breaks, pictures, boxes, data tables."""
        name = tag.name
        if name == "br":
            self.breaks += 1
            return True
        if name in _PICTURES:
            if is_tiny(tag):
                return True
            self.image = self.image or " " + squeeze(attribute(tag, "alt") or attribute(tag, "title"))
            return name != "picture" or not tag.find("img")
        if name in _DROPPED or is_hidden(tag):
            return True
        if name == "table":
            return self.table(tag, path)
        role = element_role(tag, path)
        return self.box(tag, role, path) or (name in ("ul", "ol") and self.link_list(tag, path))

    def box(self, tag: Tag, role: str, path: list[Tag]) -> bool:
        """A box with a role: true where it was taken as a whole."""
        if not role or role in ("body", "picture") or (role == "kicker" and self.paragraphs):
            return False
        text = plain_text(tag)
        if not text:
            return tag.name not in BLOCKS and not tag.find(list(_PICTURES))
        if role == "tags":
            text = "; ".join(squeeze(link.get_text()) for link in tag.find_all("a")) or text
        if role in FURNITURE:
            return self.furniture(tag, role, path, text)
        if role in ("caption", "credit"):
            if role == "credit" and len(tag.find_all("p")) > 1:
                return False  # who made the whole story, a line for each
            if len(text) > _LONGEST_CAPTION and tag.name != "figcaption":
                return False
            for picture in tag.find_all(["img", "amp-img"]):
                self.items.append(Item(kind="image", alt=squeeze(attribute(picture, "alt"))))
            return self.caption(tag, path, role)
        if role == "lead":
            return not self.paragraphs and len(text) > _SHORTEST_LEAD and self.lead(tag, path, text)
        if role == "byline":
            text = " | ".join(squeeze(part) for part in tag.stripped_strings)
        if len(text) > _LONGEST_OF.get(role, _LONGEST_LINE) or (role == "section" and self.paragraphs):
            return False
        return self.take(tag, path, Item(kind="removed", text=text, why=role, role=role))

    def furniture(self, tag: Tag, role: str, path: list[Tag], text: str) -> bool:
        """A box that is none of the article: unless it holds most of what there is, and few links."""
        named = tag.name not in FURNITURE_TAGS and COMMENTS not in attribute(tag, "class")
        if named and len(text) * 2 > self.length and linked_length(tag) < _MUCH_LINKED * len(text):
            return False
        self.datelines_in(tag, role)
        linked = min(1.0, linked_length(tag) / len(text))
        return self.take(tag, path, Item(kind="removed", text=text, why=role, linked=linked))

    def lead(self, tag: Tag, path: list[Tag], text: str) -> bool:
        """A lead, without the name of a place in bold before it (`Làng Ven - …`)."""
        bold = tag.find(list(_STRONG))
        place = plain_text(bold) if isinstance(bold, Tag) else ""
        if place.endswith(("-", "–", "—")) and text.startswith(place) and len(place.split()) <= _LONGEST_PLACE:
            self.items.append(Item(kind="removed", text=place, why="dateline"))
            text = text[len(place) :].lstrip()
        return self.take(tag, path, Item(kind="p", text=text, role="lead"))

    def caption(self, tag: Tag, path: list[Tag], role: str) -> bool:
        """A caption; a credit that its markup tells from it stands apart."""
        credited = [part.extract() for part in tag.find_all(is_credit)] if role == "caption" else []
        text = plain_text(tag)
        if text:
            self.take(tag, path, Item(kind="caption", text=text, role=role))
        for part in credited:
            self.take(tag, path, Item(kind="caption", text=plain_text(part), role="credit"))
        return True

    def datelines_in(self, tag: Tag, role: str) -> None:
        """The date of publication often stands among the buttons for sharing."""
        if role in ("share", "navigation"):
            for part in tag.stripped_strings:
                if "/" in part and read_dateline(part):
                    self.items.append(Item(kind="removed", text=squeeze(part), why="dateline", role="dateline"))

    def take(self, tag: Tag, path: list[Tag], item: Item) -> bool:
        if tag.name in BLOCKS or item.kind != "removed":
            self.flush(path)
        self.items.append(item)
        return True

    def link_list(self, tag: Tag, path: list[Tag]) -> bool:
        """A list whose entries are links."""
        text = tag.get_text(" ", strip=True)
        if not text or linked_length(tag) < 0.75 * len(text):
            return False
        return self.take(tag, path, Item(kind="removed", text=squeeze(text), why="related"))

    def table(self, tag: Tag, path: list[Tag]) -> bool:
        """A table of data gives rows, one with a picture its caption; a layout table is walked into."""
        role = role_of(attribute(tag, "class"), attribute(tag, "id"))
        if role in FURNITURE and self.box(tag, role, path):
            return True
        pictures = tag.find_all(["img", "amp-img"])
        if tag.find("table") is not None:
            return False
        rows = [row for row in (list(cells_of(tr)) for tr in tag.find_all("tr")) if any(row)]
        if pictures:
            text = squeeze(" ".join(" ".join(row) for row in rows))
            if len(text) > _LONGEST_CAPTION:
                return False
            self.flush(path)
            self.items.append(Item(kind="image", alt=squeeze(attribute(pictures[0], "alt"))))
            if text:
                self.items.append(Item(kind="caption", text=text, role="caption"))
            return True
        width = max(map(len, rows), default=0)
        if width < 2 or len(rows) < 2 or any(len(cell) > _LONGEST_CELL for row in rows for cell in row):
            return False
        self.flush(path)
        self.items.extend(Item(kind="table", text=" | ".join(row)) for row in rows)
        return True
