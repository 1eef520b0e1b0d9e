"""https: the name is checked against the certificate though the connection goes to a number, and deadlines hold."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from corpus.errors import FetchError
from crawler import CrawlSettings
from crawler.guard import Place
from crawler.http import Answer, HttpFetcher

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="no openssl to make a certificate with")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n"


def _loopback(host: str, port: int) -> list[Place]:
    return [(socket.AF_INET, ("127.0.0.1", port))]


class SecureServer:
    """One answer over TLS: `how` is whole, slow (the body drips) or silent (no handshake)."""

    def __init__(self, folder: Path) -> None:
        self.how = "whole"
        self.names: list[str | None] = []
        self.certificate = folder / "certificate.pem"
        key = folder / "key.pem"
        subject = ["-subj", "/CN=bao.example", "-addext", "subjectAltName=DNS:bao.example"]
        files = ["-keyout", str(key), "-out", str(self.certificate)]
        command = [OPENSSL or "", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *files]
        subprocess.run(command, check=True, capture_output=True)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(self.certificate, key)
        self._context.sni_callback = lambda _, name, __: self.names.append(name)
        self._closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _listen(self) -> None:
        while not self._closing.is_set():
            with suppress(OSError):  # also of TLS: the client went away
                connection, _ = self._listener.accept()
                with connection:
                    self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        if self.how == "silent":
            self._closing.wait(1)
            return
        with self._context.wrap_socket(connection, server_side=True) as secure:
            while secure.recv(65536):
                secure.sendall(HEAD)
                for byte in b"tin.":
                    secure.sendall(bytes((byte,)))
                    self._closing.wait(0.2 if self.how == "slow" else 0)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SecureServer]:
    running = SecureServer(tmp_path)
    yield running
    running.close()


def get(server: SecureServer, host: str = "bao.example", *, trusted: bool = True) -> Answer:
    authority = str(server.certificate) if trusted else None
    settings = CrawlSettings(allow_private=True, ca_file=authority, total_timeout=0.3 if server.how != "whole" else 5)
    fetcher = HttpFetcher(settings, resolve=_loopback)
    try:
        return fetcher.get(f"https://{host}:{server.port}/", headers={})
    finally:
        fetcher.close()


def test_name_is_asked_for_and_checked(server: SecureServer) -> None:
    assert get(server).body == b"tin."
    assert server.names == ["bao.example"]


@pytest.mark.parametrize(("host", "trusted"), [("khac.example", True), ("bao.example", False)])
def test_certificate_of_another_or_of_nobody(server: SecureServer, host: str, trusted: bool) -> None:
    with pytest.raises(FetchError) as error:
        get(server, host, trusted=trusted)
    assert error.value.reason == "tls"


@pytest.mark.parametrize("how", ["slow", "silent"])
def test_deadline(server: SecureServer, how: str) -> None:
    server.how = how
    begin = time.monotonic()
    with pytest.raises(FetchError) as error:
        get(server)
    assert error.value.reason == "timeout"
    assert time.monotonic() - begin < 2
