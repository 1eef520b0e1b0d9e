"""Which units may be short for a longer mention in the article, and by what they are compared."""

from __future__ import annotations

from extractor.mine.units.lexicon import same_heads, words_of
from extractor.mine.units.parse import Parse

_NESTING, _PLACED = frozenset("SU"), frozenset("SL")  # slots of heads that stand alone too


def is_department(parse: Parse) -> bool:
    """Whether it is a part of a body that the article may name more fully: `Phòng CSGT`, `Cơ quan điều tra`."""
    slots, kind = parse.head.slots, parse.head.type
    if parse.code or "R" in slots or (kind == "police" and slots >= _NESTING) or is_short(parse):
        return True
    if kind in ("state", "police") and slots >= _PLACED and "V" not in slots:
        return True
    if kind == "party" and "H" in slots and parse.nested is not None:
        return True
    return (
        bool(parse.function)
        and "company" not in parse.head.functions
        and parse.head.value not in words_of("undivided_heads")
    )


def is_short(parse: Parse) -> bool:
    """Whether only the nested head says whose it is: `Ban Thường vụ Đảng ủy`."""
    return (
        "H" in parse.head.slots and parse.nested is not None and parse.nested.bare and parse.nested.head.type == "party"
    )


def stem(parse: Parse) -> str:
    """What the short and the full mention have in common: head, function, name."""
    head = same_heads().get(parse.head.value, parse.head.value)
    nested = parse.nested.head.value if parse.nested is not None and "H" in parse.head.slots else None
    if "R" in parse.head.slots:
        nested = None
    return " ".join(part for part in (head, parse.function, parse.name, nested) if part)
