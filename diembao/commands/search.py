"""`diembao search`: hits with the words found marked."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import click

from corpus.errors import UsageError
from corpus.jsonline import dumps
from diembao.commands._kwic import kwic_options, show_kwic
from diembao.commands._searches import Named, keep, list_saved, naming_options, one_way, run_file, search_meant
from diembao.export.cells import safe
from diembao.filtering import Asked, filter_options
from diembao.options import QueryCommand, workspace_option
from diembao.terminal import one_line, out, out_json, say, say_waiting

if TYPE_CHECKING:
    from diembao.folding import CountBy
    from diembao.searching import Result
    from diembao.workspace import Workspace

_HITS = 10  # that are shown unless told otherwise
Asking = dict[str, Any]
"""What was asked for, as JSON repeats it."""


@click.command(
    "search",
    cls=QueryCommand,
    epilog='Example:  diembao search "đại hội đảng bộ" --unit "Công an tỉnh" --from 2020-01 --facets',
)
@click.argument("query", required=False)
@filter_options
@click.option("--sort", type=click.Choice(["relevance", "newest", "oldest"]), default="relevance", show_default=True)
@click.option("--recency", is_flag=True, help="By relevance, with newer articles worth a little more.")
@click.option("--like", metavar="ARTICLE", help="Articles most like this one (id or address), instead of a QUERY.")
@click.option("--strict", is_flag=True, help="Take words without marks as typed.")
@click.option("--facets", is_flag=True, help="Also count sources, years, units, persons, ranks, terms, types.")
@click.option(
    "--facet-limit", type=click.IntRange(min=0), metavar="N", help="Facets with N values each instead of 20; 0 is all."
)
@click.option(
    "--count",
    "count_by",
    type=click.Choice(["source", "day", "month", "year"]),
    help="Count the hits by source or date of publication instead of listing them.",
)
@click.option(
    "--fold/--unfold",
    "folded",
    default=None,
    help="Show copies and versions of an article as one hit, or each. Default: each; with --like as one.",
)
@kwic_options
@naming_options
@click.option("--limit", type=click.IntRange(min=0), show_default="10", help="0 means all.")
@click.option("--offset", type=click.IntRange(min=0), default=0)
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text")
@workspace_option
def command(
    query: str | None,
    asked: Asked,
    sort: str,
    recency: bool,
    like: str | None,
    strict: bool,
    facets: bool,
    facet_limit: int | None,
    count_by: CountBy | None,
    folded: bool | None,
    kwic: dict[str, Any] | None,
    named: Named,
    limit: int | None,
    offset: int,
    form: str,
    root: Path | None,
) -> None:
    """Find articles. QUERY: words, "phrases", AND OR NOT -, (…), a NEAR/5 b, công*, giám~, title: unit: person: …,
    published:2020..2021, mentioned:"tháng 8/2020".

    Words with marks are found as typed, words without marks in all their forms. `*` finds everything. docs/search.md
    tells the whole language with examples. `--save` keeps a search under a name, `--saved` runs it again. `--like`
    finds the articles that have most in common with one.
    """
    from diembao.saved import Search
    from diembao.searching import FACET_LIMIT, parse_query, search
    from diembao.workspace import open_workspace

    facets, page = facets or facet_limit is not None, _HITS if limit is None else limit or None
    one_way(query, named, like=like, other=bool(facets or count_by or kwic is not None))
    if recency and (sort != "relevance" or count_by or kwic is not None):
        raise UsageError("--recency is for hits by relevance; it does not go with --sort, --count or --kwic")
    workspace = open_workspace(root)
    if named.listing:
        list_saved(workspace, form)
        return
    typed = Search(name=named.save or "", query=query or "", asked=asked, strict=strict, folded=bool(folded))
    if named.batch is not None:
        run_file(
            workspace,
            named,
            typed,
            sort=sort,  # type: ignore[arg-type]  # click has checked the choice
            recent=recency,
            shown=page,
            form=form,
        )
        return
    shown = Shown(
        limit=page,
        offset=offset,
        recent=recency,
        facets=facets,
        facet_limit=FACET_LIMIT if facet_limit is None else facet_limit or None,
        count_by=count_by,
    )
    if like is not None:
        if sort != "relevance" or kwic is not None:
            raise UsageError("--like lists articles by likeness; it does not go with --sort and --kwic")
        _like(workspace, like, asked, shown, strict=strict, folded=folded is not False, form=form)
        return
    wanted = search_meant(workspace, named, typed, folded)
    parsed = parse_query(wanted.query, workspace, strict=wanted.strict)
    filters = wanted.asked.filters(workspace, strict=wanted.strict)
    if named.save is not None:
        keep(workspace, wanted)
    if kwic is not None:
        show_kwic(
            workspace,
            parsed,
            filters,
            kwic,
            form=form,
            limit=limit,
            offset=offset,
            folded=wanted.folded,
            strict=wanted.strict,
        )
        return
    result = search(
        workspace,
        parsed,
        filters,
        sort=sort,  # type: ignore[arg-type]
        folded=wanted.folded,
        strict=wanted.strict,
        **shown,
    )
    (_COUNTS if count_by else _SHOW)[form](result, {"query": parsed.text})
    _say(result, counted=count_by is not None)
    if result.suggestion and not result.total:
        say(f"Did you mean: {result.suggestion}")


class Shown(TypedDict):
    """What is to be shown of a result, as options of `search` and `similar`."""

    limit: int | None
    offset: int
    recent: bool
    facets: bool
    facet_limit: int | None
    count_by: CountBy | None


def _like(
    workspace: Workspace, article: str, asked: Asked, shown: Shown, *, strict: bool, folded: bool, form: str
) -> None:
    """The articles most like one, and by what they were looked for."""
    from diembao.similar import similar

    try:
        found = similar(workspace, article, asked.filters(workspace, strict=strict), folded=folded, **shown)
    except UsageError as error:
        raise UsageError(f"--like {error}") from error
    traits = [trait.text if trait.kind is None else f"{trait.kind}: {trait.text}" for trait in found.traits]
    (_COUNTS if shown["count_by"] else _SHOW)[form](found.result, {"like": found.id, "traits": traits})
    _say(found.result, counted=shown["count_by"] is not None)
    if not found.traits:
        say("the article has no keywords, no compound in its title and names nobody: there is nothing to compare by")


def _say(result: Result, *, counted: bool) -> None:
    """How much was found, on stderr."""
    shown = "" if counted or len(result.found) == result.total else f", showing {len(result.found)}"
    say(f"{result.total} hits{shown}" + (f"; {result.folded} copies folded" if result.folded else ""))
    if result.undated:
        say(f"{result.undated} more match but have no date of publication")
    if result.longer:
        say(f"facets with more values than are shown: {', '.join(result.longer)}; --facet-limit 0 shows all")
    say_waiting(result.waiting)


def _text(result: Result, _asked: Asking) -> None:
    bold, plain = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("[", "]")
    for found in result.found:
        article = found.article
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


def _json(result: Result, asked: Asking) -> None:
    from diembao.searching import as_object

    out_json(
        dumps(
            {
                **asked,
                "total": result.total,
                "undated": result.undated,
                **({"folded": result.folded} if result.folded else {}),
                **({"suggestion": result.suggestion} if result.suggestion else {}),
                "hits": [as_object(f) for f in result.found],
                **({"facets": result.facets} if result.facets else {}),
            }
        )
    )


def _csv(result: Result, _asked: Asking) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("id", "published", "source", "title", "url", "score", "snippet", "copies"))
    for found in result.found:
        article = found.article
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


_SHOW: dict[str, Callable[[Result, Asking], None]] = {"text": _text, "json": _json, "csv": _csv}


def _counts_csv(result: Result, _asked: Asking) -> None:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([("value", "articles"), *result.counts])
    out(stream.getvalue().rstrip("\n"))


_COUNTS: dict[str, Callable[[Result, Asking], None]] = {
    "text": lambda result, _asked: out("\n".join(f"{number:>7}  {value}" for value, number in result.counts)),
    "json": lambda result, asked: out_json(
        dumps({**asked, "total": result.total, "folded": result.folded, "counts": result.counts})
    ),
    "csv": _counts_csv,
}
