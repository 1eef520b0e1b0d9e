"""An analysed article as the engines' document: the only place where a text becomes token streams."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta, timezone
from typing import assert_never

from corpus.analysis import Analysis
from corpus.dates import PublicationDate
from corpus.mentions import (
    Abbreviation,
    DateExpression,
    DocumentRef,
    Mention,
    Person,
    Place,
    Position,
    Rank,
    Term,
    Unit,
)
from corpus.text import canon, normalize
from index.documents import KINDS, IndexDocument, Kind, Names, Text
from index.tokens import BEGINNING, GAP, Segmenter, canonical_stream, folded_stream, stream, word_stream

_VIETNAM = timezone(timedelta(hours=7))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def prepare(analysis: Analysis, segment: Segmenter) -> IndexDocument:
    """The document of an analysed article. The body's words are its document's tokens; `segment` cuts the rest."""
    article = analysis.article
    first = last = instant = published = None
    if article.published is not None:
        span = article.published.span
        published, instant = article.published.value, _instant(article.published)
        first, last = span.first.isoformat(), span.last.isoformat()
    return IndexDocument(
        id=article.id,
        source=article.source,
        published=published,
        first=first,
        last=last,
        instant=instant,
        title=_text(article.title or "", segment),
        lead=_lead(analysis, segment),
        body=_body(analysis, segment),
        caption=_text("\n".join(article.captions), segment),
        author=_text("\n".join(article.authors), segment),
        types=tuple(sorted({event.type for event in analysis.events})),
        mentioned=_mentioned((*analysis.mentions, *analysis.title_mentions)),
        **_names((*analysis.mentions, *analysis.title_mentions)),
    )


def _text(text: str, segment: Segmenter) -> Text:
    """A short field, cut by `segment` line by line."""
    text = normalize(text)
    low = canon(text)
    lines = zip(text.split("\n"), low.split("\n"), strict=True)
    words = " ".join(filter(None, [word_stream(line, segment(written)) for written, line in lines if line]))
    return _content(text, low, words)


def _body(analysis: Analysis, segment: Segmenter) -> Text:
    document = analysis.document
    if not document.tokens:
        return _text(document.text, segment)
    low = canon(document.text)
    return _content(document.text, low, word_stream(low, document.tokens.pairs()))


def _lead(analysis: Analysis, segment: Segmenter) -> Text:
    """The lead with the body's own words where it stands in the body, as it should."""
    document, lead = analysis.document, analysis.article.lead or ""
    start = document.text.find(lead) if lead and document.tokens else -1
    if start < 0:
        return _text(lead, segment)
    end, tokens = start + len(lead), document.tokens
    inside = slice(bisect_left(tokens.starts, start), bisect_left(tokens.starts, end))
    pairs = ((s - start, min(e, end) - start) for s, e in tokens[inside].pairs())
    low = canon(lead)
    return _content(lead, low, word_stream(low, pairs))


def _content(text: str, low: str, words: str) -> Text:
    syl = canonical_stream(low)
    return Text(text=text, syl=syl, fold=folded_stream(syl), words=words)


def _mentioned(mentions: Iterable[Mention]) -> tuple[tuple[str, str], ...]:
    ranges = (mention.range for mention in mentions if isinstance(mention, DateExpression))
    return tuple(sorted({(span.first.isoformat(), span.last.isoformat()) for span in ranges if span is not None}))


def _names(mentions: Iterable[Mention]) -> dict[Kind, Names]:
    values: dict[Kind, set[str]] = {kind: set() for kind in KINDS}
    spellings: dict[Kind, set[str]] = {kind: set() for kind in KINDS}
    for mention in mentions:
        named = _spellings(mention)
        if named is not None:
            kind, names = named
            if mention.value:  # a relative term (nhiệm kỳ tới) has none, and is found by its words only
                values[kind].add(mention.value)
            spellings[kind].update(names)
    return {kind: _names_of(kind, values[kind], spellings[kind]) for kind in KINDS if spellings[kind]}


def _names_of(kind: Kind, values: set[str], spellings: set[str]) -> Names:
    gap, before = f" {GAP} ", f"{BEGINNING} " if kind == "position" else ""
    syl = gap.join(before + name for name in sorted(set(stream(spellings).split(gap))) if name)
    return Names(values=tuple(sorted(values)), syl=syl, fold=folded_stream(syl))


def _spellings(mention: Mention) -> tuple[Kind, tuple[str, ...]] | None:
    """The kind under which a mention is asked for and the names that find it; None for what is no entity."""
    match mention:
        case Unit():
            return "unit", (mention.text, mention.value)
        case Person():
            return ("person", (mention.text, mention.value)) if mention.public else None
        case Rank():
            return "rank", (mention.text, mention.value)
        case Position():
            with_unit = (f"{mention.value} {mention.unit}",) if mention.unit else ()
            return "position", (mention.text, _from_head(mention), mention.value, *with_unit)
        case Term():
            counted = (f"{mention.of} {mention.text}",) if mention.of else ()
            return "term", (mention.text, mention.value, *counted)
        case Place():
            return "place", (mention.text, mention.value)
        case DocumentRef():
            return "document", (mention.text, mention.value)
        case DateExpression() | Abbreviation():
            return None
        case _:
            assert_never(mention)


def _from_head(post: Position) -> str:
    """The post as written without what stands before its head: `nguyên Bí thư Huyện ủy`."""
    start = canon(normalize(post.text)).find(canon(normalize(post.value)))
    return normalize(post.text)[max(start, 0) :]


def _instant(published: PublicationDate) -> int:
    """Seconds since 1970 of the earliest moment that the value may mean; Vietnamese time where it names no offset."""
    value = published.value
    moment = datetime.fromisoformat(value) if len(value) > 10 else datetime.combine(published.span.first, time())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_VIETNAM)
    return int((moment - _EPOCH).total_seconds())
