from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urljoin

import pytest

from corpus.sample import SampleSite
from crawler.rights import read_tdm, rights_of
from crawler.sample_server import Failure
from tests.crawler.conftest import Workspace

URL = "http://bao.example/tin/1.htm"
NOW = datetime(2026, 3, 2, tzinfo=UTC)
RESERVED = b'[{"location": "/", "tdm-reservation": 1}]'
TDM = "http://haidang.example/.well-known/tdmrep.json"


def refused(
    *fields: tuple[str, str], meta: dict[str, str] | None = None, tdm: bytes = b"", licensed: bool = False
) -> str | None:
    return rights_of(
        URL, fields, meta or {}, agent="diembao", tdm=read_tdm(tdm), now=NOW, licensed=licensed
    ).refused  # fmt: skip


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("noindex", "noindex"),
        ("NOINDEX, nofollow", "noindex"),
        ("none", "noindex"),
        ("noai", "noai"),
        ("noimageai", None),
        ("noai, noimageai", "noai"),
        ("noarchive", None),
        ("googlebot: noindex", None),
        ("googlebot: noindex, diembao: nofollow", None),
        ("diembao: noindex", "noindex"),
        ("googlebot: nofollow, diembao: noindex", "noindex"),
        ("max-snippet: 20, noindex", "noindex"),
        ("max-image-preview:large", None),
        ("unavailable_after: 25 Jun 2020 15:00:00 GMT", "noindex"),
        ("unavailable_after: Wed, 25 Jun 2098 15:00:00 GMT", None),
        ("unavailable_after: 2020-09-21", "noindex"),
        ("unavailable_after: mai sau", None),
        ("all", None),
        ("", None),
    ],
)
def test_robots_tag(value: str, reason: str | None) -> None:
    assert refused(("x-robots-tag", value)) == reason
    assert refused(meta={"robots": value} if ":" not in value else {}) == (reason if ":" not in value else None)


def test_several_header_lines() -> None:
    assert refused(("x-robots-tag", "googlebot: noindex"), ("x-robots-tag", "noai")) == "noai"
    assert refused(("x-robots-tag", "googlebot: all"), ("x-robots-tag", "noindex")) == "noindex"


def test_meta_of_our_own_name() -> None:
    assert refused(meta={"diembao": "noindex"}) == "noindex"
    assert refused(meta={"googlebot": "noindex"}) is None


@pytest.mark.parametrize(
    ("header", "meta", "file", "reserved"),
    [
        ("1", None, None, True),
        ("0", None, "1", False),
        (None, "1", None, True),
        ("1", "0", "1", False),
        ("0", "1", None, True),
        (None, None, "1", True),
        (None, None, "0", False),
        ("2", None, None, False),
        (None, None, None, False),
    ],
)
def test_tdm_reservation(header: str | None, meta: str | None, file: str | None, reserved: bool) -> None:
    fields = [("tdm-reservation", header)] if header else []
    tdm = b'[{"location": "/", "tdm-reservation": %s}]' % file.encode() if file else b""
    assert refused(*fields, meta={"tdm-reservation": meta} if meta else {}, tdm=tdm) == (
        "tdm-reserved" if reserved else None
    )
    assert refused(*fields, meta={"tdm-reservation": meta} if meta else {}, tdm=tdm, licensed=True) is None


def test_particular_place_of_the_file_wins() -> None:
    open_section = b'[{"location": "/*", "tdm-reservation": 1}, {"location": "/tin/*", "tdm-reservation": 0}]'
    assert refused(tdm=open_section) is None
    closed_section = b'[{"location": "/tin/", "tdm-reservation": "1"}, {"location": "/", "tdm-reservation": 0}]'
    assert refused(tdm=closed_section) == "tdm-reserved"


@pytest.mark.parametrize("body", [b"", b"{}", b"[1, null]", b"<html>", b"[" * 100_000, b'[{"location": 3}]', b"\xff"])
def test_file_that_is_none(body: bytes) -> None:
    assert read_tdm(body) == ()


UNREADABLE = [b"http://[x/", b"/\\ud800", b"https://bao\\u2100.example/"]


@pytest.mark.parametrize("location", UNREADABLE)
def test_an_entry_that_cannot_be_read_is_passed_over(location: bytes) -> None:
    body = b'[{"location": "%s", "tdm-reservation": 0}, {"location": "/tin/", "tdm-reservation": 1}]' % location
    assert refused(tdm=body) == "tdm-reserved"


def test_half_a_character_in_a_policy_can_be_written_down() -> None:
    [rule] = read_tdm(b'[{"location": "/", "tdm-reservation": 1, "tdm-policy": "a\\ud800\\nb"}]')
    assert rule.reserved
    assert rule.policy.encode() == b"a? b"


def test_a_licence_opens_what_is_reserved_and_not_what_is_hidden() -> None:
    assert refused(("x-robots-tag", "noai"), licensed=True) is None
    assert refused(("x-robots-tag", "noindex"), licensed=True) == "noindex"


def test_policy_is_told() -> None:
    rights = rights_of(
        URL, [("tdm-reservation", "1"), ("tdm-policy", "https://bao.example/p")], {}, agent="diembao", tdm=(), now=NOW,
        licensed=False,
    )  # fmt: skip
    assert rights.detail == "header tdm-reservation, policy https://bao.example/p"


# --- in a crawl ------------------------------------------------------------------------------------------------------


@pytest.fixture
def article(site: SampleSite) -> str:
    return next(iter(site.article_urls("haidang.example").values()))


@pytest.mark.parametrize(
    ("header", "reason"),
    [({"X-Robots-Tag": "noindex"}, "noindex"), ({"X-Robots-Tag": "noai"}, "noai"),
     ({"TDM-Reservation": "1"}, "tdm-reserved")],
)  # fmt: skip
def test_what_a_header_reserves_is_not_kept(
    workspace: Workspace, site: SampleSite, article: str, header: dict[str, str], reason: str
) -> None:
    workspace.server.fail(article, Failure(body=site.respond(article).body, headers=header))
    report = workspace.crawl(article, licensed=False)
    assert report.excluded == {reason: 1}
    assert workspace.urls() == []
    assert any(event.reason == reason for event in workspace.events if event.kind == "excluded")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1258", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    ("meta", "reason"),
    [('name="robots" content="noindex"', "noindex"), ('name="robots" content="noai"', "noai"),
     ('name="tdm-reservation" content="1"', "tdm-reserved")],
)  # fmt: skip
def test_what_a_page_reserves_in_any_encoding(
    workspace: Workspace, site: SampleSite, article: str, encoding: str, meta: str, reason: str
) -> None:
    page = site.respond(article).body.decode().replace("<head>", f"<head><meta {meta}>")
    workspace.server.fail(article, Failure(body=f"\n{page}".encode(encoding, "replace")))
    report = workspace.crawl(article, licensed=False)
    assert report.excluded == {reason: 1}
    assert workspace.urls() == []


def test_what_the_host_reserves_is_asked_for_once_a_day(workspace: Workspace, site: SampleSite) -> None:
    told = b'[{"location": "/", "tdm-reservation": 1, "tdm-policy": "http://haidang.example/policy.json"}]'
    workspace.server.fail(TDM, Failure(body=told, headers={"Content-Type": "application/json"}))
    report = workspace.crawl("http://haidang.example/", licensed=False)
    assert report.articles == 0
    assert report.excluded["tdm-reserved"] > 1
    assert not set(site.article_urls("haidang.example").values()) & set(workspace.server.counts())  # not even asked for
    assert workspace.server.counts()[TDM] == 1
    workspace.later(hours=1)
    workspace.crawl("http://haidang.example/", licensed=False)
    assert workspace.server.counts()[TDM] == 1
    workspace.server.mend(TDM)
    workspace.later(days=2)
    assert workspace.crawl("http://haidang.example/", licensed=False).articles > 1  # judged anew
    assert workspace.server.counts()[TDM] == 2


@pytest.mark.parametrize("failure", [Failure(status=500), Failure(status=404), Failure(drop=True)])
def test_host_that_says_nothing_reserves_nothing(workspace: Workspace, article: str, failure: Failure) -> None:
    workspace.server.fail(TDM, failure)
    assert workspace.crawl(article, licensed=False).articles == 1
    assert workspace.server.counts()[TDM] == (1 if failure.status == 404 else 2)


def test_an_error_is_not_kept_for_a_day(workspace: Workspace, site: SampleSite) -> None:
    first, second, *_ = site.article_urls("haidang.example").values()
    workspace.server.fail(TDM, Failure(status=500))
    assert workspace.crawl(first, licensed=False).articles == 1
    workspace.server.fail(TDM, Failure(body=RESERVED))
    workspace.later(hours=1)
    assert workspace.crawl(second, licensed=False).excluded == {"tdm-reserved": 1}


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("headers", [{}, {"Retry-After": "3600"}])
def test_host_that_has_no_time_to_say_waits(
    workspace: Workspace, article: str, status: int, headers: dict[str, str]
) -> None:
    workspace.server.fail(TDM, Failure(status=status, headers=headers))
    report = workspace.crawl(article, licensed=False)
    assert (report.articles, report.queued) == (0, 1)
    assert report.failed == {"host-busy": 1}
    workspace.server.fail(TDM, Failure(body=RESERVED))
    workspace.later(hours=1)
    assert workspace.crawl(article, licensed=False).excluded == {"tdm-reserved": 1}


def test_host_that_has_no_time_at_first(workspace: Workspace, article: str) -> None:
    workspace.server.fail(TDM, Failure(status=503, headers={"Retry-After": "0"}, times=1))
    assert workspace.crawl(article, licensed=False, backoff=5).articles == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("target", ["/chinh-sach/tdm.json", "http://langven.example/tdm.json"])
def test_file_behind_a_redirect(workspace: Workspace, article: str, status: int, target: str) -> None:
    workspace.server.fail(TDM, Failure(status=status, headers={"Location": target}))
    workspace.server.fail(urljoin(TDM, target), Failure(body=RESERVED))
    assert workspace.crawl(article, licensed=False).excluded == {"tdm-reserved": 1}
    workspace.later(hours=1)
    workspace.crawl(article, licensed=False)
    assert workspace.server.counts()[TDM] == 1


@pytest.mark.parametrize("target", [TDM, "http://[x/", "/kin/tdm.json"])
def test_redirect_that_leads_nowhere(workspace: Workspace, article: str, target: str) -> None:
    workspace.server.fail("http://haidang.example/robots.txt", Failure(body=b"User-agent: *\nDisallow: /kin/\n"))
    workspace.server.fail(TDM, Failure(status=301, headers={"Location": target}))
    assert workspace.crawl(article, licensed=False).articles == 1
    assert workspace.server.counts()[TDM] <= 6
    assert "http://haidang.example/kin/tdm.json" not in workspace.server.counts()


@pytest.mark.parametrize("location", UNREADABLE)
def test_a_file_that_cannot_be_read_ends_no_crawl(workspace: Workspace, article: str, location: bytes) -> None:
    told = b'[{"location": "%s"}, {"location": "/", "tdm-reservation": 1, "tdm-policy": "\\ud800"}]' % location
    workspace.server.fail(TDM, Failure(body=told, headers={"Content-Type": "application/json"}))
    report = workspace.crawl(article, licensed=False)
    assert report.excluded == {"tdm-reserved": 1}
    assert not report.failed


def test_tdm_file_that_robots_forbids_is_not_asked_for(workspace: Workspace, article: str) -> None:
    rules = b"User-agent: *\nDisallow: /.well-known/\n"
    workspace.server.fail("http://haidang.example/robots.txt", Failure(body=rules))
    assert workspace.crawl(article, licensed=False).articles == 1
    assert TDM not in workspace.server.counts()


def test_licence(workspace: Workspace, site: SampleSite, article: str) -> None:
    workspace.server.fail(article, Failure(body=site.respond(article).body, headers={"X-Robots-Tag": "noai"}))
    assert workspace.crawl(article, licensed=True).articles == 1


def test_header_nofollow_ends_at_the_page(workspace: Workspace, site: SampleSite) -> None:
    home = "http://haidang.example/"
    workspace.server.fail(home, Failure(body=site.respond(home).body, headers={"X-Robots-Tag": "nofollow"}))
    workspace.crawl(home, sitemaps=False)
    asked = {url for url in workspace.server.counts() if "robots.txt" not in url}
    assert asked == {home}
