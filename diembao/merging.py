"""Keeping the tables of merged events in step with articles and entities. Which question: are they those of today?

What changed is merged anew with whatever it may have to do with, all else stays: a corpus that grew has the same events
as one that was built at once. What is read from an article is never changed by it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

from corpus.errors import NewerVersionError, WorkspaceError
from corpus.merged import EventKey
from corpus.store import Store
from corpus.store.merged import Merging
from diembao.collecting import uncollected
from diembao.corrections import Corrections, read_corrections
from diembao.event_corrections import Settled, contradictions, settled
from diembao.resolution import entities_of_today, refresh_entities
from diembao.tellings import read_tellings, tellings_named, tellings_of
from diembao.workspace import Workspace
from extractor.resolve.event_growth import features_of, near
from extractor.resolve.event_likeness import Traits
from extractor.resolve.event_merging import reached
from extractor.resolve.events import event_groups

MERGING = "3"
"""Version of the rules of merging: groups of another one are made anew."""
_MOST = 0.3  # of all articles: where more have changed, merging all at once is quicker
_TOGETHER = 6_000  # articles of which all events are held in memory
_UNFINISHED = f"{MERGING} unfinished"
"""The state of tables that hold some articles only, from which the next run goes on."""


def refresh_merged(workspace: Workspace, store: Store) -> bool:
    """Merge anew where anything changed; whether it did. The caller holds the workspace's write lock."""
    refresh_entities(workspace, store)
    corrections = _corrections(workspace)
    state = _state(store, corrections)
    if store.merged.state() == state:
        return False
    with uncollected():
        said = settled(store, corrections.events, workspace.forgotten())
        today = _digests(store)
        known = store.merged.articles() if (store.merged.state() or "").startswith(f"{MERGING} ") else {}
        fresh = {article for article, digest in today.items() if known.get(article) != digest}
        former = {article for article, digest in known.items() if today.get(article) != digest}
        if len(fresh | former) > _MOST * len(today):
            if len(today) <= _TOGETHER:
                whole = _whole(store, today, said)
                with store.transaction():
                    store.merged.replace(whole, state)
                    _tell(store, corrections, said)
                return True
            with store.transaction():
                store.merged.replace(Merging(groups=(), articles={}, features={}), _UNFINISHED)
            fresh, former = set(today), set()
        before = Settled(tuple(store.merged.rulings()))
        *parts, last = _parts(store, fresh)
        for part in parts:
            with store.transaction():
                _update(store, today, part, former, before, _UNFINISHED)
            former = set()
        with store.transaction():
            _update(store, today, last, former, said, state)
            _tell(store, corrections, said)
    return True


def _parts(store: Store, articles: Collection[str]) -> list[Collection[str]]:
    """The articles in parts that are merged one after the other, by when they were published; at least one part.

    What tells of one event was mostly published at one time, and only what is near is read again for the next part.
    """
    if len(articles) <= _TOGETHER:
        return [articles]
    ordered = [
        row[0]
        for row in store.connection.execute("SELECT id FROM articles ORDER BY coalesce(published_first, '9999'), id")
        if row[0] in articles
    ]
    return [ordered[at : at + _TOGETHER] for at in range(0, len(ordered), _TOGETHER)]


def _update(
    store: Store, today: Mapping[str, str], fresh: Collection[str], former: Collection[str], said: Settled, state: str
) -> None:
    """Merge fresh articles with whatever they may have to do with, and take out what former ones told."""
    clusters, news, old = _concerned(store, fresh, former, said)
    merging = Merging(
        groups=event_groups([*news, *old], said.rulings),
        articles={article: today[article] for article in fresh},
        features=features_of(news),
        rulings=said.rows,
    )
    store.merged.update(merging, state, clusters=clusters, articles=former)


def merged_of_today(workspace: Workspace, store: Store) -> None:
    """The same before reading; for this connection only where another writes, or the corpus may only be read."""
    entities_of_today(workspace, store)
    corrections = _corrections(workspace)
    if store.merged.state() == _state(store, corrections):
        return
    try:
        with workspace.writing():
            refresh_merged(workspace, store)
    except NewerVersionError:
        raise
    except WorkspaceError:
        said = settled(store, corrections.events, workspace.forgotten())
        store.merged.hold(_whole(store, {}, said))
        _tell(store, corrections, said)


def _corrections(workspace: Workspace) -> Corrections:
    return read_corrections(workspace.corrections, workspace.forgotten())


def _state(store: Store, corrections: Corrections) -> str:
    digest = hashlib.sha256(f"{store.entities.state()}\n{corrections.events!r}\n{corrections.faults!r}\n".encode())
    for article in store.entities.articles_state():
        digest.update("\t".join(article).encode())
    return f"{MERGING} {digest.hexdigest()}"


def _tell(store: Store, corrections: Corrections, said: Settled) -> None:
    problems = {*corrections.faults, *said.problems, *contradictions(store, said.rows)}
    store.merged.put_problems(sorted(problems, key=lambda p: (p.row, p.problem)))


def _digests(store: Store) -> dict[str, str]:
    """For each article a digest of all that the merging of its events depends on: what was read, who is meant."""
    meant = dict(
        store.connection.execute(
            "SELECT article_id, group_concat(field || n || entity_id) FROM"
            " (SELECT article_id, field, n, entity_id FROM entity_mentions ORDER BY article_id, field, n, entity_id)"
            " GROUP BY article_id"
        ).fetchall()
    )
    return {
        article[0]: hashlib.sha256("\t".join((*article, meant.get(article[0], ""))).encode()).hexdigest()[:16]
        for article in store.entities.articles_state()
    }


def _whole(store: Store, articles: Mapping[str, str], said: Settled) -> Merging:
    tellings = read_tellings(store)
    return Merging(
        groups=event_groups(tellings, said.rulings),
        articles=articles,
        features=features_of(tellings),
        rulings=said.rows,
    )


def _concerned(
    store: Store, fresh: Collection[str], former: Collection[str], said: Settled
) -> tuple[set[str], list[Traits], list[Traits]]:
    """The clusters that fresh articles reach or former ones leave, and what is to be merged anew: news, and the others.

    Where a telling is gone, another may be compared in its place; where the user says something else of one, it may:
    what is left of their clusters is looked at as news.
    """
    clusters = store.merged.clusters_of(former) | store.merged.clusters_with(_changed(store, said))
    left = tellings_named(store, _members(store, clusters, former))
    news = tellings_of(store, fresh)
    told = {one.key: (cluster, one) for cluster, one in store.merged.told()}
    others = (one for key, (cluster, one) in told.items() if cluster not in clusters and key[0] not in former)
    close = tellings_named(store, set(near([*news, *left], others, store.merged.features())))
    more = {told[key][0] for key in reached([*news, *left], close, said.rulings.apart)}
    members = _members(store, more, former)
    read = [traits for traits in close if traits.key in members]
    return clusters | more, news, [*left, *read, *tellings_named(store, members - {traits.key for traits in read})]


def _changed(store: Store, said: Settled) -> set[EventKey]:
    """The tellings of which the user says something else than before, as far as merging goes."""
    before, now = (
        {row for row in rows if row.action in ("merge", "split")} for rows in (store.merged.rulings(), said.rows)
    )
    return {key for row in before ^ now for key in (row.key, row.other) if key}


def _members(store: Store, clusters: Collection[str], former: Collection[str]) -> set[EventKey]:
    """The tellings of clusters, but those that former articles told."""
    return {key for key in store.merged.members_of(clusters) if key[0] not in former}
