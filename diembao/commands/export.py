"""`diembao export`: the corpus, or what a query finds, whole, for other programs."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diembao.filtering import Asked, filter_options
from diembao.options import QueryCommand, workspace_option
from diembao.terminal import out, progress, say

if TYPE_CHECKING:
    from diembao.export.writers import Format
    from diembao.exporting import Exported, Order


@click.command(
    "export",
    cls=QueryCommand,
    epilog='Example:  diembao export "đại hội" --from 2020 --to 2020 --format csv --bom --output dai-hoi-2020',
)
@click.argument("query", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv", "parquet", "conllu", "ftm", "wacz", "cdxj"]),
    default="jsonl",
    show_default=True,
    help="Lines of JSON; articles, mentions and events as CSV or Parquet tables; CoNLL-U; FollowTheMoney; the pages as "
    "they came as a web archive (WACZ), or the index of the archive (CDXJ).",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="A folder, or a file whose name ends with the format; a manifest goes with it.",
)
@click.option("--full-text", is_flag=True, help="With the texts themselves; without, no more of them than snippets.")
@filter_options
@click.option("--strict", is_flag=True, help="Take words without marks as typed.")
@click.option(
    "--fold/--unfold", "folded", default=False, help="Leave out the copies and versions of an article, or not."
)
@click.option("--order", type=click.Choice(["date", "id"]), default="date", show_default=True)
@click.option("--bom", is_flag=True, help="CSV with the mark by which Excel knows UTF-8.")
@click.option("--tokens", is_flag=True, help="JSON Lines: also [start, end] of every word and sentence.")
@workspace_option
def command(
    query: str | None,
    form: Format,
    output: Path,
    full_text: bool,
    asked: Asked,
    strict: bool,
    folded: bool,
    order: Order,
    bom: bool,
    tokens: bool,
    root: Path | None,
) -> None:
    """Write all articles that QUERY and the filters find (without any, the whole corpus), with a manifest.

    Nothing is cut off: as many articles as were counted are written, or nothing is. The same corpus gives the same
    files, byte for byte.
    """
    from diembao.export.writers import Form
    from diembao.exporting import IncompleteExportError, Selection, export
    from diembao.workspace import open_workspace

    wanted = Form(format=form, full_text=full_text, tokens=tokens, bom=bom)
    selection = Selection(query=query, asked=asked, strict=strict, folded=folded, order=order)
    workspace = open_workspace(root)
    try:
        with progress("exporting") as step:
            done = export(workspace, selection, wanted, output, created=datetime.now(UTC), progress=step)
    except IncompleteExportError as error:
        say(f"diembao: {error}")
        sys.exit(1)
    _report(done, full_text=full_text)


def _report(done: Exported, *, full_text: bool) -> None:
    folder = done.place.folder
    for file in done.files:
        out(f"{folder / file.name}\t{file.rows}")
    out(f"{folder / done.place.manifest}")
    counts = done.manifest["counts"]
    copies = f"; {counts['copies_left_out']} copies left out" if counts["copies_left_out"] else ""
    say(f"{counts['articles']} articles{copies}")
    if counts["undated_left_out"]:
        say(f"{counts['undated_left_out']} more match but have no date of publication")
    if counts["waiting_for_index"]:
        say(f"{counts['waiting_for_index']} articles are not in the index yet; run `diembao build`, then export again")
    if full_text:
        say("The texts belong to their publishers: see `rights` in the manifest before you pass them on")
