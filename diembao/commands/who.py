"""`diembao who`: who held a post on a day, and says whom."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import UsageError
from diembao.options import given_date, workspace_option
from diembao.terminal import out, out_json, say

if TYPE_CHECKING:
    from corpus.store import Store
    from diembao.careers import Holders


@click.command("who", epilog='Example:  diembao who "Giám đốc Công an tỉnh Vân Sơn" --on 2022-05-10')
@click.argument("post")
@click.option("--on", "day", metavar="DATE", required=True, help="The day, such as 2022-05-10 or 10/5/2022.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@workspace_option
def command(post: str, day: str, form: str, root: Path | None) -> None:
    """Print who held POST on a day, with the sentences that tell it; where nobody is told, who did before and after.

    POST is a post with its unit (`truong phong tham muu cong an tinh van son`): marks may be left out, and the unit may
    have any name that articles have for it. Of posts that several hold at once (Phó Giám đốc) all holders are listed.
    """
    from corpus.codec import dumps
    from diembao.career_asking import posts_called
    from diembao.careers import Holders, holders, holders_of_office
    from diembao.resolution import entities_of_today
    from diembao.workspace import open_workspace

    on = given_date(day, "--on") or ""
    if len(on) != len("2022-05-10"):
        raise UsageError(f"--on {day}: a day is needed, such as 2022-05-10")
    workspace = open_workspace(root)
    with workspace.store() as store:
        entities_of_today(workspace, store)
        asked = posts_called(store, post)
        if asked is None:
            raise UsageError(f"{post}: begins with no post; write it with its unit: Giám đốc Công an tỉnh Vân Sơn")
        abroad = holders_of_office(store, asked.head, on, asked.named) if asked.named and not asked.units else None
        if abroad is not None and abroad == Holders():
            say(f"no unit is called {asked.named} in these articles")
        answers: list[tuple[str, Holders]] = [
            (_label(store, unit), holders(store, asked.head, unit, on)) for unit in asked.units
        ]
        if abroad is not None and abroad != Holders():
            answers.append((asked.named, abroad))
        if not asked.named:
            answers.append(("", holders_of_office(store, asked.head, on)))
        if form == "json":
            out_json(dumps([_object(store, asked.head, unit, on, found) for unit, found in answers]))
            return
        for unit, found in answers:
            for line in _text(store, asked.head, unit, on, found):
                out(line)


def _label(store: Store, unit: str) -> str:
    """The unit's name by its id."""
    row = store.connection.execute("SELECT label FROM entities WHERE id = ?", (unit,)).fetchone()
    return str(row[0])


def _object(store: Store, head: str, unit: str, day: str, found: Holders) -> dict[str, object]:
    from diembao.career_rows import post_object
    from diembao.evidence import Evidence

    evidence = Evidence(store)
    return {
        "position": head,
        "unit": unit or None,
        "on": day,
        "contradict": found.contradict,
        "held": [post_object(evidence, o) for o in found.sure],
        "likely": [post_object(evidence, o) for o in found.likely],
        "undated": [post_object(evidence, o) for o in found.undated],
        "before": post_object(evidence, found.before) if found.before else None,
        "after": post_object(evidence, found.after) if found.after else None,
    }


def _text(store: Store, head: str, unit: str, day: str, found: Holders) -> list[str]:
    from diembao.career_rows import holder_lines
    from diembao.careers import is_stale
    from diembao.evidence import Evidence
    from extractor.resolve.rivals import last_stated

    evidence = Evidence(store)
    lines = [f"{head}{f', {unit}' if unit else ''}, on {day}"]
    for o in found.sure:
        lines += holder_lines(evidence, o, day)
    if found.contradict:
        lines.append("  ! these contradict each other: one person at a time holds this post")
    for o in found.likely:
        stated = f", last stated {last_stated(o)}" if is_stale(o, day) else ""
        lines += holder_lines(evidence, o, day, mark=f"likely{stated}: ")
    if not found.sure and not found.likely:
        lines.append("  nobody is told")
    if not found.sure:
        for mark, near in (("before: ", found.before), ("after: ", found.after)):
            if near is not None:
                lines += holder_lines(evidence, near, day, mark=mark)
        for o in found.undated:
            lines += holder_lines(evidence, o, day, mark="no day is told: ")
    return lines
