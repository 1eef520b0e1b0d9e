"""`diembao status`: what is in the workspace, and what could not be used."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.jsonline import dumps
from diembao.options import workspace_option
from diembao.terminal import one_line, out


@click.command("status", epilog="Example:  diembao status --failures")
@click.option("--failures", is_flag=True, help="List rejected and failed inputs with their reasons.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@workspace_option
def command(failures: bool, form: str, root: Path | None) -> None:
    """Counts of articles, sources, mentions, events and duplicates, of rejects and failures with their reasons."""
    from diembao.overview import overview
    from diembao.workspace import open_workspace

    workspace = open_workspace(root)
    with workspace.store() as store:
        counts = overview(store)
        problems = store.inputs.problems(limit=1_000_000) if failures else []
        lost = store.inputs.failures() if failures else []
    if form == "json":
        listed = [{"place": p.url or str(p.location), "outcome": p.outcome, "reason": p.reason} for p in problems]
        listed += [{"place": f.place, "outcome": f.command, "reason": f.reason} for f in lost]
        out(dumps({**counts, **({"problems": listed} if failures else {})}))
        return
    out(f"workspace      {workspace.root}")
    for name in ("articles", "words", "undated", "first", "last", "events", "to index"):
        out(f"{name:<15}{counts[name] if counts[name] is not None else '-'}")
    for name in ("duplicates", "sources", "inputs", "mentions", "rejected", "failed", "not read"):
        values = counts[name]
        shown = ", ".join(f"{k} {v}" for k, v in values.items()) if values else "-"
        out(f"{name:<15}{shown}")
    for p in problems:
        place = p.url or p.source
        where = f"{p.location.file} at {p.location.offset}"
        out(f"  {p.outcome}: {p.reason}: {one_line(place)} ({where}) {one_line(p.detail or '')}")
    for f in lost:
        out(f"  {f.command}: {f.reason}: {one_line(f.place)} {one_line(f.detail)}")
