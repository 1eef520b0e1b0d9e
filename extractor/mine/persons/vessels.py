"""Ships of the forces behind a post: `Thuyền trưởng | tàu 016 Quang Trung`."""

from __future__ import annotations

from collections.abc import Container

from extractor.mine.persons.scan import LOWER, Scan

_LONGEST = 5  # syllables of a ship's name and number


def vessel_end(found: Scan, at: int, names: Container[int]) -> int | None:
    """Offset behind the ship's name that begins one blank before syllable `at`; no name of `names` is part of it."""
    noun = found.hit(at, "position.vessel")
    if noun is None or found.gaps[at - 1] != " ":
        return None
    last = noun.last
    while last < min(noun.last + _LONGEST, len(found.words)) and found.gaps[last - 1] in (" ", "-"):
        if last in names or (found.shapes[last] == LOWER and not found.words[last].isdigit()):
            break
        last += 1
    return found.ends[last - 1] if last > noun.last else None
