"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from corpus.errors import UsageError

if TYPE_CHECKING:
    from corpus.dates import DateRange
    from corpus.importers import FieldMap

F = TypeVar("F", bound=Callable[..., Any])


class QueryCommand(click.Command):
    """A command with a query, which may begin with a minus: no option of ours has one dash, but for -h."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Raises UsageError, which says how to type it, where such a query was taken for an option."""
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption:
            minus = next((arg for arg in given if arg[:1] == "-" and arg[1:2] not in ("", "-")), None)
            if minus is None:
                raise
            raise UsageError(
                f"{minus}: a query that begins with - is written behind all options and --: "
                f'diembao {ctx.info_name} -- "{minus}"; or write NOT instead of the -'
            ) from None


def workspace_option(function: F) -> F:
    """`--workspace DIR`."""
    return click.option(
        "--workspace",
        "root",
        type=click.Path(path_type=Path, file_okay=False),
        default=None,
        help="Workspace folder (default: the current folder if it is one, else ./diembao-workspace).",
    )(function)


def field_option(function: F) -> F:
    """`--field NAME=COLUMN`, repeatable."""
    return click.option(
        "--field",
        "fields",
        multiple=True,
        metavar="NAME=COLUMN",
        help="Read NAME (text, html, id, title, url, source, published, retrieved) of a dump from COLUMN.",
    )(function)


def field_map(fields: tuple[str, ...]) -> FieldMap:
    """The choices of `--field`. Raises UsageError for one that is not NAME=COLUMN."""
    from corpus.importers import FieldMap

    pairs = dict(f.split("=", 1) for f in fields if "=" in f)
    if len(pairs) != len(fields):
        raise UsageError("--field: NAME=COLUMN is needed, for example --field published=ngay_dang")
    try:
        return FieldMap(pairs)
    except ValueError as error:
        raise UsageError(f"--field: {error}") from error


def given_date(value: str | None, option: str = "--date") -> str | None:
    """A date as a user types it, as ISO 8601 of the same precision. Raises UsageError for what is no date."""
    if value is None:
        return None
    from corpus.importers.records import parse_published

    iso = parse_published(value)
    if iso is None:
        raise UsageError(f"{option} {value}: no date; write 2020, 2020-03, 2020-03-15 or 15/03/2020")
    return iso


def first_day(value: str | None, option: str) -> str | None:
    """The first day of a date as a user types it, ISO."""
    span = _span(value, option)
    return span.first.isoformat() if span else None


def last_day(value: str | None, option: str) -> str | None:
    """The last day of a date as a user types it, ISO: `--to 2020-03` ends on 31 March."""
    span = _span(value, option)
    return span.last.isoformat() if span else None


def days_asked(
    first: str | None, last: str | None, options: tuple[str, str] = ("--from", "--to")
) -> tuple[str | None, str | None]:
    """First and last day as a user types them, ISO. Raises UsageError for what is no date, and for the later first."""
    begin, end = first_day(first, options[0]), last_day(last, options[1])
    if begin and end and begin > end:
        raise UsageError(f"{options[0]} {first} is later than {options[1]} {last}")
    return begin, end


def _span(value: str | None, option: str) -> DateRange | None:
    from corpus.dates import PublicationDate

    iso = given_date(value, option)
    return PublicationDate(value=iso, method="given", confidence=1).span if iso else None


def output_options(*forms: str, shows: str = "") -> Callable[[F], F]:
    """`--format`, `--output`, `--title`, `--language` and `--bom` of commands that write what can be handed in.

    `shows` is a sentence on what a picture of the command shows. `diembao.export.writing.form_meant` reads them.
    """

    def added(function: F) -> F:
        options = (
            click.option(
                "--format",
                "form",
                type=click.Choice(forms),
                help=" ".join(filter(None, ("Default: what --output ends with, else text.", shows))),
            ),
            click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file."),
            click.option("--title", help="Title of a page or picture."),
            click.option(
                "--language", type=click.Choice(["en", "vi"]), default="en", help="Of what the program itself says."
            ),
            click.option("--bom", is_flag=True, help="CSV with the mark by which Excel knows UTF-8."),
        )
        for option in reversed(options):
            function = option(function)
        return function

    return added
