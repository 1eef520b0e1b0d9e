"""One article as the event reader sees it: compared text, words, hits and mentions, each looked up by place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from typing import Generic, Protocol, TypeVar, cast

from corpus.dates import DateRange
from corpus.mentions import DateExpression, DocumentRef, Mention, Person, Place, Position, Term, Unit
from corpus.records import quick
from corpus.text import fold, slug
from extractor.events.lexicon import SOUGHT, CueWords, Hit, Words, lexicon
from extractor.mine.cues import canon_of
from extractor.mine.words import words_of

_MARK = re.compile(r"[^\w\s]")


_NAMES: tuple[type[Mention], ...] = (Unit, Person, Position, Place, DocumentRef)


class Spanned(Protocol):
    """Anything that begins somewhere in the text."""

    @property
    def start(self) -> int:
        """Offset of its first character."""
        ...


T = TypeVar("T", bound=Spanned)


class Row(Generic[T]):
    """Things of one kind in the order of the text, looked up by place."""

    __slots__ = ("_starts", "items")

    def __init__(self, items: Iterable[T]) -> None:
        self.items = tuple(items)
        self._starts = [item.start for item in self.items]

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __bool__(self) -> bool:
        return bool(self.items)

    def within(self, start: int, end: int) -> tuple[T, ...]:
        """Those that begin within [start, end)."""
        starts = self._starts
        return self.items[bisect_left(starts, start) : bisect_left(starts, end)]


@quick
@dataclass(frozen=True, slots=True)
class View:
    """Text, its canon form, words, trigger hits (never inside a name), and the mentions by kind, all sorted.

    `spelt` are the words in canon form; `beginnings` the indexes of those with which a cue of each kind may begin.
    """

    text: str
    canon: str
    words: Words
    spelt: list[str]
    word_starts: list[int]
    hits: Row[Hit]
    dates: Row[DateExpression]
    units: Row[Unit]
    persons: Row[Person]
    positions: Row[Position]
    places: Row[Place]
    documents: Row[DocumentRef]
    terms: Row[Term]
    published: DateRange | None
    cues: CueWords
    beginnings: dict[str, list[int]]

    def word_at(self, offset: int) -> int:
        """Index of the first word that starts at or after `offset`."""
        return bisect_left(self.word_starts, offset)

    def cue_before(self, kind: str, offset: int, floor: int) -> int | None:
        """Start of the longest cue of `kind` that ends right before `offset` (blanks between), not before `floor`."""
        i = bisect_left(self.word_starts, offset)
        if i == 0 or self.spelt[i - 1] not in self.cues.lasts[kind]:
            return None
        if self.text[self.words[i - 1][1] : offset].strip():
            return None
        n = self.cues.ends_at(kind, self.canon, self.words, i)
        if n is None or self.words[i - n][0] < floor:
            return None
        return self.words[i - n][0]

    def cue_after(self, kind: str, offset: int) -> int | None:
        """End of the longest cue of `kind` that begins at the first word at or after `offset`."""
        i = bisect_left(self.word_starts, offset)
        if i >= len(self.spelt) or self.spelt[i] not in self.cues.firsts[kind]:
            return None
        n = self.cues.starts_at(kind, self.canon, self.words, i)
        return None if n is None else self.words[i + n - 1][1]

    def cue_in(self, kind: str, start: int, end: int) -> int | None:
        """Start of the first cue of `kind` within [start, end)."""
        first, last = bisect_left(self.word_starts, start), bisect_left(self.word_starts, end)
        for i in self._possible(kind, first, last):
            n = self.cues.starts_at(kind, self.canon, self.words, i)
            if n is not None and i + n <= last:
                return self.words[i][0]
        return None

    def _possible(self, kind: str, first: int, last: int) -> Iterable[int]:
        """The words within [first, last) with which a cue of `kind` may begin."""
        if kind not in SOUGHT:
            return compress(range(first, last), map(self.cues.firsts[kind].__contains__, self.spelt[first:last]))
        places = self.beginnings.get(kind)
        return () if places is None else places[bisect_left(places, first) : bisect_left(places, last)]

    def only(self, kind: str, start: int, end: int, marks: str) -> bool:
        """Whether [start, end) holds nothing but cues of `kind`, blanks and `marks`."""
        i, last, at = self.word_at(start), self.word_at(end), start
        while i < last:
            n = self.cues.starts_at(kind, self.canon, self.words, i)
            if n is None or self.text[at : self.words[i][0]].strip(marks):
                return False
            i, at = i + n, self.words[i + n - 1][1]
        return not self.text[at:end].strip(marks)

    def number_after(self, offset: int) -> int | None:
        """Index of the word that is the number right behind `offset` (`hơn`, `gần` between), if there is one."""
        i = self.word_at(offset)
        while (n := self.cues.starts_at("amount", self.canon, self.words, i)) is not None:
            i += n
        if i >= len(self.words) or not self.spelt[i].isdigit():
            return None
        return None if _MARK.search(self.text, offset, self.words[i][0]) else i

    def slug(self, start: int, end: int) -> str:
        """`corpus.text.slug` of the text in [start, end), which begins and ends with whole words."""
        words = [_bare(word) for word in self.spelt[self.word_at(start) : self.word_at(end)]]
        joined = "-".join(words)
        return joined if joined.isascii() else slug(self.text[start:end])

    def hits_in(self, start: int, end: int) -> tuple[Hit, ...]:
        """The hits that begin within [start, end)."""
        return self.hits.within(start, end)

    def word_count(self, start: int, end: int) -> int:
        """How many words begin within [start, end)."""
        return self.word_at(end) - self.word_at(start)


_bare = lru_cache(maxsize=8192)(fold)  # the words of articles come back


def make_view(text: str, mentions: Sequence[Mention], published: DateRange | None) -> View:
    """The article's view; hits that begin inside a unit, person, position, place or document are left out."""
    read = read_triggers(text)
    words = read.words
    by_kind: dict[type[Mention], list[Mention]] = {}
    for mention in mentions:
        by_kind.setdefault(type(mention), []).append(mention)
    names = sorted((m.start, m.end) for kind in _NAMES for m in by_kind.get(kind, ()))
    return View(
        text=text,
        canon=read.canon,
        words=words,
        spelt=read.spelt,
        word_starts=read.starts,
        hits=Row(_outside(read.hits, names)),
        dates=_row(by_kind, DateExpression),
        units=_row(by_kind, Unit),
        persons=_row(by_kind, Person),
        positions=_row(by_kind, Position),
        places=_row(by_kind, Place),
        documents=_row(by_kind, DocumentRef),
        terms=_row(by_kind, Term),
        published=published,
        cues=lexicon().cues,
        beginnings=read.beginnings,
    )


def _row(by_kind: dict[type[Mention], list[Mention]], kind: type[T]) -> Row[T]:
    return Row(cast(list[T], by_kind.get(cast(type[Mention], kind), [])))


def word_spans(text: str) -> Words:
    """(start, end) of each run of letters and digits."""
    words = words_of(text)
    return list(zip(words.starts, words.ends, strict=True))


@quick
@dataclass(frozen=True, slots=True)
class Triggered:
    """A text in canon form, its words, and the triggers in it."""

    canon: str
    words: Words
    spelt: list[str]
    starts: list[int]
    hits: tuple[Hit, ...]
    beginnings: dict[str, list[int]]


@lru_cache(maxsize=3)  # events, tenures and keywords of an article ask for the same, and for its title
def read_triggers(text: str) -> Triggered:
    """The triggers of a text, inside names too."""
    read = words_of(text)  # made by the readers of names already
    low, words, known = canon_of(text), list(zip(read.starts, read.ends, strict=True)), lexicon()
    hits = tuple(known.triggers.scan(low, words, read.words))
    return Triggered(low, words, read.words, read.starts, hits, known.cues.beginnings(read.words))


def _outside(hits: Iterable[Hit], names: list[tuple[int, int]]) -> Iterator[Hit]:
    """Hits that do not begin inside one of the sorted `names` (which may nest)."""
    reached, i = 0, 0
    for hit in hits:
        while i < len(names) and names[i][0] <= hit.start:
            reached = max(reached, names[i][1])
            i += 1
        if hit.start >= reached:
            yield hit
