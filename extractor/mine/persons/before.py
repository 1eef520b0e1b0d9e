"""What stands before a name: titles, ranks and the like that speak of a person, and the head of a post."""

from __future__ import annotations

from bisect import bisect_right

from extractor.mine.persons.foreign import LEFT_KINDS
from extractor.mine.persons.hits import Hit
from extractor.mine.persons.lexicon import last_words, lexicon
from extractor.mine.persons.scan import LOWER, Scan, is_abbreviation

_MOST_CUES = 8


def left_cues(scan: Scan, first: int) -> tuple[frozenset[str], int, tuple[Hit, ...]]:
    """The kinds of what stands directly before syllable `first`, where it begins, and the phrases."""
    cues: set[str] = set()
    hits: list[Hit] = []
    at = first
    while at > 0 and len(hits) < _MOST_CUES:
        gap = scan.gaps[at - 1]
        for hit in scan.ending[at]:
            kinds = hit.phrase.kinds & LEFT_KINDS
            if kinds and _joins(gap, hit, kinds, cues):
                break
            if gap == " " and "head" in hit.phrase.kinds and at in scan.posts and scan.posts[at].first == hit.first:
                return frozenset(cues), at, tuple(hits)  # Thủ | tướng X is no title
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
    if (gap, "rank.force" in kinds) == (") ", True) or (gap, "rank" in kinds) == (" (", "rank.force" in cues):
        return True  # Trung úy (QNCN) | X
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
    words, gaps, closing = scan.words, scan.gaps, last_words("clause")
    for k in range(at - 1, last - 2, -1):
        gap = gaps[k]
        if gap != " " and not _inner(gap, words[k]) and not (past_comma and gap == ", " and k == at - 1):
            return None
        if words[k] in closing and _joins_name(scan, k, at):
            continue
        clause = scan.ended(k + 1, "clause") if words[k] in closing else None
        if clause is not None and not any(h.first < clause.first for h in scan.ending[k + 1]):  # Ngoại giao
            return None
    return scan.posts[last]


def _joins_name(scan: Scan, k: int, at: int) -> bool:
    """Whether `và` at syllable k stands inside a unit's name: `HĐND và UBND`, `Sở Giáo dục và Đào tạo | tỉnh`."""
    words, after = scan.words, k + 1
    if words[k] not in lexicon().words["gap.joining"] or after >= at:
        return False
    if " ".join(words[k - 1 : k + 2]) in lexicon().words["position.joint"]:
        return True
    if scan.shapes[after] == LOWER or not any(scan.shapes[max(k - 2, 0) : k]):
        return False
    if scan.hit(after, "compound") is not None:
        return True  # Thương binh và Xã hội
    return not any(h.phrase.kinds & _NO_FIELD for h in scan.starting[after])


_NO_FIELD = frozenset({"head", "body", "rank", "honorific", "title"})


def _inner(gap: str, word: str) -> bool:
    """A gap inside a unit's name: `TP. Huế`, `T.Ư`, `GD-ĐT`, `Tài nguyên - Môi trường`."""
    return (gap in (".", ". ") and is_abbreviation(word)) or gap in ("-", " - ", "&", " & ", " – ", "  ")
