"""Time expressions by golden tables: each row a text, its publication date and every mention it must give."""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from pathlib import Path
from typing import NamedTuple

import pytest

from corpus.mentions import DateExpression
from extractor.mine.dates import find_dates

GOLDEN = Path(__file__).parents[1] / "golden"
_EXPECTED = re.compile(
    r"(?P<text>.+?) = (?P<value>\S+)(?: !(?P<mod>[A-Z]+))?(?: @(?P<span>\S+))?(?P<set> set)?(?: ~\S+)?"
)


class Case(NamedTuple):
    group: str
    text: str
    published: str | None
    expected: tuple[str, ...]


def cases(name: str) -> list[Case]:
    with (GOLDEN / f"dates_{name}.toml").open("rb") as file:
        tables = tomllib.load(file)
    return [
        Case(group, row[0], table.get("published"), tuple(row[1:]))
        for group, table in tables.items()
        for row in table["cases"]
    ]


def plain_span(value: str, mod: str | None) -> str:
    """First and last day of a TIMEX3 value, worked out apart from the program."""
    if "/" in value:
        first, last = value.split("/")
        ends = plain_span(first, None).split("..")[0], plain_span(last, None).split("..")[-1]
        return "-" if "-" in ends else "..".join(ends)
    if m := re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:T.*)?", value):
        return f"{m[1]}..{m[1]}"
    if m := re.fullmatch(r"(\d{4})-(\d\d)", value):
        end = monthrange(int(m[1]), int(m[2]))[1]
        first_day, last_day = {"START": (1, 10), "MID": (11, 20), "END": (21, end)}.get(mod or "", (1, end))
        return f"{value}-{first_day:02d}..{value}-{last_day:02d}"
    months = {"START": (1, 4), "MID": (5, 8), "END": (9, 12)}.get(mod or "", (1, 12))
    if m := re.fullmatch(r"(\d{4})-([QH])(\d)", value):
        size = 3 if m[2] == "Q" else 6
        value, months = m[1], (int(m[3]) * size - size + 1, int(m[3]) * size)
    if re.fullmatch(r"\d{4}", value):
        last_day = monthrange(int(value), months[1])[1]
        return f"{value}-{months[0]:02d}-01..{value}-{months[1]:02d}-{last_day:02d}"
    if re.fullmatch(r"\d{3}", value):
        return f"{value}0-01-01..{value}9-12-31"
    return "-"


def shown(found: DateExpression) -> str:
    span = f"{found.range.first}..{found.range.last}" if found.range else "-"
    return f"{found.text} = {found.value} !{found.mod} @{span}{' set' if found.is_set else ''}"


def wanted(row: str) -> str:
    match = _EXPECTED.fullmatch(row)
    assert match is not None, f"not a golden row: {row}"
    span = match["span"] or plain_span(match["value"], match["mod"])
    return f"{match['text']} = {match['value']} !{match['mod']} @{span}{match['set'] or ''}"


POSITIVE_FILES = (
    *("absolute", "forms", "sequences", "periods", "hours", "lunar"),
    *("relative", "relations", "phrases", "alone", "news", "rare"),
)
POSITIVE = [case for name in POSITIVE_FILES for case in cases(name)]


@pytest.mark.parametrize("case", POSITIVE, ids=lambda c: f"{c.group}: {c.text}")
def test_dates(case: Case) -> None:
    assert [shown(d) for d in find_dates(case.text, published=case.published)] == [wanted(r) for r in case.expected]


NEGATIVE = [case for name in ("negative", "traps") for case in cases(name)]


@pytest.mark.parametrize("case", NEGATIVE, ids=lambda c: c.text)
def test_no_dates(case: Case) -> None:
    assert [shown(d) for d in find_dates(case.text, published="2020-06-18")] == []
