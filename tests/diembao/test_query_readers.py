"""Names and dates in words as queries mean them, on the sample site, and what the command says of a slip."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date
from random import Random

import pytest

from corpus.errors import UsageError
from corpus.text import canon, fold, has_marks
from diembao.query_readers import StoreThesaurus, cut_query, read_date
from diembao.searching import parse_query, query_reader, search
from diembao.workspace import Workspace
from index.documents import Kind
from tests.diembao.conftest import Command

PARTY = "Đảng bộ Công an tỉnh Vân Sơn"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("tháng 8/2020", date(2020, 8, 1), date(2020, 8, 31)),
        ("THÁNG 8 NĂM 2020", date(2020, 8, 1), date(2020, 8, 31)),
        ("thang 8/2020", date(2020, 8, 1), date(2020, 8, 31)),
        ("quý II/2021", date(2021, 4, 1), date(2021, 6, 30)),
        ("quy II/2021", date(2021, 4, 1), date(2021, 6, 30)),
        ("cuối tháng 5/2022", date(2022, 5, 21), date(2022, 5, 31)),
        ("cuoi thang 5/2022", date(2022, 5, 21), date(2022, 5, 31)),
        ("ngày 2/9/2022", date(2022, 9, 2), date(2022, 9, 2)),
        ("năm 2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("đầu năm 2021", date(2021, 1, 1), date(2021, 4, 30)),
        ("từ tháng 5 đến tháng 8/2020", date(2020, 5, 1), date(2020, 8, 31)),
    ],
)
def test_dates_in_words(text: str, first: date, last: date) -> None:
    assert read_date(text) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "hôm qua", "tháng 8", "đại hội", "họp tháng 8/2020", "2020 2021", "\ud800", "a" * 999]
)
def test_what_is_no_date_on_its_own(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize("written", ["tháng\u00a08/2020", "THÁNG 8/2020", unicodedata.normalize("NFD", "tháng 8/2020")])
def test_spellings_of_a_date_are_one_date(written: str) -> None:
    assert parse_query(f'date:"{written}"').root == parse_query("date:2020-08").root


def entries(workspace: Workspace, kind: Kind, text: str, *, below: bool = True, loose: bool = False) -> set[str]:
    return set(StoreThesaurus(workspace).entries(kind, text, below=below, loose=loose))


def test_a_unit_and_what_is_under_it(demo: Workspace) -> None:
    whole = entries(demo, "unit", PARTY)
    assert entries(demo, "unit", PARTY, below=False) == {PARTY} < whole
    assert "Chi bộ Phòng Hậu cần" in whole
    assert entries(demo, "unit", "dang bo cong an tinh van son", loose=True) == whole
    assert "Công an tỉnh Vân Sơn" in entries(demo, "unit", "Công an tỉnh", below=False)  # an alias
    assert entries(demo, "unit", "Không có đơn vị này") == set()
    assert entries(demo, "unit", "…") == set()


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in cut_query(text)]


@pytest.mark.parametrize(
    "words",
    [
        ["ma túy"],
        ["Hòa Bình"],
        ["thủy lợi"],
        ["kỷ luật", "đảng"],
        ["liệt sĩ"],
        ["hồ chí minh"],
        ["công an", "tỉnh", "hòa bình"],
        ["an ninh mạng"],
        ["trồng", "đào", "Tết"],
        ["cấp", "huyện"],
        ["2020", "-", "2025"],
        ["này.", "về"],
        [],
    ],
)
def test_words_of_a_query_in_any_spelling(words: list[str]) -> None:
    text = " ".join(words)
    spellings = {text, text.upper(), text.lower(), text.title(), text.replace("òa", "oà").replace("úy", "uý")}
    spellings |= {text.replace("kỷ", "kỉ").replace("sĩ", "sỹ"), f"  {text.replace(' ', '   ')} "}
    for spelling in spellings:
        assert [canon(" ".join(word.split())) for word in cut(spelling)] == [canon(word) for word in words]


def test_spelling_never_changes_a_query(demo: Workspace) -> None:
    """Stretches of the sample's texts, in capitals or small letters, old or new spelling, NFD, with hard blanks."""
    read = query_reader(demo)
    with demo.store() as store:
        texts = [row[0] for row in store.connection.execute("SELECT text FROM articles ORDER BY id")]
    drawn = Random(1)
    for _ in range(150):
        words = [re.sub(r"[^\w\s]|AND|OR|NOT", "", word) or "và" for word in drawn.choice(texts).split()]
        start, size = drawn.randrange(len(words)), drawn.choice((1, 2, 2, 3, 4, 5))
        text = " ".join(words[start : start + size])
        asked = read(text).root
        for other in (text.upper(), text.lower(), unicodedata.normalize("NFD", text), text.replace(" ", "\u00a0")):
            assert read(other).root == asked, other
        for new, old in (
            ("òa", "oà"),
            ("óa", "oá"),
            ("úy", "uý"),
            ("ủy", "uỷ"),
            ("kỳ", "kì"),
            ("lý", "lí"),
            ("sĩ", "sỹ"),
        ):
            other = re.sub(rf"{new}(?!\w)", old, text)
            assert read(other).root == asked, other


UBND, CAT = "UBND tỉnh Vân Sơn", "Công an tỉnh Vân Sơn"


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        # short forms, written out or the other way, with marks or without, in any letters
        ("unit", "Ủy ban nhân dân tỉnh Vân Sơn", UBND),
        ("unit", "Uỷ Ban Nhân Dân Tỉnh Vân Sơn", UBND),
        ("unit", "uy ban nhan dan tinh van son", UBND),
        ("unit", "CAT Vân Sơn", CAT),
        ("unit", "cat van son", CAT),
        ("unit", "UBND TP.HCM", "UBND thành phố Hồ Chí Minh"),
        ("unit", "Tòa án nhân dân tỉnh Vân Sơn", "TAND tỉnh Vân Sơn"),
        ("unit", "Sở GD&ĐT tỉnh Vân Sơn", "Sở Giáo dục và Đào tạo tỉnh Vân Sơn"),
        ("unit", "BCA", "Bộ Công an"),
        # the level left out: the province first
        ("unit", "Công an Vân Sơn", CAT),
        ("unit", "UBND Vân Sơn", UBND),
        ("unit", "Sở GTVT Vân Sơn", "Sở Giao thông Vận tải tỉnh Vân Sơn"),
        ("unit", "Công an Mường Khá", "Công an huyện Mường Khá"),
        ("unit", CAT, "Công an Vân Sơn"),
        # what an article says that a short form stands for; a comma
        ("unit", "CGI", "Tổng công ty Hạ tầng Cửu Giang - CTCP"),
        ("unit", "Sở Văn hóa Thể thao và Du lịch tỉnh Vân Sơn", "Sở Văn hóa, Thể thao và Du lịch tỉnh Vân Sơn"),
        # what no unit is called for itself
        ("unit", "PC02", "Phòng Cảnh sát hình sự"),
        ("unit", "pc02", "Phòng Cảnh sát hình sự"),
        # rank or post and name
        ("person", "Thượng tá Hòa", "Bùi Thuý Hoà"),
        ("person", "thuong ta hoa", "Bùi Thuý Hoà"),
        ("person", "Trung tá Bùi Thúy Hòa", "Bùi Thuý Hoà"),
        ("person", "Giám đốc Khoát", "Lường Đình Khoát"),
        ("person", "đồng chí Lường Đình Khoát", "Lường Đình Khoát"),
        ("place", "TP Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("place", "tinh Binh Phuoc", "Bình Phước"),
        ("position", "Bí thư", "Bí thư"),
        ("term", "lần thứ 13", "13"),
        ("term", "khoá 20", "20"),
    ],
)
def test_a_name_by_any_other(demo: Workspace, kind: Kind, name: str, value: str) -> None:
    assert value in entries(demo, kind, name, below=False, loose=not has_marks(name))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("person", "Thiếu tướng Hòa"),  # none of that name has it
        ("person", "Bùi Hòa"),
        ("person", "Thượng tá"),
        ("person", "ông"),
        ("position", "Bí thư Tỉnh ủy"),  # more than its head, which others have
        ("unit", "Công an huyện Vân Sơn"),
        ("unit", "tỉnh Vân Sơn"),
        ("unit", "CAT " * 40),
    ],
)
def test_what_is_nobodys_name(demo: Workspace, kind: Kind, name: str) -> None:
    assert entries(demo, kind, name, below=False) == set()


def test_a_district_is_not_meant_where_the_province_is(demo: Workspace) -> None:
    assert "UBND thành phố Vân Sơn" not in entries(demo, "unit", "UBND Vân Sơn", below=False)
    assert entries(demo, "unit", "UBND TP Vân Sơn", below=False) == {"UBND thành phố Vân Sơn"}
    assert entries(demo, "person", "Thượng tá Hòa") == {"Bùi Thuý Hoà"}
    assert entries(demo, "person", "Đại tá Khoát") == {"Lường Đình Khoát", "Quách Duy Khoát"}


def test_a_name_that_others_have_too_counts_beside_its_owner(demo: Workspace) -> None:
    known = StoreThesaurus(demo)
    name = "Phòng Cảnh sát hình sự Công an tỉnh Vân Sơn"
    assert known.entries("unit", name, below=True, loose=False) == ()
    (one,) = known.shared("unit", name, below=True, loose=False)
    assert one.values == ("Phòng Cảnh sát hình sự",)
    assert one.kind == "unit"
    assert CAT in one.others
    assert known.shared("unit", "Không có đơn vị này", below=True, loose=False) == ()
    (one,) = known.shared("unit", "UBND huyện Khe Vàng (Đắk Lắk)", below=False, loose=False)
    assert one == (("UBND huyện Khe Vàng",), "place", ("Đắk Lắk",))
    here, elsewhere = found(demo, f'unit:"{name}"'), found(demo, 'unit:"Phòng Cảnh sát hình sự" title:"chợ đêm"')
    assert here
    assert elsewhere
    assert not here & elsewhere


def test_a_post_begins_its_name(demo: Workspace) -> None:
    known = StoreThesaurus(demo)
    for name, first in (("Bí thư Tỉnh ủy", True), ("Phó Bí thư", True), ("Tỉnh ủy", False), ("…", False), ("", False)):
        assert known.begins("position", name, loose=False) is first
        assert known.begins("position", fold(name), loose=True) is first
        assert not known.begins("unit", name, loose=False)
    deputies = found(demo, 'position:"Phó Bí thư Tỉnh ủy"') - found(demo, 'position:"Bí thư Tỉnh ủy"')
    assert deputies


def test_persons_ranks_and_terms(demo: Workspace) -> None:
    assert entries(demo, "person", "lường đình khoát") == {"Lường Đình Khoát"}
    assert entries(demo, "rank", "Trung tá") == entries(demo, "rank", "trung ta", loose=True) == {"trung-ta"}
    for name in ("2020/2025", "nhiệm kỳ 2020-2025", "nhiệm kì 2020 - 2025", "2020-2025"):
        assert entries(demo, "term", name) == {"2020/2025"}
    assert entries(demo, "term", "XIII") == {"13"}


def found(workspace: Workspace, ask: str) -> set[str]:
    result = search(workspace, parse_query(ask, workspace), limit=None)
    return {hit.article.id for hit in result.found}


def test_a_unit_tree_finds_more_than_the_unit(demo: Workspace) -> None:
    name = "Công an tỉnh Vân Sơn"
    tree, itself, words = (found(demo, ask) for ask in (f'unit:"{name}"', f'unit:="{name}"', f'"{name}"'))
    assert itself < tree
    assert not tree <= words
    assert found(demo, f'unit:="{name.upper()}"') == itself
    assert found(demo, 'unit:="cong an tinh van son"') == itself


def test_the_ways_to_name_a_term_find_the_same(demo: Workspace) -> None:
    asked = ("term:2020/2025", 'term:"nhiệm kỳ 2020-2025"', 'term:"nhiệm kì 2020 - 2025"', "term:=2020/2025")
    results = [found(demo, ask) for ask in asked]
    assert results[0]
    assert results == [results[0]] * len(asked)


def test_dates_in_words_and_in_figures_find_the_same(demo: Workspace) -> None:
    words = found(demo, 'mentioned:"tháng 8/2020"')
    assert words
    assert words == found(demo, "mentioned:2020-08") == found(demo, 'mentioned:"thang 8/2020"')
    assert found(demo, "date:2020-08") == words | found(demo, "published:8/2020")


def test_the_command_offers_what_may_be_meant(diembao: Command, own: Workspace) -> None:
    told = diembao("search", "nghị quyêt", "--workspace", own.root)
    assert (told.code, told.out) == (0, "")
    assert "Did you mean: nghị quyết" in told.err
    told = diembao("search", "nghị quyêt", "--format", "json", "--workspace", own.root)
    assert json.loads(told.out)["suggestion"] == "nghị quyết"
    told = diembao("search", "cảnh sát giao thônh", "--workspace", own.root)  # not thành, which more articles have
    assert "Did you mean: cảnh sát giao thông" in told.err
    assert "Did you mean: công OR an" in diembao("search", "công or an", "--workspace", own.root).err
    told = diembao("search", "nghị quyết", "--format", "json", "--workspace", own.root)
    assert "suggestion" not in json.loads(told.out)


def test_the_command_says_where_a_query_is_wrong(diembao: Command, own: Workspace) -> None:
    told = diembao("search", "lúa autor:an", "--workspace", own.root)
    assert told.code == 2
    assert "character 5" in told.err
    assert "author: may be meant" in told.err
    with pytest.raises(UsageError, match="is no date"):
        parse_query('published:"tháng 8"')
