"""`diembao extract`: articles to stdout, no workspace needed."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from diembao.options import field_map, field_option, given_date


@click.command(
    "extract",
    epilog="Example:  diembao extract --url https://bao.example/tin-123.html --date 2022-05-11 tin.html",
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--url", help="Address of the page, where the file does not say it.")
@click.option("--date", "published", help="Date of publication, where the page does not say it.")
@click.option("--tokens", is_flag=True, help="Also give [start, end] of every word and sentence.")
@click.option(
    "--boilerplate",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    default=None,
    help="A boilerplate.toml (see `learn-boilerplate`) whose lines are dropped.",
)
@click.option(
    "--sites",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=None,
    help="A folder of your own site profiles (see `diembao sites`).",
)
@field_option
def command(
    paths: tuple[str, ...],
    url: str | None,
    published: str | None,
    tokens: bool,
    boilerplate: Path | None,
    sites: Path | None,
    fields: tuple[str, ...],
) -> None:
    """Read articles from files, folders, archives or dumps, and print one JSON object a line.

    PATH may be `-`: a page, a text or JSON Lines on standard input. A record that cannot be used gives a line with
    "rejected" and exit code 1.
    """
    from diembao.extracting import extract

    failed = extract(
        paths,
        field_map(fields),
        url=url,
        published=given_date(published),
        tokens=tokens,
        boilerplate=boilerplate,
        sites=sites,
    )
    if failed:
        sys.exit(1)
