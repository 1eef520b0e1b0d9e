"""The units annotator: one scan over the words, the grammar at each head, resolution over the article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus.article import Document
from corpus.mentions import Unit
from extractor.gazetteer import AdminMap, admin_map
from extractor.mine.context import Context
from extractor.mine.cues import Cues
from extractor.mine.units import lexicon
from extractor.mine.units.definitions import bracketed, denotes, initials_start
from extractor.mine.units.features import Feature, feature_at, place_words
from extractor.mine.units.grammar import Grammar, Parse
from extractor.mine.units.lexicon import Head
from extractor.mine.units.parents import Resolved
from extractor.mine.units.place_phrase import PlaceRef, levels, listed_after, place_at
from extractor.mine.units.resolve import Resolver
from extractor.mine.units.tokens import SPACE, Tokens, tokens_of

_MAX_ALIASES = 5
_CODE_LETTERS = frozenset(("pa", "pc", "pv", "px", "ph", "pk"))  # PC 45
_PLAIN: tuple[frozenset[str], str, frozenset[str]] = (frozenset(), "y", frozenset())


@dataclass(frozen=True, slots=True)
class Scan:
    """All units and place phrases of a text, before resolution."""

    tokens: Tokens
    parses: tuple[Parse, ...]
    places: tuple[PlaceRef, ...]
    features: tuple[Feature, ...]
    rules: tuple[str, ...]
    admin: AdminMap

    def spans(self) -> Iterator[tuple[int, int]]:
        """The words [start, end) that units, places and features cover."""
        yield from ((item.start, item.end) for item in self.parses)
        yield from ((item.start, item.end) for item in self.places)
        yield from ((item.start, item.end) for item in self.features)


@cache
def _starters() -> frozenset[str]:
    """First words of everything that the scan looks for: all other words are passed over at once."""
    tries = (lexicon.heads(), lexicon.names(), levels(), place_words())
    return frozenset(word for trie in tries for word in trie.root)


def _candidates(tokens: Tokens) -> list[int]:
    """The words at which anything may begin."""
    starters, caps = _starters(), tokens.caps
    return [
        i
        for i, word in enumerate(tokens.words)
        if word in starters or (caps[i] and (word[-1].isdigit() or word in _CODE_LETTERS))
    ]


def day_of(context: Context) -> str | None:
    """The day by whose administrative map an article is read: publication, else retrieval, as ISO text."""
    if context.published is not None:
        return context.published.span.first.isoformat()
    return context.retrieved.date().isoformat() if context.retrieved is not None else None


def scan(text: str, context: Context) -> Scan:
    """The units and administrative places of a text, read with the map of its day."""
    return _scan(text, admin_map(day_of(context)).era)


@lru_cache(maxsize=8)
def _scan(text: str, era: str) -> Scan:
    tokens = tokens_of(text)
    admin = admin_map("2025-12-31" if era == "current" else None)
    grammar = Grammar(tokens, admin)
    parses: list[Parse] = []
    places: list[PlaceRef] = []
    features: list[Feature] = []
    rules: list[str] = []
    after, level_words = 0, levels().root
    for i in _candidates(tokens):
        if i < after:
            continue
        found = grammar.at(i)
        named = grammar.standing(i)
        if isinstance(found, Parse) and _is_definition(tokens, parses, found):
            after = found.end
            continue
        if isinstance(found, Parse) and (named is None or named.end < found.end):
            parses.append(found)
            rules.append(f"unit:{found.head.value}")
            after = found.end
            continue
        if named is not None and (not isinstance(found, int) or found <= named.end):
            parses.append(named)
            rules.append("unit:name")
            after = named.end
            continue
        feature = feature_at(tokens, i)
        if feature is not None:
            features.append(feature)
            after = feature.end
            continue
        place = place_at(tokens, i, admin) if tokens.words[i] in level_words else None
        if place is not None and place.known != "bare":
            places += (place, *listed_after(tokens, place, admin))
            after = places[-1].end
            continue
        after = found if isinstance(found, int) else i + 1
    _add_aliases(tokens, parses, rules, admin)
    return Scan(tokens, tuple(parses), tuple(places), tuple(features), tuple(rules), admin)


def _is_definition(tokens: Tokens, parses: list[Parse], found: Parse) -> bool:
    """Whether a unit is the short form in brackets after a unit: `Đảng ủy Công an Trung ương (CAT.Ư)`."""
    if not parses or parses[-1].end != found.start:
        return False
    return bracketed(tokens, found.start) == (found.start, found.end)


def _add_aliases(tokens: Tokens, parses: list[Parse], rules: list[str], admin: AdminMap) -> None:
    """Later uses of the short form that a bracket gave to a whole unit: `Trung tâm … (HLC)`, then `HLC`."""
    aliases: dict[str, tuple[Head, int | None]] = {}
    for parse in parses:
        short = bracketed(tokens, parse.end)
        if short and parse.defined and tokens.words[short[0]] in lexicon.heads().root:
            continue  # Tòa án nhân dân (TAND) huyện X
        if short is not None and parse.alias is None and denotes(tokens, parse, short[0], short[1]):
            inner = parse.innermost
            whole = inner is parse or initials_start(tokens, parse.end, tokens.surface(*short)) is not None
            head = _alias_head() if whole else Head(tokens.surface(inner.start, inner.end), inner.head.type, *_PLAIN)
            aliases.setdefault(tokens.surface(*short), (head, parse.start if whole else None))
    if not aliases:
        return
    taken = {k for parse in parses for k in range(parse.start, parse.end)}
    by_word: dict[str, list[str]] = {}
    for name in aliases:
        by_word.setdefault(tokens_of(name).words[0], []).append(name)
    for i in range(tokens.size):
        if i not in taken and tokens.words[i] in by_word and tokens.gaps[i] != "(":
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
    found = scan(text, context)
    return _resolved(text, found.admin.era, context.source)


@lru_cache(maxsize=8)
def _resolved(text: str, era: str, source: str) -> list[Resolved]:
    found = _scan(text, era)
    return Resolver(found.tokens, found.parses, found.places, found.admin, source).resolve()


def annotate_units(document: Document, cues: Cues, context: Context) -> Iterable[Unit]:
    """Every named unit of the text: maximal spans, with canonical name, type, parent and place."""
    del cues
    yield from _mentions(document.text, context)


def _mentions(text: str, context: Context) -> Iterator[Unit]:
    rules = scan(text, context).rules
    for item, rule in zip(resolved_units(text, context), rules, strict=True):
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
