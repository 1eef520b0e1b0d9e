"""Events of one article: what is dated, what takes its date from the occasion, what is told twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from corpus.article import Document
from corpus.mentions import DateExpression, Event, Mention
from extractor.events.context import of_many
from extractor.events.doing import SEVERAL
from extractor.events.draft import Draft, merged
from extractor.events.heading import headed, tells
from extractor.events.headline import headline, shortened
from extractor.events.reader import Reader
from extractor.events.status import called_off, status
from extractor.events.vague import long_ago
from extractor.events.view import View, make_view
from extractor.mine.context import Context


def find_events(
    document: Document,
    mentions: Sequence[Mention],
    context: Context,
    article_id: str,
    title: str | None,
    title_mentions: Sequence[Mention] | None = None,
) -> tuple[Event, ...]:
    """The dated events of an article, sorted by place in the text. Never raises for any text.

    `mentions` are those of `document.text`, linked; `title` types the first event where its own clause tells no type.
    One event for each thing that happened or is planned and has a governing date; what is undated is not listed. Two
    persons under one predicate (`trao quyết định cho A và B`) are one event, each with a clause of his own makes one.
    An appointment, election or award that only the title tells is one as well, where `title_mentions` are given.
    """
    published = context.published.span if context.published else None
    heading = (
        make_view(title, title_mentions, published) if title and title_mentions is not None and tells(title) else None
    )
    if heading is None and not any(isinstance(mention, DateExpression) for mention in mentions):
        return ()
    view = make_view(document.text, mentions, published)
    drafts = merged(Reader(view, title).read(document.sentences))
    if heading is not None and (told := headed(view, heading, document.sentences, drafts)) is not None:
        drafts = sorted([*drafts, told], key=lambda draft: draft.index)
    return tuple(_unique(_event(view, draft, article_id) for draft in drafts))


def _event(view: View, draft: Draft, article_id: str) -> Event:
    sentence, when = draft.stretch.sentence, draft.when
    words = sentence.of(view.text)
    named = view.slug(sentence.start, sentence.end)
    key = "\n".join((article_id, draft.predicate.type, when.value, named, *sorted(draft.cast.persons)))
    governed = view.text[when.start : when.end]
    return Event(
        id=hashlib.sha256(key.encode()).hexdigest()[:16],
        when=when.range,
        date=when.value,
        status=status(view, draft.stretch, when),
        type=draft.predicate.type,
        title=shortened(draft.heading) if draft.heading else headline(view, draft.stretch, when, draft.predicate.start),
        sentence=words,
        start=sentence.start,
        end=sentence.end,
        evidence="; ".join((f"{draft.predicate.rule}; {draft.rule}: {governed}", *_marks(view, draft))),
        participants=draft.cast.participants,
        place=draft.cast.place,
    )


def _marks(view: View, draft: Draft) -> Iterator[str]:
    """What else the evidence says: quoted, called off, no news but long past, congresses of several bodies."""
    if draft.stretch.quoted:
        yield "quoted"
    if called_off(view, draft.stretch, draft.when):
        yield "called off"
    if draft.predicate.type == "congress" and of_many(view, draft.stretch, draft.predicate):
        yield SEVERAL
    if long_ago(view, draft.when):
        yield "background"


def _unique(events: Iterable[Event]) -> Iterator[Event]:
    """Without events of the same id: the same sentence told twice in one article."""
    seen: set[str] = set()
    for event in events:
        if event.id not in seen:
            seen.add(event.id)
            yield event
