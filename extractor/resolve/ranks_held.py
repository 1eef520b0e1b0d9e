"""Ranks of a person over time, from what articles state. Which question: which rank since when?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from corpus.careers import RankHeld
from corpus.entities import CareerLine
from corpus.text import slug
from extractor.resolve.bounds import beginning
from extractor.resolve.careers import rank_levels, rank_names
from extractor.resolve.statements import Stated, article_days, stated


def ranks_held(lines: Iterable[CareerLine]) -> tuple[RankHeld, ...]:
    """From the lowest rank upwards: when each was given, or by when it is first stated."""
    begun: defaultdict[int, list[Stated]] = defaultdict(list)
    held: defaultdict[int, list[Stated]] = defaultdict(list)
    for line in lines:
        if line.level is None:
            continue
        said = stated(line)
        if line.post is None and line.change == "begins":
            begun[line.level].append(said)
        elif line.post is None and line.change == "planned":
            continue
        elif (days := article_days(line)) is not None:
            held[line.level].append(_on(said, *days))
        else:
            held[line.level].append(_on(said, None, None))
    names = {rank_levels()[short]: name for short, name in rank_names().items()}
    for line in lines if isinstance(lines, (list, tuple)) else ():
        if line.level is not None and line.rank:
            rank = line.rank.split("→")[-1].strip()
            if rank_levels().get(slug(rank)) == line.level:
                names[line.level] = rank_names()[slug(rank)]
    found = []
    for level in sorted({*begun, *held}):
        bound, contradictions = beginning(begun[level], held[level])
        statements = sorted([*begun[level], *held[level]], key=lambda s: (s.day or "9999", s.article, s.line.start))
        found.append(
            RankHeld(
                rank=names[level],
                level=level,
                begin=bound,
                supports=tuple(dict.fromkeys(s.support for s in statements)),
                contradictions=tuple(contradictions),
            )
        )
    return tuple(found)


def _on(said: Stated, first: str | None, last: str | None) -> Stated:
    """A rank is that of the article's day, whatever its sentence says of a post."""
    return Stated(
        change="holds", first=first, last=last, day=said.day, former=False, line=said.line, head="", acting=""
    )
