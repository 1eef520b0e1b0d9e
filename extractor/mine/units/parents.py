"""Types and parents of units: what a unit belongs to, by the words around it or by its family."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from corpus.mentions import UnitType
from corpus.records import Replaceable, replaceable
from extractor.gazetteer import AdminMap, Tier
from extractor.mine.units import lexicon
from extractor.mine.units.lexicon import word, words_of
from extractor.mine.units.parse import Parse
from extractor.mine.units.place_phrase import PlaceRef, bare_name_at, place_at, province_level
from extractor.mine.units.tokens import COMMA, DASH, SPACE, Tokens

_FOLLOWS = frozenset((COMMA, "(", DASH, ")"))
_OWNED = frozenset((SPACE, "(", ")", '"'))  # before `của`, `trực thuộc`
_DISTRICTS = frozenset(("district", "number"))
_CIVIL = frozenset(("press", "hospital", "club", "company"))


@replaceable
@dataclass(slots=True)
class Resolved(Replaceable):
    """A parsed unit with its canonical name; `start`..`end` in characters."""

    start: int
    end: int
    value: str
    type: UnitType
    parent: str | None
    place: str | None
    resolved: bool
    parse: Parse


class Family:
    """Finds types and parents in one text. `name_for` tells which place a bare level means, `value` a unit's name."""

    def __init__(
        self,
        tokens: Tokens,
        parses: Sequence[Parse],
        admin: AdminMap,
        name_for: Callable[[str, int], str | None],
        value: Callable[[Parse], str],
        places: Sequence[PlaceRef] = (),
    ) -> None:
        self.places = places
        self.tokens = tokens
        self.parses = parses
        self.admin = admin
        self.name_for = name_for
        self.value = value
        self.party: frozenset[str] = frozenset()  # Party bodies of the police below the centre, by value
        self.forces: frozenset[str] = frozenset()  # the provincial police that the article names
        self._majority: UnitType | None = None
        self._around: dict[tuple[str, str], set[str]] | None = None
        self._provinces: list[str] | None = None
        self._districts: dict[str, set[str]] | None = None

    def type(self, parse: Parse) -> UnitType:
        """By the head, the nested unit and the words of police and army in the phrase."""
        head = parse.head
        if parse.function and parse.function.endswith(word("centre")) and "party_board" in head.functions:
            return "party"
        if parse.function and head.value in words_of("civil_centres"):
            return "state"
        if head.type in ("party", "mass"):
            inner = self.type(parse.nested) if parse.nested and "H" in head.slots else head.type
            return "mass" if inner == "mass" else head.type
        if parse.nested is not None and head.type != "army":
            return self.type(parse.nested)
        words = " ".join(self.tokens.words[parse.start : parse.end])
        if parse.function:
            words = f"{words} {parse.function.lower()}"  # Bộ CA, Bộ QP
        force = "police" if parse.code else _force_in(words)
        if force == "police":
            if head.type == "army":
                return "army" if any(map(words.__contains__, words_of("coast_words"))) else "police"
            return "police" if _CIVIL.isdisjoint(head.functions) else "other"
        if force == "army":
            return head.type if "press" in head.functions else "army"
        return head.type

    def _family_type(self, item: Resolved) -> UnitType:
        """Departments that police, army and offices share (Phòng Tham mưu): as its parent, else as the article's."""
        function = item.parse.function
        if function is None:
            return item.type
        by_family = lexicon.families().get(function, frozenset())
        if by_family == {"customs"}:
            return "state"
        if item.type != "state" or item.parse.head.value not in words_of("mixed_heads"):
            return item.type
        if "police" not in by_family:
            return "army" if "army" in by_family and "state" not in by_family else item.type
        if not ({"state", "field", "army"} & by_family):
            return "police"
        kind = self._force()
        if kind == "army":
            return "army" if "army" in by_family else item.type
        return "police" if kind == "police" or "state" not in by_family else item.type

    def _force(self) -> UnitType:
        """Whether the article speaks of the police or the army, by the greater number of units; else state."""
        if self._majority is None:
            types = [self.type(parse) for parse in self.parses]
            army, police = types.count("army"), types.count("police")
            self._majority = "army" if army > police else "police" if police else "state"
        return self._majority

    def with_parent(self, i: int, items: list[Resolved]) -> Resolved:
        """The i-th unit with its parent, and with the type that the parent decides."""
        item = items[i]
        if item.value in words_of("top"):
            return item
        parent, kind = self._written_parent(i, items)
        family = self._family_type(item)
        if kind in ("police", "army") and item.parse.head.value in words_of("shared_heads"):
            family = kind
        parent = parent or self._family_parent(item)
        if parent is None and family == item.type:
            return item
        return Resolved(item.start, item.end, item.value, family, parent, item.place, item.resolved, item.parse)

    def _written_parent(self, i: int, items: list[Resolved]) -> tuple[str | None, UnitType | None]:
        item = items[i]
        if item.parse.nested is not None:
            if item.parse.head.type == "party" and item.parse.nested.head.type not in ("party", "mass"):
                return self._party_parent(i, items), None
            return self.value(item.parse.nested), None
        return self._following(i, items)

    def _following(self, i: int, items: list[Resolved]) -> tuple[str | None, UnitType | None]:
        """The parent that follows: after a comma, in brackets, after a dash, or after `của` or `thuộc`."""
        if i + 1 == len(items):
            return None, None
        item, after, tokens = items[i], items[i + 1], self.tokens
        start = after.parse.start
        if start - item.parse.end > 2:
            return None, None
        gap = tokens.gaps[item.parse.end]
        between = tokens.words[item.parse.end : start]
        joined = gap in _OWNED or (gap == COMMA and len(between) == 1)
        if joined and between and between[-1] in words_of("owners"):
            return after.value, after.type
        wanted = lexicon.parents().get(item.parse.head.value, frozenset())
        if item.parse.code:
            wanted = words_of("code_owners")
        if gap == COMMA and (self._listed(i + 1, items) or self._apart(item.parse, after.parse)):
            return None, None
        bracketed = tokens.gaps[start] == ")" and gap == "("
        if after.type == "police" and not self._may_be_police(item):
            return None, None
        if after.parse.head.value in wanted and (bracketed or (not between and gap in _FOLLOWS)):
            return after.value, after.type
        return None, None

    def _apart(self, parse: Parse, after: Parse) -> bool:
        """Whether a national body stands beside another that is no ministry: `Cục X Việt Nam, Tổng cục Y`."""
        national = parse.vietnam or (parse.function or "").endswith(word("nation"))
        return national and after.head.value not in words_of("ministry_heads")

    def _listed(self, i: int, items: list[Resolved]) -> bool:
        """Whether the i-th unit is one of a list: another of its kind follows (`Cục A, Tổng cục B và Tổng cục C`)."""
        if i + 1 >= len(items):
            return False
        parse, after = items[i].parse, items[i + 1].parse
        if after.head.value != parse.head.value:
            return False
        between = self.tokens.words[parse.end : after.start]
        return (self.tokens.gaps[parse.end] == COMMA and not between) or between == [word("and")]

    def _party_parent(self, i: int, items: list[Resolved]) -> str | None:
        """A cell belongs to the Party organisation of its force, and that to the one above; None where not told."""
        item = items[i]
        head, owner = item.parse.head.value, item.parse.nested or item.parse
        police = owner.head.value == word("police")
        if head in words_of("party_heads") and police:
            return self._above_police(owner)
        if head not in words_of("cell_heads"):
            return None
        if police:
            return self._above_police(owner) if _commune(owner.place) else None
        force = owner.innermost
        if force.head.value == word("police") and force.place is not None:
            return f"{word('party_body')} {self.value(force)}"
        written, kind = self._following(i, items)
        if written is not None and kind == "party":
            return written
        after = items[i + 1] if i + 1 < len(items) else None
        if after is not None and after.parse.head.value == word("police") and self._joined(item, after):
            return f"{word('party_body')} {after.value}"
        if self.type(owner) != "police" and "police" not in lexicon.families().get(owner.function or "", frozenset()):
            return None
        if len(self.party) == 1:
            return next(iter(self.party))
        return f"{word('party_body')} {next(iter(self.forces))}" if not self.party and len(self.forces) == 1 else None

    def _joined(self, item: Resolved, after: Resolved) -> bool:
        """Whether only a comma, a bracket, a dash, `của` or `thuộc` stands between two units."""
        between = self.tokens.words[item.parse.end : after.parse.start]
        if not between:
            return self.tokens.gaps[after.parse.start] in _FOLLOWS
        return len(between) <= 2 and between[-1] in words_of("owners")

    def _above_police(self, owner: Parse) -> str | None:
        """The Party body above that of a police unit: the centre for a province, else that of the same place."""
        ref = owner.place
        if ref is None:
            return None
        if ref.level == word("province") or ref.known == "province":
            return word("party_centre")
        if ref.name is None:
            name = self.name_for(ref.level, owner.start)
            return f"{word('party_body')} {ref.level} {name}" if name else None
        return f"{word('party_body')} {ref.canonical}" if ref.level else None

    @staticmethod
    def _may_be_police(item: Resolved) -> bool:
        """Not so `Phòng LĐ-TB&XH, Công an huyện`: a list."""
        families = lexicon.families().get(item.parse.function or "", frozenset())
        return not families or bool(families & words_of("force_families")) or item.parse.code

    def _family_parent(self, item: Resolved) -> str | None:
        parse, head = item.parse, item.parse.head
        ref = parse.places[0] if parse.places else None
        if head.value in words_of("field_heads"):
            name = plain(item.place or self.name_for(word("province"), parse.start))
            return f"{word('province_office')} {province_level(name)} {name}" if name else None
        if head.value in words_of("ladder_heads") and ref is not None:
            return self._above(item, head.value, ref)
        if head.value in words_of("party_heads") and ref is not None and parse.nested is None and not parse.function:
            return self._above(item, word("party_body"), ref) if ref.level else None
        return None

    def _above(self, item: Resolved, head: str, ref: PlaceRef) -> str | None:
        """One step up the same family: huyện to tỉnh, tỉnh to the centre."""
        name = plain(item.place)
        around = self._written_after(item.parse)
        if ref.level == word("city") and self._districts_province(name):
            return f"{head} {word('province')} {self._districts_province(name)}"  # Công an TP Huế, before 2025
        if around is not None and around.tier == 1 and self._lies_in(name, around.name or ""):
            return f"{head} {around.canonical}"  # Công an TP. Huế, tỉnh Thừa Thiên Huế
        if (
            ref.level == word("province")
            or (name and ref.known == "province")
            or (name and self._is_province(ref, name))
        ):
            return lexicon.ladders().get(head)
        if not name:
            return None
        outer = self._outer(item, name, ref)
        return f"{head} {outer}" if outer else None

    def _written_after(self, parse: Parse) -> PlaceRef | None:
        """The place with a level and a name that stands after a unit, behind a comma or in brackets."""
        if self.tokens.gaps[parse.end] not in (COMMA, "("):
            return None
        after = place_at(self.tokens, parse.end, self.admin)
        if after is None and parse.place is not None and parse.place.tier == 3:
            return self._district_at(parse.end)
        return after if after is not None and after.name else None

    def _district_at(self, i: int) -> PlaceRef | None:
        """The district that stands at word i with its level word or without: `xã Phong Lộc (Hậu Lộc, Thanh Hóa)`."""
        ref = place_at(self.tokens, i, self.admin) or bare_name_at(self.tokens, i, self.admin)
        if ref is None or ref.name is None or ref.tier not in (2, 12) or ref.known == "province":
            return None
        levels = {unit.level for unit in self.admin.find(ref.name, 2)} if not ref.level else {ref.level}
        return ref._replace(level=levels.pop()) if len(levels) == 1 else None

    def _lies_in(self, district: str, province: str) -> bool:
        codes = {unit.code for unit in self.admin.find(province, 1)}
        return any(unit.parent in codes for unit in self.admin.find(district, 2))

    def _districts_province(self, city: str) -> str | None:
        """The province that the article names and that a city of a province's rank was a district's city of: Huế."""
        if self.admin.era == "current" or not city:
            return None
        if self._provinces is None:
            places = (parse.place for parse in self.parses)
            self._provinces = sorted({ref.name for ref in places if ref and ref.known == "province" and ref.name})
        return next((name for name in self._provinces if name != city and self._lies_in(city, name)), None)

    def _provinces_of(self, name: str, tier: Tier = 2) -> set[str]:
        """The provinces that have a place of that name and tier."""
        above = map(self.admin.province_of, self.admin.find(name, tier))
        return {unit.name for unit in above if unit is not None}

    def _district_of(self, ref: PlaceRef, name: str) -> str | None:
        """The district of a commune: that which stands after another mention of it, or the one of it that is named."""
        if self._around is None:
            self._around = self._all_around()
        written = self._around.get((ref.level, ref.name or name), set())
        if written:
            return next(iter(written)) if len(written) == 1 else None
        above = {unit.parent for unit in self.admin.find(ref.canonical if ref.known == "number" else name, 3)}
        if self._districts is None:
            self._districts = self._named_districts()
        found = {canonical for code in above for canonical in self._districts.get(code, ())}
        return found.pop() if len(found) == 1 else None

    def _all_around(self) -> dict[tuple[str, str], set[str]]:
        """The districts that stand after communes, by level and name of the commune."""
        found: dict[tuple[str, str], set[str]] = {}
        for ref in [*self.places, *(place for parse in self.parses for place in parse.places)]:
            if ref.tier == 3 and ref.name and self.tokens.gaps[ref.end] in (COMMA, "(", SPACE):
                after = self._district_at(ref.end)
                if after is not None:
                    found.setdefault((ref.level, ref.name), set()).add(after.canonical)
        return found

    def _named_districts(self) -> dict[str, set[str]]:
        """The districts that the article names with their level word, by their codes."""
        found: dict[str, set[str]] = {}
        refs = [*self.places, *(place for parse in self.parses for place in parse.places)]
        for ref in {ref.canonical: ref for ref in refs if ref.level and ref.known in _DISTRICTS}.values():
            for unit in self.admin.find(ref.name or "", 2) if ref.tier in (2, 12) else ():
                found.setdefault(unit.code, set()).add(ref.canonical)
        return found

    def _is_province(self, ref: PlaceRef, name: str) -> bool:
        return ref.tier in (1, 12) and any(unit.level == ref.level for unit in self.admin.find(name, 1))

    def _outer(self, item: Resolved, name: str, ref: PlaceRef) -> str | None:
        """Level and name of the place around: written after it, or the only one on the map."""
        parse = item.parse
        if len(parse.places) > 1:
            return parse.places[1].canonical
        after = self._written_after(parse)
        if after is not None and (after.tier == 12 or after.tier < ref.tier):
            return after.canonical
        tier: Tier = 2 if ref.tier in (2, 12) else 3
        if tier == 3 and self.admin.era != "current" and (district := self._district_of(ref, name)) is not None:
            return district
        called = ref.name if ref.known == "number" and ref.name else name
        provinces = self._provinces_of(called, tier) if tier == 2 or self.admin.era == "current" else set()
        if len(provinces) == 1:
            only = provinces.pop()
            return f"{province_level(only)} {only}"
        level = word("city") if ref.level in words_of("city_levels") else word("province")
        near = plain(self.name_for(level, parse.start)) if tier == 2 else None
        if near and province_level(near) != level:
            return None  # no quận of a tỉnh, or of a city in one
        return f"{province_level(near)} {near}" if near and (not provinces or near in provinces) else None


@lru_cache(maxsize=4096)
def _force_in(words: str) -> Literal["police", "army"] | None:
    """The force that the words of a unit speak of, the police first."""
    if any(map(words.__contains__, words_of("police_words"))):
        return "police"
    return "army" if any(map(words.__contains__, words_of("army_words"))) else None


def _commune(ref: PlaceRef | None) -> bool:
    return ref is not None and ref.tier == 3


def shown(name: str) -> str:
    """A place's name for readers: the city that is named after a person keeps its level."""
    return f"{word('city')} {name}" if name == word("centre_city") else name


def plain(name: str | None) -> str:
    """The name as the gazetteer has it; "" for None."""
    return (name or "").removeprefix(f"{word('city')} ")
