"""One look at a text for persons, ranks and positions: its syllables, and the phrases of the lexicon in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from corpus.text import canon, fold
from extractor.mine.persons.lexicon import MARKED, SYLLABLE, Phrase, lexicon

LOWER, TITLE, UPPER, INITIAL = 0, 1, 2, 3
"""Shapes of a syllable: `văn` or a number, `Văn`, `VĂN`, `V`."""

_SECOND = frozenset({"phó", "trưởng"})
_LOOSE_GAPS = frozenset({" ", "", ".", ". ", "/", "-", " - ", "&", " & ", " / "})


class Hit(NamedTuple):
    """A phrase of the lexicon on the syllables `first` to `last` (exclusive)."""

    first: int
    last: int
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Scan:
    """Syllables as parallel lists, hits by first syllable and by end, places of marked kinds.

    `gaps[i]` is what stands between syllable `i` and the next one, a line feed at both ends of the text (`gaps[-1]`).
    """

    text: str
    canon: str
    starts: list[int]
    ends: list[int]
    words: list[str]
    shapes: list[int]
    gaps: list[str]
    starting: defaultdict[int, list[Hit]]
    ending: defaultdict[int, list[Hit]]
    marks: dict[str, list[int]]

    def at(self, offset: int) -> int:
        """Index of the first syllable that begins at or after `offset`."""
        return bisect_left(self.starts, offset)

    def hit(self, first: int, kind: str) -> Hit | None:
        """The longest phrase of `kind` that begins with syllable `first`."""
        for hit in self.starting.get(first, ()):
            if kind in hit.phrase.kinds:
                return hit
        return None

    def head(self, first: int) -> Hit | None:
        """The post that begins at `first`; `nhiệm vụ | Phó …` is no `vụ phó`, `cán bộ | trưởng thành` none."""
        hit = self.hit(first, "head")
        if hit is None:
            return None
        split = self.shapes[first] == LOWER and self.shapes[hit.last - 1] != LOWER
        if split and hit.last - first == 2 and self.words[hit.last - 1] in _SECOND:
            return None
        for other in self.ending.get(first + 1, ()):
            if other.first < first and other.phrase.kinds & {"position.title_word", "occupation"}:
                return None
        return hit

    def tail(self, last: int, kind: str) -> Hit | None:
        """As `before`, but only where no longer phrase ends there (`Quốc hội` is no `hội`, `Nhật Bản` no `bản`)."""
        hit = self.before(last, kind)
        if hit is None or any(other.first < hit.first for other in self.ending[last]):
            return None
        return hit

    def before(self, last: int, kind: str) -> Hit | None:
        """The longest phrase of `kind` that ends before syllable `last`, with one blank between (`TP. |` counts)."""
        gap = self.gaps[last - 1]
        if gap != " " and not (gap in (". ", ".") and is_abbreviation(self.words[last - 1])):
            return None
        for hit in self.ending.get(last, ()):
            if kind in hit.phrase.kinds:
                return hit
        return None


@lru_cache(maxsize=4)
def scan(text: str) -> Scan:
    """Syllables and hits of a normalised text; linear in its length."""
    low = canon(text)
    spans = [match.span() for match in SYLLABLE.finditer(text)]
    found = Scan(
        text=text,
        canon=low,
        starts=[s for s, _ in spans],
        ends=[e for _, e in spans],
        words=[low[s:e] for s, e in spans],
        shapes=[_shape(text[s:e]) if text[s].isupper() else LOWER for s, e in spans],
        gaps=[*(text[e:s] for (_, e), (s, _) in pairwise(spans)), "\n"],
        starting=defaultdict(list),
        ending=defaultdict(list),
        marks={kind: [] for kind in MARKED},
    )
    _find_phrases(found)
    found.starting.default_factory = found.ending.default_factory = None
    return found


def _find_phrases(scan: Scan) -> None:
    lex = lexicon()
    single, longer = lex.single, lex.longer
    words = [*scan.words, ""]
    for i, word in enumerate(scan.words):
        if word in longer:
            seconds = longer[word]
            second = words[i + 1]
            if second in seconds:
                for phrase in seconds[second]:
                    last = i + len(phrase.words)
                    if _matches(scan, i, last, phrase):
                        _add(scan, Hit(i, last, phrase))
        if word in single:
            _add(scan, Hit(i, i + 1, single[word]))


def _add(scan: Scan, hit: Hit) -> None:
    first, last, phrase = hit
    scan.starting[first].append(hit)
    scan.ending[last].append(hit)
    for kind in phrase.marked:
        places = scan.marks[kind]
        if not places or places[-1] != first:
            places.append(first)


def _shape(syllable: str) -> int:
    if len(syllable) == 1:
        return INITIAL
    if syllable.isupper() and "'" not in syllable and "’" not in syllable:
        return UPPER
    return TITLE


@lru_cache(maxsize=8192)
def is_abbreviation(word: str) -> bool:
    """Whether a compared syllable has no vowel (`tp`, `ths`): a full stop behind it ends no sentence."""
    return len(word) <= 4 and not re.search(r"[aeiouy]", fold(word))


def _matches(scan: Scan, first: int, last: int, phrase: Phrase) -> bool:
    if last > len(scan.words) or tuple(scan.words[first:last]) != phrase.words:
        return False
    if phrase.loose:
        return all(scan.gaps[k] in _LOOSE_GAPS for k in range(first, last - 1))
    return all(_blank(g := scan.gaps[k]) or (phrase.comma and g == ", ") for k in range(first, last - 1))


def _blank(gap: str) -> bool:
    return gap == " " or (gap.isspace() and "\n" not in gap)
