"""Text whose letters were read in the wrong way, put right: TCVN3, VNI, VIQR, windows-1258, and UTF-8 taken for cp1252
or cp1258.

Each reading is tried on a sample; the one whose words are best as Vietnamese syllables wins, if it beats the text as it
stands by a clear margin. So a declared charset is a hint at most, and a right text stays untouched. A title may have
come another way than the text under it: pieces that are right in a text that is not stay, and pieces of a right text
that show signs of a wrong reading are read by themselves.

TCVN3 wrote capitals with tone marks in a font of their own (`.VnTimeH`): those come out in lower case.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from heapq import merge
from itertools import islice, pairwise
from typing import Literal, TypeAlias

from extractor.clean.data import legacy_letters
from extractor.clean.language import is_marked_syllable

Reading: TypeAlias = Literal["", "utf-8 as cp1252", "tcvn3", "vni", "viqr", "windows-1258"]

_SAMPLE = 12_000
_PROBE = 400_000  # characters that are looked at
_ASCII = bytes(range(0x80))
_MARGIN = 0.2
_ENOUGH = 0.5  # of the marked words must be syllables in the reading that wins
# Letters that only right Vietnamese has: the block of toned vowels, or combining tones.
_RIGHT = re.compile("[\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]")
# First and second character of three-byte UTF-8 read byte by byte: no language writes them.
_BYTEWISE = re.compile(  # besides \u00e1[\u00ba\u00bb]
    "[\u00c3\u0102][\u00a0-\u00bf]|\u00c6[\u00a0\u00a1\u00af\u00b0]|\u00c4[\u0090\u0091\u2018\u0192\u0083\u0082\u201a]"
)
_OF_ONE_BYTE = ("tcvn3", "vni", "windows-1258")
# Letters that one byte read as ISO 8859-1 or cp1252 never gives; a page may have some beside a text in an old font.
_BEYOND = re.compile("[\u0100-\u0151\u0154-\u015f\u0162-\u0177\u0179-\u017c\u01a0-\u01b0\u0300-\u036f\u1e00-\u1eff]")
_HIGH = re.compile("[^\x00-\x7f\u2000-\u206f]")
_FEW = 0.3
_ETH = re.compile("(?<![^\\W\\d_])[^\\W\\d_]*[\u00d0\u00f0](?:[^\\W\\d_]|[\u0300-\u0323])*")
_D = str.maketrans("\u00d0\u00f0", "\u0110\u0111")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_PIECE = re.compile("[A-Za-z\u0080-\uffff]+")
_EDGES = "\u00a0\u00ab\u00bb\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u00b7"
_ENTITY = re.compile(r"&(?:#\d{2,4}|#x[0-9a-fA-F]{2,3}|[A-Za-z]{2,8});")


def beyond_ascii(text: str) -> str:
    """Its characters beyond ASCII, in order: few, and nearly all that tells how it was read.

    >>> beyond_ascii("Công an tỉnh họp")
    'ôỉọ'
    """
    return text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")


def repair(text: str, beyond: str | None = None) -> tuple[str, Reading]:
    """The text as it was meant, and the reading that gave it ("" where it was right or nothing helped).

    `beyond` are its characters beyond ASCII, where they are known. A text in which nothing changes comes back itself.

    >>> repair("C«ng an tØnh ®· tæ chøc héi nghÞ")
    ('Công an tỉnh đã tổ chức hội nghị', 'tcvn3')
    """
    if beyond is None:
        beyond = beyond_ascii(text)
    if not _doubtful(text, beyond):
        return _with_d(_pieces_mended(text, beyond)), ""
    sample = _sample(text)
    best: Reading = ""
    score = _score(sample) + _MARGIN
    unread = len(_BEYOND.findall(sample)) > _FEW * len(_HIGH.findall(sample))
    for name, read in _readings().items():
        if unread and name in _OF_ONE_BYTE:
            continue
        if (points := _score(read(sample))) > max(score, _ENOUGH):
            best, score = name, points
    if not best:
        return _with_d(_pieces_mended(text, beyond)), ""
    return _read_where_wrong(_without_letter_entities(text), _readings()[best]), best


def _with_d(text: str) -> str:
    """Icelandic eth where the Vietnamese letter was meant (`Ðảng`, `HÐND`): so wrote the papers of the 2000s.

    >>> _with_d("Ðảng bộ xã Ðông Hà, HÐND")
    'Đảng bộ xã Đông Hà, HĐND'
    """
    return _ETH.sub(_meant, text) if "\u00d0" in text or "\u00f0" in text else text


def _meant(match: re.Match[str]) -> str:
    word = match[0].translate(_D)
    meant = (match[0].isupper() and len(word) > 1) or is_marked_syllable(unicodedata.normalize("NFC", word.lower()))
    return word if meant else match[0]


def _doubtful(text: str, beyond: str) -> bool:
    """False for the usual case, in a few quick looks: Vietnamese letters and no sign of a wrong reading."""
    if not beyond:
        return "&" in text or "^" in text or "dd" in text or "DD" in text
    probe, few = text[:_PROBE], beyond if len(text) <= _PROBE else beyond_ascii(text[:_PROBE])
    # a search for one letter is twenty times as fast as one for two; what stands side by side does so without ASCII too
    if any(second in few and (f"\u00e1{second}" in probe or f"\u0301{second}" in probe) for second in "\u00ba\u00bb"):
        return True
    capitals = any(capital in few for capital in "\u00c3\u00c4\u00c6")
    if capitals and _BYTEWISE.search(few) and _BYTEWISE.search(probe):
        return True
    return sum(1 for _ in islice(_RIGHT.finditer(few), 20)) < 20


def _sample(text: str) -> str:
    """Words of the text, without tags, from where letters beyond ASCII (or VIQR's signs) are dense."""
    plain = _without_letter_entities(_TAG.sub(" ", text[: 40 * _SAMPLE]))
    for step in range(0, len(plain), _SAMPLE):
        piece = plain[step : step + _SAMPLE]
        if len(re.findall(r"[^\x00-\x7f]|[aeo]\^|[ou]\+|dd", piece)) * 20 > len(piece):
            return piece
    return plain[:_SAMPLE]


def _score(text: str) -> float:
    """Share of the words beyond ASCII that are well-formed Vietnamese syllables; 0 where there are hardly any."""
    pieces = [piece.strip(_EDGES) for piece in _PIECE.findall(unicodedata.normalize("NFC", text))]
    marked = [piece.lower() for piece in pieces if not piece.isascii()]
    if len(marked) < max(3, len(pieces) // 20):
        return 0.0
    return sum(map(is_marked_syllable, marked)) / len(marked)


@cache
def _readings() -> dict[Reading, Callable[[str], str]]:
    return {
        "utf-8 as cp1252": _from_bytewise,
        "tcvn3": _letter_by_letter("tcvn3"),
        "vni": _letter_by_letter("vni"),
        "windows-1258": _from_1258,
        "viqr": _from_viqr,
    }


# -- a title that came another way than the text -----------------------------------------------------------------------

# Characters that are rare in right Vietnamese, and beside which letters they tell a wrong reading.
_RARE = (
    "\u00c3\u00c4\u00c6\u0102\u00ba\u00bb"  # UTF-8 byte by byte
    "\u00b5\u00b8\u00b9\u00ae\u00ab\u00ac"  # TCVN3
    "\u00f8\u00fb\u00ef\u00f6"  # VNI
    "\u00de\u00cc\u00d2\u00f0"  # windows-1258
)
_HAT = "^"  # VIQR
_WRONG = re.compile(
    _BYTEWISE.pattern
    + "|\u00e1[\u00ba\u00bb]|[A-Za-z][\u00b5\u00b8\u00b9\u00ae\u00ab\u00ac]|[\u00ae\u00ab\u00ac\u00b5][a-z]"
    + "|[a-zA-Z][\u00f8\u00fb\u00ef\u00f6]"
    + "|[a-z\u00e2\u00ea\u00f4\u00f5\u00fd][\u00de\u00cc\u00d2]|\u00f0[a-z\u00e0-\u00ff]"
    + "|[aeo]\\^[`'?~.]?[a-z]"
)
_EDGES_OF_PIECES = '\n<>"'
_EDGE = re.compile(f"[{_EDGES_OF_PIECES}]")
_LONGEST_PIECE = 2000
_MOST_SIGNS = 2000
_FEWEST_MARKED = 2  # words in a piece that is read by itself
_GOOD, _POOR = 0.9, 0.75


def _pieces_mended(text: str, beyond: str) -> str:
    """Lines and pieces of markup with signs of a wrong reading, read by themselves, where the text as a whole is right.

    >>> _pieces_mended("C«ng an tØnh häp\\nSáng nay, Công an tỉnh họp.", "«Øäáôỉọ")
    'Công an tỉnh họp\\nSáng nay, Công an tỉnh họp.'
    """
    pieces: list[str] = []
    done = 0
    for place in _signs(text, beyond):
        if place < done:
            continue
        lowest = max(done, place - _LONGEST_PIECE)
        start = max(lowest, *(text.rfind(edge, lowest, place) + 1 for edge in _EDGES_OF_PIECES))
        edge = _EDGE.search(text, place, place + _LONGEST_PIECE)
        end = edge.start() if edge else min(len(text), place + _LONGEST_PIECE)
        pieces += (text[done:start], _piece_mended(text[start:end]))
        done = end
    return "".join((*pieces, text[done:])) if pieces else text


def _signs(text: str, beyond: str) -> list[int]:
    """Where a rare character stands so that it tells a wrong reading, in order; at most so many."""
    rare = [char for char in _RARE if char in beyond]
    if _HAT in text:
        rare.append(_HAT)
    places = merge(*(_places(char, text) for char in rare))
    return list(islice((at for at in places if _WRONG.search(text, max(0, at - 1), at + 3)), _MOST_SIGNS))


def _places(char: str, text: str) -> Iterator[int]:
    """Where a character stands. (One at a time: a search for any of several takes ten times as long.)"""
    at = text.find(char)
    while at >= 0:
        yield at
        at = text.find(char, at + 1)


def _piece_mended(piece: str) -> str:
    score = _syllables_of(piece)[0]
    for name, read in _readings().items():
        made = read(_without_letter_entities(piece))
        points, marked = _syllables_of(made)
        poor = score <= _POOR or name == "utf-8 as cp1252"  # which alone leaves right letters as they are
        if poor and points > max(score, _GOOD) and marked >= _FEWEST_MARKED:
            return made
    return piece


def _read_where_wrong(text: str, read: Callable[[str], str]) -> str:
    """The text read so, but for the pieces that were better as they stood."""
    if not _RIGHT.search(text):
        return read(text)
    edges = [0, *(match.end() for match in _EDGE.finditer(text)), len(text)]
    pieces = (text[start:end] for start, end in pairwise(edges))
    return "".join(piece if _RIGHT.search(piece) and _is_right(piece, read) else read(piece) for piece in pieces)


def _is_right(piece: str, read: Callable[[str], str]) -> bool:
    return _syllables_of(piece)[0] >= _syllables_of(read(piece))[0]


def _syllables_of(piece: str) -> tuple[float, int]:
    """Share of the words beyond ASCII that are well-formed syllables, and how many there are."""
    found = (word.strip(_EDGES).lower() for word in _PIECE.findall(unicodedata.normalize("NFC", piece)))
    marked = [word for word in found if not word.isascii()]
    return sum(map(is_marked_syllable, marked)) / max(1, len(marked)), len(marked)


# -- UTF-8 read byte by byte -------------------------------------------------------------------------------------------

_RUN = re.compile("[\u00c2-\u00f4\u0102][^\x00-\x7f]+")
# à is C3 A0; A0 is a blank that cannot break and often became a plain one. In `hÃ ng` a final follows, so it was one.
_LOST_BLANK = re.compile("[\u00c3\u0102] (?=(?:ng|nh|n|m|p|c|ch|t|o|u|y|i)(?![^\\W\\d_]))")
# At the end of a word: `lÃ  nhÃ ,` with both blanks, or with one of them left.
_LAST_BLANK = re.compile('[\u00c3\u0102] (?=[ ,.;:!?)"\u201d]|$)|[\u00c3\u0102](?= )', re.MULTILINE)


def _from_bytewise(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    for _ in range(3):  # some pages went through it twice
        repaired = _RUN.sub(_run_as_utf8, _LOST_BLANK.sub("\u00e0", text))
        if repaired == text or not _BYTEWISE.search(repaired):
            return _LAST_BLANK.sub("\u00e0", repaired)
        text = repaired
    return text


def _run_as_utf8(match: re.Match[str]) -> str:
    raw = bytearray()
    for char in match[0]:
        code = _cp1252_bytes().get(char, ord(char))
        if code > 255:
            return match[0]
        raw.append(code)
    return raw.decode("utf-8", errors="ignore") or match[0]


@cache
def _cp1252_bytes() -> dict[str, int]:
    """Characters that cp1252 puts where ISO 8859-1 has controls; and the one lead byte that cp1258 reads otherwise."""
    found = {
        bytes([code]).decode("cp1252"): code for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
    }
    return {**found, "\u0102": 0xC3}


# -- single-byte and two-byte fonts


def _letter_by_letter(encoding: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        letters = legacy_letters(encoding)
        return _longest_first(encoding).sub(lambda match: letters[match[0]], text)

    return read


@cache
def _longest_first(encoding: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(legacy_letters(encoding), key=lambda key: (-len(key), key)))))


@cache
def _table_1258() -> dict[int, str]:
    """What windows-1258 means by the characters that ISO 8859-1 or cp1252 read instead."""
    table: dict[int, str] = {}
    for code in range(0xA0, 0x100):
        meant = bytes([code]).decode("cp1258", errors="ignore")
        if meant and meant != chr(code):
            table[code] = meant
    return table


def _from_1258(text: str) -> str:
    return unicodedata.normalize("NFC", text.translate(_table_1258()))


# -- VIQR (RFC 1456)
# -----------------------------------------------------------------------------------------------------

_HATS = {"^": "\u0302", "(": "\u0306", "+": "\u031b"}
_VIQR_TONES = {"'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
# A mark of tone ends the vowels; at the end of a word ? and . are tones only where the sentence goes on in lower case.
_VIQR = re.compile(
    r"([aAeEoO]\^|[aA]\(|[oOuU]\+|[aeiouyAEIOUY])([`'~]|[?.](?=[A-Za-z]|[ ,;:][ ]?[a-z]|[.,;:!)]))?|(dd|DD|Dd)"
)


_WEB = re.compile(r"(\S+@\S+|(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:vn|com|net|org|edu|gov|info)\b\S*)")
_THI = re.compile(r"\b(Th)i\.(?=\s+[^\W\d_a-z])")  # Nguyễn Thi. Hoa: in a name, and no end of a sentence


def _from_viqr(text: str) -> str:
    if len(re.findall(r"[aAeEoO]\^|[aA]\(|[oOuU]\+|dd", text, re.ASCII)) * 40 < len(text):
        return text

    def read(match: re.Match[str]) -> str:
        if match[3]:
            return "đ" if match[3] == "dd" else "Đ"
        vowel, tone = match[1], match[2]
        return vowel[0] + _HATS.get(vowel[1:], "") + _VIQR_TONES.get(tone or "", "")

    pieces = _WEB.split(_THI.sub("\\1i\u0323", text))  # every other one is an address of mail or web, and stays
    return unicodedata.normalize("NFC", "".join(p if i % 2 else _VIQR.sub(read, p) for i, p in enumerate(pieces)))


def _without_letter_entities(text: str) -> str:
    """`&agrave;` and `&#224;` as letters; those that markup needs (`&lt;`, `&amp;`, `&quot;`) as they are."""

    def letter(match: re.Match[str]) -> str:
        char = html.unescape(match[0])
        return char if len(char) == 1 and (ord(char) >= 0x80) else match[0]

    return _ENTITY.sub(letter, text) if "&" in text else text
