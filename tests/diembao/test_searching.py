"""Results of a search: pages, copies folded, facets and counts that agree with each other, newer ones first."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from corpus.analysis import Analysis
from diembao.collocations import Wanted as KeywordsWanted
from diembao.collocations import keywords
from diembao.concordance import Wanted, concordance
from diembao.exporting import Selection, _chosen
from diembao.searching import search
from diembao.trends import trends
from diembao.workspace import Workspace
from index.query import parse
from tests.diembao.conftest import Command
from tests.diembao.counted import filled
from tests.index.sample import analysed, segment

NEWS = tuple(
    f"Ngày {n + 1}, lúa ở xã {name} chín vàng trên {n + 7} thửa ruộng, {n + 20} hộ dân ra đồng gặt từ sáng sớm với "
    f"{n + 30} máy, đến trưa thì xong {n + 40} sào, còn {n + 50} sào để lại hôm sau vì trời sắp mưa, ông {name} nói."
    for n, name in enumerate(("Bắc", "Nam", "Đông", "Tây", "Thượng", "Hạ", "Trung"))
)
COPIES = {0: 3, 2: 2, 5: 1}  # number of the article: copies of it in other papers


def articles() -> list[Analysis]:
    return [
        analysed(
            f"n{n}c{copy}",
            f"Lúa {n}",
            text,
            source=f"bao{copy}.example",
            published=f"202{n % 3}-0{n + 1}-1{copy}",
            units=(("xã", f"Xã số {n}"),),
        )
        for n, text in enumerate(NEWS)
        for copy in range(1 + COPIES.get(n, 0))
    ]


@pytest.fixture(scope="module", params=["whoosh", "tantivy"])
def copied(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    pytest.importorskip(request.param)
    return filled(tmp_path_factory.mktemp("copied") / "w", articles(), engine=request.param)


def ids(workspace: Workspace, query: str = "lúa", **options: Any) -> list[str]:
    found = search(workspace, parse(query, segment), **options).found
    return [hit.article.id for hit in found]


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_folded_pages_give_each_article_once(copied: Workspace, sort: str, size: int) -> None:
    every = ids(copied, folded=True, limit=None, sort=sort)
    assert len(every) == len(set(every)) == len(NEWS)
    pages = [ids(copied, folded=True, limit=size, offset=at, sort=sort) for at in range(0, len(every) + size, size)]
    assert [one for page in pages for one in page] == every
    assert pages[-1] == []


def test_a_hit_lists_each_copy_once(copied: Workspace) -> None:
    found = search(copied, parse("lúa"), folded=True, limit=None)
    every = [hit.article.id for hit in found.found] + [copy["id"] for hit in found.found for copy in hit.copies]
    assert sorted(every) == sorted(article.article.id for article in articles())
    assert (found.total, found.folded) == (7, 6)


@pytest.mark.parametrize("query", ["lúa", "lúa -nam", "*", '"bao3" OR source:bao1* lúa', "published:2021", "title:4"])
@pytest.mark.parametrize("folded", [True, False])
def test_all_ways_to_count_agree(copied: Workspace, query: str, folded: bool) -> None:
    asked = parse(query, segment)
    found = search(copied, asked, folded=folded, facets=True, facet_limit=None, limit=1)
    everywhere = len(ids(copied, query, folded=folded, limit=None))
    assert found.total == everywhere > 0
    for kind in ("source", "year", "unit"):
        assert sum(number for _, number in found.facets[kind]) == found.total, kind
    for by in ("source", "year"):
        counted = search(copied, asked, folded=folded, count_by=by)
        assert sorted(counted.counts) == sorted(found.facets[by])
        assert counted.found == ()
    assert concordance(copied, asked, wanted=Wanted(of="unit"), folded=folded).articles == found.total
    told = trends(copied, [asked], by="year", folded=folded)
    assert told.series[0].total == found.total
    with copied.store() as store:
        chosen = _chosen(copied, store, Selection(query=query, folded=folded), asked)
    assert len(chosen.ids or ()) == found.total


def test_keywords_count_what_a_folded_search_finds(copied: Workspace) -> None:
    told = keywords(copied, parse("lúa -nam"), wanted=KeywordsWanted(least_articles=1))
    assert told.articles == search(copied, parse("lúa -nam"), folded=True).total


def test_batches_fold_as_searches_do(diembao: Command, copied: Workspace, tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("name,query,fold\na,lúa,yes\nb,lúa,\nc,lúa -nam,yes\n", "utf-8")
    told = diembao("search", "--batch", tmp_path / "b.csv", "--with-hits", "--limit", 0, "--workspace", copied.root)
    rows = list(csv.DictReader(io.StringIO(told.out)))
    assert [sum(row["name"] == name for row in rows) for name in "abc"] == [7, 13, 6]
    assert {(row["name"], row["hits"], row["folded"]) for row in rows} == {
        ("a", "7", "6"),
        ("b", "13", "0"),
        ("c", "6", "6"),
    }


def test_unfold_goes_before_what_was_saved(diembao: Command, copied: Workspace) -> None:
    options = ("--workspace", copied.root, "--format", "json", "--limit", 0)
    assert json.loads(diembao("search", "lúa", "--fold", "--save", "một", *options).out)["total"] == 7
    assert json.loads(diembao("search", "--saved", "một", *options).out)["total"] == 7
    assert json.loads(diembao("search", "--saved", "một", "--unfold", *options).out)["total"] == 13


def test_facets_are_as_long_as_asked(diembao: Command, copied: Workspace) -> None:
    options = ("--workspace", copied.root, "--format", "json", "--limit", 1)
    for asked, number in ((("--facets",), 7), (("--facet-limit", 2), 2), (("--facet-limit", 0), 7)):
        assert len(json.loads(diembao("search", "lúa", *asked, *options).out)["facets"]["unit"]) == number


def recency(workspace: Workspace) -> tuple[list[str], list[str]]:
    return ids(workspace, "ngô", limit=None), ids(workspace, "ngô", limit=None, recent=True)


def test_newer_ones_are_worth_a_little_more(diembao: Command, tmp_path: Path) -> None:
    made = [
        analysed("old", "Ngô", "Ngô chín ở đồng.", published="2015-01-01"),
        analysed("new", "Ngô", "Ngô chín ở đồng xa xa.", published="2024-01-01"),
        analysed("best", "Ngô ngô ngô ngô", "Ngô. Ngô, ngô, ngô, ngô và ngô.", published="2015-02-01"),
        *(analysed(f"x{n}", "Khác", "Không có gì.", published="2020-01-01") for n in range(9)),
    ]
    workspace = filled(tmp_path / "w", made)
    assert recency(workspace) == (["best", "old", "new"], ["new", "best", "old"])
    options = ("ngô", "--workspace", workspace.root, "--format", "json")
    hits = json.loads(diembao("search", "--recency", *options).out)["hits"]
    assert [hit["id"] for hit in hits] == ["new", "best", "old"]
    for more in (("--sort", "newest"), ("--count", "year"), ("--kwic",)):
        told = diembao("search", "--recency", *more, *options)
        assert told.code == 2
        assert "--recency is for hits by relevance" in told.err


def test_json_has_the_very_text_and_nothing_that_steers_a_terminal(diembao: Command, tmp_path: Path) -> None:
    text = "Lúa 😀, gia đình 👨\u200d👩\u200d👧 gặt lúa\u2068 xong."
    workspace = filled(tmp_path / "w", [analysed("a", "Lúa \u202e", text)])
    for more in ((), ("--kwic",)):
        told = diembao("search", "lúa", *more, "--format", "json", "--workspace", workspace.root)
        assert "\u200d" not in told.out
        assert "\u2068" not in told.out
    lines = [json.loads(line) for line in told.out.splitlines()]
    assert [line["match"] for line in lines] == ["Lúa", "Lúa", "lúa"]
    with workspace.store() as store:
        (stored,) = store.articles.get(["a"])
    assert [stored.article.text[x["start"] : x["end"]] for x in lines[1:]] == ["Lúa", "lúa"]
    told = diembao("search", "lúa", "--format", "json", "--workspace", workspace.root)
    (snippet,) = json.loads(told.out)["hits"][0]["snippets"]
    start = snippet["start"]
    assert stored.article.text[start : start + len(snippet["text"])] == snippet["text"]
    assert [snippet["text"][s:e] for s, e in snippet["matches"]] == ["Lúa", "lúa"]


def test_facets_that_are_cut_say_so(diembao: Command, copied: Workspace) -> None:
    told = diembao("search", "lúa", "--facet-limit", 6, "--workspace", copied.root)
    assert "facets with more values than are shown: unit; --facet-limit 0 shows all" in told.err
    for limit in (7, 0):
        assert "facets" not in diembao("search", "lúa", "--facet-limit", limit, "--workspace", copied.root).err


def test_what_the_index_does_not_know_yet_is_told(diembao: Command, tmp_path: Path) -> None:
    workspace = filled(tmp_path / "w", articles()[:5])
    asked = (("search", "lúa"), ("search", "lúa", "--kwic"), ("trends", "lúa"), ("keywords", "lúa -nam"))
    with workspace.store() as store:
        store.articles.indexed(store.articles.ids())
    assert not any("not in the index" in diembao(*one, "--workspace", workspace.root).err for one in asked)
    with workspace.store() as store:
        store.articles.queue_some(["n0c0"], ["gone"])
    for one in asked:
        told = diembao(*one, "--workspace", workspace.root)
        assert "2 articles are not in the index yet; run `diembao build`" in told.err, one


def test_a_query_that_begins_with_a_minus(diembao: Command, copied: Workspace) -> None:
    for command in ("search", "trends", "keywords", "timeline"):
        told = diembao(command, "-lúa", "--workspace", copied.root)
        assert (told.code, told.out) == (2, "")
        assert told.err.startswith("diembao: -lúa: a query that begins with - is written behind all options and --: ")
        assert f'diembao {command} -- "-lúa"' in told.err
    told = diembao("search", "--workspace", copied.root, "--format", "json", "--", "-nam")
    assert json.loads(told.out)["total"] == 12
    assert "No such option" in diembao("search", "--fomat", "x", "--workspace", copied.root).err


def test_lines_are_ten_or_the_whole_sample_and_a_slip_is_told(diembao: Command, copied: Workspace) -> None:
    def lines(*options: object) -> int:
        return len(diembao("search", "lúa", "--kwic", *options, "--workspace", copied.root).out.splitlines())

    assert (lines(), lines("--kwic-sample", 15), lines("--kwic-sample", 15, "--limit", 4)) == (10, 15, 4)
    assert lines("--limit", 0) == 26
    assert "Did you mean: ruộng" in diembao("search", "ruộmg", "--kwic", "--workspace", copied.root).err


def test_words_of_the_lead_are_marked_in_the_lead_only(diembao: Command, tmp_path: Path) -> None:
    made = analysed("a", "T", "Ngô, lúa tốt.\n\nLúa chín.", lead="Ngô, lúa tốt.")
    workspace = filled(tmp_path / "w", [made])
    for query, marked in (("lead:lúa", ["lúa"]), ("body:lúa", ["lúa", "Lúa"]), ("lead:lúa body:chín", ["lúa", "chín"])):
        (hit,) = search(workspace, parse(query)).found
        assert [s.text[a:b] for s in hit.snippets for a, b in s.matches] == marked
