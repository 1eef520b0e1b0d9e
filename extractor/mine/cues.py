"""One look at a text, shared by all annotators: its compared forms, made once.

`canon` and `fold` have the length of `text`: an offset into one is an offset into all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from corpus.text import canon, fold


@dataclass(frozen=True)
class Cues:
    """Forms of one normalised text. Made lazily, because a title or a short text needs few of them."""

    text: str

    @cached_property
    def canon(self) -> str:
        """Lower case, one tone placement, one of i/y."""
        return canon(self.text)

    @cached_property
    def fold(self) -> str:
        """`canon` without marks."""
        return fold(self.text)
