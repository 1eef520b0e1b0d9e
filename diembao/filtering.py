"""The filters that search, export and saved searches share: as options, as typed, and as an engine takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any, cast, get_args

import click

from corpus.errors import UsageError
from corpus.kinds import EventType
from diembao.options import F, days_asked

if TYPE_CHECKING:
    from diembao.workspace import Workspace
    from index.backend import Filters
    from index.documents import Kind
    from index.nodes import Node

KINDS = get_args(EventType)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filters as typed. `first` and `last` are dates of any precision; several values are alternatives."""

    first: str | None = None
    last: str | None = None
    sources: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    ranks: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def filters(self, workspace: Workspace | None = None, *, strict: bool = False) -> Filters:
        """What an engine takes; names stand for the entities of the workspace, as in a query, where one is given.

        Raises UsageError for what is no date, no name or no type of event.
        """
        from index.backend import Filters

        unknown = [kind for kind in self.kinds if kind not in KINDS]
        if unknown:
            raise UsageError(f"--kind {unknown[0]}: no type of event; they are {', '.join(KINDS)}")
        first, last = days_asked(self.first, self.last)
        return Filters(
            published_from=date.fromisoformat(first) if first else None,
            published_to=date.fromisoformat(last) if last else None,
            sources=self.sources,
            kinds=self.kinds,
            names=tuple(self._names(workspace, strict=strict)),
        )

    def _names(self, workspace: Workspace | None, *, strict: bool) -> Iterator[Node]:
        """A node a filter."""
        from diembao.query_readers import StoreThesaurus
        from index.nodes import either
        from index.query import QueryError, parse_name

        thesaurus = StoreThesaurus(workspace) if workspace is not None else None
        for kind, values in _NAMED.items():
            nodes: list[Node] = []
            for value in getattr(self, values):
                only = value.startswith("=")
                try:
                    nodes.append(parse_name(kind, value[only:], strict=strict, thesaurus=thesaurus, only=only))
                except QueryError as error:
                    raise UsageError(f"--{kind} {value}: {error.problem}; {error.mend}") from error
            if nodes:
                yield either(*nodes)

    def said(self) -> dict[str, str | list[str]]:
        """The filters that are set, by the names of their options."""
        values = {NAMES[field.name]: getattr(self, field.name) for field in fields(self)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items() if value}

    def over(self, other: Asked) -> Asked:
        """`other` with the filters that are set here in the place of its own."""
        return replace(other, **{f.name: value for f in fields(self) if (value := getattr(self, f.name))})


NAMES = {
    "first": "from",
    "last": "to",
    "sources": "source",
    "units": "unit",
    "persons": "person",
    "ranks": "rank",
    "terms": "term",
    "kinds": "kind",
}
"""Field of `Asked` to option, and to column of a file of searches."""

_NAMED: dict[Kind, str] = {"unit": "units", "person": "persons", "rank": "ranks", "term": "terms"}

NOTHING_ASKED = Asked()

_OPTIONS = (
    click.option("--from", "first", metavar="DATE", help="Published from this day on (2020, 2020-03 or 2020-03-15)."),
    click.option("--to", "last", metavar="DATE", help="Published by this day; 2020-03 means to its end."),
    click.option(
        "--source", "sources", multiple=True, help="Source, as `diembao status` lists it; repeat for several."
    ),
    click.option("--unit", "units", multiple=True, help="Unit and what is under it, by any name; =NAME: itself only."),
    click.option("--person", "persons", multiple=True, help="Person with a rank or public position."),
    click.option("--rank", "ranks", multiple=True, help="Rank held by a person."),
    click.option("--term", "terms", multiple=True, help='Term of office, such as "2020-2025" or "lần thứ XIII".'),
    click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Type of event told."),
)


def filter_options(function: F) -> F:
    """`--from --to --source --unit --person --rank --term --kind`, handed to the command as one `asked`."""

    @wraps(function)
    def gathered(**values: Any) -> Any:
        asked = Asked(**{name: values.pop(name) for name in NAMES})
        return function(asked=asked, **values)

    command: Callable[..., Any] = gathered
    for option in reversed(_OPTIONS):
        command = option(command)
    return cast(F, command)
