"""A workspace: the folder in which a corpus lives.

workspace.toml     settings, and the version of this layout
archive/           WARC files: what came in, the truth
corpus.sqlite      what was read from it
index/ENGINE-N/    the search index
crawl.sqlite       the crawler's frontier
searches.csv       saved searches, where there are any
forgotten.txt      hashes of what must never come back
corrections.csv    the user's corrections of entities, where there are any
boilerplate.toml   lines to drop, source by source, where any were learnt
sites/             the user's own site profiles, where there are any
"""

from __future__ import annotations

import hashlib
import sqlite3
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import NewerVersionError, WorkspaceError
from corpus.ids import canonical_url
from corpus.store import Store, open_store
from corpus.text import canon, normalize
from extractor.text.words import TOKENIZERS, Tokenizer

LAYOUT = 1
_SETTINGS_NAME = "workspace.toml"
_DEFAULT_NAME = "diembao-workspace"
_NEW_SETTINGS = f"""# A diembao workspace. The settings are described in docs/reference.md.
layout = {LAYOUT}

[build]
tokenizer = "fast"    # or "underthesea": the same words, cut by the library itself

[index]
engine = "whoosh"

[crawl]
contact = ""          # an address or page that site owners can write to; sent with every request
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What `workspace.toml` says."""

    engine: str = "whoosh"
    tokenizer: Tokenizer = "fast"
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Workspace:
    """An existing workspace folder; see `open_workspace`."""

    root: Path
    settings: Settings
    archive_folder: Path | None = None
    corrections_file: Path | None = None
    boilerplate_file: Path | None = None
    sites_folder: Path | None = None

    @property
    def archive(self) -> Path:
        """Folder of the WARC files."""
        return self.archive_folder or self.root / "archive"

    @property
    def settings_path(self) -> Path:
        """The settings."""
        return self.root / _SETTINGS_NAME

    @property
    def indexes(self) -> Path:
        """Folder of the indexes: one is in use, another may be in the making."""
        return self.root / "index"

    @property
    def index(self) -> Path:
        """Folder of the search index: of those made for the engine the newest, so that one rename puts a new one in the
        place of the old.
        """
        return self.indexes / f"{self.settings.engine}-{self._index_number or 1}"

    @property
    def next_index(self) -> Path:
        """The folder that takes the place of `index` once it is there."""
        return self.indexes / f"{self.settings.engine}-{self._index_number + 1}"

    @property
    def _index_number(self) -> int:
        start = f"{self.settings.engine}-"
        names = [p.name.removeprefix(start) for p in self.indexes.glob(f"{start}*")] if self.indexes.is_dir() else []
        return max((int(name) for name in names if name.isascii() and name.isdigit()), default=0)

    @property
    def store_path(self) -> Path:
        """The corpus database."""
        return self.root / "corpus.sqlite"

    @property
    def frontier(self) -> Path:
        """The crawler's database."""
        return self.root / "crawl.sqlite"

    @property
    def corrections(self) -> Path:
        """The user's corrections of entities; the file need not exist."""
        return self.corrections_file or self.root / "corrections.csv"

    @property
    def boilerplate(self) -> Path:
        """Lines that are dropped; the file need not exist."""
        return self.boilerplate_file or self.root / "boilerplate.toml"

    @property
    def searches(self) -> Path:
        """The user's saved searches; the file need not exist."""
        return self.root / "searches.csv"

    @property
    def sites(self) -> Path:
        """The user's own site profiles; the folder need not exist."""
        return self.sites_folder or self.root / "sites"

    def store(self) -> Store:
        """Open the corpus database. Raises WorkspaceError."""
        return open_store(self.store_path)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the workspace's write lock; it goes with the process, however that ends. Raises WorkspaceError."""
        path = self.root / "write.lock"
        try:
            lock = sqlite3.connect(path, isolation_level=None, timeout=0.2)
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise WorkspaceError(f"{self.root}: another diembao is writing here; wait for it to end") from error
            raise WorkspaceError(f"{path}: cannot be written; check permissions and free space") from error
        try:
            yield
        finally:
            lock.close()

    @property
    def _forgotten_path(self) -> Path:
        return self.root / "forgotten.txt"

    def forgotten(self) -> frozenset[str]:
        """Hashes of addresses, ids and names that must not come back."""
        try:
            return frozenset(self._forgotten_path.read_text("utf-8").split())
        except FileNotFoundError:
            return frozenset()

    def forget(self, hashes: list[str]) -> None:
        """Add tombstones; they hold hashes only, nothing that could be read back."""
        known = self.forgotten()
        with self._forgotten_path.open("a", encoding="utf-8") as stream:
            stream.writelines(f"{h}\n" for h in hashes if h not in known)


def tombstone(kind: str, value: str) -> str:
    """The hash kept of a forgotten `url`, `id` or `person`.

    >>> tombstone("person", "Đinh Thị Thuỷ") == tombstone("person", "ĐINH THỊ THỦY")
    True
    """
    key = canonical_url(value) if kind == "url" else canon(normalize(value)) if kind == "person" else value
    return hashlib.sha256(f"{kind}:{key}".encode()).hexdigest()


def default_root() -> Path:
    """The current folder where it is a workspace, else `./diembao-workspace`."""
    here = Path.cwd()
    return here if (here / _SETTINGS_NAME).is_file() else here / _DEFAULT_NAME


def open_workspace(root: Path | None, *, create: bool = False) -> Workspace:
    """Open a workspace, or make it where `create` allows that.

    Raises WorkspaceError, with one line that says what to do, where it is missing, of a newer layout or not usable.
    """
    root = root or default_root()
    settings_path = root / _SETTINGS_NAME
    try:
        if not settings_path.is_file():
            if not create:
                raise WorkspaceError(
                    f"{root}: no workspace there; `diembao demo`, `diembao add` or `diembao crawl` makes one, "
                    "--workspace DIR names another"
                )
            _make(root)
        data = tomllib.loads(settings_path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise WorkspaceError(f"{settings_path}: {error}") from error
    except OSError as error:
        raise WorkspaceError(f"{error.filename or root}: {error.strerror or error}") from error
    return Workspace(root, _settings(settings_path, data))


def _make(root: Path) -> None:
    if root.exists() and any(p.name != _SETTINGS_NAME for p in root.iterdir()) and root.name != _DEFAULT_NAME:
        raise WorkspaceError(f"{root}: is not empty and not a workspace; name an empty or new folder")
    (root / "archive").mkdir(parents=True, exist_ok=True)
    (root / _SETTINGS_NAME).write_text(_NEW_SETTINGS, "utf-8")


def _settings(path: Path, data: dict[str, object]) -> Settings:
    layout = data.get("layout")
    if not isinstance(layout, int):
        raise WorkspaceError(f"{path}: layout: a number is needed")
    if layout > LAYOUT:
        raise NewerVersionError(
            f"{path}: was made by a newer diembao (layout {layout}, this one knows {LAYOUT}); nothing was changed"
        )
    index, crawl, build = (_table(path, data, key) for key in ("index", "crawl", "build"))
    engine = _string(path, index, "engine", "whoosh")
    if not engine.isidentifier():  # it names a folder, too
        raise WorkspaceError(f"{path}: engine: {engine!r} is not the name of one; whoosh is")
    asked = _string(path, build, "tokenizer", "fast")
    tokenizer = next((name for name in TOKENIZERS if name == asked), None)
    if tokenizer is None:
        raise WorkspaceError(f"{path}: tokenizer: {asked!r} is none; they are {', '.join(TOKENIZERS)}")
    return Settings(
        engine=engine,
        tokenizer=tokenizer,
        contact=_string(path, crawl, "contact", ""),
    )


def _table(path: Path, data: dict[str, object], key: str) -> dict[str, object]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise WorkspaceError(f"{path}: {key}: a table is needed")
    return value


def _string(path: Path, data: dict[str, object], key: str, default: str) -> str:
    value = data.get(key, default)
    if not isinstance(value, str):
        raise WorkspaceError(f"{path}: {key}: a text in quotes is needed")
    return value
