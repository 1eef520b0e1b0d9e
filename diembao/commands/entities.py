"""`diembao entities`: what was found, how often, under which names."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.codec import dumps
from diembao.options import workspace_option
from diembao.terminal import one_line, out, say

KINDS = ("unit", "person", "rank", "position", "place", "term", "document", "abbreviation")


@click.command("entities", epilog='Example:  diembao entities unit "Công an tỉnh Vân Sơn"')
@click.argument("kind", required=False, type=click.Choice(KINDS))
@click.argument("name", required=False)
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@workspace_option
def command(kind: str | None, name: str | None, limit: int, form: str, root: Path | None) -> None:
    """List entities by frequency; with KIND and NAME, one of them: names, parents, posts and ranks with evidence."""
    from diembao.entities import card, counts, listing
    from diembao.workspace import open_workspace

    workspace = open_workspace(root)
    with workspace.store() as store:
        if kind is None:
            found = counts(store)
            out(dumps(found) if form == "json" else "\n".join(f"{k:<14}{v:>8}" for k, v in found.items()))
            return
        if name is None:
            rows = listing(store, kind, limit)
            if form == "json":
                out(dumps(rows))
            else:
                for row in rows:
                    out(f"{row['articles']:>6} articles {row['mentions']:>6} mentions  {row['value']}")
            return
        entity = card(store, kind, name)
    if entity is None:
        say(f"no {kind} of that name")
        return
    if form == "json":
        out(dumps(entity))
        return
    out(f"{entity['value']}  ({kind}; {entity['articles']} articles, {entity['mentions']} mentions)")
    for label in ("aliases", "parents", "children", "units", "persons"):
        if entity.get(label):
            out(f"  {label}: " + "; ".join(f"{v} ({c})" for v, c in entity[label]))
    for line in entity["statements"]:
        out(f"  {line['published'] or 'undated':<12} {line['what']}")
        out(f"      “{one_line(line['sentence'], 200)}”  {line['source']} {line['url'] or line['article']}")
