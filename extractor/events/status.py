"""Whether an event has happened or is planned."""

from __future__ import annotations

from corpus.mentions import EventStatus
from extractor.events.clauses import Stretch
from extractor.events.governing import When
from extractor.events.view import View


def status(view: View, stretch: Stretch, when: When) -> EventStatus:
    """`planned` where the date lies after publication, or where it may and the clause says so."""
    published = view.published
    if published is not None:
        if when.range.first > published.last:
            return "planned"
        if when.range.last < published.first:
            return "reported"
    at = view.cue_in("planned", stretch.start, stretch.end)
    return "reported" if at is None or _announced(view, stretch, when, at) else "planned"


def _announced(view: View, stretch: Stretch, when: When, at: int) -> bool:
    """Whether the plan at offset `at` is only what somebody said on the day (`Ngày 3/5, Sở cho biết sẽ …`)."""
    if not stretch.quoted and any(a < at < b for a, b in stretch.quotes):
        return True
    return stretch.start <= when.start < at and any(
        h.kind == "speech" or view.cues.holds("announcing", view.canon[h.start : h.end])
        for h in view.hits_in(when.end, at)
    )
