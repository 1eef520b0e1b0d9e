"""Articles that go over several pages: the lines that lead from page to page, and the pages joined to one article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.article import Article, Block, Removed
from corpus.spans import Span
from corpus.text import canon
from extractor.clean.compare import same_words
from extractor.clean.items import Item

_LONGEST = 120
_MOST_REMOVED = 400
_SHORTEST_COMMON = 20  # characters of a piece that two pages may not both have
# `Trang: 1 2 [3] Trang sau >>`, `(trang 2/3)`, `<< Trang trước 1 2 3`; what is no letter parts the tokens.
_TOKEN = r"(?:trang|page|sau|trước|kế|tiếp|theo|đầu|cuối|xem|đọc|next|prev|previous|\d{1,2})"
_PAGER = re.compile(rf"[\W_]*{_TOKEN}(?:[\W_]+{_TOKEN}){{0,30}}[\W_]*")


def is_pager_line(line: str, *, linked: bool) -> bool:
    """Whether a whole line is nothing but page numbers and words such as `Trang sau`; numbers alone must be links.

    >>> is_pager_line("Trang: 1 [2] 3 Trang sau >>", linked=False), is_pager_line("2 3", linked=False)
    (True, False)
    """
    if not line or len(line) > _LONGEST:
        return False
    low = canon(line)
    if _PAGER.fullmatch(low) is None or not any(char.isdigit() for char in low):
        return False
    return linked or "trang" in low


def drop_pager_lines(items: Iterable[Item]) -> None:
    """Takes lines of page numbers out of the text."""
    for item in items:
        if item.is_text and item.kind != "h" and is_pager_line(item.text, linked=item.linked > 0.3):
            item.remove("navigation")


def is_part(first: Article, other: Article) -> bool:
    """Whether a page at an address of the same family is a further page of the article: it says so by its own address
    (`rel=canonical` leads to the first page), or has the same title, or none.
    """
    if other.id == first.id or not other.title or not first.title:
        return True
    return same_words(first.title, other.title)


def join(first: Article, others: Sequence[Article]) -> Article:
    """The article with the text of its further pages, in order; what an earlier page has already is not said again.

    Pure. `pages` of the result are the addresses of the pages that brought text.
    """
    pieces = [(block.type, first.text[block.span.start : block.span.end]) for block in first.blocks]
    seen = {_key(piece) for _, piece in pieces}
    furniture = {_key(text) for text in (first.title, first.lead) if text}
    pages: list[str] = []
    removed = list(first.removed)
    captions = dict.fromkeys(first.captions)
    for other in others:
        fresh = [
            (block.type, piece)
            for block in other.blocks
            for piece in [other.text[block.span.start : block.span.end]]
            if (key := _key(piece)) not in furniture and (key not in seen or len(piece) < _SHORTEST_COMMON)
        ]
        if not any(len(piece) >= _SHORTEST_COMMON for _, piece in fresh):
            continue
        seen.update(_key(piece) for _, piece in fresh)
        pieces += fresh
        pages.append(other.url or other.source)
        captions |= dict.fromkeys(other.captions)
        removed += [line for line in other.removed if line not in removed]
    if not pages:
        return first
    text, blocks = "", []
    for kind, piece in pieces:
        text = f"{text}\n\n{piece}" if text else piece
        blocks.append(Block(type=kind, span=Span(len(text) - len(piece), len(text))))
    joined: tuple[Removed, ...] = tuple(removed[:_MOST_REMOVED])
    return replace(
        first,
        text=text,
        blocks=tuple(blocks),
        authors=_all(article.authors for article in (first, *others)),
        tags=_all(article.tags for article in (first, *others)),
        captions=tuple(captions),
        removed=joined,
        pages=tuple(pages),
    )


def _key(text: str) -> str:
    return canon(text).strip(" .")


def _all(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for group in groups:
        for name in group:
            kept.setdefault(canon(name), name)
    return tuple(kept.values())
