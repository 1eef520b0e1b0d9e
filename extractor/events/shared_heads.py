"""Bodies of several places named at once (`Công an hai tỉnh Sơn La và Hòa Bình`): no mention stands for one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.records import quick
from extractor.events.view import View

_JOINTS = frozenset({",", "và", ", và"})


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class SharedUnit:
    """One of the bodies: its name as it would be written alone, and where the words that it shares begin."""

    value: str
    start: int


def shared_units(view: View, start: int, end: int) -> tuple[SharedUnit, ...]:
    """The bodies whose head and level are said once in `[start, end)`, with at least two places behind."""
    found: list[SharedUnit] = []
    begin = start
    while (at := view.cue_in("shared_head", begin, end)) is not None:
        begin = head_end = view.cue_after("shared_head", at) or end
        several = view.cue_after("several", head_end)
        level_end = view.cue_after("level", several) if several is not None else None
        if several is None or level_end is None:
            continue
        places = list(_listed(view, level_end, end))
        if len(places) > 1:
            head, level = view.text[at:head_end], view.text[several:level_end].strip()
            found += [SharedUnit(value=f"{head} {level} {place}", start=at) for place in places]
    return tuple(found)


def _listed(view: View, at: int, end: int) -> Iterator[str]:
    """The places of the list that begins at `at`."""
    for place in view.places.within(at, end):
        between = view.canon[at : place.start].strip()
        if between and between not in _JOINTS:
            return
        yield place.value
        at = place.end
