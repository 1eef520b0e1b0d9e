"""Full names: runs of capitals that begin with a family name, or follow a word that names a person.

A name is 2 to 5 syllables, family name first (`Nguyễn Thị Minh Khai`); the minorities' names follow their own patterns
(`Thào A Sử`, `Y Blô Niê`, `H'Hen Niê`, `K'Brếp`), foreign ones have no family name of the list and need a word before
them (`Tổng thống`, `ông`, `HLV`) or a known given name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from corpus.text import fold
from extractor.mine.persons.hits import Hit
from extractor.mine.persons.lexicon import lexicon
from extractor.mine.persons.scan import INITIAL, LOWER, TITLE, UPPER, Scan, is_abbreviation

LEFT_KINDS = frozenset({
    "rank", "title", "honorific", "occupation", "kin", "introduces", "private.before", "rank.force",
})  # fmt: skip
"""What may stand directly before a name and says that it is one."""

_LONGEST = 6
_LONGEST_RUN = 30
_MOST_CUES = 8
_TIMES = frozenset({"sáng", "trưa", "chiều", "tối", "ngày", "đêm"})
PARTICLES = frozenset({"bin", "al", "von", "van", "der", "de", "da", "dos", "del", "di", "la", "le", "el", "ibn"})
_CONSONANTS = re.compile(r"(?:ng?h?|gh?|gi|kh|ph|qu?|th?|tr|ch?|[bdhklmprsvx])\Z")
_VIETNAMESE = re.compile(
    r"(?:ngh?|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnprstvx])?"
    r"(?:uye|uya|uyu|ieu|yeu|uoi|uou|oai|oay|oeo|uay|uai|[aeiou]{1,2}|[aeiu]?[ouy][aeiouy]?|ye|y)"
    r"(?:ch|ng|nh|[cmnpt])?\Z"
)


@dataclass(slots=True)
class Name:
    """A candidate on the syllables `first` to `last` (exclusive).

    `kind` is the family name's (common, rare, minority, prefix) or `foreign` or `none`; `cues` are the kinds of what
    stands directly before, `left` is where that begins; `post` is a head before it in the same clause.
    """

    first: int
    last: int
    kind: str
    value: str
    key: str
    cues: frozenset[str]
    left: int
    hits: tuple[Hit, ...] = ()
    post: Hit | None = None
    blocked: bool = False
    accepted: bool = False
    flags: set[str] = field(default_factory=set)

    def __len__(self) -> int:
        return self.last - self.first


def candidates(scan: Scan) -> list[Name]:
    """All candidates of a text, left to right; not yet accepted."""
    found: list[Name] = []
    for first, last in runs(scan):
        _read_run(scan, first, last, found)
    return found


def runs(scan: Scan) -> Iterator[tuple[int, int]]:
    """Maximal runs of capitalised syllables with one blank between; capitals throughout keep to themselves."""
    shapes, words, gaps, done = scan.shapes, scan.words, scan.gaps, 0
    for i in _beginnings(scan):
        if i < done:
            continue
        last, style = i + 1, shapes[i]
        limit = min(len(shapes), i + _LONGEST_RUN)
        while last < limit:
            shape = shapes[last]
            if shape == LOWER and words[last] not in PARTICLES:
                break
            if not (shape == style == TITLE and gaps[last - 1] == " ") and not _goes_on(scan, last, style):
                break
            if style == INITIAL and shape != LOWER:
                style = shape
            last += 1
        if last - i > 1 or "'" in words[i] or "’" in words[i]:
            yield i, last
        done = last


def _beginnings(scan: Scan) -> list[int]:
    """The capitals with another one next to them, or behind one syllable; all where some are names by themselves."""
    if "'" in scan.text or "’" in scan.text:
        return scan.capitals
    return [i for i, following in pairwise(scan.capitals) if following - i < 3]


def _goes_on(scan: Scan, k: int, style: int) -> bool:
    gap = scan.gaps[k - 1]
    if gap != " " and not (gap.isspace() and "\n" not in gap):
        return False
    shape = scan.shapes[k]
    if shape == LOWER:
        return (
            scan.words[k] in PARTICLES
            and k + 1 < len(scan.shapes)
            and scan.shapes[k + 1] == TITLE
            and scan.gaps[k] == " "
            and not is_vietnamese(scan.words[k - 1])
        )
    if shape == INITIAL or style == INITIAL:
        return True
    return (shape == UPPER) == (style == UPPER)


@lru_cache(maxsize=8192)
def is_vietnamese(word: str) -> bool:
    """Whether a syllable could be a Vietnamese one.

    >>> [is_vietnamese(w) for w in ("quyết", "nghiêng", "donald", "blô")]
    [True, True, False, False]
    """
    return _VIETNAMESE.match(fold(word)) is not None


def _read_run(scan: Scan, first: int, last: int, found: list[Name]) -> None:
    start = _strip(scan, first, last)
    while start < last:
        if start + 1 == last and not _alone(scan.words[start]):
            return
        begin, kind = _begin(scan, start, last)
        if kind == "":
            return
        end = _end(scan, begin, last)
        name = _make(scan, begin, end, kind)
        if name is not None:
            found.append(name)
        start = _strip(scan, max(end, begin + 1), last)
        if end < last and not scan.starting[end]:
            return


def _alone(word: str) -> bool:
    return len(word) > 3 and word[1] in "'’"


def _strip(scan: Scan, start: int, last: int) -> int:
    """Past the ranks, posts, titles, units, places and opening words that a run begins with."""
    while start < last:
        step = 0
        for hit in scan.starting[start]:
            kinds = hit.phrase.kinds
            if hit.last > last:
                if not kinds.isdisjoint(_STRIPPED):  # `Phó Chủ | tịch`, `Công | an`: it goes on in small letters
                    step = last - start
            elif (
                (not kinds.isdisjoint(_STRIPPED) and (hit.last - hit.first > 1 or not _family(scan, start, last)))
                or not kinds.isdisjoint(_PASSED)
                or ("place" in kinds and not _longer_name(scan, hit, last))
            ):
                step = max(step, hit.last - start)
        if not step:
            break
        start += step
    return start


_STRIPPED = frozenset(
    {"rank", "head", "title", "occupation", "sector", "body", "introduces", "named_after", "level", "honorific"}
)


_PASSED = frozenset({"honorific", "kin", "country"})


def _longer_name(scan: Scan, hit: Hit, last: int) -> bool:
    """`ông Hoàng Hà Anh` is a name although `Hoàng Hà` is a place: a person's word before, no new family name."""
    if hit.last >= last or not _direct(scan, hit.first):
        return False
    return not _family(scan, hit.last, last) or last - hit.last < 2


_DIRECT = frozenset({"rank", "title", "honorific", "occupation", "kin", "private.before"})
_OFFICE = frozenset({"head", "country", "sector"})


def _direct(scan: Scan, i: int) -> bool:
    return scan.before_any(i, _DIRECT)


def _family(scan: Scan, i: int, last: int) -> tuple[int, str] | None:
    """Length and kind of the family name that begins with syllable `i`."""
    for words, kind in lexicon().families.get(scan.words[i], ()):
        if len(words) == 1 or (i + len(words) <= last and tuple(scan.words[i : i + len(words)]) == words):
            return len(words), kind
    if scan.words[i][:2] in _PREFIXES:
        return 1, "prefix"
    return None


_PREFIXES = frozenset(f"{letter}{mark}" for letter in "hkmr" for mark in "'’")


def _begin(scan: Scan, start: int, last: int) -> tuple[int, str]:
    """Where in the run the name begins, and its kind; kind is empty where there is none."""
    own = _family(scan, start, last)
    later = _later(scan, start, last)
    if own is not None:
        if later is None or (own[1] == "common" and scan.tail(start, "level") is None) or _direct(scan, start):
            return start, own[1]
        return later, "common"
    if _direct(scan, start) or scan.before_any(start, _OFFICE):
        return start, "foreign" if _foreign(scan, start, last) else "none"
    if later is not None and (last - later > 2 or scan.starting[start]):
        return later, "common"
    return start, "foreign" if _foreign(scan, start, last) else "none"


def _later(scan: Scan, start: int, last: int) -> int | None:
    families = lexicon().families
    for k in range(max(start + 1, last - 4), last - 1):
        if scan.words[k] in families and (family := _family(scan, k, last)) is not None and family[1] == "common":
            return k
    return None


def _foreign(scan: Scan, start: int, last: int) -> bool:
    words = scan.words[start:last]
    return words[0] in lexicon().foreign or any(not is_vietnamese(w) for w in words)


def _end(scan: Scan, begin: int, last: int) -> int:
    """A post, rank or unit written in capitals ends the name."""
    for k in range(begin + 2, last):
        for hit in scan.starting[k]:
            if hit.last > last and hit.phrase.kinds & {"clause", "speech", "private.action_after"}:
                return k
            if hit.last - hit.first > 1 and hit.phrase.kinds & {"head", "rank", "honorific"}:
                return k
    if last - begin > 2 and scan.words[last - 1] in _TIMES and scan.gaps[last - 1] == " ":
        return last - 1 if scan.text[scan.starts[last]].isdigit() else last  # `… Văn Tám Chiều 31/8`: a lost full stop
    return last


def _make(scan: Scan, first: int, last: int, kind: str) -> Name | None:
    length = last - first
    if not (2 <= length <= _LONGEST or (length == 1 and _alone(scan.words[first]))):
        return None
    if _initials(scan, first, last, kind):
        return None
    hits = scan.starting[first]
    if hits and any(h.last == last and "place" in h.phrase.kinds for h in hits):
        return None
    shapes = scan.shapes[first:last]
    surface = scan.text[scan.starts[first] : scan.ends[last - 1]]
    value = " ".join(surface.split())
    if UPPER in shapes:
        if any(s == TITLE for s in shapes) or not all(is_vietnamese(w) for w in scan.words[first:last]):
            return None
        value = value.title()
    cues, left, hits = left_cues(scan, first)
    key = " ".join(scan.words[first:last]).replace("’", "'")
    name = Name(first, last, kind, value, key, cues, left, hits)
    name.post = post_before(scan, left)
    return name


def _initials(scan: Scan, first: int, last: int, kind: str) -> bool:
    """`Trần Minh T.`, `Hoàng Ngọc Th.`: a private person's name cut short."""
    word = scan.words[last - 1]
    if scan.shapes[last - 1] == INITIAL:
        return not (kind in ("prefix", "minority", "rare") and scan.gaps[last - 1][:1] != ".")
    return kind != "foreign" and first < last - 1 and _is_cut_short(word)


@lru_cache(maxsize=8192)
def _is_cut_short(word: str) -> bool:
    return _CONSONANTS.match(fold(word)) is not None


def left_cues(scan: Scan, first: int) -> tuple[frozenset[str], int, tuple[Hit, ...]]:
    """The kinds of what stands directly before syllable `first`, where it begins, and the phrases."""
    if not scan.ending[first]:
        return frozenset(), first, ()
    cues: set[str] = set()
    hits: list[Hit] = []
    at = first
    while at > 0 and len(hits) < _MOST_CUES:
        gap = scan.gaps[at - 1]
        for hit in scan.ending[at]:
            kinds = hit.phrase.kinds & LEFT_KINDS
            if kinds and _joins(gap, hit, kinds, cues):
                break
        else:
            break
        cues |= kinds
        hits.append(hit)
        at = hit.first
    return frozenset(cues), at, tuple(hits)


def _joins(gap: str, hit: Hit, kinds: frozenset[str], cues: set[str]) -> bool:
    if gap == " " or (gap.isspace() and "\n" not in gap):
        return True
    if gap in (".", ". ") and (hit.phrase.loose or kinds & {"title"}):
        return True
    if gap in (", ", " - ", " – ", "- ", ",") and kinds & {"rank", "title", "occupation"}:
        return bool(cues & {"title", "occupation", "honorific", "rank"}) or "rank" in kinds
    return False


_UNIT_PHRASE = 20  # syllables of a unit between a head and the name


def post_before(scan: Scan, at: int, *, past_comma: bool = False) -> Hit | None:
    """The head of a post whose unit phrase ends directly before syllable `at` (`Giám đốc Công an tỉnh X | Đại tá Y`).

    `past_comma` lets a comma stand before `at`.
    """
    i = bisect_right(scan.post_ends, at) - 1
    if i < 0 or scan.post_ends[i] < at - _UNIT_PHRASE:
        return None
    last = scan.post_ends[i]
    for k in range(at - 1, last - 2, -1):
        gap = scan.gaps[k]
        if gap != " " and not _inner(gap, scan.words[k]) and not (past_comma and gap == ", " and k == at - 1):
            return None
        if scan.ended(k + 1, "clause") is not None:
            return None
    return scan.posts[last]


def _inner(gap: str, word: str) -> bool:
    """A gap inside a unit's name: `TP. Huế`, `T.Ư`, `GD-ĐT`, `Tài nguyên - Môi trường`."""
    return (gap in (".", ". ") and is_abbreviation(word)) or gap in ("-", " - ", "&", " & ", " – ", "  ")
