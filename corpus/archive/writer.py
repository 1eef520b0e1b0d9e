"""Writing the archive."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urlsplit

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from corpus.archive.records import GIVEN_HEADER, SOURCE_HEADER
from corpus.article import RawPage
from corpus.location import Location

ROLLOVER_BYTES = 1_000_000_000  # the usual size of public archives' files


class ArchiveWriter:
    """Writes one gzip member a record into `folder/PREFIX-TIME-NNNNN.warc.gz`. Use as a context manager.

    `now` gives the time of writing, UTC. A file is begun with the first record, so that an idle run leaves none.
    """

    def __init__(
        self, folder: Path, prefix: str, now: Callable[[], datetime], *, rollover: int = ROLLOVER_BYTES
    ) -> None:
        self.folder = folder
        self.prefix = prefix
        self._now = now
        self._rollover = rollover
        self._serial = 0
        self._stream: BinaryIO | None = None
        self._writer: WARCWriter | None = None
        self._file = ""

    def __enter__(self) -> ArchiveWriter:
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream:
            self._stream.close()
            self._stream = None

    def _open(self) -> tuple[BinaryIO, WARCWriter]:
        if self._stream and self._writer and self._stream.tell() < self._rollover:
            return self._stream, self._writer
        if self._stream:
            self._stream.close()
        stamp = self._now().astimezone(UTC).strftime("%Y%m%d%H%M%S")
        while True:
            self._file = f"{self.prefix}-{stamp}-{self._serial:05d}.warc.gz"
            self._serial += 1
            try:
                self._stream = (self.folder / self._file).open("xb")
                break
            except FileExistsError:
                continue
        self._writer = WARCWriter(self._stream, gzip=True, warc_version="WARC/1.1")
        self._write(self._writer.create_warcinfo_record(self._file, {"software": "diembao", "format": "WARC/1.1"}))
        return self._stream, self._writer

    def _write(self, record: ArcWarcRecord) -> None:
        assert self._writer is not None
        self._writer.write_record(record)

    def write(self, page: RawPage, request_headers: Mapping[str, str] | None = None) -> Location:
        """Write a page and give its place. With an HTTP status it is a `response`, else a `resource` record."""
        stream, writer = self._open()
        offset = stream.tell()
        headers = _extension_headers(page, self._now())
        if page.status is not None:
            response = writer.create_warc_record(
                page.url,
                "response",
                payload=io.BytesIO(page.body),
                length=len(page.body),
                http_headers=StatusAndHeaders(
                    f"{page.status} {_phrase(page.status)}", list(_stored_headers(page)), protocol="HTTP/1.1"
                ),
                warc_headers_dict=headers,
            )
            writer.write_record(response)
            if request_headers is not None:
                writer.write_record(_request(writer, page, request_headers, response, headers["WARC-Date"]))
        else:
            content_type = "text/html" if page.kind == "html" else "text/plain"
            uri = page.url or "urn:diembao:" + quote(page.given.origin_id or page.source, safe="")
            writer.write_record(
                writer.create_warc_record(
                    uri,
                    "resource",
                    payload=io.BytesIO(page.body),
                    length=len(page.body),
                    warc_content_type=page.headers.get("content-type", content_type),
                    warc_headers_dict=headers,
                )
            )
        return Location(self._file, offset)

    def flush(self) -> None:
        """Hand what was written to the operating system."""
        if self._stream:
            self._stream.flush()


def _request(
    writer: WARCWriter, page: RawPage, headers: Mapping[str, str], response: ArcWarcRecord, when: str
) -> ArcWarcRecord:
    parts = urlsplit(page.url or "")
    line = f"GET {parts.path or '/'}{'?' + parts.query if parts.query else ''} HTTP/1.1"
    request = writer.create_warc_record(
        page.url,
        "request",
        http_headers=StatusAndHeaders(line, list(headers.items()), is_http_request=True),
        warc_headers_dict={"WARC-Date": when},
    )
    request.rec_headers.replace_header("WARC-Concurrent-To", response.rec_headers.get_header("WARC-Record-ID"))
    return request


def _stored_headers(page: RawPage) -> Iterator[tuple[str, str]]:
    """The response's headers for a body that is stored decoded: the coding it came in is kept under another name."""
    for name, value in page.headers.items():
        if name in ("content-encoding", "transfer-encoding", "content-length"):
            yield f"x-archive-orig-{name}", value
        else:
            yield name, value
    yield "content-length", str(len(page.body))
    if page.final_url and page.final_url != page.url:
        yield "x-archive-final-url", page.final_url


def _extension_headers(page: RawPage, now: datetime) -> dict[str, str]:
    when = page.retrieved or now
    headers = {"WARC-Date": when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
    given = {k: v for k, v in asdict(page.given).items() if v is not None}
    if given != {"published_method": "given"}:
        headers[GIVEN_HEADER] = json.dumps(given, ensure_ascii=True)
    if page.status is None:
        headers[SOURCE_HEADER] = json.dumps(
            {"source": page.source, "retrieved": bool(page.retrieved), "kind": page.kind}, ensure_ascii=True
        )
    return headers


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
