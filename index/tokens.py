"""Syllables: the unit in which an article is indexed, and a query compared with it.

A syllable is a run of letters and digits; what parts words in writing (blanks, hyphens, slashes, stops) parts syllables
too, so `18-NQ/TW` is the three syllables `18 nq tw` wherever it stands. A stream is a text's syllables in canonical
form, parted by blanks, with `GAP` where a phrase may not run on (between paragraphs, captions, names).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import Protocol

from corpus.text import canon, fold, normalize

GAP = "|"
BEGINNING = "\u02d0"
"""Stands as a syllable before each name of a kind in which what stands before a name changes it (`Phó Bí thư`)."""
_SYLLABLE = re.compile(r"[^\W_]+")


class Segmenter(Protocol):
    """Cuts one paragraph into words: (start, end) of each, sorted and disjoint. Handed in: index knows no segmenter."""

    def __call__(self, paragraph: str, /) -> list[tuple[int, int]]:
        """(start, end) pairs, offsets into `paragraph`."""
        ...


def syllables(text: str) -> list[str]:
    """The syllables of any string, in canonical form.

    >>> syllables("Nghị quyết 18-NQ/TW, kỳ họp")
    ['nghị', 'quyết', '18', 'nq', 'tw', 'kì', 'họp']
    """
    return _SYLLABLE.findall(canon(normalize(text)))


def syllable_spans(text: str) -> list[tuple[int, int, str]]:
    """Start, end and canonical form of each syllable of a normalised text, with `GAP` for each line feed between."""
    found: list[tuple[int, int, str]] = []
    low = canon(text)
    for match in _pieces().finditer(low):
        start, end = match.span()
        found.append((start, end, GAP if low[start] == "\n" else match[0]))
    return found


@cache
def _pieces() -> re.Pattern[str]:
    return re.compile(r"[^\W_]+|\n\s*")


def stream(parts: Iterable[str]) -> str:
    """The syllables of the parts, parted by blanks, with a gap between two lines; lines without any are left out.

    >>> stream(["Công an tỉnh", "…", "Bộ Công an"])
    'công an tỉnh | bộ công an'
    """
    return canonical_stream(canon(normalize("\n".join(parts))))


def canonical_stream(low: str) -> str:
    """The stream of a text that `canon` has been over."""
    find = _SYLLABLE.findall
    return f" {GAP} ".join(filter(None, [" ".join(find(line)) for line in low.split("\n")]))


GAP_WIDTH = 100
"""Places that a gap takes where syllables are numbered: no two words over one are as near as a query may ask."""


def spread_places(items: Iterable[str]) -> list[int]:
    """The place of each item of a stream, a gap taking GAP_WIDTH of them.

    >>> spread_places(["công", "an", "|", "bộ"])
    [0, 1, 2, 102]
    """
    places: list[int] = []
    place = 0
    for item in items:
        places.append(place)
        place += GAP_WIDTH if item == GAP else 1
    return places


def folded_stream(stream_: str) -> str:
    """The same stream without marks: as many items in the same places."""
    return " ".join(map(folded, stream_.split()))


@lru_cache(maxsize=1 << 16)
def folded(syllable: str) -> str:
    """`corpus.text.fold` of one syllable, remembered: running text repeats a few thousand of them."""
    return fold(syllable)


def bigrams(stream_: str) -> Iterator[str]:
    """Neighbouring syllables joined by `_`, for engines that answer two-syllable phrases from terms.

    >>> list(bigrams("cong an tinh | bo cong an"))
    ['cong_an', 'an_tinh', 'bo_cong', 'cong_an']
    """
    items = stream_.split()
    for left, right in pairwise(items):
        if left != GAP and right != GAP:
            yield f"{left}_{right}"


def word_stream(low: str, words: Iterable[tuple[int, int]]) -> str:
    """The words of a canonical text, syllables joined by `_`; what holds no letter or digit is left out.

    >>> word_stream("công an tỉnh.", [(0, 7), (8, 12), (12, 13)])
    'công_an tỉnh'
    """
    find = _SYLLABLE.findall
    pieces = [low[start:end] for start, end in words]
    return " ".join(filter(None, [piece if piece.isalnum() else "_".join(find(piece)) for piece in pieces]))
