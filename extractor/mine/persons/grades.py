"""Whose a rank is: the name behind it, the person it stands for, or the one who receives or loses it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from functools import cache
from operator import attrgetter

from corpus.article import Document
from corpus.mentions import Rank
from corpus.spans import Span
from extractor.mine.cues import Cues
from extractor.mine.persons.anchors import Anchors
from extractor.mine.persons.clause import Anchor, Post
from extractor.mine.persons.gaps import any_of, behind, listed_names
from extractor.mine.persons.guises import is_fake_rank, is_worn_rank, worn_ranks
from extractor.mine.persons.lexicon import lexicon
from extractor.mine.persons.people import people, unlisted
from extractor.mine.persons.rises import tell_rises
from extractor.mine.persons.scan import Scan, scan
from extractor.mine.persons.unread import stands_unread
from extractor.mine.ranks import ALONE, GRADE, NAMED, is_plural

_NEAR = 90  # letters between a rank and the name it belongs to, posts and titles between them
_MOST_POSTS = 6  # between a rank and its name
_WINDOW = 200  # letters around a rank in which a word says that ranks change hands


@dataclass(frozen=True, slots=True)
class StatedRanks:
    """Ranks with their persons, and the rank stated at each mention of a full name (by its index)."""

    ranks: list[Rank]
    of_mention: dict[int, str]


def tie_ranks(
    document: Document,
    cues: Cues,
    anchors: Anchors,
    ranks: Sequence[Rank],
    marked: Container[int],
    posts: Sequence[Post],
) -> StatedRanks:
    """Tie each rank to a person; a rank of nobody is left out.

    `marked` is where mentions and people begin; `posts` have their holders.
    """
    reader = _Reader(document, cues, anchors, marked, posts)
    tied: list[Rank] = []
    text = document.text
    worn = worn_ranks(reader.scan, (*people(text), *unlisted(text)))
    for rank in ranks:
        if rank.start in worn or (text[rank.end : rank.end + 1] == "," and reader.is_worn(rank)):
            continue
        if is_fake_rank(reader.scan, rank.end):
            continue
        person = reader.holder(rank)
        if person is not None or (rank.rule == NAMED and reader.is_somebodys(rank)):
            tied.append(replace(rank, person=person))
    return StatedRanks(tell_rises(document, cues.canon, tied), reader.stated)


class _Reader:
    """Reads ranks in order, remembering who was last named with which rank."""

    def __init__(
        self, document: Document, cues: Cues, anchors: Anchors, marked: Container[int], posts: Sequence[Post]
    ) -> None:
        self.document = document
        self.marked = marked
        self.posts = posts
        self.low = cues.canon
        self.scan: Scan = scan(document.text)
        self.anchors = anchors
        self.starts = [a.start for a in anchors.all]
        self.stated: dict[int, str] = {}
        self.holders: dict[str, str] = {}
        self.direct: set[int] = set()
        self.promoted: dict[int, str] = {}

    def holder(self, rank: Rank) -> str | None:
        if rank.rule == NAMED and (anchor := self._named(rank)) is not None:
            if anchor.mention is not None:
                self.stated[anchor.mention] = rank.text
                self.direct.add(anchor.mention)
            if anchor.person is not None:
                self.holders[rank.value] = anchor.person
            self._share(rank, anchor)
            return anchor.person
        if rank.rule == GRADE:
            return self._graded(rank)
        if rank.rule == ALONE:
            return self._through_post(rank) or self._behind(rank) or self.holders.get(rank.value)
        return None

    def is_somebodys(self, rank: Rank) -> bool:
        """`Đại tá Quyết` where the article never names him in full: still somebody's rank, but no part's."""
        at = self.scan.at(rank.end)
        if at >= len(self.scan.words) or self.scan.gaps[at - 1] != " " or len(self.scan.words[at]) < 2:
            return False
        return not self.is_worn(rank)

    def is_worn(self, rank: Rank) -> bool:
        """`vai Đại úy Hoàng`, `trong vai Thượng tá, diễn viên X`: the rank of a part."""
        return is_worn_rank(self.scan, self.scan.at(rank.start))

    def _named(self, rank: Rank) -> Anchor | None:
        i = bisect_left(self.starts, rank.end)
        while i < len(self.anchors.all) and self.anchors.all[i].pronoun:
            i += 1
        if i == len(self.anchors.all) or self.anchors.all[i].start - rank.end > _NEAR:
            return None
        if self.anchors.all[i].start >= self.document.sentence_of(Span(rank.start, rank.end)).end:
            return None
        between = self.low[rank.end : self.anchors.all[i].start]
        if between == ": ":  # Các đồng chí Đại tá: A, B
            return self.anchors.all[i]
        if stands_unread(self.scan, rank.end, self.anchors.all[i].start, self.marked):
            return None  # Đại úy Hoàng trao quà cho ông X
        return None if _patterns().ends.search(between) else self.anchors.all[i]

    def _share(self, rank: Rank, first: Anchor) -> None:
        """`Các Thượng tá A, B và C`, `các đồng chí Đại tá A, B`: the others of the list have the rank too."""
        if self.low[rank.end : first.start] != ": " and not is_plural(self.scan, self.scan.at(rank.start)):
            return
        end = first.end
        for anchor in self.anchors.all[bisect_left(self.starts, end) :]:
            if anchor.pronoun or not listed_names().match(self.low[end : anchor.start]):
                return
            if anchor.mention is not None:
                self.stated[anchor.mention] = rank.text
                self.direct.add(anchor.mention)
            end = anchor.end

    def _through_post(self, rank: Rank) -> str | None:
        """`Thượng tá, Trưởng Phòng X Lê Văn B`: posts between the rank and its name."""
        anchor = self._named(rank)
        if anchor is None or anchor.mention is None:
            return None
        between = self.low[rank.end : anchor.start]
        if not between.lstrip().startswith((",", "-", "–")) and not self.scan.hit(self.scan.at(rank.end), "head"):
            return None
        i = bisect_left(self.posts, rank.end, key=attrgetter("start"))
        posts = [p for p in self.posts[i : i + _MOST_POSTS] if p.start < anchor.start]
        if posts and all(a.person != anchor.person for p in posts for a in p.anchors):
            return None  # Đại úy, Đội trưởng Hoàng trao quà cho ông X
        self.stated[anchor.mention] = rank.text
        self.direct.add(anchor.mention)
        return anchor.person

    def _behind(self, rank: Rank) -> str | None:
        """`ông X, nguyên Thiếu tá, Trợ lý tác huấn`: said of the name before it."""
        j = bisect_left(self.starts, rank.start) - 1
        if j < 0 or rank.start - self.anchors.all[j].end > _NEAR:
            return None
        anchor = self.anchors.all[j]
        between = _patterns().former.sub("", self.low[anchor.end : rank.start])
        if anchor.pronoun or not behind().match(between):
            return None
        if anchor.mention is not None and anchor.mention not in self.direct:
            self.stated[anchor.mention] = rank.text
        return anchor.person

    def _graded(self, rank: Rank) -> str | None:
        """`thăng cấp bậc hàm từ Thượng tá lên Đại tá cho đồng chí X`, `X được thăng lên Thiếu tướng`."""
        sentence = self.document.sentence_of(Span(rank.start, rank.end))
        if not self._changes(rank, sentence):
            return None
        if self._to_unnamed(rank, sentence):
            person = self.holders.get(rank.value) or self.promoted.get(sentence.start)
            if person is not None:
                self.promoted[sentence.start] = self.holders[rank.value] = person
            return person
        anchor = self._receiver(rank, sentence)
        if anchor is None:
            return None
        if anchor.mention is not None and anchor.mention not in self.direct:
            self.stated[anchor.mention] = rank.text
        if anchor.person is not None:
            self.holders[rank.value] = anchor.person
        if anchor.start > rank.end:
            self._share_grade(rank, anchor, sentence)
        else:
            self._share_before(rank, anchor)
        return anchor.person

    def _to_unnamed(self, rank: Rank, sentence: Span) -> bool:
        """`đọc quyết định thăng quân hàm từ Thượng sĩ lên Thiếu úy | cho nữ võ sĩ`: nobody named behind."""
        i = bisect_left(self.starts, rank.end)
        if i < len(self.anchors.all) and self.anchors.all[i].start < sentence.end:
            return False
        return _patterns().unnamed.match(self.low, rank.end, sentence.end) is not None

    def _share_grade(self, rank: Rank, first: Anchor, sentence: Span) -> None:
        """`lên Đại tá cho các đồng chí A, Trưởng Phòng …, và B, …`: the others of the list have risen too."""
        several = _patterns().several.search(self.low, rank.end, first.start) is not None
        end = first.end
        for anchor in self.anchors.all[bisect_left(self.starts, end) :]:
            if anchor.start >= sentence.end or anchor.pronoun:
                return
            if several and not self._is_listed(end, anchor.start):
                return
            if not several and not self._is_fellow(end, anchor.start):
                return
            if anchor.mention is not None and anchor.mention not in self.direct:
                self.stated[anchor.mention] = rank.text
            end = anchor.end

    def _is_listed(self, start: int, end: int) -> bool:
        """`cho các đồng chí A | , Trưởng phòng, và | B`, with a semicolon too: one more of an announced list."""
        if _patterns().listed.fullmatch(self.low, start, end) is not None:
            return True
        return _patterns().listed_apart.fullmatch(self.low, start, end) is not None

    def _is_fellow(self, start: int, end: int) -> bool:
        """`cho đồng chí A | , Trưởng phòng, và đồng chí | B`: one more who gets it, nothing else is done."""
        if _patterns().fellow.fullmatch(self.low, start, end) is not None:
            return True
        if end - start > _NEAR or _patterns().last_fellow.search(self.low, start, end) is None:
            return False
        first, last = self.scan.at(start), self.scan.at(end)
        if not self.scan.gaps[first - 1].startswith(",") or self.scan.hit(first, "head") is None:
            return False
        clauses = [h for k in range(first, last) if (h := self.scan.hit(k, "clause")) is not None]
        return all(" ".join(h.phrase.words) in lexicon().words["gap.joining"] for h in clauses)

    def _share_before(self, rank: Rank, last: Anchor) -> None:
        """`Các đồng chí A, B và C | được thăng cấp bậc hàm | Đại tá`: the others of the list have risen too."""
        if _patterns().receives.match(self.low, last.end) is None:
            return
        i = bisect_left(self.starts, last.start)
        found: list[Anchor] = []
        while i > 0 and not self.anchors.all[i - 1].pronoun:
            if not _patterns().fellow.fullmatch(self.low, self.anchors.all[i - 1].end, self.anchors.all[i].start):
                break
            i -= 1
            found.append(self.anchors.all[i])
        if not found:
            return
        joint = self.low[found[0].end : last.start]
        if _patterns().joined.search(joint) is None and not is_plural(self.scan, self.scan.at(found[-1].start)):
            return
        for anchor in found:
            if anchor.mention is not None and anchor.mention not in self.direct:
                self.stated[anchor.mention] = rank.text

    def _receiver(self, rank: Rank, sentence: Span) -> Anchor | None:
        i = bisect_left(self.starts, rank.end)
        following = self.anchors.all[i] if i < len(self.anchors.all) else None
        if following is not None and following.start < sentence.end:
            between = self.low[rank.end : following.start]
            if _patterns().given.match(between):
                return following
        j = bisect_left(self.starts, rank.start) - 1
        if j >= 0 and self.anchors.all[j].start >= sentence.start:
            return self.anchors.all[j]
        return self.anchors.latest(rank.start) if j >= 0 and sentence.start - self.starts[j] < 300 else None

    def _changes(self, rank: Rank, sentence: Span) -> bool:
        start, end = max(sentence.start, rank.start - _WINDOW), min(sentence.end, rank.end + _WINDOW)
        return _patterns().promotion.search(self.low, start, end) is not None


@dataclass(frozen=True, slots=True)
class _Patterns:
    former: re.Pattern[str]
    given: re.Pattern[str]
    ends: re.Pattern[str]
    promotion: re.Pattern[str]
    unnamed: re.Pattern[str]
    several: re.Pattern[str]
    listed: re.Pattern[str]
    listed_apart: re.Pattern[str]
    fellow: re.Pattern[str]
    last_fellow: re.Pattern[str]
    joined: re.Pattern[str]
    receives: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    joining, fellow = any_of("gap.joining"), any_of("gap.fellow")
    return _Patterns(
        former=re.compile(rf"(?:{any_of('gap.former')})\s+\Z"),
        given=re.compile(rf"(?:[^.;]{{0,40}}?(?<!\w))?(?:{any_of('gap.given_to')})\s[^.;]{{0,60}}\Z"),
        ends=re.compile(rf"[;:\n]|(?<!\w)(?:{any_of('gap.rank_ends')})(?!\w)"),
        unnamed=re.compile(rf"[^.;,]{{0,50}}?(?<!\w)(?:{any_of('gap.to_whom')})\s"),
        several=re.compile(rf"(?<!\w)(?:{any_of('position.several', 'gap.such_as')})(?!\w)"),
        listed=re.compile(rf"(?:[^.;\n]{{0,90}}?(?:,|(?<!\w)(?:{any_of('gap.joining')})))?\s*[^.;,\n]{{0,30}}"),
        listed_apart=re.compile(rf"\s*,[^.;\n]{{0,110}};\s*(?:(?:{fellow})\s+)?"),
        fellow=re.compile(rf"\s*(?:,|(?:,\s*)?(?<!\w)(?:{joining}))\s+(?:(?:{fellow})\s+)?"),
        last_fellow=re.compile(rf"(?<!\w)(?:{joining})\s+(?:{fellow})\s+\Z"),
        joined=re.compile(rf"(?<!\w)(?:{joining})(?!\w)"),
        receives=re.compile(rf"\s*(?:(?:{any_of('gap.past', 'gap.together')})\s+)*(?:{any_of('gap.rank_receives')})\s"),
        promotion=re.compile(rf"(?<!\w)(?:{any_of('rank.promotion')})(?!\w)"),
    )
