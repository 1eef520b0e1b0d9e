"""Where the names in an article lead: to the entity, or to a search for what is named so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from corpus.mentions import (
    Abbreviation,
    DateExpression,
    DocumentRef,
    Mention,
    Person,
    Place,
    Position,
    Rank,
    Term,
    Unit,
)
from corpus.store import Store
from diembao.web.facets import value_label
from diembao.web.reading import Name
from diembao.web.resources import Visit

Place_ = tuple[str, int]
"""`text` or `title`, and the number of a mention in it."""


def entities_in(store: Store, article: str) -> dict[Place_, str]:
    """The entities that the mentions of an article are of, by their ids."""
    rows = store.connection.execute(
        "SELECT m.field, m.n, m.entity_id FROM entity_mentions m JOIN entities e ON e.id = m.entity_id"
        " WHERE m.article_id = ? ORDER BY e.status DESC, e.articles DESC",
        (article,),
    )
    return {(row[0], row[1]): row[2] for row in rows}


def kind_of(mention: Mention) -> str:
    """The kind of the contract."""
    match mention:
        case DateExpression():
            return "date"
        case DocumentRef():
            return "document"
        case Term() | Rank() | Person() | Position() | Unit() | Place() | Abbreviation():
            return type(mention).__name__.lower()
        case _:
            assert_never(mention)


def names_of(
    visit: Visit, field: str, mentions: Iterable[Mention], entities: Mapping[Place_, str], hidden: Iterable[str]
) -> tuple[Name, ...]:
    """The mentions to be shown, by start. Persons without a rank or public post stay words (the contract)."""
    left_out = frozenset(hidden)
    found = []
    for n, mention in enumerate(mentions):
        kind = kind_of(mention)
        if kind in left_out or (isinstance(mention, Person) and not mention.public):
            continue
        found.append(
            Name(
                kind=kind,
                start=mention.start,
                end=mention.end,
                meaning=_meaning(visit, mention),
                address=_address(visit, mention, entities.get((field, n))),
            )
        )
    return tuple(sorted(found, key=lambda name: (name.start, -name.end)))


def _meaning(visit: Visit, mention: Mention) -> str:
    match mention:
        case Unit():
            return " · ".join(dict.fromkeys(filter(None, (mention.value, mention.parent))))
        case Person():
            return ", ".join(filter(None, (mention.rank, mention.value, *mention.positions)))
        case Rank():
            return ", ".join(filter(None, (value_label(visit, "rank", mention.value), mention.person)))
        case Position():
            return " · ".join(filter(None, (mention.text, mention.unit, mention.person)))
        case DateExpression():
            span = mention.range
            if span is None:
                return mention.value
            return visit.labels.span(span)
        case Term():
            years = f"{mention.from_year}–{mention.to_year}" if mention.from_year else ""
            return " · ".join(filter(None, (mention.of, str(mention.ordinal or ""), years)))
        case Place() | DocumentRef() | Abbreviation():
            return mention.value
        case _:
            assert_never(mention)


def _address(visit: Visit, mention: Mention, entity: str | None) -> str | None:
    pages = visit.site.resources
    match mention:
        case Unit() | Person():
            if entity is not None and "entity" in pages:
                return visit.to("entity", id=entity)
            return visit.to("search", **{kind_of(mention): (f"={mention.value}",)})
        case Rank():
            return visit.to("search", rank=(mention.value,))
        case Position():
            return visit.to("search", q=f'position:"{_quotable(mention.text)}"')
        case Place():
            return visit.to("search", q=f'place:"{_quotable(mention.value)}"')
        case DocumentRef():
            return visit.to("search", q=f'doc:"{_quotable(mention.value)}"')
        case Term():
            return visit.to("search", term=(mention.value,)) if mention.value else None
        case DateExpression():
            span = mention.range
            if span is None or "timeline" not in pages:
                return None
            return visit.to("timeline", **{"from": span.first.isoformat(), "to": span.last.isoformat()})
        case Abbreviation():
            return None
        case _:
            assert_never(mention)


def _quotable(text: str) -> str:
    """What may stand between quotation marks of a query."""
    return " ".join("".join(" " if c in '"“”„«»' else c for c in text).split())[:300]
