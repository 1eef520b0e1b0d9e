"""How long something takes: counts, and the TIMEX3 values of durations (`2 giờ 15 phút`, `một năm rưỡi`)."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.mine.dates.lexicon import Lexicon
from extractor.mine.dates.numbers import spoken

_ORDER = ("DE", "Y", "M", "W", "D", "TH", "TM", "TS")  # TIMEX3 designators from the longest unit; T: within a day
_HALVES = {"Y": "6M", "M": "15D", "W": "3D", "TH": "30M", "DE": "5Y"}
_YEARS_AT_MOST = 1  # place in _ORDER up to which a comma may stand between the measures


def number_of(words: str, rules: Lexicon) -> float:
    """A count in figures (`1.200`, `2,5`) or in words. Raises ValueError where it is none.

    >>> from extractor.mine.dates.lexicon import lexicon
    >>> number_of("1.200", lexicon()), number_of("hai mươi", lexicon())
    (1200, 20)
    """
    if words[0].isdecimal():
        if "." in words or (("," in words) and len(words.split(",")[1]) == 3):
            return int(words.replace(".", "").replace(",", ""))
        return float(words.replace(",", ".")) if "," in words else int(words)
    number = spoken(words, rules.digits, rules.tens)
    if number is None:
        raise ValueError(words)
    return number


def duration_value(n: float | str, code: str, *, half: bool = False) -> str:
    """TIMEX3 duration of `n` units; `half`: and a half more.

    >>> duration_value(1, "Y", half=True), duration_value(90, "TM")
    ('P1Y6M', 'PT90M')
    """
    if code == "Q":
        return f"P{int(n) * 3 if not isinstance(n, str) else n}M"
    number = n if isinstance(n, str) else f"{n:.9g}"
    tail = _HALVES.get(code, "") if half else ""
    return f"PT{number}{code[1]}{tail}" if code[0] == "T" else f"P{number}{code}{tail}"


def compound_value(words: str, rules: Lexicon) -> str:
    """TIMEX3 duration of several measures, the longest first. Raises ValueError where they are not.

    >>> from extractor.mine.dates.lexicon import lexicon
    >>> compound_value("2 giờ 15 phút 40 giây", lexicon()), compound_value("4 năm, 363 ngày", lexicon())
    ('PT2H15M40S', 'P4Y363D')
    """
    days, hours, last = "", "", -1  # the place of the last unit in _ORDER
    for number, unit, after_comma in _measures(words.split(), rules):
        code, n = rules.units[unit], number_of(number, rules)
        if code == "D" == _ORDER[last]:  # 3 ngày 2 đêm
            continue
        if code not in _ORDER[last + 1 :] or n != int(n) or (after_comma and last > _YEARS_AT_MOST):
            raise ValueError(words)
        last = _ORDER.index(code)
        if code[0] == "T":
            hours += f"{int(n)}{code[1]}"
        else:
            days += f"{int(n)}{code}"
    return f"P{days}" + (f"T{hours}" if hours else "")


def _measures(words: list[str], rules: Lexicon) -> Iterator[tuple[str, str, bool]]:
    """(number, unit, whether after a comma) of `4 năm, 363 ngày`; `năm` is five or years. Raises ValueError."""
    number: list[str] = []
    comma = False
    for i, word in enumerate(words):
        unit, after = word.rstrip(","), words[i + 1] if i + 1 < len(words) else ""
        counted = after in rules.units and after != word  # mười năm ngày
        if number and counted and word in rules.digits and spoken(" ".join([*number, word]), rules.digits, rules.tens):
            number.append(word)
        elif number and unit in rules.units:
            yield " ".join(number), unit, comma
            number, comma = [], word.endswith(",")
        elif number or word != "và":
            number.append(word)
    if number:
        raise ValueError(" ".join(words))
