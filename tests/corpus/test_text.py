"""Forms of a text: properties over Vietnamese letters, spelling pairs as a table."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import canon, fold, has_marks, lower, normalize, slug

VIETNAMESE = (
    "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
    "AÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬBCDĐEÈÉẺẼẸÊỀẾỂỄỆGHIÌÍỈĨỊKLMNOÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢPQRSTUÙÚỦŨỤƯỪỨỬỮỰVXYỲÝỶỸỴ"
)
texts = st.text(st.sampled_from(VIETNAMESE + " \n.,-/0123456789“”"))
hostile = st.text()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"), ("HOÀ BÌNH", "Hòa Bình"), ("khoẻ", "khỏe"), ("thuý", "thúy"), ("uỷ ban", "ủy ban"),
        ("kỳ họp", "kì họp"), ("Mỹ", "mĩ"), ("trung sỹ", "trung sĩ"), ("quý", "quí"), ("qúy", "quý"), ("tỷ", "tỉ"),
        ("lý luận", "lí luận"), ("công ty", "công ti"),
    ],
)  # fmt: skip
def test_spellings_of_one_word_are_equal(one: str, other: str) -> None:
    assert canon(one) == canon(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("hoàn", "hòan "), ("tai", "tay"), ("thuý", "thúi"), ("an", "ăn"), ("đa", "da"), ("huy", "hui"), ("vây", "vâi")],
)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert canon(one) != canon(other)


def test_fold_takes_every_mark_and_d_with_stroke() -> None:
    assert fold("Đặng Thị Thuỳ Dương, hướng tới Đại hội") == "dang thi thuy duong, huong toi dai hoi"
    assert fold(VIETNAMESE).isascii()


@given(texts)
def test_composed_and_decomposed_are_one(text: str) -> None:
    assert normalize(unicodedata.normalize("NFD", text)) == normalize(text)


@given(hostile)
def test_forms_keep_length(text: str) -> None:
    text = normalize(text)
    assert len(canon(text)) == len(fold(text)) == len(lower(text)) == len(text)


@given(hostile)
def test_normalize_is_idempotent_and_leaves_nothing_invisible(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once
    assert not any(unicodedata.category(c) == "Cc" and c != "\n" for c in once)


@given(texts)
def test_forms_are_idempotent(text: str) -> None:
    assert canon(canon(text)) == canon(text)
    assert fold(fold(text)) == fold(text)
    assert not has_marks(fold(text))


def test_invisible_characters_and_spaces() -> None:
    assert normalize("Công\u00a0an\u200b tỉ\u00adnh\r\nhọp\u2028x") == "Công an tỉnh\nhọp\nx"


def test_slug() -> None:
    assert slug("Phó Đô đốc") == "pho-do-doc"


def test_a_text_without_anything_odd_is_as_if_it_had_been_mended() -> None:
    """The quick look for odd characters overlooks none: with a tab behind, which is one, every text is mended."""
    for code in (*range(0xD800), *range(0xE000, 0x30000)):
        text = f"đ{chr(code)}á"
        assert normalize(text) + " " == normalize(text + "\t"), hex(code)
