"""Where a time expression may begin: one pass over a text finds the first words of all rules, and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from corpus.text import canon
from extractor.mine.dates.entries import any_of, canon_pattern
from extractor.mine.dates.openings import NUMBERS, Followers


def first_words(text: str) -> str:
    """The first two words of a wording, by which it is found; the one word that it has."""
    return " ".join(text.split(" ", 2)[:2])


def leads_of(spec: str, names: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, Followers]]:
    """The words and kinds of numbers that a `first` of the data stands for, each with what may follow it.

    A number in words may go on (`hai mươi`) before what follows it.

    >>> dict(leads_of("đầu|cuối giờ|#year", {}))["cuối"] == {"giờ", "#year"}
    True
    """
    begins, _, follows = spec.partition(" ")
    after = {word.split(" ")[0] for name in follows.split("|") for word in names.get(name, (canon(name),))}
    for name in begins.split("|"):
        more = names["<NUMBERS>"] if name == "<NUMBERS>" else ()
        for lead in names.get(name, (canon(name),)):
            word, _, second = lead.partition(" ")
            yield word, frozenset((second,)) if second else frozenset((*after, *more)) if follows else None


def candidates(leads: Mapping[str, Followers], counts: Iterable[str], number: str, counted: str) -> re.Pattern[str]:
    """One pass over a text (with a blank before it) finds the words that entries begin with, and numbers.

    The match begins at the separator before them, and is one word or one digit long; what follows is only looked at.
    A word that counts (`counts`) must stand before what may be counted (`counted`): most `một` are articles.
    Words are grouped by their letters: most words of a text fail at the first or the second.
    """
    counts = frozenset(counts)
    by_letter: dict[str, list[str]] = {}
    for word in sorted({*leads} - {*NUMBERS}):
        by_letter.setdefault(word[0], []).append(word)
    named = []
    for letter, words in by_letter.items():
        branches = _branches([(word[1:], _followed(leads[word])) for word in words if word not in counts])
        if numbers := [re.escape(word[1:]) for word in words if word in counts]:
            branches.append(rf"(?:{'|'.join(numbers)})(?= (?:{counted}))")
        named.append(f"{letter}(?:{'|'.join(branches)})")
    # a branch that begins with a class of characters is left at once where it cannot fit; one with a lookahead is not
    # (the blank is in \W: that it is named spares the look at what sort of character most separators are)
    return re.compile(rf"[ \W](?:{'|'.join(named)}|\d(?<=(?={number})\d))")


def _branches(words: Sequence[tuple[str, str]]) -> list[str]:
    """An alternative for each letter that a word goes on with, then what must follow the word that ends here."""
    ended = [follow for word, follow in words if not word]
    by_letter: dict[str, list[tuple[str, str]]] = {}
    for word, follow in words:
        if word:
            by_letter.setdefault(word[0], []).append((word[1:], follow))
    longer = {letter: _branches(rest) for letter, rest in by_letter.items()}
    return [
        re.escape(letter) + (rest[0] if len(rest) == 1 else f"(?:{'|'.join(rest)})") for letter, rest in longer.items()
    ] + ended


def trailing(words: Iterable[str]) -> re.Pattern[str]:
    """What must stand right behind another piece, with the separator before it."""
    return re.compile(rf"\W{any_of(words)}(?![^\W\d_])")


def _followed(followers: Followers) -> str:
    """What must be seen behind a word."""
    if followers is None:
        return r"(?![^\W\d_])"
    words = followers - {*NUMBERS}
    spelt = rf" {any_of(words)}(?![^\W\d_])" if words else ""
    digit = r" ?\d" if words != followers else ""
    return f"(?={'|'.join(filter(None, (spelt, digit)))})"


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
