"""What flows through the pipeline: raw page, article, document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from corpus.dates import PublicationDate
from corpus.spans import Span, Spans

ArticleForm = Literal["article", "live", "video", "photo"]
BlockType = Literal["p", "h", "li", "quote", "table"]
InputKind = Literal["html", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the supplier of an input said about it: a dump's columns, a feed's or sitemap's entry, a command's options.

    `published` is ISO 8601, of any precision; `published_method` is `given`, `feed` or `sitemap`.
    """

    origin_id: str | None = None
    title: str | None = None
    source: str | None = None
    published: str | None = None
    published_method: Literal["given", "feed", "sitemap"] = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPage:
    """An archive record as it came: never changed, everything else is made from it.

    `source` is a host name or a file name; `retrieved` is None where nobody knows; `headers` have lower-case names.
    """

    body: bytes
    kind: InputKind
    source: str
    url: str | None = None
    final_url: str | None = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    retrieved: datetime | None = None
    given: Given = Given()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, heading, list item, quotation or table row of the text, in order; blocks do not overlap."""

    type: BlockType
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """Text that stood on the page and was left out of the article, and why (a short stable word)."""

    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A cleaned article. `text` is NFC, lead included, paragraphs parted by one blank line.

    `id` is 16 hex digits (see `corpus.ids`); `updated` is ISO 8601 or None; `source` a host or file name;
    `pages` are the addresses of further pages whose text was joined to it; `form` tells reports that grow by the hour
    (`live`), and what is told by a film or by pictures.
    """

    id: str
    source: str
    text: str
    blocks: tuple[Block, ...]
    origin_id: str | None = None
    url: str | None = None
    retrieved: datetime | None = None
    title: str | None = None
    lead: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    published: PublicationDate | None = None
    updated: str | None = None
    language: str = "vi"
    captions: tuple[str, ...] = ()
    removed: tuple[Removed, ...] = ()
    pages: tuple[str, ...] = ()
    form: ArticleForm = "article"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One NFC text with its paragraphs, sentences and word tokens.

    Tokens nest in sentences, sentences in paragraphs; each level is sorted and disjoint; what lies between two tokens
    is white space or nothing, so that tokens and gaps give the text back exactly.
    """

    text: str
    paragraphs: Spans
    sentences: Spans
    tokens: Spans

    def words(self) -> list[str]:
        """The tokens' surface forms."""
        text = self.text
        return [text[s:e] for s, e in self.tokens.pairs()]

    def sentence_of(self, span: Span) -> Span:
        """The sentence that holds the start of `span`; the whole text where none does."""
        i = self.sentences.at(span.start)
        return self.sentences[i] if i is not None else Span(0, len(self.text))
