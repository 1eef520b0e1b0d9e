"""Words near each other in a Whoosh segment: two of them by one pass over their places, more of them text by text."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from index.near import MOST, Place, windows
from index.nodes import EXACT, LOOSE
from index.whoosh_postings import Kinds, of_kind, shift_of, starts

_RARE = 8  # times fewer places than the other has, and these are looked up


class Stand(NamedTuple):
    """Where one of an operand's words or phrases stands: its number of syllables, places as typed, and all places."""

    length: int
    exact: Sequence[int]
    every: Sequence[int]


Operand = Sequence[Stand]


def near(alternatives: Sequence[Sequence[Sequence[Kinds]]], distance: int) -> tuple[dict[int, int], dict[int, int]]:
    """How many windows the documents of a segment have, as typed and only under other marks.

    `alternatives` are, for each operand, its words or phrases, each as the terms of its slots.
    """
    shift = shift_of(kinds for operand in alternatives for lists in operand for kinds in lists)
    operands = [[_stand(lists, shift) for lists in operand] for operand in alternatives]
    if not all(any(stand.every for stand in operand) for operand in operands):
        return {}, {}
    if len(operands) == 2 and all(len({stand.length for stand in operand}) == 1 for operand in operands):
        exact = _pairs(operands, shift, distance, EXACT)
        every = _pairs(operands, shift, distance, LOOSE) if _is_loose(operands) else exact
        many = [doc for doc, count in every.items() if count > MOST]
        loose = {doc: more for doc, count in every.items() if (more := count - exact.get(doc, 0))}
    else:
        exact, loose = {}, {}
        many = _together(operands, shift, distance)
    for doc, kinds in _by_text(operands, shift, distance, many):
        for counts, kind in ((exact, EXACT), (loose, LOOSE)):
            counts.pop(doc, None)
            if kinds[kind]:
                counts[doc] = kinds[kind]
    return exact, loose


def _stand(lists: Sequence[Kinds], shift: int) -> Stand:
    slots = [of_kind(kinds, LOOSE) for kinds in lists]
    every = _rising(starts(slots, shift))
    if all(kind == EXACT for kinds in lists for kind, _ in kinds):
        return Stand(len(lists), every, every)
    return Stand(len(lists), _rising(starts([of_kind(kinds, EXACT) for kinds in lists], shift)), every)


def _rising(places: Iterable[int]) -> Sequence[int]:
    return sorted(places) if isinstance(places, set) else places  # type: ignore[return-value]


def _is_loose(operands: Sequence[Operand]) -> bool:
    return any(stand.exact is not stand.every for operand in operands for stand in operand)


def _pairs(operands: Sequence[Operand], shift: int, distance: int, least: int) -> dict[int, int]:
    """How many places in each document begin a window of two operands, whose places each have one length."""
    (first, before), (second, behind) = ((_places(operand, least), operand[0].length) for operand in operands)
    found = {*_followed(first, before, second, distance), *_followed(second, behind, first, distance)}
    return dict(Counter([place >> shift for place in found]))


def _places(operand: Operand, least: int) -> Sequence[int]:
    rows = [stand.exact if least == EXACT else stand.every for stand in operand]
    return rows[0] if len(rows) == 1 else sorted(set().union(*rows))


def _followed(places: Sequence[int], length: int, others: Sequence[int], distance: int) -> Iterator[int]:
    """The places behind whose end another begins, at most so far on."""
    if not others:
        return
    if len(places) * _RARE < len(others):
        for place in places:
            i = bisect_left(others, place + length)
            if i < len(others) and others[i] - place - length <= distance:
                yield place
        return
    none = max(places, default=0) + length + distance + 1
    rest = iter(others)
    other = next(rest)
    for place in places:
        end = place + length
        while other < end:
            other = next(rest, none)
        if other - end <= distance:
            yield place


def _together(operands: Sequence[Operand], shift: int, distance: int) -> list[int]:
    """Documents where every operand stands so near the first that a window is not ruled out."""
    reach = distance + sum(max(stand.length for stand in operand) for operand in operands)
    first, *others = ([(_places([stand], LOOSE), 1) for stand in operand] for operand in operands)
    found: set[int] | None = None
    for other in others:
        docs: set[int] = set()
        for left, _ in first:
            for right, _ in other:
                docs.update(place >> shift for place in _followed(left, 0, right, reach))
                docs.update(place >> shift for place in _followed(right, 0, left, reach))
        found = docs if found is None else found & docs
    return sorted(found or ())


def _by_text(
    operands: Sequence[Operand], shift: int, distance: int, docs: Sequence[int]
) -> Iterator[tuple[int, Mapping[int, int]]]:
    """The kinds of windows in each of the documents, by the rule itself."""
    if not docs:
        return
    places: list[dict[int, list[Place]]] = []
    for operand in operands:
        by_text: dict[int, list[Place]] = {}
        for stand in operand:
            exact = set(stand.exact)
            for doc, group in groupby(stand.every, key=shift.__rrshift__):
                kinds = ((place, EXACT if place in exact else LOOSE) for place in group)
                by_text.setdefault(doc, []).extend(Place(at, at + stand.length, kind) for at, kind in kinds)
        places.append(by_text)
    for doc in docs:
        yield doc, Counter(window.kind for window in windows([by_text[doc] for by_text in places], distance))
