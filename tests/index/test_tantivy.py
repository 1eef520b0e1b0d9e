"""tantivy: the contract with an order of its own; hits, facets and keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import tantivy_schema, tantivy_search, tantivy_words
from index.backend import NO_FILTERS, Backend, FacetKind, Filters, Sort
from index.documents import IndexDocument, Text
from index.memory import MemoryBackend
from index.nodes import And, Mentioned, Near, Node, Not, Or, Published, Slot, WordField, Words
from index.preparing import prepare
from index.query import Query, parse
from index.tantivy_backend import TantivyBackend
from index.tokens import folded_stream
from tests.index import test_contract
from tests.index.conftest import DECOY
from tests.index.sample import DOCUMENTS, analysed, segment
from tests.index.test_properties import ASKED, TREES, nears, parsed

ROOT = Path(__file__).parents[2]
KINDS: tuple[FacetKind, ...] = ("unit", "source", "type", "month")


def ids(backend: Backend, ask: str) -> list[str]:
    return [hit.id for hit in backend.search(parse(ask, segment), limit=None).hits]


def filled(path: Path) -> TantivyBackend:
    backend = TantivyBackend.create(path)
    backend.update(DOCUMENTS[:5], marker="five")
    return backend


def in_one_commit(path: Path) -> Backend:
    backend = TantivyBackend.create(path / "one")
    backend.update(DOCUMENTS)
    return backend


def in_many_commits(path: Path) -> Backend:
    """Many segments, merged and unmerged, with deleted and replaced documents, opened again."""
    backend = TantivyBackend.create(path / "many")
    backend.update([DECOY])
    backend.update([prepare(analysed(DOCUMENTS[0].id, "Tên cũ", "Bản cũ của bài: ma túy, lúa, an toàn."), segment)])
    for document in DOCUMENTS[::-1]:
        backend.update([document], [DECOY.id] if document.id == "a10" else [])
    backend.close()
    return TantivyBackend.open(path / "many")


@pytest.fixture(scope="module", params=[in_one_commit, in_many_commits])
def filled_backend(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    opened = request.param(tmp_path_factory.mktemp("tantivy"))
    yield opened
    opened.close()


def assert_alike(backend: Backend, reference: Backend, query: Query, filters: Filters = NO_FILTERS) -> None:
    """The same hits, counts and facets, the same order by date, and as typed before under other marks."""
    sorts: tuple[Sort, ...] = ("newest", "oldest")
    for sort in sorts:
        found, expected = (b.search(query, filters, sort=sort, limit=None) for b in (backend, reference))
        assert [hit.id for hit in found.hits] == [hit.id for hit in expected.hits]
    ranked = backend.search(query, filters, limit=None)
    assert (ranked.total, ranked.undated) == (expected.total, expected.undated)
    assert sorted(hit.id for hit in ranked.hits) == sorted(hit.id for hit in expected.hits)
    half = len(ranked.hits) // 2
    assert backend.search(query, filters, limit=half).hits == ranked.hits[:half]
    assert backend.search(query, filters, limit=half + 1, offset=half).hits == ranked.hits[half:]
    assert backend.facets(query, filters, kinds=KINDS) == reference.facets(query, filters, kinds=KINDS)
    assert backend.count(query, filters) == expected.total


class TestContract(test_contract.TestContract):
    """The contract, where the order of hits by relevance is tantivy's."""

    @pytest.fixture
    def backend(self, filled_backend: Backend) -> Backend:
        return filled_backend

    @pytest.mark.parametrize("case", test_contract.QUERIES, ids=lambda case: case["ask"])
    def test_a_query_finds(self, backend: Backend, case: dict[str, Any]) -> None:
        hits = backend.search(parse(case["ask"], segment), limit=None)
        assert sorted(hit.id for hit in hits.hits) == sorted(case["finds"])
        assert (hits.total, hits.undated) == (len(case["finds"]), case.get("undated", 0))

    @pytest.mark.parametrize("case", test_contract.QUERIES, ids=lambda case: case["ask"])
    def test_engines_agree_on_scores_sorts_and_facets(
        self, backend: Backend, reference: Backend, case: dict[str, Any]
    ) -> None:
        assert_alike(backend, reference, parse(case["ask"], segment))

    @pytest.mark.parametrize("case", test_contract.QUERIES, ids=lambda case: case["ask"])
    def test_strict_finds_no_more(self, backend: Backend, reference: Backend, case: dict[str, Any]) -> None:
        query = parse(case["ask"], segment, strict=True)
        found = (sorted(hit.id for hit in each.search(query, limit=None).hits) for each in (backend, reference))
        assert next(found) == next(found)

    @pytest.mark.parametrize(("post", "finds"), [("Giám đốc", {"a01"}), ("đốc Công an", {"a01", "a08"})])
    def test_a_post_is_not_that_of_a_deputy(
        self, backend: Backend, reference: Backend, post: str, finds: set[str]
    ) -> None:
        query = parse(f'position:"{post}"', thesaurus=test_contract.Posts())
        assert {hit.id for hit in backend.search(query, limit=None).hits} == finds
        assert_alike(backend, reference, query)

    def test_vocabulary(self, backend: Backend, reference: Backend) -> None:
        fields: tuple[WordField, ...] = ("title", "body", "unit")
        for field in fields:
            assert backend.vocabulary(field) == reference.vocabulary(field)


def made(article: str, title: str, text: str, published: str | None = None) -> IndexDocument:
    return prepare(analysed(article, title, text, published=published), segment)


ORDERS: dict[str, tuple[str, list[IndexDocument]]] = {
    "in the title first": (
        "lúa",
        [made("b2", "Lúa chín rộ", "Mùa này được mùa."), made("b1", "Chín rộ", "Lúa này được mùa.")],
    ),
    "more often first": (
        "lúa",
        [made("b2", "Mùa", "Lúa và lúa, lại lúa."), made("b1", "Mùa", "Lúa và ngô, lại khoai.")],
    ),
    "in the shorter text first": ("lúa", [made("b2", "Mùa", "Lúa."), made("b1", "Mùa", "Lúa" + " và ngô" * 40)]),
    "the rare word first": (
        "lúa OR ngô",
        [made("b9", "M", "Ngô tốt."), *(made(f"b{i}", "M", "Lúa tốt.", f"202{i}") for i in (4, 3, 2, 1))],
    ),
    "as typed before other marks": (
        "lan",
        [made("b2", "Mùa", "Có lan" + " và ngô" * 40), made("b1", "Lần lần", "Lần lân lấn.")],
    ),
    "the newer of equal ones first, the undated last": (
        "lúa",
        [made("b3", "M", "Lúa", "2022"), made("b2", "M", "Lúa", "2021-05"), made("b1", "M", "Lúa", "2021-05")][::1],
    ),
    "equal ones by id": ("lúa", [made(f"b{i}", "M", "Lúa.", "2022-01-01") for i in range(9)]),
    "names by date alone": (
        'unit:"công an"',
        [
            prepare(
                analysed(f"c{i}", "", "Tin.", published=f"202{i}", units=(("Công an", "Công an tỉnh"),) * i), segment
            )
            for i in (4, 3, 2, 1)
        ],
    ),
}
ORDERS["the newer of equal ones first, the undated last"][1].sort(key=lambda d: (d.first is None, d.id != "b3", d.id))


@pytest.mark.parametrize("name", ORDERS)
def test_order_in_clear_cases(tmp_path: Path, name: str) -> None:
    ask, documents = ORDERS[name]
    backend = TantivyBackend.create(tmp_path)
    for document in documents[::-1]:
        backend.update([document])
    assert ids(backend, ask) == [document.id for document in documents]
    backend.close()


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Backend, Backend]]:
    memory, fast = MemoryBackend(), TantivyBackend.create(tmp_path_factory.mktemp("tantivy"))
    memory.update(DOCUMENTS)
    for at in range(0, len(DOCUMENTS), 7):
        fast.update(DOCUMENTS[at : at + 7])
    yield memory, fast
    fast.close()


def ends_before_it_begins(node: Node) -> bool:
    match node:
        case Mentioned(first=first, last=last):
            return first is not None and last is not None and first > last
        case And(parts) | Or(parts):
            return any(map(ends_before_it_begins, parts))
        case Not(part):
            return ends_before_it_begins(part)
        case _:
            return False


@given(TREES.filter(lambda tree: not ends_before_it_begins(tree)))  # the parser refuses such a span
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_as_memory_for_any_tree(engines: tuple[Backend, Backend], tree: Node) -> None:
    assert_alike(engines[1], engines[0], Query(text="", root=tree))


@given(ASKED, st.sampled_from(["", " "]), st.booleans())
@settings(deadline=None, max_examples=150)
def test_as_memory_for_whatever_is_typed(
    engines: tuple[Backend, Backend], parts: list[str], glue: str, strict: bool
) -> None:
    query = parsed((glue or "").join(parts), segment, strict=strict)
    if query is not None:
        assert_alike(engines[1], engines[0], query)


@given(nears())
@settings(deadline=None, max_examples=100)
def test_nearness_written_out_is_nearness_checked(engines: tuple[Backend, Backend], near: Near) -> None:
    """However few articles there are, phrases for every order and distance find what looking at each article finds."""
    query = Query(text="", root=near)
    found = {hit.id for hit in engines[0].search(query, limit=None).hits}
    for few, gap in ((0, 12), (0, 2), (10**6, 12)):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(tantivy_words, "_FEW", few)
            patched.setattr(tantivy_words, "gap_width", lambda field, gap=gap: gap if gap == 2 else 12)
            if gap == 2 or all(field in ("title", "lead", "body", "caption") for field in near.fields):
                fast = engines[1]
                fast.close()  # what was found is remembered
                assert {hit.id for hit in fast.search(query, limit=None).hits} == found


def test_nearness_ends_where_it_says(tmp_path: Path) -> None:
    """To the word, in either order, up to where gaps could be crossed and beyond; and over no gap."""
    backend = TantivyBackend.create(tmp_path)
    apart = {f"{order}{gap:02}": gap for gap in range(16) for order in ("lúa gặt", "gặt lúa")}
    streams = {name: f" {'x ' * gap}".join(name[:-2].split()) for name, gap in apart.items()}
    streams |= {"gap00": "lúa | gặt", "gap01": "x lúa | x gặt"}
    backend.update(
        IndexDocument(id=name, source="s", body=Text(text=syl, syl=syl, fold=folded_stream(syl)))
        for name, syl in streams.items()
    )
    for distance in range(1, 15):
        expected = {name for name, gap in apart.items() if gap <= distance}
        for ask in (f"lúa NEAR/{distance} gặt", f"lua NEAR/{distance} gat", f"lú* NEAR/{distance} gặt"):
            found = backend.search(parse(ask), limit=None)
            assert {hit.id for hit in found.hits} == expected, ask
    backend.close()


DAYS = st.one_of(st.none(), st.dates(date(2019, 12, 25), date(2021, 3, 5)))


@given(st.dates(date(2019, 12, 25), date(2021, 3, 5)), st.sampled_from([0, 1, 27, 30, 365]), DAYS, DAYS)
def test_days_as_terms_overlap_as_days_do(first: date, length: int, low: date | None, high: date | None) -> None:
    last = first + timedelta(length)
    if low and high and low > high:
        low, high = high, low
    has = tantivy_schema._span_terms(first.isoformat(), last.isoformat())
    asked = set(tantivy_schema.mentioned_terms(low, high))
    assert bool(has & asked) == Mentioned(first=low, last=high).match(first, last)


def test_a_month_is_one_term() -> None:
    assert "=2020-02" in tantivy_schema._span_terms("2020-02-01", "2020-02-29")
    assert "=2020" in tantivy_schema._span_terms("2020-01-01", "2020-12-31")


@given(st.text(max_size=4), st.text(max_size=4), st.integers(-(10**11), 10**11), st.integers(-(10**11), 10**11))
def test_keys_are_in_the_order_of_date_and_id(one: str, two: str, now: int, then: int) -> None:
    left, right = (
        IndexDocument(id=article, source="", instant=instant) for article, instant in ((one, now), (two, then))
    )
    undated = IndexDocument(id="", source="")
    for sort in ("newest", "oldest"):
        keys = [tantivy_schema.sort_key(document, sort) for document in (left, right, undated)]
        assert max(keys) == keys[2] < 2**64
        if now != then and min(now, then) > -62_135_683_200:
            assert (keys[0] < keys[1]) == ((now < then) == (sort == "oldest"))


def test_equal_hits_beyond_the_page_and_beyond_all_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = TantivyBackend.create(tmp_path)
    base = made("x", "Mùa", "Lúa.", "2022-01-01")
    backend.update([replace(base, id=f"{(i * 37) % 300:03}") for i in range(300)])
    whole = ids(backend, "lúa")
    assert whole == sorted(whole)
    monkeypatch.setattr(tantivy_search, "_MOST_TIED", 50)
    query = parse("lúa")
    whole = ids(backend, "lúa")
    pages = [hit.id for at in range(0, 300, 7) for hit in backend.search(query, limit=7, offset=at).hits]
    assert pages == whole
    assert sorted(whole) == [f"{i:03}" for i in range(300)]
    backend.close()


def test_words_of_any_script_and_length(tmp_path: Path) -> None:
    backend = TantivyBackend.create(tmp_path)
    odd = "Straße ΑΒΓ 漢字 ไทย ﬁn x\u0301\u0323 " + "dài" * 5000 + " \U0001d400 ١٢٣ İstanbul " + "ngắn" * 30_000
    backend.update([prepare(analysed("odd", odd, odd, source="tệp \udcff.txt"), segment)])
    for ask in ("straße", "αβγ", "漢字", '"漢字"', "dài" * 3000 + "*", "ISTANBUL", "İstanbul", "١٢٣", "fin OR ﬁn"):
        assert ids(backend, ask) == ["odd"], ask[:20]
    long = Words(slots=(Slot.of("ngắn" * 30_000),))
    assert [hit.id for hit in backend.search(Query(text="", root=long)).hits] == ["odd"]
    assert backend.facets(parse("*"), kinds=["source"])["source"][0].value == "tệp \udcff.txt"
    assert backend.count(parse("*"), Filters(sources=("tệp \udcff.txt",))) == 1
    backend.close()


def test_an_id_of_our_own_and_any_other(tmp_path: Path) -> None:
    backend = TantivyBackend.create(tmp_path)
    names = ["00ff00ff00ff00ff", "ffffffffffffffff", "FFFFFFFFFFFFFFFF", "1", "", "é|*?", "0" * 16]
    backend.update([made(name, "Mùa", "Lúa.") for name in names])
    assert ids(backend, "lúa") == sorted(names)
    assert backend.ids() == set(names)
    assert backend.update(deletions=names).deleted == len(names)
    backend.close()


def test_published_without_ends_is_any_date(engines: tuple[Backend, Backend]) -> None:
    assert_alike(engines[1], engines[0], Query(text="", root=Published()))
