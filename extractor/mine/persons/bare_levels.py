"""Whose name stands behind a bare level: `Chủ tịch UBND tỉnh | Lê Trí Thanh` is no `tỉnh Lê Trí Thanh`.

The places of the three upper tiers are all known, those of before July 2025 too. So capitals behind a level word that
are none of its places, begin with a family name and have a post before the level word are who holds that post. What
begins as places do needs more: a third syllable, an ending that few places have, or the article's word that it is a
person. The article may also tell that it is a place (`địa bàn huyện Cao Lũng`), one that the lists have not.
"""

from __future__ import annotations

from functools import cache

from extractor.gazetteer import Names, admin_map, key_words, province_names, table
from extractor.mine.persons.before import post_before
from extractor.mine.persons.lexicon import lexicon
from extractor.mine.persons.scan import LOWER, TITLE, UPPER, Scan

_LONGEST = 4
_APOSTROPHES = ("'", "’")
_COMMUNE, _HAMLET, _EITHER = 3, 4, 12
_SURE = frozenset({"common", "minority", "prefix"})
_MINORITIES = frozenset({"minority", "prefix"})
_PERSON = frozenset({"rank", "title", "honorific", "kin"})
_MOST_LOOKED = 20
_FIELDED = frozenset({"press", "school"})


def is_holder(scan: Scan, first: int, last: int) -> bool:
    """Whether the capitals from syllable `first` to `last` (exclusive) are the holder's of a post at a bare level."""
    if not 2 <= last - first <= _LONGEST:
        return False
    level = _level(scan, first)
    if level is None or {LOWER, UPPER} & set(scan.shapes[first:last]):
        return False
    at, tier = level
    post = post_before(scan, at)
    if post is None or not _is_body(scan, post.last, at) or (last - first == 2 and _is_given(scan, post.first)):
        return False
    words = scan.words[first:last]
    kinds = _kinds(words)
    if not kinds or is_place(scan, first, last):
        return False
    told = _told(scan, first, words)
    return told if told is not None else _is_like_name(words, kinds, tier)


def _is_given(scan: Scan, first: int) -> bool:
    """Whether a post is what one who stands before it gets or has: `giữ chức | Giám đốc Công an tỉnh Hoàng Lĩnh`."""
    if first == 0 or scan.gaps[first - 1] != " ":
        return False
    word, lists = scan.words[first - 1], lexicon().words
    return word in lists["gap.as_holder"] or (
        word in lists["gap.office"] and word not in lists["gap.former"] and word not in lists["gap.is"]
    )


def heads_hamlet(scan: Scan, start: int) -> bool:
    """Whether the capitals at the offset are who heads a hamlet: `Trưởng thôn | X`, `Bí thư Chi bộ ấp | X`.

    No list has the hamlets: a family name and a third syllable are needed, a middle name too where places begin so,
    and that the article does not tell it a place.
    """
    first = scan.at(start)
    last = first
    while last < len(scan.words) and scan.shapes[last] == TITLE and (last == first or scan.gaps[last - 1] == " "):
        last += 1
    level, words, lists = scan.before(first, "level"), scan.words[first:last], lexicon().words
    if level is None or not 3 <= len(words) <= _LONGEST or _tiers().get(" ".join(level.phrase.words)) != _HAMLET:
        return False
    if first not in scan.posts and post_before(scan, level.first) is None:
        return False
    kinds, placed = _kinds(words), words[0] in lists["bare.place_too"] or words[0] in lists["bare.place_like"]
    named = words[1] in lexicon().middles and ("common" in kinds or not placed)
    if "common" in kinds and not placed:
        named = words[1] not in lists["bare.hamlet_second"]
    named = words[1] in lists["names.sure_middle"] or (named and words[-1] not in lists["bare.hamlet_end"])
    named = named and not kinds.isdisjoint(_SURE)
    name = " ".join(words)
    if not named or name in lexicon().historical or is_known(name, 2):
        return False
    return _told(scan, first, words) is not False


def is_place(scan: Scan, first: int, last: int) -> bool:
    """Whether the capitals are a known place of the level before them, with what a dash adds: `Lâm Viên - Đà Lạt`."""
    level = _level(scan, first)
    if level is None:
        return False
    ends = [last]
    if last < len(scan.words) and "-" in scan.gaps[last - 1]:
        ends += range(last + 1, min(last + _LONGEST, len(scan.words)) + 1)
    return any(is_known(" ".join(scan.words[first:end]), level[1]) for end in ends)


def _level(scan: Scan, first: int) -> tuple[int, int] | None:
    """Where a level word that ends before syllable `first`, or a body that tells its level, begins; and the tier."""
    hit = scan.tail(first, "level")
    if hit is not None:
        tier = _tiers().get(" ".join(hit.phrase.words), 0)
        return (hit.first, tier) if tier not in (0, _HAMLET) else None
    if first < 2 or scan.gaps[first - 1] != " " or scan.gaps[first - 2] != " ":
        return None
    body = _bodies().get(" ".join(scan.words[first - 2 : first]))
    return (first - 2, body) if body is not None else None


def tier_before(scan: Scan, first: int) -> int | None:
    """The tier that a level word before syllable `first`, or a body (`Huyện ủy`), tells; 2 where it may be 1."""
    level = _level(scan, first)
    return (level[1] if level[1] != _EITHER else 2) if level is not None else None


def is_behind_name(scan: Scan, first: int, last: int) -> bool:
    """Whether the capitals behind what ends a body's name are who holds the post: `Giám đốc Báo Gia Lai | Kpă Thu`.

    It ends with a place (none follows another without a level word), a hero's name, or a field of office.
    """
    words = scan.words[first:last]
    kinds, name = _kinds(words), " ".join(words)
    end = _end_of_body(scan, first) if kinds else ""
    if end == "level" and words[0] not in lexicon().words["bare.place_like"]:
        kinds |= {"minority"}  # Chủ tịch UBND xã Tả Van | Sùng Tráng
    if not end or kinds.isdisjoint(_SURE) or is_known(name, 2):
        return False
    placed = words[0] in lexicon().words["bare.place_too"] or "common" not in kinds
    return not (placed and is_known(name, _COMMUNE)) and _is_like_name(words, kinds, 2)


def _end_of_body(scan: Scan, first: int) -> str:
    """What a body's name that ends before syllable `first` ends with: a field, a place with its level, a name.

    The empty text where it ends with none of them.
    """
    if scan.gaps[first - 1] != " ":
        return ""
    if scan.before(first, "sector") is not None:
        return "field"
    for n in range(1, min(first, _LONGEST) + 1):
        if scan.shapes[first - n] != TITLE:
            break
        name, level = " ".join(scan.words[first - n : first]), _level(scan, first - n)
        if level is not None and is_known(name, level[1]):
            return "level"
        if name in province_names() or name in admin_map(None).districts or name in lexicon().historical:
            return "name"
        if name in _fields() and n < first and scan.words[first - n - 1] in _taught():
            return "field"  # Trường Đại học Luật | Trần Thảo
    return ""


@cache
def _fields() -> frozenset[str]:
    """What schools and papers are for."""
    rows = table("units_functions")
    return frozenset(" ".join(key_words(row["function"])) for row in rows if row["family"] in _FIELDED)


@cache
def _taught() -> frozenset[str]:
    """The last syllables of the heads of schools and papers, but `xã`."""
    heads = (key_words(row["head"]) for row in table("units_heads") if _FIELDED & set(row["functions"].split()))
    return frozenset(words[-1] for words in heads) - _tiers().keys()


def is_end_of_place(scan: Scan, last: int) -> bool:
    """Whether the two syllables before `last` are a province or a district."""
    name = " ".join(scan.words[max(last - 2, 0) : last])
    return name in province_names() or name in admin_map(None).districts


def _kinds(words: list[str]) -> set[str]:
    """The kinds of the family names that the words begin with."""
    found = lexicon().families.get(words[0], ())
    kinds = {kind for family, kind in found if family == tuple(words[: len(family)])}
    return kinds | {"prefix"} if any(word[1:2] in _APOSTROPHES for word in words) else kinds


def _is_like_name(words: list[str], kinds: set[str], tier: int) -> bool:
    """Whether capitals that no list of places has are a name rather than a place that is invented or spelled badly."""
    lists = lexicon().words
    if "common" not in kinds and words[0] in lists["bare.place_like"] and (len(words) < 3 or tier == _COMMUNE):
        return len(words) > 2 and words[1] in lists["names.sure_middle"]
    if len(words) > 2:
        return True
    if "common" not in kinds:
        return not kinds.isdisjoint(_MINORITIES)
    return tier == 1 or words[0] not in lists["bare.place_too"] or words[1] not in _place_ends()


def _is_body(scan: Scan, first: int, last: int) -> bool:
    """Whether what stands between post and level is a body, if anything: not `Chủ tịch tỉnh kiểm tra | xã …`."""
    if first == last:
        return True
    parts = [k for k in range(first, last) if scan.hit(k, "compound") is None]  # (Thương binh và Xã hội)
    if any(" ".join(scan.words[k : k + n]) in _tiers() for k in parts for n in (1, 2) if k + n <= last):
        return False
    if any(scan.hit(k, "speech") is not None for k in range(first, last)):
        return False
    return any(scan.shapes[first:last]) or scan.before(last, "body") is not None


def _told(scan: Scan, first: int, words: list[str]) -> bool | None:
    """What the article says elsewhere: True for a person's title before the words, False for a level without a post."""
    wanted, place = " ".join(words), False
    offset = scan.canon.find(wanted)
    for _ in range(_MOST_LOOKED):
        if offset < 0:
            break
        at = scan.at(offset)
        if at != first and scan.words[at : at + len(words)] == words and scan.shapes[at] != LOWER:
            if scan.before_any(at, _PERSON):
                return True
            place = place or _is_of_place(scan, at)
        offset = scan.canon.find(wanted, offset + 1)
    return False if place else None


def _is_of_place(scan: Scan, at: int) -> bool:
    levelled = scan.tail(at, "level") is not None or scan.before(at, "body") is not None
    post = post_before(scan, at)
    return levelled and (post is None or _is_given(scan, post.first))


@cache
def _tiers() -> dict[str, int]:
    return {" ".join(key_words(row["word"])): int(row["tier"]) for row in table("admin_levels")}


@cache
def _bodies() -> dict[str, int]:
    """Bodies of two syllables that tell their level (`Huyện ủy`), to its tier."""
    rows = table("units_level_heads")
    named = {" ".join(key_words(row["head"])): _tiers().get(" ".join(key_words(row["level"])), 0) for row in rows}
    return {name: tier for name, tier in named.items() if name.count(" ") == 1}


@cache
def _other_places() -> frozenset[str]:
    """Places abroad and of the past."""
    named = [row["name"] for name in ("places_names", "places_old") for row in table(name)]
    named += [row["country"] for row in table("countries")]
    return frozenset(" ".join(key_words(name)) for name in named)


def is_known(name: str, tier: int) -> bool:
    """Whether a compared name is that of a place of the tier, of any time or abroad."""
    if name in province_names() or name in _other_places():
        return True
    old, new = admin_map(None), admin_map("9999-12-31")
    if tier == _COMMUNE:
        return any(name in names for names in (old.communes, new.communes))
    return tier != 1 and name in old.districts


@cache
def _place_ends() -> frozenset[str]:
    """The last syllables of the provinces and districts."""
    names: tuple[Names, ...] = (admin_map(None).provinces, admin_map(None).districts)
    return frozenset(name.rsplit(" ", 1)[-1] for known in names for name in known)
