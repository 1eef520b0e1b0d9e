"""What the importers share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from corpus.article import RawPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """Something that could not be read into a page: where it stands, a short stable reason, a detail for the reader."""

    place: str
    reason: str
    detail: str = ""
    origin_id: str | None = None
    source: str | None = None


Inputs: TypeAlias = Iterator[RawPage | Unusable]


def printable(name: str) -> str:
    """A file name as it may be shown and stored: U+FFFD for control characters and for bytes that are no UTF-8.

    >>> printable("t\\udce9p.txt") == "t\\ufffdp.txt"
    True
    """
    return "".join(c if c.isprintable() else "\ufffd" for c in name)


def without_surrogates(text: str) -> str:
    """The text with pairs of surrogates joined, and U+FFFD for lone ones, so that it can be encoded."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
