"""Other ways to write the name of a unit. Which question: how may a corpus write what somebody typed?

Names that are typed come in small letters and without marks, too, where no phrase can be parsed; so this looks words up
in the tables that parsing uses, and leaves it to the caller to see which of the names there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice

from corpus.text import canon, fold, normalize
from extractor.gazetteer import province_names, table

_MOST = 64  # names for one; a name of six short forms has as many
_LONGEST = 8  # words of a form that is looked up
_LONGEST_NAME = 200  # code points
_LONGEST_PLACE = 5  # words
_TIERS = ("1", "12", "2", "3")
_PLAIN = str.maketrans({",": "", ";": "", ".": " "})

Forms = Mapping[str, Sequence[str]]


def spelt_out(name: str, *, marks: bool = True, known: Forms | None = None) -> tuple[str, ...]:
    """The compared names (`canon`; without marks `fold`) that a name may stand for, its own first, in any letters.

    Short forms are put in the place of what they are short for, or the other way where units are called by the short
    one: heads (`CAT`, `Ủy ban nhân dân`), functions, levels, provinces, codes. `known` are short forms of a corpus,
    compared in the same way.

    >>> spelt_out("CAT Vân Sơn"), spelt_out("uy ban nhan dan tinh Hoa Binh", marks=False)[1]
    (('cat vân sơn', 'công an tỉnh vân sơn'), 'ubnd tinh hoa binh')
    """
    form = canon if marks else fold
    plain = form(" ".join(normalize(name).split()))
    if len(plain) > _LONGEST_NAME:
        return (plain,)
    words = " ".join(word if word.translate(_PLAIN) in _forms(marks) else _parted(word) for word in plain.split(" "))
    found = _choices(words.split(" "), (_forms(marks), known or {}))
    return tuple(dict.fromkeys([plain, *islice((" ".join(chosen) for chosen in found), _MOST)]))


def with_levels(name: str, *, marks: bool = True) -> tuple[tuple[str, ...], ...]:
    """Compared names with a level put before what may be the place at their end, a province's first, then district's,
    commune's.

    >>> [names[1] for names in with_levels("công an sơn la")][:2]
    ['công an tỉnh sơn la', 'công an thành phố sơn la']
    """
    words = name.split(" ")
    places = range(max(1, len(words) - _LONGEST_PLACE), len(words))
    tiers = ([row for row in table("admin_levels") if row["tier"] == tier and row["case"] == "any"] for tier in _TIERS)
    levels = [dict.fromkeys(canon(row["level"]) if marks else fold(row["level"]) for row in tier) for tier in tiers]
    return tuple(tuple(" ".join([*words[:i], level, *words[i:]]) for level in tier for i in places) for tier in levels)


@cache
def province_levels(*, marks: bool = True) -> tuple[tuple[str, ...], ...]:
    """The words that a province's level may be written in: `tỉnh`, `thành phố`, `tp`."""
    form = canon if marks else fold
    rows = [row for row in table("admin_levels") if row["tier"] in ("1", "12")]
    found = {tuple(form(row["word"]).translate(_PLAIN).split()) for row in rows}
    return tuple(sorted(found, key=lambda words: (-len(words), words)))


def without_province_level(name: str, *, marks: bool = True) -> str | None:
    """A compared name whose last `tỉnh` is left out; None where a name has none between its words."""
    words, level = name.split(" "), canon("tỉnh") if marks else fold("tỉnh")
    at = len(words) - 1 - words[::-1].index(level) if level in words else 0
    return " ".join([*words[:at], *words[at + 1 :]]) if 0 < at < len(words) - 1 else None


def _parted(word: str) -> str:
    """`TP.HCM` as two words."""
    return re.sub(r"\.(?=\w)", ". ", word)


def _choices(words: Sequence[str], forms: Sequence[Forms]) -> Iterator[list[str]]:
    """The words with each form in the place of what it is a form of, the longest first; the words themselves last."""
    if not words:
        yield []
        return
    for length in range(min(_LONGEST, len(words)), 0, -1):
        short = " ".join(words[:length])
        for other in (other for known in forms for other in known.get(short.translate(_PLAIN).strip(), ())):
            yield from ([other, *rest] for rest in _choices(words[length:], forms))
    yield from ([words[0], *rest] for rest in _choices(words[1:], forms))


@cache
def _forms(marks: bool) -> Forms:
    found: dict[str, dict[str, None]] = {}
    form = canon if marks else fold
    for short, full in _rows():
        one, other = form(short).translate(_PLAIN).strip(), form(full)
        if one != other:
            found.setdefault(one, {})[other] = None
    return {short: tuple(others) for short, others in found.items()}


def _rows() -> Iterator[tuple[str, str]]:
    """Short forms and what they stand for, those that most names have first."""
    yield from ((row["head"], row["value"]) for row in table("units_heads") if row["value"])
    yield from ((row["short"], row["words"]) for row in table("units_expansions"))
    yield from ((row["word"], row["level"]) for row in table("admin_levels"))
    yield from ((row["code"], f"{row['head']} {row['name']}") for row in table("units_codes"))
    yield from ((row["short"], row["expansion"]) for row in table("abbreviations"))
    yield from ((row["name"], row["value"]) for row in table("entity_names"))
    yield from province_names().items()
