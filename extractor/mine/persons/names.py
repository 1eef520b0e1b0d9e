"""Full names: runs of capitals that begin with a family name, or follow a word that names a person.

A name is 2 to 5 syllables, family name first (`Nguyễn Thị Minh Khai`); the minorities' names follow their own patterns
(`Thào A Sử`, `Y Blô Niê`, `H'Hen Niê`, `K'Brếp`), foreign ones have no family name of the list and need a word before
them (`Tổng thống`, `ông`, `HLV`) or a known given name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from corpus.text import canon, fold
from extractor.mine.persons.lexicon import lexicon
from extractor.mine.persons.scan import INITIAL, LOWER, TITLE, UPPER, Hit, Scan, is_abbreviation

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
        found.extend(_of_run(scan, first, last))
    return found


def runs(scan: Scan) -> Iterator[tuple[int, int]]:
    """Maximal runs of capitalised syllables with one blank between; capitals throughout keep to themselves."""
    shapes, count, done = scan.shapes, len(scan.shapes), 0
    for i in [k for k, shape in enumerate(shapes) if shape != LOWER]:
        if i < done:
            continue
        last, style = i + 1, shapes[i]
        while last < min(count, i + _LONGEST_RUN) and _goes_on(scan, last, style):
            style = shapes[last] if style == INITIAL and shapes[last] != LOWER else style
            last += 1
        if last - i > 1 or "'" in scan.words[i] or "’" in scan.words[i]:
            yield i, last
        done = last


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


def _of_run(scan: Scan, first: int, last: int) -> Iterator[Name]:
    start = _strip(scan, first, last)
    while start < last:
        if start + 1 == last and not _alone(scan.words[start]):
            return
        begin, kind = _begin(scan, start, last, direct=_direct(scan, start))
        if kind == "":
            return
        end = _end(scan, begin, last)
        name = _make(scan, begin, end, kind)
        if name is not None:
            yield name
        start = _strip(scan, max(end, begin + 1), last)
        if end < last and not scan.starting.get(end):
            return


def _alone(word: str) -> bool:
    return len(word) > 3 and word[1] in "'’"


def _strip(scan: Scan, start: int, last: int) -> int:
    """Past the ranks, posts, titles, units, places and opening words that a run begins with."""
    while start < last:
        step = 0
        for hit in scan.starting.get(start, ()):
            kinds = hit.phrase.kinds
            if hit.last > last:
                if kinds & _STRIPPED:  # `Phó Chủ | tịch`, `Công | an`: the phrase goes on in small letters
                    step = last - start
            elif (
                (kinds & _STRIPPED and (hit.last - hit.first > 1 or not _family(scan, start, last)))
                or kinds & {"honorific", "kin"}
                or ("country" in kinds or ("place" in kinds and not _longer_name(scan, hit, last)))
            ):
                step = max(step, hit.last - start)
        if not step:
            break
        start += step
    return start


_STRIPPED = frozenset(
    {"rank", "head", "title", "occupation", "sector", "body", "introduces", "named_after", "level", "honorific"}
)


def _longer_name(scan: Scan, hit: Hit, last: int) -> bool:
    """`ông Hoàng Hà Anh` is a name although `Hoàng Hà` is a place: a person's word before, no new family name."""
    if hit.last >= last or not _direct(scan, hit.first):
        return False
    return not _family(scan, hit.last, last) or last - hit.last < 2


def _direct(scan: Scan, i: int) -> bool:
    kinds = ("rank", "title", "honorific", "occupation", "kin", "private.before")
    return any(scan.before(i, kind) for kind in kinds)


def _family(scan: Scan, i: int, last: int) -> tuple[int, str] | None:
    """Length and kind of the family name that begins with syllable `i`."""
    for words, kind in lexicon().families.get(scan.words[i], ()):
        if i + len(words) <= last and tuple(scan.words[i : i + len(words)]) == words:
            return len(words), kind
    if scan.words[i][:2] in _PREFIXES:
        return 1, "prefix"
    return None


_PREFIXES = frozenset(f"{letter}{mark}" for letter in "hkmr" for mark in "'’")


def _begin(scan: Scan, start: int, last: int, *, direct: bool) -> tuple[int, str]:
    """Where in the run the name begins, and its kind; kind is empty where there is none."""
    own = _family(scan, start, last)
    later = _later(scan, start, last)
    if own is not None:
        after_level = scan.tail(start, "level") is not None
        if later is not None and not direct and (own[1] != "common" or after_level):
            return later, "common"
        return start, own[1]
    if direct or scan.before(start, "head") or scan.before(start, "country") or scan.before(start, "sector"):
        return start, "foreign" if _foreign(scan, start, last) else "none"
    if later is not None and (last - later > 2 or scan.starting.get(start)):
        return later, "common"
    return start, "foreign" if _foreign(scan, start, last) else "none"


def _later(scan: Scan, start: int, last: int) -> int | None:
    for k in range(start + 1, last - 1):
        family = _family(scan, k, last)
        if family is not None and family[1] == "common" and 2 <= last - k <= 4:
            return k
    return None


def _foreign(scan: Scan, start: int, last: int) -> bool:
    words = scan.words[start:last]
    return words[0] in lexicon().foreign or any(not is_vietnamese(w) for w in words)


def _end(scan: Scan, begin: int, last: int) -> int:
    """A post, rank or unit written in capitals ends the name."""
    for k in range(begin + 2, last):
        for hit in scan.starting.get(k, ()):
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
    if any(h.last == last and "place" in h.phrase.kinds for h in scan.starting.get(first, ())):
        return None
    shapes = scan.shapes[first:last]
    surface = scan.text[scan.starts[first] : scan.ends[last - 1]]
    value = " ".join(surface.split())
    if UPPER in shapes:
        if any(s == TITLE for s in shapes) or not all(is_vietnamese(w) for w in scan.words[first:last]):
            return None
        value = value.title()
    cues, left, hits = left_cues(scan, first)
    name = Name(first, last, kind, value, canon(value.replace("’", "'")), cues, left, hits)
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
    cues: set[str] = set()
    hits: list[Hit] = []
    at = first
    while at > 0 and len(hits) < _MOST_CUES:
        gap = scan.gaps[at - 1]
        found = next((h for h in scan.ending.get(at, ()) if _joins(gap, h, cues)), None)
        if found is None:
            break
        cues |= found.phrase.kinds & LEFT_KINDS
        hits.append(found)
        at = found.first
    return frozenset(cues), at, tuple(hits)


def _joins(gap: str, hit: Hit, cues: set[str]) -> bool:
    kinds = hit.phrase.kinds & LEFT_KINDS
    if not kinds:
        return False
    if gap == " " or (gap.isspace() and "\n" not in gap):
        return True
    if gap in (".", ". ") and (hit.phrase.loose or kinds & {"title"}):
        return True
    if gap in (", ", " - ", " – ", "- ", ",") and kinds & {"rank", "title", "occupation"}:
        return bool(cues & {"title", "occupation", "honorific", "rank"}) or "rank" in kinds
    return False


def post_before(scan: Scan, at: int, *, past_comma: bool = False) -> Hit | None:
    """The head of a post whose unit phrase ends directly before syllable `at` (`Giám đốc Công an tỉnh X | Đại tá Y`).

    `past_comma` lets a comma stand before `at`.
    """
    for k in range(at - 1, max(at - 22, -1), -1):
        gap = scan.gaps[k]
        if gap != " " and not _inner(gap, scan.words[k]) and not (past_comma and gap == ", " and k == at - 1):
            return None
        if any("clause" in h.phrase.kinds for h in scan.ending.get(k + 1, ())):
            return None
        for hit in scan.ending.get(k + 1, ()):
            if "head" in hit.phrase.kinds and scan.head(hit.first) is not None:
                return hit
    return None


def _inner(gap: str, word: str) -> bool:
    """A gap inside a unit's name: `TP. Huế`, `T.Ư`, `GD-ĐT`, `Tài nguyên - Môi trường`."""
    return (gap in (".", ". ") and is_abbreviation(word)) or gap in ("-", " - ", "&", " & ", " – ", "  ")
