"""What every engine has to do alike. A new engine is added to `conftest.ENGINES` and nowhere else."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.backend import Backend, Facet, FacetKind, Filters, Sort
from index.documents import Kind
from index.nodes import BEGINS, Words
from index.query import parse, parse_name
from index.thesaurus import Shared
from tests.index.sample import DOCUMENTS, segment, segment_nothing

QUERIES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("queries.toml").read_text("utf-8"))["query"]
ALL = parse("*")

FILTERS: dict[str, tuple[Filters, set[str]]] = {
    "from": (Filters(published_from=date(2023, 1, 1)), {"a13", "a14", "a16"}),
    "to": (Filters(published_to=date(2019, 12, 31)), {"a12", "a20"}),
    "a month overlaps its days": (Filters(published_from=date(2020, 8, 15), published_to=date(2020, 8, 15)), {"a02"}),
    "a year overlaps its months": (Filters(published_from=date(2021, 12, 1), published_to=date(2021, 12, 31)), {"a04"}),
    "source": (Filters(sources=("langven.example",)), {"a03", "a04", "a05", "a15", "a17"}),
    "sources are alternatives": (
        Filters(sources=("trống.txt", "VANSON.example")),
        {"a01", "a02", "a06", "a08", "a13", "a14", "a16", "a19", "a20"},
    ),
    "source without marks": (Filters(sources=("TRONG.txt",)), {"a19"}),
    "source under other marks": (Filters(sources=("trông.txt",)), set()),
    "unit by surface": (Filters(names=(parse_name("unit", "Công an tỉnh"),)), {"a01", "a02", "a08", "a13"}),
    "unit without marks": (Filters(names=(parse_name("unit", "cong an tinh"),)), {"a01", "a02", "a08", "a13"}),
    "unit by canonical name": (Filters(names=(parse_name("unit", "Công an tỉnh Lai Châu"),)), {"a01", "a02", "a13"}),
    "unit within a longer one": (Filters(names=(parse_name("unit", "Nông dân"),)), {"a15"}),
    "unit only by whole words": (Filters(names=(parse_name("unit", "Công an tỉ"),)), set()),
    "unit in the other spelling": (Filters(names=(parse_name("unit", "Uỷ ban nhân dân tỉnh Hoà Bình"),)), {"a05"}),
    "person": (Filters(names=(parse_name("person", "Đinh Thu Thảo"),)), {"a08"}),
    "a suspect is no person": (Filters(names=(parse_name("person", "Vàng A Chu"),)), set()),
    "rank": (Filters(names=(parse_name("rank", "Trung tá"),)), {"a08"}),
    "rank by slug": (Filters(names=(parse_name("rank", "dai-ta"),)), {"a13"}),
    "term": (Filters(names=(parse_name("term", "2020-2025"),)), {"a02"}),
    "term by numeral": (Filters(names=(parse_name("term", "lần thứ XV"),)), {"a02"}),
    "kind": (Filters(kinds=("conference",)), {"a01", "a11", "a15"}),
    "filters add up": (
        Filters(
            names=(parse_name("unit", "công an tỉnh"),),
            kinds=("conference", "appointment"),
            published_from=date(2022, 5, 1),
        ),
        {"a01", "a08"},
    ),
}


class Posts:
    """A thesaurus that knows where posts begin, and nobody's name."""

    def entries(self, kind: Kind, text: str, /, *, below: bool, loose: bool) -> tuple[str, ...]:
        return ()

    def shared(self, kind: Kind, text: str, /, *, below: bool, loose: bool) -> tuple[Shared, ...]:
        return (Shared(("Phó Giám đốc",), "rank", ("trung-ta",)),) if text == "đốc ở" else ()

    def begins(self, kind: Kind, text: str, /, *, loose: bool) -> bool:
        return kind == "position" and not text.startswith("đốc")


class TestContract:
    @pytest.mark.parametrize("case", QUERIES, ids=lambda case: case["ask"])
    def test_a_query_finds(self, backend: Backend, case: dict[str, Any]) -> None:
        hits = backend.search(parse(case["ask"], segment), limit=None)
        assert [hit.id for hit in hits.hits] == case["finds"]
        assert (hits.total, hits.undated) == (len(case["finds"]), case.get("undated", 0))

    @pytest.mark.parametrize("case", QUERIES, ids=lambda case: case["ask"])
    def test_engines_agree_on_scores_sorts_and_facets(
        self, backend: Backend, reference: Backend, case: dict[str, Any]
    ) -> None:
        query = parse(case["ask"], segment)
        sorts: tuple[Sort, ...] = ("relevance", "newest", "oldest")
        for sort in sorts:
            assert backend.search(query, sort=sort, limit=None) == reference.search(query, sort=sort, limit=None)
        kinds: tuple[FacetKind, ...] = ("unit", "source", "month")
        assert backend.facets(query, kinds=kinds) == reference.facets(query, kinds=kinds)
        assert backend.count(query) == len(case["finds"])

    @pytest.mark.parametrize("case", QUERIES, ids=lambda case: case["ask"])
    def test_strict_finds_no_more(self, backend: Backend, reference: Backend, case: dict[str, Any]) -> None:
        query = parse(case["ask"], segment, strict=True)
        strict = backend.search(query, limit=None)
        assert strict == reference.search(query, limit=None)
        if "-" not in case["ask"] and "NOT" not in case["ask"]:
            assert {hit.id for hit in strict.hits} <= set(case["finds"])

    @pytest.mark.parametrize("name", FILTERS)
    def test_filters(self, backend: Backend, reference: Backend, name: str) -> None:
        filters, expected = FILTERS[name]
        found = backend.search(ALL, filters, limit=None)
        assert {hit.id for hit in found.hits} == expected
        assert found == reference.search(ALL, filters, limit=None)

    @pytest.mark.parametrize(
        ("post", "finds"),
        [
            ("Giám đốc", {"a01"}),
            ("giam doc cong an tinh", {"a01"}),
            ("phó giám đốc", {"a08"}),
            ("đốc Công an", {"a01", "a08"}),
            ("đốc ở", {"a08"}),  # a value that counts where another is
        ],
    )
    def test_a_post_is_not_that_of_a_deputy(
        self, backend: Backend, reference: Backend, post: str, finds: set[str]
    ) -> None:
        query = parse(f'position:"{post}"', thesaurus=Posts())
        found = backend.search(query, limit=None)
        assert {hit.id for hit in found.hits} == finds
        assert found == reference.search(query, limit=None)
        assert all(word.slots[0] != BEGINS for word in query.words if isinstance(word, Words))

    def test_a_date_filter_counts_the_undated(self, backend: Backend) -> None:
        filters = Filters(published_from=date(2000, 1, 1))
        assert backend.search(ALL, filters).undated == 3
        assert backend.search(parse("lần", segment), filters).undated == 1
        assert backend.search(ALL).undated == 0

    def test_newest_and_oldest_first_by_the_minute_and_undated_last(self, backend: Backend) -> None:
        def order(sort: Sort) -> list[str]:
            return [hit.id for hit in backend.search(ALL, sort=sort, limit=None).hits]

        assert order("newest")[:7] == ["a16", "a14", "a13", "a09", "a07", "a01", "a08"]
        assert order("newest")[-3:] == order("oldest")[-3:] == ["a10", "a11", "a19"]
        assert order("oldest")[:3] == ["a20", "a12", "a15"]

    def test_as_typed_comes_before_other_marks(self, backend: Backend) -> None:
        assert backend.search(parse("lan", segment)).hits[0].id == "a09"
        assert backend.search(parse("cong an tinh", segment)).hits[0].id == "a07"
        assert backend.search(parse("công an", segment)).hits[-1].id == "a04"  # công ăn việc làm

    def test_a_compound_is_found_however_it_was_segmented(self, backend: Backend) -> None:
        joined, apart = parse("ban chấp hành", segment), parse('"ban chấp hành"', segment_nothing)
        assert [h.id for h in backend.search(joined).hits] == [h.id for h in backend.search(apart).hits] == ["a02"]

    def test_pages_add_up(self, backend: Backend) -> None:
        whole = [hit.id for hit in backend.search(ALL, limit=None).hits]
        pages = [hit.id for at in range(0, 24, 3) for hit in backend.search(ALL, limit=3, offset=at).hits]
        assert pages == whole
        assert len(backend.search(ALL).hits) == 10
        assert backend.search(ALL, limit=0).hits == ()
        assert backend.search(ALL, offset=1000).total == len(DOCUMENTS)

    def test_facets(self, backend: Backend) -> None:
        kinds: tuple[FacetKind, ...] = ("unit", "person", "rank", "position", "term", "place", "document", "type")
        facets = backend.facets(ALL, kinds=(*kinds, "source", "year", "month", "day"), limit=2)
        assert facets["unit"][0] == Facet(value="Công an tỉnh Lai Châu", count=3)
        assert facets["year"] == (Facet(value="2021", count=5), Facet(value="2022", count=4))
        assert facets["month"] == (Facet(value="2021-03", count=3), Facet(value="2022-05", count=2))
        assert facets["day"] == (Facet(value="2021-03-02", count=3), Facet(value="2022-05-11", count=2))
        assert facets["type"][0] == Facet(value="conference", count=3)
        assert facets["place"] == (Facet(value="Yên Bình", count=2), Facet(value="Hoà Bình", count=1))
        assert all(facet.value != "Vàng A Chu" for facet in backend.facets(ALL, kinds=["person"], limit=None)["person"])

    def test_facets_count_the_hits_only(self, backend: Backend) -> None:
        facets = backend.facets(parse("lúa", segment), Filters(published_from=date(2020, 1, 1)), kinds=["source"])
        assert facets["source"] == (Facet(value="vanson.example", count=1),)

    def test_facets_without_some_articles(self, backend: Backend) -> None:
        whole = backend.facets(ALL, kinds=["source"], limit=None)["source"]
        gone = [hit.id for hit in backend.search(ALL, limit=3).hits]
        part = backend.facets(ALL, kinds=["source"], limit=None, without=[*gone, "unknown"])["source"]
        assert sum(f.count for f in whole) == sum(f.count for f in part) + 3
        assert backend.facets(ALL, kinds=["year", "unit"], without=backend.ids()) == {"year": (), "unit": ()}
        assert backend.facets(ALL, kinds=["source"], limit=None)["source"] == whole

    def test_ids(self, backend: Backend) -> None:
        assert backend.ids() == {document.id for document in DOCUMENTS}

    def test_a_huge_query(self, backend: Backend) -> None:
        many = " OR ".join(f'"an" x{i}' for i in range(500))
        assert backend.search(parse(many, segment)).total == 0
        words = "công an tỉnh " * 333
        assert backend.search(parse(words, segment)).total >= 1
        assert backend.search(parse("(" * 50 + "lúa" + ")" * 50, segment)).total == 2
