"""Paragraphs and sentences of a normalised text, as spans."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corpus.spans import Spans

_PARAGRAPH = re.compile(r"\S(?:[^\n]*\S)?")
# A sentence may end at . ! ? … with its closing quotes and brackets, before a blank (with opening quotes, brackets, a
# dash of dialogue behind it) or at the end of the paragraph. (A search runs fast to a set, not to one repeated.)
_END = re.compile(r"[.!?…][.!?…]*[\"'”’»)\]]*(?:(?=\s+(?:[\"'“‘«(\[–-]\s?)*(\S))|$)")
_LETTER = re.compile(r"(\S*?)[\s\"“(]*(?<![^\W_])([^\W\d_])\.$")
_SINGLE = re.compile(r"\s*(?:\d|\(|[^\W\d_](?![^\W\d_]))")
_SYLLABLE = re.compile(
    r"(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu?|r|s|th?|tr|v|x)?[aeiouy]{1,3}(?:ch?|m|ng|nh?|p|t)?"
)


def paragraphs(text: str) -> Spans:
    """Each line with something on it, without the blanks around it."""
    return Spans.of(match.span() for match in _PARAGRAPH.finditer(text))


def sentences(text: str, within: Spans) -> Spans:
    """The sentences of each span of `within` (paragraphs), without the blanks between them.

    A new sentence begins with anything but a small letter. Initials and the usual abbreviations do not end one.
    """
    found: list[tuple[int, int]] = []
    for start, end in within.pairs():
        _divide(text, start, end, found)
    return Spans.of(found)


def _divide(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    """Adds the sentences of a paragraph to those found."""
    begin = start
    for match in _END.finditer(text, start, end):
        follows = match[1]
        if follows is not None and (follows.islower() or _no_end(text, begin, match)):
            continue
        stop = match.end()
        found.append((begin, stop))
        begin = stop
        while begin < end and text[begin].isspace():
            begin += 1
    if begin < end:
        found.append((begin, end))


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """`data/sentences.toml`: abbreviations at the end of a string, ward letters, words before an initial."""

    abbreviated: re.Pattern[str]
    endings: tuple[str, ...]
    tails: frozenset[str]  # the last two characters of these
    ward_letters: frozenset[str]
    before_an_initial: frozenset[str]


@cache
def _lexicon() -> _Lexicon:
    data = tomllib.loads(files("extractor").joinpath("data/sentences.toml").read_text("utf-8"))
    words = "|".join(re.escape(word) for word in data["abbreviations"])
    return _Lexicon(
        abbreviated=re.compile(rf"(?:^|[\s(\"“'‘.,/-])(?:{words})\.$"),
        endings=tuple(f"{word}." for word in data["abbreviations"]),
        tails=frozenset(f"{word}."[-2:] for word in data["abbreviations"]),
        ward_letters=frozenset(data["ward_letters"]),
        before_an_initial=frozenset(data["before_an_initial"]),
    )


def _no_end(text: str, begin: int, match: re.Match[str]) -> bool:
    """Whether the full stop belongs to an abbreviation or an initial."""
    if match[0] != ".":
        return False
    lexicon, end = _lexicon(), match.end()
    if (
        text[end - 2 : end] in lexicon.tails
        and text.endswith(lexicon.endings, begin, end)
        and lexicon.abbreviated.search(text, max(begin, end - 9), end)
    ):
        return True
    if end - begin > 2 and text[end - 3].isalnum():  # a word of two letters or more is no initial
        return False
    initial = _LETTER.search(text[max(begin, end - 24) : end])
    if initial is None or not initial[2].isupper():
        return False
    if _SINGLE.match(text, end):  # Q. 1; chị P. T.B.; anh Nguyễn Văn T. (SN 1982)
        return True
    before = initial[1].strip('"“(,;.')
    if initial[2] in lexicon.ward_letters and before and not before[0].isupper():
        return before not in lexicon.before_an_initial
    # J. Hale at a beginning, Albert W. Hale, J. K. Lee: a foreign name; quý I. Đại tá, ông Trần T. Công an: an end
    return not before or (len(before) == 1 and before.isupper()) or _is_foreign(before)


def _is_foreign(word: str) -> bool:
    """A capitalised word of plain letters that is no Vietnamese syllable."""
    return word.isascii() and word.isalpha() and word[0].isupper() and _SYLLABLE.fullmatch(word.lower()) is None
