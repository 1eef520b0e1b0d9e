"""What lines of a person state of posts in time, each as one record. Which question: what is said, of which days?

A post is a head in a unit; acting and full holders of it are told apart. A statement without a unit, or with a short
name of several units, goes to the only post of that head that the person is known to have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.careers import Change, Support
from corpus.dates import PublicationDate
from corpus.entities import CareerLine
from extractor.resolve.dossiers import holders, same_heads
from extractor.resolve.names import key
from extractor.resolve.posts import DEPUTY, is_deputy
from extractor.resolve.seats import begins_as, country_size, names_seat

_IN_CHARGE = (" phụ trách", " điều hành")
_ACTING = re.compile(r"(quyền|q|tạm quyền)\b", re.IGNORECASE)
_VAGUE = " (unresolved)"

PostKey = tuple[str, str, str]
"""Compared head, word for a caretaker or "", and id or compared name of the unit or seat, "" for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """One statement of a post: `first` and `last` bound what it says; `day` is that of its article, where known."""

    change: Change
    first: str | None
    last: str | None
    day: str | None
    former: bool
    line: CareerLine
    head: str
    acting: str

    @property
    def article(self) -> str:
        """Its article."""
        return self.line.article_id

    @property
    def dated(self) -> bool:
        """Whether it tells days of its own."""
        return self.first is not None

    @property
    def support(self) -> Support:
        """The statement as a reader is shown it."""
        x = self.line
        rule = x.rule or ("former" if x.former else "stated")
        return Support(
            change=self.change, article_id=x.article_id, field=x.field, start=x.start,
            first=self.first, last=self.last, rule=rule,
        )  # fmt: skip


def article_days(line: CareerLine) -> tuple[str, str] | None:
    """The days on which the line's article may have been published; None where no day bounds it."""
    if line.date is None or (line.inferred and len(line.date) < len("2020-01-01")):
        return None
    span = PublicationDate(value=line.date, method="text", confidence=1).span
    return span.first.isoformat(), span.last.isoformat()


def stated(line: CareerLine) -> Stated:
    """What a line says; a line without a post ends all."""
    days = article_days(line)
    change, first, last = line.change, line.first, line.last
    if change is None:
        change = "ends" if line.former else "holds"
        first, last = (None, days[1]) if line.former and days else days or (None, None)
    elif first is None and last is None and days:
        first, last = days if change == "holds" else (None, days[1])
    head, acting = caretaker(line)
    return Stated(
        change=change, first=first, last=last, day=days[1] if days else None, former=line.former, line=line,
        head=head, acting=acting,
    )  # fmt: skip


def caretaker(line: CareerLine) -> tuple[str, str]:
    """The compared head of a line's post, and the word by which it is only looked after, or ""."""
    head = line.head or ""
    for word in _IN_CHARGE:
        if head.endswith(word):
            return head.removesuffix(word), word.strip()
    if line.acting:
        found = _ACTING.match(line.post or "")
        return head, "tạm quyền" if found and found[1].lower().startswith("tạm") else "quyền"
    return head, ""


def title_of(line: CareerLine) -> str:
    """The head of a post as it is written, with a capital.

    >>> line = CareerLine(
    ...     article_id="a", field="text", start=0, date=None, post="nguyên giám đốc Sở Y tế", head="giám đốc"
    ... )
    >>> title_of(line)
    'Giám đốc'
    """
    words, head = (line.post or "").split(), (line.head or "").split()
    for i in range(len(words) - len(head) + 1):
        if key(" ".join(words[i : i + len(head)])) == " ".join(head):
            found = " ".join(words[i : i + len(head)]).strip(",.;")
            return found[:1].upper() + found[1:]
    return " ".join(head).capitalize()


def seat_of(line: CareerLine) -> str:
    """What a post without a unit says behind its head: a country, a board; "" for Vietnam's and what is no name.

    >>> line = CareerLine(article_id="a", field="text", start=0, date=None, post="đại sứ Nga tại Lào", head="đại sứ")
    >>> seat_of(line)
    'Nga tại Lào'
    """
    if line.unit is not None:
        return ""
    words, forms = (line.post or "").split(), same_heads(line.head or "")
    sizes = sorted({len(form.split()) for form in forms}, reverse=True)
    ends = (i + size for i in range(len(words)) for size in sizes if key(" ".join(words[i : i + size])) in forms)
    rest = words[next(ends, len(words)) :]
    return " ".join(rest).strip(",.;") if names_seat(rest) else ""


def with_country(lines: Iterable[CareerLine]) -> list[CareerLine]:
    """The lines, a foreigner's highest offices with the country that his other posts name (`Thủ tướng Abe`)."""
    found = list(lines)
    seats = [words for x in found if x.post and (words := seat_of(x).split())]
    countries = {" ".join(words[:size]) for words in seats if (size := country_size(words))}
    if len(countries) != 1:
        return found
    country = next(iter(countries))
    few = [x.post is not None and x.unit is None and holders().get(x.head or "") == "few" for x in found]
    return [
        replace(x, post=f"{x.post} {country}") if f and not seat_of(x) else x for x, f in zip(found, few, strict=True)
    ]


def line_of_work(line: CareerLine) -> str:
    """What may be held beside what: `party`, `council`, `office` (state, police, army), `mass`, `errand`, `other`."""
    unit = key(line.unit or "")
    for kind in ("council", "errand"):
        if begins_as(unit, kind):
            return kind
    return {"state": "office", "police": "office", "army": "office"}.get(
        line.unit_type or "", line.unit_type or "other"
    )


def grouped(statements: Iterable[Stated]) -> dict[PostKey, list[Stated]]:
    """The statements of each post, those without a sure unit at the only post that they can be of."""
    groups: dict[PostKey, list[Stated]] = {}
    loose: list[Stated] = []
    for s in _with_leaders(list(statements)):
        if not _is_loose(s.line):
            groups.setdefault((s.head, s.acting, s.line.unit_id or ""), []).append(s)
        else:
            loose.append(s)
    placed = list(groups)
    for s in loose:
        fitting = [k for k in placed if k[:2] == (s.head, s.acting) and _fits(s.line, groups[k][0].line)]
        if len(fitting) == 1:
            groups[fitting[0]].append(s)
        elif not fitting:
            groups.setdefault((s.head, s.acting, key(_unit_name(s.line) or seat_of(s.line))), []).append(s)
    return _lone(groups)


def _with_leaders(statements: list[Stated]) -> list[Stated]:
    """`Bổ nhiệm ông A, Phó Giám đốc, giữ chức Giám đốc Sở Y tế`: a bare deputy's unit is that which he leads."""
    led = {(s.article, s.head): s.line for s in statements if s.change == "begins" and not _is_loose(s.line)}
    found = []
    for s in statements:
        bare = is_deputy(s.head) and s.line.unit is None and s.line.rule != "moved"
        unit = led.get((s.article, s.head.removeprefix(DEPUTY))) if bare else None
        if unit is not None:
            line = replace(s.line, unit=unit.unit, unit_id=unit.unit_id, unit_type=unit.unit_type)
            s = replace(s, line=line)
        found.append(s)
    return found


def _lone(groups: dict[PostKey, list[Stated]]) -> dict[PostKey, list[Stated]]:
    """Short names join the only longer one of their head that begins so (`Giám đốc`, `Giám đốc Công an tỉnh`)."""
    for short in sorted((k for k in groups if _is_loose(groups[k][0].line)), key=lambda k: (len(k[2]), k)):
        first = groups[short][0].line
        same = [k for k in groups if k[:2] == short[:2] and len(k[2]) > len(short[2])]
        longer = [k for k in same if _fits(first, groups[k][0].line)]
        if len(longer) == 1:
            groups[longer[0]] += groups.pop(short)
    return groups


def _is_loose(line: CareerLine) -> bool:
    return line.unit_id is None or line.vague


def _unit_name(line: CareerLine) -> str:
    return (line.unit or "").removesuffix(_VAGUE)


def _fits(loose: CareerLine, placed: CareerLine) -> bool:
    """Whether a short name of a unit, or the words behind a head, may stand for the other's unit."""
    name = key(_unit_name(loose)) or _behind_head(loose)
    return (
        not name
        or f" {key(_unit_name(placed))} ".startswith(f" {name} ")
        or f" {name} " in f" {key(placed.post or '')} "
    )


def _behind_head(line: CareerLine) -> str:
    words = key(line.post or "")
    _, found, rest = words.partition(line.head or "\n")
    return rest.strip() if found else ""


def also_deputy(statements: Iterable[Stated]) -> list[Stated]:
    """The same, and that a deputy in charge (`Phó Trưởng Phòng phụ trách`) is a deputy."""
    found = list(statements)
    deputies = [s for s in found if s.acting and is_deputy(s.head)]
    return [*found, *(replace(s, acting="", change="holds" if s.change == "begins" else s.change) for s in deputies)]


def newest(statements: Sequence[Stated]) -> Stated:
    """The statement whose words name a post best: of a named unit, the longest, the first."""

    def order(s: Stated) -> tuple[bool, bool, int, str, int]:
        return _is_loose(s.line), s.former, -len(s.line.post or ""), s.article, s.line.start

    return min(statements, key=order)
