"""Passages and highlights."""

from __future__ import annotations

import time

import pytest

from index.matches import Match, find_matches, merged
from index.query import parse
from index.snippets import Snippet, highlighted, snippets
from tests.index.sample import segment

TEXT = (
    "Sáng 10/5, Công an tỉnh tổ chức hội nghị.\n\n"
    "Các đơn vị nghe báo cáo về công tác hậu cần, về nhà ở của chiến sỹ, về đường dây nóng và về nhiều việc khác nữa. "
    "Hội nghị nghe Công an huyện nói về ma tuý.\n\nGiao thông thông suốt."
)


def marked(ask: str, text: str = TEXT, width: int = 60, limit: int = 3) -> list[str]:
    return [snippet.marked("[", "]") for snippet in snippets(text, parse(ask, segment), width=width, limit=limit)]


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        ("tổ chức", ["Sáng 10/5, Công an tỉnh [tổ] [chức] hội nghị."]),
        ("giao thông", ["[Giao] [thông] [thông] suốt."]),
        ('"thông suốt"', ["Giao thông [thông suốt]."]),
        ("ma túy", ["Hội nghị nghe Công an huyện nói về [ma tuý]."]),
        ("CHIẾN SĨ", ["tác hậu cần, về nhà ở của [chiến sỹ], về đường dây nóng và về"]),
        ("hau can", ["nghe báo cáo về công tác [hậu cần], về nhà ở của chiến sỹ, về"]),
        ("thô*", ["Giao [thông] [thông] suốt."]),
        ("không", ["Sáng 10/5, Công an tỉnh tổ chức hội nghị."]),
        ("title:tỉnh", ["Sáng 10/5, Công an tỉnh tổ chức hội nghị."]),
        ('unit:"công an tỉnh"', ["Sáng 10/5, [Công an tỉnh] tổ chức hội nghị."]),
        ("lead:sáng", ["[Sáng] 10/5, Công an tỉnh tổ chức hội nghị."]),
    ],
)
def test_passages(ask: str, expected: list[str]) -> None:
    assert marked(ask) == expected


def test_the_best_passages_come_in_the_order_of_the_text() -> None:
    assert marked("công an ma túy hội nghị", limit=1) == ["[Hội nghị] nghe [Công an] huyện nói về [ma tuý]."]
    assert marked("công an ma túy hội nghị", limit=2) == [
        "Sáng 10/5, [Công an] tỉnh tổ chức [hội nghị].",
        "[Hội nghị] nghe [Công an] huyện nói về [ma tuý].",
    ]


SENTENCES = (
    "Đoàn công tác do TP. Vân Sơn cử đi đã về.",
    "Ông Lê nói: “Xong rồi!” Rồi ông đi.",
    "Bà Hà cười 😀.",
    "Lúa đã chín trên những thửa ruộng xa, gần, cao, thấp của cả vùng, ai cũng mừng vui.",
)
PRESS = " ".join(SENTENCES) + "\n\nHết."
CUT = [(PRESS.index(sentence), PRESS.index(sentence) + len(sentence)) for sentence in (*SENTENCES, "Hết.")]


@pytest.mark.parametrize(
    ("ask", "width", "expected"),
    [
        ("nói", 40, ["Ông Lê [nói]: “Xong rồi!” Rồi ông đi."]),
        ("cười", 52, ["Ông Lê nói: “Xong rồi!” Rồi ông đi. Bà Hà [cười] 😀."]),
        ('"vân sơn"', 60, ["Đoàn công tác do TP. [Vân Sơn] cử đi đã về."]),
        ('"cử đi" nói', 70, ["tác do TP. Vân Sơn [cử đi] đã về. Ông Lê [nói]: “Xong rồi!” Rồi ông"]),
        ("chín", 40, ["Lúa đã [chín] trên những thửa ruộng xa,"]),
        ("vui", 40, ["cao, thấp của cả vùng, ai cũng mừng [vui]."]),
        ("cao", 30, ["xa, gần, [cao], thấp của cả"]),
        ("hết", 40, ["[Hết]."]),
        ("không", 40, ["Đoàn công tác do TP. Vân Sơn cử đi đã"]),
        ("không", 42, ["Đoàn công tác do TP. Vân Sơn cử đi đã về."]),
        ("không", 80, ["Đoàn công tác do TP. Vân Sơn cử đi đã về. Ông Lê nói: “Xong rồi!” Rồi ông đi."]),
    ],
)
def test_passages_are_whole_sentences(ask: str, width: int, expected: list[str]) -> None:
    found = snippets(PRESS, parse(ask, segment), width=width, sentences=CUT)
    assert [snippet.marked("[", "]") for snippet in found] == expected
    assert all(PRESS[snippet.start : snippet.end] == snippet.text for snippet in found)


def test_where_nobody_cut_sentences_stops_tell() -> None:
    assert marked("nói", PRESS, 40) == ["Ông Lê [nói]: “Xong rồi!” Rồi ông đi."]
    assert marked("lê", PRESS, 30) == ["Ông [Lê] nói: “Xong rồi!”"]


def test_rather_fewer_matches_than_half_a_sentence() -> None:
    text = "Lúa đã chín vàng trên đồng. Mọi người ra đồng gặt, ai cũng mừng vì năm nay lúa tốt hơn."
    (found,) = snippets(text, parse("lúa"), width=70, limit=1)
    assert found.marked("[", "]") == "[Lúa] đã chín vàng trên đồng."
    (found,) = snippets(text, parse("vàng lúa"), width=70, limit=1)
    assert found.marked("[", "]") == "[Lúa] đã chín [vàng] trên đồng."


def test_lone_surrogates_and_pictures_keep_offsets() -> None:
    text = "\ud800😀 lúa. \udfff Ngô 👨\u200d👩\u200d👧 khoai."
    for snippet in snippets(text, parse("lúa OR khoai"), width=14):
        assert text[snippet.start : snippet.start + len(snippet.text)] == snippet.text
        assert {snippet.text[start:end] for start, end in snippet.matches} <= {"lúa", "khoai"}


def test_a_second_passage_leaves_the_first_alone() -> None:
    text = "Lúa tốt lắm. Ngô cũng tốt như lúa, khoai cũng vậy. Sắn thì không."
    found = snippets(text, parse("lúa ngô OR sắn"), width=20)
    assert [snippet.marked("[", "]") for snippet in found] == [
        "[Lúa] tốt lắm. [Ngô]",
        "tốt như [lúa], khoai",
        "[Sắn] thì không.",
    ]


def test_many_words_are_marked_as_few_are() -> None:
    few = snippets(TEXT, parse("công an OR ma túy", segment))
    many = parse("công an OR ma túy OR " + " OR ".join(f"x{n}" for n in range(60)), segment)
    assert [(s.text, s.matches) for s in snippets(TEXT, many)] == [(s.text, s.matches) for s in few]


def test_new_words_are_worth_more_than_old_ones_again() -> None:
    text = "lúa ngô lúa ngô\n\nlúa ngô lúa\n\nkhoai"
    assert marked("lúa ngô OR khoai", text, limit=2) == ["[lúa] [ngô] [lúa] [ngô]", "[khoai]"]


def test_what_goes_on() -> None:
    (snippet,) = snippets(TEXT, parse('"chiến sĩ"'), width=40)
    assert (snippet.before, snippet.after) == (True, True)
    assert TEXT[snippet.start : snippet.end] == snippet.text
    (snippet,) = snippets(TEXT, parse('"thông suốt"'))
    assert (snippet.before, snippet.after) == (False, False)


def test_only_whole_words() -> None:
    assert find_matches("Thông thống thôn", parse("thôn").words) == (Match(12, 16, 0, True),)


def test_nothing_gives_nothing() -> None:
    assert snippets("", parse("lúa")) == ()
    assert snippets(" \n ", parse("lúa")) == ()
    assert highlighted("", parse("lúa")).marked("[", "]") == ""


def test_a_title() -> None:
    query = parse("title:công lúa body:họp")
    assert highlighted("Công an họp, gặt lúa", query).marked("[", "]") == "[Công] an họp, gặt [lúa]"


def test_overlaps_are_marked_once() -> None:
    query = parse('"công an tỉnh" OR "an tỉnh họp" OR công')
    assert highlighted("Công an tỉnh họp", query).matches == ((0, 16),)
    assert merged([Match(0, 5, 0, True), Match(5, 7, 1, True)]) == ((0, 5), (5, 7))


def test_escaping_is_for_the_text_only() -> None:
    snippet = Snippet(text="<b> & lúa", start=0, end=9, matches=((6, 9),))
    assert snippet.marked("<mark>", "</mark>", lambda text: text.replace("<", "&lt;")) == "&lt;b> & <mark>lúa</mark>"


@pytest.mark.parametrize("text", ["công an " * 120_000, "a" * 1_000_000, "\n" * 500_000 + "công an", "(công" * 150_000])
def test_a_megabyte_is_no_trouble(text: str) -> None:
    began = time.process_time()
    snippets(text, parse('công an OR "an công" OR cong*', segment))
    assert time.process_time() - began < 8
