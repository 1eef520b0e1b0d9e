"""Web archives as an export: WACZ by the rules of its specification, CDXJ as pywb reads it."""

import gzip
import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from diembao.workspace import Workspace
from tests.diembao.conftest import Command


@pytest.fixture(params=[(), ("đại hội",)], ids=["all", "query"])
def made(diembao: Command, demo: Workspace, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    options = ("--format", "wacz", "--full-text", "--output", tmp_path / "x.wacz", "--workspace", demo.root)
    told = diembao("export", *request.param, *options)
    assert told.code == 0, told.err
    return tmp_path / "x.wacz"


def package(packed: zipfile.ZipFile) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(packed.read("datapackage.json"))
    return found


def index_of(packed: zipfile.ZipFile) -> list[tuple[str, str, dict[str, str]]]:
    lines = gzip.decompress(packed.read("indexes/index.cdx.gz")).decode().splitlines()
    assert lines == sorted(lines, key=str.encode)
    return [(key, stamp, json.loads(fields)) for key, stamp, fields in (line.split(" ", 2) for line in lines)]


def test_everything_is_listed_with_its_digest(made: Path) -> None:
    with zipfile.ZipFile(made) as packed:
        about = package(packed)
        assert (about["profile"], about["wacz_version"]) == ("data-package", "1.1.1")
        listed = {one["path"] for one in about["resources"]}
        assert listed | {"datapackage.json", "datapackage-digest.json"} == set(packed.namelist())
        for one in about["resources"]:
            data = packed.read(one["path"])
            assert (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}") == (one["bytes"], one["hash"])
            if one["path"].endswith(".gz"):
                assert packed.getinfo(one["path"]).compress_type == zipfile.ZIP_STORED
        digest = json.loads(packed.read("datapackage-digest.json"))
        assert digest["hash"] == f"sha256:{hashlib.sha256(packed.read('datapackage.json')).hexdigest()}"


def test_index_and_blocks_lead_to_the_records(made: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(made) as packed:
        index = index_of(packed)
        meta, *blocks = packed.read("indexes/index.idx").decode().splitlines()
        assert json.loads(meta.removeprefix("!meta 0 ")) == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
        data = packed.read("indexes/index.cdx.gz")
        for line in blocks:
            key, stamp, fields = line.split(" ", 2)
            block = json.loads(fields)
            part = data[block["offset"] : block["offset"] + block["length"]]
            assert block["digest"] == f"sha256:{hashlib.sha256(part).hexdigest()}"
            assert gzip.decompress(part).decode().startswith(f"{key} {stamp} ")
        packed.extractall(tmp_path)
    assert index
    for _, _, said in index:
        with (tmp_path / "archive" / said["filename"]).open("rb") as stream:
            stream.seek(int(said["offset"]))
            record = next(iter(ArchiveIterator(stream)))
            assert record.rec_headers.get_header("WARC-Target-URI") == said["url"]
            assert record.rec_headers.get_header("WARC-Payload-Digest") == said["digest"]


def test_every_article_is_a_page_that_the_index_has(made: Path) -> None:
    with zipfile.ZipFile(made) as packed:
        head, *pages = [json.loads(line) for line in packed.read("pages/pages.jsonl").decode().splitlines()]
        known = {(f["url"], stamp) for _, stamp, f in index_of(packed) if f["status"] == "200"}
    assert (head["format"], head["id"]) == ("json-pages-1.0", "pages")
    manifest = json.loads(made.with_name("x.manifest.json").read_bytes())
    assert len(pages) == manifest["counts"]["articles"] > 0
    assert {(p["url"], "".join(c for c in p["ts"] if c.isdigit())) for p in pages} <= known
    assert all(page["title"] for page in pages)


def test_the_whole_corpus_has_redirects_a_query_only_its_articles(
    diembao: Command, demo: Workspace, tmp_path: Path
) -> None:
    statuses: dict[str, set[str]] = {}
    for name, query in (("all", ()), ("some", ("đại hội",))):
        path = tmp_path / f"{name}.cdxj"
        told = diembao("export", *query, "--format", "cdxj", "--output", path, "--workspace", demo.root)
        assert told.code == 0, told.err
        statuses[name] = {json.loads(line.split(" ", 2)[2])["status"] for line in path.read_text("utf-8").splitlines()}
    assert statuses == {"all": {"200", "301"}, "some": {"200"}}


def test_requests_and_metadata_come_along(made: Path) -> None:
    kinds = set()
    with zipfile.ZipFile(made) as packed:
        (name,) = [n for n in packed.namelist() if n.startswith("archive/")]
        with packed.open(name) as stream:
            kinds = {record.rec_type for record in ArchiveIterator(stream)}
    assert kinds == {"warcinfo", "response", "request", "metadata"}


def test_what_was_exported_can_be_taken_in_again(diembao: Command, made: Path, tmp_path: Path) -> None:
    told = diembao("add", made, "--workspace", tmp_path / "w")
    assert told.code == 0, told.err
    manifest = json.loads(made.with_name("x.manifest.json").read_bytes())
    assert f"added {manifest['counts']['articles']}, known already 0, not usable 0" in told.err


def test_pages_themselves_must_be_asked_for(diembao: Command, demo: Workspace, tmp_path: Path) -> None:
    told = diembao("export", "--format", "wacz", "--output", tmp_path / "x.wacz", "--workspace", demo.root)
    assert told.code == 2
    assert "--full-text" in told.err
