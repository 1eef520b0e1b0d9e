"""Where in a text anything may begin: one look at each word and the next, so that the grammars run only there.

An Aho-Corasick pass over the joined words was measured beside it: no faster, because its offsets must be turned back
into words, and blind to what stands between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import compress, repeat
from typing import Any, NamedTuple, TypeAlias

from extractor.gazetteer import admin_map, key_words, province_names, table
from extractor.mine.units import lexicon
from extractor.mine.units.lexicon import Trie
from extractor.mine.units.tokens import tokens_of

HEAD, NAME, CODE, LEVEL, FEATURE, LISTED, SHORT, PROVINCE, DISTRICT = (1 << k for k in range(9))
"""What may begin at a word: a head, a name without a head, a code name or road number, a level word, a place word, a
name of places_names.csv, a short form of abbreviations.csv, a province's name, a district's."""

SKIPPED = 1 << 9
"""That the word and the next are a compound that is no unit (units_skip.csv) and that no longer phrase begins with."""

SCANNED = HEAD | NAME | CODE | LEVEL | FEATURE
BARE = LISTED | PROVINCE | DISTRICT
_CODE_LETTERS = frozenset(("pa", "pc", "pv", "px", "ph", "pk"))  # PC 45
_AND = "và"


@dataclass(frozen=True, slots=True)
class PlaceWord:
    """A row of places_heads.csv."""

    spelling: str
    kind: str
    more: str
    not_after: frozenset[str]


@cache
def levels() -> Trie[tuple[str, int, bool]]:
    """Level words: (canonical level, tier, only in capitals)."""
    return Trie(
        (row["word"], (row["level"], int(row["tier"]), row["case"] == "upper")) for row in table("admin_levels")
    )


@cache
def place_words() -> Trie[PlaceWord]:
    """The place words with what may follow them."""
    return Trie(
        (row["head"], PlaceWord(row["head"], row["kind"], row["more"], frozenset(row["not_after"].split())))
        for row in table("places_heads")
    )


@cache
def listed_names() -> Trie[dict[str, str]]:
    """Countries, regions and cities of places_names.csv: spelling to kind."""
    merged: dict[str, dict[str, str]] = {}
    for row in table("places_names"):
        merged.setdefault(row["name"].lower(), {})[row["name"]] = row["kind"]
    return Trie(merged.items())


@cache
def short_forms() -> Trie[dict[str, str]]:
    """Short forms of abbreviations.csv: spelling to what it stands for."""
    merged: dict[str, dict[str, str]] = {}
    for row in table("abbreviations"):
        merged.setdefault(row["short"].lower(), {})[row["short"]] = row["expansion"]
    return Trie(merged.items())


_Firsts: TypeAlias = tuple[dict[str, int], dict[tuple[str, str], int]]
"""First word to what it may begin by itself, and with a second word to all that it may begin before that."""


@cache
def _firsts(*, capital: bool) -> _Firsts:
    """The table for words that begin with a capital, or for the others, at which names in capitals do not begin."""
    seconds: dict[str, dict[str, int]] = {}

    def add(kind: int, first: str, second: str) -> None:
        found = seconds.setdefault(first, {})
        found[second] = found.get(second, 0) | kind

    tries: tuple[tuple[int, Trie[Any], frozenset[str] | None], ...] = (
        (HEAD, lexicon.heads(), None),
        (LEVEL, levels(), None),
        (FEATURE, place_words(), None),
        (SHORT, short_forms(), None),
        (NAME, lexicon.names(), _small_firsts("units_names")),
        (LISTED, listed_names(), _small_firsts("places_names")),
    )
    for kind, trie, small in tries:
        for first, node in trie.root.items():
            if capital or small is None or first in small:
                for second in (*node, _AND) if trie.loose else node:
                    add(kind, first, second)
    for first, node in lexicon.heads().root.items():
        for second, rest in node.items():
            if second and len(rest) == 1 and isinstance(rest.get(""), lexicon.Skip):
                add(SKIPPED, first, second)
    if capital:
        for kind, keys in ((CODE, _CODE_LETTERS), (PROVINCE, province_names()), (DISTRICT, admin_map(None).districts)):
            for key in keys:
                first, _, rest = key.partition(" ")
                add(kind, first, rest.partition(" ")[0])
    alone = {first: kinds.pop("") for first, kinds in seconds.items() if "" in kinds}
    pairs = ((first, second, kind) for first, kinds in seconds.items() for second, kind in kinds.items())
    return alone, {(first, second): kind | alone.get(first, 0) for first, second, kind in pairs}


@cache
def _small_firsts(name: str) -> frozenset[str]:
    """First words of the names of a table that begin with no capital (miền Trung, châu Âu, 38 North)."""
    return frozenset(key_words(row["name"])[0] for row in table(name) if not row["name"][0].isupper())


class Starts(NamedTuple):
    """Parallel lists, in order: words, and what may begin at each."""

    at: list[int]
    kinds: list[int]

    def of(self, wanted: int) -> Iterator[tuple[int, int]]:
        """(word, kinds) where one of the wanted kinds may begin."""
        return compress(zip(self.at, self.kinds, strict=True), map(wanted.__and__, self.kinds))


@cache
def fillers() -> frozenset[str]:
    """Words with which that may begin in lower case which fills a slot of a unit phrase."""
    tries: tuple[Trie[Any], ...] = (
        lexicon.functions(),
        lexicon.business_words(),
        lexicon.heads(),
        lexicon.names(),
        levels(),
    )
    words = (lexicon.word("number"), lexicon.word("at"), *key_words(lexicon.word("nation")), _AND)
    return frozenset(first for trie in tries for first in trie.root) | frozenset(words)


@lru_cache(maxsize=3)
def starts_of(text: str) -> Starts:
    """Where anything may begin in a normalised text."""
    tokens = tokens_of(text)
    words, (alone, pairs) = tokens.words, _firsts(capital=False)
    after = [*words, ""][1:]
    kinds = list(map(pairs.get, zip(words, after, strict=True), map(alone.get, words, repeat(0))))
    alone, pairs = _firsts(capital=True)
    capitals = tokens.capitals
    own, following = [words[i] for i in capitals], [after[i] for i in capitals]
    found = map(pairs.get, zip(own, following, strict=True), map(alone.get, own, repeat(0)))
    for i, kind in zip(capitals, found, strict=True):
        kinds[i] = kind
    starts = Starts(list(compress(range(len(words)), kinds)), list(filter(None, kinds)))
    codes = [i for i in tokens.figures if tokens.caps[i] and words[i][-1].isdigit()]
    return _with_codes(starts, codes) if codes else starts


def _with_codes(starts: Starts, codes: list[int]) -> Starts:
    merged = dict(zip(starts.at, starts.kinds, strict=True))
    for i in codes:
        merged[i] = merged.get(i, 0) | CODE
    at = sorted(merged)
    return Starts(at, [merged[i] for i in at])
