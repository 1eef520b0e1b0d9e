"""Which dates of a sentence govern what it tells, and over which stretch of it.

A date governs where it stands in front of a clause (`Sáng 10/5, …`), right behind a doing (`ban hành ngày 9/1`) or
behind a clause with a preposition (`… vào cuối tháng 7`). It does not where it only dates a thing or a measure: births,
founding years, deadlines, comparisons, the date of a document cited, brackets, durations, sets, spans of several years.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from corpus.dates import DateRange
from corpus.mentions import DateExpression
from corpus.records import quick
from extractor.events.doing import PERSONAL
from extractor.events.leading import DAYS, Group, Lead, front_of, lead_of
from extractor.events.view import View

Attachment: TypeAlias = Literal["front", "tight", "behind", "post", "document"]

_BREAK = ",;:–—(“\"[.|-‘'"
_LINK_LENGTH = 20
_LIST_DAYS = 7
_WEEK = 6
"""Days from the first to the last of a week."""
_ENDS = ("", ".", ")", ";", "”", "!", "?")
_NEAR = 5
_OPENING = 8
"""Words of an opening that a day in brackets explains."""
_SOON = 3
"""Words between such a date and the doing."""
_DAYS_LONG = re.compile(r"P\d+D")
_OPENED = re.compile(r"[^.;:()\d]{0,20}\((?:từ |trong |vào )?")
_INEXACT = ("APPROX", "BEFORE", "AFTER")
NEWS_DAYS = 400
"""A founding that lies further back than this before publication is background, not news."""


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A governing date: days, TIMEX3 value, where it stands, and how it is tied to what it governs.

    `opening` is where its phrase begins, prepositions and connectives included; `marked` tells of a preposition,
    `since` of an open beginning (`từ ngày 1/8`); `clock` is the hour, where one is stated.
    """

    range: DateRange
    value: str
    start: int
    end: int
    opening: int
    attachment: Attachment
    marked: bool = False
    since: bool = False
    clock: str | None = None


def governing(view: View, start: int, end: int) -> list[When]:
    """The governing dates within [start, end), a sentence or a part of it, in order."""
    found: list[When] = []
    for group in _groups(view, view.dates.within(start, end)):
        when = _classify(view, group, start, end)
        if when is not None and when.attachment == "document" and any(w.range.grain in DAYS for w in found):
            continue  # Sáng 4/5, … công bố Quyết định số 8 ngày 28/4: the day of the announcement governs
        if when is not None and not (_attribute(when) and any(earlier.range.grain in DAYS for earlier in found)):
            if found and _refines(view, found[-1], when):
                found.pop()  # Tháng sau, đoàn sẽ diễn tối 8/3
            found.append(when)
    return found


def _refines(view: View, a: When, b: When) -> bool:
    """Whether the day `b` only says more exactly what the longer `a` in front of the same clause began to say."""
    if a.attachment != "front" or (a.range.last - a.range.first).days < _WEEK or b.range.grain not in DAYS:
        return False
    inside = a.range.first <= b.range.first and b.range.last <= a.range.last
    if inside and view.cue_in("planned", max(a.end, b.start - _LINK_LENGTH), b.start) is not None:
        return True  # Tuần tới, đơn vị sẽ đón đoàn kiểm tra, dự kiến ngày 23/2
    return inside and "," not in view.text[a.end : b.opening].strip().removeprefix(",")


def _attribute(when: When) -> bool:
    """A month without a preposition behind a day (`ngày 1/11, tại phiên họp tháng 10 …`) names which session."""
    return when.attachment in ("behind", "tight") and not when.marked and when.range.grain not in DAYS


def coarse(span: DateRange) -> bool:
    """Whether a span is too long for one happening: a quarter or more."""
    return span.grain in ("year", "half", "quarter") or (span.grain == "month" and (span.last - span.first).days > 31)


def _groups(view: View, dates: Sequence[DateExpression]) -> Iterator[Group]:
    lengths = [date for date in dates if _DAYS_LONG.fullmatch(date.value)]
    for group in _joined(view, dates):
        yield _counted(view, group, lengths) if lengths else group


def _counted(view: View, group: Group, lengths: Sequence[DateExpression]) -> Group:
    """The days in brackets with their number in front: `Trong hai ngày (20 và 21/8)`, `hai ngày làm việc (từ 20 …)`."""
    if not view.text.startswith(")", group.end):
        return group
    for length in reversed(lengths):
        if length.end < group.start and _OPENED.fullmatch(view.text, length.end, group.start):
            after = view.cue_before("days_after", length.start, 0)  # Sau hai ngày làm việc (23 và 24/8)
            return replace(group, start=length.start if after is None else after, end=group.end + 1)
    return group


def _joined(view: View, dates: Sequence[DateExpression]) -> Iterator[Group]:
    group: Group | None = None
    for date in dates:
        if date.range is None or date.is_set or date.value.startswith("P") or date.value.endswith("_REF"):
            continue
        if "/" in date.value and (
            view.cue_before("until_now", date.end, date.start) is not None
            or view.cue_after("until_now", date.start) is not None
        ):
            continue  # từ đầu năm đến nay: a count of many doings
        if view.cue_after("feast", date.start) == date.end or _named_occasion(view, date):
            continue  # a season rather than a day; tổ chức Ngày hội Đại đoàn kết
        if date.mod in _INEXACT and view.cue_before("elapsed", date.end, date.start) is not None:
            continue  # gần một tháng trước: no day to put a happening on
        joined = _join(view, group, date, date.range) if group else None
        if joined is None:
            if group:
                yield group
            joined = _single(date, date.range)
        group = joined
    if group:
        yield group


def _named_occasion(view: View, date: DateExpression) -> bool:
    """Whether the name of a day is that of the occasion which a frame right before it holds."""
    noun = view.hits_in(date.start, date.start + 1)
    if not noun or noun[0].kind != "noun":
        return False
    frame = view.hits_in(max(0, date.start - _LINK_LENGTH), date.start)
    return bool(frame) and frame[-1].kind == "frame" and not view.text[frame[-1].end : date.start].strip()


def _single(date: DateExpression, span: DateRange) -> Group:
    clock = re.search(r"T\d.*", date.value)
    return Group(
        start=date.start, end=date.end, range=span, value=_days_only(date.value), clock=clock[0] if clock else None
    )


def _join(view: View, group: Group, date: DateExpression, b: DateRange) -> Group | None:
    """The group with one more date, where only a linking word or a bracket stands between the two."""
    gap = (group.end, date.start)
    link = view.canon[gap[0] : gap[1]].strip()
    if not 0 < len(link) <= _LINK_LENGTH or not view.only("link", *gap, " ,(-–"):
        return None
    a, other = group.range, _single(date, b)
    if a.overlaps(b) and (
        "(" in link or view.cue_in("same", *gap) is not None or (a.first, a.last) == (b.first, b.last)
    ):
        told = "(" in link and b.grain in DAYS and a.grain not in DAYS  # Tuần qua (từ 17 đến 23/8): told exactly
        finer = other if told or (b.last - b.first) < (a.last - a.first) else group
        end = date.end + ("(" in link and view.text.startswith(")", date.end))
        return replace(finer, start=group.start, end=end, clock=group.clock or other.clock)
    if (
        a.grain in DAYS
        and b.grain in DAYS
        and 0 < (b.first - a.last).days <= _LIST_DAYS
        and view.cue_in("days_after", date.start, date.end) is None
        and view.only("list", *gap, " ,-–")
    ):
        days = DateRange(first=a.first, last=b.last, grain="day", calendar=a.calendar)
        value = f"{a.first.isoformat()}/{b.last.isoformat()}"
        return Group(start=group.start, end=date.end, range=days, value=value, clock=None)
    return None


def _days_only(value: str) -> str:
    """`2020-06-17T09:30` and `2020-06-17TMO` as `2020-06-17`; ranges end by end, one day given once."""
    ends = [re.sub(r"(?<=\d)T.*", "", part) for part in value.split("/")]
    return ends[0] if len(set(ends)) == 1 else "/".join(ends)


def _classify(view: View, group: Group, floor: int, ceiling: int) -> When | None:
    if group.range.grain in ("century", "decade") or (
        group.range.grain == "year" and group.range.first.year != group.range.last.year
    ):
        return None
    lead = lead_of(view, group, floor)
    if lead is not None and view.text[floor : lead.opening].rstrip().endswith("("):
        return _bracketed(view, group, lead, floor)
    if (
        lead is None
        or _aside(view, group, floor, ceiling)
        or _founding(view, group, lead.opening, floor)
        or _series(view, group, lead, floor)
    ):
        return None
    if _of_paper(view, lead, floor):
        return _when(group, lead, "document")
    opening = front_of(view, lead.opening, floor)
    before = view.text[floor:opening].rstrip()
    follows = view.text[group.end : ceiling].lstrip()[:1]
    if before.endswith("("):
        return None
    if not before or any(h.kind == "speech" and h.end == floor + len(before) for h in view.hits_in(floor, opening)):
        return _when(group, replace(lead, opening=opening), "front")
    if before[-1] in _BREAK:
        if follows in _ENDS:
            return _trailing(view, group, replace(lead, opening=opening, marked=True), floor)
        return _when(group, replace(lead, opening=opening), "front")
    if follows in (*_ENDS, ",") and any(p.end == floor + len(before) for p in view.positions):
        return _when(group, lead, "post")
    if follows == "," and group.range.grain in DAYS and _preamble(view, floor, lead.opening):
        return _when(group, lead, "front")
    if group.range.grain in DAYS and _behind_subject(view, floor, floor + len(before), group.end, ceiling):
        return _when(group, lead, "behind")
    return _behind(view, group, lead, floor)


def _of_paper(view: View, lead: Lead, floor: int) -> bool:
    """Whether the date is that of a paper cited (`Quyết định số 8 ngày 28/4`)."""
    if any(view.only("signed", d.end, lead.opening, " ,(") for d in view.documents.within(floor, lead.opening)):
        return True
    paper = view.cue_before("paper", lead.opening, floor)
    return paper is not None and view.cue_before("past", paper, floor) is None


def _bracketed(view: View, group: Group, lead: Lead, floor: int) -> When | None:
    """A day alone in brackets behind the name of an occasion (`đến Đại hội Đảng bộ huyện (24/5) chỉ còn 12 ngày`)."""
    if group.range.grain not in DAYS or not view.text.startswith(")", group.end) or view.published is None:
        return None
    bracket = view.text.rfind("(", floor, lead.opening)
    if view.cue_before("signed_day", bracket, floor) is not None:
        return _when(group, replace(lead, opening=bracket), "tight")
    if abs((group.range.first - view.published.first).days) > NEWS_DAYS:
        return None
    hits = view.hits_in(floor, bracket)
    if all(hit.type == "other" for hit in hits) and _names_a_day(view, floor, bracket, group.end):
        return _when(group, replace(lead, opening=floor), "front")
    if not hits or hits[-1].kind != "noun" or hits[-1].type == "other" or "," in view.text[hits[-1].end : bracket]:
        return None
    return _when(group, replace(lead, opening=bracket), "tight")


def _names_a_day(view: View, floor: int, bracket: int, end: int) -> bool:
    """Whether the bracket explains the few words that open the sentence (`Trong ngày làm việc thứ hai (24/8), …`)."""
    named = any(row.within(floor, bracket) for row in (view.units, view.persons, view.positions))
    return not named and view.text.startswith("),", end) and view.word_count(floor, bracket) <= _OPENING


def _preamble(view: View, floor: int, opening: int) -> bool:
    """Whether the sentence only begins with who was spoken to (`Trao đổi với báo chí sáng 9/5, ông A cho biết …`)."""
    hits = [h for h in view.hits_in(floor, opening) if h.kind != "ignore"]
    return len(hits) == 1 and hits[0].kind == "speech" and view.word_count(floor, hits[0].start) == 0


def _behind_subject(view: View, floor: int, stop: int, begin: int, ceiling: int) -> bool:
    """Whether the date stands between who acts and the doing (`Bộ Nội vụ hôm qua công bố …`)."""
    if view.text[begin:ceiling].lstrip()[:1] in (*_ENDS, ","):
        return False
    ends = {s.end for row in (view.units, view.persons, view.positions) for s in row.within(floor, stop)}
    if stop not in ends:
        return False
    hits = view.hits_in(begin, ceiling)
    soon = [h for h in hits if view.word_count(begin, h.start) <= _SOON]
    if any(h.kind in ("verb", "action", "frame") for h in soon):
        return True
    # Công an tỉnh hôm nay cho biết đã khởi tố …
    return any(h.kind == "speech" for h in soon) and any(h.kind == "verb" and h.type != "other" for h in hits)


def _aside(view: View, group: Group, floor: int, ceiling: int) -> bool:
    """Whether the date stands in brackets without a typed doing (`Chính phủ (kiện toàn từ tháng 4/2016) có …`)."""
    opened = view.text.rfind("(", floor, group.start)
    if opened < 0 or ")" in view.text[opened : group.start] or view.text.find(")", group.end, ceiling) < 0:
        return False
    return not any(h.kind == "verb" and h.type != "other" for h in view.hits_in(opened, group.start))


def _founding(view: View, group: Group, opening: int, floor: int) -> bool:
    if view.cue_before("founding", opening, floor) is None:
        return False
    if view.published is None:
        return group.range.grain not in DAYS
    return (view.published.first - group.range.last).days > NEWS_DAYS


def _series(view: View, group: Group, lead: Lead, floor: int) -> bool:
    """Whether the date only tells which flood, case or campaign is meant (`nhất là trận lũ ống đêm 3/8/2018`)."""
    if lead.marked and group.range.grain not in DAYS:
        return False
    i = view.word_at(lead.opening)
    first = max(view.word_at(floor), i - _NEAR)
    at = view.cues.first_in("series", view.canon, view.words, first, i)
    if at is None or at <= view.word_at(floor) + 1 or view.text[view.words[at - 1][1] : view.words[at][0]].strip():
        return False
    return not any(h.kind in ("verb", "action", "frame") for h in view.hits_in(view.words[at][0], lead.opening))


def _trailing(view: View, group: Group, lead: Lead, floor: int) -> When:
    """A date behind a comma at the end (`… khi nghỉ hưu, tháng 6/2003.`) belongs to a doing right before the comma."""
    comma = view.text.rfind(",", floor, lead.opening)
    tight = comma >= 0 and any(
        h.end == comma and h.kind in ("verb", "action", "frame") for h in view.hits_in(floor, lead.opening)
    )
    return _when(group, lead, "tight" if tight else "behind")


def _behind(view: View, group: Group, lead: Lead, floor: int) -> When | None:
    """A date behind words: tied to the doing right before it, or to its clause if a preposition or a day says so."""
    opening = lead.opening
    hits = [h for h in view.hits_in(floor, opening) if h.kind not in ("ignore", "state", "speech")]
    if hits and hits[-1].kind != "noun" and not view.text[hits[-1].end : opening].strip():
        return _when(group, lead, "tight")
    near = [h for h in hits if "," not in view.text[h.end : opening] or _closing(view, group)]
    if group.range.grain == "month":
        near = [h for h in near[-1:] if h.kind in ("noun", "frame")]
    if coarse(group.range) and not near:
        return None  # … là nhiệm vụ trọng tâm của các cấp ủy trong năm 2020: the year of a task, not of the doing
    if lead.marked or (near and (not coarse(group.range) or near[-1].type in PERSONAL)):
        return _when(group, lead, "behind")
    return None


def _closing(view: View, group: Group) -> bool:
    """Whether `chiều nay`, `hôm qua` closes a sentence: what a paper tells of its own day."""
    return (
        group.range.grain in DAYS
        and view.cue_after("today", group.start) == group.end
        and (view.text[group.end : group.end + 1] in _ENDS)
    )


def _when(group: Group, lead: Lead, attachment: Attachment) -> When:
    return When(
        range=group.range,
        value=group.value,
        start=group.start,
        end=group.end,
        opening=lead.opening,
        attachment=attachment,
        marked=lead.marked,
        since=lead.since,
        clock=group.clock,
    )
