"""The word lists of the unit grammar, as tries over compared words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar, cast

from corpus.errors import DataFileError
from corpus.mentions import UnitType
from corpus.records import quick
from extractor.gazetteer import DATA, key_words, key_words_of, table
from extractor.loading import loaded_once
from extractor.mine.units.tokens import BREAK, COMMA, DASH, DOT, SPACE, Tokens

T = TypeVar("T")
_TYPES = ("party", "state", "police", "army", "mass", "other")
_AND = "và"
_JOINED = frozenset((SPACE, DASH, "&", "/"))
_JOINED_LISTED = _JOINED | {COMMA}
_SPELLED = frozenset((SPACE, DASH, "&", DOT))
_SPELLED_LISTED = _SPELLED | {COMMA}


class Trie(Generic[T]):
    """Phrases by their words. Separators do not count; neither does `và` where the trie is `loose`.

    `compared` phrases are words in compared form already, with blanks between them.
    """

    __slots__ = ("loose", "root")

    def __init__(self, entries: Iterable[tuple[str, T]], *, loose: bool = True, compared: bool = False) -> None:
        self.root: dict[str, Any] = {}
        self.loose = loose
        entries = list(entries)
        phrases = [phrase for phrase, _ in entries]
        keys = [phrase.split() for phrase in phrases] if compared else key_words_of(phrases)
        for words, (_, value) in zip(keys, entries, strict=True):
            node = self.root
            for word in words:
                if word != _AND or not loose:
                    after = node.get(word)
                    if after is None:
                        after = node[word] = {}
                    node = after
            node[""] = value

    def longest(self, tokens: Tokens, start: int, gaps: frozenset[str] = _SPELLED) -> list[tuple[int, T, bool]]:
        """(end, value, whether a comma was crossed) of each phrase that begins at word `start`, longest first.

        Between its words stand blanks or what is in `gaps`.
        """
        words = tokens.words
        node = self.root.get(words[start])
        if node is None:
            return []
        found: list[tuple[int, T, bool]] = []
        kinds, loose = tokens.gaps, self.loose
        i, comma = start + 1, False
        while True:
            if "" in node:
                found.append((i, node[""], comma))
                if len(node) == 1:
                    break
            kind = kinds[i]
            if kind != SPACE:
                if kind not in gaps and not (kind == DOT and words[i - 1] == "tp"):
                    break
                comma = comma or kind == COMMA
            word = words[i]
            if loose and word == _AND and kinds[i + 1] == SPACE:
                i += 1
                word = words[i]
            node = node.get(word)
            if node is None:
                break
            i += 1
        if len(found) > 1:
            found.reverse()
        return found


@dataclass(frozen=True, slots=True)
class Skip:
    """A compound that is no unit; with `any_case` also where its words have capitals (Trường Sa)."""

    any_case: bool


@quick
@dataclass(frozen=True, slots=True)
class Head:
    """A head noun: what may follow (`slots`, see units_heads.csv), and how its lower-case form is taken.

    `acronym` heads are written in capitals; what stands before a `guarded` one may make it a part of a title or name.
    """

    value: str
    type: UnitType
    slots: frozenset[str]
    lower: str
    functions: frozenset[str]
    level: str | None = None
    acronym: bool = False
    guarded: bool = False


@quick
@dataclass(frozen=True, slots=True)
class Code:
    """A code name of a police department with the days between which it was in use ("" open)."""

    head: str
    name: str
    first: str
    last: str


@loaded_once
def heads() -> Trie[Head | Skip]:
    """Heads, and the compounds that are none (units_skip.csv)."""
    levels = {row["head"]: row["level"] for row in table("units_level_heads")}
    entries: list[tuple[str, Head | Skip]] = [
        (row["words"], Skip(row["words"][1:] != row["words"][1:].lower())) for row in table("units_skip")
    ]
    rows = table("units_heads")
    for row, words in zip(rows, key_words_of(row["head"] for row in rows), strict=True):
        if row["type"] not in _TYPES:
            raise DataFileError("units_heads.csv", row["head"], f"no such type: {row['type']}")
        value = row["value"] or row["head"]
        first = row["head"].partition(" ")[0]
        entries.append(
            (
                row["head"],
                Head(
                    value,
                    cast(UnitType, row["type"]),
                    frozenset(row["slots"]),
                    row["lower"],
                    frozenset(row["functions"].split()),
                    levels.get(value),
                    len(first) > 1 and first.isupper(),
                    value.endswith(word("standing")) or " ".join(words) in stops()["name_heads"],
                ),
            )
        )
    return Trie(entries, loose=False)


def heads_at(tokens: Tokens, i: int) -> list[tuple[int, Head | Skip, bool]]:
    """As `longest` of the heads at word i; a comma is crossed in those only that have one."""
    found = heads().longest(tokens, i, _SPELLED_LISTED)
    if not found or not found[0][2]:
        return found
    return [hit for hit in found if not hit[2] or (isinstance(hit[1], Head) and "," in hit[1].value)]


@loaded_once
def functions() -> Trie[dict[str, tuple[str, bool]]]:
    """Functions: each family to the canonical spelling and whether it may be written with a comma."""
    merged: dict[str, dict[str, tuple[str, bool]]] = {}
    rows = table("units_functions")
    for row, words in zip(rows, key_words_of(row["function"] for row in rows), strict=True):
        families = merged.setdefault(" ".join([word for word in words if word != _AND]), {})
        value = row["value"] or row["function"]
        listed = "," in row["function"] or "," in value
        if row["family"] in families:
            listed = listed or families[row["family"]][1]
            value = families[row["family"]][0] if row["value"] == "" else value
        families[row["family"]] = (value, listed)
    return Trie([*merged.items(), *_shortened(merged).items()], compared=True)


def _shortened(merged: dict[str, dict[str, tuple[str, bool]]]) -> dict[str, dict[str, tuple[str, bool]]]:
    """The functions that units_expansions.csv may shorten, in all their short spellings."""
    shorts: dict[str, list[tuple[list[str], str]]] = {}
    for row in table("units_expansions"):
        words = key_words(row["words"])
        shorts.setdefault(words[0], []).append((words, key_words(row["short"])[0]))
    found: dict[str, dict[str, tuple[str, bool]]] = {}
    for phrase, families in merged.items():
        words = phrase.split()
        if any(words[i : i + len(long)] == long for i, w in enumerate(words) if w in shorts for long, _ in shorts[w]):
            for spelling in _spellings(words, shorts):
                if (short := " ".join(spelling)) != phrase:
                    found[short] = {**merged.get(short, {}), **found.get(short, {}), **families}
    return found


def _spellings(words: list[str], shorts: dict[str, list[tuple[list[str], str]]]) -> list[tuple[str, ...]]:
    """The words with none, some or all of the stretches that have a short form shortened."""
    ends: list[list[tuple[str, ...]]] = [[()]]  # the spellings of the last words, the shortest end first
    for i in range(len(words) - 1, -1, -1):
        found = [(words[i], *rest) for rest in ends[-1]]
        for long, short in shorts.get(words[i], ()):
            if words[i : i + len(long)] == long:
                found += [(short, *rest) for rest in ends[-len(long)]]
        ends.append(found)
    return ends[-1]


@cache
def families() -> dict[str, frozenset[str]]:
    """Canonical function to its families."""
    found: dict[str, set[str]] = {}
    for row in table("units_functions"):
        found.setdefault(row["value"] or row["function"], set()).add(row["family"])
    return {function: frozenset(names) for function, names in found.items()}


@loaded_once
def names() -> Trie[dict[str, tuple[str, UnitType]]]:
    """Organisations without a head: spelling to canonical name and type."""
    merged: dict[str, dict[str, tuple[str, UnitType]]] = {}
    rows = table("units_names")
    for row, words in zip(rows, key_words_of(row["name"] for row in rows), strict=True):
        spellings = merged.setdefault(" ".join(words), {})
        spellings[row["name"]] = (row["value"] or row["name"], cast(UnitType, row["type"]))
    return Trie(merged.items(), compared=True)


@cache
def business_words() -> Trie[bool]:
    """Words that go on inside a name; True where also in lower case."""
    return Trie((row["words"], row["case"] == "any") for row in table("units_words"))


def business_word(tokens: Tokens, i: int) -> int | None:
    """End of the longest such word at word i, None where there is none."""
    capital = tokens.upper(i)
    return next((end for end, lower, _ in business_words().longest(tokens, i) if lower or capital), None)


@cache
def codes() -> dict[str, tuple[Code, ...]]:
    """Code name in lower case (`pc04`) to what it meant when."""
    found: dict[str, tuple[Code, ...]] = {}
    for row in table("units_codes"):
        key = row["code"].lower()
        found[key] = (*found.get(key, ()), Code(row["head"], row["name"], row["from"], row["to"]))
    return found


@cache
def parents() -> dict[str, frozenset[str]]:
    """Canonical head to the heads that its parent may have."""
    return {row["child"]: frozenset(row["parents"].split("|")) for row in table("units_parents")}


@cache
def stops() -> dict[str, frozenset[str]]:
    """The small lists of units_stops.toml, compared form."""
    raw = (DATA / "units_stops.toml").read_text(encoding="utf-8")
    lists: dict[str, list[str]] = tomllib.loads(raw)
    compared = iter(key_words_of(word for words in lists.values() for word in words))
    return {key: frozenset(" ".join(next(compared)) or word for word in words) for key, words in lists.items()}


@lru_cache(maxsize=512)
def first_word(phrase: str) -> str:
    """The first word of a phrase, compared form."""
    return next(iter(key_words(phrase)), "")


@cache
def _rules() -> dict[str, dict[str, Any]]:
    raw = (DATA / "units_rules.toml").read_text(encoding="utf-8")
    return tomllib.loads(raw)


@cache
def word(name: str) -> str:
    """A word that the grammar knows by name (units_rules.toml, `word`)."""
    return str(_rules()["word"][name])


@cache
def words_of(name: str) -> frozenset[str]:
    """A list of units_rules.toml."""
    return frozenset(_rules()["list"][name])


@cache
def ladders() -> dict[str, str]:
    """Head to the top of its ladder (Công an: Bộ Công an)."""
    return dict(_rules()["above"])


@cache
def name_words() -> dict[str, str]:
    """Short words inside names, as written, to what they stand for."""
    return dict(_rules()["name_words"])


@cache
def same_heads() -> dict[str, str]:
    """A short head to the body that it usually means (Cơ quan điều tra: Cơ quan Cảnh sát điều tra)."""
    return dict(_rules()["same"])


@cache
def national_heads() -> dict[str, str]:
    """Bodies of a state to the body whose country is theirs."""
    return dict(_rules()["national"])


def match_function(tokens: Tokens, start: int, families: frozenset[str]) -> tuple[int, str] | None:
    """End and canonical spelling of the longest function of these families at word `start`.

    A comma is crossed only where a spelling in the table has one: `Phòng Tham mưu, Hậu cần` names two.
    """
    if start >= tokens.size or tokens.gaps[start] == BREAK:
        return None
    for end, by_family, comma in functions().longest(tokens, start, _JOINED_LISTED):
        if families.isdisjoint(by_family):
            continue
        spellings = [
            spelling for family, (spelling, listed) in by_family.items() if family in families and (not comma or listed)
        ]
        if len(spellings) > 1:
            written = tokens.surface(start, end).lower()
            return end, next((spelling for spelling in spellings if spelling.lower() == written), spellings[0])
        if spellings:
            return end, spellings[0]
    return None
