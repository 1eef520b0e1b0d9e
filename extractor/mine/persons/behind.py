"""Where a name begins in a run of capitals that opens with a unit's: `Báo Nhân Dân | Quế Đình Nguyên`."""

from __future__ import annotations

from extractor.mine.persons.bare_levels import is_behind_name
from extractor.mine.persons.before import post_before
from extractor.mine.persons.foreign import behind_firm
from extractor.mine.persons.lexicon import lexicon
from extractor.mine.persons.scan import Scan

LONGEST = 6
"""Syllables of the longest name."""

_DIRECT = frozenset({"rank", "title", "honorific", "occupation", "kin", "private.before"})
_IN_NAME = frozenset({"rare", "minority"})
_PREFIXES = frozenset(f"{letter}{mark}" for letter in "hkmr" for mark in "'’")


def family_at(scan: Scan, i: int, last: int) -> tuple[int, str] | None:
    """Length and kind of the family name that begins with syllable `i`."""
    for words, kind in lexicon().families.get(scan.words[i], ()):
        if len(words) == 1 or (i + len(words) <= last and tuple(scan.words[i : i + len(words)]) == words):
            return len(words), kind
    if scan.words[i][:2] in _PREFIXES:
        return 1, "prefix"
    return None


def is_direct(scan: Scan, i: int) -> bool:
    """Whether a title, a rank or the like stands directly before syllable `i`."""
    return scan.before_any(i, _DIRECT)


def behind_name(scan: Scan, start: int, last: int) -> tuple[int, str] | None:
    """As `_begin` of `names`, where the name of a firm, a school, a newspaper opens the run."""
    firm = behind_firm(scan, start, last)
    if firm is not None and (post_before(scan, start) is not None or is_direct(scan, start)):
        return firm, "foreign"
    if last - start < 4:
        return None
    if (person := _behind_thing(scan, start, last)) is not None:
        return person
    own = family_at(scan, start, last)
    if own is not None and own[1] in _IN_NAME and last - start > 4:
        at = _behind_unit(scan, start, last)  # Tổng Biên tập Báo Nhân Dân | Quế Đình Nguyên
        return (at, "rare") if at is not None else None
    return None


def _behind_thing(scan: Scan, start: int, last: int) -> tuple[int, str] | None:
    """`Hiệu trưởng Trường THPT Nguyễn Trãi | Lê Văn Hùng`: who holds the post before, behind what is named so.

    That name has two syllables or more; a word for what bears such names stands before it, or it is a known one.
    """
    thing = scan.tail(start, "named_after") or scan.tail(start, "level")
    historical = lexicon().historical
    for k in range(start + 2, last - 1):
        known = " ".join(scan.words[start:k]) in historical
        if not known and (thing is None or last - k < 3):
            continue
        family = family_at(scan, k, last)
        if family is None or family[1] != "common" or last - k > LONGEST - 2:
            continue
        if (known or scan.words[k + 1] in lexicon().middles) and post_before(scan, start) is not None:
            double = k > start + 1 and scan.words[k - 1] in lexicon().words["names.only_family"]
            return k - double, "common"  # Trường Đại học Y Dược Huế | Nguyễn Vũ Quốc Lân
    return None


def behind_body(scan: Scan, start: int, last: int) -> tuple[int, str] | None:
    """`Giám đốc Báo Gia Lai | Kpă Thu`: the holder's name behind that of a unit."""
    if last - start > 3 and (at := _behind_unit(scan, start, last)) is not None:
        return at, "rare"
    if last - start > 2 and post_before(scan, start) is not None:
        for k in range(max(start + 1, last - 4), last - 1):
            if is_behind_name(scan, k, last):
                return k, "minority"
    return None


def _behind_unit(scan: Scan, start: int, last: int) -> int | None:
    """`Trạm trưởng Trạm Bảo vệ rừng Nậm Nhóng | Kha Văn Tủn`: a rare family name and a middle name end the run."""
    middles = lexicon().middles
    if start in scan.posts and scan.words[start + 1] in lexicon().words["names.sure_middle"]:
        return None  # Chủ tịch | Đinh Thị Phương Lan Chi
    for k in range(max(start + 1, last - 4), last - 2):
        if scan.words[k + 1] not in middles:
            continue
        family = family_at(scan, k, last)
        if family is not None and family[1] in _IN_NAME and family[0] == 1:
            return k if post_before(scan, start) is not None else None
    return None
