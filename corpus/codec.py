"""The JSON of the contract: `Analysis` to plain objects and back.

`to_json` gives the line of `extract`, of `export --format jsonl` and of the web's article page; `from_json` reads it
again. `schema` grows when a field changes its meaning; a reader of a newer schema than ours is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, assert_never

from corpus.analysis import Analysis
from corpus.article import Article, Block, Document, Removed
from corpus.dates import DateRange, PublicationDate
from corpus.errors import UnreadableInput
from corpus.jsonline import dumps as dumps
from corpus.mentions import (
    Abbreviation,
    DateExpression,
    DocumentRef,
    Event,
    Mention,
    Participant,
    Person,
    Place,
    Position,
    Rank,
    Tenure,
    Term,
    Unit,
)
from corpus.records import maker
from corpus.spans import Span, Spans

SCHEMA = 1

JsonObject = dict[str, Any]


def to_json(analysis: Analysis, *, tokens: bool = False) -> JsonObject:
    """The contract's object; with `tokens`, also `[start, end]` pairs of the word tokens and of the sentences."""
    article = analysis.article
    result: JsonObject = {
        "schema": SCHEMA,
        **article_to_json(article),
        "mentions": [mention_to_json(m) for m in analysis.mentions],
        "events": [event_to_json(e) for e in analysis.events],
        "title_mentions": [mention_to_json(m) for m in analysis.title_mentions],
        "keywords": list(analysis.keywords),
    }
    if tokens:
        result["tokens"] = [list(p) for p in analysis.document.tokens.pairs()]
        result["sentences"] = [list(p) for p in analysis.document.sentences.pairs()]
    return result


def article_to_json(article: Article) -> JsonObject:
    """The article's own fields, without what was mined from it."""
    published = article.published
    return {
        "id": article.id,
        "origin_id": article.origin_id,
        "url": article.url,
        "source": article.source,
        "retrieved": article.retrieved.isoformat() if article.retrieved else None,
        "title": article.title,
        "lead": article.lead,
        "authors": list(article.authors),
        "section": article.section,
        "tags": list(article.tags),
        "published": published.value if published else None,
        "published_method": published.method if published else None,
        "published_confidence": published.confidence if published else None,
        "updated": article.updated,
        "language": article.language,
        "text": article.text,
        "blocks": [{"type": b.type, "start": b.span.start, "end": b.span.end} for b in article.blocks],
        "captions": list(article.captions),
        "removed": [{"text": r.text, "why": r.why} for r in article.removed],
        **({"pages": list(article.pages)} if article.pages else {}),
        **({"form": article.form} if article.form != "article" else {}),
    }


def mention_to_json(mention: Mention) -> JsonObject:  # noqa: C901 - one arm a kind, kept together on purpose
    """One mention of the contract; keys that belong to the kind are always there."""
    common = {"text": mention.text, "start": mention.start, "end": mention.end, "value": mention.value}
    match mention:
        case DateExpression():
            span = mention.range
            result = {
                "kind": "date",
                **common,
                "mod": mention.mod,
                "from": span.first.isoformat() if span else None,
                "to": span.last.isoformat() if span else None,
                "anchor": mention.anchor,
                "lunar": mention.lunar,
            }
            if span:
                result["grain"] = span.grain
                if span.calendar != "gregorian":
                    result["calendar"] = span.calendar
            if mention.anchor_inferred:
                result["anchor_inferred"] = True
            if mention.is_set:
                result["set"] = True
        case Term():
            result = {
                "kind": "term",
                **common,
                "value": mention.value or None,
                "from_year": mention.from_year,
                "to_year": mention.to_year,
                "ordinal": mention.ordinal,
                "of": mention.of,
            }
            if mention.relative:
                result["relative"] = True
            if mention.derived:
                result["derived"] = list(mention.derived)
        case Rank():
            result = {
                "kind": "rank",
                **common,
                "person": mention.person,
                "level": mention.level,
                "branch": mention.branch,
            }
            if mention.promoted_from:
                result["promoted_from"] = mention.promoted_from
        case Person():
            result = {
                "kind": "person",
                **common,
                "rank": mention.rank,
                "positions": list(mention.positions),
                "public": mention.public,
            }
        case Position():
            result = {"kind": "position", **common, "person": mention.person, "unit": mention.unit}
            if mention.former:
                result["former"] = True
            if mention.acting:
                result["acting"] = True
        case Unit():
            result = {
                "kind": "unit",
                **common,
                "type": mention.type,
                "parent": mention.parent,
                "place": mention.place,
                "resolved": mention.resolved,
            }
        case Place():
            result = {"kind": "place", **common, "code": mention.code}
        case DocumentRef():
            result = {"kind": "document", **common}
        case Abbreviation():
            result = {"kind": "abbreviation", **common}
        case _:
            assert_never(mention)
    result["rule"] = mention.rule
    if isinstance(mention, (Rank, Person, Position)) and mention.tenure:
        result["tenure"] = [_tenure_to_json(t) for t in mention.tenure]
    return result


def _tenure_to_json(tenure: Tenure) -> JsonObject:
    told: JsonObject = {"change": tenure.change, "from": tenure.first, "to": tenure.last, "rule": tenure.rule}
    more = {"person": tenure.person, "acting": tenure.acting}
    return told | {name: value for name, value in more.items() if value is not None}


def _tenures(listed: Iterable[Mapping[str, Any]]) -> tuple[Tenure, ...]:
    return tuple(
        Tenure(
            change=t["change"],
            first=t["from"],
            last=t["to"],
            rule=t["rule"],
            person=t.get("person"),
            acting=t.get("acting"),
        )
        for t in listed
    )


def event_to_json(event: Event) -> JsonObject:
    """One event of the contract."""
    return {
        "id": event.id,
        "from": event.when.first.isoformat(),
        "to": event.when.last.isoformat(),
        "date": event.date,
        "status": event.status,
        "type": event.type,
        "title": event.title,
        "units": list(event.units),
        "persons": list(event.persons),
        "place": event.place,
        "participants": [{"name": p.name, "kind": p.kind, "role": p.role} for p in event.participants],
        "sentence": event.sentence,
        "start": event.start,
        "end": event.end,
        "grain": event.when.grain,
        "evidence": event.evidence,
    }


def from_json(data: Mapping[str, Any]) -> Analysis:
    """The analysis that `to_json` wrote. Tokens and sentences are there only where they were written.

    Raises UnreadableInput for an object that is not one of ours, or of a newer schema.
    """
    if not isinstance(data.get("schema"), int) or data["schema"] > SCHEMA:
        raise UnreadableInput("schema", f"schema {data.get('schema')!r} is not one of 1 to {SCHEMA}")
    try:
        article = article_from_json(data)
        return Analysis(
            article=article,
            document=Document(
                text=article.text,
                paragraphs=Spans.of((b.span.start, b.span.end) for b in article.blocks),
                sentences=_spans(data.get("sentences", ())),
                tokens=_spans(data.get("tokens", ())),
            ),
            mentions=tuple(map(mention_from_json, data["mentions"])),
            title_mentions=tuple(map(mention_from_json, data["title_mentions"])),
            events=tuple(map(event_from_json, data["events"])),
            keywords=tuple(data["keywords"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableInput("schema", f"not an article of diembao: {error!r}") from error


def article_from_json(data: Mapping[str, Any]) -> Article:
    """The article's own fields from the contract's object."""
    return Article(
        id=data["id"],
        source=data["source"],
        text=data["text"],
        blocks=tuple(Block(type=b["type"], span=Span(b["start"], b["end"])) for b in data["blocks"]),
        origin_id=data["origin_id"],
        url=data["url"],
        retrieved=datetime.fromisoformat(data["retrieved"]) if data["retrieved"] else None,
        title=data["title"],
        lead=data["lead"],
        authors=tuple(data["authors"]),
        section=data["section"],
        tags=tuple(data["tags"]),
        published=PublicationDate(
            value=data["published"], method=data["published_method"], confidence=data["published_confidence"]
        )
        if data["published"]
        else None,
        updated=data["updated"],
        language=data["language"],
        captions=tuple(data["captions"]),
        removed=tuple(Removed(text=r["text"], why=r["why"]) for r in data["removed"]),
        pages=tuple(data.get("pages", ())),
        form=data.get("form", "article"),
    )


def mention_from_json(data: Mapping[str, Any]) -> Mention:
    """One mention from the contract's object. Raises KeyError or ValueError where it is none."""
    fields = {k: v for k, v in data.items() if k != "kind"}
    if "tenure" in fields:
        fields["tenure"] = _tenures(fields["tenure"])
    match data["kind"]:
        case "date":
            first, last = fields.pop("from"), fields.pop("to")
            grain, calendar = fields.pop("grain", "day"), fields.pop("calendar", "gregorian")
            span = _range(first, last, grain, calendar) if first and last else None
            return DateExpression(range=span, is_set=fields.pop("set", False), **fields)
        case "term":
            derived = tuple(fields.get("derived", ()))
            return Term(**{**fields, "value": fields["value"] or "", "derived": derived})
        case "rank":
            return Rank(**fields)
        case "person":
            return Person(**{**fields, "positions": tuple(fields["positions"])})
        case "position":
            return Position(**fields)
        case "unit":
            return Unit(**fields)
        case "place":
            return Place(**fields)
        case "document":
            return DocumentRef(**fields)
        case "abbreviation":
            return Abbreviation(**fields)
        case kind:
            raise ValueError(f"unknown kind of mention: {kind!r}")


def event_from_json(data: Mapping[str, Any]) -> Event:
    """One event from the contract's object."""
    return _event(
        id=data["id"],
        when=_range(data["from"], data["to"], data["grain"], "gregorian"),
        date=data["date"],
        status=data["status"],
        type=data["type"],
        title=data["title"],
        sentence=data["sentence"],
        start=data["start"],
        end=data["end"],
        evidence=data["evidence"],
        participants=tuple([_participant(p["name"], p["kind"], p["role"]) for p in data["participants"]]),
        place=data["place"],
    )


_event = maker(Event)


@lru_cache(maxsize=16384)
def _participant(name: str, kind: Any, role: Any) -> Participant:
    """The same names take part again and again."""
    return Participant(name=name, kind=kind, role=role)


@lru_cache(maxsize=16384)
def _range(first: str, last: str, grain: Any, calendar: Any) -> DateRange:
    return DateRange(first=date.fromisoformat(first), last=date.fromisoformat(last), grain=grain, calendar=calendar)


def _spans(pairs: Iterable[Iterable[int]]) -> Spans:
    return Spans.of((start, end) for start, end in pairs)
