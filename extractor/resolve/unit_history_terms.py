"""The term of office that a congress opens: as told, as its article says, or as its number or date lets one know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from extractor.gazetteer import table
from extractor.resolve.names import key
from extractor.resolve.unit_history import Congress, TermBasis
from extractor.resolve.unit_history_elections import counts
from extractor.resolve.unit_history_named import named_congresses
from extractor.resolve.unit_history_tellings import Telling
from extractor.resolve.unit_history_views import Said

_EARLY = 10
"""Month from which on the congress of a term may be held in the year before."""
_LATE = 1
"""Years by which a term may begin after or before the congress that opens it."""

Years = tuple[int, int]


def term_of(one: Congress, tellings: Sequence[Telling], articles: Mapping[str, Sequence[Said]]) -> Congress:
    """The congress with the years of its term and where they come from, its number that of the committee if need be."""
    one = _numbered(one, articles)
    told = [(t.years, t.named) for t in tellings if t.years is not None]
    stated = [years for years, named in told if named is not None and "from_year" not in named.derived]
    if stated:
        return _with(one, max(sorted(set(stated)), key=stated.count), "told")
    if told and (years := told[0][0]) is not None:
        return _with(one, years, "sequence")
    around = list(_in_articles(one, tellings, articles))
    if around and len(set(around)) == 1:
        return _with(one, around[0], "article")
    by_date = _by_date(one)
    return _with(one, by_date, "date") if by_date is not None else one


def _numbered(one: Congress, articles: Mapping[str, Sequence[Said]]) -> Congress:
    """The number of the committee that it elected (`Ban Chấp hành khóa XIX`) where that of the congress is not told."""
    if one.ordinal is not None:
        return one
    found = [c.ordinal for said in _of_results(one, articles) for c in counts(said) if c.ordinal is not None]
    return replace(one, ordinal=found[0]) if found and len(set(found)) == 1 else one


def _of_results(one: Congress, articles: Mapping[str, Sequence[Said]]) -> Iterator[Said]:
    """The sentences that tell whom it chose."""
    cites = {cite for size in one.sizes for cite in size.cites} | {c for e in one.elected for c in e.cites}
    for article in sorted({cite.article_id for cite in cites}):
        yield from (said for said in articles.get(article, ()) if said.cite in cites)


def _with(one: Congress, years: Years, basis: TermBasis) -> Congress:
    return replace(one, from_year=years[0], to_year=years[1], term_basis=basis)


def _in_articles(one: Congress, tellings: Sequence[Telling], articles: Mapping[str, Sequence[Said]]) -> Iterator[Years]:
    """Terms that begin about then, in sentences that tell whom it chose or name a congress."""
    year = int(one.first[:4])
    for said in _of_results(one, articles):
        yield from _beginning(said, year)
    for article in sorted({t.told.said.cite.article_id for t in tellings}):
        for said in articles.get(article, ()):
            named = named_congresses(said)
            if not named or any(n.general or _is_other(one, n.ordinal) for n in named):
                continue
            yield from _beginning(said, year)


def _beginning(said: Said, year: int) -> Iterator[Years]:
    """The terms of office in a sentence that begin about a year."""
    for term in said.terms:
        if term.from_year and term.to_year and abs(term.from_year - year) <= _LATE:
            yield term.from_year, term.to_year


def _is_other(one: Congress, ordinal: int | None) -> bool:
    return None not in (one.ordinal, ordinal) and one.ordinal != ordinal


def _by_date(one: Congress) -> Years | None:
    """The term of the organisation's round in which the congress was held."""
    if one.first[:4] != one.last[:4]:
        return None
    year, month = int(one.first[:4]), int(one.first[5:7])
    words = key(one.unit)
    row = next((r for r in table("unit_terms") if words.startswith(f"{key(r['head'])} ")), None)
    if row is None or year < int(row["since"]):
        return None
    length = int(row["years"])
    start = year + (int(row["start"]) - year) % length
    return (start, start + length) if start == year or (start == year + 1 and month >= _EARLY) else None
