"""What a workspace says of how its articles are read: lines to drop, where parts of a page stand, who cuts words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from corpus.sites import SiteTable, load_sites
from diembao.boilerplate import read_boilerplate
from diembao.workspace import Workspace
from extractor.clean.boilerplate import Boilerplate
from extractor.text.words import Tokenizer, WordCutter, cutter


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """`sites` None: the profiles that ship with the program. `digest` changes with lines and sites; "" without any.

    The tokenizers give the same words, so that it makes no difference to what was read before.
    """

    boilerplate: Boilerplate | None = None
    sites: SiteTable | None = None
    digest: str = ""
    tokenizer: Tokenizer = "fast"

    @property
    def cut(self) -> WordCutter:
        """Segments words."""
        return cutter(self.tokenizer)


NO_GUIDANCE = Guidance()


def read_guidance(workspace: Workspace, boilerplate: Path | None = None) -> Guidance:
    """The workspace's own; `boilerplate` names another file than its `boilerplate.toml`.

    Raises DataFileError where that file, or a profile in the folder `sites`, is faulty.
    """
    lines = read_boilerplate(boilerplate or workspace.boilerplate)
    tokenizer = workspace.settings.tokenizer
    profiles = sorted(workspace.sites.glob("*.toml")) if workspace.sites.is_dir() else []
    if not profiles:
        return Guidance(boilerplate=lines, digest=lines.digest, tokenizer=tokenizer)
    digest = hashlib.sha256(lines.digest.encode())
    for path in profiles:
        digest.update(path.name.encode() + b"\n" + path.read_bytes())
    sites = load_sites(workspace.sites)
    return Guidance(boilerplate=lines, sites=sites, digest=digest.hexdigest()[:16], tokenizer=tokenizer)
