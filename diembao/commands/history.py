"""`diembao history`: leaders, congresses, names and owners of a unit over time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import UsageError
from diembao.options import days_asked, output_options, workspace_option
from diembao.terminal import out, out_json, say

if TYPE_CHECKING:
    from corpus.store import Store
    from diembao.export.labels import Language

_LISTED = 12


@click.command("history", epilog='Example:  diembao history "Đảng bộ Công an tỉnh Vân Sơn" --from 2015 --to 2020-12')
@click.argument("unit")
@click.option("--from", "first", metavar="DATE", help="What reaches to this day or beyond it.")
@click.option("--to", "last", metavar="DATE", help="What begins by this day; 2020-03 means to its end.")
@output_options("text", "json", "csv", "svg", "png", shows="A picture (svg, png) shows who held the unit's posts.")
@workspace_option
def command(
    unit: str,
    first: str | None,
    last: str | None,
    form: str | None,
    output: Path | None,
    title: str | None,
    language: Language,
    bom: bool,
    root: Path | None,
) -> None:
    """Print the history of a unit: leaders, congresses by term with the elected, names and parents, with evidence.

    UNIT is a name in any spelling, an alias, or an id as `diembao entities unit` shows it. Congresses of its Party
    organisation and committees (Đảng bộ, Đảng ủy) are its own.
    """
    from diembao.export.writing import form_meant, write_files
    from diembao.merging import merged_of_today
    from diembao.unit_history import unit_history, units_called
    from diembao.unit_history_forms import within
    from diembao.unit_history_output import ENDINGS, PICTURES, as_text, drawn
    from diembao.workspace import open_workspace

    days = days_asked(first, last)
    form = form_meant(form, output, ENDINGS, bom=bom)
    workspace = open_workspace(root)
    with workspace.store() as store:
        merged_of_today(workspace, store)
        ids = units_called(store, unit)
        if len(ids) > 1:
            raise UsageError(f"{unit}: means {_listed(store, ids)}; name one of them, or its id")
        if not ids:
            say(_unknown(store, unit))
            return
        history, undated = within(unit_history(store, ids[0]), *days)
        made = drawn(store, history, form, title, language) if form in PICTURES else b""
    text = "" if made else as_text(history, form, bom=bom)
    if output is not None:
        write_files({output: made or f"{text}\n".encode()})
        out(str(output))
    elif made:
        click.echo(made, nl=False)
    else:
        (out_json if form == "json" else out)(text)
    if undated:
        say(f"{undated} lines whose days are not known are left out")


def _listed(store: Store, ids: list[str]) -> str:
    """Labels and ids of units."""
    found = [store.entities.get(entity_id) for entity_id in ids[:_LISTED]]
    more = f" and {len(ids) - _LISTED} more" if len(ids) > _LISTED else ""
    return "; ".join(f"{entity.label} ({entity.id})" for entity in found if entity is not None) + more


def _unknown(store: Store, name: str) -> str:
    """That no unit is called so, with those whose names have its words."""
    from diembao.unit_history import units_with

    ids = units_with(store, name, _LISTED)
    return f"no unit of that name; with these words: {_listed(store, ids)}" if ids else "no unit of that name"
