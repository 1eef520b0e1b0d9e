"""The place that a unit phrase ends with, and whether a bare level means one unit or all of its kind."""

from __future__ import annotations

from collections.abc import Callable

from extractor.gazetteer import AdminMap
from extractor.mine.units.lexicon import stops, words_of
from extractor.mine.units.place_phrase import PlaceRef, bare_name_at, place_at
from extractor.mine.units.tokens import COMMA, DASH, SPACE, Tokens


def place_from(
    tokens: Tokens, admin: AdminMap, i: int, is_unit: Callable[[int], bool], *, level: bool, bare: bool
) -> PlaceRef | None:
    """The place at word i, by a level word or by name alone, where the head takes them; None for a level in general."""
    if tokens.gaps[i] != SPACE:
        return None
    found = place_at(tokens, i, admin) if level else None
    if found is None and bare:
        found = bare_name_at(tokens, i, admin)
    if found is None or found.known != "bare":
        return found
    if found.tier == 4:
        return None
    return None if _generic(tokens, admin, found, is_unit) else found


def in_all_places(tokens: Tokens, i: int) -> bool:
    """Whether word i says that all bodies of that kind are meant: `Cục Quản lý thị trường | tại các địa phương`."""
    if i + 2 >= tokens.size or tokens.gaps[i] != SPACE:
        return False
    return " ".join(tokens.words[i : i + 2]) in words_of("all_places")


def _generic(tokens: Tokens, admin: AdminMap, place: PlaceRef, is_unit: Callable[[int], bool]) -> bool:
    """A level that means all of its kind: `công an xã, phường`, `Công an xã chính quy`."""
    end = place.end
    if end >= tokens.size:
        return False
    kinds = stops()["generic_after"]
    if tokens.gaps[end] == SPACE and any(" ".join(tokens.words[end : end + n]) in kinds for n in (1, 2, 3)):
        return True
    joined = end + 1 if tokens.words[end] in words_of("joining") else end
    if tokens.gaps[end] not in (SPACE, COMMA, DASH, "/") or (joined == end and tokens.gaps[end] == SPACE):
        return False
    if joined >= tokens.size or is_unit(joined):
        return False
    after = place_at(tokens, joined, admin)
    return after is not None and after.known == "bare"
