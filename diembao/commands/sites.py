"""`diembao sites`: the outlets that have a profile."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from corpus.kinds import SiteKind
from diembao.options import workspace_option
from diembao.terminal import out, say

_COLUMNS = ("name", "hosts", "kind", "province", "feeds", "sitemaps", "made from")


@click.command("sites", epilog='Example:  diembao sites --province "Nghệ An"')
@click.option("--province", help="Only outlets of this province; typed without marks, it means all its forms.")
@click.option("--kind", type=click.Choice(get_args(SiteKind)), help="Only outlets of this kind.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@workspace_option
def command(province: str | None, kind: str | None, form: str, root: Path | None) -> None:
    """List the outlets that have a profile: hosts, kind, province, number of feeds and sitemaps, what it was made from.

    With the profiles of the workspace's folder `sites`, where there is one. JSON has a line an outlet, with addresses.
    """
    from corpus.jsonline import dumps
    from corpus.sites import our_sites
    from corpus.text import canon, fold, has_marks, normalize
    from diembao.crawling import profiles_of
    from diembao.workspace import default_root, open_workspace

    table = profiles_of(open_workspace(root)) if root or default_root().is_dir() else our_sites()
    found = [site for site in table.sites if kind in (None, site.kind)]
    if province is not None:
        asked = normalize(province).strip()
        spelt = canon if has_marks(asked) else fold
        found = [site for site in found if site.province and spelt(site.province) == spelt(asked)]
    if not found:
        say("no outlet with a profile is of that kind and province")
        return
    if form == "json":
        for site in found:
            listed = {"feeds": site.feeds, "sitemaps": site.sitemaps, "made_from": site.made_from}
            out(dumps({"name": site.name, "hosts": site.hosts, "kind": site.kind, "province": site.province, **listed}))
        return
    rows = [_COLUMNS]
    for site in found:
        counts = (str(len(site.feeds)), str(len(site.sitemaps)))
        rows.append((site.name, ", ".join(site.hosts), site.kind, site.province or "-", *counts, site.made_from))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        out("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())
