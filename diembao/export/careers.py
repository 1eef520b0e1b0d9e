"""Careers as a page to hand in and as a table with types: posts and ranks, each with its bounds and its evidence."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from corpus.careers import Bound, Career, Contradiction, Occupancy, RankHeld, Support
from corpus.codec import JsonObject
from corpus.dates import DateRange, Grain
from diembao.career_rows import chosen, title
from diembao.evidence import Evidence
from diembao.export.labels import Labels, Language, labels
from diembao.export.pages import facts, page, quotation, safe
from diembao.export.tables import Columns
from diembao.export.timeline_view import CorpusFacts, source_of

COLUMNS: Columns = {
    "person": "text",
    "person_id": "text",
    "kind": "text",
    "position": "text",
    "unit": "text",
    "unit_id": "text",
    "acting": "text",
    "from_earliest": "day",
    "from_latest": "day",
    "to_earliest": "day",
    "to_latest": "day",
    "open": "truth",
    "contradictions": "texts",
    "articles": "number",
    "sources": "texts",
    "sentence": "text",
    "url": "text",
}
"""Those of the CSV of `diembao career`, typed; `kind` is `post` or `rank`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CareersView:
    """Careers to be shown, and what they were read from; `asked` as in `TimelineView`."""

    careers: tuple[Career, ...]
    heading: str
    asked: tuple[tuple[str, str], ...] = ()
    corpus: CorpusFacts | None = None
    version: str = ""
    language: Language = "en"


def rows_of(careers: Iterable[Career], evidence: Evidence) -> Iterable[JsonObject]:
    """A row a post or rank, by column."""
    for career in careers:
        who = {"person": career.person, "person_id": career.person_id}
        for o in (*career.occupancies, *career.bare):
            post = {"kind": "post", "position": o.position, "unit": o.unit, "unit_id": o.unit_id, "acting": o.acting}
            yield who | post | _bounds(o.begin, o.end) | {"open": o.open} | _proofs(o, evidence)
        for rank in career.ranks:
            yield who | {"kind": "rank", "position": rank.rank} | _bounds(rank.begin, Bound()) | _proofs(rank, evidence)


def _bounds(begin: Bound, end: Bound) -> JsonObject:
    return {
        "from_earliest": begin.earliest,
        "from_latest": begin.latest,
        "to_earliest": end.earliest,
        "to_latest": end.latest,
    }


def _proofs(held: Occupancy | RankHeld, evidence: Evidence) -> JsonObject:
    places = [evidence.at(s.article_id, s.field, s.start) for s in held.supports]
    best = chosen(held.supports)
    first = evidence.at(best[0].article_id, best[0].field, best[0].start) if best else {"sentence": None, "url": None}
    return {
        "contradictions": [f"{c.about} {c.told}" for c in held.contradictions],
        "articles": len({s.article_id for s in held.supports}),
        "sources": list(dict.fromkeys(place["source"] for place in places)),
        "sentence": first["sentence"],
        "url": first["url"],
    }


# times in words


def bound_words(bound: Bound, words: Labels) -> str:
    """When something began or ended, no more precise than it is known.

    >>> bound_words(Bound(earliest="2020-03-01", latest="2020-03-31"), labels("vi"))
    'tháng 3/2020'
    """
    first, last = (date.fromisoformat(day) if day else None for day in (bound.earliest, bound.latest))
    if first is None or last is None:
        if first:
            return words("after", day=words.day(first))
        return words("by", day=words.day(last)) if last else words("unknown")
    return words.span(DateRange(first=first, last=last, grain=_grain(first, last)))


def _grain(first: date, last: date) -> Grain:
    """Whole months and years, and thirds of a month, are called by their names; of other days both ends are told."""
    ends = last.day == monthrange(last.year, last.month)[1]
    third = (first.year, first.month) == (last.year, last.month) and (
        (first.day, last.day) in ((1, 10), (11, 20)) or (first.day == 21 and ends)
    )
    return "month" if first != last and (third or (first.day == 1 and ends)) else "day"


def held_words(held: Occupancy, words: Labels) -> str:
    """From when to when a post was held."""
    if not held.open:
        return f"{bound_words(held.begin, words)} → {bound_words(held.end, words)}"
    last = held.end.earliest
    open_end = words("open_end", day=words.day(date.fromisoformat(last))) if last else words("no_end")
    return f"{bound_words(held.begin, words)} → {open_end}"


# the page


def to_html(view: CareersView, evidence: Evidence) -> str:
    """A page of its own with nothing fetched; the evidence is folded away."""
    words = labels(view.language)
    told = [(words("persons"), str(len(view.careers)))] if len(view.careers) > 1 else []
    told += [(words.option(name), value) for name, value in view.asked]
    told += [(words("source"), source_of(view.corpus, words))] if view.corpus else []
    parts = [f"<header>\n<h1>{safe(view.heading)}</h1>\n{facts(told)}\n</header>\n<main>"]
    parts += [_career(career, evidence, words, named=len(view.careers) > 1) for career in view.careers]
    parts.append(f'</main>\n<footer class="made">{safe(words("made_by", version=view.version))}</footer>')
    return page(view.heading, "\n".join(parts), words, view.version)


def _career(career: Career, evidence: Evidence, words: Labels, *, named: bool) -> str:
    key = safe(career.person_id)
    parts = [f'<h2 id="{key}" lang="vi">{safe(career.person)}</h2>'] if named else []
    for name, held in (("posts", career.occupancies), ("bare", career.bare)):
        if held:
            items = "\n".join(_post(o, evidence, words) for o in held)
            parts.append(f'<h2 class="part">{safe(words(name))}</h2>\n<ol class="events">\n{items}\n</ol>')
    if career.ranks:
        items = "\n".join(_rank(rank, evidence, words) for rank in career.ranks)
        parts.append(f'<h2 class="part">{safe(words("ranks"))}</h2>\n<ol class="events">\n{items}\n</ol>')
    label = f'aria-labelledby="{key}"' if named else f'aria-label="{safe(career.person)}"'
    return f"<section {label}>\n" + "\n".join(parts) + "\n</section>"


def _post(held: Occupancy, evidence: Evidence, words: Labels) -> str:
    acting = f' <span class="mark">{safe(words("acting", word=held.acting))}</span>' if held.acting else ""
    return _item(held_words(held, words), f'<span lang="vi">{safe(title(held))}</span>{acting}', held, evidence, words)


def _rank(held: RankHeld, evidence: Evidence, words: Labels) -> str:
    return _item(bound_words(held.begin, words), f'<span lang="vi">{safe(held.rank)}</span>', held, evidence, words)


def _item(when: str, what: str, held: Occupancy | RankHeld, evidence: Evidence, words: Labels) -> str:
    against = "".join(f'<p class="more">{safe(otherwise(c, words))}</p>' for c in held.contradictions)
    told: Sequence[Support] = (*held.supports, *(c.support for c in held.contradictions))
    places = {s: evidence.at(s.article_id, s.field, s.start) for s in dict.fromkeys(told)}
    quoted = {(p["sentence"], p["article"]): p for p in places.values()}
    quotations = "".join(_quoted(p, words) for p in quoted.values())
    heading = words("evidence", n=len(quoted)) if len(quoted) > 1 else words("evidence_of_one")
    sources = ", ".join(dict.fromkeys(p["source"] for p in quoted.values()))
    return (
        f'<li><p class="when">{safe(when)}</p><div><h3>{what}</h3>{against}'
        f"<details><summary>{safe(heading)} ({safe(sources)})</summary>{quotations}</details></div></li>"
    )


def _quoted(place: dict[str, Any], words: Labels) -> str:
    return quotation(place["sentence"], f"{place['source']}, {words.iso(place['published'])}", place["url"])


def otherwise(against: Contradiction, words: Labels) -> str:
    """What speaks against a holding, in words."""
    key = f"contradicts_{against.about}"
    told = words(key, told=against.told) if key in words.words else against.told
    return f"{words('contradiction' if against.about == 'holder' else 'contradicts')}: {told}"
