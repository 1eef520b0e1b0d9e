"""Places named with a place word: streets, roads, bridges, markets, rivers, industrial parks (`đường Trường Chinh`)."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.mine.units.lexicon import word
from extractor.mine.units.place_phrase import person_starts, run_end
from extractor.mine.units.starts import PlaceWord, place_words
from extractor.mine.units.tokens import DASH, DOT, SPACE, Tokens

_ROAD = re.compile(r"(?:ql|tl|đt|hl)\d{1,3}[a-zđ]?")
_NUMBER = re.compile(r"\d{1,3}[a-zđ]?")


class Feature(NamedTuple):
    """Words [start, end): place word and name; `value` has the place word in its usual lower-case spelling."""

    start: int
    end: int
    value: str


def feature_at(tokens: Tokens, i: int) -> Feature | None:
    """The named feature that begins at word i, if one does."""
    word = tokens.words[i]
    if word[2:3].isdigit() and _ROAD.fullmatch(word) and tokens.surface(i)[:2].isupper():
        return Feature(i, i + 1, tokens.surface(i))
    if word not in place_words().root:
        return None
    for after, head, _ in place_words().longest(tokens, i):
        if tokens.gaps[after] != SPACE or not _may_name(tokens, after) or not _stands(tokens, i, after, head):
            continue
        end = _name_end(tokens, after, head)
        if end > after:
            name = " ".join(tokens.text[tokens.starts[after] : tokens.ends[end - 1]].split())
            return Feature(i, end, f"{head.spelling} {name}")
    return None


def _may_name(tokens: Tokens, i: int) -> bool:
    """Whether word i begins as a name may: a capital, a figure, `số`."""
    return tokens.caps[i] or tokens.words[i][0].isdigit() or tokens.words[i] == word("number")


def _stands(tokens: Tokens, i: int, after: int, head: PlaceWord) -> bool:
    if head.spelling.isupper() and not tokens.surface(i).isupper():
        return False
    if "l" in head.more and tokens.upper(i):
        return False
    if tokens.upper(i) and i and tokens.gaps[i] == SPACE and tokens.upper(i - 1) and after - i == 1:
        return False  # a syllable of a name: Trần Cảng
    if tokens.upper(i) and tokens.upper(after) and i in person_starts(tokens.text):
        return False  # ông Đèo Văn Thinh
    return not (i and tokens.gaps[i] == SPACE and tokens.words[i - 1] in head.not_after)


def _name_end(tokens: Tokens, i: int, head: PlaceWord) -> int:
    if "N" in head.more:
        at = i + 1 if tokens.words[i] == word("number") and i + 1 < tokens.size else i
        if _NUMBER.fullmatch(tokens.words[at]):
            return _date_end(tokens, at) or at + 1
    if "D" in head.more and tokens.words[i].isdigit():
        return _date_end(tokens, i) or i
    end = run_end(tokens, i)
    if end == i:
        return i
    while head.kind == "road" and end < tokens.size and tokens.gaps[end] == DASH and tokens.upper(end):
        end = run_end(tokens, end)  # cao tốc Hà Nội - Hải Phòng
    if end < tokens.size and tokens.gaps[end] == SPACE and tokens.words[end].isdigit() and head.kind == "spot":
        end += 1 if len(tokens.words[end]) == 1 else 0
    return end


def _date_end(tokens: Tokens, i: int) -> int | None:
    """End of a name like `30/4`, `23-9`, `3 Tháng 2`."""
    after = i + 1
    if after < tokens.size and tokens.gaps[after] in ("/", DASH, DOT) and tokens.words[after].isdigit():
        return after + 1 if tokens.starts[after] - tokens.ends[i] == 1 else None
    if after + 1 < tokens.size and tokens.words[after] == "tháng" and tokens.words[after + 1].isdigit():
        return after + 2
    return None
