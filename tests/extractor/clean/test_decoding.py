"""Bytes to text: every encoding comes out right whatever is declared, and what is no text is refused."""

from __future__ import annotations

import gzip
import unicodedata

import pytest

from corpus.errors import UnreadableInput
from extractor.clean.decoding import MAX_BYTES, check_bytes, decode
from tests.extractor.clean.encodings import font, mojibake, viqr, windows_1258

TEXT = (
    "Công an tỉnh đã tổ chức hội nghị sơ kết công tác 6 tháng đầu năm; Đảng ủy lưu ý: giữ vững kỷ cương, "
    "không để xảy ra sai phạm. Làng có ngày hội lớn, hàng nghìn người già về dự, ai nấy đều phấn khởi."
)
WAYS = {
    "utf-8": TEXT.encode(),
    "utf-8 with mark": TEXT.encode("utf-8-sig"),
    "decomposed": unicodedata.normalize("NFD", TEXT).encode(),
    "utf-16": TEXT.encode("utf-16"),
    "utf-16 without mark": TEXT.encode("utf-16-le"),
    "windows-1258": windows_1258(TEXT),
    "windows-1258 in utf-8": windows_1258(TEXT).decode("cp1252").encode(),
    "tcvn3 in utf-8": font(TEXT.lower(), "tcvn3").decode("latin-1").encode(),
    "vni": font(TEXT, "vni"),
    "vni in utf-8": font(TEXT, "vni").decode("latin-1").encode(),
    "viqr": viqr(TEXT),
    "mojibake": mojibake(TEXT).encode(),
    "mojibake twice": mojibake(mojibake(TEXT)).encode(),
    "mojibake of latin-1": TEXT.encode().decode("latin-1").encode(),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "declared", ["", "text/html; charset=utf-8", "text/html; charset=iso-8859-1", "text/html; charset=nhầm"]
)
def test_comes_out_right(way: str, declared: str) -> None:
    expected = TEXT.lower() if "tcvn3" in way else TEXT
    assert decode(WAYS[way], {"content-type": declared}).text == expected


def test_tcvn3_bytes_lose_only_the_case_of_toned_capitals() -> None:
    assert decode(font(TEXT, "tcvn3")).text.lower() == TEXT.lower()


def test_a_page_cut_off_within_a_letter() -> None:
    assert decode(TEXT.encode()[:-10] + "ở".encode()[:2]).text.startswith(TEXT[:150])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Ông Nguyễn Văn \u00d0ức đã chọn xã \u00d0ông Hà.", "Ông Nguyễn Văn Đức đã chọn xã Đông Hà."),
        ("\u00d0ảng bộ xã họp; H\u00d0ND xã đã báo cáo.", "Đảng bộ xã họp; HĐND xã đã báo cáo."),
        (
            "Nhạc sĩ Iceland \u00d0ór Sigur\u00f0sson đã đến Hà Nội.",
            "Nhạc sĩ Iceland \u00d0ór Sigur\u00f0sson đã đến Hà Nội.",
        ),
    ],
)
def test_eth_for_the_vietnamese_letter(written: str, meant: str) -> None:
    decoded = decode(written.encode())
    assert (decoded.text, decoded.repaired) == (meant, "")


def test_french_is_left_alone() -> None:
    text = "Le préfet a déclaré que la forêt brûlée était protégée ; l'été dernier, déjà, un foyer s'était déclaré."
    assert decode(text.encode("latin-1")).text == text


def test_declared_codec_as_last_resort() -> None:
    text = "警察は会議を開いた。" * 5
    assert decode(text.encode("shift_jis"), {"content-type": "text/html; charset=shift_jis"}).text == text


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"%PDF-1.4 abc", "binary"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (b"PK\x03\x04 docx", "binary"),
        (b"\x1f\x8b\x08 broken", "binary"),
        (bytes(range(256)) * 40, "binary"),
        (b"a" * (MAX_BYTES + 1), "too-large"),
        (gzip.compress(b"a" * (MAX_BYTES + 1)), "too-large"),
    ],
)
def test_refused(body: bytes, reason: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        decode(check_bytes(body, {}))
    assert caught.value.reason == reason


def test_gzip_is_unpacked() -> None:
    assert decode(check_bytes(gzip.compress(TEXT.encode()), {})).text == TEXT
