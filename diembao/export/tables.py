"""Articles, mentions and events as three flat tables, the same for CSV and Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from corpus.analysis import Analysis
from corpus.codec import JsonObject, event_to_json, mention_to_json
from corpus.mentions import Mention
from diembao.export.abridged import abridged, abridged_events, is_listed, shortened, sizes

Type = Literal["text", "number", "share", "truth", "texts", "day"]
TableName = Literal["articles", "mentions", "events"]
Columns = Mapping[str, Type]

_ARTICLES: Columns = {
    "id": "text",
    "origin_id": "text",
    "url": "text",
    "source": "text",
    "title": "text",
    "lead": "text",
    "authors": "texts",
    "section": "text",
    "tags": "texts",
    "published": "text",
    "published_from": "day",
    "published_to": "day",
    "published_method": "text",
    "published_confidence": "share",
    "updated": "text",
    "retrieved": "text",
    "language": "text",
    "form": "text",
    "keywords": "texts",
    "characters": "number",
    "words": "number",
    "sentences": "number",
    "paragraphs": "number",
    "mentions": "number",
    "events": "number",
}
_TEXTS: Columns = {"text": "text", "captions": "texts"}
_MENTIONS: Columns = {
    "article": "text",
    "field": "text",
    "n": "number",
    "kind": "text",
    "text": "text",
    "value": "text",
    "start": "number",
    "end": "number",
    "from": "day",
    "to": "day",
    "mod": "text",
    "grain": "text",
    "calendar": "text",
    "lunar": "text",
    "anchor": "text",
    "anchor_inferred": "truth",
    "set": "truth",
    "from_year": "number",
    "to_year": "number",
    "ordinal": "number",
    "of": "text",
    "relative": "truth",
    "derived": "texts",
    "person": "text",
    "rank": "text",
    "level": "number",
    "branch": "text",
    "promoted_from": "text",
    "positions": "texts",
    "public": "truth",
    "unit": "text",
    "former": "truth",
    "acting": "truth",
    "tenure": "texts",
    "type": "text",
    "parent": "text",
    "place": "text",
    "resolved": "truth",
    "code": "text",
    "rule": "text",
}
_EVENTS: Columns = {
    "article": "text",
    "id": "text",
    "from": "day",
    "to": "day",
    "date": "text",
    "grain": "text",
    "status": "text",
    "type": "text",
    "title": "text",
    "units": "texts",
    "persons": "texts",
    "participants": "texts",
    "place": "text",
    "sentence": "text",
    "start": "number",
    "end": "number",
    "evidence": "text",
}


def columns_of(table: TableName, *, full_text: bool) -> Columns:
    """The columns of a table with their types, in order."""
    if table == "articles":
        return {**_ARTICLES, **_TEXTS} if full_text else _ARTICLES
    return _MENTIONS if table == "mentions" else _EVENTS


def article_row(analysis: Analysis, *, full_text: bool) -> JsonObject:
    """The article's row, by column."""
    article = analysis.article
    span = article.published.span if article.published else None
    shown = abridged(analysis)
    if full_text:
        shown |= {"title": article.title, "lead": article.lead, "text": article.text, "captions": article.captions}
    return {
        **shown,
        **sizes(analysis),
        "captions": shown["captions"],
        "form": article.form,
        "published_from": span.first.isoformat() if span else None,
        "published_to": span.last.isoformat() if span else None,
        "mentions": len(shown["mentions"]) + len(shown["title_mentions"]),
        "events": len(analysis.events),
    }


def mention_rows(analysis: Analysis, *, full_text: bool) -> Iterator[JsonObject]:
    """The rows of the mentions in text and title: nobody who is named without a rank or a public position."""
    fields: tuple[tuple[str, tuple[Mention, ...]], ...] = (
        ("text", analysis.mentions),
        ("title", analysis.title_mentions),
    )
    for field, mentions in fields:
        for n, mention in enumerate(mentions):
            record = mention_to_json(mention)
            if is_listed(record):
                surface = record["text"] if full_text else shortened(record["text"])
                row = {"article": analysis.article.id, "field": field, "n": n, **record, "text": surface}
                yield row | ({"tenure": [_tenure(t) for t in record["tenure"]]} if "tenure" in record else {})


def _tenure(told: JsonObject) -> str:
    """`begins 2020-03-01..2020-03-31 (phụ trách)`; behind a colon whom it is about, where that is another."""
    days = "..".join(told[end] or "" for end in ("from", "to"))
    whom = f": {told['person']}" if told.get("person") else ""
    acting = f" ({told['acting']})" if told.get("acting") else ""
    return f"{told['change']} {'' if days == '..' else days}".rstrip() + acting + whom


def event_rows(analysis: Analysis, *, full_text: bool) -> Iterator[JsonObject]:
    """The rows of the events; participants are written `role: name`."""
    records = [event_to_json(event) for event in analysis.events] if full_text else abridged_events(analysis)
    for event, record in zip(analysis.events, records, strict=True):
        participants = [f"{p.role}: {p.name}" for p in event.participants]
        yield {**record, "article": analysis.article.id, "participants": participants}


def rows_of(table: TableName, analysis: Analysis, *, full_text: bool) -> Iterator[JsonObject]:
    """The rows that an article gives a table."""
    if table == "articles":
        return iter((article_row(analysis, full_text=full_text),))
    return (mention_rows if table == "mentions" else event_rows)(analysis, full_text=full_text)


def values_of(row: Mapping[str, Any], columns: Columns) -> list[Any]:
    """The row's values in the order of the columns; None where it has none."""
    return [row.get(column) for column in columns]
