"""Old encodings of Vietnamese, as old sites send them."""

from __future__ import annotations

import unicodedata

# The five tone marks that windows-1258 has as combining characters of its own.
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def to_windows_1258(text: str) -> bytes:
    """`text` in windows-1258: letters with their vowel mark, then the tone as a combining character.

    Raises UnicodeEncodeError for a character that the code page lacks.

    >>> to_windows_1258("Tỉnh").decode("cp1258") == "Ti\\u0309nh"
    True
    """
    out: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        try:
            char.encode("cp1258")
            out.append(char)
            continue
        except UnicodeEncodeError:
            marks = unicodedata.normalize("NFD", char)
        tones = "".join(c for c in marks if c in _TONES)
        out.append(unicodedata.normalize("NFC", "".join(c for c in marks if c not in _TONES)) + tones)
    return "".join(out).encode("cp1258")
