import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.checker import Checker

from corpus.archive import ArchiveWriter, BrokenRecord, Location, read_archive, read_page, rewrite_without
from corpus.article import Given, RawPage
from corpus.errors import UnreadableInput
from tests.corpus.samples import page

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def pages() -> list[RawPage]:
    crawled = [
        page(
            f"<p>Trang {i}: đại hội</p>",
            url=f"http://bao.example/{i}",
            retrieved=NOW,
            headers={"content-type": "text/html; charset=utf-8"},
        )
        for i in range(5)
    ]
    given = Given(origin_id="7", title="Đại hội", published="2020-03")
    return [*crawled, page("Xin chào", url=None, kind="text", source="kho.jsonl", given=given)]


@pytest.fixture
def places(tmp_path: Path, pages: list[RawPage]) -> list[Location]:
    with ArchiveWriter(tmp_path, "crawl", lambda: NOW) as archive:
        return [archive.write(p, {"User-Agent": "diembao"} if p.status else None) for p in pages]


def found(path: Path) -> Iterator[RawPage]:
    for item in read_archive(path):
        assert not isinstance(item, BrokenRecord), item
        yield item[1]


def test_what_was_written_is_read_back(tmp_path: Path, pages: list[RawPage], places: list[Location]) -> None:
    for written, read in zip(pages, found(tmp_path / places[0].file), strict=True):
        assert (read.body, read.url, read.kind, read.source) == (
            written.body,
            written.url,
            written.kind,
            written.source,
        )
        assert (read.given, read.retrieved, read.status) == (written.given, written.retrieved, written.status)
    for written, place in zip(pages, places, strict=True):
        assert read_page(tmp_path, place).body == written.body


def test_the_file_passes_warcio_s_own_check(tmp_path: Path, places: list[Location]) -> None:
    class Arguments:
        inputs = (str(tmp_path / places[0].file),)
        verbose = False

    checker = Checker(Arguments())
    checker.process_all()
    assert checker.exit_value == 0


def test_a_broken_record_is_reported_and_the_rest_is_read(tmp_path: Path, places: list[Location]) -> None:
    path = tmp_path / places[0].file
    data = bytearray(path.read_bytes())
    data[places[2].offset + 30 : places[2].offset + 60] = bytes(30)
    path.write_bytes(data)
    items = list(read_archive(path))
    broken = [i for i in items if isinstance(i, BrokenRecord)]
    assert [b.location.offset for b in broken] == [places[2].offset]
    assert [i[0].offset for i in items if not isinstance(i, BrokenRecord)] == [
        p.offset for p in places if p != places[2]
    ]
    with pytest.raises(UnreadableInput, match="broken-record"):
        read_page(tmp_path, places[2])


def test_a_truncated_tail_costs_one_record(tmp_path: Path, places: list[Location]) -> None:
    path = tmp_path / places[0].file
    path.write_bytes(path.read_bytes()[: places[-1].offset + 40])
    urls = [i[1].url for i in read_archive(path) if not isinstance(i, BrokenRecord)]
    assert urls == [f"http://bao.example/{i}" for i in range(5)]


@pytest.mark.parametrize(
    "content", [b"", b"no archive at all", gzip.compress(b"neither this"), b"WARC/1.0\r\n", bytes(500)]
)
def test_what_is_no_archive_never_raises(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    assert all(isinstance(i, BrokenRecord) for i in read_archive(path))


def test_records_can_be_taken_out(tmp_path: Path, pages: list[RawPage], places: list[Location]) -> None:
    path = tmp_path / places[0].file
    moved = rewrite_without(path, {places[1].offset, places[5].offset})
    assert [p.url for p in found(path)] == [f"http://bao.example/{i}" for i in (0, 2, 3, 4)]
    assert pages[1].body not in gzip.decompress(path.read_bytes())
    for i in (0, 2, 3, 4):
        assert read_page(tmp_path, Location(path.name, moved[places[i].offset])).body == pages[i].body


def test_requests_go_with_their_response(tmp_path: Path, places: list[Location]) -> None:
    path = tmp_path / places[0].file
    rewrite_without(path, {places[1].offset, places[4].offset})
    kept = gzip.decompress(path.read_bytes())
    for i in range(5):
        dropped = i in (1, 4)
        assert (b"GET /%d HTTP/1.1" % i in kept) is not dropped
        assert (b"http://bao.example/%d\r" % i in kept) is not dropped
    assert kept.count(b"WARC-Type: request") == 3


def test_a_broken_record_does_not_cost_others_when_one_is_taken_out(
    tmp_path: Path, pages: list[RawPage], places: list[Location]
) -> None:
    path = tmp_path / places[0].file
    data = bytearray(path.read_bytes())
    data[places[2].offset + 30 : places[2].offset + 60] = bytes(30)
    path.write_bytes(data)
    moved = rewrite_without(path, {places[1].offset})
    for i in (0, 3, 4, 5):
        assert read_page(tmp_path, Location(path.name, moved[places[i].offset])).body == pages[i].body


def test_files_roll_over(tmp_path: Path, pages: list[RawPage]) -> None:
    with ArchiveWriter(tmp_path, "add", lambda: NOW, rollover=500) as archive:
        files = {archive.write(p).file for p in pages}
    assert len(files) > 1
    assert sum(1 for f in files for _ in found(tmp_path / f)) == len(pages)


def test_two_writers_in_one_second_take_different_files(tmp_path: Path, pages: list[RawPage]) -> None:
    with ArchiveWriter(tmp_path, "add", lambda: NOW) as one, ArchiveWriter(tmp_path, "add", lambda: NOW) as other:
        assert one.write(pages[0]).file != other.write(pages[1]).file


def test_an_idle_run_leaves_no_file(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, "add", lambda: NOW):
        pass
    assert not list(tmp_path.iterdir())
