"""The known sequences of numbered terms, by which an ordinal tells its years and the years their ordinal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from corpus.text import canon, lower
from extractor.gazetteer import table
from extractor.mine.dates.entries import any_of, canon_pattern
from extractor.mine.terms.lexicon import rules


@dataclass(frozen=True)
class Known:
    """One sequence: the names of its bodies, and its years by ordinal."""

    names: re.Pattern[str]  # at the end of a stretch
    short: re.Pattern[str]  # the whole stretch
    abroad_heads: tuple[str, ...]
    years: Mapping[int, tuple[int, int]]

    @cached_property
    def abroad(self) -> re.Pattern[str]:
        """A body of this kind with a country's name, over the lower-cased text."""
        return _place_pattern("named", self.abroad_heads)

    @cached_property
    def at_home(self) -> re.Pattern[str]:
        """A body of this kind that is named as Vietnam's, over the lower-cased text."""
        return _place_pattern("at_home", self.abroad_heads)


@cache
def sequences() -> Mapping[str, Known]:
    """Every sequence by its name in the data."""
    years: dict[str, dict[int, tuple[int, int]]] = {}
    for row in table("term_sequences"):
        span = int(row["from_year"]), int(row["to_year"])
        years.setdefault(row["sequence"], {})[int(row["ordinal"])] = span
    found: dict[str, Known] = {}
    for name, raw in rules().sequences.items():
        full = "|".join(map(canon_pattern, raw["names"]))
        short = "|".join(map(canon_pattern, raw["short"]))
        found[name] = Known(
            names=re.compile(rf"(?<!\w)(?:{full})$"),
            short=re.compile(f"(?:{short})"),
            abroad_heads=tuple(raw["abroad"]),
            years=years[name],
        )
    return found


def term_years(sequence: str, ordinal: int) -> tuple[int, int] | None:
    """The first and last year of the numbered term; None where the sequence does not know it.

    >>> term_years("party", 13), term_years("assembly", 15), term_years("party", 40)
    ((2021, 2026), (2021, 2026), None)
    """
    return sequences()[sequence].years.get(ordinal)


def term_ordinal(sequence: str, years: tuple[int, int]) -> int | None:
    """The number of the term that has exactly these years, if the sequence knows one.

    >>> term_ordinal("assembly", (2016, 2021)), term_ordinal("party", (2020, 2025))
    (14, None)
    """
    return next((number for number, span in sequences()[sequence].years.items() if span == years), None)


def any_ordinal(years: tuple[int, int]) -> bool:
    """Whether some sequence has a term of these years."""
    return years in _all_years()


@cache
def _all_years() -> frozenset[tuple[int, int]]:
    return frozenset(span for known in sequences().values() for span in known.years.values())


@cache
def country_after() -> re.Pattern[str]:
    """A country that owns what was counted: `Quốc hội khóa IX của Lào`; over the lower-cased text."""
    return _place_pattern("owner", ())


def _place_pattern(name: str, heads: Iterable[str]) -> re.Pattern[str]:
    """A pattern of the table `abroad`, its words spelt as usual and in canonical form."""
    raw = rules().abroad
    macros = {
        "<HEADS>": _spelt(heads),
        "<HOME>": _spelt([raw["home"]]),
        "<COUNTRY>": _spelt(row["country"] for row in table("countries") if row["country"] != raw["home"]),
    }
    source = raw[name]
    for macro, words in macros.items():
        source = source.replace(macro, words)
    return re.compile(source)


def _spelt(words: Iterable[str]) -> str:
    return any_of({spelt for word in words for spelt in (canon(word), lower(word))})
