"""Whether a date and a doing make a happening, or only a measure, a state or a period."""

from __future__ import annotations

from extractor.events.clauses import Stretch
from extractor.events.doing import PERSONAL, SPECIFIC, Predicate
from extractor.events.governing import NEWS_DAYS, When, coarse
from extractor.events.lexicon import Hit
from extractor.events.view import View

_LONGEST = 366
"""Days; what fills more of them is a period, not a happening, unless a typed verb says otherwise."""


def too_vague(view: View, stretch: Stretch, when: When, predicate: Predicate) -> bool:
    """Whether date and doing do not fit: a measure over months, a law cited, a state since some year."""
    if when.attachment == "document":
        if predicate.type in PERSONAL:
            return False
        return predicate.type not in SPECIFIC or view.cue_after("source", stretch.start) is None
    strong = predicate.type != "other" or (predicate.hit is not None and predicate.hit.kind == "verb")
    if when.range.grain == "month" and predicate.hit is not None and _counted(view, predicate.hit):
        return not about_somebody(view, stretch)
    if not coarse(when.range):
        return not strong and long_ago(view, when) and not about_somebody(view, stretch)
    if (when.range.last - when.range.first).days > _LONGEST and predicate.type == "other":
        return True
    if _measured(view, stretch):
        return True
    if when.since and predicate.type not in PERSONAL:
        return True
    counted = predicate.hit is not None and _counted(view, predicate.hit)
    if when.range.grain == "month":
        return counted
    if strong:
        return counted and not about_somebody(view, stretch)
    said = any(h.kind == "speech" for h in view.hits_in(stretch.start, stretch.end))
    return said or not _somebody_does(view, stretch)


def _counted(view: View, hit: Hit) -> bool:
    """Whether the doing is only counted (`xảy ra 137 vụ`)."""
    i = view.number_after(hit.end)
    if i is None:
        return False
    while i < len(view.words) and view.spelt[i].isdigit():
        i += 1
    return view.cues.starts_at("counting", view.canon, view.words, i) is not None


def _somebody_does(view: View, stretch: Stretch) -> bool:
    """Whether a public person or a pronoun acts, or a plan is told: what else a year holds is no happening."""
    return any(p.public for p in view.persons.within(stretch.start, stretch.end)) or any(
        view.cue_in(kind, stretch.start, stretch.end) is not None for kind in ("pronoun", "planned")
    )


def _measured(view: View, stretch: Stretch) -> bool:
    """Whether the stretch tells how much (`đạt 84,6%`), not what happened."""
    if view.cue_in("total", stretch.start, stretch.end) is not None:
        return True
    begin = stretch.start
    while (at := view.cue_in("measure", begin, stretch.end)) is not None:
        begin = view.cue_after("measure", at) or stretch.end
        if view.number_after(begin) is not None:
            return True
    return False


def long_ago(view: View, when: When) -> bool:
    """Whether a date lies so far back that it is no news."""
    return view.published is not None and (view.published.first - when.range.last).days > NEWS_DAYS


def about_somebody(view: View, stretch: Stretch) -> bool:
    """Whether a unit, a public person, a pronoun or a plan stands in the stretch."""
    return named(view, stretch.start, stretch.end) or any(
        view.cue_in(kind, stretch.start, stretch.end) is not None for kind in ("pronoun", "planned")
    )


def named(view: View, start: int, end: int) -> bool:
    """Whether a unit or a public person stands in [start, end)."""
    return bool(view.units.within(start, end)) or any(p.public for p in view.persons.within(start, end))
