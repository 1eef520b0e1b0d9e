"""Articles are hostile input: whatever stands in them is shown as text, and nothing of it runs, leads or turns."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from diembao.web.guard import FILE_POLICY
from diembao.web.linking import shown, web_address
from diembao.workspace import open_workspace
from tests.diembao.conftest import Command
from tests.diembao.web.conftest import client_of
from tests.diembao.web.test_pages import read

SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(2)>'
SVG = "<svg/onload=alert(3)>"
TURN = "\u202e"
TEMPLATE = "{{ 7 * 7 }}{% raw %}"
BODY = (
    "Ngày 20/8/2020, Công an tỉnh Vân Sơn tổ chức hội nghị sơ kết công tác phòng, chống ma túy. Thượng tá Đinh Thu"
    " Thảo, Trưởng Phòng Tham mưu, chủ trì hội nghị và báo cáo kết quả. Các đơn vị đã thảo luận nhiều nhiệm vụ.\n\n"
)
DUMP = [
    {
        "id": "1", "url": f"https://bao.example/tin-1.html?x={IMAGE}", "title": f"Hội nghị {SCRIPT}{TURN} sơ kết {SVG}",
        "date": "2020-08-21", "source": f"bao{IMAGE}",
        "text": f"{BODY}{SCRIPT} Đồng chí {SVG} phát biểu. {TEMPLATE}\n\n{BODY}",
    },
    {
        "id": "2", "url": "javascript:alert(4)", "title": f"Bài hai {TEMPLATE} {IMAGE}", "date": "2020-08-22",
        "source": "xấu", "text": f"{BODY}Ông Nguyễn{TURN}Văn{TURN} nói: “{IMAGE}”. {BODY}",
    },
    {
        "id": "3", "url": "data:text/html,<script>alert(5)</script>", "title": TURN + "gnud iộn" + "\u2066",
        "date": "2020-08-23", "source": "xấu", "text": BODY * 2 + "\u200f\u061c\u2067 cuối",
    },
]  # fmt: skip
PAGE = f"""<html><head><title>Họp {SCRIPT}</title>
<meta property="article:published_time" content="2020-08-24T08:00:00+07:00">
</head><body><article><h1>Họp bàn {IMAGE.replace("<", "&lt;")} việc mới</h1><p>{BODY}</p><p>{BODY}</p>
<figure><img src="a.jpg"><figcaption>Ảnh: &lt;script&gt;alert(6)&lt;/script&gt; quang cảnh{TURN}</figcaption></figure>
<p>&lt;img src=x onerror=alert(7)&gt; {BODY}</p><script>alert(8)</script></article></body></html>"""


@pytest.fixture(scope="module")
def hostile_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile") / "diembao-workspace"


@pytest.fixture
def hostile(hostile_root: Path, diembao: Command) -> Iterator[TestClient]:
    """The site of a workspace of such articles, made once."""
    if not hostile_root.exists():
        source = hostile_root.parent / "in"
        source.mkdir()
        (source / "dump.jsonl").write_text("".join(json.dumps(x) + "\n" for x in DUMP), "utf-8")
        (source / "trang.html").write_text(PAGE, "utf-8")
        assert diembao("add", source, "--workspace", hostile_root).code == 0
        assert diembao("build", "--workspace", hostile_root).code == 0
        with sqlite3.connect(hostile_root / "corpus.sqlite") as database:  # cleaning takes such signs out: what if not?
            database.execute(
                "UPDATE articles SET title = ?1 || title || ?1, source = source || ?1, text = text || ?1,"
                " record = json_set(record, '$.title', ?1 || title, '$.source', source || ?1, '$.captions[#]', ?1)",
                (TURN,),
            )
    with client_of(open_workspace(hostile_root)) as client:
        yield client


def addresses(site: TestClient) -> list[str]:
    found = site.get("/search.json?copies=shown").json()["hits"]
    assert len(found) >= 3
    return [f"/articles/{hit['id']}" for hit in found]


def visible(html: str) -> list[str]:
    return [c for c in unescape(html) if shown(c) != c]


def test_nothing_of_them_becomes_markup(hostile: TestClient) -> None:
    for path in [*addresses(hostile), "/search?copies=shown", "/kwic?q=hội nghị", "/search?q=script alert", "/search"]:
        html = hostile.get(path).text
        reader = read(html)
        assert not reader.problems, path
        assert not reader.open, path
        scripts = [a for tag, a in reader.tags if tag == "script"]
        assert len(scripts) == 1, path
        assert not [tag for tag, _ in reader.tags if tag in ("svg", "img", "iframe", "object", "embed", "base")], path
        assert "49" not in re.sub(r"\d{3,}", "", "".join(html.split("7 * 7")[1:2]))[:4], "a template was run"


def test_no_link_leads_to_what_is_no_web_page(hostile: TestClient) -> None:
    for path in [*addresses(hostile), "/search?copies=shown"]:
        reader = read(hostile.get(path).text)
        for tag, attributes in reader.tags:
            for name in ("href", "src", "action"):
                value = attributes.get(name)
                assert value is None or value.startswith(("/", "https://", "http://", "#")), (path, tag, value)
        outside = [a for tag, a in reader.tags if tag == "a" and (a.get("href") or "").startswith("http")]
        assert all("noopener" in (a.get("rel") or "") for a in outside)
        assert all(web_address(a["href"]) for a in outside)


def test_nothing_turns_the_direction_of_what_stands_beside_it(hostile: TestClient) -> None:
    for path in [*addresses(hostile), "/search?copies=shown", "/kwic?q=hội nghị", f"/search?q={TURN}họp"]:
        assert not visible(hostile.get(path).text), path
    pages = "".join(hostile.get(path).text for path in addresses(hostile))
    assert "⟨U+202E⟩" in pages, "hidden signs are shown"


def test_the_very_text_is_there_to_read(hostile: TestClient) -> None:
    texts = [hostile.get(f"{path}.json").json() for path in addresses(hostile)]
    assert any("alert(1)" in (x["title"] or "") for x in texts)
    pages = [unescape(hostile.get(path).text) for path in addresses(hostile)]
    assert any("<script>alert(1)</script>" in page for page in pages)
    assert any("{{ 7 * 7 }}" in page for page in pages)


def test_json_is_no_html(hostile: TestClient) -> None:
    for path in [*(f"{a}.json" for a in addresses(hostile)), "/search.json?copies=shown"]:
        response = hostile.get(path)
        assert response.headers["content-type"] == "application/json"
        assert "<" not in response.text
        assert json.loads(response.text)


def test_the_archived_page_is_shown_as_text_only(hostile: TestClient) -> None:
    sources = [hostile.get(f"{path}/source") for path in addresses(hostile)]
    assert any("<script>alert(8)</script>" in s.text for s in sources)
    for source in sources:
        assert source.status_code == 200
        assert source.headers["content-type"] == "text/plain; charset=utf-8"
        assert source.headers["x-content-type-options"] == "nosniff"
        assert source.headers["content-security-policy"] == FILE_POLICY


def test_citations_and_tables_hold_no_commands(hostile: TestClient) -> None:
    bib = hostile.get("/search.bib?copies=shown").text
    assert bib.count("@article{") == len(addresses(hostile))
    for line in bib.splitlines():
        assert (
            line.count("{") - line.count("\\{") == line.count("}") - line.count("\\}")
            or line.startswith("@")
            or line == "}"
        )
    assert "javascript:" not in bib
    assert not visible(bib)
    for item in json.loads(hostile.get("/search.csl.json?copies=shown").text):
        assert item.get("URL", "https://").startswith("https://")


@pytest.mark.parametrize(
    "given",
    [SCRIPT, IMAGE, SVG, TEMPLATE, "'\"><a>", "%00", "\u2028", "../../etc/passwd", "a\r\nSet-Cookie: x=1", TURN],
)
@pytest.mark.parametrize("name", ["q", "unit", "source", "from", "like", "nosuch", "lang", "token"])
def test_what_is_asked_for_is_no_markup_either(hostile: TestClient, name: str, given: str) -> None:
    response = hostile.get("/search", params={name: given})
    assert response.status_code in (200, 400)
    reader = read(response.text)
    assert not reader.problems
    assert len([tag for tag, _ in reader.tags if tag == "script"]) == 1
    assert not [tag for tag, _ in reader.tags if tag in ("svg", "img")]
    assert "set-cookie" not in response.headers or "x=1" not in response.headers["set-cookie"]
    assert not visible(response.text)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JAVASCRIPT:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//evil.example", "http://", "https://user:word@evil.example/",
        "https://bao.example/\u202ecod", "https://bao.example/\nx", "https://bao.example\\@evil.example",
        "ftp://x/", "", "http://[::1", "https://" + "a" * 5000,
    ],
)  # fmt: skip
def test_addresses_that_are_no_links(url: str) -> None:
    assert web_address(url) is None
