"""`diembao build`: raw to indexed."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from diembao.options import workspace_option
from diembao.terminal import say


@click.command("build", epilog="Example:  diembao build --workspace cong-an")
@click.option("--jobs", type=click.IntRange(min=1), default=None, help="Worker processes (default: all cores).")
@click.option(
    "--boilerplate",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    default=None,
    help="Lines to drop (default: the workspace's boilerplate.toml, see `learn-boilerplate`).",
)
@workspace_option
def command(jobs: int | None, boilerplate: Path | None, root: Path | None) -> None:
    """Clean, tokenise, mine, store and index what is new or changed. Safe to run again, and to stop with Ctrl-C."""
    from diembao.build import build
    from diembao.report import say_build
    from diembao.terminal import progress
    from diembao.workspace import open_workspace

    workspace = open_workspace(root)
    with progress("building") as step:
        report = build(workspace, now=datetime.now(UTC), jobs=jobs, boilerplate=boilerplate, progress=step)
    say_build(report)
    if not report.read and not report.indexed and not report.dropped:
        say("nothing new")
    if report.failed:
        say("see `diembao status --failures`")
        sys.exit(1)
