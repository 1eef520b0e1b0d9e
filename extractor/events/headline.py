"""A short headline of an event, in the words of its sentence; and what the headline of an article tells."""

from __future__ import annotations

from corpus.mentions import EventType
from corpus.text import canon, normalize
from extractor.events.clauses import Stretch
from extractor.events.governing import When
from extractor.events.lexicon import lexicon
from extractor.events.view import View, word_spans

LONGEST = 140
_ADJUNCT = 70
"""A place in front of the clause (`tại trụ sở …,`) is left out up to this length."""
_EDGES = " ,;:.–—-|()“”\"'"


def headline(view: View, stretch: Stretch, when: When, begin: int) -> str:
    """The clause without the date and place in front of it, as written, at most 140 characters."""
    start = max(stretch.start, begin)
    if stretch.start <= when.start < stretch.end and view.word_count(start, when.opening) <= 1:
        start = max(start, when.end)
    start = _after_place(view, _trimmed(view.text, start, stretch.end), stretch.end)
    clause = view.text[start : stretch.end].strip(_EDGES) or view.text[stretch.start : stretch.end].strip(_EDGES)
    return shortened(clause)


def shortened(clause: str) -> str:
    """On one line, at most 140 characters, cut at a word."""
    clause = " ".join(clause.split())
    if len(clause) <= LONGEST:
        return clause
    cut = clause.rfind(" ", 0, LONGEST)
    return clause[: cut if cut > LONGEST // 2 else LONGEST - 1].rstrip(_EDGES) + "…"


def _after_place(view: View, start: int, end: int) -> int:
    if view.cue_after("at", start) is not None:
        comma = view.text.find(",", start, min(end, start + _ADJUNCT))
        if comma >= 0:
            return _trimmed(view.text, comma + 1, end)
    return start


def _trimmed(text: str, start: int, end: int) -> int:
    while start < end and text[start] in _EDGES:
        start += 1
    return start


def titled(title: str) -> EventType:
    """The type that a title's first doing or occasion tells, `other` where it tells none.

    >>> titled("Trao quyết định thăng cấp bậc hàm cho ba cán bộ")
    'promotion'
    """
    low = canon(normalize(title))
    hits = lexicon().triggers.scan(low, word_spans(low))
    return next((h.type for h in hits if h.kind in ("verb", "noun") and h.type != "other"), "other")
