"""Compared names of entities, and where a unit lies by its name. Which question: is this one name, and where is it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from extractor.gazetteer import LAST_LEGACY_DAY, AdminUnit, Era, Tier, admin_map, key_words, province_names, table

_LONGEST_NAME = 6
HeadRole = Literal["local", "bare", "whole", "descriptor", "organ", "of_force", "force", "rival", "dropped", "ministry"]


@lru_cache(maxsize=65536)
def key(name: str) -> str:
    """The form in which spellings of one name are equal: case, tone placement, i/y, punctuation, blanks do not count.

    >>> key("CÔNG AN TỈNH HOÀ  BÌNH") == key("Công an tỉnh Hòa Bình"), key("Y-Thịnh Niê") == key("Y Thịnh Niê")
    (True, True)
    """
    return " ".join(key_words(name))


@dataclass(frozen=True, slots=True)
class Location:
    """An administrative place in a unit's name: level word, compared name and tier (1 province … 3 commune)."""

    level: str
    name: str
    tier: Tier


@dataclass(frozen=True, slots=True)
class Site:
    """A place on the map: the names of its district and province; "" for tiers above which it stands or unknown."""

    district: str
    province: str


@cache
def heads(role: HeadRole) -> frozenset[str]:
    """Compared heads of a role in `entity_heads.csv`."""
    return frozenset(key(row["head"]) for row in table("entity_heads") if row["role"] == role)


def begins(words: str, role: HeadRole) -> bool:
    """Whether a compared name begins with a head of the role."""
    return any(words.startswith(f"{head} ") for head in heads(role))


@cache
def _levels() -> dict[str, tuple[str, str]]:
    """Compared level word, or head that contains one (`tỉnh ủy`), to the level and its tier."""
    rows = [row for row in table("admin_levels") if row["case"] == "any" and row["tier"] != "4"]
    found = {key(row["word"]): (row["level"], row["tier"]) for row in rows}
    tiers = {row["level"]: row["tier"] for row in rows}
    found.update({key(row["head"]): (row["level"], tiers[row["level"]]) for row in table("units_level_heads")})
    return found


@cache
def _day_names() -> dict[str, str]:
    """Name of a province as the map of today has it to the name that it had until 2025 (Huế: Thừa Thiên Huế)."""
    known = {row["name"]: row["code"] for row in table("admin_provinces")}
    of_code = {code: name for name, code in known.items()}
    rows = [row for row in table("admin_aliases") if row["name"] == row["alias"] and row["name"] not in known]
    return {of_code[row["code"]]: row["name"] for row in rows if row["code"] in of_code}


@cache
def _provinces(era: Era) -> dict[str, str]:
    """Name of each province of an era to its level."""
    last = LAST_LEGACY_DAY if era == "legacy" else ""
    rows = {row["name"]: row["level"] for row in table("admin_provinces") if row["to"] == last}
    if era == "legacy":
        for now, then in _day_names().items():
            rows.pop(now, None)
            rows[then] = "tỉnh"
    return rows


@cache
def _province_levels(era: Era) -> dict[str, str]:
    """Compared name of a province of an era, by any spelling, to its level."""
    named = {key(name): level for name, level in _provinces(era).items()}
    return named | {alias: named[key(name)] for alias, name in province_names().items() if key(name) in named}


def level_phrase(words: Sequence[str], end: int) -> tuple[str, str] | None:
    """Level and tier of the level word that ends before `words[end]`."""
    for size in (3, 2, 1):
        if end >= size and (found := _levels().get(" ".join(words[end - size : end]))) is not None:
            return found
    return None


@lru_cache(maxsize=65536)
def location(name: str, era: Era = "legacy") -> Location | None:
    """The place at the end of a unit's name; None where it names none.

    `era` tells a city under a province from a province (thành phố Huế).

    >>> location("Công an huyện Kỳ Sơn"), location("Tỉnh ủy Lạng Sơn"), location("Bộ Nội vụ")
    (Location(level='huyện', name='kì sơn', tier=2), Location(level='tỉnh', name='lạng sơn', tier=1), None)
    """
    words = key_words(name)
    for start in range(len(words) - 1, max(0, len(words) - 1 - _LONGEST_NAME), -1):
        found = level_phrase(words, start)
        if found is not None:
            return _placed(found[0], found[1], " ".join(words[start:]), era)
    for start in range(max(1, len(words) - _LONGEST_NAME), len(words)):
        place = " ".join(words[start:])
        if place in _province_levels(era):
            return Location(_province_levels(era)[place], key(province_names().get(place, place)), 1)
    return None


def _placed(level: str, tier: str, name: str, era: Era) -> Location:
    province = province_names().get(name)
    if tier == "12":
        tier = "1" if province is not None and _province_levels(era).get(name) == level else "2"
    if tier == "1" and province is not None:
        name = key(province)
    return Location(level, name, 3 if tier == "3" else 2 if tier == "2" else 1)


@lru_cache(maxsize=16384)
def is_organ(name: str) -> bool:
    """Whether a unit leads its place: a head of that kind with nothing but the place behind it."""
    place = location(name)
    if place is None:
        return False
    words = key(name)
    rest = words[: len(words) - len(place.name)].strip()
    level = key(place.level)
    return rest in heads("organ") or (rest.endswith(f" {level}") and rest[: -len(level)].strip() in heads("organ"))


def era_of(day: str | None) -> Era:
    """The administrative map that an article of an ISO day was written under; the older one where no day is known."""
    return admin_map(day).era


@lru_cache(maxsize=16384)
def sites(place: Location, era: Era) -> tuple[Site, ...]:
    """Where places of that level and name lie, sorted; empty for provinces and for what the map does not have."""
    if place.tier == 1:
        return ()
    admin = admin_map(None if era == "legacy" else "9999")
    found = [unit for unit in admin.find(place.name, place.tier) if unit.level == place.level]
    return tuple(sorted({site_of(unit, era) for unit in found}, key=lambda s: (s.province, s.district)))


def site_of(unit: AdminUnit, era: Era) -> Site:
    """Where a district or commune of an era lies."""
    admin = admin_map(None if era == "legacy" else "9999")
    province = admin.province_of(unit)
    name = province.name if province else ""
    name = _day_names().get(name, name) if era == "legacy" else name
    district = _districts().get(unit.parent, "") if unit.tier == 3 and era == "legacy" else ""
    return Site(key(district), key(name))


@cache
def _districts() -> dict[str, str]:
    return {row["code"]: row["name"] for row in table("admin_districts")}


@cache
def shown_places() -> dict[str, str]:
    """Compared name of a province or district to the name that readers know."""
    districts = {key(row["name"]): row["name"] for row in table("admin_districts")}
    return districts | {key(name): name for era in ("legacy", "current") for name in _provinces(era)}


def shown_place(name: str) -> str:
    """A place's compared name as readers know it; one that is on no map with capitals only."""
    return shown_places().get(name) or " ".join(word.capitalize() for word in name.split(" "))


@cache
def successors() -> dict[str, str]:
    """Compared name of a province until 2025 to the name of the one that it went into, which may be its own."""
    rows = table("admin_provinces")
    current = {row["code"]: row["name"] for row in rows if not row["to"]}
    return {
        key(_day_names().get(row["name"], row["name"])): current[row["successor"]]
        for row in rows
        if row["to"] == LAST_LEGACY_DAY and row["successor"] in current
    }


@cache
def predecessors() -> dict[str, tuple[str, ...]]:
    """Compared name of a province of today to the names of the former ones that went into it, sorted."""
    found: dict[str, list[str]] = {}
    for name in sorted(_provinces("legacy")):
        if into := successors().get(key(name)):
            found.setdefault(key(into), []).append(name)
    return {name: tuple(former) for name, former in found.items()}
