"""What typed words stand for: syllables in their slots, compounds of a run of words, neighbours where no marks are."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache

from corpus.text import lower, normalize
from index.nodes import Slot
from index.syntax import QueryError
from index.tokens import GAP, Segmenter, syllable_spans

_LETTERS_BEFORE_STAR = 2
_LETTERS_BEFORE_TILDE = 2
_LETTERS_BEFORE_TWO = 3
MOST_LETTERS = 30
"""Of a word that may be mistyped: no syllable has half as many, and comparing takes time with their square."""
_TOKEN = re.compile(r"\S+")
_MARKED = re.compile(r"(.*?)(\*+|~[0-9]*)?", re.DOTALL)


def typed(text: str) -> list[str]:
    """The syllables as typed, marks and all."""
    text = normalize(text)
    return [text[start:end] for start, end, form in syllable_spans(text) if form != GAP]


def slots_of(text: str, start: int, *, strict: bool) -> tuple[Slot, ...]:
    """The slots of a word or quotation that stands at `start`; a star or tilde counts for the syllable before it.

    Raises QueryError for one that stands elsewhere.
    """
    slots: list[Slot] = []
    for token in _TOKEN.finditer(text):
        at = start + token.start()
        base, mark = _parted(token[0], at)
        syllables = typed(base)
        slots += [Slot.of(syllable, strict=strict) for syllable in syllables]
        if syllables and mark:
            slots[-1] = _open(syllables[-1], mark, at, strict=strict)
    return tuple(slots)


def _parted(token: str, start: int) -> tuple[str, str]:
    """The word, and the star or tilde behind it."""
    found = _MARKED.fullmatch(normalize(token))
    assert found is not None, "the pattern takes any string"
    base, mark = found[1], found[2] or ""
    if re.search(r"\w[*~]+$", base):
        raise QueryError(start, f'"{token[len(base.rstrip("*~")) :]}" behind a word', "write one * or one ~")
    if "*" in base:
        if base.startswith("*") and base.strip("*"):
            raise QueryError(start, "a * before a word", "words are found by their beginning: put it at the end")
        raise QueryError(start, "a * inside a word", "put it at the end of the word, or leave it out")
    if re.search(r"\w~\w", base):
        raise QueryError(start, "a ~ inside a word", "put it at the end of the word, or write a blank")
    if not base[-1:].isalnum():
        return (base + mark, "") if mark.startswith("~") else (base, "")  # ~500: about five hundred
    return base, mark


def _open(syllable: str, mark: str, start: int, *, strict: bool) -> Slot:
    if mark.startswith("*"):
        if len(syllable) < _LETTERS_BEFORE_STAR:
            raise QueryError(start, "a * behind one letter", f"write {_LETTERS_BEFORE_STAR} letters before it")
        return Slot.of(syllable, strict=strict, prefix=True)
    if mark not in ("~", "~1", "~2"):
        raise QueryError(start, f'"{mark}" behind a word', "write ~ for one letter that differs, ~2 for two")
    if len(syllable) < _LETTERS_BEFORE_TILDE:
        mend = f"write {_LETTERS_BEFORE_TILDE} letters before it, or search without ~"
        raise QueryError(start, "a ~ behind one letter", mend)
    if mark == "~2" and len(syllable) < _LETTERS_BEFORE_TWO:
        raise QueryError(start, "a ~2 behind two letters", "write ~: with two edits it would be any word of two")
    if len(syllable) > MOST_LETTERS:
        raise QueryError(start, f"a ~ behind more than {MOST_LETTERS} letters", "search for a part of it, or without ~")
    return Slot.of(syllable, strict=strict, fuzzy=int(mark[1:] or 1))


def is_open(text: str) -> bool:
    """Whether a typed word has a star or tilde."""
    return "*" in text or "~" in text


@cache
def _shape() -> re.Pattern[str]:
    return re.compile(
        r"(?:ngh?|nh|ch|gh?|gi|kh?|ph?|qu|th?|tr|[bcdhlmnrsvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?", re.ASCII
    )


def is_unmarked_syllable(text: str) -> bool:
    """Whether this is a Vietnamese syllable without its marks: onset, one to three vowels, coda."""
    return _shape().fullmatch(lower(text)) is not None


def compounds(texts: list[str], segment: Segmenter) -> list[list[str]]:
    """The syllables of each word that the segmenter finds; typed words that it joins are one, none is cut."""
    starts: list[int] = []
    at = 0
    for text in texts:
        starts.append(at)
        at += len(text) + 1
    joined: set[int] = set()  # indices of typed words that belong to the one before
    for start, end in segment(" ".join(texts)):
        first, last = bisect_right(starts, start) - 1, bisect_left(starts, end) - 1
        joined.update(range(first + 1, last + 1))
    groups: list[list[str]] = []
    for i, text in enumerate(texts):
        if i in joined and groups:
            groups[-1].extend(typed(text))
        else:
            groups.append(typed(text))
    return [group for group in groups if group]
