"""The life of the search index: made anew from the store, moved to another engine, cleared of what is left over.

Nothing here changes an article: the store is only read, but for its list of what the index has still to take in.
"""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from corpus.errors import WorkspaceError
from corpus.store import Store
from diembao.engines import check_engine, commit_size, open_backend
from diembao.intake import Progress
from diembao.workspace import Workspace
from extractor.text.words import WordCutter, cutter
from index.preparing import prepare

_MAKING = "making"  # no engine is called so
_TABLE = re.compile(r"\s*\[\s*(?P<name>[^\[\]]+?)\s*\]")
_ENGINE = re.compile(r"(?P<key>\s*engine\s*=\s*)(?:\"[^\"]*\"|'[^']*')")


def rebuild_index(workspace: Workspace, *, engine: str | None = None, progress: Progress | None = None) -> int:
    """Make the index anew from the stored articles, with another engine where one is named; how many it holds.

    The old index serves until the new one is whole; a run that is stopped leaves it as it was. Raises WorkspaceError
    where the engine is unknown or not installed, or another diembao writes here.
    """
    engine = engine or workspace.settings.engine
    check_engine(engine)
    settings = settings_with(workspace.settings_path, engine)
    target = replace(workspace, settings=replace(workspace.settings, engine=engine))
    with workspace.writing(), workspace.store() as store:
        making = workspace.indexes / _MAKING
        _remove(making)
        count = _fill(store, engine, making, cutter(workspace.settings.tokenizer), progress)
        making.rename(target.next_index)
        if settings is not None:
            _write(workspace.settings_path, settings)
        with store.transaction():
            put, drop = store.articles.queue()
            store.articles.indexed([*put, *drop])
        drop_other_indexes(target)
    return count


def _fill(store: Store, engine: str, path: Path, cut: WordCutter, progress: Progress | None) -> int:
    ids = store.articles.ids()
    with open_backend(engine, path) as backend:
        size = commit_size(engine)
        for start in range(0, len(ids), size):
            articles = store.articles.get(ids[start : start + size])
            backend.update([prepare(article, cut) for article in articles])
            if progress:
                progress(min(start + size, len(ids)), len(ids))
        if backend.ids() != set(ids):
            raise WorkspaceError(f"{path}: does not hold every article; nothing was changed")
    return len(ids)


def drop_other_indexes(workspace: Workspace) -> None:
    """Remove what lies beside the index in use: older ones, which nobody keeps in step, and half-made ones.

    The workspace must be held for writing.
    """
    if not workspace.indexes.is_dir():
        return
    for other in workspace.indexes.iterdir():
        if other != workspace.index:
            _remove(other)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def settings_with(path: Path, engine: str) -> str | None:
    """The text of the settings with that engine, all else as the user wrote it; None where it names that one already.

    Raises WorkspaceError where the text is of a form that cannot be changed so.
    """
    text = path.read_bytes().decode("utf-8")  # line ends as they are
    if _engine_of(text) == engine:
        return None
    lines = text.splitlines(keepends=True)
    table, header = "", None
    for number, line in enumerate(lines):
        if found := _TABLE.match(line):
            table = found["name"]
            header = number if table == "index" else header
        elif table == "index" and (found := _ENGINE.match(line)):
            lines[number] = f'{found["key"]}"{engine}"{line[found.end() :]}'
            break
    else:
        if header is None:
            lines += ["" if text.endswith("\n") else "\n", "\n[index]\n"]
            header = len(lines) - 1
        lines.insert(header + 1, f'engine = "{engine}"\n')
    changed = "".join(lines)
    if _engine_of(changed) != engine:
        raise WorkspaceError(f'{path}: write `engine = "{engine}"` under [index] yourself, then run `diembao build`')
    return changed


def _engine_of(text: str) -> str | None:
    """What the settings say; None also where they cannot be read."""
    with suppress(tomllib.TOMLDecodeError, AttributeError):
        engine = tomllib.loads(text).get("index", {}).get("engine", "whoosh")
        return engine if isinstance(engine, str) else None
    return None


def _write(path: Path, text: str) -> None:
    """Replace the file at one stroke."""
    new = path.with_name(path.name + ".new")
    with new.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(path)
