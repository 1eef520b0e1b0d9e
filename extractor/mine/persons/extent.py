"""How far a post reaches: over the unit that follows it, and which unit that is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from corpus.mentions import Place, Position, Unit
from extractor.mine.persons.lexicon import Phrase, lexicon, syllables

_BLANK = " "
_OWNED = re.compile(r"\s+(?:của|thuộc)\s+\Z")
_SEATED = re.compile(r" tại ")


class Neighbours:
    """Mentions of one kind, sorted, disjoint: which begins at or after an offset."""

    def __init__(self, mentions: Sequence[Unit] | Sequence[Place]) -> None:
        self.mentions = mentions
        self.starts = [m.start for m in mentions]

    def beginning(self, first: int, last: int) -> Unit | Place | None:
        """The last mention that begins within [first, last]."""
        i = bisect_left(self.starts, last + 1) - 1
        return self.mentions[i] if i >= 0 and self.starts[i] >= first else None

    def covering(self, offset: int) -> Unit | Place | None:
        """The mention that begins before `offset` and goes on behind it."""
        i = bisect_left(self.starts, offset) - 1
        return self.mentions[i] if i >= 0 and self.mentions[i].end > offset else None


def extend(text: str, position: Position, units: Neighbours, places: Neighbours) -> Position | None:
    """`position` over the unit or place that follows with one blank; None where it is a part of a unit's name.

    A unit that begins inside the post (`Trưởng | Phòng Tham mưu`) or one blank behind it belongs to it, and the post
    ends where the unit does. A unit behind `của`, `thuộc` is named as its unit and stays outside.
    """
    if units.covering(position.start) is not None:
        return None
    behind = position.end + (1 if text[position.end : position.end + 1] == _BLANK else 0)
    unit = units.beginning(position.start + 1, behind)
    if unit is not None and unit.end > position.start:
        end = max(position.end, unit.end)
        return _over(text, position, end, unit.value)
    place = places.beginning(position.start + 1, behind)
    if place is not None and place.end > position.end:
        return _over(text, position, _seat(text, place.end, places), None)
    if _SEATED.match(text, position.end) and _abroad(position):
        return _over(text, position, _seat(text, position.end, places), None)
    return replace(position, unit=_owner(text, position.end, units))


def _over(text: str, position: Position, end: int, unit: str | None) -> Position:
    return replace(position, end=end, text=text[position.start : end], unit=unit)


def _seat(text: str, end: int, places: Neighbours) -> int:
    """`Tổng Lãnh sự Nhật Bản tại TP.HCM`: the end of the place of office."""
    match = _SEATED.match(text, end)
    if match is None:
        return end
    place = places.beginning(match.end(), match.end())
    return place.end if place is not None else end


def _owner(text: str, end: int, units: Neighbours) -> str | None:
    i = bisect_left(units.starts, end)
    if i < len(units.starts) and units.starts[i] - end < 8 and _OWNED.match(text, end, units.starts[i]):
        unit = units.mentions[i]
        return unit.value
    return None


def _abroad(position: Position) -> bool:
    """Diplomats and the like: their heads' words are in `positions.csv` with complement `nation`."""
    hit = lexicon_phrase(position.value)
    return hit is not None and "head.nation" in hit.kinds


def lexicon_phrase(form: str) -> Phrase | None:
    """The lexicon's phrase with just these words."""
    words = syllables(form)
    if len(words) == 1:
        return lexicon().single.get(words[0])
    found = lexicon().longer.get(words[0], {}).get(words[1], ()) if words else ()
    return next((p for p in found if p.words == words), None)
