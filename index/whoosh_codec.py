"""Posting lists of our own in Whoosh's files: blocks that are read by the thousand, not posting by posting.

Whoosh 2.7.4 pickles a block of 128 postings under protocol 2, which writes every `bytes` as text and decodes each by a
Python call. Here a block is three arrays: document numbers, numbers of occurrences, and places, which are unpacked only
where they are asked for. A place is a position with the document's number above it, so that the places of a whole
segment are one rising row: side by side and near each other are questions to numbers, not to documents.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate, chain, pairwise, repeat
from operator import add
from pickle import dumps
from typing import Any, TypeAlias

from whoosh.codec.whoosh3 import (
    WHOOSH3_HEADER_MAGIC,
    W3Codec,
    W3FieldWriter,
    W3LeafMatcher,
    W3PostingsWriter,
    W3TermsReader,
)
from whoosh.formats import Format

_BLOCK = 4096  # postings
_SHORT = 16  # postings that are not worth packing
_WIDTH = array("I").itemsize
_LENGTH = 0  # Whoosh's code for field lengths, which it need not keep: ours lie in `row`
_TAIL = struct.Struct("<IIIIBB")
"""Behind a block: bytes of numbers and of places, postings, the last document, bits of a position, whether packed."""
_SIGNED = struct.Struct("!i")  # Whoosh's length of a block, negative before the last
_EXTENT = struct.Struct("!qi")  # Whoosh's address of postings, at the end of what it keeps of a term
NARROW, WIDE = 16, 40
"""Bits of a position in a place of 32 bits, and in one of 64: for long texts, and for segments of many documents."""
_FARTHEST = (1 << NARROW) - 256  # more than any distance may bridge is left between two documents

Run: TypeAlias = "tuple[array[int], array[int], array[int]]"
"""Postings of a term: document numbers, how often it stands in each, its places."""


class Positions(Format):  # type: ignore[misc]
    """Posting values that are the positions as native 32-bit numbers."""

    posting_size = -1

    def decode_positions(self, value: bytes) -> list[int]:
        """The positions of one posting."""
        return array("I", value).tolist()

    def decode_frequency(self, value: bytes) -> int:
        """How many positions there are."""
        return len(value) // _WIDTH


class Block:
    """Some postings of one term, of documents up to number `last`; `shift` is the number of bits of a position."""

    __slots__ = ("_docs", "_numbers", "_packed", "_places", "_sizes", "count", "last", "shift")

    def __init__(self, data: bytes, end: int) -> None:
        """The block that ends at `end`."""
        tail = end - _TAIL.size
        numbers, places, self.count, self.last, self.shift, self._packed = _TAIL.unpack_from(data, tail)
        self._numbers = data[tail - places - numbers : tail - places]
        self._places: bytes | array[int] = data[tail - places : tail]
        self._docs: array[int] | None = None

    @property
    def docs(self) -> array[int]:
        """The document numbers, rising."""
        return self._docs if self._docs is not None else self._unpacked()

    @property
    def sizes(self) -> array[int]:
        """How often the term stands in each."""
        if self._docs is None:
            self._unpacked()
        return self._sizes

    @property
    def places(self) -> array[int]:
        """All places, rising, each of `shift` bits for the position and the document's number above them."""
        if isinstance(self._places, bytes):
            data = zlib.decompress(self._places) if self._packed else self._places
            self._places = array(_code(self.shift), data)
        return self._places

    def values(self) -> Iterator[bytes]:
        """The positions of each document, as `Positions` has them."""
        mask = (1 << self.shift) - 1
        for start, end in pairwise(accumulate(self.sizes, initial=0)):
            yield array("I", [place & mask for place in self.places[start:end]]).tobytes()

    def _unpacked(self) -> array[int]:
        numbers = zlib.decompress(self._numbers) if self._packed else self._numbers
        self._docs = array("I", numbers[: self.count * _WIDTH])
        self._sizes = array("I", numbers[self.count * _WIDTH :])
        return self._docs


def widened(places: Iterable[int]) -> array[int]:
    """Places of 32 bits as such of 64."""
    mask = (1 << NARROW) - 1
    return array("Q", [(place >> NARROW << WIDE) | (place & mask) for place in places])


def _code(shift: int) -> str:
    return "I" if shift == NARROW else "Q"


def _added(numbers: array[int], more: int) -> array[int]:
    """Each number raised: the row is added up as one long number, as no sum leaves its own bytes."""
    if not more or not numbers:
        return numbers
    unit = array(numbers.typecode, [more]).tobytes()
    total = int.from_bytes(numbers.tobytes(), "little") + int.from_bytes(unit * len(numbers), "little")
    return array(numbers.typecode, total.to_bytes(len(numbers) * numbers.itemsize, "little"))


class Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec with these blocks, and without field lengths for each posting, which cost a look-up each."""

    length_stats = False

    def __init__(self) -> None:
        super().__init__(blocklimit=_BLOCK, compression=1)

    def field_writer(self, storage: Any, segment: Any) -> FieldWriter:
        """See W3Codec."""
        return FieldWriter(self, storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> Terms:
        """See W3Codec."""
        name = segment.make_filename(self.TERMS_EXT)
        file, postings = storage.open_file(name), segment.open_file(storage, self.POSTS_EXT)
        return Terms(self, file, storage.file_length(name), postings)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Any:  # noqa: ARG002 - Whoosh's
        """See W3Codec."""
        return _Writer(dbfile, blocklimit=self._blocklimit, compression=self._compression)

    def postings_reader(self, dbfile: Any, terminfo: Any, format_: Format, term: Any = None, scorer: Any = None) -> Any:
        """See W3Codec."""
        return Matcher(dbfile, *terminfo.extent(), format_, term=term, scorer=scorer)


class Terms(W3TermsReader):  # type: ignore[misc]
    """The terms of a segment with their postings as blocks."""

    @staticmethod
    def of(reader: Any) -> Terms:
        """Those of a segment's reader, which shows them by document only."""
        terms: Terms = reader._terms
        return terms

    def entries(self, field: str, begin: bytes) -> Iterator[tuple[bytes, bytes]]:
        """The terms of a field that begin so, each with its address."""
        prefix = self._keycoder(field, begin)
        width = len(prefix) - len(begin)
        for key, address in self._tindex.items_from(prefix):
            if not key.startswith(prefix):
                return
            yield key[width:], address

    def address(self, field: str, term: bytes) -> bytes | None:
        """Where the postings of a term are, if it has any."""
        found: bytes | None = self._tindex.get(self._keycoder(field, term))
        return found

    def blocks(self, address: bytes) -> list[Block]:
        """All postings of a term, deleted documents with them."""
        start, length = _EXTENT.unpack_from(address, len(address) - _EXTENT.size)
        data = bytes(self._postfile.get(start, length))
        found, at, last = [], len(WHOOSH3_HEADER_MAGIC), data[: len(WHOOSH3_HEADER_MAGIC)] != WHOOSH3_HEADER_MAGIC
        while not last:
            (size,) = _SIGNED.unpack_from(data, at)
            at, last = at + _SIGNED.size + abs(size), size < 0
            found.append(Block(data, at))
        return found


class FieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Whoosh's, which also takes postings as other segments have them."""

    def add_run(self, run: Run, shift: int, more: int) -> None:
        """Postings whose places have `shift` bits for the position; `more` is added to the document numbers."""
        self._postwriter.add_run(run, shift, more)


class _Writer(W3PostingsWriter):  # type: ignore[misc]
    def _new_block(self) -> None:
        super()._new_block()
        self._runs: list[Run] = []
        self._begun = 0  # of the ids, those in runs

    def add_posting(self, id_: int, weight: float, vbytes: bytes, length: int | None = None) -> None:  # noqa: ARG002 - Whoosh's
        if len(self._ids) >= self._blocklimit:
            self._write_block()
        self._ids.append(id_)
        self._weights.append(weight)
        self._values.append(vbytes)

    def add_run(self, run: Run, shift: int, more: int) -> None:
        if len(self._ids) >= self._blocklimit:
            self._write_block()
        docs, sizes, places = run
        docs = _added(docs, more)
        if shift == NARROW and docs[-1] >> NARROW:
            shift, places = WIDE, widened(places)
        self._ids.extend(docs)
        self._weights.extend(array("f", sizes))
        self._runs.append((docs, sizes, _added(places, more << shift)))
        self._begun = len(self._ids)

    def _collect(self) -> None:
        """Make a run of the postings that came one by one."""
        if self._values:
            docs = self._ids[self._begun :]
            sizes = array("I", [len(value) // _WIDTH for value in self._values])
            positions = array("I", b"".join(self._values))
            shift = WIDE if docs[-1] >> NARROW or max(positions) > _FARTHEST else NARROW
            starts = chain.from_iterable(map(repeat, [doc << shift for doc in docs], sizes))
            self._runs.append((docs, sizes, array(_code(shift), map(add, starts, positions))))

    def _write_block(self, last: bool = False) -> None:
        if not self._blockcount:
            self._postfile.write(WHOOSH3_HEADER_MAGIC)
        self._maxweight = max(self._weights)
        self._terminfo.add_block(self)
        self._collect()
        wide = any(places.typecode == "Q" for _, _, places in self._runs)
        rows = (widened(row) if wide and row.typecode == "I" else row for _, _, row in self._runs)
        sizes = b"".join(sizes.tobytes() for _, sizes, _ in self._runs)
        parts = [self._ids.tobytes() + sizes, b"".join(row.tobytes() for row in rows)]
        count, packed = len(self._ids), len(self._ids) > _SHORT
        if packed:
            parts = [zlib.compress(part, self._compression) for part in parts]
        shift = WIDE if wide else NARROW
        tail = _TAIL.pack(len(parts[0]), len(parts[1]), count, self._ids[-1], shift, packed)
        data = b"".join([*parts, tail])
        info = dumps((count, self._ids[-1], self._maxweight, self._compression, _LENGTH, _LENGTH), 2)
        length = len(info) + len(data)
        self._postfile.write_int(-length if last else length)
        self._postfile.write(info)
        self._postfile.write(data)
        self._blockcount += 1
        self._new_block()


class Matcher(W3LeafMatcher):  # type: ignore[misc]
    """Reads these blocks posting by posting, for Whoosh's own interface."""

    def _read_data(self) -> None:
        data = bytes(self._postfile.get(self._dataoffset, self._nextoffset - self._dataoffset))
        self._data = Block(data, len(data))

    def _block(self) -> Block:
        found: Block | None = self._data
        return found if found is not None else self._fetched()

    def _fetched(self) -> Block:
        self._read_data()
        block: Block = self._data
        return block

    def _read_ids(self) -> None:
        self._ids = self._block().docs

    def _read_weights(self) -> None:
        self._weights = array("f", self._block().sizes)

    def _read_values(self) -> None:
        self._values = list(self._block().values())
