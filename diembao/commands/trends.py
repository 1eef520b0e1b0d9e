"""`diembao trends`: how many articles of each period queries find, and which share of all."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from corpus.errors import UsageError
from diembao.filtering import Asked, filter_options
from diembao.options import QueryCommand, workspace_option
from diembao.terminal import out, out_json, say, say_waiting

_FORMATS = ("text", "csv", "json", "svg", "png")
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
@click.option("--format", "form", type=click.Choice(_FORMATS), help="Default: what --output ends with, else text.")
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
    from diembao.searching import parse_query
    from diembao.trends import trends
    from diembao.workspace import open_workspace

    form = _form(form, output)
    if bom and form != "csv":
        raise UsageError("--bom is for --format csv")
    if form == "png" and output is None and sys.stdout.isatty():
        raise UsageError("--format png: name a file with --output")
    workspace = open_workspace(root)
    parsed = [parse_query(query, workspace, strict=strict) for query in dict.fromkeys(queries)]
    filters = asked.filters(workspace, strict=strict)
    told = trends(workspace, parsed, filters, by=by, folded=folded)  # type: ignore[arg-type]  # a click choice
    if form in _PICTURES:
        _write(draw(told, form, title=title), output)  # type: ignore[arg-type]  # one of the two
    else:
        text = TEXTS[form](told)
        if output is None:
            (out_json if form == "json" else out)(("\ufeff" if bom else "") + text)
        else:
            _write(f"{text}\n".encode("utf-8-sig" if bom else "utf-8"), output)
    for series in told.series:
        apart = f"; apart from them {left_out(series, told)}" if series.undated or series.vague else ""
        say(f"{series.query}: {series.total} of {told.every.total} articles{apart}")
    if told.folded:
        say(f"{told.copies} copies folded")
    say_waiting(told.waiting)


def _form(form: str | None, output: Path | None) -> str:
    ending = output.suffix.lower()[1:] if output else ""
    if form is None:
        return ending if ending in _FORMATS else "text"
    if ending in _FORMATS and ending not in (form, "text"):
        raise UsageError(f"--output {output}: ends with .{ending}, but --format is {form}")
    return form


def _write(made: bytes, output: Path | None) -> None:
    """To the file, which is whole or not there, or to standard output."""
    if output is None:
        click.echo(made, nl=False)
        return
    if not output.parent.is_dir():
        raise UsageError(f"--output {output}: there is no folder {output.parent}; make it first")
    part = output.with_name(f".{output.name}.part")
    try:
        part.write_bytes(made)
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
