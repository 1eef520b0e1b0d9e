"""Writing the archive."""

from __future__ import annotations

import io
import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urlsplit

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from corpus.archive.records import GIVEN_HEADER, SOURCE_HEADER, RecordHead
from corpus.article import RawPage
from corpus.location import Location

ROLLOVER_BYTES = 1_000_000_000  # the usual size of public archives' files
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_LEVEL = 3  # of gzip: level 6 takes two and a half times as long to save 7 bytes in 100, level 9 seven times
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_WARC = "WARC/1.1"


@dataclass(frozen=True, slots=True)
class Packed:
    """Records that belong together, each a gzip member, ready to be appended; locations are those of the first."""

    members: tuple[bytes, ...]


class ArchiveWriter:
    """Writes one gzip member a record into `folder/PREFIX-TIME-NNNNN.warc.gz`. Use as a context manager.

    `now` gives the time of writing, UTC. `about` goes into the warcinfo record of every file (who crawls, how). A file
    is begun with the first record, so that an idle run leaves none. `pack…` may be called from any thread, all else
    from one at a time.
    """

    def __init__(
        self,
        folder: Path,
        prefix: str,
        now: Callable[[], datetime],
        *,
        rollover: int = ROLLOVER_BYTES,
        about: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.prefix = prefix
        self._now = now
        self._rollover = rollover
        self._about = dict(about or {})
        self._serial = 0
        self._stream: BinaryIO | None = None
        self._file = ""

    def __enter__(self) -> ArchiveWriter:
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream:
            self._stream.close()
            self._stream = None

    def _open(self) -> BinaryIO:
        if self._stream and self._stream.tell() < self._rollover:
            return self._stream
        if self._stream:
            self._stream.close()
        now = self._now()
        stamp = now.astimezone(UTC).strftime("%Y%m%d%H%M%S")
        while True:
            self._file = f"{self.prefix}-{stamp}-{self._serial:05d}.warc.gz"
            self._serial += 1
            try:
                self._stream = (self.folder / self._file).open("xb")
                break
            except FileExistsError:
                continue
        self._stream.write(_member(_warcinfo(self._file, self._about, now)))
        return self._stream

    def write(
        self,
        page: RawPage,
        request_headers: Mapping[str, str] | None = None,
        about: Mapping[str, str] | None = None,
    ) -> Location:
        """Write a page and give its place: see `pack`."""
        return self.append(self.pack(page, request_headers, about))

    def append(self, packed: Packed) -> Location:
        """Write packed records, all into one file, and give the place of the first. Raises OSError."""
        stream = self._open()
        offset = stream.tell()
        stream.write(b"".join(packed.members))
        return Location(self._file, offset)

    def pack(
        self,
        page: RawPage,
        request_headers: Mapping[str, str] | None = None,
        about: Mapping[str, str] | None = None,
    ) -> Packed:
        """A page's records. With an HTTP status it is a `response`, else a `resource` record.

        With the headers that were sent goes a `request` record, with `about` (how the page was found, how long the
        fetch took) a `metadata` record.
        """
        headers = _extension_headers(page, self._now())
        record = _response(page, headers) if page.status is not None else _resource(page, headers)
        return _with_companions(record, page.url or "", headers["WARC-Date"], request_headers, about)

    def pack_revisit(
        self,
        page: RawPage,
        original: RecordHead,
        request_headers: Mapping[str, str] | None = None,
        about: Mapping[str, str] | None = None,
    ) -> Packed:
        """A `revisit` record: the page has not changed since `original` was written, by the server's word (304), or
        because the same bytes came. The body of `page` is not kept.

        A 304 has no block: replay tools (pywb 2.10) send a stored 304 on to the reader, and without one take the
        headers of `original`. That it was a 304 stands in the metadata.
        """
        when = _warc_date(page.retrieved or self._now())
        status = page.status or 304
        headers = {
            "WARC-Date": when,
            "WARC-Profile": NOT_MODIFIED if status == 304 else SAME_PAYLOAD,
            "WARC-Refers-To": original.record_id,
            "WARC-Refers-To-Target-URI": original.uri,
            "WARC-Refers-To-Date": original.date,
            "WARC-Payload-Digest": original.digest,
        }
        stored = [(name, value) for name, value in page.headers.items() if name not in _CODINGS]
        http = StatusAndHeaders(f"{status} {_phrase(status)}", _safe(stored), protocol="HTTP/1.1")
        record = _builder().create_warc_record(
            page.url,
            "revisit",
            http_headers=None if status == 304 else http,
            warc_headers_dict={name: value for name, value in headers.items() if value},
        )
        noted = {**(about or {}), "httpStatus": str(status)}
        return _with_companions(record, page.url or "", when, request_headers, noted)

    def flush(self) -> None:
        """Hand what was written to the operating system."""
        if self._stream:
            self._stream.flush()


def _builder() -> WARCWriter:
    return WARCWriter(io.BytesIO(), gzip=False, warc_version=_WARC)


def _member(record: ArcWarcRecord) -> bytes:
    """The record, with its digests, as one gzip member."""
    buffer = io.BytesIO()
    WARCWriter(buffer, gzip=False, warc_version=_WARC).write_record(record)
    return zlib.compress(buffer.getvalue(), _LEVEL, wbits=31)


def _with_companions(
    record: ArcWarcRecord, uri: str, when: str, sent: Mapping[str, str] | None, about: Mapping[str, str] | None
) -> Packed:
    found = [record]
    if sent is not None:
        found.append(_request(uri, sent, record, when))
    if about:
        found.append(_metadata(uri, about, record, when))
    return Packed(tuple(_member(one) for one in found))


def _warcinfo(file: str, about: Mapping[str, str], now: datetime) -> ArcWarcRecord:
    fields = {
        "software": f"diembao/{version('diembao')}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        **about,
    }
    record = _builder().create_warcinfo_record(file, {name: _line(value) for name, value in fields.items()})
    record.rec_headers.replace_header("WARC-Date", _warc_date(now))
    return record


def _response(page: RawPage, headers: dict[str, str]) -> ArcWarcRecord:
    status = page.status or 0
    return _builder().create_warc_record(
        page.url,
        "response",
        payload=io.BytesIO(page.body),
        length=len(page.body),
        http_headers=StatusAndHeaders(
            f"{status} {_phrase(status)}", _safe(list(_stored_headers(page))), protocol="HTTP/1.1"
        ),
        warc_headers_dict=headers,
    )


def _resource(page: RawPage, headers: dict[str, str]) -> ArcWarcRecord:
    content_type = "text/html" if page.kind == "html" else "text/plain"
    uri = page.url or "urn:diembao:" + quote(page.given.origin_id or page.source, safe="")
    return _builder().create_warc_record(
        uri,
        "resource",
        payload=io.BytesIO(page.body),
        length=len(page.body),
        warc_content_type=page.headers.get("content-type", content_type),
        warc_headers_dict=headers,
    )


def _request(uri: str, headers: Mapping[str, str], response: ArcWarcRecord, when: str) -> ArcWarcRecord:
    parts = urlsplit(uri)
    line = f"GET {parts.path or '/'}{'?' + parts.query if parts.query else ''} HTTP/1.1"
    sent = headers if any(name.lower() == "host" for name in headers) else {"Host": parts.netloc, **headers}
    return _builder().create_warc_record(
        uri,
        "request",
        http_headers=StatusAndHeaders(line, _safe(list(sent.items())), is_http_request=True),
        warc_headers_dict={"WARC-Date": when, "WARC-Concurrent-To": _id_of(response)},
    )


def _metadata(uri: str, about: Mapping[str, str], response: ArcWarcRecord, when: str) -> ArcWarcRecord:
    body = "".join(f"{name}: {_line(value)}\r\n" for name, value in about.items() if value).encode()
    return _builder().create_warc_record(
        uri,
        "metadata",
        payload=io.BytesIO(body),
        length=len(body),
        warc_headers_dict={"WARC-Date": when, "WARC-Concurrent-To": _id_of(response)},
    )


def _id_of(record: ArcWarcRecord) -> str:
    found: str = record.rec_headers.get_header("WARC-Record-ID")
    return found


def _safe(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Headers that can neither begin a line of their own nor a record."""
    return [(re.sub(r"[^\x21-\x39\x3b-\x7e]+", "-", name), _line(value)) for name, value in headers]


def _line(value: str) -> str:
    return _CONTROL.sub(" ", str(value)).strip()


# The body is stored decoded: what these say is not true of it any more.
_CODINGS = ("content-encoding", "transfer-encoding", "content-length")


def _stored_headers(page: RawPage) -> Iterator[tuple[str, str]]:
    """The response's headers for a body that is stored decoded: the coding it came in is kept under another name."""
    for name, value in page.headers.items():
        if name in _CODINGS:
            yield f"x-archive-orig-{name}", value
        else:
            yield name, value
    yield "content-length", str(len(page.body))
    if page.final_url and page.final_url != page.url:
        yield "x-archive-final-url", page.final_url


def _extension_headers(page: RawPage, now: datetime) -> dict[str, str]:
    headers = {"WARC-Date": _warc_date(page.retrieved or now)}
    given = {k: v for k, v in asdict(page.given).items() if v is not None}
    if given != {"published_method": "given"}:
        headers[GIVEN_HEADER] = json.dumps(given, ensure_ascii=True)
    if page.status is None:
        headers[SOURCE_HEADER] = json.dumps(
            {"source": page.source, "retrieved": bool(page.retrieved), "kind": page.kind}, ensure_ascii=True
        )
    return headers


def _warc_date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
