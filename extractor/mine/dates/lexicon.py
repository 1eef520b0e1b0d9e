"""The rules of time expressions, read once from `extractor/data/dates`."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corpus.errors import DataFileError
from corpus.text import canon
from extractor.mine.dates.numbers import ROMAN_PATTERN
from extractor.mine.dates.parts import Parts

DATA = Path(__file__).resolve().parents[2] / "data" / "dates"
_MACRO = re.compile(r"<([A-Z]+)>")
_BEFORE = {"masks": r"(?<!\w)"}
_OWN_TABLES = ("approx", "cycle", "now", "capitals", "shapes")  # of words.toml: lists, not words with a value


@dataclass(frozen=True, slots=True)
class Pattern:
    """A shape. `parts` holds the fields that are the same for every match."""

    id: str
    category: str
    source: str
    parts: Mapping[str, Any]
    upper: bool

    @property
    def regex(self) -> re.Pattern[str]:
        """Compiled at its first use: a short text needs few of the rules. Raises DataFileError for a faulty one."""
        return _compiled(self.source, self.id)


@cache
def _compiled(source: str, rule: str) -> re.Pattern[str]:
    try:
        return re.compile(source)
    except re.error as error:
        raise DataFileError(DATA / "patterns.toml", rule, str(error)) from error


@dataclass(frozen=True, slots=True)
class FixedPhrase:
    """A fixed wording with a fixed meaning."""

    text: str
    category: str
    parts: Parts


@dataclass(frozen=True, slots=True)
class Traps:
    """Compiled lists of traps.toml."""

    masks: re.Pattern[str]
    before: re.Pattern[str]
    before_words: re.Pattern[str]
    cues: re.Pattern[str]
    brackets: re.Pattern[str]
    after: re.Pattern[str]
    birth: re.Pattern[str]
    bare_year: re.Pattern[str]
    clock: re.Pattern[str]
    aside: re.Pattern[str]
    counted: re.Pattern[str]
    hour: re.Pattern[str]
    named: re.Pattern[str]
    streetable: re.Pattern[str]
    loose_approx: re.Pattern[str]
    day_part: re.Pattern[str]
    day_part_before: re.Pattern[str]
    weekday: re.Pattern[str]
    feast: re.Pattern[str]
    vague: re.Pattern[str]
    followers: re.Pattern[str]
    side_before: re.Pattern[str]
    side_after: re.Pattern[str]
    counted_side: re.Pattern[str]
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
    to_now: re.Pattern[str]
    from_now: re.Pattern[str]
    bare_years: re.Pattern[str]
    explains: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the reader of dates knows. Keys and words are canonical (`corpus.text.canon`)."""

    digits: Mapping[str, int]
    tens: Mapping[str, int]
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
    cycle: Mapping[str, int]
    patterns: Mapping[str, tuple[Pattern, ...]]
    phrases: Mapping[str, tuple[FixedPhrase, ...]]
    joins: Mapping[str, frozenset[str]]
    gaps: Mapping[str, frozenset[str]]
    weak: frozenset[str]
    number_lead: re.Pattern[str]
    links: Links
    traps: Traps
    planned: re.Pattern[str]
    past: re.Pattern[str]
    reported: re.Pattern[str]
    report: re.Pattern[str]
    habit: re.Pattern[str]
    done: re.Pattern[str]


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


def any_of(words: Iterable[str]) -> str:
    """A group that matches the longest of the words that fits.

    >>> any_of(["sáng", "sáng sớm"])
    '(?:sáng sớm|sáng)'
    """
    return "(?:" + "|".join(re.escape(w).replace(r"\ ", " ") for w in sorted(words, key=lambda w: (-len(w), w))) + ")"


def canon_pattern(source: str) -> str:
    """A regular expression in canonical spelling; its escapes are all in lower case, so only group names need care."""
    return canon(source).replace("(?p<", "(?P<").replace("(?p=", "(?P=")


def _macros(words: Mapping[str, Any], cycle: Iterable[str]) -> dict[str, str]:
    digit = any_of(words["digits"])
    shapes = words["shapes"]
    number = shapes["NUMBER"].replace("<DIGIT>", digit)
    day = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
    month = r"(?:1[0-2]|0?[1-9])(?!\d)"
    units = words["units"]
    return {
        "DAY": day,
        "DAYW": f"(?:{day}|{number})",
        "MONTH": month,
        "MONTHW": rf"(?:{month}|{any_of(words['months'])}(?!\w))",
        "YEAR": r"(?:1\d|20|21)\d\d(?!\d)",
        "NUMBER": number,
        "COUNT": rf"(?:\d{{1,3}}(?:[.,]\d{{1,3}})?(?![.,]?\d)|{number})",
        "QUARTER": r"(?:iv|iii|ii|i|[1-4])",
        "ROMAN": ROMAN_PATTERN,
        "PART": any_of(words["parts"]),
        "MOD": any_of(words["mods"]),
        "TENDAYS": any_of(words["ten_days"]),
        "HALF": any_of(words["halves"]),
        "SEASON": any_of(words["seasons"]),
        "WEEKDAY": any_of(words["weekdays"]),
        "APPROX": any_of(words["approx"]["words"]),
        "UNIT": any_of(units),
        "LONGUNIT": any_of(u for u, code in units.items() if code in ("D", "W", "M", "Y", "DE")),
        "CYCLE": any_of(cycle),
        "NOWORD": any_of(words["now"]["after"]),
        "YEARSUFFIX": shapes["YEARSUFFIX"],
        "UNITSUFFIX": shapes["UNITSUFFIX"],
    }


def _firsts(words: Mapping[str, Any]) -> dict[str, list[str]]:
    def heads(table: Iterable[str]) -> list[str]:
        return sorted({word.split()[0] for word in table})

    return {
        "<NUMBERS>": heads([*words["digits"], *words["tens"]]),
        "<PARTS>": heads(words["parts"]),
        "<MODS>": heads(words["mods"]),
        "<APPROXES>": heads(words["approx"]["words"]),
        "<STEMS>": heads(words["cycle"]["stems"]),
    }


def _patterns(macros: Mapping[str, str], firsts: Mapping[str, list[str]]) -> dict[str, tuple[Pattern, ...]]:
    by_first: dict[str, list[Pattern]] = {}
    for row in _toml("patterns.toml")["pattern"]:
        try:
            source = _MACRO.sub(lambda m: macros[m[1]], protected(row["pattern"]))
            Parts(**{k: v for k, v in row.get("set", {}).items() if k != "side"})
        except (KeyError, TypeError) as error:
            raise DataFileError(DATA / "patterns.toml", row.get("id"), str(error)) from error
        pattern = Pattern(row["id"], row["category"], source, row.get("set", {}), row.get("upper", False))
        for first in row["first"]:
            for word in firsts.get(first, [canon(first)]):
                by_first.setdefault(word, []).append(pattern)
    return {word: tuple(patterns) for word, patterns in by_first.items()}


def protected(source: str) -> str:
    """Canonical spelling of a pattern's words, with its macros left alone."""
    pieces = _MACRO.split(source)
    return "".join(f"<{piece}>" if i % 2 else canon_pattern(piece) for i, piece in enumerate(pieces))


def _phrases() -> dict[str, tuple[FixedPhrase, ...]]:
    by_first: dict[str, list[FixedPhrase]] = {}
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
        by_first.setdefault(text.split()[0], []).append(FixedPhrase(text, category, Parts(**fields)))
    for row in _rows("feasts.csv"):
        text = canon(row["name"])
        lunar = True if row["calendar"] == "lunar" else None
        eve = True if lunar and row["month"] == "12" else None
        parts = Parts(day=int(row["day"]), month=int(row["month"]), lunar=lunar, eve=eve)
        by_first.setdefault(text.split()[0], []).append(FixedPhrase(text, "feast", parts))
    return {word: tuple(sorted(found, key=lambda p: -len(p.text))) for word, found in by_first.items()}


def _number_lead(words: Mapping[str, Any], followers: Sequence[str]) -> re.Pattern[str]:
    """What a number must look like to begin a time expression: most numbers of a text count something else."""
    named = any_of([*words["units"], *words["parts"], *(canon(w) for w in followers)])
    return re.compile(rf"\d{{4}}(?!\d)|\d{{1,3}}(?: ?[/:–—-] ?\d|[.,]\d|,| ?[hg](?!\w)| ?[hg]\d| {named}(?!\w))")


def _one_of(sources: Sequence[str], before: str = "") -> re.Pattern[str]:
    return re.compile(before + "(?:" + "|".join(f"(?:{canon_pattern(source)})" for source in sources) + ")")


def _words(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(canon(w) for w in words)}(?!\w)")


def _cycle(stems: Sequence[str], branches: Sequence[str]) -> dict[str, int]:
    return {f"{canon(stems[i % 10])} {canon(branches[i % 12])}": i for i in range(60)}


@cache
def lexicon() -> Lexicon:
    """The shipped rules. Raises DataFileError where a file is faulty."""
    raw = _toml("words.toml")
    words = {name: _canonical(table) for name, table in raw.items() if name not in _OWN_TABLES}
    words["approx"] = {"words": [canon(w) for w in raw["approx"]["words"]]}
    words["now"] = {side: [canon(w) for w in found] for side, found in raw["now"].items()}
    words["capitals"] = {name: [canon(w) for w in found] for name, found in raw["capitals"].items()}
    words["shapes"] = {name: protected(source) for name, source in raw["shapes"].items()}
    words["cycle"] = {"stems": [canon(w) for w in raw["cycle"]["stems"]]}
    cycle = _cycle(raw["cycle"]["stems"], raw["cycle"]["branches"])
    macros = _macros(words, cycle)
    joins, traps, tense = _toml("joins.toml"), _toml("traps.toml"), _toml("tense.toml")
    return Lexicon(
        digits=words["digits"],
        tens=words["tens"],
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
        cycle=cycle,
        patterns=_patterns(macros, _firsts(words)),
        phrases=_phrases(),
        joins={left: frozenset(right) for left, right in joins["joins"].items()},
        gaps={pair: frozenset(gaps) for pair, gaps in joins["gaps"].items()},
        weak=frozenset(joins["weak"]["names"]),
        number_lead=_number_lead(words, joins["numbers"]["followers"]),
        links=Links(**{name: _one_of([source]) for name, source in joins["links"].items()}),
        traps=Traps(**{name: _one_of(sources, _BEFORE.get(name, "")) for name, sources in traps.items()}),
        planned=_words(tense["planned"]),
        past=_words(tense["past"]),
        reported=_words(tense["reported"]),
        report=_words(tense["report"]),
        habit=_words(tense["habit"]),
        done=_words(tense["done"]),
    )
