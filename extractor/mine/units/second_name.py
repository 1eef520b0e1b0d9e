"""A person's name behind the name of a unit or a place, in one run of capitals: `thôn Nguyễn Huệ | Lê Văn Bốn`."""

from __future__ import annotations

from extractor.mine.persons.lexicon import lexicon
from extractor.mine.units.lexicon import business_word, stops
from extractor.mine.units.tokens import SPACE, Tokens

_LENGTHS = (3, 4)  # syllables of a full name that tells itself
_BEFORE = 2  # syllables that the unit's own name has at least


def second_name(tokens: Tokens, start: int, end: int) -> int | None:
    """Where a full name begins that ends the run of capitals [start, end); None where there is none.

    It has a family name, common ones with any middle name, rare ones with one that few words but names have; before it
    stand two capitals or more that no family name ends (`Luật Nguyễn Trần Hoàng Anh` is not cut).
    """
    families, middles = lexicon().families, stops()
    if end - start < _BEFORE + _LENGTHS[0]:
        return None
    for k in range(max(start + _BEFORE, end - _LENGTHS[-1]), end - _LENGTHS[0] + 1):
        kinds = {kind for name, kind in families.get(tokens.words[k], ()) if len(name) == 1}
        if not kinds & {"common", "rare"} or not _capitals(tokens, k - _BEFORE, end):
            continue
        known = middles["middle"] if "common" in kinds else middles["narrow_middle"]
        if tokens.words[k + 1] not in known or tokens.words[k - 1] in middles["strong_family"]:
            continue
        if all(business_word(tokens, j) is None for j in range(k - 1, end)):
            return k
    return None


def _capitals(tokens: Tokens, start: int, end: int) -> bool:
    return all(
        tokens.upper(j) and not tokens.shout(j) and (j == start or tokens.gaps[j] == SPACE) for j in range(start, end)
    )
