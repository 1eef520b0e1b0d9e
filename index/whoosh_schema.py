"""How a document lies in a Whoosh index: our own field type, and columns.

Whoosh 2.7.4 is written for analysers of its own; here streams come ready, so a field turns one straight into postings.
A term is the folded syllable, a separator and the canonical one: the forms of an unmarked word and the words with a
prefix are neighbours in the term list, and no second field without marks has to be written (it would cost 3 times as
long and half as much room again). Values that are only read by document number are columns, not stored fields.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from typing import Any

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.columns import VarBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema

from index.documents import KINDS, TEXT_FIELDS, IndexDocument, Names, Text
from index.ranking import Row, row_of
from index.tokens import GAP, spread_places
from index.whoosh_codec import Positions

SEPARATOR = "\x1f"
"""Parts the folded from the canonical syllable in a term, and the values in a column; in no normalised text."""

_ROW = struct.Struct("<iiq5I")  # first and last day (proleptic ordinals, 0 where undated), instant, five lengths
_SPAN = struct.Struct("<ii")  # first and last day of a date that the text speaks of


class Stream(FieldType):  # type: ignore[misc]
    """A field that takes a `Text` or `Names` and indexes its syllables with their positions."""

    def __init__(self) -> None:
        super().__init__(Positions(), SpaceSeparatedTokenizer())

    def index(self, value: Text | Names, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Term, frequency, weight and positions for each syllable; a gap takes many positions and gives no term."""
        places: dict[tuple[str, str], list[int]] = {}
        syllables = value.syl.split()
        pairs = zip(value.fold.split(), syllables, strict=True)
        for position, pair in zip(spread_places(syllables), pairs, strict=True):
            places.setdefault(pair, []).append(position)
        places.pop((GAP, GAP), None)
        for (plain, form), positions in places.items():
            yield term(plain, form), len(positions), float(len(positions)), array("I", positions).tobytes()


@lru_cache(maxsize=1 << 16)
def term(plain: str, form: str) -> bytes:
    """The term of a syllable."""
    return f"{plain}{SEPARATOR}{form}".encode()


@cache
def schema() -> Schema:
    """All fields. Columns always have a value: Whoosh 2.7.4 is trusted with nothing that it need not do."""
    fields: dict[str, FieldType] = {field: Stream() for field in (*TEXT_FIELDS, *KINDS)}
    columns = ("id", "source", "row", "types", "mentioned", *(f"{kind}_values" for kind in KINDS))
    # offsets are derived, not written: the branch that writes them is taken by segments over 32,768 documents only
    fields.update({name: COLUMN(VarBytesColumn(allow_offsets=False)) for name in columns})
    return Schema(**fields)


def fields_of(document: IndexDocument) -> dict[str, Text | Names | bytes]:
    """The keyword arguments of `add_document`."""
    fields: dict[str, Text | Names | bytes] = {
        name: content for name in (*TEXT_FIELDS, *KINDS) if (content := document.content_of(name)).syl
    }
    for kind in KINDS:
        fields[f"{kind}_values"] = joined(document.names_of(kind).values)
    row = row_of(document)
    first, last = (day.toordinal() if day else 0 for day in (row.first, row.last))
    fields["row"] = _ROW.pack(first, last, row.instant or 0, *row.lengths)
    fields["id"], fields["source"] = joined((row.id,)), joined((row.source,))
    fields["types"] = joined(document.types)
    spans = (map(date.toordinal, map(date.fromisoformat, span)) for span in document.mentioned)
    fields["mentioned"] = b"".join(_SPAN.pack(*span) for span in spans)
    return fields


def joined(values: tuple[str, ...]) -> bytes:
    """The values of a column's cell as bytes; broken surrogates, which a file name may have, pass."""
    return SEPARATOR.join(values).encode("utf-8", "surrogatepass")


def parted(cell: bytes) -> list[str]:
    """The values of a column's cell."""
    return bytes(cell).decode("utf-8", "surrogatepass").split(SEPARATOR) if cell else []


def spans_of(cell: bytes) -> Iterator[tuple[int, int]]:
    """The days of each date that the text speaks of: first and last, proleptic ordinals."""
    return _SPAN.iter_unpack(cell)


def unpacked(article: str, source: str, cell: bytes) -> Row:
    """The row that was packed."""
    first, last, instant, *lengths = _ROW.unpack(cell)
    return Row(
        id=article,
        source=source,
        first=date.fromordinal(first) if first else None,
        last=date.fromordinal(last) if last else None,
        instant=instant if first else None,
        lengths=tuple(lengths),
    )
