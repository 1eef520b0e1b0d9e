"""Careers and holders of posts in shapes to read: lines, JSON objects, rows of a table, each with its evidence."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from corpus.careers import Bound, Career, Contradiction, Occupancy, RankHeld, Support
from corpus.store import Store
from diembao.evidence import Evidence
from diembao.export.cells import CsvTable
from diembao.terminal import one_line
from extractor.resolve.names import key

_SENTENCES = 3
"""Sentences under a post in the text."""
COLUMNS = (
    "person", "person_id", "kind", "position", "unit", "unit_id", "acting", "from_earliest", "from_latest",
    "to_earliest", "to_latest", "open", "contradictions", "articles", "sources", "sentence", "url",
)  # fmt: skip


def days(bound: Bound) -> str:
    """When, as short as it is exact: `2021-03-15`, `2016-10`, `by 2018-08-09`, `2020-08-08 to 2021-07-16`."""
    first, last = bound.earliest, bound.latest
    if first is None:
        return f"by {last}" if last else "?"
    if last is None:
        return f"after {first}"
    if first == last:
        return first
    if first[:7] == last[:7] and first.endswith("-01") and last[8:] >= _LAST_OF.get(first[5:7], "31"):
        return first[:7]
    if (first[4:], last[4:]) == ("-01-01", "-12-31"):
        return first[:4] if first[:4] == last[:4] else f"in {first[:4]}–{last[:4]}"
    return f"{first} to {last}"


_LAST_OF = {"02": "28", "04": "30", "06": "30", "09": "30", "11": "30"}


def span(o: Occupancy) -> str:
    """From when to when a post was held; an end that tells nothing beside the beginning is `?`."""
    first, last = o.begin.earliest or "", o.end.earliest
    if not o.open:
        return f"{days(o.begin)} – {'?' if o.end.latest is None and last and last <= first else days(o.end)}"
    if last is None or (first and last <= first and first[:4] != (o.begin.latest or first)[:4]):
        return f"{days(o.begin)} – …"
    vague = not first and o.begin.latest is not None and last < o.begin.latest  # of one month only
    return f"{days(o.begin)} – … (last stated {days(Bound(earliest=last, latest=o.begin.latest)) if vague else last})"


def title(o: Occupancy) -> str:
    """A post with its unit and the word for a caretaker."""
    unit = o.unit or ""
    words, owner = o.position.split(" "), unit.split(" ")
    shared = next((n for n in range(len(words) - 1, 0, -1) if key(" ".join(words[-n:])) == key(" ".join(owner[:n]))), 0)
    name = " ".join(words[: len(words) - shared])  # Trưởng | Công an huyện A
    acting = "quyền " if o.acting in ("quyền", "tạm quyền") else ""
    charge = f" {o.acting}" if o.acting and not acting else ""
    return f"{acting}{name}{charge}{f' {unit}' if unit else ''}"


def text_of(store: Store, careers: Sequence[Career]) -> Iterator[str]:
    """The careers for reading."""
    evidence = Evidence(store)
    for career in careers:
        yield f"{career.person}  (id {career.person_id})"
        for o in career.occupancies:
            yield f"  {span(o):<44} {title(o)}"
            yield from _told(evidence, chosen(o.supports), o.contradictions)
        if career.ranks:
            yield "  ranks"
        for rank in career.ranks:
            yield f"    {days(rank.begin):<42} {rank.rank}"
            yield from _told(evidence, chosen(rank.supports)[:1], rank.contradictions)
        if career.bare:
            yield "  posts told without their unit"
        for o in career.bare:
            yield f"    {span(o):<42} {title(o)}"
            yield from _told(evidence, chosen(o.supports)[:1], o.contradictions)


def chosen(supports: Sequence[Support]) -> list[Support]:
    """What tells most: beginnings and ends with days, then the first and last statement; each sentence once."""
    told = [s for s in supports if s.change in ("begins", "ends") and s.first]
    held = [s for s in supports if s.change == "holds"]
    rest = [s for s in supports if s not in told and s not in held and s.change != "planned"]
    picked = [*told[:_SENTENCES], *held[:1], *held[-1:], *rest]
    return sorted(
        dict.fromkeys(picked[: max(1, _SENTENCES)]), key=lambda s: (s.first or s.last or "", s.article_id, s.start)
    )


def holder_lines(evidence: Evidence, o: Occupancy, day: str, mark: str = "") -> list[str]:
    """Who held a post: from when to when, the statements nearest to a day before and after it, what speaks against."""
    said = [s for s in o.supports if s.change != "planned"]
    before = [s for s in said if (s.last or s.first or "") <= day]
    after = [s for s in said if s not in before]
    begun = [s for s in before if s.change == "begins" and s.first]
    near = dict.fromkeys([*begun[-1:], *before[-1:], *after[:1]])
    lines = [f"  {mark}{o.person}{f' ({o.acting})' if o.acting else ''}  {span(o)}"]
    return [*lines, *_told(evidence, near, [c for c in o.contradictions if c.about != "holder"])]  # listed themselves


def _told(evidence: Evidence, supports: Iterable[Support], contradictions: Iterable[Contradiction]) -> Iterator[str]:
    for told in dict.fromkeys(_quoted(evidence, s) for s in supports):
        yield f"      {told}"
    for c in contradictions:
        if c.about == "holder":
            yield f"      ! contradiction: {c.told} held it at that time, too: {_quoted(evidence, c.support)}"
            continue
        about = {"from": "begins", "to": "ends"}.get(c.about, c.about)
        yield f"      ! otherwise told: {about} {c.told}: {_quoted(evidence, c.support)}"


def _quoted(evidence: Evidence, s: Support) -> str:
    at = evidence.at(s.article_id, s.field, s.start)
    date = (at["published"] or "")[:10] or (f"~{at['date']}" if at["date"] else "undated")
    where = " ".join(filter(None, [at["source"], date, at["url"], f"[{s.article_id}]"]))
    return f"“{one_line(at['sentence'], 200)}”  {where}"


def object_of(store: Store, career: Career) -> dict[str, Any]:
    """A career as an object for JSON."""
    evidence = Evidence(store)
    return {
        "person": career.person,
        "person_id": career.person_id,
        "posts": [post_object(evidence, o) for o in career.occupancies],
        "ranks": [_rank_object(evidence, rank) for rank in career.ranks],
        "bare": [post_object(evidence, o) for o in career.bare],
    }


def post_object(evidence: Evidence, o: Occupancy) -> dict[str, Any]:
    """A post over time as an object for JSON; `from` and `to` are [earliest, latest], null where not known."""
    return {
        "person": o.person,
        "person_id": o.person_id,
        "position": o.position,
        "post": o.post,
        "unit": o.unit,
        "unit_id": o.unit_id,
        "acting": o.acting,
        "from": [o.begin.earliest, o.begin.latest],
        "to": [o.end.earliest, o.end.latest],
        "open": o.open,
        "evidence": [_support_object(evidence, s) for s in o.supports],
        "contradictions": [_contradiction_object(evidence, c) for c in o.contradictions],
    }


def _rank_object(evidence: Evidence, rank: RankHeld) -> dict[str, Any]:
    return {
        "rank": rank.rank,
        "level": rank.level,
        "from": [rank.begin.earliest, rank.begin.latest],
        "evidence": [_support_object(evidence, s) for s in rank.supports],
        "contradictions": [_contradiction_object(evidence, c) for c in rank.contradictions],
    }


def _support_object(evidence: Evidence, s: Support) -> dict[str, Any]:
    told = {"change": s.change, "from": s.first, "to": s.last, "rule": s.rule, "field": s.field, "start": s.start}
    return told | evidence.at(s.article_id, s.field, s.start)


def _contradiction_object(evidence: Evidence, c: Contradiction) -> dict[str, Any]:
    return {"about": c.about, "told": c.told, **_support_object(evidence, c.support)}


def csv_of(store: Store, careers: Iterable[Career]) -> str:
    """The careers as comma-separated values, a line a post or rank."""
    evidence, stream = Evidence(store), io.StringIO()
    sheet = CsvTable(stream, COLUMNS)
    for career in careers:
        for o in (*career.occupancies, *career.bare):
            place = ["post", o.position, o.unit, o.unit_id, o.acting]
            bounds = [o.begin.earliest, o.begin.latest, o.end.earliest, o.end.latest, o.open]
            sheet.write([career.person, career.person_id, *place, *bounds, *_sources(evidence, o)])
        for rank in career.ranks:
            bounds = [rank.begin.earliest, rank.begin.latest, None, None, None]
            place = ["rank", rank.rank, None, None, None]
            sheet.write([career.person, career.person_id, *place, *bounds, *_sources(evidence, rank)])
    return stream.getvalue().rstrip("\n")


def _sources(evidence: Evidence, held: Occupancy | RankHeld) -> list[Any]:
    places = [evidence.at(s.article_id, s.field, s.start) for s in held.supports]
    against = [f"{c.about} {c.told}" for c in held.contradictions]
    best = chosen(held.supports)
    first = evidence.at(best[0].article_id, best[0].field, best[0].start) if best else {"sentence": None, "url": None}
    sources = list(dict.fromkeys(place["source"] for place in places))
    return [against, len({s.article_id for s in held.supports}), sources, first["sentence"], first["url"]]
