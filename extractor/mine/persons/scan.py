"""One look at a text for persons, ranks and positions: its syllables, and the phrases of the lexicon in it.

Phrases are looked for where somebody asks: at capitals, at posts and ranks, and around them; most of a text is passed
over. Only the phrases of a few kinds (`MARKED`), from which all the reading starts, are looked for in the whole text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from operator import attrgetter
from typing import NamedTuple

from corpus.records import maker
from corpus.text import fold
from extractor.mine.cues import canon_of
from extractor.mine.persons.hits import Ending, Hit, Starting
from extractor.mine.persons.lexicon import MARKED, SYLLABLE, lexicon
from extractor.mine.words import words_of

LOWER, TITLE, UPPER, INITIAL = 0, 1, 2, 3
"""Shapes of a syllable: `văn` or a number, `Văn`, `VĂN`, `V`."""

_SECOND = frozenset({"phó", "trưởng"})
_HYPHEN = re.compile(r"-[a-z]")
_APOSTROPHE = re.compile(r"['’]")
_JOINTS = frozenset({"'", "’", "-"})


@dataclass(frozen=True, slots=True)
class Scan:
    """Syllables as parallel lists, hits by first syllable and by end, places where phrases of marked kinds may begin.

    `gaps[i]` is what stands between syllable `i` and the next one, a line feed at both ends of the text (`gaps[-1]`).
    `capitals` are the syllables that are not in small letters; `headed` has the posts by the syllable at which they
    begin (`heads`, in order), `posts` their heads, the shorter ones too, by the syllable that they end before
    (`post_ends`, sorted). `of_kind` keeps what `hits` has found.
    """

    text: str
    canon: str
    starts: list[int]
    ends: list[int]
    words: list[str]
    shapes: list[int]
    gaps: list[str]
    capitals: list[int]
    starting: Starting
    ending: Ending
    marks: dict[str, list[int]]
    of_kind: dict[str, list[Hit]]
    headed: dict[int, Hit]
    heads: list[int]
    posts: dict[int, Hit]
    post_ends: list[int]

    def at(self, offset: int) -> int:
        """Index of the first syllable that begins at or after `offset`."""
        return bisect_left(self.starts, offset)

    def hit(self, first: int, kind: str) -> Hit | None:
        """The longest phrase of `kind` that begins with syllable `first`."""
        for hit in self.starting[first]:
            if kind in hit.phrase.kinds:
                return hit
        return None

    def ended(self, last: int, kind: str) -> Hit | None:
        """The longest phrase of `kind` that ends before syllable `last`, whatever stands between."""
        for hit in self.ending[last]:
            if kind in hit.phrase.kinds:
                return hit
        return None

    def hits(self, kind: str, first: int = 0, last: int | None = None) -> Sequence[Hit]:
        """The longest phrases of a marked kind, one at each place, that begin with the syllables `first` to `last`."""
        found = self.of_kind.get(kind)
        if found is None:
            found = self.of_kind[kind] = [hit for i in self.marks[kind] if (hit := self.hit(i, kind)) is not None]
        if first > 0 or last is not None:
            stop = None if last is None else bisect_left(found, last, key=_FIRST)
            return found[bisect_left(found, first, key=_FIRST) : stop]
        return found

    def head(self, first: int) -> Hit | None:
        """The post that begins at `first`."""
        return self.headed.get(first)

    def tail(self, last: int, kind: str) -> Hit | None:
        """As `before`, but only where no longer phrase ends there (`Quốc hội` is no `hội`, `Nhật Bản` no `bản`)."""
        if self.gaps[last - 1] == " " or self._abbreviated(last):
            hits = self.ending[last]
            if hits and kind in hits[0].phrase.kinds:
                return hits[0]
        return None

    def before(self, last: int, kind: str) -> Hit | None:
        """The longest phrase of `kind` that ends before syllable `last`, with one blank between (`TP. |` counts)."""
        if self.gaps[last - 1] == " " or self._abbreviated(last):
            for hit in self.ending[last]:
                if kind in hit.phrase.kinds:
                    return hit
        return None

    def before_any(self, last: int, kinds: frozenset[str]) -> bool:
        """Whether `before` finds a phrase of one of the kinds."""
        if self.gaps[last - 1] == " " or self._abbreviated(last):
            for hit in self.ending[last]:
                if not kinds.isdisjoint(hit.phrase.kinds):
                    return True
        return False

    def _abbreviated(self, last: int) -> bool:
        """Whether an abbreviation with its full stop stands before."""
        return self.gaps[last - 1] in (". ", ".") and is_abbreviation(self.words[last - 1])


_scan_made = maker(Scan)
_FIRST = attrgetter("first")


@lru_cache(maxsize=4)
def scan(text: str) -> Scan:
    """Syllables and hits of a normalised text; linear in its length."""
    words, gaps, starts, ends, capitals = _syllables(text)
    shapes = [LOWER] * len(words)
    for i in capitals:
        start, end = starts[i], ends[i]
        shapes[i] = TITLE if end - start > 1 and text[start + 1].islower() else _shape(text[start:end])
    found = _scan_made(
        text=text,
        canon=canon_of(text),
        starts=starts,
        ends=ends,
        words=words,
        shapes=shapes,
        gaps=gaps,
        capitals=capitals,
        starting=Starting(words, gaps, lexicon().opening),
        ending=Ending(words, gaps, lexicon().closing),
        marks=_marks(words),
        of_kind={},
        headed={},
        heads=[],
        posts={},
        post_ends=[],
    )
    for first in found.marks["head"]:
        if (head := _head(found, first)) is not None:
            found.headed[first] = head
            for hit in found.starting[first]:
                if "head" in hit.phrase.kinds:
                    found.posts.setdefault(hit.last, hit)
    found.heads.extend(found.headed)
    found.post_ends.extend(sorted(found.posts))
    return found


def _head(scan: Scan, first: int) -> Hit | None:
    """The post that begins at `first`; `nhiệm vụ | Phó …` is no `vụ phó`, `cán bộ | trưởng thành` none."""
    hit = scan.hit(first, "head")
    if hit is None:
        return None
    split = scan.shapes[first] == LOWER and scan.shapes[hit.last - 1] != LOWER
    if split and hit.last - first == 2 and scan.words[hit.last - 1] in _SECOND:
        return None
    if scan.shapes[first] == TITLE and scan.shapes[hit.last - 1] == LOWER:
        return hit  # Cầu | Thủ tướng X
    for other in scan.ending[first + 1]:
        if other.first < first and other.phrase.kinds & {"position.title_word", "occupation", "country"}:
            return None
    return hit


def _marks(words: list[str]) -> dict[str, list[int]]:
    alone, pairs = lexicon().marked
    kinds = list(map(pairs.get, zip(words, [*words, ""][1:], strict=True), map(alone.get, words)))
    marks: dict[str, list[int]] = {kind: [] for kind in MARKED}
    for i, marked in zip(compress(range(len(words)), kinds), filter(None, kinds), strict=True):
        for kind in marked:
            marks[kind].append(i)
    return marks


class _Syllables(NamedTuple):
    """The lists of a `Scan` that come from the text alone."""

    words: list[str]
    gaps: list[str]
    starts: list[int]
    ends: list[int]
    capitals: list[int]


def _syllables(text: str) -> _Syllables:
    """The text's words, those joined to one syllable (`H'Hen`, `Jong-un`) made one.

    An apostrophe or hyphen may join what stands behind a word, the hyphen a small letter.
    """
    found = words_of(text)
    cut = _Syllables(
        words=found.words,
        gaps=[*found.gaps[1:-1], "\n"] if found.words else ["\n"],
        starts=found.starts,
        ends=found.ends,
        capitals=found.capitals,
    )
    joints = [m.start() for m in _HYPHEN.finditer(text) if text[m.start() - 1].isalnum()]
    if "'" in text or "’" in text:
        joints.extend(m.start() for m in _APOSTROPHE.finditer(text) if text[m.start() - 1].isalnum())
        joints.sort()
    return _joined(text, cut, joints) if joints else cut


def _joined(text: str, cut: _Syllables, joints: list[int]) -> _Syllables:
    """`cut` with each stretch of words that apostrophes or hyphens may join read anew by `SYLLABLE`."""
    low, size = canon_of(text), len(cut.words)
    found = _Syllables([], [], [], [], [])
    done = 0
    for joint in joints:
        first = bisect_left(cut.ends, joint)
        if first < done or first == size or cut.ends[first] != joint:
            continue
        last = first
        while last + 1 < size and cut.gaps[last] in _JOINTS:
            last += 1
        _copy(cut, found, done, first)
        done = last + 1
        spans = [m.span() for m in SYLLABLE.finditer(text, cut.starts[first], cut.ends[last] + 1)]
        found.capitals.extend(i for i, (start, _) in enumerate(spans, len(found.words)) if text[start].isupper())
        for k, (start, end) in enumerate(spans, 1):
            behind = spans[k][0] if k < len(spans) else cut.starts[done] if done < size else None
            found.words.append(low[start:end])
            found.gaps.append("\n" if behind is None else text[end:behind])
            found.starts.append(start)
            found.ends.append(end)
    _copy(cut, found, done, size)
    return found


def _copy(cut: _Syllables, found: _Syllables, first: int, last: int) -> None:
    """Add the syllables `first` to `last` (exclusive) of `cut` to `found`."""
    shift = len(found.words) - first
    inside = cut.capitals[bisect_left(cut.capitals, first) : bisect_left(cut.capitals, last)]
    found.capitals.extend([i + shift for i in inside] if shift else inside)
    found.words.extend(cut.words[first:last])
    found.gaps.extend(cut.gaps[first:last])
    found.starts.extend(cut.starts[first:last])
    found.ends.extend(cut.ends[first:last])


def _shape(syllable: str) -> int:
    if len(syllable) == 1:
        return INITIAL
    if syllable.isupper() and "'" not in syllable and "’" not in syllable:
        return UPPER
    return TITLE


@lru_cache(maxsize=8192)
def is_abbreviation(word: str) -> bool:
    """Whether a compared syllable has no vowel (`tp`, `ths`): a full stop behind it ends no sentence."""
    return len(word) <= 4 and not re.search(r"[aeiouy]", fold(word))
