"""Events of type congress that are a unit's own. Which question: whose congress does this sentence tell of?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.mentions import Event
from corpus.text import canon
from extractor.resolve.names import key, location
from extractor.resolve.unit_history_named import Named, antecedents, is_spoken_of, many_until, named_congresses
from extractor.resolve.unit_history_views import Said, UnitSaid
from extractor.resolve.unit_history_words import one_of


@dataclass(frozen=True, kw_only=True)
class Told:
    """An event of type congress or election as one article tells it; `group` is the merged event that it went into."""

    event: Event
    said: Said
    group: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The unit whose congresses are wanted: the name shared with its twins, and their entities."""

    core: str
    ids: frozenset[str]
    name: str

    def is_mine(self, unit: UnitSaid) -> bool:
        """Whether a unit in a sentence is this one or a twin."""
        return unit.id in self.ids if unit.id is not None and unit.resolved else unit.core == self.core

    def may_be_mine(self, unit: UnitSaid) -> bool:
        """Whether a short name (`Đảng bộ tỉnh`) may stand for it."""
        return not unit.resolved and self.core.startswith(f"{unit.core} ")


@dataclass(frozen=True, kw_only=True)
class Telling:
    """A telling of a congress of the unit, with the number and term that go with it."""

    told: Told
    named: Named | None
    owner: UnitSaid | None = None

    @property
    def ordinal(self) -> int | None:
        """The congress's number."""
        return self.named.ordinal if self.named else None

    @property
    def years(self) -> tuple[int, int] | None:
        """The years of its term."""
        if self.named is None or self.named.from_year is None or self.named.to_year is None:
            return None
        return self.named.from_year, self.named.to_year


def own_tellings(asked: Asked, told: Iterable[Told], articles: Mapping[str, Sequence[Said]]) -> Iterator[Telling]:
    """Tellings of the unit's own congresses; short and bare ones where their event is told with the full name."""
    sure: set[str] = set()
    maybe: list[Telling] = []
    for one in told:
        named, owner = _owner(one, articles.get(one.said.cite.article_id, ()))
        if named is not None and named.general:
            continue
        telling = Telling(told=one, named=named, owner=owner)
        if owner is not None and asked.is_mine(owner):
            sure.add(one.group)
            yield telling
        elif owner is None or asked.may_be_mine(owner):
            maybe.append(telling)
    for telling in maybe:
        sentences = articles.get(telling.told.said.cite.article_id, ())
        if telling.told.group in sure:
            if any(asked.is_mine(unit) or asked.may_be_mine(unit) for said in sentences for unit in said.units):
                yield telling
        elif telling.named is None or not _is_elsewhere(telling.told.said, telling.named):
            if _only_one_meant(asked, sentences):
                yield telling
        elif _is_at(asked, telling.told.said, telling.named):
            yield telling


def _only_one_meant(asked: Asked, sentences: Sequence[Said]) -> bool:
    """Whether the only congress of one unit that the article names, in full, is this unit's."""
    owners = [named.unit for _, named in antecedents(sentences) if named.unit is not None]
    full = [unit for unit in owners if not asked.may_be_mine(unit)]
    return bool(full) and all(asked.is_mine(unit) for unit in full)


def _owner(told: Told, sentences: Sequence[Said]) -> tuple[Named | None, UnitSaid | None]:
    """The congress that the telling's clause names, and whose it is."""
    said = told.said
    named = _in_clause(told)
    if named is not None and (named.unit is not None or named.general):
        return named, named.unit
    begin, end = _clause(told)
    many = many_until(said, begin, end)
    organisers = [p.name for p in told.event.participants if p.kind == "unit" and p.role == "organiser"]
    unit = next((u for u in said.units if u.value in organisers and u.start >= (many or 0)), None)
    if unit is None and many is not None:
        return Named(start=0, end=0, general=True), None
    if unit is not None:
        return named, None if _of_a_small_one(said, named, unit) else unit
    if named is None or _is_elsewhere(said, named):
        return named, None
    before = [one for other, one in antecedents(sentences) if other.number < said.number]
    last = before[-1] if before else None
    if last is None or last.unit is None or not _agree(named, last) or _of_a_small_one(said, named, last.unit):
        return named, None
    return _completed(named, last), last.unit


def _of_a_small_one(said: Said, named: Named | None, unit: UnitSaid) -> bool:
    """Whether a bare `chi bộ` before the congress's name holds it, and not the larger unit that was found."""
    if one_of("small").match(canon(unit.name)) is not None:
        return False
    end = named.start if named is not None else len(said.plain)
    hits = one_of("small").finditer(said.plain, 0, end)
    return any(not any(u.start <= hit.start() < u.end for u in said.units) for hit in hits)


def _is_elsewhere(said: Said, named: Named) -> bool:
    """Whether a bare `đại hội` is that of a unit or place named before it (`Ở một xã của huyện X, đại hội …`)."""
    if one_of("small").search(said.plain, 0, named.start) is not None:
        return True
    if said.text[named.start].isupper():
        return False
    return any(start < named.start for start, _ in said.places) or any(u.start < named.start for u in said.units)


def _is_at(asked: Asked, said: Said, named: Named) -> bool:
    """Whether a place named before `đại hội` is the very one that the unit leads."""
    place = location(asked.core)
    if place is None or asked.core != f"{key(place.level)} {place.name}":
        return False
    return any(key(said.text[start:end]).endswith(place.name) for start, end in said.places if start < named.start)


def _agree(one: Named, other: Named) -> bool:
    return None in (one.ordinal, other.ordinal) or one.ordinal == other.ordinal


def _completed(one: Named, other: Named) -> Named:
    ordinal = one.ordinal if one.ordinal is not None else other.ordinal
    if one.from_year is not None:
        return replace(one, ordinal=ordinal)
    return replace(one, ordinal=ordinal, from_year=other.from_year, to_year=other.to_year, derived=other.derived)


def _clause(told: Told) -> tuple[int, int]:
    """Where the event's clause stands in its sentence; all of it where that is not found."""
    clause, text = told.event.title.rstrip("…"), told.said.text
    begin = text.find(clause)
    return (begin, begin + len(clause)) if begin >= 0 and clause else (0, len(text))


def _in_clause(told: Told) -> Named | None:
    """The congress in the event's clause; of several the last before its date, else the first."""
    said = told.said
    begin, end = _clause(told)
    named = named_congresses(said)
    every = [one for one in named if not is_spoken_of(said, one)] or named
    inside = [one for one in every if begin <= one.start < end] or every
    first = told.event.when.first.isoformat()
    dated = [d.start for d in said.dates if d.first == first]
    before = [one for one in inside if dated and one.start < dated[0]]
    if before:
        return before[-1]
    return inside[0] if inside else None
