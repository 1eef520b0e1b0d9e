"""Where something is said: the sentence, its article, source and date. Which question: how do we know?"""

from __future__ import annotations

import json
from typing import Any

from corpus.store import Store

Located = dict[str, Any]
"""`sentence, article, source, url, published, date, inferred` of a place in an article."""


class Evidence:
    """Sentences by article and offset; the articles that were asked for are kept."""

    def __init__(self, store: Store) -> None:
        self._db = store.connection
        self._articles: dict[str, Any] = {}
        self._sentences: dict[str, list[list[int]]] = {}

    def at(self, article_id: str, field: str, start: int) -> Located:
        """The sentence (or the title) in which offset `start` stands."""
        row = self._article(article_id)
        inferred = row["published"] is None and row["anchor"] is not None
        return {
            "sentence": self.sentence(article_id, field, start),
            "article": article_id,
            "source": row["source"],
            "url": row["url"],
            "published": row["published"],
            "date": row["anchor"] if inferred else (row["published"] or "")[:10] or None,
            "inferred": inferred,
        }

    def sentence(self, article_id: str, field: str, start: int) -> str:
        """The text of that sentence."""
        first, last = self.span(article_id, field, start)
        row = self._article(article_id)
        return str((row["text"] if field == "text" else row["title"] or "")[first:last])

    def span(self, article_id: str, field: str, start: int) -> tuple[int, int]:
        """Its offsets; (0, 0) where there is none."""
        row = self._article(article_id)
        if field != "text":
            return 0, len(row["title"] or "")
        if article_id not in self._sentences:
            self._sentences[article_id] = json.loads(row["sentences"])
        return next(((s, e) for s, e in self._sentences[article_id] if s <= start < e), (0, 0))

    def _article(self, article_id: str) -> Any:
        if article_id not in self._articles:
            self._articles[article_id] = self._db.execute(
                "SELECT a.source, a.url, a.title, a.published, a.anchor, a.text, s.sentences FROM articles a"
                " JOIN sentences s ON s.article_id = a.id WHERE a.id = ?",
                (article_id,),
            ).fetchone()
        return self._articles[article_id]
