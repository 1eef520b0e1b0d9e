"""`diembao timeline`: dated events with their evidence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import UsageError
from diembao.commands._events import EventsAsked, event_options
from diembao.options import QueryCommand, output_options, workspace_option
from diembao.terminal import out, out_json, say

if TYPE_CHECKING:
    from diembao.export.labels import Language
    from diembao.export.timeline_view import GroupBy, TimelineView

_FORMATS = ("text", "csv", "json", "timelinejs", "ical", "html", "parquet", "svg", "png", "ftm")


@click.command(
    "timeline",
    cls=QueryCommand,
    epilog='Example:  diembao timeline "đại hội" --unit "Công an tỉnh Vân Sơn" --from 2020 --to 2020-12',
)
@click.argument("query", required=False)
@event_options
@click.option("--explain", metavar="EVENT", help="Why the tellings of this event are one; its id, as JSON gives it.")
@click.option(
    "--fold/--unfold", "folded", default=False, help="Leave out what copies of an article tell again, or not."
)
@click.option(
    "--group",
    type=click.Choice(["year", "month", "unit", "type", "source"]),
    help="Put events under headings; unit is the one that holds the event, source the paper that told it first.",
)
@output_options(*_FORMATS)
@workspace_option
def command(
    query: str | None,
    asked: EventsAsked,
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
    from diembao.export.timeline_view import TimelineView
    from diembao.export.writing import form_meant
    from diembao.folding import fold_events
    from diembao.merging import merged_of_today
    from diembao.resolution import correction_lines
    from diembao.timeline import explained, timeline
    from diembao.timeline_output import ENDINGS, HANDED_IN, left_out, stated, undated_articles
    from diembao.workspace import open_workspace

    form = form_meant(form, output, ENDINGS, bom=bom)
    workspace = open_workspace(root)
    wanted = asked.filter(workspace)
    with workspace.store() as store:
        merged_of_today(workspace, store)
        for line in correction_lines(store.merged.problems()):
            say(line)
        if explain is not None:
            out("\n".join(explained(store, explain)))
            return
        ids = asked.articles(workspace, query)
        found = events = timeline(store, wanted, ids)
        if folded:
            duplicates_of_today(workspace, store)
            events = fold_events(store, found)
        view = TimelineView(events=tuple(events), group=group, title=title, language=language)
        if form in HANDED_IN:
            left = left_out(store, found, wanted, ids, len(found) - len(events))
            view = stated(view, store, asked.said(query), left)
        elif form == "ftm":
            from diembao.ftm_graph import event_graph

            view = replace(view, graph=tuple(event_graph(store, events)))
        if (wanted.published_first or wanted.published_last) and (undated := undated_articles(store)):
            say(f"{undated} articles without a date of publication are left out")
    if events or output or form != "text":
        _write(view, form, output, bom=bom)
    say(f"{len(events)} events")


def _write(view: TimelineView, form: str, output: Path | None, *, bom: bool) -> None:
    """To the file, which is whole or not there, or to standard output."""
    from diembao.export.timelines import FORMATS
    from diembao.export.writing import write_files
    from diembao.timeline_output import as_bytes, pages_of

    if output is not None:
        pages = pages_of(output, as_bytes(view, form, bom=bom))
        write_files(pages)
        for path in pages:
            out(str(path))
    elif form in ("json", "timelinejs", "ftm"):
        if made := FORMATS[form](view):  # no entities are no line
            out_json(made)
    elif form in ("text", "csv", "html"):
        out(("\ufeff" if bom else "") + FORMATS[form](view))
    else:
        pictures = as_bytes(view, form)
        if len(pictures) > 1:
            raise UsageError(f"the picture has {len(pictures)} pages; name a file with --output, and each is one")
        click.echo(pictures[0], nl=False)
