"""The sample press over HTTP on loopback: by Host header, and as a proxy, so that its addresses are stable.

A crawl asks for `http://haidang.example/…` through `--proxy http://127.0.0.1:PORT`; nothing leaves the machine, since
an unknown host is answered with 502. For tests, the server keeps a log of what it was asked, and can be told to fail.
"""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import urlsplit

from corpus.sample import Response, SampleSite

_LOOPBACK = ("127.0.0.1", "localhost", "::1", "")


class Request(NamedTuple):
    """One request as the server saw it: `at` in seconds of the monotonic clock, headers with lower-case names."""

    at: float
    method: str
    url: str
    status: int
    headers: Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class Failure:
    """How to fail: a status with headers, a wait in seconds before the answer, a dropped connection, another body.

    `times` is how often; None means always. `drip` sends the body byte by byte, waiting `delay` between them.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    delay: float = 0.0
    drop: bool = False
    drip: bool = False
    times: int | None = None


class SampleServer:
    """Serves a site. Use as a context manager; `revision` may be changed while it runs."""

    def __init__(self, site: SampleSite | None = None, *, port: int = 0, revision: int = 1) -> None:
        self.site = site or SampleSite()
        self.revision = revision
        self.requests: list[Request] = []
        self._failures: dict[str, Failure] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._http = _HttpServer(("127.0.0.1", port), self)
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(0.02,), name="sample-server", daemon=True
        )

    @property
    def port(self) -> int:
        """The port that the server listens on."""
        return int(self._http.server_address[1])

    @property
    def proxy_url(self) -> str:
        """What to give a crawl as its proxy."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> SampleServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End: open connections are cut, all threads have ended when this returns."""
        self._closing.set()
        if self._thread.is_alive():
            self._http.shutdown()
            self._thread.join()
        self._http.cut()
        self._http.server_close()

    def fail(self, url: str, failure: Failure) -> None:
        """Fail for an address, or for a whole host (`http://host/*`)."""
        with self._lock:
            self._failures[url] = failure

    def mend(self, url: str) -> None:
        """Answer for this address again."""
        with self._lock:
            self._failures.pop(url, None)

    def counts(self) -> Counter[str]:
        """How often each address was asked for."""
        with self._lock:
            return Counter(request.url for request in self.requests)

    def times(self, host: str) -> list[float]:
        """When requests for a host came in, in order."""
        with self._lock:
            return [request.at for request in self.requests if urlsplit(request.url).hostname == host]

    def unhurried(self, host: str) -> None:
        """Answer this host's robots.txt without its crawl delay."""
        response = self.site.respond(f"http://{host}/robots.txt", revision=self.revision)
        lines = [line for line in response.body.splitlines() if not line.lower().startswith(b"crawl-delay")]
        self.fail(f"http://{host}/robots.txt", Failure(body=b"\n".join(lines), headers={"Content-Type": "text/plain"}))

    def forget_requests(self) -> None:
        """Begin the log anew."""
        with self._lock:
            self.requests.clear()

    def failure_for(self, url: str) -> Failure | None:
        """The failure that is due for an address, counted down."""
        parts = urlsplit(url)
        with self._lock:
            failure = self._failures.get(url) or self._failures.get(f"{parts.scheme}://{parts.netloc}/*")
            if failure is None or failure.times == 0:
                return None
            if failure.times is not None:
                failure.times -= 1
            return failure

    def note(self, request: Request) -> None:
        """Write a request into the log."""
        with self._lock:
            self.requests.append(request)

    def wait(self, seconds: float) -> None:
        """Wait, but not beyond the server's own end."""
        self._closing.wait(seconds)

    def answer(self, url: str, headers: Mapping[str, str]) -> Response:
        """What the site answers; 304 for a conditional request whose page did not change."""
        parts = urlsplit(url)
        if parts.hostname in _LOOPBACK:
            return self._index()
        response = self.site.respond(url, revision=self.revision)
        if response.status != 200:
            return response
        tag, since = headers.get("if-none-match"), headers.get("if-modified-since")
        fresh = tag == response.header("ETag") if tag else since and since == response.header("Last-Modified")
        if fresh:
            kept = tuple((k, v) for k, v in response.headers if k in ("ETag", "Last-Modified"))
            return Response(status=304, headers=kept, body=b"")
        return response

    def _index(self) -> Response:
        items = "".join(
            f"<li><b>{escape(edition.template.NAME)}</b>: <code>{escape(edition.origin)}/</code></li>"
            for edition in self.site.editions.values()
        )
        body = f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Sample press</title></head><body>
<h1>Sample press</h1><p>Four invented Vietnamese newspapers. This server is their proxy:
<code>diembao crawl --proxy {self.proxy_url} http://haidang.example/</code></p><ul>{items}</ul></body></html>"""
        return Response(status=200, headers=(("Content-Type", "text/html; charset=utf-8"),), body=body.encode())


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = False  # joined by server_close, so that no thread and no socket outlives the server
    block_on_close = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], owner: SampleServer) -> None:
        self.owner = owner
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__(address, _Handler)

    def keep(self, connection: socket.socket) -> None:
        with self._open_lock:
            self._open.add(connection)

    def release(self, connection: socket.socket) -> None:
        with self._open_lock:
            self._open.discard(connection)

    def cut(self) -> None:
        """Shut the connections that clients keep open, so that their threads end."""
        with self._open_lock:
            for connection in self._open:
                _shut(connection)

    def handle_error(self, *_: object) -> None:
        """A client that went away is not our fault, and nobody reads this server's stderr."""


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the client was faster


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # head and body in one packet: apart, they would wait for each other (Nagle, delayed ACK)
    disable_nagle_algorithm = True
    server_version = "sample-press"
    server: _HttpServer

    def setup(self) -> None:
        super().setup()
        self.server.keep(self.connection)

    def finish(self) -> None:
        self.server.release(self.connection)
        super().finish()

    def log_message(self, *_: object) -> None:
        return

    def do_GET(self) -> None:
        self._serve(with_body=True)

    def do_HEAD(self) -> None:
        self._serve(with_body=False)

    def _serve(self, *, with_body: bool) -> None:
        url = self.path if self.path.startswith("http://") else f"http://{self.headers.get('Host', '')}{self.path}"
        headers = {name.lower(): value for name, value in self.headers.items()}
        at = time.monotonic()
        failure = self.server.owner.failure_for(url)
        response = self._failed(failure, url, headers) if failure else self.server.owner.answer(url, headers)
        self.server.owner.note(
            Request(at, self.command, url, 0 if failure and failure.drop else response.status, headers)
        )
        if failure and failure.delay and not failure.drip:
            self.server.owner.wait(failure.delay)
        if failure and failure.drop:
            _shut(self.connection)
            self.close_connection = True
            return
        self._send(response, with_body, failure.delay if failure and failure.drip else 0)

    def _failed(self, failure: Failure, url: str, headers: Mapping[str, str]) -> Response:
        if failure.status is None and failure.body is None and not failure.headers:
            return self.server.owner.answer(url, headers)
        body = failure.body if failure.body is not None else b"<html><body>failed as told</body></html>"
        said = {"Content-Type": "text/html", **failure.headers}
        return Response(status=failure.status or 200, headers=tuple(said.items()), body=body)

    def _send(self, response: Response, with_body: bool, drip: float) -> None:
        self.send_response(response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        if response.status != 304:
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if not with_body:
            return
        if not drip:
            self.wfile.write(response.body)
            return
        for byte in response.body:
            self.wfile.write(bytes((byte,)))
            self.wfile.flush()
            self.server.owner.wait(drip)
