"""`diembao search`: hits with the words found marked."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from corpus.codec import dumps
from corpus.mentions import EventType
from diembao.options import first_day, last_day, workspace_option
from diembao.terminal import one_line, out, say

if TYPE_CHECKING:
    from diembao.duplicates import CountBy
    from diembao.searching import Result
    from diembao.workspace import Workspace
    from index.backend import Filters
    from index.query import Query


@click.command(
    "search", epilog='Example:  diembao search "đại hội đảng bộ" --unit "Công an tỉnh" --from 2020-01 --facets'
)
@click.argument("query")
@click.option("--from", "first", metavar="DATE", help="Published from this day on (2020, 2020-03 or 2020-03-15).")
@click.option("--to", "last", metavar="DATE", help="Published by this day; 2020-03 means to its end.")
@click.option("--source", "sources", multiple=True, help="Source, as `diembao status` lists it; repeat for several.")
@click.option("--unit", "units", multiple=True, help="Unit, by any name or the beginning of one.")
@click.option("--person", "persons", multiple=True, help="Person with a rank or public position.")
@click.option("--rank", "ranks", multiple=True, help="Rank held by a person.")
@click.option("--term", "terms", multiple=True, help='Term of office, such as "2020-2025" or "lần thứ XIII".')
@click.option("--kind", "kinds", multiple=True, type=click.Choice(get_args(EventType)), help="Type of event told.")
@click.option("--sort", type=click.Choice(["relevance", "newest", "oldest"]), default="relevance", show_default=True)
@click.option("--strict", is_flag=True, help="Take words without marks as typed.")
@click.option("--facets", is_flag=True, help="Also count sources, years, units, persons, ranks, terms, types.")
@click.option(
    "--count",
    "count_by",
    type=click.Choice(["source", "day", "month", "year"]),
    help="Count the hits by source or date of publication instead of listing them.",
)
@click.option(
    "--fold/--unfold", "folded", default=False, help="Show copies and versions of an article as one hit, or each."
)
@click.option("--kwic", is_flag=True, help="A line for each occurrence, with its context.")
@click.option("--kwic-sort", type=click.Choice(["text", "left", "match", "right"]), default="text")
@click.option("--limit", type=click.IntRange(min=0), default=10, show_default=True, help="0 means all.")
@click.option("--offset", type=click.IntRange(min=0), default=0)
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text")
@workspace_option
def command(
    query: str,
    first: str | None,
    last: str | None,
    sources: tuple[str, ...],
    units: tuple[str, ...],
    persons: tuple[str, ...],
    ranks: tuple[str, ...],
    terms: tuple[str, ...],
    kinds: tuple[str, ...],
    sort: str,
    strict: bool,
    facets: bool,
    count_by: CountBy | None,
    folded: bool,
    kwic: bool,
    kwic_sort: str,
    limit: int,
    offset: int,
    form: str,
    root: Path | None,
) -> None:
    """Find articles. QUERY: words, "phrases", AND OR NOT -, (…), công*, title: unit: person: …, published:2020..2021.

    Words with marks are found as typed, words without marks in all their forms. `*` finds everything.
    """
    from diembao.searching import parse_query, search
    from diembao.workspace import open_workspace
    from index.backend import Filters

    workspace = open_workspace(root)
    parsed = parse_query(query, strict=strict)
    filters = Filters(
        published_from=_day(first_day(first, "--from")),
        published_to=_day(last_day(last, "--to")),
        sources=sources,
        units=units,
        persons=persons,
        ranks=ranks,
        terms=terms,
        kinds=kinds,
    )
    if kwic:
        _kwic(workspace, parsed, filters, kwic_sort, form, limit, offset, folded=folded)
        return
    result = search(
        workspace,
        parsed,
        filters,
        sort=sort,  # type: ignore[arg-type]  # click has checked the choice
        limit=limit or None,
        offset=offset,
        facets=facets,
        folded=folded,
        count_by=count_by,
    )
    (_COUNTS if count_by else _SHOW)[form](result)
    shown = "" if count_by or len(result.found) == result.total else f", showing {len(result.found)}"
    say(f"{result.total} hits{shown}" + (f"; {result.folded} copies folded" if result.folded else ""))
    if result.undated:
        say(f"{result.undated} more match but have no date of publication")


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _text(result: Result) -> None:
    bold, plain = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("[", "]")
    for found in result.found:
        article = found.analysis.article
        published = article.published.value[:10] if article.published else "undated"
        title = found.title.marked("\x00", "\x01", one_line_keep) if article.title else "(no title)"
        _marked(f"{published:<10}  {article.source}  {title}", bold, plain)
        also = f"   +{len(found.copies)} {'copy' if len(found.copies) == 1 else 'copies'}" if found.copies else ""
        out(f"    {article.url or article.id}{also}")
        for snippet in found.snippets:
            marked = snippet.marked("\x00", "\x01", one_line_keep)
            _marked(f"    {'…' if snippet.before else ''}{marked}{'…' if snippet.after else ''}", bold, plain)
    for kind, values in result.facets.items():
        if values:
            out(f"{kind}: " + ", ".join(f"{value} {count}" for value, count in values))


def one_line_keep(text: str) -> str:
    """`text` without control characters, blanks kept at its ends."""
    return "".join(c if c.isprintable() else " " for c in text)


def _marked(line: str, bold: str, plain: str) -> None:
    """Print a line in which \\x00 and \\x01 stand for begin and end of a match."""
    click.echo(line.replace("\x00", bold).replace("\x01", plain))


def _json(result: Result) -> None:
    from diembao.searching import as_object

    out(
        dumps(
            {
                "query": result.query.text,
                "total": result.total,
                "undated": result.undated,
                **({"folded": result.folded} if result.folded else {}),
                "hits": [as_object(f) for f in result.found],
                **({"facets": result.facets} if result.facets else {}),
            }
        )
    )


def _csv(result: Result) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("id", "published", "source", "title", "url", "score", "snippet", "copies"))
    for found in result.found:
        article = found.analysis.article
        passages = " … ".join(one_line(s.text, 1000) for s in found.snippets)
        published = article.published.value if article.published else ""
        row = (
            article.id,
            published,
            article.source,
            article.title or "",
            article.url or "",
            f"{found.score:.4f}",
            passages,
            str(len(found.copies)),
        )
        writer.writerow("'" + cell if cell[:1] in ("=", "+", "-", "@") else cell for cell in row)
    out(stream.getvalue().rstrip("\n"))


_SHOW: dict[str, Callable[[Result], None]] = {"text": _text, "json": _json, "csv": _csv}


def _counts_csv(result: Result) -> None:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([("value", "articles"), *result.counts])
    out(stream.getvalue().rstrip("\n"))


_COUNTS: dict[str, Callable[[Result], None]] = {
    "text": lambda result: out("\n".join(f"{number:>7}  {value}" for value, number in result.counts)),
    "json": lambda result: out(
        dumps({"query": result.query.text, "total": result.total, "folded": result.folded, "counts": result.counts})
    ),
    "csv": _counts_csv,
}


def _kwic(
    workspace: Workspace,
    query: Query,
    filters: Filters,
    sort: str,
    form: str,
    limit: int,
    offset: int,
    *,
    folded: bool,
) -> None:
    """Concordance lines of all hits; limit and offset count lines."""
    from diembao.engines import open_backend
    from diembao.searching import fold_today, kwic

    with open_backend(workspace.settings.engine, workspace.index, create=False) as backend, workspace.store() as store:
        hits = backend.search(query, filters, sort="oldest", limit=None)
        ids = tuple(h.id for h in hits.hits)
        ids = fold_today(workspace, store, ids).kept if folded else ids
        lines = kwic(store, ids, query, sort=sort)  # type: ignore[arg-type]  # a click choice
    shown = lines[offset : offset + limit] if limit else lines[offset:]
    if form == "json":
        for line in shown:
            out(
                dumps(
                    {
                        "id": line.id,
                        "start": line.start,
                        "end": line.end,
                        "left": line.left,
                        "match": line.match,
                        "right": line.right,
                    }
                )
            )
    elif form == "csv":
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerows([("id", "left", "match", "right"), *((x.id, x.left, x.match, x.right) for x in shown)])
        out(stream.getvalue().rstrip("\n"))
    else:
        for line in shown:
            left = one_line_keep(line.left)[-50:]
            out(f"{left:>50} [{one_line_keep(line.match)}] {one_line_keep(line.right)[:50]:<50}  {line.id}")
    say(f"{len(lines)} lines in {len(ids)} articles" + (f", showing {len(shown)}" if len(shown) < len(lines) else ""))
