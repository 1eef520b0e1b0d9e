"""`diembao learn-boilerplate`: lines that a source's articles have in common, into a file that `build` reads."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from diembao.options import workspace_option
from diembao.terminal import printable, say


@click.command("learn-boilerplate", epilog="Example:  diembao learn-boilerplate --min-articles 10; diembao build")
@click.option("--min-articles", type=click.IntRange(min=2), default=5, show_default=True, help="Articles that have it.")
@click.option(
    "--min-share",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.02,
    show_default=True,
    help="Share of the source's articles that have it; ten times that for a line that does not speak to readers.",
)
@click.option("--dry-run", is_flag=True, help="Print what would be learnt, and write nothing.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@workspace_option
def command(min_articles: int, min_share: float, dry_run: bool, form: str, root: Path | None) -> None:
    """Find lines repeated over the articles of a source (slogans, subscriptions, contacts) and write boilerplate.toml.

    The lines are printed. `diembao build` then drops them and lists them as removed; edit the file to keep one.
    """
    from corpus.codec import dumps
    from diembao.boilerplate import learn, write_rows
    from diembao.terminal import progress
    from diembao.workspace import open_workspace

    workspace = open_workspace(root)
    with progress("learning") as step:
        rows = learn(workspace, now=datetime.now(UTC), min_articles=min_articles, min_share=min_share, progress=step)
    for row in rows:
        if form == "json":
            click.echo(dumps(asdict(row)))
        else:
            count = "yours" if row.articles is None else f"{row.articles}/{row.of}"
            click.echo(f"{printable(row.source)}\t{'kept' if row.keep else count}\t{printable(row.text)}")
    if dry_run:
        return
    known = write_rows(workspace.boilerplate, rows)
    say(f"{workspace.boilerplate}: {len(rows)} lines, version {known.digest or 'none'}; next: diembao build")
