"""The units annotator: one scan over the words, the grammar at each head, resolution over the article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from corpus.article import Document
from corpus.dates import PublicationDate
from corpus.mentions import Unit
from corpus.records import maker
from extractor.gazetteer import AdminMap, admin_map
from extractor.mine.context import Context
from extractor.mine.cues import Cues
from extractor.mine.units.aliases import with_aliases
from extractor.mine.units.definitions import bracketed
from extractor.mine.units.features import Feature, feature_at
from extractor.mine.units.grammar import Grammar
from extractor.mine.units.level_lists import listed_after
from extractor.mine.units.parents import Resolved
from extractor.mine.units.parse import Parse
from extractor.mine.units.place_phrase import PlaceRef, place_at
from extractor.mine.units.resolve import Resolver
from extractor.mine.units.starts import CODE, FEATURE, HEAD, LEVEL, NAME, SCANNED, SKIPPED, starts_of
from extractor.mine.units.tokens import SPACE, Tokens, tokens_of

_unit_made = maker(Unit)
_HEAD_OR_SKIPPED = HEAD | SKIPPED
_SCANNED_OR_SKIPPED = SCANNED | SKIPPED


@dataclass(frozen=True, slots=True)
class Scan:
    """All units and place phrases of a text, before resolution; `covered` tells by word whether one covers it."""

    tokens: Tokens
    parses: tuple[Parse, ...]
    places: tuple[PlaceRef, ...]
    features: tuple[Feature, ...]
    rules: tuple[str, ...]
    admin: AdminMap
    covered: bytes


_scan_made = maker(Scan)


def _covered(size: int, parses: list[Parse], places: list[PlaceRef], features: list[Feature]) -> bytes:
    found = bytearray(size + 1)
    items: list[Parse | PlaceRef | Feature] = [*parses, *places, *features]
    for item in items:
        found[item.start : item.end] = b"\1" * (item.end - item.start)
    return bytes(found)


@lru_cache(maxsize=64)
def _first_day(published: PublicationDate) -> str:
    return published.span.first.isoformat()


def _day_of(context: Context) -> str | None:
    """The day by whose administrative map an article is read: publication, else retrieval, as ISO text."""
    if context.published is not None:
        return _first_day(context.published)
    return context.retrieved.date().isoformat() if context.retrieved is not None else None


def scan(text: str, context: Context) -> Scan:
    """The units and administrative places of a text, read with the map of its day."""
    return _scan(text, admin_map(_day_of(context)).era)


@lru_cache(maxsize=3)
def _scan(text: str, era: str) -> Scan:
    tokens = tokens_of(text)
    admin = admin_map("2025-12-31" if era == "current" else None)
    grammar = Grammar(tokens, admin)
    parses: list[Parse] = []
    places: list[PlaceRef] = []
    features: list[Feature] = []
    rules: list[str] = []
    gaps, caps = tokens.gaps, tokens.caps
    after = 0
    for i, kinds in starts_of(text).of(SCANNED):
        if i < after:
            continue
        if kinds & _SCANNED_OR_SKIPPED == _HEAD_OR_SKIPPED and gaps[i + 1] == SPACE and not caps[i + 1]:
            after = i + 2
            continue
        found = grammar.at(i) if kinds & HEAD else None
        named = grammar.standing(i) if kinds & (NAME | CODE) else None
        if isinstance(found, Parse):
            if _is_definition(tokens, parses, found):
                after = found.end
                continue
            if named is None or named.end < found.end:
                parses.append(found)
                rules.append(f"unit:{found.head.value}")
                after = found.end
                continue
        if named is not None and (not isinstance(found, int) or found <= named.end):
            parses.append(named)
            rules.append("unit:name")
            after = named.end
            continue
        feature = feature_at(tokens, i) if kinds & (FEATURE | CODE) else None
        if feature is not None and not _houses(tokens, feature, grammar):
            features.append(feature)
            after = feature.end
            continue
        place = place_at(tokens, i, admin) if kinds & LEVEL else None
        if place is not None and place.known != "bare":
            places.append(place)
            places += listed_after(tokens, place, admin)
            after = places[-1].end
            continue
        after = found if isinstance(found, int) else i + 1
    whole = with_aliases(tokens, parses, admin)
    if len(whole) != len(parses):
        rules = [f"unit:{parse.head.value or 'defined'}" for parse in whole]
    parses = whole
    covered = _covered(tokens.size, parses, places, features)
    return _scan_made(tokens, tuple(parses), tuple(places), tuple(features), tuple(rules), admin, covered)


def _houses(tokens: Tokens, feature: Feature, grammar: Grammar) -> bool:
    """Whether a public body's name is what makes the place: `tòa nhà Quốc hội`, `điểm cầu Cục Thi hành án dân sự`."""
    first = next((k for k in range(feature.start + 1, feature.end) if tokens.upper(k)), feature.end)
    for k in {first, min(feature.start + 1, feature.end - 1)}:
        unit = grammar.at(k) if k < feature.end else None
        if isinstance(unit, Parse) and unit.end >= feature.end and unit.head.type not in ("other", "army"):
            return True
    return False


def _is_definition(tokens: Tokens, parses: list[Parse], found: Parse) -> bool:
    """Whether a unit is the short form in brackets after a unit: `Đảng ủy Công an Trung ương (CAT.Ư)`."""
    if tokens.gaps[found.start] != "(" or not parses or parses[-1].end != found.start:
        return False
    return bracketed(tokens, found.start) == (found.start, found.end)


def resolved_units(text: str, context: Context) -> list[Resolved]:
    """The units of a text with canonical names, in order."""
    return resolved(scan(text, context), context)


def resolved(found: Scan, context: Context) -> list[Resolved]:
    """The units of a scanned text with canonical names, in order."""
    return _resolved(found.tokens.text, found.admin.era, context.source)


@lru_cache(maxsize=3)
def _resolved(text: str, era: str, source: str) -> list[Resolved]:
    found = _scan(text, era)
    return Resolver(found.tokens, found.parses, found.places, found.admin, source).resolve()


@lru_cache(maxsize=1024)
def opening_unit(phrase: str) -> tuple[int, str] | None:
    """End and canonical name of the unit that a phrase begins with: articles name the same ones again and again."""
    unit = next(iter(resolved_units(phrase, Context())), None)
    return (unit.end, unit.value) if unit is not None and unit.start == 0 else None


def annotate_units(document: Document, cues: Cues, context: Context) -> Iterable[Unit]:
    """Every named unit of the text: maximal spans, with canonical name, type, parent and place."""
    del cues
    text = document.text
    found = scan(text, context)
    for item, rule in zip(resolved(found, context), found.rules, strict=True):
        if not item.resolved and item.parse.head.level and item.parse.bare and text[item.start].islower():
            continue  # các quận ủy, huyện ủy
        if item.parse.bare and "R" in item.parse.head.slots and item.value == item.parse.head.value:
            continue  # Cơ quan điều tra, of none that the article names
        if not item.resolved and _ownerless(item.parse, found):
            continue  # văn phòng sở, of none that the article names
        yield _unit_made(
            start=item.start,
            end=item.end,
            text=text[item.start : item.end],
            value=item.value,
            type=item.type,
            rule=rule,
            parent=item.parent,
            place=item.place,
            resolved=item.resolved,
        )


def _ownerless(parse: Parse, found: Scan) -> bool:
    """Whether a part's body is bare, in lower case, and none of its kind is named: `hội phụ nữ bệnh viện`."""
    owner = parse.nested
    if owner is None or not owner.bare or owner.head.type == "army" or owner.alias is not None or not owner.head.slots:
        return False
    return not found.tokens.upper(owner.start) and not any(
        other.head.value.startswith(owner.head.value) and (other.name or other.function) for other in found.parses
    )


def canonical_unit(phrase: str, context: Context | None = None) -> str | None:
    """The canonical name of a phrase that is one unit by itself; None where it is none.

    >>> canonical_unit("Công an T.X Phổ Yên")
    'Công an thị xã Phổ Yên'
    """
    found = resolved_units(phrase, context or Context())
    if len(found) == 1 and found[0].start == 0 and found[0].end == len(phrase):
        return found[0].value
    return None
