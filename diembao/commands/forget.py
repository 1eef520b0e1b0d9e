"""`diembao forget`: remove, and keep from coming back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import UsageError
from diembao.options import workspace_option
from diembao.terminal import say

if TYPE_CHECKING:
    from diembao.forget import Selection
    from diembao.workspace import Workspace


@click.command(
    "forget", epilog='Example:  diembao forget https://bao.example/tin-12.html   or   --person "Đinh Thu Thảo"'
)
@click.argument("targets", nargs=-1, metavar="URL|ID…")
@click.option("--person", "persons", multiple=True, help="Remove every article that names this person.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@workspace_option
def command(targets: tuple[str, ...], persons: tuple[str, ...], yes: bool, root: Path | None) -> None:
    """Remove articles from database, index and archive; hashed tombstones keep crawl, add and rebuild from them.

    Saved searches that name them go, too. Files of your own that do, and exports in the workspace, are told.
    """
    from diembao.forget import find, forget
    from diembao.workspace import open_workspace

    if not targets and not persons:
        raise UsageError("forget: name an address, an id or --person NAME")
    workspace = open_workspace(root)
    selection = find(workspace, targets, persons)
    say(f"{len(selection.article_ids)} articles, {len(selection.input_ids)} archive records")
    _tell_names(workspace, persons, selection)
    if not selection.input_ids:
        say("nothing of it is in this corpus; the tombstone keeps it from coming in")
    if not yes and not click.confirm("Remove them for good?", err=True):
        say("nothing was removed")
        return
    traces = forget(workspace, selection)
    say("removed; they will not come back" if selection.input_ids else "nothing was here to remove")
    if traces.searches:
        say(f"{traces.searches} rows of {workspace.searches} named it and were taken out")
    for path, lines in traces.files:
        where = f"names it in line {', '.join(map(str, lines))}" if any(lines) else "cannot be read"
        say(f"{path} is yours and was left alone: it {where}")
    for path in traces.exports:
        say(f"{path}: an export of before, which may hold it; export again or delete it")
    if not traces.exports:
        say("what was exported before lies where you put it, and is not changed")


def _tell_names(workspace: Workspace, persons: tuple[str, ...], selection: Selection) -> None:
    """Which other names go with those that were given, and which like them do not."""
    from diembao.forget import look_alikes

    own = [name for name in selection.aliases if name not in selection.shared]
    if own:
        say(f"the same person is called {', '.join(own)}, too: that name goes as well")
    for name in selection.shared:
        say(
            f"the same person is called {name}, too: the articles that mean this person so go; where the name may be"
            f" another's, it stays (diembao forget --person {name!r} takes all of that name)"
        )
    for person in persons:
        other_marks, longer = look_alikes(workspace, person, selection.aliases)
        if other_marks:
            say(f"marks count: {person!r} is not {', '.join(other_marks)}, who stays")
        if longer:
            say(f"articles that name only {', '.join(longer)} stay: {person!r} is the beginning of a longer name there")
