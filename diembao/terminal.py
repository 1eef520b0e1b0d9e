"""Talking to people: data on stdout, talk on stderr, and nothing from an article can steer the terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """`text` without control and direction characters."""
    return _CONTROL.sub("", text)


def one_line(text: str, width: int = 100) -> str:
    """`text` on one line, cut to `width` characters.

    >>> one_line("Đại hội\\n\\nđiểm", 8)
    'Đại hội…'
    """
    flat = " ".join(printable(text).split())
    return flat if len(flat) <= width else flat[: width - 1].rstrip() + "…"


def say(text: str) -> None:
    """Talk: a line on stderr."""
    click.echo(printable(text), err=True)


def say_waiting(articles: int) -> None:
    """Where the index is behind the database, that it is."""
    if articles:
        say(f"{articles} {'article is' if articles == 1 else 'articles are'} not in the index yet; run `diembao build`")


def out(text: str) -> None:
    """Data: a line on stdout, safe for a terminal."""
    click.echo(printable(text))


def out_json(text: str) -> None:
    """Data in JSON: what could steer a terminal is escaped, so that a reader gets the very text."""
    click.echo(_CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr where that is a terminal, else nothing.

    Gives a function of (done, total); a total of 0 is unknown.
    """
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)
