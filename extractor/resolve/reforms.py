"""What became of units whose place or ministry was merged or renamed: told beside both, never joined in silence.

Facts: `admin_provinces.csv` (63 provinces until 30 June 2025, 34 since 1 July 2025; no districts since), what became of
communes (`extractor.succession`) and `entity_successors.csv` (bodies of the centre).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from corpus.entities import EntityLink
from extractor import succession
from extractor.gazetteer import LAST_LEGACY_DAY, admin_map, table
from extractor.resolve.names import (
    Location,
    era_of,
    key,
    location,
    predecessors,
    shown_places,
    site_of,
    successors,
)

_REFORM = "1 July 2025"
Find = Callable[[str], str | None]
"""The id of the entity of a full name, where the corpus has one."""


def relations(name: str, last: str | None, find: Find, province: str | None = None) -> list[EntityLink]:
    """What a reader must know of a unit of that name: what it went into, what went into it.

    `last` is the ISO day of its last article; `find` looks for other units; `province` is where it lies.
    """
    place = location(name, era_of(last))
    found = _of_centre(name, find)
    if place is None:
        return found
    if place.tier == 1:
        return [*found, *_of_province(name, place, last, find)]
    if place.tier == 3:
        return [*found, *_of_commune(place, province, last)]
    if place.tier == 2 and last is not None and last > LAST_LEGACY_DAY:
        found.append(_relation("level-ended", f"there have been no districts since {_REFORM}"))
    return found


def _of_province(name: str, place: Location, last: str | None, find: Find) -> list[EntityLink]:
    into = successors().get(place.name)
    if into is not None and key(into) != place.name:
        other = _moved(name, place, into)
        text = f"{_shown(place.name)} went into {into} on {_REFORM}; since then {other}"
        return [_relation("province-merged", text, find(key(other)))]
    found = []
    former = [p for p in predecessors().get(place.name, ()) if key(p) != place.name]
    for province in former:
        earlier = find(key(_moved(name, place, province)))
        if earlier is not None:
            text = f"{province} went into {_shown(place.name)} on {_REFORM}"
            found.append(_relation("province-merged", text, earlier))
    if former and last is not None and last > LAST_LEGACY_DAY:
        text = f"since {_REFORM} {_shown(place.name)} has also been the former {', '.join(former)}; counted as one"
        found.append(_relation("province-enlarged", text))
    return found


def _of_commune(place: Location, province: str | None, last: str | None) -> list[EntityLink]:
    """What a commune went into or was made of, where the map has one of that name in the province."""
    era = era_of(last)
    named = admin_map(last).find(place.name, 3)
    units = [u for u in named if u.level == place.level and site_of(u, era).province == key(province or "")]
    if len(units) != 1:
        return []
    others = succession.successors(units[0]) if era == "legacy" else succession.predecessors(units[0])
    if [(u.level, u.name) for u in others] == [(units[0].level, units[0].name)]:
        return []
    shown = ", ".join(f"{u.level} {u.name}" for u in others)
    if not shown:
        return []
    here = f"{units[0].level} {units[0].name}"
    text = f"{here} went into {shown}" if era == "legacy" else f"{here} was made of the former {shown}"
    return [_relation("commune-merged", f"{text} on {_REFORM}")]


def _moved(name: str, place: Location, province: str) -> str:
    """The name with another province, at the level that it has in its era."""
    words = name.split()
    here = len(place.name.split())
    while here <= len(words) and key(" ".join(words[-here:])) != place.name:
        here += 1  # Bà Rịa - Vũng Tàu has a dash that the compared name has not
    kept = words[: len(words) - here]
    level = _levels().get(key(province), place.level)
    if kept and key(" ".join(kept[-len(place.level.split()) :])) == key(place.level):
        return " ".join([*kept[: -len(place.level.split())], level, province])
    return " ".join([_head_of_level(" ".join(kept), place.level, level), province])


def _head_of_level(head: str, old: str, new: str) -> str:
    """The head that says another level: `Tỉnh ủy` of a city is `Thành ủy`."""
    rows = table("units_level_heads")
    for row in rows:
        if row["level"] == old and key(head).endswith(key(row["head"])):
            tail = row["head"].split(" ", 1)[-1]
            for other in rows:
                if other["level"] == new and other["head"].split(" ", 1)[-1] == tail:
                    return f"{head[: len(head) - len(row['head'])]}{other['head']}"
    return head


@cache
def _levels() -> dict[str, str]:
    """Compared name of a province to its level, that of today where it has one."""
    rows = sorted(table("admin_provinces"), key=lambda row: row["to"] == "")
    return {key(row["name"]): row["level"] for row in rows}


def _of_centre(name: str, find: Find) -> list[EntityLink]:
    words = key(name)
    found = []
    for row in table("entity_successors"):
        if key(row["name"]) == words:
            text = f"{row['how']} into {row['successor']}" if row["how"] == "merged" else f"renamed {row['successor']}"
            found.append(_relation(row["how"], f"{text} on {row['since']}", find(key(row["successor"]))))
        elif key(row["successor"]) == words and (other := find(key(row["name"]))) is not None:
            text = "merged into it on" if row["how"] == "merged" else "was its name until"
            found.append(_relation(row["how"], f"{row['name']} {text} {row['since']}", other))
    return found


def _shown(name: str) -> str:
    return shown_places().get(name, name)


def _relation(rule: str, evidence: str, other: str | None = None) -> EntityLink:
    return EntityLink(kind="relation", rule=rule, evidence=evidence, other=other)
