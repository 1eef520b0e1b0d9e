"""The chosen part of a page as pieces in order, read with BeautifulSoup.

The walk keeps its own stack, because broken pages nest deeper than Python recurses. Text belongs to the innermost
block; two `<br>` part paragraphs, one does so after the end of a sentence. Boxes that their class or tag names (related
articles, shares, comments) are taken whole, tables are told apart into data, pictures and layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bs4 import BeautifulSoup, NavigableString, Tag

from extractor.clean.compare import squeeze
from extractor.clean.container import BLOCKS, SILENT
from extractor.clean.dateline import read_dateline
from extractor.clean.items import Item, ItemKind
from extractor.clean.roles import FURNITURE, FURNITURE_TAGS, role_of

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
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
_EMBEDS: Final = frozenset({"twitter-tweet", "instagram-media", "fb-post", "tiktok-embed", "fb-video"})
_STRONG: Final = frozenset({"b", "strong"})
_ITALIC: Final = frozenset({"i", "em"})
_STOPPED = re.compile(r"[.!?…:;”\"»)]\s*$")
_LONGEST_CAPTION = 700
_LONGEST_CELL = 400


def read_items(markup: str) -> list[Item]:
    """Pieces of an element's markup, in order. Never raises."""
    soup = BeautifulSoup(markup, "lxml")
    root = soup.body or soup
    reader = _Reader(len(root.get_text()))
    reader.walk(root)
    return _joined(reader.items)


def _joined(items: list[Item]) -> list[Item]:
    """Lines parted by one `<br>` are one paragraph, but for ended sentences, changes of setting and datelines."""
    kept: list[Item] = []
    for item in items:
        before = kept[-1] if kept else None
        if before is not None and item.soft and before.kind == item.kind and not _parts(before, item):
            letters = len(before.text) + len(item.text)
            before.linked = (before.linked * len(before.text) + item.linked * len(item.text)) / letters
            before.text = f"{before.text} {item.text}"
            before.italic = before.italic and item.italic
        else:
            kept.append(item)
    return kept


def _parts(before: Item, item: Item) -> bool:
    if before.strong != item.strong or before.image or item.linked > 0.9 or before.linked > 0.9:
        return True
    if len(before.text) > 60 and _STOPPED.search(before.text):
        return True
    return read_dateline(before.text) is not None or read_dateline(item.text) is not None


class _Reader:
    """State of one walk: the open paragraph and how it is set."""

    def __init__(self, length: int) -> None:
        self.items: list[Item] = []
        self.length = length
        self.pieces: list[str] = []
        self.linked = self.strong = self.italic = self.letters = 0
        self.image = ""
        self.breaks = 0
        self.soft = False
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
            soft = self.breaks == 1
            self.flush(path)
            self.soft = soft
        self.pieces.append(text)
        self.letters += solid
        names = {tag.name for tag in path[-12:]}
        if "a" in names:
            self.linked += solid
        if names & _STRONG or names & _HEADINGS or ("font" in names and any(map(_is_large, path[-12:]))):
            self.strong += solid
        if names & _ITALIC:
            self.italic += solid

    def flush(self, path: list[Tag]) -> None:
        """Ends the open paragraph."""
        text = squeeze("".join(self.pieces))
        if text and self.letters:
            kind = _kind(path)
            self.items.append(
                Item(
                    kind=kind,
                    text=text,
                    linked=self.linked / self.letters,
                    strong=self.strong >= 0.9 * self.letters,
                    italic=self.italic >= 0.9 * self.letters,
                    centred=_aligned(path, "center"),
                    right=_aligned(path, "right"),
                    image=bool(self.image),
                    alt=self.image.strip(),
                    role=_paragraph_role(path),
                    soft=self.soft,
                )
            )
            self.paragraphs += kind == "p" and len(text) > 80
        elif self.image:
            self.items.append(Item(kind="image", alt=self.image.strip()))
        self.pieces.clear()
        self.linked = self.strong = self.italic = self.letters = self.breaks = 0
        self.image, self.soft = "", False

    def taken_whole(self, tag: Tag, path: list[Tag]) -> bool:
        """Elements that are not walked into: breaks, pictures, boxes, data tables."""
        name = tag.name
        if name == "br":
            self.breaks += 1
            return True
        if name in _PICTURES:
            if _is_tiny(tag):
                return True
            self.image = self.image or " " + squeeze(_attribute(tag, "alt") or _attribute(tag, "title"))
            return name != "picture" or not tag.find("img")
        if name in _DROPPED or _hidden(tag):
            return True
        if name == "table":
            return self.table(tag, path)
        names = _attribute(tag, "class") + (" " + _attribute(tag, "type") if name == "div" else "")
        role = FURNITURE_TAGS.get(name) or role_of(names, _attribute(tag, "id"))
        if name == "figcaption":
            role = "caption"
        elif name == "form":
            role = "navigation"
        elif name not in BLOCKS and role in FURNITURE and not tag.find(True):
            role = ""  # a word of the text that is a link
        return self.box(tag, role, path) or (name in ("ul", "ol") and self.link_list(tag, path))

    def box(self, tag: Tag, role: str, path: list[Tag]) -> bool:
        """A box with a role: true where it was taken as a whole."""
        if tag.name == "blockquote" and set(_attribute(tag, "class").split()) & _EMBEDS:
            role = "share"
        if not role or role in ("body", "picture") or (role == "kicker" and self.paragraphs):
            return False
        text = _plain(tag)
        if not text:
            return tag.name not in BLOCKS and not tag.find(list(_PICTURES))
        if role == "tags":
            text = "; ".join(squeeze(link.get_text()) for link in tag.find_all("a")) or text
        if role in FURNITURE:
            if len(text) * 2 > self.length and tag.name not in FURNITURE_TAGS:
                return False  # a body in a badly named box
            self.datelines_in(tag, role)
            return self.take(tag, path, Item(kind="removed", text=text, why=role))
        if role in ("caption", "credit"):
            if len(text) > _LONGEST_CAPTION and tag.name != "figcaption":
                return False
            for picture in tag.find_all(["img", "amp-img"]):
                self.items.append(Item(kind="image", alt=squeeze(_attribute(picture, "alt"))))
            return self.caption(tag, path, role)
        if role == "lead":
            return (
                not self.paragraphs and len(text) > 30 and self.take(tag, path, Item(kind="p", text=text, role="lead"))
            )
        if role == "byline":
            text = " | ".join(squeeze(part) for part in tag.stripped_strings)
        short = len(text) <= (150 if role == "byline" else 90)
        return short and self.take(tag, path, Item(kind="removed", text=text, why=role, role=role))

    def caption(self, tag: Tag, path: list[Tag], role: str) -> bool:
        """A caption; a credit that its markup tells from it stands apart."""
        credited = [part.extract() for part in tag.find_all(_is_credit)] if role == "caption" else []
        text = _plain(tag)
        if text:
            self.take(tag, path, Item(kind="caption", text=text, role=role))
        for part in credited:
            self.take(tag, path, Item(kind="caption", text=_plain(part), role="credit"))
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
        linked = sum(len(link.get_text(" ", strip=True)) for link in tag.find_all("a"))
        if not text or linked < 0.75 * len(text):
            return False
        return self.take(tag, path, Item(kind="removed", text=squeeze(text), why="related"))

    def table(self, tag: Tag, path: list[Tag]) -> bool:
        """A table of data gives rows, one with a picture its caption; a layout table is walked into."""
        role = role_of(_attribute(tag, "class"), _attribute(tag, "id"))
        if role in FURNITURE and self.box(tag, role, path):
            return True
        pictures = tag.find_all(["img", "amp-img"])
        if tag.find("table") is not None:
            return False
        rows = [row for row in (list(_cells(tr)) for tr in tag.find_all("tr")) if any(row)]
        if pictures:
            text = squeeze(" ".join(" ".join(row) for row in rows))
            if len(text) > _LONGEST_CAPTION:
                return False
            self.flush(path)
            self.items.append(Item(kind="image", alt=squeeze(_attribute(pictures[0], "alt"))))
            if text:
                self.items.append(Item(kind="caption", text=text, role="caption"))
            return True
        width = max(map(len, rows), default=0)
        if width < 2 or len(rows) < 2 or any(len(cell) > _LONGEST_CELL for row in rows for cell in row):
            return False
        self.flush(path)
        self.items.extend(Item(kind="table", text=" | ".join(row)) for row in rows)
        return True


def _is_large(tag: Tag) -> bool:
    return tag.name == "font" and _attribute(tag, "size").lstrip("+") in ("4", "5", "6", "7")


def _is_tiny(tag: Tag) -> bool:
    """A bullet, a spacer, an icon."""
    sizes = [_attribute(tag, name).removesuffix("px") for name in ("width", "height")]
    return any(size.isdigit() and int(size) <= 48 for size in sizes)


def _cells(row: Tag) -> Iterator[str]:
    return (_plain(cell) for cell in row.find_all(["td", "th"], recursive=False))


def _plain(tag: Tag) -> str:
    """Text of a small element on one line: blanks between blocks, none inside words that markup cuts."""
    pieces: list[str] = []
    for node in tag.descendants:
        if isinstance(node, Tag):
            if node.name in BLOCKS or node.name == "br":
                pieces.append(" ")
        elif type(node) is NavigableString and not _place_stamp(node.parent):
            pieces.append(str(node))
    return squeeze("".join(pieces))


def _is_credit(tag: Tag) -> bool:
    return role_of(_attribute(tag, "class")) == "credit"


def _place_stamp(tag: Tag | None) -> bool:
    """The name of the place before a lead (`location-stamp`)."""
    return tag is not None and tag.name == "span" and role_of(_attribute(tag, "class")) == "dateline"


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return " ".join(value) if isinstance(value, list) else (value or "")


def _hidden(tag: Tag) -> bool:
    style = tag.get("style")
    return tag.has_attr("hidden") or (isinstance(style, str) and "display:none" in style.replace(" ", "").lower())


def _kind(path: list[Tag]) -> ItemKind:
    for tag in reversed(path[-8:]):
        if tag.name in _HEADINGS:
            return "h"
        if tag.name in ("li", "dd", "dt"):
            return "li"
        if tag.name == "blockquote":
            return "quote"
    return "p"


def _aligned(path: list[Tag], side: str) -> bool:
    """Alignment of the innermost element that states one."""
    for tag in reversed(path[-6:]):
        if tag.name == "center":
            return side == "center"
        stated = _attribute(tag, "align") or _attribute(tag, "style").replace(" ", "")
        classes = _attribute(tag, "class").lower()
        if "text-align:" in stated or _attribute(tag, "align"):
            return stated.lower() == side or f"text-align:{side}" in stated.lower()
        if f"text-{side}" in classes or f"align-{side}" in classes or f"align{side}" in classes:
            return True
    return False


def _paragraph_role(path: list[Tag]) -> str:
    for tag in reversed(path[-3:]):
        if role := role_of(_attribute(tag, "class")):
            return role if role in ("picture", "caption") else ""
    return ""
