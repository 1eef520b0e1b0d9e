"""What a sentence without a date tells of the occasion that the article is about: an election, an award, a decision."""

from __future__ import annotations

from dataclasses import replace

from extractor.events.clauses import Stretch
from extractor.events.doing import DONE_THERE, Predicate
from extractor.events.lexicon import Hit
from extractor.events.view import View
from extractor.events.weighing import embedded

_BARE = 2
"""Words of `kỳ họp`, `đại hội`, `buổi lễ`: a longer name is no taking up."""


def takes_up(view: View, stretch: Stretch) -> bool:
    """Whether the sentence goes on about the occasion: `Tại hội nghị, …`, `Đại hội đã bầu …`, `Kỳ họp thông qua …`."""
    start = stretch.sentence.start
    if view.cue_after("scene", stretch.start) is not None or view.cue_after("scene", start) is not None:
        return True
    first = next(iter(view.hits_in(start, stretch.end)), None)
    if first is None or first.kind != "noun" or first.type not in ("conference", "congress", "ceremony"):
        return False
    if view.word_count(start, first.start) or view.word_count(start, first.end) > _BARE:
        return False
    # a name behind it makes it another one (`Đại hội Đảng bộ xã Bình Lũng bầu …`)
    return not any(view.word_count(first.end, u.start) == 0 for u in view.units.within(first.end, stretch.end))


def done_there(
    view: View, stretch: Stretch, predicate: Predicate, *, linked: bool, announced: bool = False
) -> Predicate | None:
    """The predicate that takes the day of the occasion: the clause's own, or a later doing of a linked sentence.

    What is decided about a public person counts where the sentence is linked to the occasion; a post taken without a
    verb of appointing (`ông A … làm Phó Giám đốc`) where the occasion announced decisions.
    """
    hit = predicate.hit
    if predicate.rule == "post taken":
        return predicate if announced else None
    if predicate.type in DONE_THERE:
        return predicate if predicate.rule == "verb" and hit is not None else None
    if not linked or hit is None or predicate.type not in ("decision", "other", "conference"):
        return None
    for later in view.hits_in(hit.end, stretch.end):
        joined = view.text[hit.end : later.start].rstrip().endswith((",", ";")) or _joined(view, later.start)
        if joined and _tells(view, stretch, later):
            return Predicate(type=later.type, hit=later, rule="verb", start=later.start)
    if predicate.type == "decision" and predicate.rule == "verb":
        about = any(p.public for p in view.persons.within(hit.end, stretch.end))
        return replace(predicate, start=stretch.start) if about else None
    return None


def _tells(view: View, stretch: Stretch, hit: Hit) -> bool:
    """Whether the verb tells what is done at an occasion, in the clause itself and not in a quotation."""
    if hit.kind != "verb" or hit.type not in DONE_THERE or any(a < hit.start < b for a, b in stretch.quotes):
        return False
    return not embedded(view, hit, stretch.start)


def _joined(view: View, start: int) -> bool:
    """Whether `và`, `đồng thời` stands right before."""
    return view.cue_before("joint", start, 0) is not None or view.cue_before("front", start, 0) is not None
