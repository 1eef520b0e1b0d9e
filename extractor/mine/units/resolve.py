"""Canonical names, types, places and parents of the units of one article.

Rules for `Unit.value`:
- head, function, nested unit and place in canonical spelling and order, joined by blanks; the head with a capital;
- UBND, HĐND, TAND, VKSND, MTTQ and CLB are kept in (and brought to) their short form; every other short form that the
  tables know is spelled out (CSĐT, PC04, NN&PTNT, LĐLĐ, CAT.Ư); names of companies and schools stay as written;
- level words in lower case and spelled out (T.X Phổ Yên: thị xã Phổ Yên); a province named without its level gets it
  (Công an Hà Tĩnh: Công an tỉnh Hà Tĩnh), except after heads that contain the level (Tỉnh ủy Lạng Sơn);
- a bare level (Công an tỉnh) takes the name of the one place of that level that units of the article name; where they
  name several, that of the source if it is a provincial paper or portal, else the one named before the bare mention;
  or the only one that its paragraph names before it; where they name none, the source's, else the one place of that
  level mentioned at all; two candidates or none leave it unresolved;
- a department without its own parent (Phòng CSGT, Sở NN&PTNT) takes the value of the one longer mention of it in the
  article (Phòng CSGT Công an tỉnh X).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import compress

from extractor.gazetteer import AdminMap, province_names, table
from extractor.mine.units.lexicon import national_heads, same_heads, word, words_of
from extractor.mine.units.parents import Family, Resolved, shown
from extractor.mine.units.parse import Parse
from extractor.mine.units.place_phrase import PlaceRef, province_level
from extractor.mine.units.tokens import BREAK, Tokens

_NESTING, _PLACED = frozenset("SU"), frozenset("SL")  # slots of heads that stand alone too


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
        self._named.sort(key=lambda item: item[0])
        self._starts = [start for start, _ in self._named]
        self._mentioned = [ref for ref in places if ref.name]
        self._by_level: dict[str, tuple[int, str | None, int | None]] = {}
        self._only: dict[str, str | None] = {}
        self.family = Family(tokens, parses, admin, self.name_for, lambda parse: self._value(parse)[0])

    def resolve(self) -> list[Resolved]:
        """All units, with parents and the values of shortened later mentions."""
        first = [self._one(parse) for parse in self.parses]
        values = {item.value for item in first if item.resolved}
        party, force = word("party_prefix"), f"{word('police')} {word('province')} "
        self.family.party = frozenset(v for v in values if v.startswith(party) and v != word("party_centre"))
        self.family.forces = frozenset(v for v in values if v.startswith(force))
        full = self._shortened([self.family.with_parent(i, first) for i in range(len(first))])
        if all(parse.alias is None for parse in self.parses):
            return full
        by_start = {item.parse.start: item for item in full}
        return [self._alias(item, by_start) for item in full]

    def _alias(self, item: Resolved, by_start: dict[int, Resolved]) -> Resolved:
        """A short form that the article defined stands for the unit that it was given to."""
        if item.parse.alias is None or item.parse.alias not in by_start:
            return item
        of = by_start[item.parse.alias]
        value, place, resolved = of.value, of.place, of.resolved
        if item.parse.places and of.place is None:
            written, place, resolved = self._places(item.parse)
            value = f"{of.value} {written}"
        return Resolved(item.start, item.end, value, of.type, of.parent, place, resolved, item.parse)

    # names

    def _one(self, parse: Parse) -> Resolved:
        value, place, resolved = self._value(parse)
        end = parse.char_end if parse.char_end is not None else self.tokens.ends[parse.end - 1]
        return Resolved(
            self.tokens.starts[parse.start], end, value, self.family.type(parse), None, place, resolved, parse
        )

    def _value(self, parse: Parse) -> tuple[str, str | None, bool]:
        parts = [self._head(parse), parse.function, parse.name, word("nation") if parse.vietnam else None]
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
            parts.append(shown(name) if name else None)
        elif parse.name and place is None:
            place = self._province_in(parse)
        elif parse.bare and parse.head.type == "army" and "N" in parse.head.slots:
            parts.append(self._number_of(parse.head.value))
        elif parse.bare and (country := self._country(parse.head.value)) is not None:
            parts.append(country)
            place = country
        return " ".join(filter(None, parts)), place and shown(place), resolved

    @staticmethod
    def _head(parse: Parse) -> str:
        """The head; a district's police has one investigating body only (Cơ quan điều tra Công an huyện X)."""
        nested, head = parse.nested, parse.head.value
        if head not in same_heads() or nested is None or nested.head.value != word("police") or nested.place is None:
            return head
        ref = nested.place
        return head if ref.known == "province" or ref.level == word("province") else same_heads()[head]

    def _number_of(self, head: str) -> str | None:
        """The one number that a body of the army has in the article: `Đảng ủy Trung đoàn` beside `Trung đoàn 896`."""
        found = {parse.name for parse in self.parses if parse.head.value == head and parse.name}
        return found.pop() if len(found) == 1 else None

    def _country(self, head: str) -> str | None:
        """The one foreign country whose parliament the article names, in an article that does not name Vietnam."""
        of = national_heads().get(head)
        if of is None or word("nation") in self.tokens.text:
            return None
        found = {parse.places[0].name for parse in self.parses if parse.head.value == of and parse.places}
        return found.pop() if len(found) == 1 else None

    def _places(self, parse: Parse) -> tuple[str, str | None, bool]:
        written: list[str] = []
        if "T" in parse.head.slots:
            before = self.tokens.words[parse.places[0].start - 1]
            written += [before] if before == word("at") else []
        first = parse.places[0]
        if first.known == "bare":
            name = self.name_for(first.level, parse.start)
            written.append(f"{first.level} {name}" if name else first.level)
            return " ".join(written), name, name is not None
        for ref in parse.places:
            level = "" if parse.head.level and ref.name != word("centre_city") else ref.level
            if ref.known == "province" and not level and not parse.head.level and (parse.head.type != "other"):
                level = province_level(ref.name or "")
            if ref.known == "district" and not level and not parse.head.level and parse.head.type != "other":
                kinds = {unit.level for unit in self.admin.find(ref.name or "", 2)}
                level = kinds.pop() if len(kinds) == 1 else ""
            if ref.known == "unknown" and not level and not parse.head.level and parse.head.type != "other":
                level = self._level_of(ref.name or "")
                if not level and parse.head.value in words_of("field_heads"):
                    level = word("province")
            written.append(f"{level} {ref.name}".strip())
        if first.known == "country":
            return " ".join(written), first.name, True
        place = first.name if first.known != "number" else first.canonical
        return " ".join(written), place, True

    def _level_of(self, name: str) -> str:
        """The level that the article, or its source, gives to a place: `Công an Vân Sơn` beside `tỉnh Vân Sơn`."""
        found = {ref.level for _, ref in self._named if ref.name == name and ref.level}
        found |= {ref.level for ref in self._mentioned if ref.name == name and ref.level}
        if province_of_source(self.source) == name:
            return province_level(name)
        return found.pop() if len(found) == 1 else ""

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
        first, name, second = self._candidates(level)
        if name is not None and second is None:
            return name
        if level in (word("province"), word("city")):
            province = province_of_source(self.source)
            if province is not None and province_level(province) == level:
                return province
        if name is not None:
            return name if first < at <= (second or at) else self._near(level, at)
        return self._only_mentioned(level)

    def _near(self, level: str, at: int) -> str | None:
        """The one place of that level that units of the same paragraph name before word `at`."""
        found: set[str | None] = set()
        for start, ref in reversed(self._named[: bisect_left(self._starts, at)]):
            if BREAK in self.tokens.gaps[start + 1 : at + 1]:
                break
            if _same_level(ref, level):
                found.add(ref.name)
        return found.pop() if len(found) == 1 else None

    def _candidates(self, level: str) -> tuple[int, str | None, int | None]:
        """Where a unit first names a place of that level, the name, and where another one is named first."""
        if level not in self._by_level:
            same = [(start, ref.name) for start, ref in self._named if _same_level(ref, level)]
            first, name = same[0] if same else (0, None)
            second = next((start for start, other in same if other != name), None)
            self._by_level[level] = (first, name, second)
        return self._by_level[level]

    def _only_mentioned(self, level: str) -> str | None:
        if level not in self._only:
            found = {ref.name for ref in self._mentioned if _same_level(ref, level)}
            self._only[level] = found.pop() if len(found) == 1 else None
        return self._only[level]

    # later short mentions

    def _shortened(self, items: list[Resolved]) -> list[Resolved]:
        departments = [_department(item.parse) for item in items]
        longer: dict[str, set[str]] = {}
        by_value: dict[str, Resolved] = {}
        for item in compress(items, departments):
            if (item.parse.nested or item.parse.places) and not _short(item.parse):
                longer.setdefault(_stem(item.parse), set()).add(item.value)
                by_value.setdefault(item.value, item)
        if not longer:
            return items
        return [
            self._full(item, longer, by_value) if department else item
            for item, department in zip(items, departments, strict=True)
        ]

    def _full(self, item: Resolved, longer: dict[str, set[str]], by_value: dict[str, Resolved]) -> Resolved:
        parse = item.parse
        if ((parse.nested or parse.places) and not _short(parse)) or self._followed(item):
            return item
        found = longer.get(_stem(parse), set())
        if len(found) != 1:
            return item
        full = by_value[next(iter(found))]
        return Resolved(item.start, item.end, full.value, full.type, full.parent, full.place, full.resolved, parse)

    def _followed(self, item: Resolved) -> bool:
        """Whether its parent is written after it, so that the short form is its whole name here."""
        return item.parent is not None and item.parse.head.value not in words_of("field_heads")


def _department(parse: Parse) -> bool:
    slots, kind = parse.head.slots, parse.head.type
    if "R" in slots or (kind == "police" and slots >= _NESTING) or _short(parse):
        return True
    if kind in ("state", "police") and slots >= _PLACED and "V" not in slots:
        return True
    if kind == "party" and "H" in slots and parse.nested is not None:
        return True
    return (
        bool(parse.function)
        and "company" not in parse.head.functions
        and parse.head.value not in words_of("undivided_heads")
    )


def _short(parse: Parse) -> bool:
    """Whether only the nested head says whose it is: `Ban Thường vụ Đảng ủy`."""
    return (
        "H" in parse.head.slots and parse.nested is not None and parse.nested.bare and parse.nested.head.type == "party"
    )


def _stem(parse: Parse) -> str:
    head = same_heads().get(parse.head.value, parse.head.value)
    nested = parse.nested.head.value if parse.nested is not None and "H" in parse.head.slots else None
    if "R" in parse.head.slots:
        nested = None
    return " ".join(part for part in (head, parse.function, parse.name, nested) if part)


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
    return bool(not ref.level and ref.known == "district" and level in words_of("district_levels"))


@cache
def _sources() -> dict[str, str]:
    return {row["host"]: row["province"] for row in table("admin_sources")}


def province_of_source(source: str) -> str | None:
    """The province of a local newspaper or portal, by host name; None for national ones.

    >>> province_of_source("congan.hatinh.gov.vn")
    'Hà Tĩnh'
    """
    host = source.lower().strip()
    while "." in host:
        if host in _sources():
            return _sources()[host]
        host = host.split(".", 1)[1]
    return None
