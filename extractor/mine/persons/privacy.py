"""Who of the named is a public matter, and who stays a word in a text.

Suspects, victims, bystanders, witnesses and minors are no mentions, unless the article also states a rank or a post
for them, a firm's too. The verdict is one for all mentions of a name in the article.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from extractor.mine.persons.before import post_before
from extractor.mine.persons.gaps import behind
from extractor.mine.persons.guises import pretends, wear
from extractor.mine.persons.hits import Hit
from extractor.mine.persons.lexicon import first_words, last_words, lexicon
from extractor.mine.persons.names import Name
from extractor.mine.persons.scan import LOWER, Scan

_NEARBY = 8  # syllables between `khởi tố bị can đối với` and the name
_AHEAD = 20  # syllables between a post and the name behind it that it may be said of
_INNER = frozenset({"", ":", '"', "“", "”", "-"})
_ENDS = re.compile(r"[.?!;]\s|\n")
_SHORTLY = 8  # syllables between a given name and the post said of it
_TITLES = frozenset({"honorific", "title"})
_FAR = 26  # syllables of age, birth and address between a name and the post said of it
_CRIME_WORDS = 3
"""So many different words of crime or accident make an article one about them."""

_SHORT = 40  # syllables: in a headline, one such word tells

_KNOWN = frozenset({"expert", "artist", "sport", "officer", "historical"})
_BRACKET = re.compile(r"\s*\(([^()\n]{0,120})\)?")
_AGE = re.compile(r"\b(?:\d{1,3} tuổi|sn|sinh năm|sinh)\b")
_AGED = re.compile(r"\s*,?\s*(?:sn\b|\d{1,3} tuổi|sinh năm)")
_BORN_IN = re.compile(r"\s*sn\b")
_BORN = re.compile(r"\s*,?\s*sn\b")
_JOIN = re.compile(r"\s*(?:\([^()\n]{0,120}\)\s*)?(?:,|và|,\s*và|cùng|với|;)\s*\Z")


def is_about_crime(scan: Scan) -> bool:
    """Whether the text tells of a crime or an accident."""
    enough = _CRIME_WORDS if len(scan.words) >= _SHORT else 1
    seen: set[tuple[str, ...]] = set()
    for hit in scan.hits("private.crime"):
        seen.add(hit.phrase.words)
        if len(seen) == enough:
            return True
    return False


def mark(scan: Scan, names: list[Name]) -> None:
    """Set the flags `post`, `private`, `age` and `known` of each name by what stands around it."""
    previous: Name | None = None
    for name in names:
        name.flags |= _stated(scan, name)
        name.flags |= _private(scan, name)
        if name.hits and any("title" in h.phrase.kinds or h.phrase.info.get("occupation") in _KNOWN for h in name.hits):
            name.flags.add("known")
        elif scan.gaps[name.last - 1] == ", " and any(_is_known(h) for h in scan.starting[name.last]):
            name.flags.add("known")  # Neil Basu, chuyên gia …
        elif _is_of_history(scan, name):
            name.flags = {"known"}
        carried = previous is not None and "private" in previous.flags and _listed(scan, previous, name)
        if carried and not ("honorific" in name.cues and _of_kin(previous)):  # em A, ông B
            name.flags.add("private")
        previous = name
    wear(scan, names)


def _is_of_history(scan: Scan, name: Name) -> bool:
    """Somebody of the past, whatever befell him; a namesake of today has an age, or a word like `bị can` before him."""
    if name.key not in lexicon().historical or "age" in name.flags or "private.before" in name.cues:
        return False
    usual = lexicon().words["names.sure_middle"]
    return name.kind == "historical" or (len(name) > 2 and scan.words[name.first + 1] not in usual)


def _of_kin(name: Name | None) -> bool:
    """Whether a word for a child or for somebody's kin stands directly before the name."""
    hits = name.hits[:1] if name is not None else ()
    return any("kin" in h.phrase.kinds or h.phrase.info.get("honorific") == "minor" for h in hits)


def _is_known(hit: Hit) -> bool:
    kinds = hit.phrase.kinds
    return "title" in kinds or "foreigner" in kinds or hit.phrase.info.get("occupation") in _KNOWN


def is_kept(names: Iterable[Name]) -> bool | None:
    """The verdict on one person from all his mentions; None where he is kept unless the article is about a crime."""
    flags = set().union(*(n.flags for n in names))
    if "post" in flags:
        return True
    if "private" in flags:
        return False
    return True if "known" in flags else None


def may_hold(scan: Scan, names: Iterable[Name]) -> bool:
    """Whether the text has a post or rank that may be his.

    In one sentence with the name (`khởi tố ông X, … là Giám đốc Sở Y`), or behind his given name (`bắt ông Trần Văn M….
    Ông M. nguyên là Chủ tịch …`). `link` reads it and decides.
    """
    heads = scan.heads
    names = list(names)
    if any(scan.hits("rank", n.last, n.last + _FAR) for n in names):
        return True
    given: set[str] = set()
    for name in names:
        given.add(scan.words[name.last - 1])
        for k in heads[bisect_left(heads, name.first - _AHEAD) : bisect_left(heads, name.last + _FAR)]:
            head = scan.head(k)
            if head is None:
                continue
            first, last = (name.last - 1, k) if k > name.first else (head.last - 1, name.first)
            if not any(_ENDS.search(gap) for gap in scan.gaps[first:last]):
                return True
    return any(_behind_given_name(scan, k, given) for k in heads)


def _behind_given_name(scan: Scan, head: int, given: set[str]) -> bool:
    """`Ông M. nguyên là | Chủ tịch`, `Ông Minh từng giữ chức | Giám đốc`: a given name shortly before a post."""
    for k in range(head - 1, max(head - _SHORTLY, 0), -1):
        if scan.shapes[k] != LOWER:
            return scan.words[k] in given and scan.before_any(k, _TITLES)
        if scan.gaps[k].strip() not in ("", ","):
            return False
    return False


def _stated(scan: Scan, name: Name) -> set[str]:
    if "rank" in name.cues:
        return {"post"}
    ahead = post_before(scan, name.left, past_comma=True) if name.cues else None  # Đại sứ Canada tại Mỹ, ông X
    if _is_office(name.post) or _is_office(ahead) or _is_office(post_after(scan, name.last)):
        return {"post"}
    return set()


def _is_office(head: Hit | None) -> bool:
    """A post, but for those that only a rank makes one (`thuyền trưởng`)."""
    return head is not None and "head.ranked" not in head.phrase.kinds


def post_after(scan: Scan, last: int) -> Hit | None:
    """The head of a post that is said of the name before: `X, nguyên Giám đốc …`, `X (SN 1970, trưởng thôn …)`."""
    i = bisect_left(scan.heads, last)
    if i == len(scan.heads) or scan.heads[i] >= last + _FAR:
        return None
    first = scan.heads[i]
    end, start = scan.ends[last - 1], scan.starts[first]
    if scan.canon.find("\n", end, start) >= 0:
        return None
    while hit := scan.before(first, "position.former") or scan.before(first, "position.acting"):
        first = hit.first
    said = behind().match(scan.canon[end : scan.starts[max(first, last)]]) is not None
    return scan.head(scan.heads[i]) if said else None


def _private(scan: Scan, name: Name) -> set[str]:
    flags: set[str] = set()
    if "private.before" in name.cues or ("kin" in name.cues and name.kind != "foreign"):  # em trai Raul Serrano
        flags.add("private")
    if name.hits and any(h.phrase.info.get("honorific") == "minor" for h in name.hits):
        flags.add("private")
    if _acted_upon(scan, name.left) or _relative(scan, name.left):
        flags.add("private")
    flags |= _said_after(scan, name.last)
    return flags


def _acted_upon(scan: Scan, at: int) -> bool:
    words, gaps, acting = scan.words, scan.gaps, last_words("private.action_before")
    for k in range(at - 1, max(at - 1 - _NEARBY, -1), -1):
        gap = gaps[k]
        if gap != " " and gap.strip() not in _INNER:
            return False
        if words[k] in acting and scan.ended(k + 1, "private.action_before") is not None and not _harmless(words, k):
            return True
    return False


def _harmless(words: list[str], k: int) -> bool:
    """`bắt | đầu`, `quả đá | phạt`: the word does nothing to anybody."""
    harmless = lexicon().sets["private.harmless"]
    return " ".join(words[k : k + 2]) in harmless or " ".join(words[k - 1 : k + 1]) in harmless


def _relative(scan: Scan, at: int) -> bool:
    """`chồng chị là X`, `con gái ông tên X`: somebody's kin."""
    if at == 0 or scan.words[at - 1] not in ("là", "tên"):
        return False
    return any(scan.ended(k, "kin") is not None for k in range(max(at - 4, 0), at))


def _said_after(scan: Scan, last: int) -> set[str]:
    flags: set[str] = set()
    end, following = scan.ends[last - 1], scan.words[last][0] if last < len(scan.words) else ""
    bracket = _BRACKET.match(scan.canon, end) if "(" in scan.gaps[last - 1] else None
    if bracket is not None:
        inner = bracket[1]
        if _AGE.search(inner):
            flags.add("age")
        first, stop = scan.at(bracket.start(1)), scan.at(bracket.end(1))
        living = first_words("private.residence")
        if any(scan.words[k] in living and scan.hit(k, "private.residence") is not None for k in range(first, stop)):
            flags.add("private")
        if _BORN_IN.match(inner):
            flags.add("private")
        last = scan.at(bracket.end())
    elif (following == "s" or following.isdigit()) and _AGED.match(scan.canon, end, end + 20):
        flags.add("private" if _BORN.match(scan.canon, end) else "age")
        last = _past_age(scan, last)
    if last < len(scan.words) and scan.gaps[last - 1] == ", " and scan.hit(last, "private.apposition") is not None:
        flags.add("private")
    if pretends(scan, last):
        flags.add("private")
    if _suffers(scan, last) or ((at := _past_apposition(scan, last)) != last and _suffers(scan, at)):
        flags.add("private")
    return flags


def _suffers(scan: Scan, at: int) -> bool:
    """`… | khai`, `… | đã bị bắt`: what only a suspect or a victim does or bears."""
    words = lexicon().words
    if at + 1 < len(scan.words) and scan.gaps[at] == " ":
        if scan.words[at + 1] in words["gap.suffering"] and scan.words[at] in words["gap.past"]:
            at += 1
        elif scan.words[at] in words["gap.so_far"]:
            for _ in range(2):
                at += at + 1 < len(scan.words) and scan.words[at] in words["gap.so_far"] and scan.gaps[at] == " "
    if at >= len(scan.words) or scan.words[at] not in first_words("private.action_after"):
        return False
    return scan.hit(at, "private.action_after") is not None


def _past_apposition(scan: Scan, last: int) -> int:
    """`X, cán bộ Phòng Tài chính huyện, | đã bị bắt`: behind the comma that closes what is said of X."""
    if not 0 < last <= len(scan.gaps) or scan.gaps[last - 1] != ", ":
        return last
    for k in range(last, min(last + _NEARBY * 2, len(scan.words) - 1)):
        if scan.gaps[k] not in (" ", " - ", " – ", "-"):
            words = lexicon().words
            after = k + 2 if scan.words[k + 1] in words["gap.past"] else k + 1
            suffers = after < len(scan.words) and scan.words[after] in words["gap.suffering"]
            passive = scan.gaps[k] == ", " and suffers
            return k + 1 if passive else last
    return last


def _past_age(scan: Scan, last: int) -> int:
    k = last
    while k < min(last + 5, len(scan.words)) and not scan.gaps[k].startswith((",", ")")):
        k += 1
    return k + 1


def _listed(scan: Scan, a: Name, b: Name) -> bool:
    between = scan.canon[scan.ends[a.last - 1] : scan.starts[b.left]]
    return len(between) < 140 and _JOIN.match(between) is not None
