"""One event told by several articles as one line with all its sources.

Dates are never averaged: the most precise telling of what happened dates the event, and days that do not agree with it
are shown as conflicts. A plan and its report are stages of one event, each with its date.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.mentions import Event, EventStatus, Participant
from corpus.merged import EventGroup, EventLink
from corpus.text import canon
from extractor.resolve.event_growth import told_of
from extractor.resolve.event_likeness import Telling, Traits
from extractor.resolve.event_merging import Group, Rulings, group_tellings


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What was told of an event's time before or after it: `date` is as in `Event.date`."""

    status: EventStatus
    date: str
    published: str | None
    article_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedEvent:
    """An event with its tellings; `event` is the most precise one, `conflicts` the other dates that were told.

    `stages` are its dates in order of publication, each as it was first told, where there are several.
    """

    event: Event
    tellings: tuple[Telling, ...]
    conflicts: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()

    @property
    def participants(self) -> tuple[Participant, ...]:
        """Everyone named by any telling, the leading telling's first."""
        seen: dict[tuple[str, str], Participant] = {}
        for telling in (t.event for t in self.tellings):
            for participant in telling.participants:
                seen.setdefault((participant.kind, canon(participant.name)), participant)
        return tuple(seen.values())


def merge_events(tellings: Iterable[Telling]) -> list[MergedEvent]:
    """Merged events by date, the same whatever the order of the tellings."""
    given = {(telling.article_id, telling.event.id): telling for telling in tellings}
    return in_order(
        merged_event([given[member.key] for member in group.members])
        for group in group_tellings(map(Traits.of, given.values()))
    )


def in_order(events: Iterable[MergedEvent]) -> list[MergedEvent]:
    """By date."""
    return sorted(events, key=lambda m: (m.event.when.first, m.event.when.last, m.event.id))


def event_groups(tellings: Iterable[Traits], rulings: Rulings | None = None) -> list[EventGroup]:
    """The groups of one event each, as they are stored; the same whatever the order of the tellings."""
    return [
        EventGroup(
            id=min(group.members, key=lambda t: (t.published or "9999", t.key)).key[1],
            cluster=group.cluster[1],
            members=tuple(map(told_of, group.members)),
            links=_links(group),
        )
        for group in group_tellings(tellings, rulings or Rulings())
    ]


def _links(group: Group) -> tuple[EventLink, ...]:
    return tuple(
        EventLink(one=join.one, other=join.other, points=round(join.likeness.points, 2), reasons=join.likeness.reasons)
        for join in group.joins
    )


def merged_event(group: Sequence[Telling]) -> MergedEvent:
    """One event of its tellings, at least one."""
    if len(group) == 1:
        return MergedEvent(event=group[0].event, tellings=tuple(group))
    dates = [telling.event.date for telling in group]

    def rank(telling: Telling) -> tuple[object, ...]:
        event = telling.event
        return (
            event.status == "planned",
            (event.when.last - event.when.first).days,
            -dates.count(event.date),
            telling.published or "9999",
            telling.article_id,
            event.id,
        )

    lead = min(group, key=rank)
    rest = sorted((t for t in group if t is not lead), key=_published)
    held = [t.event for t in rest if t.event.status == lead.event.status]
    inside = lead.event.when
    odd = {e.date for e in held if not (e.when.first <= inside.first and inside.last <= e.when.last)}
    return MergedEvent(
        event=lead.event,
        tellings=(lead, *rest),
        conflicts=tuple(sorted(odd)),
        stages=_stages(group),
    )


def _published(telling: Telling) -> tuple[str, str, str]:
    return telling.published or "9999", telling.article_id, telling.event.id


def _stages(group: Sequence[Telling]) -> tuple[Stage, ...]:
    """Each date and status as it was first told, where one is planned."""
    found: dict[tuple[str, str], Stage] = {}
    for telling in sorted(group, key=_published):
        event = telling.event
        stage = Stage(status=event.status, date=event.date, published=telling.published, article_id=telling.article_id)
        found.setdefault((event.status, event.date), stage)
    return tuple(found.values()) if len(found) > 1 and any(s.status == "planned" for s in found.values()) else ()
