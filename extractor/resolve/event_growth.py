"""What of the merged events something new may have to do with, told by little: days, and numbers of shared features.

So that a corpus that grows need not be read again as a whole. All that is near is looked at as `event_merging` does;
nothing else could be alike enough.
"""

from __future__ import annotations

import struct
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from zlib import crc32

from corpus.merged import EventKey, Told
from extractor.resolve.event_likeness import VAGUE, Traits


def told_of(traits: Traits) -> Told:
    """A telling as it is stored."""
    return Told(
        key=traits.key,
        first=traits.first,
        last=traits.last,
        reach=traits.reach,
        copy=_number(repr(traits.copy)) if traits.copy else None,
    )


def features_of(tellings: Iterable[Traits]) -> dict[str, bytes]:
    """For each article what its events may share with others, as little-endian numbers of four bytes."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for telling in tellings:
        found[telling.article] |= telling.features
    return {article: _packed(own) for article, own in found.items()}


def near(news: Iterable[Traits], told: Iterable[Told], features: Mapping[str, bytes]) -> Iterator[EventKey]:
    """What is told at the time of some news by an article that shares something with it, or in the same words.

    `features` are those of articles.
    """
    times: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    copies = set()
    for traits in news:
        copies.add(told_of(traits).copy)
        for feature in traits.features:
            times[_number(feature)].append((traits.first, traits.last + traits.reach))
    days = {number: _Days(spans) for number, spans in times.items()}
    shared: dict[str, list[_Days]] = {}
    for one in told:
        article = one.key[0]
        if one.copy is not None and one.copy in copies:
            yield one.key
        elif one.last - one.first <= VAGUE:
            if article not in shared:
                shared[article] = [days[number] for number in _unpacked(features.get(article, b"")) if number in days]
            if any(some.meet(one) for some in shared[article]):
                yield one.key


class _Days:
    """Spans of days, as far as tellings may be told of them."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._firsts = []
        self._joined: list[tuple[int, int]] = []
        for first, last in sorted(spans):
            self._firsts.append(first)
            if self._joined and first <= self._joined[-1][1]:
                self._joined[-1] = self._joined[-1][0], max(self._joined[-1][1], last)
            else:
                self._joined.append((first, last))

    def meet(self, told: Told) -> bool:
        """Whether the telling begins within one of them, or one of them begins within its days and their reach."""
        at = bisect_right(self._joined, (told.first, _NEVER)) - 1
        if at >= 0 and told.first <= self._joined[at][1]:
            return True
        begun = bisect_left(self._firsts, told.first)
        return begun < len(self._firsts) and self._firsts[begun] <= told.last + told.reach


_NEVER = 10_000_000  # behind the last day that a date can have


def _number(text: str) -> int:
    return crc32(text.encode())


def _packed(features: Iterable[str]) -> bytes:
    numbers = sorted(map(_number, features))
    return struct.pack(f"<{len(numbers)}I", *numbers)


def _unpacked(packed: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(packed) // 4}I", packed)
