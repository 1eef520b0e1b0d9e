"""Where a query's words stand in many texts, fast: the ground of snippets, concordances and collocations.

`find_matches` reads a text's every syllable, which is plain and costs little for each word more. Here each word or
phrase becomes one pattern over the canonical text, words near each other are looked for where all of them stand, and
slips by the syllables that were met: twenty times as fast for a query of a few words. The places are the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from corpus.text import canon, fold, lower, normalize
from index.documents import TextField
from index.matches import Match, is_shown
from index.near import Place, windows
from index.nodes import EXACT, LOOSE, Leaf, Near, Slot, Words
from index.tokens import folded

Places = Iterable[tuple[int, int, int | None]]
"""Start, end, and EXACT or LOOSE where that had to be known."""
Finding = Callable[[str, str], Places]
_BETWEEN = r"(?:[^\w\n]|_)+"  # what parts two syllables of a phrase: anything but letters, digits and line feeds
_END = r"(?![^\W_])"
_SYLLABLE = re.compile(r"[^\W_]+")
_RESPELT = re.compile("(?:[òóỏõọ][ae]|[ùúủũụ]y|[hklmst][iìíỉĩị]|qu[iìíỉĩị])$")
_Y_FOLDED = re.compile("(?:[hklmst]|qu)i$")
_VOWEL_LAST = re.compile("[aeiouy]$")
_TONES = ("\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_NEW_PLACEMENT = {
    normalize(first + tone) + second: first + normalize(second + tone)
    for first, second in ("oa", "oe", "uy")
    for tone in _TONES
}
_I_TO_Y = str.maketrans({normalize("i" + tone): normalize("y" + tone) for tone in ("", *_TONES)})
_LATIN = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))  # the marked letters whose base is one of a to z


class Finder:
    """Finds the words of a query (see `Query.words`) in the texts of one field.

    `forms` are the canonical syllables that these texts may have, where that is known (`Backend.vocabulary`): then
    slips are looked for as fast as other words.
    """

    def __init__(
        self, words: Sequence[Leaf], field: TextField = "body", *, forms: Collection[str] | None = None
    ) -> None:
        shown = [(number, leaf) for number, leaf in enumerate(words) if is_shown(leaf, field)]
        known = _Forms(forms)
        self._finders = tuple((number, leaf, _finder(leaf, known)) for number, leaf in shown)
        self._form = lower if all(_has_one_spelling(leaf, known) for _, leaf in shown) else canon

    def __bool__(self) -> bool:
        """Whether there is anything to find in this field."""
        return bool(self._finders)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Start and end of each occurrence in a normalised text, sorted; of overlapping ones the longest of the first.

        >>> from index.query import parse
        >>> Finder(parse('"kỳ họp" OR họp').words).spans("Kì họp này; họp.")
        [(0, 6), (12, 15)]
        """
        if not self._finders:
            return []
        low = self._form(text)
        return longest_first((start, end) for *_, finder in self._finders for start, end, _ in finder(text, low))

    def matches(self, text: str) -> tuple[Match, ...]:
        """What `find_matches` finds in a normalised text, sorted; they may overlap."""
        if not self._finders:
            return ()
        low = self._form(text)
        found = (
            Match(start, end, number, (kind or _kind(leaf, low[start:end])) == EXACT)
            for number, leaf, finder in self._finders
            for start, end, kind in finder(text, low)
        )
        return tuple(sorted(found))


def longest_first(found: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of the spans, in order, those that overlap none before; of those with one start the longest."""
    kept: list[tuple[int, int]] = []
    reached = 0
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if start >= reached:
            kept.append((start, end))
            reached = end
    return kept


class _Forms:
    """The syllables that texts may have; None where nobody knows."""

    def __init__(self, forms: Collection[str] | None) -> None:
        self._forms = forms
        self._taken: dict[Slot, tuple[str, ...]] = {}

    def __bool__(self) -> bool:
        return self._forms is not None

    def taken_by(self, slot: Slot) -> tuple[str, ...]:
        """Those that a slot takes, in all their spellings."""
        if slot not in self._taken:
            taken = (form for form in self._forms or () if slot.match(form, folded(form)))
            self._taken[slot] = tuple(sorted({spelling for form in taken for spelling in _written(form)}))
        return self._taken[slot]


def _written(form: str) -> Iterator[str]:
    """The spellings of a canonical syllable in lower case: `kì` and `kỳ`, `hòa` and `hoà`, `quí`, `quý` and `qúy`."""
    spellings = {form, form[:-1] + form[-1:].translate(_I_TO_Y)}
    if form[-2:] in _NEW_PLACEMENT:
        spellings.add(form[:-2] + _NEW_PLACEMENT[form[-2:]])
    if form.startswith("qu") and len(form) == 3:
        spellings.add("q" + normalize("u" + unicodedata.normalize("NFD", form[2])[1:]) + "y")
    return (spelling for spelling in spellings if canon(spelling) == form)


def _has_one_spelling(leaf: Leaf, forms: _Forms) -> bool:
    """Whether lower case is enough to find it: `canon`, which takes twice the time, changes none of its words."""
    if isinstance(leaf, Near):
        return all(_has_one_spelling(words, forms) for each in leaf.alternatives for words in each)
    return (bool(forms) and _needs_forms(leaf)) or not any(map(_may_be_respelt, leaf.slots))


def _may_be_respelt(slot: Slot) -> bool:
    """Whether `canon` makes the syllable of another, such as `kì` of `kỳ` and `hòa` of `hoà` (see `corpus.text`).

    It changes vowels at the end of a syllable only; two placements of a tone are one where tones do not count.
    """
    if slot.fuzzy or (slot.prefix and _VOWEL_LAST.search(slot.plain_letters)):
        return True
    return bool((_Y_FOLDED if slot.loose else _RESPELT).search(slot.plain if slot.loose else slot.form))


def _finder(leaf: Leaf, forms: _Forms) -> Finding:
    """What finds a leaf in (text, its canonical form)."""
    if isinstance(leaf, Near):
        return _near_finder(leaf, forms)
    if not _needs_forms(leaf):
        slots = [_spellings(slot) for slot in leaf.slots]
    elif not forms:
        return _learning_finder(leaf)
    else:
        slots = [_any_of(forms.taken_by(slot)) for slot in leaf.slots]
    if not all(slots):
        return lambda _text, _low: ()
    pattern = _pattern_of(slots)
    return lambda _, low: _every(pattern, low)


def _needs_forms(words: Words) -> bool:
    """Whether no pattern can say what a slot takes."""
    return any(slot.fuzzy or (slot.loose and not slot.plain.isascii()) for slot in words.slots)


def _every(pattern: re.Pattern[str], low: str) -> Iterator[tuple[int, int, None]]:
    """Also the occurrences that overlap: a longer one of another phrase may take the first of them away."""
    found = pattern.search(low)
    while found:
        start, end = found.span()
        yield start, end, None
        found = pattern.search(low, start + 1)


def _near_finder(leaf: Near, forms: _Forms) -> Finding:
    operands = [[(words, _finder(words, forms)) for words in each] for each in leaf.alternatives]

    def find(text: str, low: str) -> Places:
        found = [
            _Found(start, end, number, words)
            for number, each in enumerate(operands)
            for words, finder in each
            for start, end, _ in finder(text, low)
        ]
        for group in _groups(low, found, leaf.distance):
            if len({x.operand for x in group}) == len(operands):
                yield from _windows_in(low, group, len(operands), leaf.distance)

    return find


class _Found(NamedTuple):
    """Where the words of one operand stand."""

    start: int
    end: int
    operand: int
    words: Words


def _groups(low: str, found: Iterable[_Found], distance: int) -> Iterator[list[_Found]]:
    """Parted where more than `distance` syllables, or the end of a line, lie between: no stretch goes over that."""
    group: list[_Found] = []
    reached = 0
    for x in sorted(found, key=itemgetter(0)):
        if group:
            between = islice(_SYLLABLE.finditer(low, reached, x.start), distance + 1)
            if sum(1 for _ in between) > distance or "\n" in low[reached : x.start]:
                yield group
                group = []
        group.append(x)
        reached = max(reached, x.end)
    if group:
        yield group


def _windows_in(low: str, group: Sequence[_Found], operands: int, distance: int) -> Places:
    """The stretches of a group that hold all operands."""
    pieces = [piece.span() for piece in _SYLLABLE.finditer(low, group[0].start, max(x.end for x in group))]
    first = {piece[0]: i for i, piece in enumerate(pieces)}
    after = {piece[1]: i + 1 for i, piece in enumerate(pieces)}
    places: list[list[Place]] = [[] for _ in range(operands)]
    for x in group:
        places[x.operand].append(Place(first[x.start], after[x.end], _kind(x.words, low[x.start : x.end])))
    for window in windows(places, distance):
        yield pieces[window.start][0], pieces[window.end - 1][1], window.kind


def _kind(leaf: Leaf, found: str) -> int:
    """EXACT or LOOSE, for a stretch in lower case that is known to match; of words near each other windows tell."""
    if isinstance(leaf, Near):
        return LOOSE
    syllables = _SYLLABLE.findall(canon(found))
    return min(slot.match(syllable, folded(syllable)) for slot, syllable in zip(leaf.slots, syllables, strict=True))


def _learning_finder(leaf: Words) -> Finding:
    """For slots that no pattern can say: they take what they can of the syllables met. Not for several threads."""
    met: set[str] = set()
    taken: list[list[str]] = [[] for _ in leaf.slots]
    pattern: re.Pattern[str] | None = None

    def find(_: str, low: str) -> Places:
        nonlocal pattern
        new = set(_SYLLABLE.findall(low)) - met
        met.update(new)
        more = [[form for form in new if slot.match(form, folded(form))] for slot in leaf.slots]
        if any(more):
            for known, forms in zip(taken, more, strict=True):
                known += forms
            pattern = _pattern_of([*map(_any_of, taken)]) if all(taken) else None
        return _every(pattern, low) if pattern is not None else ()

    return find


def _any_of(syllables: Iterable[str]) -> list[list[str]]:
    """As the spellings of a slot, those that begin alike side by side: fewer ways to try."""
    return [[re.escape(char) for char in syllable] for syllable in sorted(syllables)]


def _pattern_of(slots: Sequence[Sequence[Sequence[str]]]) -> re.Pattern[str]:
    """Of syllables side by side, each given by its spellings, these by the patterns of their letters.

    Where a syllable begins is asked behind its first letter: such a pattern is found ten times faster.
    """
    first = "|".join(f"{letters[0]}(?<![^\\W_].){''.join(letters[1:])}" for letters in slots[0])
    others = ("|".join(map("".join, slot)) for slot in slots[1:])
    return re.compile(_BETWEEN.join(f"(?:{slot}){_END}" for slot in (first, *others)), re.DOTALL)


def _spellings(slot: Slot) -> list[list[str]]:
    """What a slot takes, each as the patterns of its letters."""
    letters = _marked if slot.loose else re.escape
    found = [[letters(char) for char in (slot.plain if slot.loose else slot.form)]]
    if slot.prefix:
        begun = slot.plain_letters if slot.loose else slot.letters
        found.append([*(letters(char) for char in begun), r"[^\W_]*"])
    return found


@cache
def _marked(char: str) -> str:
    """A class of the letters that are `char` without marks."""
    every = "".join(c for c in map(chr, _LATIN) if c == c.lower() and fold(c) == char)
    return f"[{char}{every}]" if every else re.escape(char)
