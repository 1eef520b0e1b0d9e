"""Sentences as the readers of a unit's history take them, mined from a text."""

from __future__ import annotations

from corpus.dates import PublicationDate
from corpus.mentions import Mention, Unit
from extractor.mine.context import Context
from extractor.mine.mine import mine
from extractor.resolve.unit_history import Cite
from extractor.resolve.unit_history_saying import EntitySaid, said_with
from extractor.resolve.unit_history_views import Said
from extractor.text.document import make_document

PUBLISHED = "2020-06-15"


def said(text: str, *, article: str = "a1", published: str = PUBLISHED, ids: bool = False) -> tuple[Said, ...]:
    """The sentences of a text published that day; with `ids`, every unit is an entity with its name as id."""
    document = make_document(text, tokens=False)
    context = Context(published=PublicationDate(value=published, method="given", confidence=1.0))
    mentions = mine(document, context)
    found = []
    for number, (start, end) in enumerate(document.sentences.pairs()):
        cite = Cite(
            article_id=article,
            source="bao.example",
            url=None,
            published=published,
            field="text",
            start=start,
            sentence=document.text[start:end],
        )
        inside = [(m, _entity(m, ids=ids)) for m in mentions if start <= m.start and m.end <= end]
        found.append(said_with(cite, number, inside))
    return tuple(found)


def _entity(mention: Mention, *, ids: bool) -> EntitySaid | None:
    return EntitySaid(mention.value, mention.value, True) if ids and isinstance(mention, Unit) else None
