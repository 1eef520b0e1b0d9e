"""`diembao rebuild`: everything anew from the archive."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from diembao.options import workspace_option
from diembao.terminal import say


@click.command("rebuild", epilog="Example:  diembao rebuild")
@click.option("--jobs", type=click.IntRange(min=1), default=None, help="Worker processes (default: all cores).")
@workspace_option
def command(jobs: int | None, root: Path | None) -> None:
    """Make the database and the index anew from the archive; the old ones are replaced only when that is done."""
    from diembao.rebuild import rebuild
    from diembao.report import say_build
    from diembao.terminal import progress
    from diembao.workspace import open_workspace

    workspace = open_workspace(root)
    with progress("rebuilding") as step:
        report = rebuild(workspace, now=datetime.now(UTC), jobs=jobs, progress=step)
    say_build(report)
    say(f"rebuilt {workspace.root} from {workspace.archive}")
    if report.failed:
        say("see `diembao status --failures`")
        sys.exit(1)
