"""Phrases of unit histories by their golden table: changes, the elected, sizes of committees, congresses named."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.resolve.unit_history_elections import choices, counts, is_unsure
from extractor.resolve.unit_history_named import named_congresses
from extractor.resolve.unit_history_told import ChangeSaid, changes_said
from extractor.resolve.unit_history_twins import core
from extractor.resolve.unit_history_views import Said
from tests.extractor.growth import grows_in_proportion
from tests.extractor.resolve.unit_said import said

TABLE = tomllib.loads((Path(__file__).parents[2] / "golden" / "unit_history.toml").read_text("utf-8"))


def _change(change: ChangeSaid) -> str:
    former, units = (" + ".join(u.name for u in part) for part in (change.former, change.units))
    parts = [
        f"{change.kind}{' planned' if change.status == 'planned' else ''}:",
        " → ".join(filter(None, (former, units))),
        f"under {change.owner.name}" if change.owner else "",
    ]
    if change.date is not None:
        first, last = change.date.opening or (change.date.first, change.date.last)
        parts.append(f"({first if first == last else f'{first}/{last}'})")
    elif change.years is not None:
        parts.append(f"({change.years} years)")
    return " ".join(part for part in parts if part)


def changes(one: Said) -> Iterator[str]:
    return (_change(change) for change in changes_said(one))


def elected(one: Said) -> Iterator[str]:
    for choice in choices(one):
        if not is_unsure(one, 0, choice.post.start):
            yield f"{choice.person.name}: {choice.post.text}{' again' if choice.again else ''}"


def members(one: Said) -> Iterator[str]:
    for count in counts(one):
        if not is_unsure(one):
            of = f" of {count.unit.name}" if count.unit else ""
            yield f"{count.members}{of}{f' ({count.ordinal})' if count.ordinal else ''}"


def congresses(one: Said) -> Iterator[str]:
    for named in named_congresses(one):
        unit = "general" if named.general else named.unit.name if named.unit else "?"
        years = f", {named.from_year}-{named.to_year}" if named.from_year else ""
        yield f"{unit}{f' {named.ordinal}' if named.ordinal else ''}{years}"


READERS: dict[str, Callable[[Said], Iterator[str]]] = {
    "changes": changes,
    "elected": elected,
    "members": members,
    "congresses": congresses,
}
CASES = [(part, row) for part, rows in TABLE.items() if part in READERS for row in rows["cases"]]


@pytest.mark.parametrize(("part", "row"), CASES, ids=lambda value: value[0] if isinstance(value, list) else value)
def test_phrases(part: str, row: list[str]) -> None:
    assert [found for one in said(row[0]) for found in READERS[part](one)] == row[1:]


@pytest.mark.parametrize("row", TABLE["twins"]["cases"], ids=lambda row: row[0])
def test_twins_share_a_name(row: list[str]) -> None:
    assert len({core(name) for name in row}) == 1


@pytest.mark.parametrize("row", TABLE["no_twins"]["cases"], ids=lambda row: row[0])
def test_other_bodies_do_not(row: list[str]) -> None:
    assert len({core(name) for name in row}) == len(row)


def test_the_table_has_negatives() -> None:
    for part in READERS:
        rows = [row for name, row in CASES if name == part]
        assert min(sum(len(row) > 1 for row in rows), sum(len(row) == 1 for row in rows)) >= 3


_PIECES = (
    *("Công an tỉnh Vân Sơn", "sáp nhập", "thành lập", "(", ")", ",", "và", "ngày 1/3/2019", "đại hội"),
    *("bầu 15 đồng chí", "Ban Chấp hành", "giữ chức Bí thư", "Nguyễn Văn Khang", "lần thứ XV", "{", "\ue100"),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=30))
def test_any_mixture_is_read(pieces: list[str]) -> None:
    for one in said(" ".join(pieces)):
        for read in READERS.values():
            assert all(isinstance(found, str) for found in read(one))


@pytest.mark.parametrize(
    "piece",
    [
        *("sáp nhập Sở Y tế và Sở Y tế, ", "thành lập Sở Y tế ( ", "Sở Y tế được thành lập ", "Sở Y tế, "),
        *("đại hội lần thứ I, ", "bầu 15 đồng chí ", "Ban Chấp hành gồm ", "giữ chức Bí thư ", "tách "),
    ],
)
def test_time_grows_with_the_text(piece: str) -> None:
    def read(text: str) -> None:
        for one in said(text):
            for reader in READERS.values():
                list(reader(one))

    grows_in_proportion(read, piece, 16_000)
