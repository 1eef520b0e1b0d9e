"""Where else in a workspace somebody who is forgotten is named: in the files beside database, index and archive.

Saved searches are written by diembao, and their rows go with the rest. What the user writes (corrections, site
profiles, settings) or may have changed (lines of boilerplate) is told, not touched; so are exports that lie in the
workspace. Of exports elsewhere nobody here knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UsageError
from corpus.ids import article_id, canonical_url, is_web_address
from corpus.text import fold, has_marks, normalize
from diembao.export.manifest import read_manifest
from diembao.forgetting import names
from diembao.saved import drop_rows
from diembao.sheets import decoded
from diembao.workspace import Workspace

_DEEPEST = 3  # folders in each other in which exports are looked for
_NOT_OURS = frozenset({"archive", "index"})
_LARGEST = 20_000_000  # bytes of a file that is looked through


@dataclass(frozen=True, slots=True)
class Meant:
    """Who and what is to be forgotten: addresses or ids of articles, full names of persons."""

    targets: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()

    def is_in(self, text: str) -> bool:
        """Whether a text says it: a name as a whole, in any spelling or typed without marks; an address; an id."""
        text = normalize(text)
        plain = [] if has_marks(text) else [fold(normalize(person)) for person in self.persons]
        return any(names(text, person) for person in (*self.persons, *plain)) or any(
            known in text for known in self._known()
        )

    def _known(self) -> Iterator[str]:
        for target in self.targets:
            yield target
            if is_web_address(target):
                yield canonical_url(target)
                yield article_id(url=target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """`searches` were taken out of `searches.csv`; `files` name what is forgotten in so many lines; `exports` may."""

    searches: int
    files: tuple[tuple[Path, tuple[int, ...]], ...]
    exports: tuple[Path, ...]


def remove_traces(workspace: Workspace, meant: Meant) -> Traces:
    """Take out the saved searches that name it, and tell which files of the user's do."""
    files = [
        workspace.settings_path,
        workspace.corrections,
        workspace.boilerplate,
        *sorted(workspace.sites.glob("*.toml")),
    ]
    try:
        searches = drop_rows(workspace.searches, meant.is_in)
    except UsageError:  # not to be read as a sheet: then it is told as a file
        searches = 0
        files.append(workspace.searches)
    found = ((path, tuple(_lines(path, meant))) for path in files)
    return Traces(
        searches=searches,
        files=tuple((path, lines) for path, lines in found if lines),
        exports=tuple(_exports(workspace.root, _DEEPEST)),
    )


def _lines(path: Path, meant: Meant) -> Iterator[int]:
    """Numbers of the lines that say it; 0 where nobody can read the file."""
    try:
        text = decoded(path.read_bytes()) if path.stat().st_size <= _LARGEST else None
    except FileNotFoundError:
        return
    except OSError:
        text = None
    if text is None:
        yield 0
        return
    yield from (number for number, line in enumerate(text.splitlines(), 1) if meant.is_in(line))


def _exports(folder: Path, depth: int) -> Iterator[Path]:
    """The manifests of exports in a folder and those under it."""
    try:
        inside: Sequence[Path] = sorted(folder.iterdir())
    except OSError:
        return
    for path in inside:
        if path.is_dir() and not path.is_symlink():
            if depth > 1 and path.name not in _NOT_OURS:
                yield from _exports(path, depth - 1)
        elif path.name.endswith("manifest.json") and read_manifest(path) is not None:
            yield path
