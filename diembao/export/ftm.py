"""FollowTheMoney: articles, units, persons, posts, events and what proves them, as entities of that model.

Written without its library, to the schemata of followthemoney 4 (`Article`, `Organization`, `Person`, `Position`,
`Occupancy`, `Membership`, `Event`, `Documentation`, `UnknownLink`); a test has its own validator read what is written.
A date is a year, a month or a day, whichever all that was told lies in; what that leaves out stands in `description`.
Source: followthemoney.tech, "Schema" and "Types".
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from corpus.careers import Bound, Occupancy, RankHeld
from corpus.codec import JsonObject
from corpus.text import canon, fold
from diembao.export.abridged import QUOTED, shortened
from diembao.export.labels import is_vague
from diembao.terminal import printable
from extractor.resolve.event_likeness import Telling
from extractor.resolve.events import MergedEvent

Values = str | None | Iterable[str | None]
_TEXTS = frozenset({"summary", "description", "notes"})
_DATES = frozenset({"date", "startDate", "endDate", "publishedAt"})
_URLS = frozenset({"sourceUrl"})
_PLACES = frozenset({"location", "address"})
_GAP = re.compile(r"\s*[;,](?:\s*[;,.])*\s*")  # the model's addresses are parted by one comma
_LONGEST = {"location": 250, "address": 250, "sourceUrl": 4096}
_LONGEST |= dict.fromkeys(("name", "alias", "weakAlias", "namesMentioned"), 384) | dict.fromkeys(_TEXTS, 65_000)
_OTHERS = 1024
LANGUAGE = "vie"


@dataclass(frozen=True, slots=True)
class Proof:
    """An article that states something: its id, source and address, for which day or month, and in which words."""

    article_id: str
    source: str
    url: str | None
    date: str | None
    sentence: str | None


def entity(schema: str, key: str, **properties: Values) -> JsonObject:
    """An entity: `key` is what makes its id, properties without a value are left out, values keep their order."""
    return {"id": key, "schema": schema, "properties": _properties(**properties)}


def key_of(kind: str, *parts: str) -> str:
    """An id: that of our own entity, article or event, or a digest of what makes it one."""
    if len(parts) == 1:
        return f"diembao-{kind}-{parts[0]}"
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:16]
    return f"diembao-{kind}-{digest}"


def article_key(article_id: str) -> str:
    """The id of an article."""
    return key_of("article", article_id)


def partial(first: str | None, last: str | None) -> str | None:
    """The day, month or year in which two ISO days lie; None where they lie in none, or one is not known.

    >>> partial("2020-03-21", "2020-03-31"), partial("2020-03-21", "2021-01-01")
    ('2020-03', None)
    """
    if not first or not last:
        return None
    return next((first[:n] for n in (10, 7, 4) if first[:n] == last[:n]), None)


def article(row: Mapping[str, str | None], authors: Iterable[str]) -> JsonObject:
    """An article, from its `id, title, source, url, published`, and `text` where that may be given."""
    return entity(
        "Article",
        article_key(row["id"] or ""),
        title=row["title"],
        fileName=None if row["title"] else row["id"],
        author=authors,
        publisher=row["source"],
        publishedAt=(row["published"] or "")[:10],
        sourceUrl=row["url"],
        language=LANGUAGE,
        bodyText=row.get("text"),
    )


def organization(row: Mapping[str, str | None], names: Iterable[str]) -> JsonObject:
    """A unit that is resolved, from its `id, name, type, place, province`.

    What articles call it besides is weak: `Công an tỉnh` is another unit in another article.
    """
    return entity(
        "Organization",
        key_of("unit", row["id"] or ""),
        name=row["name"],
        weakAlias=(name for name in names if name != row["name"]),
        classification=row["type"],
        country="vn" if row["province"] else None,
        address=row["place"],
    )


def parent_link(row: Mapping[str, str | None]) -> JsonObject:
    """What a unit belongs to, from its `id` and `parent_id`."""
    child, parent = key_of("unit", row["id"] or ""), key_of("unit", row["parent_id"] or "")
    return entity("UnknownLink", key_of("link", child, parent), subject=child, object=parent, role="part of")


def person(row: Mapping[str, str | None], names: Iterable[str], ranks: Iterable[RankHeld]) -> JsonObject:
    """A person with a rank or a public position, from `id` and `name`; ranks are titles."""
    return entity(
        "Person",
        key_of("person", row["id"] or ""),
        name=row["name"],
        alias=(name for name in names if name != row["name"]),
        title=(held.rank for held in ranks),
    )


def position_key(held: Occupancy) -> str:
    """The id of a post: one of a unit, or, where the unit is not known, one of that person alone."""
    return key_of("position", held.unit_id or held.person_id, canon(held.position if held.unit_id else held.post))


def position(held: Occupancy) -> JsonObject:
    """The post that somebody holds."""
    organization = key_of("unit", held.unit_id) if held.unit_id else None
    return entity("Position", position_key(held), name=post_name(held), organization=organization)


def post_name(held: Occupancy) -> str:
    """The post as written, without what says that it is held no more, or only for a time.

    >>> post_name(Occupancy(person_id="", person="", position="Bí thư", post="nguyên Bí thư Đảng ủy xã"))
    'Bí thư Đảng ủy xã'
    """
    return held.post[max(0, held.post.lower().find(held.position.lower())) :]


def occupancy(held: Occupancy, proofs: Iterable[Proof], *, member: bool) -> JsonObject:
    """The holding of a post, or (of a committee, where its unit is known) a membership, with its proofs."""
    given = tuple(proofs)
    who = key_of("person", held.person_id)
    day = held.begin.latest or held.begin.earliest or held.end.earliest or ""
    key = (held.person_id, held.unit_id or "", fold(held.position), held.acting or "", day)
    if member and held.unit_id:
        head = entity("Membership", key_of("membership", *key), member=who, role=post_name(held))
        head["properties"]["organization"] = [key_of("unit", held.unit_id)]
    else:
        head = entity("Occupancy", key_of("occupancy", *key), holder=who, post=position_key(held))
    begun = partial(held.begin.earliest, held.begin.latest)
    told = _properties(
        startDate=begun,
        endDate=None if held.open else partial(held.end.earliest, held.end.latest),
        date=(proof.date for proof in given),
        status=(f"acting: {held.acting}" if held.acting else None, None if held.open else "ended"),
        description=_bounds(held),
        **_proved(given),
    )
    return head | {"properties": head["properties"] | told}


def event(
    merged: MergedEvent, proofs: Iterable[Proof], organizer: Values, involved: Values, named: Values
) -> JsonObject:
    """An event, with the ids of who holds it and of who takes part; of units that are not resolved the names."""
    own, given = merged.event, tuple(proofs)
    first, last = own.when.first.isoformat(), own.when.last.isoformat()
    day = partial(first, last) if first == last or is_vague(own) else None
    vague = f"told only vaguely: some time between {first} and {last}" if is_vague(own) else None
    told = [f"{s.status} for {s.date}, told {s.published or 'on an unknown day'}" for s in merged.stages]
    return entity(
        "Event",
        key_of("event", own.id),
        name=shortened(own.title, QUOTED),
        date=day,
        startDate=None if day else partial(first, first if not is_vague(own) else f"{first[:4]}-12-31"),
        endDate=None if day else partial(last if not is_vague(own) else f"{last[:4]}-01-01", last),
        location=own.place,
        keywords=(own.type, own.status),
        organizer=organizer,
        involved=involved,
        namesMentioned=named,
        recordId=own.id,
        description=vague,
        notes=(*told, *(f"another date told: {date}" for date in merged.conflicts)),
        **_proved(given),
    )


def documentation(merged: MergedEvent, telling: Telling, proof: Proof) -> JsonObject:
    """What one article tells of an event."""
    own, about = telling.event, key_of("event", merged.event.id)
    return entity(
        "Documentation",
        key_of("documentation", about, telling.article_id, own.id),
        document=article_key(telling.article_id),
        entity=about,
        role="evidence",
        date=partial(own.when.first.isoformat(), own.when.last.isoformat()),
        summary=proof.sentence,
        publisher=proof.source,
        sourceUrl=proof.url,
    )


def _proved(proofs: tuple[Proof, ...]) -> dict[str, Values]:
    return {
        "summary": [proof.sentence for proof in proofs],
        "sourceUrl": [proof.url for proof in proofs],
        "publisher": [proof.source for proof in proofs],
        "proof": [article_key(proof.article_id) for proof in proofs],
    }


def _bounds(held: Occupancy) -> list[str]:
    """What partial dates cannot say."""
    found = [
        f"{name}: {bound.earliest or '?'} to {bound.latest or '?'}"
        for name, bound in (("begun", held.begin), ("ended", Bound() if held.open else held.end))
        if (bound.earliest or bound.latest) and partial(bound.earliest, bound.latest) != bound.earliest
    ]
    return found + [f"another {c.about} told: {c.told}" for c in held.contradictions]


def _properties(**properties: Values) -> dict[str, list[str]]:
    found = {name: _values(name, values) for name, values in properties.items()}
    return {name: values for name, values in found.items() if values}


def _values(name: str, values: Values) -> list[str]:
    listed = [values] if values is None or isinstance(values, str) else values
    cleaned = (_value(name, value) for value in listed if value)
    return list(dict.fromkeys(value for value in cleaned if value))


def _value(name: str, value: str) -> str | None:
    if name == "bodyText":
        return value
    flat = " ".join(printable(value.replace("\n", " ").replace("\r", " ")).split())
    if name in _DATES:
        return flat if flat[:1] in "12" else None  # the model has no years of three digits
    if name in _URLS:
        return _address(flat)
    if name in _PLACES:
        flat = _GAP.sub(", ", flat).strip(", ")
    return shortened(flat, _LONGEST.get(name, _OTHERS))


def _address(url: str) -> str | None:
    """A web address as the model has it; None for what is none, or too long."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or len(url) > _LONGEST["sourceUrl"]:
        return None
    return parts._replace(path=parts.path or "/").geturl()
