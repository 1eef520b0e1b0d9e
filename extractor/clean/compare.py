"""Texts on one line, and whether two titles say the same."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.text import canon, normalize

_NO_LETTER = re.compile(r"[\W_]+")


def squeeze(text: str) -> str:
    """Normalised text on one line, without blanks around it."""
    return " ".join(normalize(text).split())


def same_words(a: str, b: str) -> bool:
    """Whether two titles are equal but for case, marks' placement, punctuation and cut ends."""
    x, y = _letters(a), _letters(b)
    if not x or not y:
        return False
    short, long = sorted((x, y), key=len)
    return short == long or (len(short) > 20 and len(short) * 2 > len(long) and short in long)


@lru_cache(maxsize=256)
def _letters(text: str) -> str:
    return _NO_LETTER.sub("", canon(text))
