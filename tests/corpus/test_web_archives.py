"""Archives as other crawlers write them: wget, Browsertrix, Common Crawl, in WARC files and in WACZ."""

import gzip
import io
import zipfile
from pathlib import Path

import brotli
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from corpus.article import RawPage
from corpus.importers import Unusable, read_paths
from corpus.importers.archives import MAX_RATIO

HTML = "<html><body><p>Đại hội chi bộ</p></body></html>".encode()
TEXT = "Đại hội chi bộ\nHội nghị tổng kết".encode()
Record = tuple[str, str, bytes, dict[str, str], dict[str, str]]  # type, address, body, HTTP headers, WARC headers


def warc(*records: Record, packed: bool = True) -> bytes:
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("x.warc.gz", {"software": "another"}))
    for kind, url, body, http, extra in records:
        lines = StatusAndHeaders("200 OK", list(http.items()), protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                url,
                kind,
                payload=io.BytesIO(body),
                length=len(body),
                http_headers=lines if http else None,
                warc_content_type=extra.get("Content-Type", ""),
                warc_headers_dict={k: v for k, v in extra.items() if k != "Content-Type"},
            )
        )
    return stream.getvalue()


def response(url: str, body: bytes = HTML, kind: str = "text/html", **headers: str) -> Record:
    fields = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return ("response", url, body, fields, {})


def read(path: Path) -> tuple[list[RawPage], list[Unusable]]:
    found = list(read_paths([path]))
    return [x for x in found if isinstance(x, RawPage)], [x for x in found if isinstance(x, Unusable)]


def test_wget_s_own_papers_are_no_pages(tmp_path: Path) -> None:
    log = {"Content-Type": "text/plain"}
    path = tmp_path / "wget.warc.gz"
    path.write_bytes(
        warc(
            response("<http://bao.example/tin>"),
            response("<http://bao.example/robots.txt>", b"User-agent: *\n", "text/plain"),
            ("resource", "<metadata://gnu.org/software/wget/warc/MANIFEST.txt>", b"<urn:uuid:1>\n", {}, log),
            ("resource", "<metadata://gnu.org/software/wget/warc/wget.log>", b"--2026-01-02--\n", {}, log),
        )
    )
    pages, wrong = read(path)
    assert [(p.url, p.body) for p in pages] == [("http://bao.example/tin", HTML)]
    assert not wrong


def test_what_browsertrix_draws_and_reads_out_is_no_page(tmp_path: Path) -> None:
    url = "https://bao.example/tin"
    path = tmp_path / "rec.warc.gz"
    path.write_bytes(
        warc(
            response(url, brotli.compress(HTML), Content_Encoding="br"),
            ("resource", f"urn:text:{url}", TEXT, {}, {"Content-Type": "text/plain"}),
            ("resource", f"urn:pageinfo:{url}", b"{}", {}, {"Content-Type": "application/json"}),
            ("resource", f"urn:view:{url}", b"\x89PNG", {}, {"Content-Type": "image/png"}),
        )
    )
    pages, wrong = read(path)
    assert [(p.url, p.body) for p in pages] == [(url, HTML)]
    assert not wrong


@pytest.mark.parametrize("coding", ["br", "zstd"])
def test_codings_that_browsers_ask_for(tmp_path: Path, coding: str) -> None:
    zstd = pytest.importorskip("backports.zstd")
    packed = {"br": brotli.compress, "zstd": zstd.compress}[coding](HTML)
    path = tmp_path / "x.warc"
    path.write_bytes(warc(response("https://bao.example/1", packed, Content_Encoding=coding), packed=False))
    assert [p.body for p in read(path)[0]] == [HTML]


def test_broken_zstd_is_a_broken_record(tmp_path: Path) -> None:
    zstd = pytest.importorskip("backports.zstd")
    packed = zstd.compress(HTML * 50)[:-9]
    path = tmp_path / "x.warc.gz"
    good = response("https://bao.example/2")
    path.write_bytes(warc(response("https://bao.example/1", packed, Content_Encoding="zstd"), good))
    pages, wrong = read(path)
    assert [p.url for p in pages] == ["https://bao.example/2"]
    assert [x.reason for x in wrong] == ["broken-record"]


def test_wet_and_cc_news(tmp_path: Path) -> None:
    told = {"Content-Type": "text/plain", "WARC-Refers-To": "<urn:uuid:1>", "WARC-Date": "2020-06-18T04:29:00Z"}
    (tmp_path / "a.warc.wet.gz").write_bytes(warc(("conversion", "https://bao.example/1", TEXT, {}, told)))
    typeless: Record = (
        "response",
        "https://bao.example/2",
        HTML,
        {"Content-Type": "application/octet-stream", "X-Crawler-Content-Encoding": "gzip"},
        {"WARC-Identified-Payload-Type": "text/html", "WARC-Truncated": "length"},
    )
    picture: Record = ("response", "https://bao.example/3", b"\x89PNG", {"Content-Type": "image/png"}, {})
    (tmp_path / "CC-NEWS-20200618-00001.warc.gz").write_bytes(warc(typeless, picture))
    news, text = read(tmp_path)[0]
    assert (news.url, news.kind, news.body) == ("https://bao.example/2", "html", HTML)
    assert (text.url, text.kind, text.body) == ("https://bao.example/1", "text", TEXT)
    assert text.retrieved is not None
    assert text.retrieved.isoformat() == "2020-06-18T04:29:00+00:00"


def wacz(path: Path, files: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return path


def test_wacz(tmp_path: Path) -> None:
    path = wacz(
        tmp_path / "crawl.wacz",
        {
            "datapackage.json": b"{}",
            "pages/pages.jsonl": b'{"format": "json-pages-1.0"}\n',
            "indexes/index.cdx.gz": gzip.compress(b"x"),
            "archive/b.warc.gz": warc(response("https://bao.example/2")),
            "archive/a.warc": warc(response("https://bao.example/1"), packed=False),
        },
    )
    pages, wrong = read(path)
    assert [p.url for p in pages] == ["https://bao.example/1", "https://bao.example/2"]
    assert not wrong


def test_wacz_of_wacz_files(tmp_path: Path) -> None:
    inner = wacz(tmp_path / "inner", {"archive/a.warc.gz": warc(response("https://bao.example/1"))}).read_bytes()
    pages, wrong = read(wacz(tmp_path / "all.wacz", {"one.wacz": inner, "two.wacz": inner}))
    assert [p.url for p in pages] == ["https://bao.example/1"] * 2
    assert not wrong


def test_a_broken_record_in_a_wacz_is_told_with_its_place(tmp_path: Path) -> None:
    data = bytearray(warc(*(response(f"https://bao.example/{i}", HTML * 9) for i in range(3))))
    second = [i for i in range(len(data)) if data[i : i + 3] == b"\x1f\x8b\x08"][2]
    data[second + 30 : second + 60] = bytes(30)
    pages, wrong = read(wacz(tmp_path / "x.wacz", {"archive/a.warc.gz": bytes(data)}))
    assert [p.url for p in pages] == ["https://bao.example/0", "https://bao.example/2"]
    assert [x.place for x in wrong] == [f"{tmp_path}/x.wacz/archive/a.warc.gz at offset {second}"]
    assert wrong[0].source == "a.warc.gz"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("no.wacz", b"no zip at all", "unreadable"),
        ("cut.wacz", b"PK\x03\x04" + bytes(100), "unreadable"),
        ("x.warc.zst", b"\x28\xb5\x2f\xfd" + bytes(50), "packed"),
        ("x.tar", bytes(512), "packed"),
    ],
)
def test_what_cannot_be_opened_is_one_line(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    pages, wrong = read(tmp_path / name)
    assert not pages
    assert [x.reason for x in wrong] == [reason]


def test_zip_files_that_hold_no_archive_or_a_trap(tmp_path: Path) -> None:
    assert [x.reason for x in read(wacz(tmp_path / "a.zip", {"bai.html": HTML}))[1]] == ["no-archive"]
    trap = {"archive/a.warc": bytes(4096 * (MAX_RATIO + 1))}
    assert [x.reason for x in read(wacz(tmp_path / "b.wacz", trap, zipfile.ZIP_DEFLATED))[1]] == ["too-large"]


def test_names_in_a_zip_lead_nowhere(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    pages, _ = read(wacz(inside / "x.wacz", {"../../archive/evil.warc.gz": warc(response("https://bao.example/1"))}))
    assert len(pages) == 1
    assert [p.name for p in tmp_path.rglob("*")] == ["in", "x.wacz"]


def test_a_file_that_a_crawler_still_writes(tmp_path: Path) -> None:
    (tmp_path / "x.warc.gz.open").write_bytes(warc(response("https://bao.example/1")))
    assert [p.url for p in read(tmp_path)[0]] == ["https://bao.example/1"]
