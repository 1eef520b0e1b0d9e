"""Keeping the entity tables in step with articles and corrections. Which question: are the entities those of today?

They are made anew as a whole whenever articles, corrections, tombstones or the rules change, so that a corpus that grew
has the same entities as one that was built at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from corpus.codec import mention_from_json
from corpus.entities import CorrectionProblem, Field, Resolution
from corpus.errors import NewerVersionError, WorkspaceError
from corpus.mentions import Mention, Place, Rank, Unit
from corpus.records import maker
from corpus.store import Store
from diembao.collecting import uncollected
from diembao.corrections import FILE_NAME, Corrections, read_corrections
from diembao.workspace import Workspace
from extractor.resolve.articles import ArticleMentions
from extractor.resolve.version import RESOLVER

_KINDS = ("unit", "person", "position", "rank", "place")
_PLAIN: Mapping[str, Callable[..., Mention]] = {"unit": maker(Unit), "rank": maker(Rank), "place": maker(Place)}


def refresh_entities(workspace: Workspace, store: Store) -> bool:
    """Make the entities anew where anything changed; whether it did. The caller holds the workspace's write lock."""
    corrections = _corrections(workspace)
    state = _state(workspace, store, corrections)
    if store.entities.state() == state:
        return False
    resolution = _resolved(store, corrections)
    with store.transaction():
        store.entities.replace(resolution, state)
    return True


def entities_of_today(workspace: Workspace, store: Store) -> None:
    """The same before reading; for this connection only where another writes, or the corpus may only be read."""
    corrections = _corrections(workspace)
    if store.entities.state() == _state(workspace, store, corrections):
        return
    try:
        with workspace.writing():
            refresh_entities(workspace, store)
    except NewerVersionError:
        raise
    except WorkspaceError:
        store.entities.hold(_resolved(store, corrections))


def correction_lines(problems: tuple[CorrectionProblem, ...]) -> list[str]:
    """One line a problem, for the user."""
    return [f"{FILE_NAME}{f', row {p.row}' if p.row else ''}: {p.problem}" for p in problems]


def _corrections(workspace: Workspace) -> Corrections:
    return read_corrections(workspace.corrections, workspace.forgotten())


def _resolved(store: Store, corrections: Corrections) -> Resolution:
    from extractor.resolve.entities import resolve_entities  # takes long to load: only for who makes them

    with uncollected():
        made = resolve_entities(_articles(store), corrections.rows)
    problems = sorted({*corrections.problems, *made.problems}, key=lambda p: (p.row, p.problem))
    return Resolution(entities=made.entities, problems=tuple(problems))


def _state(workspace: Workspace, store: Store, corrections: Corrections) -> str:
    digest = hashlib.sha256(f"{RESOLVER}\n{corrections.rows!r}\n{corrections.problems!r}\n".encode())
    for part in sorted(workspace.forgotten()):
        digest.update(part.encode())
    for article in store.entities.articles_state():
        digest.update("\t".join(article).encode())
    return digest.hexdigest()


def _articles(store: Store) -> Iterator[ArticleMentions]:
    marks = ",".join("?" * len(_KINDS))
    dates = {
        row["id"]: row
        for row in store.connection.execute(
            "SELECT id, url, source, published, published_first, published_last, anchor FROM articles"
        )
    }
    cursor = store.connection.cursor()
    cursor.row_factory = None  # plain tuples: there are hundreds of them an article
    rows: Iterator[tuple[str, Field, int, str]] = cursor.execute(
        f"SELECT article_id, field, n, record FROM mentions WHERE kind IN ({marks}) ORDER BY article_id, field, n",
        _KINDS,
    )
    for article_id, group in groupby(rows, key=itemgetter(0)):
        own = list(group)
        records = json.loads(f"[{','.join([row[3] for row in own])}]")
        date = dates[article_id]
        anchor = date["anchor"] if date["published"] is None else None
        day = anchor if anchor and len(anchor) == 10 else None  # an inferred month bounds no day
        yield ArticleMentions(
            article_id=article_id,
            mentions=tuple([(row[1], row[2], _mention(record)) for row, record in zip(own, records, strict=True)]),
            date=date["published"][:10] if date["published"] else anchor,
            first=date["published_first"] or day,
            last=date["published_last"] or day,
            inferred=anchor is not None,
            url=date["url"],
            source=date["source"],
        )


def _mention(record: dict[str, Any]) -> Mention:
    """As the codec makes it; the kinds of plain fields more quickly."""
    make = _PLAIN.get(record["kind"])
    if make is None or "tenure" in record:
        return mention_from_json(record)
    del record["kind"]
    return make(**record)
