"""Runs of capitals, in which names are looked for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from extractor.mine.persons.foreign import hyphenated, is_vietnamese
from extractor.mine.persons.lexicon import lexicon
from extractor.mine.persons.scan import INITIAL, LOWER, TITLE, UPPER, Scan

PARTICLES = frozenset({
    "bin", "al", "von", "van", "der", "de", "da", "dos", "del", "di", "la", "le", "el", "ibn", "ten", "den",
})  # fmt: skip
"""What stands in small letters inside a name from abroad."""

_LONGEST_RUN = 30


def runs(scan: Scan) -> Iterator[tuple[int, int]]:
    """Maximal runs of capitalised syllables with one blank between; capitals throughout keep to themselves."""
    shapes, words, gaps, size, done = scan.shapes, scan.words, scan.gaps, len(scan.shapes), 0
    for i in _beginnings(scan):
        if i < done:
            continue
        last, style = i + 1, shapes[i]
        limit = i + _LONGEST_RUN
        while last < size and last < limit:
            shape = shapes[last]
            if shape == LOWER and words[last] not in PARTICLES:
                break
            if not (shape == style == TITLE and gaps[last - 1] == " ") and not _goes_on(scan, last, style):
                break
            if style == INITIAL and shape != LOWER:
                style = shape
            last += 1
        if last - i > 1 or "'" in words[i] or "’" in words[i]:
            yield i, last
        done = last


def _beginnings(scan: Scan) -> list[int]:
    """The capitals with another one next to them, or behind a particle; all where some are names by themselves."""
    if "'" in scan.text or "’" in scan.text:
        return scan.capitals
    words, pairs = scan.words, pairwise(scan.capitals)
    return [
        i
        for i, other in pairs
        if other - i == 1 or (other - i < 4 and words[i + 1] in PARTICLES and words[other - 1] in PARTICLES)
    ]


def _goes_on(scan: Scan, k: int, style: int) -> bool:
    gap = scan.gaps[k - 1]
    if gap != " " and not (gap.isspace() and "\n" not in gap):
        return scan.shapes[k] == TITLE and (("-" in gap and hyphenated(scan, k)) or _behind_initial(scan, k))
    shape = scan.shapes[k]
    if shape == LOWER:
        return (
            scan.words[k] in PARTICLES
            and k + 1 < len(scan.shapes)
            and (scan.shapes[k + 1] == TITLE or scan.words[k + 1] in PARTICLES)
            and scan.gaps[k] in (" ", "-")
            and (not is_vietnamese(scan.words[k - 1]) or scan.words[k - 1] in PARTICLES)
        )
    if shape == INITIAL or style == INITIAL:
        return True
    return (shape == UPPER) == (style == UPPER)


def _behind_initial(scan: Scan, k: int) -> bool:
    """`John F. | Kennedy`: a foreign given name, a letter with its full stop, a family name."""
    if k < 2 or scan.gaps[k - 1] != ". " or scan.shapes[k - 1] != INITIAL or scan.gaps[k - 2] != " ":
        return False
    return scan.words[k - 2] in lexicon().foreign
