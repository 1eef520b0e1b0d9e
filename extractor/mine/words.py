"""A text cut into words once, for all annotators that read words: runs of letters and digits, and what is between."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, compress
from operator import itemgetter, not_

from corpus.records import maker
from extractor.mine.cues import canon_of

_WORD = re.compile(r"([^\W_]+)")
_LATIN = re.compile("([0-9a-zà-öø-ɏạ-ỹ]+)")  # the same for most texts, in two thirds of the time


@dataclass(frozen=True, slots=True)
class Words:
    """Parallel lists; readers share them and never change them.

    `words` are in compared form; `gaps[i]` stands before word i as it is written, the last one behind the last word;
    `caps[i]` tells whether word i begins with a capital, and `capitals` are the indices of those that do; `figures`
    those of the words that are not letters only.
    """

    words: list[str]
    gaps: list[str]
    starts: list[int]
    ends: list[int]
    caps: list[bool]
    capitals: list[int]
    figures: list[int]


_words_made = maker(Words)


@lru_cache(maxsize=3)
def words_of(text: str) -> Words:
    """The words of a normalised text.

    >>> words_of("Công an T.X Phổ Yên").words
    ['công', 'an', 't', 'x', 'phổ', 'yên']
    """
    pieces = _pieces(canon_of(text))
    bounds = list(accumulate(map(len, pieces)))
    words, starts = pieces[1::2], bounds[:-1:2]
    caps = list(map(str.isupper, itemgetter(*starts)(text))) if starts else []
    return _words_made(
        words=words,
        gaps=pieces[::2],
        starts=starts,
        ends=bounds[1::2],
        caps=caps,
        capitals=list(compress(range(len(caps)), caps)),
        figures=list(compress(range(len(words)), map(not_, map(str.isalpha, words)))),
    )


def _pieces(canon: str) -> list[str]:
    """Gap, word, gap, word, …, gap; no other way is as fast."""
    pieces = _LATIN.split(canon)
    strange = any(map(str.isalnum, "".join(set(pieces[::2]))))
    return _WORD.split(canon) if strange else pieces
