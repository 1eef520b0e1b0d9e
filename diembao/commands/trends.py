"""`diembao trends`: how many articles of each period queries find, and which share of all."""

from __future__ import annotations

from pathlib import Path

import click

from diembao.filtering import Asked, filter_options
from diembao.options import QueryCommand, workspace_option
from diembao.terminal import out, out_json, say, say_waiting

_ENDINGS = {"text": (".txt",), "csv": (".csv",), "json": (".json",), "svg": (".svg",), "png": (".png",)}
_PICTURES = ("svg", "png")


@click.command(
    "trends",
    cls=QueryCommand,
    epilog='Example:  diembao trends "đại hội" "hội nghị" --by month --from 2020 --to 2020 --output 2020.svg',
)
@click.argument("queries", nargs=-1, required=True, metavar="QUERY…")
@click.option("--by", type=click.Choice(["day", "week", "month", "year"]), default="month", show_default=True)
@filter_options
@click.option("--strict", is_flag=True, help="Take words without marks as typed.")
@click.option("--fold/--unfold", "folded", default=False, help="Count copies and versions of an article once, or each.")
@click.option(
    "--format", "form", type=click.Choice(list(_ENDINGS)), help="Default: what --output ends with, else text."
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@click.option("--title", help="Title of the picture; default: the queries.")
@click.option("--bom", is_flag=True, help="CSV with the mark by which Excel knows UTF-8.")
@workspace_option
def command(
    queries: tuple[str, ...],
    by: str,
    asked: Asked,
    strict: bool,
    folded: bool,
    form: str | None,
    output: Path | None,
    title: str | None,
    bom: bool,
    root: Path | None,
) -> None:
    """Count the articles of each period that each QUERY finds, side by side, as numbers and as a share of all articles.

    All articles are those that pass the filters. Periods without an article are shown as 0; articles without a date of
    publication, or with one too vague for the period, are counted apart.
    """
    from diembao.charts import draw, left_out
    from diembao.export.trends import TEXTS
    from diembao.export.writing import form_meant, write_files
    from diembao.searching import parse_query
    from diembao.trends import trends
    from diembao.workspace import open_workspace

    form = form_meant(form, output, _ENDINGS, bom=bom)
    workspace = open_workspace(root)
    parsed = [parse_query(query, workspace, strict=strict) for query in dict.fromkeys(queries)]
    filters = asked.filters(workspace, strict=strict)
    told = trends(workspace, parsed, filters, by=by, folded=folded)  # type: ignore[arg-type]  # a click choice
    if form in _PICTURES:
        made = draw(told, form, title=title)  # type: ignore[arg-type]  # one of the two
        if output is None:
            click.echo(made, nl=False)
        else:
            write_files({output: made})
    else:
        text = TEXTS[form](told)
        if output is None:
            (out_json if form == "json" else out)(("\ufeff" if bom else "") + text)
        else:
            write_files({output: f"{text}\n".encode("utf-8-sig" if bom else "utf-8")})
    for series in told.series:
        apart = f"; apart from them {left_out(series, told)}" if series.undated or series.vague else ""
        say(f"{series.query}: {series.total} of {told.every.total} articles{apart}")
    if told.folded:
        say(f"{told.copies} copies folded")
    say_waiting(told.waiting)
