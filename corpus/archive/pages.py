"""The page in a record of an archive: ours, or another's in WARC or ARC."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime

from warcio.recordloader import ArcWarcRecord

from corpus.archive.records import GIVEN_HEADER, MAX_BODY_BYTES, SOURCE_HEADER
from corpus.article import Given, InputKind, RawPage
from corpus.ids import host_of, is_web_address


def page_of(record: ArcWarcRecord) -> RawPage | None:
    """The page in a record, or None where it holds no HTML or text."""
    if record.rec_type not in ("response", "resource", "conversion"):
        return None
    headers = {k.lower(): v for k, v in (record.http_headers.headers if record.http_headers else ())}
    status = int(record.http_headers.get_statuscode()) if record.http_headers else None
    said_type = record.rec_headers.get_header("Content-Type")  # ARC has the same name
    content_type = headers.get("content-type") or said_type or ""
    if status is not None and status != 200:
        return None
    said = json.loads(record.rec_headers.get_header(SOURCE_HEADER) or "{}")
    kind = said.get("kind") or _kind(content_type)
    if kind is None:
        return None
    body = record.content_stream().read(MAX_BODY_BYTES + 1)
    url = record.rec_headers.get_header("uri" if record.format == "arc" else "WARC-Target-URI")
    if url and not is_web_address(url):
        url = None
    given = json.loads(record.rec_headers.get_header(GIVEN_HEADER) or "{}")
    return RawPage(
        body=body,
        kind=kind,
        source=said.get("source") or (host_of(url) if url else "warc"),
        url=url,
        final_url=headers.pop("x-archive-final-url", None),
        status=status,
        headers=headers or {"content-type": content_type},
        retrieved=_retrieved(record) if said.get("retrieved", True) else None,
        given=Given(**given),
    )


def _kind(content_type: str) -> InputKind | None:
    kind = content_type.split(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        return "html"
    return "text" if kind == "text/plain" else None


def _retrieved(record: ArcWarcRecord) -> datetime | None:
    """The time of the record, UTC: ISO 8601 in WARC (a day alone is allowed), 14 digits in ARC."""
    if record.format == "arc":
        with suppress(ValueError, TypeError):
            return datetime.strptime(record.rec_headers.get_header("archive-date"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        return None
    when = record.rec_headers.get_header("WARC-Date")
    found = datetime.fromisoformat(when) if when else None
    return found.replace(tzinfo=UTC) if found and not found.tzinfo else found
