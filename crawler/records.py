"""Between frontier, network and archive: what is asked, what is stored, what is noted of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from corpus.article import Given, RawPage
from corpus.ids import host_of
from crawler.credentials import without_credentials
from crawler.http import Answer
from crawler.rows import ARTICLE, HUBS, Found, Outcome, Role, Row

MAX_VALIDATOR = 1_000  # characters of an ETag or Last-Modified that is sent back


def raw_page(row: Row, answer: Answer, now: datetime, *, with_dates: bool) -> RawPage:
    """The answer as the archive keeps it, with the date that a feed or sitemap stated."""
    headers = dict(answer.headers)
    if "location" in headers:
        headers["location"] = without_credentials(headers["location"])
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in ("text/html", "application/xhtml+xml"):
        # readers of WARC files go by this header; the body was found to be HTML
        if kind:
            headers["x-archive-orig-content-type"] = headers["content-type"]
        headers["content-type"] = "text/html"
    method = row.published_method if with_dates and row.published else None
    given = Given(published=row.published, published_method=method) if method else Given()
    return RawPage(
        body=answer.body,
        kind="html",
        source=host_of(row.url),
        url=row.url,
        status=answer.status,
        headers=headers,
        retrieved=now,
        given=given,
    )


def about(row: Row) -> Mapping[str, str]:
    """How a page came to be asked for, in the words of crawlers' `metadata` records."""
    said = {"via": row.found_on or "", "seed": "" if row.seed == row.url else row.seed, "role": row.role}
    dates = {"lastModifiedAsStated": row.modified or "", "publishedAsStated": row.published or ""}
    return {name: value for name, value in {**said, **dates}.items() if value}


def conditions(row: Row) -> Mapping[str, str]:
    """Headers that ask only for what has changed since the last answer that was kept."""
    if row.location is None and row.role not in HUBS:
        return {}
    headers: dict[str, str] = {}
    if row.etag:
        headers["If-None-Match"] = row.etag
    if row.last_modified:
        headers["If-Modified-Since"] = row.last_modified
    return headers


def fetched(answer: Answer, digest: str, *, role: Role, spread: int) -> Outcome:
    """The outcome of a page that came whole, with what a later request can be made conditional by."""
    return Outcome(
        state="fetched",
        status=answer.status,
        role=role,
        spread=spread,
        etag=_validator(answer, "etag"),
        last_modified=_validator(answer, "last-modified"),
        digest=digest,
    )


def _validator(answer: Answer, name: str) -> str:
    """A validator that can be sent back; the empty string where there is none."""
    value = answer.headers.get(name, "")
    return value if len(value) <= MAX_VALIDATOR and value.isascii() and value.isprintable() else ""


def successor(row: Row, url: str) -> Found:
    """The page that another one names in its own place."""
    return Found(
        url=url,
        seed=row.seed,
        role=row.role,
        priority=ARTICLE,
        depth=row.depth + 1,
        spread=row.spread,
        found_on=row.url,
        published=row.published,
        published_method=row.published_method,
        certainty=row.certainty,
        modified=row.modified,
    )
