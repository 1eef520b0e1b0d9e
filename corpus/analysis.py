"""An article with everything that was read from it: the unit of storing, indexing and export."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.article import Article, Document
from corpus.mentions import Event, Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """`mentions` and `events` are those of `document.text`; `title_mentions` have offsets into the title."""

    article: Article
    document: Document
    mentions: tuple[Mention, ...] = ()
    title_mentions: tuple[Mention, ...] = ()
    events: tuple[Event, ...] = ()
    keywords: tuple[str, ...] = ()
