"""The legacy encodings the other way round: from Unicode to bytes, as old pages and dumps hold them."""

from __future__ import annotations

import unicodedata

from extractor.clean.data import legacy_letters

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VIQR = {
    "\u0302": "^",
    "\u0306": "(",
    "\u031b": "+",
    "\u0301": "'",
    "\u0300": "`",
    "\u0309": "?",
    "\u0303": "~",
    "\u0323": ".",
}


def windows_1258(text: str) -> bytes:
    """Letters with hats whole, tones as combining marks where windows-1258 has no whole letter."""
    out: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        try:
            char.encode("cp1258")
            out.append(char)
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", char)
            tones = "".join(part for part in parts if part in _TONES)
            out.append(unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES)) + tones)
    return "".join(out).encode("cp1258", errors="replace")


def font(text: str, encoding: str) -> bytes:
    """TCVN3 (small letters only where capitals have none) or VNI."""
    letters: dict[str, str] = {}
    for legacy, letter in legacy_letters(encoding).items():
        letters.setdefault(letter, legacy)
    return "".join(letters.get(char) or letters.get(char.lower()) or char for char in text).encode(
        "latin-1", errors="replace"
    )


def viqr(text: str) -> bytes:
    """RFC 1456, hats before tones, without its escapes."""
    letters = (unicodedata.normalize("NFD", char) for char in text.replace("đ", "dd").replace("Đ", "DD"))
    ordered = "".join(parts[0] + "".join(sorted(parts[1:], key=_TONES.__contains__)) for parts in letters)
    return "".join(_VIQR.get(part, part) for part in ordered).encode("ascii", errors="replace")


def mojibake(text: str) -> str:
    """UTF-8 read as cp1252."""
    return "".join(_as_1252(code) for code in text.encode())


def _as_1252(code: int) -> str:
    try:
        return bytes([code]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(code)


def mojibake_1258(text: str) -> str:
    """UTF-8 read as windows-1258."""
    return "".join(_as_1258(code) for code in text.encode())


def _as_1258(code: int) -> str:
    try:
        return bytes([code]).decode("cp1258")
    except UnicodeDecodeError:
        return chr(code)
