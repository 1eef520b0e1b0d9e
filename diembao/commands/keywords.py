"""`diembao keywords`: what a query's articles say more than the rest, and what stands near its words."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.errors import UsageError
from diembao.filtering import Asked, filter_options
from diembao.options import QueryCommand, workspace_option
from diembao.terminal import out, out_json, progress, say, say_waiting


@click.command(
    "keywords",
    cls=QueryCommand,
    epilog='Example:  diembao keywords "đại hội" --from 2020 --per year --limit 10',
)
@click.argument("query")
@filter_options
@click.option("--strict", is_flag=True, help="Take words without marks as typed.")
@click.option(
    "--collocates",
    type=click.IntRange(1, 50),
    metavar="N",
    help="What stands within N words of the query's words, in the same sentence, instead of anywhere in the articles.",
)
@click.option("--per", type=click.Choice(["week", "month", "year"]), help="A list for each period.")
@click.option(
    "--against",
    type=click.Choice(["rest", "periods"]),
    default="rest",
    show_default=True,
    help="With --per: compare with other articles of the period, or with what the query finds in other periods.",
)
@click.option("--min-count", type=click.IntRange(min=1), default=3, show_default=True, help="Occurrences at least.")
@click.option("--min-articles", type=click.IntRange(min=1), default=2, show_default=True, help="Articles at least.")
@click.option(
    "--min-likelihood",
    type=click.FloatRange(min=0),
    default=10.83,
    show_default=True,
    help="Log-likelihood at least; 6.63 is p < 0.01, 10.83 p < 0.001, 15.13 p < 0.0001.",
)
@click.option("--limit", type=click.IntRange(min=0), default=50, show_default=True, help="Of each list; 0 means all.")
@click.option("--format", "form", type=click.Choice(["text", "csv", "json"]), default="text")
@click.option("--bom", is_flag=True, help="CSV with the mark by which Excel knows UTF-8.")
@workspace_option
def command(
    query: str,
    asked: Asked,
    strict: bool,
    collocates: int | None,
    per: str | None,
    against: str,
    min_count: int,
    min_articles: int,
    min_likelihood: float,
    limit: int,
    form: str,
    bom: bool,
    root: Path | None,
) -> None:
    """List what the articles that QUERY finds say more often than the other articles that pass the filters.

    Words (compounds kept together) and names of units, persons, places …, with log-likelihood (how sure it is that the
    two differ) and log ratio (by how much: 1 is twice as often, 2 four times). Copies of an article count once.
    """
    from diembao.collocations import Wanted, keywords
    from diembao.export.keywords import TEXTS
    from diembao.searching import parse_query
    from diembao.workspace import open_workspace

    if bom and form != "csv":
        raise UsageError("--bom is for --format csv")
    if against == "periods" and per is None:
        raise UsageError("--against periods needs --per week, month or year")
    wanted = Wanted(
        collocates=collocates,
        per=per,  # type: ignore[arg-type]  # a click choice, as the next
        against=against,  # type: ignore[arg-type]
        least_count=min_count,
        least_articles=min_articles,
        least_log_likelihood=min_likelihood,
        limit=limit or None,
    )
    workspace = open_workspace(root)
    parsed = parse_query(query, workspace, strict=strict)
    with progress("counting") as step:
        told = keywords(workspace, parsed, asked.filters(workspace, strict=strict), wanted=wanted, step=step)
    text = TEXTS[form](told)
    if text:
        (out_json if form == "json" else out)(("\ufeff" if bom else "") + text)
    items = sum(len(comparison.keywords) for comparison in told.comparisons)
    say(
        f"{items} {'collocates' if collocates else 'keywords'} of {told.articles} articles; {told.copies} copies folded"
    )
    if told.articles and not items:
        say("nothing passes the floors; --min-articles 1, --min-count 1 or a smaller --min-likelihood lower them")
    if told.undated or told.vague:
        vague = f", {told.vague} are dated too vaguely for a {per}" if per else ""
        say(f"left out: {told.undated} have no date of publication{vague}")
    say_waiting(told.waiting)
