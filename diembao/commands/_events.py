"""The filters of events as options, as typed, and as a timeline takes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import wraps
from typing import TYPE_CHECKING, Any, cast, get_args

import click

from corpus.kinds import EventStatus, EventType
from diembao.options import F, days_asked

if TYPE_CHECKING:
    from diembao.timeline import EventFilter, Grain
    from diembao.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsAsked:
    """The filters as typed."""

    first: str | None
    last: str | None
    published_from: str | None
    published_to: str | None
    source: str | None
    unit: str | None
    person: str | None
    ranks: tuple[str, ...]
    terms: tuple[str, ...]
    kinds: tuple[str, ...]
    status: EventStatus | None
    min_sources: int
    granularity: Grain | None

    def filter(self, workspace: Workspace) -> EventFilter:
        """What a timeline takes. Raises UsageError for what is no date, and for a first day after the last."""
        from diembao.query_readers import values_named
        from diembao.timeline import EventFilter

        first, last = days_asked(self.first, self.last)
        published = days_asked(self.published_from, self.published_to, ("--published-from", "--published-to"))
        return EventFilter(
            first=first,
            last=last,
            published_first=published[0],
            published_last=published[1],
            source=self.source,
            unit=self.unit,
            units=values_named(workspace, "unit", self.unit),
            person=self.person,
            persons=values_named(workspace, "person", self.person),
            kinds=self.kinds,
            status=self.status,
            sources=self.min_sources,
            grain=self.granularity,
        )

    def articles(self, workspace: Workspace, query: str | None) -> Sequence[str] | None:
        """Ids of the articles that the query and the filters of articles find; None where none is asked for."""
        from diembao.filtering import Asked
        from diembao.searching import matching_ids

        narrowing = Asked(ranks=self.ranks, terms=self.terms).filters(workspace)
        return matching_ids(workspace, query or "*", narrowing) if query or self.ranks or self.terms else None

    def said(self, query: str | None) -> tuple[tuple[str, str], ...]:
        """Query and filters as typed, by name of option, for a page or picture to say."""
        found = [("", query)] if query else []
        for name, value in ((field.name, getattr(self, field.name)) for field in fields(self)):
            if value and (name, value) != ("min_sources", 1):
                found.append((_SAID.get(name, name), ", ".join(value) if isinstance(value, tuple) else str(value)))
        return tuple(found)


_SAID = {
    "first": "from",
    "last": "to",
    "published_from": "published from",
    "published_to": "published to",
    "ranks": "rank",
    "terms": "term",
    "kinds": "type",
    "min_sources": "min-sources",
}

_OPTIONS = (
    click.option("--from", "first", metavar="DATE", help="Events that reach to this day or beyond it."),
    click.option("--to", "last", metavar="DATE", help="Events that begin by this day; 2020-03 means to its end."),
    click.option("--published-from", metavar="DATE", help="Articles published from this day on."),
    click.option("--published-to", metavar="DATE", help="Articles published by this day."),
    click.option("--source", help="Articles of this source."),
    click.option("--unit", help="Events of this unit and what is under it, by any name; =NAME: its own."),
    click.option("--person", help="Events in which this person takes part, by any name."),
    click.option("--rank", "ranks", multiple=True, help="Articles in which somebody holds this rank."),
    click.option("--term", "terms", multiple=True, help='Articles that name this term of office, such as "2020-2025".'),
    click.option("--kind", "kinds", multiple=True, type=click.Choice(get_args(EventType)), help="Types of event."),
    click.option("--status", type=click.Choice(get_args(EventStatus)), help="What is reported, or still planned."),
    click.option(
        "--min-sources",
        type=click.IntRange(min=1),
        default=1,
        show_default=True,
        help="Told by so many sources at least.",
    ),
    click.option(
        "--granularity",
        type=click.Choice(["day", "month", "year"]),
        help="Leave out events whose time is vaguer than that.",
    ),
)


def event_options(function: F) -> F:
    """The filters of events, handed to the command as one `asked`."""

    @wraps(function)
    def gathered(**values: Any) -> Any:
        asked = EventsAsked(**{field.name: values.pop(field.name) for field in fields(EventsAsked)})
        return function(asked=asked, **values)

    command: Callable[..., Any] = gathered
    for option in reversed(_OPTIONS):
        command = option(command)
    return cast(F, command)
