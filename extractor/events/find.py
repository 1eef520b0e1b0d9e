"""Events of one article: what is dated, what takes its date from the occasion, what is told twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from corpus.article import Document
from corpus.mentions import Event, Mention
from corpus.text import slug
from extractor.events.draft import Draft, merged
from extractor.events.headline import headline
from extractor.events.reader import Reader
from extractor.events.status import status
from extractor.events.view import View, make_view
from extractor.mine.context import Context


def find_events(
    document: Document, mentions: Sequence[Mention], context: Context, article_id: str, title: str | None
) -> tuple[Event, ...]:
    """The dated events of an article, sorted by place in the text. Never raises for any text.

    `mentions` are those of `document.text`, linked; `title` types the first event where its own clause tells no type.
    One event for each thing that happened or is planned and has a governing date; what is undated is not listed. Two
    persons under one predicate (`trao quyết định cho A và B`) are one event, each with a clause of his own makes one.
    """
    view = make_view(document, mentions, context.published.span if context.published else None)
    if not view.dates:
        return ()
    drafts = merged(Reader(view, title).read(document.sentences))
    return tuple(_unique(_event(view, draft, article_id) for draft in drafts))


def _event(view: View, draft: Draft, article_id: str) -> Event:
    sentence, when = draft.stretch.sentence, draft.when
    words = sentence.of(view.text)
    key = "\n".join((article_id, draft.predicate.type, when.value, slug(words), *sorted(draft.cast.persons)))
    governed = view.text[when.start : when.end]
    return Event(
        id=hashlib.sha256(key.encode()).hexdigest()[:16],
        when=when.range,
        date=when.value,
        status=status(view, draft.stretch, when),
        type=draft.predicate.type,
        title=headline(view, draft.stretch, when, draft.predicate.start),
        sentence=words,
        start=sentence.start,
        end=sentence.end,
        evidence=f"{draft.predicate.rule}; {draft.rule}: {governed}" + ("; quoted" if draft.stretch.quoted else ""),
        participants=draft.cast.participants,
        place=draft.cast.place,
    )


def _unique(events: Iterable[Event]) -> Iterator[Event]:
    """Without events of the same id: the same sentence told twice in one article."""
    seen: set[str] = set()
    for event in events:
        if event.id not in seen:
            seen.add(event.id)
            yield event
