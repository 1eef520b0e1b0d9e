"""Persons, ranks and posts against the golden tables; their invariants on any text; their speed on hostile ones."""

from __future__ import annotations

import json
import time
import tomllib
import unicodedata
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Document
from corpus.mentions import Mention, Person, Place, Position, Rank, Unit, UnitType
from corpus.spans import Span
from corpus.text import normalize, slug
from extractor.mine.context import Context
from extractor.mine.cues import Cues
from extractor.mine.link import link
from extractor.mine.persons import annotate_persons
from extractor.mine.persons.lexicon import rows as rows_of
from extractor.mine.positions import annotate_positions
from extractor.mine.ranks import annotate_ranks
from extractor.mine.settle import settle
from extractor.mine.units import annotate_units
from extractor.text.document import make_document

GOLDEN = Path(__file__).parents[1] / "golden"
_TYPES: tuple[tuple[str, UnitType], ...] = (
    ("Công an", "police"), ("Đội", "police"), ("Cục", "police"), ("Đảng", "party"), ("ủy", "party"), ("Ban", "party"),
    ("Sở", "state"), ("UBND", "state"), ("HĐND", "state"), ("Bộ", "state"), ("Phòng", "police"), ("phòng", "police"),
)  # fmt: skip


def rows(name: str) -> list[Any]:
    table = tomllib.loads((GOLDEN / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["text"]) for case in table["case"]]


def linked(case: dict[str, Any]) -> tuple[Mention, ...]:
    text = case["text"]
    assert normalize(text) == text
    document, cues, context = make_document(text, tokens=False), Cues(text), Context()
    handmade: list[Mention] = [*_units(text, case.get("units", ())), *_places(text, case.get("places", ()))]
    return link(document, cues, context, settle([*handmade, *proposed(document, cues, context)])[0])


def proposed(document: Document, cues: Cues, context: Context) -> list[Mention]:
    return [
        *annotate_ranks(document, cues, context),
        *annotate_persons(document, cues, context),
        *annotate_positions(document, cues, context),
    ]


def _units(text: str, entries: Iterable[str]) -> list[Unit]:
    return [
        Unit(start=s, end=e, text=text[s:e], value=value, type=_type(value), rule="test")
        for s, e, value in _placed(text, entries)
    ]


def _places(text: str, entries: Iterable[str]) -> list[Place]:
    return [Place(start=s, end=e, text=text[s:e], value=v, rule="test") for s, e, v in _placed(text, entries)]


def _placed(text: str, entries: Iterable[str]) -> list[tuple[int, int, str]]:
    found, at = [], 0
    for entry in entries:
        surface, _, value = (part.strip() for part in entry.partition("="))
        at = text.index(surface, at)
        found.append((at, at + len(surface), value or surface))
        at += len(surface)
    return found


def _type(value: str) -> UnitType:
    return next((t for word, t in _TYPES if word in value), "other")


def fields(row: str) -> list[str]:
    return [part.strip() for part in row.split("|")]


@pytest.mark.parametrize("case", rows("persons.toml"))
def test_persons(case: dict[str, Any]) -> None:
    found = [m for m in linked(case) if isinstance(m, Person)]
    assert [f"{p.value} | {p.rank or ''} | {'; '.join(p.positions)}" for p in found] == case["persons"]
    if "public" in case:
        assert {p.value for p in found if p.public} == set(case["public"])


@pytest.mark.parametrize("case", rows("ranks.toml"))
def test_ranks(case: dict[str, Any]) -> None:
    found = [m for m in linked(case) if isinstance(m, Rank)]
    shown = [f"{r.text} | {r.value} | {r.person or ''}" + f" | {r.promoted_from or ''}".rstrip(" |") for r in found]
    assert shown == case["ranks"]


@pytest.mark.parametrize("case", rows("positions.toml"))
def test_positions(case: dict[str, Any]) -> None:
    found = [m for m in linked(case) if isinstance(m, Position)]
    assert [f"{p.text} | {p.value} | {p.person or ''} | {p.unit or ''}" for p in found] == case["positions"]


@pytest.mark.parametrize(("text", "branch"), [
    ("Thượng tá Bàn Văn Lưỡng, Trưởng Công an huyện.", "police"),
    ("Thượng tá Bàn Văn Lưỡng, Chính ủy Trung đoàn 5.", "army"),
    ("Thượng tá Bàn Văn Lưỡng, Phó Tư lệnh Vùng 3 Hải quân.", "army"),
    ("Phó Đô đốc Bàn Văn Lưỡng thăm đảo.", "navy"),
    ("Thượng tá Bàn Văn Lưỡng kể chuyện.", None),
])  # fmt: skip
def test_branch(text: str, branch: str | None) -> None:
    found = list(annotate_ranks(make_document(text, tokens=False), Cues(text), Context()))
    assert [r.branch for r in found] == [branch]


@pytest.mark.parametrize(("text", "units", "branch"), [
    ("Công an tỉnh cho biết Thiếu tá Hà Văn Kén bám địa bàn cùng bộ đội.", ["Công an tỉnh"], None),
    ("Đại tá Hà Văn Kén, Phó Giám đốc Công an tỉnh, cảm ơn quân đội.", ["Công an tỉnh"], "police"),
    ("Đại tá Hà Văn Kén, Chính ủy Trung đoàn 5, cảm ơn Công an tỉnh.", ["Công an tỉnh"], "army"),
    ("Đại tá Hà Văn Kén thăm Bộ đội Biên phòng tỉnh.", [], "army"),
    ("Đại tá Hà Văn Kén, Tư lệnh Cảnh sát biển, nói.", [], "army"),
    ("Chuẩn Đô đốc Hà Văn Kén thăm Công an tỉnh.", ["Công an tỉnh"], "navy"),
    ("Đại tá Hà Văn Kén, Trưởng phòng Tham mưu, dự lễ với quân đội.", ["phòng Tham mưu"], "police"),
])  # fmt: skip
def test_branch_of_the_holder(text: str, units: list[str], branch: str | None) -> None:
    found = linked({"text": text, "units": units})
    assert [m.branch for m in found if isinstance(m, Rank)] == [branch]


@pytest.mark.parametrize(
    ("phrase", "value"), tomllib.loads((GOLDEN / "heads.toml").read_text("utf-8"))["heads"].items()
)
def test_heads(phrase: str, value: str) -> None:
    found = [m for m in linked({"text": f"Ông Bàn Văn Lưỡng, {phrase}, có mặt."}) if isinstance(m, Position)]
    assert [(p.value, p.person) for p in found] == [(value, "Bàn Văn Lưỡng")]
    assert phrase.startswith(found[0].text)


def test_every_head_and_rank_has_a_golden_row() -> None:
    heads = tomllib.loads((GOLDEN / "heads.toml").read_text("utf-8"))["heads"]
    assert {row["head"] for row in rows_of("positions.csv")} == set(heads.values())
    ranks = tomllib.loads((GOLDEN / "ranks.toml").read_text("utf-8"))["case"]
    stated = {fields(rank)[1] for case in ranks for rank in case["ranks"]}
    assert {slug(row["rank"]) for row in rows_of("ranks.csv")} <= stated


_SAMPLE = [
    json.loads(line) for line in (GOLDEN.parent / "gold" / "sample.jsonl").read_text("utf-8").splitlines() if line
]


@pytest.mark.parametrize("text", [case["text"] for case in _SAMPLE if "text" in case], ids=lambda text: text[:40])
def test_both_directions_agree(text: str) -> None:
    """A post's person is a person of the article; a post stated at a full name is a mention, his or shared."""
    text = normalize(text)
    document, cues, context = make_document(text, tokens=False), Cues(text), Context()
    found = link(
        document,
        cues,
        context,
        settle([*annotate_units(document, cues, context), *proposed(document, cues, context)])[0],
    )
    persons = [m for m in found if isinstance(m, Person)]
    posts = [m for m in found if isinstance(m, Position)]
    assert {p.person for p in posts if p.person} <= {p.value for p in persons}
    for person in persons:
        sentence = document.sentence_of(Span(person.start, person.end))
        stated = [p for p in posts if p.person and sentence.start <= p.start < sentence.end]
        assert set(person.positions) <= {p.text for p in stated}
        close = {p.text for p in stated if p.person == person.value and person.end <= p.start <= person.end + 2}
        assert close <= set(person.positions)


_PIECES = st.sampled_from([
    "Thượng tá", "Nguyễn Văn Tám", "H'Hen", "K'", "Y", "ông", "Giám đốc", "Công an tỉnh", ",", ";", "(", ")", "-", ".",
    "\n\n", "nguyên", "quyền", "được bổ nhiệm", "làm", "các", "bị can", "(27 tuổi", "đường", "Đại tá", "cho biết",
    "lên", "Trưởng", "Phòng", "PGS.TS", "Đ/c", "TP.", "SN", "1983", "T.", "Ư", "và", "là", "bin", "Mỹ", "Donald",
])  # fmt: skip


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=40).map(" ".join)))
def test_any_text(raw: str) -> None:
    text = normalize(raw)
    document, cues, context = make_document(text, tokens=False), Cues(text), Context()
    settled, _ = settle(proposed(document, cues, context))
    found = link(document, cues, context, settled)
    assert all(text[m.start : m.end] == m.text for m in found)
    persons = {m.value for m in found if isinstance(m, Person)}
    assert all(m.person in persons for m in found if isinstance(m, Rank | Position) and m.person)
    assert found == link(document, cues, context, settled)


@pytest.mark.parametrize("piece", [
    "Nguyễn ", "Giám đốc, ", "Thượng tá Lê Văn Tám, ", "(", "H'", "ông là ", "Nguyễn Văn An, Trưởng Phòng và ",
    "lên Đại tá ",
])  # fmt: skip
def test_linear(piece: str) -> None:
    """A megabyte without a full stop ends in seconds; a quadratic step would take minutes."""
    text = piece * (1_000_000 // len(piece))
    started = time.process_time()
    document, cues, context = make_document(text, tokens=False), Cues(text), Context()
    link(document, cues, context, settle(proposed(document, cues, context))[0])
    assert time.process_time() - started < 60


_TABLES = (
    "family_names", "foreign_names", "foreign_words", "given_name_cues", "historical_names", "honorifics", "kinship",
    "ministry_sectors", "not_names", "occupations", "person_verbs", "place_namesakes", "position_bodies",
    "position_nouns", "positions", "titles", "countries",
)  # fmt: skip


@pytest.mark.parametrize("name", _TABLES)
def test_data_is_sorted_and_unique(name: str) -> None:
    text = (Path(str(files("extractor"))) / "data" / f"{name}.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")][1:]
    first = [line.split(",")[0].lower() for line in lines]
    assert lines == sorted(lines)
    assert len(first) == len(set(first))
    assert unicodedata.is_normalized("NFC", text)


def test_namesakes_are_communes() -> None:
    tables = ("admin_communes_legacy.csv", "admin_communes_2025.csv", "admin_communes_former.csv")
    communes = {row["name"].lower() for table in tables for row in rows_of(table)}
    assert {row["name"].lower() for row in rows_of("place_namesakes.csv")} <= communes


def test_there_are_enough_heads() -> None:
    assert len(rows_of("positions.csv")) >= 250
