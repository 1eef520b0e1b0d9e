"""Keeping the tables of merged events in step with articles and entities. Which question: are they those of today?

They are made anew as a whole whenever articles, entities or the rules change, so that a corpus that grew has the same
events as one that was built at once. What is read from an article is never changed by it.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from corpus.errors import NewerVersionError, WorkspaceError
from corpus.merged import EventGroup
from corpus.store import Store
from corpus.text import canon
from diembao.resolution import entities_of_today, refresh_entities
from diembao.timeline import telling_of
from diembao.workspace import Workspace
from extractor.resolve.article_profile import article_profile
from extractor.resolve.event_likeness import Telling
from extractor.resolve.events import event_groups

MERGING = "1"
"""Version of the rules of merging: groups of another one are made anew."""


def refresh_merged(workspace: Workspace, store: Store) -> bool:
    """Merge anew where anything changed; whether it did. The caller holds the workspace's write lock."""
    refresh_entities(workspace, store)
    state = _state(store)
    if store.merged.state() == state:
        return False
    groups = _groups(store)
    with store.transaction():
        store.merged.replace(groups, state)
    return True


def merged_of_today(workspace: Workspace, store: Store) -> None:
    """The same before reading; for this connection only where another writes, or the corpus may only be read."""
    entities_of_today(workspace, store)
    if store.merged.state() == _state(store):
        return
    try:
        with workspace.writing():
            refresh_merged(workspace, store)
    except NewerVersionError:
        raise
    except WorkspaceError:
        store.merged.hold(_groups(store))


def _state(store: Store) -> str:
    digest = hashlib.sha256(f"{MERGING}\n{store.entities.state()}\n".encode())
    for article in store.entities.articles_state():
        digest.update("\t".join(article).encode())
    return digest.hexdigest()


def _groups(store: Store) -> list[EventGroup]:
    return event_groups(_tellings(store))


def _tellings(store: Store) -> Iterator[Telling]:
    """All events, with what their articles are about and the entities of their names."""
    profiles = dict(_profiles(store.connection))
    keys = _keys(store.connection)
    rows = store.connection.execute(
        "SELECT e.record, e.article_id, a.source, a.url, a.title, a.published FROM events e"
        " JOIN articles a ON a.id = e.article_id"
    )
    for row in rows:
        article_id = row["article_id"]
        yield replace(telling_of(row), about=profiles[article_id], keys=keys.get(article_id, {}))


def _profiles(connection: sqlite3.Connection) -> Iterator[tuple[str, Mapping[str, float]]]:
    """What each article with events is about."""
    names: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = connection.execute(
        "SELECT DISTINCT article_id, kind, value FROM mentions WHERE kind IN ('person', 'place', 'unit')"
        " AND article_id IN (SELECT article_id FROM events)"
    )
    for article_id, kind, value in rows:
        names[article_id][kind].add(value)
    articles = connection.execute(
        "SELECT id, title, keywords FROM articles WHERE id IN (SELECT article_id FROM events)"
    )
    for article_id, title, keywords in articles:
        own = names[article_id]
        yield (
            article_id,
            article_profile(title, json.loads(keywords), persons=own["person"], places=own["place"], units=own["unit"]),
        )


def _keys(connection: sqlite3.Connection) -> Mapping[str, Mapping[str, str]]:
    """For each article the entity of each name in it, the name in `canon`."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    rows = connection.execute(
        "SELECT m.article_id, m.value, e.entity_id FROM entity_mentions e JOIN mentions m"
        " ON m.article_id = e.article_id AND m.field = e.field AND m.n = e.n ORDER BY 1, e.field, e.n, 3"
    )
    for article_id, value, entity in rows:
        found[article_id].setdefault(canon(value), entity)
    return found
