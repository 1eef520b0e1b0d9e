"""Is it Vietnamese? Told by the form of its syllables, without a model.

A Vietnamese syllable is an onset, a nucleus and a final out of short closed lists, with one tone at most. Words of
other languages rarely fit, least of all those with marked letters. Two measures come of it:

- marked text: the share of words that are well-formed syllables and carry a mark. News has 0.7 to 0.85, French 0.1,
  English about 0.
- unmarked Vietnamese (`Cong an tinh vua ban hanh ...`) is Vietnamese too: nearly every word has the shape of a syllable
  and at least every twentieth word is one of the frequent function words (`extractor/data/clean/function_words.csv`).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from corpus.errors import RejectedInput
from corpus.text import lower
from extractor.clean.data import function_words

_TONES = {
    "a": "àáảãạ", "ă": "ằắẳẵặ", "â": "ầấẩẫậ", "e": "èéẻẽẹ", "ê": "ềếểễệ", "i": "ìíỉĩị",
    "o": "òóỏõọ", "ô": "ồốổỗộ", "ơ": "ờớởỡợ", "u": "ùúủũụ", "ư": "ừứửữự", "y": "ỳýỷỹỵ",
}  # fmt: skip
_TONELESS = str.maketrans({toned: base for base, row in _TONES.items() for toned in row})
_TONED = frozenset("".join(_TONES.values()))
_ONSET = "(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?"
_MARKED = re.compile(
    _ONSET + "(?:i[êea]|yê|uyê|uô|ươ|oa|oă|oe|oo|uâ|uê|uơ|uya?|ua|ưa|[aăâeêioôơuưy])(?:ng|nh|ch|[cmnptiouy])?"
)
_UNMARKED = re.compile(_ONSET + "(?:i[ea]|ye|uye|uo|oa|oe|oo|ua|ue|uya?|[aeiouy])(?:ng|nh|ch|[cmnptiouy])?")
# For character classes: a range from À to Ỹ would hold the small letters too.
UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ" + "".join(chr(code) for code in range(0x1EA0, 0x1EFA, 2))
_WORD = re.compile(r"[^\W\d_]+")

# Where the middle of a long text is looked at as well, an English page with a Vietnamese menu is still English.
_WINDOW = 1500
MARKED_SHARE = 0.3
_SHAPED_SHARE = 0.78
_FUNCTION_SHARE = 0.05


@lru_cache(maxsize=16384)
def is_marked_syllable(word: str) -> bool:
    """Whether a word in lower case, NFC, is a well-formed Vietnamese syllable that carries a mark (or đ).

    >>> [is_marked_syllable(word) for word in ("tỉnh", "an", "café", "tØnh")]
    [True, False, False, False]
    """
    if word.isascii() or len(word) > 8:
        return False
    return sum(map(_TONED.__contains__, word)) < 2 and _MARKED.fullmatch(word.translate(_TONELESS)) is not None


@lru_cache(maxsize=16384)
def is_shaped(word: str) -> bool:
    """Whether an ASCII word in lower case has the shape of a Vietnamese syllable without its marks."""
    return len(word) <= 6 and _UNMARKED.fullmatch(word) is not None


def vietnamese_share(text: str) -> float:
    """Share of words that speak for Vietnamese, 0 to 1; 0 where there are no words.

    >>> vietnamese_share("Công an tỉnh vừa họp") > 0.5 > vietnamese_share("The police met yesterday")
    True
    """
    words = _sample(text)
    if not words:
        return 0.0
    marked = sum(times for word, times in Counter(words).items() if is_marked_syllable(word)) / len(words)
    if marked >= MARKED_SHARE:
        return marked
    shaped = sum(map(is_shaped, words)) / len(words)
    known = sum(map(function_words().__contains__, words)) / len(words)
    return shaped if shaped >= _SHAPED_SHARE and known >= _FUNCTION_SHARE else marked


def require_vietnamese(text: str) -> None:
    """Raises RejectedInput `not-vietnamese` with the share in its detail, `no-body` where there is no word at all."""
    if _WORD.search(text) is None:
        raise RejectedInput("no-body", "no words")
    share = vietnamese_share(text)
    if share < MARKED_SHARE:
        raise RejectedInput(
            "not-vietnamese", f"{share:.0%} of the words look Vietnamese, {MARKED_SHARE:.0%} are needed"
        )


def _sample(text: str) -> list[str]:
    """Words in lower case from the beginning and from the middle."""
    if len(text) <= 2 * _WINDOW:
        return _WORD.findall(lower(text))
    middle = len(text) // 2
    return _WORD.findall(lower(text[:_WINDOW] + " " + text[middle : middle + _WINDOW]))
