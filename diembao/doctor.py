"""Checks of the installation and of a workspace, each a line that says what to do where it fails."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, packages_distributions, requires, version
from pathlib import Path

from packaging.requirements import Requirement

from corpus.errors import DiembaoError
from diembao.engines import open_backend
from diembao.resolution import correction_lines, entities_of_today
from diembao.workspace import default_root, open_workspace
from index.nodes import Everything
from index.query import Query

PACKAGES = ("corpus", "crawler", "extractor", "index", "diembao")


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, whether it is sound, and what was seen or is to be done."""

    what: str
    ok: bool
    detail: str


def check_installation() -> Iterator[Finding]:
    """Checks that need no workspace."""
    yield Finding("python", sys.version_info >= (3, 11), f"{platform.python_version()} (3.11 or newer is needed)")
    yield Finding(
        "sqlite", sqlite3.sqlite_version_info >= (3, 37), f"{sqlite3.sqlite_version} (3.37 or newer is needed)"
    )
    yield from _owners()
    yield from _dependencies()
    yield _segmenter()
    yield _stages()


def _owners() -> Iterator[Finding]:
    """The five names are plain words that other distributions use too: two owners would overwrite each other."""
    owners = packages_distributions()
    for name in PACKAGES:
        found = sorted(set(owners.get(name, ["diembao"])))
        alone = found == ["diembao"]
        advice = "" if alone else "; install diembao in an environment of its own"
        yield Finding(f"package {name}", alone, "owned by " + ", ".join(found) + advice)


def _dependencies() -> Iterator[Finding]:
    for line in requires("diembao") or ():
        requirement = Requirement(line)
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        name = requirement.name
        try:
            yield Finding(name, True, version(name))
        except PackageNotFoundError:
            yield Finding(name, False, "is not installed; run `pip install diembao` again")


def _segmenter() -> Finding:
    from extractor.text.words import fault_of_fast_words, underthesea_words

    phrase = "Đại hội Đảng bộ Công an tỉnh"
    try:
        words = [phrase[s:e] for s, e in underthesea_words(phrase)]
    except Exception as error:
        return Finding("word segmenter", False, f"{type(error).__name__}: {error}; install underthesea again")
    fault = fault_of_fast_words()
    told = f"{fault}: the library cuts words itself, several times slower" if fault else " | ".join(words)
    return Finding("word segmenter", "Công an" in words and not fault, told)


def _stages() -> Finding:
    from extractor.analyse import stage_key

    try:
        return Finding("stages and data", True, stage_key())
    except DiembaoError as error:
        return Finding("stages and data", False, str(error))


def check_workspace(root: Path | None) -> Iterator[Finding]:
    """Checks of the workspace; one line where there is none."""
    try:
        workspace = open_workspace(root)
    except DiembaoError as error:
        missing = root is None and not default_root().exists()
        yield Finding("workspace", missing, "none here" if missing else str(error))
        return
    try:
        with workspace.store() as store:
            fault = store.connection.execute("PRAGMA quick_check").fetchone()[0]
            yield Finding("database", fault == "ok", f"{fault}, {store.articles.count()} articles")
            entities_of_today(workspace, store)
            lines = correction_lines(store.entities.problems())
            if lines or workspace.corrections.exists():
                state = "; ".join(lines) or "every row is used"
                yield Finding("corrections", not lines, state)
            stored, files = set(store.articles.ids()), {row.location.file for row in store.inputs.all()}
        lost = sorted(name for name in files if not os.access(workspace.archive / name, os.R_OK))
        state = f"{len(lost)} files cannot be read: {lost[0]}" if lost else f"{len(files)} files"
        yield Finding("archive", not lost, state)
        with open_backend(workspace.settings.engine, workspace.index, create=False) as backend:
            waiting = len(stored ^ backend.ids())
            backend.search(Query(text="*", root=Everything()), limit=1)
        state = f"{waiting} articles wait; run `diembao build`" if waiting else "up to date"
        yield Finding("index", not waiting, state)
    except DiembaoError as error:
        yield Finding("workspace", False, str(error))
