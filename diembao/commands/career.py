"""`diembao career`: posts and ranks of a person over time, with the sentences that tell them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from diembao.options import days_asked, output_options, workspace_option
from diembao.terminal import out, out_json, say

if TYPE_CHECKING:
    from diembao.export.labels import Language


@click.command("career", epilog='Example:  diembao career "Lâm Văn Quyết" --from 2015')
@click.argument("name")
@click.option("--from", "first", metavar="DATE", help="Posts held on this day or later.")
@click.option("--to", "last", metavar="DATE", help="Posts begun by this day; 2020-03 means to its end.")
@output_options("text", "json", "csv", "html", "parquet", "svg", "png")
@workspace_option
def command(
    name: str,
    first: str | None,
    last: str | None,
    form: str | None,
    output: Path | None,
    title: str | None,
    language: Language,
    bom: bool,
    root: Path | None,
) -> None:
    """Print the posts and ranks of a person: since when, until when, in which unit, who says so, who says otherwise.

    NAME is a name with or without marks, a part of one, a rank or post with a given name, or an id; several bearers of
    a name are shown one after the other. Only persons with a rank or a public post have careers.
    """
    from diembao.career_asking import persons_called
    from diembao.career_output import ENDINGS, Looks, as_bytes, as_text
    from diembao.careers import career_of, within
    from diembao.export.writing import BINARY, form_meant, write_files
    from diembao.resolution import entities_of_today
    from diembao.workspace import open_workspace

    bounds = days_asked(first, last)
    form = form_meant(form, output, ENDINGS, bom=bom)
    asked = tuple((option, value) for option, value in (("from", first), ("to", last)) if value)
    looks = Looks(title=title, language=language, bom=bom, asked=asked)
    workspace = open_workspace(root)
    with workspace.store() as store:
        entities_of_today(workspace, store)
        careers = [within(career_of(store, person), *bounds) for person in persons_called(store, name)]
        if output is not None and careers:
            write_files({output: as_bytes(store, careers, form, looks)})
            out(str(output))
        elif form in (*BINARY, "svg") and careers:
            click.echo(as_bytes(store, careers, form, looks), nl=False)
        elif form == "json":
            out_json(as_text(store, careers, form, looks))
        elif careers:
            out(as_text(store, careers, form, looks))
    if not careers:
        say("no person of that name has a rank or a public post in these articles")
    elif len(careers) > 1:
        say(f"{len(careers)} persons of this name, kept apart (docs/entities.md tells how to join them)")
