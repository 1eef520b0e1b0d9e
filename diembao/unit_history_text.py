"""The history of a unit for reading: every line with its sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from diembao.terminal import one_line
from diembao.unit_history import Leader, UnitHistory
from diembao.unit_history_forms import how, term
from extractor.mine.dates.numbers import to_roman
from extractor.resolve.unit_history import Change, Cite, Congress, DateTold, Owner

_WIDTH = 240  # characters of a sentence in text
_SHOWN = 12  # children
KNOWN = "known, not told here"
_VERBS = {
    "became": "is now called",
    "dissolved": "dissolved",
    "founded": "founded",
    "merged": "merged",
    "moved": "put under",
    "renamed": "renamed",
    "reorganised": "reorganised",
    "split": "parted",
}
_BASES = {
    "anniversary": "counted back from an anniversary",
    "article": "term told elsewhere in the article",
    "date": "term inferred from the date",
    "event": "day of the event that tells it",
    "published": "told by then",
    "sequence": "term known from the number",
}


def to_text(history: UnitHistory) -> str:
    """For reading: a part for each question, every line with its sentences."""
    entity = history.entity
    lines = [f"{entity.label}  (unit; id {entity.id})"]
    if history.twins:
        lines.append(f"  with {'; '.join(twin.label for twin in history.twins)}")
    for heading, part in (
        ("Leaders", [line for x in history.leaders for line in _leader_lines(x)]),
        ("Congresses", [line for c in history.congresses for line in congress_lines(c)]),
        ("Names", [line for c in history.changes for line in _change_lines(c)]),
        ("Parents", [line for o in history.owners for line in _owner_lines(o)]),
    ):
        if part:
            lines += ["", heading, *part]
    if history.children:
        rest = len(history.children) - _SHOWN
        shown = "; ".join(name for name, _ in history.children[:_SHOWN])
        lines += ["", "Units under it", f"  {shown}" + (f"; and {rest} more" if rest > 0 else "")]
    return "\n".join(lines)


def _leader_lines(x: Leader) -> Iterator[str]:
    post = x.post
    begin = _bound(post.begin.earliest, post.begin.latest, "by")
    end = "open" if post.open else _bound(post.end.earliest, post.end.latest, "until")
    acting = f" ({post.acting})" if post.acting else ""
    yield f"  {begin} – {end}   {post.position}{acting}: {post.person}  → {post.unit or ''}"
    yield from _cited(x.cites, 2)
    for c in post.contradictions:
        if c.about == "holder":
            yield f"      ! contradiction: {c.told} held it at that time, too"
        else:
            yield f"      against it: {c.about} {c.told}"


def _bound(first: str | None, last: str | None, vague: str) -> str:
    if first and last:
        return first if first == last else f"{first}..{last}"
    return f"{vague} {last or first}" if last or first else "?"


def congress_lines(c: Congress) -> Iterator[str]:
    """A congress, its stages, committee and elected."""
    number = f"{to_roman(c.ordinal).upper()} " if c.ordinal else ""
    years = f", {term(c)}" if c.from_year else ""
    basis = f" ({_BASES[c.term_basis]})" if c.term_basis in _BASES else ""
    size = f"; committee of {c.members}" if c.members else ""
    planned = "" if c.status == "reported" else ", planned"
    yield f"  {_days(c.first, c.last)}{planned}   congress {number}of {c.unit}{years}{basis}{size}"
    told = next((s for s in c.stages if s.status == c.status and s.first == c.first), c.stages[0])
    yield from _cited(told.cites, 2)
    if len(c.stages) > 1:
        yield f"      told: {'; '.join(_stage(s) for s in c.stages)}"
    for odd in c.conflicts:
        yield f"      another date told: {_days(odd.first, odd.last)}"
        yield from _cited(odd.cites, 1)
    for variant in c.variants:
        told_as = "number" if variant.about == "ordinal" else "term"
        yield f"      another {told_as} told: {variant.value}"
        yield from _cited(variant.cites, 1)
    for size_told in c.sizes:
        yield f"      committee: {size_told.members} members"
        yield from _cited(size_told.cites, 1)
    for e, after in zip_longest(c.elected, c.elected[1:]):
        yield f"      {how(e)}: {e.post}: {e.person}"
        if after is None or after.cites[:1] != e.cites[:1]:
            yield from _cited(e.cites, 1)


def _stage(s: DateTold) -> str:
    when = (s.cites[0].published or "undated")[:10]
    return f"{_days(s.first, s.last)} {s.status} ({when}{f' and {len(s.cites) - 1} more' if len(s.cites) > 1 else ''})"


def _change_lines(c: Change) -> Iterator[str]:
    when = _days(c.first, c.last) if c.first else f"by {c.last}" if c.last else "undated"
    former, units = " + ".join(u.name for u in c.former), " + ".join(u.name for u in c.units)
    what = f"{former} → {units}" if former and units else units or former
    under = f" under {c.owner.name}" if c.owner else ""
    planned = ", planned" if c.status == "planned" else ""
    basis = f" ({_BASES[c.date_basis]})" if c.date_basis in _BASES and (c.first or c.last) else ""
    known = f"  [{KNOWN}] {c.note}" if c.known else f": {what}{under}{basis}"
    yield f"  {when}{planned}   {_VERBS[c.kind]}{known}"
    yield from _cited(c.cites, 3)
    for odd in c.conflicts:
        yield f"      another date told: {_days(odd.first, odd.last)}"
        yield from _cited(odd.cites, 1)


def _owner_lines(o: Owner) -> Iterator[str]:
    when = _days(o.first, o.last) if o.first and o.last else "undated"
    stated = "" if o.stated else "  (read from the context)"
    yield f"  {when}   {o.unit.name}: {o.articles} article{'s' * (o.articles != 1)}{stated}"
    yield from _cited(o.cites[:1], 1)


def _days(first: str | None, last: str | None) -> str:
    return first or "?" if first == last else f"{first or '?'}..{last or '?'}"


def _cited(cites: Sequence[Cite], most: int) -> Iterator[str]:
    for c in cites[:most]:
        where = ", ".join(filter(None, [c.source, (c.published or "undated")[:10], c.url or c.article_id]))
        yield f"      “{one_line(c.sentence, _WIDTH)}”  {where}"
    if len(cites) > most:
        yield f"      and {len(cites) - most} more"
