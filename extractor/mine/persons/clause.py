"""What a sentence is read as on the way to who holds what: people, posts and what stands between them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from corpus.mentions import Position

Passed: TypeAlias = tuple[int, int, str]
"""Start, end and symbol of what is passed over in a gap."""

LONGEST_GAP = 110
"""Letters that may stand between a post and its holder."""


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
    `by_verb`: such a word stands before it or before the list that it is in;
    `closed`: nobody has it (`không bầu …`), or the text does not tell who of several;
    `unread`: capitals that are no mention stand behind it (see `unread`), what follows them;
    `start`, `end`: of the post with its unit; another `position` that it is given has the same.
    """

    position: Position
    anchors: list[Anchor] = field(default_factory=list)
    stated: bool = False
    awaits: bool = False
    by_verb: bool = False
    closed: bool = False
    unread: str = ""
    start: int = field(init=False)
    end: int = field(init=False)

    def __post_init__(self) -> None:
        self.start, self.end = self.position.start, self.position.end

    @property
    def person(self) -> str | None:
        """The last of those whom it is said of."""
        for anchor in reversed(self.anchors):
            if anchor.person:
                return anchor.person
        return None


@dataclass(slots=True)
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
        if end - start > LONGEST_GAP * 3:
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

    def ahead(self, start: int, reach: int = 60) -> str:
        """The last letters of the clause before `start`, with what is passed over as its symbols."""
        return self.gap(max(self.start, start - reach), start)
