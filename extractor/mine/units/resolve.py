"""Canonical names, types, places and parents of the units of one article.

Rules for `Unit.value`:
- head, function, nested unit and place in canonical spelling and order, joined by blanks; the head with a capital;
- UBND, HĐND, TAND, VKSND and MTTQ are kept in (and brought to) their short form; every other short form that the
  tables know is spelled out (CSĐT, PC04, NN&PTNT, LĐLĐ, CAT.Ư); names of companies and schools stay as written;
- level words in lower case and spelled out (T.X Phổ Yên: thị xã Phổ Yên); a province named without its level gets it
  (Công an Hà Tĩnh: Công an tỉnh Hà Tĩnh), except after heads that contain the level (Tỉnh ủy Lạng Sơn);
- a bare level (Công an tỉnh) takes the name of the one place of that level that a unit of the article names: earlier
  ones first, then any, then (provinces) the source's; for districts and communes also the one place mentioned at all;
  two candidates or none leave it unresolved;
- a department without its own parent (Phòng CSGT, Sở NN&PTNT) takes the value of the one longer mention of it in the
  article (Phòng CSGT Công an tỉnh X).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.mentions import UnitType
from corpus.text import fold, normalize
from extractor.gazetteer import AdminMap, province_names, table
from extractor.mine.units import lexicon
from extractor.mine.units.parse import Parse
from extractor.mine.units.place_phrase import PlaceRef, place_at, province_level
from extractor.mine.units.tokens import COMMA, DASH, SPACE, Tokens

_CENTRAL = ("Công an Trung ương", "Bộ Công an")
_HO_CHI_MINH = "Hồ Chí Minh"
_FOLLOWS = frozenset((COMMA, "(", DASH, ")"))
_SHARED = frozenset(("Phòng", "Đội", "Cục", "Viện", "Trung tâm", "Học viện", "Tổng cục", "Trường Đại học"))
_OWNERS = frozenset(("của", "thuộc"))


@dataclass(frozen=True, slots=True)
class Resolved:
    """A parsed unit with its canonical name; `start`..`end` in characters."""

    start: int
    end: int
    value: str
    type: UnitType
    parent: str | None
    place: str | None
    resolved: bool
    parse: Parse


class Resolver:
    """Resolves the units of one text, in order."""

    def __init__(
        self, tokens: Tokens, parses: Sequence[Parse], places: Sequence[PlaceRef], admin: AdminMap, source: str
    ) -> None:
        self.tokens = tokens
        self.parses = parses
        self.admin = admin
        self.source = source
        self._named = [(p.start, ref) for p in parses for ref in _refs(p) if ref.name and ref.known != "country"]
        self._mentioned = [(ref.start, ref) for ref in places if ref.name]

    def resolve(self) -> list[Resolved]:
        """All units, with parents and the values of shortened later mentions."""
        first = [self._one(parse) for parse in self.parses]
        full = self._shortened([self._with_parent(i, first) for i in range(len(first))])
        by_start = {item.parse.start: item for item in full}
        return [self._alias(item, by_start) for item in full]

    @staticmethod
    def _alias(item: Resolved, by_start: dict[int, Resolved]) -> Resolved:
        """A short form that the article defined stands for the unit that it was given to."""
        if item.parse.alias is None or item.parse.alias not in by_start:
            return item
        of = by_start[item.parse.alias]
        return Resolved(item.start, item.end, of.value, of.type, of.parent, of.place, of.resolved, item.parse)

    # names

    def _one(self, parse: Parse) -> Resolved:
        value, place, resolved = self._value(parse)
        end = parse.char_end if parse.char_end is not None else self.tokens.ends[parse.end - 1]
        return Resolved(self.tokens.starts[parse.start], end, value, self._type(parse), None, place, resolved, parse)

    def _value(self, parse: Parse) -> tuple[str, str | None, bool]:
        parts = [parse.head.value, parse.function, parse.name, "Việt Nam" if parse.vietnam else None]
        place, resolved = None, True
        if parse.nested is not None:
            value, place, resolved = self._value(parse.nested)
            parts.append(value)
        if parse.places:
            written, place, resolved = self._places(parse)
            parts.append(written)
        elif parse.head.level and parse.nested is None:
            name = self.name_for(parse.head.level, parse.start)
            place, resolved = name, name is not None
            parts.append(_shown(name) if name else None)
        elif parse.name and place is None:
            place = self._province_in(parse)
        return " ".join(part for part in parts if part), place and _shown(place), resolved

    def _places(self, parse: Parse) -> tuple[str, str | None, bool]:
        written: list[str] = []
        if "T" in parse.head.slots:
            written.append("tại") if self.tokens.words[parse.places[0].start - 1] == "tại" else None
        first = parse.places[0]
        if first.known == "bare":
            name = self.name_for(first.level, parse.start)
            written.append(f"{first.level} {name}" if name else first.level)
            return " ".join(written), name, name is not None
        for ref in parse.places:
            level = "" if parse.head.level and ref.name != _HO_CHI_MINH else ref.level
            if ref.known == "province" and not level and not parse.head.level and (parse.head.type != "other"):
                level = province_level(ref.name or "")
            if ref.known == "district" and not level and not parse.head.level and parse.head.type != "other":
                kinds = {unit.level for unit in self.admin.find(ref.name or "", 2)}
                level = kinds.pop() if len(kinds) == 1 else ""
            written.append(f"{level} {ref.name}".strip())
        if first.known == "country":
            return " ".join(written), first.name, True
        place = first.name if first.known != "number" else first.canonical
        return " ".join(written), place, True

    def _province_in(self, parse: Parse) -> str | None:
        """The province that ends a name: `Đại học Bách khoa Hà Nội`."""
        words, names = self.tokens.words, province_names()
        for length in (4, 3, 2, 1):
            key = " ".join(words[max(parse.start, parse.end - length) : parse.end])
            if key in names and parse.end - length > parse.start:
                return names[key]
        return None

    def name_for(self, level: str, at: int) -> str | None:
        """The name that a bare level stands for at word `at`; None where it is open."""
        named = [(start, ref) for start, ref in self._named if _same_level(ref, level)]
        for candidates in ([pair for pair in named if pair[0] < at], named):
            found = {ref.name for _, ref in candidates}
            if found:
                return found.pop() if len(found) == 1 else None
        if level in ("tỉnh", "thành phố"):
            province = province_of_source(self.source, self.tokens.text)
            if province is not None and province_level(province) == level:
                return province
        if level != "tỉnh":
            found = {ref.name for _, ref in self._mentioned if _same_level(ref, level)}
            if len(found) == 1:
                return found.pop()
        return None

    # types and parents

    def _type(self, parse: Parse) -> UnitType:
        head = parse.head
        if head.value == "Trung tâm" and parse.function:
            return "state"
        if head.type in ("party", "mass"):
            inner = self._type(parse.nested) if parse.nested and "H" in head.slots else head.type
            return "mass" if inner == "mass" else head.type
        if parse.nested is not None and head.type in ("state", "other", "police"):
            return self._type(parse.nested)
        fold_words = " ".join(self.tokens.words[parse.start : parse.end])
        if parse.code or any(word in fold_words for word in ("công an", "cảnh sát", "an ninh nhân dân", "cand")):
            if head.type == "army" or "press" in head.functions or (parse.name and head.value == "Bệnh viện"):
                return head.type if "biển" in fold_words or head.type == "other" else "police"
            return "police"
        if any(word in fold_words for word in ("quân sự", "quốc phòng", "quân khu", "quân y", "sĩ quan")):
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
        if item.type != "state" or item.parse.head.value not in ("Phòng", "Cục", "Tổng cục", "Ban"):
            return item.type
        if "police" not in by_family:
            return "army" if "army" in by_family and "state" not in by_family else item.type
        if not ({"state", "field", "army"} & by_family):
            return "police"
        types = [self._type(parse) for parse in self.parses]
        army, police = types.count("army"), types.count("police")
        if army > police:
            return "army" if "army" in by_family else item.type
        return "police" if police or "state" not in by_family else item.type

    def _with_parent(self, i: int, items: list[Resolved]) -> Resolved:
        item = items[i]
        parent, kind = self._written_parent(i, items)
        family = self._family_type(item)
        if (
            kind in ("police", "army", "state")
            and item.type == "state"
            and item.parse.head.value in ("Phòng", "Đội", "Cục")
        ):
            family = kind if kind != "state" else "state"
        parent = parent or self._family_parent(item)
        return Resolved(item.start, item.end, item.value, family, parent, item.place, item.resolved, item.parse)

    def _written_parent(self, i: int, items: list[Resolved]) -> tuple[str | None, UnitType | None]:
        item = items[i]
        if item.parse.nested is not None:
            return self._value(item.parse.nested)[0], None
        if i + 1 == len(items):
            return None, None
        after, tokens = items[i + 1], self.tokens
        start = after.parse.start
        gap = tokens.gaps[item.parse.end]
        between = tokens.words[item.parse.end : start]
        if between and between[-1] in _OWNERS and len(between) <= 2:
            return after.value, after.type
        wanted = lexicon.parents().get(item.parse.head.value, frozenset())
        bracketed = len(between) <= 2 and tokens.gaps[start] == ")" and gap == "("
        if after.type == "police" and not self._may_be_police(item):
            return None, None
        if after.parse.head.value in wanted and (bracketed or (not between and gap in _FOLLOWS)):
            return after.value, after.type
        return None, None

    @staticmethod
    def _may_be_police(item: Resolved) -> bool:
        """Not so `Phòng LĐ-TB&XH, Công an huyện`: a list."""
        families = lexicon.families().get(item.parse.function or "", frozenset())
        return not families or bool(families & {"police", "team", "institute", "centre", "agency"}) or item.parse.code

    def _family_parent(self, item: Resolved) -> str | None:
        parse, head = item.parse, item.parse.head
        ref = parse.places[0] if parse.places else None
        if item.value in ("Đảng bộ Công an Trung ương", "Đảng ủy Công an Trung ương", "Bộ Công an"):
            return None
        if head.value == "Sở":
            name = item.place or self.name_for("tỉnh", parse.start)
            return f"UBND {province_level(_plain(name))} {_plain(name)}" if name else None
        if head.value in ("Công an", "UBND", "HĐND", "TAND", "VKSND") and ref is not None:
            return self._above(item, head.value, ref)
        return None

    def _above(self, item: Resolved, head: str, ref: PlaceRef) -> str | None:
        """One step up the same family: huyện to tỉnh, tỉnh to the centre."""
        central = {"Công an": "Bộ Công an", "TAND": "TAND tối cao", "VKSND": "VKSND tối cao", "UBND": "Chính phủ"}
        name = _plain(item.place) if item.place else None
        if ref.level == "tỉnh" or (name and ref.known == "province") or (name and self._is_province(ref, name)):
            return central.get(head)
        if name is None:
            return None
        outer = self._outer(item, name, ref)
        return f"{head} {outer}" if outer else None

    def _is_province(self, ref: PlaceRef, name: str) -> bool:
        return ref.tier in (1, 12) and any(unit.level == ref.level for unit in self.admin.find(name, 1))

    def _outer(self, item: Resolved, name: str, ref: PlaceRef) -> str | None:
        """Level and name of the place around: written after it, or the only one on the map."""
        parse, tokens = item.parse, self.tokens
        if len(parse.places) > 1:
            return parse.places[1].canonical
        if tokens.gaps[parse.end] == COMMA:
            after = place_at(tokens, parse.end, self.admin)
            if after is not None and after.name and (after.tier == 12 or after.tier < ref.tier):
                return after.canonical
        tier = 2 if ref.tier in (2, 12) else 3
        provinces = {
            above.name
            for unit in self.admin.find(name, 2 if tier == 2 else 3)
            if tier == 2 or self.admin.era == "current"
            if (above := self.admin.province_of(unit)) is not None
        }
        if len(provinces) == 1:
            only = provinces.pop()
            return f"{province_level(only)} {only}"
        near = self.name_for("tỉnh", parse.start) if tier == 2 else None
        return f"tỉnh {near}" if near and (not provinces or near in provinces) else None

    # later short mentions

    def _shortened(self, items: list[Resolved]) -> list[Resolved]:
        longer: dict[str, set[str]] = {}
        by_value: dict[str, Resolved] = {}
        for item in items:
            if _department(item.parse) and (item.parse.nested or item.parse.places):
                longer.setdefault(_stem(item.parse), set()).add(item.value)
                by_value.setdefault(item.value, item)
        return [self._full(item, longer, by_value) for item in items]

    def _full(self, item: Resolved, longer: dict[str, set[str]], by_value: dict[str, Resolved]) -> Resolved:
        parse = item.parse
        if not _department(parse) or parse.nested or parse.places or self._followed(item):
            return item
        found = longer.get(_stem(parse), set())
        if len(found) != 1:
            return item
        full = by_value[next(iter(found))]
        return Resolved(item.start, item.end, full.value, full.type, full.parent, full.place, full.resolved, parse)

    def _followed(self, item: Resolved) -> bool:
        """Whether its parent is written after it, so that the short form is its whole name here."""
        return item.parent is not None and item.parse.head.value != "Sở"


def _department(parse: Parse) -> bool:
    if {"S", "U"} <= parse.head.slots and parse.head.type == "police":
        return True
    return bool(parse.function) and "company" not in parse.head.functions and parse.head.value not in ("Bộ", "Báo")


def _stem(parse: Parse) -> str:
    return " ".join(part for part in (parse.head.value, parse.function, parse.name) if part)


def _refs(parse: Parse) -> Iterable[PlaceRef]:
    yield from parse.places
    if parse.nested is not None:
        yield from _refs(parse.nested)
    if parse.head.level and parse.places and not parse.places[0].level and parse.places[0].name:
        first = parse.places[0]
        yield PlaceRef(first.start, first.end, parse.head.level, first.name, 12, first.known)


def _same_level(ref: PlaceRef, level: str) -> bool:
    if ref.known == "bare":
        return False
    if ref.level == level:
        return True
    if ref.known == "province" and not ref.level:
        return province_level(ref.name or "") == level
    return bool(not ref.level and ref.known == "district" and level in ("huyện", "quận", "thị xã"))


def _shown(name: str) -> str:
    return f"thành phố {name}" if name == _HO_CHI_MINH else name


def _plain(name: str | None) -> str:
    return (name or "").removeprefix("thành phố ")


@cache
def _sources() -> dict[str, str]:
    return {row["host"]: row["province"] for row in table("admin_sources")}


def province_of_source(source: str, text: str = "") -> str | None:
    """The province of a local newspaper or portal, by host name; None for national ones.

    >>> province_of_source("congan.hatinh.gov.vn")
    'Hà Tĩnh'
    """
    del text
    host = source.lower().strip()
    while "." in host:
        if host in _sources():
            return _sources()[host]
        host = host.split(".", 1)[1]
    return None


def same_name(a: str, b: str) -> bool:
    """Whether two names are spelled alike but for capitals, marks and separators."""
    return fold(normalize(a)) == fold(normalize(b))


__all__ = ["Resolved", "Resolver", "province_of_source", "same_name"]
_ = SPACE
