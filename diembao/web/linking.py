"""Addresses and texts that come from articles: what may become a link, and what a reader has to see of them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
    "|[\U000e0000-\U000e007f]"
)
"""Controls, signs that turn the direction of writing, and signs that nobody sees."""
_SPACE = re.compile(r"[\s\\]")


def shown(text: str) -> str:
    """The text with hidden signs made visible; nothing in it can turn what stands beside it.

    >>> shown("an" + chr(0x202E) + "toàn")
    'an⟨U+202E⟩toàn'
    """
    return _HIDDEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text) if _HIDDEN.search(text) else text


def web_address(url: str | None) -> str | None:
    """The address where it may be a link: http or https, a host, no blanks, no user's name; else None.

    >>> web_address("https://bao.example/tin"), web_address("javascript:alert(1)")
    ('https://bao.example/tin', None)
    """
    if not url or len(url) > 4000 or _HIDDEN.search(url) or _SPACE.search(url):
        return None
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            return None
    except ValueError:
        return None
    return url
