"""A text as it is read on the article's page: its blocks, cut where names and words found begin and end."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.article import Article

KINDS = ("unit", "person", "position", "rank", "term", "date", "place", "document", "abbreviation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A mention as it is shown: where it stands, what it stands for in words, and where its link leads, if anywhere."""

    kind: str
    start: int
    end: int
    meaning: str = ""
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of text with the innermost name that holds it; `found` is it of a word that is looked for.

    `aimed` is it of the sentence that the address points to.
    """

    text: str
    name: Name | None = None
    found: bool = False
    aimed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBlock:
    """A block of the text: `type` as of `corpus.article.Block`, `start` its offset; `holds_aim` for the first of it."""

    type: str
    start: int
    pieces: tuple[Piece, ...]
    is_lead: bool = False
    holds_aim: bool = False


def shown_blocks(
    article: Article, names: Sequence[Name], found: Sequence[tuple[int, int]], aim: tuple[int, int] = (0, 0)
) -> tuple[ShownBlock, ...]:
    """The text in its blocks. `names` are sorted by start; what is no block between two is one of type `p`."""
    lead_end = len(article.lead) if article.lead and article.text.startswith(article.lead) else 0
    blocks, aimed = [], False
    for kind, start, end in _covering(article):
        pieces = cut(article.text, start, end, names, found, aim)
        holds = not aimed and any(piece.aimed for piece in pieces)
        aimed = aimed or holds
        blocks.append(ShownBlock(type=kind, start=start, pieces=pieces, is_lead=end <= lead_end, holds_aim=holds))
    return tuple(blocks)


def _covering(article: Article) -> Iterable[tuple[str, int, int]]:
    """Type, start and end of blocks that hold all of the text but blanks."""
    at = 0
    for block in article.blocks:
        if article.text[at : block.span.start].strip():
            yield "p", at, block.span.start
        yield block.type, block.span.start, block.span.end
        at = block.span.end
    if article.text[at:].strip():
        yield "p", at, len(article.text)


def cut(
    text: str,
    start: int,
    end: int,
    names: Sequence[Name],
    found: Sequence[tuple[int, int]],
    aim: tuple[int, int] = (0, 0),
) -> tuple[Piece, ...]:
    """`text[start:end]` in pieces, which together are just that."""
    here = _within(names, lambda name: name.start, start, end)
    near = [name for name in here if name.end > start]
    marks = [(s, e) for s, e in found[max(0, bisect_left(found, (start, 0)) - 1) :] if s < end and e > start]
    bounds = {start, end, *(min(max(b, start), end) for b in aim)}
    for name in near:
        bounds |= {max(name.start, start), min(name.end, end)}
    for s, e in marks:
        bounds |= {max(s, start), min(e, end)}
    cuts = sorted(bounds)
    pieces = []
    open_names: list[Name] = []
    upcoming, at_mark = 0, 0
    for first, last in pairwise(cuts):
        while upcoming < len(near) and near[upcoming].start <= first:
            open_names.append(near[upcoming])
            upcoming += 1
        open_names = [name for name in open_names if name.end > first]
        while at_mark < len(marks) and marks[at_mark][1] <= first:
            at_mark += 1
        pieces.append(
            Piece(
                text=text[first:last],
                name=min(open_names, key=lambda name: name.end - name.start, default=None),
                found=at_mark < len(marks) and marks[at_mark][0] <= first,
                aimed=aim[0] <= first < aim[1],
            )
        )
    return tuple(pieces)


_LONGEST = 3000  # characters of a mention: none is so long, but what begins before a block may reach into it


def _within(names: Sequence[Name], key: Callable[[Name], int], start: int, end: int) -> Sequence[Name]:
    return names[bisect_left(names, start - _LONGEST, key=key) : bisect_right(names, end - 1, key=key)]
