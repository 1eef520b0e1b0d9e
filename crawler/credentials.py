"""A name and a password in an address are nobody's business: neither the archive's nor that of who reads a message."""

from __future__ import annotations

import re

# up to the last @ before the path (RFC 3986, 3.2), with the slashes that browsers take for two (WHATWG URL, 4.4)
_IN_ADDRESS = re.compile(r"((?:^|:)[/\\]{2,}|https?:[/\\]+)[^/?#\\]*@", re.IGNORECASE)
_IN_FRONT = re.compile(r"((?:[A-Za-z][A-Za-z0-9+.-]*:)?//)?.*@", re.DOTALL)


def without_credentials(url: str) -> str:
    """An address, or a text with addresses, without the name and password in front of a host.

    >>> without_credentials("https://toasoan:mat@khau@bao.example/tin@1.htm")
    'https://bao.example/tin@1.htm'
    """
    return _IN_ADDRESS.sub(r"\1", url)


def shown(text: str) -> str:
    """What somebody wrote for an address, and may be none: without all that stands before its last @.

    >>> shown("ftp://toasoan:mat/khau@bao.example/tin"), shown("toasoan:matkhau@bao.example")
    ('ftp://bao.example/tin', 'bao.example')
    """
    return _IN_FRONT.sub(lambda found: found[1] or "", text, count=1)
