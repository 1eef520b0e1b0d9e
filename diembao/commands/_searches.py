"""What `diembao search` does with searches that have a name: list them, save one, run a file of them."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from corpus.errors import UsageError
from corpus.jsonline import dumps
from diembao.export.cells import as_cell
from diembao.options import F
from diembao.terminal import one_line, out, out_json, printable, say

if TYPE_CHECKING:
    from diembao.batch import Counted
    from diembao.saved import Row, Search
    from diembao.workspace import Workspace
    from index.backend import Sort


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The options about searches that have a name."""

    save: str | None
    saved: str | None
    batch: Path | None
    with_hits: bool
    listing: bool


_OPTIONS = (
    click.option("--save", metavar="NAME", help="Keep QUERY and its filters under this name, and search."),
    click.option("--saved", metavar="NAME", help="Search as saved under this name; filters given here go first."),
    click.option("--list", "listing", is_flag=True, help="List the saved searches."),
    click.option(
        "--batch",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Run the searches of a CSV file (columns name, query and the filters); prints what each finds as CSV.",
    ),
    click.option("--with-hits", is_flag=True, help="With --batch: also a line for each hit, --limit of them a search."),
)


def naming_options(function: F) -> F:
    """`--save --saved --list --batch --with-hits`, handed to the command as one `named`."""

    @wraps(function)
    def gathered(**values: Any) -> Any:
        named = Named(**{name: values.pop(name) for name in ("save", "saved", "batch", "with_hits", "listing")})
        return function(named=named, **values)

    command: Callable[..., Any] = gathered
    for option in reversed(_OPTIONS):
        command = option(command)
    return cast(F, command)


def one_way(query: str | None, named: Named, *, like: str | None, other: bool) -> None:
    """Raises UsageError unless exactly one thing is asked for; `other` says that other options ask for a listing."""
    ways = [query is not None, like is not None, named.saved is not None, named.batch is not None, named.listing]
    if not any(ways):
        raise UsageError("what to search for? Give a QUERY, --like ARTICLE, --saved NAME, --batch FILE.csv, or --list")
    if sum(ways) > 1:
        raise UsageError("a QUERY, --like, --saved, --batch and --list do not go together; give one of them")
    if named.save is not None and query is None:
        raise UsageError("--save NAME goes with a QUERY")
    if named.with_hits and named.batch is None:
        raise UsageError("--with-hits goes with --batch")
    if other and named.batch is not None:
        raise UsageError("--batch counts hits; --kwic, --facets and --count do not go with it")


def search_meant(workspace: Workspace, named: Named, typed: Search, folded: bool | None) -> Search:
    """The search as typed, or the saved one with the filters that were typed in the place of its own.

    `folded` is None where neither --fold nor --unfold was typed.
    """
    from diembao.saved import saved_search

    if named.saved is None:
        return typed
    kept = saved_search(workspace.searches, named.saved)
    return replace(
        kept,
        asked=typed.asked.over(kept.asked),
        strict=typed.strict or kept.strict,
        folded=kept.folded if folded is None else folded,
    )


def keep(workspace: Workspace, search: Search) -> None:
    """Save a search that was read without fault."""
    from diembao.saved import save

    again = save(workspace.searches, search)
    say(f"saved as {search.name}" + (", in the place of the one of that name" if again else ""))


def list_saved(workspace: Workspace, form: str) -> None:
    """The saved searches."""
    from diembao.saved import saved_rows

    rows = saved_rows(workspace.searches)
    if form == "json":
        for row in rows:
            out_json(dumps({**row.cells, "name": row.name, "query": row.query}))
    elif form == "csv":
        _write(("name", "query"), ((row.name, row.query) for row in rows))
    else:
        for row in rows:
            filters = " ".join(f"--{k} {v}" for k, v in row.cells.items() if v and k not in ("name", "query", "note"))
            out(one_line(f"{row.name}: {row.query} {filters}", 200))
    say(f"{len(rows)} searches in {workspace.searches}" if rows else "no search is saved here")


def run_file(
    workspace: Workspace, named: Named, typed: Search, *, sort: Sort, recent: bool, shown: int | None, form: str
) -> None:
    """Run a file of searches; exit code 1 where a row could not be used, and it is said which."""
    from diembao.batch import run_batch
    from diembao.saved import read_rows

    path = named.batch or workspace.searches
    rows = read_rows(path)
    failed: list[Row] = []

    def told(results: Iterable[Counted]) -> Iterator[Counted]:
        for result in results:
            if result.error is not None:
                failed.append(result.row)
                say(f"diembao: {path}: row {result.row.number} ({result.row.name or 'no name'}): {result.error}")
            yield result

    shown = shown if named.with_hits else 0
    results = told(run_batch(workspace, rows, typed, sort=sort, recent=recent, shown=shown))
    if form == "json":
        for result in results:
            out_json(dumps(_object(result, with_hits=named.with_hits)))
    else:
        _csv(results, with_hits=named.with_hits)
    say(f"{len(rows)} searches" + (f", {len(failed)} of them could not be used" if failed else ""))
    if failed:
        sys.exit(1)


def _object(result: Counted, *, with_hits: bool) -> dict[str, Any]:
    from diembao.batch import HIT_COLUMNS

    return {
        "name": result.row.name,
        "query": result.row.query,
        "hits": result.hits,
        "undated": result.undated,
        "folded": result.folded,
        **({"articles": [dict(zip(HIT_COLUMNS, hit, strict=True)) for hit in result.found]} if with_hits else {}),
        **({"error": result.error} if result.error else {}),
    }


def _csv(results: Iterable[Counted], *, with_hits: bool) -> None:
    from diembao.batch import HIT_COLUMNS

    def lines() -> Iterator[tuple[Any, ...]]:
        for r in results:
            head = (r.row.name, r.row.query, r.hits, r.undated, r.folded, r.error)
            if with_hits and r.found:
                yield from ((*head, number, *hit) for number, hit in enumerate(r.found, 1))
            else:
                yield (*head, *((None,) * (1 + len(HIT_COLUMNS)) if with_hits else ()))

    columns = ("name", "query", "hits", "undated", "folded", "error")
    _write((*columns, "n", *HIT_COLUMNS) if with_hits else columns, lines())


def _write(header: Iterable[str], lines: Iterable[Iterable[Any]]) -> None:
    """CSV on standard output, line by line."""
    writer = csv.writer(_Out(), lineterminator="\n")
    writer.writerow(header)
    for line in lines:
        writer.writerow([printable(as_cell(value)) for value in line])


class _Out:
    def write(self, text: str) -> None:
        click.echo(text, nl=False)
