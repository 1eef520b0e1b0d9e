"""Posting lists of our own in Whoosh's files: blocks that are read by the thousand, not posting by posting.

Whoosh 2.7.4 pickles a block of 128 postings under protocol 2, which writes every `bytes` as text and decodes each by a
Python call. Here a block is three arrays: document numbers, numbers of occurrences, and positions, which are unpacked
only where they are asked for.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate, pairwise
from pickle import dumps
from typing import Any

from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3LeafMatcher, W3PostingsWriter
from whoosh.formats import Format
from whoosh.reading import SegmentReader

_BLOCK = 4096  # postings
_SMALL, _FEW = 1000, 8  # segments of fewer documents are merged when there are so many
_MANY = 32  # segments at most: each costs a query some look-ups, merging costs twice the time of indexing
_WIDTH = array("I").itemsize
_HEAD = struct.Struct("<I")  # where the positions begin
_LENGTH = 0  # Whoosh's code for field lengths, which it need not keep: ours lie in `row`


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
    """Some postings of one term: document numbers, how often it stands in each, and all positions on end."""

    def __init__(self, count: int, data: bytes) -> None:
        (self._head,) = _HEAD.unpack_from(data)
        self._data = data
        head = zlib.decompress(data[_HEAD.size : self._head])
        self.docs, self.sizes = array("I"), array("I")
        self.docs.frombytes(head[: count * _WIDTH])
        self.sizes.frombytes(head[count * _WIDTH :])

    @cached_property
    def positions(self) -> array[int]:
        """The positions, which a word on its own does without."""
        found = array("I")
        found.frombytes(zlib.decompress(self._data[self._head :]))
        return found

    def values(self) -> Iterator[array[int]]:
        """The positions of each document."""
        positions = self.positions
        return (positions[start:end] for start, end in pairwise(accumulate(self.sizes, initial=0)))


class Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec with these blocks, and without field lengths for each posting, which cost a look-up each."""

    length_stats = False

    def __init__(self) -> None:
        super().__init__(blocklimit=_BLOCK, compression=1)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Any:  # noqa: ARG002 - Whoosh's
        """See W3Codec."""
        return _Writer(dbfile, blocklimit=self._blocklimit, compression=self._compression)

    def postings_reader(self, dbfile: Any, terminfo: Any, format_: Format, term: Any = None, scorer: Any = None) -> Any:
        """See W3Codec."""
        return Matcher(dbfile, *terminfo.extent(), format_, term=term, scorer=scorer)


class _Writer(W3PostingsWriter):  # type: ignore[misc]
    def add_posting(self, id_: int, weight: float, vbytes: bytes, length: int | None = None) -> None:  # noqa: ARG002 - Whoosh's
        if len(self._ids) >= self._blocklimit:
            self._write_block()
        self._ids.append(id_)
        self._weights.append(weight)
        self._values.append(vbytes)

    def _write_block(self, last: bool = False) -> None:
        if not self._blockcount:
            self._postfile.write(WHOOSH3_HEADER_MAGIC)
        self._maxweight = max(self._weights)
        self._terminfo.add_block(self)
        sizes = array("I", [len(value) // _WIDTH for value in self._values])
        head = zlib.compress(self._ids.tobytes() + sizes.tobytes(), self._compression)
        positions = zlib.compress(b"".join(self._values), self._compression)
        data = b"".join([_HEAD.pack(_HEAD.size + len(head)), head, positions])
        info = dumps((len(self._ids), self._ids[-1], self._maxweight, self._compression, _LENGTH, _LENGTH), 2)
        length = len(info) + len(data)
        self._postfile.write_int(-length if last else length)
        self._postfile.write(info)
        self._postfile.write(data)
        self._blockcount += 1
        self._new_block()


class Matcher(W3LeafMatcher):  # type: ignore[misc]
    """Reads these blocks: one by one by Whoosh's own interface (for merging), or whole."""

    def blocks(self) -> Iterator[Block]:
        """All blocks from the present one on, deleted documents with them."""
        while self.is_active():
            yield self._block()
            self._next_block()

    def _read_data(self) -> None:
        data = self._postfile.get(self._dataoffset, self._nextoffset - self._dataoffset)
        self._data = Block(self._blocklength, data)

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
        self._values = [value.tobytes() for value in self._block().values()]


def merge(writer: Any, segments: list[Any]) -> list[Any]:
    """A merge policy: the segments that stay, after others were copied into the writer.

    Whoosh's own, by Fibonacci numbers, copies everything as the 18th segment comes.
    """
    small = [segment for segment in segments if segment.doc_count() < _SMALL]
    copied = segments if len(segments) >= _MANY else small if len(small) >= _FEW else []
    for segment in copied:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in segments if segment not in copied]
