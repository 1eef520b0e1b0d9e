"""Of which unit posts are, and who is public by them, by golden rows that are read whole."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from corpus.dates import PublicationDate
from corpus.mentions import Mention, Person, Position
from corpus.text import canon
from extractor.gazetteer import table
from extractor.mine.context import Context
from extractor.mine.mine import mine
from extractor.text.document import make_document
from tests.extractor.growth import grows_in_proportion

GOLDEN = Path(__file__).parents[1] / "golden" / "leaders.toml"
CONTEXT = Context(published=PublicationDate(value="2022-05-11", method="given", confidence=1), source="bao.example")
CASES: list[dict[str, Any]] = tomllib.loads(GOLDEN.read_text("utf-8")).get("case", [])


def read(text: str) -> tuple[Mention, ...]:
    return mine(make_document(text, tokens=False), CONTEXT)


def posts(text: str) -> list[str]:
    found = [m for m in read(text) if isinstance(m, Position)]
    return [f"{p.text} | {p.value} | {p.person or ''} | {p.unit or ''}" for p in found]


def public(text: str) -> list[str]:
    return sorted({m.value for m in read(text) if isinstance(m, Person) and m.public})


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_golden(case: dict[str, Any]) -> None:
    assert posts(case["text"]) == case["posts"]
    assert public(case["text"]) == case["public"]


def test_all_who_are_named_hold_the_post() -> None:
    text = "HĐND tỉnh Sơn La bầu bổ sung bà Lò Thị Mai, Giám đốc Sở Tài chính, ông Vũ Văn Nam, Bí thư Huyện ủy Mộc Châu giữ chức Phó Chủ tịch UBND tỉnh Sơn La."  # noqa: E501
    held = {m.value: m.positions[-1] for m in read(text) if isinstance(m, Person)}
    assert held == dict.fromkeys(("Lò Thị Mai", "Vũ Văn Nam"), "Phó Chủ tịch UBND tỉnh Sơn La")


def test_every_level_has_the_bodies_of_both_heads() -> None:
    levels = {canon(row["level"]) for row in table("admin_levels")}
    rows = [row for row in table("local_heads") if row["level"]]
    assert {canon(row["level"]) for row in rows} <= levels
    assert len({(row["head"], row["level"]) for row in rows}) == len(rows)


@pytest.mark.parametrize(
    "unit",
    [
        "Ông Trần Văn Bình, Phó Chủ tịch tỉnh, Phó Bí thư, Chủ tịch UBND tỉnh Sơn La. ",
        "Bầu bổ sung bà Lò Thị Mai, Giám đốc Sở Tài chính, ông Vũ Văn Nam, Bí thư Huyện ủy, ",
        "cách chức Bí thư Tỉnh ủy, Chủ tịch UBND tỉnh, ",
    ],
)
def test_time_grows_with_the_text(unit: str) -> None:
    grows_in_proportion(read, unit, 40_000)
