"""Which entities of FollowTheMoney a corpus, or some of its events, has. Which question: what belongs to the graph?

Persons are those that have entities, so those with a rank or a public position; a unit whose short name does not tell
which one is meant is only named. Quotations may be shortened by whoever asks (`Quoted`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from corpus.careers import Career, Occupancy, Support
from corpus.codec import JsonObject, dumps
from corpus.store import Store
from corpus.text import canon
from diembao.careers import careers_of
from diembao.evidence import Evidence
from diembao.export import ftm
from extractor.resolve.event_likeness import Telling
from extractor.resolve.events import MergedEvent
from extractor.resolve.names import key
from extractor.resolve.posts import is_member

Quoted = Callable[[str, str], str | None]
"""What of a sentence of an article (its id) is quoted."""
Names = Mapping[tuple[str, str, str], tuple[str, bool]]
"""Of an article, a kind and a name (in `canon`) the entity, and whether it is resolved."""
_HOLDING = ("organiser", "host")


@dataclass(frozen=True, slots=True)
class _Who:
    """Entities that hold an event and that take part, as (kind, id), and units that are only named; in order."""

    organizer: dict[tuple[str, str], None] = field(default_factory=dict)
    involved: dict[tuple[str, str], None] = field(default_factory=dict)
    named: dict[str, None] = field(default_factory=dict)


def as_given(_article_id: str, sentence: str) -> str | None:
    """The sentence, whole."""
    return sentence


def event_graph(store: Store, events: Sequence[MergedEvent], quoted: Quoted = as_given) -> Iterator[JsonObject]:
    """The events with the articles that tell them and who takes part, in the order in which one names another."""
    articles = dict.fromkeys(t.article_id for merged in events for t in merged.tellings)
    names = _names(store, articles)
    found = [_who(merged, names) for merged in events]
    wanted = {one for who in found for one in (*who.organizer, *who.involved)}
    yield from _articles(store, articles)
    yield from _units(store, [i for kind, i in wanted if kind == "unit"])
    yield from _persons(store, careers_of(store, [i for kind, i in wanted if kind == "person"]))
    yield from _events(events, found, quoted)


def corpus_graph(
    store: Store, ids: Sequence[str], events: Sequence[MergedEvent], quoted: Quoted = as_given, *, texts: bool = False
) -> Iterator[JsonObject]:
    """Articles with the units and public persons whom they name, posts as these articles state them, and events.

    `texts` says whether the articles' texts are given, too.
    """
    rows = store.connection.execute(
        "SELECT DISTINCT e.kind, e.id FROM json_each(?) w CROSS JOIN entity_mentions m ON m.article_id = w.value"
        " CROSS JOIN entities e ON e.id = m.entity_id WHERE e.status = 'resolved' ORDER BY 1, 2",
        (dumps(list(ids)),),
    ).fetchall()
    within = set(ids)
    names = _names(store, ids)
    careers = careers_of(store, [row["id"] for row in rows if row["kind"] == "person"])
    held = [o for career in careers for o in (*career.occupancies, *career.bare) if _supports(o, within)]
    units = {row["id"] for row in rows if row["kind"] == "unit"} | {o.unit_id for o in held if o.unit_id}
    yield from _articles(store, ids, texts=texts)
    yield from _units(store, units)
    yield from _persons(store, careers)
    yield from _posts(store, held, within, quoted)
    yield from _events(events, [_who(merged, names) for merged in events], quoted)


def _articles(store: Store, ids: Iterable[str], *, texts: bool = False) -> Iterator[JsonObject]:
    rows = store.connection.execute(
        "SELECT a.* FROM json_each(?) w CROSS JOIN articles a ON a.id = w.value ORDER BY a.id", (dumps(list(ids)),)
    )
    for row in rows:
        own = {key: row[key] for key in ("id", "title", "source", "url", "published", *(("text",) if texts else ()))}
        yield ftm.article(own, json.loads(row["record"])["authors"])


def _units(store: Store, ids: Iterable[str]) -> Iterator[JsonObject]:
    wanted = sorted(set(ids))
    rows = store.connection.execute(
        "SELECT e.* FROM json_each(?) w CROSS JOIN entities e ON e.id = w.value"
        " WHERE e.status = 'resolved' ORDER BY e.id",
        (dumps(wanted),),
    ).fetchall()
    known = {row["id"] for row in rows}
    called = _called(store, wanted)
    for row in rows:
        yield ftm.organization(dict(row), called[row["id"]])
    for row in rows:
        if row["parent_id"] in known:
            yield ftm.parent_link(dict(row))


def _called(store: Store, ids: Sequence[str]) -> defaultdict[str, list[str]]:
    """What articles call entities, the most frequent first."""
    rows = store.connection.execute(
        "SELECT n.entity_id, n.name FROM json_each(?) w CROSS JOIN entity_names n ON n.entity_id = w.value"
        " WHERE n.source <> 'name' ORDER BY n.entity_id, n.mentions DESC, n.name",
        (dumps(list(ids)),),
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row[1])
    return found


def _persons(store: Store, careers: Sequence[Career]) -> Iterator[JsonObject]:
    ids = [career.person_id for career in careers]
    rows = store.connection.execute(
        "SELECT e.id, e.name FROM json_each(?) w CROSS JOIN entities e ON e.id = w.value", (dumps(ids),)
    )
    own = {row["id"]: dict(row) for row in rows}
    called = _called(store, ids)
    for career in careers:
        yield ftm.person(own[career.person_id], called[career.person_id], career.ranks)


def _posts(store: Store, held: Iterable[Occupancy], within: set[str], quoted: Quoted) -> Iterator[JsonObject]:
    listed = sorted(held, key=lambda o: (o.person_id, o.begin.latest or "", o.post, o.unit_id or ""))
    resolved = {row[0] for row in store.connection.execute("SELECT id FROM entities WHERE status = 'resolved'")}
    evidence = Evidence(store)
    made: dict[str, JsonObject] = {}
    for one in listed:
        own = one if one.unit_id in resolved else replace(one, unit_id=None)
        member = is_member(key(own.position)) and own.unit_id is not None
        if not member:
            post = ftm.position(own)
            made.setdefault(post["id"], post)
        proofs = [_proof(evidence, support, quoted) for support in _supports(own, within)]
        holding = ftm.occupancy(own, proofs, member=member)
        made.setdefault(holding["id"], holding)
    yield from sorted(made.values(), key=lambda e: (e["schema"] != "Position", e["schema"], e["id"]))


def _supports(one: Occupancy, within: set[str]) -> list[Support]:
    return [s for s in one.supports if s.article_id in within and s.change != "planned"]


def _proof(evidence: Evidence, support: Support, quoted: Quoted) -> ftm.Proof:
    at = evidence.at(support.article_id, support.field, support.start)
    day = ftm.partial(support.first, support.last) if support.change == "holds" else None
    sentence = quoted(support.article_id, at["sentence"])
    return ftm.Proof(support.article_id, at["source"], at["url"], day, sentence)


def _names(store: Store, ids: Iterable[str]) -> Names:
    rows = store.connection.execute(
        "SELECT m.article_id, m.kind, m.value, e.id, e.status = 'resolved' FROM json_each(?) w"
        " CROSS JOIN entity_mentions x ON x.article_id = w.value CROSS JOIN mentions m ON m.article_id = x.article_id"
        " AND m.field = x.field AND m.n = x.n CROSS JOIN entities e ON e.id = x.entity_id AND e.kind = m.kind"
        " ORDER BY m.article_id, m.field, m.n, e.id",
        (dumps(list(ids)),),
    )
    found: dict[tuple[str, str, str], tuple[str, bool]] = {}
    for row in rows:
        found.setdefault((row[0], row[1], canon(row[2])), (row[3], bool(row[4])))
    return found


def _who(merged: MergedEvent, names: Names) -> _Who:
    found = _Who()
    for telling in merged.tellings:
        for p in telling.event.participants:
            found_id, resolved = names.get((telling.article_id, p.kind, canon(p.name)), ("", False))
            if resolved:
                (found.organizer if p.role in _HOLDING else found.involved)[p.kind, found_id] = None
            elif p.kind == "unit":
                found.named[p.name] = None
    return found


def _events(events: Iterable[MergedEvent], found: Iterable[_Who], quoted: Quoted) -> Iterator[JsonObject]:
    for merged, who in zip(events, found, strict=True):
        proofs = [_told(telling, quoted) for telling in merged.tellings]
        involved = [ftm.key_of(*one) for one in who.involved if one not in who.organizer]
        yield ftm.event(merged, proofs, [ftm.key_of(*one) for one in who.organizer], involved, list(who.named))
        for telling, proof in zip(merged.tellings, proofs, strict=True):
            yield ftm.documentation(merged, telling, proof)


def _told(telling: Telling, quoted: Quoted) -> ftm.Proof:
    sentence = quoted(telling.article_id, telling.event.sentence)
    return ftm.Proof(telling.article_id, telling.source, telling.url, None, sentence)
