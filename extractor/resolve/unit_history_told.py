"""Changes of units as one sentence tells them. Which question: what was founded, renamed, merged, parted, ended, moved?

Founding days of long ago count here, although they are no events of news. What a sentence denies or only proposes is
not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.mentions import EventStatus
from extractor.resolve.unit_history import ChangeKind
from extractor.resolve.unit_history_frames import Frame, Signs, change_words, frames, signs, trigger
from extractor.resolve.unit_history_views import DateSaid, Said, UnitSaid

_BEFORE = 6  # words before a frame in which it is denied
_KINDS: dict[str, ChangeKind] = {
    "anniversary": "founded",
    "became": "became",
    "dissolved": "dissolved",
    "founded": "founded",
    "merged": "merged",
    "moved": "moved",
    "renamed": "renamed",
    "reorganised": "reorganised",
    "split": "split",
    "under": "under",
}
_STATES: frozenset[ChangeKind] = frozenset({"became", "under"})
_STOP = re.compile(r" [;:.!?…] ")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSaid:
    """A change in a sentence, from `start`, an order only. `years` ago it was where that alone is told."""

    kind: ChangeKind
    said: Said
    units: tuple[UnitSaid, ...] = ()
    former: tuple[UnitSaid, ...] = ()
    owner: UnitSaid | None = None
    date: DateSaid | None = None
    years: int | None = None
    is_feast: bool = False
    status: EventStatus = "reported"
    start: int = 0


def changes_said(said: Said) -> list[ChangeSaid]:
    """The changes that a sentence tells, in order."""
    if not (said.units or said.areas) or not said.is_readable or trigger().search(said.plain) is None:
        return []
    read = signs(said)
    text = f" {read.text} "
    hits = [(hit, frame) for frame in frames() for hit in frame.pattern.finditer(text)]
    hits.sort(key=lambda item: (-_slots(item[0]), item[0].start() - item[0].end(), item[0].start()))
    kept: list[tuple[re.Match[str], Frame]] = []
    for hit, frame in hits:
        if all(hit.end() <= other.start() or other.end() <= hit.start() for other, _ in kept):
            kept.append((hit, frame))
    found = [_change(read, text, hit, frame) for hit, frame in kept]
    return sorted((c for c in found if c is not None), key=lambda c: c.start)


def effect_day(sentences: Iterable[Said]) -> DateSaid | None:
    """The one time from which the decisions of an article have effect; None where it tells none, or several."""
    found = [
        next((d for d in said.dates if d.start >= hit.end()), None)
        for said in sentences
        if said.is_readable and (hit := change_words("effect").search(said.plain)) is not None
    ]
    days = {(d.first, d.last): d for d in found if d is not None}
    return next(iter(days.values())) if len(days) == 1 else None


def _slots(hit: re.Match[str]) -> int:
    return sum(value is not None for value in hit.groupdict().values())


def _change(read: Signs, text: str, hit: re.Match[str], frame: Frame) -> ChangeSaid | None:
    before = _words_before(text, hit.start())
    said_there = f"{before} {hit[0]}"
    if change_words("denied").search(said_there) or change_words("thought").search(said_there):
        return None
    units = {name: read.units_in(*_span(hit, name)) for name in ("units", "former", "owner")}
    if units["units"] and {u.name for u in units["units"]} == {u.name for u in units["former"]}:
        return None
    units["former"] += read.units_in(*_span(hit, "former2"))
    kind = _KINDS[frame.kind]
    if kind == "renamed" and not units["former"]:
        units["former"] = _subject(read, hit)
    date = None if kind in _STATES else _date(read, hit, feast=frame.kind == "anniversary")
    given = hit.groupdict()
    if frame.kind == "anniversary" and date is None and not given.get("years"):
        return None
    return ChangeSaid(
        kind=kind,
        said=read.said,
        units=units["units"][:1] if kind in _STATES else units["units"],
        former=units["former"],
        owner=units["owner"][0] if units["owner"] else None,
        date=date,
        years=int(given["years"]) if given.get("years") else None,
        is_feast=frame.kind == "anniversary",
        status="planned" if change_words("planned").search(said_there) else "reported",
        start=hit.start(),
    )


def _subject(read: Signs, hit: re.Match[str]) -> tuple[UnitSaid, ...]:
    """The only unit before, where it does nothing to others (`Ty X thành lập năm 1946, năm 1982 đổi tên là …`)."""
    begin = max(hit.start() - 1, 0)
    before = read.units_in(0, begin)
    gap = read.text[:begin].rsplit(";", 1)[-1]
    return before if len(before) == 1 and change_words("acting").search(gap) is None else ()


def _span(hit: re.Match[str], name: str) -> tuple[int, int]:
    """A slot's span in the text without the leading blank."""
    if hit.groupdict().get(name) is None:
        return 0, 0
    return hit.start(name) - 1, hit.end(name) - 1


def _words_before(text: str, at: int) -> str:
    """The last words of the clause before a frame."""
    stops = [m.end() for m in _STOP.finditer(text, 0, at)]
    return " ".join(text[stops[-1] if stops else 0 : at].split()[-_BEFORE:])


def _is_long_ago(date: DateSaid, published: str | None) -> bool:
    """Whether a time behind `ngày thành lập` is the founding's own and not this year's feast."""
    first, _ = date.opening or (date.first, date.last)
    return published is None or int(first[:4]) < int(published[:4]) - 1


def _date(read: Signs, hit: re.Match[str], *, feast: bool) -> DateSaid | None:
    """The time that the frame takes in; else the last before it in the sentence, else the first behind it.

    A feast's own time is none of the founding's, nor is that of a document where another is told.
    """
    named = _span(hit, "date")
    if named != (0, 0):
        date = read.said.dates[read.dates_in(*named)[0]]
        return None if feast and not _is_long_ago(date, read.said.cite.published) else date
    if feast:
        return None
    begin, end = hit.start() - 1, hit.end() - 1
    inside = read.dates_in(max(begin, 0), end)
    before, behind = read.dates_in(0, max(begin, 0)), read.dates_in(end, len(read.text))
    ordered = [*inside, *reversed(before), *behind]
    free = [n for n in ordered if not read.is_signed(n)]
    chosen: Sequence[int] = free or ordered
    return read.said.dates[chosen[0]] if chosen else None
