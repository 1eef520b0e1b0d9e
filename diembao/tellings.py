"""Reading what merging compares from the store: events with what their articles are about and whom their names mean."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from corpus.merged import EventKey
from corpus.store import Store
from corpus.text import canon
from extractor.resolve.article_profile import article_profile
from extractor.resolve.event_likeness import Actor, Traits
from extractor.resolve.merging_words import folded

_CHUNK = 400  # ids a query: well under SQLite's limit of variables
_PROFILED = ("person", "place", "unit")


def read_tellings(store: Store) -> list[Traits]:
    """The events of all articles."""
    return list(_read(store.connection, "", ()))


def tellings_of(store: Store, articles: Collection[str]) -> list[Traits]:
    """The events of these articles."""
    return [traits for chunk in _chunks(articles) for traits in _read(store.connection, _among(chunk), chunk)]


def tellings_named(store: Store, names: Collection[EventKey]) -> list[Traits]:
    """These events, as far as there are such."""
    articles = {article for article, _ in names}
    return [traits for chunk in _chunks(articles) for traits in _read(store.connection, _among(chunk), chunk, names)]


def _chunks(values: Collection[str]) -> Iterator[list[str]]:
    wanted = sorted(values)
    return (wanted[at : at + _CHUNK] for at in range(0, len(wanted), _CHUNK))


def _among(values: Sequence[str]) -> str:
    return f" IN ({_marks(values)})"


def _marks(values: Iterable[object]) -> str:
    return ",".join("?" for _ in values)


def _read(
    db: sqlite3.Connection, among: str, ids: Iterable[str], names: Collection[EventKey] | None = None
) -> Iterator[Traits]:
    """`among` is the end of a condition on the id of an article, with its values; `names` are the events wanted."""
    values = tuple(ids)
    where = f"WHERE article_id{among}" if among else ""
    events = db.execute(
        f"SELECT article_id, id, type, status, first, last, place, sentence FROM events {where}", values
    ).fetchall()
    told = {row["article_id"] for row in events}
    dates, about = _articles(db, among, values, told)
    keys = _keys(db, among, values)
    cast: defaultdict[tuple[str, str], list[Actor]] = defaultdict(list)
    rows = db.execute(
        f"SELECT article_id, event_id, kind, role, name FROM participants {where} ORDER BY article_id, event_id, n",
        values,
    )
    for article, event, kind, role, name in rows:
        cast[article, event].append((kind, role, name, keys[article].get(canon(name)) or folded(name)))
    for row in events:
        key = (row["article_id"], row["id"])
        if names is not None and key not in names:
            continue
        yield Traits(
            key,
            type=row["type"],
            status=row["status"],
            first=_day(row["first"]),
            last=_day(row["last"]),
            sentence=row["sentence"],
            place=row["place"],
            cast=cast.get(key, ()),
            about=about[key[0]],
            published=dates[key[0]],
        )


def _day(value: str) -> int:
    return date.fromisoformat(value).toordinal()


def _articles(
    db: sqlite3.Connection, among: str, values: tuple[str, ...], told: set[str]
) -> tuple[dict[str, str | None], dict[str, Mapping[str, float]]]:
    """When the articles with events were published, and what they are about."""
    names: defaultdict[str, dict[str, set[str]]] = defaultdict(lambda: {kind: set() for kind in _PROFILED})
    rows = db.execute(
        f"SELECT article_id, kind, value FROM mentions WHERE kind IN ({_marks(_PROFILED)})"
        + (f" AND article_id{among}" if among else ""),
        (*_PROFILED, *values),
    )
    for article, kind, value in rows:
        names[article][kind].add(value)
    dates: dict[str, str | None] = {}
    about: dict[str, Mapping[str, float]] = {}
    where = f"WHERE id{among}" if among else ""
    for row in db.execute(f"SELECT id, title, published, keywords, text FROM articles {where}", values):
        article = row["id"]
        if article in told:
            own = names[article]
            dates[article] = row["published"]
            about[article] = article_profile(
                row["title"],
                json.loads(row["keywords"]),
                persons=own["person"],
                places=own["place"],
                units=own["unit"],
                text=row["text"],
            )
    return dates, about


def _keys(db: sqlite3.Connection, among: str, values: tuple[str, ...]) -> Mapping[str, Mapping[str, str]]:
    """For each article the entity of each name in it, the name in `canon`; of several the first."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    rows = db.execute(
        "SELECT e.article_id, m.value, e.entity_id FROM entity_mentions e JOIN mentions m"
        " ON m.article_id = e.article_id AND m.field = e.field AND m.n = e.n"
        + (f" WHERE e.article_id{among}" if among else "")
        + " ORDER BY e.article_id, e.field, e.n, e.entity_id",
        values,
    )
    for article, value, entity in rows:
        found[article].setdefault(canon(value), entity)
    return found
