import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.article import RawPage
from corpus.errors import UnreadableInput
from corpus.importers import FieldMap, Unusable, page_of_record, read_bytes, read_paths
from corpus.importers.records import parse_instant, parse_published


def one(path: Path, fields: FieldMap | None = None) -> RawPage | Unusable:
    (found,) = read_paths([path], fields)
    return found


def test_source_is_the_record_s_own_then_the_host_then_the_file() -> None:
    assert page_of_record({"text": "a", "source": "Báo A", "url": "http://b.example/1"}, "f.jsonl").source == "Báo A"
    assert page_of_record({"text": "a", "url": "http://www.b.example/1"}, "f.jsonl").source == "b.example"
    assert page_of_record({"text": "a", "url": "no address"}, "f.jsonl").source == "f.jsonl"


@pytest.mark.parametrize(
    ("record", "published", "retrieved"),
    [
        ({"date": "2020-06-18"}, "2020-06-18", None),
        ({"published": "2020-06"}, "2020-06", None),
        ({"date": "2020-06-18", "dump": "CC-MAIN-2020-29"}, None, datetime(2020, 6, 18, tzinfo=UTC)),
        ({"date": "2020-06-18", "file_path": "s3"}, None, datetime(2020, 6, 18, tzinfo=UTC)),
        ({"timestamp": "2020-06-18T01:02:03Z"}, None, datetime(2020, 6, 18, 1, 2, 3, tzinfo=UTC)),
        ({"crawl_date": "2020-06-18"}, None, datetime(2020, 6, 18, tzinfo=UTC)),
        ({"date": "hôm qua"}, None, None),
        ({"dump": "x", "date": "2020-06-18", "published": "2019"}, "2019", datetime(2020, 6, 18, tzinfo=UTC)),
    ],
)
def test_retrieval_is_never_publication(
    record: dict[str, str], published: str | None, retrieved: datetime | None
) -> None:
    page = page_of_record({"text": "Đại hội", **record}, "kho.jsonl")
    assert (page.given.published, page.retrieved) == (published, retrieved)


def test_field_choice_overrides() -> None:
    fields = FieldMap({"published": "ngay", "text": "noi_dung"})
    page = page_of_record({"noi_dung": "Đại hội", "ngay": "18/06/2020", "date": "1999-01-01"}, "a.csv", fields)
    assert (page.body.decode(), page.given.published) == ("Đại hội", "2020-06-18")
    with pytest.raises(ValueError, match="unknown field"):
        FieldMap({"ngay": "x"})


def test_html_goes_before_text() -> None:
    page = page_of_record({"text": "a", "html": "<p>b</p>"}, "f")
    assert (page.kind, page.body) == ("html", b"<p>b</p>")


def test_a_record_without_text_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="no-text"):
        page_of_record({"title": "Đại hội", "text": "  "}, "f")


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2020", "2020"),
        ("2020-03", "2020-03"),
        ("18/06/2020", "2020-06-18"),
        ("8.6.2020", "2020-06-08"),
        ("18/06/2020 11:29", "2020-06-18T11:29:00+07:00"),
        ("2020-06-18 11:29:05", "2020-06-18T11:29:05+07:00"),
        ("2020-06-18T11:29:05.123Z", "2020-06-18T11:29:05+00:00"),
        ("2020-06-18T11:29:05+0700", "2020-06-18T11:29:05+07:00"),
        ("31/02/2020", None),
        ("2020-13", None),
        ("06/18/2020", None),
        ("", None),
        ("một ngày", None),
    ],
)
def test_dates_of_suppliers(value: str, iso: str | None) -> None:
    assert parse_published(value) == iso


def test_instants_are_utc_without_a_zone() -> None:
    assert parse_instant("2020-06-18 01:02:03") == datetime(2020, 6, 18, 1, 2, 3, tzinfo=UTC)
    assert parse_instant("x") is None


def test_jsonl_reports_the_line_that_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "kho.jsonl"
    path.write_text('{"text": "một", "id": 1}\n\nno json\n[1]\n{"id": "4"}\n{"text": "hai"}\n', "utf-8")
    found = list(read_paths([path]))
    assert [f.body.decode() for f in found if isinstance(f, RawPage)] == ["một", "hai"]
    wrong = [f for f in found if isinstance(f, Unusable)]
    assert [(f.reason, f.place.split()[-1]) for f in wrong] == [
        ("not-json", "3"),
        ("not-a-record", "4"),
        ("no-text", "5"),
    ]
    assert wrong[2].origin_id == "4"


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.json", "a.csv", "a.tsv", "a.ndjson"])
def test_dump_formats(tmp_path: Path, name: str) -> None:
    rows = [{"id": "1", "text": "Đại hội, lần một"}, {"id": "2", "text": "Hội nghị"}]
    if name.endswith(("csv", "tsv")):
        mark = "\t" if name.endswith("tsv") else ","
        data = "\ufeff" + f'id{mark}text\n1{mark}"Đại hội, lần một"\n2{mark}Hội nghị\n'
    elif name == "a.json":
        data = json.dumps(rows)
    else:
        data = "\n".join(json.dumps(r, ensure_ascii=False) for r in rows)
    path = tmp_path / name
    path.write_bytes(gzip.compress(data.encode()) if name.endswith("gz") else data.encode())
    pages = [p for p in read_paths([path]) if isinstance(p, RawPage)]
    assert [(p.given.origin_id, p.body.decode()) for p in pages] == [(r["id"], r["text"]) for r in rows]


def test_a_folder_is_read_in_order_without_assets(tmp_path: Path) -> None:
    for name in ("b.html", "a.txt", "c/d.htm", ".hidden.html", "logo.png", "style.css", ".git/x.html"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("<p>x</p>", "utf-8")
    pages = list(read_paths([tmp_path]))
    assert [(p.source, p.kind) for p in pages if isinstance(p, RawPage)] == [
        ("a.txt", "text"),
        ("b.html", "html"),
        ("d.htm", "html"),
    ]
    assert len(pages) == 3


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    missing = one(tmp_path / "no.html")
    assert isinstance(missing, Unusable)
    assert missing.reason == "not-found"
    large = tmp_path / "large.html"
    with large.open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)
    refused = one(large)
    assert isinstance(refused, Unusable)
    assert refused.reason == "too-large"
    bad_gzip = tmp_path / "x.jsonl.gz"
    bad_gzip.write_bytes(b"no gzip")
    unreadable = one(bad_gzip)
    assert isinstance(unreadable, Unusable)
    assert unreadable.reason == "unreadable"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<!DOCTYPE html><p>x", "html"),
        (b"\xef\xbb\xbf  <html><body>", "html"),
        ("Đại hội <điểm>".encode(), "text"),
        (b"", "text"),
    ],
)
def test_streams_are_told_apart(data: bytes, kind: str) -> None:
    (page,) = read_bytes(data, "stdin")
    assert isinstance(page, RawPage)
    assert page.kind == kind


def test_json_lines_on_a_stream() -> None:
    pages = list(read_bytes(b'{"text": "a"}\n{"text": "b"}\n', "stdin"))
    assert [p.body for p in pages if isinstance(p, RawPage)] == [b"a", b"b"]
