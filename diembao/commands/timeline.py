"""`diembao timeline`: dated events with their evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from corpus.mentions import EventStatus, EventType
from diembao.options import QueryCommand, first_day, last_day, workspace_option
from diembao.terminal import out, say

if TYPE_CHECKING:
    from diembao.timeline import Grain


@click.command(
    "timeline",
    cls=QueryCommand,
    epilog='Example:  diembao timeline "đại hội" --unit "Công an tỉnh Vân Sơn" --from 2020 --to 2020-12',
)
@click.argument("query", required=False)
@click.option("--from", "first", metavar="DATE", help="Events that reach to this day or beyond it.")
@click.option("--to", "last", metavar="DATE", help="Events that begin by this day; 2020-03 means to its end.")
@click.option("--published-from", metavar="DATE", help="Articles published from this day on.")
@click.option("--published-to", metavar="DATE", help="Articles published by this day.")
@click.option("--source", help="Articles of this source.")
@click.option("--unit", help="Events of this unit and what is under it, by any name; =NAME: its own.")
@click.option("--person", help="Events in which this person takes part, by any name.")
@click.option("--rank", "ranks", multiple=True, help="Articles in which somebody holds this rank.")
@click.option("--term", "terms", multiple=True, help='Articles that name this term of office, such as "2020-2025".')
@click.option("--kind", "kinds", multiple=True, type=click.Choice(get_args(EventType)), help="Types of event.")
@click.option("--status", type=click.Choice(get_args(EventStatus)), help="What is reported, or still planned.")
@click.option(
    "--min-sources", type=click.IntRange(min=1), default=1, show_default=True, help="Told by so many sources at least."
)
@click.option(
    "--granularity",
    type=click.Choice(["day", "month", "year"]),
    help="Leave out events whose time is vaguer than that.",
)
@click.option("--explain", metavar="EVENT", help="Why the tellings of this event are one; its id, as JSON gives it.")
@click.option(
    "--fold/--unfold", "folded", default=False, help="Leave out what copies of an article tell again, or not."
)
@click.option(
    "--format", "form", type=click.Choice(["text", "csv", "json", "timelinejs", "ical", "html"]), default="text"
)
@workspace_option
def command(
    query: str | None,
    first: str | None,
    last: str | None,
    published_from: str | None,
    published_to: str | None,
    source: str | None,
    unit: str | None,
    person: str | None,
    ranks: tuple[str, ...],
    terms: tuple[str, ...],
    kinds: tuple[str, ...],
    status: EventStatus | None,
    min_sources: int,
    granularity: Grain | None,
    explain: str | None,
    folded: bool,
    form: str,
    root: Path | None,
) -> None:
    """Print dated events, merged over articles, each with its sentences and sources; QUERY bounds the articles."""
    from diembao.clustering import duplicates_of_today
    from diembao.duplicates import fold_events
    from diembao.export.timelines import FORMATS
    from diembao.filtering import Asked
    from diembao.merging import merged_of_today
    from diembao.query_readers import values_named
    from diembao.searching import matching_ids
    from diembao.timeline import EventFilter, explained, timeline
    from diembao.workspace import open_workspace

    workspace = open_workspace(root)
    wanted = EventFilter(
        first=first_day(first, "--from"),
        last=last_day(last, "--to"),
        published_first=first_day(published_from, "--published-from"),
        published_last=last_day(published_to, "--published-to"),
        source=source,
        unit=unit,
        units=values_named(workspace, "unit", unit),
        person=person,
        persons=values_named(workspace, "person", person),
        kinds=kinds,
        status=status,
        sources=min_sources,
        grain=granularity,
    )
    with workspace.store() as store:
        merged_of_today(workspace, store)
        if explain is not None:
            out("\n".join(explained(store, explain)))
            return
        narrowing = Asked(ranks=ranks, terms=terms).filters(workspace)
        narrowed = query or ranks or terms
        ids = matching_ids(workspace, query or "*", narrowing) if narrowed else None
        events = timeline(store, wanted, ids)
        if folded:
            duplicates_of_today(workspace, store)
            events = fold_events(store, events)
        if published_from or published_to:
            undated = store.connection.execute("SELECT count(*) FROM articles WHERE published IS NULL").fetchone()[0]
            if undated:
                say(f"{undated} articles without a date of publication are left out")
    if events or form != "text":
        _write(FORMATS[form](events), form)
    say(f"{len(events)} events")


def _write(text: str, form: str) -> None:
    if form == "ical":  # its lines end with CR LF: bytes, untouched
        click.echo(text.encode(), nl=False)
    else:
        out(text)
