"""`diembao demo`: the whole main job on the sample site."""

from __future__ import annotations

from pathlib import Path

import click

from diembao.options import workspace_option


@click.command("demo", epilog="Example:  diembao demo --workspace thu-nghiem")
@click.option(
    "--serve", is_flag=True, help="Afterwards keep the sample site on loopback, for a look or a crawl of your own."
)
@workspace_option
def command(serve: bool, root: Path | None) -> None:
    """Build a workspace from the sample site that ships with diembao: serve, crawl, read, index, search. No network."""
    from diembao.demo import run_demo, serve_sample
    from diembao.workspace import open_workspace

    run_demo(open_workspace(root, create=True))
    if serve:
        serve_sample()
