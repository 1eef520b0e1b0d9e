"""`diembao extract`: articles to stdout, no workspace needed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from corpus.article import RawPage
from corpus.codec import dumps, to_json
from corpus.errors import UsageError
from corpus.ids import canonical_url, host_of
from corpus.importers import FieldMap, Unusable, read_bytes, read_paths
from diembao.options import field_map, field_option, given_date
from diembao.terminal import say


@click.command(
    "extract",
    epilog="Example:  diembao extract --url https://bao.example/tin-123.html --date 2022-05-11 tin.html",
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--url", help="Address of the page, where the file does not say it.")
@click.option("--date", "published", help="Date of publication, where the page does not say it.")
@click.option("--tokens", is_flag=True, help="Also give [start, end] of every word and sentence.")
@click.option(
    "--boilerplate",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    default=None,
    help="A boilerplate.toml (see `learn-boilerplate`) whose lines are dropped.",
)
@click.option(
    "--sites",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=None,
    help="A folder of your own site profiles (see `diembao sites`).",
)
@field_option
def command(
    paths: tuple[str, ...],
    url: str | None,
    published: str | None,
    tokens: bool,
    boilerplate: Path | None,
    sites: Path | None,
    fields: tuple[str, ...],
) -> None:
    """Read articles from files, folders, archives or dumps, and print one JSON object a line.

    PATH may be `-`: a page, a text or JSON Lines on standard input. A record that cannot be used gives a line with
    "rejected" and exit code 1.
    """
    from diembao.guidance import NO_GUIDANCE, Guidance
    from diembao.outcomes import Stored, read

    columns = field_map(fields)
    iso = given_date(published)
    address = _address(url)
    now = datetime.now(UTC)
    guidance = NO_GUIDANCE
    if boilerplate:
        from diembao.boilerplate import read_boilerplate

        guidance = Guidance(boilerplate=read_boilerplate(boilerplate))
    if sites:
        from corpus.sites import load_sites

        guidance = replace(guidance, sites=load_sites(sites))
    failed = 0
    seen = 0
    for page in _pages(paths, columns):
        seen += 1
        if seen > 1 and address:
            raise UsageError("--url names one page, and there are several here")
        if isinstance(page, Unusable):
            say(f"diembao: {page.place}: {page.reason}: {page.detail}")
            _reject(page.origin_id, page.source, page.reason, page.detail)
            failed += 1
            continue
        page = _with_given(page, address, iso)
        outcome = read(page, now=now, guidance=guidance)
        if isinstance(outcome, Stored):
            click.echo(dumps(to_json(outcome.analysis, tokens=tokens)))
            continue
        place = page.url or " ".join(filter(None, (page.source, page.given.origin_id)))
        say(f"diembao: {place}: {outcome.reason}: {outcome.detail}")
        _reject(page.given.origin_id, page.source, outcome.reason, outcome.detail)
        failed += 1
    if failed:
        sys.exit(1)


def _pages(paths: tuple[str, ...], fields: FieldMap) -> Iterator[RawPage | Unusable]:
    for path in paths:
        if path == "-":
            yield from read_bytes(sys.stdin.buffer.read(), "stdin", fields)
        else:
            yield from read_paths([Path(path)], fields)


def _address(url: str | None) -> str | None:
    if url is None:
        return None
    try:
        canonical_url(url)
    except ValueError as error:
        raise UsageError(f"--url {url}: an address with http:// or https:// is needed") from error
    return url


def _with_given(page: RawPage, url: str | None, published: str | None) -> RawPage:
    """What the options say goes before what the record says."""
    if url:
        page = replace(page, url=url, final_url=None, source=host_of(url))
    if published:
        page = replace(page, given=replace(page.given, published=published, published_method="given"))
    return page


def _reject(origin_id: str | None, source: str | None, reason: str, detail: str) -> None:
    click.echo(dumps({"origin_id": origin_id, "source": source, "rejected": reason, "detail": detail}))
