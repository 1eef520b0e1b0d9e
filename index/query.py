"""Our query language, read into our own tree, so that no engine's parser ever sees what a user typed.

    công an tỉnh            all of the words; compounds (`công an`) side by side, whichever way they were segmented
    "đại hội điểm"          the syllables in this order, side by side, in one paragraph
    a OR b, a -b, NOT b     Boolean operators in capitals; AND binds closer than OR and may be left out; parentheses
    công*                   syllables that begin so; two letters at least
    title:họp, unit:"…"     one field: title lead body caption, unit person rank position term place doc, source, type
    published:2020-05..     publication date: a year, month or day, or a range A..B with either end open

A syllable with marks means itself in any correct spelling (`hoà`, `hòa`); one without marks means all its forms, those
written as typed first; `strict` takes it as typed. Typed wholly without marks, words cannot be told apart by a
segmenter, so there each syllable has to stand beside one that it stands beside in the query.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import cast, get_args

from corpus.dates import DateRange, PublicationDate
from corpus.mentions import EventType
from corpus.text import has_marks, lower, normalize
from index.nodes import (
    EVERYWHERE,
    Everything,
    Keyword,
    KeywordField,
    Node,
    Not,
    Published,
    Slot,
    WordField,
    Words,
    asked_words,
    both,
    either,
    keyword,
)
from index.syntax import FIELDS, Piece, PieceKind, QueryError, pieces
from index.tokens import GAP, Segmenter, syllable_spans

LONGEST = 20_000
"""Code points that a query may have."""
_DEEPEST = 50
_LETTERS_BEFORE_STAR = 2
_EVENT_TYPES: tuple[str, ...] = get_args(EventType)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query as typed and the tree that it means."""

    text: str
    root: Node

    @property
    def words(self) -> tuple[Words, ...]:
        """The words and phrases that a hit may have, for highlighting and concordance."""
        return tuple(dict.fromkeys(asked_words(self.root)))


def parse(text: str, segment: Segmenter | None = None, *, strict: bool = False) -> Query:
    """Read a query. `segment` finds the compounds among bare words; without one each typed word stands for itself.

    Blank text and `*` mean all articles. Raises QueryError, and nothing else, for any other string that is no query.

    >>> parse('title:"công an" -xã').root.parts[0].fields
    ('title',)
    """
    if len(text) > LONGEST:
        raise QueryError(LONGEST, f"more than {LONGEST} characters", "ask for less at a time")
    if text.strip() in ("", "*"):
        return Query(text=text, root=Everything())
    return Query(text=text, root=_Parser(pieces(text), segment, strict).query())


def phrase(text: str, field: WordField, *, strict: bool = False) -> Words:
    """The phrase of a filter's value in `field`. Raises QueryError where it has no letter or digit.

    >>> [slot.form for slot in phrase("Công an tỉnh", "unit").slots]
    ['công', 'an', 'tỉnh']
    """
    slots = tuple(Slot.of(syllable, strict=strict) for syllable in _typed(text))
    if not slots:
        raise QueryError(0, f'no letter or digit in "{text}"', f"name a {field}")
    return Words(slots=slots, fields=(field,))


def _typed(text: str) -> list[str]:
    """The syllables as typed, marks and all."""
    text = normalize(text)
    return [text[start:end] for start, end, form in syllable_spans(text) if form != GAP]


class _Parser:
    """Recursive descent over the pieces: or_expression > and_expression > one."""

    def __init__(self, found: list[Piece], segment: Segmenter | None, strict: bool) -> None:
        self.pieces = found
        self.at = 0
        self.depth = 0
        self.segment = segment
        self.strict = strict
        self.field: str | None = None

    def query(self) -> Node:
        node = self.or_expression()
        if self.at < len(self.pieces):
            raise QueryError(self.pieces[self.at].start, "a ) without its (", "take it out or open it before")
        if node is None:
            raise QueryError(0, "nothing to search for", "write a word or a number")
        return node

    def kind(self) -> PieceKind | None:
        return self.pieces[self.at].kind if self.at < len(self.pieces) else None

    def next(self) -> Piece:
        self.at += 1
        return self.pieces[self.at - 1]

    def or_expression(self) -> Node | None:
        node = self.and_expression()
        alternatives = [] if node is None else [node]
        while self.kind() == "OR":
            operator = self.next()
            node = self.and_expression()
            if node is None or not alternatives:
                raise _lonely(operator)
            alternatives.append(node)
        return either(*alternatives) if alternatives else None

    def and_expression(self) -> Node | None:
        parts: list[Node] = []
        operator: Piece | None = None
        while (kind := self.kind()) not in (None, "OR", "close"):
            if kind == "AND":
                if operator is not None or not parts:
                    raise _lonely(self.pieces[self.at])
                operator = self.next()
                continue
            added = self.run() if kind == "piece" else [self.one()]
            if added:
                parts.extend(added)
                operator = None
        if operator is not None:
            raise _lonely(operator)
        return both(*parts) if parts else None

    def run(self) -> list[Node]:
        """Bare words up to the next operator or starred word."""
        run: list[Piece] = []
        while self.kind() == "piece" and "*" not in self.pieces[self.at].text:
            run.append(self.next())
        if not run:
            return self.bare(self.next())
        if self.segment is None or self.field in _VALUED:
            return [node for piece in run for node in self.bare(piece)]
        texts = [normalize(piece.text) for piece in run]
        groups = _compounds(texts, self.segment) if any(map(has_marks, texts)) else None
        return [self.words(group) for group in groups] if groups is not None else self.unmarked(texts)

    def unmarked(self, texts: list[str]) -> list[Node]:
        """Words typed without marks: neighbours in the query are neighbours in a hit; what is no syllable is alone."""
        nodes: list[Node] = []
        row: list[str] = []
        for text in [*texts, ""]:
            if _syllable_shape().fullmatch(lower(text)):
                row.append(text)
                continue
            nodes.extend(self.neighbours(row))
            row = []
            if typed := _typed(text):
                nodes.append(self.words(typed))
        return nodes

    def neighbours(self, row: list[str]) -> Iterator[Node]:
        if len(row) == 1:
            yield self.words(row)
        pairs = [self.words([left, right]) for left, right in pairwise(row)]
        for i, pair in enumerate(pairs):
            if i in (0, len(pairs) - 1):
                yield pair  # the only neighbour of the first and of the last; the second and last but one are in it too
            elif 1 < i < len(pairs) - 1:
                yield either(pairs[i - 1], pair)

    def one(self) -> Node:
        """Something that is no bare word: negated, quoted, in parentheses or in a field."""
        piece = self.next()
        match piece.kind:
            case "minus" | "NOT":
                return self.negated(piece)
            case "quoted":
                return self.quoted(piece)
            case "open":
                return self.group(piece)
            case _:
                return self.in_field(piece)

    def negated(self, piece: Piece) -> Node:
        odd = True
        while self.kind() in ("minus", "NOT"):
            self.next()
            odd = not odd
        if self.kind() in (None, "AND", "OR", "close"):
            raise _lonely(piece)
        nodes = self.bare(self.next()) if self.kind() == "piece" else [self.one()]
        if not nodes:
            raise _lonely(piece)
        return Not(nodes[0]) if odd else nodes[0]

    def group(self, piece: Piece) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise QueryError(piece.start, f"more than {_DEEPEST} parentheses in each other", "ask more simply")
        node = self.or_expression()
        if self.kind() != "close":
            raise QueryError(piece.start, "a ( without its )", "put a ) behind the last word of the group")
        self.next()
        self.depth -= 1
        if node is None:
            raise QueryError(piece.start, "nothing in the parentheses", "write a word in them")
        return node

    def in_field(self, piece: Piece) -> Node:
        """What follows a field name: a word, a quotation or a group."""
        name, kind = piece.text, self.kind()
        outer, self.field = self.field, FIELDS[name]
        if kind not in ("piece", "quoted", "open"):
            raise QueryError(piece.start, f"nothing behind {name}:", f'write {name}:word or {name}:"two words"')
        nodes = self.bare(self.next()) if kind == "piece" else [self.one()]
        if not nodes:
            raise QueryError(piece.start, f"no word behind {name}:", f"write {name}:word")
        self.field = outer
        return nodes[0]

    def quoted(self, piece: Piece) -> Node:
        nodes = self.bare(piece)
        if not nodes:
            raise QueryError(piece.start, "no word in the quotation", "write one, or take the quotation marks out")
        return nodes[0]

    def bare(self, piece: Piece) -> list[Node]:
        """One typed word or quotation, its syllables side by side; nothing where it has none."""
        text = piece.text.rstrip("*")
        star = text != piece.text and text[-1:].isalnum()
        if "*" in text:
            raise QueryError(piece.start, "a * inside a word", "put it at the end of the word, or leave it out")
        if self.field in _VALUED:
            return [self.value(text.strip(), piece.start, star)] if text.strip() else []
        typed = _typed(text)
        if not typed:
            return []
        if star and len(typed[-1]) < _LETTERS_BEFORE_STAR:
            raise QueryError(piece.start, "a * behind one letter", f"write {_LETTERS_BEFORE_STAR} letters before it")
        return [self.words(typed, star=star)]

    def words(self, typed: list[str], *, star: bool = False) -> Words:
        slots = [Slot.of(syllable, strict=self.strict) for syllable in typed]
        if star:
            slots[-1] = Slot.of(typed[-1], strict=self.strict, prefix=True)
        fields = EVERYWHERE if self.field is None else (cast(WordField, self.field),)
        return Words(slots=tuple(slots), fields=fields)

    def value(self, text: str, start: int, star: bool) -> Node:
        """The value of a field that holds no words."""
        if self.field == "published":
            return _published(text, start)
        if self.field == "type" and not star and keyword(text) not in _EVENT_TYPES:
            raise QueryError(start, f'there is no event type "{text}"', f"types are {', '.join(_EVENT_TYPES)}")
        return Keyword(field=cast(KeywordField, self.field), value=keyword(text), prefix=star)


_VALUED = ("source", "type", "published")


def _lonely(piece: Piece) -> QueryError:
    text = "-" if piece.kind == "minus" else piece.text
    return QueryError(piece.start, f"nothing for {text} to work on", f'write a word, or "{text}" if the word is meant')


@cache
def _syllable_shape() -> re.Pattern[str]:
    """A Vietnamese syllable without its marks: onset, one to three vowels, coda."""
    return re.compile(
        r"(?:ngh?|nh|ch|gh?|gi|kh?|ph?|qu|th?|tr|[bcdhlmnrsvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?", re.ASCII
    )


def _compounds(texts: list[str], segment: Segmenter) -> list[list[str]]:
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
            groups[-1].extend(_typed(text))
        else:
            groups.append(_typed(text))
    return [group for group in groups if group]


def _published(text: str, start: int) -> Published:
    first_text, dots, last_text = text.partition("..")
    if not dots:
        span = _days(text, start)
        return Published(first=span.first, last=span.last)
    first = _days(first_text, start).first if first_text.strip() else None
    last = _days(last_text, start).last if last_text.strip() else None
    if first and last and first > last:
        raise QueryError(start, "the range ends before it begins", "write the earlier date first")
    return Published(first=first, last=last)


def _days(text: str, start: int) -> DateRange:
    """The days of `2020`, `2020-05`, `2020-05-31`, `5/2020` or `31/5/2020`."""
    text = text.strip()
    if local := re.fullmatch(r"(?:([0-9]{1,2})/)?([0-9]{1,2})/([0-9]{4})", text):
        day, month, year = local.groups()
        text = f"{year}-{month:0>2}" + (f"-{day:0>2}" if day else "")
    try:
        if re.fullmatch(r"[0-9]{4}(?:-[0-9]{2}){0,2}", text):
            return PublicationDate(value=text, method="given", confidence=1.0).span
    except ValueError:
        pass
    raise QueryError(start, f'"{text}" is no date', "write 2020, 2020-05 or 2020-05-31, a range as 2020-05..2021")
