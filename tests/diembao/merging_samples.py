"""Invented articles for tests of merging, put into a store as if they had been read."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta

from corpus.archive import Location
from corpus.article import Document
from corpus.dates import DateRange, PublicationDate
from corpus.mentions import Event, EventStatus, EventType, Mention, Participant, Person, Unit
from corpus.spans import Spans
from corpus.store import Store
from corpus.store.rows import article_rows
from tests.corpus.samples import analysis, page

LONG = "Sáng nay, lực lượng chức năng đã khống chế đám cháy lan rộng hơn một nghìn mét vuông kho hàng ở cảng Bến Nghé."


def told(
    kind: EventType,
    first: str,
    sentence: str,
    *,
    days: int = 1,
    units: tuple[str, ...] = (),
    persons: tuple[str, ...] = (),
    status: EventStatus = "reported",
) -> Event:
    """An event as an article tells it; its id is made when it is put."""
    start = date.fromisoformat(first)
    last = start + timedelta(days=days - 1)
    return Event(
        id="",
        when=DateRange(first=start, last=last, grain="day"),
        date=first if days == 1 else f"{first}/{last.isoformat()}",
        status=status,
        type=kind,
        title=sentence[:60],
        sentence=sentence,
        start=0,
        end=1,
        evidence="rule",
        participants=(
            *(Participant(name=name, kind="unit", role="organiser") for name in units),
            *(Participant(name=name, kind="person", role="subject") for name in persons),
        ),
    )


def put(store: Store, article: str, title: str, *events: Event, published: str = "2021-06-30") -> str:
    """Store an article of that name, or a new version of it; its id. The caller holds no transaction."""
    own = hashlib.sha256(article.encode()).hexdigest()[:16]
    known = [
        replace(event, id=hashlib.sha256(f"{own}{event.type}{event.date}{event.sentence}".encode()).hexdigest()[:16])
        for event in events
    ]
    text = f"{article}: " + " ".join(event.sentence for event in events)
    names = [(p.kind, p.name) for event in events for p in event.participants]
    sample = analysis(own, f"http://bao.example/{article}")
    made = replace(
        sample,
        article=replace(
            sample.article,
            title=title,
            text=text,
            blocks=(),
            source=f"bao-{article[-1]}.example",
            published=PublicationDate(value=published, method="given", confidence=1.0),
        ),
        document=Document(text=text, paragraphs=Spans.of([]), sentences=Spans.of([]), tokens=Spans.of([])),
        mentions=tuple(_mention(kind, name) for kind, name in dict.fromkeys(names)),
        events=tuple({event.id: event for event in known}.values()),
        keywords=(),
    )
    raw = page(f"<p>{title}{text}{published}{names}</p>", f"http://bao.example/{article}")
    with store.transaction():
        store.articles.drop([own])
        store.inputs.remove([row.id for row in store.inputs.of_article(own)])
        store.inputs.add(raw, Location("a.warc.gz", len(list(store.inputs.all())) + _next()))
        (row,) = store.inputs.to_do("s")
        store.inputs.settle(row.id, "stored", "s", article_id=own)
        store.articles.put(article_rows(made), row.id)
    return own


def _next(count: list[int] = [0]) -> int:  # noqa: B006 - counts over calls
    count[0] += 1000
    return count[0]


def drop(store: Store, article: str) -> None:
    """Take an article out again."""
    own = hashlib.sha256(article.encode()).hexdigest()[:16]
    with store.transaction():
        store.articles.drop([own])
        store.inputs.remove([row.id for row in store.inputs.of_article(own)])


def _mention(kind: str, name: str) -> Mention:
    if kind == "unit":
        return Unit(start=0, end=1, text=name[:1], value=name, type="police", rule="r")
    return Person(start=0, end=1, text=name[:1], value=name, rule="r", rank="Trung tá", public=True)
