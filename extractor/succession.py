"""What became of an administrative unit on 1 July 2025, and what a unit of today was made of.

The map of 34 provinces was made out of communes: each of the 10,035 former communes went into one of today's 3,321, or
was divided among several (`admin_succession.csv`); a former district became the communes that its own went into, a
province one province. Districts that had ended before (`admin_former.csv`) are followed through the district that took
them in. Communes merged away before 2025 (`admin_communes_former.csv`) are followed no further than to their province.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from extractor.gazetteer import LAST_LEGACY_DAY, AdminUnit, admin_map, table

FIRST_CURRENT_DAY = "2025-07-01"


def successors(unit: AdminUnit) -> tuple[AdminUnit, ...]:
    """The units of today that lie where a unit of before 1 July 2025 lay, the main one first; none if not known.

    A province gives one province; a district or commune gives communes, in order of the part that they took.

    >>> [unit.name for old in admin_map("2020-05-01").find("Hà Giang", 1) for unit in successors(old)]
    ['Tuyên Quang']
    """
    if unit.tier == 1:
        code = _province_heirs().get(unit.code)
        return (_current(1)[code],) if code is not None else ()
    codes = _commune_heirs().get(unit.code, ()) if unit.tier == 3 else _district_heirs(unit)
    return tuple(_current(3)[code] for code in codes)


def predecessors(unit: AdminUnit) -> tuple[AdminUnit, ...]:
    """The units of before 1 July 2025 that a province or commune of today was made of; islands give their district.

    >>> [unit.name for new in admin_map("2026-01-01").find("Lào Cai", 1) for unit in predecessors(new)]
    ['Lào Cai', 'Yên Bái']
    """
    legacy = _legacy()
    return tuple(legacy[key] for key in _origins().get((unit.tier, unit.code), ()))


@cache
def _current(tier: int) -> dict[str, AdminUnit]:
    if tier == 1:
        return {row["code"]: _province(row) for row in table("admin_provinces") if row["from"]}
    names = admin_map(FIRST_CURRENT_DAY).communes
    return {unit.code: unit for key in names for unit in names.get(key)}


@cache
def _legacy() -> dict[tuple[int, str], AdminUnit]:
    """Provinces, districts and communes of the last map before, by tier and code."""
    old = admin_map(LAST_LEGACY_DAY)
    found = {(1, row["code"]): _province(row) for row in table("admin_provinces") if row["to"]}
    for names in (old.districts, old.communes):
        found |= {(names.tier, unit.code): unit for key in names for unit in names.get(key)}
    return found


def _province(row: dict[str, str]) -> AdminUnit:
    return AdminUnit(code=row["code"], name=row["name"], level=row["level"], tier=1, parent="")


@cache
def _province_heirs() -> dict[str, str]:
    return {row["code"]: row["successor"] for row in table("admin_provinces") if row["to"]}


@cache
def _commune_heirs() -> dict[str, tuple[str, ...]]:
    """Former code to today's codes, the main one first. Islands without communes have the code of their district."""
    found: dict[str, list[str]] = {}
    for row in table("admin_succession"):
        heirs = found.setdefault(row["legacy"], [])
        heirs.insert(0 if row["main"] else len(heirs), row["current"])
    return {code: tuple(heirs) for code, heirs in found.items()}


def _district_heirs(unit: AdminUnit) -> tuple[str, ...]:
    """Codes of today's communes, those first into which more of its communes went."""
    held = _held().get(unit.code) if unit.code else None
    if held is not None:
        return held
    ends = (row for row in table("admin_former") if (row["name"], row["province"]) == (unit.name, unit.parent))
    later = [code for row in ends for code in row["successor"].split()]
    return tuple(dict.fromkeys(heir for code in later for heir in _held().get(code, ())))


@cache
def _held() -> dict[str, tuple[str, ...]]:
    """Code of a district of the last map to today's communes."""
    counts: dict[str, dict[str, int]] = {}
    heirs = _commune_heirs()
    for row in (*table("admin_communes_legacy"), *_islands()):
        count = counts.setdefault(row["district"], {})
        for place, heir in enumerate(heirs[row["code"]]):
            count[heir] = count.get(heir, 0) + (2 if place == 0 else 1)
    return {code: tuple(sorted(count, key=lambda heir: (-count[heir], heir))) for code, count in counts.items()}


def _islands() -> Iterable[dict[str, str]]:
    """Districts that had no communes stand for a commune of their own."""
    heirs = _commune_heirs()
    return ({"code": row["code"], "district": row["code"]} for row in table("admin_districts") if row["code"] in heirs)


@cache
def _origins() -> dict[tuple[int, str], tuple[tuple[int, str], ...]]:
    found: dict[tuple[int, str], list[tuple[int, str]]] = {}
    for code, heir in _province_heirs().items():
        found.setdefault((1, heir), []).append((1, code))
    for code, heirs in _commune_heirs().items():
        for heir in heirs:
            found.setdefault((3, heir), []).append((3 if len(code) == 5 else 2, code))
    return {key: tuple(sorted(old)) for key, old in found.items()}
