"""`diembao eval`: precision, recall and F1 against a gold file."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.jsonline import dumps
from diembao.options import workspace_option
from diembao.terminal import one_line, out, say


@click.command("eval", epilog="Example:  diembao eval tests/gold/sample.jsonl --misses unit")
@click.argument("gold", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("found", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@click.option("--misses", metavar="MEASURE", help="Also list what did not match, of measures that begin so; all: `-`.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@workspace_option
def command(gold: Path, found: Path | None, misses: str | None, form: str, root: Path | None) -> None:
    """Score articles against GOLD (JSON Lines with the fields to be scored).

    FOUND holds what `diembao extract` printed; without it the articles of the workspace are scored. Articles are paired
    by id, then url, then origin_id.
    """
    from diembao.evaluate import evaluate
    from diembao.gold import pairs_with_file, pairs_with_store
    from diembao.workspace import open_workspace

    if found is not None:
        pairs = pairs_with_file(gold, found)
    else:
        with open_workspace(root).store() as store:
            pairs = pairs_with_store(gold, store)
    lost = sum(article is None for _, article in pairs)
    scores, wrong = evaluate(pairs)
    if form == "json":
        rows = {
            name: {"precision": s.precision, "recall": s.recall, "f1": s.f1, "gold": s.gold, "found": s.found}
            for name, s in scores.items()
        }
        out(dumps({"articles": len(pairs), "lost": lost, "scores": rows}))
        return
    out(f"{'measure':<22}{'gold':>7}{'found':>7}{'match':>7}{'precision':>11}{'recall':>8}{'F1':>8}")
    for name, s in scores.items():
        out(f"{name:<22}{s.gold:>7}{s.found:>7}{s.matched:>7}{s.precision:>11.3f}{s.recall:>8.3f}{s.f1:>8.3f}")
    say(f"{len(pairs)} gold articles, {lost} not found")
    if misses is not None:
        for miss in wrong:
            if misses == "-" or miss.measure.startswith(misses):
                out(f"{miss.side:<9}{miss.measure:<18}{one_line(miss.item, 160)}  [{one_line(miss.article, 60)}]")
