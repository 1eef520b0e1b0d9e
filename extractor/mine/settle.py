"""Deciding overlaps between what the annotators propose.

Two mentions of one kind never overlap: the longer stays, of equal ones the earlier. Between kinds, some readings shut
out others on the same letters (a street's name is no person, a congress number is no date); these are the pairs in
`_SHUTS_OUT`. All other kinds may nest (a unit inside a position).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A proposal that was not kept, and the mention that it gave way to."""

    dropped: Mention
    kept: Mention
    reason: str


class _Kept:
    """Kept mentions of one kind, sorted by start, disjoint."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.mentions: list[Mention] = []

    def overlapping(self, mention: Mention) -> Mention | None:
        """The kept mention that shares letters with `mention`, if any."""
        i = bisect_right(self.starts, mention.start) - 1
        if i >= 0 and self.mentions[i].end > mention.start:
            return self.mentions[i]
        if i + 1 < len(self.starts) and self.starts[i + 1] < mention.end:
            return self.mentions[i + 1]
        return None

    def add(self, mention: Mention) -> None:
        i = bisect_left(self.starts, mention.start)
        self.starts.insert(i, mention.start)
        self.mentions.insert(i, mention)


def settle(proposals: Iterable[Mention]) -> tuple[tuple[Mention, ...], tuple[Decision, ...]]:
    """The mentions to keep, sorted by start and then longest first, and the decisions against the others."""
    by_kind: dict[type, list[Mention]] = {kind: [] for kind in _ORDER}
    for proposal in proposals:
        by_kind[type(proposal)].append(proposal)
    kept: dict[type, _Kept] = {kind: _Kept() for kind in _ORDER}
    decisions: list[Decision] = []
    for kind in _ORDER:
        rivals = [k for k in _ORDER if kind in _SHUTS_OUT.get(k, ())]
        for mention in sorted(by_kind[kind], key=lambda m: (m.start - m.end, m.start, m.rule)):
            winner = kept[kind].overlapping(mention)
            if winner is not None:
                decisions.append(Decision(dropped=mention, kept=winner, reason="longer reading of the same kind"))
                continue
            winner = next((w for k in rivals if (w := kept[k].overlapping(mention)) is not None), None)
            if winner is not None and not _bracketed(mention, winner):
                reason = f"part of a {type(winner).__name__}"
                decisions.append(Decision(dropped=mention, kept=winner, reason=reason))
                continue
            kept[kind].add(mention)
    result = [m for store in kept.values() for m in store.mentions]
    return tuple(sorted(result, key=sort_key)), tuple(decisions)


def sort_key(mention: Mention) -> tuple[int, int, str]:
    """Mentions are sorted by start, then longest first, then by kind."""
    return mention.start, -mention.end, type(mention).__name__


def _bracketed(mention: Mention, winner: Mention) -> bool:
    """A definition in brackets inside a longer name (`bảo vệ an ninh Tổ quốc (ANTQ)`) is a mention of its own."""
    if not isinstance(mention, Abbreviation):
        return False
    before = mention.start - winner.start
    return 0 < before <= len(winner.text) and winner.text[before - 1] == "("
