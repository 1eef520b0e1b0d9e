"""Spelling and encoding do not change what is read: composed or not, either tone placement, capitals, odd blanks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest

from corpus.text import normalize
from extractor.mine.dates import find_dates
from extractor.mine.dates.annotate import uncapped
from tests.extractor.test_dates import NEGATIVE, POSITIVE, Case

_OLDER = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "òe": "oè", "óe": "oé", "ỏe": "oẻ", "ọe": "oẹ"}
_OLDER |= {"ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"}
_OPEN = re.compile(rf"(?<![qQ])(?:{'|'.join(_OLDER)})(?![^\W\d_])")

# What only a capital tells, so that a text in capitals reads otherwise: names, and months that are also numbers.
_CAPITALS_TELL = (
    *("Tháng Năm vừa qua", "Dịp ba mươi tháng Tư", "Thứ Bảy và Chủ nhật (6 và 7/8)", "Thứ 7, CN (11-12/6)"),
    *("Anh Lưu Quốc Khánh", "Báo Nông dân Ngày Nay", "Chị Trung Thu", "Ông Trần Văn Hiện", "Anh Hiện"),
    *("Quán ở số 12 Ba Tháng Hai", "Trụ sở nằm trên tuyến Hai Tháng Chín", "Báo Làng Quê Cuối Tuần", "Quán Hôm Qua"),
    *(
        "Thứ Năm, xã tổ chức",
        "Thứ Sáu, tòa nghe",
        "Từ thứ Hai đến thứ Sáu, thư viện",
        "Hội chợ mở Thứ bảy và",
        "Thứ Sáu, hai bên",
        "Thứ Bảy, xã phát",
        "Thứ Tư, xã sẽ",
        "Thứ Ba, chợ",
        "Hôm qua 24/8/2018, chợ nổi",
        "Quán cà phê Ngày Mai Xanh",
        "Nhà hàng Hôm Nay Ăn Gì",
    ),
    *("Xe chạy từ đường Ba Tháng", "Ngã tư Mười Chín", "Nhóm xe ôm đứng ở đường", "Rạp Ba Tháng Hai"),
    *("Anh Dũng Tháng Chín", "Kẻ có tên", "Nhóm hẹn ở quán 22 Giờ", "Ông Hai Tháng"),
    *("Bài hát Tháng Sáu Hoa Phượng", "Ông đọc báo Quê Nhà Cuối Tuần", "Phim Hôm Nay"),
)


def read(text: str, case: Case) -> list[tuple[int, int, str, str | None]]:
    published = case.published if case.expected else "2020-06-18"
    return [(d.start, d.end, d.value, d.mod) for d in find_dates(normalize(text), published=published)]


def older(text: str) -> str:
    return _OPEN.sub(lambda m: _OLDER[m[0]], text)


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def unbroken(text: str) -> str:
    return text.replace(" ", "\u00a0")


@pytest.mark.parametrize("form", [decomposed, older, unbroken])
def test_every_row_reads_the_same(form: Callable[[str], str]) -> None:
    rows = [*POSITIVE, *NEGATIVE]
    assert len(rows) > 2000
    assert [c.text for c in rows if read(form(c.text), c) != read(c.text, c)] == []


@pytest.mark.parametrize("blanks", ["  ", "\t", " \t "])
def test_every_row_reads_the_same_with_more_blanks(blanks: str) -> None:
    for case in [*POSITIVE, *NEGATIVE]:
        spread = normalize(case.text).replace(" ", blanks)
        found = find_dates(spread, published=case.published if case.expected else "2020-06-18")
        assert [(d.value, d.mod) for d in found] == [(value, mod) for _, _, value, mod in read(case.text, case)], spread
        assert all(spread[d.start : d.end] == d.text for d in found), spread


def test_capitals_read_the_same_where_they_tell_nothing() -> None:
    other = [c.text for c in (*POSITIVE, *NEGATIVE) if read(c.text.upper(), c) != read(c.text, c)]
    assert [text for text in other if not text.startswith(_CAPITALS_TELL)] == []
    assert len(other) <= len(_CAPITALS_TELL)


def test_only_lines_of_capitals_lose_them() -> None:
    assert uncapped("THÁNG NĂM\nTháng Năm. TTO") == "tháng năm\nTháng Năm. TTO"
