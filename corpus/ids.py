"""Identity of an article: canonical URL and the 16 hex digits made of it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

# Parameters that say how a reader came, not what is read. Lists: the tracking parameters that browsers strip
# (Brave, Firefox query stripping) and those seen on Vietnamese news sites.
_TRACKING = re.compile(
    r"^(?:utm_.*|fbclid|gclid|dclid|msclkid|yclid|zarsrc|zalo.*|gidzl|mc_[ce]id|igshid|_ga|ref|ref_src|vn_source|"
    r"vn_medium|vn_campaign|vn_term|vn_thumb|fb_comment_id|share|from_source|spm|__twitter_impression|"
    r"gclsrc|[gw]braid|gad_source|gad_campaignid|srsltid|ttclid|twclid|igsh|mibextid|li_fat_id|mkt_tok|_gl|_hsenc|_hsmi|"
    r"itm_.*|cmpid|fbc|_openstat)$",
    re.IGNORECASE,
)
# Second levels under which names of .vn and of other countries are given.
_SECOND_LEVEL = frozenset(
    {"ac", "biz", "co", "com", "edu", "gov", "health", "info", "int", "name", "net", "org", "pro"}
)
_SAFE = "/:=&?~+!$,;'@()*[]-._%|"
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_EDITION = re.compile(r"^(?:www|m|amp|mobile)\.")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")  # RFC 3986, 2.3


def canonical_url(url: str, base: str | None = None) -> str:
    """One spelling for one page: http(s) host in lower case, no default port, no fragment, no tracking parameters.

    The scheme is kept. Raises ValueError where `url` is not an absolute http(s) URL.

    >>> canonical_url("HTTP://Bao.example:80/a/../tin.htm?utm_source=x&id=3#c")
    'http://bao.example/tin.htm?id=3'
    """
    parts = urlsplit(urljoin(base, url.strip()) if base else url.strip())
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise ValueError(f"not an absolute http(s) address: {url!r}")
    scheme = parts.scheme.lower()
    host = host.encode("idna").decode("ascii").lower() if not host.isascii() else host.lower()
    port = f":{parts.port}" if parts.port and parts.port != (443 if scheme == "https" else 80) else ""
    path = _escaped(_without_dots(parts.path) or "/")
    query = "&".join(
        _escaped(part) for part in parts.query.split("&") if part and not _TRACKING.match(part.split("=", 1)[0])
    )
    host = f"[{host}]" if ":" in host else host
    return urlunsplit((scheme, host + port, path, query, ""))


def _escaped(part: str) -> str:
    """One spelling of the percent escapes: capital digits, none for unreserved characters; all others as they were.

    Bytes that are no UTF-8 (an old page in windows-1258) stay the bytes that they are.
    """
    part = quote(part, safe=_SAFE)
    return _ESCAPE.sub(lambda m: char if (char := chr(int(m[1], 16))) in _UNRESERVED else m[0].upper(), part)


def _without_dots(path: str) -> str:
    """The path with `.` and `..` segments resolved (RFC 3986, 5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def is_web_address(url: str) -> bool:
    """Whether `canonical_url` takes the address: absolute, http or https in any case, a host that can be one."""
    try:
        canonical_url(url)
    except ValueError:
        return False
    return True


def host_of(url: str) -> str:
    """The host name of an address, without port and leading `www.`; the empty string where there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # `http://[::1`: an address that is none
        return ""


def same_site(a: str, b: str) -> bool:
    """Whether two addresses belong to one site: equal hosts but for `www.`, `m.` and `amp.` in front."""
    return site_of(a) == site_of(b) != ""


def site_of(url: str) -> str:
    """Host and port of an address without `www.`, `m.` or `amp.` in front; the empty string where there is none."""
    try:
        return _EDITION.sub("", (urlsplit(url).netloc or "").lower())
    except ValueError:
        return ""


def same_domain(a: str, b: str) -> bool:
    """Whether two addresses lie under one registered domain, as `rss.bao.vn` and `bao.vn`, or hosts of one province.

    >>> (
    ...     same_domain("https://rss.bao.com.vn/", "https://bao.com.vn/"),
    ...     same_domain("https://a.com.vn/", "https://b.com.vn/"),
    ... )
    (True, False)
    """
    return _domain_of(a) == _domain_of(b) != ""


def _domain_of(url: str) -> str:
    try:
        labels = (urlsplit(url).hostname or "").lower().split(".")
    except ValueError:
        return ""
    if labels[-1].isdecimal() or ":" in labels[-1]:
        return ".".join(labels)  # an IP address
    second = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3 if second else -2 :])


def article_id(*, url: str | None = None, source: str = "", origin_id: str | None = None, text: str = "") -> str:
    """First 16 hex digits of SHA-256 of the canonical URL, else of source and origin id, else of the raw text.

    The text counts as NFC with white space collapsed, so that the id does not change when the cleaner does.
    """
    if url:
        key = canonical_url(url)
    elif origin_id is not None:
        key = f"{source}\n{origin_id}"
    else:
        key = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(key.encode()).hexdigest()[:16]
