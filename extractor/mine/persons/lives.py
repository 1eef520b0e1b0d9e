"""Lists of what somebody has been: their posts are his whose life is told, though no line of the list names him.

`Quá trình công tác: | - Từ 2010 đến 2015: Phó Giám đốc Sở Y tế; | - Tháng 6/2015: Giám đốc Sở Y tế.`
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from corpus.mentions import DateExpression
from corpus.text import canon
from extractor.gazetteer import table
from extractor.mine.persons.anchors import Anchors
from extractor.mine.persons.clause import Anchor, Post

_REACH = 2_000
"""Letters from the words that open a list to a post in it."""
_BEFORE = 200
"""Letters before these words in which he is named."""
_LINE = 160
"""Letters from the beginning of a line to its post."""
_MARKS = " \t-–—+•*·:,."
_STARTS = ("", "từ", "kể từ", "đến", "giai đoạn", "(từ")


def bind_lives(low: str, anchors: Anchors, posts: Sequence[Post], dates: Sequence[DateExpression]) -> None:
    """Give posts without a holder that a dated line begins with to whom the list is about. `low` is compared text."""
    free = [p for p in posts if not p.anchors and not p.closed]
    if not free or not dates or not anchors.full:
        return
    starts = [d.start for d in dates]
    for post in free:
        line = max(low.rfind(mark, max(0, post.start - _LINE), post.start) for mark in ("\n", ";", ". ")) + 1
        own = dates[bisect_left(starts, line) : bisect_left(starts, post.start)]
        if not own or low[line : own[0].start].strip(_MARKS) not in _STARTS:
            continue
        gap = low[own[-1].end : post.start].strip(_MARKS)
        if gap and gap not in _words("link"):
            continue
        subject = _subject(low, anchors, line)
        if subject is not None:
            post.anchors = [Anchor(subject.start, subject.end, subject.person)]


def _subject(low: str, anchors: Anchors, line: int) -> Anchor | None:
    """The only one named from the words that open the list on, else the last one before these."""
    floor = max(0, line - _REACH)
    opening = max(low.rfind(phrase, floor, line) for phrase in _words("opens"))
    if opening < 0:
        return None
    named = [a for a in anchors.full if opening - _BEFORE <= a.start < line]
    people = {a.person for a in named}
    if len(people) > 1:
        people = {a.person for a in named if a.start >= opening}
    if len(people) == 1:
        return next(a for a in named if a.person in people)
    return anchors.latest(opening) if not people else None


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(canon(row["phrase"]) for row in table("life_words") if row["kind"] == kind)
