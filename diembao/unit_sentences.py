"""Sentences of stored articles with what was found in them, as the readers of histories take them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from corpus.codec import mention_from_json
from corpus.entities import Field
from corpus.mentions import Mention
from corpus.store import Store
from diembao.evidence import Evidence
from extractor.resolve.unit_history import Cite
from extractor.resolve.unit_history_saying import EntitySaid, said_with
from extractor.resolve.unit_history_views import Said

_KINDS = ("date", "document", "person", "place", "position", "term", "unit")
_TITLE = -1


class Sentences:
    """Sentences by article, each article read once."""

    def __init__(self, store: Store) -> None:
        self._db = store.connection
        self._articles: dict[str, tuple[Said, ...]] = {}

    def of(self, article_id: str) -> tuple[Said, ...]:
        """The sentences of an article, its title last."""
        if article_id not in self._articles:
            self._articles[article_id] = self._read(article_id)
        return self._articles[article_id]

    def at(self, article_id: str, start: int, field: Field = "text") -> Said | None:
        """The sentence in which an offset stands."""
        own = (s for s in self.of(article_id) if s.cite.field == field)
        return next((s for s in own if s.cite.start <= start < s.end), None)

    def alone(self, article_id: str, field: Field, start: int) -> Said | None:
        """The sentence in which an offset stands, without reading the rest of its article."""
        if article_id in self._articles:
            return self.at(article_id, start, field)
        row = self._row(article_id)
        near = (s for s in _spans(row) if s[1] == field and s[2] <= start < s[2] + len(s[3]))
        span = next(near, None)
        if span is None:
            return None
        found = self._mentions(article_id, (field, span[2], span[2] + len(span[3])))
        return self._said(article_id, row, found, *span)

    def _read(self, article_id: str) -> tuple[Said, ...]:
        row = self._row(article_id)
        found = self._mentions(article_id)
        return tuple(self._said(article_id, row, found, *span) for span in _spans(row))

    def _row(self, article_id: str) -> Any:
        return self._db.execute(
            "SELECT a.source, a.url, a.title, a.published, a.text, s.sentences FROM articles a"
            " JOIN sentences s ON s.article_id = a.id WHERE a.id = ?",
            (article_id,),
        ).fetchone()

    def _said(
        self, article_id: str, row: Any, found: Sequence[Found], number: int, field: Field, start: int, text: str
    ) -> Said:
        cite = Cite(
            article_id=article_id,
            source=row["source"],
            url=row["url"],
            published=row["published"],
            field=field,
            start=start,
            sentence=text,
        )
        end = start + len(text)
        inside = [(m, entity) for where, m, entity in found if where == field and start <= m.start and m.end <= end]
        return said_with(cite, number, inside)

    def _mentions(self, article_id: str, within: tuple[Field, int, int] | None = None) -> list[Found]:
        """The mentions of an article, or of a part of it."""
        part = ' AND m.field = ? AND m."start" >= ? AND m."end" <= ?' if within else ""
        rows = self._db.execute(
            "SELECT m.field, m.record, e.id, e.label, e.status, m.listed FROM mentions m LEFT JOIN entity_mentions x"
            " USING (article_id, field, n) LEFT JOIN entities e ON e.id = x.entity_id"
            f' WHERE m.article_id = ? AND m.kind IN ({",".join("?" * len(_KINDS))}){part} ORDER BY m."start", m.n',
            (article_id, *_KINDS, *(within or ())),
        )
        return [
            (row["field"], mention_from_json(json.loads(row["record"])), _entity(row)) for row in rows if row["listed"]
        ]


def _spans(row: Any) -> list[tuple[int, Field, int, str]]:
    """Number, field, start and text of each sentence, the title last."""
    found: list[tuple[int, Field, int, str]] = [
        (n, "text", s, row["text"][s:e]) for n, (s, e) in enumerate(json.loads(row["sentences"]))
    ]
    return [*found, (_TITLE, "title", 0, row["title"])] if row["title"] else found


def _entity(row: Any) -> EntitySaid | None:
    return EntitySaid(row["id"], row["label"], row["status"] == "resolved") if row["id"] else None


Found = tuple[Field, Mention, EntitySaid | None]
"""Where a mention stands, it, and its entity."""


def cite_at(evidence: Evidence, article_id: str, field: Field, start: int) -> Cite:
    """The sentence in which an offset stands, to be cited."""
    found = evidence.at(article_id, field, start)
    return Cite(
        article_id=article_id,
        source=found["source"],
        url=found["url"],
        published=found["published"],
        field=field,
        start=evidence.span(article_id, field, start)[0],
        sentence=found["sentence"],
    )
