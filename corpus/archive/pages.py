"""The page in a record of an archive: ours, or another's in WARC or ARC."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecord

from corpus.archive.records import GIVEN_HEADER, MAX_BODY_BYTES, SOURCE_HEADER
from corpus.article import Given, InputKind, RawPage
from corpus.ids import host_of, is_web_address

_NOT_OF_THE_WEB = frozenset({"urn", "metadata", "dns", "whois", "about", "data", "blob", "screenshot", "thumbnail"})
_PIECE = 1 << 20  # bytes unpacked at a time


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
    identified = record.rec_headers.get_header("WARC-Identified-Payload-Type") or ""
    kind = said.get("kind") or _kind(identified if _tells_nothing(content_type) else content_type)
    url = record.rec_headers.get_header("uri" if record.format == "arc" else "WARC-Target-URI")
    if kind is None or (not said and _is_of_the_crawler(url or "")):
        return None
    body = _body(record, headers)
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


def _tells_nothing(content_type: str) -> bool:
    return content_type.split(";")[0].strip().lower() in ("", "application/octet-stream", "unknown/unknown")


def _is_of_the_crawler(uri: str) -> bool:
    """Whether a record is a crawler's own paper: its log (wget: `metadata:`), what it took from a page that has
    a record of its own (Browsertrix: `urn:text:`, `urn:pageinfo:`), a robots.txt.
    """
    scheme, colon, rest = uri.partition(":")
    if colon and scheme.lower() in _NOT_OF_THE_WEB:
        return True
    return rest.partition("?")[0].partition("#")[0].endswith("/robots.txt")


def _body(record: ArcWarcRecord, headers: Mapping[str, str]) -> bytes:
    """The page without the codings of HTTP. Raises ValueError where it is broken."""
    coding = headers.get("content-encoding", "").strip().lower()
    if coding not in ("br", "zstd"):  # warcio knows the others
        body: bytes = record.content_stream().read(MAX_BODY_BYTES + 1)
        return body
    chunked = headers.get("transfer-encoding", "").strip().lower() == "chunked"
    stream = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
    packed: bytes = stream.read(MAX_BODY_BYTES + 1)
    if not packed or packed.lstrip()[:1] == b"<":
        return packed  # stored as it was read: the header is of the network
    return _without_br(packed) if coding == "br" else _without_zstd(packed)


def _without_br(packed: bytes) -> bytes:
    brotli = _package("brotli")
    unpacker = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    try:
        piece = unpacker.process(packed, output_buffer_limit=_PIECE)
        while piece or not unpacker.is_finished():
            if not piece:
                raise ValueError("its body ends early")
            parts.append(piece)
            size += len(piece)
            if size > MAX_BODY_BYTES:
                break
            piece = unpacker.process(b"", output_buffer_limit=_PIECE)
    except brotli.error as error:
        raise ValueError("its body is no proper br") from error
    return b"".join(parts)


def _without_zstd(packed: bytes) -> bytes:
    zstd = _package("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
    unpacker = zstd.ZstdDecompressor()
    try:
        body: bytes = unpacker.decompress(packed, MAX_BODY_BYTES + 1)
    except zstd.ZstdError as error:
        raise ValueError(f"its body is no proper zstd: {error}") from error
    if not unpacker.eof and len(body) <= MAX_BODY_BYTES:
        raise ValueError("its body ends early")
    return body


def _package(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise ValueError(f"its body needs the package {name}, which is not installed") from error


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
