"""The fetcher against servers that misbehave, over real sockets."""

from __future__ import annotations

import gzip
import random
import time
import zlib
from collections.abc import Iterator
from typing import Any

import brotli
import pytest

from corpus.errors import FetchError, UsageError
from crawler import CrawlSettings
from crawler.coding import PIECE, unpacked
from crawler.http import Answer, HttpFetcher
from tests.crawler.hostile import HostileServer, Wire, answer

PAGE = "<html><body>Đại hội chi bộ</body></html>".encode()
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer() as running:
        yield running


def get(url: str, *, head: int | None = None, sent: dict[str, str] | None = None, **changes: Any) -> Answer:
    settings = CrawlSettings(**{"allow_private": True, "read_timeout": 5, "total_timeout": 5, **changes})
    fetcher = HttpFetcher(settings)
    try:
        return fetcher.get(url, headers=sent or {}, head=head)
    finally:
        fetcher.close()


def fault(url: str, **changes: Any) -> str:
    with pytest.raises(FetchError) as error:
        get(url, **changes)
    assert "\n" not in str(error.value)
    return error.value.reason


def test_plain_page(server: HostileServer) -> None:
    got = get(server.on("/a", answer(PAGE, headers={"X-Robots-Tag": "noai"})))
    assert (got.status, got.body, got.headers["x-robots-tag"]) == (200, PAGE, "noai")


def test_connection_is_used_again(server: HostileServer) -> None:
    url = server.on("/a", answer(PAGE))
    fetcher = HttpFetcher(CrawlSettings(allow_private=True))
    for _ in range(3):
        assert fetcher.get(url, headers={}).body == PAGE
    fetcher.close()
    assert server.connections == 1


@pytest.mark.parametrize(
    "told",
    [
        answer(PAGE, length=len(PAGE) + 100),
        CHUNKED + b"5\r\n<html\r\n",
        CHUNKED + b"zz\r\n<html>\r\n0\r\n\r\n",
        CHUNKED + b"-5\r\n<html>\r\n0\r\n\r\n",
        CHUNKED + b"ffffffffffffffff\r\n<html>",
        b"",
        b"HTTP/1.1",
        b"\x00\x01\x02 hello\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
    ],
    ids=["length-lies", "chunk-cut", "chunk-garbage", "chunk-negative", "chunk-huge", "nothing", "half-a-line",
         "noise", "status-garbage", "many-headers", "long-header"],
)  # fmt: skip
def test_answer_that_is_none(server: HostileServer, told: bytes) -> None:
    def script(wire: Wire) -> None:
        wire.send(told)

    assert fault(server.on("/a", script)) in ("dropped", "bad-answer")


def test_body_longer_than_its_length_is_cut_there(server: HostileServer) -> None:
    url = server.on("/a", answer(PAGE + b"<script>smuggled</script>", length=len(PAGE)))
    assert get(url).body == PAGE


def test_body_without_a_length_ends_with_the_connection(server: HostileServer) -> None:
    url = server.on("/a", lambda wire: wire.send(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE))
    assert get(url).body == PAGE


@pytest.mark.parametrize("where", ["status", "headers", "body", "chunks", "endless"])
def test_dripping_server_is_cut_at_the_deadline(server: HostileServer, where: str) -> None:
    begun = {
        "status": b"",
        "headers": b"HTTP/1.1 200 OK\r\n",
        "body": answer(PAGE, length=10_000)[: -len(PAGE)],
        "chunks": CHUNKED,
        "endless": b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n",
    }[where]
    more = {"chunks": b"1\r\nx\r\n", "headers": b"X-A: b\r\n"}.get(where, b"HTTP/1.1 200 OK ")

    def script(wire: Wire) -> None:
        wire.send(begun)
        wire.drip(more * 15, 0.02)

    begin = time.monotonic()
    assert fault(server.on("/a", script), total_timeout=0.2) == "timeout"
    assert time.monotonic() - begin < 2


def test_silent_server(server: HostileServer) -> None:
    assert fault(server.on("/a", lambda wire: wire.wait(5)), read_timeout=0.05) == "timeout"


def test_oversized_body_is_not_read_to_its_end(server: HostileServer) -> None:
    sent = []

    def script(wire: Wire) -> None:
        wire.send(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n")
        for _ in range(2_000):
            wire.send(b"x" * 10_000)
            sent.append(10_000)

    assert fault(server.on("/a", script), max_bytes=100_000) == "too-large"
    assert sum(sent) < 15_000_000


def test_announced_size_is_believed(server: HostileServer) -> None:
    assert fault(server.on("/a", answer(b"x", length=10**12)), max_bytes=1_000) == "too-large"


def _packed(coding: str, data: bytes) -> bytes:
    if coding == "gzip":
        return gzip.compress(data)
    if coding == "deflate":
        return zlib.compress(data)
    if coding == "bare deflate":
        return zlib.compress(data, wbits=-15)
    if coding == "br":
        return bytes(brotli.compress(data))
    if coding == "zstd":
        zstd = pytest.importorskip("backports.zstd")
        return bytes(zstd.compress(data))
    raise AssertionError(coding)


CODINGS = ["gzip", "deflate", "bare deflate", "br", "zstd"]


@pytest.mark.parametrize("coding", CODINGS)
def test_coding(server: HostileServer, coding: str) -> None:
    body = PAGE * 20_000
    packed = _packed(coding, body)
    url = server.on("/a", answer(packed, headers={"Content-Encoding": coding.split()[-1]}))
    assert get(url).body == body
    assert coding.split()[-1] in server.asked[0].head.decode().lower()  # was offered
    cut = server.on("/b", answer(packed[: len(packed) // 2], headers={"Content-Encoding": coding.split()[-1]}))
    assert fault(cut) == "bad-answer"


@pytest.mark.parametrize("coding", CODINGS)
def test_bomb(server: HostileServer, coding: str) -> None:
    packed = _packed(coding, b"<html>" + b" " * 30_000_000)
    assert len(packed) < 100_000
    url = server.on("/a", answer(packed, headers={"Content-Encoding": coding.split()[-1]}))
    assert fault(url, max_bytes=200_000) == "too-large"


@pytest.mark.parametrize("coding", CODINGS)
def test_bomb_is_unpacked_piece_by_piece(coding: str) -> None:
    packed = _packed(coding, b" " * 30_000_000)
    pieces = unpacked([packed], coding.split()[-1])
    assert max(len(next(pieces)) for _ in range(5)) <= 2 * PIECE


@pytest.mark.parametrize("coding", CODINGS)
def test_noise_that_says_it_is_packed(server: HostileServer, coding: str) -> None:
    noise = _packed(coding, PAGE * 50)[:12] + random.Random(3).randbytes(500)
    url = server.on("/a", answer(noise, headers={"Content-Encoding": coding.split()[-1]}))
    assert fault(url) == "bad-answer"


def test_page_that_only_says_it_is_packed(server: HostileServer) -> None:
    assert get(server.on("/a", answer(PAGE, headers={"Content-Encoding": "gzip"}))).body == PAGE
    assert get(server.on("/b", answer(PAGE, headers={"Content-Encoding": "UTF-8"}))).body == PAGE


def test_codings_on_one_another(server: HostileServer) -> None:
    twice = gzip.compress(gzip.compress(PAGE))
    assert get(server.on("/a", answer(twice, headers={"Content-Encoding": "gzip, gzip"}))).body == PAGE
    many = {"Content-Encoding": ", ".join(["gzip"] * 8)}
    assert fault(server.on("/b", answer(twice, headers=many))) == "bad-answer"
    assert fault(server.on("/c", answer(PAGE, headers={"Content-Encoding": "lzma"}))) == "bad-answer"


def test_gzip_of_several_members(server: HostileServer) -> None:
    packed = gzip.compress(PAGE) + gzip.compress(PAGE) + b"\0" * 20
    assert get(server.on("/a", answer(packed, headers={"Content-Encoding": "gzip"}))).body == PAGE * 2


@pytest.mark.parametrize("kind", [b"image/png", b"application/pdf", b"video/mp4", b"application/json"])
def test_what_is_no_page_is_not_read(server: HostileServer, kind: bytes) -> None:
    assert fault(server.on("/a", answer(b"x", length=10**9, kind=kind)), max_bytes=10**10) == "not-a-page"


@pytest.mark.parametrize("kind", [None, b"", b"TEXT/HTML;charset", b"text/html, text/html", b"text/plain"])
def test_content_types_of_pages(server: HostileServer, kind: bytes | None) -> None:
    assert get(server.on("/a", answer(PAGE, kind=kind))).body == PAGE


def test_head_of_a_body_of_any_type(server: HostileServer) -> None:
    url = server.on("/a", answer(b"y" * 1_000_000, kind=b"image/png"))
    assert get(url, head=5_000, max_bytes=10_000).body == b"y" * 5_000


def test_of_an_error_little_is_read(server: HostileServer) -> None:
    url = server.on("/a", answer(b"y" * 3_000_000, status="404 Not Found", kind=b"image/png"))
    got = get(url)
    assert (got.status, len(got.body)) == (404, 65_536)


def test_redirect_is_not_followed(server: HostileServer) -> None:
    url = server.on("/a", answer(b"", status="302 Found", headers={"Location": "/b"}))
    assert get(url).status == 302
    assert server.counts() == {"/a": 1}


def test_no_cookie_is_kept(server: HostileServer) -> None:
    url = server.on("/a", answer(PAGE, headers={"Set-Cookie": "id=1; Path=/"}))
    fetcher = HttpFetcher(CrawlSettings(allow_private=True))
    fetcher.get(url, headers={})
    fetcher.get(url, headers={})
    fetcher.close()
    assert all(b"cookie" not in asked.head.lower() for asked in server.asked)


def test_headers_hold_no_line_breaks(server: HostileServer) -> None:
    told = (
        b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/html\r\nETag: "a\r\n b"\r\nX-B: a\x00b\r\n\r\nok'
    )
    got = get(server.on("/a", told))
    assert got.headers["etag"] == '"a b"'
    assert all(c.isprintable() for value in got.headers.values() for c in value)


def test_headers_of_one_name_are_kept_apart(server: HostileServer) -> None:
    told = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Robots-Tag: a: noindex\r\nX-Robots-Tag: noai\r\n\r\nok"
    got = get(server.on("/a", told))
    assert [value for name, value in got.fields if name == "x-robots-tag"] == ["a: noindex", "noai"]


@pytest.mark.parametrize("sent", ["a\r\nX-Evil: 1", "a\nb", "Việt"])
def test_nothing_can_be_put_into_a_request(server: HostileServer, sent: str) -> None:
    with pytest.raises(FetchError):
        get(server.on("/a", answer(PAGE)), sent={"If-None-Match": sent})
    assert all(b"evil" not in asked.head.lower() for asked in server.asked)


def test_credentials_in_an_address_are_not_in_the_error() -> None:
    with pytest.raises(FetchError) as error:
        get("http://user:secret@127.0.0.1:9/", connect_timeout=1)
    assert "secret" not in str(error.value)


def test_contact_goes_with_every_request(server: HostileServer) -> None:
    get(server.on("/a", answer(PAGE)), contact="luu-tru@toasoan.example")
    head = server.asked[0].head.decode()
    assert "diembao/" in head
    assert "+luu-tru@toasoan.example" in head
    assert "From: luu-tru@toasoan.example" in head


@pytest.mark.parametrize(
    "wrong",
    [{"contact": "a\r\nX: y"}, {"contact": "tòa soạn"}, {"agent": "die mbao"}, {"agent": ""}, {"proxy": "socks5://a:1"},
     {"host_limit": 0}, {"max_delay": -1}, {"total_timeout": 0}],
)  # fmt: skip
def test_wrong_settings(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        CrawlSettings(**wrong)
