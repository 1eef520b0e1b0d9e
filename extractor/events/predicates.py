"""What a stretch tells: the doing that its date governs, its type, and whether it is denied or only imagined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.mentions import EventType
from extractor.events.clauses import Stretch
from extractor.events.doing import DONE_THERE, PERSONAL, SPECIFIC, Predicate
from extractor.events.governing import When, coarse
from extractor.events.leading import is_given_up, is_shifted
from extractor.events.lexicon import Hit
from extractor.events.occasion import of_the_day, shifted, with_occasion
from extractor.events.vague import about_somebody, named, too_vague
from extractor.events.view import View
from extractor.events.weighing import denied, embedded, first_doing

_SOMEBODY = 60
"""Characters behind `phân công` in which the one who is given a post stands."""
_OPENING_QUOTES = ("“", '"', "‘", "'", "«")
_CLOSING_QUOTES = ("”", '"', "’", "'", "»")
_BY_PAPER: frozenset[EventType] = PERSONAL | {"election", "award", "crime"}
"""What a paper does (`quyết định bổ nhiệm`, `lệnh bắt`)."""
_BOUNDS = re.compile(r"[^\W_]+|[,(:]")


def read(view: View, stretch: Stretch) -> Predicate | None:
    """The predicate of a stretch; None where it tells no event (a state, a denial, a supposition, a mere measure)."""
    when = stretch.when
    hits = _doings(view, stretch)
    if when is not None and when.attachment in ("behind", "tight"):
        if _unrelated(view, stretch, when) or is_given_up(view, when.start, when.end, stretch.sentence.end):
            return None
        hits = _behind_saying(view, when, hits)
    if when is not None and is_shifted(view, when.opening):
        return shifted(view, stretch, when)
    if when is not None and when.attachment == "post":
        posts = view.positions.within(stretch.start, when.start)
        imagined = _supposed(view, stretch, posts[-1].start if posts else when.start, when.opening)
        return None if imagined else _post(view, stretch, when, hits)
    if _states(view, stretch, hits) or _current(view, when):
        return None
    if when is not None and when.attachment == "tight" and any(h.end <= when.opening for h in hits):
        return _behind_phrase(view, stretch, when, hits) or _tight(view, stretch, when, hits)
    if when is not None and when.attachment == "behind" and (occasion := _dated_occasion(view, stretch, when, hits)):
        return occasion
    nominal = when is not None and when.attachment != "front" and when.range.grain in ("day", "time")
    if when is not None and not nominal and of_the_day(view, when, hits):
        return None
    own = _behind_adjunct(view, stretch, hits)
    predicate = first_doing(view, stretch, own) or _of_adjunct(view, stretch, hits, own)
    if predicate is None or _imagined(view, stretch, predicate):
        return None
    predicate = with_occasion(view, stretch, predicate)
    if when is None:
        return predicate
    if too_vague(view, stretch, when, predicate):
        return None
    return replace(predicate, start=max(predicate.start, _topic_end(view, stretch, when)))


def _doings(view: View, stretch: Stretch) -> list[Hit]:
    """The hits that may tell what happens, without that of which there was none (`không có vụ cháy nào xảy ra`)."""
    hits = [h for h in view.hits_in(stretch.start, stretch.end) if _counts(view, stretch, h)]
    if not hits or hits[0].kind != "noun" or view.cue_before("none_such", hits[0].start, stretch.start) is None:
        return hits
    return [h for h in hits[1:] if not view.cues.holds("befalling", view.canon[h.start : h.end])]


def _not_done(view: View, predicate: Predicate) -> bool:
    """Whether the date behind is that of what an occasion did not do (`Hội nghị không thảo luận … ngày 1/4`)."""
    hit = predicate.hit
    if hit is None or predicate.rule != "occasion" or view.cue_after("negation", hit.end) is None:
        return False
    return view.cue_after("no_negation", hit.end) is None


def _supposed(view: View, stretch: Stretch, begin: int, end: int) -> bool:
    """Whether the clause is only imagined, or hangs on a condition before it (`Nếu …, ông sẽ được bổ nhiệm hồi …`)."""
    if view.cue_in("hypothetical", begin, end) is not None:
        return True
    return view.cue_in("conditional", stretch.start, end) is not None


def _unrelated(view: View, stretch: Stretch, when: When) -> bool:
    """Whether the date is that of what has nothing to do with it (`không liên quan đợt thanh tra hồi tháng 5`)."""
    before = view.hits_in(stretch.start, when.opening)
    return bool(before) and view.cue_before("unrelated", before[-1].start, stretch.start) is not None


def _behind_saying(view: View, when: When, hits: list[Hit]) -> list[Hit]:
    """Without the occasion at which somebody says it (`Tại lễ khởi công, ông A cam kết … trước 30/4/2025`)."""
    said = [h for h in hits if h.end <= when.opening and view.cues.holds("saying", view.canon[h.start : h.end])]
    if not said:
        return hits
    return [h for h in hits if h.start >= said[-1].start or h.kind not in ("noun", "frame")]


def _counts(view: View, stretch: Stretch, hit: Hit) -> bool:
    """Whether a hit may tell what happens: not hidden or quoted aside.

    `phân công` does only with somebody behind it, `trở thành` only with a post.
    """
    if hit.kind == "ignore" or _elsewhere(stretch, hit):
        return False
    if view.text[hit.start - 1 : hit.start] in _OPENING_QUOTES and view.text[hit.end : hit.end + 1] in _CLOSING_QUOTES:
        return False  # the “bầu” of a club
    if hit.kind != "verb":
        return True
    words = view.canon[hit.start : hit.end]
    if hit.type in PERSONAL and view.cue_after("copula", hit.end) is not None:
        return False  # từ chức là quyết định của cá nhân ông
    if view.cues.holds("path", words) and _opens_segment(view, stretch, hit):
        return False  # Thông qua kiểm tra, …
    if view.cues.holds("to_post", words):
        soon = min(stretch.end, hit.end + _SOMEBODY)
        return bool(view.positions.within(hit.end, soon)) or view.cue_in("post", hit.end, soon) is not None
    if not view.cues.holds("to_person", words):
        return True
    early, soon = max(stretch.start, hit.start - _SOMEBODY), min(stretch.end, hit.end + _SOMEBODY)
    return bool(view.persons.within(early, soon) or view.positions.within(hit.end, soon))


def _opens_segment(view: View, stretch: Stretch, hit: Hit) -> bool:
    """Whether nobody stands before the doing in its part between commas."""
    before = view.text[stretch.start : hit.start].rstrip()
    return not before or before[-1] in ",:(–"


def _states(view: View, stretch: Stretch, hits: Sequence[Hit]) -> bool:
    """Whether it is said how things are, that there was no such thing, or what somebody means to do.

    `“Tôi sẽ xuống cơ sở ngay tuần sau”`.
    """
    if not hits and view.cue_in("none_such", stretch.start, stretch.end) is not None:
        return True
    if view.cue_after("statement", stretch.start) is not None:
        return True
    return stretch.quoted and view.cue_after("first_person", stretch.start) is not None


def _current(view: View, when: When | None) -> bool:
    """Whether the date is but the year that runs (`năm nay`): how things stand, not when something happened."""
    return when is not None and when.range.grain == "year" and view.cue_after("current", when.start) == when.end


def _topic_end(view: View, stretch: Stretch, when: When) -> int:
    """Where the date begins that follows a topic (`Liên quan đến vụ án, sáng 1/7 …`); else the stretch's start."""
    if when.attachment != "front" or view.cue_after("adjunct_front", stretch.start) is None:
        return stretch.start
    return when.opening


def _imagined(view: View, stretch: Stretch, predicate: Predicate) -> bool:
    """Whether `nếu`, `có thể` stands before the doing, or the sentence calls it untrue or not done on its date."""
    limit = predicate.hit.start if predicate.hit else stretch.end
    if predicate.hit is not None and view.cue_in("untrue", limit, stretch.sentence.end) is not None:
        return True
    if stretch.when is not None and stretch.when.attachment == "behind" and _not_done(view, predicate):
        return True
    return _supposed(view, stretch, stretch.start, limit)


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
    if view.cue_before("aimed", noun.start, stretch.start) is not None:
        # Chuẩn bị cho đại hội ngày 25/5, …
        return Predicate(type=noun.type, hit=noun, rule="occasion", start=noun.start)
    closed = view.text[when.end : stretch.end].lstrip().startswith(",")
    if closed and any(h.kind in ("noun", "verb", "frame") and h.type != "other" for h in hits[len(before) :]):
        return None  # Tại phiên họp tối cùng ngày, bà A tái đắc cử
    if closed and len(before) < len(hits) and noun.type == "other":
        return None
    if view.cue_before("adjunct", noun.start, stretch.start) is None:
        caused = view.cue_before("causing", noun.start, stretch.start) is not None
        if caused or (len(before) > 1 and _probing(view, before[-2], noun)):
            return Predicate(type=noun.type, hit=noun, rule="occasion", start=noun.start)
        return None
    if noun.type == "other" and view.cue_before("detached", noun.start, stretch.start) is None:
        return None
    if view.cue_before("held", noun.start, stretch.start) is None:
        return Predicate(type=noun.type, hit=noun, rule="occasion", start=noun.start)
    if any(h.kind == "verb" and h.type in SPECIFIC and not embedded(view, h, stretch.start) for h in before[:-1]):
        return None  # bổ nhiệm bà A trong phiên họp ngày 3/5
    return Predicate(type=noun.type, hit=noun, rule="occasion", start=stretch.start)


def _probing(view: View, hit: Hit, noun: Hit) -> bool:
    """Whether the doing only looks into the case that the noun names (`đang làm rõ vụ hỗn chiến chiều 18/6`)."""
    if not view.cues.holds("probing", view.canon[hit.start : hit.end]):
        return False
    return view.word_count(hit.end, noun.start) <= 1


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


def _of_adjunct(view: View, stretch: Stretch, hits: Sequence[Hit], own: Sequence[Hit]) -> Predicate | None:
    """What the dated phrase in front tells, where the main clause tells nothing (`Khai mạc hội nghị sáng 15/1, …`)."""
    when = stretch.when
    if when is None or when.attachment != "behind" or len(own) == len(hits):
        return None
    return first_doing(view, stretch, [h for h in hits if h.end <= when.opening])


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
    if (given := _given(view, stretch, before) or _done_behind(view, stretch, when, before, hits)) is not None:
        return given
    begin = _clause_start(view, stretch, hit)
    if view.cue_in("untrue", hit.end, stretch.sentence.end) is not None:
        return None
    if denied(view, stretch, hit) or _supposed(view, stretch, begin, hit.end):
        return None
    if view.cues.holds("befalling", view.canon[hit.start : hit.end]):
        return _befallen(stretch, before, begin)
    if hit.kind in ("verb", "action"):
        if coarse(when.range) and _standing(view, stretch, when, hit):
            return None
        first = first_doing(view, stretch, [h for h in before if h.start >= begin])
        if first is not None and first.hit is not None and first.type != "other":
            return Predicate(type=first.type, hit=first.hit, rule=first.rule, start=begin)
        return Predicate(type=hit.type, hit=hit, rule="verb", start=begin)
    return _tight_noun(view, stretch, when, before)


def _tight_noun(view: View, stretch: Stretch, when: When, before: Sequence[Hit]) -> Predicate:
    """The occasion that is held on the date (`hội nghị diễn ra ngày 9/1`), or what was done at it."""
    hit, begin = before[-1], _clause_start(view, stretch, before[-1])
    nouns = [h for h in before if h.kind == "noun"]
    if not nouns and hit.kind == "frame" and view.text[when.end : when.end + 1] == ",":
        behind = [h for h in view.hits_in(when.end, stretch.sentence.end) if h.kind == "noun"]
        nouns = [h for h in behind[:1] if view.word_count(when.end, h.start) == 0]  # Bế mạc sáng 3/5, Đại hội …
        if nouns:
            return Predicate(type=nouns[0].type, hit=nouns[0], rule="occasion", start=stretch.start)
    chosen = nouns[-1] if nouns else hit
    if nouns and (done := _done_at(view, stretch, when, before, chosen)) is not None:
        return done
    if not nouns and stretch.start > stretch.sentence.start:  # khai mạc ngày 23/5 và bế mạc ngày 17/6
        nouns = [h for h in view.hits_in(stretch.sentence.start, stretch.start) if h.kind == "noun"]
        if nouns and view.cues.holds("session_act", view.canon[hit.start : hit.end]):
            return Predicate(type=nouns[-1].type, hit=hit, rule="occasion", start=begin)
    return Predicate(type=chosen.type, hit=chosen, rule="occasion", start=_clause_start(view, stretch, chosen))


def _done_at(view: View, stretch: Stretch, when: When, before: Sequence[Hit], noun: Hit) -> Predicate | None:
    """What was done at the occasion whose day is told behind it (`trúng cử Bí thư tại đại hội diễn ra ngày 3/5`)."""
    at = view.cue_before("held", noun.start, stretch.start)
    if at is None or coarse(when.range):
        return None
    done = first_doing(view, stretch, [h for h in before if h.end <= at])
    if done is None or done.hit is None or done.rule != "verb" or done.type not in DONE_THERE:
        return None
    return None if _supposed(view, stretch, stretch.start, done.hit.end) else done


def _behind_phrase(view: View, stretch: Stretch, when: When, hits: Sequence[Hit]) -> Predicate | None:
    """What the main clause tells behind a dated phrase of place (`Tại kỳ họp diễn ra ngày 3/8, HĐND đã bầu ông A`)."""
    begin = view.cue_after("front", stretch.start)
    if view.cue_after("locating", stretch.start if begin is None else begin) is None:
        return None
    if not view.text[when.end : when.end + 2].lstrip().startswith(","):
        return None
    told = first_doing(view, stretch, [h for h in hits if h.start >= when.end])
    return told if told is not None and told.rule == "verb" and told.type in SPECIFIC else None


def _standing(view: View, stretch: Stretch, when: When, hit: Hit) -> bool:
    """Whether a long time only tells how things stand (`được phê duyệt từ năm 2021`), or nobody acts in it."""
    if when.since and hit.type in ("decision", "ceremony"):
        return True
    return hit.type == "other" and not about_somebody(view, stretch)


def _given(view: View, stretch: Stretch, before: Sequence[Hit]) -> Predicate | None:
    """What a decision gives whose own date stands behind its handing over (`Quyết định thăng hàm …, trao hôm 10/5`)."""
    if before[-1].type not in ("other", "decision") or view.cue_after("act", stretch.start) is None:
        return None
    hit = next((h for h in before if h.kind == "verb" and h.type in _BY_PAPER), None)
    return None if hit is None else Predicate(type=hit.type, hit=hit, rule="verb", start=stretch.start)


def _done_behind(
    view: View, stretch: Stretch, when: When, before: Sequence[Hit], hits: Sequence[Hit]
) -> Predicate | None:
    """What a meeting did right behind its date (`Hội nghị họp tối 10/5 đã bầu …`), or the paper signed on it."""
    if before[-1].type == "conference" or (before[-1].kind == "frame" and any(h.type == "conference" for h in before)):
        later = next((h for h in hits if h.start >= when.end), None)
        if later is not None and later.type == "election" and view.word_count(when.end, later.start) <= 1:
            return Predicate(type="election", hit=later, rule="verb", start=stretch.start)
    if before[-1].type == "other" and view.cues.holds("signing", view.canon[before[-1].start : before[-1].end]):
        moved = next((h for h in hits if h.start >= when.end and h.kind == "verb" and h.type in PERSONAL), None)
        if moved is not None and view.cue_after("going_on", stretch.start) is not None:
            return Predicate(type=moved.type, hit=moved, rule="verb", start=stretch.start)
        early = max(stretch.start, before[-1].start - _SOMEBODY)
        if view.cue_in("paper_word", early, before[-1].start) is not None:
            return Predicate(type="decision", hit=before[-1], rule="verb", start=stretch.start)
    return None


def _befallen(stretch: Stretch, before: Sequence[Hit], begin: int) -> Predicate:
    """What happened on the date, whoever looks into it (`Công an điều tra vụ cháy xảy ra ngày 3/5`)."""
    nouns = [h for h in before[:-1] if h.kind == "noun"]
    if not nouns:
        return Predicate(type="other", hit=before[-1], rule="verb", start=begin)
    alone = not any(h.kind in ("verb", "frame") for h in before[:-1])
    return Predicate(
        type=nouns[-1].type, hit=nouns[-1], rule="occasion", start=stretch.start if alone else nouns[-1].start
    )


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
    before = [h for h in hits if h.end <= when.opening]
    first = first_doing(view, stretch, before)
    if first is not None and first.type in SPECIFIC:
        return _last_mover(view, before, first)
    posts = view.positions.within(stretch.start, when.start)
    begin = posts[-1].start if posts else stretch.start
    return Predicate(type="appointment", hit=None, rule="post with its date", start=begin)


def _last_mover(view: View, hits: Sequence[Hit], first: Predicate) -> Predicate:
    """Of two that move, the one named last has the date (`… thay ông B được bổ nhiệm Thứ trưởng hồi 4/2016`)."""
    last = hits[-1] if hits else None
    if first.hit is None or last is None or last.start <= first.hit.start or last.type not in PERSONAL:
        return first
    between = [p for p in view.persons.within(first.hit.end, last.start) if p.public]
    if not between or view.cue_after("passive", between[-1].end) is None:
        return first
    return Predicate(type=last.type, hit=last, rule="verb", start=between[-1].start)
