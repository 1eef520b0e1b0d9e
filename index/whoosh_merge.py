"""Merging segments by whole blocks of postings. Whoosh sorts every posting anew, at twice the price of indexing."""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import compress, groupby, repeat
from operator import itemgetter
from typing import Any

from whoosh.columns import Column
from whoosh.reading import SegmentReader

from index.whoosh_codec import Block, Run, Terms

_FACTOR = 4  # segments of a size become one of the next; fewer cost commits more, more of them cost queries more
_MOST = 60_000  # documents in a merged segment, so that a place has 32 bits


def merge(writer: Any, segments: list[Any]) -> list[Any]:
    """A merge policy: the segments that stay, some of them new.

    A size is a power of `_FACTOR`, of living documents. Four segments of a size become one, with all that are smaller;
    so there are at most three of each, and a document is copied as often as there are sizes. A segment of which more
    than half is deleted is copied for itself, one without a living document is dropped.
    """
    segments = [segment for segment in segments if segment.doc_count()]
    chosen = _chosen(segments)
    if not chosen:
        return segments
    kept = [segment for segment in segments if segment not in chosen]
    return [*kept, _merged(writer, chosen)]


def _chosen(segments: Sequence[Any]) -> list[Any]:
    by_size = sorted((_size(segment.doc_count()), i) for i, segment in enumerate(segments))
    found: list[Any] = []
    for size, alike in groupby(by_size, key=itemgetter(0)):
        if len(list(alike)) + bool(found) >= _FACTOR:
            small = [segments[i] for other, i in by_size if other <= size]
            found = small if sum(segment.doc_count() for segment in small) <= _MOST else found
    return found + [s for s in segments if s.doc_count_all() > 2 * s.doc_count() and s not in found]


def _size(documents: int) -> int:
    """The power of `_FACTOR` that the number reaches."""
    return (documents.bit_length() - 1) // (_FACTOR.bit_length() - 1)


def _merged(writer: Any, segments: Sequence[Any]) -> Any:
    """One segment with the living documents of some."""
    segment = writer.codec.new_segment(writer.storage, writer.indexname)
    with ExitStack() as stack:
        opened = (SegmentReader(writer.storage, writer.schema, old) for old in segments)
        readers = [stack.enter_context(closing(reader)) for reader in opened]
        segment.set_doc_count(_copy_columns(writer, segment, readers))
        _copy_postings(writer, segment, readers)
    segment.create_compound_file(writer.storage)
    segment.compound = True
    return segment


def _copy_columns(writer: Any, segment: Any, readers: Sequence[Any]) -> int:
    """Copy what documents have besides words; how many documents there are."""
    target = writer.codec.per_document_writer(writer.storage, segment)
    columns: dict[str, Column] = {name: field.column_type for name, field in writer.schema.items() if field.column_type}
    count = 0
    for reader in readers:
        rows = zip(*(reader.column_reader(name) for name in columns), strict=True)
        for cells in compress(rows, _living(reader)):
            target.start_doc(count)
            for (name, column), cell in zip(columns.items(), cells, strict=True):
                target.add_column_value(name, column, bytes(cell))
            target.finish_doc()
            count += 1
    target.close()
    return count


def _living(reader: Any) -> bytearray:
    """For each document whether it is not deleted."""
    found = bytearray(repeat(1, reader.doc_count_all()))
    for doc in reader.segment().deleted_docs():
        found[doc] = 0
    return found


def _copy_postings(writer: Any, segment: Any, readers: Sequence[Any]) -> None:
    target = writer.codec.field_writer(writer.storage, segment)
    sources, base = [], 0
    for reader in readers:
        sources.append(_Source(reader, base))
        base += reader.doc_count()
    terms = heapq.merge(*(source.terms(i) for i, source in enumerate(sources)))
    for field, in_field in groupby(terms, key=lambda found: found[0][0]):
        target.start_field(field, writer.schema[field])
        for (_, text), found in groupby(in_field, key=itemgetter(0)):
            runs = [(sources[i].base, *run) for _, i, address in found for run in sources[i].runs(address)]
            if runs:  # else it stood in deleted documents only
                target.start_term(text)
                for base, run, shift in runs:
                    target.add_run(run, shift, base)
                target.finish_term()
        target.finish_field()
    target.close()


class _Source:
    """A segment that is copied; `base` is the number of its first living document in the new one."""

    def __init__(self, reader: Any, base: int) -> None:
        self._terms = Terms.of(reader)
        self._fields = sorted(name for name in reader.indexed_field_names() if name in reader.schema)
        self.base = base
        living = _living(reader)
        numbers = iter(range(len(living)))
        self._numbers = None if all(living) else [next(numbers) if alive else -1 for alive in living]

    def terms(self, i: int) -> Iterator[tuple[tuple[str, bytes], int, bytes]]:
        """The terms in order, each with the number of the segment and the address of its postings."""
        for field in self._fields:
            for text, address in self._terms.entries(field, b""):
                yield (field, text), i, address

    def runs(self, address: bytes) -> Iterator[tuple[Run, int]]:
        """The postings of a term in living documents, which are numbered anew."""
        for block in self._terms.blocks(address):
            run = (block.docs, block.sizes, block.places)
            if self._numbers is not None:
                run = self._renumbered(block, self._numbers)
            if run[0]:
                yield run, block.shift

    def _renumbered(self, block: Block, numbers: Sequence[int]) -> Run:
        new = [numbers[doc] for doc in block.docs]
        shift, mask = block.shift, (1 << block.shift) - 1
        docs = array("I", [doc for doc in new if doc >= 0])
        sizes = array("I", [size for doc, size in zip(new, block.sizes, strict=True) if doc >= 0])
        places = ((numbers[place >> shift], place & mask) for place in block.places)
        return docs, sizes, array(block.places.typecode, [doc << shift | at for doc, at in places if doc >= 0])
