"""How a document lies in a tantivy index: the fields, what is written into them, and how it is read back.

A text or name field is two fields with positions, its canonical syllables (`body_syl`) and its folded ones
(`body_fold`): a word typed with marks is one term of the first, one without marks one term of the second. tantivy's own
analysers see ready streams only, parted at blanks. What ordering, date ranges and facets need are fast fields, columns
that is; the canonical streams are stored, for the few questions that no query of tantivy's can answer.

Each commit also adds a document of its own, the `State`: it is in the index with what it describes or not at all, which
a file beside the index cannot promise.
"""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Any

import tantivy

from corpus.text import fold
from index.documents import ANALYSIS, KINDS, TEXT_FIELDS, IndexDocument
from index.nodes import WordField, named
from index.tokens import GAP

LAYOUT = 2
"""Version of the fields: an index of another one has to be rebuilt."""

WORD_FIELDS: tuple[WordField, ...] = (*TEXT_FIELDS, *KINDS)
STATE = "\x02state"
"""What stands in the field `id` of a state; no article's id begins so."""
UNDATED = "undated"

_GAP_WIDTH = 12
_WIDE_GAP = " ".join([GAP] * _GAP_WIDTH)
_STREAMS = "\x1e"  # parts the streams that are digested
_ODD = "\x01"  # begins a value that UTF-8 cannot hold as it is
_LONGEST = 60_000  # bytes of a term; tantivy takes 65,530, and leaves longer ones out
_SECONDS = 1 << 40  # room for the moments of the years 1 to 9999
_YEAR_ONE = 62_135_683_200  # seconds from the first day of the year 1, an offset before it, to 1970


def gap_width(field: WordField) -> int:
    """Positions that a gap takes: what is nearer than that stands on one side of it.

    Paragraphs are parted widely, so that most nearness can be left to tantivy, lists of names no more than needed.
    """
    return _GAP_WIDTH if field in ("title", "lead", "body", "caption") else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What belongs to a commit besides its articles."""

    generation: int = 0
    marker: str | None = None
    analysis: int = ANALYSIS
    layout: int = LAYOUT

    def document(self) -> tantivy.Document:
        """The document to add with the commit."""
        document = tantivy.Document()
        document.add_text("id", STATE)
        document.add_unsigned("generation", self.generation)
        values = [self.generation, self.marker, self.analysis, self.layout]
        document.add_bytes("state", json.dumps(values).encode())
        return document

    @classmethod
    def read(cls, stored: Any) -> State | None:
        """The state that was written as this document; None where it is of a layout that had it elsewhere."""
        written = stored.get_first("state")
        if written is None:
            return None
        generation, marker, analysis, layout = json.loads(bytes(written))
        return cls(generation=generation, marker=marker, analysis=analysis, layout=layout)


@cache
def schema() -> tantivy.Schema:
    """All fields."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in WORD_FIELDS:
        builder.add_text_field(f"{field}_syl", stored=True, tokenizer_name="stream")
        builder.add_text_field(f"{field}_fold", tokenizer_name="stream")
    for name in ("source", "type"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for kind in KINDS:
        builder.add_unsigned_field(f"{kind}_codes", fast=True)
        builder.add_text_field(f"{kind}_values", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("flag", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("mentioned", tokenizer_name="stream", index_option="basic")
    for name in ("generation", "digest", "hex", "first", "last", "newest", "oldest", "year", "month", "day"):
        builder.add_unsigned_field(name, fast=True)
    builder.add_bytes_field("state", stored=True)
    return builder.build()


def register(index: tantivy.Index) -> tantivy.Index:
    """The index with our tokenizer: parted at blanks, a gap takes a position and gives no term."""
    tokenizer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    index.register_tokenizer("stream", tokenizer.filter(tantivy.Filter.custom_stopword([GAP])).build())
    return index


def document_of(document: IndexDocument, digest: int) -> tantivy.Document:
    """The document as tantivy takes it, with its `digest_of`."""
    made = tantivy.Document()
    add, number = made.add_text, made.add_unsigned
    add("id", safe(document.id))
    number("digest", digest)
    for field, canonical, folded in _SIDES:
        content = document.content_of(field)
        if content.syl:
            add(canonical, spread(content.syl, field))
            add(folded, spread(content.fold, field))
    add("source", safe(document.source))
    for value in document.types:
        add("type", safe(value))
    for kind, codes, values in _VALUES:
        for value in document.names_of(kind).values:
            code, term = value_term(value)
            number(codes, code)
            add(values, term)
    if document.mentioned:
        add("mentioned", " ".join(sorted(set().union(*(_span_terms(*span) for span in document.mentioned)))))
    number("oldest", sort_key(document, "oldest"))
    number("newest", sort_key(document, "newest"))
    if is_hex(document.id):
        number("hex", int(document.id, 16))
    for name, days in _days(document.first, document.last):
        number(name, days)
    if document.first is None:
        add("flag", UNDATED)
    return made


_SIDES = tuple((field, f"{field}_syl", f"{field}_fold") for field in WORD_FIELDS)
_VALUES = tuple((kind, f"{kind}_codes", f"{kind}_values") for kind in KINDS)


def digest_of(document: IndexDocument) -> int:
    """Tells whether an article is in the index as it is: then it need not be written again."""
    columns = (document.source, document.first, document.last, document.instant, document.types, document.mentioned)
    values = [document.names_of(kind).values for kind in KINDS]
    digest = blake2b(repr((columns, values)).encode(), digest_size=8)
    digest.update(_STREAMS.join([document.content_of(field).syl for field in WORD_FIELDS]).encode())
    return int.from_bytes(digest.digest(), "big")


def spread(stream: str, field: WordField) -> str:
    """A stream with its gaps as wide as the field has them, and no term too long for tantivy."""
    if gap_width(field) > 1:
        stream = stream.replace(GAP, _WIDE_GAP)  # no syllable holds the sign
    if len(stream) > _LONGEST // 4:
        stream = " ".join(map(fitting, stream.split()))
    return stream


def fitting(term: str) -> str:
    """The term, or as much of it as fits."""
    if len(term) <= _LONGEST // 4:
        return term
    return term.encode()[:_LONGEST].decode(errors="ignore")


def stream_in(stored: Any, field: WordField) -> str:
    """The canonical stream of a field in a stored document, as `spread` made it."""
    return stored.get_first(f"{field}_syl") or ""


def safe(value: str) -> str:
    """The value as a string that UTF-8 can hold: names of files may have broken surrogates."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return _ODD + value.encode("utf-8", "surrogatepass").hex()
    return value


def restored(value: str) -> str:
    """The value that was made safe."""
    return bytes.fromhex(value[1:]).decode("utf-8", "surrogatepass") if value.startswith(_ODD) else value


# Facets count numbers, which tantivy does faster than strings. A value's term begins with its number, and that with
# what all spellings of a name have in common: so the value is found by its number, and a name under any marks.


@lru_cache(maxsize=1 << 16)
def value_term(value: str) -> tuple[int, str]:
    """The number of a canonical value, 52 bits (any number type of tantivy's holds that exactly), and its term.

    >>> value_term("Hoà Bình")[1][:6] == value_term("hòa  bình")[1][:6] == value_begin("hoa binh")
    True
    """
    begin = f"{value_begin(fold(named(value)))}{_hash(value, 4)[:7]}"
    return int(begin, 16), begin + safe(value)


def value_begin(name: str) -> str:
    """What the terms of all values begin with that are this `fold(named(…))`, and of few others."""
    return _hash(name, 3)


def _hash(value: str, size: int) -> str:
    return blake2b(safe(value).encode(), digest_size=size).hexdigest()


def begin_of(code: int) -> str:
    """The beginning of the term of the value that has the number."""
    return f"{code:013x}"


def value_of(term: str) -> str:
    """The value of a term."""
    return restored(term[13:])


@lru_cache(maxsize=1 << 12)
def _days(first: str | None, last: str | None) -> tuple[tuple[str, int], ...]:
    """The columns of a time of publication: its ends, and the year, month and day where it is that precise."""
    if first is None or last is None:
        return ()
    whole = (("year", 4), ("month", 7), ("day", 10))
    known = [(name, compact(first[:length])) for name, length in whole if first[:length] == last[:length]]
    return (("first", compact(first)), ("last", compact(last)), *known)


def is_hex(article: str) -> bool:
    """Whether the id is sixteen hexadecimal digits, as ours are: then a column holds it."""
    return len(article) == 16 and not article.strip("0123456789abcdef")


def compact(day: str) -> int:
    """`2021-03-02` as 20210302: in the order of time."""
    return int(day.replace("-", ""))


def period_of(number: int) -> str:
    """The year, month or day that was compacted."""
    digits = f"{number:04}" if number < 10_000 else f"{number:06}" if number < 1_000_000 else f"{number:08}"
    return "-".join(filter(None, (digits[:4], digits[4:6], digits[6:])))


def sort_key(document: IndexDocument, sort: str) -> int:
    """A number in the order of the sort: by instant, undated last, and by as much of the id as there is room for."""
    moment = _SECONDS - 1
    if document.instant is not None:
        since = min(max(document.instant + _YEAR_ONE, 0), _SECONDS - 2)
        moment = since if sort == "oldest" else _SECONDS - 2 - since
    return moment << 24 | int.from_bytes(safe(document.id).encode()[:3].ljust(3, b"\0"), "big")


def instant_of(newest: int) -> int | None:
    """The instant that the key of the sort `newest` holds, in seconds since 1970; None where undated."""
    moment = newest >> 24
    return None if moment == _SECONDS - 1 else _SECONDS - 2 - moment - _YEAR_ONE


# Spans of days as terms. A span is cut into whole years, months and days (the fewest); two spans overlap where a piece
# of one is a piece of the other, or lies in one. So a document has its pieces (`=2020-05`), and all that they lie in
# (`<2020`, `<202`), a query asks for its own pieces either way and for what these lie in.


def mentioned_terms(first: date | None, last: date | None) -> list[str]:
    """The terms of which a document has one that speaks of a time in the span."""
    found: set[str] = set()
    for piece in _pieces((first or date.min).isoformat(), (last or date.max).isoformat()):
        found |= {f"<{piece}", f"={piece}", *(f"={outer}" for outer in _around(piece))}
    return sorted(found)


@lru_cache(maxsize=1 << 14)
def _span_terms(first: str, last: str) -> frozenset[str]:
    found: set[str] = set()
    for piece in _pieces(first, last):
        found |= {f"={piece}", f"<{piece}", *(f"<{outer}" for outer in _around(piece))}
    return frozenset(found)


def _around(piece: str) -> Iterator[str]:
    """What a piece lies in: its month, year, decade and century."""
    return (piece[:length] for length in (2, 3, 4, 7) if length < len(piece))


def _pieces(first: str, last: str) -> Iterator[str]:
    """The fewest whole centuries (`19`), decades (`199`), years, months and days that make up the span."""
    year, month, day = map(int, last.split("-"))
    return _cut("", first, f"{last[:8]}31" if day == monthrange(year, month)[1] else last)


def _cut(piece: str, first: str, last: str) -> Iterator[str]:
    start, end = _days_of(piece)
    if last < start or end < first:
        return
    if piece and first <= start and end <= last:
        yield piece
        return
    for inner in _inside(piece):
        yield from _cut(inner, first, last)


def _days_of(piece: str) -> tuple[str, str]:
    """The first and the last day of a piece; of a month the 31st, which no day of it exceeds."""
    return piece + "0000-01-01"[len(piece) :], piece + "9999-12-31"[len(piece) :]


def _inside(piece: str) -> list[str]:
    match len(piece):
        case 0:
            return [f"{number:02}" for number in range(100)]
        case 2 | 3:
            return [f"{piece}{digit}" for digit in range(10)]
        case 4:
            return [f"{piece}-{number:02}" for number in range(1, 13)]
        case _:
            return [f"{piece}-{number:02}" for number in range(1, 32)]
