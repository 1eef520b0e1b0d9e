"""Words, phrases and nearness as tantivy queries.

A slot becomes the list of the terms that it takes, read from tantivy's term list, so that what a prefix or a misspelt
word stands for is decided by `Slot.match`, here as in every engine. A phrase of lists is a phrase of regular
expressions. Nearness is answered by tantivy as far as a gap is wide; what it cannot tell (chains, nearness over wide
distances, lists too long for an expression) is found roughly there and checked in the stored streams here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations, product
from math import comb, factorial, prod
from typing import Any, Literal

from tantivy import Occur, Query, Schema

from corpus.text import lower
from index.documents import KINDS
from index.nodes import EXACT, LOOSE, Leaf, Near, Slot, WordField, Words
from index.tantivy_checks import Standing
from index.tantivy_schema import fitting, gap_width, stream_in
from index.tokens import folded

BOOST: Mapping[WordField, float] = {"title": 3.0, "lead": 1.5, "caption": 0.7}
Side = Literal["syl", "fold"]

_SCORED = 48  # terms of one list that count by rarity; further ones count alike
_CHOICES = 16  # of terms that are a phrase each; an expression for all of them reads every list whole
_PATTERN = 500  # characters of all expressions of a phrase; tantivy takes automata of 1,000 states
_PHRASES = 130  # written out for one nearness: three words, five words apart
_FEW = 300  # articles that are sooner checked than found by many phrases


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms that a slot takes, the first as typed; `begins` where the others are all that begin so."""

    terms: tuple[str, ...]
    begins: str = ""

    @property
    def pattern(self) -> str:
        """A regular expression of tantivy's for them: terms are letters and digits only."""
        return f"({self.begins}.*|{self.terms[0]})" if self.begins else f"({'|'.join(self.terms)})"

    @property
    def expression(self) -> str:
        """One of Python's for them, each between blanks."""
        return rf"(?:{self.begins}\S*|{self.terms[0]})" if self.begins else f"(?:{'|'.join(self.terms)})"


Lists = Sequence[Terms]


class Leaves:
    """The leaves of query trees over one state of the index; what was read is kept."""

    def __init__(self, searcher: Any, schema: Schema) -> None:
        self._searcher = searcher
        self._schema = schema
        self._queries: dict[tuple[Leaf, int], Query] = {}
        self._taken: dict[tuple[str, Slot, int], Terms] = {}
        self._vocabularies: dict[str, list[str]] = {}
        self._known: dict[str, tuple[frozenset[str], frozenset[str]]] = {}  # terms, and the letters in them
        self._measured: dict[str, Mapping[int, list[tuple[str, int]]]] = {}
        self._plains: dict[tuple[WordField, str], Mapping[str, list[str]]] = {}

    def query(self, leaf: Leaf, least: int) -> Query:
        """The articles in which the leaf stands: as typed where `least` is EXACT."""
        key = leaf, least
        if key not in self._queries:
            fields = ((field, self._in_field(leaf, field, least)) for field in leaf.fields)
            found = [(field, query) for field, query in fields if query is not None]
            self._queries[key] = either(_weighed(query, field) for field, query in found)
        return self._queries[key]

    def spellings(self, words: Words, field: WordField) -> list[Terms]:
        """The canonical syllables that each slot takes."""
        return [self._terms(field, "syl", slot, LOOSE) for slot in words.slots]

    def _in_field(self, leaf: Leaf, field: WordField, least: int) -> Query | None:
        return self._near(leaf, field, least) if isinstance(leaf, Near) else self._words(leaf, field, least)

    def _words(self, words: Words, field: WordField, least: int) -> Query | None:
        side = self._side(field, words.slots, least)
        lists = self._lists(field, side, words.slots, least)
        if not lists:
            return None
        if len(lists) == 1:
            return self._any(f"{field}_{side}", lists[0])
        phrase = self._phrase(f"{field}_{side}", list(enumerate(lists)))
        return phrase or self._checked(words, field, least, self._all(f"{field}_{side}", lists))

    def _near(self, near: Near, field: WordField, least: int) -> Query | None:
        slots = [slot for words in near.alternatives for one in words for slot in one.slots]
        side = self._side(field, slots, least)
        name = f"{field}_{side}"
        operands = [
            [lists for one in words if (lists := self._lists(field, side, one.slots, least))]
            for words in near.alternatives
        ]
        if not all(operands):
            return None
        sure = min(near.distance, gap_width(field) - 1)
        simple = self._two_words(name, operands, sure)
        if simple is not None and sure == near.distance:
            return simple
        roughly = self._roughly(name, operands, near.distance)
        if simple is not None:
            roughly = roughly.and_must_not_match(simple)
            return either([simple, self._checked(near, field, least, roughly)])
        if sure == near.distance and self._count(roughly) > _FEW:
            written_out = self._written_out(name, operands, sure)
            if written_out is not None:
                return written_out
        return self._checked(near, field, least, roughly)

    def _roughly(self, name: str, operands: Sequence[Sequence[Lists]], distance: int) -> Query:
        """Where each operand may stand, and its first word near enough to that of the first."""
        width = distance + sum(max(map(len, operand)) for operand in operands)
        first, *others = ([lists[0] for lists in operand] for operand in operands)
        found = [query for other in others if (query := self._about(name, first, other, width)) is not None]
        return both([*found, *(either(self._all(name, lists) for lists in operand) for operand in operands)])

    # What a slot takes

    def _side(self, field: WordField, slots: Iterable[Slot], least: int) -> Side:
        """Where to look: without marks if no slot needs them, which is one term a slot instead of several."""
        slots = list(slots)
        if least == EXACT or not any(slot.loose for slot in slots):
            return "syl"
        return "fold" if all(slot.loose or self._is_plain(field, slot) for slot in slots) else "syl"

    def _is_plain(self, field: WordField, slot: Slot) -> bool:
        """Whether a strict slot takes just the one form that its letters have in the index, as numbers do."""
        if slot.prefix or slot.fuzzy:
            return False
        return self._forms(field, slot.plain).get(slot.plain, [slot.form]) == [slot.form]

    def _lists(self, field: WordField, side: Side, slots: Iterable[Slot], least: int) -> Lists:
        """The terms of each slot; nothing where a slot has none."""
        lists = [self._terms(field, side, slot, least) for slot in slots]
        return lists if all(found.terms for found in lists) else ()

    def _terms(self, field: WordField, side: Side, slot: Slot, least: int) -> Terms:
        key = f"{field}_{side}", slot, least
        if key not in self._taken:
            self._taken[key] = self._folded(*key[:2]) if side == "fold" else self._canonical(field, slot, least)
        return self._taken[key]

    def _folded(self, name: str, slot: Slot) -> Terms:
        if slot.fuzzy:
            return Terms(tuple(self._alike(name, slot, slot.plain, lambda term: slot.match("", term) > 0)))
        return self._beginning(name, slot.plain, slot.plain_letters if slot.prefix else "")

    def _canonical(self, field: WordField, slot: Slot, least: int) -> Terms:
        name = f"{field}_syl"
        if least == LOOSE and slot.fuzzy and not slot.loose:
            return Terms(tuple(self._alike(name, slot, slot.form, lambda term: slot.match(term, "") > 0)))
        if least == LOOSE and slot.loose:  # beside slots with marks: all forms of all that it takes without
            forms = self._forms(field, "" if slot.fuzzy else slot.plain_letters if slot.prefix else slot.plain)
            if slot.prefix or slot.fuzzy:
                plains = [plain for plain in forms if slot.match("", plain)]
            else:
                plains = [slot.plain] if slot.plain in forms else []
            return Terms(tuple(form for plain in plains for form in forms[plain]))
        return self._beginning(name, slot.form, slot.letters if slot.prefix else "")

    def _beginning(self, name: str, term: str, letters: str) -> Terms:
        """The term and all that begin with the letters, if any are given."""
        term = fitting(term)
        if not letters:
            return Terms((term,))
        found = [one for one, _ in self._searcher.terms_with_prefix(name, letters) if one != term]
        return Terms((term, *found), begins=letters)

    def _alike(self, name: str, slot: Slot, sought: str, match: Callable[[str], bool]) -> list[str]:
        """Terms that match the fuzzy slot: what one edit gives is looked up, or what is about as long read through."""
        if slot.prefix:
            return list(filter(match, self._vocabulary(name)))
        if slot.fuzzy == 1:
            if name not in self._known:
                known = frozenset(self._vocabulary(name))
                self._known[name] = known, frozenset().union(*known)
            known, letters = self._known[name]
            if len(letters) * len(sought) < len(known):
                return [term for term in sorted(known & _edited(sought, letters)) if match(term)]
        if name not in self._measured:
            by_length: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
            for term in self._vocabulary(name):
                by_length[len(term)].append((term, _letters(term)))
            self._measured[name] = by_length
        most = slot.fuzzy
        lengths = range(len(sought) - most, len(sought) + most + 1)
        asked = _letters(sought)
        return [
            term
            for length in lengths
            for term, others in self._measured[name].get(length, ())
            if (asked ^ others).bit_count() <= 2 * most and (asked & ~others).bit_count() <= most and match(term)
        ]

    def _vocabulary(self, name: str) -> list[str]:
        if name not in self._vocabularies:
            self._vocabularies[name] = [term for term, _ in self._searcher.terms_with_prefix(name, "")]
        return self._vocabularies[name]

    def _forms(self, field: WordField, begun: str) -> Mapping[str, list[str]]:
        """The canonical terms of each folded one: at least of those that begin with the same letter."""
        first = begun[:1] if begun[:1].isascii() else ""
        if (field, first) not in self._plains:
            name = f"{field}_syl"
            begins = _marked().get(first, ()) if first else ()
            terms = [term for begin in begins for term, _ in self._searcher.terms_with_prefix(name, begin)]
            found: defaultdict[str, list[str]] = defaultdict(list)
            for term in terms if begins else self._vocabulary(name):
                found[folded(term)].append(term)
            self._plains[field, first] = dict(found)
        return self._plains[field, first]

    # From terms to queries

    def _any(self, name: str, terms: Terms) -> Query:
        """Any of the terms."""
        scored = [Query.term_query(self._schema, name, term, "freq") for term in terms.terms[:_SCORED]]
        if rest := terms.terms[_SCORED:]:
            scored.append(Query.const_score_query(Query.term_set_query(self._schema, name, rest), 1.0))
        return either(scored)

    def _all(self, name: str, lists: Lists) -> Query:
        """All of the slots, anywhere, without a score."""
        return both(Query.term_set_query(self._schema, name, terms.terms) for terms in lists)

    def _phrase(self, name: str, placed: Sequence[tuple[int, Terms]], slop: int = 0) -> Query | None:
        """The terms at these distances from each other; None where tantivy could not take so many."""
        if prod(len(found.terms) for _, found in placed) <= _CHOICES:
            places = [at for at, _ in placed]
            choices = product(*(found.terms for _, found in placed))
            return either(
                Query.phrase_query(self._schema, name, list(zip(places, terms, strict=True)), slop) for terms in choices
            )
        patterns: list[str | tuple[int, str]] = [(at, found.pattern) for at, found in placed]
        if sum(len(found.pattern) for _, found in placed) > _PATTERN:
            return None
        return Query.regex_phrase_query(self._schema, name, patterns, slop)

    def _two_words(self, name: str, operands: Sequence[Sequence[Lists]], distance: int) -> Query | None:
        """Two words with at most so many positions between; None where it is more, or one may be the other."""
        if len(operands) != 2 or any(len(lists) > 1 for operand in operands for lists in operand):
            return None
        left, right = ([lists[0] for lists in operand] for operand in operands)
        if {term for one in left for term in one.terms} & {term for one in right for term in one.terms}:
            return None
        return self._about(name, left, right, distance)

    def _written_out(self, name: str, operands: Sequence[Sequence[Lists]], distance: int) -> Query | None:
        """Every order and every distance as a phrase of its own; None where they are too many."""
        places = len(operands) - 1
        many = prod(map(len, operands)) * factorial(places + 1) * comb(distance + places, places)
        if many > _PHRASES:
            return None
        phrases: list[Query | None] = []
        for chosen in product(*operands):
            for order in permutations(chosen):
                every = product(range(distance + 1), repeat=places)
                phrases += [self._phrase(name, _placed(order, gaps)) for gaps in every if sum(gaps) <= distance]
        return None if None in phrases else either(phrases)

    def _about(self, name: str, left: Sequence[Terms], right: Sequence[Terms], distance: int) -> Query | None:
        """Any of the left and any of the right terms so near each other, or the same where they have one in common.

        tantivy's slop is how far the second may be from where it is sought, on either side: here, where the first is.
        """
        return self._phrase(name, [(0, _merged(left)), (0, _merged(right))], distance + 1)

    def _checked(self, leaf: Leaf, field: WordField, least: int, roughly: Query) -> Query:
        """Those articles among `roughly` in whose stored stream the leaf is found to stand."""
        limit = max(1, self._searcher.num_docs)
        stands = Standing(leaf, least)
        ids = []
        for _, address in self._searcher.search(Query.const_score_query(roughly, 0.0), limit, count=False).hits:
            stored = self._searcher.doc(address)
            if stands.in_stream(stream_in(stored, field)):
                ids.append(stored["id"][0])
        return Query.const_score_query(Query.term_set_query(self._schema, "id", ids), 1.0)

    def _count(self, query: Query) -> int:
        count: int = self._searcher.search(Query.const_score_query(query, 0.0), 1).count
        return count


def _placed(order: Sequence[Lists], gaps: Sequence[int]) -> list[tuple[int, Terms]]:
    """The slots of the operands in this order, with so many positions between them."""
    placed: list[tuple[int, Terms]] = []
    at = 0
    for lists, gap in zip(order, (*gaps, 0), strict=True):
        placed.extend((at + shift, terms) for shift, terms in enumerate(lists))
        at += len(lists) + gap
    return placed


def either(queries: Iterable[Query | None]) -> Query:
    """Any of the queries; none matches nothing."""
    found = [query for query in queries if query is not None]
    return found[0] if len(found) == 1 else Query.boolean_query([(Occur.Should, query) for query in found])


def both(queries: Iterable[Query]) -> Query:
    """All of the queries, at least one."""
    found = list(queries)
    return found[0] if len(found) == 1 else Query.boolean_query([(Occur.Must, query) for query in found])


def _weighed(query: Query, field: WordField) -> Query:
    """The query with its field's weight; how often or among how many a name is listed says nothing."""
    return Query.const_score_query(query, 1.0) if field in KINDS else Query.boost_query(query, BOOST.get(field, 1.0))


def _merged(lists: Sequence[Terms]) -> Terms:
    if len(lists) == 1:
        return lists[0]
    return Terms(tuple(dict.fromkeys(term for found in lists for term in found.terms)))


@cache
def _marked() -> Mapping[str, Sequence[str]]:
    """The letters that are folded to each ASCII letter or digit, itself included: all that Unicode has."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for code in (*range(0x30, 0x250), *range(0x1E00, 0x1F00)):
        letter = chr(code)
        if letter == lower(letter) and (plain := folded(letter)).isascii():
            found[plain].append(letter)
    return found


def _edited(word: str, letters: Iterable[str]) -> set[str]:
    """The word, and what one edit makes of it: a letter put in, left out, changed, or swapped with its neighbour."""
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {word, *(left + right[1:] for left, right in parts)}
    found |= {left + right[1] + right[0] + right[2:] for left, right in parts if len(right) > 1}
    for left, right in parts:
        found |= {f"{left}{letter}{right}" for letter in letters}
        found |= {f"{left}{letter}{right[1:]}" for letter in letters}
    return found


def _letters(term: str) -> int:
    """The letters of a term as bits; some letters share one."""
    found = 0
    for letter in term:
        found |= 1 << (ord(letter) & 63)
    return found
