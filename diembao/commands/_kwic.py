"""The options of `search --kwic`, and what it prints."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

import click

from diembao.options import F
from diembao.terminal import out, out_json, say, say_waiting

if TYPE_CHECKING:
    from diembao.workspace import Workspace
    from index.backend import Filters
    from index.query import Query

_LINES = 10  # that are shown unless told otherwise
_SORTS = ("text", "match", "left", "left2", "left3", "right", "right2", "right3")
_KINDS = ("unit", "person", "rank", "position", "term", "place", "doc", "date")
_OPTIONS = (
    click.option("--kwic", is_flag=True, help="A line for each occurrence, with its context."),
    click.option(
        "--kwic-of",
        type=click.Choice(_KINDS),
        help="Lines of the names of this kind in the articles found, instead of the query's words.",
    ),
    click.option(
        "--kwic-sort",
        type=click.Choice(_SORTS),
        default="text",
        show_default=True,
        help="By the match, or by one, two or three words left or right of it; text: by date and place.",
    ),
    click.option("--kwic-sample", type=click.IntRange(min=1), metavar="N", help="N lines drawn by chance."),
    click.option("--seed", type=int, default=0, show_default=True, help="Another number draws another sample."),
)


def kwic_options(function: F) -> F:
    """`--kwic --kwic-of --kwic-sort --kwic-sample --seed`, handed to the command as one `kwic`; None without any."""

    @wraps(function)
    def gathered(**values: Any) -> Any:
        asked = {name: values.pop(name) for name in ("kwic_of", "kwic_sort", "kwic_sample", "seed")}
        wanted = values.pop("kwic") or asked["kwic_of"] or asked["kwic_sample"] or asked["kwic_sort"] != "text"
        return function(kwic=asked if wanted else None, **values)

    command: Callable[..., Any] = gathered
    for option in reversed(_OPTIONS):
        command = option(command)
    return cast(F, command)


def show_kwic(
    workspace: Workspace,
    query: Query,
    filters: Filters,
    asked: dict[str, Any],
    *,
    form: str,
    limit: int | None,
    offset: int,
    folded: bool,
    strict: bool,
) -> None:
    """Print the lines; limit and offset count lines. Without a limit, the whole sample, or ten lines."""
    from diembao.concordance import FORMATS, Wanted, concordance
    from diembao.searching import search

    wanted = Wanted(
        of=asked["kwic_of"],
        sort=asked["kwic_sort"],
        sample_size=asked["kwic_sample"],
        seed=asked["seed"],
        limit=_LINES if limit is None and asked["kwic_sample"] is None else limit or None,
        offset=offset,
    )
    found = concordance(workspace, query, filters, wanted=wanted, folded=folded)
    if found.lines or form == "csv":
        (out_json if form == "json" else out)(FORMATS[form](found.lines))
    say(_summary(found.total, found.drawn_from, len(found.lines), found.articles))
    if found.undated:
        say(f"{found.undated} more articles match but have no date of publication")
    say_waiting(found.waiting)
    if not found.articles and query.text:
        suggestion = search(workspace, query, filters, strict=strict).suggestion
        if suggestion:
            say(f"Did you mean: {suggestion}")
    if not query.words and wanted.of is None:
        say("the query names no words to show in context; --kwic-of unit shows the units of the articles found")


def _summary(total: int, drawn_from: int | None, shown: int, articles: int) -> str:
    drawn = f" drawn from {drawn_from}" if drawn_from is not None and drawn_from > total else ""
    return f"{total} lines{drawn} in {articles} articles" + (f", showing {shown}" if shown < total else "")
