"""The doing of a clause weighed against the others in it: which one the clause itself tells, and what is denied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.mentions import EventType
from extractor.events.clauses import Stretch
from extractor.events.doing import PERSONAL, SPECIFIC, Predicate
from extractor.events.governing import When, coarse
from extractor.events.lexicon import Hit
from extractor.events.vague import about_somebody, named
from extractor.events.view import View

_CLAUSE = 5
"""Words that a clause has at least, if only its date in front makes it a happening."""
_NEAR = 8
"""Words from the date to a state, if that is what the clause tells."""
_BESIDE = 6
"""Words from `nhóm họp` to the name of the occasion that it holds."""
_FAR = 400
"""Characters back to the comma before a doing."""
_REACH = 3
"""Words between a negation and the doing that it denies (`không bị bắt`, `chưa thể tổ chức`)."""
_GIVEN: frozenset[EventType] = PERSONAL | {"election", "award", "decision"}
"""What is not done where it is only proposed, or a condition."""


@dataclass(slots=True)
class _Found:
    """The first hit of each sort on the way through a clause."""

    frame: Hit | None = None
    noun: Hit | None = None
    aside: Hit | None = None
    action: Hit | None = None
    state: Hit | None = None
    speech: Hit | None = None
    denied: bool = False
    denied_end: int = -1

    def deny(self, hit: Hit) -> None:
        """`hit` is said not to be; with a frame the occasion goes too (`lễ hội năm nay không được tổ chức`)."""
        self.denied, self.denied_end = True, hit.end
        if hit.kind == "frame":
            self.noun = None


def first_doing(view: View, stretch: Stretch, hits: Sequence[Hit]) -> Predicate | None:
    """The first doing from the left that stands in the clause itself, not in a phrase under a noun or preposition."""
    found = _Found()
    for hit in hits:
        chosen = _weigh(view, stretch, hit, found)
        if chosen is not None:
            chosen = _narrowed(view, stretch, chosen, hits)
            return _predicate(chosen, "verb" if chosen.kind == "verb" else "occasion", stretch)
    return _leftover(view, stretch, found)


def _narrowed(view: View, stretch: Stretch, chosen: Hit, hits: Sequence[Hit]) -> Hit:
    """What is decided or done tells more than the frame: `trao quyết định … nghỉ hưu`, `họp phiên thứ nhất, bầu …`."""
    later = [h for h in hits if h.start >= chosen.end and h.kind == "verb"]
    if chosen.type == "decision" and view.cue_after("handing", chosen.start) is not None:
        told = next((h for h in later if h.type in PERSONAL or h.type in ("crime", "award", "decision")), chosen)
        return chosen if told.type == "decision" else told
    if view.cue_after("relieving", chosen.start) is not None:
        return next((h for h in later if h.type == "retirement"), chosen)
    if view.cue_after("session", chosen.start) is not None:
        whole = next((h for h in hits if h.start >= chosen.end and h.kind == "noun"), chosen)
        if whole.type == "congress" and view.word_count(chosen.end, whole.start) <= 1:
            return whole  # phiên trù bị Đại hội Đảng bộ huyện
    if chosen.type == "conference":
        return next((h for h in later if h.type == "election" and not embedded(view, h, stretch.start)), chosen)
    return chosen


def _weigh(view: View, stretch: Stretch, hit: Hit, found: _Found) -> Hit | None:
    """The hit that decides the clause, if this one does; else it is kept in `found`."""
    near = _REACH if hit.kind == "noun" else 1
    if found.denied_end >= 0 and view.word_count(found.denied_end, hit.start) < near:
        return None  # không xảy ra vụ cướp nào
    if _is_not(view, stretch, hit):
        found.deny(hit)
    elif hit.kind == "noun":
        if view.cue_before("adjunct", hit.start, stretch.start) is not None:
            found.aside = found.aside or hit
        elif found.frame is not None:
            far = found.frame.type != "other" and view.word_count(found.frame.end, hit.start) > _BESIDE
            return found.frame if far else hit
        else:
            found.noun = found.noun or hit
    elif hit.kind == "frame":
        if found.noun is not None:
            return found.noun
        found.frame = found.frame or hit
    elif hit.kind == "verb":
        if embedded(view, hit, stretch.start) or _of_predecessor(view, stretch, hit):
            found.aside = found.aside or hit
        elif found.frame is not None and _meets_about(view, found.frame, hit):
            return found.frame
        elif hit.type in SPECIFIC or found.noun is None:
            return hit
    else:
        _keep(hit, found)
    return None


def _is_not(view: View, stretch: Stretch, hit: Hit) -> bool:
    """Whether a doing is denied, or an occasion called off."""
    if hit.kind == "noun":
        return _called_off(view, stretch, hit)
    return hit.kind in ("verb", "frame", "action") and denied(view, stretch, hit)


def _of_predecessor(view: View, stretch: Stretch, hit: Hit) -> bool:
    """Whether the verb only says what became of him who is followed (`thay bà B đã nghỉ hưu`)."""
    if hit.type not in PERSONAL:
        return False
    before = view.persons.within(stretch.start, hit.start)
    if (
        not before
        or "," in view.text[before[-1].end : hit.start]
        or view.word_count(before[-1].end, hit.start) > _REACH
    ):
        return False
    begin = before[-1].start
    words = range(view.word_at(begin), max(view.word_at(begin) - _REACH, view.word_at(stretch.start)) - 1, -1)
    return any(view.cue_before("replacing", view.word_starts[i], stretch.start) is not None for i in words)


def _meets_about(view: View, frame: Hit, hit: Hit) -> bool:
    """Whether the doing is only what a meeting is about (`sẽ họp để bàn về … do lãnh đạo bị bắt`)."""
    if frame.type == "other" or "," in view.text[frame.end : hit.start]:
        return False
    return view.cue_after("about", frame.end) is not None


def _keep(hit: Hit, found: _Found) -> None:
    if hit.kind == "action":
        if found.action is None or (found.action.type == "other" != hit.type):
            found.action = hit  # phạt … năm tù
    elif hit.kind == "state":
        found.state = found.state or hit
    elif hit.kind == "speech":
        found.speech = found.speech or hit


def embedded(view: View, hit: Hit, floor: int) -> bool:
    """Whether the doing stands under a noun or a preposition (`công tác kiểm tra`, `để điều tra`)."""
    if view.cue_before("embedding", hit.start, floor) is not None:
        if view.cue_before("purpose", hit.start, floor) is not None and view.cue_in("leaving", floor, hit.start):
            return False  # rời huyện để về làm Phó Trưởng Ban
        return view.cue_before("no_embedding", hit.start, floor) is None
    doer = next((u for u in view.units.within(floor, hit.start) if not view.text[u.end : hit.start].strip()), None)
    if doer is not None and view.cue_before("doer_before", doer.start, floor) is not None:
        return True  # giới thiệu để HĐND tỉnh bầu
    begin = _segment(view, floor, hit.start)
    if hit.type in PERSONAL or hit.type == "election":
        proposed = view.cue_in("proposal", begin, hit.start)
        if proposed is not None and view.cue_in("past", proposed, hit.start) is None:
            return True  # trình Quốc hội phê chuẩn việc bổ nhiệm
    topic = view.cue_in("topic", begin, hit.start)
    return topic is not None and any(h.kind == "speech" for h in view.hits_in(floor, topic))


def _segment(view: View, floor: int, at: int) -> int:
    """Behind the last comma before `at` that is not in brackets; `floor` where none is near."""
    depth = 0
    for i in range(at - 1, max(floor, at - _FAR) - 1, -1):
        mark = view.text[i]
        depth += (mark == ")") - (mark == "(" and depth > 0)
        if mark == "," and depth == 0:
            return i + 1
    return floor


def _leftover(view: View, stretch: Stretch, found: _Found) -> Predicate | None:
    """What a clause without a verb of ours tells: an occasion, some action, or that something happened at all."""
    for hit, rule in _candidates(view, stretch, found):
        if hit is not None:
            doing = _predicate(hit, rule, stretch)  # what is only proposed or a condition is not done
            return replace(doing, type="other") if rule == "in a phrase" and hit.type in _GIVEN else doing
    when = stretch.when
    if (taken := _takes_post(view, stretch, "taking" if when is None else "holding")) is not None:
        return taken
    if when is None or coarse(when.range):
        return None
    if when.attachment != "front" or when.range.grain == "month":
        promised = view.cue_in("promise", stretch.start, when.end) is not None or (
            when.range.grain != "month" and _alive(view, stretch) and about_somebody(view, stretch)
        )
        told = when.marked and promised and not found.denied and found.speech is None and found.state is None
        return Predicate(type="other", hit=None, rule="dated clause", start=stretch.start) if told else None
    state = found.state is not None and view.word_count(when.end, found.state.start) <= _NEAR
    silent = not state and found.speech is None and not found.denied
    if silent and view.word_count(when.end, stretch.end) >= _CLAUSE:
        return Predicate(type="other", hit=None, rule="dated clause", start=stretch.start)
    return _statement(view, stretch, when) if found.speech is not None else None


def _takes_post(view: View, stretch: Stretch, kind: str) -> Predicate | None:
    """`Từ 1/5, ông A làm Giám đốc Sở Nội vụ`: a post taken without a verb of appointing."""
    for post in view.positions.within(stretch.start, stretch.end):
        begin = view.cue_before(kind, post.start, stretch.start)
        if begin is not None and (post.person or view.persons.within(stretch.sentence.start, begin)):
            return Predicate(type="appointment", hit=None, rule="post taken", start=stretch.start)
    return None


def _statement(view: View, stretch: Stretch, when: When) -> Predicate | None:
    """What a unit or a public person said on the day in front (`Sáng 10/5, Sở Y tế cho biết …`): news by itself."""
    for hit in view.hits_in(when.end, stretch.end):
        told = hit.kind == "speech" and named(view, when.end, hit.start)
        if told and view.word_count(hit.end, stretch.end) >= _CLAUSE:
            return Predicate(type="other", hit=hit, rule="said on the day", start=stretch.start)
    return None


def _candidates(view: View, stretch: Stretch, found: _Found) -> Iterator[tuple[Hit | None, str]]:
    if found.frame is not None:
        aside = found.aside if found.aside is not None and found.aside.kind == "noun" else None
        yield aside or found.frame, "occasion"
    if found.noun is not None and (found.action is None or found.noun.type != "other"):
        happens = found.state is None or found.noun.type != "other" or _alive(view, stretch)
        yield (found.noun if happens else None), "occasion"
    when = stretch.when
    fine = when is not None and when.attachment == "front" and not coarse(when.range)
    if found.aside is not None and found.aside.kind == "noun" and fine and found.aside.type != "other":
        yield found.aside, "at an occasion"
    yield found.action, "action"
    if found.noun is not None and found.state is None:
        yield found.noun, "occasion"
    denial = found.aside is not None and view.cue_in("denying", stretch.start, found.aside.start) is not None
    if found.aside is not None and fine and not denial and _alive(view, stretch):
        yield found.aside, "in a phrase"


def _predicate(hit: Hit, rule: str, stretch: Stretch) -> Predicate:
    return Predicate(type=hit.type, hit=hit, rule=rule, start=stretch.start)


def _alive(view: View, stretch: Stretch) -> bool:
    """Whether the stretch has a marker of tense or voice: something is said to happen."""
    return any(view.cue_in(kind, stretch.start, stretch.end) is not None for kind in ("past", "planned", "voice"))


def denied(view: View, stretch: Stretch, hit: Hit) -> bool:
    """Whether a negation stands within a few words before the doing, in the same clause.

    What was called off is told where its own day stands behind it (`hoãn lễ hội ngày 9/5`), not the day of the refusal.
    """
    if _within_reach(view, stretch.start, hit, "negation"):
        return view.cue_in("as_planned", hit.end, stretch.end) is None
    return _called_off(view, stretch, hit)


def _called_off(view: View, stretch: Stretch, hit: Hit) -> bool:
    """Whether it is put off or given up, on another day than its own."""
    own_day = stretch.when is not None and stretch.when.start >= hit.end
    return not own_day and _within_reach(view, stretch.start, hit, "called_off")


def _within_reach(view: View, floor: int, hit: Hit, kind: str) -> bool:
    if kind not in view.beginnings:
        return False
    i = view.word_at(hit.start)
    first = max(view.word_at(floor), i - _REACH)
    last = i + 2 if kind == "negation" else i  # `chưa được` may end inside `được bổ nhiệm`
    while (at := view.cues.first_in(kind, view.canon, view.words, first, last)) is not None and at < i:
        first = at + 1
        other = any(view.cues.starts_at("no_negation", view.canon, view.words, k) for k in (at - 1, at) if k >= 0)
        if not other and not re.search(r"[,;:.]", view.text[view.words[at][1] : hit.start]):
            return True
    return False
