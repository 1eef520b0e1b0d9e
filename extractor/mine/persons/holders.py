"""Who holds a post: reading one sentence from person to post and back.

Posts stand before a name (`Phó Thủ tướng X`; `Bí thư Chi bộ, Trung tá X`), behind it (`X, Bí thư …, Giám đốc …`;
`X - …`; `X (…)`), or behind a word of taking up, holding or leaving (`bổ nhiệm X giữ chức …`, `ông từng là …`).
All gaps between them are read on the compared text, with units, places, dates (§), ranks (®) and titles (~) that stand
there passed over.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TypeAlias

from corpus.mentions import Position
from extractor.mine.persons.gaps import BEHIND
from extractor.mine.persons.lexicon import lexicon
from extractor.mine.positions import HELD, PLURAL, TITLE

Passed: TypeAlias = tuple[int, int, str]
"""Start, end and symbol of what is passed over in a gap."""

_LONGEST_GAP = 110
_ACTING = len("quyền ")  # `được giao quyền | Trưởng Phòng`
_RELATIVE = re.compile(r"\s*,\s*(?:người|vốn|từng|vừa)\s")
_PASSIVE = re.compile(r"\s(?:(?:vừa|đã|mới)\s)?được\s")
_TENSE = re.compile(r"\s(?:sẽ|đã|đang|vừa|cũng|chưa|không|yêu cầu)\s")
_ACTIVE = re.compile(r"(?:làm|là|giữ|kiêm|đảm nhiệm|đảm nhận|cũng là)(?!\w)")
_BREAK = re.compile(r"[\"“”?!]")
_REACH = 260  # letters between a holder and a word of taking up, within one sentence


@dataclass(slots=True)
class Anchor:
    """Somebody in the text: a full name (`mention` its index), a short one, or a pronoun. `person` is the full name."""

    start: int
    end: int
    person: str | None
    mention: int | None = None
    pronoun: bool = False


@dataclass(slots=True)
class Post:
    """A post on its way to its holder. `anchors` are those whom it is said of; `stated` keeps it without a holder.

    `awaits`: a word of taking up or holding stands before it, and nobody whom it could be said of;
    `by_verb`: such a word stands before it or before the list that it is in.
    """

    position: Position
    anchors: list[Anchor] = field(default_factory=list)
    stated: bool = False
    awaits: bool = False
    by_verb: bool = False

    @property
    def start(self) -> int:
        """Where the post begins."""
        return self.position.start

    @property
    def end(self) -> int:
        """Where the post, with its unit, ends."""
        return self.position.end


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence: compared text, its items in order, and what is passed over in gaps."""

    low: str
    start: int
    end: int
    items: Sequence[Anchor | Post]
    passed: Sequence[Passed]
    passed_starts: Sequence[int] = ()
    before: Anchor | None = None

    def gap(self, start: int, end: int) -> str:
        """The compared text from `start` to `end` with what is passed over as its symbols."""
        if end - start > _LONGEST_GAP * 3:
            return "…"
        parts: list[str] = []
        at = bisect_left(self.passed_starts, start)
        for first, last, symbol in self.passed[at : bisect_left(self.passed_starts, end)]:
            if start <= first and last <= end:
                parts.append(self.low[start:first])
                parts.append(symbol)
                start = last
        parts.append(self.low[start:end])
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class _Patterns:
    tight: re.Pattern[str]
    loose: re.Pattern[str]
    chain: re.Pattern[str]
    before: re.Pattern[str]
    shared: re.Pattern[str]
    holding: re.Pattern[str]
    other: re.Pattern[str]
    follower: re.Pattern[str]
    listed: re.Pattern[str]
    several: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    words = lexicon().words
    filler = r"(?:[®~][\s.,/&–-]*)*"
    bracket = r"(?:\([^()]*\)\s*)?"
    verbs = [v for key in ("holding.taken", "holding.held", "holding.left") for v in words[key]]
    verb = "|".join(map(re.escape, sorted(set(verbs), key=len, reverse=True)))
    weak = "|".join(map(re.escape, words["holding.weak"]))
    noun = r"(?:(?:các|nhiều|một số)\s+)?(?:chức danh|chức vụ|chức|cương vị|vị trí|vai trò|trọng trách|nhiệm vụ|ghế)"
    other = "|".join(map(re.escape, words["holding.other"]))
    office = rf"(?:{verb})\s+{noun}(?:\s+là|[^,.;:]{{0,50}}\s(?:như|gồm|là))?"
    hold = rf"(?<!\w)(?:(?P<noun>{office})|(?!(?:{weak})[\s:]*\Z)(?:{verb}))(?:\s*:)?\s*\Z"
    return _Patterns(
        listed=re.compile(rf"\s*(?:,|và|,\s*và|cùng)\s*{filler}\Z"),
        several=re.compile(rf"\s*(?:gồm|là|gồm có)?\s*:?\s*{filler}\Z"),
        tight=re.compile(rf"\s*(?:§\s*|\|\s*)?{bracket}{filler}\Z"),
        loose=re.compile(rf"\s*(?:§\s*)?[,:–-]\s*{filler}\Z"),
        chain=re.compile(
            r"\s*(?:(?:,|kiêm nhiệm|kiêm|và|đồng thời|là|rồi|cùng|sau đó|tiếp đó|trước khi làm|§|–|-|;|từ|đến|của|thuộc"
            r"|\([^()]*\)|\))\s*)+\Z"
        ),
        before=re.compile(r"\s*(?:§\s*)?(?:,|kiêm|–|-|,\s*kiêm|đồng thời là)\s*\Z"),
        shared=re.compile(rf"\s*{bracket}[,–(-]?\s*(?:đều là|cùng là|là|đều giữ chức|cùng giữ chức)?\s*các\s*\Z"),
        holding=re.compile(hold),
        other=re.compile(rf"(?<!\w)(?:{other})\s+{filler}\Z"),
        follower=re.compile(rf"\s*(?:[,§\s]|nhiệm kỳ|khóa|\([^()]*\))*(?:đối với|cho|với|của)\s+{filler}\Z"),
    )


def bind(clause: Clause) -> None:
    """Give every post of the clause its anchors."""
    items = clause.items
    _bind_tight(clause, items)
    last: Anchor | Post | None = None
    for index, item in enumerate(items):
        if isinstance(item, Anchor):
            last = item if not item.pronoun else last
            continue
        if item.anchors:
            last = None
            continue
        _bind_behind(clause, items, index, last) or _bind_verb(clause, items, index)
        last = item if item.anchors or item.stated else None
    _bind_before(clause, items)


def _bind_tight(clause: Clause, items: Sequence[Anchor | Post]) -> None:
    """`Thứ trưởng | X`, `Giám đốc Công an tỉnh | Đại tá X`."""
    for index, (item, following) in enumerate(pairwise(items)):
        if isinstance(item, Post) and isinstance(following, Anchor) and not following.pronoun:
            gap = clause.gap(item.end, following.start)
            if len(gap) >= _LONGEST_GAP:
                continue
            if item.position.rule != PLURAL and _patterns().tight.match(gap):
                item.anchors = [following]
            elif item.position.rule == PLURAL and _patterns().several.match(gap):
                item.anchors = _listed_behind(clause, items, index + 1)


def _bind_behind(clause: Clause, items: Sequence[Anchor | Post], index: int, last: Anchor | Post | None) -> bool:
    """`X, Bí thư …, Giám đốc …`: behind a name, or behind a post that is somebody's already."""
    item = items[index]
    if last is None or not isinstance(item, Post):
        return False
    gap = _unplural(clause.gap(last.end, item.start), item)
    if len(gap) > _LONGEST_GAP:
        return False
    if isinstance(last, Post):
        if item.position.rule == PLURAL or not _patterns().chain.match(gap):
            return False
        if ";" in gap and not last.by_verb:
            return False
        item.anchors, item.stated, item.by_verb = list(last.anchors), last.stated, last.by_verb
        return True
    if item.position.rule == PLURAL:
        if _patterns().shared.match(clause.gap(last.end, item.start)):
            item.anchors = _listed(clause, items, index)
        return bool(item.anchors)
    if not BEHIND.match(gap) or _is_next_ones(clause, items, index) or _acts(clause, last, item, gap):
        return False
    item.anchors = [last]
    return True


def _acts(clause: Clause, source: Anchor, item: Post, gap: str) -> bool:
    """`Theo ông X, ngày 25-10, | Thủ tướng sẽ trình …`: the office itself acts, whom the report is from has another."""
    if item.position.unit is not None or "§" not in gap or not _TENSE.match(clause.low, item.end):
        return False
    before = clause.gap(max(clause.start, source.start - 60), source.start)
    return re.search(r"(?<!\w)theo\s[®~\s.,]*\Z", before) is not None


def _unplural(gap: str, item: Post) -> str:
    return gap.removesuffix("các ") if item.position.rule == PLURAL else gap


def _listed(clause: Clause, items: Sequence[Anchor | Post], index: int) -> list[Anchor]:
    """The names of the list that ends before a shared post (`A, B và C, các Phó Giám đốc …`)."""
    found: list[Anchor] = []
    end: int | None = None
    for item in reversed(items[:index]):
        if not isinstance(item, Anchor) or item.pronoun:
            break
        if end is not None and not _patterns().listed.match(clause.gap(item.end, end)):
            break
        found.append(item)
        end = item.start
    return found[::-1]


def _listed_behind(clause: Clause, items: Sequence[Anchor | Post], index: int) -> list[Anchor]:
    """The names of the list that begins at `index` (`3 Phó Thủ tướng: A, B và C`)."""
    found: list[Anchor] = []
    for item in items[index:]:
        if not isinstance(item, Anchor) or item.pronoun:
            break
        if found and not _patterns().listed.match(clause.gap(found[-1].end, item.start)):
            break
        found.append(item)
    return found


def _is_next_ones(clause: Clause, items: Sequence[Anchor | Post], index: int) -> bool:
    """`Phó Giám đốc …, Đại tá A, Trưởng Phòng …, Thượng tá B`: in a list that puts posts first, the post is B's."""
    if index < 2 or index + 1 >= len(items):
        return False
    before, owner, following = items[index - 2], items[index - 1], items[index + 1]
    if not isinstance(before, Post) or not isinstance(owner, Anchor) or not isinstance(following, Anchor):
        return False
    loose = _patterns().loose
    ahead = clause.gap(items[index].end, following.start)
    return bool(loose.match(clause.gap(before.end, owner.start)) and loose.match(ahead) and "®" in ahead)


def _bind_before(clause: Clause, items: Sequence[Anchor | Post]) -> None:
    """`Bí thư Chi bộ, Trung tá X`; `Bí thư Đảng ủy, Giám đốc Công an tỉnh X`: from the name backwards."""
    for index in range(len(items) - 2, -1, -1):
        item, following = items[index], items[index + 1]
        if not isinstance(item, Post) or item.anchors or (item.position.rule != HELD and not item.awaits):
            continue
        gap = clause.gap(item.end, following.start)
        if len(gap) > _LONGEST_GAP:
            continue
        if isinstance(following, Anchor):
            if not following.pronoun and _patterns().loose.match(gap) and _opens(items, index, gap):
                item.anchors = [following]
        elif following.anchors and following.anchors[0].start > following.start and _patterns().before.match(gap):
            item.anchors = list(following.anchors)
            item.stated = False


def _opens(items: Sequence[Anchor | Post], index: int, gap: str) -> bool:
    """A post before a comma and a name is that name's, where a rank or title stands between or nobody came before."""
    item = items[index]
    if (isinstance(item, Post) and item.awaits) or "®" in gap or index == 0:
        return True
    return re.search(r"[^\s,:§–-]", gap) is not None


def _bind_verb(clause: Clause, items: Sequence[Anchor | Post], index: int) -> bool:
    """`bổ nhiệm X giữ chức | Phó Giám đốc …`, `ông từng là | …`, `miễn nhiệm chức vụ | … | đối với ông X`."""
    item = items[index]
    if not isinstance(item, Post) or item.position.rule == PLURAL:
        return False
    match = _holding(clause, item.start) or (_holding(clause, item.start + _ACTING) if item.position.acting else None)
    if match is None:
        return False
    holder = _follower(clause, items, index)
    if holder is not None:
        item.anchors = [holder]
        return True
    if _said_of_post(clause, items, index, match):
        return False
    holder = None if _appoints(clause, match) else _subject(clause, items, index, match)
    if holder is not None:
        item.anchors = [holder] if holder.pronoun else _everyone(clause, items, index, holder, match.start())
        item.by_verb = True
        return True
    item.awaits = True
    item.stated = _is_change(match[0]) and item.position.rule != TITLE and item.position.unit is not None
    return item.stated


def _appoints(clause: Clause, match: re.Match[str]) -> bool:
    """`Huyện uỷ bầu bổ sung chức danh …`: who stands before gives the post, and nobody who gets it stands between."""
    words = "|".join(map(re.escape, lexicon().words["holding.appointing"]))
    if not re.match(rf"(?:{words})(?!\w)", match[0]) or re.search(r"\b(?:làm|giữ)\b", match[0]):
        return False
    before = clause.low[max(clause.start, match.start() - 50) : match.start()]
    return not re.search(r"(?:được|trúng|tái)\s+(?:\w+\s+){0,6}\Z", before)


def _everyone(clause: Clause, items: Sequence[Anchor | Post], index: int, holder: Anchor, verb: int) -> list[Anchor]:
    """`A và B giữ chức …`: both; `A, Phó Giám đốc …, và B, Trưởng Phòng …, được bầu làm …`: both."""
    at = items.index(holder)
    found = _listed(clause, items, at + 1)
    if at + 1 < index and at >= 2 and len(found) == 1 and "," in clause.gap(items[index - 1].end, verb):
        before, first = items[at - 1], items[at - 2]
        joined = re.match(r"\s*,?\s*(?:và|cùng)\s", clause.gap(before.end, holder.start))
        if isinstance(before, Post) and isinstance(first, Anchor) and first in before.anchors and joined:
            found = [first, *found]
    return found


def _said_of_post(clause: Clause, items: Sequence[Anchor | Post], index: int, match: re.Match[str]) -> bool:
    """`do Chủ tịch UBND tỉnh | làm | trưởng ban`: an office holds the post, nobody named."""
    before = items[index - 1] if index > 0 else None
    if not isinstance(before, Post) or before.anchors or before.end > match.start() or not _ACTIVE.match(match[0]):
        return False
    gap = clause.gap(before.end, match.start())
    return len(gap) < 30 and not re.search(r"[,;.:]", gap)


def _holding(clause: Clause, end: int) -> re.Match[str] | None:
    return _patterns().holding.search(clause.low, max(clause.start, end - 60), end)


def _is_change(phrase: str) -> bool:
    first = phrase.split()[0]
    taken = {word.split()[0] for word in lexicon().words["holding.taken"]} - {"được", "giữ", "làm"}
    return first in taken


def _follower(clause: Clause, items: Sequence[Anchor | Post], index: int) -> Anchor | None:
    for following in items[index + 1 : index + 3]:
        if isinstance(following, Anchor) and not following.pronoun:
            gap = clause.gap(items[index].end, following.start)
            return following if len(gap) < _LONGEST_GAP and _patterns().follower.match(gap) else None
    return None


def _is_said_of_other(clause: Clause, items: Sequence[Anchor | Post], other: Anchor) -> bool:
    """`… làm Giám đốc, thay thế ông X | được phê chuẩn giữ chức …`: with a post of his own, who goes is spoken of."""
    if _RELATIVE.match(clause.low, other.end):
        return True
    at = items.index(other)
    before = items[at - 1] if at > 0 else None
    return isinstance(before, Post) and bool(before.anchors) and _PASSIVE.match(clause.low, other.end) is not None


def _goes_on(between: str, verb: str) -> bool:
    """`X được chỉ định …; giới thiệu để HĐND bầu | giữ chức`: behind the semicolon the same person takes up more."""
    words = "|".join(map(re.escape, lexicon().words["holding.taken"]))
    behind = between.rpartition(";")[2] + verb
    return re.match(rf"\s*(?:(?:và|đồng thời|được|sau đó|nay)\s+)*(?:{words})(?!\w)", behind) is not None


def _subject(clause: Clause, items: Sequence[Anchor | Post], index: int, match: re.Match[str]) -> Anchor | None:
    """Whom the word of taking up is said of: the nearest before it who is not being replaced."""
    verb, taken = match.start(), _is_change(match[0])
    for candidate in reversed(items[:index]):
        if verb - candidate.end > _REACH:
            break
        if not isinstance(candidate, Anchor):
            continue
        between = clause.low[candidate.end : verb]
        if _BREAK.search(between) or (taken and ";" in between and not _goes_on(between, match[0])):
            return None
        before = clause.gap(max(clause.start, candidate.start - 60), candidate.start)
        if _patterns().other.search(before) and not _is_said_of_other(clause, items, candidate):
            continue
        return candidate
    return clause.before
