"""The units annotator: one scan over the words, the grammar at each head, resolution over the article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from corpus.article import Document
from corpus.dates import PublicationDate
from corpus.mentions import Unit
from extractor.gazetteer import AdminMap, admin_map
from extractor.mine.context import Context
from extractor.mine.cues import Cues
from extractor.mine.units import lexicon
from extractor.mine.units.definitions import bracketed, denotes, initials_start
from extractor.mine.units.features import Feature, feature_at
from extractor.mine.units.grammar import Grammar, Parse
from extractor.mine.units.lexicon import Head
from extractor.mine.units.parents import Resolved
from extractor.mine.units.place_phrase import PlaceRef, listed_after, place_at
from extractor.mine.units.resolve import Resolver
from extractor.mine.units.starts import CODE, FEATURE, HEAD, LEVEL, NAME, SCANNED, starts_of
from extractor.mine.units.tokens import SPACE, Tokens, tokens_of

_MAX_ALIASES = 5
_PLAIN: tuple[frozenset[str], str, frozenset[str]] = (frozenset(), "y", frozenset())


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


def _covered(size: int, parses: list[Parse], places: list[PlaceRef], features: list[Feature]) -> bytes:
    found = bytearray(size + 1)
    spans = [(parse.start, parse.end) for parse in parses]
    spans += [(place.start, place.end) for place in places]
    spans += [(feature.start, feature.end) for feature in features]
    for start, end in spans:
        found[start:end] = b"\1" * (end - start)
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


@lru_cache(maxsize=8)
def _scan(text: str, era: str) -> Scan:
    tokens = tokens_of(text)
    admin = admin_map("2025-12-31" if era == "current" else None)
    grammar = Grammar(tokens, admin)
    parses: list[Parse] = []
    places: list[PlaceRef] = []
    features: list[Feature] = []
    rules: list[str] = []
    after = 0
    for i, kinds in starts_of(text).of(SCANNED):
        if i < after:
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
        if feature is not None:
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
    _add_aliases(tokens, parses, rules, admin)
    covered = _covered(tokens.size, parses, places, features)
    return Scan(tokens, tuple(parses), tuple(places), tuple(features), tuple(rules), admin, covered)


def _is_definition(tokens: Tokens, parses: list[Parse], found: Parse) -> bool:
    """Whether a unit is the short form in brackets after a unit: `Đảng ủy Công an Trung ương (CAT.Ư)`."""
    if tokens.gaps[found.start] != "(" or not parses or parses[-1].end != found.start:
        return False
    return bracketed(tokens, found.start) == (found.start, found.end)


def _add_aliases(tokens: Tokens, parses: list[Parse], rules: list[str], admin: AdminMap) -> None:
    """Later uses of the short form that a bracket gave to a whole unit: `Trung tâm … (HLC)`, then `HLC`."""
    aliases: dict[str, tuple[Head, int | None]] = {}
    by_word: dict[str, list[str]] = {}
    for parse in parses:
        short = bracketed(tokens, parse.end)
        if short is None:
            continue
        if parse.defined and tokens.words[short[0]] in lexicon.heads().root:
            continue  # Tòa án nhân dân (TAND) huyện X
        if parse.alias is None and denotes(tokens, parse, short[0], short[1]):
            inner = parse.innermost
            whole = inner is parse or initials_start(tokens, parse.end, tokens.surface(*short)) is not None
            head = _alias_head() if whole else Head(tokens.surface(inner.start, inner.end), inner.head.type, *_PLAIN)
            name = tokens.surface(*short)
            if name not in aliases:
                aliases[name] = (head, parse.start if whole else None)
                by_word.setdefault(tokens.words[short[0]], []).append(name)
    if not aliases:
        return
    taken = {k for parse in parses for k in range(parse.start, parse.end)}
    for i in [i for i, word in enumerate(tokens.words) if word in by_word]:
        if i not in taken and tokens.gaps[i] != "(":
            use = _alias_at(tokens, i, by_word[tokens.words[i]][:_MAX_ALIASES], aliases, admin)
            if use is not None:
                parses.append(use)
    parses.sort(key=lambda parse: parse.start)
    rules[:] = [f"unit:{parse.head.value or 'defined'}" for parse in parses]


def _alias_at(
    tokens: Tokens, i: int, names: list[str], aliases: dict[str, tuple[Head, int | None]], admin: AdminMap
) -> Parse | None:
    for name in names:
        head, start = aliases[name]
        end = tokens.at(tokens.starts[i] + len(name))
        if (start or 0) < i and tokens.text.startswith(name, tokens.starts[i]) and tokens.surface(i, end) == name:
            place = place_at(tokens, end, admin) if end < tokens.size and tokens.gaps[end] == SPACE else None
            if place is not None and place.tier in (1, 2, 3, 12):  # TTHCC xã
                return Parse(i, place.end, head, end, proper=True, alias=start, places=(place,))
            return Parse(i, end, head, end, proper=True, alias=start)
    return None


def _alias_head() -> Head:
    return Head("", "other", *_PLAIN)


def resolved_units(text: str, context: Context) -> list[Resolved]:
    """The units of a text with canonical names, in order."""
    return resolved(scan(text, context), context)


def resolved(found: Scan, context: Context) -> list[Resolved]:
    """The units of a scanned text with canonical names, in order."""
    return _resolved(found.tokens.text, found.admin.era, context.source)


@lru_cache(maxsize=8)
def _resolved(text: str, era: str, source: str) -> list[Resolved]:
    found = _scan(text, era)
    return Resolver(found.tokens, found.parses, found.places, found.admin, source).resolve()


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
        yield Unit(
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


def canonical_unit(phrase: str, context: Context | None = None) -> str | None:
    """The canonical name of a phrase that is one unit by itself; None where it is none.

    >>> canonical_unit("Công an T.X Phổ Yên")
    'Công an thị xã Phổ Yên'
    """
    found = resolved_units(phrase, context or Context())
    if len(found) == 1 and found[0].start == 0 and found[0].end == len(phrase):
        return found[0].value
    return None
