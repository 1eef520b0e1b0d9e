"""`diembao demo`: the whole main job on the sample site."""

from __future__ import annotations

from pathlib import Path

import click

from diembao.options import workspace_option


@click.command("demo", epilog="Example:  diembao demo --workspace thu-nghiem --serve")
@click.option("--serve", is_flag=True, help="Afterwards show the corpus in a browser, as `diembao serve` does.")
@click.option(
    "--serve-site", is_flag=True, help="Afterwards keep the sample site on loopback, for a crawl of your own."
)
@workspace_option
def command(serve: bool, serve_site: bool, root: Path | None) -> None:
    """Build a workspace from the sample site that ships with diembao: serve, crawl, read, index, search. No network."""
    from diembao.demo import run_demo, serve_sample
    from diembao.workspace import open_workspace

    workspace = open_workspace(root, create=True)
    run_demo(workspace)
    if serve:
        from diembao.web.serving import serve as serve_corpus
        from diembao.web.settings import web_settings

        serve_corpus(workspace, web_settings("127.0.0.1", 0))
    elif serve_site:
        serve_sample()
