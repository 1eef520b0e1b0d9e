"""Who is let in, and what every answer says to the browser. Stands before everything else.

Sources: OWASP on CSRF, DNS rebinding and Content Security Policy; Fetch Metadata (W3C) for `Sec-Fetch-Site`.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from diembao.web.refusals import Refusal, msg
from diembao.web.settings import WebSettings

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'"
)
FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'"
"""For what comes from elsewhere: nothing in it runs, and it is not of our origin."""
SECURITY_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "x-frame-options": "DENY",
    "cache-control": "private, no-cache",
}
TOKEN_COOKIE = "diembao_token"
FORM_COOKIE = "diembao_form"
LANGUAGE_COOKIE = "diembao_lang"
_OPEN_PATHS = ("/static/", "/token")  # readable without the token: what the page that asks for it needs
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Guard:
    """ASGI middleware: host names, sizes, the token, where writes come from, and the headers of every answer."""

    def __init__(self, app: ASGIApp, *, settings: WebSettings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, as ASGI has it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refused(scope)
        if isinstance(refused, Refusal):
            scope["diembao.refusal"] = refused  # told by the application, in the reader's language
        elif refused is not None:
            await refused(scope, receive, guarded)
            return
        await self._app(scope, receive, guarded)

    def _refused(self, scope: Scope) -> Refusal | Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not is_our_host(host, self._settings):
            return Refusal(421, msg("This server is not called “%(host)s”."), host=host[:100])
        if len(scope["path"]) + len(scope["query_string"]) > self._settings.longest_address:
            return Refusal(414, msg("The address is too long."))
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._settings.longest_body or "transfer-encoding" in headers:
            return Refusal(413, msg("More was sent than a form of ours holds."))
        if scope["method"] == "POST" and not _from_us(headers, host):
            return Refusal(403, msg("This form was not sent from a page of ours."))
        return self._without_token(scope, headers)

    def _without_token(self, scope: Scope, headers: Headers) -> Refusal | Response | None:
        token = self._settings.token
        if token is None or scope["path"].startswith(_OPEN_PATHS):
            return None
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and same(given.strip(), token):
            return None
        if same(cookie(headers, TOKEN_COOKIE), token):
            return None
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if scope["method"] == "GET" and any(name == "token" and same(value, token) for name, value in pairs):
            rest = urlencode([(name, value) for name, value in pairs if name != "token"])
            return with_token(RedirectResponse(f"{scope['path']}?{rest}" if rest else scope["path"], 303), token)
        return Refusal(401, msg("This corpus is read with a token."))


def with_token(response: Response, token: str) -> Response:
    """The answer with the cookie that lets its reader in."""
    response.set_cookie(TOKEN_COOKIE, token, httponly=True, samesite="strict", path="/")
    return response


def same(given: str, expected: str) -> bool:
    """Whether two texts are equal, found out in a time that tells nothing of where they differ."""
    return hmac.compare_digest(given.encode(), expected.encode())


def cookie(headers: Headers, name: str) -> str:
    """The value of a cookie; empty without it."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def is_our_host(host: str, settings: WebSettings) -> bool:
    """Whether a `Host` is one of ours: a page elsewhere whose name is made to mean this computer must not read here.

    Beyond loopback any address in figures is: whoever rebinds a name has to use a name, and there the token guards.
    """
    name, _, port = host.rpartition(":") if host.rpartition(":")[2].isdigit() else (host, "", "")
    name = name.strip("[]").lower()
    if port and settings.port and int(port) != settings.port and settings.is_local:
        return False
    if name in _LOOPBACK or name in settings.names or name == settings.host.lower():
        return True
    if settings.is_local:
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _from_us(headers: Headers, host: str) -> bool:
    """Whether the browser says that a form of this very site was sent; one that says nothing has the form's token."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or origin in (f"http://{host}", f"https://{host}")


def form_token(secret: bytes, session: str) -> str:
    """What the forms of a browser carry: nobody else can make it, and it is of no use in another browser."""
    return hmac.new(secret, session.encode(), "sha256").hexdigest()


def new_session() -> str:
    """A name for a browser that has none."""
    return secrets.token_hex(16)
