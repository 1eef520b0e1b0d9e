"""Concordance: every occurrence of a query's words on a line of its own, with what stands left and right of it.

In two steps, so that a large one is fast and small in memory: `occurrences_in` tells where they are and by what they
are sorted, one text at a time; `line` reads the contexts of those that are shown.
"""

from __future__ import annotations

import hashlib
import heapq
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from corpus.text import canon, normalize
from index.documents import TextField
from index.occurrences import Finder
from index.query import Query
from index.tokens import syllables

LineSort = Literal["text", "match", "left", "left2", "left3", "right", "right2", "right3"]
Key = tuple[str, str]

_SYLLABLE = re.compile(r"[^\W_]+")
_GLANCE = 24  # characters for each word that the order asks for: enough at the first look


class Occurrence(NamedTuple):
    """`text[start:end]` of article `id`; `key` is what it is sorted by, `value` the canonical name of a mention."""

    id: str
    start: int
    end: int
    key: tuple[Key, ...] = ()
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One occurrence in article `id`: `text[start:end] == match`, contexts within its paragraph, as written."""

    id: str
    start: int
    end: int
    left: str
    match: str
    right: str
    value: str | None = None


def concordance(
    texts: Iterable[tuple[str, str]],
    query: Query,
    *,
    field: TextField = "body",
    context: int = 8,
    sort: LineSort = "text",
) -> tuple[Line, ...]:
    """A line for each occurrence in the (id, normalised text) pairs, with `context` words on either side.

    Where occurrences overlap the longest of the first counts.
    """
    finder = Finder(query.words, field)
    held = dict(texts)
    found = (x for i, text in held.items() for x in occurrences_in(i, text, spans_of(finder.spans(text)), sort=sort))
    return tuple(line(held[x.id], x, context=context) for x in in_order(found, sort))


def spans_of(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, str | None]]:
    """Spans of words, which have no value."""
    return ((start, end, None) for start, end in spans)


def occurrences_in(
    article: str, text: str, spans: Iterable[tuple[int, int, str | None]], *, sort: LineSort = "text"
) -> Iterator[Occurrence]:
    """The occurrences at (start, end, value) with the keys that `sort` asks for."""
    for start, end, value in spans:
        yield Occurrence(article, start, end, _key(text, start, end, sort), value)


def in_order(found: Iterable[Occurrence], sort: LineSort) -> list[Occurrence]:
    """Sorted by the match, or by the one to three words beside it, nearest first, as a Vietnamese dictionary sorts.

    Equal ones, and all by `text`, stay in the order in which they come.
    """
    return list(found) if sort == "text" else sorted(found, key=_key_of)


def sample(found: Iterable[Occurrence], size: int, seed: int) -> list[Occurrence]:
    """So many of the occurrences, drawn by `seed`, in the order in which they come.

    Whether one is drawn depends on its article and place and on the others, not on their order: another engine, or
    another sorting, gives the same; an article more in the corpus changes a few.
    """
    numbered = [(_lot(seed, x), n, x) for n, x in enumerate(found)]
    drawn = heapq.nsmallest(size, numbered)
    return [x for _, _, x in sorted(drawn, key=_number_of)]


def line(text: str, found: Occurrence, *, context: int = 8) -> Line:
    """The line of an occurrence in its article's text, with `context` words on either side."""
    start, end = found.start, found.end
    return Line(
        id=found.id,
        start=start,
        end=end,
        left=text[_back(text, start, context) : start].strip(),
        match=text[start:end],
        right=text[end : _on(text, end, context)].strip(),
        value=found.value,
    )


def _lot(seed: int, found: Occurrence) -> bytes:
    return hashlib.blake2b(f"{seed} {found.id} {found.start} {found.end}".encode(), digest_size=8).digest()


def _key_of(found: Occurrence) -> tuple[Key, ...]:
    return found.key


def _number_of(drawn: tuple[bytes, int, Occurrence]) -> int:
    return drawn[1]


def _key(text: str, start: int, end: int, sort: LineSort) -> tuple[Key, ...]:
    if sort == "text":
        return ()
    if sort == "match":
        return tuple(map(dictionary_key, syllables(text[start:end])))
    words = int(sort[-1]) if sort[-1].isdigit() else 1
    beside = _left(text, start, words) if sort.startswith("left") else _right(text, end, words)
    return tuple(map(dictionary_key, beside))


def _left(text: str, at: int, words: int) -> Sequence[str]:
    """So many syllables before `at` in its paragraph, nearest first."""
    low = text.rfind("\n", 0, at) + 1
    width = words * _GLANCE
    while True:
        start = max(low, at - width)
        found = _SYLLABLE.findall(text, start, at)
        if len(found) > words or start == low:  # the first of them may be cut
            return found[: -words - 1 : -1]
        width *= 4


def _right(text: str, at: int, words: int) -> Sequence[str]:
    """So many syllables behind `at` in its paragraph."""
    high = text.find("\n", at)
    high = len(text) if high < 0 else high
    width = words * _GLANCE
    while True:
        end = min(high, at + width)
        found = _SYLLABLE.findall(text, at, end)
        if len(found) > words or end == high:
            return found[:words]
        width *= 4


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
