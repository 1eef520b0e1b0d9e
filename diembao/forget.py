"""Forgetting: out of store, index and archive, with a tombstone that holds a hash only."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from corpus.archive import rewrite_without
from corpus.ids import article_id, canonical_url
from corpus.store import Store
from corpus.text import canon, normalize
from crawler import Frontier
from diembao.engines import open_backend
from diembao.workspace import Workspace, tombstone


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is to be forgotten: articles, the inputs behind them, and the tombstones to leave."""

    article_ids: tuple[str, ...]
    input_ids: tuple[int, ...]
    tombstones: tuple[str, ...]


def find(workspace: Workspace, targets: tuple[str, ...], persons: tuple[str, ...]) -> Selection:
    """Select by address, by article id and by full name (spelling variants of the same name included)."""
    ids: set[str] = set()
    inputs: set[int] = set()
    stones: list[str] = []
    with workspace.store() as store:
        for target in targets:
            if "://" in target:
                url = canonical_url(target)
                ids.add(article_id(url=url))
                stones += [tombstone("url", url), tombstone("id", article_id(url=url))]
                inputs.update(row.id for row in store.inputs.all() if row.url and _same(row.url, url))
            else:
                ids.add(target)
                stones.append(tombstone("id", target))
        for person in persons:
            stones.append(tombstone("person", person))
            ids.update(_articles_naming(store, person))
        for found in sorted(ids):
            inputs.update(row.id for row in store.inputs.of_article(found))
        stored = tuple(sorted(i for i in ids if store.articles.input_of(i) is not None))
    return Selection(article_ids=stored, input_ids=tuple(sorted(inputs)), tombstones=tuple(stones))


def _same(url: str, canonical: str) -> bool:
    try:
        return canonical_url(url) == canonical
    except ValueError:
        return False


def _articles_naming(store: Store, person: str) -> set[str]:
    """Ids of the articles in whose title, text or captions the name stands, in any spelling."""
    name = canon(normalize(person))
    rows = store.connection.execute("SELECT id, text, coalesce(title, '') || record FROM articles")
    return {row[0] for row in rows if name in canon(row[1]) or name in canon(row[2])}


def forget(workspace: Workspace, selection: Selection) -> None:
    """Leave the tombstones, then remove from store, index and archive. Raises WorkspaceError.

    The tombstones come first: a run that is killed half-way can be repeated, and nothing comes back in between.
    """
    with workspace.writing(), workspace.store() as store:
        workspace.forget(list(selection.tombstones))
        offsets: dict[str, set[int]] = defaultdict(set)
        for row in store.inputs.all():
            if row.id in set(selection.input_ids):
                offsets[row.location.file].add(row.location.offset)
        addresses = [row.url for row in store.inputs.all() if row.url and row.id in set(selection.input_ids)]
        if workspace.frontier.exists():
            with Frontier(workspace.frontier) as frontier:
                frontier.forget(addresses)
        with store.transaction():
            store.articles.drop(selection.article_ids)
            store.inputs.remove(selection.input_ids)
        for name, dropped in sorted(offsets.items()):
            moved = rewrite_without(workspace.archive / name, dropped)
            with store.transaction():
                store.inputs.move(name, moved)
        with open_backend(workspace.settings.engine, workspace.index) as backend:
            backend.update((), selection.article_ids)
        with store.transaction():
            store.articles.indexed(selection.article_ids)
        store.connection.execute("VACUUM")  # SQLite keeps deleted text in free pages until then
