"""From the pieces of a query to its tree, by recursive descent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, product
from math import prod
from typing import cast, get_args

from corpus.kinds import EventType
from corpus.text import has_marks, normalize
from index.documents import KINDS, Kind
from index.nodes import (
    BEGINS,
    EVERYWHERE,
    And,
    Keyword,
    KeywordField,
    Mentioned,
    Near,
    Node,
    Not,
    Or,
    Published,
    Slot,
    Value,
    WordField,
    Words,
    both,
    either,
    keyword,
)
from index.query_dates import DateReader, read_days
from index.runs import compounds, is_open, is_unmarked_syllable, slots_of, typed
from index.syntax import FIELDS, VALUED, Piece, PieceKind, QueryError
from index.thesaurus import Thesaurus
from index.tokens import Segmenter

_DEEPEST = 50
_MOST = 1_000  # words and quotations
_MOST_OPEN = 50  # of them with a star or a tilde: each may stand for thousands of words
_MOST_NEAR = 6
_MOST_PLACEMENTS = 8  # spellings of one phrase
_ODD = (3, 4, 5)  # unmarked words in a row of which one may be a word for itself: most words have two syllables
_EVENT_TYPES: tuple[str, ...] = get_args(EventType)
_NO_OPERAND = (None, "AND", "OR", "NEAR", "close")


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpers:
    """What a query is read with: each may be missing."""

    segment: Segmenter | None = None
    thesaurus: Thesaurus | None = None
    dates: DateReader | None = None
    strict: bool = False


def tree(found: list[Piece], helpers: Helpers) -> Node:
    """The tree of a query's pieces. Raises QueryError."""
    return _Parser(found, helpers).query()


def name_tree(kind: Kind, text: str, helpers: Helpers, *, only: bool) -> Node:
    """The tree of a name, as if it stood in quotation marks behind the kind's field. Raises QueryError."""
    parser = _Parser([], helpers)
    parser.field, parser.only = kind, only
    return parser.name(Piece(kind="quoted", text=text, start=-1))


class _Parser:
    """or_expression > and_expression > near > element."""

    def __init__(self, found: list[Piece], helpers: Helpers) -> None:
        self.pieces = found
        self.at = 0
        self.depth = 0
        self.helpers = helpers
        self.strict = helpers.strict
        self.field: str | None = None
        self.only = False
        self.check_size()

    def check_size(self) -> None:
        """Raises QueryError for a query that no engine could answer in bounded time."""
        words = [piece for piece in self.pieces if piece.kind in ("piece", "quoted")]
        if len(words) > _MOST:
            raise QueryError(words[_MOST].start, f"more than {_MOST} words", "ask for less at a time")
        wild = [piece for piece in words if is_open(piece.text)]
        if len(wild) > _MOST_OPEN:
            raise QueryError(wild[_MOST_OPEN].start, f"more than {_MOST_OPEN} words with * or ~", "ask for less")

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
            if kind in ("AND", "NEAR") and (operator is not None or not parts):
                raise _lonely(self.pieces[self.at])
            if kind == "AND":
                operator = self.next()
            elif kind == "NEAR":
                parts.extend(self.near(parts.pop()))
            elif added := self.element():
                parts.extend(added)
                operator = None
        if operator is not None:
            raise _lonely(operator)
        return both(*parts) if parts else None

    def element(self) -> list[Node]:
        return self.run() if self.kind() == "piece" else [self.one()]

    # words near each other

    def near(self, first: Node) -> list[Node]:
        """The chain that begins with `first`, and what was typed behind its last word."""
        operator = self.pieces[self.at]
        operands, behind = [_alternatives(first, operator)], [first]
        while len(behind) == 1 and self.kind() == "NEAR":
            again = self.next()
            if again.number != operator.number:
                mend = f"write {operator.text} again, or take the pairs apart with AND"
                raise QueryError(again.start, f"{again.text} in a row with {operator.text}", mend)
            behind = [] if self.kind() in _NO_OPERAND else self.element()
            if not behind:
                raise _lonely(again)
            operands.append(_alternatives(behind[0], again))
            if len(operands) > _MOST_NEAR:
                raise QueryError(again.start, f"more than {_MOST_NEAR} words near each other", "leave some out")
        fields = {words.fields for operand in operands for words in operand}
        if len(fields) > 1:
            mend = f"write both in one field: title:(a {operator.text} b)"
            raise QueryError(operator.start, f"{operator.text} between words of different fields", mend)
        return [Near(alternatives=tuple(operands), distance=operator.number, fields=fields.pop()), *behind[1:]]

    # bare words

    def run(self) -> list[Node]:
        """Bare words up to the next operator or starred word."""
        run: list[Piece] = []
        after_near = self.at > 0 and self.pieces[self.at - 1].kind == "NEAR"
        while self.kind() == "piece" and not is_open(self.pieces[self.at].text):
            run.append(self.next())
        if not run:
            return self.bare(self.next())
        segment = self.helpers.segment
        if segment is None or self.field in VALUED or self.only or len(run) == 1:
            return [node for piece in run for node in self.bare(piece)]
        texts = [normalize(piece.text) for piece in run]
        if not any(map(has_marks, texts)):
            return self.unmarked(texts, whole=not after_near and self.kind() != "NEAR")
        return [self.words(group) for group in compounds(texts, segment)]

    def unmarked(self, texts: list[str], *, whole: bool) -> list[Node]:
        """Words typed without marks: neighbours in the query are neighbours in a hit; what is no syllable is alone.

        They are the `whole` of what stands side by side unless NEAR takes one of them.
        """
        nodes: list[Node] = []
        row: list[str] = []
        for text in [*texts, ""]:
            if is_unmarked_syllable(text):
                row.append(text)
                continue
            nodes.extend([self.but_one(row)] if whole and len(row) in _ODD else self.neighbours(row))
            row = []
            if syllables := typed(text):
                nodes.append(self.words(syllables))
        return nodes

    def but_one(self, row: list[str]) -> Node:
        """Neighbours, of whom one may stand apart: `trong dao Tet`, where no `đào Tết` is written."""
        apart = [(row[:i], row[i], row[i + 1 :]) for i in range(len(row)) if i != 1 and i != len(row) - 2]
        choices = [
            both(*self.neighbours(before), self.words([one]), *self.neighbours(behind)) for before, one, behind in apart
        ]
        # of three, two that are side by side are all that is left: no need to ask for all three
        return either(*choices) if len(row) == min(_ODD) else either(both(*self.neighbours(row)), *choices)

    def neighbours(self, row: list[str]) -> Iterator[Node]:
        if len(row) == 1:
            yield self.words(row)
        pairs = [self.words([left, right]) for left, right in pairwise(row)]
        for i, pair in enumerate(pairs):
            if i in (0, len(pairs) - 1):
                yield pair  # the only neighbour of the first and of the last; the second and last but one are in it too
            elif 1 < i < len(pairs) - 1:
                yield either(pairs[i - 1], pair)

    # what is no bare word

    def one(self) -> Node:
        """Something negated, quoted, in parentheses or in a field."""
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
        if self.kind() in _NO_OPERAND:
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
        outer = self.field, self.only
        self.field, self.only = FIELDS[name], piece.only
        if self.only and self.field not in (*KINDS, *VALUED):
            raise QueryError(
                piece.start, f"a = behind {name}:", f'write {name}:"…"; = is for whole names, as in unit:='
            )
        if kind in ("minus", "NOT"):
            sign = "-" if kind == "minus" else "NOT "
            raise QueryError(
                piece.start, f"a {sign.strip()} behind {name}:", f"put it before the field: {sign}{name}:…"
            )
        if kind not in ("piece", "quoted", "open"):
            raise QueryError(piece.start, f"nothing behind {name}:", f'write {name}:word or {name}:"two words"')
        nodes = self.bare(self.next()) if kind == "piece" else [self.one()]
        if not nodes:
            raise QueryError(piece.start, f"no word behind {name}:", f"write {name}:word")
        self.field, self.only = outer
        return nodes[0]

    def name(self, piece: Piece) -> Node:
        """A whole name that was typed for itself, not in a query."""
        nodes = self.bare(piece)
        if not nodes:
            raise QueryError(0, "no letter or digit in it", "write a name")
        return nodes[0]

    def quoted(self, piece: Piece) -> Node:
        nodes = self.bare(piece)
        if not nodes:
            raise QueryError(piece.start, "no word in the quotation", "write one, or take the quotation marks out")
        return nodes[0]

    def bare(self, piece: Piece) -> list[Node]:
        """One typed word or quotation, its syllables side by side; nothing where it has none."""
        if self.field in VALUED:
            return self.value(piece)
        start = piece.start + (piece.kind == "quoted")
        slots = slots_of(piece.text, start, strict=self.strict)
        if not slots:
            return []
        choices = [slot.placements for slot in slots]
        if prod(map(len, choices)) > 1 and prod(map(len, choices)) <= _MOST_PLACEMENTS and not self.only:
            return [Or(tuple(self.in_slots(chosen) for chosen in product(*choices)))]
        words = self.in_slots(slots)
        return [self.entity(words, piece) if self.field in KINDS else words]

    def words(self, syllables: list[str]) -> Words:
        return self.in_slots(tuple(Slot.of(syllable, strict=self.strict) for syllable in syllables))

    def in_slots(self, slots: tuple[Slot, ...]) -> Words:
        return Words(slots=slots, fields=EVERYWHERE if self.field is None else (cast(WordField, self.field),))

    # values

    def entity(self, words: Words, piece: Piece) -> Node:
        """A name: within any spelling, or an entity that it names; with `=` that entity only."""
        if any(slot.prefix or slot.fuzzy for slot in words.slots):
            if self.only:
                raise QueryError(piece.start, "a * or ~ in a whole name", "take it out, or the = before the name")
            return words
        kind, text, thesaurus = cast(Kind, self.field), normalize(piece.text), self.helpers.thesaurus
        loose = not (self.strict or has_marks(text))
        meant = self.meant(kind, text, loose=loose)
        if thesaurus and thesaurus.begins(kind, text, loose=loose):
            words = replace(words, slots=(BEGINS, *words.slots))
            meant = meant or ([words] if self.only else [])
        if self.only:
            return either(*meant) if meant else Value.of(kind, (text,), loose=loose)
        return Or((words, *meant)) if meant else words

    def meant(self, kind: Kind, text: str, *, loose: bool) -> list[Node]:
        """What articles have of the entities that a name means: a value of theirs, or one that others have, too."""
        thesaurus = self.helpers.thesaurus
        if thesaurus is None:
            return []
        known = thesaurus.entries(kind, text, below=not self.only, loose=loose)
        shared = thesaurus.shared(kind, text, below=not self.only, loose=loose)
        nodes: list[Node] = [Value.of(kind, known)] if known else []
        nodes.extend(And((Value.of(kind, one.values), Value.of(one.kind, one.others))) for one in shared)
        return nodes

    def value(self, piece: Piece) -> list[Node]:
        """The value of a field that holds no words."""
        text = piece.text.rstrip("*")
        star, text = text != piece.text and text[-1:].isalnum(), text.strip()
        if not text:
            return []
        if "*" in text:
            raise QueryError(piece.start, "a * inside a word", "put it at the end of the word, or leave it out")
        if self.field not in ("source", "type"):
            return [self.time(text, piece.start)]
        if self.field == "type" and not star and keyword(text) not in map(keyword, _EVENT_TYPES):
            raise QueryError(piece.start, f'there is no event type "{text}"', f"types are {', '.join(_EVENT_TYPES)}")
        return [Keyword.of(cast(KeywordField, self.field), text, prefix=star, strict=self.strict)]

    def time(self, text: str, start: int) -> Node:
        first, last = read_days(normalize(text), start, self.helpers.dates)
        published, mentioned = Published(first=first, last=last), Mentioned(first=first, last=last)
        if self.field == "date":
            return Or((published, mentioned))
        return published if self.field == "published" else mentioned


def _alternatives(node: Node, operator: Piece) -> tuple[Words, ...]:
    """The words any of which an operand of NEAR stands for. Raises QueryError for what is none."""
    found: list[Words] = []
    waiting = [node]
    while waiting:
        match waiting.pop(0):
            case Words() as words:
                found.append(words.written)
            case Or(parts):
                waiting[:0] = parts
            case Value() | And((Value(), Value())):
                pass  # what a name stands for elsewhere has no place in the text
            case _:
                mend = 'write a word, a "phrase" or (a OR b) on either side of it'
                raise QueryError(operator.start, f"{operator.text} beside something that is no word", mend)
    if not found:
        raise QueryError(operator.start, f"{operator.text} beside a whole name", "take the = before the name out")
    return tuple(dict.fromkeys(found))


def _lonely(piece: Piece) -> QueryError:
    text = "-" if piece.kind == "minus" else piece.text
    return QueryError(piece.start, f"nothing for {text} to work on", f'write a word, or "{text}" if the word is meant')
