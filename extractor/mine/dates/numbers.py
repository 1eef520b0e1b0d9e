"""Numbers in words (`hai mươi mốt`) and in Roman figures, as far as dates, durations and ordinals use them."""

from __future__ import annotations

from collections.abc import Mapping

_TEN, _HUNDRED = 10, 100
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
ROMAN_PATTERN = r"(?=[ivxl])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})"


def roman(figures: str) -> int | None:
    """Value of a well-formed Roman numeral below 90 in lower case, else None.

    >>> roman("xiii"), roman("iix")
    (13, None)
    """
    total = 0
    for i, char in enumerate(figures):
        value = _ROMAN.get(char)
        if value is None:
            return None
        later = _ROMAN.get(figures[i + 1], 0) if i + 1 < len(figures) else 0
        total += -value if later > value else value
    return total if 0 < total < 90 and to_roman(total) == figures else None


def to_roman(number: int) -> str:
    """Roman numeral of 1..89, in lower case.

    >>> to_roman(14)
    'xiv'
    """
    out = ""
    for value, figures in ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while number >= value:
            out += figures
            number -= value
    return out


def spoken_year(words: str, digits: Mapping[str, int], scales: Mapping[str, int]) -> int:
    """Value of a year in words, whole or by its last two digits; `digits` with the words for nothing (`linh`).

    >>> spoken_year("một nghìn bảy lăm", {"một": 1, "bảy": 7, "lăm": 5}, {"nghìn": 1000})
    1075
    """
    total, pending = 0, 0
    for word in words.split():
        if word in scales:
            total, pending = total + (pending or (scales[word] == _TEN)) * scales[word], 0
        else:
            pending = pending * 10 + digits[word]
    return total + pending


def spoken(words: str, digits: Mapping[str, int], tens: Mapping[str, int]) -> int | None:
    """Value of a number from 1 to 99 in words (canonical form), also `hai chục`, `một trăm`; None for anything else.

    >>> spoken("hai mươi mốt", {"hai": 2, "mốt": 1}, {"mươi": 10})
    21
    """
    total, pending = 0, 0
    for word in words.split():
        if word in digits:
            if pending:
                return None
            pending = digits[word]
        elif tens.get(word) == _HUNDRED:
            total, pending = (total + pending or 1) * _HUNDRED, 0
        elif word in tens:
            total, pending = total + (pending or 1) * tens[word], 0
        else:
            return None
    return total + pending or None
