"""A text as words and the gaps between them: what the unit and place grammars read.

The words are those of `extractor.mine.words`; what stands between two of them is reduced to one character, because the
grammar only asks of which kind a gap is. So `T.X Phổ Yên` is the words t, x, phổ, yên with the gaps `.`, ` ` and ` `.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from corpus.records import maker
from extractor.mine.words import words_of

SPACE, COMMA, DASH, DOT, BREAK, OTHER = " ", ",", "-", ".", "\n", "?"


class _Kinds(dict[str, str]):
    """A gap as written to its kind."""

    def __missing__(self, gap: str) -> str:
        if "\n" in gap:
            return BREAK
        bare = gap.strip()
        if not bare:
            return SPACE if gap else OTHER
        return self.get(bare, OTHER)


_KINDS = _Kinds({
    " ": SPACE, "": OTHER, ", ": COMMA, ",": COMMA, "-": DASH, " - ": DASH, " – ": DASH, "–": DASH, "—": DASH,
    ".": DOT, ". ": DOT, " & ": "&", "&": "&", " (": "(", ") ": ")", "/": "/", " , ": COMMA, "'": "'", "’": "'",
    ": ": ":", "; ": ";", ' "': '"', '" ': '"', " “": '"', "” ": '"', "- ": DASH, " -": DASH, "– ": DASH, " –": DASH,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel arrays; `gaps[i]` is the kind of gap before word i, `gaps[size]` a break; `caps` marks capitals.

    `capitals` are the words that begin with one, `figures` those that are not letters only.
    """

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]
    gaps: list[str]
    caps: list[bool]
    capitals: list[int]
    figures: list[int]
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
        return bisect_left(self.starts, offset)


_tokens_made = maker(Tokens)


@lru_cache(maxsize=3)
def tokens_of(text: str) -> Tokens:
    """The words and gaps of a normalised text; the last few texts are kept, because three annotators ask for them.

    >>> tokens_of("Công an T.X Phổ Yên").gaps[1:]
    [' ', ' ', '.', ' ', ' ', '\\n']
    """
    cut = words_of(text)
    gaps = list(map(_KINDS.__getitem__, cut.gaps))
    gaps[0] = gaps[-1] = BREAK
    return _tokens_made(
        text, cut.starts, cut.ends, cut.words, gaps, cut.caps, cut.capitals, cut.figures, len(cut.words)
    )
