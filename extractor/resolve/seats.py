"""What the words behind heads and the names of units tell: kinds of bodies, countries, boards (`career_posts.csv`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from extractor.gazetteer import table
from extractor.resolve.names import key

_COUNTRY = 5
"""Words of a country's name."""


@cache
def _kinds() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in table("career_posts"):
        found.setdefault(row["kind"], []).append(key(row["words"]))
    return {kind: tuple(words) for kind, words in found.items()}


def begins_as(name: str, kind: str) -> bool:
    """Whether a compared head or unit begins with words of a kind in `career_posts.csv`."""
    return any(name == words or name.startswith(f"{words} ") for words in _kinds()[kind])


@cache
def _countries() -> frozenset[str]:
    return frozenset(key(row["country"]) for row in table("countries")) - {key("Việt Nam")}


def country_size(words: Sequence[str]) -> int:
    """How many of the words, as written, name another country at their beginning; 0 for none."""
    sizes = range(min(len(words), _COUNTRY), 0, -1)
    return next((size for size in sizes if key(" ".join(words[:size])) in _countries()), 0)


def names_seat(words: Sequence[str]) -> bool:
    """Whether words behind a head begin with another country or a board (`Hội đồng quản trị`)."""
    return country_size(words) > 0 or begins_as(key(" ".join(words)), "board")
