"""`diembao search`: hits with the words found marked."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.codec import dumps
from diembao.commands._kwic import kwic_options, show_kwic
from diembao.commands._searches import Named, keep, list_saved, naming_options, one_way, run_file, search_meant
from diembao.export.cells import safe
from diembao.filtering import Asked, filter_options
from diembao.options import workspace_option
from diembao.terminal import one_line, out, say

if TYPE_CHECKING:
    from diembao.duplicates import CountBy
    from diembao.searching import Result


@click.command(
    "search", epilog='Example:  diembao search "đại hội đảng bộ" --unit "Công an tỉnh" --from 2020-01 --facets'
)
@click.argument("query", required=False)
@filter_options
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
@kwic_options
@naming_options
@click.option("--limit", type=click.IntRange(min=0), default=10, show_default=True, help="0 means all.")
@click.option("--offset", type=click.IntRange(min=0), default=0)
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text")
@workspace_option
def command(
    query: str | None,
    asked: Asked,
    sort: str,
    strict: bool,
    facets: bool,
    count_by: CountBy | None,
    folded: bool,
    kwic: dict[str, Any] | None,
    named: Named,
    limit: int,
    offset: int,
    form: str,
    root: Path | None,
) -> None:
    """Find articles. QUERY: words, "phrases", AND OR NOT -, (…), a NEAR/5 b, công*, giám~, title: unit: person: …,
    published:2020..2021, mentioned:"tháng 8/2020".

    Words with marks are found as typed, words without marks in all their forms. `*` finds everything. docs/search.md
    tells the whole language with examples. `--save` keeps a search under a name, `--saved` runs it again.
    """
    from diembao.saved import Search
    from diembao.searching import parse_query, search
    from diembao.workspace import open_workspace

    one_way(query, named, other=bool(facets or count_by or kwic is not None))
    workspace = open_workspace(root)
    if named.listing:
        list_saved(workspace, form)
        return
    typed = Search(name=named.save or "", query=query or "", asked=asked, strict=strict, folded=folded)
    if named.batch is not None:
        run_file(workspace, named, typed, sort=sort, shown=limit or None, form=form)  # type: ignore[arg-type]
        return
    wanted = search_meant(workspace, named, typed)
    parsed = parse_query(wanted.query, workspace, strict=wanted.strict)
    filters = wanted.asked.filters()
    if named.save is not None:
        keep(workspace, wanted)
    if kwic is not None:
        show_kwic(workspace, parsed, filters, kwic, form=form, limit=limit or None, offset=offset, folded=wanted.folded)
        return
    result = search(
        workspace,
        parsed,
        filters,
        sort=sort,  # type: ignore[arg-type]  # click has checked the choice
        limit=limit or None,
        offset=offset,
        facets=facets,
        folded=wanted.folded,
        count_by=count_by,
        strict=wanted.strict,
    )
    (_COUNTS if count_by else _SHOW)[form](result)
    shown = "" if count_by or len(result.found) == result.total else f", showing {len(result.found)}"
    say(f"{result.total} hits{shown}" + (f"; {result.folded} copies folded" if result.folded else ""))
    if result.undated:
        say(f"{result.undated} more match but have no date of publication")
    if result.suggestion and not result.total:
        say(f"Did you mean: {result.suggestion}")


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
                **({"suggestion": result.suggestion} if result.suggestion else {}),
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
        writer.writerow(map(safe, row))
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
