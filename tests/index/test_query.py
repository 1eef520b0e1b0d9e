"""How queries are read, and what is said of those that cannot be."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from corpus.text import canon, fold
from index.nodes import Keyword, Published, Slot
from index.query import LONGEST, parse, parse_name
from index.syntax import QueryError
from tests.index.sample import segment
from tests.index.trees import said


@pytest.mark.parametrize(
    ("ask", "tree"),
    [
        ("", "all"),
        ("  * ", "all"),
        ("lúa", "lúa"),
        ("lúa mới", "(lúa & mới)"),
        ("công an tỉnh", "(công_~an & tỉnh)"),
        ('"công an tỉnh"', "công_~an_tỉnh"),
        ("lúa OR ngô khoai", "(lúa | (~ngo & ~khoai))".replace("~ngo", "ngô")),
        ("(lúa OR ngô) đỗ", "((lúa | ngô) & đỗ)"),
        ("lúa AND ngô", "(lúa & ngô)"),
        ("lúa -ngô", "(lúa & !ngô)"),
        ("lúa NOT ngô", "(lúa & !ngô)"),
        ("lúa AND NOT ngô", "(lúa & !ngô)"),
        ("lúa OR -ngô", "(lúa | !ngô)"),
        ("-ngô", "!ngô"),
        ("NOT -ngô", "ngô"),
        ('-"ngô lúa"', "!ngô_lúa"),
        ("-(ngô OR lúa)", "!(ngô | lúa)"),
        ("-title:ngô", "!title:ngô"),
        ("lúa and ngô", "(lúa & ~and & ngô)"),
        ('"AND"', "~and"),
        ("nhiệm kỳ 2020 - 2025", "(nhiệm_kì & 2020 & 2025)"),
        ("nhiệm kỳ 2020-2025", "(nhiệm_kì & 2020_2025)"),
        ("nghị quyết 18-NQ/TW", "(nghị_quyết & 18_~nq_~tw)"),
        ("công*", "công*"),
        ("lúa công* mới", "(lúa & công* & mới)"),
        ('"đại hội đ*"'.replace("đ*", "đi*"), "đại_hội_đi*"),
        ("title:họp", "title:họp"),
        ("TITLE:họp", "title:họp"),
        ("title: họp", "title:họp"),
        ("title:họp xã", "(title:họp & xã)"),
        ("title:(họp xã)", "(title:họp & title:xã)"),
        ('unit:("công an" OR ủy*)', "(unit:công_~an | (unit:ủy* | unit:ủy*))"),
        ("title:(họp OR body:xã)", "(title:họp | body:xã)"),
        ("title:(title:(họp) xã) đỗ", "(title:họp & title:xã & đỗ)"),
        ('doc:"chỉ thị 35"', "document:chỉ_thị_35"),
        ("source:Bao.Example", "source=bao.example"),
        ("source:bao*", "source=bao*"),
        ("type:crime", "type=crime"),
        ("published:2020", "2020-01-01..2020-12-31"),
        ("published:2020-02", "2020-02-01..2020-02-29"),
        ("published:2/2020", "2020-02-01..2020-02-29"),
        ("published:9/2/2020", "2020-02-09..2020-02-09"),
        ("published:2020..2021-03", "2020-01-01..2021-03-31"),
        ("published:2020..", "2020-01-01.."),
        ("published:..3/2021", "..2021-03-31"),
        ("published:(2019 OR 2021)", "(2019-01-01..2019-12-31 | 2021-01-01..2021-12-31)"),
        ("“công an”", "công_~an"),
        ("«công an»", "công_~an"),
        ("«an tỉnh»", "~an_tỉnh"),
        ("an tỉnh", "(~an & tỉnh)"),
        ("https://báo.example/tin", "~https_báo_~example_~tin"),
        ("lúc 19:30", "(lúc & 19_30)"),
        ("Ông nói: họp", "(ông & nói & họp)"),
        ("lúa & ngô", "(lúa & ngô)"),
        ("lúa...", "lúa"),
        # without any marks: neighbours stay neighbours, what is no syllable of Vietnamese stands alone
        ("cong an", "~cong_~an"),
        ("cong an tinh", "((~cong & ~an_~tinh) | (~cong_~an & ~tinh))"),  # one may be a word for itself
        (
            "cong an ma tuy",
            ("((~cong_~an & ~ma_~tuy) | (~cong & ~an_~ma & ~ma_~tuy) | (~cong_~an & ~an_~ma & ~tuy))"),
        ),
        (
            "cong an bat ma tuy",
            (
                "((~cong_~an & (~an_~bat | ~bat_~ma) & ~ma_~tuy) | (~cong & ~an_~bat & ~ma_~tuy)"
                " | (~cong_~an & ~bat & ~ma_~tuy) | (~cong_~an & ~bat_~ma & ~tuy))"
            ),
        ),
        ("covid 2021", "(~covid & 2021)"),
        ("UBND tinh ho", "(~ubnd & ~tinh_~ho)"),
        ("CONG AN", "~cong_~an"),
    ],
)
def test_trees(ask: str, tree: str) -> None:
    assert said(parse(ask, segment).root) == tree


@pytest.mark.parametrize(
    ("ask", "position", "problem"),
    [
        ('lúa "công an', 4, "the quotation has no end"),
        ("lúa ”", 4, "the quotation has no end"),
        ('""', 0, "no word in the quotation"),
        ("(lúa", 0, "a ( without its )"),
        ("lúa)", 3, "a ) without its ("),
        ("()", 0, "nothing in the parentheses"),
        ("(" * 51 + "a" + ")" * 51, 50, "more than 50 parentheses in each other"),
        ("lúa AND", 4, "nothing for AND to work on"),
        ("AND lúa", 0, "nothing for AND to work on"),
        ("lúa AND AND ngô", 8, "nothing for AND to work on"),
        ("OR lúa", 0, "nothing for OR to work on"),
        ("lúa OR", 4, "nothing for OR to work on"),
        ("lúa OR ???", 4, "nothing for OR to work on"),
        ("NOT", 0, "nothing for NOT to work on"),
        ("lúa -_", 4, "nothing for - to work on"),
        ("???", 0, "nothing to search for"),
        ("l*a", 0, "a * inside a word"),
        ("*lúa", 0, "a * before a word"),
        ("l*", 0, "a * behind one letter"),
        ("titel:lúa", 0, 'there is no field "titel"'),
        ("title:", 0, "nothing behind title:"),
        ("title:-lúa", 0, "a - behind title:"),
        ("title:???", 0, "no word behind title:"),
        ("type:party", 5, 'there is no event type "party"'),
        ("published:soon", 10, '"soon" is no date'),
        ("published:2020-13", 10, '"2020-13" is no date'),
        ("published:31/2/2020", 10, '"31/2/2020" is no date'),
        ("published:0000", 10, '"0000" is no date'),
        ("lúa published:2021..2020", 14, "the range ends before it begins"),
        ("a" * (LONGEST + 1), LONGEST, f"more than {LONGEST} characters"),
    ],
)
def test_errors_say_where_and_how_to_mend(ask: str, position: int, problem: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(ask, segment)
    assert (caught.value.position, caught.value.problem) == (position, problem)
    assert str(caught.value) == f"query, character {position + 1}: {problem}; {caught.value.mend}"


def test_strict_takes_syllables_as_typed() -> None:
    assert said(parse("công an tỉnh", segment, strict=True).root) == "(công_an & tỉnh)"
    assert said(parse('"cong an" ky*', segment, strict=True).root) == "(cong_an & ki*)"


def test_without_a_segmenter_each_word_stands_for_itself() -> None:
    assert said(parse("công an cong").root) == "(công & ~an & ~cong)"


def test_the_words_to_highlight_are_those_a_hit_may_have() -> None:
    query = parse('lúa -ngô (title:khoai OR "lúa") source:a.b lúa')
    assert [said(words) for words in query.words] == ["lúa", "title:~khoai"]


def test_a_filter_needs_a_word() -> None:
    assert said(parse_name("unit", "Phòng PC02")) == "unit:phòng_~pc02"
    for name in ("…", "", "*"):
        with pytest.raises(QueryError, match="no letter or digit") as caught:
            parse_name("unit", name)
        assert caught.value.position == 0
    with pytest.raises(QueryError, match="more than"):
        parse_name("unit", "a" * (LONGEST + 1))


@pytest.mark.parametrize("name", ["Phòng PC02", "phong pc02", "công* an", "lài~", "term 2020/2025", 'a "b" c', "(a"])
@pytest.mark.parametrize("strict", [False, True])
def test_a_name_is_read_as_in_a_query(name: str, strict: bool) -> None:
    asked = parse(f'unit:"{name.replace(chr(34), " ")}"', segment, strict=strict).root
    assert parse_name("unit", name, strict=strict) == asked


def test_a_range_is_inclusive() -> None:
    root = parse("published:2020-02..2020-02").root
    assert root == Published(first=date(2020, 2, 1), last=date(2020, 2, 29))


@pytest.mark.parametrize(
    ("slot", "takes", "leaves"),
    [
        (Slot.of("lỡ", fuzzy=1), ["lỡ", "lở", "lơ", "lõ", "lỡm"], ["là", "cỡ", "ở", "lởm", "nỡ", "l"]),
        (Slot.of("lo", fuzzy=1), ["lở", "lo", "lón", "loa", "ol"], ["là", "co", "o", "long"]),
        (Slot.of("an", fuzzy=1), ["án", "lan", "anh", "na"], ["am", "ăm", "on", "a"]),
        (Slot.of("lài", fuzzy=1), ["lai", "lái", "là", "tài", "loài"], ["tai", "l"]),
    ],
)
def test_a_mistyped_word_of_two_letters_keeps_them(slot: Slot, takes: list[str], leaves: list[str]) -> None:
    assert [word for word in takes if not slot.match(canon(word), fold(word))] == []
    assert [word for word in leaves if slot.match(canon(word), fold(word))] == []


def test_a_source_is_one_in_any_spelling() -> None:
    asked = parse('source:"Báo Hoà Bình"').root
    assert isinstance(asked, Keyword)
    for name in ("báo hòa bình", "BÁO HOÀ  BÌNH", unicodedata.normalize("NFD", "Báo Hòa Bình")):
        assert asked.match(name)
        assert Keyword.of("source", "bao hoa binh").match(name)
        assert Keyword.of("source", "báo hoà b", prefix=True).match(name)
        assert not Keyword.of("source", "bao hoa binh", strict=True).match(name)
    assert not asked.match("Báo Hóa Bình")
