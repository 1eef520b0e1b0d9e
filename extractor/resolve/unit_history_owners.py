"""The units above a unit over time, by what each article reads or states. Which question: whose was it, and when?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.resolve.names import key
from extractor.resolve.unit_history import Cite, Owner, UnitRef


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerTold:
    """An owner in one article: `stated` where the sentence itself names both."""

    unit: UnitRef
    cite: Cite
    stated: bool


def owners(told: Iterable[OwnerTold]) -> tuple[Owner, ...]:
    """Owners in the order in which articles first name them; of short names only those that stand for no longer one."""
    by_unit: dict[str, list[OwnerTold]] = {}
    for one in told:
        by_unit.setdefault(one.unit.id or key(one.unit.name), []).append(one)
    names = [key(same[0].unit.name) for same in by_unit.values()]
    kept = [same for same in by_unit.values() if not _is_short(key(same[0].unit.name), names)]
    return tuple(sorted((_owner(same) for same in kept), key=lambda o: (o.first or "9999", -o.articles, o.unit.name)))


def _is_short(name: str, names: Iterable[str]) -> bool:
    return any(other.startswith(f"{name} ") for other in names)


def _owner(same: Sequence[OwnerTold]) -> Owner:
    days = sorted(one.cite.published[:10] for one in same if one.cite.published)
    ordered = sorted(same, key=lambda o: (not o.stated, o.cite.published or "9999", o.cite.article_id, o.cite.start))
    return Owner(
        unit=ordered[0].unit,
        articles=len({one.cite.article_id for one in same}),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        stated=any(one.stated for one in same),
        cites=tuple(dict.fromkeys(one.cite for one in ordered if one.stated == ordered[0].stated)),
    )
