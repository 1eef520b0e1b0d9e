"""Who is let in, what every answer tells the browser, and what is never read or sent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from corpus.errors import UsageError
from diembao.web.app import make_app
from diembao.web.guard import FILE_POLICY, POLICY, SECURITY_HEADERS, is_our_host
from diembao.web.settings import WebSettings, web_settings
from diembao.workspace import Workspace
from tests.diembao.web.conftest import HOME, post

TOKEN = "a-token-of-a-good-length"


@pytest.fixture
def public(demo: Workspace) -> Iterator[TestClient]:
    """The site as it is served beyond loopback: with a token, without whole texts."""
    app = make_app(demo, web_settings("0.0.0.0", 8000, token=TOKEN))
    with TestClient(app, base_url="http://192.0.2.7:8000") as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/search?q=họp", "/nix", "/search?nix=1", "/static/style.css", "/api.json"])
def test_every_answer_has_the_headers(site: TestClient, path: str) -> None:
    headers = site.get(path).headers
    for name, value in SECURITY_HEADERS.items():
        if name != "cache-control":
            assert headers[name] == value


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert POLICY.startswith("default-src 'none'")
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert "sandbox" in FILE_POLICY


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("127.0.0.1:8000", True),
        ("localhost:8000", True),
        ("LOCALHOST:8000", True),
        ("[::1]:8000", True),
        ("127.0.0.1:8001", False),
        ("evil.example", False),
        ("evil.example:8000", False),
        ("127.0.0.1.evil.example:8000", False),
        ("127.0.0.1:8000@evil.example", False),
        ("192.168.0.7:8000", False),
        ("", False),
    ],
)
def test_only_our_own_names_are_answered(site: TestClient, host: str, is_ours: bool) -> None:
    assert is_our_host(host, web_settings("127.0.0.1", 8000)) is is_ours
    response = site.get("/search", headers={"host": host})
    assert response.status_code == (200 if is_ours else 421)
    assert is_ours or "hit" not in response.text


def test_beyond_loopback_a_name_has_to_be_given() -> None:
    settings = web_settings("0.0.0.0", 8000, token=TOKEN, names=("Bao.example",))
    assert is_our_host("bao.example:443", settings)
    assert is_our_host("192.0.2.7:8000", settings)
    assert not is_our_host("evil.example", settings)


def test_beyond_loopback_a_token_is_needed_and_texts_are_not_whole() -> None:
    with pytest.raises(UsageError, match="token"):
        web_settings("0.0.0.0", 8000)
    with pytest.raises(UsageError, match="16"):
        web_settings("0.0.0.0", 8000, token="short")
    assert not web_settings("0.0.0.0", 8000, token=TOKEN).full_text
    assert web_settings("0.0.0.0", 8000, token=TOKEN, full_text=True).full_text
    assert web_settings("127.0.0.1", 8000).full_text


@pytest.mark.parametrize("path", ["/", "/search", "/search.json", "/search.csv", "/api.json", "/nix"])
def test_without_the_token_nothing_is_read(public: TestClient, path: str) -> None:
    response = public.get(path)
    assert response.status_code == 401
    assert "Đại hội" not in response.text
    assert public.get(path, headers={"authorization": "Bearer wrong"}).status_code == 401
    assert public.get(path, params={"token": "wrong"}).status_code == 401


def test_the_token_lets_in_by_header_address_and_form(public: TestClient) -> None:
    assert public.get("/search", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
    opened = public.get("/search", params={"token": TOKEN, "q": "họp"})
    assert opened.status_code == 200
    assert "token" not in str(opened.url), "it must not stay in the address"
    cookie = opened.history[0].headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    public.cookies.clear()
    assert public.post("/token", data={"token": "wrong"}).status_code == 401
    assert public.post("/token", data={"token": TOKEN}).status_code == 200
    assert public.get("/search").status_code == 200


def test_beyond_loopback_texts_come_in_snippets(public: TestClient, site: TestClient) -> None:
    public.headers["authorization"] = f"Bearer {TOKEN}"
    found = site.get("/search.json?q=đại hội").json()["hits"][0]["id"]
    whole = site.get(f"/articles/{found}.json").json()["text"]
    assert len(whole) > 1000
    shown = public.get(f"/articles/{found}?q=đại hội").text
    paragraphs = [p for p in whole.split("\n\n") if len(p) > 300]
    assert paragraphs
    assert not any(p in shown for p in paragraphs)
    assert public.get(f"/articles/{found}.json").json()["text"] is None
    assert public.get(f"/articles/{found}/source").status_code == 403
    lines = public.get("/search.jsonl?q=đại hội").text
    assert not any(p in lines for p in paragraphs)
    assert '"text":null' in lines.replace(" ", "")


def test_a_form_needs_its_token(own_site: TestClient) -> None:
    fields = {"name": "của tôi", "q": "họp"}
    assert own_site.post("/searches", data=fields).status_code == 403
    own_site.get("/search")
    assert own_site.post("/searches", data={**fields, "form_token": "0" * 64}).status_code == 403
    assert "của tôi" not in own_site.get("/search").text
    assert post(own_site, "/searches", fields).status_code == 200
    assert "của tôi" in own_site.get("/search").text


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9000"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_from_elsewhere_is_refused(own_site: TestClient, headers: dict[str, str]) -> None:
    own_site.headers.update(headers)
    assert post(own_site, "/searches", {"name": "x", "q": "họp"}).status_code == 403


def test_a_form_token_of_another_browser_is_of_no_use(own_site: TestClient) -> None:
    import re

    token = re.findall(r'name="form_token" value="(\w+)"', own_site.get("/search").text)[0]
    own_site.cookies.clear()
    own_site.get("/search")
    assert own_site.post("/searches", data={"name": "x", "form_token": token}).status_code == 403


def test_what_is_too_long_is_refused(site: TestClient) -> None:
    assert site.get(f"/search?q={'a' * 20_000}").status_code == 414
    assert site.get(f"/search?q={'a' * 2_500}").status_code == 400
    assert site.post("/searches", content=b"x" * 100_000).status_code == 413
    assert site.post("/searches", content=b"{}", headers={"content-type": "application/json"}).status_code == 415


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_pages_are_only_read(site: TestClient, method: str) -> None:
    assert site.request(method, "/search").status_code in (404, 405)
    assert "access-control-allow-origin" not in site.request(method, "/search").headers


@pytest.mark.parametrize(
    "path",
    [
        "/static/..%2f..%2fapp.py",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/articles/..%2f..%2fcorpus.sqlite",
        "/articles/..%2f..%2fcorpus.sqlite/source",
        "/articles/%00/source",
        "/articles/" + "0" * 16 + "/source",
        "/static/style.css%00.png",
    ],
)
def test_no_path_reaches_the_file_system(site: TestClient, path: str) -> None:
    response = site.get(path)
    assert response.status_code == 404
    assert "sqlite" not in response.text.lower().replace(path.lower(), "")


def test_a_fault_tells_no_reader_how_we_are_made(demo: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    from diembao.web.resources import Page, Visit

    def broken(_: Visit) -> None:
        raise RuntimeError("secret of the house")

    page = Page(name="search", path="/search", template="help.html", view=broken, as_json=str, summary="")
    with TestClient(make_app(demo, WebSettings(), [page]), base_url=HOME) as client:
        response = client.get("/search")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert "secret of the house" in caplog.text
