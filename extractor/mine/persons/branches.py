"""Police, army or navy: of which force is a rank that several forces have?"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import cast, get_args

from corpus.article import Document
from corpus.mentions import Branch, Position, Rank
from corpus.spans import Span
from corpus.text import canon
from extractor.mine.cues import Cues
from extractor.mine.persons.extent import Neighbours
from extractor.mine.persons.lexicon import lexicon

_AROUND = 300  # letters around a rank in which another force makes its branch unsure
_UNITS = frozenset({"police", "army"})
_NAVY = frozenset({"chuan-do-doc", "pho-do-doc", "do-doc"})


class Forces:
    """The branches of one article's ranks, from the posts of their holders, else from the words around."""

    def __init__(self, document: Document, cues: Cues, units: Neighbours, posts: list[Position]) -> None:
        self.document = document
        self.low = cues.canon
        self.units = units
        self.types = {u.value: t for u in units.mentions if (t := str(getattr(u, "type", "other"))) in _UNITS}
        self.posts: dict[str, list[Position]] = {}
        for post in posts:
            if post.person is not None:
                self.posts.setdefault(post.person, []).append(post)

    def of(self, ranks: list[Rank]) -> list[Rank]:
        """The ranks with their branches."""
        return [self._told(rank) for rank in ranks]

    def _told(self, rank: Rank) -> Rank:
        """`rank` with its branch; None where its holder's posts, or the words around, tell of several forces."""
        if rank.value in _NAVY:
            return rank
        own = self._of_posts(self.posts.get(rank.person or "", []))
        branch = next(iter(own)) if len(own) == 1 else None
        if not own and rank.branch is not None and self._around(rank) <= {rank.branch}:
            branch = rank.branch
        if branch == rank.branch:
            return rank
        return Rank(
            start=rank.start, end=rank.end, text=rank.text, value=rank.value, level=rank.level, rule=rank.rule,
            branch=branch, person=rank.person, promoted_from=rank.promoted_from,
        )  # fmt: skip

    def _of_posts(self, posts: list[Position]) -> set[Branch]:
        found: set[Branch] = set()
        for post in posts:
            kind = self.types.get(post.unit or "")
            said = kind or forces_in(canon(f"{post.text} {post.unit or ''}"))
            if said is not None:
                found.add(cast(Branch, said))
        return found

    def _around(self, rank: Rank) -> set[str]:
        """Forces named in the sentence and near it, by words and by units."""
        sentence = self.document.sentence_of(Span(rank.start, rank.end))
        start = max(min(sentence.start, rank.start - _AROUND), rank.start - 2 * _AROUND)
        end = min(max(sentence.end, rank.end + _AROUND), rank.end + 2 * _AROUND)
        near = self.units.mentions[bisect_left(self.units.starts, start) : bisect_left(self.units.starts, end)]
        found = {self.types[u.value] for u in near if u.value in self.types}
        if any(self.low.find(word, start, end) >= 0 for word, force in _by_word().items() if force != rank.branch):
            found |= {_force(match[0]) for match in _words().finditer(self.low, start, end)}
        return found


def forces_in(low: str, start: int = 0, end: int | None = None) -> Branch | None:
    """The force that the first such word of a compared text tells of."""
    match = _words().search(low, start, len(low) if end is None else end)
    return _force(match[0]) if match is not None else None


def _force(word: str) -> Branch:
    return _by_word()[word]


@cache
def _by_word() -> dict[str, Branch]:
    words = lexicon().words
    return {word: force for force in get_args(Branch) for word in words[f"rank.{force}_word"]}


@cache
def _words() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(_by_word(), key=len, reverse=True)))})\b")
