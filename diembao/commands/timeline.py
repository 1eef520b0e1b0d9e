"""`diembao timeline`: dated events with their evidence."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from corpus.errors import UsageError
from corpus.kinds import EventStatus, EventType
from diembao.options import QueryCommand, first_day, last_day, workspace_option
from diembao.terminal import out, out_json, say

if TYPE_CHECKING:
    from diembao.export.labels import Language
    from diembao.export.timeline_view import GroupBy, TimelineView
    from diembao.timeline import Grain

_FORMATS = ("text", "csv", "json", "timelinejs", "ical", "html", "parquet", "svg", "png", "ftm")


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
    "--group",
    type=click.Choice(["year", "month", "unit", "type", "source"]),
    help="Put events under headings; unit is the one that holds the event, source the paper that told it first.",
)
@click.option("--format", "form", type=click.Choice(_FORMATS), help="Default: what --output ends with, else text.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@click.option("--title", help="Title of a page or picture.")
@click.option("--language", type=click.Choice(["en", "vi"]), default="en", help="Of what the program itself says.")
@click.option("--bom", is_flag=True, help="CSV with the mark by which Excel knows UTF-8.")
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
    group: GroupBy | None,
    form: str | None,
    output: Path | None,
    title: str | None,
    language: Language,
    bom: bool,
    root: Path | None,
) -> None:
    """Print dated events, merged over articles, each with its sentences and sources; QUERY bounds the articles."""
    from diembao.clustering import duplicates_of_today
    from diembao.folding import fold_events
    from diembao.export.timeline_view import TimelineView
    from diembao.export.writing import folder_of, form_of
    from diembao.filtering import Asked
    from diembao.ftm_graph import event_graph
    from diembao.merging import merged_of_today
    from diembao.query_readers import values_named
    from diembao.searching import matching_ids
    from diembao.timeline import EventFilter, explained, timeline
    from diembao.timeline_output import BINARY, ENDINGS, HANDED_IN, left_out, stated, undated_articles
    from diembao.workspace import open_workspace

    form = form_of(form, output, ENDINGS)
    if bom and form != "csv":
        raise UsageError("--bom is for --format csv")
    if output is not None:
        folder_of(output)
    elif form in BINARY and sys.stdout.isatty():
        raise UsageError(f"--format {form}: name a file with --output")
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
        found = events = timeline(store, wanted, ids)
        if folded:
            duplicates_of_today(workspace, store)
            events = fold_events(store, found)
        if (published_from or published_to) and (undated := undated_articles(store)):
            say(f"{undated} articles without a date of publication are left out")
        view = TimelineView(events=tuple(events), group=group, title=title, language=language)
        if form in HANDED_IN:
            copies = len(found) - len(events)
            asked = _asked(click.get_current_context().params)
            view = stated(view, store, asked, left_out(store, found, wanted, ids, copies))
        elif form == "ftm":
            view = replace(view, graph=tuple(event_graph(store, events)))
    if events or output or form != "text":
        _write(view, form, output, bom=bom)
    say(f"{len(events)} events")


_ASKED = {
    "query": "",
    "first": "from",
    "last": "to",
    "published_from": "published from",
    "published_to": "published to",
    "source": "source",
    "unit": "unit",
    "person": "person",
    "ranks": "rank",
    "terms": "term",
    "kinds": "type",
    "status": "status",
    "granularity": "granularity",
}


def _asked(typed: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Query and filters as typed, for a page or picture to say."""
    found = [
        (name, ", ".join(value) if isinstance(value, tuple) else str(value))
        for option, name in _ASKED.items()
        if (value := typed[option])
    ]
    found += [("min-sources", str(typed["min_sources"]))] * (typed["min_sources"] > 1)
    return found


def _write(view: TimelineView, form: str, output: Path | None, *, bom: bool) -> None:
    """To the file, which is whole or not there, or to standard output."""
    from diembao.export.timelines import FORMATS
    from diembao.export.writing import write_files
    from diembao.timeline_output import as_bytes, pages_of

    if output is None and form in ("json", "timelinejs", "ftm"):
        out_json(FORMATS[form](view))
    elif output is None and form in ("text", "csv", "html"):
        out(("\ufeff" if bom else "") + FORMATS[form](view))
    elif output is None:
        made = as_bytes(view, form)
        if len(made) > 1:
            raise UsageError(f"the picture has {len(made)} pages; name a file with --output, and each is one")
        click.echo(made[0], nl=False)
    else:
        pages = pages_of(output, as_bytes(view, form, bom=bom))
        write_files(pages)
        for path in pages:
            out(str(path))
