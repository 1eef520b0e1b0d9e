"""Other ways to write a unit's name: short forms either way, levels put in or left out; bounded whatever is typed."""

import pytest

from corpus.text import canon, fold
from extractor.resolve.short_forms import province_levels, spelt_out, with_levels, without_province_level


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("CAT Vân Sơn", "công an tỉnh vân sơn"),
        ("Uỷ ban Nhân dân tỉnh Vân Sơn", "ubnd tỉnh vân sơn"),
        ("Viện kiểm sát nhân dân TP. Hà Nội", "vksnd thành phố hà nội"),
        ("UBND TP.HCM", "ubnd thành phố hồ chí minh"),
        ("Công an T.X Phổ Yên", "công an thị xã phổ yên"),
        ("Sở GD&ĐT tỉnh Vân Sơn", "sở giáo dục và đào tạo tỉnh vân sơn"),
        ("Phòng CSHS CAT Vân Sơn", "phòng cảnh sát hình sự công an tỉnh vân sơn"),
        ("PC04", "phòng cảnh sát điều tra tội phạm về ma túy"),
        ("Bộ Giao thông", "bộ giao thông vận tải"),
    ],
)
def test_short_forms_are_spelt_out(name: str, form: str) -> None:
    found = spelt_out(name)
    assert found[0] == canon(" ".join(name.split()))
    assert form in found
    for written in (fold(name), fold(name).upper()):
        assert fold(form) in spelt_out(written, marks=False)
    assert len(set(found)) == len(found)


def test_short_forms_of_a_corpus() -> None:
    assert spelt_out("Bạn hàng của HBC", known={"hbc": ("công ti hoa ban",)}) == (
        "bạn hàng của hbc",
        "bạn hàng của công ti hoa ban",
    )


def test_marks_count_where_they_are_typed() -> None:
    assert spelt_out("Phường Cát Linh") == ("phường cát linh",)
    assert spelt_out("") == ("",)


def test_it_is_bounded() -> None:
    for name in ("CAT " * 49, "ubnd " * 40, "CAT " * 9000, "." * 9000):
        found = spelt_out(name)
        assert len(found) <= 65
        assert sum(map(len, with_levels(found[-1]))) <= 5 * 30


def test_levels() -> None:
    tiers = with_levels("công an vân sơn")
    assert "công an tỉnh vân sơn" in tiers[0]
    assert "công an thành phố vân sơn" in tiers[1]
    assert {"công an huyện vân sơn", "công an quận vân sơn"} <= set(tiers[2])
    assert "công an xã vân sơn" in tiers[3]
    assert "cong an tinh van son" in with_levels("cong an van son", marks=False)[0]
    assert with_levels("tỉnh") == ((), (), (), ())
    assert without_province_level("công an tỉnh vân sơn") == "công an vân sơn"
    assert without_province_level("cong an tinh van son", marks=False) == "cong an van son"
    for whole in ("công an vân sơn", "công an tỉnh", "tỉnh vân sơn", ""):
        assert without_province_level(whole) is None
    assert {("tỉnh",), ("thành", "phố"), ("tp",)} <= set(province_levels())
