"""Pieces, settled, into an `Article`: one text with its blocks, captions and what was removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from corpus.article import Article, ArticleForm, Block, BlockType, RawPage, Removed
from corpus.dates import PublicationDate
from corpus.errors import UnreadableInput
from corpus.ids import article_id, canonical_url
from corpus.spans import Span
from corpus.text import canon
from extractor.clean.items import STORY, Item

MAX_TEXT = 400_000
"""Characters of a cleaned article: seventy thousand words. What is longer is no article."""
_MOST_REMOVED = 400  # a hostile page must not bring a hundred thousand
_LONGEST_REMOVED = 1000


def assemble(
    page: RawPage,
    items: Sequence[Item],
    *,
    raw_text: str,
    url: str | None,
    title: str | None,
    lead: Item | None,
    authors: Iterable[str],
    section: str | None = None,
    tags: Iterable[str] = (),
    published: PublicationDate | None,
    updated: str | None = None,
    form: ArticleForm = "article",
) -> Article:
    """The article. `raw_text` makes the id where there is neither address nor origin id; `lead` is one of `items`.

    Raises UnreadableInput `too-large`.
    """
    text, blocks = _join(items)
    if len(text) > MAX_TEXT:
        raise UnreadableInput("too-large", f"{len(text):,} characters of text; no article has more than {MAX_TEXT:,}")
    return Article(
        id=identity(page, url, raw_text),
        source=page.given.source or page.source,
        text=text,
        blocks=blocks,
        origin_id=page.given.origin_id,
        url=url,
        retrieved=page.retrieved,
        title=title,
        lead=lead.text if lead is not None and lead.is_text else None,
        authors=_once(authors),
        section=section,
        tags=_once(tags),
        published=published,
        updated=updated,
        form=form,
        captions=tuple(item.text for item in items if item.kind == "caption" or (item.role == STORY and item.is_text)),
        removed=_removed(items),
    )


def identity(page: RawPage, url: str | None, raw_text: str) -> str:
    """Article id (see `corpus.ids`); an address that is none does not count."""
    if url:
        try:
            return article_id(url=url)
        except ValueError:
            pass
    return article_id(source=page.given.source or page.source, origin_id=page.given.origin_id, text=raw_text)


@lru_cache(maxsize=64)  # each of a page's is asked for several times
def web_address(url: str | None) -> str | None:
    """The canonical form of an http(s) address, None for anything else."""
    try:
        return canonical_url(url) if url else None
    except ValueError:
        return None


def _join(items: Sequence[Item]) -> tuple[str, tuple[Block, ...]]:
    pieces: list[str] = []
    blocks: list[Block] = []
    start = 0
    for item in items:
        if item.is_text and item.text:
            kind: BlockType = item.kind  # type: ignore[assignment]
            blocks.append(Block(type=kind, span=Span(start, start + len(item.text))))
            pieces.append(item.text)
            start += len(item.text) + 2
    return "\n\n".join(pieces), tuple(blocks)


def _removed(items: Sequence[Item]) -> tuple[Removed, ...]:
    found = (
        Removed(text=item.text[:_LONGEST_REMOVED], why="caption" if item.kind == "caption" else item.why)
        for item in items
        if item.kind in ("removed", "caption") and item.text
    )
    return tuple(removed for _, removed in zip(range(_MOST_REMOVED), found, strict=False))


def _once(names: Iterable[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for name in names:
        if name.strip():
            kept.setdefault(canon(name.strip()), name.strip())
    return tuple(kept.values())
