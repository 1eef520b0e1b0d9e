"""Tables of `extractor/data`, read once, and the administrative map of Vietnam by date.

A table is a CSV with its source in leading `#` lines. Until 30 June 2025 Vietnam had 63 provinces with districts and
communes, since 1 July 2025 it has 34 provinces with communes only. The codes are those of the General Statistics
Office, as carried by vietnamadminunits (see `scripts/make_admin_units.py`). The communes are read at the first question
for one, because most articles ask for none. What became of a unit in 2025 is told by `extractor.succession`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from corpus.errors import DataFileError
from corpus.records import quick
from corpus.text import canon, normalize

Tier = Literal[1, 2, 3]
Era = Literal["legacy", "current"]
Row = tuple[str, str, str, str]  # code, name, level, parent

DATA = Path(__file__).resolve().parent / "data"
LAST_LEGACY_DAY = "2025-06-30"
_WORD = re.compile(r"[^\W_]+")
_NAME_CELL = re.compile(r"^[^,\n]*,([^,\n]*)", re.MULTILINE)
_MARKS = re.compile(r"[^\w\n ][^\w\n]*")
_LONGEST = 6  # syllables of the longest name: Bà Rịa - Vũng Tàu and names of minorities stay below


def key_words_of(phrases: Iterable[str]) -> list[list[str]]:
    """`key_words` of many one-line phrases at once."""
    phrases = list(phrases)
    found = [_WORD.findall(line) for line in canon(normalize("\n".join(phrases))).split("\n")]
    return found if phrases else []


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class AdminUnit:
    """A province (tier 1), district (2) or commune (3). `parent` is the code of the tier above, "" for a province."""

    code: str
    name: str
    level: str
    tier: Tier
    parent: str


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `extractor/data/NAME.csv`. Raises DataFileError where a row has too many or too few cells."""
    path = f"{name}.csv"
    lines = (DATA / path).read_text(encoding="utf-8").splitlines()
    header, *rows = csv.reader([line for line in lines if line and line[0] != "#"])
    for row in rows:
        if len(row) != len(header):
            raise DataFileError(path, ",".join(row), f"has {len(row)} cells, not {len(header)}")
    return tuple([dict(zip(header, row, strict=True)) for row in rows])


def key_words(phrase: str) -> list[str]:
    """The words of a phrase as they are compared: canonical form, without punctuation.

    >>> key_words("Bà Rịa - Vũng Tàu")
    ['bà', 'rịa', 'vũng', 'tàu']
    """
    return _WORD.findall(canon(normalize(phrase)))


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    return " ".join(key_words(name))


@cache
def _spellings() -> dict[str, list[str]]:
    """The other spellings of a place's first syllable."""
    rows = [(row["spelling"], row["same"]) for row in table("place_spellings")]
    return {one: [other for other, same in rows if same == of and other != one] for one, of in rows}


@cache
def _varied() -> re.Pattern[str]:
    return re.compile(rf"^(?:{'|'.join(_spellings())}) .+$", re.MULTILINE)


class Names:
    """Units by compared name, in each spelling of its first syllable.

    Holds lines (code, name, level, parent) and makes an `AdminUnit` when asked: communes are ten thousand.
    """

    def __init__(self, lines: Sequence[str], tier: Tier) -> None:
        self.tier: Tier = tier
        self._lines: dict[str, str] = {}  # those of one name joined: a list for each would burden garbage collection
        self._firsts: frozenset[str] | None = None
        self._units: dict[str, tuple[AdminUnit, ...]] = {}
        keys = _MARKS.sub(" ", canon("\n".join(_NAME_CELL.findall("\n".join(lines)))))
        known = self._lines
        keys = keys.replace("  ", " ")
        for key, line in zip(keys.split("\n"), lines, strict=False):
            known[key] = f"{known[key]}\n{line}" if key in known else line
        for spelled in _varied().findall(keys):
            first, rest = spelled.split(" ", 1)
            for other in _spellings()[first]:
                known.setdefault(f"{other} {rest}", known[spelled])  # Đăk Đoa, of Đak Đoa

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __contains__(self, key: str) -> bool:
        return key in self._lines

    def begins(self, word: str) -> bool:
        """Whether a name begins with that compared word."""
        if self._firsts is None:
            self._firsts = frozenset(key.split(" ", 1)[0] for key in self._lines)
        return word in self._firsts

    def get(self, key: str) -> tuple[AdminUnit, ...]:
        """The units with that compared name."""
        found = self._units.get(key)
        if found is None:
            if key not in self._lines:
                return ()
            found = self._units[key] = tuple(map(self._unit, self._lines[key].split("\n")))
        return found

    def _unit(self, line: str) -> AdminUnit:
        code, name, level, parent = line.split(",")
        return AdminUnit(code=code, name=name, level=level, tier=self.tier, parent=parent)


class AdminMap:
    """The administrative units of one era, by name."""

    def __init__(self, era: Era) -> None:
        self.era = era
        self.provinces = Names([",".join(row) for row in _provinces(era)], 1)
        self.districts = Names([",".join(row) for row in _districts()] if era == "legacy" else (), 2)
        self._communes: Names | None = None

    @property
    def communes(self) -> Names:
        """All communes, read when first needed."""
        if self._communes is None:
            self._communes = Names(_communes(self.era), 3)
        return self._communes

    def names(self, tier: Tier) -> Names:
        """The table of a tier; empty for tiers that the era does not have."""
        if tier == 1:
            return self.provinces
        return self.districts if tier == 2 else self.communes

    def find(self, name: str, tier: Tier, parent: str | None = None) -> tuple[AdminUnit, ...]:
        """Units of that name and tier, of all levels; those under `parent` only, where it is given.

        >>> [unit.code for unit in admin_map("2020-05-01").find("Đà Lạt", 2)]
        ['672']
        """
        found = self.names(tier).get(_key(name))
        return tuple(unit for unit in found if unit.parent == parent) if parent is not None else found

    def province_of(self, unit: AdminUnit) -> AdminUnit | None:
        """The province that a unit lies in; None where it is not known."""
        code = unit.code if unit.tier == 1 else unit.parent
        if unit.tier == 3 and self.era == "legacy":
            district = _district_codes().get(unit.parent)
            code = district.parent if district else ""
        return _province_codes(self.era).get(code)


def longest(names: Names, words: Sequence[str], start: int, stop: int) -> int:
    """End of the longest name of `names` that begins at `words[start]` and ends by `stop`; `start` where none does."""
    if start < stop and not names.begins(words[start]):
        return start
    for end in range(min(stop, start + _LONGEST), start, -1):
        if " ".join(words[start:end]) in names:
            return end
    return start


@cache
def _map_of(era: Era) -> AdminMap:
    return AdminMap(era)


def admin_map(day: str | None) -> AdminMap:
    """The map that was in force on an ISO day; the older one where the day is not known."""
    return _map_of("current" if day is not None and day > LAST_LEGACY_DAY else "legacy")


@cache
def _provinces(era: Era) -> tuple[Row, ...]:
    wanted = LAST_LEGACY_DAY if era == "legacy" else ""
    rows = table("admin_provinces")
    found = [(row["code"], row["name"], row["level"], "") for row in rows if row["to"] == wanted]
    by_code = {code: level for code, _, level, _ in found}
    for row in table("admin_aliases"):
        if row["code"] in by_code:
            level = "tỉnh" if row["name"] == "Thừa Thiên Huế" else by_code[row["code"]]
            found.append((row["code"], row["name"], level, ""))
            found.append((row["code"], row["alias"], level, ""))
    return tuple(dict.fromkeys(found))


@cache
def province_names() -> dict[str, str]:
    """Compared form of any spelling to the name of the province: `daklak` to `Đắk Lắk`, `sơn la` to `Sơn La`."""
    spelled = [(row["name"], row["name"]) for row in table("admin_provinces")]
    spelled += [(row["alias"], row["name"]) for row in table("admin_aliases")]
    keys = key_words_of(spelling for spelling, _ in spelled)
    return {" ".join(key): name for key, (_, name) in zip(keys, spelled, strict=True)}


@cache
def province_firsts() -> frozenset[str]:
    """The first words of `province_names`."""
    return frozenset(key.split(" ", 1)[0] for key in province_names())


@cache
def _province_codes(era: Era) -> dict[str, AdminUnit]:
    return {
        code: AdminUnit(code=code, name=name, level=level, tier=1, parent="")
        for code, name, level, _ in reversed(_provinces(era))
        if code
    }


@cache
def _districts() -> tuple[Row, ...]:
    rows = table("admin_districts")
    found = [(row["code"], row["name"], row["level"], row["province"]) for row in rows]
    known = {(name, province) for _, name, _, province in found}
    found += [
        (row["code"], row["name"], row["level"], row["province"])
        for row in table("admin_former")
        if (row["name"], row["province"]) not in known
    ]
    return tuple(found)


@cache
def _district_codes() -> dict[str, AdminUnit]:
    former = [(row["code"], row["name"], row["level"], row["province"]) for row in table("admin_former")]
    return {
        code: AdminUnit(code=code, name=name, level=level, tier=2, parent=province)
        for code, name, level, province in (*former, *_districts())
    }


def _communes(era: Era) -> list[str]:
    names = ("admin_communes_legacy", "admin_communes_former") if era == "legacy" else ("admin_communes_2025",)
    found: list[str] = []
    for name in names:
        found += (
            (DATA / f"{name}.csv").read_text(encoding="utf-8").splitlines()[2:]
        )  # source, header; the generator writes no quotes
    return found
