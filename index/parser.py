"""From the pieces of a query to its tree, by recursive descent."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, cast, get_args

from corpus.mentions import EventType
from corpus.text import has_marks, normalize
from index.documents import KINDS, Kind
from index.nodes import (
    EVERYWHERE,
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
from index.tokens import Segmenter

_DEEPEST = 50
_MOST = 1_000  # words and quotations
_MOST_OPEN = 50  # of them with a star or a tilde: each may stand for thousands of words
_MOST_NEAR = 6
_EVENT_TYPES: tuple[str, ...] = get_args(EventType)
_NO_OPERAND = (None, "AND", "OR", "NEAR", "close")


class Thesaurus(Protocol):
    """Knows the entities of a corpus. Handed in: index knows only what each article says."""

    def entries(self, kind: Kind, text: str, /, *, below: bool, loose: bool) -> Collection[str]:
        """Canonical values of the entities that `text` names as a whole, by any alias; empty where it names none.

        With `below` those of all that is under them as well. `loose`: the text has no marks and means any.
        """
        ...


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
        while self.kind() == "piece" and not is_open(self.pieces[self.at].text):
            run.append(self.next())
        if not run:
            return self.bare(self.next())
        segment = self.helpers.segment
        if segment is None or self.field in VALUED or self.only or len(run) == 1:
            return [node for piece in run for node in self.bare(piece)]
        texts = [normalize(piece.text) for piece in run]
        if not any(map(has_marks, texts)):
            return self.unmarked(texts)
        return [self.words(group) for group in compounds(texts, segment)]

    def unmarked(self, texts: list[str]) -> list[Node]:
        """Words typed without marks: neighbours in the query are neighbours in a hit; what is no syllable is alone."""
        nodes: list[Node] = []
        row: list[str] = []
        for text in [*texts, ""]:
            if is_unmarked_syllable(text):
                row.append(text)
                continue
            nodes.extend(self.neighbours(row))
            row = []
            if syllables := typed(text):
                nodes.append(self.words(syllables))
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
        if kind not in ("piece", "quoted", "open"):
            raise QueryError(piece.start, f"nothing behind {name}:", f'write {name}:word or {name}:"two words"')
        nodes = self.bare(self.next()) if kind == "piece" else [self.one()]
        if not nodes:
            raise QueryError(piece.start, f"no word behind {name}:", f"write {name}:word")
        self.field, self.only = outer
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
        known = thesaurus.entries(kind, text, below=not self.only, loose=loose) if thesaurus else ()
        if self.only:
            return Value.of(kind, known or (text,), loose=loose and not known)
        return Or((words, Value.of(kind, known))) if known else words

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
        if self.field == "type" and not star and keyword(text) not in _EVENT_TYPES:
            raise QueryError(piece.start, f'there is no event type "{text}"', f"types are {', '.join(_EVENT_TYPES)}")
        return [Keyword(field=cast(KeywordField, self.field), value=keyword(text), prefix=star)]

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
                found.append(words)
            case Or(parts):
                waiting[:0] = parts
            case Value():
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
