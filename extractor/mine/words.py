"""A text cut into words once, for all annotators that read words: runs of letters and digits, and what is between."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, compress

from extractor.mine.cues import canon_of

_WORD = re.compile(r"([^\W_]+)")


@dataclass(frozen=True, slots=True)
class Words:
    """Parallel lists; readers share them and never change them.

    `words` are in compared form; `gaps[i]` stands before word i as it is written, the last one behind the last word;
    `caps[i]` tells whether word i begins with a capital, and `capitals` are the indices of those that do.
    """

    words: list[str]
    gaps: list[str]
    starts: list[int]
    ends: list[int]
    caps: list[bool]
    capitals: list[int]


@lru_cache(maxsize=8)
def words_of(text: str) -> Words:
    """The words of a normalised text.

    >>> words_of("Công an T.X Phổ Yên").words
    ['công', 'an', 't', 'x', 'phổ', 'yên']
    """
    pieces = _WORD.split(canon_of(text))  # gap, word, gap, word, …, gap; no other way is as fast
    bounds = list(accumulate(map(len, pieces)))
    starts = bounds[:-1:2]
    caps = [text[start].isupper() for start in starts]
    return Words(
        words=pieces[1::2],
        gaps=pieces[::2],
        starts=starts,
        ends=bounds[1::2],
        caps=caps,
        capitals=list(compress(range(len(caps)), caps)),
    )
