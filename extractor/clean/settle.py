"""From pieces in order to an article: what is text, what is caption, what goes and why.

Works on the pieces of pages and of dumps alike; a dump only knows less about each. Every pass looks at kinds and
places, and asks `lines` and `bylines` about single lines. What no pass is sure of stays in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.text import canon
from extractor.clean.bylines import is_source_line, names_in_box, read_byline, signatory_of, split_tail
from extractor.clean.compare import same_words
from extractor.clean.data import phrases
from extractor.clean.dateline import Dateline, opening_dateline, read_dateline, read_datelines
from extractor.clean.items import TEXT, Item
from extractor.clean.lines import (
    ends_like_prose,
    is_credit,
    is_imprint,
    is_lone_mark,
    looks_like_caption,
    prompt,
    see_also,
    split_credit,
    split_source_tag,
)

_OPENING = 5  # pieces of text in which datelines and bylines stand above the article
_KICKER_WORDS = 9
_PARTS = re.compile(r"\s*[|·•,/]\s*|\s+[-–—]\s+")
_WEEKDAY_END = re.compile(r"\s*(?:Thứ|Chủ)(?:\s\w+)?\s*$")  # also glued: Hà VyThứ Ba
_ENDING = 8  # and below it
_LONGEST_SIGNATURE = 20  # words
_MOST_SIGNATURES = 4  # lines of names under an article
_SHORT = 12  # words
_LONGEST_NOTE = 160  # characters
_CAPTION_AFTER_PICTURE = 320
_LONGEST_HEADING = 16  # words
_MANY = 500  # pieces of a page too long to look for pull quotes in
_PULLED, _LONGEST_PULLED = 40, 250  # characters of a pull quote


@dataclass(slots=True, kw_only=True)
class Found:
    """What the passes took out of the text and is of use."""

    authors: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    datelines: list[Dateline] = field(default_factory=list)


def settle(items: list[Item], *, title: str | None, pictured: bool) -> Found:
    """Decides on every piece, in place. `pictured`: pictures are marked, so captions are those that stand by them."""
    found = Found()
    _drop_page_talk(items)
    _drop_comments(items)
    _drop_boxes_of_links(items)
    _captions_by_pictures(items)
    _captions_by_words(items, pictured=pictured)
    _drop_opening(items, title, found)
    _drop_ending(items, found)
    _drop_repeats(items)
    for item in items:
        if item.kind == "removed" and item.role == "byline":
            found.authors.extend(names_in_box(item.text.split(" | ")))
        elif item.kind == "removed" and item.role == "dateline":
            found.datelines.extend(read_datelines(item.text))
    _strip_source_tags(items)
    split_credits(items)
    _name_headings(items)
    return found


def texts(items: Sequence[Item]) -> Iterator[Item]:
    """The pieces that are body text."""
    return (item for item in items if item.kind in TEXT)


def _drop_page_talk(items: list[Item]) -> None:
    for item in texts(items):
        if item.role == "lead":
            continue
        if is_lone_mark(item.text):
            item.remove("punctuation")
        elif (why := prompt(item.text)) and why != "related":
            item.remove(why)
        elif (see_also(item.text) and (item.linked > 0 or not ends_like_prose(item.text))) or (
            item.linked > 0.85
            and item.kind in ("p", "h", "li")
            and len(item.text) < 300
            and not ends_like_prose(item.text)
        ):
            item.remove("related")


def _drop_comments(items: list[Item]) -> None:
    """What readers wrote: all that stands under a heading such as `Bình luận (2)`, unless that is most of the page."""
    at = next((place for place, item in enumerate(items) if item.why == "comments" and item.kind == "removed"), None)
    if at is None:
        return
    before = sum(len(item.text) for item in texts(items[:at]))
    after = list(texts(items[at:]))
    if sum(len(item.text) for item in after) < before:
        for item in after:
            item.remove("comments")


def _drop_boxes_of_links(items: list[Item]) -> None:
    """A heading such as `Tin liên quan` and the linked or title-like lines under it; a short line over links alone."""
    inside = linked = False
    lines = [item for item in items if item.is_text or item.why == "related"]
    for place, item in enumerate(lines):
        if not item.is_text:
            linked = linked or item.linked > 0.5
        elif prompt(item.text) == "related":
            item.remove("related")
            inside, linked = True, False
        elif inside and (
            item.linked > 0.5 or (not linked and not item.text.endswith(".") and len(item.text.split()) < 28)
        ):
            item.remove("related")
        else:
            inside = False
            following = lines[place + 1 : place + 3]
            heads = len(item.text.split()) <= 6 and (item.strong or item.text.endswith(":")) and item.kind != "table"
            if heads and len(following) == 2 and all(line.why == "related" and line.linked > 0.8 for line in following):
                item.remove("related")


def _captions_by_pictures(items: list[Item]) -> None:
    after: Item | None = None
    for item in items:
        if item.kind == "image":
            after = item
        elif item.kind == "caption":
            after = None
        elif item.is_text and item.image and _under(item, item):
            item.kind, after = "caption", None
        elif item.is_text:
            if after is not None and _under(item, after):
                item.kind = "caption"
            after = Item(kind="image", alt=item.alt) if item.image and item.is_text else None


def _under(item: Item, picture: Item) -> bool:
    """Whether a paragraph beside a picture is its caption."""
    if item.role == "lead" or item.kind in ("h", "table") or len(item.text) > _CAPTION_AFTER_PICTURE:
        return False
    if item.role in ("caption", "picture") or item.italic or item.centred:
        return True
    if picture.alt and same_words(item.text, picture.alt):
        return True
    if looks_like_caption(item.text):
        return True
    return (
        not ends_like_prose(item.text)
        and len(item.text.split()) <= 35
        and not item.strong
        and not read_byline(item.text)
    )


def _captions_by_words(items: list[Item], *, pictured: bool) -> None:
    """Captions that lost their picture: told by words, or because they stand twice."""
    lines = list(texts(items))
    if len(lines) < 3:
        return
    count: dict[str, int] = {}
    for item in lines:
        count[item.text] = count.get(item.text, 0) + 1
    for place, item in enumerate(lines):
        if item.kind not in ("p", "quote") or item.role == "lead":
            continue
        line = item.text
        repeated = count[line] > 1 and not ends_like_prose(line) and 3 <= len(line.split()) <= 40
        if (repeated and not pictured) or (
            place and (is_credit(line) or (looks_like_caption(line) and (not pictured or split_credit(line)[1])))
        ):
            item.kind = "caption"


def _drop_opening(items: list[Item], title: str | None, found: Found) -> None:
    """Above the first words: the title again with a kicker over it, datelines, bylines. Under a first paragraph, which
    may be the lead, a dateline alone.
    """
    above: list[Item] = []
    begun = False
    for item in list(texts(items))[:_OPENING]:
        if item.role == "lead":
            continue
        if _take_dateline(item, found):
            continue
        if begun:
            return
        if title and item.kind in ("p", "h") and len(item.text) < len(title) + 20 and same_words(item.text, title):
            item.remove("title")
            for kicker in above:
                kicker.remove("kicker")
        elif opened := opening_dateline(item.text):
            found.datelines.append(opened[0])
            items.insert(items.index(item), Item(kind="removed", text=item.text[: opened[1]].strip(), why="dateline"))
            item.text = item.text[opened[1] :].strip()
            return
        elif item.kind in ("p", "li") and len(item.text.split()) <= 8 and (names := read_byline(item.text)) is not None:
            item.remove("byline")
            found.authors.extend(names)
        elif ends_like_prose(item.text):
            begun = True
        elif len(item.text.split()) <= _KICKER_WORDS:
            above.append(item)


def _take_dateline(item: Item, found: Found) -> bool:
    if dateline := read_dateline(item.text):
        found.datelines.append(dateline)
    elif signed := _signed_dateline(item):
        found.datelines.append(signed[0])
        found.authors.extend(signed[1])
    else:
        return False
    item.remove("dateline")
    return True


def _signed_dateline(item: Item) -> tuple[Dateline, tuple[str, ...]] | None:
    """A date with its hour and who wrote it on one line: `Hà Vy · 08:00 06/04/2024 · 4 phút đọc`."""
    if item.kind == "table" or len(item.text.split()) > _LONGEST_SIGNATURE or ends_like_prose(item.text):
        return None
    dateline = read_dateline(item.text, strict=False)
    if dateline is None or not dateline.timed:
        return None
    parts = (part for part in _PARTS.split(item.text) if not any(char.isdigit() for char in part))
    return dateline, tuple(name for part in parts for name in read_byline(_WEEKDAY_END.sub("", part)) or ())


def _drop_ending(items: list[Item], found: Found) -> None:
    """Below the last words: bylines, credits, datelines; and a name glued to the last paragraph."""
    names: list[str] = []
    signed: list[Item] = []
    rest = list(texts(items))
    for item in reversed(rest[1:][-_ENDING:]):
        if item.kind not in ("p", "h", "quote") or item.role == "lead":
            break
        if (authors := _signature(item, found)) is not None:
            signed.append(item)
            item.remove("byline")
            names[:0] = authors
        elif not _drop_below(item, found):
            break
    last = next((item for item in reversed(items) if item.is_text), None)
    listed = last is not None and last.text.rstrip().endswith(":")
    if listed or len(signed) > _MOST_SIGNATURES:  # no bylines: a list of names that the article ends with
        for item in signed:
            item.kind, item.why = "p", ""
        names = []
    last = next((item for item in reversed(items) if item.is_text), None)
    if last is not None and last.kind == "p" and not names:
        last.text, name = split_tail(last.text)
        if name:
            names.append(name)
            items.insert(items.index(last) + 1, Item(kind="removed", text=name, why="byline"))
    found.authors.extend(names)


def _signature(item: Item, found: Found) -> tuple[str, ...] | None:
    """Who signs with a line under the text; () for a source line; None for what is no signature."""
    byline = read_byline(item.text)
    if byline is not None and is_source_line(item.text):
        found.sources.extend(byline)
        return ()
    if byline is not None:
        return byline
    short = len(item.text.split()) <= _LONGEST_SIGNATURE and not ends_like_prose(item.text)
    if item.right and short and _dateline_below(item) is None:
        return signatory_of(item.text)  # a desk or an office signs, or somebody with his post
    return None


def _drop_below(item: Item, found: Found) -> bool:
    """Takes out what may stand among signatures; False for what is text."""
    if is_imprint(item.text):
        item.remove("imprint")
    elif item.text.startswith("*") and len(item.text) < _LONGEST_NOTE:
        pass  # a note under the article; who wrote it may stand above
    elif is_credit(item.text) or (_is_short(item.text) and canon(item.text).startswith(phrases("credit"))):
        item.remove("credit")
    elif (dateline := _dateline_below(item)) is not None:
        item.remove("dateline")
        found.datelines.append(dateline)
    else:
        return False
    return True


def _is_short(line: str) -> bool:
    return len(line.split()) <= _SHORT and not ends_like_prose(line)


def _dateline_below(item: Item) -> Dateline | None:
    """A date under the text: `(Làng Ven, số ra ngày 19-1-2024)`, `Cập nhật lúc 9:00, 24/04/2019`."""
    if found := read_dateline(item.text):
        return found
    apart = item.right or (item.text.startswith("(") and item.text.endswith(")"))
    return read_dateline(item.text, strict=False) if apart and len(item.text.split()) <= 14 else None


def _drop_repeats(items: list[Item]) -> None:
    """A paragraph or caption that stood before, word for word; a sentence set again as a pull quote."""
    seen: set[tuple[bool, str]] = set()
    whole = "\n".join(item.text for item in items if item.is_text) if len(items) < _MANY else ""
    for place, item in enumerate(items):
        if item.kind in ("image", "removed", "table", "li", "h"):
            continue
        key = (item.kind == "caption", item.text)
        again = key in seen and (item.kind == "caption" or len(item.text) > 40)
        may_be_pulled = place > _OPENING and item.is_text and _PULLED < len(item.text) < _LONGEST_PULLED
        if again or (may_be_pulled and _inside(item.text, whole)):
            item.remove("duplicate")
        seen.add(key)


def _inside(line: str, whole: str) -> bool:
    """Whether a line stands within a longer paragraph of the text too, without regard to the marks around it."""
    bare = line.strip(" \"'“”‘’.…")
    at = whole.find(bare)
    while at >= 0:
        before, after = whole.rfind("\n", 0, at) + 1, whole.find("\n", at)
        if (len(whole) if after < 0 else after) - before > len(line) + 20:
            return True
        at = whole.find(bare, at + len(bare))
    return False


def _name_headings(items: list[Item]) -> None:
    """Section headings that only bold type tells: a short line alone in bold between two paragraphs that are not."""
    lines = list(texts(items))
    for before, item, after in zip(lines, lines[1:], lines[2:], strict=False):
        if (
            item.kind == "p"
            and item.strong
            and not item.role
            and len(item.text.split()) <= _LONGEST_HEADING
            and not ends_like_prose(item.text)
            and item.text[0].isupper()
            and all(near.kind != "p" or (not near.strong and ends_like_prose(near.text)) for near in (before, after))
            and after.kind != "h"
            and read_byline(item.text) is None
        ):
            item.kind = "h"


def _strip_source_tags(items: list[Item]) -> None:
    """The paper's signature before the first words of the first two pieces (the lead, and the body's first
    paragraph).
    """
    for item in [item for item in texts(items) if item.kind in ("p", "h", "quote")][:2]:
        tag, rest = split_source_tag(item.text)
        if tag:
            items.insert(items.index(item), Item(kind="removed", text=tag, why="source-tag"))
            item.text = rest
            if not rest:
                item.remove("source-tag")


def split_credits(items: list[Item]) -> None:
    """Parts captions from the names of their photographers, in place."""
    kept: list[Item] = []
    for item in items:
        kept.append(item)
        if item.kind != "caption":
            continue
        caption, credit = ("", item.text) if item.role == "credit" else split_credit(item.text)
        if credit and caption:
            item.text = caption
            kept.append(Item(kind="removed", text=credit, why="credit"))
        elif credit:
            item.remove("credit")
    items[:] = kept
