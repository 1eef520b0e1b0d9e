"""How a head must be written where it stands: capitals, and what may not stand before it."""

from __future__ import annotations

from extractor.mine.units.lexicon import Head, stops, word
from extractor.mine.units.place_phrase import country_at
from extractor.mine.units.tokens import COMMA, DASH, SPACE, Tokens

_INSIDE = frozenset((SPACE, COMMA, DASH))  # gaps inside a sentence


def spelled(tokens: Tokens, i: int, end: int, head: Head) -> bool:
    """Whether the words [i, end) are written as this head is, and are no part of a title or name before them."""
    if head.guarded and i and tokens.gaps[i] == SPACE and not _begins(tokens, i, head):
        return False
    if head.acronym:
        return tokens.surface(i).isupper()
    if head.lower == "y":
        return True
    if head.lower == "k" and not tokens.caps[i]:
        return country_at(tokens, end) is not None
    if head.lower in ("n", "c") and lowered(tokens, i, end):
        return head.lower == "c" and tokens.gaps[end] in (SPACE, '"') and tokens.caps[end]
    return True


def _begins(tokens: Tokens, i: int, head: Head) -> bool:
    """Not so `Phó Bí thư | Thường trực`, `Nguyễn | Trường`."""
    before = tokens.words[i - 1]
    if head.value == word("standing"):
        return before not in stops()["title_end"]
    return not (before in stops()["family"] and tokens.caps[i - 1])


def lowered(tokens: Tokens, i: int, end: int) -> bool:
    """Whether the head is in lower case, or its capital is only that of a sentence's first word."""
    if not tokens.caps[i]:
        return True
    if tokens.gaps[i] in _INSIDE or end >= tokens.size or tokens.caps[end]:
        return False
    return tokens.text[tokens.starts[end]].islower()
