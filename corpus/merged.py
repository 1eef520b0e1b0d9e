"""Events of several articles that are one: what merging decides, apart from the articles' own events."""

from __future__ import annotations

from dataclasses import dataclass

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
class EventGroup:
    """The tellings of one event and the links that joined them. `id` is that of the event published first."""

    id: str
    members: tuple[EventKey, ...]
    links: tuple[EventLink, ...] = ()
