"""What a reader of a page or a dump hands on: pieces of text in order, with what their markup says of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

STORY = "story"
"""Role of a caption that is text: a photo story is told in them."""
ItemKind: TypeAlias = Literal["p", "h", "li", "quote", "table", "caption", "image", "removed"]


TEXT: Final = frozenset({"p", "h", "li", "quote", "table"})
"""Kinds of pieces that belong to the body."""


@dataclass(slots=True, kw_only=True, eq=False)
class Item:
    """One piece: a block of text, a caption, the place of a picture (no text), or a removed piece with its reason.

    `linked` is the share of characters inside links; `strong`, `italic` and `centred` hold for the whole piece;
    `image` says that a picture stands in the same paragraph; `alt` is a picture's own description; `role` is its
    element's role; `soft` says that only one line break parts the piece from the one before.
    """

    kind: ItemKind
    text: str = ""
    why: str = ""
    linked: float = 0.0
    strong: bool = False
    italic: bool = False
    centred: bool = False
    right: bool = False
    image: bool = False
    alt: str = ""
    role: str = ""
    soft: bool = False

    def remove(self, why: str) -> None:
        """Takes the piece out of the article."""
        self.kind, self.why = "removed", why

    @property
    def is_text(self) -> bool:
        """Whether the piece belongs to the body."""
        return self.kind in TEXT
