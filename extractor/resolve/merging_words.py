"""`data/merging.toml`: how much it says that two articles name the same unit, and the numbers of congresses."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Literal

from corpus.text import canon, fold
from extractor.gazetteer import province_names, table

Reach = Literal["national", "provincial", "local"]


@lru_cache(maxsize=65536)
def folded(name: str) -> str:
    """A name without marks and capitals: the same names come again and again."""
    return fold(name)


@cache
def reach(unit: str) -> Reach:
    """Of what reach a unit is, by its folded name.

    >>> reach("bo cong an"), reach("bo chi huy quan su tinh"), reach("cong an tinh lai chau"), reach("cong an huyen x")
    ('national', 'provincial', 'provincial', 'local')
    """
    national, provincial = _patterns()
    return "national" if national.match(unit) else "provincial" if provincial.match(unit) else "local"


_HIGH = "A-Z" + "".join(char for char in map(chr, range(0xC0, 0x1F00)) if char.isupper())
_CAPITALS = re.compile(rf"(?<![^\W_])[{_HIGH}][^\W\d_{_HIGH}]*(?: [{_HIGH}][^\W\d_{_HIGH}]*)+(?![^\W_])")


def named_pairs(text: str, least: int = 2) -> Iterator[str]:
    """Pairs of neighbouring capitalised syllables, folded, of names of `least` syllables.

    Those of provinces and countries are left out: they are in all news.

    >>> list(named_pairs("Theo ông Phùng Bá Lượng, ở Lai Châu"))
    ['phung ba', 'ba luong']
    """
    for found in _CAPITALS.findall(text):
        if found.count(" ") + 1 >= least:
            yield from _pairs_of(found)


@lru_cache(maxsize=65536)
def _pairs_of(name: str) -> tuple[str, ...]:
    """The same names come again and again."""
    everywhere = _everywhere()
    return tuple(pair for pair in map(" ".join, pairwise(folded(name).split(" "))) if pair not in everywhere)


@cache
def _everywhere() -> frozenset[str]:
    """Pairs of syllables of names that are in all news: provinces, countries."""
    names = {*province_names(), *(row["country"] for row in table("countries")), *_data()["everywhere"]}
    return frozenset(pair for name in names for pair in map(" ".join, pairwise(folded(name).split(" "))))


@lru_cache(maxsize=16384)
def plain(unit: str) -> str:
    """A unit's folded name without what papers may leave out: what a firm is by law, of what level a place is.

    >>> plain("cong ty tnhh may truong loc"), plain("cong an tinh lai chau")
    ('cong ty may truong loc', 'cong an lai chau')
    """
    return " ".join(_left_out().sub(" ", unit).split())


@cache
def _left_out() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any('left_out')})\b")


def hours(sentence: str) -> tuple[int, int] | None:
    """First and last hour of the time of day that a sentence (`canon`) begins with or gives its day; None without any.

    >>> hours("chiều 21/7, xe khách lao xuống vực"), hours("khoảng 20h ngày 1/5, trên quốc lộ"), hours("ngày 1/5")
    ((13, 18), (20, 20), None)
    """
    found = _times_of_day().search(sentence)
    if found is None:
        return None
    if found["hour"]:
        hour = int(found["hour"])
        return (hour, hour) if hour <= 24 else None
    first, last = _data_hours()[found["part"]]
    return first, last


@cache
def _times_of_day() -> re.Pattern[str]:
    parts = "|".join(sorted(map(re.escape, _data_hours()), key=len, reverse=True))
    day = "|".join(map(canon, _data()["behind_hours"]))
    return re.compile(rf"\b(?:(?P<hour>\d{{1,2}}) ?(?:h|{canon('giờ')})\d{{0,2}}\b|(?P<part>{parts})(?= (?:{day}|\d)))")


@cache
def _data_hours() -> dict[str, tuple[int, int]]:
    return {canon(part): (first, last) for part, (first, last) in _table()["hours"].items()}


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


def _data() -> dict[str, list[str]]:
    return _table()


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("extractor").joinpath("data", "merging.toml").read_text("utf-8"))


def _any(name: str) -> str:
    return "|".join(re.escape(fold(word)) for word in _data()[name])
