"""An HTTP server on loopback that says what the test tells it to say, byte by byte, right or wrong."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

Script = Callable[["Wire"], None]
HTML = b"text/html; charset=utf-8"


class Asked(NamedTuple):
    """A request as it came in: seconds of the monotonic clock, the Host header, the path, the header lines."""

    at: float
    host: str
    path: str
    head: bytes


class Wire:
    """The server's end of a connection."""

    def __init__(self, connection: socket.socket, closing: threading.Event, head: bytes) -> None:
        self._connection = connection
        self._closing = closing
        self.head = head

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def drip(self, data: bytes, pause: float) -> None:
        """Byte by byte; the client may go away."""
        for byte in data:
            self.send(bytes((byte,)))
            self.wait(pause)

    def wait(self, seconds: float) -> None:
        self._closing.wait(seconds)


def answer(
    body: bytes = b"<html><body>tin</body></html>",
    *,
    status: str = "200 OK",
    kind: bytes | None = HTML,
    length: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """A whole answer; `length` may lie."""
    lines = [f"HTTP/1.1 {status}".encode(), b"Content-Length: %d" % (len(body) if length is None else length)]
    lines += [b"Content-Type: " + kind] if kind is not None else []
    lines += [f"{name}: {value}".encode("latin-1") for name, value in (headers or {}).items()]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


class HostileServer:
    """Answers by path: bytes are sent as they are, a script does what it likes; what is not known is a 404."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.connections = 0
        self._answers: dict[str, bytes | Script] = {}
        self._closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._threads: list[threading.Thread] = []
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._spawn(self._listen)

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return self.origin + path

    def __enter__(self) -> HostileServer:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        with self._lock:
            for connection in [*self._open, self._listener]:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def on(self, path: str, what: bytes | Script) -> str:
        """Answer so from now on; gives the address."""
        self._answers[path] = what
        return self.url(path)

    def counts(self) -> Counter[str]:
        return Counter(asked.path for asked in list(self.asked))

    def _spawn(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self.connections += 1
                self._open.add(connection)
            self._spawn(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                while head := self._head(connection):
                    what = self._answers.get(self._note(head).path, answer(b"", status="404 Not Found"))
                    if isinstance(what, bytes):
                        connection.sendall(what)
                    else:
                        what(Wire(connection, self._closing, head))
                        return  # a script ends its connection
            except OSError:
                pass  # the client went away
            finally:
                with self._lock:
                    self._open.discard(connection)

    def _note(self, head: bytes) -> Asked:
        lines = head.split(b"\r\n")
        host = next((line[5:].strip() for line in lines if line.lower().startswith(b"host:")), b"")
        asked = Asked(time.monotonic(), host.decode("latin-1"), lines[0].split(b" ")[1].decode("latin-1"), head)
        self.asked.append(asked)
        return asked

    @staticmethod
    def _head(connection: socket.socket) -> bytes:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65536)
            if not piece:
                return b""
            head += piece
        return head
