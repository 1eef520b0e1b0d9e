"""The cleaner's data files (`extractor/data/clean/`), each read once, on first use."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib.resources import files

from corpus.errors import DataFileError
from corpus.text import canon


def _read(name: str) -> str:
    return files("extractor").joinpath("data", "clean", name).read_text(encoding="utf-8")


def _rows(name: str, width: int) -> list[list[str]]:
    """Rows of a CSV file below its comments and its heading. Raises DataFileError for a row of another width."""
    lines = [line for line in _read(name).splitlines() if line and not line.startswith("#")]
    rows = list(csv.reader(lines))[1:]
    for number, row in enumerate(rows, 1):
        if len(row) != width:
            raise DataFileError(name, f"row {number}", f"{len(row)} fields instead of {width}")
    return rows


def _arrays(name: str) -> dict[str, tuple[str, ...]]:
    """Arrays of strings of a TOML file. Raises DataFileError for anything else."""
    found: dict[str, tuple[str, ...]] = {}
    for key, value in tomllib.loads(_read(name)).items():
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise DataFileError(name, key, "not an array of strings")
        found[key] = tuple(value)
    return found


@cache
def class_words() -> dict[str, frozenset[str]]:
    """Role of an element (`lead`, `caption`, `related` …) to the words of class and id attributes that tell it."""
    return {role: frozenset(words) for role, words in _arrays("classes.toml").items()}


@cache
def phrases_of(name: str, group: str) -> tuple[str, ...]:
    """A group of another file of phrases, in the same form; () where the file has no such group."""
    return tuple(canon(item) for item in _file_of_arrays(name).get(group, ()))


@cache
def _file_of_arrays(name: str) -> dict[str, tuple[str, ...]]:
    return _arrays(name)


@cache
def phrases(group: str) -> tuple[str, ...]:
    """A group of `phrases.toml`, in the form in which texts are compared (`corpus.text.canon`)."""
    return _phrases()[group]


@cache
def phrase_set(group: str) -> frozenset[str]:
    """The same as a set, for whole lines."""
    return frozenset(phrases(group))


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    return {group: tuple(canon(item) for item in items) for group, items in _arrays("phrases.toml").items()}


@cache
def source_tags(*, bracketed: bool) -> frozenset[str]:
    """Names with which papers sign before the first words, compared form; without brackets only the clear ones."""
    return frozenset(canon(name) for name, brackets in _rows("source_tags.csv", 2) if bracketed or brackets == "0")


@cache
def function_words() -> frozenset[str]:
    """Frequent Vietnamese words without marks."""
    return frozenset(row[0] for row in _rows("function_words.csv", 1))


@cache
def legacy_letters(encoding: str) -> dict[str, str]:
    """Letters of a legacy encoding as read in ISO 8859-1, one or two characters, to what they stand for."""
    return {
        bytes.fromhex(code).decode("latin-1"): letter
        for name, code, letter in _rows("legacy.csv", 3)
        if name == encoding
    }
