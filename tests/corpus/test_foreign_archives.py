"""Archives that others wrote, and archives that are not what they say."""

import gzip
import io
import random
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from corpus.archive import BrokenRecord, Location, read_archive, read_page
from corpus.article import RawPage
from corpus.errors import UnreadableInput
from corpus.importers import Unusable, read_paths

BODIES = {i: f"<p>Trang {i}: đại hội {'lần ' * i}</p>".encode() for i in range(1, 5)}
NOISE = random.Random(7).randbytes(60_000)  # does not compress, so that a file can be cut anywhere


def write(path: Path, *, packed: bool, kinds: tuple[str, ...] = ("response",) * 4, filler: bytes = b"") -> list[int]:
    """A WARC as another tool makes it: offsets of the pages' records."""
    offsets = []
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=packed)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "x"}))
        for i, kind in enumerate(kinds, 1):
            offsets.append(stream.tell())
            http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            body = BODIES[i] + filler
            writer.write_record(
                writer.create_warc_record(
                    f"http://bao.example/{i}",
                    kind,
                    payload=io.BytesIO(body),
                    length=len(body),
                    http_headers=http if kind == "response" else None,
                    warc_content_type="" if kind == "response" else "text/html",
                )
            )
    return offsets


def read(path: Path) -> tuple[list[str], list[BrokenRecord]]:
    items = list(read_archive(path))
    good = [item[1].url or "" for item in items if not isinstance(item, BrokenRecord)]
    return [url.rsplit("/", 1)[-1] for url in good], [item for item in items if isinstance(item, BrokenRecord)]


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("kind", ["response", "resource", "conversion"])
@pytest.mark.parametrize("missing", [1, 5, 300, 40_000, 59_000])
def test_a_truncated_record_is_broken(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], packed: bool, kind: str, missing: int
) -> None:
    path = tmp_path / ("x.warc.gz" if packed else "x.warc")
    offsets = write(path, packed=packed, kinds=("response", kind), filler=NOISE)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) - missing - 4])  # the four bytes that end a plain record hold nothing
    urls, broken = read(path)
    assert urls == ["1"]
    assert [b.location.offset for b in broken] == [offsets[1]]
    assert "truncated" in broken[0].problem
    with pytest.raises(UnreadableInput, match="broken-record"):
        read_page(tmp_path, Location(path.name, offsets[1]))
    (_, wrong) = read_paths([path])
    assert isinstance(wrong, Unusable)
    assert wrong.reason == "broken-record"
    assert capfd.readouterr().err == ""


def test_every_cut_of_a_packed_file_is_noticed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.warc.gz"
    offsets = write(path, packed=True, kinds=("response",) * 2)
    data = path.read_bytes()
    for end in range(offsets[1] + 1, len(data)):
        path.write_bytes(data[:end])
        urls, broken = read(path)
        assert (urls, [b.location.offset for b in broken]) == (["1"], [offsets[1]]), end
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("kinds", [("response",) * 4, ("response",), ("resource", "response")])
def test_a_file_gzipped_as_a_whole_is_read_once(tmp_path: Path, kinds: tuple[str, ...]) -> None:
    path = tmp_path / "x.warc.gz"
    write(path, packed=False, kinds=kinds)
    path.write_bytes(gzip.compress(path.read_bytes()))
    assert read(path) == ([str(i + 1) for i in range(len(kinds))], [])


def test_files_gzipped_as_a_whole_and_joined(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    write(path, packed=False, filler=NOISE)
    whole = gzip.compress(path.read_bytes())
    path.write_bytes(whole + whole)
    assert read(path) == (["1", "2", "3", "4"] * 2, [])


def test_a_file_gzipped_as_a_whole_and_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    write(path, packed=False, filler=NOISE)
    whole = gzip.compress(path.read_bytes())
    path.write_bytes(whole[: len(whole) - 70_000])
    urls, broken = read(path)
    assert urls == ["1", "2"]
    assert len(broken) == 1


@pytest.mark.parametrize("packing", ["plain", "record", "whole"])
@pytest.mark.parametrize("change", [-40, -9, -1, 5, 9, 500, 10**12])
def test_a_wrong_length_costs_one_record(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], packing: str, change: int
) -> None:
    path = tmp_path / "x.warc"
    starts = write(path, packed=False)
    data = path.read_bytes()
    ends = [*starts[1:], len(data)]
    records = [data[: starts[0]], *(data[a:b] for a, b in zip(starts, ends, strict=True))]
    head, colon, rest = records[2].partition(b"\r\nContent-Length: ")
    length, line, rest = rest.partition(b"\r\n")
    records[2] = head + colon + str(int(length) + change).encode() + line + rest
    if packing == "record":
        path.write_bytes(b"".join(gzip.compress(record) for record in records))
    else:
        data = b"".join(records)
        path.write_bytes(gzip.compress(data) if packing == "whole" else data)
    urls, broken = read(path)
    assert urls == ["1", "3", "4"]
    assert len(broken) == 1
    assert "\n" not in broken[0].problem
    if packing == "plain":
        assert broken[0].location.offset == starts[1]
    assert capfd.readouterr().err == ""


def chunked(body: bytes) -> bytes:
    parts = [body[i : i + 7] for i in range(0, len(body), 7)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


CODINGS: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "deflate": zlib.compress, "chunked": chunked}


def response(path: Path, body: bytes, *headers: tuple[str, str]) -> None:
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=path.suffix == ".gz")
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *headers], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                "http://bao.example/1", "response", payload=io.BytesIO(body), length=len(body), http_headers=http
            )
        )


@pytest.mark.parametrize("name", ["x.warc", "x.warc.gz"])
@pytest.mark.parametrize("coding", ["gzip", "deflate", "chunked", "gzip chunked"])
def test_codings_of_http_are_undone(tmp_path: Path, name: str, coding: str) -> None:
    stored, headers = BODIES[3], []
    for part in coding.split():
        stored = CODINGS[part](stored)
        headers.append(("Transfer-Encoding" if part == "chunked" else "Content-Encoding", part))
    response(tmp_path / name, stored, *headers)
    (found,) = read_archive(tmp_path / name)
    assert not isinstance(found, BrokenRecord), found
    assert found[1].body == BODIES[3]


def test_a_body_that_cannot_be_unpacked_is_broken(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    body = bytearray(gzip.compress(NOISE))
    body[30_000:30_400] = bytes(400)
    response(tmp_path / "x.warc", bytes(body), ("Content-Encoding", "gzip"))
    (found,) = read_archive(tmp_path / "x.warc")
    assert isinstance(found, BrokenRecord)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("packing", ["plain", "record", "whole"])
def test_arc(tmp_path: Path, packing: str) -> None:
    about = b"1 0 X\nURL IP-address Archive-date Content-type Archive-length\n"
    records = [b"filedesc://x.arc 0.0.0.0 20200618042900 text/plain %d\n%s\n" % (len(about), about)]
    for i, body in BODIES.items():
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
        line = b"http://bao.example/%d 192.0.2.1 20200618042900 text/html %d\n" % (i, len(block))
        records.append(line + block + b"\n")
    path = tmp_path / ("x.arc" if packing == "plain" else "x.arc.gz")
    data = b"".join(map(gzip.compress, records)) if packing == "record" else b"".join(records)
    path.write_bytes(gzip.compress(data) if packing == "whole" else data)
    pages = list(read_paths([path]))
    assert [(p.url, p.body, p.retrieved) for p in pages if isinstance(p, RawPage)] == [
        (f"http://bao.example/{i}", body, datetime(2020, 6, 18, 4, 29, tzinfo=UTC)) for i, body in BODIES.items()
    ]
    assert len(pages) == len(BODIES)


def test_a_broken_address_in_a_record_is_no_address(tmp_path: Path) -> None:
    path = tmp_path / "x.warc"
    write(path, packed=False, kinds=("resource",))
    path.write_bytes(path.read_bytes().replace(b"http://bao.example/1", b"http://[::1"))
    (found,) = read_archive(path)
    assert not isinstance(found, BrokenRecord), found
    assert (found[1].url, found[1].source) == (None, "warc")
