"""What a newsroom tells the cleaner about its sources: lines to drop, and where the parts of a page stand."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from corpus.sites import SiteTable, load_sites
from diembao.boilerplate import read_boilerplate
from diembao.workspace import Workspace
from extractor.clean.boilerplate import Boilerplate


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """`sites` None: the profiles that ship with the program. `digest` changes with the content; "" without any."""

    boilerplate: Boilerplate | None = None
    sites: SiteTable | None = None
    digest: str = ""


NO_GUIDANCE = Guidance()


def read_guidance(workspace: Workspace, boilerplate: Path | None = None) -> Guidance:
    """The workspace's own; `boilerplate` names another file than its `boilerplate.toml`.

    Raises DataFileError where that file, or a profile in the folder `sites`, is faulty.
    """
    lines = read_boilerplate(boilerplate or workspace.boilerplate)
    profiles = sorted(workspace.sites.glob("*.toml")) if workspace.sites.is_dir() else []
    if not profiles:
        return Guidance(boilerplate=lines, digest=lines.digest)
    digest = hashlib.sha256(lines.digest.encode())
    for path in profiles:
        digest.update(path.name.encode() + b"\n" + path.read_bytes())
    return Guidance(boilerplate=lines, sites=load_sites(workspace.sites), digest=digest.hexdigest()[:16])
