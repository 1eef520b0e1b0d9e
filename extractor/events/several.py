"""What else a clause tells beside its first doing: the decision handed over, the election at a congress, the awards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extractor.events.clauses import Stretch
from extractor.events.doing import PERSONAL, Predicate
from extractor.events.governing import coarse
from extractor.events.lexicon import Hit
from extractor.events.vague import long_ago
from extractor.events.view import View
from extractor.events.weighing import embedded


def companions(view: View, stretch: Stretch, predicate: Predicate) -> Iterator[tuple[Predicate, str]]:
    """Further doings of the stretch on the same date, each with the rule that found it."""
    hit = predicate.hit
    if hit is None:
        return
    later = [h for h in view.hits_in(hit.end, stretch.end) if h.kind in ("verb", "noun")]
    if predicate.type in ("ceremony", "conference") and (handed := _handed(view, stretch, hit, later)) is not None:
        yield handed, "date of the ceremony"
    if predicate.type in PERSONAL and (more := _moved_too(view, stretch, predicate, later)) is not None:
        yield more, "date of the sentence"
    if predicate.type == "congress":
        elected = next((h for h in later if h.type == "election" and not embedded(view, h, stretch.start)), None)
        if elected is not None:
            yield replace(_also(elected), start=stretch.start), "date of the congress"
    dated = (
        predicate.type == "election"
        and hit.kind == "verb"
        and stretch.when is not None
        and not coarse(stretch.when.range)
        and not long_ago(view, stretch.when)
    )
    if dated and (congress := _congress(view, stretch, hit)) is not None:
        yield congress, "date of the election"
    if predicate.type in ("ceremony", "conference", "congress"):
        given = next((h for h in later if h.type == "award" and h.kind == "verb"), None)
        if given is not None and not embedded(view, given, stretch.start):
            yield _also(given), "date of the occasion"


def _moved_too(view: View, stretch: Stretch, predicate: Predicate, later: list[Hit]) -> Predicate | None:
    """What else happens to him or to another at once (`điều động … và thăng hàm`, `nghỉ hưu … và bổ nhiệm B`)."""
    for hit in later:
        if hit.kind != "verb" or hit.type not in PERSONAL or {hit.type, predicate.type} <= {"appointment", "transfer"}:
            continue
        joined = view.cue_before("joint", hit.start, stretch.start) is not None
        if hit.type != predicate.type and joined and not embedded(view, hit, stretch.start):
            return _also(hit)
    return None


def _also(hit: Hit) -> Predicate:
    return Predicate(type=hit.type, hit=hit, rule="verb" if hit.kind == "verb" else "occasion", start=hit.start)


def _handed(view: View, stretch: Stretch, hit: Hit, later: list[Hit]) -> Predicate | None:
    """The appointment for which a ceremony is held (`tổ chức lễ công bố quyết định … luân chuyển ông A`)."""
    verb = next((h for h in later if h.kind == "verb" and h.type in PERSONAL), None)
    if verb is None or view.cue_in("handing", hit.start, verb.end) is None:
        return None
    return _also(verb) if any(p.public for p in view.persons.within(verb.end, stretch.end)) else None


def _congress(view: View, stretch: Stretch, hit: Hit) -> Predicate | None:
    """The congress that elects (`Ngày mai, Đại hội sẽ bầu Ban Chấp hành`), or at which somebody is elected."""
    for noun in view.hits_in(stretch.start, hit.start):
        if noun.kind == "noun" and noun.type == "congress":
            under = view.cue_before("adjunct", noun.start, stretch.start) is not None
            return None if under else Predicate(type="congress", hit=noun, rule="occasion", start=stretch.start)
    when = stretch.when
    if when is None or when.attachment != "tight":
        return None
    for noun in view.hits_in(hit.end, when.opening):  # tái cử Bí thư tại Đại hội Đảng bộ huyện diễn ra ngày 3/5
        if noun.kind == "noun" and noun.type == "congress" and view.cue_before("held", noun.start, hit.end) is not None:
            return Predicate(type="congress", hit=noun, rule="occasion", start=noun.start)
    return None
