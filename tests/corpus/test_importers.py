import gzip
import json
import os
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
        ("06/2020", "2020-06"),
        ("Tháng 6/2020", "2020-06"),
        ("20200618", "2020-06-18"),
        ("20200618112905", "2020-06-18T11:29:05+07:00"),
        ("18/06/2020 11:29:05", "2020-06-18T11:29:05+07:00"),
        ("18/06/2020 01:29 PM", "2020-06-18T13:29:00+07:00"),
        ("18/06/2020 - 11h29", "2020-06-18T11:29:00+07:00"),
        ("Thứ năm, 18/06/2020 11:29", "2020-06-18T11:29:00+07:00"),
        ("Thứ 5, ngày 18/06/2020", "2020-06-18"),
        ("Chủ nhật, 21/06/2020, 11:29 (GMT+7)", "2020-06-21T11:29:00+07:00"),
        ("11:29 18/06/2020", "2020-06-18T11:29:00+07:00"),
        ("11:29 - Thứ 5, 18/06/2020", "2020-06-18T11:29:00+07:00"),
        ("Thu, 18 Jun 2020 11:29:00 +0700", "2020-06-18T11:29:00+07:00"),
        ("18 Jun 2020 04:29:00 GMT", "2020-06-18T04:29:00+00:00"),
        ("Thu, 18 Jun 2020 04:29:00 -0000", "2020-06-18T04:29:00+00:00"),
        ("Thu, 18 Jun 2020 11:29:00", "2020-06-18T11:29:00+07:00"),
        ("1592454540", "2020-06-18T11:29:00+07:00"),
        ("1592454540.5", "2020-06-18T11:29:00+07:00"),
        ("1592454540123", "2020-06-18T11:29:00+07:00"),
        ("\u0661\u0668/06/2020", "2020-06-18"),
        ("13/2020", None),
        ("20201318", None),
        ("Thu, 38 Jun 2020 11:29:00", None),
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


@pytest.mark.parametrize(
    "value",
    ["1592454540", "1592454540000", "Thu, 18 Jun 2020 11:29:00 +0700", "20200618T042900", "2020-06-18T04:29:00Z"],
)
def test_instants_in_other_forms(value: str) -> None:
    assert parse_instant(value) == datetime(2020, 6, 18, 4, 29, tzinfo=UTC)
    assert page_of_record({"text": "a", "timestamp": value}, "f").retrieved == datetime(2020, 6, 18, 4, 29, tzinfo=UTC)


def test_a_number_is_a_time_in_json() -> None:
    assert page_of_record({"text": "a", "date": 1592454540}, "f").given.published == "2020-06-18T11:29:00+07:00"


@pytest.mark.parametrize(
    "value", [" " * 10**6 + "x", "1" * 10**6, "a " * 10**6, "1:1 " * 10**5, "\u0661\u0668/06/2020"]
)
def test_hostile_dates_end_soon(value: str) -> None:
    parse_published(value)
    parse_instant(value)


@pytest.mark.parametrize("url", ["http://[::1", "https://]", "ftp://bao.example/a", "//bao.example/a"])
def test_a_broken_address_is_none(tmp_path: Path, url: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "a", "url": url}), "utf-8")
    page = one(path)
    assert isinstance(page, RawPage)
    assert (page.url, page.source) == (None, "a.jsonl")


def test_an_address_is_canonical() -> None:
    page = page_of_record({"text": "a", "url": " HTTPS://Bao.example/a?utm_source=x"}, "f")
    assert (page.url, page.source) == ("https://bao.example/a", "bao.example")


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


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "stdin"])
def test_brackets_nested_too_deep_are_no_json(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b'{"text": "a"}\n' + b'{"a":' * 200_000 + b"\n" + b"[" * 200_000 + b'\n{"text": "b"}\n')
    found = list(read_paths([path]))
    assert [f.reason if isinstance(f, Unusable) else f.body for f in found] == [b"a", "not-json", "not-json", b"b"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_an_array_nested_too_deep_is_no_json(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"[" * 200_000)
    wrong = one(tmp_path / name)
    assert isinstance(wrong, Unusable)
    assert wrong.reason == "not-json"


@pytest.mark.parametrize("name", [b"t\xe9p.txt", b"t\xe9p.jsonl", b"t\xe9p.warc", b"t\xe9p.csv", b"t\x1b[1mp\n.txt"])
def test_names_are_printable(tmp_path: Path, name: bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    path.write_bytes(b"{broken")
    found = [*read_paths([tmp_path]), *read_paths([tmp_path / os.fsdecode(b"no" + name)])]
    assert len(found) == (1 if name.endswith(b"csv") else 2)
    for item in found:
        for said in (item.source, item.place if isinstance(item, Unusable) else ""):
            assert said is not None
            assert said.isprintable()
            said.encode()
            assert not said or "\ufffd" in said


def test_lone_surrogates_in_a_record_can_be_written() -> None:
    page = page_of_record(json.loads('{"text": "a\\ud83d b\\ud83d\\ude00", "title": "\\udc80", "id": "\\ud800"}'), "f")
    assert page.body.decode() == "a\ufffd b\U0001f600"
    assert (page.given.title, page.given.origin_id) == ("\ufffd", "\ufffd")


@pytest.mark.parametrize("locked", ["", "b"])
def test_a_folder_that_cannot_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locked: str) -> None:
    for name in ("a.txt", "b/x.txt", "b.txt", "c.txt", ".git/x.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", "utf-8")
    scandir = os.scandir

    def refused(folder: str | Path) -> object:
        if Path(folder) == tmp_path / locked:
            raise PermissionError(13, "Permission denied", str(folder))
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refused)
    found = list(read_paths([tmp_path]))
    wrong = [f for f in found if isinstance(f, Unusable)]
    assert [(w.reason, w.place) for w in wrong] == [("no-permission", str(tmp_path / locked))]
    order = [f.source for f in found]
    assert order == (["a.txt", "b", "b.txt", "c.txt"] if locked else [tmp_path.name])


def test_links_and_pipes_in_a_folder(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "dead.txt").symlink_to(tmp_path / "nowhere")
    (found,) = read_paths([tmp_path])
    assert isinstance(found, Unusable)
    assert (found.reason, found.source) == ("not-found", "dead.txt")


OBJECT = json.dumps({"id": "1", "text": "Đại hội"}, indent=2, ensure_ascii=False).encode()
BROKEN = b'{"text": "a"\n{"text": "b"}\n'


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"text": "a"}\n{"text": "b"}\n', [("text", b"a"), ("text", b"b")]),
        (b'\n\n{"text": "a"}\nx', [("text", b"a"), "not-json"]),
        (b'\xef\xbb\xbf[{"text": "a"}, {"html": "<p>b"}]', [("text", b"a"), ("html", b"<p>b")]),
        (b'[\n {"text": "a"}\n]', [("text", b"a")]),
        (b'[{"text": "a"}, {"te', ["not-json"]),
        (OBJECT, [("text", "Đại hội".encode())]),
        (b"{x} the set\nof all x", [("text", b"{x} the set\nof all x")]),
        (BROKEN, [("text", BROKEN)]),
        (b"[Video] a\nb", [("text", b"[Video] a\nb")]),
        (b"[1]", [("text", b"[1]")]),
        (b"<!DOCTYPE html><p>x", [("html", b"<!DOCTYPE html><p>x")]),
    ],
)
def test_what_a_stream_holds(tmp_path: Path, data: bytes, expected: list[object], packed: bool) -> None:
    data = gzip.compress(data) if packed else data
    (tmp_path / "data").write_bytes(data)
    for found in (list(read_bytes(data, "stdin")), list(read_paths([tmp_path / "data"]))):
        assert [f.reason if isinstance(f, Unusable) else (f.kind, f.body) for f in found] == expected


def test_broken_gzip_on_a_stream() -> None:
    packed = gzip.compress(b'{"text": "a"}\n' * 1000)
    found = list(read_bytes(packed[:-9], "stdin"))
    assert [f.reason for f in found if isinstance(f, Unusable)] == ["unreadable"]
    (bomb,) = read_bytes(gzip.compress(b"a" * (21 * 1024 * 1024)), "stdin")
    assert isinstance(bomb, Unusable)
    assert bomb.reason == "too-large"


@pytest.mark.parametrize("name", ["a.json", "a.json.gz"])
def test_one_object_over_many_lines(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(OBJECT) if name.endswith("gz") else OBJECT)
    page = one(path)
    assert isinstance(page, RawPage)
    assert (page.given.origin_id, page.body.decode()) == ("1", "Đại hội")


def test_json_lines_in_a_json_file_with_a_wrong_first_line(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(BROKEN)
    found = list(read_paths([tmp_path / "a.json"]))
    assert [f.reason if isinstance(f, Unusable) else f.body for f in found] == ["not-json", b"b"]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.csv.gz"])
@pytest.mark.parametrize("header", ["id{}text{}date", '"id"{}"text"{}"date"', "a b{}text{}c:d"])
def test_the_header_shows_the_delimiter(tmp_path: Path, mark: str, name: str, header: str) -> None:
    data = (header.replace("{}", mark) + f'\n1{mark}"Một, hai; ba | bốn"{mark}2020-06-18\n').encode()
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    page = one(path)
    assert isinstance(page, RawPage)
    assert page.body.decode() == "Một, hai; ba | bốn"


def test_a_chosen_column_shows_the_delimiter(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b,c,d;noi_dung\n1;Đại hội\n", "utf-8")
    page = one(tmp_path / "a.csv", FieldMap({"text": "noi_dung"}))
    assert isinstance(page, RawPage)
    assert page.body.decode() == "Đại hội"
