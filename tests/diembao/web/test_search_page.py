"""Searching: what is found, counted, narrowed and kept is what the command line gives."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from diembao.filtering import Asked
from diembao.saved import saved_search
from diembao.searching import parse_query, search
from diembao.workspace import Workspace
from tests.diembao.web.conftest import post
from tests.diembao.web.test_pages import read, sound


def test_it_finds_what_the_command_line_finds(site: TestClient, demo: Workspace) -> None:
    asked = Asked(first="2020", units=("Công an tỉnh",))
    expected = search(demo, parse_query("đại hội", demo), asked.filters(demo), limit=20, facets=True, folded=True)
    found = site.get("/search.json", params={"q": "đại hội", "unit": "Công an tỉnh", "from": "2020"}).json()
    assert found["total"] == expected.total > 3
    assert [hit["id"] for hit in found["hits"]] == [f.article.id for f in expected.found]
    assert [(v["value"], v["count"]) for v in found["facets"]["unit"]] == expected.facets["unit"]
    page = site.get("/search", params={"q": "đại hội", "unit": "Công an tỉnh", "from": "2020"}).text
    order = re.findall(r'<h2 lang="vi"><a href="/articles/([0-9a-f]{16})', page)
    assert order == [hit["id"] for hit in found["hits"]]
    assert "<mark>" in page


@pytest.mark.parametrize("kind", ["source", "year", "unit", "person", "rank", "term", "type"])
def test_a_value_of_a_facet_leads_to_as_many_articles_as_it_says(site: TestClient, kind: str) -> None:
    """Each is a link; behind it stand just those, and the value is chosen there and can be taken away again."""
    titles = {"source": "Nguồn", "year": "Năm", "unit": "Đơn vị", "person": "Nhân vật"}
    titles |= {"rank": "Cấp bậc", "term": "Nhiệm kỳ", "type": "Loại sự kiện"}
    page = site.get("/search?q=đại hội").text
    block = page.split(f"<h2>{titles[kind]}</h2>")[1].split("<h2>")[0]
    values = re.findall(
        r'<a href="(/search[^"]+)"><span lang="vi"><bdi>([^<]+)</bdi></span>\s*<span class="count">(\d+)', block
    )
    assert values
    wrong = []
    for address, name, count in values[:6]:
        narrowed = site.get(unescape(address))
        total = narrowed.text.split('role="status"')[1].split("<strong>")[1].split(" bài")[0]
        if total != count:
            wrong.append((name, count, total))
        assert 'aria-current="true" class="chosen"' in narrowed.text
    assert not wrong


def test_filters_that_are_on_can_be_taken_away(site: TestClient) -> None:
    page = site.get("/search", params={"q": "họp", "unit": ["Công an tỉnh", "Tỉnh ủy"], "from": "2019"}).text
    chips = re.findall(r'<li><a href="([^"]+)" title="bỏ bộ lọc này">', page)
    assert len(chips) == 3
    assert all(unescape(chip).count("unit=") == (2 if "from=" not in chip else 1) for chip in chips)


def test_units_stand_under_their_parents(site: TestClient) -> None:
    block = site.get("/search?q=đại hội").text.split("<h2>Đơn vị</h2>")[1].split("<h2>Nhân vật</h2>")[0]
    depths = re.findall(r'class="depth-(\d)"><a [^>]*><span lang="vi"><bdi>([^<]+)', block)
    names = [name for _, name in depths]
    assert ("1", "Công an tỉnh Vân Sơn") in depths
    assert names.index("Bộ Công an") < names.index("Công an tỉnh Vân Sơn")


def test_the_pages_of_hits_hold_each_once(site: TestClient) -> None:
    whole = [h["id"] for h in site.get("/search.json?q=công an&size=100").json()["hits"]]
    parts: list[str] = []
    address = "/search.json?q=công an&size=7"
    pages = site.get(address).json()["pages"]
    for n in range(1, pages + 1):
        parts += [h["id"] for h in site.get(f"{address}&page={n}").json()["hits"]]
    assert parts == whole
    last = site.get(f"/search?q=công an&size=7&page={pages}").text
    assert 'rel="prev"' in last
    assert 'rel="next"' not in last


def test_orders(site: TestClient) -> None:
    def dates(sort: str) -> list[str]:
        hits = site.get("/search.json", params={"q": "họp", "sort": sort, "size": 100}).json()["hits"]
        return [h["published"] for h in hits if h["published"]]

    assert dates("newest") == sorted(dates("newest"), reverse=True)
    assert dates("oldest") == sorted(dates("oldest"))
    assert dates("best") != dates("newest")
    newest = site.get("/search.json?size=100").json()["hits"]
    published = [h["published"] for h in newest if h["published"]]
    assert published == sorted(published, reverse=True), "without a query there is no likeness"


def test_copies_are_folded_and_can_be_shown(site: TestClient) -> None:
    folded = site.get("/search.json").json()
    each = site.get("/search.json?copies=shown").json()
    assert folded["folded"] > 0
    assert each["folded"] == 0
    assert each["total"] == folded["total"] + folded["folded"]
    assert "bản trùng" in site.get("/search").text


@pytest.mark.parametrize("query", ["a(", '"không hết', "nosuch:x", "*a b", "published:hômnao", "NEAR/x"])
def test_a_query_that_cannot_be_read_is_told_and_kept(site: TestClient, query: str) -> None:
    page = site.get("/search", params={"q": query})
    if page.status_code == 200:
        pytest.skip("can be read")
    assert page.status_code == 400
    reader = sound(page.text)
    box = next(attrs for tag, attrs in reader.tags if tag == "input" and attrs.get("name") == "q")
    assert box["value"] == query
    assert 'role="alert"' in page.text
    assert site.get("/search.json", params={"q": query}).json()["error"]["status"] == 400
    assert site.get("/search.csv", params={"q": query}).status_code == 400


@pytest.mark.parametrize("name", ["from", "to", "kind"])
def test_a_filter_that_cannot_be_read_is_told(site: TestClient, name: str) -> None:
    assert site.get("/search", params={name: "vớ vẩn"}).status_code == 400


def test_what_a_query_may_cost_is_bounded(site: TestClient) -> None:
    many = site.get("/search", params={"q": " ".join(f"từ{n}" for n in range(100))})
    assert many.status_code == 400
    assert "60" in many.text
    wild = site.get("/search", params={"q": " OR ".join(f"{a}{b}*" for a in "bcdgh" for b in "aeo")})
    assert wild.status_code == 400
    assert site.get("/search", params={"q": "*an"}).status_code in (200, 400)
    assert site.get("/search", params={"unit": [f"Đơn vị {n}" for n in range(45)]}).status_code == 400


def test_a_mistyped_query_is_mended(site: TestClient) -> None:
    page = site.get("/search", params={"q": "đại hộii"}).text
    assert "Có phải bạn tìm" in page
    address = unescape(page.split("Có phải bạn tìm:")[1].split('href="')[1].split('"')[0])
    assert site.get(address.replace("/search", "/search.json")).json()["total"] > 0


def test_articles_like_one(site: TestClient) -> None:
    first = site.get("/search.json?q=đại hội đảng bộ").json()["hits"][0]["id"]
    like = site.get("/search.json", params={"like": first}).json()
    assert like["total"] > 0
    assert like["traits"]
    assert first not in [hit["id"] for hit in like["hits"]]
    sound(site.get("/search", params={"like": first}).text)
    assert site.get("/search", params={"like": "0000000000000000"}).status_code == 400


def test_searches_are_kept_changed_and_dropped(own_site: TestClient, own: Workspace) -> None:
    fields = {"name": "đại hội, 2020", "q": "đại hội", "from": "2020", "unit": "Công an tỉnh"}
    saved = post(own_site, "/searches", fields)
    assert saved.status_code == 200
    kept = saved_search(own.searches, "đại hội, 2020")
    assert (kept.query, kept.asked.first, kept.asked.units) == ("đại hội", "2020", ("Công an tỉnh",))
    assert kept.folded
    page = own_site.get("/search").text
    link = next(x for x in read(page).links if "from=2020" in x)
    assert own_site.get(link).status_code == 200
    post(own_site, "/searches", {"name": "khác", "q": "đại hội, 2020"})
    assert post(own_site, "/searches/delete", {"name": "đại hội, 2020"}).status_code == 200
    left = own.searches.read_text("utf-8-sig")
    assert 'khác,"đại hội, 2020"' in left, "only the row of that name goes"
    assert "Công an tỉnh" not in left
    assert post(own_site, "/searches/delete", {"name": "không có"}).status_code == 404


def test_a_search_that_cannot_be_read_is_not_kept(own_site: TestClient, own: Workspace) -> None:
    assert post(own_site, "/searches", {"name": "x", "q": "a("}).status_code == 400
    assert post(own_site, "/searches", {"name": "", "q": "a"}).status_code == 400
    assert not own.searches.exists()


@pytest.mark.parametrize("query", ["đại hội", "", "họp", "khôngcógì"])
@pytest.mark.parametrize("copies", ["folded", "shown"])
def test_exports_hold_every_hit_in_the_order_of_the_page(site: TestClient, query: str, copies: str) -> None:
    asked = {"q": query, "copies": copies, "sort": "oldest"}
    expected = [h["id"] for h in site.get("/search.json", params={**asked, "size": 100}).json()["hits"]]
    table = site.get("/search.csv", params=asked)
    assert table.headers["x-total-count"] == str(len(expected))
    assert "attachment" in table.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == expected
    lines = site.get("/search.jsonl", params=asked).text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == expected
    items = json.loads(site.get("/search.csl.json", params=asked).text)
    assert [item["id"] for item in items] == expected
    assert site.get("/search.bib", params=asked).text.count("@article{") == len(expected)
    assert len(site.get("/search.txt", params=asked).text.splitlines()) == len(expected)


def test_a_line_of_an_export_is_the_contract_s_object(site: TestClient) -> None:
    line = json.loads(site.get("/search.jsonl?q=đại hội").text.splitlines()[0])
    assert line == site.get(f"/articles/{line['id']}.json").json()


def test_an_export_that_loses_articles_has_no_end(own: Workspace) -> None:
    """What the reader has got must not look whole."""
    from corpus.errors import WorkspaceError
    from diembao.web.pages.lists import RESOURCES, _csv, _Hits
    from diembao.web.parameters import State
    from diembao.web.resources import Site, Visit
    from diembao.web.settings import WebSettings

    resource = RESOURCES[0]
    visit = Visit(site=Site(own, WebSettings(), {}, b""), resource=resource, state=State(resource.parameters))
    with pytest.raises(WorkspaceError, match="1 were counted and 0 written"):
        list(_csv(visit, _Hits(ids=("0" * 16,), copies={})))


def test_lines_are_those_of_the_command_line(site: TestClient) -> None:
    found = site.get("/kwic.json?q=đại hội&order=right&size=500").json()
    assert found["total"] == len(found["lines"]) > 50
    assert all(line["match"].lower() == "đại hội" for line in found["lines"])
    table = site.get("/kwic.csv?q=đại hội&order=right")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [(r["id"], r["start"], r["right"]) for r in rows] == [
        (x["id"], str(x["start"]), x["right"]) for x in found["lines"]
    ]
    page = site.get("/kwic?q=đại hội&order=right")
    sound(page.text)
    assert page.text.count('<td class="match">') == 50
    assert "100 dòng" in page.text or f"{found['total']} dòng" in page.text


def test_lines_of_names_and_samples(site: TestClient) -> None:
    units = site.get("/kwic.json?q=đại hội&of=unit").json()["lines"]
    assert all(line["value"] for line in units)
    drawn = site.get("/kwic.json?q=đại hội&sample=5&seed=3").json()
    assert drawn["total"] == 5 < drawn["drawn_from"]
    assert drawn == site.get("/kwic.json?q=đại hội&sample=5&seed=3").json()
    assert "không có từ nào" in site.get("/kwic").text
    assert site.get("/kwic?q=a(").status_code == 400


def test_the_command_line_that_is_shown_can_be_typed(site: TestClient, demo: Workspace) -> None:
    import shlex

    page = unescape(site.get("/search", params={"q": 'đại hội "điểm"', "unit": "Công an tỉnh"}).text)
    command = page.split("<pre><code>")[1].split("</code>")[0]
    assert shlex.split(command) == ["diembao", "search", 'đại hội "điểm"', "--facets", "--unit", "Công an tỉnh"]


@pytest.mark.parametrize("query", ["đại hội", "đại hội OR hội nghị"])
def test_a_second_value_of_a_kind_narrows_further(site: TestClient, query: str) -> None:
    """The count beside it is of articles that have both; alternatives would be more than before."""
    page = site.get("/search", params={"q": query, "unit": "=Bộ Công an"}).text
    block = page.split("<h2>Đơn vị</h2>")[1].split("<h2>")[0]
    pattern = r'<a href="(/search[^"]+)"><span lang="vi"><bdi>([^<]+)</bdi></span>\s*<span class="count">(\d+)'
    values = re.findall(pattern, block)
    assert values
    for address, name, count in values[:5]:
        narrowed = site.get(unescape(address).replace("/search", "/search.json")).json()
        assert narrowed["total"] == int(count), name


def test_filters_are_typed_too(site: TestClient) -> None:
    page = site.get("/search?q=họp").text
    fields = {a.get("name") for tag, a in read(page).tags if tag in ("input", "select")}
    assert {"unit", "person", "rank", "term", "source", "kind", "from", "to"} <= fields
    added = site.get("/search", params={"q": "họp", "unit": ["=Bộ Công an", "Công an tỉnh"], "person": "", "kind": ""})
    assert added.status_code == 200
    assert added.text.count('title="bỏ bộ lọc này"') == 2


def test_of_many_hits_the_copies_of_a_page_are_folded(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """To look at each of a hundred thousand takes longer than anybody waits: it is said, and nothing is lost."""
    monkeypatch.setattr("diembao.web.pages.search.EXACTLY_FOLDED", 5)
    each = site.get("/search.json?copies=shown&sort=oldest&size=100").json()
    found = site.get("/search.json?sort=oldest&size=100").json()
    assert found["folded_by_page"]
    assert found["total"] == each["total"]
    shown = [h["id"] for h in found["hits"]] + [c["id"] for h in found["hits"] for c in h.get("copies", ())]
    assert sorted(shown) == sorted(h["id"] for h in each["hits"])
    assert found["folded"] == len(each["hits"]) - len(found["hits"]) > 0
    assert found["facets"] == each["facets"]
    parts: list[str] = []
    for n in range(1, site.get("/search.json?sort=oldest&size=7").json()["pages"] + 1):
        hits = site.get(f"/search.json?sort=oldest&size=7&page={n}").json()["hits"]
        parts += [h["id"] for h in hits] + [c["id"] for h in hits for c in h.get("copies", ())]
    assert sorted(parts) == sorted(shown)
    assert "gộp trong từng trang" in site.get("/search").text


def test_counts_follow_the_corpus(own_site: TestClient, own: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    from diembao.engines import open_backend

    monkeypatch.setattr("diembao.web.pages.search.EXACTLY_FOLDED", 0)
    before = own_site.get("/search.json?q=đại hội").json()
    gone = before["hits"][0]["id"]
    with open_backend(own.settings.engine, own.index) as backend:
        backend.update(deletions=[gone])
    after = own_site.get("/search.json?q=đại hội").json()
    assert after["total"] == before["total"] - 1
    assert after["facets"] != before["facets"]
    assert gone not in [hit["id"] for hit in after["hits"]]
