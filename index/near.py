"""Words near each other, from the places where each stands: one rule for engines and for highlighting."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.nodes import EXACT, LOOSE

MOST = 2_000
"""Stretches that are looked for in one text: more tell nothing, and a text of one word would have one at each."""


class Place(NamedTuple):
    """One occurrence of an operand: syllables `start` to `end` (half-open) of a stream; EXACT or LOOSE."""

    start: int
    end: int
    kind: int


class Window(NamedTuple):
    """A stretch that holds every operand: from the first syllable of the first to the last of the last."""

    start: int
    end: int
    kind: int


def windows(operands: Sequence[Sequence[Place]], distance: int) -> list[Window]:
    """For each place where a stretch can begin the shortest one, as typed before under other marks.

    A stretch has one place of each operand, none over another, in any order, and at most `distance` syllables beside
    them. Places over a gap have to lie further apart than any distance. Of more than `MOST` the first are given.
    """
    every = [sorted(set(places)) for places in operands]
    exact = [[place for place in places if place.kind == EXACT] for places in every]
    if exact == every:
        return sorted(_shortest(every, distance, EXACT))
    found = {window.start: window for window in _shortest(every, distance, LOOSE)}
    found.update({window.start: window for window in _shortest(exact, distance, EXACT)})
    return sorted(found.values())


def _shortest(operands: Sequence[Sequence[Place]], distance: int, kind: int) -> list[Window]:
    if not all(operands):
        return []
    asked = Counter(tuple(places) for places in operands)  # of operands that are the same, so many are needed
    starts, needed = [_by_length(places) for places in asked], list(asked.values())
    found: dict[int, Window] = {}
    for place, first in sorted((place, first) for first, places in enumerate(asked) for place in places):
        if len(found) >= MOST and place.start not in found:
            break
        end = _end(starts, needed, distance, first, place)
        if end is not None and (place.start not in found or end < found[place.start].end):
            found[place.start] = Window(place.start, end, kind)
    return list(found.values())


Starts = list[tuple[int, list[int]]]
"""Where an operand's places begin, by their length: most operands have one length."""


def _by_length(places: Sequence[Place]) -> Starts:
    found: dict[int, list[int]] = {}
    for place in places:
        found.setdefault(place.end - place.start, []).append(place.start)
    return sorted(found.items())


def _end(operands: Sequence[Starts], needed: Sequence[int], distance: int, first: int, place: Place) -> int | None:
    """The nearest end of a stretch that begins with this place.

    The places nearest to the first are taken, if none lies over another; else the ways to fill the stretch are tried,
    the shortest first. A way is known by how many places of each operand it has and by the syllables that these take:
    of two that agree in both the one that ends first is never worse.
    """
    nearest: list[tuple[int, int]] = []
    most = 0
    for i, operand in enumerate(operands):
        wanted = needed[i] - (i == first)
        if wanted:
            ends = [(at + length, at) for length, at in _next(operand, place.end)]
            if not ends:
                return None
            nearest += [min(ends)] * wanted
            most += wanted * operand[-1][0]
    last = max(nearest, default=(place.end, 0))[0]
    if last - place.end - most > distance:
        return None
    nearest.sort()
    if last - place.end - sum(end - start for end, start in nearest) <= distance and all(
        left[0] <= right[1] for left, right in pairwise(nearest)
    ):
        return last
    return _tried(operands, needed, distance, first, place)


def _next(operand: Starts, after: int) -> Iterator[tuple[int, int]]:
    """The length and the start of the next place of each length."""
    for length, starts in operand:
        i = bisect_left(starts, after)
        if i < len(starts):
            yield length, starts[i]


def _tried(operands: Sequence[Starts], needed: Sequence[int], distance: int, first: int, place: Place) -> int | None:
    left = tuple(count - (i == first) for i, count in enumerate(needed))
    queue = [
        (place.end, left, 0)
    ]  # end so far, places of each operand still wanted, syllables of those behind the first
    known: set[tuple[tuple[int, ...], int]] = set()
    while queue:
        end, left, taken = heapq.heappop(queue)
        if not any(left):
            return end
        if (left, taken) in known:
            continue
        known.add((left, taken))
        for i, operand in enumerate(operands):
            if not left[i]:
                continue
            rest = (*left[:i], left[i] - 1, *left[i + 1 :])
            for length, start in _next(operand, end):
                if start - place.end - taken <= distance:
                    heapq.heappush(queue, (start + length, rest, taken + length))
    return None
