"""One event told by several articles as one line with all its sources.

Two tellings are the same event where type and status of time agree (a plan and its report do), their days overlap, and
a unit or a person takes part in both. Tellings are joined in the order of their days and ids, so that the result does
not depend on the order in which articles came. Dates are never averaged: the most precise telling dates the event, and
days that do not agree with it are shown as conflicts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.mentions import Event, Participant
from corpus.text import canon

LONGEST_JOINED = 45  # days: a telling that only names a year or a half is no evidence for the day of another


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One article's event, with what is needed to cite it."""

    event: Event
    article_id: str
    source: str
    url: str | None
    article_title: str | None
    published: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedEvent:
    """An event with its tellings; `event` is the most precise one, `conflicts` the other dates that were told."""

    event: Event
    tellings: tuple[Telling, ...]
    conflicts: tuple[str, ...] = ()

    @property
    def participants(self) -> tuple[Participant, ...]:
        """Everyone named by any telling, the leading telling's first."""
        seen: dict[tuple[str, str], Participant] = {}
        for telling in (t.event for t in self.tellings):
            for participant in telling.participants:
                seen.setdefault((participant.kind, canon(participant.name)), participant)
        return tuple(seen.values())


def merge_events(tellings: Iterable[Telling]) -> list[MergedEvent]:
    """Merged events by date. Tellings of one article are not joined with each other: it told them apart."""
    groups: list[list[Telling]] = []
    reachable: list[list[Telling]] = []  # groups with a day that a later telling can still overlap
    for telling in sorted(tellings, key=_order):
        first = telling.event.when.first
        reachable = [g for g in reachable if max(t.event.when.last for t in g) >= first]
        home = next((g for g in reachable if _belongs(telling, g)), None)
        if home is None:
            home = []
            groups.append(home)
            reachable.append(home)
        home.append(telling)
    return sorted((_merged(g) for g in groups), key=lambda m: (m.event.when.first, m.event.when.last, m.event.id))


def _order(telling: Telling) -> tuple[object, ...]:
    when = telling.event.when
    return when.first, (when.last - when.first).days, telling.event.type, telling.article_id, telling.event.id


def _belongs(telling: Telling, group: Sequence[Telling]) -> bool:
    return all(t.article_id != telling.article_id for t in group) and any(_same(telling.event, t.event) for t in group)


def _same(a: Event, b: Event) -> bool:
    if a.type != b.type or not a.when.overlaps(b.when):
        return False
    if max((e.when.last - e.when.first).days for e in (a, b)) > LONGEST_JOINED:
        return False
    if a.persons and b.persons and a.type in ("appointment", "transfer", "retirement", "promotion"):
        return bool(set(map(canon, a.persons)) & set(map(canon, b.persons)))
    return bool(_names(a) & _names(b))


def _names(event: Event) -> set[str]:
    return {canon(p.name) for p in event.participants}


def _merged(group: Sequence[Telling]) -> MergedEvent:
    lead = min(
        group,
        key=lambda t: (
            (t.event.when.last - t.event.when.first).days,
            t.event.status == "planned",
            t.published or "9999",
            t.article_id,
        ),
    )
    rest = sorted((t for t in group if t is not lead), key=lambda t: (t.published or "9999", t.article_id))
    inside = lead.event.when
    odd = {t.event.date for t in rest if not (t.event.when.first <= inside.first and inside.last <= t.event.when.last)}
    return MergedEvent(event=lead.event, tellings=(lead, *rest), conflicts=tuple(sorted(odd)))
