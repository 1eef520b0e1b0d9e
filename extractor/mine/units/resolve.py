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
from collections.abc import Sequence
from itertools import compress

from corpus.mentions import UnitType
from extractor.gazetteer import AdminMap, province_names
from extractor.mine.units.departments import is_department, is_short, stem
from extractor.mine.units.hosts import province_of_source
from extractor.mine.units.level_places import in_all_places
from extractor.mine.units.levels import (
    linked_province,
    municipality,
    owning,
    province_around,
    provincial,
    refs,
    same_level,
)
from extractor.mine.units.lexicon import national_heads, same_heads, word, words_of
from extractor.mine.units.parents import Family, Resolved, shown
from extractor.mine.units.parse import Parse
from extractor.mine.units.place_phrase import PlaceRef, country_at, province_level
from extractor.mine.units.spelling import modern, written_out
from extractor.mine.units.tokens import BREAK, DOT, Tokens

_FAR = 200
_MANY = 40
_SENTENCE_ENDS = frozenset((DOT, BREAK, "?", ";"))


class Resolver:
    """Resolves the units of one text, in order."""

    def __init__(
        self, tokens: Tokens, parses: Sequence[Parse], places: Sequence[PlaceRef], admin: AdminMap, source: str
    ) -> None:
        self.tokens = tokens
        self.parses = parses
        self.places = places
        self.admin = admin
        self.source = source
        self._named = [(p.start, ref) for p in parses for ref in refs(p) if ref.name and ref.known != "country"]
        self._named.sort(key=lambda item: item[0])
        self._starts = [start for start, _ in self._named]
        self._mentioned = [ref for ref in places if ref.name]
        self._by_level: dict[str, tuple[int, str | None, int | None]] = {}
        self._by_start = {parse.start: parse for parse in parses if parse.alias is None}
        self._only: dict[str, str | None] = {}
        self._owners: dict[str, tuple[str, str | None, bool] | None] = {}
        self._countries: dict[str, str | None] = {}
        self._cities: bool | None = None

    def resolve(self) -> list[Resolved]:
        """All units, with parents and the values of shortened later mentions."""
        family = Family(  # (kept in no attribute: a cycle of objects would stay in memory)
            self.tokens, self.parses, self.admin, self.name_for, lambda parse: self._value(parse)[0], self.places
        )
        first = [self._one(parse, family.type(parse)) for parse in self.parses]
        values = {item.value for item in first if item.resolved}
        party, force = word("party_prefix"), f"{word('police')} {word('province')} "
        family.party = frozenset(v for v in values if v.startswith(party) and v != word("party_centre"))
        family.forces = frozenset(v for v in values if v.startswith(force))
        first = [self._with_office(item, values) for item in self._named_in_full(first)]
        full = self._shortened([family.with_parent(i, first) for i in range(len(first))])
        if all(parse.alias is None for parse in self.parses):
            return full
        by_start = {item.parse.start: item for item in full}
        return [self._alias(item, by_start) for item in full]

    def _named_in_full(self, items: list[Resolved]) -> list[Resolved]:
        """`Sở Nông nghiệp X` is the `Sở Nông nghiệp và … X` of the article: one function begins with the other."""
        fields = [item for item in items if item.parse.head.value in words_of("field_heads") and item.parse.function]
        fields = list({item.value: item for item in fields}.values())
        if not 1 < len(fields) < _MANY:
            return items
        fuller: dict[str, set[str]] = {}
        for item in fields:
            for other in fields:
                longer = f"{other.parse.function} ".startswith(f"{item.parse.function} ")
                if longer and other.place == item.place and other.value != item.value and item.resolved:
                    fuller.setdefault(item.value, set()).add(other.value)
        return [
            item._replace(value=next(iter(fuller[item.value]))) if len(fuller.get(item.value, ())) == 1 else item
            for item in items
        ]

    @staticmethod
    def _with_office(item: Resolved, values: set[str]) -> Resolved:
        """`Hải quan TP.HCM` is the `Cục Hải quan TP.HCM` of the article."""
        if item.parse.head.value not in words_of("office_heads"):
            return item
        full = f"{word('office')} {item.value}"
        return item._replace(value=full) if full in values else item

    def _alias(self, item: Resolved, by_start: dict[int, Resolved]) -> Resolved:
        """A short form that the article defined stands for the unit that it was given to."""
        if item.parse.alias is None or item.parse.alias not in by_start:
            return item
        of = by_start[item.parse.alias]
        if of.value in item.value:  # BIDV chi nhánh X, of BIDV
            parent = (item.parent if item.parse.code else None) or of.parent
            return Resolved(item.start, item.end, item.value, of.type, parent, item.place, item.resolved, item.parse)
        return Resolved(item.start, item.end, of.value, of.type, of.parent, of.place, of.resolved, item.parse)

    # names

    def _one(self, parse: Parse, kind: UnitType) -> Resolved:
        value, place, resolved = self._value(parse)
        end = parse.char_end if parse.char_end is not None else self.tokens.ends[parse.end - 1]
        return Resolved(self.tokens.starts[parse.start], end, value, kind, None, place, resolved, parse)

    def _value(self, parse: Parse) -> tuple[str, str | None, bool]:
        if parse.alias is not None and parse.alias in self._by_start:
            return self._alias_value(parse, self._by_start[parse.alias])
        name = written_out(parse.name) if parse.name and parse.char_end is None else parse.name
        parts = [self._head(parse), parse.function, name, word("nation") if parse.vietnam else None]
        place, resolved = None, True
        if parse.nested is not None:
            value, place, resolved = self._value(parse.nested)
            parts.append(value)
        if parse.places:
            written, place, resolved = self._places(parse)
            parts.append(written)
        elif parse.nested is None and (parse.head.level or provincial(parse)):
            whose, place = self._whose(parse)
            resolved = place is not None
            parts.append(whose)
        elif parse.name and place is None:
            place = self._province_in(parse)
        elif parse.bare and parse.head.type == "army" and "N" in parse.head.slots:
            parts.append(self._number_of(parse.head.value))
        elif (country := self._country(parse)) is not None:
            parts.append(country)
            place = country
        elif parse.bare and parse.head.value in owning():
            owner = self._owner(parse.head.value)
            if owner is not None:
                return owner
            resolved = False
        parts.append(parse.seat)
        return modern(" ".join(filter(None, parts))), place and modern(place), resolved

    def _whose(self, parse: Parse) -> tuple[str | None, str | None]:
        """The place of a body of a level (`Tỉnh ủy`) or of a province (`Sở Y tế`), as in the value, and its name."""
        if parse.head.level:
            name = self.name_for(parse.head.level, parse.start)
            return (shown(name) if name else None), name
        name = self._province_for(parse.start)
        return (f"{province_level(name)} {name}" if name else None), name

    def _alias_value(self, parse: Parse, of: Parse) -> tuple[str, str | None, bool]:
        """A short form is the unit that it stands for, with the branch or place that it has itself."""
        value, place, resolved = self._value(of)
        if parse.code and parse.nested is not None:
            owner, where, known = self._value(parse.nested)
            if of.nested is None and not of.places:
                return f"{value} {owner}", where, known
            return (value, place, resolved) if owner in value else self._value(parse._replace(alias=None))
        if parse.head.slots:
            return value, place, resolved
        rest = [parse.name, word("nation") if parse.vietnam else None]
        if parse.places and place is None:
            written, place, resolved = self._places(parse)
            rest.append(written)
        return " ".join(filter(None, [value, *rest])), place, resolved

    @staticmethod
    def _head(parse: Parse) -> str:
        """The head; a district's police has one investigating body only (Cơ quan điều tra Công an huyện X)."""
        nested, head = parse.nested, parse.head.value
        if head not in same_heads() or nested is None or nested.head.value != word("police") or nested.place is None:
            return head
        ref = nested.place
        return head if ref.known == "province" or ref.level == word("province") else same_heads()[head]

    def _owner(self, head: str) -> tuple[str, str | None, bool] | None:
        """The one body of that kind that the article names: `Đảng ủy bệnh viện` beside `Bệnh viện Bạch Mai`."""
        if head not in self._owners:
            self._owners[head] = None  # while its candidates are read, which may name it in turn
            found = {
                self._value(parse)
                for parse in self.parses
                if parse.head.value.startswith(head) and (parse.name or parse.function) and parse.alias is None
            }
            self._owners[head] = found.pop() if len(found) == 1 else None
        return self._owners[head]

    def _country_before(self, at: int) -> str | None:
        """The last country named before word `at` in its paragraph and the one before."""
        breaks = 0
        for k in range(at - 1, max(-1, at - _FAR), -1):
            place = country_at(self.tokens, k)
            if place is not None:
                return place.name
            breaks += self.tokens.gaps[k] == BREAK
            if breaks > 1:
                break
        return None

    def _number_of(self, head: str) -> str | None:
        """The one number that a body of the army has in the article: `Đảng ủy Trung đoàn` beside `Trung đoàn 896`."""
        found = {parse.name for parse in self.parses if parse.head.value == head and parse.name}
        return found.pop() if len(found) == 1 else None

    def _country(self, parse: Parse) -> str | None:
        """The country of a state's body that is named without it.

        That before `nước này`; else the one foreign country whose such body the article names, if it does not name
        Vietnam.
        """
        if parse.nested is not None or parse.name is not None or not (parse.bare or "C" in parse.head.slots):
            return None
        of = national_heads().get(parse.head.value)
        if not (of if parse.bare else parse.function):
            return None
        if " ".join(self.tokens.words[parse.end : parse.end + 2]) in words_of("that_country"):
            return self._country_before(parse.start)
        key = f"{parse.head.value} {parse.function}"
        if key not in self._countries:
            self._countries[key] = self._only_country(parse, of)
        return self._countries[key]

    def _only_country(self, parse: Parse, of: str | None) -> str | None:
        if word("nation") in self.tokens.text:
            return None
        if of is None:
            same = [p for p in self.parses if (p.head.value, p.function) == (parse.head.value, parse.function)]
        else:
            bodies = {of, *national_heads().values()}
            same = [p for p in self.parses if p.head.value in bodies]
        found = {p.places[0].name for p in same if p.places}
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
        if level == word("province") and (linked := linked_province(self.tokens, at, self.admin)) is not None:
            return linked
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

    def _province_for(self, at: int) -> str | None:
        """The province that a department of a province belongs to; a city of that rank by the source only."""
        name = self.name_for(word("province"), at)
        if name is None:
            return province_of_source(self.source)
        if self._cities is None:
            self._cities = any(municipality(ref) for _, ref in self._named)
        return name if not self._cities or province_of_source(self.source) == name else None

    def _near(self, level: str, at: int) -> str | None:
        """The one place of that level that units of the same sentence name before word `at`, else of its paragraph."""
        found: set[str | None] = set()
        gaps, own = self.tokens.gaps, True
        for start, ref in reversed(self._named[: bisect_left(self._starts, at)]):
            between = gaps[start + 1 : at + 1]
            if own and not _SENTENCE_ENDS.isdisjoint(between):
                if len(found) == 1:
                    break
                own = False
            if BREAK in between or at - start > 5 * _FAR:
                break
            if same_level(ref, level):
                found.add(ref.name)
        return found.pop() if len(found) == 1 else self._place_before(level, at) if not found else None

    def _place_before(self, level: str, at: int) -> str | None:
        """The one place of that level that the paragraph names before word `at`: `Tại tỉnh X, …, UBND tỉnh`."""
        found: set[str | None] = set()
        for ref in reversed(self._mentioned[: bisect_left(self._mentioned, at, key=lambda ref: ref.start)]):
            if at - ref.start > 5 * _FAR or BREAK in self.tokens.gaps[ref.end : at + 1]:
                break
            if same_level(ref, level):
                found.add(ref.name)
        return found.pop() if len(found) == 1 else None

    def _candidates(self, level: str) -> tuple[int, str | None, int | None]:
        """Where a unit first names a place of that level, the name, and where another one is named first."""
        if level not in self._by_level:
            same = [(start, ref.name) for start, ref in self._named if same_level(ref, level)]
            first, name = same[0] if same else (0, None)
            second = next((start for start, other in same if other != name), None)
            self._by_level[level] = (first, name, second)
        return self._by_level[level]

    def _only_mentioned(self, level: str) -> str | None:
        if level not in self._only:
            found = {ref.name for ref in self._mentioned if same_level(ref, level)}
            self._only[level] = found.pop() if len(found) == 1 else None
            if not found and self._only[level] is None:
                self._only[level] = province_around(self.tokens, [*self._mentioned, *self._refs()], self.admin, level)
        return self._only[level]

    def _refs(self) -> list[PlaceRef]:
        return [ref for _, ref in self._named]

    # later short mentions

    def _shortened(self, items: list[Resolved]) -> list[Resolved]:
        departments = [is_department(item.parse) for item in items]
        longer: dict[str, set[str]] = {}
        by_value: dict[str, Resolved] = {}
        for item in compress(items, departments):
            if (item.parse.nested or item.parse.places) and not is_short(item.parse):
                longer.setdefault(stem(item.parse), set()).add(item.value)
                by_value.setdefault(item.value, item)
        if not longer:
            return items
        return [
            self._full(item, longer, by_value) if department else item
            for item, department in zip(items, departments, strict=True)
        ]

    def _full(self, item: Resolved, longer: dict[str, set[str]], by_value: dict[str, Resolved]) -> Resolved:
        parse = item.parse
        if ((parse.nested or parse.places) and not is_short(parse)) or self._followed(item):
            return item
        found = longer.get(stem(parse), set())
        if len(found) != 1 or in_all_places(self.tokens, parse.end):
            return item
        full = by_value[next(iter(found))]
        return Resolved(item.start, item.end, full.value, full.type, full.parent, full.place, full.resolved, parse)

    def _followed(self, item: Resolved) -> bool:
        """Whether its parent is written after it, so that the short form is its whole name here."""
        return item.parent is not None and item.parse.head.value not in words_of("field_heads")
