"""Bodies of other countries in articles that are about one. Which question: whose is `Bộ trưởng Tư pháp`?

An article that names no place and no local body of Vietnam, and another country again and again, means that country's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from corpus.mentions import Mention, Place, Position, Unit
from extractor.resolve.articles import ArticleMentions
from extractor.resolve.names import key
from extractor.resolve.seats import begins_as, country_size

_HOME = key("Việt Nam")
_LEAST = 2
"""How often a country is named at least, and more often than all others."""
_WORDS = 3


def of_country(article: ArticleMentions, unit: str) -> str:
    """The name of a post's unit, a national body with the country of an article that is about another one."""
    if not begins_as(key(unit), "national") or _last_country(unit) is not None:
        return unit
    country = _country(article)
    return unit if country is None else f"{unit} {country}"


@lru_cache(maxsize=8)
def _country(article: ArticleMentions) -> str | None:
    """The country that an article is about, where it is not Vietnam and nothing of Vietnam is named."""
    named: Counter[str] = Counter()
    for _, _, mention in article.mentions:
        if (isinstance(mention, Place) and mention.code is not None) or _is_local(mention):
            return None
        named.update(_countries(mention))
    if not named or _HOME in map(key, named):
        return None
    country, times = min(named.items(), key=lambda item: (-item[1], item[0]))
    return country if times >= _LEAST and 2 * times > sum(named.values()) else None


def _is_local(mention: Mention) -> bool:
    return isinstance(mention, Unit) and begins_as(key(mention.value), "local")


def _countries(mention: Mention) -> Iterator[str]:
    """Countries that a mention names: a place, a unit's place, the end of a post (`Tổng thống Mỹ`)."""
    if isinstance(mention, Place) and _is_country(mention.value):
        yield mention.value
    elif isinstance(mention, Unit) and mention.place is not None and _is_country(mention.place):
        yield mention.place
    elif isinstance(mention, Position) and mention.unit is None and (last := _last_country(mention.text)) is not None:
        yield last


def _is_country(name: str) -> bool:
    return key(name) == _HOME or country_size(name.split()) == len(name.split())


def _last_country(name: str) -> str | None:
    """The country with which a name ends, with its capitals (`Bộ Tư pháp` is not of Pháp)."""
    words = name.split()
    sizes = (size for size in range(1, min(len(words), _WORDS) + 1) if words[-size][:1].isupper())
    return next((" ".join(words[-size:]) for size in sizes if _is_country(" ".join(words[-size:]))), None)
