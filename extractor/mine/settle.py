"""Deciding overlaps between what the annotators propose.

Two mentions of one kind never overlap: the longer stays, of equal ones the earlier. Between kinds, some readings shut
out others on the same letters (a street's name is no person, a congress number is no date); these are the pairs in
`_SHUTS_OUT`. All other kinds may nest (a unit inside a position).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from corpus.mentions import (
    Abbreviation,
    DateExpression,
    DocumentRef,
    Mention,
    Person,
    Place,
    Position,
    Rank,
    Term,
    Unit,
)

# winner: the kinds that cannot stand on letters which the winner covers or cuts into
_SHUTS_OUT: dict[type, tuple[type, ...]] = {
    DocumentRef: (DateExpression, Term, Abbreviation, Person, Place, Unit),
    Unit: (Person, Place, Rank, DateExpression, Abbreviation),
    Place: (Person, DateExpression, Rank, Abbreviation),
    Term: (DateExpression,),
    Person: (Rank, Abbreviation, DateExpression),  # Đặng Quốc Khánh is no 2 September
    Position: (Rank,),
}
_ORDER: tuple[type, ...] = (DocumentRef, Term, Unit, Place, Person, Position, Rank, DateExpression, Abbreviation)
# the kinds settled before that may shut a kind out, in the order in which they are asked
_RIVALS: dict[type, tuple[type, ...]] = {
    kind: tuple(rival for rival in _ORDER[:i] if kind in _SHUTS_OUT.get(rival, ())) for i, kind in enumerate(_ORDER)
}
_BY_NAME = sorted(_ORDER, key=lambda kind: kind.__name__)
_START = attrgetter("start")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A proposal that was not kept, and the mention that it gave way to."""

    dropped: Mention
    kept: Mention
    reason: str


class _Kept:
    """Kept mentions of one kind, sorted by start, disjoint."""

    __slots__ = ("mentions",)

    def __init__(self, mentions: list[Mention]) -> None:
        self.mentions = mentions

    def overlapping(self, mention: Mention) -> Mention | None:
        """The kept mention that shares letters with `mention`, if any."""
        i = bisect_right(self.mentions, mention.start, key=_START) - 1
        if i >= 0 and self.mentions[i].end > mention.start:
            return self.mentions[i]
        if i + 1 < len(self.mentions) and self.mentions[i + 1].start < mention.end:
            return self.mentions[i + 1]
        return None

    def add(self, mention: Mention) -> None:
        self.mentions.insert(bisect_left(self.mentions, mention.start, key=_START), mention)


def settle(proposals: Iterable[Mention]) -> tuple[tuple[Mention, ...], tuple[Decision, ...]]:
    """The mentions to keep, sorted by start and then longest first, and the decisions against the others."""
    found = list(proposals)
    size = max((proposal.end for proposal in found), default=0)
    kept, decisions = settled_kinds(found, size)
    return in_order(kept, size), tuple(decisions)


def settled_kinds(proposals: Iterable[Mention], size: int) -> tuple[dict[type[Mention], list[Mention]], list[Decision]]:
    """As `settle`, of a text of `size` letters: the mentions to keep by their kind, those of each by start."""
    by_kind: dict[type[Mention], list[Mention]] = {kind: [] for kind in _ORDER}
    for proposal in proposals:
        by_kind[type(proposal)].append(proposal)
    taken = bytearray(size)
    kept: dict[type, _Kept] = {}
    decisions: list[Decision] = []
    for kind, mentions in by_kind.items():
        if not mentions:
            continue
        rivals = [kept[rival] for rival in _RIVALS[kind] if rival in kept]
        free, contested = _divided(mentions, taken if rivals else bytearray())
        store = kept[kind] = _Kept(free)
        for mention in sorted(contested, key=_contest_order) if contested else ():
            decision = _decision(mention, store, rivals)
            if decision is None:
                store.add(mention)
            else:
                decisions.append(decision)
        if kind in _SHUTS_OUT:
            for mention in store.mentions:
                start, end = mention.start, mention.end
                taken[start:end] = b"\1" * (end - start)
    return {kind: store.mentions for kind, store in kept.items()}, decisions


def _contest_order(mention: Mention) -> tuple[int, int, str]:
    """The longer first, of equal ones the earlier."""
    return mention.start - mention.end, mention.start, mention.rule


def _divided(mentions: list[Mention], taken: bytearray) -> tuple[list[Mention], list[Mention]]:
    """The mentions that nothing speaks against, by start, and those that share letters with others or taken ones."""
    free: list[Mention] = []
    contested: list[Mention] = []
    reach = 0
    for mention in sorted(mentions, key=_START):
        start, end = mention.start, mention.end
        if start < reach:
            if free and free[-1].end > start:
                contested.append(free.pop())
            contested.append(mention)
        elif taken and taken.find(1, start, end) >= 0:
            contested.append(mention)
        else:
            free.append(mention)
        if end > reach:
            reach = end
    return free, contested


def _decision(mention: Mention, store: _Kept, rivals: Sequence[_Kept]) -> Decision | None:
    """Why a mention cannot stay; None where it can."""
    winner = store.overlapping(mention)
    if winner is not None:
        return Decision(dropped=mention, kept=winner, reason="longer reading of the same kind")
    found = (w for rival in rivals if (w := rival.overlapping(mention)) is not None)
    winner = next((w for w in found if not _named_after(mention, w)), None)
    if winner is None or _bracketed(mention, winner):
        return None
    return Decision(dropped=mention, kept=winner, reason=f"part of a {type(winner).__name__}")


def _named_after(mention: Mention, winner: Mention) -> bool:
    """The congress and the bodies that a resolution or treaty is named after are mentions of their own."""
    return isinstance(mention, Term | Unit) and winner.rule in ("document:congress", "document:treaty")


def in_order(kinds: Mapping[type[Mention], Sequence[Mention]], size: int) -> tuple[Mention, ...]:
    """The mentions of all kinds (each by start) of a text of `size` letters: by start, longest first, kind."""
    every = [m for kind in _BY_NAME if kind in kinds for m in kinds[kind]]
    wide = size + 1
    return tuple(sorted(every, key=lambda m: m.start * wide - m.end))


def _bracketed(mention: Mention, winner: Mention) -> bool:
    """A definition in brackets inside a longer name (`bảo vệ an ninh Tổ quốc (ANTQ)`) is a mention of its own."""
    if not isinstance(mention, Abbreviation):
        return False
    before = mention.start - winner.start
    return 0 < before <= len(winner.text) and winner.text[before - 1] == "("
