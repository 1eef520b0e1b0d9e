"""One look at a text, shared by all annotators: its compared forms, made once.

`canon` and `fold` have the length of `text`: an offset into one is an offset into all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from corpus.text import canon, fold


@lru_cache(maxsize=4)
def canon_of(text: str) -> str:
    """`corpus.text.canon` of an article's text, kept for the annotators that ask for it by the text alone."""
    return canon(text)


@dataclass(frozen=True)
class Cues:
    """Forms of one normalised text. Made lazily, because a title or a short text needs few of them."""

    text: str

    @cached_property
    def canon(self) -> str:
        """Lower case, one tone placement, one of i/y."""
        return canon_of(self.text)

    @cached_property
    def fold(self) -> str:
        """`canon` without marks."""
        return fold(self.text)
