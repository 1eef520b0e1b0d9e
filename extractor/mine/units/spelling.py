"""How a head must be written where it stands, and how a value is spelled: tone marks, short words of names."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from corpus.text import canon
from extractor.mine.units.lexicon import Head, name_words, stops, word
from extractor.mine.units.place_phrase import country_at, level_at
from extractor.mine.units.tokens import COMMA, DASH, SPACE, Tokens

_LEVELS = frozenset("L")
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
    if head.lower == "n" and head.slots == _LEVELS and tokens.caps[i] and (level := level_at(tokens, end)) is not None:
        return tokens.gaps[end] == SPACE and True in tokens.caps[level[0] : level[0] + 1]  # Thuế tỉnh X
    if head.lower in ("n", "c") and lowered(tokens, i, end):
        return head.lower == "c" and tokens.gaps[end] in (SPACE, '"') and tokens.caps[end]
    return True


def _begins(tokens: Tokens, i: int, head: Head) -> bool:
    """Not so `Phó Bí thư | Thường trực`, `Nguyễn | Trường`."""
    before = tokens.words[i - 1]
    if head.value.endswith(word("standing")):
        return before not in stops()["title_end"]
    return not (before in stops()["family"] and tokens.caps[i - 1])


def lowered(tokens: Tokens, i: int, end: int) -> bool:
    """Whether the head is in lower case, or its capital is only that of a sentence's first word."""
    if not tokens.caps[i]:
        return True
    if tokens.gaps[i] in _INSIDE or end >= tokens.size or True in tokens.caps[i + 1 : end + 1]:
        return False
    return tokens.text[tokens.starts[end]].islower()


# `hoà`, `khoẻ`, `thuý` for hòa, khỏe, thúy: an open oa, oe, uy with the mark on its second vowel.
_OLD_TONES = re.compile(r"(?:[oO][àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ]|[uU][ỳýỷỹỵỲÝỶỸỴ])(?![^\W\d_])(?<![qQ]..)")


@lru_cache(maxsize=4096)
def modern(text: str) -> str:
    """With the tone marks where canonical names have them: `Thuỷ sản` as `Thủy sản`."""
    return _OLD_TONES.sub(_moved, text)


def _moved(found: re.Match[str]) -> str:
    old = found[0]
    new = canon(old)
    first = new[0].upper() if old[0].isupper() else new[0]
    return first + (new[1].upper() if old[1].isupper() else new[1])


@cache
def _short_words() -> re.Pattern[str]:
    return re.compile(
        r"(?<![\w&./-])(?:" + "|".join(sorted(name_words(), key=len, reverse=True)) + r")(?![\w&])(?<!TM)"
    )


@lru_cache(maxsize=4096)
def written_out(name: str) -> str:
    """A name with the short words of units_rules.toml spelled out: `CP Than Khe` as `cổ phần Than Khe`.

    >>> written_out("KHXH Việt Nam")
    'Khoa học xã hội Việt Nam'
    """
    return _short_words().sub(lambda found: name_words()[found[0]], name)
