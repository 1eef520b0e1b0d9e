"""Short forms that an article defines in brackets, and whether initials spell them."""

from __future__ import annotations

from functools import cache, lru_cache

from corpus.text import fold
from extractor.mine.persons.foreign import is_vietnamese
from extractor.mine.units.lexicon import heads, stops, words_of
from extractor.mine.units.parse import Parse
from extractor.mine.units.place_phrase import level_at, province_end
from extractor.mine.units.starts import listed_names, short_forms
from extractor.mine.units.tokens import SPACE, Tokens

_MAX_SHORT = 4
_MAX_WHOLE = 14
_FIRMS = frozenset(("bank", "company"))


@lru_cache(maxsize=4096)
def _initial(word: str) -> str:
    """The first letter of a word without its marks."""
    return fold(word)[0]


def bracketed(tokens: Tokens, i: int) -> tuple[int, int] | None:
    """Words [start, end) of a short form in brackets that begins at word i: `(PC04)`, `(CAT.Ư)`, `(KT-XH)`."""
    if i >= tokens.size or tokens.gaps[i] != "(" or _place(tokens, i):
        return None
    called = _called(tokens, i)
    for end in range(called + 1, min(called + 1 + _MAX_SHORT, tokens.size + 1)):
        stop = tokens.ends[end - 1]
        if tokens.text[stop : stop + 1] == ")" or tokens.text[stop : stop + 2] == " )":
            return (called, end) if _short(tokens.surface(called, end)) and not _owner(tokens, i) else None
        if called > i and tokens.gaps[end] == ",":
            return (called, end) if _short(tokens.surface(called, end)) else None
        if end < tokens.size and tokens.gaps[end] not in (SPACE, "-", "&", ".", "/"):
            return None
    return None


def _owner(tokens: Tokens, i: int) -> bool:
    """Whether a body of another kind than the one before begins at word i: `Vụ … (Bộ GD&ĐT)`, not `… (Phòng PC06)`."""
    first = tokens.words[i]
    named = first in heads().root and not tokens.shout(i) and tokens.gaps[i + 1] == SPACE
    return named and first not in tokens.words[max(i - _MAX_WHOLE, 0) : i]


@cache
def _called_firsts() -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in words_of("called"))


def _called(tokens: Tokens, i: int) -> int:
    """Past `gọi tắt là` and the like."""
    if tokens.words[i] not in _called_firsts():
        return i
    for length in (5, 4, 3, 2, 1):
        if i + length < tokens.size and " ".join(tokens.words[i : i + length]) in words_of("called"):
            return i + length
    return i


def _place(tokens: Tokens, i: int) -> bool:
    """Whether a place stands in the bracket: `Công an quận Bình Tân (TP. HCM)`."""
    if level_at(tokens, i) is not None or province_end(tokens, i) > i:
        return True
    return bool(listed_names().longest(tokens, i))


def _short(surface: str) -> bool:
    capitals = sum(c.isupper() for c in surface)
    letters = sum(c.isalpha() for c in surface)
    return (
        (capitals >= 2 and letters - capitals <= (2 if " " not in surface else 0))
        or (capitals == 1 and letters == 1 and any(c.isdigit() for c in surface))
        or (capitals >= 1 and " " not in surface and letters >= 6)
        or _branded(surface)
    )


def _branded(surface: str) -> bool:
    """Several words with capitals, one of them not Vietnamese: `Cánh Én Air`."""
    words = surface.split()
    named = len(words) > 1 and all(word[0].isupper() for word in words)
    return named and not all(is_vietnamese(word.lower()) for word in words)


def initials_start(tokens: Tokens, end: int, short: str) -> int | None:
    """Index of the word from which the initials of the words before `end` spell `short`; None where they do not.

    >>> from extractor.mine.units.tokens import tokens_of
    >>> initials_start(tokens_of("bảo vệ an ninh Tổ quốc"), 6, "ANTQ")
    2
    """
    letters = [c for c in fold(short) if c.isalpha()]
    k = end - 1
    if len(letters) < 2:
        return None
    for n, letter in enumerate(reversed(letters)):
        while n and k >= 0 and tokens.words[k] in stops()["unspoken"] and _initial(tokens.words[k]) != letter:
            k -= 1
        if k < 0 or _initial(tokens.words[k]) != letter or (n and tokens.gaps[k + 1] in ("\n", "(", ")", ":", ";")):
            return None
        k -= 1
    return k + 1


def spread_start(tokens: Tokens, end: int, short: str) -> int | None:
    """Index of the capitalised word from which the initials before `end` contain those of `short` in order.

    For short forms that leave out words: `Thỏa thuận hợp tác cấp địa phương (TTHT)`.
    """
    letters = [c for c in fold(short) if c.isalpha()]
    if len(letters) < 3:
        return None
    k = end - 1
    while k >= 0 and end - k <= 3 * len(letters):
        if tokens.upper(k) and _initial(tokens.words[k]) == letters[0] and _spelled(tokens, k, end, letters):
            return k
        if tokens.gaps[k] not in (SPACE, ",", "-"):
            return None
        k -= 1
    return None


def _spelled(tokens: Tokens, start: int, end: int, letters: list[str]) -> bool:
    """Whether the letters are initials of the words [start, end), the first two of them of its first words."""
    initials = [_initial(word) for word in tokens.words[start:end]]
    rest = iter(initials)
    return initials[:2] == letters[:2] and all(letter in rest for letter in letters)


def denotes(tokens: Tokens, parse: Parse, start: int, end: int) -> bool:
    """Whether the bracket words [start, end) stand for the whole unit before them."""
    first = initials_start(tokens, parse.end, tokens.surface(start, end))
    if first is None:
        return bool(parse.head.slots or parse.head.functions) and not parse.head.value.startswith(
            tuple(words_of("unshortened"))
        )
    if first > parse.start and not parse.head.functions.isdisjoint(_FIRMS) and parse.nested is None:
        known = any(k == end for k, _, _ in short_forms().longest(tokens, start))
        return first >= parse.head_end and not known  # Công ty … Nhựa Hoa Lau (NHL), not … Bất động sản (BĐS)
    return first <= parse.start
