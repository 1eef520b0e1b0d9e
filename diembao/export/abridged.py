"""An article without its text: what may be passed on where the text may not. Which question: what is left of it?

Kept are what a catalogue would hold, what was found (names, posts, dates, with their offsets), and counts. Running text
is quoted briefly and as evidence only: the beginning of the lead, the titles of events, and sentences as far as all of
it is no more than a fifth of the text. Nobody is listed who is named without a rank or a public position.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.analysis import Analysis
from corpus.codec import JsonObject, event_to_json, to_json

LONGEST = 240
"""Characters of a title, a name or a tag."""
QUOTED = 160
"""Characters of a quotation."""
SHARE = 0.2
"""Of the text that may be quoted; QUOTED characters at least."""
_LEAST = 40  # characters of an event's title, however many there are
_WORTH = 80  # characters below which no sentence is begun


def abridged(analysis: Analysis, *, tokens: bool = False) -> JsonObject:
    """The contract's object with `text` null and `counts`; its offsets are those into the text that is not there."""
    whole = to_json(analysis, tokens=tokens)
    article = analysis.article
    return {
        **whole,
        "title": _short(whole["title"]),
        "lead": _lead(analysis),
        "authors": [shortened(author) for author in article.authors],
        "tags": [shortened(tag) for tag in article.tags],
        "text": None,
        "captions": [],
        "removed": [],
        "mentions": [_mention(m) for m in whole["mentions"] if is_listed(m)],
        "events": abridged_events(analysis),
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


def abridged_events(analysis: Analysis) -> list[JsonObject]:
    """The events as JSON, their titles shortened, and their sentences where the share of the text allows it, else null.

    `start` and `end` tell everyone who has the text where the sentence is.
    """
    left = _most(analysis) - len(_lead(analysis) or "")
    events = [event_to_json(event) for event in analysis.events]
    longest = min(QUOTED, max(_LEAST, left // max(1, len(events))))
    for event in events:
        event["title"] = shortened(event["title"], longest)
        left -= len(event["title"])
    given: dict[tuple[int, int], str] = {}
    for event in events:
        place = event["start"], event["end"]
        if place not in given and left >= _WORTH:
            given[place] = shortened(event["sentence"], min(QUOTED, left))
            left -= len(given[place])
        event["sentence"] = given.get(place)
    return events


class Quotations:
    """What is quoted of articles as proof, besides the titles of their events: sentences, or beginnings of them as far
    as all of an article's are no more than a fifth of its text. Who asks first is given first.
    """

    def __init__(self, *, full_text: bool) -> None:
        self._full_text = full_text
        self._given: dict[tuple[str, str], str | None] = {}
        self._left: dict[str, int] = {}

    def read(self, analysis: Analysis) -> None:
        """Take in an article of which sentences may be quoted."""
        self.allow(analysis.article.id, len(analysis.article.text))

    def allow(self, article: str, characters: int) -> None:
        """Take in an article whose text has so many characters."""
        self._left.setdefault(article, quotable(characters))

    def __call__(self, article: str, sentence: str) -> str | None:
        """What of the sentence is quoted; None where enough of the article is."""
        if self._full_text:
            return sentence
        place = article, sentence
        if place not in self._given:
            left = self._left.get(article, 0)
            shown = shortened(sentence, min(QUOTED, left)) if left >= min(_WORTH, len(sentence)) else ""
            self._given[place] = shown or None
            self._left[article] = left - len(shown)
        return self._given[place]


def quotable(characters: int) -> int:
    """How much may be quoted of a text of so many characters."""
    return max(QUOTED, int(SHARE * characters))


def _most(analysis: Analysis) -> int:
    return quotable(len(analysis.article.text))


def _lead(analysis: Analysis) -> str | None:
    lead = analysis.article.lead
    return None if lead is None else shortened(lead, min(QUOTED, _most(analysis) // 2))


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
