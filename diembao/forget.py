"""Forgetting: out of store, entities, clusters, index, archive and searches, with a tombstone that is a hash only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass

from corpus.archive import names_any, read_page, rewrite_without
from corpus.errors import UnreadableInput
from corpus.ids import article_id, canonical_url
from corpus.store import Store
from corpus.text import canon, fold, normalize
from crawler import Frontier
from crawler.lock import crawl_lock
from diembao.clustering import refresh_duplicates
from diembao.engines import open_backend
from diembao.forgetting import names, readable
from diembao.indexing import drop_other_indexes
from diembao.merging import refresh_merged
from diembao.parts import PART
from diembao.resolution import entities_of_today
from diembao.traces import Meant, Traces, remove_traces
from diembao.workspace import Workspace, tombstone


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is to be forgotten: articles, the inputs behind them, and the tombstones to leave.

    `aliases` are the other names of the persons; of those in `shared`, only the articles that mean them go.
    """

    article_ids: tuple[str, ...]
    input_ids: tuple[int, ...]
    tombstones: tuple[str, ...]
    meant: Meant
    aliases: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


def find(workspace: Workspace, targets: tuple[str, ...], persons: tuple[str, ...]) -> Selection:
    """Select by address, by article id and by full name (any spelling; older versions and rejected pages included).

    A person goes under all names: what the articles call the entity is found with the name that was given.
    """
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
        known = _known_as(workspace, store, persons)
        ids.update(known.article_ids)
        stones += [tombstone("id", one) for one in sorted(known.article_ids)]
        for person in (*persons, *known.own):
            stones.append(tombstone("person", person))
            ids.update(_articles_naming(store, person))
            inputs.update(_pages_naming(workspace, store, person))
        for found in sorted(ids):
            inputs.update(row.id for row in store.inputs.of_article(found))
        # the text of a further page stands in its article: that goes, and is made again from the pages that are left
        ids.update(r.article_id for r in store.inputs.all() if r.id in inputs and r.reason == PART and r.article_id)
        stored = tuple(sorted(i for i in ids if store.articles.input_of(i) is not None))
        stones += _event_stones(store, stored)
    return Selection(
        article_ids=stored,
        input_ids=tuple(sorted(inputs)),
        tombstones=tuple(stones),
        meant=Meant(targets=targets, persons=(*persons, *known.own)),
        aliases=(*known.own, *known.shared),
        shared=known.shared,
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """The other names of persons: their own, and those that somebody else has, too; the articles that mean them so."""

    own: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    article_ids: frozenset[str] = frozenset()


def _known_as(workspace: Workspace, store: Store, persons: tuple[str, ...]) -> _Known:
    """What else the articles call the entities that are called so, and which articles do.

    A name that stands in many a longer one (`Phú Trọng`), or that a namesake has who was kept apart, is not looked for
    in texts: that would take others along.
    """
    if not persons:
        return _Known()
    entities_of_today(workspace, store)
    wanted = {canon(normalize(person)) for person in persons}
    called: dict[str, dict[str, str]] = defaultdict(dict)  # by entity, by compared name, as it is spelled
    bearers: dict[str, set[str]] = defaultdict(set)
    for entity, name in store.connection.execute(
        "SELECT n.entity_id, n.name FROM entity_names n JOIN entities e ON e.id = n.entity_id"
        " WHERE e.kind = 'person' AND n.source = 'text' ORDER BY n.entity_id, n.name"
    ):
        called[entity].setdefault(canon(normalize(name)), name)
        bearers[canon(normalize(name))].add(entity)
    meant = {entity for entity, own in called.items() if not wanted.isdisjoint(own)}
    others = {key: name for entity in sorted(meant) for key, name in called[entity].items() if key not in wanted}
    own = sorted(name for key, name in others.items() if bearers[key] <= meant and _is_whole(key))
    articles: set[str] = set()
    if others:
        for article, entity, name in store.connection.execute(
            "SELECT DISTINCT x.article_id, x.entity_id, m.value FROM entity_mentions x"
            " JOIN mentions m USING (article_id, field, n) WHERE m.kind = 'person'"
        ):
            if entity in meant and canon(normalize(name)) in others:
                articles.add(article)
    return _Known(tuple(own), tuple(sorted({*others.values()} - {*own})), frozenset(articles))


def _is_whole(key: str) -> bool:
    """Whether a name has three syllables, as a full one has: a shorter one may be the end of others."""
    return len(key.split()) >= _FULL


_FULL = 3


def look_alikes(
    workspace: Workspace, person: str, forgotten: tuple[str, ...] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of persons in the corpus that differ from `person` in their marks only, and longer ones that begin with it.

    Neither are forgotten with it, unless they are in `forgotten`, the person's other names.
    """
    wanted, gone = canon(normalize(person)), {canon(normalize(name)) for name in forgotten}
    with workspace.store() as store:
        rows = store.connection.execute("SELECT DISTINCT value FROM mentions WHERE kind = 'person' AND listed")
        names_there = sorted({row[0] for row in rows if canon(row[0]) not in gone})
    other_marks = [n for n in names_there if fold(n) == fold(normalize(person)) and canon(n) != wanted]
    longer = [n for n in names_there if canon(n).startswith(f"{wanted} ")]
    return tuple(other_marks), tuple(longer)


def _same(url: str, canonical: str) -> bool:
    try:
        return canonical_url(url) == canonical
    except ValueError:
        return False


def _event_stones(store: Store, article_ids: Iterable[str]) -> list[str]:
    """By which a row of `corrections.csv` about an event that is forgotten is known: nothing is said of it."""
    stones = []
    for one in article_ids:
        stones.append(tombstone("events of", one))
        rows = store.connection.execute("SELECT id FROM events WHERE article_id = ?", (one,))
        stones += [tombstone("event", row[0]) for row in rows]
    return stones


def _articles_naming(store: Store, person: str) -> set[str]:
    """Ids of the articles in whose text, title, captions, authors or removed parts the name stands."""
    rows = store.connection.execute("SELECT id, text || char(10) || record FROM articles")
    return {row[0] for row in rows if names(row[1], person)}


def _pages_naming(workspace: Workspace, store: Store, person: str) -> set[int]:
    """Inputs that are no stored article (older versions, rejected pages) and name the person."""
    found: set[int] = set()
    for row in store.inputs.all():
        if row.outcome == "stored":
            continue
        try:
            page = read_page(workspace.archive, row.location)
        except UnreadableInput:
            continue
        if names(readable(page), person):
            found.add(row.id)
    return found


def forget(workspace: Workspace, selection: Selection) -> Traces:
    """Leave the tombstones, then remove from store, index, archive and saved searches; what other files say of it.

    The tombstones come first: a run that is killed half-way can be repeated, and nothing comes back in between. Raises
    WorkspaceError where another diembao writes or crawls here.
    """
    with workspace.writing(), workspace.store() as store:
        workspace.forget(list(selection.tombstones))
        remove_inputs(workspace, store, selection.input_ids)
        with store.transaction():
            store.articles.drop(selection.article_ids)
            read_again = [(one,) for one in selection.article_ids]
            store.connection.executemany("UPDATE inputs SET stage = NULL WHERE article_id = ?", read_again)
        drop_other_indexes(workspace)
        with open_backend(workspace.settings.engine, workspace.index) as backend:
            backend.update((), selection.article_ids)
        with store.transaction():
            store.articles.indexed(selection.article_ids)
        refresh_merged(workspace, store)
        refresh_duplicates(store)
        store.connection.execute("VACUUM")  # SQLite keeps deleted text in free pages until then
        return remove_traces(workspace, selection.meant)


def remove_inputs(workspace: Workspace, store: Store, input_ids: Iterable[int]) -> None:
    """Take inputs out of archive, frontier and store. The archive must not be written to: raises WorkspaceError."""
    wanted = set(input_ids)
    rows = [row for row in store.inputs.all() if row.id in wanted]
    if not rows:
        return
    offsets: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        offsets[row.location.file].add(row.location.offset)
    urls = frozenset(row.url for row in rows if row.url)
    with crawl_lock(workspace.frontier), ExitStack() as stack:
        frontier = stack.enter_context(Frontier(workspace.frontier)) if workspace.frontier.exists() else None
        if frontier is not None:
            frontier.forget(sorted(urls))
        with store.transaction():
            store.inputs.remove(sorted(wanted))
        named = {path.name for path in workspace.archive.glob("crawl-*.warc.gz") if urls and names_any(path, urls)}
        for name in sorted(named.union(offsets)):
            path = workspace.archive / name
            moved = rewrite_without(path, offsets[name], urls)
            with store.transaction():
                store.inputs.move(name, moved)
            if frontier is not None:
                frontier.moved(name, moved, path.stat().st_size)
