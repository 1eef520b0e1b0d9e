"""Reads the terms of one paragraph: from every place where one may begin, the shapes of the data.

The surface of an ordinal leaves out the body, which is in `of` as the text writes it (`Đại hội đại biểu Đảng bộ tỉnh`);
only `Đại hội XIII` is one word for both. Sessions (`kỳ họp thứ 8`) and plenums (`Hội nghị lần thứ 6`) are no terms.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from corpus.text import canon
from extractor.mine.terms.bodies import body_after, body_before, congress_before, congress_named, is_weak
from extractor.mine.terms.lexicon import number_of, rules
from extractor.mine.terms.reading import ADJACENT, Body, Line, Reading
from extractor.mine.terms.sequences import any_ordinal, sequences

_LONGEST_TERM = 20  # years
_NEAR = 120
_SCHOOL_NEAR = 70
_SENTENCE_END = re.compile(r"[.;!?](?= |$)")

Item = tuple[int, int, int, bool]  # start, end, number, Roman


def read_line(line: Line) -> list[Reading]:
    """The terms of a paragraph in order, disjoint; offsets are those of the paragraph."""
    found: list[Reading] = []
    done = 0
    compound = rules().shapes.compound
    for at in line.starts:
        if at < done or compound.search(line.low, max(0, at - 8), at):
            continue
        for reader in _READERS:
            readings = reader(line, at, found)
            if readings:
                found += readings
                done = readings[-1].end
                break
    return found


def _years(line: Line, at: int, before: list[Reading]) -> list[Reading]:
    shapes, words = rules().shapes, rules().words
    match = shapes.years.match(line.low, at)
    if match is None:
        return []
    head, span = match["head"], _span(match)
    if span is None or (head in words.abbreviated and shapes.imports.search(line.low, max(0, at - 25), at)):
        return []
    beside = bool(before) and ADJACENT.fullmatch(line.low, before[-1].end, at)
    body = _body(line, at, before) if beside or any_ordinal(span) or head not in words.terms else None
    if head not in words.terms and not _counts_years(line, at, match.end(), body):
        return []
    end = match.end()
    if match["open"] and line.low.startswith((")", " )"), end):
        end = line.low.index(")", end) + 1
    found = [_year_term(at, end, span, body)]
    more = shapes.more_years.match(line.low, end)
    while more is not None and (span := _span(more)) is not None:
        found.append(_year_term(more.start("from"), more.end(), span, body))
        more = shapes.more_years.match(line.low, more.end())
    return found


def _year_term(start: int, end: int, span: tuple[int, int], body: Body | None) -> Reading:
    return Reading(start=start, end=end, value=f"{span[0]}/{span[1]}", rule="years", years=span, body=body)


def _span(match: re.Match[str]) -> tuple[int, int] | None:
    first = int(match["from"])
    last = int(match["to"]) if match["to"] else first + (int(match["short"]) - first) % 100
    return (first, last) if first < last <= first + _LONGEST_TERM else None


def _counts_years(line: Line, start: int, end: int, body: Body | None) -> bool:
    """Whether `khóa 2016-2021` is a body's and not a school's."""
    if body is not None and not is_weak(body):
        return True
    if _is_school(line, start, end):
        return False
    near = rules().words.near.search(line.low, max(0, start - _NEAR), start)
    return bool(body or near or rules().shapes.certain.search(line.low, max(0, start - 50), start))


def _is_school(line: Line, start: int, end: int) -> bool:
    """Whether a course, a class or a lock is spoken of around `khóa` in its sentence."""
    school, school_after = rules().words.school, rules().shapes.school_after
    floor = max(0, start - _SCHOOL_NEAR)
    for stop in _SENTENCE_END.finditer(line.low, floor, start):
        floor = stop.end()
    return bool(school.search(line.low, floor, min(len(line.low), start + 6)) or school_after.match(line.low, end))


def _body(line: Line, start: int, before: list[Reading]) -> Body | None:
    """The body of a term that begins at `start`: that of the term right before it, the words before it, or a list's."""
    last = before[-1] if before else None
    if last is not None and ADJACENT.fullmatch(line.low, last.end, start):
        return last.body or body_before(line, last.start)
    body = body_before(line, start)
    if body is None and last is not None and rules().shapes.joined.fullmatch(line.low, last.end, start):
        return last.body
    return body


def _ordinal(line: Line, at: int, before: list[Reading]) -> list[Reading]:
    match = rules().shapes.ordinal.match(line.low, at)
    if match is None:
        return []
    counts = next(kind for kind in _COUNTS if match[kind])
    first = _item(line, match, at)
    if first is None or not _figures_fit(line, counts, first):
        return []
    items, years, end = _list(line, first, bare=counts != "congress")
    if counts in ("congress", "brief"):
        return _congress_ordinal(line, at, before, items, years, end)
    body = _body(line, at, before) if counts == "body" else None
    owner = body_after(line, end) if body is None else None
    if counts != "body":
        return _readings(items, years, owner if owner and owner.sequence else None, "ordinal")
    if not _counts_body(line, at, first, body or owner, before):
        return []
    return _readings(items, years, body or owner, "ordinal")


_COUNTS = ("congress", "brief", "body", "term", "roman")


def _figures_fit(line: Line, counts: str, item: Item) -> bool:
    """Whether these figures may count this: `lần XIII`, `nhiệm kỳ II`, but `nhiệm kỳ 2` only where no years follow."""
    if counts == "brief":
        return item[3]
    return counts != "roman" or item[3] or bool(rules().shapes.second.match(line.low, item[1]))


def _congress_ordinal(
    line: Line, at: int, before: list[Reading], items: list[Item], years: list[Reading], end: int
) -> list[Reading]:
    last = before[-1] if before else None
    beside = last is not None and ADJACENT.fullmatch(line.low, last.end, at)
    body = congress_before(line, last.start if last and beside else at)
    if body is None and last is not None and rules().shapes.joined.fullmatch(line.low, last.end, at):
        body = last.body if last.rule == "ordinal" else None
    if body is None:
        return []
    if body.sequence is None or body.implicit:
        body = _owned(body, body_after(line, end))
    return _readings(items, years, body, "ordinal")


def _owned(body: Body, owner: Body | None) -> Body:
    """The congress with the organisation that is named after its number."""
    written = body.as_written
    low = canon(written)
    if owner is None or (low not in rules().words.unnamed and body.sequence is None):
        return body
    if owner.sequence == "party":
        return congress_named(written, low, party=True)
    return Body(f"{written} {owner.name}")


def _counts_body(line: Line, at: int, first: Item, body: Body | None, before: list[Reading]) -> bool:
    """Whether `khóa 15` is a body's term: of a body, or of nothing that is taught or locked."""
    shapes = rules().shapes
    _, end, _, is_roman = first
    if body is not None and not is_weak(body):
        return True
    if _is_school(line, at, end):
        return False
    if body is not None and body.sequence is not None:
        return True
    if is_roman:
        return body is not None or not line.text.endswith(rules().words.classes, 0, at)
    if before and ADJACENT.fullmatch(line.low, before[-1].end, at):
        return True
    return bool(shapes.certain.search(line.low, max(0, at - 50), at) or shapes.followed.match(line.low, end))


def _item(line: Line, match: re.Match[str], start: int) -> Item | None:
    number = number_of(match, line.text)
    if number is None:
        return None
    return start, match.end(), number, bool(match["numeral"]) and not match["numeral"].isdecimal()


def _list(line: Line, first: Item, *, bare: bool) -> tuple[list[Item], list[Reading], int]:
    """The members of `khóa XI, XII`, the years that stand with them in brackets, and where the list ends."""
    shapes = rules().shapes
    items, years, end = [first], [], first[1]
    while True:
        span = shapes.bracket_years.match(line.low, end) or (shapes.bare_years.match(line.low, end) if bare else None)
        if span is not None and (term := _span(span)) is not None:
            years.append(_year_term(span.start("from"), span.end(), term, None))
            end = span.end()
        more = shapes.more.match(line.low, end)
        if more is None:
            return items, years, end
        item = _item(line, more, _start(more))
        if item is None or not _goes_on(line, more, item):
            return items, years, end
        items.append(item)
        end = item[1]


def _start(more: re.Match[str]) -> int:
    return next(more.start(name) for name in ("th", "numeral", "spoken") if more[name])


def _goes_on(line: Line, more: re.Match[str], item: Item) -> bool:
    """Whether the figure is a member of the list: 12 in `khóa 11, 12 đại biểu` counts delegates."""
    if item[3]:
        return True
    if not more["numeral"]:
        return bool(more["th"])
    shapes = rules().shapes
    return bool(shapes.ended.match(line.low, item[1]) or shapes.more.match(line.low, item[1]))


def _readings(items: list[Item], years: list[Reading], body: Body | None, rule: str) -> list[Reading]:
    found = [
        Reading(start=start, end=end, value=str(number), rule=rule, ordinal=number, body=body)
        for start, end, number, _ in items
    ]
    found += [Reading(start=y.start, end=y.end, value=y.value, rule=y.rule, years=y.years, body=body) for y in years]
    return sorted(found, key=lambda reading: reading.start)


def _congress(line: Line, at: int, before: list[Reading]) -> list[Reading]:  # noqa: ARG001 - a reader
    shapes = rules().shapes
    match = shapes.congress.match(line.low, at)
    first = _item(line, match, at) if match is not None else None
    if match is None or first is None:
        return []
    items, years, end = _list(line, first, bare=False)
    owner = body_after(line, end)
    party = owner is not None and owner.sequence == "party"
    if not first[3] and not shapes.ended.match(line.low, first[1]) and not party and len(items) == 1:
        return []
    written = line.text[at : match.end("name")]
    low = match["name"]
    if owner is not None and not party:
        body = Body(f"{written} {owner.name}")
    elif low in rules().words.unnamed and not party:
        body = Body(rules().words.national, "party", implicit=True, written=written)
    else:
        body = congress_named(written, low, party=party)
    return _readings(items, years, body, "congress")


def _numbered(line: Line, at: int, before: list[Reading]) -> list[Reading]:  # noqa: ARG001 - a reader
    match = rules().shapes.numbered.match(line.low, at)
    first = _item(line, match, at) if match is not None else None
    if match is None or first is None or not first[3]:
        return []
    name = match["name"]
    key = next((key for key, known in sequences().items() if known.names.fullmatch(name)), None)
    return _readings([first], [], Body(line.text[at : match.end("name")], key), "numbered")


def _relative(line: Line, at: int, before: list[Reading]) -> list[Reading]:  # noqa: ARG001 - a reader
    match = rules().shapes.relative.match(line.low, at)
    if match is None or (match["head"] in rules().words.abbreviated and line.text[at].islower()):
        return []
    if match["loose"]:
        near = rules().words.near.search(line.low, max(0, at - _NEAR), match.end() + 20)
        if near is None or _is_school(line, at, match.end()):
            return []
    return [Reading(start=at, end=match.end(), value="", rule="relative", relative=True)]


_READERS: tuple[Callable[[Line, int, list[Reading]], list[Reading]], ...] = (
    _years,
    _ordinal,
    _congress,
    _numbered,
    _relative,
)
