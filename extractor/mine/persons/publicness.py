"""Whether a post makes its holder a public person: one of Party, state, forces or a public body, not a firm's."""

from __future__ import annotations

from corpus.mentions import Position
from extractor.mine.persons.extent import Neighbours, lexicon_phrase
from extractor.mine.persons.lexicon import syllables
from extractor.mine.persons.scan import LOWER, scan

_NEAR = 160  # letters before a post in which its unit may stand
_COMMON = frozenset({"party", "state", "mass", "army"})


def is_public(position: Position, units: Neighbours) -> bool:
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
    found = scan(position.text)
    bodies = [h.phrase.info["body"] for i in range(len(found.words)) if (h := found.hit(i, "body")) is not None]
    if bodies:
        return bodies[0] != "private"
    if position.unit is not None:
        return False
    behind = found.shapes[-1] != LOWER and len(found.words) > len(syllables(position.value)) + _before(position)
    return behind or (unit is not None and getattr(unit, "type", "other") in _COMMON)


def is_general(position: Position) -> bool:
    """Whether the head is that of any body (`Giám đốc`, `Chủ tịch`, `Trưởng phòng`), held in several units."""
    phrase = lexicon_phrase(position.value)
    return phrase is None or phrase.info.get("head", "any") == "any"


def _before(position: Position) -> int:
    """Syllables of `nguyên`, `quyền` before the head."""
    return int(position.former) + int(position.acting)
