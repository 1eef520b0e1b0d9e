"""The rules of terms, read once from `extractor/data/terms.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corpus.errors import DataFileError
from corpus.text import canon
from extractor.mine.dates.entries import any_of, by_letter
from extractor.mine.dates.lexicon import lexicon, protected
from extractor.mine.dates.numbers import ROMAN_PATTERN, roman, spoken

DATA = Path(__file__).resolve().parents[2] / "data" / "terms.toml"
_MACRO = re.compile(r"<([A-Z]+)>")
# What canonical spelling makes one, for the pass that reads a text before it is brought into that spelling.
_SPELLINGS = {"ì": "[ìỳ]", "í": "[íý]", "ỉ": "[ỉỷ]", "ĩ": "[ĩỹ]", "ị": "[ịỵ]", "óa": "(?:óa|oá)", "òa": "(?:òa|oà)"}
_SPELLING = re.compile("|".join(_SPELLINGS))


class Shapes:
    """Shapes over the canonical text, named as in the file; each compiled when first asked for: most never are."""

    starts: re.Pattern[str]
    years: re.Pattern[str]
    more_years: re.Pattern[str]
    bracket_years: re.Pattern[str]
    bare_years: re.Pattern[str]
    ordinal: re.Pattern[str]
    more: re.Pattern[str]
    second: re.Pattern[str]
    ended: re.Pattern[str]
    congress: re.Pattern[str]
    numbered: re.Pattern[str]
    relative: re.Pattern[str]
    certain: re.Pattern[str]
    school_after: re.Pattern[str]
    joined: re.Pattern[str]
    followed: re.Pattern[str]
    plenum: re.Pattern[str]
    genitive: re.Pattern[str]
    compound: re.Pattern[str]
    imports: re.Pattern[str]
    owner: re.Pattern[str]
    party: re.Pattern[str]

    def __init__(self, sources: Mapping[str, str]) -> None:
        missing = Shapes.__annotations__.keys() - sources
        if missing:
            raise KeyError(*sorted(missing))
        self._sources = sources

    def __getattr__(self, name: str) -> re.Pattern[str]:
        """Raises DataFileError where the shape is no expression."""
        if name not in Shapes.__annotations__:
            raise AttributeError(name)
        try:
            pattern = re.compile(self._sources[name])
        except re.error as error:
            raise DataFileError(DATA, name, str(error)) from error
        setattr(self, name, pattern)
        return pattern


@dataclass(frozen=True, slots=True)
class Words:
    """Lists of the file, canonical; those that are looked for in running text as patterns."""

    near: re.Pattern[str]
    school: re.Pattern[str]
    congresses: re.Pattern[str]
    bodies: re.Pattern[str]
    no_congress: re.Pattern[str]
    events: re.Pattern[str]
    organisations: re.Pattern[str]
    classes: tuple[str, ...]
    abbreviated: frozenset[str]
    inside: frozenset[str]
    stops: frozenset[str]
    dotted: frozenset[str]
    between: tuple[str, ...]
    weak: frozenset[str]
    levels: re.Pattern[str]
    leads: tuple[str, ...]
    governments: tuple[str, ...]
    aliases: frozenset[str]
    unnamed: frozenset[str]
    ordinals: Mapping[str, int]
    national: str
    party: str
    terms: frozenset[str]
    conjunctions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything the reader of terms knows but the sequences."""

    shapes: Shapes
    words: Words
    sequences: Mapping[str, Mapping[str, Any]]
    abroad: Mapping[str, str]


@cache
def rules() -> Rules:
    """The shipped rules. Raises DataFileError where the file is faulty."""
    try:
        with DATA.open("rb") as file:
            raw: dict[str, Any] = tomllib.load(file)
        words = {name: [canon(w) for w in value] for name, value in raw.items() if isinstance(value, list)}
        ordinals = {canon(word): number for word, number in raw["ordinals"].items()}
        return Rules(
            shapes=_shapes(raw["shapes"], words, ordinals),
            words=_words(words, ordinals, raw),
            sequences=raw["sequences"],
            abroad=raw["abroad"],
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, re.error) as error:
        raise DataFileError(DATA, "-", str(error)) from error


def _shapes(sources: Mapping[str, str], words: Mapping[str, list[str]], ordinals: Mapping[str, int]) -> Shapes:
    macros = {
        "TERM": any_of(words["terms"]),
        "TERMS": by_letter(words["terms"]),
        "OFFICE": any_of(words["offices"]),
        "RELATIVE": any_of(words["relative"]),
        "NOTRELATIVE": any_of(words["not_relative"]),
        "ORG": any_of(words["organisations"]),
        "PARTY": any_of(words["parties"]),
        "SCHOOL": any_of(words["school_after"]),
        "ORDINAL": any_of(ordinals),
        "DIGIT": any_of(lexicon().digits),
        "NUMBER": lexicon().number,
        "ROMAN": ROMAN_PATTERN,
    }
    for name, source in sources.items():  # a shape may use those above it
        macros[name] = _MACRO.sub(lambda m: macros[m[1]], protected(source))
    macros["starts"] = _SPELLING.sub(lambda m: _SPELLINGS[m[0]], macros["starts"])
    return Shapes(macros)


def _words(words: Mapping[str, list[str]], ordinals: Mapping[str, int], raw: Mapping[str, Any]) -> Words:
    return Words(
        near=_whole(words["bodies_near"]),
        school=_whole(words["school"]),
        congresses=_heads(words["congresses"], words["not_bodies"]),
        bodies=_heads([*words["congresses"], *words["legislatures"]], words["not_bodies"]),
        no_congress=_whole(words["no_congress"]),
        events=_whole(words["events"]),
        organisations=_whole(words["organisations"]),
        classes=tuple(f"{word} " for word in words["classes"]),
        abbreviated=frozenset(words["abbreviated"]),
        inside=frozenset([*words["inside"], *(p for body in words["legislatures"] for p in body.split())]),
        stops=frozenset(words["stops"]),
        dotted=frozenset(words["dotted"]),
        between=tuple(f" {word}" for word in words["between"]),
        weak=frozenset(words["weak"]),
        levels=re.compile(rf" {any_of(words['levels'])}(?!\w)"),
        leads=tuple(f"{word} " for word in words["leads"]),
        governments=tuple(words["governments"]),
        aliases=frozenset(words["national_aliases"]),
        unnamed=frozenset(words["unnamed"]),
        ordinals=ordinals,
        national=raw["national"],
        party=canon(raw["party"]),
        terms=frozenset(words["terms"]),
        conjunctions=frozenset(words["conjunctions"]),
    )


def _whole(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(words)}(?!\w)")


def _heads(words: list[str], unless: list[str]) -> re.Pattern[str]:
    """The group `head` of a match is empty for a phrase that only begins like a head, which is passed over whole."""
    return re.compile(rf"(?<!\w)(?:{any_of(unless)}(?!\w)|(?P<head>{any_of(words)})(?!\w))")


def number_of(match: re.Match[str], text: str) -> int | None:
    """The number in the groups `numeral` or `spoken` of a match over `text`; Roman figures count only in capitals."""
    words = match["spoken"] if "spoken" in match.re.groupindex else None
    if words:
        return rules().words.ordinals.get(words) or spoken(words, lexicon().digits, lexicon().tens)
    numeral = match["numeral"]
    if numeral.isdecimal():
        return int(numeral) or None
    start, end = match.span("numeral")
    return roman(numeral) if text[start:end].isupper() else None
