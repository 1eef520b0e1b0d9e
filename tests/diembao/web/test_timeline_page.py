"""The timeline: what is shown is what the command line has, each with its sentence; zoom, filters, files."""

from __future__ import annotations

import csv
import io
import json
import re
import time
import zipfile
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from diembao.timeline import EventFilter, timeline
from diembao.web import event_filters
from diembao.web.pages import all_resources
from diembao.web.resources import Download
from diembao.workspace import Workspace

UNIT = "Công an tỉnh Vân Sơn"


def found(site: TestClient, **asked: Any) -> dict[str, Any]:
    answer = site.get("/timeline.json", params={"size": "200", **asked})
    assert answer.status_code == 200, answer.text
    record: dict[str, Any] = answer.json()
    return record


def test_it_shows_what_the_command_line_has(site: TestClient, demo: Workspace) -> None:
    wanted = EventFilter(first="2020-01-01", last="2020-12-31", kinds=("congress",))
    with demo.store() as store:
        known = [e.event.id for e in timeline(store, wanted)]
    record = found(site, **{"from": "2020", "to": "2020", "kind": "congress", "copies": "shown"})
    assert [e["id"] for e in record["events"]] == known
    assert record["total"] == len(known) > 5


def test_every_event_leads_to_the_sentence_that_tells_it(site: TestClient) -> None:
    page = site.get("/timeline?from=2020-08&to=2020-08").text
    links = re.findall(r'<cite><a href="([^"]+)#here"', page)
    assert len(links) >= 5
    article = site.get(unescape(links[0])).text
    assert 'class="aimed"' in article


def test_signs_of_the_picture_are_links_to_articles(site: TestClient) -> None:
    page = site.get("/timeline?from=2020-08&to=2020-08").text
    picture = page[page.rindex("<svg") : page.rindex("</svg>")]
    links = [unescape(link) for link in re.findall(r'<a href="([^"]+)"', picture)]
    assert len(links) == found(site, **{"from": "2020-08", "to": "2020-08"})["total"]
    assert all(re.fullmatch(r"/articles/[0-9a-f]{16}(\?at=\d+)?#here", link) for link in links)
    assert "chart.invalid" not in page
    assert "vega" not in page


def test_vague_times_are_spans(site: TestClient) -> None:
    records = found(site)["events"]
    vague = next(e for e in records if e["from"] != e["to"] and e["grain"] == "month")
    page = site.get("/timeline", params={"from": vague["from"], "to": vague["to"]}).text
    assert 'stroke-dasharray="3,2"' in page


def test_bars_zoom_in_and_links_zoom_out(site: TestClient) -> None:
    page = unescape(site.get("/timeline?from=2020&to=2020").text)
    assert 'href="/timeline?from=2020-08&to=2020-08"' in page
    assert 'href="/timeline?from=2019-01-01&to=2019-12-31"' in page  # earlier
    assert 'href="/timeline"' in page  # all


def test_filters_narrow_and_say_so(site: TestClient) -> None:
    everything = found(site)["total"]
    of_unit = found(site, unit=UNIT)
    assert 0 < of_unit["total"] < everything
    assert found(site, **{"min-sources": "2"})["total"] < everything
    planned = found(site, status="planned")["events"]
    assert {e["status"] for e in planned} == {"planned"}
    page = site.get("/timeline", params={"unit": UNIT, "status": "planned"}).text
    assert page.count('<ul class="chips"') == 1


def test_several_units_are_alternatives(site: TestClient) -> None:
    one, other = "=UBND tỉnh Vân Sơn", f"={UNIT}"
    both = {e["id"] for e in found(site, unit=[one, other])["events"]}
    assert both == {e["id"] for u in (one, other) for e in found(site, unit=u)["events"]}


def test_an_event_that_articles_of_a_query_tell(site: TestClient) -> None:
    assert 0 < found(site, q='"ma túy"')["total"] < found(site)["total"]


def test_groups_have_headings(site: TestClient) -> None:
    page = site.get("/timeline?group=year&size=200").text
    headings = re.findall(r'<li class="heading"><h2><bdi>([^<]+)', page)
    assert len(headings) == len(set(headings)) > 3


def test_files_hold_all_events(site: TestClient) -> None:
    total = found(site, size="1")["total"]
    table = site.get("/timeline.csv")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert len(rows) == total
    assert table.headers["content-disposition"].startswith("attachment")
    assert site.get("/timeline.ics").text.count("BEGIN:VEVENT") == total
    assert len(json.loads(site.get("/timeline.timelinejs.json").text)["events"]) == total
    picture = site.get("/timeline.svg?from=2020-08&to=2020-08")
    assert picture.content.startswith(b"<svg")
    assert "sandbox" in picture.headers["content-security-policy"]


def test_too_many_are_counted_by_year_and_not_cut(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_filters, "MOST", 10)
    monkeypatch.setattr(event_filters.find, "__kwdefaults__", {"most": 10})
    record = found(site)
    assert record["total"] is None
    assert record["events"] == []
    assert sum(record["too_many"].values()) == record["statements"] > 100
    page = unescape(site.get("/timeline").text)
    assert 'href="/timeline?from=2020&to=2020"' in page
    rows = list(csv.DictReader(io.StringIO(site.get("/timeline.csv").content.decode("utf-8-sig"))))
    assert len(rows) > 100


def test_a_big_corpus_gives_the_same_events_of_a_unit(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    small = found(site, unit=UNIT)
    monkeypatch.setattr(event_filters, "MOST", 0)
    monkeypatch.setattr(event_filters.find, "__kwdefaults__", {"most": 20_000})
    assert found(site, unit=UNIT)["events"] == small["events"]


def test_what_is_no_date_is_told(site: TestClient) -> None:
    answer = site.get("/timeline?from=hôm+kia")
    assert answer.status_code == 400
    assert "hôm kia" in answer.text


def test_a_picture_of_many_events_is_no_giant(site: TestClient) -> None:
    """The whole demo, on many pages; each for the screen, and in less than ten seconds of the processor."""
    begin = time.process_time()
    answer = site.get("/timeline.png")
    assert time.process_time() - begin < 10
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        names = packed.namelist()
        widths = {int.from_bytes(packed.read(name)[16:20], "big") for name in names}
    assert len(names) > 4
    assert max(widths) < 1_500
    assert len(answer.content) < 6_000_000


def test_pictures_are_drawn_away_from_the_pages() -> None:
    drawn = {r.name for r in all_resources() if isinstance(r, Download) and r.drawn}
    assert drawn == {"timeline-svg", "timeline-png", "trends-svg", "trends-png", "entity-picture"}
