"""What a stretch is found to tell: types of events, and the doing that a date governs."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.mentions import EventType
from corpus.records import quick
from extractor.events.lexicon import Hit

PERSONAL: frozenset[EventType] = frozenset({"appointment", "transfer", "retirement", "promotion"})
"""Events that happen to a person: each appointee is an event of its own."""
DONE_THERE: frozenset[EventType] = PERSONAL | {"election", "award"}
"""What is done at an occasion, and has its day."""
SEVERAL = "several bodies"
"""In the evidence of congresses that bodies under the one that is named hold."""
SPECIFIC: frozenset[EventType] = PERSONAL | {"election", "award", "decision", "inspection", "crime"}
"""Types that a verb tells whatever occasion it is told of (`Đại hội bầu …`)."""


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """The doing: its type, the trigger that told it (None for a clause only marked by tense), and the rule.

    `start` is where its own clause begins: later than the stretch's start for a date inside a relative clause.
    """

    type: EventType
    hit: Hit | None
    rule: str
    start: int
