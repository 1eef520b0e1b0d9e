"""Whom a crawl may talk to, and for how long: addresses are checked where the connection is made.

A name is resolved once, every address behind it is checked, and the connection goes to one of these very addresses, so
that a name which answers otherwise a moment later (DNS rebinding) gains nothing. This happens for each new connection,
hence on each hop of a redirect. With a proxy the names are the proxy's to resolve: only addresses written as numbers,
and names that mean this machine or its network, can be told then.

Ranges: the special-purpose registries of IANA (RFC 6890), as Python's `ipaddress` has them, with what is embedded in
IPv6 (mapped and compatible IPv4, 6to4, NAT64) looked at as IPv4.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from corpus.errors import FetchError

_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))  # RFC 6052, RFC 8215
_COMPATIBLE = ipaddress.ip_network("::/96")  # RFC 4291, 2.5.5.1
_HERE = ("localhost", ".localhost", ".local", ".internal", ".lan", ".home.arpa")  # RFC 6761, 6762, 8375; ICANN 2024

_LOOK_EVERY = 0.1  # seconds

Place = tuple[int, tuple[Any, ...]]  # address family, and what `socket.connect` takes
Resolve = Callable[[str, int], Sequence[Place]]


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody on the internet may have.

    >>> is_public("203.162.0.181"), is_public("127.0.0.1"), is_public("::ffff:10.1.2.3"), is_public("100.64.0.1")
    (True, False, False, False)
    """
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and (ip in _COMPATIBLE or ip in _NAT64[0]):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip in _NAT64[1] or ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def is_plainly_private(url: str) -> bool:
    """Whether an address says by itself, without a resolver, that it leads to this machine or its network.

    >>> is_plainly_private("http://2130706433/"), is_plainly_private("http://bao.example/")
    (True, False)
    """
    host = (urlsplit(url).hostname or "").rstrip(".")
    with suppress(ValueError):
        return not is_public(host)
    with suppress(OSError, UnicodeError):  # 127.1, 0x7f.0.0.1, 2130706433: the old spellings of an IPv4 address
        return not is_public(socket.inet_ntoa(socket.inet_aton(host)))
    return any(host == name.lstrip(".") or (name[0] == "." and host.endswith(name)) for name in _HERE)


def system_resolver(host: str, port: int) -> Sequence[Place]:
    """The addresses of a name as the system knows them. Raises OSError where there are none."""
    return [(found[0], found[4]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class Gate:
    """One thread's connections: which are allowed, and an end to each at its deadline."""

    def __init__(self, *, allow_private: bool, proxied: bool, resolve: Resolve = system_resolver) -> None:
        self._allow_private = allow_private
        self._proxied = proxied
        self._resolve = resolve
        self._deadline = float("inf")
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._watch: threading.Thread | None = None
        self.socket: socket.socket | None = None
        self.expired = False

    def check(self, url: str) -> None:
        """Raises FetchError for what can be told to be private before any connection."""
        if not self._allow_private and is_plainly_private(url):
            raise _refusal(urlsplit(url).hostname or "")

    def places(self, host: str, port: int) -> Sequence[Place]:
        """Where to connect to. Raises FetchError (private-address), and OSError for a name that is not known."""
        places = self._resolve(host, port)
        if not self._allow_private and not self._proxied and any(not is_public(place[1][0]) for place in places):
            raise _refusal(host)
        return places

    def rest(self) -> float:
        """Seconds to the deadline."""
        return self._deadline - time.monotonic()

    def begin(self, seconds: float) -> None:
        """From now on the connection is cut in so many seconds, whatever the thread waits for on it."""
        with self._lock:
            self.expired = False
            self._deadline = time.monotonic() + seconds
        if self._watch is None:
            self._watch = threading.Thread(target=self._look_out, name="deadline", daemon=True)
            self._watch.start()

    def end(self) -> None:
        """The request is over; the connection may be kept."""
        with self._lock:
            self._deadline = float("inf")

    def close(self) -> None:
        """No request will follow."""
        self._closed.set()
        if self._watch is not None:
            self._watch.join()

    def _look_out(self) -> None:
        # looks now and then, since a timer for each request would cost as much as the request
        while not self._closed.wait(_LOOK_EVERY):
            with self._lock:
                if self.expired or self.rest() > 0:
                    continue
                self.expired = True
                if self.socket is not None:
                    with suppress(OSError):  # closed already
                        # not SSLSocket's own method, which takes the session away under the reading thread
                        socket.socket.shutdown(self.socket, socket.SHUT_RDWR)


def _refusal(host: str) -> FetchError:
    return FetchError(
        "private-address",
        f"{host[:80]} is an address of this machine or its network; --allow-private lets a crawl go there",
    )


def _connected(connection: HTTPConnection, gate: Gate) -> socket.socket:
    host, port = connection._dns_host.strip("[]"), connection.port or connection.default_port
    try:
        places = gate.places(host, port)
    except (OSError, UnicodeError) as error:
        raise NameResolutionError(host, connection, socket.gaierror(str(error))) from error
    limit = connection.timeout if isinstance(connection.timeout, int | float) else 10.0
    fault: OSError | None = None
    for family, place in places:
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            for option in connection.socket_options or ():
                sock.setsockopt(*option)
            sock.settimeout(max(0.001, min(limit, gate.rest())))
            sock.connect(place)
        except OSError as error:
            fault = error
            sock.close()
            continue
        sock.settimeout(connection.timeout)
        gate.socket = sock
        return sock
    if isinstance(fault, TimeoutError):
        raise ConnectTimeoutError(connection, "no connection in time") from fault
    raise NewConnectionError(connection, f"no connection: {fault}") from fault


def _classes(gate: Gate) -> dict[str, type[HTTPConnectionPool]]:
    """Connection pools whose connections are made through the gate."""

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connected(self, gate)

        def request(self, *args: Any, **kwargs: Any) -> None:
            gate.socket = self.sock  # of a connection that was kept open
            super().request(*args, **kwargs)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _connected(self, gate)

        def connect(self) -> None:
            super().connect()
            gate.socket = self.sock  # the one in which the first was wrapped

        def request(self, *args: Any, **kwargs: Any) -> None:
            gate.socket = self.sock
            super().request(*args, **kwargs)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


class GuardedAdapter(HTTPAdapter):
    """requests' adapter, whose connections, to a proxy too, are made through a gate."""

    def __init__(self, gate: Gate) -> None:
        self._classes = _classes(gate)
        super().__init__(pool_connections=4, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Like requests' own."""
        super().init_poolmanager(*args, **kwargs)
        self._guard(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> PoolManager:
        """Like requests' own."""
        manager: PoolManager = super().proxy_manager_for(*args, **kwargs)
        self._guard(manager)
        return manager

    def _guard(self, manager: PoolManager) -> None:
        manager.pool_classes_by_scheme = dict(self._classes)
