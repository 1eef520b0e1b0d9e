"""Every page: both languages, its twin in JSON, an address that is its own, and links that lead somewhere."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from diembao.web.pages import all_resources
from diembao.web.resources import Download, Form, Page

STATIC_PAGES = [r for r in all_resources() if isinstance(r, Page) and "{" not in r.path]
VOID = {"meta", "link", "input", "img", "br", "hr", "path", "rect", "line", "circle", "use"}


class Reader(HTMLParser):
    """Tags in their order, with attributes; `problems` where they do not nest or what must not be there."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.problems: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append((tag, values))
        self.problems += [f"{tag} {name}" for name in values if name == "style" or name.startswith("on")]
        if tag == "script" and not (values.get("src") or "").startswith("/static/"):
            self.problems.append("a script that is not ours")
        if tag == "style":
            self.problems.append("inline style")
        if tag == "a" and values.get("href") is not None:
            self.links.append(values["href"] or "")
        if values.get("id"):
            self.ids.append(values["id"] or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.problems.append(f"</{tag}> in {self.open[-3:]}")
        if tag in self.open:
            while self.open.pop() != tag:
                pass


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def an_article(site: TestClient, query: str = "đại hội đảng bộ") -> str:
    return str(site.get("/search.json", params={"q": query}).json()["hits"][0]["id"])


def sound(html: str, language: str = "vi") -> Reader:
    reader = read(html)
    assert not reader.problems
    assert not reader.open
    assert len(reader.ids) == len(set(reader.ids)), "an id stands twice"
    assert [tag for tag, _ in reader.tags].count("h1") == 1
    assert ("html", {"lang": language}) in reader.tags
    assert "{{" not in html
    assert "Undefined" not in html
    return reader


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("page", STATIC_PAGES, ids=lambda page: page.name)
def test_every_page_is_sound_in_both_languages(site: TestClient, page: Page, language: str) -> None:
    response = site.get(page.path, params={"lang": language})
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    sound(response.text, language)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("query", ["?q=đại hội", "?q=đại hội&hide=unit&hide=date", "?at=400", ""])
def test_the_article_is_sound(site: TestClient, query: str, language: str) -> None:
    address = f"/articles/{an_article(site)}{query}"
    response = site.get(f"{address}{'&' if query else '?'}lang={language}")
    assert response.status_code == 200
    sound(response.text, language)


@pytest.mark.parametrize("page", STATIC_PAGES, ids=lambda page: page.name)
def test_every_page_has_a_twin(site: TestClient, page: Page) -> None:
    twin = site.get(f"{page.path}.json")
    assert twin.status_code == 200
    assert twin.headers["content-type"] == "application/json"
    assert twin.json() == site.get(f"/api{page.path}").json()
    if page.name != "help":
        assert f'href="{page.path}.json' in site.get(page.path).text


@pytest.mark.parametrize("start", ["/search?q=đại hội&unit=Công an tỉnh", "/kwic?q=họp", "/help", "/api", "ARTICLE"])
def test_links_lead_somewhere(site: TestClient, start: str) -> None:
    start = f"/articles/{an_article(site)}" if start == "ARTICLE" else start
    links = {link.partition("#")[0] for link in read(site.get(start).text).links if link.startswith("/")}
    links = {link for link in links if not re.match(r"/(search|kwic)\.", link)}  # exports have tests of their own
    assert len(links) > 3
    broken = [link for link in sorted(links)[:60] if site.get(link).status_code != 200]
    assert not broken


def test_vietnamese_is_the_default_and_a_link_away_from_english(site: TestClient) -> None:
    page = site.get("/search?q=họp").text
    assert "Tìm kiếm" in page
    english = next(link for link in read(page).links if "lang=en" in link)
    assert "q=h%E1%BB%8Dp" in english, "the state goes along"
    assert "Did you mean" not in site.get(english).text
    assert ">Search<" in site.get(english).text
    assert ">Search<" in site.get("/search?q=họp").text, "the cookie remembers it"
    assert "Tìm kiếm" in site.get("/search?q=họp&lang=vi").text


def test_links_carry_the_language_of_an_address(site: TestClient) -> None:
    """So that a link that was passed on stays in its language where no cookie is kept."""
    links = read(site.get("/search?q=họp&lang=en").text).links
    own = [x for x in links if x.startswith("/") and "lang=" not in x and ".json" not in x]
    assert not own


def test_addresses_have_one_form(site: TestClient) -> None:
    messy = site.get("/search?to=2021&q=h%E1%BB%8Dp&from=&sort=best&page=1&copies=folded&utm_source=x")
    assert messy.history[0].status_code == 302
    assert messy.url.query.decode() == "q=h%E1%BB%8Dp&to=2021"
    assert not site.get(str(messy.url)).history


def test_unknown_parameters_are_refused(site: TestClient) -> None:
    """A filter that is passed over in silence counts wrong."""
    for path in ("/search", "/search.json", "/search.csv", "/kwic.csv"):
        response = site.get(path, params={"q": "họp", "form": "2020"})
        assert response.status_code == 400
        assert "form" in response.text


def test_errors_of_the_api_are_json(site: TestClient) -> None:
    for path, status in (("/api/search?q=(", 400), ("/api/nix", 404), ("/api/articles/0000000000000000", 404)):
        response = site.get(path)
        assert response.status_code == status
        assert response.json()["error"]["status"] == status


def test_the_api_describes_every_address(site: TestClient) -> None:
    described = site.get("/api.json").json()
    assert described["openapi"] == "3.1.0"
    names = {r.path for r in all_resources() if not isinstance(r, Form) and r.name not in ("api", "help")}
    assert set(described["paths"]) == {f"/api{path}" for path in names}
    search = described["paths"]["/api/search"]["get"]["parameters"]
    assert {"q", "from", "to", "unit", "page"} <= {p["name"] for p in search}
    page = next(p for p in search if p["name"] == "page")
    assert page["schema"] == {"type": "integer", "minimum": 1, "maximum": 100000, "default": 1}
    shown = unescape(site.get("/api").text)
    assert all(f"/api{path}" in shown for path in names)


def test_every_resource_is_told_of_and_named_once() -> None:
    resources = all_resources()
    assert len({r.name for r in resources}) == len(resources)
    assert len({r.path for r in resources}) == len(resources)
    for resource in resources:
        names = [p.name for p in resource.parameters]
        assert len(set(names)) == len(names), resource.name
        assert all(p.says for p in resource.parameters), resource.name
        if isinstance(resource, (Page, Download)):
            assert resource.summary


def test_static_files_may_be_kept(site: TestClient) -> None:
    style = re.search(r'href="(/static/style\.css\?v=\w+)"', site.get("/search").text)
    assert style
    response = site.get(style[1])
    assert "immutable" in response.headers["cache-control"]
    assert "private" in site.get("/search").headers["cache-control"]


def test_the_search_page_is_small(site: TestClient) -> None:
    page = site.get("/search?q=đại hội").text
    files = {a.get("src") or a.get("href") for _, a in read(page).tags if "/static/" in str(a)}
    size = len(page.encode()) + sum(len(site.get(str(name)).content) for name in files)
    assert size < 150_000
