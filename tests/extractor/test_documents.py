"""Documents cited, by their golden table and by the table of laws."""

from __future__ import annotations

import csv
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.text import canon, normalize
from extractor.mine.documents import find_documents
from extractor.mine.documents.rules import LAWS, rules
from tests.extractor.growth import grows_in_proportion

TABLE = Path(__file__).parents[1] / "golden" / "documents.toml"
with TABLE.open("rb") as file:
    CASES = [row for group in tomllib.load(file).values() for row in group["cases"]]
with LAWS.open(encoding="utf-8", newline="") as lines:
    ROWS = list(csv.DictReader(line for line in lines if not line.startswith("#")))
KINDS = tuple(named.kind for named in rules().named)


@pytest.mark.parametrize("row", CASES, ids=lambda row: row[0])
def test_documents(row: list[str]) -> None:
    assert [f"{ref.text} = {ref.value}" for ref in find_documents(row[0])] == row[1:]


def test_every_text_of_the_table_stands_once() -> None:
    texts = [row[0] for row in CASES]
    assert len(texts) == len(set(texts))
    assert all(text == normalize(text) for text in texts)


def test_every_law_is_read_by_each_of_its_names() -> None:
    for row in ROWS:
        for name in filter(None, (row["name"], *row["other"].split("|"))):
            found = [(ref.text, ref.value) for ref in find_documents(f"Theo {row['kind']} {name}, việc này được làm.")]
            assert found == [(f"{row['kind']} {name}", f"{row['kind']} {row['name']}".rstrip())]


def test_the_table_of_laws_is_sorted_and_says_nothing_twice() -> None:
    keys = [(row["kind"], row["name"]) for row in ROWS]
    assert all(a < b for a, b in pairwise(keys))
    names = [
        (row["kind"], canon(name).replace(",", ""))
        for row in ROWS
        for name in filter(None, (row["name"], *row["other"].split("|")))
    ]
    assert len(names) == len(set(names))
    assert {row["kind"] for row in ROWS} <= set(KINDS)
    assert all(value == normalize(value) for row in ROWS for value in row.values())


_HOSTILE = (
    *(
        "Luật ",
        "Luật a b ",
        "dự án Luật a ",
        "Công ước về ",
        "Công ước a về Luật Đất đai ",
        "các luật Đất đai, Nhà ở, ",
    ),
    *(
        "Nghị quyết Đại hội a ",
        "Nghị quyết Trung ương 4, 5 khóa ",
        "Nghị quyết đại hội lần thứ ",
        "BLHS ",
        "Hiệp định A ",
    ),
    *(
        "Quyết định của a số 1/A-B ",
        "quyết định a ",
        "số 12/QĐ-UB ",
        "Điều 1, 2 Luật Đất đai ",
        "Luật" + " ơ" * 11 + " ",
    ),
    *("Nghị định 1, ", "Nghị quyết Hội nghị lần thứ mười ", "Luật Phòng, ", "Luật Đất đai (sửa đổi, "),
)


@pytest.mark.parametrize("unit", _HOSTILE)
def test_time_grows_with_the_text(unit: str) -> None:
    grows_in_proportion(find_documents, unit, 128_000)


def test_many_different_codes_take_no_longer() -> None:
    text = "; ".join(f"Nghị định {n} và Nghị định {n}/2016/NĐ-CP" for n in range(4000))
    found = find_documents(text)
    assert len(found) == 8000
    assert {ref.value for ref in found} == {f"Nghị định {n}/2016/NĐ-CP" for n in range(4000)}


def test_a_long_word_or_line_is_no_trouble() -> None:
    for text in (
        "Luật " + "a" * 500_000,
        "Nghị quyết Đại hội " + "b" * 500_000,
        "Quyết định" + " a" * 250_000 + " số 1/A-B",
    ):
        find_documents(text)
