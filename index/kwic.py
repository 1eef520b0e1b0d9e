"""Concordance: every occurrence of a query's words on a line of its own, with what stands left and right of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from corpus.text import canon, normalize
from index.documents import TextField
from index.matches import find_matches
from index.query import Query
from index.tokens import syllables

LineSort = Literal["text", "left", "match", "right"]
Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One occurrence in article `id`: `text[start:end] == match`, contexts within its paragraph, as written."""

    id: str
    start: int
    end: int
    left: str
    match: str
    right: str


def concordance(
    texts: Iterable[tuple[str, str]],
    query: Query,
    *,
    field: TextField = "body",
    context: int = 8,
    sort: LineSort = "text",
) -> tuple[Line, ...]:
    """A line for each occurrence in the (id, normalised text) pairs, with `context` words on either side.

    Where occurrences overlap the longest of the first counts. Sorted by the words to the right, to the left (nearest
    first), by the match, each in the order of a Vietnamese dictionary, or left in the order of the texts.
    """
    lines = [line for article, text in texts for line in _lines(article, text, query, field, context)]
    match sort:
        case "left":
            lines.sort(key=lambda line: [*map(dictionary_key, reversed(syllables(line.left)))])
        case "match":
            lines.sort(key=lambda line: [*map(dictionary_key, syllables(line.match))])
        case "right":
            lines.sort(key=lambda line: [*map(dictionary_key, syllables(line.right))])
        case "text":
            pass
    return tuple(lines)


def _lines(article: str, text: str, query: Query, field: TextField, context: int) -> Iterable[Line]:
    reached = 0
    for found in sorted(find_matches(text, query.words, field), key=lambda match: (match.start, -match.end)):
        if found.start < reached:
            continue
        reached = found.end
        yield Line(
            id=article,
            start=found.start,
            end=found.end,
            left=text[_back(text, found.start, context) : found.start].strip(),
            match=text[found.start : found.end],
            right=text[found.end : _on(text, found.end, context)].strip(),
        )


def _back(text: str, at: int, words: int) -> int:
    """Where the `words` words before `at` begin, in its paragraph."""
    low = text.rfind("\n", 0, at) + 1
    for _ in range(words + (at > low and not text[at - 1].isspace())):  # a bracket or quote on the match is no word
        while at > low and text[at - 1].isspace():
            at -= 1
        while at > low and not text[at - 1].isspace():
            at -= 1
    return at


def _on(text: str, at: int, words: int) -> int:
    """Where the `words` words behind `at` end, in its paragraph."""
    high = text.find("\n", at)
    high = len(text) if high < 0 else high
    for _ in range(words + (at < high and not text[at].isspace())):
        while at < high and text[at].isspace():
            at += 1
        while at < high and not text[at].isspace():
            at += 1
    return at


_LETTER_MARKS = {"\u0306": "1", "\u0302": "2", "\u031b": "3"}  # ă, â, ơ: letters of their own, in this order
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # huyền hỏi ngã sắc nặng


@lru_cache(maxsize=1 << 14)
def dictionary_key(syllable: str) -> Key:
    """Sorts syllables as Vietnamese dictionaries do: by letters (a ă â b c d đ e ê …), then by tone.

    >>> sorted(["lẫn", "lan", "lấn", "lăn", "lần", "làn"], key=dictionary_key)
    ['lan', 'làn', 'lăn', 'lần', 'lẫn', 'lấn']
    """
    letters: list[str] = []
    tone = "0"
    for char in unicodedata.normalize("NFD", canon(normalize(syllable))):
        if char in _LETTER_MARKS and letters:
            letters[-1] = letters[-1][0] + _LETTER_MARKS[char]
        elif char in _TONES:
            tone = _TONES[char]
        else:
            letters.append("d1" if char == "đ" else f"{char}0")
    return "".join(letters), tone
