"""What a page or its host reserves: X-Robots-Tag, robots meta, noai, and the TDM Reservation Protocol.

Sources: Google's documentation of X-Robots-Tag and robots meta (directives, the agent in front, unavailable_after);
DeviantArt's noai and noimageai; TDMRep, W3C Community Group Final Report of 2024 (`tdm-reservation`, `tdm-policy`, as
header, as meta element and in /.well-known/tdmrep.json). The more particular word wins: the page's own over the
header, the header over the host's file. No pictures are fetched, so that noimageai is kept by itself; noarchive is
about copies shown to the public, which are not made here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from crawler.robots import PathPattern, path_of

TDM_PATH = "/.well-known/tdmrep.json"
MAX_TDM_BYTES = 256 * 1024
_MAX_RULES = 1_000
_VALUED = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")
_UNAVAILABLE = re.compile(r"unavailable_after\s*:\s*([^<>]{6,60})", re.IGNORECASE)
_AGENT = re.compile(r"\s*([\w.-]+)\s*:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One thing that a page says of its use: the directive in lower case, and where it stands."""

    directive: str
    where: str


@dataclass(frozen=True, slots=True)
class TdmRule:
    """One entry of tdmrep.json."""

    pattern: PathPattern
    reserved: bool
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """`refused` is the reason not to keep the page (noindex, noai, tdm-reserved), `detail` who said so and where."""

    refused: str | None = None
    detail: str = ""
    follow: bool = True


def read_tdm(body: bytes) -> tuple[TdmRule, ...]:
    """The rules of a tdmrep.json; none where it is something else. An entry that cannot be read is passed over.

    >>> read_tdm(b'[{"location": "/tin/*", "tdm-reservation": 1}]')[0].reserved
    True
    """
    try:
        entries = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(entries, list):
        return ()
    found = []
    for entry in entries[:_MAX_RULES]:
        if not isinstance(entry, dict) or not isinstance(entry.get("location"), str):
            continue
        try:
            pattern = PathPattern.of(entry["location"])
        except ValueError:
            continue
        reservation, policy = entry.get("tdm-reservation"), entry.get("tdm-policy")
        reserved = isinstance(reservation, int | str) and str(reservation).strip() == "1"
        found.append(TdmRule(pattern, reserved, _plain(policy) if isinstance(policy, str) else ""))
    return tuple(found)


def _plain(text: str) -> str:
    """A text of theirs on one line, and such that it can be written down: JSON may hold half a character."""
    return " ".join(text[:200].encode("utf-8", "replace").decode().split())


def rights_of(
    url: str,
    fields: Iterable[tuple[str, str]],
    meta: Mapping[str, str],
    *,
    agent: str,
    tdm: Iterable[TdmRule],
    now: datetime,
    licensed: bool,
) -> Rights:
    """What the header lines `fields`, the meta elements and the host's TDM rules say about a page to `agent`.

    With `licensed`, what reserves rights (noai, TDM) is no reason to leave a page.
    """
    fields = tuple(fields)
    words = [*_header_words(fields, agent, now), *_meta_words(meta, agent, now)]
    said = {word.directive: word for word in reversed(words)}
    follow = not ({"nofollow", "none"} & said.keys())
    for directive, reason in (("noindex", "noindex"), ("none", "noindex"), ("noai", "noai")):
        if directive in said and not (licensed and reason == "noai"):
            return Rights(refused=reason, detail=f"{said[directive].where}: {directive}", follow=follow)
    reservation = None if licensed else _reservation(url, fields, meta, tdm)
    return Rights(refused="tdm-reserved" if reservation else None, detail=reservation or "", follow=follow)


def _reservation(
    url: str, fields: tuple[tuple[str, str], ...], meta: Mapping[str, str], tdm: Iterable[TdmRule]
) -> str | None:
    """Where the rights for text and data mining are reserved, with the policy; None where they are not."""
    headers = dict(reversed(fields))
    for where, source in (("meta", meta), ("header", headers)):
        if (value := source.get("tdm-reservation", "").strip()) in ("0", "1"):
            return _told(f"{where} tdm-reservation", source.get("tdm-policy", "")) if value == "1" else None
    return reserved_by_host(url, tdm)


def reserved_by_host(url: str, tdm: Iterable[TdmRule]) -> str | None:
    """Where the host's file reserves the rights of a page, which can be told before it is asked for; else None."""
    path = path_of(url)
    rule = max((r for r in tdm if r.pattern.matches(path)), key=lambda r: r.pattern.length, default=None)
    return _told(TDM_PATH, rule.policy) if rule and rule.reserved else None


def _told(where: str, policy: str) -> str:
    return f"{where}, policy {policy[:200]}" if policy else where


def _header_words(fields: Iterable[tuple[str, str]], agent: str, now: datetime) -> Iterator[Word]:
    for name, value in fields:
        if name == "x-robots-tag":
            for directive in _directives(value, agent, now):
                yield Word(directive=directive, where="X-Robots-Tag")


def _meta_words(meta: Mapping[str, str], agent: str, now: datetime) -> Iterator[Word]:
    for name in ("robots", agent.lower()):
        for directive in _directives(meta.get(name, ""), agent, now):
            yield Word(directive=directive, where=f"meta {name}")


def _directives(value: str, agent: str, now: datetime) -> Iterator[str]:
    """The directives that hold for everybody or for `agent`; an agent in front holds until another one is named."""
    if (found := _UNAVAILABLE.search(value)) and _is_over(found[1], now):
        yield "noindex"
    mine = True
    for part in re.split(r"[,;]", value.lower()):
        named = _AGENT.match(part)
        if named and named[1] not in _VALUED:
            mine = named[1] in (agent.lower(), "*")
            part = part[named.end() :]
        if mine:
            yield from part.split()


def _is_over(text: str, now: datetime) -> bool:
    """Whether a date has passed; what cannot be read has not."""
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text[:25].strip())
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return False
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) < now
