"""Forms of a Vietnamese text: as shown (`normalize`), as compared (`canon`) and without marks (`fold`).

`canon` and `fold` keep the length of an already normalised text, character by character, so that an offset into one is
an offset into the other: rules match on `canon(text)` or `fold(text)` and speak of `text`.

Sources: the two placements of the tone mark and the i/y pairs are those of the 1984 and 1980 spelling decisions of the
Ministry of Education, as summed up in `docs/glossary.md`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"[^\S\n ]")  # any white space but the plain blank and the line feed
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
# A joiner behind a pictograph holds a family together.
_INVISIBLE = re.compile(
    r"(?<![\U0001f000-\U0001faff\u2600-\u27bf\ufe0f])\u200d"
    r"|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064]"
    r"|[\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
_SHORT = 200  # characters of a line whose compared form is kept for a while
_MANY_MARKS = 1000  # characters below which no run of marks is long
_MARK = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
ANY_MARK = re.compile(_MARK)  # one that combines with the letter before it
_MOST_MARKS = 30  # on one letter
_MARKS = re.compile(f"({_MARK}{{{_MOST_MARKS}}}){_MARK}+")
_STRAY_SPACES = re.compile(r"[\u2000-\u200a\u3000\u00a0]")
# Whatever one of the patterns above may change: most texts hold none of it, and one look is a quarter of all.
_ODD = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u0300-\u036f\u061c\u1680\u180e\u1ab0-\u1aff\u1dc0-\u1dff\u2000-\u200f"
    r"\u2028-\u202f\u205f-\u2064\u2066-\u206f\u20d0-\u20ff\u3000\ufe20-\ufe2f\ufeff\ufff9-\ufffb]"
)


def bounded_marks(text: str) -> str:
    """No more than thirty combining marks on one letter, as in the Stream-Safe Text Format of UAX #15: ordering them
    takes time with the square of their number.
    """
    if len(text) < _MANY_MARKS or text.isascii():
        return text
    # a longer run holds one of every thirty characters
    return _MARKS.sub(r"\1", text) if ANY_MARK.search(text[::_MOST_MARKS]) else text


def normalize(text: str) -> str:
    """The one form kept in the project: NFC, plain blanks, line feeds, nothing invisible; dashes and quotes as written.

    >>> normalize("Công\\u00a0an ti\\u0309nh\\u200b")
    'Công an tỉnh'
    """
    if text.isascii() and text.isprintable():
        return text
    if _ODD.search(text) is None:
        return unicodedata.normalize("NFC", text)
    text = _LINE_ENDS.sub("\n", text)
    text = bounded_marks(_INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", _SPACES.sub(" ", _STRAY_SPACES.sub(" ", text)))


_TONED = {
    "a": "àáảãạ",
    "e": "èéẻẽẹ",
    "o": "òóỏõọ",
    "u": "ùúủũụ",
    "y": "ỳýỷỹỵ",
    "i": "ìíỉĩị",
}
# hoà -> hòa, khoẻ -> khỏe, thuý -> thúy: the second vowel of an open oa, oe, uy carries the mark in the older habit.
_OLD_PLACEMENT = {
    first + marked: _TONED[first][tone] + second
    for first, second in (("o", "a"), ("o", "e"), ("u", "y"))
    for tone, marked in enumerate(_TONED[second])
}
# qúy for quý, a slip that some input methods make: in qu the u is part of the consonant.
_QU_SLIP = {"q" + u + "y": "qu" + _TONED["y"][tone] for tone, u in enumerate(_TONED["u"])}
_QU = re.compile(r"q[ùúủũụ]y(?![^\W\d_])")
# kỳ/kì, lý/lí, mỹ/mĩ, sỹ/sĩ, tỷ/tỉ, hy/hi, quý/quí: an open syllable of one consonant; compared as i.
_Y_TO_I = str.maketrans("yỳýỷỹỵ", "iìíỉĩị")
# Both of these, found by their second vowel: fewer letters carry a tone than are o or u. (Old placements have a group.)
_HABIT = re.compile(
    r"[àáảãạèéẻẽẹyỳýỷỹỵ](?![^\W\d_])(?:(?:(?<=o[àáảãạèéẻẽẹ])|(?<=u[ỳýỷỹỵ]))(?<!q..)()"
    r"|(?<=[hklmst][yỳýỷỹỵ])(?<![^\W\d_]..)|(?<=qu[yỳýỷỹỵ])(?<![^\W\d_]...))"
)


class _LowerTable(dict[int, str]):
    """Code point to its lower case, always one character."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        low = char.lower()
        self[code] = low if len(low) == 1 else low[0]
        return self[code]


class _FoldTable(dict[int, str]):
    """Code point to its base letter without marks, always one character."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        base = unicodedata.normalize("NFD", char)
        kept = "".join(c for c in base if not unicodedata.combining(c))
        self[code] = kept[0] if kept else char
        return self[code]


_LOWER = _LowerTable()
_FOLD = _FoldTable({ord("đ"): "d", ord("Đ"): "D", ord("ð"): "d", ord("Ð"): "D"})


def lower(text: str) -> str:
    """Lower case of the same length, whatever the letters."""
    low = text.lower()
    return low if len(low) == len(text) else text.translate(_LOWER)


def canon(text: str) -> str:
    """The form in which spellings of one word are equal: lower case, one tone placement, one of i/y; length kept.

    `text` is normalised already (see `normalize`).

    >>> canon("HOÀ BÌNH, Thuỷ Lợi, kỳ họp, Qúy") == canon("Hòa bình, thủy lợi, kì họp, quí")
    True
    """
    return _short_canon(text) if len(text) <= _SHORT else _canon(text)


def _canon(text: str) -> str:
    low = lower(text)
    if low.isascii() and "y" not in low:
        return low
    if "q" in low:
        low = _QU.sub(lambda m: _QU_SLIP[m[0]], low)
    pieces: list[str] = []
    done = 0
    for found in _HABIT.finditer(low):
        end = found.end()
        if found.lastindex:
            pieces += (low[done : end - 2], _OLD_PLACEMENT[low[end - 2 : end]])
        else:
            pieces += (low[done : end - 1], low[end - 1].translate(_Y_TO_I))
        done = end
    return "".join((*pieces, low[done:])) if pieces else low


_short_canon = lru_cache(maxsize=1024)(_canon)  # lines of one page: most are asked for more than once


def fold(text: str) -> str:
    """`canon` without tone and vowel marks, đ as d; length kept.

    >>> fold("Đảng uỷ Công an Trung ương")
    'dang uy cong an trung uong'
    """
    return canon(text).translate(_FOLD)


def has_marks(text: str) -> bool:
    """Whether any letter carries a mark (or is đ), that is whether the writer typed diacritics."""
    return lower(text) != lower(text).translate(_FOLD)


@lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """Folded words joined by hyphens.

    >>> slug("Trung tá")
    'trung-ta'
    """
    return "-".join(re.findall(r"[a-z0-9]+", fold(normalize(text))))
