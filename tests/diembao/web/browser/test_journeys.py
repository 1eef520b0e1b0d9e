"""What a researcher does, from page to page: in both languages, with script and without."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from diembao.workspace import Workspace
from tests.diembao.web.browser.conftest import PERSON, UNIT, Open, Windows, address, go_to_entity
from tests.diembao.web.conftest import serving

READERS = [(language, script) for language in ("vi", "en") for script in (True, False)]
NAMES = [f"{language}, {'script' if script else 'no script'}" for language, script in READERS]
NAMESAKE = "Hoàng Thuý Liễu"
"""A name of several persons of the demo, who are kept apart."""
OPEN = "details:not([open]) > summary"


def count(page: Any) -> int:
    """The number of hits that a page says."""
    return int(re.sub(r"\D", "", page.locator(".sum strong").inner_text()))


def choose(page: Any, parameter: str, label: str) -> int:
    """Follow a value of a facet, which may have to be unfolded; the number that stood beside it."""
    named = page.get_by_text(label, exact=True)
    link = page.locator(f".facets li a[href*='{parameter}=']").filter(has=named).first
    for _ in range(20):
        if link.is_visible():
            break
        page.locator(".facets details:not([open]) > summary >> visible=true").first.click()
    told = int(link.locator(".count").inner_text())
    link.click()
    return told


def saved(page: Any, link: str) -> bytes:
    """What a link offers to be kept."""
    with page.expect_download() as waiting:
        page.click(link)
    return Path(waiting.value.path()).read_bytes()


@pytest.mark.parametrize(("language", "script"), READERS, ids=NAMES)
def test_from_a_congress_to_a_career(opened: Open, language: str, script: bool) -> None:
    page = opened("/", java_script_enabled=script)
    if language == "en":
        page.click(".languages a[lang=en]")
    page.fill("#q", "đại hội đảng bộ")
    page.press("#q", "Enter")
    page.wait_for_url("**/search?*q=*")
    everything = count(page)
    told = choose(page, "unit", UNIT)
    assert count(page) == told < everything
    told = choose(page, "term", "2020–2025")
    assert 0 < count(page) == told
    assert page.locator(".chips li").count() == 2
    assert page.get_attribute("html", "lang") == language

    hit = page.locator(".hit h2 a", has_text="lần thứ XVI")
    title = hit.inner_text()
    hit.click()
    assert page.inner_text("h1") == title
    assert page.locator("h1 mark, .text mark").count() > 3
    assert page.locator(".text .m.term").count() > 0

    page.locator(".text a.m.person", has_text=PERSON).first.click()
    assert page.inner_text("h1") == PERSON
    career = page.locator("section[aria-labelledby=history] .event")
    post = career.filter(has_text="Giám đốc Công an tỉnh Vân Sơn").first
    assert re.search(r"\d{4}", post.locator(".when").inner_text())
    post.locator("summary").click()
    told_there = post.locator("blockquote p").first
    assert told_there.is_visible()
    sentence = told_there.inner_text()
    post.locator("blockquote a").first.click()
    here = page.locator("#here")
    assert here.is_visible()
    assert sentence[:60] in " ".join(page.locator(".text").inner_text().split())
    assert page.locator(".aimed").count() > 0
    assert page.get_attribute("html", "lang") == language


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_timeline_is_taken_away_whole(opened: Open, script: bool) -> None:
    page = opened("/entities?kind=unit", java_script_enabled=script)
    go_to_entity(page, "unit", UNIT)
    page.locator("main .views a[href^='/timeline']").click()
    total = count(page)
    assert total > page.locator("li.event").count() or total == page.locator("li.event").count() > 10
    rows = list(csv.DictReader(io.StringIO(saved(page, ".take a[href^='/timeline.csv']").decode("utf-8-sig"))))
    assert len(rows) == total
    calendar = saved(page, ".take a[href^='/timeline.ics']").decode()
    assert calendar.count("BEGIN:VEVENT") == total
    slides = json.loads(saved(page, ".take a[href^='/timeline.timelinejs.json']"))
    assert len(slides["events"]) == total
    assert saved(page, ".take a[href^='/timeline.png']")[:4] in (b"\x89PNG", b"PK\x03\x04")
    picture = saved(page, ".take a[href^='/timeline.svg']")
    assert picture[:2] == b"PK" or ElementTree.fromstring(picture).tag.endswith("svg")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_timeline_is_zoomed_narrowed_and_shared(opened: Open, script: bool) -> None:
    page = opened(address("/timeline", unit=UNIT), java_script_enabled=script)
    everything = count(page)
    page.fill("[name=from]", "2020-08")
    page.fill("[name=to]", "2020-08")
    page.press("[name=to]", "Enter")
    page.wait_for_url("**from=2020-08*")
    august = count(page)
    assert 0 < august < everything
    told = choose(page, "kind", "đại hội")
    assert 0 < count(page) == told <= august
    titles = page.locator("li.event h3 bdi").all_inner_texts()
    assert len(titles) == told
    days = page.locator("li.event .when").all_inner_texts()
    assert all("2020" in day for day in days)

    other = opened(page.url, java_script_enabled=script)
    assert other.locator("li.event h3 bdi").all_inner_texts() == titles
    assert count(other) == told
    mark = page.locator("figure svg a").first
    target = mark.get_attribute("href") or mark.get_attribute("xlink:href")
    assert target
    page.goto(target)
    assert page.url.startswith("http://127.0.0.1")


def test_a_trend_leads_to_its_articles(opened: Open) -> None:
    page = opened(address("/search", q="đại hội"), java_script_enabled=False)
    total = count(page)
    page.locator("main .views a[href^='/trends']").click()
    cells = page.locator("table td a", has_text=re.compile(r"^\d+$"))
    numbers = [int(text) for text in cells.all_inner_texts()]
    assert numbers, "no number leads to its articles"
    most = max(range(len(numbers)), key=numbers.__getitem__)
    assert numbers[most] < total
    cells.nth(most).click()
    assert count(page) == numbers[most]
    page.go_back()
    saved_rows = saved(page, "a[href^='/trends.csv']").decode("utf-8-sig")
    assert sum(numbers) > 0
    assert str(numbers[most]) in saved_rows


@pytest.fixture
def own_windows(reader: Any, own: Workspace) -> Iterator[Windows]:
    """Windows on a site that a test may write to."""
    with serving(own) as home:
        windows = Windows(reader, home)
        yield windows
        windows.close()
    assert not windows.faults


def persons(page: Any, name: str) -> list[tuple[str, ...]]:
    """The persons of a name with their numbers, as the list shows them."""
    page.goto(address("/entities", kind="person", name=name))
    return [tuple(row.locator("td").all_inner_texts()) for row in page.locator("tbody tr").all()]


def correct(page: Any, choice: str) -> None:
    """Choose the first of a list of the form of corrections, and send it."""
    page.locator("#fix > summary").click()
    form = page.locator("#fix form", has=page.locator(f"select[name={choice}]"))
    form.locator("select").select_option(index=1)
    form.locator("button").click()
    page.wait_for_url("**/corrections?*")


def undo_all(page: Any) -> None:
    """Undo what stands on the page of corrections, row by row."""
    page.goto("/corrections")
    for left in range(page.locator("td form button").count() - 1, -1, -1):
        page.locator("td form button").first.click()
        page.wait_for_load_state()
        assert page.locator("td form button").count() == left


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_wrong_join_is_parted_and_that_is_undone(own_windows: Windows, script: bool) -> None:
    page = own_windows.open("/help", java_script_enabled=script)
    before = persons(page, PERSON)
    assert len(before) == 1
    page.locator("td a[data-step]").first.click()
    correct(page, "article")
    parted = persons(page, PERSON)
    assert sorted(int(row[1]) for row in parted) == [1, int(before[0][1]) - 1]
    undo_all(page)
    assert persons(page, PERSON) == before


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_two_are_joined_and_that_is_undone(own_windows: Windows, script: bool) -> None:
    page = own_windows.open("/help", java_script_enabled=script)
    before = persons(page, NAMESAKE)
    assert len(before) >= 2
    page.locator("td a[data-step]").first.click()
    kept = page.url
    correct(page, "other")
    joined = persons(page, NAMESAKE)
    assert len(joined) == len(before) - 1
    assert sum(int(row[1]) for row in joined) == sum(int(row[1]) for row in before)
    page.goto(kept)  # an address that was passed on still leads to the person
    assert NAMESAKE in page.inner_text("h1")
    undo_all(page)
    assert persons(page, NAMESAKE) == before


def test_a_correction_needs_the_token_of_a_page(own_windows: Windows) -> None:
    page = own_windows.open(address("/entities", kind="person", name=NAMESAKE))
    page.locator("td a[data-step]").first.click()
    page.locator("#fix > summary").click()
    page.evaluate("document.querySelectorAll('[name=form_token]').forEach(f => f.value = 'x')")
    page.locator("#fix button[value=rename]").locator("xpath=ancestor::form").locator("[name=target]").fill("Zyx Wvu")
    page.locator("#fix button[value=rename]").click()
    assert page.locator("h1").inner_text()
    assert own_windows.faults, "it was let through"
    own_windows.faults.clear()
    assert persons(page, "Zyx Wvu") == []


def test_keys(opened: Open) -> None:
    page = opened(address("/search", q="công an"))
    page.keyboard.press("j")
    titles = page.locator(".hit h2 a").all_inner_texts()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.innerText") == titles[2]
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.innerText") == titles[1]
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/*")
    assert page.inner_text("h1") == titles[1]
    page.go_back()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    hint = page.locator("[role=status][data-keys]")
    assert "/" in hint.inner_text()
    page.keyboard.press("?")
    assert hint.inner_text() == ""


def test_a_keyboard_alone_gets_everywhere_and_shows_where_it_is(opened: Open) -> None:
    page = opened(address("/search", q="đại hội"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0, "the skip link stays hidden"
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return [s.outlineStyle, s.outlineWidth, s.boxShadow]; })()"
        )
        assert (outline[0] != "none" and outline[1] != "0px") or outline[2] != "none"


def test_the_search_page_is_small(reader: Any, served: str) -> None:
    """Of all that is sent: the page, its style, its script, its picture, with their headers."""
    windows = Windows(reader, served)
    answers: list[Any] = []
    page = windows.open("about:blank")
    page.on("requestfinished", lambda request: answers.append(request))
    page.goto(f"{served}{address('/search', q='công an')}")
    page.wait_for_load_state("networkidle")
    sizes = [request.sizes() for request in answers]
    windows.close()
    assert len(sizes) >= 3
    assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) < 150_000
