"""Whether a post makes its holder a public person: one of Party, state, forces or a public body, not a firm's."""

from __future__ import annotations

from functools import cache, lru_cache

from corpus.mentions import Position
from corpus.text import canon
from extractor.mine.persons.extent import Neighbours, lexicon_phrase
from extractor.mine.persons.lexicon import lexicon, syllables
from extractor.mine.persons.scan import LOWER, Scan, scan

_NEAR = 160  # letters before a post in which its unit may stand
_COMMON = frozenset({"party", "state", "mass", "army"})


def is_public(article: Scan, position: Position, units: Neighbours) -> bool:
    """By the head, where it tells (`Bí thư`, `Cục trưởng`), else by the unit, the body or the place behind it.

    `units` are the text's. A post without any of them is judged by the last unit before it (`Ủy ban Kiểm tra Tỉnh ủy …,
    do ông X làm Chủ nhiệm`).
    """
    phrase = lexicon_phrase(position.value) or lexicon_phrase(" ".join(position.value.split()[:-2]))
    sphere = phrase.info.get("head", "any") if phrase is not None else "any"
    if sphere != "any":
        return sphere == "public"
    unit = units.beginning(max(position.start - _NEAR, 0), position.end)
    if unit is not None and unit.value == position.unit and getattr(unit, "type", "other") != "other":
        return True
    if canon(position.text).endswith(_business()):
        return False
    found, first, last = _own_words(article, position)
    body = next((b for i in range(first, last) if (b := _body(found, i, last)) is not None), None)
    if body is not None:
        return body != "private"
    if position.unit is not None:
        return False
    behind = found.shapes[last - 1] != LOWER and last - first > _size(position.value) + _before(position)
    return behind or (unit is not None and getattr(unit, "type", "other") in _COMMON)


@cache
def _business() -> tuple[str, ...]:
    return tuple(f" {words}" for words in lexicon().words["gap.business"])


def _own_words(article: Scan, position: Position) -> tuple[Scan, int, int]:
    """The syllables of a post in the article, or in its own text where it ends inside one (`… Kim Jong | -un`)."""
    first, last = article.at(position.start), article.at(position.end)
    if last > first and article.starts[first] == position.start and article.ends[last - 1] == position.end:
        return article, first, last
    own = scan(position.text)
    return own, 0, len(own.words)


def _body(found: Scan, i: int, last: int) -> str | None:
    """The sphere of the longest body's name that begins with syllable `i` and ends before `last`."""
    return next((h.phrase.info["body"] for h in found.starting[i] if h.last <= last and "body" in h.phrase.kinds), None)


@lru_cache(maxsize=2048)
def _size(form: str) -> int:
    return len(syllables(form))


def is_general(position: Position) -> bool:
    """Whether the head is that of any body (`Giám đốc`, `Chủ tịch`, `Trưởng phòng`), held in several units."""
    phrase = lexicon_phrase(position.value)
    return phrase is None or phrase.info.get("head", "any") == "any"


def _before(position: Position) -> int:
    """Syllables of `nguyên`, `quyền` before the head."""
    return int(position.former) + int(position.acting)
