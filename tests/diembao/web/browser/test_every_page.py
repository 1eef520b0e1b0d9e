"""Each page, in both languages: what holds for all of them, whatever they show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.diembao.web.browser.conftest import PERSON, UNIT, Windows, address, go_to_entity

WIDE = {"width": 1200, "height": 860}


def the_article(page: Any) -> None:
    page.goto(address("/search", q="đại hội đảng bộ", unit=UNIT, lang=page.get_attribute("html", "lang")))
    page.locator(".hit h2 a").first.click()


PAGES: dict[str, str | Callable[[Any], None]] = {
    "search": address("/search", q="đại hội đảng bộ", unit="Công an tỉnh"),
    "nothing found": address("/search", q="khôngcógì"),
    "kwic": address("/kwic", q="đại hội", order="right"),
    "article": the_article,
    "names": "/entities",
    "unit": lambda page: go_to_entity(page, "unit", UNIT),
    "person": lambda page: go_to_entity(page, "person", PERSON),
    "timeline": address("/timeline", unit=UNIT, from_="2020", to="2020-12"),
    "timeline of all": "/timeline",
    "trends": address("/trends", q=["đại hội", "ma túy"]),
    "corpus": "/corpus",
    "corrections": "/corrections",
    "help": "/help",
    "api": "/api",
}
_UNSEEN = 0.001  # share of the window, by how far: less than a letter
AXE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module", params=[f"{name}, {lang}" for name in PAGES for lang in ("vi", "en")])
def window(request: pytest.FixtureRequest, reader: Any, served: str) -> Iterator[tuple[Any, list[str]]]:
    """One page, all its tests one after the other, and the faults that it caused so far."""
    name, language = request.param.split(", ")
    windows = Windows(reader, served)
    place = PAGES[name]
    page = windows.open(f"/help?lang={language}", viewport=WIDE, reduced_motion="reduce")
    if callable(place):
        place(page)
    else:
        page.goto(f"{place}{'&' if '?' in place else '?'}lang={language}")
    yield page, windows.faults
    windows.close()


in_vietnamese = pytest.mark.parametrize("window", [f"{name}, vi" for name in PAGES], indirect=True, scope="module")
"""For what does not depend on the words: looks, paper, narrow windows."""


@pytest.fixture
def shown(window: tuple[Any, list[str]]) -> Iterator[Any]:
    """The page, and afterwards as it was before."""
    page, _ = window
    yield page
    page.evaluate("document.querySelectorAll('details[data-was]').forEach(d => d.open = d.dataset.was === 'open')")
    page.set_viewport_size(WIDE)
    page.emulate_media(media="screen", color_scheme="light")


def unfold(page: Any) -> None:
    """Open all that can be opened."""
    page.evaluate(
        "document.querySelectorAll('details').forEach(d => { d.dataset.was = d.open ? 'open' : ''; d.open = true; })"
    )


def violations(page: Any, **asked: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=asked).response["violations"]
    return [f"{v['id']}: {n['html'][:160]} {n['failureSummary'][:200]}" for v in found for n in v["nodes"][:3]]


@in_vietnamese
def test_nothing_moves_while_it_loads_and_is_read(shown: Any) -> None:
    shown.wait_for_load_state("load")
    height = shown.evaluate("document.documentElement.scrollHeight")
    for at in range(0, height, 700):  # pictures further down come when they are near
        shown.evaluate("at => new Promise(done => { scrollTo(0, at); requestAnimationFrame(done); })", at)
    broken = shown.evaluate(
        "Promise.all([...document.images].map(i => i.decode().then(() => null, () => i.src)))"
        ".then(all => all.filter(Boolean))"
    )
    assert broken == []
    shown.evaluate("new Promise(done => { scrollTo(0, 0); requestAnimationFrame(() => requestAnimationFrame(done)); })")
    moved = shown.evaluate("window.moved")
    assert sum(value for value, *_ in moved) < _UNSEEN, moved


def test_it_says_its_language_and_has_one_heading(shown: Any, window: tuple[Any, list[str]]) -> None:
    language = shown.get_attribute("html", "lang")
    other = shown.locator(".languages a")
    assert other.get_attribute("lang") == {"vi": "en", "en": "vi"}[language]
    assert shown.locator("h1").count() == 1
    assert shown.title().removesuffix("diembao").strip(" ·")
    first = shown.locator("header nav a").first.inner_text()
    assert first == {"vi": "Tìm kiếm", "en": "Search"}[language]


def test_axe_finds_nothing_in_the_light(shown: Any) -> None:
    unfold(shown)
    assert violations(shown, runOnly=AXE) == []


@in_vietnamese
def test_axe_finds_no_weak_colour_in_the_dark(shown: Any) -> None:
    light = shown.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    unfold(shown)
    shown.emulate_media(color_scheme="dark")
    assert shown.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light
    assert violations(shown, runOnly=["color-contrast"]) == []


@in_vietnamese
def test_nothing_stands_out_of_a_narrow_window(shown: Any) -> None:
    stands_out = {}
    for width in (320, 390, 800):
        shown.set_viewport_size({"width": width, "height": 800})
        if shown.evaluate("document.documentElement.scrollWidth") > width:
            stands_out[width] = shown.evaluate(
                "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1"
                " && !e.parentElement.closest('.wide')).slice(0, 5).map(e => e.outerHTML.slice(0, 100))"
            )
    assert stands_out == {}


@in_vietnamese
def test_on_paper_it_is_the_text_alone_in_black(shown: Any) -> None:
    shown.emulate_media(media="print", color_scheme="dark")
    for part in ("header nav", "form", "footer", ".facets", ".pager"):
        assert not any(shown.locator(part).evaluate_all("all => all.map(e => e.checkVisibility())")), part
    assert shown.locator("main").inner_text().strip()
    colours = shown.evaluate(
        "['backgroundColor', 'color'].map(name => getComputedStyle(document.documentElement)[name])"
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


def test_it_caused_no_fault(window: tuple[Any, list[str]]) -> None:
    """Last of all: errors, refusals of the Content Security Policy, requests to elsewhere, refused addresses."""
    assert window[1] == []
