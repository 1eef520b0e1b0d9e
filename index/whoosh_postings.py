"""Reading a Whoosh segment: which terms a slot takes, and where they stand.

Documents are numbered within the segment here, and deleted ones are not left out. Where something stands is a row of
places (see `index.whoosh_codec`): all occurrences of a segment at once.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain

from index.nodes import EXACT, Slot
from index.whoosh_codec import NARROW, WIDE, Block, Terms, widened
from index.whoosh_schema import SEPARATOR, term

_FEW = 8  # times fewer documents asked for than a block has, and they are looked up one by one

Kinds = Sequence[tuple[int, "Postings"]]
"""The postings of a slot's terms, each with EXACT or LOOSE."""
Entry = tuple[bytes, str, str]
"""A term of a field: the address of its postings, its folded and its canonical syllable."""


class Postings:
    """The postings of a term in a segment."""

    __slots__ = ("blocks",)

    def __init__(self, blocks: list[Block]) -> None:
        self.blocks = blocks

    @property
    def count(self) -> int:
        """In how many documents the term stands."""
        return sum(block.count for block in self.blocks)

    @property
    def shift(self) -> int:
        """The bits of a position in its places."""
        return WIDE if any(block.shift == WIDE for block in self.blocks) else NARROW

    def docs(self) -> Iterator[int]:
        """The documents, rising."""
        return chain.from_iterable(block.docs for block in self.blocks)

    def rows(self, shift: int, wanted: Sequence[int] | None) -> Iterator[Sequence[int]]:
        """Its places, in rows that rise; at least those in the `wanted` documents (rising), or all."""
        for block in self.blocks:
            if wanted is None or len(wanted) * _FEW > block.count:
                found: Sequence[int] = block.places
            else:
                found = _looked_up(block, wanted)
            yield widened(found) if shift != block.shift else found


def _looked_up(block: Block, wanted: Sequence[int]) -> Sequence[int]:
    docs, places = block.docs, block.places
    ends = list(accumulate(block.sizes, initial=0))
    found = array(places.typecode)
    i, count = 0, len(docs)
    for doc in wanted:
        i = bisect_left(docs, doc, i)
        if i == count:
            break
        if docs[i] == doc:
            found += places[ends[i] : ends[i + 1]]
    return found


def of_kind(kinds: Kinds, least: int) -> list[Postings]:
    """The postings of the terms as typed (`least` is EXACT), or of all."""
    return [postings for kind, postings in kinds if kind >= least]


def shift_of(lists: Iterable[Kinds]) -> int:
    """The bits of a position in the places of all these terms, when they are compared."""
    return WIDE if any(postings.shift == WIDE for kinds in lists for _, postings in kinds) else NARROW


def starts(slots: Sequence[Sequence[Postings]], shift: int, wanted: Sequence[int] | None = None) -> Iterable[int]:
    """The places where the slots follow each other, each once, at least those in the `wanted` documents.

    The rarest slot is read first; where it leaves few documents only those are looked up in the others. Of one slot the
    places rise; of several they are a set.
    """
    counts = [sum(postings.count for postings in slot) for slot in slots]
    if len(slots) == 1:
        return _rising([row for postings in slots[0] for row in postings.rows(shift, wanted)])
    order = sorted(range(len(slots)), key=counts.__getitem__)
    last = order[-1]  # its places, the most, are taken as they are, those of the others moved
    found: set[int] = set()
    for i in order:
        rows = chain.from_iterable(row for postings in slots[i] for row in postings.rows(shift, wanted))
        moved = rows if i == last else map((last - i).__add__, rows)
        found = set(moved) if i == order[0] else found.intersection(moved)
        if not found:
            break
        if len(found) * _FEW < counts[last]:
            wanted = sorted({place >> shift for place in found})
    return set(map((-last).__add__, found)) if last else found


def _rising(rows: Sequence[Sequence[int]]) -> Sequence[int]:
    return rows[0] if len(rows) == 1 else sorted(chain.from_iterable(rows))


def matching_terms(
    found: Terms, field: str, slot: Slot, match: Callable[[str, str], int], lexicon: Callable[[], Sequence[Entry]]
) -> list[tuple[bytes, int]]:
    """The addresses of the terms that a slot takes, each with EXACT or LOOSE.

    `match` is that of the slot; `lexicon` gives all terms of the field.
    """
    if slot.fuzzy:  # each is looked at, as the first letter may be wrong
        return [(address, kind) for address, plain, form in lexicon() if (kind := match(form, plain))]
    if not slot.loose and not slot.prefix:
        address = found.address(field, term(slot.plain, slot.form))
        return [(address, EXACT)] if address else []
    begins = {f"{slot.plain}{SEPARATOR}".encode(), *([slot.plain_letters.encode()] if slot.prefix else [])}
    entries = {address: (plain, form) for begin in begins for address, plain, form in entries_of(found, field, begin)}
    return [(address, kind) for address, (plain, form) in entries.items() if (kind := match(form, plain))]


def entries_of(found: Terms, field: str, begin: bytes = b"") -> Iterator[Entry]:
    """The terms of a field that begin so."""
    for key, address in found.entries(field, begin):
        plain, _, form = key.decode().partition(SEPARATOR)
        yield address, plain, form
