"""What a command makes, to a file or to standard output: the format by the file's ending, whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from corpus.errors import UsageError

BINARY = ("parquet", "png")
"""Formats that are nothing for a terminal."""


def form_of(form: str | None, output: Path | None, endings: Mapping[str, tuple[str, ...]]) -> str:
    """The format meant: the one named, else the one that the file ends with, else `text`.

    `endings` has the endings of each format, the usual one first. Raises UsageError where the two contradict.
    """
    ending = output.suffix.lower() if output else ""
    fits = [name for name, own in endings.items() if ending in own]
    if form is None:
        return fits[0] if fits else "text"
    if fits and form not in fits and form != "text":
        usual = endings.get(form) or ("",)
        raise UsageError(
            f"--output {output}: ends with {ending}, but --format is {form}; name it {usual[0]}, or drop one"
        )
    return form


def form_meant(form: str | None, output: Path | None, endings: Mapping[str, tuple[str, ...]], *, bom: bool) -> str:
    """The format, where it can be written at all: see `form_of`. Raises UsageError where it cannot."""
    meant = form_of(form, output, endings)
    if bom and meant != "csv":
        raise UsageError("--bom is for --format csv")
    if output is not None:
        folder_of(output)
    elif meant in BINARY and sys.stdout.isatty():
        raise UsageError(f"--format {meant}: name a file with --output")
    return meant


def folder_of(output: Path) -> Path:
    """The folder that a file is to go to. Raises UsageError where there is none."""
    if not output.parent.is_dir():
        raise UsageError(f"--output {output}: there is no folder {output.parent}; make it first")
    if output.is_dir():
        raise UsageError(f"--output {output}: is a folder; name a file")
    return output.parent


def write_files(made: Mapping[Path, bytes]) -> None:
    """Write all files beside their places and put them there when each is whole; after an error none is left.

    What is there and no file (a device, a pipe) is written to, and a link is followed, never replaced. An OSError names
    the path that was asked for.
    """
    for path in made:
        folder_of(path)
    streams = [path for path in made if path.exists() and not path.is_file()]
    files = {path: Path(os.path.realpath(path)) for path in made if path not in streams}
    parts = {path: file.with_name(f".{file.name}.{os.getpid()}.part") for path, file in files.items()}
    try:
        for path, part in parts.items():
            with named(path):
                part.write_bytes(made[path])
        for path in streams:
            with named(path), path.open("wb") as stream:
                stream.write(made[path])
        for path, part in parts.items():
            with named(path):
                part.replace(files[path])
    finally:
        for part in parts.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Let an OSError say the path that a user knows, not that of a file which is made beside it."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
