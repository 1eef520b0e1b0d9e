"""Events of several articles that are one: what merging decides, apart from the articles' own events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EventKey = tuple[str, str]
"""Article id and the id of an event in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLink:
    """Why two tellings are one event: points, and (reason, worth) of what made them."""

    one: EventKey
    other: EventKey
    points: float
    reasons: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A telling in a group: its days as `date.toordinal()`, and by how many a later telling may lie behind them.

    `copy` is equal for those of the same words, None where they are too few for that.
    """

    key: EventKey
    first: int
    last: int
    reach: int
    copy: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventGroup:
    """The tellings of one event and the links that joined them. `id` is that of the event published first.

    `cluster` names all groups that had something to do with each other when they were made, see `event_merging`.
    """

    id: str
    cluster: str
    members: tuple[Told, ...]
    links: tuple[EventLink, ...] = ()


RulingAction = Literal["merge", "split", "reject", "date", "type", "status"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRuling:
    """A user's correction of an event that is there: of the one that `key` tells of, with `other` or a `value`.

    `row` is that of `corrections.csv`.
    """

    row: int
    action: RulingAction
    key: EventKey
    other: EventKey | None = None
    value: str = ""
