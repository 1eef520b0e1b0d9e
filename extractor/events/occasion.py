"""The occasion that a later part of a sentence takes up: held after all, put off, or told of a day itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractor.events.clauses import Stretch
from extractor.events.doing import Predicate
from extractor.events.governing import When
from extractor.events.lexicon import Hit
from extractor.events.view import View


def shifted(view: View, stretch: Stretch, when: When) -> Predicate | None:
    """The occasion that is put off to the date (`hội thảo, vốn định ngày 3/5, lùi sang 10/5`)."""
    if view.cue_in("hypothetical", stretch.start, when.opening) is not None:
        return None
    nouns = [h for h in view.hits_in(stretch.sentence.start, when.opening) if h.kind == "noun" and h.type != "other"]
    if not nouns:
        return None
    own = nouns[-1] if nouns[-1].start >= stretch.start else None
    return Predicate(type=nouns[-1].type, hit=own, rule="occasion", start=stretch.start)


def with_occasion(view: View, stretch: Stretch, predicate: Predicate) -> Predicate:
    """A mere `được tổ chức` behind an earlier date takes up the occasion that the sentence began with."""
    hit = predicate.hit
    if hit is None or hit.kind != "frame" or hit.type != "other" or stretch.start == stretch.sentence.start:
        return predicate
    for noun in view.hits_in(stretch.sentence.start, stretch.start):
        if noun.kind == "noun" and noun.type != "other":
            return replace(predicate, type=noun.type)
    return predicate


def of_the_day(view: View, when: When, hits: Sequence[Hit]) -> bool:
    """Whether the day itself is spoken of (`Tết đã cận kề`); `Sáng 5/5 là lễ viếng` tells what happens on it."""
    behind = [h for h in hits if h.start >= when.end]
    if not behind or behind[0].kind != "state" or view.text[when.end : behind[0].start].strip():
        return False
    if view.cue_after("day_word", behind[0].end) is not None:
        return False  # Ngày 26/5 là thời điểm đảng bộ mở đại hội
    return not (len(behind) > 1 and behind[1].kind == "noun" and view.word_count(behind[0].end, behind[1].start) <= 1)
