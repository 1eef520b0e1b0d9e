"""Persons right behind a unit, in one sentence: whose name it is, and where the unit ends."""

from __future__ import annotations

import tomllib

import pytest

from corpus.mentions import Mention, Person, Unit
from extractor.gazetteer import table
from extractor.mine.context import Context
from extractor.mine.cues import Cues
from extractor.mine.link import link
from extractor.mine.persons import annotate_persons
from extractor.mine.places import annotate_places
from extractor.mine.positions import annotate_positions
from extractor.mine.ranks import annotate_ranks
from extractor.mine.settle import settle
from extractor.mine.units import annotate_units
from extractor.text.document import make_document
from tests.extractor.mine.golden import FOLDER, Row

CASES: list[Row] = tomllib.loads((FOLDER / "persons_behind_units.toml").read_text(encoding="utf-8"))["case"]


def read(text: str) -> tuple[Mention, ...]:
    document, cues, context = make_document(text, tokens=False), Cues(text), Context()
    annotators = (annotate_units, annotate_places, annotate_ranks, annotate_persons, annotate_positions)
    found = [mention for annotate in annotators for mention in annotate(document, cues, context)]
    return link(document, cues, context, settle(found)[0])


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["text"])
def test_golden(row: Row) -> None:
    found = read(row["text"])
    units = [m.text if m.value == m.text else f"{m.text} = {m.value}" for m in found if isinstance(m, Unit)]
    persons = [m for m in found if isinstance(m, Person)]
    assert units == row["units"]
    assert [" | ".join((p.value, p.rank or "", "; ".join(p.positions))) for p in persons] == row["persons"]


@pytest.mark.parametrize("name", ["admin_districts", "admin_former"])
def test_districts_named_like_persons_stay_places(name: str) -> None:
    wrong = []
    for row in table(name):
        unit = f"UBND {row['level']} {row['name']}"
        if not row["name"][0].isdigit() and "'" not in row["name"]:
            units = [m.text for m in read(f"Chủ tịch {unit} phát biểu.") if isinstance(m, Unit)]
            wrong += [unit] if units != [unit] else []
    assert wrong == []
