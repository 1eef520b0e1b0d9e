"""Where an export lies, and how it gets there: made beside its place, and put there only when it is whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UsageError
from diembao.export.manifest import read_manifest
from diembao.export.tables import TableName
from diembao.export.writers import FORMATS, Form
from diembao.export.writing import named

_OTHER_ENDINGS = (".json", ".txt", ".gz", ".zip", ".xlsx", ".tsv", ".conll")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The folder of an export, the names of its files in it, and that of its manifest."""

    folder: Path
    names: dict[TableName, str]
    manifest: str

    @property
    def all_names(self) -> tuple[str, ...]:
        """The files' names; the manifest's is the last."""
        return (*self.names.values(), self.manifest)


def place_of(output: Path, form: Form) -> Place:
    """`out.csv` gives `out.csv, out.mentions.csv, out.events.csv, out.manifest.json`; a folder has `articles.csv, …`.

    A path is a file where it ends with the format's name. Raises UsageError where it ends with another's, where its
    folder is missing, or where something lies there that is no earlier export.
    """
    ending = f".{form.format}"
    if str(output) == "-":
        raise UsageError("--output -: an export is a file or folder with its manifest; name one")
    if output.suffix.lower() == ending and not output.is_dir():
        stem = output.name[: -len(ending)]
        others = {name: f"{stem}.{name}{ending}" for name in form.tables}
        place = Place(folder=output.parent, names={**others, "articles": output.name}, manifest=f"{stem}.manifest.json")
    elif output.suffix.lower() in (*(f".{name}" for name in FORMATS), *_OTHER_ENDINGS) and not output.is_dir():
        raise UsageError(f"--output {output}: with --format {form.format} a folder, or a file that ends with {ending}")
    else:
        place = Place(folder=output, names={name: f"{name}{ending}" for name in form.tables}, manifest="manifest.json")
    _check(place, output)
    return place


def _check(place: Place, output: Path) -> None:
    known = place.folder.parent if place.folder == output else place.folder
    if not known.is_dir():
        raise UsageError(f"--output {output}: there is no folder {known}; make it first")
    if place.folder.exists() and not place.folder.is_dir():
        raise UsageError(f"--output {output}: is a file, and a folder is needed")
    there = [name for name in place.all_names if (place.folder / name).exists()]
    if there and read_manifest(place.folder / place.manifest) is None:
        raise UsageError(f"{place.folder / there[0]}: is there already and no export of diembao; name another place")


@contextmanager
def workshop(place: Place) -> Iterator[Path]:
    """A new folder on the same disk to make the files in; it goes, whatever happens."""
    beside = place.folder if place.folder.is_dir() else place.folder.parent
    folder = beside / f".{place.manifest}.{os.getpid()}.part"
    with named(place.folder):
        folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put_in_place(made: Path, place: Place) -> None:
    """Move the files from the workshop. A manifest never lies beside files that it does not describe: the old one goes
    first, the new one comes last.
    """
    for name in place.all_names:
        _sync(made / name)
    place.folder.mkdir(exist_ok=True)
    manifest = place.folder / place.manifest
    old = _files_of(manifest)
    manifest.unlink(missing_ok=True)
    for name in old:
        if name not in place.all_names:
            (place.folder / name).unlink(missing_ok=True)
    for name in place.all_names:
        with named(place.folder / name):
            (made / name).replace(place.folder / name)
    if os.name != "nt":
        _sync(place.folder)


def _files_of(manifest: Path) -> Sequence[str]:
    """What the manifest of an earlier export names: plain names of files of ours, whatever stands in it."""
    files = (read_manifest(manifest) or {}).get("files")
    found = [file.get("name") for file in files if isinstance(file, dict)] if isinstance(files, list) else []
    return [n for n in found if isinstance(n, str) and Path(n).name == n and Path(n).suffix[1:] in FORMATS]


def _sync(path: Path) -> None:
    """Wait until it is on the disk."""
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
