"""`diembao crawl`: what a run says, its exit code, its report, dry runs, and crawling again every few hours."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import UsageError, WorkspaceError
from corpus.sample import Response
from crawler import CrawlEvent
from crawler.sample_server import Failure
from diembao.crawl_display import EVERY, display
from diembao.crawl_report import Tally, table
from diembao.watching import span_of, watch
from tests.crawler.press import HOST, PROSE, Press, feed, html, links
from tests.diembao.conftest import Command, Told

OTHER = "http://khac.example"
ARTICLES = [f"{HOST}/tin-so-{n}-cua-chi-bo-10{n}00{n}.html" for n in range(1, 4)]
DEAD = f"{HOST}/bai-da-go-tu-lau-104009.html"


@pytest.fixture
def press() -> Iterator[Press]:
    pages = {url: html(PROSE + url) for url in ARTICLES}
    pages |= {f"{HOST}/": html(links(*ARTICLES, DEAD, "/kin/trang.html")), f"{OTHER}/": html(links("/lien-he"))}
    pages[f"{HOST}/tin.rss"] = feed(*ARTICLES)
    pages[f"{HOST}/robots.txt"] = "User-agent: *\nDisallow: /kin/\n"
    running = Press(pages)
    with running:
        yield running


@pytest.fixture
def crawl(diembao: Command, press: Press, tmp_path: Path) -> Any:
    def run(*arguments: object) -> Told:
        quick = ("--proxy", press.proxy_url, "--interval", 0, "--workspace", tmp_path / "w")
        return diembao("crawl", *quick, *arguments)

    return run


def test_the_table_says_what_became_of_every_host(crawl: Any) -> None:
    told = crawl(f"{HOST}/", f"{OTHER}/")
    lines = [line.split() for line in told.err.splitlines()]
    assert ["bao.example", "3", "0", "0", "1", "1", "1", "http-404", "1"] in lines
    assert ["khac.example", "0", "0", "0", "1", "0", "1", "http-404", "1"] in lines
    assert f"{DEAD}: http-404: the host answered 404" in told.err
    assert told.out == ""


def test_dead_links_are_no_failed_hosts(crawl: Any) -> None:
    assert crawl(f"{HOST}/").code == 0


@pytest.mark.parametrize("status", [401, 403, 451])
def test_a_host_that_denies_every_article_has_failed(crawl: Any, press: Press, status: int) -> None:
    for url in ARTICLES:
        press.fail(url, Failure(status=status))
    told = crawl(f"{HOST}/")
    assert told.code == 1
    assert f"http-{status} 3" in told.err


def test_a_host_that_denies_one_article_has_not_failed(crawl: Any, press: Press) -> None:
    press.fail(ARTICLES[0], Failure(status=403))
    assert crawl(f"{HOST}/").code == 0


def test_a_redirect_of_every_article_to_itself_is_a_failed_host(crawl: Any, press: Press) -> None:
    for url in ARTICLES:
        fields = (("Content-Type", "text/html"), ("Location", url), ("Set-Cookie", "seen=1"))
        press.pages[url] = Response(status=302, headers=fields, body=b"")
    told = crawl(f"{HOST}/")
    assert told.code == 1
    assert "redirect 3" in told.err


@pytest.mark.parametrize("failure", [Failure(status=500), Failure(drop=True)])
def test_a_host_in_trouble_is_exit_code_1(crawl: Any, press: Press, failure: Failure) -> None:
    press.fail(f"{OTHER}/*", failure)
    told = crawl(f"{HOST}/", f"{OTHER}/")
    assert told.code == 1, told.err
    assert "khac.example" in told.err


def test_a_seed_that_is_not_there_is_exit_code_1_or_2(crawl: Any) -> None:
    assert crawl(f"{HOST}/", f"{HOST}/khong-co.html").code == 1
    assert crawl(f"{OTHER}/khong-co.html").code == 2


def test_a_seed_that_robots_txt_forbids_is_told(crawl: Any, press: Press) -> None:
    told = crawl(f"{HOST}/kin/trang.html", f"{HOST}/tin.rss")
    assert told.code == 1
    assert f"{HOST}/kin/trang.html: left out: robots" in told.err
    assert crawl(f"{HOST}/kin/trang.html").code == 2
    assert f"{HOST}/kin/trang.html" not in press.asked()


@pytest.mark.parametrize(
    "address",
    ["http://user:secret@[::1/", "user:secret@bao.example", "ftp://user:secret/secret@bao.example/",
     "http://user:a/secret@b@[::1/", "//user:secret@bao.example/"],
)  # fmt: skip
def test_what_is_no_address_is_one_line_without_its_password(crawl: Any, tmp_path: Path, address: str) -> None:
    sites = tmp_path / "papers.txt"
    sites.write_text(f"{address}\n")
    for told in (crawl(address), crawl("--sites", sites)):
        assert told.code == 2
        assert "not an address" in told.err
        assert "secret" not in told.err
        assert "user:" not in told.err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_a_list_of_sites_as_editors_save_it(crawl: Any, tmp_path: Path, encoding: str) -> None:
    sites = tmp_path / "papers.txt"
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    sites.write_bytes(f"{mark}# báo\r\n{HOST}/\r\n".encode(encoding))
    told = crawl("--sites", sites)
    assert told.code == 0, told.err
    assert "new articles 3" in told.err


@pytest.mark.parametrize("data", [b"\xff\xfea", "# báo".encode("utf-16-le"), b"b\0a\0", "# b\xe1o".encode("latin-1")])
def test_a_list_of_sites_in_no_known_encoding_is_one_line(crawl: Any, tmp_path: Path, data: bytes) -> None:
    sites = tmp_path / "papers.txt"
    sites.write_bytes(data)
    told = crawl("--sites", sites)
    assert told.code == 2
    assert str(sites) in told.err
    assert "Traceback" not in told.err


def test_the_report_for_machines(crawl: Any, press: Press, tmp_path: Path) -> None:
    press.fail(f"{OTHER}/*", Failure(status=503))
    told = crawl(f"{HOST}/", f"{OTHER}/", "--report", tmp_path / "r.json", "--contact", "a@b.example")
    assert told.code == 1
    report = json.loads((tmp_path / "r.json").read_bytes())
    assert report["diembao_crawl"] == 1
    assert report["seeds"] == [f"{HOST}/", f"{OTHER}/"]
    assert report["hosts_failed"] == ["khac.example"]
    assert (report["stopped"], report["dry_run"], report["planned"]) == ("done", False, [])
    assert "a@b.example" in report["user_agent"]
    first, second = report["hosts"]
    assert (first["host"], first["articles"], first["refused_by_robots"]) == ("bao.example", 3, 1)
    assert first["failed"] == {"http-404": 1}
    assert second["given_up"]
    assert {p["place"] for p in report["problems"]} >= {DEAD}
    assert datetime.fromisoformat(report["started"]) <= datetime.fromisoformat(report["ended"])
    assert report["totals"]["articles"] == 3


def test_a_report_without_a_folder_is_said_before_the_crawl(crawl: Any, press: Press, tmp_path: Path) -> None:
    told = crawl(f"{HOST}/", "--report", tmp_path / "none" / "r.json")
    assert told.code == 2
    assert "--report" in told.err
    assert not press.counts()


def test_a_dry_run_prints_addresses_and_keeps_nothing(crawl: Any, press: Press, tmp_path: Path) -> None:
    told = crawl(f"{HOST}/tin.rss", "--dry-run")
    assert told.code == 0, told.err
    assert sorted(line.split("\t") for line in told.out.splitlines()) == [
        ["2020-06-18T11:29:00+07:00", url] for url in ARTICLES
    ]
    assert not set(press.asked()) & set(ARTICLES)
    assert not list((tmp_path / "w").rglob("*.warc.gz"))
    assert not (tmp_path / "w/crawl.sqlite").exists()
    assert crawl(f"{HOST}/tin.rss").code == 0
    assert crawl(f"{HOST}/tin.rss", "--dry-run").out == ""  # they are there now


def test_a_limit_for_every_site(crawl: Any, press: Press) -> None:
    more = [f"{OTHER}/tin-so-{n}-cua-chi-bo-20{n}00{n}.html" for n in range(1, 4)]
    press.pages |= {url: html(PROSE + url) for url in more}
    press.pages[f"{OTHER}/tin.rss"] = feed(*more)
    told = crawl(f"{HOST}/tin.rss", f"{OTHER}/tin.rss", "--limit-per-site", 2)
    assert "new articles 4" in told.err
    assert "again" in told.err


def test_limits_and_options_reach_the_crawl(crawl: Any, press: Press) -> None:
    assert "new articles 2" in crawl(f"{HOST}/", "--limit", 2).err
    assert "unchanged 2" not in crawl(f"{HOST}/", "--revisit", "never", "--exclude", "/tin-so-3").err
    assert press.counts()[ARTICLES[2]] <= 1
    assert crawl(f"{HOST}/", "--proxy", "ftp://x").code == 2
    assert crawl(f"{HOST}/", "--dry-run", "--watch", "6h").code == 2
    assert crawl().code == 2


# --- the display ------------------------------------------------------------------------------------------------------


def event(kind: Any, url: str, reason: str = "") -> CrawlEvent:
    return CrawlEvent(kind=kind, url=url, message=f"{reason} x", articles=1, reason=reason)


def test_without_a_terminal_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    clock = [0.0]
    tally = Tally()
    with display(tally, terminal=False, clock=lambda: clock[0]) as watching:
        for step in range(100):
            clock[0] = step * EVERY / 25
            one = event("article", f"{HOST}/{step}")
            tally.take(one)
            watching(one)
        watching(event("host", f"{OTHER}/", "timeout"))
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 4
    assert "bao.example new 26" in lines[0]
    assert "timeout" in lines[-1]


def test_on_a_terminal_a_table_of_hosts(capsys: pytest.CaptureFixture[str]) -> None:
    clock = [0.0]
    tally = Tally()
    with display(tally, terminal=True, clock=lambda: clock[0]) as watching:
        for one in (event("article", f"{HOST}/\x1b]0;evil"), event("host", f"{OTHER}/", "timeout")):
            clock[0] += 1
            tally.take(one)
            watching(one)
    shown = capsys.readouterr().err
    assert "bao.example" in shown
    assert "given up: timeout" in shown
    assert "\x1b]0" not in shown


def test_no_hosts_no_table() -> None:
    assert table(Tally()) == []


def test_of_many_hosts_those_that_failed_are_shown() -> None:
    tally = Tally()
    for n in range(100):
        tally.take(event("article", f"http://h{n:02d}.example/"))
    tally.take(event("failed", "http://h99.example/x", "timeout"))
    lines = table(tally, most=3)
    assert len(lines) == 5
    assert "timeout 1" in lines[-2]
    assert lines[-1].startswith("and 97 more")


# --- again and again --------------------------------------------------------------------------------------------------


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 8, tzinfo=UTC)
        self.rounds: list[str] = []

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def note(self) -> None:
        self.rounds.append(f"{self.now:%H:%M}")


def test_a_round_every_six_hours_until_it_is_stopped() -> None:
    clock = Clock()

    def one_round() -> bool:
        clock.note()
        clock.sleep(600)
        return len(clock.rounds) < 3

    watch(one_round, timedelta(hours=6), now=lambda: clock.now, sleep=clock.sleep)
    assert clock.rounds == ["08:00", "14:00", "20:00"]


def test_a_long_round_is_followed_at_once_and_a_failed_one_by_the_next(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()

    def one_round() -> bool:
        clock.note()
        if len(clock.rounds) == 1:
            clock.sleep(7 * 3600)
        if len(clock.rounds) == 2:
            raise WorkspaceError("another crawl is running")
        return len(clock.rounds) < 3

    watch(one_round, timedelta(hours=6), now=lambda: clock.now, sleep=clock.sleep)
    assert clock.rounds == ["08:00", "15:00", "21:00"]
    assert "another crawl is running" in capsys.readouterr().err


def test_wrong_use_ends_it() -> None:
    def one_round() -> bool:
        raise UsageError("no")

    with pytest.raises(UsageError):
        watch(one_round, timedelta(hours=6), now=lambda: datetime.now(UTC), sleep=lambda _: None)


@pytest.mark.parametrize(("text", "minutes"), [("90m", 90), ("6h", 360), ("1d", 1440), (" 2 H ", 120)])
def test_spans(text: str, minutes: int) -> None:
    assert span_of(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "6", "h", "1m", "0h", "-6h", "6 weeks", "6h30m"])
def test_what_is_no_span(text: str) -> None:
    with pytest.raises(UsageError):
        span_of(text)


def test_watching_keeps_the_corpus_current(crawl: Any, press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    new = f"{HOST}/tin-so-4-cua-chi-bo-104004.html"
    ahead = [timedelta()]

    def sleep(_: float) -> None:
        if ahead[0]:
            raise KeyboardInterrupt
        press.pages[new] = html(PROSE + new)
        press.pages[f"{HOST}/tin.rss"] = feed(*ARTICLES, new)
        ahead[0] = timedelta(hours=7)

    monkeypatch.setattr("diembao.commands.crawl._now", lambda: datetime.now(UTC) + ahead[0])
    monkeypatch.setattr("diembao.commands.crawl.time.sleep", sleep)
    before = signal.getsignal(signal.SIGTERM)
    told = crawl(f"{HOST}/tin.rss", "--watch", "6h")
    assert told.code == 130
    assert "new articles 3" in told.err
    assert "new articles 1" in told.err
    assert told.err.count("read ") >= 2  # built after every round
    assert told.err.count("next crawl at") == 2
    assert press.counts()[new] == 1
    assert signal.getsignal(signal.SIGTERM) is before
