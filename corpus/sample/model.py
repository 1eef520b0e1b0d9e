"""Types of the sample site: an article as its TOML file says it, and the blocks of its body."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, assert_never


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A paragraph, a heading or a quotation."""

    type: Literal["p", "h2", "quote"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemList:
    """A bulleted list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; the first row holds the headings."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture's caption and credit; the picture itself is made up."""

    caption: str
    credit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """An inset box of links: never part of the body."""

    title: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """A question to the readers, at the end of a page."""

    question: str
    items: tuple[str, ...]


Block: TypeAlias = Prose | ItemList | Table | Figure | Related | Poll


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleArticle:
    """One invented article. `paper` is its folder; `also_in` names the papers that print it too (a wire story)."""

    paper: str
    slug: str
    title: str
    lead: str
    authors: tuple[str, ...]
    published: datetime
    section: str
    tags: tuple[str, ...]
    kicker: str
    source_tag: str
    blocks: tuple[Block, ...]
    updated: datetime | None = None
    update_text: str = ""
    also_in: tuple[str, ...] = ()
    redirect_from: str = ""
    duplicate_url: str = ""

    def modified(self, revision: int = 1) -> datetime:
        """When the page was last changed, as of revision 1 (first print) or 2 (after the update)."""
        return self.updated if self.updated and revision > 1 else self.published

    def body(self, revision: int = 1) -> tuple[Block, ...]:
        """The blocks; from revision 2 on with the paragraph that the update added behind the last text."""
        if not self.update_text or revision < 2:
            return self.blocks
        at = len(self.blocks)
        while at and isinstance(self.blocks[at - 1], Poll | Related):
            at -= 1
        return (*self.blocks[:at], Prose(type="p", text=self.update_text), *self.blocks[at:])

    def text(self, revision: int = 1) -> str:
        """What an extractor should find: lead and body blocks, parted by one blank line."""
        parts = [self.lead] if self.lead else []
        for block in self.body(revision):
            parts.extend(_texts(block))
        return "\n\n".join(parts)


def _texts(block: Block) -> tuple[str, ...]:
    match block:
        case Prose():
            return (block.text,)
        case ItemList():
            return block.items
        case Table():
            return tuple(" | ".join(row) for row in block.rows)
        case Figure() | Related() | Poll():
            return ()
        case _:
            assert_never(block)
