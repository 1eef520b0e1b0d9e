"""Why two bearers of one name are two persons. Which question: what kept them apart?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from extractor.resolve.dossiers import Dossier
from extractor.resolve.persons import PersonGroup, history, other_force

MOST_APART = 200  # pairs of bearers of a name for which the reason is kept


@dataclass(frozen=True, slots=True)
class Apart:
    """Why two bearers of a name are two, by their places in the list."""

    a: int
    b: int
    rule: str
    evidence: str


def reasons_apart(groups: Sequence[PersonGroup]) -> list[Apart]:
    """For pairs of bearers of one name, the reason; of very many bearers only the first pairs."""
    found = []
    known: dict[int, _Told] = {}
    for i, j in islice(combinations(range(len(groups)), 2), MOST_APART):
        for at in (i, j):
            if at not in known:
                known[at] = _Told(groups[at])
        rule, evidence = _reason(known[i], known[j])
        found.append(Apart(i, j, rule, evidence))
    return found


class _Told:
    """What is said of one bearer in all."""

    def __init__(self, group: PersonGroup) -> None:
        self.dossiers = group.dossiers
        self.tag = group.dossiers[0].tag
        self.ranks = history(group)
        self.branches = {branch for d in group.dossiers for branch in d.branches}


def _reason(a: _Told, b: _Told) -> tuple[str, str]:
    if a.tag != b.tag:
        return "correction", "split by corrections.csv"
    clash = a.ranks.conflict(b.ranks)
    if clash is not None:
        said = " and ".join(_rank_said([*a.dossiers, *b.dossiers], level) for level in clash)
        return "ranks", f"ranks of one career do not go so: {said}"
    if other_force(a.branches, b.branches):
        return "forces", f"one of the {'/'.join(sorted(a.branches))}, one of the {'/'.join(sorted(b.branches))}"
    return "unconnected", "no rank, post or unit connects them"


def _rank_said(dossiers: Iterable[Dossier], level: int) -> str:
    for dossier in dossiers:
        for s in dossier.statements:
            if s.level == level:
                return f"{s.rank} ({dossier.article.date or 'undated'})"
    return f"level {level}"
