"""One HTTP request: streaming, bounded in time and size, never following a redirect by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Protocol

import requests
import urllib3

from corpus.errors import FetchError
from crawler.settings import CrawlSettings

_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")
_MACHINE_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/octet-stream")
_PACKED_TYPES = ("application/gzip", "application/x-gzip")
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"
_CHUNK = 64 * 1024
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back for `url`: decoded body, response headers with lower-case names, the headers that were sent."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    request_headers: Mapping[str, str]


class Fetcher(Protocol):
    """Makes requests for one thread. `get` raises FetchError; whoever opens one closes it."""

    def get(self, url: str, *, headers: Mapping[str, str], timeout: float | None = None) -> Answer:
        """One GET, with the extra headers given. `timeout` replaces the settings' times."""

    def close(self) -> None:
        """Close connections."""


OpenFetcher = Callable[[CrawlSettings], Fetcher]


class HttpFetcher:
    """The fetcher for the real network, over `requests`; no cookies, no environment, one proxy where one is given."""

    def __init__(self, settings: CrawlSettings) -> None:
        self._settings = settings
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers.update({"User-Agent": settings.user_agent, "Accept": _ACCEPT, "Accept-Language": "vi"})
        # what requests can decode depends on installed packages; two codings that everybody speaks suffice
        self._session.headers["Accept-Encoding"] = "gzip, deflate"
        if settings.proxy:
            self._session.proxies = {"http": settings.proxy, "https": settings.proxy}
        if settings.ca_file:
            self._session.verify = settings.ca_file

    def close(self) -> None:
        """Close all connections."""
        self._session.close()

    def get(self, url: str, *, headers: Mapping[str, str], timeout: float | None = None) -> Answer:
        """One GET. Raises FetchError: timeout, unreachable, tls, dropped, too-large, not-a-page, bad-answer."""
        settings = self._settings
        total = timeout or settings.total_timeout
        deadline = time.monotonic() + total
        try:
            with self._session.get(
                url,
                headers=dict(headers),
                timeout=(min(settings.connect_timeout, total), min(settings.read_timeout, total)),
                stream=True,
                allow_redirects=False,
            ) as response:
                received = {name.lower(): value for name, value in response.headers.items()}
                body = self._body(response, received, deadline)
                return Answer(
                    url=url,
                    status=response.status_code,
                    headers=received,
                    body=body,
                    request_headers={name: _text(value) for name, value in response.request.headers.items()},
                )
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise _fault(error) from error

    def _body(self, response: requests.Response, headers: Mapping[str, str], deadline: float) -> bytes:
        limit = self._settings.max_bytes
        if response.status_code == 200:
            kind = headers.get("content-type", "text/html").split(";")[0].strip().lower()
            if kind not in _PAGE_TYPES + _MACHINE_TYPES + _PACKED_TYPES:
                raise FetchError("not-a-page", kind)
            length = headers.get("content-length", "")
            if length.isascii() and length.isdigit() and int(length) > limit:
                raise FetchError("too-large", f"{length} bytes, the limit is {limit}")
        parts: list[bytes] = []
        size = 0
        # read1 gives what has come, so that a server that drips cannot hold a thread beyond the deadline
        while part := response.raw.read1(_CHUNK, decode_content=True):
            size += len(part)
            if size > limit:
                raise FetchError("too-large", f"more than {limit} bytes")
            if time.monotonic() > deadline:
                raise FetchError("timeout", "the answer took too long")
            parts.append(part)
        return b"".join(parts)


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


_NAMES: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str, str], ...] = (
    ((requests.exceptions.SSLError, urllib3.exceptions.SSLError), "tls", "the certificate cannot be trusted"),
    (requests.exceptions.ConnectTimeout, "unreachable", "no connection in time"),
    ((requests.exceptions.Timeout, urllib3.exceptions.TimeoutError), "timeout", "no answer in time"),
    (
        (requests.exceptions.ContentDecodingError, urllib3.exceptions.DecodeError),
        "bad-answer",
        "the body cannot be decoded",
    ),
    ((requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema), "bad-address", "not an address"),
)
_DROPPED = ("RemoteDisconnected", "Connection aborted", "IncompleteRead", "ConnectionResetError", "Connection broken")


def _fault(error: Exception) -> FetchError:
    """The error in one stable word and one line."""
    for kinds, reason, detail in _NAMES:
        if isinstance(error, kinds):
            return FetchError(reason, detail)
    text = str(error)
    if any(word in text for word in _DROPPED):
        return FetchError("dropped", "the connection was cut")
    if isinstance(error, requests.exceptions.ProxyError):
        return FetchError("proxy", "the proxy cannot be reached")
    if "NameResolution" in text or "getaddrinfo" in text or "Name or service" in text:
        return FetchError("unreachable", "its name is not known")
    if isinstance(error, ValueError) and not isinstance(error, requests.RequestException):
        return FetchError("bad-answer", " ".join(text.split())[:120])
    if "refused" in text:
        return FetchError("unreachable", "the connection was refused")
    return FetchError("unreachable", "no connection")
