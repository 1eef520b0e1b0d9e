"""The query language beyond words and operators: what each sign means, and what is said of its misuse."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pytest

from index.documents import Kind
from index.query import Query, parse
from index.syntax import QueryError
from index.thesaurus import Shared
from tests.index.sample import segment
from tests.index.trees import said

KNOWN = {
    ("unit", "Đảng bộ Công an tỉnh Lai Châu", True): ("Đảng bộ Công an tỉnh Lai Châu", "Chi bộ Phòng Hồ sơ"),
    ("unit", "Đảng bộ Công an tỉnh Lai Châu", False): ("Đảng bộ Công an tỉnh Lai Châu",),
    ("unit", "CAT", True): ("Công an tỉnh Lai Châu",),
    ("unit", "cat", True): ("Công an tỉnh Lai Châu",),
    ("term", "XV", True): ("15",),
}
SHARED = {
    ("unit", "Phòng Hậu cần CAT", True): (Shared(("Phòng Hậu cần",), "unit", ("Công an tỉnh Lai Châu",)),),
    ("unit", "CAT Lai Châu", False): (Shared(("Công an tỉnh", "CAT"), "unit", ("Bộ Công an",)),),
}
SPANS = {
    "tháng 8/2020": (date(2020, 8, 1), date(2020, 8, 31)),
    "quý II/2021": (date(2021, 4, 1), date(2021, 6, 30)),
    "ngày 2/9/2022": (date(2022, 9, 2), date(2022, 9, 2)),
}


class Known:
    """A thesaurus that knows a few entities."""

    def entries(self, kind: Kind, text: str, /, *, below: bool, loose: bool) -> Collection[str]:
        assert loose == text.isascii()
        return KNOWN.get((kind, text, below), ())

    def shared(self, kind: Kind, text: str, /, *, below: bool, loose: bool) -> Collection[Shared]:
        assert loose == text.isascii()
        return SHARED.get((kind, text, below), ())

    def begins(self, kind: Kind, text: str, /, *, loose: bool) -> bool:
        assert loose == text.isascii()
        return kind == "position" and text.lower().startswith(("bí thư", "bi thu"))


def read(ask: str, *, strict: bool = False) -> Query:
    return parse(ask, segment, thesaurus=Known(), dates=SPANS.get, strict=strict)


@pytest.mark.parametrize(
    ("ask", "tree"),
    [
        # mistyped words
        ("Lài~", "lài~"),
        ("lai~", "~lai~"),
        ("Lài~1", "lài~"),
        ("lỡ~ lo~", "(lỡ~ & ~lo~)"),
        ("giám~2 đốc", "(giám~~ & đốc)"),
        ("2020~", "2020~"),
        ('"đại hội~ điểm"', "đại_hội~_điểm"),
        ('"công* an tỉnh"', "công*_~an_tỉnh"),
        ("T.Ư-trương~", "~t_ư_trương~"),
        ("title:lài~", "title:lài~"),
        ("unit:lài~", "unit:lài~"),
        ("khoảng ~500 người", "(khoảng & 500 & người)"),
        ('"~500 người"', "500_người"),
        ("lúa ~ ngô", "(lúa & ngô)"),
        # words near each other
        ("lúa NEAR ngô", "<lúa 5 ngô>"),
        ("lúa NEAR/0 ngô", "<lúa 0 ngô>"),
        ("lúa NEAR/99 ngô", "<lúa 99 ngô>"),
        ("lúa NEAR/3 ngô NEAR/3 đỗ", "<lúa 3 ngô 3 đỗ>"),
        ("công an NEAR/5 ma túy", "<công_~an 5 ~ma_túy>"),
        ("công an tỉnh NEAR/5 ma túy ở", "(công_~an & <tỉnh 5 ~ma_túy> & ở)"),
        ("cong an NEAR/5 ma tuy", "<~cong_~an 5 ~ma_~tuy>"),
        ("cong an tinh NEAR/5 ma tuy lon", "(~cong_~an & <~an_~tinh 5 ~ma_~tuy> & ~tuy_~lon)"),
        ('"công an" NEAR/5 tú*', "<công_~an 5 tú*>"),
        ("tuý~ NEAR/5 (ngô OR lúa)", "<túy~ 5 ngô|lúa>"),
        ("(ngô OR (lúa OR đỗ)) NEAR/5 mới", "<ngô|lúa|đỗ 5 mới>"),
        ("(ngô) NEAR mới", "<ngô 5 mới>"),
        ("title:lúa NEAR/2 title:mới", "<title:lúa 2 title:mới>"),
        ("title:(lúa NEAR/2 mới)", "<title:lúa 2 title:mới>"),
        ("unit:(cat NEAR/2 tỉnh)", "<unit:~cat 2 unit:tỉnh>"),
        ("lúa NEAR/3 ngô đỗ NEAR/4 mới", "(<lúa 3 ngô> & <đỗ 4 mới>)"),
        ("-(lúa NEAR/3 ngô)", "!<lúa 3 ngô>"),
        ("lúa NEAR/3 ngô OR đỗ", "(<lúa 3 ngô> | đỗ)"),
        ("lúa NEAR/3 ngô AND đỗ", "(<lúa 3 ngô> & đỗ)"),
        ("lúa near ngô", "(lúa & ~near & ngô)"),
        ("a=b", "~a_~b"),
        ("nói :họp", "(nói & họp)"),
        # dates
        ("mentioned:2020-02", "@2020-02-01..2020-02-29"),
        ("date:2020", "(2020-01-01..2020-12-31 | @2020-01-01..2020-12-31)"),
        ("published:2020-03/2020-08", "2020-03-01..2020-08-31"),
        ("published:2020/2021", "2020-01-01..2021-12-31"),
        ("published:2020-05-31/..", "2020-05-31.."),
        ("published:../2020-05", "..2020-05-31"),
        ("mentioned:5/2020..6/2020", "@2020-05-01..2020-06-30"),
        ("mentioned:31/5/2020", "@2020-05-31..2020-05-31"),
        ('mentioned:"tháng 8/2020"', "@2020-08-01..2020-08-31"),
        ('published:"tháng 8/2020..quý II/2021"', "2020-08-01..2021-06-30"),
        ('published:".. ngày 2/9/2022"', "..2022-09-02"),
        ('-mentioned:"quý II/2021"', "!@2021-04-01..2021-06-30"),
        ("published:(2020 OR 2021)", "(2020-01-01..2020-12-31 | 2021-01-01..2021-12-31)"),
        # entities
        (
            'unit:"Đảng bộ Công an tỉnh Lai Châu"',
            "(unit:đảng_bộ_công_~an_tỉnh_~lai_châu | unit=[chi bộ phòng hồ sơ; đảng bộ công an tỉnh lai châu])",
        ),
        ('unit:="Đảng bộ Công an tỉnh Lai Châu"', "unit=[đảng bộ công an tỉnh lai châu]"),
        ("unit:CAT", "(unit:~cat | unit=[công an tỉnh lai châu])"),
        ("unit:(cat OR ubnd)", "((unit:~cat | unit=[công an tỉnh lai châu]) | unit:~ubnd)"),
        ('unit:"Công an xã"', "unit:công_~an_xã"),
        ('unit:="Công an  Xã"', "unit=[công an xã]"),
        ('person:="dinh thu thao"', "person=~[dinh thu thao]"),
        ("term:XV", "(term:~xv | term=[15])"),
        # a value that others have, too
        (
            'unit:"Phòng Hậu cần CAT"',
            "(unit:phòng_hậu_cần_~cat | (unit=[phòng hậu cần] & unit=[công an tỉnh lai châu]))",
        ),
        ('unit:="CAT Lai Châu"', "(unit=[cat; công an tỉnh] & unit=[bộ công an])"),
        ('unit:("Phòng Hậu cần CAT" NEAR/2 tỉnh)', "<unit:phòng_hậu_cần_~cat 2 unit:tỉnh>"),
        # a tone mark at the end of a beginning has two places
        ("hoà*", "(hòa* | hòa*)"),
        ('"thuỷ* điện"', "(thủy*_điện | thủy*_điện)"),
        ("quỳ* hoàn*", "(quì* & hoàn*)"),
        ("unit:hoa*", "unit:~hoa*"),
        # a post begins its name: a deputy's is another
        ('position:"Bí thư Tỉnh ủy"', "position:ː_bí_thư_tỉnh_ủy"),
        ("position:(bi OR tỉnh)", "(position:~bi | position:tỉnh)"),
        ('position:="bi thu"', "position:ː_~bi_~thu"),
        ('position:("bí thư" NEAR/3 tỉnh)', "<position:bí_thư 3 position:tỉnh>"),
        ('unit:"Bí thư"', "unit:bí_thư"),
        ('place:=("Hoà Bình" OR "Yên Bình")', "(place=[hòa bình] | place=[yên bình])"),
        ("source:=bao.example", "source=bao.example"),
        ("author:Vy", "author:~vy"),
    ],
)
def test_trees(ask: str, tree: str) -> None:
    assert said(read(ask).root) == tree


@pytest.mark.parametrize(
    ("ask", "position", "problem", "mend"),
    [
        ("lúa giám~~", 4, '"~~" behind a word', "one ~"),
        ("công~*", 0, '"~*" behind a word', "one *"),
        ("lúa a~", 4, "a ~ behind one letter", "2 letters"),
        ("lúa lỡ~2", 4, "a ~2 behind two letters", "write ~"),
        ("lài~3", 0, '"~3" behind a word', "~2 for two"),
        ('"đại hội~12"', 5, '"~12" behind a word', "~2 for two"),
        ("lài~lúa", 0, "a ~ inside a word", "end of the word"),
        ("lài" * 11 + "~", 0, "a ~ behind more than 30 letters", "without ~"),
        ('lúa "công an"~5', 13, "a ~ behind more than a word", "right behind a word"),
        ("(lúa OR ngô)*", 12, "a * behind more than a word", "right behind a word"),
        ('"l*a b"', 1, "a * inside a word", "end of the word"),
        ('"lúa *a"', 5, "a * before a word", "at the end"),
        ("NEAR/5 lúa", 0, "nothing for NEAR/5 to work on", 'or "NEAR/5"'),
        ("lúa NEAR/5", 4, "nothing for NEAR/5 to work on", "write a word"),
        ("lúa NEAR AND ngô", 4, "nothing for NEAR to work on", "write a word"),
        ("lúa AND NEAR ngô", 8, "nothing for NEAR to work on", "write a word"),
        ("lúa NEAR ???", 4, "nothing for NEAR to work on", "write a word"),
        ("lúa NEAR/5 -ngô", 4, "NEAR/5 beside something that is no word", "(a OR b)"),
        ("-lúa NEAR/5 ngô", 5, "NEAR/5 beside something that is no word", "(a OR b)"),
        ("(lúa ngô) NEAR/5 đỗ", 10, "NEAR/5 beside something that is no word", "(a OR b)"),
        ("(lúa NEAR ngô) NEAR đỗ", 15, "NEAR beside something that is no word", "(a OR b)"),
        ("lúa NEAR/5 published:2020", 4, "NEAR/5 beside something that is no word", "(a OR b)"),
        ("unit:=cat NEAR unit:tỉnh", 10, "NEAR beside a whole name", "take the ="),
        ("title:lúa NEAR/5 ngô", 10, "NEAR/5 between words of different fields", "title:(a NEAR/5 b)"),
        ("lúa NEAR/3 ngô NEAR/4 đỗ", 15, "NEAR/4 in a row with NEAR/3", "AND"),
        ("a NEAR b NEAR c NEAR d NEAR e NEAR f NEAR g", 37, "more than 6 words near each other", "leave some out"),
        ("lúa NEAR/100 ngô", 4, '"NEAR/100" is farther than 99 words', "up to 99"),
        ("lúa NEAR/9a ngô", 4, '"NEAR/9a" has no number of words', "up to 99"),
        ("lúa near/3 ngô", 4, "near/3 in small letters", "write NEAR/3"),
        # a sign in the wrong place
        ('lúa unit="Công an"', 4, "a = right behind unit", "write unit:="),
        ("Title=lúa", 0, "a = right behind Title", "or title:"),
        ("unit :lúa", 5, "a blank before the :", "write unit:lúa"),
        ("title: :lúa", 7, "a blank before the :", "write title:lúa"),
        ("unit:-lúa", 0, "a - behind unit:", "-unit:"),
        ("unit:NOT lúa", 0, "a NOT behind unit:", "NOT unit:"),
        ('published:"tháng 8/2020".."quý II/2021"', 24, "a .. between quotations", "both dates in one"),
        ("lúa NEAR/x ngô", 4, '"NEAR/x" has no number of words', "write NEAR/5"),
        ("lúa NEAR/ ngô", 4, '"NEAR/" has no number of words', "write NEAR/5"),
        ("autor:lúa", 0, 'there is no field "autor"', "author: may be meant"),
        ("publisht:2020", 0, 'there is no field "publisht"', "published: may be meant"),
        ("xyz:lúa", 0, 'there is no field "xyz"', "fields are title:"),
        ("title:=lúa", 0, "a = behind title:", 'write title:"…"'),
        ("unit:=công*", 6, "a * or ~ in a whole name", "take it out"),
        ("mentioned:soon", 10, '"soon" is no date', '"tháng 8/2020"'),
        ('mentioned:"tháng 8"', 10, '"tháng 8" is no date', '"tháng 8/2020"'),
        ("date:2020/05", 5, '"2020/05" is no date', "write 2020, 2020-05"),
        ("date:2021/2020", 5, "the range ends before it begins", "earlier date first"),
        ("date:1/13/2020", 5, '"1/13/2020" is no date', "31/5/2020"),
        ("date:2020..x..y", 5, '"x..y" is no date', "2020-05..2021"),
    ],
)
def test_errors_say_where_and_how_to_mend(ask: str, position: int, problem: str, mend: str) -> None:
    with pytest.raises(QueryError) as caught:
        read(ask)
    assert (caught.value.position, caught.value.problem) == (position, problem)
    assert mend in caught.value.mend


def test_without_a_reader_dates_in_words_are_not_offered() -> None:
    with pytest.raises(QueryError, match="is no date") as caught:
        parse('published:"tháng 8/2020"')
    assert "tháng" not in caught.value.mend


def test_strict_takes_mistyped_words_with_their_marks() -> None:
    assert said(read("lai~", strict=True).root) == "lai~"


def test_a_word_is_near_another_one_not_itself() -> None:
    assert said(read("công NEAR/2 công").root) == "<công 2 công>"
