"""`diembao verify`: is everything still what it was when it came?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from corpus.jsonline import dumps
from diembao.options import workspace_option
from diembao.terminal import one_line, out, progress


@click.command("verify", epilog="Example:  diembao verify")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@workspace_option
def command(form: str, root: Path | None) -> None:
    """Check the digests of archive, database and index; changes nothing. Exit code 1 where something is wrong."""
    from diembao.verifying import verify
    from diembao.workspace import open_workspace

    workspace = open_workspace(root)
    sound = True
    with progress("verifying") as step:
        for finding in verify(workspace, step):
            sound = sound and finding.ok
            if form == "json":
                out(dumps({"what": finding.what, "ok": finding.ok, "detail": finding.detail}))
            else:
                out(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.what}: {one_line(finding.detail, 2000)}")
    if not sound:
        sys.exit(1)
