"""CDXJ: an index of WARC files by address and time, as pywb and WACZ readers use it.

A line is `SURT TIMESTAMP {JSON}`, lines are sorted by bytes. The SURT is the address with its host turned round
(`example,bao)/tin?id=3`), spelled as the Internet Archive's `surt` does, so that other tools find what they look for.
Fields as cdxj-indexer writes them: url, mime, status, digest, length, offset, filename.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

from corpus.archive.members import Member, members

INDEXED = frozenset({"response", "revisit", "resource"})
HEAD_BYTES = 32 * 1024  # of a record: WARC and HTTP headers have to stand in them
_WWW = re.compile(r"^www\d*\.")
_SPACE = re.compile(r"[;\s]")
_ASCII = "".join(chr(c) for c in range(0x21, 0x7F) if chr(c) not in "%#?")
_SESSIONS = (
    *(re.compile(rf"^(.*){name}=[0-9a-z]{{32}}(?:&(.*))?$") for name in ("jsessionid", "phpsessid", "sid")),
    re.compile(r"^(.*)aspsessionid[a-z]{8}=[a-z]{24}(?:&(.*))?$"),
    re.compile(r"^(.*)cfid=[^&]+&cftoken=[^&]+(?:&(.*))?$"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CdxEntry:
    """A record of an index. `timestamp` has 14 digits, UTC; `date` is the record's own WARC-Date."""

    key: str
    timestamp: str
    date: str
    url: str
    mime: str
    status: str
    digest: str
    length: int
    offset: int
    filename: str

    @property
    def line(self) -> str:
        """The line of the index, without its end."""
        fields = {
            "url": self.url,
            "mime": self.mime,
            "status": self.status,
            "digest": self.digest,
            "length": str(self.length),
            "offset": str(self.offset),
            "filename": self.filename,
        }
        return f"{self.key} {self.timestamp} {json.dumps({k: v for k, v in fields.items() if v})}"


def cdx_entries(path: Path) -> Iterator[CdxEntry]:
    """The entries of one of our archive files in its own order, up to a torn end. Raises OSError."""
    for member in members(path, head=HEAD_BYTES):
        if member.whole and (entry := cdx_entry(member, path.name)):
            yield entry


def cdx_entry(member: Member, filename: str) -> CdxEntry | None:
    """The entry of a record; None where its kind is not indexed. The head of `member` must hold all headers."""
    headers = member.headers
    if headers.get("warc-type") not in INDEXED or not headers.get("warc-target-uri"):
        return None
    mime, status = headers.get("content-type", ""), ""
    if mime.startswith("application/http"):
        status, mime = _http(member.head)
    if headers["warc-type"] == "revisit":
        mime = "warc/revisit"
    date = headers.get("warc-date", "")
    return CdxEntry(
        key=surt(headers["warc-target-uri"]),
        timestamp="".join(c for c in date if c.isdigit())[:14],
        date=date,
        url=headers["warc-target-uri"],
        mime=_SPACE.split(mime, maxsplit=1)[0],
        status=status,
        digest=headers.get("warc-payload-digest", ""),
        length=member.end - member.start,
        offset=member.start,
        filename=filename,
    )


def _http(head: bytes) -> tuple[str, str]:
    """Status and content type of the HTTP answer in a record."""
    block = head.partition(b"\r\n\r\n")[2].partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
    first, *lines = block.split("\r\n")
    words = first.split(" ", 2)
    for line in lines:
        name, _, value = line.partition(":")
        if name.strip().lower() == "content-type":
            return (words[1] if len(words) > 1 else ""), value.strip()
    return (words[1] if len(words) > 1 else ""), ""


def surt(url: str) -> str:
    """The sort-friendly form of an address: host turned round, in lower case, `www.` left out, parameters sorted.

    >>> surt("https://www.Bao.example/Tin-Tuc/?b=2&a=1")
    'example,bao)/tin-tuc?a=1&b=2'
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url.lower().replace(" ", "%20")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return url.replace(" ", "%20")
    host = ",".join(reversed(_WWW.sub("", parts.hostname.rstrip(".")).split(".")))
    if port and port != (443 if parts.scheme == "https" else 80):
        host += f":{port}"
    path = _spelled(parts.path).lower() or "/"
    if len(path) > 1:
        path = path.removesuffix("/")
    query = _spelled(parts.query, more="?").lower()
    for pattern in _SESSIONS:
        if found := pattern.match(query):
            query = found[1] + (found[2] or "")
    query = "&".join(sorted(query.split("&"), key=lambda pair: pair.split("=", 1)))
    return f"{host}){path}{'?' + query if query else ''}"


def _spelled(text: str, more: str = "") -> str:
    """One spelling of the escapes: undone as often as they were made, then made where they must be."""
    data = text.encode("utf-8", "surrogatepass")
    while (plain := unquote_to_bytes(data)) != data:
        data = plain
    if not more:
        data = re.sub(rb"/{2,}", b"/", data)
    return quote_from_bytes(data, safe=_ASCII + more)
