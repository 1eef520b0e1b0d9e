"""One look at a text, shared by all annotators: its compared form, made once.

`canon` has the length of `text`: an offset into one is an offset into the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from corpus.text import canon


@lru_cache(maxsize=4)
def canon_of(text: str) -> str:
    """`corpus.text.canon` of an article's text, kept for the annotators that ask for it by the text alone."""
    return canon(text)


@dataclass(frozen=True)
class Cues:
    """One normalised text and its compared form, made when first asked for."""

    text: str

    @cached_property
    def canon(self) -> str:
        """Lower case, one tone placement, one of i/y."""
        return canon_of(self.text)
