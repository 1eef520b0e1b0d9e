"""Site profiles: which outlet a page is from, where it announces its articles, and where their parts stand.

Profiles are data (`data/*.toml`, one a newspaper, named after its first host). A user's own folder adds to them or
takes hosts over from them. A host without a profile is no fault: every page can be read without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from corpus.sites.profiles import PARTS, Layout, MadeFrom, Part, Site, parse_site, read_sites
from corpus.text import canon, fold, has_marks, normalize

__all__ = [
    "NO_SITES",
    "PARTS",
    "Layout",
    "MadeFrom",
    "Part",
    "Site",
    "SiteTable",
    "load_sites",
    "our_sites",
    "parse_site",
    "site_of",
    "sites",
]

_SAME_SITE = re.compile(r"^(?:www|m|amp)\.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTable:
    """Profiles and the hosts that lead to them: one host, one profile."""

    sites: tuple[Site, ...]
    by_host: Mapping[str, Site]

    def of(self, url: str) -> Site | None:
        """The profile of the longest known host that `url` is under; None where there is none. Never raises."""
        host = _host(url)
        while host:
            if site := self.by_host.get(host):
                return site
            host = host.partition(".")[2]
        return None

    def named(self, name: str) -> tuple[Site, ...]:
        """The profiles that somebody means by a host of theirs, or by the name of the outlet; none where it is unknown.

        Subdomains are other hosts here (a paper's sports desk is not the paper), but for `www.`, `m.` and `amp.`.
        Capitals never count, marks only where the name is typed with them.

        >>> [site.hosts[0] for name in ("www.baonghean.vn", "bao nghe an") for site in our_sites().named(name)]
        ['baonghean.vn', 'baonghean.vn']
        """
        asked = normalize(name).strip()
        if site := self.by_host.get(_SAME_SITE.sub("", asked.lower().rstrip("./"))):
            return (site,)
        form = canon if has_marks(asked) else fold
        return tuple(site for site in self.sites if form(site.name) == form(asked))


NO_SITES = SiteTable(sites=(), by_host={})


def site_of(url: str) -> Site | None:
    """Our profile for an address or a bare host; None where there is none. Subdomains (`www.`, `m.`, `amp.`) count.

    >>> site = site_of("https://m.baonghean.vn/tin-10294.html")
    >>> site.name if site else None
    'Báo Nghệ An'
    >>> site_of("https://khong-co.example/") is None
    True
    """
    return our_sites().of(url)


def sites() -> tuple[Site, ...]:
    """All our profiles, sorted by their first host."""
    return our_sites().sites


@cache
def our_sites() -> SiteTable:
    """The profiles that ship with the project, read once. Raises DataFileError where one is faulty."""
    folder = files("corpus.sites").joinpath("data")
    found = sorted((entry.name, entry) for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return _table(parse_site(entry.read_text(encoding="utf-8"), name, selectors=False) for name, entry in found)


def load_sites(folder: Path) -> SiteTable:
    """Our profiles with those of a user's folder on top.

    A user's profile takes its hosts: ours keeps those that are left, and is out where none is. Raises DataFileError,
    with path and key, for a folder, file or profile that is faulty, and where two of the user's files claim one host.
    """
    mine = tuple(read_sites(folder).values())
    taken = {host for site in mine for host in site.hosts}
    kept = (
        replace(site, hosts=hosts)
        for site in sites()
        if (hosts := tuple(host for host in site.hosts if host not in taken))
    )
    return _table([*kept, *mine])


def _table(found: Iterable[Site]) -> SiteTable:
    ordered = tuple(sorted(found, key=lambda site: site.hosts[0]))
    return SiteTable(sites=ordered, by_host={host: site for site in ordered for host in site.hosts})


def _host(url: str) -> str:
    """Host of an address, or of text that begins with a host; empty where there is none."""
    try:
        name = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return name.rstrip(".").lower()
