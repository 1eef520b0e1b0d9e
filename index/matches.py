"""Where a query's words stand in a text: the ground of snippets and of the concordance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.documents import TEXT_FIELDS, TextField
from index.near import Place, windows
from index.nodes import EXACT, Leaf, Near, Slot, Words
from index.tokens import GAP, folded, spread_places, syllable_spans


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """`text[start:end]` is what stands for the query's word or phrase number `leaf`; not `exact`: under other marks.

    Words near each other are one match, from the first to the last of them.
    """

    start: int
    end: int
    leaf: int
    exact: bool


def find_matches(text: str, words: Sequence[Leaf], field: TextField = "body") -> tuple[Match, ...]:
    """All occurrences, by start; they may overlap. `text` is normalised, and whole syllables are found, as indexed.

    Words asked for in another text field are passed over; names asked for (`unit:…`) are shown wherever they stand,
    and words of the lead in the body, whose beginning it is.

    >>> from index.query import parse
    >>> text = "Kỳ họp thứ hai; kì họp này."
    >>> [text[m.start : m.end] for m in find_matches(text, parse('"kỳ họp"').words)]
    ['Kỳ họp', 'kì họp']
    """
    read = _Reading(text)
    found = (match for leaf, asked in enumerate(words) if is_shown(asked, field) for match in read.places(asked, leaf))
    return tuple(sorted(found))


def merged(matches: Iterable[Match]) -> tuple[tuple[int, int], ...]:
    """Start and end of the stretches that matches cover; overlapping ones are one."""
    found: list[tuple[int, int]] = []
    for match in sorted(matches):
        if found and match.start < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], match.end)
        else:
            found.append((match.start, match.end))
    return tuple(found)


def is_shown(asked: Leaf, field: TextField) -> bool:
    """Whether words asked for are shown in a text field: see `find_matches`."""
    texts = [name for name in asked.fields if name in TEXT_FIELDS]
    return not texts or field in texts or (field == "body" and "lead" in texts)


class _Reading:
    """A text's syllables with the places of each form, so that a query of many words costs one pass over the text."""

    def __init__(self, text: str) -> None:
        spans = syllable_spans(text)
        self.starts = [start for start, _, _ in spans]
        self.ends = [end for _, end, _ in spans]
        self.forms = [form for _, _, form in spans]
        self.by_form: defaultdict[str, list[int]] = defaultdict(list)
        for i, form in enumerate(self.forms):
            self.by_form[form].append(i)
        self.by_form.pop(GAP, None)

    @cached_property
    def by_plain(self) -> defaultdict[str, list[int]]:
        """The places of each folded form, in order."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for form, places in self.by_form.items():
            found[folded(form)] += places
        for places in found.values():
            places.sort()
        return found

    def places(self, asked: Leaf, leaf: int) -> Iterable[Match]:
        """All matches of a leaf."""
        if isinstance(asked, Near):
            operands = [[place for words in each for place in self._spread(words)] for each in asked.alternatives]
            found: Iterable[tuple[int, int, int]] = (
                (self.index_of[start], self.index_of[end - 1] + 1, kind)
                for start, end, kind in windows(operands, asked.distance)
            )
        else:
            found = self._side_by_side(asked.slots)
        for start, end, kind in found:
            yield Match(self.starts[start], self.ends[end - 1], leaf, kind == EXACT)

    def _spread(self, words: Words) -> Iterable[Place]:
        """Places counted so that those of different paragraphs are far from each other."""
        for start, end, kind in self._side_by_side(words.slots):
            place = self.spread[start]
            yield Place(place, place + end - start, kind)

    def _side_by_side(self, slots: Sequence[Slot]) -> Iterable[tuple[int, int, int]]:
        count = len(slots)
        for i in self._candidates(slots[0]):
            if i + count > len(self.forms):
                continue
            kinds = [
                slot.match(form, folded(form)) for slot, form in zip(slots, self.forms[i : i + count], strict=True)
            ]
            if all(kinds):
                yield i, i + count, min(kinds)

    @cached_property
    def spread(self) -> list[int]:
        """The place of each syllable where a gap is wider than any distance."""
        return spread_places(self.forms)

    @cached_property
    def index_of(self) -> dict[int, int]:
        """The number of the syllable at a place."""
        return {place: i for i, place in enumerate(self.spread)}

    def _candidates(self, slot: Slot) -> Iterable[int]:
        if slot.prefix or slot.fuzzy:
            forms = self.by_form.items()
            return sorted(i for form, places in forms if slot.match(form, folded(form)) for i in places)
        return self.by_plain.get(slot.plain, ()) if slot.loose else self.by_form.get(slot.form, ())
