"""The one name behind a unit, its Party organisation and their committees. Which question: whose congress is it?

`Đảng bộ Công an tỉnh X`, `Đảng ủy Công an tỉnh X` and `Công an tỉnh X` are three entities, but have one history: data
(`unit_twins.csv`) says which heads are left out, and what stands for those that hold a level (`Tỉnh ủy`: `tỉnh`).
"""

from __future__ import annotations

from functools import cache, lru_cache

from extractor.gazetteer import table
from extractor.resolve.names import key, location

_HEADS = 4  # Ban Thường vụ | Đảng ủy | …


@lru_cache(maxsize=16384)
def core(name: str) -> str:
    """The compared name that a unit shares with its Party organisation and their committees.

    >>> core("Ban Thường vụ Tỉnh ủy Lai Châu") == core("Đảng bộ tỉnh Lai Châu") == "tỉnh lai châu"
    True
    >>> core("Chi bộ Phòng Tham mưu Công an tỉnh Lai Châu") == core("Phòng Tham mưu Công an tỉnh Lai Châu")
    True
    """
    words = key(name)
    for _ in range(_HEADS):
        shorter = _without_head(words)
        if shorter is None:
            break
        words = shorter
    return _levelled(words)


def _without_head(words: str) -> str | None:
    """The name without its first head; None where it has none, or is nothing else."""
    known = _heads().items()
    head = next((h for h, (_, whole) in known if words == h or (not whole and words.startswith(f"{h} "))), None)
    if head is None:
        return None
    (instead, whole), rest = _heads()[head], words[len(head) + 1 :]
    if whole:
        return instead
    if len(instead) > len(head) and f"{words} ".startswith(f"{instead} "):
        return None
    said = instead.split(" ") if instead else []
    kept = next((n for n in range(len(said)) if rest.startswith(f"{' '.join(said[n:])} ")), len(said))
    return " ".join([*said[:kept], rest]).strip() or None


def _levelled(words: str) -> str:
    """A bare province with its level: `Đảng bộ Hà Nội` is that of the city."""
    place = location(f"x {words}")
    return f"{key(place.level)} {words}" if place is not None and place.tier == 1 and place.name == words else words


@cache
def _heads() -> dict[str, tuple[str, bool]]:
    """Compared heads, the longest first: what stands for each, and whether nothing may follow it."""
    rows = sorted(table("unit_twins"), key=lambda row: -len(row["head"]))
    return {key(row["head"]): (key(row["of"]), row["whole"] == "y") for row in rows}
