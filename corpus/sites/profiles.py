"""What a site profile says, and how it is read from TOML.

A profile is one TOML file a newspaper. Its parts are the facts of a paper (name, hosts, province, feeds, sitemaps) and,
by date of layout, CSS selectors for the parts of an article page. The idea of dated layouts is that of fundus
(`src/fundus/publishers`), where a publisher's parser has versions with the day until which each holds.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Literal, cast, get_args
from urllib.parse import urlsplit

from corpus.errors import DataFileError
from corpus.kinds import SiteKind

MadeFrom = Literal["seen", "derived from public code", "from documentation"]
Part = Literal[
    "title", "lead", "body", "authors", "captions", "published", "updated", "section", "tags", "drop", "pages"
]
PARTS: tuple[Part, ...] = get_args(Part)

# Lower case, no port, no `www.`: a host stands for all its subdomains, so `www.`, `m.` and `amp.` need no line.
_HOST = re.compile(r"(?!www\.)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Selectors for one layout of a site, known to hold for pages published from `since` to `until`, both included.

    A bound that nobody knows is None; `until` may be earlier than the true end, never later. Each field is a tuple of
    CSS selectors in the order in which to try them: the first one that matches is used, with all its matches in
    document order. An empty tuple says that nothing is known, not that the part is absent: the generic reader finds it.

    `body` holds the text (one element, or the paragraphs themselves); `drop` what stands inside `body` and is none of
    it (related links, advertisements, inset boxes); `pages` the links to the further pages of the same article. `drop`
    and `captions` are used all together, not only up to the first match.
    """

    since: date | None = None
    until: date | None = None
    title: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()

    def holds_on(self, day: date) -> bool:
        """Whether `day` lies between the bounds; an unknown bound excludes nothing."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One outlet. `hosts` stand for their subdomains too; `province` is None for an outlet of the whole country.

    `made_from` says what the selectors (or, where there are none, the addresses) rest on: a saved page that was read
    (`seen`), public parser code (`derived from public code`), or lists and links only (`from documentation`). None of
    the three means that the profile was tried on the live site. `sources` names them.
    """

    name: str
    hosts: tuple[str, ...]
    kind: SiteKind
    province: str | None = None
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    layouts: tuple[Layout, ...] = ()
    made_from: MadeFrom
    sources: tuple[str, ...] = ()

    @property
    def seeds(self) -> tuple[str, ...]:
        """Where a crawl of the outlet begins: its feeds and sitemaps, or its home page where neither is known."""
        return (*self.feeds, *self.sitemaps) or (f"https://{self.hosts[0]}/",)

    def layouts_on(self, day: date | None) -> tuple[Layout, ...]:
        """The layouts for a page of `day`, in the order of the file (newest first).

        Give the day of publication, else that of the fetch. None, nothing known, means the layouts without a known end:
        selectors of 2019 on a page of today pick the wrong element more often than none.
        """
        if day is None:
            return tuple(layout for layout in self.layouts if layout.until is None)
        return tuple(layout for layout in self.layouts if layout.holds_on(day))

    def selectors(self, part: Part, day: date | None) -> tuple[str, ...]:
        """Selectors for one part of a page of `day`, in the order in which to try them.

        >>> old = Layout(until=date(2019, 12, 31), body=("div.noidung",))
        >>> new = Layout(lead=("h2.sapo",), body=("article.bai",))
        >>> site = Site(name="Báo Mẫu", hosts=("bao.example",), kind="national", layouts=(new, old), made_from="seen")
        >>> site.selectors("body", date(2018, 5, 1)), site.selectors("body", None)
        (('article.bai', 'div.noidung'), ('article.bai',))
        """
        found: list[str] = []
        for layout in self.layouts_on(day):
            tried: tuple[str, ...] = getattr(layout, part)
            found.extend(item for item in tried if item not in found)
        return tuple(found)


_SITE_KEYS = frozenset(field.name for field in fields(Site))
_LAYOUT_KEYS = frozenset(field.name for field in fields(Layout))


def parse_site(text: str, path: object, *, selectors: bool = True) -> Site:
    """One profile from TOML text. `path` is named in errors.

    `selectors=False` leaves out the parsing of the CSS selectors, which costs the import of soupsieve: for our own
    files a test has done it. Raises DataFileError, with path and key, for anything that is not a sound profile.
    """
    try:
        table: dict[str, object] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(path, "TOML", str(error)) from None
    _known(table, _SITE_KEYS, path, "")
    made_from = _choice(table, "made_from", get_args(MadeFrom), path)
    raw_layouts = table.get("layouts", [])
    if not isinstance(raw_layouts, list):
        raise DataFileError(path, "layouts", "not an array of tables: write [[layouts]]")
    return Site(
        name=_string(table, "name", path),
        hosts=_strings(table, "hosts", path, _host_fault, required=True),
        kind=cast(SiteKind, _choice(table, "kind", get_args(SiteKind), path)),
        province=_string(table, "province", path) if "province" in table else None,
        feeds=_strings(table, "feeds", path, _address_fault),
        sitemaps=_strings(table, "sitemaps", path, _address_fault),
        layouts=tuple(_layout(raw, f"layouts[{n}].", path, selectors) for n, raw in enumerate(raw_layouts)),
        made_from=cast(MadeFrom, made_from),
        sources=_strings(table, "sources", path, _no_fault),
    )


def read_sites(folder: Path) -> dict[Path, Site]:
    """The profiles of a folder (`*.toml`, in the order of their names), each fully checked.

    Raises DataFileError for a folder or file that cannot be read, for a faulty profile, and where two claim one host.
    """
    if not folder.is_dir():
        raise DataFileError(folder, "folder", "there is no such folder")
    found: dict[Path, Site] = {}
    owners: dict[str, Path] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DataFileError(path, "file", f"cannot be read as UTF-8 text: {error}") from None
        found[path] = site = parse_site(text, path)
        for host in site.hosts:
            if host in owners:
                raise DataFileError(path, "hosts", f"{host} is in {owners[host].name} already")
            owners[host] = path
    return found


def _layout(raw: object, prefix: str, path: object, selectors: bool) -> Layout:
    if not isinstance(raw, dict):
        raise DataFileError(path, prefix.rstrip("."), "not a table")
    table: dict[str, object] = raw
    _known(table, _LAYOUT_KEYS, path, prefix)
    since, until = (_day(table, key, path, prefix) for key in ("since", "until"))
    if since and until and since > until:
        raise DataFileError(path, f"{prefix}since", f"{since} is after until, {until}")
    fault = _selector_fault if selectors else _no_fault
    found = {name: _strings(table, name, path, fault, prefix=prefix) for name in PARTS}
    if not any(found.values()):
        raise DataFileError(path, prefix.rstrip("."), "a layout without a selector")
    return Layout(since=since, until=until, **found)


def _known(table: Mapping[str, object], keys: frozenset[str], path: object, prefix: str) -> None:
    for key in table:
        if key not in keys:
            raise DataFileError(path, f"{prefix}{key}", f"unknown key; known are {', '.join(sorted(keys))}")


def _string(table: Mapping[str, object], key: str, path: object) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise DataFileError(path, key, "missing" if value is None else "not a text")
    return value


def _choice(table: Mapping[str, object], key: str, allowed: tuple[str, ...], path: object) -> str:
    value = _string(table, key, path)
    if value not in allowed:
        raise DataFileError(path, key, f"{value!r} is none of {', '.join(allowed)}")
    return value


def _strings(
    table: Mapping[str, object],
    key: str,
    path: object,
    fault: Callable[[str], str | None],
    *,
    prefix: str = "",
    required: bool = False,
) -> tuple[str, ...]:
    """An array of different texts, none of which has a fault."""
    value = table.get(key, [])
    if not isinstance(value, list):
        raise DataFileError(path, f"{prefix}{key}", "not an array of texts")
    for number, item in enumerate(value):
        where = f"{prefix}{key}[{number}]"
        if not isinstance(item, str):
            raise DataFileError(path, where, "not a text")
        if problem := fault(item):
            raise DataFileError(path, where, problem)
        if item in value[:number]:
            raise DataFileError(path, where, f"{item} stands there twice")
    if required and not value:
        raise DataFileError(path, f"{prefix}{key}", "missing")
    return tuple(value)


def _day(table: Mapping[str, object], key: str, path: object, prefix: str) -> date | None:
    value = table.get(key)
    if value is None:
        return None
    if isinstance(value, datetime) or not isinstance(value, date):
        raise DataFileError(path, f"{prefix}{key}", "not a day: write 2019-12-31, without quotation marks")
    return value


def _host_fault(host: str) -> str | None:
    return None if _HOST.fullmatch(host) else f"{host!r} is no host name (lower case, without www., port and path)"


def _address_fault(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", address)
    except ValueError:
        sound = False
    return None if sound else f"{address!r} is no http or https address"


def _selector_fault(selector: str) -> str | None:
    import soupsieve  # 40 ms, and needed for a user's own profiles only

    try:
        soupsieve.compile(selector)
    except (soupsieve.SelectorSyntaxError, ValueError) as error:
        return f"{selector!r} is no CSS selector: {str(error).splitlines()[0]}"
    return None


def _no_fault(_: str) -> None:
    return None
