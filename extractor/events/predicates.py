"""What a stretch tells: the doing that its date governs, its type, and whether it is denied or only imagined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.events.clauses import Stretch
from extractor.events.doing import PERSONAL, SPECIFIC, Predicate
from extractor.events.governing import When, coarse
from extractor.events.lexicon import Hit
from extractor.events.occasion import of_the_day, shifted, with_occasion
from extractor.events.vague import about_somebody, named, too_vague
from extractor.events.view import View

_CLAUSE = 5
"""Words that a clause has at least, if only its date in front makes it a happening."""
_SOMEBODY = 60
"""Characters behind `phân công` in which the one who is given a post stands."""
_NEAR = 8
"""Words from the date to a state, if that is what the clause tells."""
_BESIDE = 6
"""Words from `nhóm họp` to the name of the occasion that it holds."""
_REACH = 3
"""Words between a negation and the doing that it denies (`không bị bắt`, `chưa thể tổ chức`)."""
_BOUNDS = re.compile(r"[^\W_]+|[,(:]")


def read(view: View, stretch: Stretch) -> Predicate | None:
    """The predicate of a stretch; None where it tells no event (a state, a denial, a supposition, a mere measure)."""
    when = stretch.when
    hits = [h for h in view.hits_in(stretch.start, stretch.end) if _counts(view, stretch, h)]
    if when is not None and view.cue_after("shifted", when.opening) is not None:
        return shifted(view, stretch, when)
    if when is not None and when.attachment == "post":
        return _post(view, stretch, when, hits)
    if when is not None and when.attachment == "tight" and any(h.end <= when.opening for h in hits):
        return _tight(view, stretch, when, hits)
    if view.cue_after("statement", stretch.start) is not None or _current(view, when):
        return None
    if when is not None and when.attachment == "behind" and (occasion := _dated_occasion(view, stretch, when, hits)):
        return occasion
    nominal = when is not None and when.attachment != "front" and when.range.grain in ("day", "time")
    if when is not None and not nominal and of_the_day(view, when, hits):
        return None
    predicate = _first(view, stretch, _behind_adjunct(view, stretch, hits))
    if predicate is None or _imagined(view, stretch, predicate):
        return None
    predicate = with_occasion(view, stretch, predicate)
    if when is None:
        return predicate
    if too_vague(view, stretch, when, predicate):
        return None
    return replace(predicate, start=max(predicate.start, _topic_end(view, stretch, when)))


def _counts(view: View, stretch: Stretch, hit: Hit) -> bool:
    """Whether a hit may tell what happens: not hidden or quoted aside.

    `phân công` does only with somebody behind it, `trở thành` only with a post.
    """
    if hit.kind == "ignore" or _elsewhere(stretch, hit):
        return False
    if hit.kind != "verb":
        return True
    words = view.canon[hit.start : hit.end]
    if view.cues.holds("to_post", words):
        soon = min(stretch.end, hit.end + _SOMEBODY)
        return bool(view.positions.within(hit.end, soon)) or view.cue_in("post", hit.end, soon) is not None
    if not view.cues.holds("to_person", words):
        return True
    early, soon = max(stretch.start, hit.start - _SOMEBODY), min(stretch.end, hit.end + _SOMEBODY)
    return bool(view.persons.within(early, soon) or view.positions.within(hit.end, soon))


def _current(view: View, when: When | None) -> bool:
    """Whether the date is but the year that runs (`năm nay`): how things stand, not when something happened."""
    return when is not None and when.range.grain == "year" and view.cue_after("current", when.start) == when.end


def _topic_end(view: View, stretch: Stretch, when: When) -> int:
    """Where the date begins that follows a topic (`Liên quan đến vụ án, sáng 1/7 …`); else the stretch's start."""
    if when.attachment != "front" or view.cue_after("adjunct_front", stretch.start) is None:
        return stretch.start
    return when.opening


def _imagined(view: View, stretch: Stretch, predicate: Predicate) -> bool:
    """Whether `nếu`, `có thể` stands before the doing."""
    limit = predicate.hit.start if predicate.hit else stretch.end
    return view.cue_in("hypothetical", stretch.start, limit) is not None


def _elsewhere(stretch: Stretch, hit: Hit) -> bool:
    """Whether the hit stands in a quotation while the date does not (`“Đã đến lúc …”, ông phát biểu hôm 10/4`)."""
    return not stretch.quoted and any(a < hit.start < b for a, b in stretch.quotes)


def _dated_occasion(view: View, stretch: Stretch, when: When, hits: Sequence[Hit]) -> Predicate | None:
    """A date behind the name of an occasion belongs to that: `sau cuộc họp của Ban Thường vụ hôm qua`."""
    before = [h for h in hits if h.end <= when.opening]
    while before and before[-1].kind == "action" and _under_detached(view, stretch, before[:-1]):
        before.pop()  # sau sự cố sập giàn giáo ngày 28/12
    if not before or before[-1].kind != "noun" or "," in view.text[before[-1].end : when.opening]:
        return None
    noun = before[-1]
    if len(before) < len(hits) and view.text[when.end : stretch.end].lstrip().startswith(","):
        return None  # Tại phiên họp tối cùng ngày, bà A tái đắc cử
    if view.cue_before("adjunct", noun.start, stretch.start) is None:
        return None
    if noun.type == "other" and view.cue_before("detached", noun.start, stretch.start) is None:
        return None
    if view.cue_before("held", noun.start, stretch.start) is None:
        return Predicate(type=noun.type, hit=noun, rule="occasion", start=noun.start)
    if any(h.kind == "verb" and h.type in SPECIFIC and not embedded(view, h, stretch.start) for h in before[:-1]):
        return None  # bổ nhiệm bà A trong phiên họp ngày 3/5
    return Predicate(type=noun.type, hit=noun, rule="occasion", start=stretch.start)


def _under_detached(view: View, stretch: Stretch, hits: Sequence[Hit]) -> bool:
    """Whether the last of `hits` is an occasion from which the clause only follows (`sau sự cố`)."""
    if not hits or hits[-1].kind != "noun":
        return False
    return view.cue_before("detached", hits[-1].start, stretch.start) is not None


def _behind_adjunct(view: View, stretch: Stretch, hits: Sequence[Hit]) -> Sequence[Hit]:
    """Without the hits of a dated adjunct in front (`Bế mạc đại hội trưa 28/4, UBND thành phố tặng …`)."""
    when = stretch.when
    if when is not None and when.attachment == "front":
        return _main(view, stretch, when, [h for h in hits if h.start >= when.end]) or hits
    if when is None or when.attachment != "behind" or not view.text[when.end : stretch.end].lstrip().startswith(","):
        return hits
    first = hits[0].start if hits else stretch.end
    if view.word_count(stretch.start, first) > 1 or first > when.start:
        return hits
    later = [h for h in hits if h.start > when.end]
    return later if any(h.kind == "verb" for h in later) else hits


def _main(view: View, stretch: Stretch, when: When, hits: Sequence[Hit]) -> Sequence[Hit]:
    """Without a phrase put in behind the date (`Hôm 4/5, bốn tháng sau chuyến thanh tra, Tỉnh ủy kỷ luật …`)."""
    begin = next(
        (d.end for d in view.dates.within(when.end, stretch.end) if not view.word_count(when.end, d.start)), None
    )
    if not hits or view.cue_after("detached", when.end if begin is None else begin) is None:
        return hits
    comma = view.text.find(",", view.words[view.word_at(when.end)][0], stretch.end)
    later = [h for h in hits if h.start > comma >= 0]
    return later if any(h.type != "other" and h.kind in ("verb", "noun", "frame") for h in later) else hits


def _tight(view: View, stretch: Stretch, when: When, hits: Sequence[Hit]) -> Predicate | None:
    """The doing right before its date: `do UBND huyện ban hành ngày 9/1`, `khai mạc vào cuối tháng 7`."""
    before = [h for h in hits if h.end <= when.opening]
    hit = before[-1]
    begin = _clause_start(view, stretch, hit)
    if _denied(view, stretch, hit) or view.cue_in("hypothetical", begin, hit.end) is not None:
        return None
    if hit.kind in ("verb", "action"):
        if coarse(when.range) and hit.type == "other" and not about_somebody(view, stretch):
            return None
        first = _first(view, stretch, [h for h in before if h.start >= begin])
        if first is not None and first.hit is not None and first.type != "other":
            return Predicate(type=first.type, hit=first.hit, rule=first.rule, start=begin)
        return Predicate(type=hit.type, hit=hit, rule="verb", start=begin)
    nouns = [h for h in before if h.kind == "noun"]
    if not nouns and hit.kind == "frame" and view.text[when.end : when.end + 1] == ",":
        behind = [h for h in view.hits_in(when.end, stretch.sentence.end) if h.kind == "noun"]
        nouns = [h for h in behind[:1] if view.word_count(when.end, h.start) == 0]  # Bế mạc sáng 3/5, Đại hội …
        if nouns:
            return Predicate(type=nouns[0].type, hit=nouns[0], rule="occasion", start=stretch.start)
    chosen = nouns[-1] if nouns else hit
    return Predicate(type=chosen.type, hit=chosen, rule="occasion", start=_clause_start(view, stretch, chosen))


def _clause_start(view: View, stretch: Stretch, hit: Hit) -> int:
    """Behind the last comma, bracket or relative word before the doing."""
    begins = [stretch.start]
    for match in _BOUNDS.finditer(view.canon, stretch.start, hit.start):
        if not match[0].isalnum() or view.cues.holds("relative", match[0]):
            begins += [match.end()]
    for begin in reversed(begins):
        if view.text[begin - 1 : begin] not in (",", "(") or named(view, begin, hit.start):
            return begin
    return begins[-1]


def _post(view: View, stretch: Stretch, when: When, hits: Sequence[Hit]) -> Predicate:
    """A post right before its date: taken up by the verb before, else an item of a career (`Trưởng ban từ 10/1984`)."""
    first = _first(view, stretch, [h for h in hits if h.end <= when.opening])
    if first is not None and first.type in SPECIFIC:
        return first
    posts = view.positions.within(stretch.start, when.start)
    begin = posts[-1].start if posts else stretch.start
    return Predicate(type="appointment", hit=None, rule="post with its date", start=begin)


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


def _first(view: View, stretch: Stretch, hits: Sequence[Hit]) -> Predicate | None:
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
        return next((h for h in later if h.type in PERSONAL or h.type in ("crime", "award")), chosen)
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
    if hit.kind in ("verb", "frame", "action") and _denied(view, stretch, hit):
        found.denied, found.denied_end = True, hit.end
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
        if embedded(view, hit, stretch.start):
            found.aside = found.aside or hit
        elif hit.type in SPECIFIC or found.noun is None:
            return hit
    else:
        _keep(hit, found)
    return None


def _keep(hit: Hit, found: _Found) -> None:
    if hit.kind == "action":
        found.action = found.action or hit
    elif hit.kind == "state":
        found.state = found.state or hit
    elif hit.kind == "speech":
        found.speech = found.speech or hit


def embedded(view: View, hit: Hit, floor: int) -> bool:
    """Whether the doing stands under a noun or a preposition (`công tác kiểm tra`, `để điều tra`)."""
    if view.cue_before("embedding", hit.start, floor) is not None:
        return view.cue_before("no_embedding", hit.start, floor) is None
    doer = next((u for u in view.units.within(floor, hit.start) if not view.text[u.end : hit.start].strip()), None)
    if doer is not None and view.cue_before("purpose", doer.start, floor) is not None:
        return True  # giới thiệu để HĐND tỉnh bầu
    topic = view.cue_in("topic", max(floor, view.text.rfind(",", floor, hit.start) + 1), hit.start)
    return topic is not None and any(h.kind == "speech" for h in view.hits_in(floor, topic))


def _leftover(view: View, stretch: Stretch, found: _Found) -> Predicate | None:
    """What a clause without a verb of ours tells: an occasion, some action, or that something happened at all."""
    for hit, rule in _candidates(view, stretch, found):
        if hit is not None:
            return _predicate(hit, rule, stretch)
    when = stretch.when
    if when is not None and (taken := _takes_post(view, stretch)) is not None:
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


def _takes_post(view: View, stretch: Stretch) -> Predicate | None:
    """`Từ 1/5, ông A làm Giám đốc Sở Nội vụ`: a post taken without a verb of appointing."""
    for post in view.positions.within(stretch.start, stretch.end):
        begin = view.cue_before("holding", post.start, stretch.start)
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
    if found.aside is not None and fine and _alive(view, stretch):
        yield found.aside, "in a phrase"


def _predicate(hit: Hit, rule: str, stretch: Stretch) -> Predicate:
    return Predicate(type=hit.type, hit=hit, rule=rule, start=stretch.start)


def _alive(view: View, stretch: Stretch) -> bool:
    """Whether the stretch has a marker of tense or voice: something is said to happen."""
    return any(view.cue_in(kind, stretch.start, stretch.end) is not None for kind in ("past", "planned", "voice"))


def _denied(view: View, stretch: Stretch, hit: Hit) -> bool:
    """Whether a negation stands within a few words before the doing, in the same clause.

    What was called off is told where its own day stands behind it (`hoãn lễ hội ngày 9/5`), not the day of the refusal.
    """
    if _within_reach(view, stretch.start, hit, "negation"):
        return view.cue_in("as_planned", hit.end, stretch.end) is None
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
