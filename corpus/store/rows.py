"""An article as the rows that the store writes: made wherever it was read, so that the process that writes only writes.

Making the JSON of some fifty mentions takes as long as writing them; workers do it, and hand over plain tuples.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.analysis import Analysis
from corpus.codec import article_to_json, dumps, event_to_json, mention_to_json
from corpus.mentions import DateExpression, Event, Mention, Person

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRows:
    """What `Articles.put` writes of one article: rows of the tables, but for the input that it came from.

    `article` lacks the second column, `input_id`.
    """

    id: str
    article: Row
    sentences: Row
    mentions: tuple[Row, ...]
    events: tuple[Row, ...]
    participants: tuple[Row, ...]


def article_rows(analysis: Analysis) -> ArticleRows:
    """The rows of an analysed article."""
    article, document = analysis.article, analysis.document
    record = article_to_json(article)
    del record["text"]
    published = article.published
    span = published.span if published else None
    return ArticleRows(
        id=article.id,
        article=(
            article.id,
            article.source,
            article.url,
            article.title,
            article.lead,
            published.value if published else None,
            span.first.isoformat() if span else None,
            span.last.isoformat() if span else None,
            published.method if published else None,
            published.confidence if published else None,
            _anchor(analysis.mentions),
            article.section,
            article.language,
            article.text,
            len(document.tokens),
            dumps(analysis.keywords),
            dumps(record),
        ),
        sentences=(article.id, dumps(list(document.tokens.pairs())), dumps(list(document.sentences.pairs()))),
        mentions=(
            *_mentions(article.id, "text", analysis.mentions),
            *_mentions(article.id, "title", analysis.title_mentions),
        ),
        events=tuple(_event(article.id, event) for event in analysis.events),
        participants=tuple(
            (article.id, event.id, n, p.name, p.kind, p.role)
            for event in analysis.events
            for n, p in enumerate(event.participants)
        ),
    )


def _mentions(article_id: str, field: str, mentions: Sequence[Mention]) -> list[Row]:
    return [(article_id, field, n, *_mention(mention)) for n, mention in enumerate(mentions)]


def _mention(mention: Mention) -> Row:
    record = mention_to_json(mention)
    span = mention.range if isinstance(mention, DateExpression) else None
    return (
        record["kind"],
        mention.value,
        mention.text,
        mention.start,
        mention.end,
        span.first.isoformat() if span else None,
        span.last.isoformat() if span else None,
        int(mention.public) if isinstance(mention, Person) else 1,
        dumps(record),
    )


def _event(article_id: str, event: Event) -> Row:
    return (
        event.id,
        article_id,
        event.type,
        event.status,
        event.when.first.isoformat(),
        event.when.last.isoformat(),
        event.title,
        event.place,
        event.sentence,
        dumps(event_to_json(event)),
    )


def _anchor(mentions: Sequence[Mention]) -> str | None:
    """The anchor that was inferred from the text, where one was."""
    for mention in mentions:
        if isinstance(mention, DateExpression) and mention.anchor_inferred:
            return mention.anchor
    return None
