"""`diembao add`: what users already have, into the archive."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from diembao.options import field_map, field_option, workspace_option
from diembao.terminal import say


@click.command("add", epilog="Example:  diembao add pages/ dump.jsonl.gz crawl.warc.gz --field published=ngay_dang")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@field_option
@workspace_option
def command(paths: tuple[Path, ...], fields: tuple[str, ...], root: Path | None) -> None:
    """Take in HTML files and folders, WARC archives, plain text, and JSONL, CSV or Parquet dumps.

    Everything is copied into the workspace's archive; what is there already is passed over. Then run `diembao build`.
    """
    from diembao.intake import add
    from diembao.terminal import progress
    from diembao.workspace import open_workspace

    columns = field_map(fields)
    workspace = open_workspace(root, create=True)
    with progress("adding") as step:
        report = add(workspace, paths, columns, now=lambda: datetime.now(UTC), progress=step)
    for failure in report.failures:
        say(f"diembao: {failure.place}: {failure.reason}: {failure.detail}")
    say(f"added {report.added}, known already {report.known}, not usable {len(report.failures)}")
    if report.added:
        say("next: diembao build")
    if report.failures:
        sys.exit(1 if report.added or report.known else 2)
