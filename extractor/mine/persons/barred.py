"""Who stays a word in a text whatever post is said of him: minors, and victims whose post is a neighbourhood's.

A minor is told by an age below 18, by a word for a child before the name, or by the class of a school that he goes to
(`Bí thư Chi đoàn lớp 8B`); a rank or an age from 18 on outweighs it. The words are in `person_cues.toml`, section
`barred`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from extractor.mine.persons.before import post_before
from extractor.mine.persons.guises import HIDDEN
from extractor.mine.persons.hits import Hit
from extractor.mine.persons.lexicon import lexicon
from extractor.mine.persons.names import Name
from extractor.mine.persons.privacy import post_after
from extractor.mine.persons.scan import Scan

_OF_AGE = 18
_AHEAD = 160  # letters behind a name in which his class may stand
_BACK = 40  # letters before a name, the same
_AGE_AFTER = re.compile(r"\s?[,(–-]?\s?\(?(\d{1,2}) tuổi(?=\s*(?:[,;.)–-]|\n|\Z))")
_AGE_BEFORE = re.compile(r"(?<!\d)(\d{1,2}) tuổi,? (?:tên(?: là)? )?\Z")
_CLASS = r"(?:1[0-2]|[1-9])(?:[a-zđ]\d{0,2})?(?![\w/])"


def bar(scan: Scan, groups: Iterable[Sequence[Name]]) -> None:
    """Hide all mentions of the names that are minors' or such victims', each of `groups` the mentions of one name."""
    for names in groups:
        if any("rank" in n.cues for n in names):
            continue
        if _is_minor(scan, names) or _is_small_victim(scan, names):
            for name in names:
                name.flags.add(HIDDEN)


def _is_minor(scan: Scan, names: Sequence[Name]) -> bool:
    ages = [age for n in names if (age := _age(scan, n)) is not None]
    if ages:
        return min(ages) < _OF_AGE
    return any(_is_child(n) or _goes_to_school(scan, n) for n in names)


def _age(scan: Scan, name: Name) -> int | None:
    """The years said directly behind or before a name; none of membership or service (`15 tuổi đảng`)."""
    end, start = scan.ends[name.last - 1], scan.starts[name.left]
    found = _AGE_AFTER.match(scan.canon, end) or _AGE_BEFORE.search(scan.canon, max(start - _BACK, 0), start)
    return int(found[1]) if found is not None else None


def _is_child(name: Name) -> bool:
    return any(h.phrase.info.get("honorific") == "minor" for h in name.hits[:1])


def _goes_to_school(scan: Scan, name: Name) -> bool:
    """`X, 13 tuổi, học sinh lớp 8B`, `Bí thư Chi đoàn lớp 8B X`; not `bà X, phụ huynh học sinh lớp 5A`."""
    if not name.cues.isdisjoint(_GROWN) and not _is_child(name):
        return False
    behind, before = _patterns()
    start, end = scan.starts[name.first], scan.ends[name.last - 1]
    return (
        behind.match(scan.canon, end, end + _AHEAD) is not None
        or before.search(scan.canon, max(start - _BACK, 0), start) is not None
    )


_GROWN = frozenset({"honorific", "title", "kin"})


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A class that somebody goes to, behind his name as a part between commas, and directly before it."""
    said = "|".join(map(re.escape, lexicon().words["barred.pupil"]))
    part = r"[^,.;:()\n]{0,40}"
    behind = re.compile(rf"\s?[,(–-]\s?(?:{part}[,(–-]\s?){{0,2}}(?:là |đang )?(?:{said}) {_CLASS}")
    return behind, re.compile(rf"(?<!\w)(?:{said}) {_CLASS},? (?:em )?\Z")


def _is_small_victim(scan: Scan, names: Sequence[Name]) -> bool:
    """`Nạn nhân là bà X, tổ trưởng tổ dân phố`: no other post is said of the name anywhere."""
    if not any(_is_victim(scan, n) for n in names):
        return False
    posts = [p for n in names for p in _posts(scan, n)]
    return bool(posts) and all(_is_small(scan, p) for p in posts)


def _posts(scan: Scan, name: Name) -> list[Hit]:
    ahead = post_before(scan, name.left, past_comma=True) if name.cues else None
    return [p for p in (name.post, ahead, post_after(scan, name.last)) if p is not None]


def _is_victim(scan: Scan, name: Name) -> bool:
    victims = lexicon().words["barred.victim"]
    before = scan.canon[max(scan.starts[name.first] - _BACK, 0) : scan.starts[name.first]]
    cut = max(before.rfind(mark) for mark in ".;\n!?")
    before, behind = before[cut + 1 :], scan.canon[scan.ends[name.last - 1] : scan.ends[name.last - 1] + _BACK]
    return any(_word(word).search(before) for word in victims) or any(
        behind.startswith((f", {word}", f" ({word}", f" - {word}", f" – {word}")) for word in victims
    )


@cache
def _word(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?: tên| tử vong| thiệt mạng)?(?: là|:)? ?(?:\w+ ){{0,2}}\Z")


def _is_small(scan: Scan, post: Hit) -> bool:
    return scan.canon.startswith(lexicon().words["barred.small_post"], scan.starts[post.first])
