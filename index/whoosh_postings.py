"""Reading a Whoosh segment: which terms a slot takes, where they stand, where several stand side by side."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import accumulate
from typing import Any

from index.near import Place
from index.nodes import EXACT, LOOSE, Slot
from index.ranking import Tally
from index.whoosh_codec import Block
from index.whoosh_schema import SEPARATOR, term

Positions = Mapping[int, Sequence[int]]
"""Where a syllable stands, by document."""


class Postings:
    """The postings of a term in a segment, by number of the document in the whole index; the `dead` are left out."""

    def __init__(self, matcher: Any, base: int, dead: AbstractSet[int]) -> None:
        self._blocks: list[Block] = list(getattr(matcher, "child", matcher).blocks())  # a filter is round it
        self._base = base
        self._dead = dead

    @cached_property
    def sizes(self) -> dict[int, int]:
        """In which documents the term stands, and how often."""
        sizes: dict[int, int] = {}
        for block in self._blocks:
            docs = map(self._base.__add__, block.docs) if self._base else block.docs
            sizes.update(zip(docs, block.sizes, strict=True))
        for doc in self._dead & sizes.keys():
            del sizes[doc]
        return sizes

    def positions(self, wanted: AbstractSet[int]) -> dict[int, array[int]]:
        """Where it stands in those of the wanted documents that have it."""
        found: dict[int, array[int]] = {}
        base = self._base
        for block in self._blocks:
            docs, places = block.docs, block.positions
            ends = list(accumulate(block.sizes, initial=0))
            if len(wanted) * 8 < len(docs):
                for doc in wanted:
                    i = bisect_left(docs, doc - base) if doc >= base else len(docs)
                    if i < len(docs) and docs[i] == doc - base:
                        found[doc] = places[ends[i] : ends[i + 1]]
            else:
                shifted = map(base.__add__, docs)
                read = ((doc, i) for i, doc in enumerate(shifted) if doc in wanted)
                found.update((doc, places[ends[i] : ends[i + 1]]) for doc, i in read)
        return found


Lists = Sequence[Sequence[tuple[int, Postings]]]
"""For each slot its terms' postings, each with EXACT or LOOSE."""


def candidates(lists: Lists) -> set[int]:
    """The documents that have all slots."""
    found: set[int] | None = None
    for slot in lists:
        docs: set[int] = set().union(*(postings.sizes for _, postings in slot))
        found = docs if found is None else found & docs
        if not found:
            break
    return found or set()


class SideBySide:
    """Where the slots' syllables follow each other in some documents: places as typed, and all."""

    def __init__(self, lists: Lists, docs: AbstractSet[int]) -> None:
        self._docs = docs
        self._length = len(lists)
        self._exact = [_joined([postings for kind, postings in slot if kind == EXACT], docs) for slot in lists]
        self._loose = any(kind == LOOSE for slot in lists for kind, _ in slot)
        self._every = [_joined([postings for _, postings in slot], docs) for slot in lists] if self._loose else []

    def tally(self, tally: Tally) -> None:
        """Add the documents that have some to the counts."""
        exact = dict(_counted(self._exact, set(self._docs).intersection(*self._exact)))
        tally.exact.update(exact)
        if self._loose:
            every = _counted(self._every, self._docs)
            more = ((doc, count - exact.get(doc, 0)) for doc, count in every)
            tally.loose.update((doc, count) for doc, count in more if count)

    def places(self, doc: int) -> list[Place]:
        """Where they stand in one document."""
        exact = _starts(self._exact, doc)
        every = _starts(self._every, doc) if self._loose else exact
        length = self._length
        return [Place(start, start + length, EXACT if start in exact else LOOSE) for start in every]


def _counted(slots: Sequence[Positions], docs: AbstractSet[int]) -> Iterator[tuple[int, int]]:
    """The documents where the slots follow each other, and how often; every slot has all documents."""
    if len(slots) == 2:
        first, second = slots
        for doc in docs:
            count = len({place + 1 for place in first[doc]}.intersection(second[doc]))
            if count:
                yield doc, count
        return
    for doc in docs:
        starts = _starts(slots, doc)
        if starts:
            yield doc, len(starts)


def _starts(slots: Sequence[Positions], doc: int) -> set[int]:
    starts = set(slots[0].get(doc, ()))
    for shift, slot in enumerate(slots[1:], 1):
        if not starts:
            break
        starts &= {place - shift for place in slot.get(doc, ())}
    return starts


def _joined(terms: Sequence[Postings], docs: AbstractSet[int]) -> Positions:
    """The places of several terms together."""
    found: dict[int, array[int]] = {}
    for postings in terms:
        read = postings.positions(docs)
        if found:
            for doc, places in read.items():
                found[doc] = found[doc] + places if doc in found else places
        else:
            found = read
    return found


def terms(
    reader: Any,
    field: str,
    slot: Slot,
    match: Callable[[str, str], int],
    lexicon: Callable[[], Sequence[tuple[bytes, str, str]]],
) -> list[tuple[bytes, int]]:
    """The terms of a segment that a slot takes, each with EXACT or LOOSE.

    `match` is that of the slot; `lexicon` gives all terms of the field.
    """
    whole = term(slot.plain, slot.form)
    if slot.fuzzy:  # each is looked at, as the first letter may be wrong
        return [(key, kind) for key, plain, form in lexicon() if (kind := match(form, plain))]
    if not slot.loose and not slot.prefix:
        return [(whole, EXACT)] if (field, whole) in reader else []
    begins = {f"{slot.plain}{SEPARATOR}".encode(), *([slot.plain_letters.encode()] if slot.prefix else [])}
    found: dict[bytes, int] = {}
    for begin in begins:
        for key, plain, form in _beginning(reader, field, begin):
            if kind := match(form, plain):
                found[key] = kind
    return sorted(found.items())


def lexicon_of(reader: Any, field: str) -> list[tuple[bytes, str, str]]:
    """Every term of a field, with its folded and its canonical syllable."""
    return list(_beginning(reader, field, b""))


def _beginning(reader: Any, field: str, begin: bytes) -> Iterator[tuple[bytes, str, str]]:
    for name, key in reader.terms_from(field, begin):
        if name != field or not key.startswith(begin):
            return
        plain, _, form = key.decode().partition(SEPARATOR)
        yield bytes(key), plain, form
