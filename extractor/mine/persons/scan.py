"""One look at a text for persons, ranks and positions: its syllables and the phrases of the lexicon that stand in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from corpus.text import canon, fold
from extractor.mine.persons.lexicon import SYLLABLE, Phrase, lexicon

LOWER, TITLE, UPPER, INITIAL = 0, 1, 2, 3
"""Shapes of a syllable: `văn` or a number, `Văn`, `VĂN`, `V`."""

_LOOSE_GAPS = frozenset({" ", "", ".", ". ", "/", "-", " - ", "&", " & ", " / "})


class Hit(NamedTuple):
    """A phrase of the lexicon on the syllables `first` to `last` (exclusive)."""

    first: int
    last: int
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Scan:
    """Syllables as parallel lists (offsets, compared forms, shapes) and hits by first syllable and by end."""

    text: str
    canon: str
    starts: list[int]
    ends: list[int]
    words: list[str]
    shapes: list[int]
    starting: dict[int, list[Hit]]
    ending: dict[int, list[Hit]]

    def gap(self, i: int) -> str:
        """What stands between syllable `i` and the next one; a line feed at the ends of the text."""
        if i < 0 or i + 1 >= len(self.starts):
            return "\n"
        return self.text[self.ends[i] : self.starts[i + 1]]

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
        """The post that begins with syllable `first`; `chức vụ | Phó …` is no `vụ phó`, `cán bộ | trưởng thành` no `bộ trưởng`."""
        hit = self.hit(first, "head")
        if hit is not None and any(
            h.first < first and h.phrase.kinds & {"position.title_word", "occupation"}
            for h in self.ending.get(first + 1, ())
        ):
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
        gap = self.gap(last - 1)
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
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    shapes: list[int] = []
    for match in SYLLABLE.finditer(text):
        start, end = match.span()
        starts.append(start)
        ends.append(end)
        words.append(low[start:end])
        shapes.append(_shape(match[0]))
    found = Scan(text, low, starts, ends, words, shapes, {}, {})
    _find_phrases(found)
    return found


def _find_phrases(scan: Scan) -> None:
    lex = lexicon()
    single, longer, words = lex.single, lex.longer, scan.words
    after = dict(enumerate(words[1:]))
    for i, word in enumerate(words):
        if word in longer:
            seconds = longer[word]
            for phrase in seconds.get(after.get(i, ""), ()):
                last = i + len(phrase.words)
                if _matches(scan, i, last, phrase):
                    _add(scan, Hit(i, last, phrase))
        if word in single:
            _add(scan, Hit(i, i + 1, single[word]))


def _add(scan: Scan, hit: Hit) -> None:
    scan.starting.setdefault(hit.first, []).append(hit)
    scan.ending.setdefault(hit.last, []).append(hit)


def is_abbreviation(word: str) -> bool:
    """Whether a compared syllable is one without a vowel (`tp`, `ths`), which a full stop does not end a sentence after."""
    return len(word) <= 4 and not re.search(r"[aeiouy]", fold(word))


def _shape(syllable: str) -> int:
    if not syllable[0].isupper():
        return LOWER
    if len(syllable) == 1:
        return INITIAL
    if syllable.isupper() and "'" not in syllable and "’" not in syllable:
        return UPPER
    return TITLE


def _matches(scan: Scan, first: int, last: int, phrase: Phrase) -> bool:
    if last > len(scan.words) or tuple(scan.words[first:last]) != phrase.words:
        return False
    if phrase.loose:
        return all(scan.gap(k) in _LOOSE_GAPS for k in range(first, last - 1))
    return all(_blank(g := scan.gap(k)) or (phrase.comma and g == ", ") for k in range(first, last - 1))


def _blank(gap: str) -> bool:
    return gap == " " or (gap.isspace() and "\n" not in gap)
