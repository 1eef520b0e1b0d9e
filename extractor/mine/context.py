"""What an annotator may know beside the text itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from corpus.article import Document
from corpus.dates import PublicationDate
from corpus.mentions import Mention
from extractor.mine.cues import Cues


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """`published` anchors the dates; `source` (host or file name) and `title` help to resolve `Công an tỉnh`."""

    published: PublicationDate | None = None
    retrieved: datetime | None = None
    source: str = ""
    title: str | None = None


Annotator: TypeAlias = Callable[[Document, Cues, Context], Iterable[Mention]]
"""Proposes mentions of one kind (or a few). Annotators never see each other; `settle` decides overlaps."""
