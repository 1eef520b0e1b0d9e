"""An article without its text: what may be passed on where the text may not. Which question: what is left of it?

Kept are what a catalogue would hold, what was found with its surface and offsets, and counts. No stretch of the text
is longer than a snippet, and nobody is listed who is named without a rank or a public position.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.analysis import Analysis
from corpus.codec import JsonObject, to_json

LONGEST = 240
"""Characters of a snippet, as `search` shows them."""


def abridged(analysis: Analysis, *, tokens: bool = False) -> JsonObject:
    """The contract's object with `text` null and `counts`; its offsets are those into the text that is not there."""
    whole = to_json(analysis, tokens=tokens)
    article = analysis.article
    return {
        **whole,
        "title": _short(whole["title"]),
        "lead": _short(whole["lead"]),
        "authors": [shortened(author) for author in article.authors],
        "tags": [shortened(tag) for tag in article.tags],
        "text": None,
        "captions": [],
        "removed": [],
        "mentions": [_mention(m) for m in whole["mentions"] if is_listed(m)],
        "events": [abridged_event(e) for e in whole["events"]],
        "title_mentions": [_mention(m) for m in whole["title_mentions"] if is_listed(m)],
        "counts": sizes(analysis),
    }


def sizes(analysis: Analysis) -> dict[str, int]:
    """How long the article is."""
    article, document = analysis.article, analysis.document
    return {
        "characters": len(article.text),
        "words": len(document.tokens),
        "sentences": len(document.sentences),
        "paragraphs": len(article.blocks),
        "captions": len(article.captions),
        "removed": len(article.removed),
    }


def is_listed(mention: Mapping[str, Any]) -> bool:
    """Whether a mention, as JSON, may stand in a list: persons need a rank or a public position."""
    return mention["kind"] != "person" or bool(mention["public"])


def abridged_event(event: Mapping[str, Any]) -> JsonObject:
    """An event, as JSON, with a sentence and a title no longer than a snippet."""
    return {**event, "title": shortened(event["title"]), "sentence": shortened(event["sentence"])}


def _mention(mention: Mapping[str, Any]) -> JsonObject:
    return {**mention, "text": shortened(mention["text"])}


def _short(text: str | None) -> str | None:
    return None if text is None else shortened(text)


def shortened(text: str, longest: int = LONGEST) -> str:
    """`text` where it is no longer than that, else its beginning up to a blank.

    >>> shortened("Đại hội đảng bộ tỉnh", 12)
    'Đại hội…'
    """
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    blank = max(head.rfind(" "), head.rfind("\n"))
    return (head[:blank] if blank > longest // 2 else head).rstrip() + "…"
