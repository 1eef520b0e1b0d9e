"""`data/unit_congresses.toml` as patterns over canonical text (`corpus.text.canon`)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from corpus.text import canon


@cache
def congress_words(name: str) -> tuple[str, ...]:
    """The entries of a list, in canonical form, the longest first. Raises KeyError for a list that is not there."""
    return tuple(sorted((canon(word) for word in _data()[name]), key=lambda word: (-len(word), word)))


def written(name: str) -> str:
    """The first entry of a list as it is written."""
    return _data()[name][0]


def any_of(name: str) -> str:
    """A pattern of any entry of a list, to be put into another."""
    return "|".join(re.escape(word) for word in congress_words(name))


@cache
def one_of(name: str) -> re.Pattern[str]:
    """Finds any entry of a list as whole words."""
    return re.compile(rf"(?<!\w)(?:{any_of(name)})(?!\w)")


@cache
def ends_with(name: str) -> re.Pattern[str]:
    """Finds any entry of a list as the last words, blanks behind it aside."""
    return re.compile(rf"(?<!\w)(?:{any_of(name)})\s*$")


@cache
def _data() -> dict[str, list[str]]:
    loaded = tomllib.loads(files("extractor").joinpath("data", "unit_congresses.toml").read_text("utf-8"))
    return {name: [value] if isinstance(value, str) else value for name, value in loaded.items()}
