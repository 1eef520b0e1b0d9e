"""One HTTP request: streaming, bounded in time and size, never following a redirect by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Protocol

import requests
import urllib3

from corpus.errors import FetchError
from crawler.coding import accepted, unpacked
from crawler.guard import Gate, GuardedAdapter, Resolve, system_resolver
from crawler.settings import CrawlSettings

_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")
_MACHINE_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/octet-stream")
_PACKED_TYPES = ("application/gzip", "application/x-gzip")
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"
_CHUNK = 64 * 1024
_ERROR_BODY = 64 * 1024  # of an answer that is no page, no more is read
_FOLDED = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+[ \t]*")
_SENDABLE = re.compile(r"[\x20-\x7e\x80-\xff]*")
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back for `url`: decoded body, response headers with lower-case names, the headers that were sent.

    `fields` are the header lines one by one, as `headers` joins those of one name. No header holds a line break.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    request_headers: Mapping[str, str]
    fields: tuple[tuple[str, str], ...] = ()


class Fetcher(Protocol):
    """Makes requests for one thread. `get` raises FetchError; whoever opens one closes it."""

    def get(
        self, url: str, *, headers: Mapping[str, str], timeout: float | None = None, head: int | None = None
    ) -> Answer:
        """One GET, with the extra headers given. `timeout` replaces the settings' times.

        With `head` only so many bytes of the body are wanted, whatever its type.
        """

    def close(self) -> None:
        """Close connections."""


OpenFetcher = Callable[[CrawlSettings], Fetcher]


class HttpFetcher:
    """The fetcher for the real network, over `requests`; no cookies, no environment, one proxy where one is given."""

    def __init__(self, settings: CrawlSettings, *, resolve: Resolve = system_resolver) -> None:
        self._settings = settings
        self._gate = Gate(allow_private=settings.allow_private, proxied=settings.proxy is not None, resolve=resolve)
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers.update({"User-Agent": settings.user_agent, "Accept": _ACCEPT, "Accept-Language": "vi"})
        self._session.headers["Accept-Encoding"] = accepted()
        if settings.mail:
            self._session.headers["From"] = settings.mail  # RFC 9110, 10.1.2
        self._adapter = GuardedAdapter(self._gate)
        self._session.mount("http://", self._adapter)
        self._session.mount("https://", self._adapter)
        self._proxies = {"http": settings.proxy, "https": settings.proxy} if settings.proxy else {}
        # made ready once: to do it for each request takes as long as the request
        self._request = self._session.prepare_request(requests.Request("GET", "http://diembao.invalid/"))

    def close(self) -> None:
        """Close all connections."""
        self._session.close()
        self._gate.close()

    def get(
        self, url: str, *, headers: Mapping[str, str], timeout: float | None = None, head: int | None = None
    ) -> Answer:
        """One GET. Raises FetchError: timeout, unreachable, private-address, tls, dropped, too-large, not-a-page,
        bad-answer, bad-address, proxy.
        """
        self._gate.check(url)
        total = timeout or self._settings.total_timeout
        self._gate.begin(total)
        try:
            with self._adapter.send(
                self._prepared(url, headers),
                timeout=(min(self._settings.connect_timeout, total), min(self._settings.read_timeout, total)),
                stream=True,
                verify=self._settings.ca_file or True,
                proxies=self._proxies,
            ) as response:
                fields = tuple((name.lower(), _one_line(value)) for name, value in response.raw.headers.items())
                received = _joined(fields)
                return Answer(
                    url=url,
                    status=response.status_code,
                    headers=received,
                    body=self._body(response, received, head),
                    request_headers={name: _text(value) for name, value in response.request.headers.items()},
                    fields=fields,
                )
        except FetchError:
            if self._gate.expired:
                raise FetchError("timeout", "the answer took too long") from None
            raise
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            if self._gate.expired:
                raise FetchError("timeout", "the answer took too long") from error
            raise _fault(error) from error
        finally:
            self._gate.end()

    def _prepared(self, url: str, headers: Mapping[str, str]) -> requests.PreparedRequest:
        """The request. Raises ValueError for an address or a header that cannot be one."""
        request = self._request.copy()
        request.prepare_url(url, None)
        for name, value in headers.items():
            if not _SENDABLE.fullmatch(value):
                raise ValueError(f"{name} cannot be sent")
            request.headers[name] = value
        return request

    def _body(self, response: requests.Response, headers: Mapping[str, str], head: int | None) -> bytes:
        limit = self._settings.max_bytes
        if response.status_code != 200:
            head = min(head or _ERROR_BODY, _ERROR_BODY)
        elif head is None:
            self._require_page(headers, limit)
        parts: list[bytes] = []
        size = 0
        for part in unpacked(self._pieces(response, limit), headers.get("content-encoding", "")):
            size += len(part)
            parts.append(part)
            if head is not None and size >= head:
                return b"".join(parts)[:head]
            if size > limit:
                raise FetchError("too-large", f"more than {limit} bytes")
        if self._gate.expired:
            # the cut looks like the end of a body that goes on until the connection closes
            raise FetchError("timeout", "the answer took too long")
        return b"".join(parts)

    @staticmethod
    def _require_page(headers: Mapping[str, str], limit: int) -> None:
        kind = re.split("[;,]", headers.get("content-type") or "text/html")[0].strip().lower()
        if kind not in _PAGE_TYPES + _MACHINE_TYPES + _PACKED_TYPES:
            raise FetchError("not-a-page", kind[:100])
        length = headers.get("content-length", "")
        if length.isascii() and length.isdigit() and int(length) > limit:
            raise FetchError("too-large", f"{length} bytes, the limit is {limit}")

    def _pieces(self, response: requests.Response, limit: int) -> Iterator[bytes]:
        """The body as it comes over the line, no more of it than the limit."""
        size = 0
        # read1 gives what has come, so that the deadline is seen between two pieces
        while part := response.raw.read1(_CHUNK, decode_content=False):
            size += len(part)
            if size > limit:
                raise FetchError("too-large", f"more than {limit} bytes")
            if self._gate.rest() < 0:
                raise FetchError("timeout", "the answer took too long")
            yield part


def _joined(fields: tuple[tuple[str, str], ...]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in fields:
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


def _one_line(value: str) -> str:
    """A header's value without what would begin another line wherever it is written down (RFC 9112, 5.2)."""
    return _FOLDED.sub(" ", value).strip()


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
