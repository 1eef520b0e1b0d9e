"""`diembao doctor`: is this installation sound?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from diembao.options import workspace_option
from diembao.terminal import out


@click.command("doctor", epilog="Example:  diembao doctor")
@workspace_option
def command(root: Path | None) -> None:
    """Check Python, the packages, the data files, the word segmenter and, where there is one, the workspace."""
    from diembao.doctor import check_installation, check_workspace

    findings = [*check_installation(), *check_workspace(root)]
    for finding in findings:
        out(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.what}: {finding.detail}")
    if not all(f.ok for f in findings):
        sys.exit(1)
