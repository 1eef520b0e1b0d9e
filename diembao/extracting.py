"""Articles from files to stdout, no workspace needed. Which question: what is in these files?"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from corpus.article import RawPage
from corpus.codec import dumps, to_json
from corpus.errors import UsageError
from corpus.ids import canonical_url, host_of
from corpus.importers import FieldMap, Unusable, read_bytes, read_paths
from corpus.sites import load_sites
from diembao.boilerplate import read_boilerplate
from diembao.guidance import NO_GUIDANCE, Guidance
from diembao.outcomes import Stored, read
from diembao.terminal import say


def extract(
    paths: Sequence[str],
    fields: FieldMap,
    *,
    url: str | None,
    published: str | None,
    tokens: bool,
    boilerplate: Path | None,
    sites: Path | None,
) -> int:
    """Print an object for each record of the files (`-` is standard input); how many were rejected or failed.

    `url` and `published` (ISO) go before what a record says. Raises UsageError for an address that is none, or that
    would be given to several pages.
    """
    address = _address(url)
    now = datetime.now(UTC)
    guidance = _guidance(boilerplate, sites)
    failed = 0
    seen = 0
    for page in _pages(paths, fields):
        seen += 1
        if seen > 1 and address:
            raise UsageError("--url names one page, and there are several here")
        if isinstance(page, Unusable):
            say(f"diembao: {page.place}: {page.reason}: {page.detail}")
            _reject(page.origin_id, page.source, page.reason, page.detail)
            failed += 1
            continue
        page = _with_given(page, address, published)
        outcome = read(page, now=now, guidance=guidance)
        if isinstance(outcome, Stored):
            click.echo(dumps(to_json(outcome.analysis, tokens=tokens)))
            continue
        place = page.url or " ".join(filter(None, (page.source, page.given.origin_id)))
        say(f"diembao: {place}: {outcome.reason}: {outcome.detail}")
        _reject(page.given.origin_id, page.source, outcome.reason, outcome.detail)
        failed += 1
    return failed


def _guidance(boilerplate: Path | None, sites: Path | None) -> Guidance:
    guidance = Guidance(boilerplate=read_boilerplate(boilerplate)) if boilerplate else NO_GUIDANCE
    return replace(guidance, sites=load_sites(sites)) if sites else guidance


def _pages(paths: Sequence[str], fields: FieldMap) -> Iterator[RawPage | Unusable]:
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
