"""`diembao serve`: the corpus in a browser."""

from __future__ import annotations

from pathlib import Path

import click

from diembao.options import workspace_option


@click.command("serve", epilog="Example:  diembao serve --port 8080")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; elsewhere needs --token.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option(
    "--token",
    envvar="DIEMBAO_TOKEN",
    help="What readers have to know; better in the variable DIEMBAO_TOKEN, which no list of processes shows.",
)
@click.option("--full-text", is_flag=True, help="Beyond this computer, too, show texts whole; without, in snippets.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="Another host name that readers may call it by.")
@workspace_option
def command(
    host: str, port: int, token: str | None, full_text: bool, names: tuple[str, ...], root: Path | None
) -> None:
    """Search, read and compare in a browser, and ask for JSON under /api. Ctrl-C ends it.

    Only this computer can reach it unless --host says otherwise; then readers need the token, and see snippets in the
    place of texts unless --full-text says otherwise.
    """
    from diembao.web.serving import serve
    from diembao.web.settings import web_settings
    from diembao.workspace import open_workspace

    serve(open_workspace(root), web_settings(host, port, token=token, full_text=full_text, names=names))
