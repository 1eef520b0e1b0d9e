"""Articles like a given one: by what they have in common, without itself and its copies, on every engine."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.analysis import Analysis
from corpus.errors import UsageError
from diembao.filtering import Asked
from diembao.similar import Trait, similar, traits_of
from diembao.workspace import Workspace
from tests.diembao.conftest import Command
from tests.diembao.counted import filled
from tests.index.sample import analysed

TRADE = (("Sở Công Thương", "Sở Công Thương tỉnh A"),)
COPIED = "Giá lúa ở huyện Bắc tăng mạnh trong tuần qua, nông dân mừng vì được mùa và được giá. " * 8


def made(article: str, title: str, text: str, *keywords: str, **more: object) -> Analysis:
    return replace(analysed(article, title, text, **more), keywords=keywords)  # type: ignore[arg-type]


ARTICLES = (
    made("a", "Giá lúa tăng", COPIED, "nông dân", "được mùa", source="a.example", published="2022-05-01"),
    made("b", "Giá lúa tăng", COPIED, "nông dân", "được mùa", source="b.example", published="2022-05-02"),
    made("c", "Nông dân được mùa lúa", "Nông dân xã vui vì được mùa.", "được mùa", published="2022-06-01"),
    made("d", "Khai giảng", "Học sinh tựu trường. Nông dân gửi con đi.", "tựu trường", published="2021-09-05"),
    made("e", "17", "Hết.", published="2021-01-01"),
    made("f", "Chợ", "Sở họp.", units=TRADE, published="2020-01-01"),
    made("g", "Phiên", "Sở bàn.", units=TRADE, published="2020-02-01"),
    made("h", "Sở Công Thương tỉnh A", "Không ai nêu tên.", published="2020-03-01"),
)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return filled(tmp_path_factory.mktemp("similar") / "w", ARTICLES)


def ids(workspace: Workspace, article: str, **options: object) -> list[str]:
    return [hit.article.id for hit in similar(workspace, article, **options).result.found]  # type: ignore[arg-type]


def test_most_in_common_first_and_neither_itself_nor_its_copies(few: Workspace) -> None:
    assert ids(few, "a") == ["c", "d"]
    assert ids(few, "b") == ["c", "d"]
    assert ids(few, "a", folded=False) == ["c", "b", "d"]  # the words stand in c's title
    found = similar(few, "c").result
    assert (found.found[0].article.id, [copy["id"] for copy in found.found[0].copies]) == ("a", ["b"])
    assert (found.total, found.folded) == (2, 1)


def test_entities_count_by_their_canonical_names(few: Workspace) -> None:
    assert ids(few, "f") == ["g"]


def test_what_is_compared(few: Workspace) -> None:
    with few.store() as store:
        assert [trait.text for trait in traits_of(store, "a")] == ["nông dân", "được mùa"]
        assert traits_of(store, "f") == (Trait(text="Sở Công Thương tỉnh A", kind="unit"),)
        assert traits_of(store, "e") == ()
    assert similar(few, "e").result.total == 0


def test_filters_pages_facets_and_counts(few: Workspace) -> None:
    assert ids(few, "a", filters=Asked(first="2022").filters()) == ["c"]
    assert ids(few, "a", folded=False, limit=1, offset=1) == ["b"]
    told = similar(few, "a", facets=True, facet_limit=1, count_by="year").result
    assert told.facets["year"] == [("2021", 1)]
    assert told.counts == [("2021", 1), ("2022", 1)]


@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
def test_many_traits_ask_for_three_in_common(tmp_path: Path, engine: str) -> None:
    pytest.importorskip(engine)
    words = ("lúa", "ngô", "khoai", "sắn", "đậu", "lạc", "vừng", "kê", "mía", "chè", "bông", "đay", "gai", "sen")
    like = [made("x", "Mùa", "Vụ này.", *words)]
    like += [made(f"x{n}", "Tin", " ".join(words[2 * n : 2 * n + n]) + ".", *words[:n]) for n in range(1, 6)]
    workspace = filled(tmp_path / "w", like, engine=engine)
    assert sorted(ids(workspace, "x")) == ["x3", "x4", "x5"]


def test_a_reader_finds_them_similar(demo: Workspace) -> None:
    """The congress of the provincial police in one paper: first comes the other paper's report of a like congress."""
    with demo.store() as store:
        rows = store.connection.execute("SELECT id, title FROM articles WHERE title LIKE 'Đại hội%Công an tỉnh%'")
        titles = dict(rows.fetchall())
    assert len(titles) == 2
    one, other = titles
    assert ids(demo, one)[0] == other
    assert ids(demo, other)[0] == one
    with demo.store() as store:
        (promoted,) = store.connection.execute("SELECT id FROM articles WHERE title LIKE 'Trao quyết định%'").fetchone()
    best = similar(demo, promoted, limit=1).result.found[0]
    assert best.article.title == "Công an tỉnh trao các quyết định về công tác cán bộ"
    assert any(snippet.matches for snippet in best.snippets)


def test_an_article_that_nobody_has_is_one_clear_line(diembao: Command, few: Workspace) -> None:
    with pytest.raises(UsageError, match="no such article"):
        similar(few, "zzz")
    told = diembao("search", "--like", "zzz", "--workspace", few.root)
    assert (told.code, told.out) == (2, "")
    assert told.err == "diembao: --like zzz: no such article is stored; give its id or its address\n"
    told = diembao("search", "--like", "e", "--workspace", few.root)
    assert (told.code, told.out) == (0, "")
    assert "nothing to compare by" in told.err


def test_as_json_and_csv(diembao: Command, few: Workspace) -> None:
    told = json.loads(diembao("search", "--like", "f", "--format", "json", "--workspace", few.root).out)
    assert (told["like"], told["traits"], told["total"]) == ("f", ["unit: Sở Công Thương tỉnh A"], 1)
    assert [hit["id"] for hit in told["hits"]] == ["g"]
    assert "query" not in told
    told = diembao("search", "--like", "a", "--unfold", "--format", "csv", "--workspace", few.root)
    assert [row["id"] for row in csv.DictReader(io.StringIO(told.out))] == ["c", "b", "d"]
    told = diembao("search", "--like", "a", "--count", "year", "--format", "json", "--workspace", few.root)
    assert json.loads(told.out)["counts"] == [["2021", 1], ["2022", 1]]


@pytest.mark.parametrize(
    "more", [("lúa",), ("--sort", "newest"), ("--kwic",), ("--saved", "x"), ("--save", "x"), ("--batch", "x.csv")]
)
def test_what_does_not_go_with_it(diembao: Command, few: Workspace, more: tuple[str, ...]) -> None:
    told = diembao("search", "--like", "a", *more, "--workspace", few.root)
    assert told.code == 2
    assert len(told.err.splitlines()) == 1
