"""What resolution reads of stored articles. Which question: what does this article say of units and persons?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from corpus.codec import mention_from_json
from corpus.entities import Field
from corpus.mentions import Mention, Place, Rank, Unit
from corpus.records import maker
from corpus.store import Store
from extractor.resolve.articles import ArticleMentions

_KINDS = ("unit", "person", "position", "rank", "place")
_PLAIN: Mapping[str, Callable[..., Mention]] = {"unit": maker(Unit), "rank": maker(Rank), "place": maker(Place)}
_CHUNK = 200  # articles that are read together


def read_articles(store: Store, article_ids: Iterable[str]) -> Iterator[ArticleMentions]:
    """The articles with their mentions of units, persons, posts, ranks and places, by id; none that is not stored."""
    wanted = sorted(article_ids)
    for at in range(0, len(wanted), _CHUNK):
        yield from _read(store, wanted[at : at + _CHUNK])


def _read(store: Store, ids: Sequence[str]) -> Iterator[ArticleMentions]:
    dates = store.connection.execute(
        "SELECT id, url, source, published, published_first, published_last, anchor FROM articles"
        f" WHERE id IN ({','.join('?' * len(ids))}) ORDER BY id",
        ids,
    ).fetchall()
    cursor = store.connection.cursor()
    cursor.row_factory = None  # plain tuples: there are hundreds of them an article
    rows: list[tuple[str, Field, int, str]] = cursor.execute(
        f"SELECT article_id, field, n, record FROM mentions WHERE article_id IN ({','.join('?' * len(ids))})"
        f" AND +kind IN ({','.join('?' * len(_KINDS))}) ORDER BY article_id, field, n",  # by article, not by kind
        (*ids, *_KINDS),
    ).fetchall()
    records = json.loads(f"[{','.join([row[3] for row in rows])}]")
    pairs = groupby(zip(rows, records, strict=True), key=lambda pair: pair[0][0])
    mentions = {article: [(row[1], row[2], _mention(record)) for row, record in own] for article, own in pairs}
    for date in dates:
        anchor = date["anchor"] if date["published"] is None else None
        day = anchor if anchor and len(anchor) == 10 else None  # an inferred month bounds no day
        yield ArticleMentions(
            article_id=date["id"],
            mentions=tuple(mentions.get(date["id"], ())),
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
