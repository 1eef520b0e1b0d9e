"""Articles made of mentions only; all names are invented."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.entities import Entity, Field, Resolution
from corpus.mentions import Branch, Mention, Person, Place, Position, Rank, Unit, UnitType
from corpus.text import slug
from extractor.resolve.articles import ArticleMentions
from extractor.resolve.careers import rank_levels
from extractor.resolve.corrections import Action, Correction, reference
from extractor.resolve.entities import resolve_entities


@dataclass(frozen=True)
class Piece:
    """Mentions without offsets."""

    mentions: tuple[Mention, ...]


def unit(
    value: str,
    *,
    text: str | None = None,
    parent: str | None = None,
    place: str | None = None,
    kind: UnitType = "police",
    resolved: bool = True,
) -> Piece:
    mention = Unit(
        start=0,
        end=1,
        text=text or value,
        value=value,
        type=kind,
        rule="r",
        parent=parent,
        place=place,
        resolved=resolved,
    )
    return Piece((mention,))


def place(value: str) -> Piece:
    return Piece((Place(start=0, end=1, text=value, value=value, rule="r"),))


def person(
    name: str,
    *posts: tuple[str, str | None],
    rank: str | None = None,
    branch: Branch | None = None,
    public: bool = True,
    texts: Sequence[str] = (),
) -> Piece:
    said = tuple(texts) or tuple(f"{head} {of}" if of else head for head, of in posts)
    found: list[Mention] = [
        Person(start=0, end=1, text=name, value=name, rule="r", rank=rank, positions=said, public=public)
    ]
    found += [
        Position(start=2, end=3, text=text, value=head, rule="r", person=name, unit=of)
        for text, (head, of) in zip(said, posts, strict=True)
    ]
    if rank:
        level = rank_levels()[slug(rank)]
        found.append(
            Rank(start=4, end=5, text=rank, value=slug(rank), level=level, rule="r", person=name, branch=branch)
        )
    return Piece(tuple(found))


def article(article_id: str, day: str | None, *pieces: Piece, field: Field = "text") -> ArticleMentions:
    mentions = [m for piece in pieces for m in piece.mentions]
    return ArticleMentions(
        article_id=article_id,
        mentions=tuple((field, n, m) for n, m in enumerate(mentions)),
        date=day,
        first=day,
        last=day,
        url=f"http://bao.example/{article_id}",
    )


def row(number: int, action: Action, kind: str, entity: str, target: str | None = None) -> Correction:
    first, second = reference(entity), reference(target) if target else None
    assert first is not None
    return Correction(row=number, action=action, kind=kind, entity=first, target=second)  # type: ignore[arg-type]


def resolved(articles: Iterable[ArticleMentions], *rows: Correction) -> Resolution:
    return resolve_entities(articles, rows)


def of(result: Resolution, name: str) -> list[Entity]:
    return [e for e in result.entities if e.name == name]


def groups(result: Resolution, name: str) -> list[set[str]]:
    """The articles of each entity of a name, the largest first."""
    found = [{m.article_id for m in e.members} for e in of(result, name)]
    return sorted(found, key=lambda g: (-len(g), min(g)))


def told(result: Resolution) -> list[tuple[int, str]]:
    return [(p.row, p.problem) for p in result.problems]
