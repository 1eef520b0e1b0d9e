"""Careers over the corpus: who held which post and rank from when to when, each bound as the articles tell it.

A post, its holder and the holding of it are three things (the Occupancy of FollowTheMoney): articles state holdings,
and everything here is derived from these statements by `extractor.resolve` and can be derived again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corpus.entities import Field
from corpus.mentions import Change as Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """When something began or ended: not before `earliest`, not after `latest`, ISO days; None is not known."""

    earliest: str | None = None
    latest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A statement behind a post or a rank: what it says, of which days, and where it stands.

    `start` is an offset into the article's `field`; `first` and `last` are the days for which the statement speaks;
    `rule` tells how those were found.
    """

    change: Change
    article_id: str
    field: Field
    start: int
    first: str | None
    last: str | None
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A value that a statement gives against the one that was chosen; `about` is `from`, `to`, `holder` or `rank`."""

    about: Literal["from", "to", "holder", "rank"]
    told: str
    support: Support


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupancy:
    """One post of one person over one time. `open` says that no article tells an end.

    `unit` is, where a post names none, the country or board that it names (`Thủ tướng | Nhật Bản`), `unit_id` is None
    then.
    `person_id` and `unit_id` are entities; `position` is the head of the post as the field writes it (`Trưởng Phòng`);
    `acting` holds the word for a caretaker (`quyền`, `phụ trách`). `post` is the post with its unit as first written.
    """

    person_id: str
    person: str
    position: str
    post: str
    unit: str | None = None
    unit_id: str | None = None
    acting: str | None = None
    begin: Bound = Bound()
    end: Bound = Bound()
    open: bool = True
    supports: tuple[Support, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RankHeld:
    """One rank of one person and when it was given; `level` counts ranks from 1 upwards."""

    rank: str
    level: int
    begin: Bound = Bound()
    supports: tuple[Support, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Career:
    """Posts by the time they began, then ranks from the lowest upwards, of one public person.

    `bare` are posts told without a unit (`Phó Giám đốc`) that fit none, or more than one, of the others.
    """

    person_id: str
    person: str
    occupancies: tuple[Occupancy, ...] = ()
    ranks: tuple[RankHeld, ...] = ()
    bare: tuple[Occupancy, ...] = ()
