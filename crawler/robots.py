"""robots.txt as RFC 9309 has it: 4xx allows everything, 5xx and silence allow nothing.

What the RFC leaves open is read as the author of the file will have meant it: a missing colon or slash and the usual
misspellings are understood; Crawl-delay and Request-rate belong to the group in which they stand, and end it where an
empty line follows. Matching is linear, so that no pattern can hold a crawl up.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

MAX_ROBOTS_BYTES = 500 * 1024  # RFC 9309, 2.5
MAX_REDIRECTS = 5  # RFC 9309, 2.3.1.2
_MAX_LINE = 8_192
_FIELDS = {
    "user-agent": "agent", "useragent": "agent", "user agent": "agent",
    "disallow": "disallow", "dissallow": "disallow", "dissalow": "disallow", "disalow": "disallow",
    "diasllow": "disallow", "disallaw": "disallow",
    "allow": "allow",
    "crawl-delay": "delay", "crawldelay": "delay", "crawl delay": "delay",
    "request-rate": "rate",
    "sitemap": "sitemap", "site-map": "sitemap",
}  # fmt: skip
_TOKEN = re.compile(r"\*|[A-Za-z_-]+")
_NO_COLON = re.compile(r"(user[ -]?agent|disallow|allow|sitemap|crawl-delay)[ \t]+(.*)", re.IGNORECASE)
_RATE = re.compile(r"(\d{1,6})\s*/\s*(\d{1,6})\s*([smhd])?", re.IGNORECASE)
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True, slots=True)
class PathPattern:
    """A path with `*` for anything, and `$` at its end for the end of the address."""

    parts: tuple[str, ...]
    anchored: bool
    length: int

    @classmethod
    def of(cls, text: str) -> PathPattern:
        """Compile. What does not begin with a slash is meant to. Raises ValueError for what can be no path."""
        if text.lower().startswith(("http://", "https://")):
            text = urlsplit(text).path or "/"
        text = text if text.startswith(("/", "*")) else "/" + text
        anchored = text.endswith("$")
        normal = _normal(text.removesuffix("$"))
        return cls(tuple(re.split(r"\*+", normal)), anchored, len(normal) + anchored)

    def matches(self, path: str) -> bool:
        """Whether it holds for a path with its query, both as `path_of` gives them."""
        first, *rest = self.parts
        if not path.startswith(first):
            return False
        if not rest:
            return not self.anchored or path == first
        at = len(first)
        for part in rest[:-1] if self.anchored else rest:
            found = path.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        return not self.anchored or (path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= at)


@dataclass(slots=True)
class _Group:
    allow: list[PathPattern] = field(default_factory=list)
    disallow: list[PathPattern] = field(default_factory=list)
    delay: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """A host's rules for one agent. `reachable` is False where they could not be had, and all is forbidden.

    `delay` is what the host wants between two requests, seconds; `sitemaps` are addresses as written.
    """

    allow: tuple[PathPattern, ...] = ()
    disallow: tuple[PathPattern, ...] = ()
    delay: float | None = None
    sitemaps: tuple[str, ...] = ()
    reachable: bool = True

    def allows(self, url: str) -> bool:
        """Whether the address may be fetched: the longest rule wins, of equally long ones the one that allows."""
        if not self.reachable:
            return False
        path = path_of(url)
        if path == "/robots.txt":
            return True
        longest = max((p.length for p in self.disallow if p.matches(path)), default=-1)
        return longest < 0 or any(p.length >= longest and p.matches(path) for p in self.allow)


def robots_from(status: int, body: bytes, agent: str) -> Robots:
    """The rules that an answer means. 429 counts as 5xx: a host that asks for fewer requests does not allow all."""
    if status == 429 or status >= 500:
        return Robots(reachable=False)
    if status >= 300:  # 3xx: a redirect too many counts as 4xx
        return Robots()
    return parse_robots(body, agent)


def parse_robots(body: bytes, agent: str) -> Robots:
    """The rules of a file for the product token `agent`: those of its groups, else those for everybody.

    >>> rules = parse_robots(b"User-agent: *\\nDisallow: /in/*$\\nCrawl-delay: 2", "diembao")
    >>> rules.allows("http://bao.example/in/bai-viet-1.htm"), rules.allows("http://bao.example/tin.htm"), rules.delay
    (False, True, 2.0)
    """
    groups: dict[str, _Group] = {}
    sitemaps: list[str] = []
    current: list[_Group] = []
    open_to_agents = False  # a further user-agent line joins the group
    for name, value in _lines(body):
        if name == "agent":
            current = current if open_to_agents else []
            open_to_agents = True
            if token := _TOKEN.match(value):
                current.append(groups.setdefault(token[0].lower(), _Group()))
        elif name == "sitemap":
            sitemaps.append(value)
        elif name == "blank":
            open_to_agents = open_to_agents and not any(group.delay is not None for group in current)
        else:
            open_to_agents = open_to_agents and name not in ("allow", "disallow")
            for group in current:
                _add(group, name, value)
    mine = groups.get(agent.lower()) or groups.get("*") or _Group()
    return Robots(allow=tuple(mine.allow), disallow=tuple(mine.disallow), delay=mine.delay, sitemaps=tuple(sitemaps))


def _lines(body: bytes) -> Iterator[tuple[str, str]]:
    """(field, value) of every line that means something, `blank` for those that hold nothing."""
    whole = body[:MAX_ROBOTS_BYTES]
    if len(body) > len(whole):
        whole = whole[: max(whole.rfind(b"\n"), whole.rfind(b"\r")) + 1] or whole  # not half a rule
    if whole.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = whole.decode("utf-16", "replace")
    else:
        text = whole.decode("utf-8-sig", "replace")
    for line in re.split(r"\r\n?|\n", text):
        if not line.strip():
            yield "blank", ""
            continue
        line = line[:_MAX_LINE].split("#")[0].strip("\ufeff\x00 \t\v\f")
        name, colon, value = line.partition(":")
        if name.strip().lower() not in _FIELDS and (found := _NO_COLON.fullmatch(line)):
            name, colon, value = found[1], ":", found[2]
        known = _FIELDS.get(name.strip().lower())
        if known and colon:
            yield known, value.strip()


def _add(group: _Group, name: str, value: str) -> None:
    if name == "delay":
        _slow_down(group, _number(value))
    elif name == "rate":
        found = _RATE.match(value)
        if found and int(found[1]):
            _slow_down(group, int(found[2]) * _SECONDS[(found[3] or "s").lower()] / int(found[1]))
    elif value:  # an empty rule says nothing
        try:
            pattern = PathPattern.of(value)
        except ValueError:
            return  # a line that cannot be read is passed over (RFC 9309, 2.2)
        (group.allow if name == "allow" else group.disallow).append(pattern)


def _slow_down(group: _Group, seconds: float | None) -> None:
    if seconds is not None:
        group.delay = max(seconds, group.delay or 0.0)


def _number(text: str) -> float | None:
    try:
        seconds = float(text.split()[0].replace(",", ".").rstrip("sS")) if text else -1.0
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def path_of(url: str) -> str:
    """Path and query of an address, in the one spelling in which they are compared."""
    parts = urlsplit(url)
    return _normal((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), wild=False)


def _normal(text: str, *, wild: bool = True) -> str:
    """One spelling of the percent escapes (RFC 9309, 2.2.2); `*` and `$` of an address, and `$` within a pattern,
    are only themselves.
    """
    text = _ESCAPE.sub(lambda m: char if (char := chr(int(m[1], 16))) in _UNRESERVED else m[0].upper(), text)
    text = quote(text, safe="/:=&?~+!,;'@()*[]-._%|")
    return text if wild else text.replace("*", "%2A")
