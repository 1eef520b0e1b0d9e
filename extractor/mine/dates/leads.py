"""Where a time expression may begin: one pass over a text finds the first words of all rules, and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from corpus.text import canon
from extractor.mine.dates.entries import NUMBERS, any_of, canon_pattern


def first_words(text: str) -> str:
    """The first two words of a wording, by which it is found; the one word that it has."""
    return " ".join(text.split(" ", 2)[:2])


def candidates(leads: Iterable[str], counts: Iterable[str], number: str, counted: str) -> re.Pattern[str]:
    """One pass over a text (with a blank before it) finds the words that entries begin with, and numbers.

    The match begins at the separator before them, and is one word or one digit long; the second word of a lead is only
    looked at.
    A word that counts (`counts`) must stand before what may be counted (`counted`): most `một` are articles.
    Words are grouped by their first letter: most words of a text fail at once.
    """
    counts = frozenset(counts)
    seconds: dict[str, list[str]] = {}
    for lead in sorted({*leads} - {*NUMBERS}):
        word, _, second = lead.partition(" ")
        seconds.setdefault(word, []).append(second)
    by_letter: dict[str, list[str]] = {}
    numbers: dict[str, list[str]] = {}
    for word in sorted(seconds, key=lambda w: (-len(w), w)):
        if word in counts:
            numbers.setdefault(word[0], []).append(word[1:])
            continue
        alone = "" in seconds[word]
        follow = "(?![^\\W\\d_])" if alone else f"(?= {any_of(seconds[word])}(?![^\\W\\d_]))"
        by_letter.setdefault(word[0], []).append(re.escape(word[1:]) + follow)
    for letter, rest in numbers.items():
        by_letter.setdefault(letter, []).append(rf"(?:{'|'.join(map(re.escape, rest))})(?= (?:{counted}))")
    named = "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in sorted(by_letter.items()))
    # a branch that begins with a class of characters is left at once where it cannot fit; one with a lookahead is not
    return re.compile(rf"\W(?:{named}|\d(?<=(?={number})\d))")


def number_words(words: Mapping[str, Any]) -> set[str]:
    """The first words of numbers in words, but for those that are also a unit (`năm`)."""
    return {first_words(word) for table in ("digits", "tens") for word in words[table]} - {*words["units"]}


def counted_words(words: Mapping[str, Any], numbers: Mapping[str, Any]) -> str:
    """What stands after the first word of a number in words that may tell a time."""
    named = [*words["units"], *words["parts"], *words["digits"], *words["tens"], *map(canon, numbers["followers"])]
    return rf"{any_of([*named, *map(canon, numbers['after_words'])])}(?![^\W_])|\d"


def number_lead(words: Mapping[str, Any], numbers: Mapping[str, Any]) -> str:
    """What a number must look like to begin a time expression: most numbers of a text count something else."""
    named = any_of([*words["units"], *words["parts"], *(canon(w) for w in numbers["followers"])])
    shapes = rf"\d{{4}}(?!\d)|\d{{1,3}}(?: ?[/:–—-] ?\d|[.,]\d|,| ?[hg](?!\w)| ?[hg]\d| {named}(?!\w))"
    return f"{shapes}|{canon_pattern(numbers['listed'])}"
