"""What the reader asks of a stretch: whether its date is its own, the next sentence's, or counted from another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from corpus.mentions import DateExpression
from corpus.spans import Span
from extractor.events.clauses import Stretch
from extractor.events.doing import Predicate
from extractor.events.draft import Draft
from extractor.events.governing import When
from extractor.events.view import View

_DAYS = re.compile(r"P(\d{1,2})D")
_PLACE_WORDS = 25
"""Words of a sentence that tells only day and place of the next one."""


def public(view: View, stretch: Stretch) -> bool:
    """Whether the stretch names a public person."""
    return any(p.public for p in view.persons.within(stretch.start, stretch.end))


def only_place(view: View, stretch: Stretch, when: When) -> bool:
    """Whether nothing but a place stands behind the date (`Sáng 10/5, tại Nhà Văn hóa xã.`)."""
    if when.attachment != "front" or view.cue_after("at", when.end) is None:
        return False
    if view.word_count(stretch.start, stretch.end) > _PLACE_WORDS or any(
        h.kind != "ignore" for h in view.hits_in(when.end, stretch.end)
    ):
        return False
    commas = [m.end() for m in re.finditer(",", view.text[when.end : stretch.end])]
    words = [view.word_at(when.end + comma) for comma in commas[1:]]
    further = [view.word_starts[i] if i < len(view.word_starts) else len(view.text) for i in words]
    return all(view.places.within(at, at + 1) or view.units.within(at, at + 1) for at in further)


def mere_source(view: View, stretch: Stretch, when: When, predicate: Predicate) -> bool:
    """Whether the date is that of what is drawn upon, by nobody named (`Theo kết quả công bố ngày 3/5, …`)."""
    if predicate.type != "other" or when.attachment != "tight":
        return False
    named = view.units.within(stretch.start, stretch.end) or public(view, stretch)
    return not named and view.cue_after("detached", stretch.start) is not None


def without_main(view: View, stretch: Stretch, when: When) -> Stretch:
    """The phrase in front alone, where the date belongs to what it tells (`Sau khi nhận đơn hồi tháng 3, …`).

    The main clause then has no date. An occasion (`Tại kỳ họp ngày 5/6, …`) dates both.
    """
    if when.attachment not in ("tight", "behind") or view.cue_after("detached", stretch.start) is None:
        return stretch
    closed = view.text[when.end : stretch.end].lstrip(" )").startswith(",")
    if not closed or "," in view.text[stretch.start : when.opening]:
        return stretch
    begun = view.cue_after("having", stretch.start)
    return replace(stretch, start=stretch.start if begun is None else begun, end=when.end)


def counting(dates: Sequence[DateExpression]) -> bool:
    """Whether one of them is a number of days (`hai ngày sau lễ viếng`)."""
    return any(date.value.startswith("P") for date in dates)


def counted_from(view: View, drafts: Sequence[Draft], stretch: Stretch) -> When | None:
    """`một ngày trước lễ truy điệu`: so many days from an occasion told before, by its type."""
    for date in view.dates.within(stretch.start, stretch.end):
        count = _DAYS.fullmatch(date.value)
        back = count and view.cue_after("days_before", date.end)
        stop = back or (count and view.cue_after("days_after", date.end))
        if not count or not stop:
            continue
        noun = next((h for h in view.hits_in(stop, stretch.end) if view.word_count(stop, h.start) == 0), None)
        last = next((d for d in drafts if noun and d.predicate.type == noun.type), None)
        if last is not None and last.when.range.grain in ("day", "time"):
            return _moved(last.when, date, timedelta(days=int(count[1]) * (-1 if back else 1)))
    return None


def telling(predicate: Predicate) -> bool:
    """Whether a doing or an occasion of a type of its own is told."""
    return predicate.rule in ("verb", "occasion") and predicate.type != "other"


def _moved(when: When, date: DateExpression, by: timedelta) -> When:
    day = (when.range.first if by.days < 0 else when.range.last) + by
    days = replace(when.range, first=day, last=day)
    value = "/".join(dict.fromkeys((days.first.isoformat(), days.last.isoformat())))
    return When(range=days, value=value, start=date.start, end=date.end, opening=date.start, attachment="behind")


def attended(view: View, sentence: Span) -> bool:
    """Whether the sentence says who came (`Dự lễ có …`); `dự án`, `dự kiến` say nothing of the kind."""
    begin = sentence.start
    while (at := view.cue_in("attending", begin, sentence.end)) is not None:
        begin = view.cue_after("no_attending", at) or sentence.end
        if begin == sentence.end:
            return True
    return False


def part_of(when: When, draft: Draft) -> bool:
    """Whether the day is one of a congress told already."""
    days = draft.when.range
    return draft.predicate.type == "congress" and days.first <= when.range.first and when.range.last <= days.last
