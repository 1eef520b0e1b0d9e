"""Trends and the corpus: numbers that agree with the articles behind them, and what is left out, named."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from diembao.overview import overview
from diembao.web.drawing import drawn
from diembao.web.specs import Bar, Cell, Point, bars, calendar, lines
from diembao.workspace import Workspace

UNIT = "Công an tỉnh Vân Sơn"


def test_each_number_leads_to_so_many_articles(site: TestClient) -> None:
    page = site.get("/trends", params={"q": ["đại hội", "ma túy"], "unit": f"={UNIT}"}).text
    cells = re.findall(r'<td class="number"><a href="(/search\?[^"]+)">(\d+)</a>', page)
    assert len(cells) > 10
    for link, number in cells[::3]:
        assert site.get(unescape(link).replace("/search?", "/search.json?")).json()["total"] == int(number), link


def test_lines_stand_side_by_side_with_their_share(site: TestClient) -> None:
    record = site.get("/trends.json", params={"q": ["đại hội", "ma túy"], "by": "year"}).json()
    assert [s["query"] for s in record["series"]] == ["đại hội", "ma túy"]
    for series in record["series"]:
        for count, share, of in zip(series["counts"], series["shares"], record["all"]["counts"], strict=True):
            assert share is None or share == pytest.approx(count / of, abs=1e-5)
    page = site.get("/trends", params={"q": ["đại hội", "ma túy"]}).text
    assert page.count("<svg") == 2
    assert "role-legend" in page


def test_undated_articles_are_named(own_site: TestClient, own: Workspace) -> None:
    with own.store() as store, store.transaction():
        store.connection.execute(
            "UPDATE articles SET published = NULL, published_first = NULL, published_last = NULL WHERE id IN"
            " (SELECT id FROM articles ORDER BY id LIMIT 5)"
        )
    every = own_site.get("/trends.json?q=*").json()["all"]
    assert every["undated"] == 5
    assert "5 bài trong kho không có ngày" in own_site.get("/trends?q=*").text
    assert "5 bài không có ngày" in own_site.get("/corpus").text


def test_a_table_holds_the_same_numbers(site: TestClient) -> None:
    record = site.get("/trends.json?q=đại+hội").json()
    rows = list(csv.DictReader(io.StringIO(site.get("/trends.csv?q=đại+hội").content.decode("utf-8-sig"))))
    assert [int(row["articles"]) for row in rows] == record["series"][0]["counts"]


def test_faults_of_a_query_are_told(site: TestClient) -> None:
    answer = site.get("/trends?q=a(")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert site.get("/trends", params={"q": [f"từ{n}" for n in range(8)]}).status_code == 400


def test_the_corpus_page_counts_what_status_counts(site: TestClient, demo: Workspace) -> None:
    with demo.store() as store:
        known = overview(store)
    record = site.get("/corpus.json").json()
    assert {name: record[name] for name in known} == known
    told = sum(n for year in record["calendar"].values() for n in (*year["months"], year["year_only"]))
    assert told + record["undated"] == record["articles"]


def test_fields_of_the_calendar_lead_to_their_articles(site: TestClient) -> None:
    page = site.get("/corpus").text
    picture = page[page.index("<svg") : page.index("</svg>")]
    links = [unescape(a) for a in re.findall(r'<a href="([^"]+)"', picture)]
    names = re.findall(r'aria-label="(\d{4}-\d\d): (\d+)"', picture)
    assert len(links) == len(names) > 20
    for link, (month, number) in list(zip(links, names, strict=True))[::7]:
        assert f"from={month}" in link
        assert site.get(link.replace("/search?", "/search.json?")).json()["total"] == int(number)


def test_what_could_not_be_used_is_listed_with_its_reason(site: TestClient) -> None:
    page = site.get("/corpus").text
    link = unescape(re.findall(r'<a href="(/corpus\?reason=[^"#]+)', page)[0])
    record = site.get(link.replace("/corpus?", "/corpus.json?")).json()
    assert record["problems_total"] == len(record["problems"]) > 0
    assert all(p["place"] and p["detail"] for p in record["problems"])


HOSTILE = '"><script>alert(1)</script><a href="javascript:alert(1)" onclick="x" style="y">'


def test_nothing_hostile_gets_into_a_chart() -> None:
    links = [f"/search?q={HOSTILE}"]
    specs = (
        bars([Bar("2020", 1, 0, HOSTILE, HOSTILE)], title=HOSTILE, groups=[(HOSTILE, "#000000")]),
        lines([Point("2020", HOSTILE, 1, 0, HOSTILE)], ["2020"], title=HOSTILE, legend=True),
        calendar([Cell("2020", HOSTILE, 1, 0, HOSTILE)], [HOSTILE]),
    )
    for spec in specs:
        chart = drawn(spec, links, label=HOSTILE)
        assert chart.svg is not None, chart.problem
        tags = re.findall(r"<(\w+)((?:[^>\"]|\"[^\"]*\")*)>", chart.svg)
        assert {name for name, _ in tags} <= {
            "svg",
            "g",
            "path",
            "line",
            "text",
            "a",
            "desc",
            "defs",
            "clipPath",
            "rect",
        }
        for _, attributes in tags:
            plain = re.sub(r'"[^"]*"', '""', attributes)
            assert not re.search(r"\s(on\w+|style)=", plain)
        found = [a for name, attributes in tags if name == "a" for a in re.findall(r'href="([^"]*)"', attributes)]
        assert found
        assert all(a.startswith("/search?q=") for a in found)
