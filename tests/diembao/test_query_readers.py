"""Names and dates in words as queries mean them, on the sample site, and what the command says of a slip."""

from __future__ import annotations

import json
import unicodedata
from datetime import date

import pytest

from corpus.errors import UsageError
from diembao.query_readers import StoreThesaurus, read_date
from diembao.searching import parse_query, search
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


def test_persons_ranks_and_terms(demo: Workspace) -> None:
    assert entries(demo, "person", "lường đình khoát") == {"Lường Đình Khoát"}
    assert entries(demo, "rank", "Trung tá") == entries(demo, "rank", "trung ta", loose=True) == {"trung-ta"}
    for name in ("2020/2025", "nhiệm kỳ 2020-2025", "nhiệm kì 2020 - 2025", "2020-2025"):
        assert entries(demo, "term", name) == {"2020/2025"}
    assert entries(demo, "term", "XIII") == {"13"}


def found(workspace: Workspace, ask: str) -> set[str]:
    result = search(workspace, parse_query(ask, workspace), limit=None)
    return {hit.analysis.article.id for hit in result.found}


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
    told = diembao("search", "nghị quyết", "--format", "json", "--workspace", own.root)
    assert "suggestion" not in json.loads(told.out)


def test_the_command_says_where_a_query_is_wrong(diembao: Command, own: Workspace) -> None:
    told = diembao("search", "lúa autor:an", "--workspace", own.root)
    assert told.code == 2
    assert "character 5" in told.err
    assert "author: may be meant" in told.err
    with pytest.raises(UsageError, match="is no date"):
        parse_query('published:"tháng 8"')
