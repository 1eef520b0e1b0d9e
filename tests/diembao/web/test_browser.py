"""The pages in Chromium, as a reader has them: with script and without, in both languages, light, dark and narrow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

PAGES = {
    "search": "/search?q=đại hội đảng bộ&unit=Công an tỉnh",
    "search-en": "/search?q=đại hội đảng bộ&lang=en",
    "everything": "/search",
    "nothing": "/search?q=khôngcógì",
    "fault": "/search?q=a(",
    "kwic": "/kwic?q=đại hội&order=right",
    "help": "/help",
    "api": "/api",
    "gone": "/nix",
}
Open = Callable[..., Any]


@pytest.fixture
def opened(chromium: Any, served: str) -> Iterator[Open]:
    """Open an address in a window of its own; whatever the console says is a fault."""
    contexts: list[Any] = []
    said: list[str] = []

    def open_page(path: str, **options: Any) -> Any:
        context = chromium.new_context(base_url=served, **options)
        context.set_default_timeout(8000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(request.url) if not request.url.startswith(served) else None)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    faults = [text for text in said if "status of 4" not in text]
    assert not faults


def an_article(page: Any) -> Any:
    page.goto(PAGES["search"])
    page.click(".hit h2 a")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [*PAGES, "article"])
def test_axe_finds_no_fault(opened: Open, name: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(PAGES.get(name, "/help"), color_scheme=scheme)
    if name == "article":
        page = an_article(page)
    page.evaluate("for (const d of document.querySelectorAll('details:not(.how)')) d.open = true;")
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    faults = [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found.response["violations"]]
    assert not faults


@pytest.mark.parametrize("width", [320, 900])
@pytest.mark.parametrize("name", ["search", "kwic", "article", "help", "api"])
def test_nothing_stands_out_of_the_window(opened: Open, name: str, width: int) -> None:
    page = opened(PAGES.get(name, "/help"), viewport={"width": width, "height": 800})
    if name == "article":
        page = an_article(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_question_is_asked_narrowed_and_shared(opened: Open, script: bool) -> None:
    page = opened("/", java_script_enabled=script)
    page.fill("#q", "đại hội")
    page.fill("[name=from]", "2020")
    page.press("#q", "Enter")
    page.wait_for_url("**/search?q=*from=2020")
    first = int(page.inner_text(".sum strong").split()[0])
    page.click(".facet:has(h2:text('Đơn vị')) li a")
    narrowed = int(page.inner_text(".sum strong").split()[0])
    assert 0 < narrowed < first
    shared = page.url
    title = page.inner_text(".hit h2")
    page.click(".hit h2 a")
    assert page.inner_text("h1") == title
    assert page.locator("mark").count() > 0
    page.go_back()
    page.click(".languages a")
    assert "articles" in page.inner_text(".sum strong")
    other = opened(shared, java_script_enabled=script)
    assert int(other.inner_text(".sum strong").split()[0]) == narrowed


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_lines_are_sorted_by_a_link(opened: Open, script: bool) -> None:
    page = opened("/search?q=đại hội", java_script_enabled=script)
    page.click("text=Ngữ cảnh (KWIC)")
    before = page.locator("td.right").all_inner_texts()
    page.click("th.right a >> nth=0")
    after = page.locator("td.right").all_inner_texts()
    assert before != after
    words = [re.findall(r"\w+", text.casefold()) for text in after]
    assert len({tuple(found[:1]) for found in words[:5]}) <= 2, "those of one word stand together"
    left = page.locator("td.left").first.bounding_box()
    match = page.locator("td.match").first.bounding_box()
    assert left["x"] < match["x"]


def test_keys(opened: Open) -> None:
    page = opened("/search?q=công an&size=5")
    page.keyboard.press("j")
    page.keyboard.press("j")
    titles = page.locator(".hit h2 a").all_inner_texts()
    assert page.evaluate("document.activeElement.innerText") == titles[1]
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.innerText") == titles[0]
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("?j")
    assert page.input_value("#q") == "?j", "letters that are typed are no commands"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert "Phím" in page.inner_text("footer")
    page.keyboard.press("n")
    page.wait_for_url("**page=2")


def test_nothing_moves_while_a_page_loads(opened: Open) -> None:
    page = opened("about:blank")
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => {"
        " for (const e of list.getEntries()) window.moved += e.value;"
        " }).observe({type: 'layout-shift', buffered: true});"
    )
    for path in (PAGES["search"], PAGES["kwic"]):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.moved") == 0


def test_a_search_is_kept_and_dropped(chromium: Any, own: Any) -> None:
    from tests.diembao.web.conftest import serving

    with serving(own) as address:
        context = chromium.new_context(base_url=address, java_script_enabled=False)
        context.set_default_timeout(8000)
        page = context.new_page()
        page.goto("/search?q=đại hội&from=2020")
        page.click("summary:has-text('Tìm kiếm đã lưu')")
        page.fill("#save-name", "đại hội từ 2020")
        page.click("button:text-is('Lưu')")
        page.goto("/search")
        page.click("a:has-text('đại hội từ 2020')")
        assert "from=2020" in page.url
        page.click("button[aria-label^='Xóa']")
        assert page.locator("a:has-text('đại hội từ 2020')").count() == 0
        context.close()
