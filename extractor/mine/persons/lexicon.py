"""The words that persons, ranks and positions are found by, read once from `extractor/data`.

Every phrase is compared in the form of `corpus.text.canon`, syllable by syllable. A phrase may have several kinds
(`bác sĩ` is an occupation, `cố` introduces a name and is one). Raises DataFileError for a faulty file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias, cast

from corpus.errors import DataFileError
from corpus.records import quick
from corpus.text import canon
from extractor.gazetteer import DATA, table
from extractor.loading import loaded_once

SYLLABLE = re.compile(r"[HKMRhkmr]['’](?:[^\W\d_]+)?|[^\W_]+(?:['’][^\W\d_]+)*(?:-[a-z]{1,8}(?![^\W\d_]))?")
"""One syllable or number; `H'Hen`, `K'` and `Jong-un` are one."""


MARKED = frozenset({"head", "rank", "private.crime", "filler"})
"""Kinds whose places a scan keeps in lists."""


_JOINTS = frozenset("./&-")
_UNSCANNED = frozenset({"barred", "holding", "gap", "names", "bare"})
"""Sections of `person_cues.toml` whose phrases are read only beside persons and posts, not looked for in the text."""


@quick
@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of the lexicon: its syllables (`size` of them), what it may be, how it is spelled in the data.

    `info` says more for some kinds (sphere of a post, kind of an occupation); `loose` phrases are abbreviations whose
    parts may be joined by full stops, slashes or hyphens (`PGS.TS`, `Đ/c`); `comma` ones have a comma inside.
    """

    words: tuple[str, ...]
    kinds: frozenset[str]
    form: str
    info: dict[str, str]
    loose: bool
    comma: bool
    size: int


@dataclass(frozen=True, slots=True)
class RankRow:
    """A rank as the data has it: level from 1 upwards, branch `navy` where only the navy has it."""

    form: str
    level: int
    branch: str


Branch: TypeAlias = "tuple[Phrase | None, dict[str, Branch]]"
"""A node of a tree of phrases: the phrase that ends here, if any, and those that go on, by the next syllable."""


Marked: TypeAlias = tuple[dict[str, frozenset[str]], dict[tuple[str, str], frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases as trees, read forwards (`opening`) and backwards (`closing`), family names, plain sets.

    `words` are the lists of `person_cues.toml`, the longest first; `sets` the same, to ask whether a word is in one.
    `marked` has the marked kinds of what a syllable may begin by itself, and of all that it may with the next.
    """

    phrases: tuple[Phrase, ...]
    opening: dict[str, Branch]
    closing: dict[str, Branch]
    marked: Marked
    families: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    middles: frozenset[str]
    foreign: frozenset[str]
    historical: frozenset[str]
    ranks: dict[str, RankRow]
    words: dict[str, tuple[str, ...]]
    sets: dict[str, frozenset[str]]


def syllables(text: str) -> tuple[str, ...]:
    """The compared syllables of a phrase.

    >>> syllables("Uỷ viên T.Ư Đảng")
    ('ủy', 'viên', 't', 'ư', 'đảng')
    """
    low = canon(text)
    return tuple([low[m.start() : m.end()] for m in SYLLABLE.finditer(text)])


def _syllables_of(phrases: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """`syllables` of many one-line phrases at once."""
    for phrase, low in zip(phrases, canon("\n".join(phrases)).split("\n"), strict=True):
        yield tuple(low.split(" ")) if low.replace(" ", "").isalpha() else syllables(phrase)


@loaded_once
def lexicon() -> Lexicon:
    """The lexicon; read at the first call."""
    cues = _cues()
    found: dict[tuple[str, ...], dict[str, tuple[str, str]]] = {}
    entries = list(_entries(cues))
    for (kind, form, info), syllabic in zip(entries, _syllables_of([form for _, form, _ in entries]), strict=True):
        found.setdefault(syllabic, {}).setdefault(kind, (form, info))
    _add_fillers(found, cues)
    phrases: list[Phrase] = []
    for words, kinds in found.items():
        form = next(iter(kinds.values()))[0]
        loose = any(not _JOINTS.isdisjoint(f) or f.isupper() for f, _ in kinds.values())
        says = {kind: info for kind, (_, info) in kinds.items()}
        phrases.append(Phrase(words, frozenset(kinds), form, says, loose, "," in form, len(words)))
    lists = {f"{section}.{key}": _words(value) for section, key, value in cues}
    return Lexicon(
        phrases=tuple(phrases),
        opening=_tree((p.words, p) for p in phrases),
        closing=_tree((p.words[::-1], p) for p in phrases),
        marked=_marked(phrases),
        families=_families(),
        middles=frozenset(canon(r["syllable"]) for r in rows("given_name_cues.csv")),
        foreign=frozenset(canon(r["given_name"]) for r in rows("foreign_names.csv")),
        historical=frozenset(canon(r["name"]) for r in rows("historical_names.csv")),
        ranks={canon(r["rank"]): RankRow(r["rank"], int(r["level"]), r["branch"]) for r in rows("ranks.csv")},
        words=lists,
        sets={name: frozenset(found) for name, found in lists.items()},
    )


@cache
def first_words(kind: str) -> frozenset[str]:
    """What the phrases of a kind begin with: where none of them stands, no phrase need be looked for."""
    return frozenset(phrase.words[0] for phrase in lexicon().phrases if kind in phrase.kinds)


@cache
def last_words(kind: str) -> frozenset[str]:
    """What the phrases of a kind end in."""
    return frozenset(phrase.words[-1] for phrase in lexicon().phrases if kind in phrase.kinds)


def _tree(phrases: Iterable[tuple[tuple[str, ...], Phrase]]) -> dict[str, Branch]:
    tree: dict[str, Branch] = {}
    for words, phrase in phrases:
        at = tree
        for word in words[:-1]:
            branch = at.get(word)
            if branch is None:
                branch = at[word] = (None, {})
            at = branch[1]
        last = at.get(words[-1])
        at[words[-1]] = (phrase, {} if last is None else last[1])
    return tree


def _marked(phrases: Iterable[Phrase]) -> Marked:
    single: dict[str, frozenset[str]] = {}
    pairs: dict[tuple[str, str], frozenset[str]] = {}
    for phrase in sorted(phrases, key=lambda p: p.size):  # (what a syllable is by itself, it is before any other)
        kinds = phrase.kinds & MARKED
        if kinds and phrase.size == 1:
            single[phrase.words[0]] = kinds
        elif kinds:
            pair = phrase.words[0], phrase.words[1]
            pairs[pair] = pairs.get(pair, single.get(pair[0], frozenset())) | kinds
    return single, pairs


def _add_fillers(
    found: dict[tuple[str, ...], dict[str, tuple[str, str]]], cues: list[tuple[str, str, list[str]]]
) -> None:
    """Mark what may stand before a name (`đồng chí`, `PGS.TS`, `bác sĩ`, `tân`) as filler, whatever else it is."""
    other = {canon(w) for section, key, words in cues if (section, key) == ("holding", "other") for w in words}
    for words, kinds in found.items():
        if (
            kinds.keys() & {"title", "honorific", "occupation", "introduces", "rank.force"}
            and " ".join(words) not in other
        ):
            kinds["filler"] = next(iter(kinds.values()))


def _entries(cues: list[tuple[str, str, list[str]]]) -> Iterator[tuple[str, str, str]]:
    for name, kind, column, info in (
        ("ranks.csv", "rank", "rank", ""),
        ("positions.csv", "head", "head", "sphere"),
        ("titles.csv", "title", "title", ""),
        ("honorifics.csv", "honorific", "word", "kind"),
        ("kinship.csv", "kin", "word", ""),
        ("occupations.csv", "occupation", "occupation", "kind"),
        ("position_bodies.csv", "body", "body", "sphere"),
        ("position_nouns.csv", "head.noun", "head", "noun"),
        ("ministry_sectors.csv", "sector", "sector", ""),
        ("countries.csv", "country", "country", ""),
        ("not_names.csv", "place", "name", ""),
    ):
        for row in rows(name):
            yield kind, row[column], row[info] if info else ""
            if row.get("complement"):
                yield f"{kind}.{row['complement']}", row[column], ""
    for section, key, values in cues:
        if section not in _UNSCANNED:
            for value in values:
                yield f"{section}.{key}" if section else key, value, ""


def _families() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    names = rows("family_names.csv")
    for row, words in zip(names, _syllables_of([row["name"] for row in names]), strict=True):
        found.setdefault(words[0], []).append((words, row["kind"]))
    return {first: tuple(sorted(names, key=lambda n: -len(n[0]))) for first, names in found.items()}


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of `extractor/data`; lines that begin with `#` are notes."""
    return list(table(name.removesuffix(".csv")))


def _cues() -> list[tuple[str, str, list[str]]]:
    name = "person_cues.toml"
    data = tomllib.loads((DATA / name).read_text(encoding="utf-8"))
    found: list[tuple[str, str, list[str]]] = []
    for key, value in data.items():
        sections = value.items() if isinstance(value, dict) else [("", value)]
        for inner, words in sections:
            if not isinstance(words, list) or not all(isinstance(w, str) for w in words):
                raise DataFileError(name, f"{key}.{inner}", "a list of phrases is needed")
            found.append((key, inner, cast("list[str]", words)) if inner else ("", key, cast("list[str]", words)))
    return found


def _words(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(canon("\n".join(values)).split("\n"), key=len, reverse=True))
