"""Which year a date without one belongs to."""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, date

from extractor.mine.dates.anchors import Anchor
from extractor.mine.dates.combine import turns
from extractor.mine.dates.memory import Frame
from extractor.mine.dates.parts import Parts
from extractor.mine.dates.tense import Tense
from extractor.mine.dates.values import span_of

_PLAN_DAYS = 45  # a date in a planning sentence may lie behind the anchor by at most so many days
_NEWS_DAYS = 14
# Days by which a date without a sign of the future may lie ahead; a feast is spoken of long before.
_FAR_AHEAD, _FEAST_AHEAD = 95, 184
_TALE_DAYS = 62  # within which one sentence goes on from a date
_THIS_DAYS = 92  # `tháng 2 này` may lie behind by at most so many days
_SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}  # the months by which they have come
# In days around the newest date that an undated text states: what it leaves without a year lies there, or nobody knows.
_BEFORE_BOUND, _AFTER_BOUND = 31, 45
_SHORTEST = 28  # days of a month
_LEAP = 8  # years at most between two leap days
_PULLS = {
    "reported": 3,
    "done": 8,
}  # such a date may lie ahead where that is so many times nearer


def pick_year(
    parts: Parts,
    anchor: Anchor,
    tense: Tense | None,
    frame: Frame | None,
    members: tuple[Parts, ...] = (),
    *,
    feast: bool = False,
) -> tuple[int | None, str | None]:
    """(year, what it was read against if not the anchor); (None, None) where neither frame nor anchor tells.

    A frame is an explicit year that the sentence stands in. Else the year is the one that puts the date nearest the
    anchor: not after it for what happened, not before it for plans. An inferred anchor is no day of publication, so
    that there only nearness counts. `members` are those of the list that `parts` begins: one year is picked for all.
    """
    if frame is not None and (year := _framed(parts, anchor, tense, frame)) is not None:
        return year, frame.text
    if anchor.first is None or anchor.last is None:
        return None, None
    near = anchor.first.year
    if anchor.month is None:
        return near, None
    if parts.season is not None:
        begun = _SEASONS[parts.season] < anchor.first.month  # in its first weeks it is still the one to come
        return near + (begun if parts.direction == "next" else begun - 1 if parts.direction == "past" else 0), None
    listed = members or (parts,)
    spans = _spans(listed, near, 1) or _spans(listed, near, _LEAP)
    if not spans:
        return near, None
    behind = [(y, _gap(first, last, anchor)) for y, first, last in spans if first <= anchor.last]
    ahead = [(y, _gap(first, last, anchor)) for y, first, last in spans if last >= anchor.first]
    if anchor.bound:
        behind = [(year, days) for year, days in behind if days <= _BEFORE_BOUND]
        ahead = [(year, days) for year, days in ahead if days <= _AFTER_BOUND]
    if anchor.inferred:
        tense, parts = None, parts._replace(direction=None)
    return _nearest(behind, ahead, parts, tense, _FEAST_AHEAD if feast else _FAR_AHEAD), None


def _spans(members: tuple[Parts, ...], near: int, reach: int) -> list[tuple[int, date, date]]:
    """(year of the first member, first day, last day) of the members, for each year near `near` that has them all."""
    out = []
    years = range(max(1, near - reach), near + reach + 1)
    if len(members) == 1 and members[0].day is not None and members[0].month is not None and not members[0].lunar:
        month, number = members[0].month, members[0].day
        possible = [y for y in years if y <= MAXYEAR and (number <= _SHORTEST or number <= monthrange(y, month)[1])]
        return [(year, day, day) for year in possible for day in (date(year, month, number),)]
    later = turns(members) or (0,) * len(members)
    bare = [parts._replace(mod=None, hour=None, part=None) for parts in members]
    for year in years:
        found = [span_of(parts._replace(year=year + after)) for parts, after in zip(bare, later, strict=True)]
        spans = [span for span in found if span is not None]
        if len(spans) == len(members):
            out.append((year, min(s.first for s in spans), max(s.last for s in spans)))
    return out


def is_fresh(parts: Parts, anchor: Anchor, tense: Tense | None, members: tuple[Parts, ...] = ()) -> bool:
    """Whether the date, read by the anchor alone, is news: at most two weeks from it."""
    year, _ = pick_year(parts, anchor, tense, None, members)
    span = span_of(parts._replace(year=year, mod=None, hour=None, part=None)) if year is not None else None
    return span is not None and anchor.first is not None and _gap(span.first, span.last, anchor) <= _NEWS_DAYS


def follows(parts: Parts, frame: Frame) -> bool:
    """Whether the date goes on from a day or month stated with its year (`ngày 8/11/2016 …, đến 9/11`)."""
    span = span_of(parts._replace(year=frame.year, mod=None, hour=None, part=None)) if frame.fine else None
    return span is not None and 0 <= (span.last - frame.first).days <= _TALE_DAYS


def _gap(first: date, last: date, anchor: Anchor) -> int:
    """Days between a span and a known anchor; 0 where they meet."""
    if anchor.first is None or anchor.last is None:
        return 0
    return max(0, (first - anchor.last).days, (anchor.first - last).days)


def _nearest(
    behind: list[tuple[int, int]], ahead: list[tuple[int, int]], parts: Parts, tense: Tense | None, reach: int
) -> int | None:
    """`reach`: days ahead within which a date without a sign of the future may lie."""
    past = min(behind, key=lambda c: c[1], default=None)
    future = min(ahead, key=lambda c: c[1], default=None)
    if past is None or future is None:
        known = past or future
        return known[0] if known else None
    if parts.direction in ("next", "past"):
        return future[0] if parts.direction == "next" else past[0]
    if parts.direction == "this":  # tháng 11 này, said in May: the one to come
        return future[0] if tense == "planned" or min(past[1], _THIS_DAYS) < past[1] else past[0]
    if tense == "past" and parts.direction is None:
        return past[0]
    if tense == "planned" and parts.direction is None:
        return past[0] if past[1] <= min(_PLAN_DAYS, future[1]) else future[0]
    if tense in _PULLS and parts.direction is None:
        return future[0] if future[1] * _PULLS[tense] < past[1] else past[0]
    far = future[1] > reach and not parts.lunar
    return past[0] if past[1] <= future[1] or far else future[0]


def _framed(parts: Parts, anchor: Anchor, tense: Tense | None, frame: Frame) -> int | None:
    """The frame's year, or the next one where the tale goes on over New Year; None where the frame does not govern."""
    known = anchor.year is not None and anchor.last is not None
    if known and anchor.year == frame.year and not anchor.inferred and not frame.here:
        return None
    if known and anchor.year is not None and frame.year < anchor.year and tense == "planned" and not anchor.inferred:
        return None  # từ năm 2017, sẽ mở lại vào 2/9
    if known and anchor.year is not None and frame.year > anchor.year and not (frame.fine or tense == "planned"):
        return None
    span = span_of(parts._replace(year=frame.year, mod=None, hour=None, part=None))
    if span is None:
        return None
    if frame.fine and frame.first.month >= 9 and span.last < frame.first and span.first.month <= 4:
        after = span_of(parts._replace(year=frame.year + 1, mod=None, hour=None, part=None))
        open_end = anchor.last is None or anchor.bound
        if after is not None and (open_end or (anchor.last and after.first <= anchor.last) or tense == "planned"):
            return frame.year + 1
    return frame.year
