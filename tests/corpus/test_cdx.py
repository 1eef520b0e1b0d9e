"""The index of an archive: keys as other tools spell them, entries that lead to their records."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from corpus.archive import ArchiveWriter, read_head
from corpus.archive.cdx import cdx_entries, surt
from corpus.article import Given
from tests.corpus.samples import page

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


# Expected values: the package `surt` of the Internet Archive, version 0.3.1.
@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Bao.example/Tin-Tuc/?b=2&a=1", "example,bao)/tin-tuc?a=1&b=2"),
        ("http://bao.example", "example,bao)/"),
        ("http://bao.example:8080/A/", "example,bao:8080)/a"),
        ("https://www2.bao.example:443/?", "example,bao)/"),
        ("http://bao.example/a//b", "example,bao)/a/b"),
        ("http://bao.example/%C4%90%E1%BA%A1i", "example,bao)/%c4%90%e1%ba%a1i"),
        ("http://bao.example/đại hội?q=đ", "example,bao)/%c4%91%e1%ba%a1i%20h%e1%bb%99i?q=%c4%91"),
        ("http://bao.example/a%2520b", "example,bao)/a%20b"),
        ("http://bao.example/a?b&a=&c=1=2", "example,bao)/a?a=&b&c=1=2"),
        (f"http://bao.example/a?PHPSESSID={'A' * 32}&x=1", "example,bao)/a?x=1"),
        ("http://192.0.2.1/x", "1,2,0,192)/x"),
        ("urn:diembao:7", "urn:diembao:7"),
    ],
)
def test_keys(url: str, key: str) -> None:
    assert surt(url) == key


@given(st.text(max_size=60))
def test_no_address_raises_or_breaks_a_line(text: str) -> None:
    assert " " not in surt(f"http://bao.example/{text}".replace("\n", ""))
    surt(text)


def test_entries_lead_to_their_records(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, "crawl", lambda: NOW) as archive:
        held = page("<p>x", url="http://bao.example/a", retrieved=NOW, headers={"content-type": "text/html; charset=x"})
        place = archive.write(held, {"User-Agent": "x"}, {"via": "http://bao.example/"})
        archive.flush()
        head = read_head(tmp_path, place)
        assert head is not None
        archive.append(archive.pack_revisit(held, head))
        archive.write(page("", url="http://bao.example/b", status=301, headers={"location": "/a"}, retrieved=NOW))
        archive.write(page("Xin chào", url=None, kind="text", source="kho.jsonl", given=Given(origin_id="7")))
    path = tmp_path / place.file
    entries = list(cdx_entries(path))
    assert [(e.key, e.mime, e.status) for e in entries] == [
        ("example,bao)/a", "text/html", "200"),
        ("example,bao)/a", "warc/revisit", "200"),
        ("example,bao)/b", "", "301"),
        ("urn:diembao:7", "text/plain", ""),
    ]
    assert entries[0].digest == entries[1].digest == head.digest
    with path.open("rb") as stream:
        for entry in entries:
            stream.seek(entry.offset)
            record = next(iter(ArchiveIterator(stream)))
            assert record.rec_headers.get_header("WARC-Target-URI") == entry.url
            stream.seek(entry.offset + entry.length)
            assert stream.read(2) in (b"\x1f\x8b", b"")
    key, stamp, fields = entries[0].line.split(" ", 2)
    assert (key, stamp) == ("example,bao)/a", "20260102030405")
    said = json.loads(fields)
    assert said["filename"] == path.name
    assert (int(said["offset"]), int(said["length"])) == (entries[0].offset, entries[0].length)
