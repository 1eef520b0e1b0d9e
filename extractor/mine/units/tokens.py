"""A text as words and the gaps between them: what the unit and place grammars read.

A word is a run of letters and digits; what stands between two words is reduced to one character, because the grammar
only asks of which kind a gap is. So `T.X Phổ Yên` is the words t, x, phổ, yên with the gaps `.`, ` ` and ` `.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from corpus.text import canon

SPACE, COMMA, DASH, DOT, BREAK, OTHER = " ", ",", "-", ".", "\n", "?"
_WORD = re.compile(r"([^\W_]+)")
_KINDS = {
    " ": SPACE, "": OTHER, ", ": COMMA, ",": COMMA, "-": DASH, " - ": DASH, " – ": DASH, "–": DASH, "—": DASH,
    ".": DOT, ". ": DOT, " & ": "&", "&": "&", " (": "(", ") ": ")", "/": "/", " , ": COMMA, "'": "'", "’": "'",
    ": ": ":", "; ": ";", ' "': '"', '" ': '"', " “": '"', "” ": '"', "- ": DASH, " -": DASH, "– ": DASH, " –": DASH,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel arrays; `gaps[i]` is the kind of gap before word i, `gaps[size]` a break; `caps` marks capitals."""

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]
    gaps: list[str]
    caps: list[bool]
    size: int

    def upper(self, i: int) -> bool:
        """Whether word i begins with a capital."""
        return self.caps[i]

    def shout(self, i: int) -> bool:
        """Whether word i has two or more letters, all capitals."""
        word = self.surface(i)
        return len(word) > 1 and word.isupper()

    def surface(self, i: int, end: int | None = None) -> str:
        """The text of word i, or of the words from i up to `end`, as it stands."""
        return self.text[self.starts[i] : self.ends[i if end is None else end - 1]]

    def at(self, offset: int) -> int:
        """Index of the first word that starts at or after `offset`."""
        low, high = 0, len(self.starts)
        while low < high:
            middle = (low + high) // 2
            if self.starts[middle] < offset:
                low = middle + 1
            else:
                high = middle
        return low


def _kind(gap: str) -> str:
    if "\n" in gap:
        return BREAK
    bare = gap.strip()
    if not bare:
        return SPACE if gap else OTHER
    return _KINDS.get(bare, OTHER)


@lru_cache(maxsize=8)
def tokens_of(text: str) -> Tokens:
    """The words and gaps of a normalised text; the last few texts are kept, because three annotators ask for them.

    >>> tokens_of("Công an T.X Phổ Yên").gaps[1:]
    [' ', ' ', '.', ' ', ' ', '\\n']
    """
    low = canon(text)
    pieces = _WORD.split(low)  # gap, word, gap, word, …, gap
    words = pieces[1::2]
    bounds = list(accumulate(map(len, pieces)))
    starts, ends = bounds[:-1:2], bounds[1::2]
    known = _KINDS.get
    gaps = [known(gap) or _kind(gap) for gap in pieces[:-1:2]]
    if gaps:
        gaps[0] = BREAK
    gaps.append(BREAK)
    return Tokens(text, starts, ends, words, gaps, list(map(str.isupper, map(text.__getitem__, starts))), len(words))
