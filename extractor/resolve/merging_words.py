"""`data/merging.toml`: how much it says that two articles name the same unit, and the numbers of congresses."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

from corpus.text import fold

Reach = Literal["national", "provincial", "local"]


@lru_cache(maxsize=65536)
def folded(name: str) -> str:
    """A name without marks and capitals: the same names come again and again."""
    return fold(name)


@cache
def reach(unit: str) -> Reach:
    """Of what reach a unit is, by its folded name.

    >>> reach("bo cong an"), reach("bo chi huy quan su tinh"), reach("cong an tinh lai chau"), reach("cong an huyen x")
    ('national', 'local', 'provincial', 'local')
    """
    national, provincial = _patterns()
    return "national" if national.match(unit) else "provincial" if provincial.match(unit) else "local"


@cache
def ordinals() -> re.Pattern[str]:
    """Finds the numbers behind `lần thứ`, `khóa` in a folded text."""
    return re.compile(rf"\b(?:{_any('ordinal')}) ([ivxlc]+|\d+)\b")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile(rf"(?!(?:{_any('not_national')})\b)(?:{_any('national')})\b"),
        re.compile(rf"(?:{_any('provincial')})\b(?! (?:{_any('below_province')})\b)"),
    )


@cache
def _data() -> dict[str, list[str]]:
    return tomllib.loads(files("extractor").joinpath("data", "merging.toml").read_text("utf-8"))


def _any(name: str) -> str:
    return "|".join(re.escape(fold(word)) for word in _data()[name])
