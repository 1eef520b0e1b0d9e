"""Concordance: every occurrence of a query's words on a line of its own, with what stands left and right of it.

In two steps, so that a large one is fast and small in memory: `occurrences_in` tells where they are and by what they
are sorted, one text at a time; `line` reads the contexts of those that are shown.
"""

from __future__ import annotations

import hashlib
import heapq
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal, NamedTuple

from corpus.text import canon, normalize
from index.documents import TextField
from index.occurrences import Finder
from index.query import Query
from index.tokens import syllables

LineSort = Literal["text", "match", "left", "left2", "left3", "right", "right2", "right3"]
Key = tuple[str, str]

_SYLLABLE = re.compile(r"[^\W_]+")
_GLANCE = 14  # characters for each word that the order asks for: enough at the first look, mostly
_MORE = r"(?:(?:[^\w\n]|_)+([^\W_]+)"
_BEHIND = tuple(
    re.compile(rf"(?:[^\w\n]|_)*+([^\W_]+){_MORE * more}{')?' * more}") for more in range(3)
)  # the first one to three syllables behind a place in its paragraph


class LineField(NamedTuple):
    """A text of an article: `body`, `lead` (which is a part of the body), `title`, or `caption` number `n` from 0."""

    name: str
    n: int = 0


BODY, LEAD, TITLE = LineField("body"), LineField("lead"), LineField("title")


class Occurrence(NamedTuple):
    """`text[start:end]` of article `id`, or of another text of it than its body, as `field` says.

    `key` are the syllables that it is sorted by, as written; `value` is the canonical name of a mention.
    """

    id: str
    start: int
    end: int
    key: tuple[str, ...] = ()
    value: str | None = None
    field: LineField = BODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One occurrence in article `id`: `text[start:end] == match`, contexts within its paragraph, as written.

    The text is that of `field`; for the lead it is the body's, whose beginning it is.
    """

    id: str
    start: int
    end: int
    left: str
    match: str
    right: str
    value: str | None = None
    field: LineField = BODY


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
    article: str,
    text: str,
    spans: Iterable[tuple[int, int, str | None]],
    *,
    sort: LineSort = "text",
    field: LineField = BODY,
    lead: tuple[int, int] = (0, 0),
) -> Iterator[Occurrence]:
    """The occurrences at (start, end, value) with the keys that `sort` asks for.

    In the body those that stand from `lead[0]` to `lead[1]` are of the lead.
    """
    key = _KEYS[sort]
    for start, end, value in spans:
        where = LEAD if lead[0] <= start and end <= lead[1] else field
        yield Occurrence(article, start, end, key(text, start, end), value, where)


def in_order(found: Iterable[Occurrence], sort: LineSort) -> list[Occurrence]:
    """Sorted by the match, or by the one to three words beside it, nearest first, as a Vietnamese dictionary sorts.

    Equal ones, and all by `text`, stay in the order in which they come.
    """
    if sort == "text":
        return list(found)
    every = list(found)
    met = sorted({syllable for x in every for syllable in x.key}, key=dictionary_key)
    rank = {syllable: n for n, (_, same) in enumerate(groupby(met, key=dictionary_key)) for syllable in same}
    return sorted(every, key=lambda x: [rank[syllable] for syllable in x.key])


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
        field=found.field,
    )


def _lot(seed: int, found: Occurrence) -> bytes:
    name = "" if found.field in (BODY, LEAD) else f"{found.field.name} {found.field.n} "
    return hashlib.blake2b(f"{seed} {found.id} {name}{found.start} {found.end}".encode(), digest_size=8).digest()


def _number_of(drawn: tuple[bytes, int, Occurrence]) -> int:
    return drawn[1]


def _left(text: str, at: int, words: int) -> tuple[str, ...]:
    """So many syllables before `at` in its paragraph, nearest first."""
    low = text.rfind("\n", 0, at) + 1
    width = words * _GLANCE
    while True:
        start = max(low, at - width)
        found = _SYLLABLE.findall(text, start, at)
        if len(found) > words or start == low:  # the first of them may be cut
            return tuple(found[: -words - 1 : -1])
        width *= 4


def _right(text: str, at: int, words: int) -> tuple[str, ...]:
    """So many syllables behind `at` in its paragraph."""
    found = _BEHIND[words - 1].match(text, at)
    return tuple(filter(None, found.groups())) if found else ()


_KEYS: dict[LineSort, Callable[[str, int, int], tuple[str, ...]]] = {
    "text": lambda _text, _start, _end: (),
    "match": lambda text, start, end: tuple(syllables(text[start:end])),
    "left": lambda text, start, _end: _left(text, start, 1),
    "left2": lambda text, start, _end: _left(text, start, 2),
    "left3": lambda text, start, _end: _left(text, start, 3),
    "right": lambda text, _start, end: _right(text, end, 1),
    "right2": lambda text, _start, end: _right(text, end, 2),
    "right3": lambda text, _start, end: _right(text, end, 3),
}


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
