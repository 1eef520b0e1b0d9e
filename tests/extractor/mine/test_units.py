"""Units: the golden table, resolution, parents, properties and speed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.mentions import Unit
from extractor.gazetteer import key_words, table
from extractor.mine.context import Context
from extractor.mine.cues import Cues
from extractor.mine.units import annotate_units, canonical_unit
from tests.extractor.mine.golden import Row, context_of, document, rows

CASES, NEGATIVES = (a + b for a, b in zip(rows("units.toml"), rows("units_more.toml"), strict=True))
PIECES = [
    "Công an",
    "tỉnh",
    "Gia Lai",
    "Phòng",
    "Đội",
    "(",
    ")",
    ", ",
    "“",
    '"',
    "TP.",
    "PC04",
    "của",
    "Ban",
    "Chi bộ",
    "Đảng ủy",
    "số 5",
    "\n",
    "Công ty",
    "TNHH",
    " ",
    "- ",
    "T.X",
    "Ư",
    "İ",
    "UBND",
    "Trường",
    "và",
    "9",
]


def units(text: str, context: Context | None = None) -> list[Unit]:
    return list(annotate_units(document(text), Cues(text), context or Context()))


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["text"])
def test_golden(row: Row) -> None:
    expected = []
    for line in row["units"]:
        span, value, kind = (cell.strip() for cell in line.split("|"))
        expected.append((span, value or span, kind))
    assert [(unit.text, unit.value, unit.type) for unit in units(row["text"], context_of(row))] == expected


@pytest.mark.parametrize("row", NEGATIVES, ids=lambda row: row["text"])
def test_golden_nothing(row: Row) -> None:
    assert [unit.text for unit in units(row["text"])] == []


@pytest.mark.parametrize(
    ("text", "parent"),
    [
        ("Phòng Tham mưu, Công an tỉnh Lai Châu", "Công an tỉnh Lai Châu"),
        ("Phòng Hậu cần (Công an tỉnh Lai Châu)", "Công an tỉnh Lai Châu"),
        ("Trung tâm Pháp y thuộc Sở Y tế", "Sở Y tế"),
        ("Chi bộ Phòng Hồ sơ", None),
        ("Chi bộ Phòng Hồ sơ, Công an tỉnh Lai Châu", "Đảng bộ Công an tỉnh Lai Châu"),
        ("Chi bộ Phòng Hồ sơ thuộc Công an tỉnh Lai Châu", "Đảng bộ Công an tỉnh Lai Châu"),
        ("Chi bộ Phòng Hồ sơ họp. Công an tỉnh Lai Châu dự.", "Đảng bộ Công an tỉnh Lai Châu"),
        ("Chi bộ Đội Cảnh sát hình sự Công an huyện Mường Tè", "Đảng bộ Công an huyện Mường Tè"),
        ("Chi bộ Công an xã Keng Đu", "Đảng bộ xã Keng Đu"),
        ("Chi bộ Trường THPT Hoa Lau họp. Công an tỉnh Lai Châu dự.", None),
        ("Đảng bộ Công an huyện Mường Tè", "Đảng bộ huyện Mường Tè"),
        ("Đảng bộ huyện Mường Tè", "Đảng bộ tỉnh Lai Châu"),
        ("Đảng ủy Sở Y tế", None),
        ("VKSND quận 4 truy tố. VKSND tỉnh Tây Ninh họp.", "VKSND thành phố Hồ Chí Minh"),
        ("Chi bộ Phòng Hồ sơ thuộc Đảng bộ Công an tỉnh Lai Châu", "Đảng bộ Công an tỉnh Lai Châu"),
        ("Đảng bộ Công an tỉnh Lai Châu", "Đảng bộ Công an Trung ương"),
        ("Đội 2, Phòng PC04 Công an tỉnh Lai Châu", "Phòng Cảnh sát điều tra tội phạm về ma túy Công an tỉnh Lai Châu"),
        ("Công an tỉnh Lai Châu", "Bộ Công an"),
        ("Công an huyện Mường Tè", "Công an tỉnh Lai Châu"),
        ("Công an xã Keng Đu, huyện Kỳ Sơn", "Công an huyện Kỳ Sơn"),
        ("Công an phường Bến Sen (quận 1) dự", "Công an quận 1"),
        ("Công an TP. Huế, tỉnh Thừa Thiên Huế", "Công an tỉnh Thừa Thiên Huế"),
        ("Công an TP. Đà Nẵng, tỉnh Quảng Nam", "Bộ Công an"),
        ("Sở Nội vụ tỉnh Lai Châu", "UBND tỉnh Lai Châu"),
        ("Vụ Pháp chế (Bộ Công Thương)", "Bộ Công Thương"),
        ("Công an TP Huế bắt hai người. Công an tỉnh Thừa Thiên Huế khen.", "Công an tỉnh Thừa Thiên Huế"),
        ("Công an TP Huế bắt hai người.", "Bộ Công an"),
        ("Công an TP Đà Nẵng bắt hai người. Công an tỉnh Quảng Nam khen.", "Bộ Công an"),
        ("Cục Hàng không Việt Nam, Tổng cục Đường bộ Việt Nam dự", None),
        ("Cục Thủy lợi, Tổng cục Thủy sản, Tổng cục Lâm nghiệp dự", None),
        ("Cục Kiểm ngư, Tổng cục Thủy sản dự", "Tổng cục Thủy sản"),
        ("Cục Hàng không Việt Nam, Bộ GTVT dự", "Bộ Giao thông Vận tải"),
        ("Phòng PA71, Cục H05 dự. Công an tỉnh họp.", None),
        ("PC02, Công an tỉnh Lai Châu", "Công an tỉnh Lai Châu"),
        ("C02, Bộ Công an", "Bộ Công an"),
        ("PC08 Công an tỉnh Lai Châu", "Công an tỉnh Lai Châu"),
        ("Công an xã Kim Tân bắt hai người tại xã Kim Tân (huyện Kim Thành, Hải Dương).", "Công an huyện Kim Thành"),
        ("Công an xã Phong Lộc bắt hai người. Đảng ủy xã Phong Lộc (Hậu Lộc, Thanh Hóa) họp.", "Công an huyện Hậu Lộc"),
        ("Công an xã Phong Lộc bắt hai người. Đảng ủy xã Phong Lộc (ảnh) họp.", None),
        ("Công an phường Vàng Danh báo Công an TP Uông Bí.", "Công an thành phố Uông Bí"),
        ("Công an phường Vàng Danh báo Công an quận Tây Hồ.", None),
        ("Công ty Sen Hồng có 5 xe; tài xế của Công ty Hoa Lau nghỉ.", None),
        ("UBND quận Bình Lạc họp. Công an tỉnh Bình Dương dự.", None),  # no quận of a tỉnh
        ("UBND quận Bình Lạc họp. UBND TP.HCM dự. Công an tỉnh Bình Dương dự.", "UBND thành phố Hồ Chí Minh"),
    ],
)
def test_parents(text: str, parent: str | None) -> None:
    assert units(text)[0].parent == parent


def test_every_head_has_a_golden_row() -> None:
    spans = [f" {' '.join(key_words(line.split('|')[0]))} " for row in CASES for line in row["units"]]
    heads = [row["head"] for row in table("units_heads")]
    assert [head for head in heads if not any(f" {' '.join(key_words(head))} " in span for span in spans)] == []


def test_two_candidates_stay_open() -> None:
    text = "UBND tỉnh Hòa Bình, UBND tỉnh Hà Nam. Công an tỉnh dự."
    assert [unit.resolved for unit in units(text)] == [True, True, False]


def test_place_of_a_unit() -> None:
    assert [unit.place for unit in units("Công an T.X Phổ Yên và Đại học Bách khoa Hà Nội")] == ["Phổ Yên", "Hà Nội"]


def test_canonical_unit() -> None:
    assert canonical_unit("Đảng bộ CAT.Ư") == "Đảng bộ Công an Trung ương"
    assert canonical_unit("chi bộ") is None


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=30).map(" ".join))
def test_spans_slice_and_do_not_overlap(text: str) -> None:
    last = 0
    for unit in units(text):
        assert text[unit.start : unit.end] == unit.text
        assert unit.start >= last
        last = unit.end


@pytest.mark.parametrize(
    "piece", ["Chi bộ ", "Công ty TNHH Xây dựng ", "Phòng, ", '"', "Trung tâm Hỗ trợ phát triển ", "Ban ("]
)
def test_hostile_strings_end(piece: str) -> None:
    text = piece * (300_000 // len(piece))
    start = time.process_time()
    units(text)
    assert time.process_time() - start < 20
