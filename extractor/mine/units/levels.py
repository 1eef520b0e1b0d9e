"""Of which level the places of units are, and which units belong to a province without saying so."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from extractor.mine.units.lexicon import word, words_of
from extractor.mine.units.parse import Parse
from extractor.mine.units.place_phrase import PlaceRef, province_level


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
