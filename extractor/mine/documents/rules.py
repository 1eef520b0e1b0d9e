"""The shipped rules of citations: kinds, shapes and names."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import DataFileError
from corpus.mentions import DocumentRef
from corpus.text import canon
from extractor.loading import loaded_once
from extractor.mine.dates.entries import any_of
from extractor.mine.dates.lexicon import protected

DATA = Path(__file__).resolve().parents[2] / "data"
RULES, LAWS = DATA / "documents.toml", DATA / "laws.csv"
_MACRO = re.compile(r"<([A-Z]+)>")
_BLANKS = re.compile(r" ?([-/–]) ?")
_NO_NAME = "(?!)"  # fits nothing


class _Shape:
    """A pattern, compiled at its first use, because many texts cite nothing; its source is in `sources`, by name."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, holder: Named | Rules, owner: type) -> re.Pattern[str]:
        pattern = holder.__dict__[self.name] = re.compile(holder.sources[self.name])
        return pattern


@dataclass(frozen=True)
class Named:
    """A kind that is cited by name, with the canonical value of each known name (in canonical spelling, no commas).

    The patterns match what follows the kind: a name of the table (`known`), one that its year delimits (`dated`), one
    that ends where the sentence goes on, or the initials of a treaty (`free`).
    """

    kind: str
    word: str
    values: Mapping[str, str]
    treaty: bool
    sources: Mapping[str, str]

    known = _Shape()
    dated = _Shape()
    free = _Shape()


@dataclass(frozen=True)
class Rules:
    """All of `documents.toml` and `laws.csv`, in canonical spelling; the patterns run over the canonical text.

    `before_code` are the last words of what stands before a code, `longest` how many words that has at most,
    `kind_letters` the letters that it begins with.
    """

    kinds: Mapping[str, str]
    before_code: frozenset[str]
    longest: int
    kind_letters: frozenset[str]
    certain: frozenset[str]
    nameless: frozenset[str]
    short: frozenset[str]
    signs: Mapping[str, tuple[str, ...]]
    ordinals: Mapping[str, int]
    national: frozenset[str]
    named: tuple[Named, ...]
    initials: Mapping[str, str]
    resolution: str
    plenum_value: str
    congress_value: str
    article_needs_year: bool
    slips: Mapping[str, str]
    sources: Mapping[str, str]

    numbered = _Shape()
    plenum = _Shape()
    congress = _Shape()
    of_term = _Shape()
    of_party = _Shape()
    of_other = _Shape()
    alone = _Shape()
    issued = _Shape()
    counted = _Shape()
    more = _Shape()
    list = _Shape()
    kind_word = _Shape()
    issuer = _Shape()
    far = _Shape()
    not_law = _Shape()
    article = _Shape()
    draft = _Shape()
    year = _Shape()
    several = _Shape()
    slip = _Shape()

    def code(self, written: str) -> str:
        """A code without blanks and without the slips of writers: `34 / 2018 / QD - TTg` is 34/2018/QĐ-TTg."""
        return self.slip.sub(lambda m: self.slips[m[0]], _BLANKS.sub(r"\1", written).replace("–", "-"))


@loaded_once
def rules() -> Rules:
    """The shipped rules. Raises DataFileError where a file is faulty."""
    try:
        with RULES.open("rb") as file:
            raw = tomllib.load(file)
        return _compiled(raw, _laws(raw["same"]))
    except (OSError, tomllib.TOMLDecodeError, KeyError, re.error) as error:
        raise DataFileError(RULES, "-", str(error)) from error


def _laws(same: Mapping[str, list[str]]) -> list[tuple[str, str, str]]:
    """Kind, a name, and the name that it stands for."""
    with LAWS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return [
        (row["kind"], name.replace(full, written), row["name"])
        for row in rows
        for name in filter(None, (row["name"], *row["other"].split("|")))
        for full, others in same.items()
        for written in (full, *(others if full in name else ()))
    ]


def _compiled(raw: dict[str, Any], laws: list[tuple[str, str, str]]) -> Rules:
    kinds = {canon(kind): kind for kind in (*raw["certain"], *raw["common"])}
    short = {canon(form): kind for form, kind in raw["short"].items()}
    lists = {name.upper(): any_of(canon(word) for word in words) for name, words in raw["words"].items()}
    macros = {"KIND": any_of(kinds), "SHORT": any_of(short), "ORDINAL": any_of(map(canon, raw["ordinals"])), **lists}
    for name, source in raw["shapes"].items():  # a shape may use those above it
        macros[name] = _MACRO.sub(lambda m: macros[m[1]], protected(source))
    named = tuple(_named(kind, raw, laws, macros) for kind in (*raw["laws"], *raw["treaties"]))
    parts = [[canon(word) for word in raw["words"]["urgent"]], [canon(raw["marker"])], list(kinds | short)]
    return Rules(
        kinds=kinds | short,
        before_code=frozenset(phrase.split()[-1] for phrases in parts for phrase in phrases),
        longest=sum(max(len(phrase.split()) for phrase in phrases) for phrases in parts),
        kind_letters=frozenset(phrase[0] for phrase in kinds | short),
        certain=frozenset(canon(k) for k in raw["certain"]),
        nameless=frozenset(canon(k) for k in raw["nameless"]),
        short=frozenset(short),
        signs={canon(sign): tuple(map(canon, found)) for sign, found in raw["signs"].items()},
        ordinals={canon(word): number for word, number in raw["ordinals"].items()},
        national=frozenset(canon(body) for body in ["", *raw["words"]["national"]]),
        named=named,
        initials=raw["initials"],
        article_needs_year=raw["article_needs_year"],
        resolution=canon(raw["resolution"]),
        plenum_value=raw["plenum_value"],
        congress_value=raw["congress_value"],
        slips=raw["slips"],
        sources={**macros, "slip": rf"(?<=[-/]){any_of(raw['slips'])}(?![^\W_])"},
    )


def _named(kind: str, raw: dict[str, Any], laws: Iterable[tuple[str, str, str]], macros: Mapping[str, str]) -> Named:
    """A slip of the kind (`Luật Hình sự`) means the law that has the name."""
    meant = raw["meant"].get(kind, [])
    values = {canon(name).replace(",", ""): f"{k} {value}".rstrip() for k, name, value in laws if k in meant}
    values |= {canon(name).replace(",", ""): f"{kind} {value}".rstrip() for k, name, value in laws if k == kind}
    names = any_of({canon(name) for k, name, _ in laws if k == kind or k in meant}).replace(", ", ",? ")
    known = f" (?P<name>{names if values else _NO_NAME})(?!\\w){macros['tail']}"
    treaty = kind in raw["treaties"]
    sources = {**macros, "known": known, "free": macros["treaty" if treaty else "free"]}
    return Named(kind=kind, word=canon(kind), values=values, treaty=treaty, sources=sources)


def reference(text: str, start: int, end: int, value: str, rule: str) -> DocumentRef:
    """The mention of a document on `text[start:end]`."""
    return DocumentRef(start=start, end=end, text=text[start:end], value=value, rule=f"document:{rule}")
