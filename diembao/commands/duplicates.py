"""`diembao duplicates`: copies, versions and shortened copies of articles, with the first publisher."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from corpus.errors import UsageError
from corpus.jsonline import dumps
from diembao.options import workspace_option
from diembao.terminal import one_line, out, out_json, say


@click.command("duplicates", epilog="Example:  diembao duplicates --source bao.example --limit 20")
@click.option("--source", help="Clusters with an article of this source, as `diembao status` lists it.")
@click.option(
    "--explain", "article", metavar="ARTICLE", help="One article (id or address): its versions, its like, and why."
)
@click.option("--limit", type=click.IntRange(min=0), default=50, show_default=True, help="0 means all.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@workspace_option
def command(source: str | None, article: str | None, limit: int, form: str, root: Path | None) -> None:
    """List clusters of duplicates, the largest first: who published first, who copied, shortened or renewed it.

    What counts as a duplicate, and how sure that is: docs/duplicates.md.
    """
    from diembao.clustering import duplicates_of_today
    from diembao.duplicates import counts, explain, find_article, listing
    from diembao.workspace import open_workspace

    workspace = open_workspace(root)
    with workspace.store() as store:
        duplicates_of_today(workspace, store)
        if article is not None:
            found = find_article(store, article)
            if found is None:
                raise UsageError(f"--explain {article}: no such article is stored; give its id or its address")
            told = explain(store, found)
            out_json(dumps(told)) if form == "json" else _print(_explained(told))
            return
        rows = listing(store, source=source, limit=limit or None)
        total = counts(store)
    if form == "json":
        out_json(dumps(rows))
    else:
        _print(line for row in rows for line in _cluster(row))
    shown = f"; {len(rows)} shown" if len(rows) < total["clusters"] else ""
    say(f"{total['clusters']} clusters with {total['articles']} articles{shown}")


def _print(lines: Iterator[str]) -> None:
    for line in lines:
        out(line)


def _cluster(row: dict[str, Any]) -> Iterator[str]:
    sure = "" if row["certain"] else " (or another: the dates do not tell)"
    yield f"{row['articles']} articles, {row['sources']} sources; first published by {row['first_publisher']}{sure}"
    for member in row["members"]:
        like = "" if member["similarity"] is None else f"{member['similarity']:.2f}"
        newest = "  shown when folded" if member["id"] == row["shown"] and member["id"] != row["first"] else ""
        yield f"  {member['kind']:<8}{like:>5}  {_line(member)}{newest}"


def _line(article: dict[str, Any]) -> str:
    credit = f"  (by {article['credit']})" if article["credit"] else ""
    date = (article["published"] or "undated")[:16]
    return f"{date:<16}  {article['source']}  {one_line(article['title'] or '(no title)', 80)}{credit}  {article['id']}"


def _explained(told: dict[str, Any]) -> Iterator[str]:
    yield _line(told)
    if len(told["history"]) > 1:
        yield f"  {len(told['history'])} versions came in under this address or id; the newest is stored"
        for version in told["history"]:
            place = f"{version['warc']} at {version['offset']}"
            yield f"    {version['retrieved'] or 'time unknown'}  {version['outcome']}  {place}"
    if told["cluster"]:
        yield from (f"  {line}" for line in _cluster(told["cluster"]))
    else:
        yield "  no duplicate is stored"
    for other in told["compared"]:
        yield f"  {other['kind'] or 'not one'}: {other['reason']}"
        yield f"    {_line(other)}"
        yield (
            f"    similarity {other['similarity']:.2f}; {other['covered']:.0%} of the shorter text and"
            f" {other['covers']:.0%} of the longer stand in the other;"
            f" {other['agreeing']} numbers and names agree, {other['conflicting']} differ"
        )
        for one, another in other["swaps"]:
            yield f"    “{one_line(one, 60)}” / “{one_line(another, 60)}”"
