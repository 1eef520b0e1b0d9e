"""tantivy: the contract with an order of its own, then what an engine in a folder has to stand."""

from __future__ import annotations

import gc
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import tantivy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import WorkspaceError
from index import tantivy_backend, tantivy_schema, tantivy_search, tantivy_words
from index.backend import NO_FILTERS, Backend, FacetKind, Filters, Sort
from index.documents import IndexDocument, prepare
from index.memory import MemoryBackend
from index.nodes import And, Mentioned, Near, Node, Not, Or, Published, Slot, WordField, Words
from index.query import Query, parse
from index.tantivy_backend import TantivyBackend
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


def test_facets_are_exact_however_many_values_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory, fast = MemoryBackend(), TantivyBackend.create(tmp_path)
    for batch in range(3):
        documents = [
            prepare(
                analysed(f"f{batch}-{i}", "Tin", "Tin.", units=tuple((f"Xã {k}", f"Xã {k}") for k in range(i % 40))),
                segment,
            )
            for i in range(batch, 60, batch + 1)
        ]
        memory.update(documents)
        fast.update(documents)
    monkeypatch.setattr(tantivy_search, "_SPARE_VALUES", 1)
    for limit in (0, 1, 3, 20, 39, 60, None):
        for most in (4, 60_000):
            monkeypatch.setattr(tantivy_search, "_MOST_VALUES", most)
            ask = {"kinds": ("unit", "source"), "limit": limit}
            assert fast.facets(parse("tin"), **ask) == memory.facets(parse("tin"), **ask)  # type: ignore[arg-type]
    fast.close()


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


def test_opened_again_it_is_the_same(tmp_path: Path) -> None:
    backend = filled(tmp_path)
    before = backend.search(parse("công an", segment))
    backend.close()
    assert backend.search(parse("công an", segment)) == before  # closed is not gone
    again = TantivyBackend.open(tmp_path)
    assert again.search(parse("công an", segment)) == before
    assert (again.marker, again.generation) == ("five", 1)
    again.close()
    backend.close()


def test_a_commit_elsewhere_is_seen(tmp_path: Path) -> None:
    reader, writer = filled(tmp_path), TantivyBackend.open(tmp_path)
    assert ids(reader, "hoa") == ["a05"]
    writer.update(DOCUMENTS[8:9], deletions=["a01"])
    assert ids(reader, "hoa") == ["a09", "a05"]
    assert "a01" not in reader.ids()
    reader.update(DOCUMENTS[:1], marker="two")
    assert ("a01" in writer.ids(), writer.marker) == (True, "two")
    reader.close()
    writer.close()


def test_many_commits_stay_few_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tantivy_backend, "_STATES", 7)
    backend = TantivyBackend.create(tmp_path)
    for round_ in range(2):
        for document in DOCUMENTS:
            backend.update([document], marker=f"{round_}{document.id}")
    assert backend.ids() == {document.id for document in DOCUMENTS}
    assert (backend.generation, backend.marker) == (40, "1a20")
    assert backend.count(parse("-xyz")) == backend.count(parse("*")) == 20
    with backend._reading() as snapshot:
        assert 1 <= snapshot.states() <= 8
    assert len(list(tmp_path.glob("*.store"))) < 12
    backend.close()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: TantivyBackend.open(path / "nowhere"), "no index here"),
        (lambda path: TantivyBackend.create(path / "index"), "already"),
        (lambda path: TantivyBackend.create(path / "file"), "cannot be made"),
    ],
)
def test_wrong_folders(tmp_path: Path, make: Callable[[Path], object], said: str) -> None:
    filled(tmp_path / "index").close()
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(WorkspaceError, match=said) as caught:
        make(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("other", ["analysis", "layout"])
def test_another_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(tantivy_backend, "State", lambda **known: replace(tantivy_schema.State(**known), **{other: 0}))  # type: ignore[arg-type]
        backend = TantivyBackend.create(tmp_path)
        backend.update(DOCUMENTS[:2])
        backend.close()
    with pytest.raises(WorkspaceError, match=r"another version.*rebuild"):
        TantivyBackend.open(tmp_path)


@pytest.mark.parametrize("pattern", ["meta.json", "*.term", "*.store", "*.fast", "*.idx", "*.pos"])
@pytest.mark.parametrize("how", ["gone", "short", "junk"])
def test_a_damaged_index_is_told_in_one_line(tmp_path: Path, pattern: str, how: str) -> None:
    filled(tmp_path).close()
    for path in tmp_path.glob(pattern):
        if how == "gone":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:-30] if how == "short" else b"\x00\x01damaged")

    def use() -> None:
        backend = TantivyBackend.open(tmp_path)
        backend.search(parse('"công an"'))
        backend.facets(parse("*"), kinds=["unit"])

    with pytest.raises(WorkspaceError, match=r"rebuild|no index here") as caught:
        use()
    assert "\n" not in str(caught.value)
    del caught
    gc.collect()


def test_damage_behind_an_open_index_is_told_as_well(tmp_path: Path) -> None:
    backend = filled(tmp_path)
    other = TantivyBackend.open(tmp_path)
    other.update(DOCUMENTS[5:6])
    other.close()
    shutil.rmtree(tmp_path)
    with pytest.raises(WorkspaceError, match="rebuild"):
        backend.count(parse("*"))
    with pytest.raises(WorkspaceError, match="cannot be written"):
        backend.update(DOCUMENTS)
    backend.close()


def test_a_second_writer_is_told(tmp_path: Path) -> None:
    backend = filled(tmp_path)
    holder: Any = tantivy.Index.open(str(tmp_path)).writer(20_000_000, 1)
    with pytest.raises(WorkspaceError, match="another process is writing") as caught:
        backend.update(DOCUMENTS[5:6])
    assert "\n" not in str(caught.value)
    assert len(backend.ids()) == 5
    holder.wait_merging_threads()
    backend.update(DOCUMENTS[5:6])
    assert len(backend.ids()) == 6
    backend.close()


@pytest.mark.parametrize("step", ["document_of", "State"])
def test_a_failed_commit_leaves_the_last_one_and_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    backend = filled(tmp_path)

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(tantivy_backend, step, fail)
        with pytest.raises(WorkspaceError, match="No space left"):
            backend.update(DOCUMENTS[5:9], deletions=["a01"])
    assert (len(backend.ids()), backend.marker) == (5, "five")
    backend.update(DOCUMENTS[5:9], deletions=["a01"])
    assert len(backend.ids()) == 8
    backend.close()


def test_a_disk_that_takes_no_more(tmp_path: Path) -> None:
    """Files that cannot grow, as tantivy's own threads meet them in the middle of a commit."""
    resource = pytest.importorskip("resource")
    backend = filled(tmp_path)
    many = [made(f"m{i}", "Mùa", " ".join(f"lúa{i}x{k}" for k in range(300))) for i in range(200)]
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, limits[1]))
    try:
        with pytest.raises(WorkspaceError, match="cannot be written") as caught:
            backend.update(many, deletions=["a01"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "\n" not in str(caught.value)
    assert (len(backend.ids()), backend.marker) == (5, "five")
    backend.update(many, deletions=["a01"])
    assert len(backend.ids()) == 204
    backend.close()


WRITER = """
import sys
from pathlib import Path
from index.tantivy_backend import TantivyBackend
from index.documents import prepare
from tests.index.sample import analysed, segment
backend = TantivyBackend.open(Path(sys.argv[1]))
for batch in range(1000):
    made = [prepare(analysed(f"k{i:02}", f"lô{batch}", f"Bản số{batch} công an. " * 40), segment) for i in range(30)]
    backend.update(made, marker=str(batch))
    print(batch, flush=True)
"""


@pytest.mark.parametrize("delay", [0.0, 0.011, 0.02, 0.032, 0.05, 0.11, 0.17])
def test_a_killed_writer_leaves_a_whole_commit_and_no_lock(tmp_path: Path, delay: float) -> None:
    TantivyBackend.create(tmp_path).close()
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process:
        said = int(process.stdout.readline())
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        said = max([said, *map(int, process.stdout.read().split())])
    backend = TantivyBackend.open(tmp_path)
    marker = int(backend.marker or -1)
    assert marker >= said  # what was reported is there
    assert len(backend.ids()) == 30
    assert backend.count(parse(f"title:lô{marker}")) == 30  # one batch, whole
    assert backend.generation == marker + 1
    backend.update(DOCUMENTS)
    assert len(backend.ids()) == 30 + len(DOCUMENTS)
    backend.close()


def test_many_threads_search_while_one_writes(tmp_path: Path) -> None:
    backend = filled(tmp_path)
    faults: list[BaseException] = []
    ends: list[list[float]] = []

    def search() -> None:
        try:
            times = [time.perf_counter()]
            for ask in ("công an", "cong*", "lúa", "unit:công", "published:2021", "lài~", "công NEAR/3 tinh") * 8:
                assert {"a01"} <= backend.ids()
                ids(backend, ask)
                times.append(time.perf_counter())
            ends.append(times)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for document in DOCUMENTS:
        backend.update([document])
    for thread in threads:
        thread.join()
    assert faults == []
    assert all(earlier <= later for times in ends for earlier, later in pairwise(times))
    backend.close()


def test_a_reader_is_not_kept_waiting_by_a_writer(tmp_path: Path) -> None:
    backend = filled(tmp_path)
    backend.count(parse("*"))
    with backend._guard:  # as while another thread commits
        found: list[int] = []
        thread = threading.Thread(target=lambda: found.append(backend.count(parse("*"))))
        thread.start()
        thread.join(10)
        assert found == [5]
    backend.close()


def test_no_file_stays_open(tmp_path: Path) -> None:
    backend = filled(tmp_path)
    for document in DOCUMENTS:
        backend.update([document])
        ids(backend, "công an")
    backend.close()
    del backend
    gc.collect()
    folder = Path("/proc/self/fd")
    if folder.exists():
        held = [str(entry.readlink()) for entry in folder.iterdir() if entry.is_symlink() and entry.exists()]
        assert not [path for path in held if path.startswith(str(tmp_path))]


def test_published_without_ends_is_any_date(engines: tuple[Backend, Backend]) -> None:
    assert_alike(engines[1], engines[0], Query(text="", root=Published()))
