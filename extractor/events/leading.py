"""What stands before a date: prepositions, connectives, deadlines, and the words that make it a mere measure."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.dates import DateRange
from corpus.records import quick
from extractor.events.view import View

DAYS = ("day", "time")
_FAR = 150
"""Characters from what is put off to the date to which it is."""


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One date expression, or several that make one date: a list (`10 và 11/6`) or two names of a day."""

    start: int
    end: int
    range: DateRange
    value: str
    clock: str | None


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """What stands before a date: where its phrase opens, and which prepositions were passed."""

    opening: int
    marked: bool
    since: bool
    deadline: bool


def lead_of(view: View, group: Group, floor: int) -> Lead | None:
    """The prepositions before a date; None where they make it a deadline, a goal or a mere measure."""
    opening, marked, since, deadline = group.start, False, False, False
    colon = opening - len(view.text[floor:opening]) + len(view.text[floor:opening].rstrip(": "))
    if colon < opening and _measuring(view, colon, floor):
        return None  # SN: 1990
    while True:
        if _measuring(view, opening, floor):
            return None
        if (begin := _shifted(view, opening, floor)) is not None:
            return Lead(opening=begin, marked=True, since=since, deadline=False)
        since = since or view.cue_before("since", opening, floor) is not None
        if group.range.grain not in DAYS and (limit := view.cue_before("limit", opening, floor)) is not None:
            deadline = deadline or not _reached(view, group, limit, floor)
        begin = view.cue_before("deadline", opening, floor)
        deadline = deadline or begin is not None
        begin = begin if begin is not None else view.cue_before("preposition", opening, floor)
        if begin is None:
            break
        opening, marked = begin, True
    if deadline and not (_promised(view, group, floor) or _done(view, group, opening, floor)):
        return None
    return Lead(opening=opening, marked=marked, since=since, deadline=deadline)


def _shifted(view: View, opening: int, floor: int) -> int | None:
    """Where the words begin that make a date the one to which something is put off."""
    begin = view.cue_before("shifted", opening, floor)
    if begin is not None:
        return begin
    begin = view.cue_before("shifted_to", opening, floor)
    return begin if begin is not None and is_shifted(view, begin) else None


def is_shifted(view: View, opening: int) -> bool:
    """Whether a date is that to which something is put off (`lùi sang 10/5`, `hoãn hội thảo ngày 3/5 sang 10/5`)."""
    if view.cue_after("shifted", opening) is not None:
        return True
    if view.cue_after("shifted_to", opening) is None:
        return False
    floor = max(view.text.rfind(". ", 0, opening), view.text.rfind("\n", 0, opening), opening - _FAR, -1) + 1
    off = view.cue_in("called_off", floor, opening)
    return off is not None and bool(view.dates.within(off, opening))


def is_given_up(view: View, start: int, end: int, limit: int) -> bool:
    """Whether the date from `start` to `end` is one from which something is put off to the next date."""
    later = view.dates.within(end, limit)
    begin = _shifted(view, later[0].start, end) if later else None
    if begin is None:
        return False
    off = view.cue_in("called_off", max(view.text.rfind(". ", 0, start), start - _FAR, -1) + 1, start)
    return off is not None and not view.dates.within(off, start)


def _measuring(view: View, opening: int, floor: int) -> bool:
    """Whether the words before a date make it a birth or a measure; `hy sinh`, `học sinh` only end like `sinh`."""
    begin = view.cue_before("background", opening, floor)
    if begin is None or any(h.end > begin and h.kind == "verb" for h in view.hits_in(floor, begin)):
        return False  # bắt khẩn cấp lúc 0h
    return view.cue_before("no_background", opening, floor) is None


def _reached(view: View, group: Group, limit: int, floor: int) -> bool:
    """A month that opens the sentence (`Đến tháng 3/2017, công an khởi tố …`) dates what was or what will be."""
    if group.range.grain != "month" or view.text[floor : front_of(view, limit, floor)].strip():
        return False
    if view.published is not None and group.range.last < view.published.first:
        return True
    at = view.text.find(".", group.end)
    planned = view.cue_in("planned", group.end, at if at >= 0 else len(view.text))
    return planned is not None and "," not in view.text[group.end : planned].strip().removeprefix(",")


def _done(view: View, group: Group, opening: int, floor: int) -> bool:
    """A past day in front until which something was brought to its end (`Đến hết ngày 15/6, … đã tổ chức xong`)."""
    if view.text[floor:opening].strip() or view.published is None or group.range.last > view.published.last:
        return False
    at = view.text.find(".", group.end)
    return view.cue_in("done", group.end, at if at >= 0 else len(view.text)) is not None


def _promised(view: View, group: Group, floor: int) -> bool:
    """A day until which something is to be done is an event only where it lies ahead and somebody says it will be."""
    ahead = view.published is None or group.range.first > view.published.last
    return ahead and view.cue_in("promise", floor, group.end) is not None


def front_of(view: View, opening: int, floor: int) -> int:
    """Where the connectives before a date begin (`Theo kế hoạch, ngày 18/5`, `riêng sáng 1/7`)."""
    while True:
        begin = view.cue_before("front", opening, floor)
        if begin is None:
            return opening
        opening = begin
