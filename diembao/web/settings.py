"""How the corpus is served: to whom, how much of the texts, and within which limits."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from corpus.errors import UsageError

LEAST_TOKEN = 16
"""Characters of a token: one that can be guessed protects nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """`token` None asks for none, which only loopback allows; `full_text` shows texts whole, not in snippets.

    `seconds` is what one page may take, `workers` how many are made at once, `streams` how many exports run at once,
    `longest_address` and `longest_body` are bytes. `names` are host names under which it is reached besides its own.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    token: str | None = None
    full_text: bool = True
    names: tuple[str, ...] = ()
    seconds: float = 15.0
    workers: int = 6
    streams: int = 3
    longest_address: int = 16_000
    longest_body: int = 64_000

    @property
    def is_local(self) -> bool:
        """Whether only this computer can reach it."""
        return is_loopback(self.host)


def web_settings(
    host: str, port: int, *, token: str | None = None, full_text: bool = False, names: tuple[str, ...] = ()
) -> WebSettings:
    """Settings that are safe: beyond loopback a token, and snippets unless `full_text`.

    Raises UsageError, which says what to do, without a token where one is needed, and for one that is too short.
    """
    if token is not None and (len(token) < LEAST_TOKEN or not token.isascii() or not token.isprintable()):
        raise UsageError(f"--token: {LEAST_TOKEN} letters and digits at least; `openssl rand -hex 16` makes one")
    if not is_loopback(host) and token is None:
        raise UsageError(
            f"--host {host}: others could read the corpus from there, so a token is needed: --token, or better the"
            " variable DIEMBAO_TOKEN; `openssl rand -hex 16` makes one"
        )
    return WebSettings(
        host=host, port=port, token=token, full_text=full_text or is_loopback(host), names=tuple(map(str.lower, names))
    )


def is_loopback(host: str) -> bool:
    """Whether an address is this computer's own.

    >>> is_loopback("127.0.0.1"), is_loopback("0.0.0.0")
    (True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
