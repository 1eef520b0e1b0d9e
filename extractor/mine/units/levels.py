"""Of which level the places of units are, and which units belong to a province without saying so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from extractor.gazetteer import AdminMap
from extractor.mine.units.lexicon import word, words_of
from extractor.mine.units.parse import Parse
from extractor.mine.units.place_phrase import (
    PlaceRef,
    bare_name_at,
    place_at,
    province,
    province_end,
    province_level,
)
from extractor.mine.units.starts import PROVINCE, starts_of
from extractor.mine.units.tokens import BREAK, DOT, Tokens

_SENTENCE = 40  # words of one in which what is said of its subject still holds
_STOPS = frozenset((DOT, BREAK, "?", ";"))


def refs(parse: Parse) -> Iterator[PlaceRef]:
    """The places of a phrase, its own before those of the unit in it; a head's level counts as the place's."""
    places = parse.places
    if parse.head.level and places and not places[0].level and places[0].name:
        first = places[0]
        yield PlaceRef(first.start, first.end, parse.head.level, first.name, 12, first.known)
        places = places[1:]  # Huyện ủy X names a huyện, no thị xã
    yield from places
    if parse.nested is not None:
        yield from refs(parse.nested)


def provincial(parse: Parse) -> bool:
    """Whether it is a department of some province: `Sở Y tế`, `Chi cục Kiểm lâm`."""
    if parse.function is None or parse.vietnam:
        return False
    head = parse.head.value
    return head in words_of("field_heads") or (
        head in words_of("provincial_heads") and parse.function not in words_of("not_provincial")
    )


def municipality(ref: PlaceRef) -> bool:
    """Whether it is a city of a province's rank."""
    return ref.known == "province" and province_level(ref.name or "") == word("city")


def same_level(ref: PlaceRef, level: str) -> bool:
    """Whether a place with a name is of that level, by its level word or the map."""
    if ref.known == "bare":
        return False
    if ref.level == level:
        return True
    if ref.known == "province" and not ref.level:
        return province_level(ref.name or "") == level
    return bool(not ref.level and ref.known == "district" and level in words_of("district_levels"))


@cache
def owning() -> frozenset[str]:
    """Heads of bodies that own others and may stand bare: `Đảng ủy Trường`."""
    return words_of("owning_heads") | words_of("offices_of")


def linked_province(tokens: Tokens, at: int, admin: AdminMap) -> str | None:
    """The province from which the sentence links to a meeting: `Từ điểm cầu Lai Châu, … Phó Chủ tịch UBND tỉnh`."""
    known = words_of("linked_from")
    firsts = {phrase.partition(" ")[0] for phrase in known}
    for k in range(at - 1, max(-1, at - _SENTENCE), -1):
        if tokens.gaps[k + 1] in _STOPS:
            return None
        if tokens.words[k] in firsts and " ".join(tokens.words[k : k + 2]) in known:
            ref = place_at(tokens, k + 2, admin) or bare_name_at(tokens, k + 2, admin)
            if ref is None or ref.name is None or ref.end > at:
                return None
            named = ref.level == word("province") or (not ref.level and ref.known in ("province", "unknown"))
            return ref.name if named and province_level(ref.name) == word("province") else None
    return None


def province_around(tokens: Tokens, named: Iterable[PlaceRef], admin: AdminMap, level: str) -> str | None:
    """The province of that level that all districts of `named` lie in, where the text names no other one.

    `Huyện ủy Châu Phú … UBND tỉnh`: of An Giang. None where a district's name is that of several, or of none.
    """
    places = list(named)
    if any(ref.known == "unknown" and ref.tier in (1, 2, 12) for ref in places):
        return None
    provinces: set[str] = set()
    for ref in {ref.canonical: ref for ref in places if ref.known == "district" and ref.name}.values():
        above = {unit.name for unit in map(admin.province_of, admin.find(ref.name or "", 2)) if unit is not None}
        if len(above) > 1:
            return None
        provinces |= above
    if len(provinces) != 1:
        return None
    only = provinces.pop()
    others = (i for i, _ in starts_of(tokens.text).of(PROVINCE) if province_end(tokens, i) > i)
    if province_level(only) != level or any(province(tokens, i, province_end(tokens, i)) != only for i in others):
        return None
    return only
