"""Whether an event has happened or is planned."""

from __future__ import annotations

from corpus.mentions import EventStatus
from extractor.events.clauses import Stretch
from extractor.events.governing import When
from extractor.events.leading import is_shifted
from extractor.events.view import View


def status(view: View, stretch: Stretch, when: When) -> EventStatus:
    """`planned` where the date lies after publication, or where it may and the clause says so."""
    published = view.published
    if called_off(view, stretch, when):
        return "planned"
    if published is not None:
        if when.range.first > published.last:
            return "planned"
        if when.range.last < published.first:
            return "reported"
    at = _plan(view, stretch, when)
    return "reported" if at is None or _announced(view, stretch, when, at) else "planned"


def _afterthought(view: View, stretch: Stretch, when: When, at: int) -> bool:
    """Whether a comma parts the plan from a doing before it (`Tòa hôm nay mở phiên xử, dự kiến kéo dài ba ngày`)."""
    if not stretch.start <= when.start < at or view.text[max(0, at - 2) : at].strip() != ",":
        return False
    return any(h.kind in ("verb", "frame") for h in view.hits_in(stretch.start, at))


def _plan(view: View, stretch: Stretch, when: When) -> int | None:
    """Where the clause says that something will be; `Hứa` in a name does not."""
    begin = stretch.start
    while (at := view.cue_in("planned", begin, stretch.end)) is not None:
        if not any(p.start <= at < p.end for p in view.persons.within(at, at + 1)):
            return None if _afterthought(view, stretch, when, at) else at
        begin = at + 1
    return None


def called_off(view: View, stretch: Stretch, when: When) -> bool:
    """Whether the occasion of the date was put off or given up (`vốn định tổ chức hồi tháng 6 nhưng lùi lại`)."""
    if when.attachment == "front" and stretch.start <= when.start:
        return False
    if view.cue_in("as_planned", stretch.start, stretch.end) is not None:
        return view.cue_in("negation", stretch.start, stretch.end) is not None
    begin = stretch.start
    while (at := view.cue_in("called_off", begin, stretch.end)) is not None:
        if view.cue_before("not_off", at, stretch.start) is None:
            return True
        begin = view.cue_after("called_off", at) or stretch.end
    return is_shifted(view, when.opening)


def _announced(view: View, stretch: Stretch, when: When, at: int) -> bool:
    """Whether the plan at offset `at` is only what somebody said on the day (`Ngày 3/5, Sở cho biết sẽ …`)."""
    if not stretch.quoted and any(a < at < b for a, b in stretch.quotes):
        return True
    return stretch.start <= when.start < at and any(
        h.kind == "speech" or view.cues.holds("announcing", view.canon[h.start : h.end])
        for h in view.hits_in(when.end, at)
    )
