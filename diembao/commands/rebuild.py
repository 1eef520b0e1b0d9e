"""`diembao rebuild`: everything anew from the archive, or the index anew from the database."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from corpus.errors import UsageError
from diembao.options import workspace_option
from diembao.terminal import say


@click.command("rebuild", epilog="Example:  diembao rebuild --index")
@click.option("--jobs", type=click.IntRange(min=1), default=None, help="Worker processes (default: all cores).")
@click.option("--index", "index_only", is_flag=True, help="Only the index, from the articles in the database.")
@click.option("--engine", help="With --index: the search engine to use from now on.")
@workspace_option
def command(jobs: int | None, index_only: bool, engine: str | None, root: Path | None) -> None:
    """Make the database and the index anew from the archive; the old ones are replaced only when that is done.

    `--index` makes only the index anew: where it is damaged, was made by another version, or is to be of another
    engine. The same articles are found with every engine.
    """
    from diembao.terminal import progress
    from diembao.workspace import open_workspace

    if engine and not index_only:
        raise UsageError("--engine goes with --index: diembao rebuild --index --engine NAME")
    workspace = open_workspace(root)
    with progress("rebuilding") as step:
        if index_only:
            from diembao.indexing import rebuild_index

            count = rebuild_index(workspace, engine=engine, progress=step)
            say(f"{count} articles in a new index of {engine or workspace.settings.engine}")
            return
        from diembao.rebuild import rebuild

        report = rebuild(workspace, now=datetime.now(UTC), jobs=jobs, progress=step)
    from diembao.report import say_build

    say_build(report)
    say(f"rebuilt {workspace.root} from {workspace.archive}")
    if report.failed:
        say("see `diembao status --failures`")
        sys.exit(1)
