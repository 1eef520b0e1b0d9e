"""Names that somebody only bears for show: an impostor's (`giả danh Đại tá X`) and a part's (`vào vai Đại úy X`).

What is said of such a name there is said of nobody: no rank, no post is tied. Who invents a name for himself or plays
it names nobody (flag `hidden`); the name that an impostor takes from somebody else stays a mention (`assumed`). The
words are in `person_cues.toml`, section `guise`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from extractor.mine.persons.before import post_before
from extractor.mine.persons.hits import Hit
from extractor.mine.persons.lexicon import lexicon
from extractor.mine.persons.names import Name
from extractor.mine.persons.scan import Scan

ASSUMED, CLAIMED, PART, HIDDEN = "assumed", "claimed", "part", "hidden"
"""Flags: another's name, a name of one's own making, a part's name; what `people` leaves out."""

_KINDS = {"guise.assumed": ASSUMED, "guise.claimed": CLAIMED, "guise.part": PART}
_PASSED = frozenset({"rank", "title", "honorific", "occupation", "rank.force", "introduces", "guise.between"})
_STEPS = 6
_NEAR = 25  # syllables around a `nhân vật` in which a word of fiction tells that it is one
_OPENS = frozenset({" ", ": ", ' "', " “", " '", " ‘"})
_AND = re.compile(r"\s(?:và|hoặc|hay|cùng)\s")
_LISTED = re.compile(r"\s*,\s")


def wear(scan: Scan, names: Sequence[Name]) -> None:
    """Set the flags of the names that are worn for show, in place of all others."""
    previous: Name | None = None
    for name in names:
        flag = _guise(scan, name) or (_carried(scan, previous, name) if previous is not None else None)
        if flag is not None:
            past = name.key in lexicon().historical
            if flag != ASSUMED and not past:
                name.flags = {flag, HIDDEN}
            elif past or name.post is not None or "rank" in name.cues:
                name.flags = {"known", ASSUMED}
            else:
                name.flags.add(ASSUMED)  # a private person stays one
            previous = name
        else:
            previous = None


def hide(groups: Iterable[Sequence[Name]]) -> None:
    """Hide all mentions of a part's name, unless the article has a bearer of it with a rank or a post."""
    for names in groups:
        if any(PART in n.flags for n in names) and not any("post" in n.flags for n in names):
            for name in names:
                name.flags.add(HIDDEN)


def is_worn(name: Name) -> bool:
    """Whether nothing is said here of whoever has the name."""
    return ASSUMED in name.flags or HIDDEN in name.flags


def worn_ranks(scan: Scan, names: Iterable[Name]) -> set[int]:
    """Where ranks begin (offsets) that stand before names worn for show: nobody's."""
    return {scan.starts[h.first] for n in names if is_worn(n) for h in n.hits if "rank" in h.phrase.kinds}


def is_worn_rank(scan: Scan, first: int) -> bool:
    """Whether the rank at syllable `first`, before a name that was not read, is a part's or a title's: `vai Đại úy X`.

    So in a work's title: `tiểu thuyết "Thiếu tá X"`.
    """
    if scan.gaps[first - 1] not in _OPENS:
        return False
    for hit in scan.ending[first]:
        if hit.phrase.kinds & _WORDS:
            return "guise.none" not in hit.phrase.kinds
        if "named_after" in hit.phrase.kinds and hit.first == scan.ending[first][0].first:
            return True
    return False


def is_fake_rank(scan: Scan, end: int) -> bool:
    """Whether a word behind the rank that ends at offset `end` says that it is none: `quân hàm Thiếu tá | giả`.

    A word of a force may stand between (`Thiếu tá công an rởm`).
    """
    sets, at = lexicon().sets, scan.at(end)
    if (force := scan.hit(at, "rank.force")) is not None and scan.gaps[at - 1] == " ":
        at = force.last
    if at >= len(scan.words) or scan.gaps[at - 1] not in _OPENS:
        return False
    two = " ".join(scan.words[at : at + 2])
    return two not in sets["barred.not_fake"] and (two in sets["barred.fake"] or scan.words[at] in sets["barred.fake"])


def pretends(scan: Scan, last: int) -> bool:
    """`X | mạo danh Trung tá`, `X, | tự xưng là Phó Cục trưởng`: who is named before claims a rank or a post."""
    if last >= len(scan.words) or scan.gaps[last - 1] not in (" ", ", "):
        return False
    hit = next((h for h in scan.starting[last] if not h.phrase.kinds.isdisjoint(_CLAIMS)), None)
    if hit is None or scan.gaps[hit.last - 1] not in _OPENS:
        return False
    return scan.head(hit.last) is not None or scan.hit(hit.last, "rank") is not None


_CLAIMS = frozenset({"guise.assumed", "guise.claimed"})


def _guise(scan: Scan, name: Name) -> str | None:
    if not scan.ending[name.left] and not name.hits and name.post is None:
        return None
    if len(name.hits) > 1 and any("guise.actor" in h.phrase.kinds for h in name.hits):
        return None  # trong vai Thượng tá, diễn viên X
    titled = name.post is not None
    for hit in name.hits:
        if hit.phrase.kinds & _FIGURES:
            return _figure(scan, hit, titled=titled)
        if (flag := _flag(scan, hit)) is not None:
            return flag
        titled = titled or "rank" in hit.phrase.kinds
    return _before(scan, name, titled=titled)


def _before(scan: Scan, name: Name, *, titled: bool) -> str | None:
    """Walk back over titles and posts to a word of pretending."""
    at, comma = name.left, False
    for _ in range(_STEPS):
        opened = scan.gaps[at - 1] in _OPENS
        hit = next((h for h in scan.ending[at] if h.phrase.kinds & _WORDS), None) if opened else None
        if hit is not None and hit.phrase.kinds & _FIGURES:
            return _figure(scan, hit, titled=titled)
        if hit is not None and "guise.none" in hit.phrase.kinds:
            return None  # người bị mạo danh là X
        flag = _flag(scan, hit) if hit is not None else None
        if flag is not None:
            return None if comma and (flag != ASSUMED or scan.hit(name.last, "speech") is not None) else flag
        if opened and at in scan.posts and scan.gaps[at - 1] == " ":
            at, titled = scan.posts[at].first, True
            continue
        if opened and (passed := next((h for h in scan.ending[at] if h.phrase.kinds & _PASSED), None)) is not None:
            titled = titled or "rank" in passed.phrase.kinds
            at = passed.first
            continue
        if scan.gaps[at - 1] == ", " and titled and (rank := scan.ended(at, "rank")) is not None:
            at = rank.first  # đóng vai Thượng tá, Trưởng phòng … X
            continue
        post = post_before(scan, at, past_comma="rank" in name.cues)
        if post is None or post.first >= at:
            return None
        comma = comma or scan.gaps[at - 1].startswith(",")
        at, titled = post.first, True
    return None


_FIGURES = frozenset({"guise.figure", "guise.lead"})
_WORDS = frozenset({*_KINDS, *_FIGURES, "guise.none"})


def _figure(scan: Scan, hit: Hit, *, titled: bool) -> str | None:
    """`nhân vật Đại úy X`, `nhân vật X của phim`, `vai chính Đại úy X`; but `vai chính X` is the actor."""
    if "guise.none" in scan.ending[hit.last][0].phrase.kinds:
        return None
    return PART if titled or ("guise.figure" in hit.phrase.kinds and _is_fiction(scan, hit)) else None


def _flag(scan: Scan, hit: Hit) -> str | None:
    """What a word makes of the name behind it; `vỗ | vai`, `bị | mạo danh`: nothing."""
    longest = scan.ending[hit.last][0]
    if "guise.none" in longest.phrase.kinds:
        return None
    return next((flag for kind, flag in _KINDS.items() if kind in hit.phrase.kinds), None)


def _is_fiction(scan: Scan, hit: Hit) -> bool:
    """`Nhân vật Lê Hoài trong phim`: a word of the arts in the same sentence."""
    for step, first in ((-1, hit.first - 1), (1, hit.last)):
        at = first
        for _ in range(_NEAR):
            if not 0 <= at < len(scan.words):
                break
            gap = scan.gaps[at] if step < 0 else scan.gaps[at - 1]
            if gap[:1] in (".", "!", "?", "\n"):
                break
            if scan.hit(at, "guise.fiction") is not None:
                return True
            at += step
    return False


def _carried(scan: Scan, previous: Name, name: Name) -> str | None:
    """`mạo danh Đại tá A và Thượng tá B`: a list goes on, unless its last acts himself."""
    if scan.hit(name.last, "speech") is not None or any(h.phrase.kinds & _WORDS for h in scan.starting[name.last]):
        return None
    post = scan.posts.get(name.left) or name.post
    first = name.left if post is None or post.first < previous.last else post.first
    between = scan.canon[scan.ends[previous.last - 1] : scan.starts[first]]
    flag = next((flag for flag in _KINDS.values() if flag in previous.flags), None)
    if _AND.fullmatch(between) or (flag != PART and "rank" in name.cues and _LISTED.fullmatch(between)):
        return flag
    return None
