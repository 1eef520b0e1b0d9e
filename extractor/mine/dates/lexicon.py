"""The rules of time expressions, read once from `extractor/data/dates`."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.errors import DataFileError
from corpus.text import canon
from extractor.mine.dates.entries import DATA, FixedPhrase, Mask, Pattern, any_of, canon_pattern
from extractor.mine.dates.leads import (
    candidates,
    counted_words,
    first_words,
    leads_of,
    number_lead,
    number_words,
    trailing,
)
from extractor.mine.dates.numbers import ROMAN_PATTERN
from extractor.mine.dates.openings import NUMBERS, Entry, Followers, RuleT
from extractor.mine.dates.parts import Parts

_MACRO = re.compile(r"<([A-Z]+)>")
TENSE_CUES = ("planned", "demanded", "past", "reported", "report", "habit", "done")
_OWN_TABLES = ("approx", "cycle", "now", "capitals", "shapes")  # of words.toml: lists, not words with a value


@dataclass(frozen=True, slots=True)
class Traps:
    """Compiled lists of traps.toml."""

    before: re.Pattern[str]
    before_words: re.Pattern[str]
    before_years: re.Pattern[str]
    cues: re.Pattern[str]
    brackets: re.Pattern[str]
    after: re.Pattern[str]
    birth: re.Pattern[str]
    bare_year: re.Pattern[str]
    clock: re.Pattern[str]
    counted: re.Pattern[str]
    hour: re.Pattern[str]
    clause_head: re.Pattern[str]
    lasting: re.Pattern[str]
    lasts: re.Pattern[str]
    named: re.Pattern[str]
    streetable: re.Pattern[str]
    loose_approx: re.Pattern[str]
    day_part: re.Pattern[str]
    day_part_before: re.Pattern[str]
    weekday: re.Pattern[str]
    weekday_name: re.Pattern[str]
    weekday_dated: re.Pattern[str]
    enumerated: re.Pattern[str]
    feast: re.Pattern[str]
    vague: re.Pattern[str]
    followers: re.Pattern[str]
    signed: re.Pattern[str]
    side: re.Pattern[str]
    sided: re.Pattern[str]
    remote: re.Pattern[str]
    onward: re.Pattern[str]
    until: re.Pattern[str]
    trim: re.Pattern[str]
    fronted: re.Pattern[str]
    recently: re.Pattern[str]
    now_alone: re.Pattern[str]
    now_followed: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Links:
    """What stands between the members of ranges and lists, and before a range."""

    range: re.Pattern[str]
    dash: re.Pattern[str]
    list: re.Pattern[str]
    opening: re.Pattern[str]
    opened: re.Pattern[str]
    to_now: re.Pattern[str]
    since: re.Pattern[str]
    from_now: re.Pattern[str]
    bare_years: re.Pattern[str]
    explains: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class TenseCues:
    """One pass finds all the words that tell a tense; `kinds` of a word are also those of the words in it."""

    words: re.Pattern[str]
    kinds: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the reader of dates knows. Keys and words are canonical (`corpus.text.canon`).

    `firsts` are the words that `candidates` matches, which are of letters only.
    """

    digits: Mapping[str, int]
    tens: Mapping[str, int]
    year_words: Mapping[str, int]
    scales: Mapping[str, int]
    number: str
    months: Mapping[str, int]
    lunar_months: Mapping[str, int]
    units: Mapping[str, str]
    parts: Mapping[str, str]
    mods: Mapping[str, str]
    weekdays: Mapping[str, int]
    seasons: Mapping[str, str]
    directions: Mapping[str, str]
    capitals: Mapping[str, frozenset[str]]
    counted: frozenset[str]
    halves: Mapping[str, int]
    ordinals: Mapping[str, int]
    cycle: Mapping[str, int]
    entries: Mapping[str, Entry]
    firsts: frozenset[str]
    candidates: re.Pattern[str]
    trailing: re.Pattern[str]
    joins: Mapping[str, frozenset[str]]
    gaps: Mapping[str, frozenset[str]]
    weak: frozenset[str]
    links: Links
    traps: Traps
    tense: TenseCues


def _toml(name: str) -> dict[str, Any]:
    try:
        with (DATA / name).open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DataFileError(DATA / name, "-", str(error)) from error


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _canonical(table: Mapping[str, Any]) -> dict[str, Any]:
    return {canon(word): value for word, value in table.items()}


def _macros(words: Mapping[str, Any], cycle: Iterable[str]) -> dict[str, str]:
    digit = any_of(words["digits"])
    names = {"<DIGIT>": digit, "<MONTHNAME>": any_of(words["months"])}
    shapes = {name: _filled(source, names) for name, source in words["shapes"].items()}
    number = shapes["NUMBER"]
    day = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
    month = r"(?:1[0-2]|0?[1-9])(?!\d)"
    units = words["units"]
    count = rf"(?:\d{{1,3}}(?:[.,]\d{{1,3}})?(?![.,]?\d)|{number})"
    long_unit = any_of(u for u, code in units.items() if code in ("D", "W", "M", "Y", "DE", "CE"))
    shapes["DISTANCE"] = _filled(shapes["DISTANCE"], {"<COUNT>": count, "<LONGUNIT>": long_unit})
    return {
        "DAY": day,
        "DAYW": f"(?:{day}|{number})",
        "MONTH": month,
        "MONTHW": rf"(?:{month}|{any_of(words['months'])}(?!\w))",
        "AFTERMONTH": "|".join(rf"(?<=tháng {month} )" for month in (*words["months"], r"\d", r"\d\d")),
        "DIGIT": digit,
        "MONTHNAME": names["<MONTHNAME>"],
        "YEAR": r"(?:1\d|20|21)\d\d(?!\d)",
        "COUNT": count,
        "QUARTER": r"(?:iv|iii|ii|i|[1-4])",
        "ROMAN": ROMAN_PATTERN,
        "PART": any_of(words["parts"]),
        "MOD": any_of(words["mods"]),
        "TENDAYS": any_of(words["ten_days"]),
        "HALF": any_of(words["halves"]),
        "ORDINAL": any_of(words["ordinals"]),
        "SEASON": any_of(words["seasons"]),
        "WEEKDAY": any_of(words["weekdays"]),
        "APPROX": any_of(words["approx"]["words"]),
        "AFTERAPPROX": any_of(_after_approx(words)),
        "UNIT": any_of(units),
        "CYCLE": any_of(cycle),
        "NOWORD": any_of(words["now"]["after"]),
        **shapes,
    }


def _filled(source: str, names: Mapping[str, str]) -> str:
    for name, words in names.items():
        source = source.replace(name, words)
    return source


def _after_approx(words: Mapping[str, Any]) -> set[str]:
    tables = ("units", "parts", "mods", "digits", "tens")
    return {*words["approx"]["followers"], *(word for table in tables for word in words[table])}


def _names(words: Mapping[str, Any], cycle: Iterable[str]) -> dict[str, list[str]]:
    """What the names in `first` stand for."""
    tables = {
        "NUMBERS": [*words["digits"], *words["tens"]],
        "UNITS": words["units"],
        "PARTS": words["parts"],
        "MODS": words["mods"],
        "HALVES": words["halves"],
        "MONTHS": words["months"],
        "SEASONS": words["seasons"],
        "APPROXES": words["approx"]["words"],
        "CYCLE": cycle,
    }
    names = {f"<{name}>": sorted({first_words(word) for word in table}) for name, table in tables.items()}
    return {**names, "#": list(NUMBERS)}


_ByWord = dict[str, list[tuple[RuleT, Followers]]]


def _add(rule: RuleT, specs: Iterable[str], names: Mapping[str, list[str]], found: _ByWord[RuleT]) -> None:
    for spec in specs:
        for word, followers in leads_of(spec, names):
            found.setdefault(word, []).append((rule, followers))


def _patterns(macros: Mapping[str, str], names: Mapping[str, list[str]]) -> _ByWord[Pattern]:
    by_word: _ByWord[Pattern] = {}
    for row in _toml("patterns.toml")["pattern"]:
        try:
            source = _MACRO.sub(lambda m: macros[m[1]], protected(row["pattern"]))
            Parts(**{k: v for k, v in row.get("set", {}).items() if k != "side"})
        except (KeyError, TypeError) as error:
            raise DataFileError(DATA / "patterns.toml", row.get("id"), str(error)) from error
        pattern = Pattern(row["id"], row["category"], source, row.get("set", {}), row.get("upper", False))
        _add(pattern, row["first"], names, by_word)
    return by_word


def _masks(macros: Mapping[str, str], names: Mapping[str, list[str]]) -> _ByWord[Mask]:
    by_word: _ByWord[Mask] = {}
    for row in _toml("masks.toml")["mask"]:
        before = canon_pattern(row["before"]) if "before" in row else None
        try:
            stretch = _MACRO.sub(lambda m: macros[m[1]], protected(row["pattern"]))
        except KeyError as error:
            raise DataFileError(DATA / "masks.toml", row["pattern"], str(error)) from error
        mask = Mask(stretch, before, tuple(map(canon, row.get("after", ()))))
        _add(mask, row["first"], names, by_word)
    return by_word


def _entries(masks: _ByWord[Mask], patterns: _ByWord[Pattern], phrases: _ByWord[FixedPhrase]) -> dict[str, Entry]:
    return {
        word: Entry(word, masks.get(word, ()), patterns.get(word, ()), phrases.get(word, ()))
        for word in sorted({*masks, *patterns, *phrases})
    }


def protected(source: str) -> str:
    """Canonical spelling of a pattern's words, with its macros left alone."""
    pieces = _MACRO.split(source)
    return "".join(f"<{piece}>" if i % 2 else canon_pattern(piece) for i, piece in enumerate(pieces))


def _phrases() -> _ByWord[FixedPhrase]:
    by_word: _ByWord[FixedPhrase] = {}
    for row in _rows("phrases.csv"):
        category = row["category"]
        fields: dict[str, Any] = {"part": row["mod"]} if row["mod"] else {}
        if row["unit"]:
            fields |= {"unit": row["unit"], "offset": int(row["offset"]), "base": row["base"]}
        if category == "rweekend":
            fields["weekend"] = True
        if row["value"]:
            fields |= {"value": row["value"], "is_set": True if category == "set" else None}
        if category == "lunar":
            fields["lunar"] = True
        text = canon(row["phrase"])
        _add(FixedPhrase(text, category, Parts(**fields)), [first_words(text)], {}, by_word)
    for row in _rows("feasts.csv"):
        text = canon(row["name"])
        lunar = True if row["calendar"] == "lunar" else None
        eve = True if lunar and row["month"] == "12" else None
        parts = Parts(day=int(row["day"]), month=int(row["month"]), lunar=lunar, eve=eve)
        _add(FixedPhrase(text, "feast", parts), [first_words(text)], {}, by_word)
    return by_word


def _one_of(sources: Sequence[str]) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(f"(?:{canon_pattern(source)})" for source in sources) + ")")


def _traps(raw: Mapping[str, Any]) -> Traps:
    """The tables `side` and `remote` (of births and asides) are one regular expression each, with named groups."""
    found = {name: _one_of(sources) for name, sources in raw.items() if name not in ("side", "aside")}
    remote = {"birth": raw["birth"], "aside": raw["aside"]}
    return Traps(**found, side=_grouped(raw["side"]), remote=_grouped(remote))


def _grouped(table: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """All begin with a word, and the separator before it: a search runs from one separator to the next."""
    named = "|".join(f"(?P<{name}>{_one_of(sources).pattern})" for name, sources in table.items())
    return re.compile(rf"[ \W](?:{named})")


def _tense_cues(words: Mapping[str, Sequence[str]]) -> TenseCues:
    every = sorted({word for found in words.values() for word in found})
    kinds = {
        word: tuple(kind for kind, found in words.items() if any(f" {part} " in f" {word} " for part in found))
        for word in every
    }
    return TenseCues(re.compile(rf"[ \W]({any_of(every)})(?!\w)"), kinds)


def _cycle(stems: Sequence[str], branches: Sequence[str]) -> dict[str, int]:
    return {f"{canon(stems[i % 10])} {canon(branches[i % 12])}": i for i in range(60)}


@cache
def lexicon() -> Lexicon:
    """The shipped rules. Raises DataFileError where a file is faulty."""
    raw = _toml("words.toml")
    words = {name: _canonical(table) for name, table in raw.items() if name not in _OWN_TABLES}
    words["approx"] = {name: [canon(w) for w in found] for name, found in raw["approx"].items()}
    words["now"] = {side: [canon(w) for w in found] for side, found in raw["now"].items()}
    words["capitals"] = {name: [canon(w) for w in found] for name, found in raw["capitals"].items()}
    words["shapes"] = {name: protected(source) for name, source in raw["shapes"].items()}
    cycle = _cycle(raw["cycle"]["stems"], raw["cycle"]["branches"])
    macros = _macros(words, cycle)
    names = _names(words, cycle)
    entries = _entries(_masks(macros, names), _patterns(macros, names), _phrases())
    leads = {word: entry.followers for word, entry in entries.items() if not entry.trails}
    joins, traps, tense = _toml("joins.toml"), _toml("traps.toml"), _toml("tense.toml")
    return Lexicon(
        digits=words["digits"],
        tens=words["tens"],
        year_words=words["digits"] | words["year_words"],
        scales=words["scales"],
        number=macros["NUMBER"],
        months=words["months"],
        lunar_months=words["lunar_months"],
        units=words["units"],
        parts=words["parts"],
        mods=words["mods"] | words["ten_days"],
        weekdays=words["weekdays"],
        seasons=words["seasons"],
        directions=words["directions"],
        capitals={name: frozenset(found) for name, found in words["capitals"].items()},
        counted=frozenset(canon(w) for w in joins["numbers"]["counted"]),
        halves=words["halves"],
        ordinals=words["ordinals"],
        cycle=cycle,
        entries=entries,
        firsts=frozenset(leads) - {*NUMBERS},
        candidates=candidates(
            leads, number_words(words), number_lead(words, joins["numbers"]), counted_words(words, joins["numbers"])
        ),
        trailing=trailing(word for word, entry in entries.items() if entry.trails),
        joins={left: frozenset(right) for left, right in joins["joins"].items()},
        gaps={pair: frozenset(gaps) for pair, gaps in joins["gaps"].items()},
        weak=frozenset(joins["weak"]["names"]),
        links=Links(**{name: _one_of([source]) for name, source in joins["links"].items()}),
        traps=_traps(traps),
        tense=_tense_cues({kind: [canon(w) for w in tense[kind]] for kind in TENSE_CUES}),
    )
