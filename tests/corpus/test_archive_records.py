"""The records beside the pages (requests, metadata, later looks), torn ends, and what is taken out again."""

import gzip
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from corpus.archive import (
    ArchiveWriter,
    BrokenRecord,
    Location,
    heal,
    members,
    names_any,
    read_archive,
    read_head,
    rewrite_without,
)
from corpus.article import RawPage
from tests.corpus.samples import page

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
URL = "http://bao.example/tin-1.html"
ABOUT = {"via": "http://bao.example/", "role": "article"}


def crawled(url: str = URL, body: str = "<p>Đại hội</p>", status: int = 200, **headers: str) -> RawPage:
    return page(body, url=url, status=status, retrieved=NOW, headers={"content-type": "text/html", **headers})


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[ArchiveWriter]:
    with ArchiveWriter(tmp_path, "crawl", lambda: NOW, about={"robots": "obey"}) as writer:
        yield writer


def records(folder: Path) -> list[tuple[str, dict[str, str], bytes]]:
    """(type, WARC headers in lower case, payload) of every record, as warcio reads them."""
    found = []
    for path in sorted(folder.glob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                headers = {name.lower(): value for name, value in record.rec_headers.headers}
                found.append((record.rec_type, headers, record.content_stream().read()))
    return found


def check(path: Path) -> int:
    class Arguments:
        inputs = (str(path),)
        verbose = False

    checker = Checker(Arguments())
    checker.process_all()
    return int(checker.exit_value)


def test_a_page_has_its_request_and_its_metadata(archive: ArchiveWriter, tmp_path: Path) -> None:
    archive.write(crawled(), {"User-Agent": "diembao"}, ABOUT)
    archive.flush()
    info, response, request, metadata = records(tmp_path)
    assert [kind for kind, _, _ in (info, response, request, metadata)] == [
        "warcinfo", "response", "request", "metadata",
    ]  # fmt: skip
    assert b"robots: obey" in info[2]
    assert request[1]["warc-concurrent-to"] == metadata[1]["warc-concurrent-to"] == response[1]["warc-record-id"]
    assert metadata[2] == b"via: http://bao.example/\r\nrole: article\r\n"
    assert metadata[1]["content-type"] == "application/warc-fields"
    for _, headers, _ in (response, request, metadata):
        assert headers["warc-target-uri"] == URL
        assert headers["warc-block-digest"].startswith("sha1:")
        assert headers["warc-payload-digest"].startswith("sha1:")
    assert gzip.decompress((tmp_path / archive._file).read_bytes()).startswith(b"WARC/1.1\r\n")


@pytest.mark.parametrize(("status", "profile"), [(304, "server-not-modified"), (200, "identical-payload-digest")])
def test_a_later_look_points_to_the_record_that_holds(
    archive: ArchiveWriter, tmp_path: Path, status: int, profile: str
) -> None:
    location = archive.write(crawled(), {"User-Agent": "diembao"})
    archive.flush()
    head = read_head(tmp_path, location)
    assert head is not None
    archive.append(archive.pack_revisit(crawled(status=status, etag='"x"'), head, {"User-Agent": "diembao"}, ABOUT))
    archive.flush()
    found = records(tmp_path)
    original, revisit = found[1][1], found[3][1]
    assert [kind for kind, _, _ in found[3:]] == ["revisit", "request", "metadata"]
    assert revisit["warc-profile"] == f"http://netpreserve.org/warc/1.1/revisit/{profile}"
    assert revisit["warc-refers-to"] == original["warc-record-id"]
    assert revisit["warc-refers-to-target-uri"] == URL
    assert revisit["warc-refers-to-date"] == original["warc-date"]
    assert revisit["warc-payload-digest"] == original["warc-payload-digest"]
    assert found[3][2] == b""
    assert (revisit["content-length"] == "0") is (status == 304)
    assert f"httpStatus: {status}".encode() in found[5][2]
    assert check(tmp_path / location.file) == 0
    assert len([item for item in read_archive(tmp_path / location.file) if not isinstance(item, BrokenRecord)]) == 1


def test_what_comes_from_outside_begins_no_line_and_no_record(archive: ArchiveWriter, tmp_path: Path) -> None:
    evil = "x\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n\r\n"
    got = page("x", url=URL, status=200, retrieved=NOW, headers={"x-evil": evil, "a b\r\nc": "1"})
    archive.write(got, {"User-Agent": evil}, {"via": evil})
    archive.flush()
    assert [kind for kind, _, _ in records(tmp_path)] == ["warcinfo", "response", "request", "metadata"]
    assert check(tmp_path / archive._file) == 0


def test_members_are_the_records(archive: ArchiveWriter, tmp_path: Path) -> None:
    places = [archive.write(crawled(f"http://bao.example/{i}"), {}, ABOUT) for i in range(3)]
    archive.flush()
    path = tmp_path / places[0].file
    found = list(members(path))
    assert [m.headers["warc-type"] for m in found] == ["warcinfo", *["response", "request", "metadata"] * 3]
    assert {p.offset for p in places} <= {m.start for m in found}
    assert [m.end for m in found] == [*(m.start for m in found[1:]), path.stat().st_size]
    assert read_head(tmp_path, Location(path.name, places[0].offset + 1)) is None
    assert read_head(tmp_path, Location("none.warc.gz", 0)) is None


@pytest.mark.parametrize("cut", [1, 20, 200])
def test_a_torn_end_is_healed(archive: ArchiveWriter, tmp_path: Path, cut: int) -> None:
    body = "".join(chr(random.Random(7).randint(33, 126)) for _ in range(5_000))
    for i in range(3):
        place = archive.write(crawled(f"http://bao.example/{i}", body))
    archive.flush()
    path = tmp_path / place.file
    data = path.read_bytes()
    path.write_bytes(data[:-cut])
    assert heal(path) == len(data) - cut - place.offset
    assert path.read_bytes() == data[: place.offset]
    assert not any(isinstance(item, BrokenRecord) for item in read_archive(path))
    assert heal(path) == 0


def test_healing_may_begin_at_a_record_that_is_known(archive: ArchiveWriter, tmp_path: Path) -> None:
    places = [archive.write(crawled(f"http://bao.example/{i}")) for i in range(3)]
    archive.flush()
    path = tmp_path / places[0].file
    path.write_bytes(path.read_bytes() + b"\x1f\x8b\x08torn")
    assert heal(path, places[2].offset) == 7


def test_damage_in_the_middle_is_no_torn_end(archive: ArchiveWriter, tmp_path: Path) -> None:
    places = [archive.write(crawled(f"http://bao.example/{i}")) for i in range(3)]
    archive.flush()
    path = tmp_path / places[0].file
    data = bytearray(path.read_bytes())
    data[places[1].offset + 30 : places[1].offset + 60] = bytes(30)
    path.write_bytes(data)
    assert heal(path) == 0
    assert path.read_bytes() == data


def test_a_file_of_nothing_but_a_torn_record_goes(tmp_path: Path) -> None:
    path = tmp_path / "crawl-1.warc.gz"
    path.write_bytes(gzip.compress(b"WARC/1.1\r\n" * 100)[:20])
    assert heal(path) == 20
    assert not path.exists()


def test_of_a_forgotten_address_nothing_is_left(archive: ArchiveWriter, tmp_path: Path) -> None:
    gone, other = "http://bao.example/gone.html", "http://bao.example/other.html"
    place = archive.write(crawled(gone), {"User-Agent": "x"}, ABOUT)
    archive.write(crawled(other, f'<a href="{gone}">x</a>'), {"User-Agent": "x"}, {"via": gone})
    archive.write(crawled("http://bao.example/old.html", "", 301, location=gone), {"User-Agent": "x"}, ABOUT)
    archive.flush()
    head = read_head(tmp_path, place)
    assert head is not None
    archive.append(archive.pack_revisit(crawled(gone, status=304), head, {"User-Agent": "x"}, ABOUT))
    archive.flush()
    path = tmp_path / place.file
    assert names_any(path, {gone})
    moved = rewrite_without(path, {place.offset}, {gone})
    assert not names_any(path, {gone})
    kinds = [(kind, headers.get("warc-target-uri")) for kind, headers, _ in records(tmp_path)]
    assert kinds == [("warcinfo", None), ("response", other), ("request", other)]
    assert check(path) == 0
    assert len(moved) == 3


def test_an_address_that_only_begins_so_stays(archive: ArchiveWriter, tmp_path: Path) -> None:
    place = archive.write(crawled(f"{URL}?page=2", "", 301, location=f"{URL}x"), {}, {"via": f"{URL}/"})
    archive.flush()
    assert not names_any(tmp_path / place.file, {URL})
