"""Sentences that date a congress though no event was read there (`Lễ khai mạc Đại hội …`): they tell of it, too.

Only what names a congress with a word of its being held, and a day, counts; not what merely speaks of its documents.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cache

from corpus.dates import DateRange
from corpus.mentions import Event, EventStatus
from extractor.resolve.unit_history_named import Named, is_spoken_of, many_until, named_congresses
from extractor.resolve.unit_history_tellings import Told
from extractor.resolve.unit_history_views import DateSaid, Said
from extractor.resolve.unit_history_words import any_of, one_of

_BEFORE, _BEHIND = 40, 90  # code points in which it is said that a congress is held
_LONGEST = 8  # days


def unread(sentences: Sequence[Said], read: Collection[int]) -> Iterator[Told]:
    """Tellings in sentences of an article that are not among the numbers of those where a congress was read."""
    for said in sentences:
        if said.number in read or not said.dates or many_until(said) is not None:
            continue
        for named in named_congresses(said):
            day = _day(said, named)
            status = _status(said, day) if day is not None and _is_held(said, named, day) else None
            if day is not None and status is not None:
                yield _told(said, day, status)
                break


def _is_held(said: Said, named: Named, day: DateSaid) -> bool:
    if named.general or is_spoken_of(said, named):
        return False
    if day.start >= named.end and _dated().fullmatch(said.plain, named.end, day.start) is not None:
        return True
    before = _holding().search(said.plain[max(0, named.start - _BEFORE) : named.start])
    return before is not None or one_of("held").search(said.plain, named.end, named.end + _BEHIND) is not None


@cache
def _dated() -> re.Pattern[str]:
    """Between a congress and its day (`Đại hội … lần thứ II: Từ ngày`)."""
    return re.compile(rf"(?:\s*(?:{any_of('dated_so')})(?!\w))*\s*")


@cache
def _holding() -> re.Pattern[str]:
    """Ends with a word of holding and what may stand between it and what is held (`tổ chức thành công | đại hội`)."""
    return re.compile(rf"(?<!\w)(?:{any_of('held')})(?: (?:{any_of('held_so')}))*\s*$")


def _day(said: Said, named: Named) -> DateSaid | None:
    """The last day before the congress's name, else the first behind it; not that of a document."""
    days = [d for d in said.dates if _length(d) <= _LONGEST and not _is_signed(said, d)]
    before = [d for d in days if d.end <= named.start]
    behind = [d for d in days if d.start >= named.start]
    return before[-1] if before else behind[0] if behind else None


def _is_signed(said: Said, day: DateSaid) -> bool:
    return any(end <= day.start <= end + 1 for _, end in said.documents)


def _length(day: DateSaid) -> int:
    return (date.fromisoformat(day.last) - date.fromisoformat(day.first)).days + 1


def _status(said: Said, day: DateSaid) -> EventStatus | None:
    """Reported, or planned for a day to come; None for what was not to be, or is doubtful."""
    published = said.cite.published
    ahead = published is not None and day.first >= published[:10]
    if one_of("unsure").search(said.plain) is not None:
        return "planned" if ahead else None
    return "planned" if published is not None and day.first > published[:10] else "reported"


def _told(said: Said, day: DateSaid, status: EventStatus) -> Told:
    first, last = date.fromisoformat(day.first), date.fromisoformat(day.last)
    event = Event(
        id=f"{said.cite.article_id}:{said.number}",
        when=DateRange(first=first, last=last, grain="day"),
        date=day.first if first == last else f"{day.first}/{day.last}",
        status=status,
        type="congress",
        title=said.text,
        sentence=said.text,
        start=said.cite.start,
        end=said.end,
        evidence="named congress",
    )
    return Told(event=event, said=said, group=event.id)
