"""Names from abroad: what tells them from ours, their hyphens, and the words that they stand behind."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from corpus.text import canon, fold
from extractor.mine.persons.lexicon import lexicon, rows
from extractor.mine.persons.scan import LOWER, TITLE, Scan

LEFT_KINDS = frozenset({
    "rank", "title", "honorific", "occupation", "kin", "introduces", "private.before", "rank.force",
})  # fmt: skip
"""What may stand directly before a name and says that it is one."""

_VIETNAMESE = re.compile(
    r"(?:ngh?|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnprstvx])?"
    r"(?:uye|uya|uyu|ieu|yeu|uoi|uou|oai|oay|oeo|uay|uai|[aeiou]{1,2}|[aeiu]?[ouy][aeiouy]?|ye|y)"
    r"(?:ch|ng|nh|[cmnpt])?\Z"
)


@lru_cache(maxsize=8192)
def is_vietnamese(word: str) -> bool:
    """Whether a syllable could be a Vietnamese one.

    >>> [is_vietnamese(w) for w in ("quyết", "nghiêng", "donald", "blô")]
    [True, True, False, False]
    """
    return _VIETNAMESE.match(fold(word)) is not None


def is_foreign(scan: Scan, start: int, last: int) -> bool:
    """Whether a run of capitals begins with a known given name from abroad, or has a syllable that is not ours."""
    words = scan.words[start:last]
    return words[0] in lexicon().foreign or not all(map(is_vietnamese, words)) or is_korean(words)


def hyphenated(scan: Scan, k: int) -> bool:
    """`Jean-Marc`, `Brennan-Kelly`, in a tokenised text `Jean - Marc`: a foreign name goes on behind a hyphen."""
    before, after = scan.words[k - 1], scan.words[k]
    if before in ("al", "el") and scan.gaps[k - 1] == "-":
        return True  # Bashar al-Assad
    if scan.shapes[k - 1] != TITLE or scan.gaps[k - 1] not in ("-", " - "):
        return False
    if scan.gaps[k - 1] == "-":
        return not is_vietnamese(before) and not is_vietnamese(after)
    return before in lexicon().foreign and after in lexicon().foreign


def behind_city(scan: Scan, start: int, last: int) -> int | None:
    """`Thị trưởng Moscow | Anatoly Sobin`: a word that is no given name before one that is."""
    given = lexicon().foreign
    if last - start < 3 or scan.words[start] in given or scan.words[start + 1] not in given:
        return None
    hit = scan.before(start, "head")
    return start + 1 if hit is not None and "head.nation" in hit.phrase.kinds else None


@cache
def foreign_words() -> frozenset[str]:
    """Words in foreign names of places, teams, firms and works: with one of them, a run is no person's name."""
    return frozenset(canon(row["word"]) for row in rows("foreign_words.csv"))


def opens_with_ours(scan: Scan, start: int) -> bool:
    """`đảng Xanh | Cecile Renard`, `Instagram | Jane Cook`: a word of ours, or a firm's, before a given name."""
    given, word, following = lexicon().foreign, scan.words[start], scan.words[start + 1]
    if word in given or following not in given or is_vietnamese(following):
        return False
    return word in lexicon().sets["names.brand"] or (is_vietnamese(word) and word not in foreign_words())


_FIRM = 3  # words of a firm's name before its head's


def behind_firm(scan: Scan, start: int, last: int) -> int | None:
    """`hãng Boeing | Dennis Muilenburg`, `CEO Apple | Tim Cook`: a firm's name before a given name from abroad.

    A firm is what a word for one stands before, or one of the list.
    """
    if last - start < 3:
        return None
    given, sets = lexicon().foreign, lexicon().sets
    listed = scan.words[start] in sets["names.brand"]
    if not listed and (scan.words[start] in given or scan.tail(start, "named_after") is None):
        return None
    for k in range(start + 1, min(start + _FIRM, last - 2) + 1):
        korean = scan.words[k] in sets["names.korean"] and last - k == 3
        if scan.words[k] in given or korean:
            return k
    return None


@cache
def _regnal() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(title.split(" ")) for title in lexicon().words["names.regnal"])


def regnal(scan: Scan) -> list[int]:
    """The foreign capitals, one syllable, right behind a monarch's title (`Nhật hoàng | Naruhito`)."""
    titles, found = _regnal(), []
    for hit in scan.headed.values():
        if hit.phrase.words not in titles or hit.last >= len(scan.words):
            continue
        name = scan.words[hit.last]
        ours = is_vietnamese(name) and name not in lexicon().foreign
        plain = scan.gaps[hit.last - 1] == " " and scan.shapes[hit.last] == TITLE and not scan.starting[hit.last]
        if plain and not ours:
            found.append(hit.last)
    return found


def is_korean(words: list[str]) -> bool:
    """`Kang Do-hyun`, `Kang Do Hyun`: a Korean family name, a given name of two syllables."""
    sets = lexicon().sets
    if words[0] not in sets["names.korean"]:
        return False
    return "-" in words[-1] or (len(words) == 3 and sets["names.korean_second"].issuperset(words[1:]))


def past_hyphen(scan: Scan, first: int, last: int) -> int:
    """`Moon Jae | - in` of a tokenised text: over the second half of a Korean given name."""
    if last - first != 2 or scan.gaps[last - 1] != " - " or last >= len(scan.words) or scan.shapes[last] != LOWER:
        return last
    sets = lexicon().sets
    goes_on = scan.words[first] in sets["names.korean"] and scan.words[last] in sets["names.korean_second"]
    return last + 1 if goes_on else last


def foreign_cues(scan: Scan, first: int) -> tuple[frozenset[str], int]:
    """`lãnh đạo Triều Tiên | Kim Jong-un`, `tay vợt người Nga | Daniil Medin`: a person's word before the country."""
    at = first
    if (country := scan.before(at, "country")) is not None:
        at = country.first
        if scan.gaps[at - 1] == " " and scan.words[at - 1] in lexicon().words["names.from"]:
            at -= 1
    if not scan.gaps[at - 1].isspace() or "\n" in scan.gaps[at - 1]:
        return frozenset(), first
    for hit in scan.ending[at]:
        kinds = hit.phrase.kinds & (_ABROAD if country is not None else _FOREIGN)
        if kinds:
            return frozenset({"introduces"} | (kinds & LEFT_KINDS)), hit.first
    return frozenset(), first


_FOREIGN = frozenset({"foreigner"})
_ABROAD = frozenset({"foreigner", "occupation", "rank", "title"})
