"""`boilerplate.toml`: what `diembao learn-boilerplate` writes, `build` and `extract` read, and a user may edit.

A row is a line of a source that is dropped. Deleting the row keeps the line until it is learnt again; `keep = true`
keeps it for good. Rows of the user's own (without `articles`) stay as they are.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from corpus.archive import read_page
from corpus.article import Article
from corpus.errors import DataFileError, InputError
from corpus.store import InputRow
from diembao.intake import Progress, register_archive
from diembao.workspace import Workspace
from extractor.clean import clean
from extractor.clean.boilerplate import (
    MIN_ARTICLES,
    MIN_SHARE,
    Boilerplate,
    Learner,
    LearntLine,
    boilerplate_of,
    line_key,
)

FORMAT = 1
_HEADER = """\
# Lines that recur over the articles of a source and are none of their text, as `diembao learn-boilerplate` found them.
# `diembao build` drops them (reason: boilerplate) and reads everything again when rows change.
# Delete a row, or for good set `keep = true` in it, to keep the line. A row of your own needs `source` and `text`.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the file. `articles` and `of` are None in a row that the user wrote; `keep` rows are not dropped."""

    source: str
    text: str
    articles: int | None = None
    of: int | None = None
    first: str | None = None
    last: str | None = None
    keep: bool = False


def read_rows(path: Path) -> tuple[Row, ...]:
    """The rows of a file; none where there is no file. Raises DataFileError, with the row, for a faulty one."""
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataFileError(path, "file", str(error)) from error
    version = data.get("version", FORMAT)
    if not isinstance(version, int) or version > FORMAT:
        raise DataFileError(path, "version", f"{version} is not known here, {FORMAT} is")
    lines = data.get("line", [])
    if not isinstance(lines, list):
        raise DataFileError(path, "line", "rows are written as [[line]]")
    return tuple(_row(path, number, record) for number, record in enumerate(lines, 1))


def _row(path: Path, number: int, record: object) -> Row:
    key = f"line {number}"
    if not isinstance(record, dict):
        raise DataFileError(path, key, "rows are written as [[line]]")
    source, text, keep = record.get("source"), record.get("text"), record.get("keep", False)
    if not isinstance(source, str) or not isinstance(text, str) or not line_key(text):
        raise DataFileError(path, key, "`source` and `text` are needed, in quotation marks")
    if not isinstance(keep, bool):
        raise DataFileError(path, key, "`keep` is true or false")
    return Row(
        source=source,
        text=text,
        articles=_number(record, "articles"),
        of=_number(record, "of"),
        first=_day(record, "first"),
        last=_day(record, "last"),
        keep=keep,
    )


def _number(record: dict[str, object], name: str) -> int | None:
    value = record.get(name)
    return value if isinstance(value, int) else None


def _day(record: dict[str, object], name: str) -> str | None:
    value = record.get(name)
    return value if isinstance(value, str) else None


def read_boilerplate(path: Path) -> Boilerplate:
    """What a file drops; nothing where there is no file. Raises DataFileError."""
    rows = read_rows(path)
    kept = {(row.source, line_key(row.text)) for row in rows if row.keep}
    return boilerplate_of((row.source, row.text) for row in rows if (row.source, line_key(row.text)) not in kept)


def learn(
    workspace: Workspace,
    *,
    now: datetime,
    min_articles: int = MIN_ARTICLES,
    min_share: float = MIN_SHARE,
    progress: Progress | None = None,
) -> tuple[Row, ...]:
    """Rows for the workspace's file: learnt from its archive as it was before any line was dropped, and the user's.

    Raises WorkspaceError where the workspace is in use, DataFileError where its present file is faulty.
    """
    old = read_rows(workspace.boilerplate)
    with workspace.writing(), workspace.store() as store:
        register_archive(workspace, store, now)
        rows = [row for row in store.inputs.all() if row.outcome in ("pending", "stored")]
    rows.sort(key=lambda row: (row.source, row.id))
    found: list[LearntLine] = []
    done = 0
    for _, of_source in groupby(rows, key=lambda row: row.source):  # source by source: memory holds one
        learner = Learner(min_articles=min_articles, min_share=min_share)
        for row in of_source:
            if (article := _article(workspace, row, now)) is not None:
                learner.add(article)
            done += 1
            if progress:
                progress(done, len(rows))
        found += learner.learnt()
    return merged(old, found)


def _article(workspace: Workspace, row: InputRow, now: datetime) -> Article | None:
    try:
        return clean(read_page(workspace.archive, row.location), now=now)
    except InputError:
        return None
    except Exception:  # a defect of ours on one page: `build` reports it
        return None


def merged(old: Iterable[Row], found: Sequence[LearntLine]) -> tuple[Row, ...]:
    """What was learnt, with the user's rows: their own lines, and those to keep."""
    mine = {(row.source, line_key(row.text)): row for row in old if row.keep or row.articles is None}
    rows = [
        Row(
            source=line.source,
            text=line.text,
            articles=line.articles,
            of=line.of,
            first=line.first,
            last=line.last,
        )
        for line in found
        if (line.source, line_key(line.text)) not in mine
    ]
    return tuple(sorted([*mine.values(), *rows], key=lambda row: (row.source, -(row.articles or 0), row.text)))


def write_rows(path: Path, rows: Sequence[Row]) -> Boilerplate:
    """Write the file, whole or not at all, and give what it drops. Raises OSError."""
    kept = {(row.source, line_key(row.text)) for row in rows if row.keep}
    dropped = boilerplate_of((row.source, row.text) for row in rows if (row.source, line_key(row.text)) not in kept)
    text = "\n".join([_HEADER, f"version = {FORMAT}", f"digest = {_quoted(dropped.digest)}", *_tables(rows)])
    new = path.with_name(path.name + ".new")
    new.write_text(text + "\n", "utf-8")
    new.replace(path)
    return dropped


def _tables(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        yield "\n[[line]]"
        yield f"source = {_quoted(row.source)}"
        yield f"text = {_quoted(row.text)}"
        for name in ("articles", "of"):
            if (count := getattr(row, name)) is not None:
                yield f"{name} = {count}"
        for name in ("first", "last"):
            if day := getattr(row, name):
                yield f"{name} = {_quoted(day)}"
        if row.keep:
            yield "keep = true"


def _quoted(text: str) -> str:
    """A TOML basic string: as JSON writes it, and without the one control character that JSON leaves bare."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
