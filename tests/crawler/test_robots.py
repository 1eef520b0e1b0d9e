"""robots.txt of every form. The rules' order of precedence and the escapes are those of RFC 9309's own examples."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest

from crawler.robots import MAX_ROBOTS_BYTES, parse_robots, robots_from
from tests.crawler.conftest import Workspace
from tests.crawler.hostile import HostileServer, Wire, answer

B = "http://bao.example"


def allows(text: str | bytes, path: str, agent: str = "diembao") -> bool:
    return parse_robots(text if isinstance(text, bytes) else text.encode(), agent).allows(B + path)


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Disallow: /", "/tin.htm", False),
        ("Disallow:", "/tin.htm", True),
        ("Disallow: /tin", "/tin-tuc/1.htm", False),
        ("Disallow: /tin/", "/tin", True),
        ("Disallow: /TIN", "/tin", True),
        ("Disallow: /\nAllow: /tin/", "/tin/1.htm", True),
        ("Allow: /tin\nDisallow: /tin", "/tin", True),  # equally long: the one that allows
        ("Allow: /tin\nDisallow: /tin/cu", "/tin/cu/1", False),
        ("Disallow: /*.pdf$", "/a/b.pdf", False),
        ("Disallow: /*.pdf$", "/a/b.pdf?x=1", True),
        ("Disallow: /*?", "/a?x=1", False),
        ("Disallow: /*?", "/a", True),
        ("Disallow: http://[x/\nDisallow: /tin/", "/anh", True),  # a line that cannot be read is passed over
        ("Disallow: http://[x/\nDisallow: /tin/", "/tin/1.htm", False),
        ("Disallow: /a*b*c", "/a1b2c3", False),
        ("Disallow: /a*b*c", "/a1c2b3", True),
        ("Disallow: /*a$", "/ba", False),
        ("Disallow: /a*a$", "/a", True),  # both ends cannot be the same letter
        ("Disallow: /$", "/", False),
        ("Disallow: /$", "/tin", True),
        ("Disallow: /a$b", "/a$b", False),
        ("Disallow: /a%2Ab", "/a*b", False),
        ("Disallow: /tin-t%E1%BB%A9c", "/tin-t%e1%bb%a9c/1", False),
        ("Disallow: /tin-tức", "/tin-t%E1%BB%A9c/1", False),
        ("Disallow: /%7Ean", "/~an/", False),
        ("Disallow: tin", "/tin/1", False),
        ("Disallow: *tin", "/a/tin", False),
        ("Disallow: http://bao.example/tin", "/tin/1", False),
        ("disallow : /tin # kín", "/tin/1", False),
        ("Disallow /tin", "/tin/1", False),
        ("DISALLOW:/tin", "/tin/1", False),
        ("Disalow: /tin", "/tin/1", False),
        ("Noindex: /tin", "/tin/1", True),
        ("Disallow: /", "/robots.txt", True),
    ],
)
def test_rules(rules: str, path: str, allowed: bool) -> None:
    assert allows(f"User-agent: *\n{rules}\n", path) is allowed


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("User-agent: diembao\nDisallow: /\n", False),
        ("User-agent: DiemBao\nDisallow: /\n", False),
        ("User-agent: diembao/1.0\nDisallow: /\n", False),
        ("User-agent: diem\nDisallow: /\n", True),  # another's token, though ours begins so
        ("User-agent: diembao-news\nDisallow: /\n", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: diembao\nDisallow:\n", True),
        ("User-agent: diembao\nAllow: /\n\nUser-agent: *\nDisallow: /\n", True),
        ("User-agent: khac\nUser-agent: diembao\nDisallow: /\n", False),
        ("User-agent: diembao\nDisallow: /a\n\nUser-agent: diembao\nDisallow: /tin\n", False),  # groups are joined
        ("User-agent: diembao\nSitemap: http://bao.example/s.xml\nUser-agent: khac\nDisallow: /\n", False),
        ("User-agent: *\nCrawl-delay: 10\n\nUser-agent: khac\nDisallow: /\n", True),
        ("User-agent: khac\nDisallow: /\n", True),
        ("Disallow: /\n", True),  # of nobody's group
        ("", True),
        ("# không có gì\n", True),
        ("<!DOCTYPE html><html><body>\nDisallow: /\n</body></html>", True),
        ("User-agent: *\r\nDisallow: /\r\n", False),
        ("User-agent: *\rDisallow: /\r", False),
        ("\ufeffUser-agent: *\nDisallow: /\n", False),
        ("User-agent: *\n\n\nDisallow: /\n", False),
        ("Useragent: *\nDisallow: /\n", False),
    ],
)
def test_groups(text: str, allowed: bool) -> None:
    assert allows(text, "/tin/1.htm") is allowed


def test_encodings() -> None:
    assert not allows("User-agent: *\nDisallow: /".encode("utf-16"), "/tin")
    assert not allows("User-agent: *\nDisallow: /tin-t\xfa".encode("latin-1") + b"\nDisallow: /a", "/a")


@pytest.mark.parametrize(
    ("lines", "delay"),
    [
        ("Crawl-delay: 2.5", 2.5), ("crawl-delay:7s", 7.0), ("Crawl-delay: 1,5", 1.5), ("Crawl-delay: -1", None),
        ("Crawl-delay: nan", None), ("Crawl-delay: inf", None), ("Crawl-delay: bald", None), ("Crawl-delay:", None),
        ("Request-rate: 1/5", 5.0), ("Request-rate: 2/1m 0600-0900", 30.0), ("Request-rate: 0/5", None),
        ("Crawl-delay: 1\nRequest-rate: 1/9", 9.0), ("Disallow: /a", None),
    ],
)  # fmt: skip
def test_delay(lines: str, delay: float | None) -> None:
    assert parse_robots(f"User-agent: *\n{lines}\n".encode(), "diembao").delay == delay


def test_delay_of_another_agent_is_not_ours() -> None:
    text = b"User-agent: khac\nCrawl-delay: 30\n\nUser-agent: *\nDisallow: /a\n"
    assert parse_robots(text, "diembao").delay is None


def test_sitemaps_stand_anywhere() -> None:
    text = b"Sitemap: http://bao.example/1.xml\nUser-agent: khac\nDisallow: /\nSITEMAP : http://bao.example/2.xml"
    assert parse_robots(text, "diembao").sitemaps == ("http://bao.example/1.xml", "http://bao.example/2.xml")


def test_what_lies_beyond_the_limit_is_not_read() -> None:
    filler = b"# " + b"x" * 98 + b"\n"
    text = b"User-agent: *\nDisallow: /a\n" + filler * 6_000 + b"Disallow: /tin\n"
    assert len(text) > MAX_ROBOTS_BYTES
    assert not allows(text, "/a")
    assert allows(text, "/tin")


def test_half_a_rule_at_the_limit_is_none() -> None:
    text = b"User-agent: *\nDisallow: /a\n"
    text += b"#" * (MAX_ROBOTS_BYTES - len(text) - 12) + b"\nDisallow: /tin-cu/\n"
    assert allows(text, "/tin/1")


def test_hostile_patterns_take_no_time() -> None:
    text = b"User-agent: *\n" + (b"Disallow: /" + b"*a" * 2_000 + b"b\n") * 100
    rules = parse_robots(text, "diembao")
    begin = time.perf_counter()
    assert rules.allows(B + "/" + "a" * 1_000)
    assert time.perf_counter() - begin < 1


@pytest.mark.parametrize(("status", "allowed"), [(200, False), (204, False), (301, True), (403, True), (404, True),
                                                 (410, True), (429, False), (500, False), (503, False)])  # fmt: skip
def test_status(status: int, allowed: bool) -> None:
    assert robots_from(status, b"User-agent: *\nDisallow: /", "diembao").allows(B + "/tin") is allowed


# --- over the network ------------------------------------------------------------------------------------------------


@pytest.fixture
def hostile() -> Iterator[HostileServer]:
    with HostileServer() as running:
        running.on("/tin-1-20260301080000001.htm", answer(b"<html><body><p>Tin.</p></body></html>"))
        yield running


def crawled(workspace: Workspace, hostile: HostileServer, **changes: object) -> dict[str, int]:
    """What was asked for beside robots.txt, in a crawl of one article."""
    seed = hostile.url("/tin-1-20260301080000001.htm")
    workspace.crawl(seed, proxy=None, allow_private=True, attempts=1, **changes)
    return {path: n for path, n in hostile.counts().items() if "robots" not in path}


CLOSED = b"User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        (answer(CLOSED, kind=b"text/plain"), False),
        (answer(CLOSED, kind=b"application/octet-stream"), False),
        (answer(CLOSED, kind=b"image/png"), False),
        (answer(CLOSED, kind=None), False),
        (answer(b"\xef\xbb\xbf" + CLOSED, kind=b"text/plain"), False),
        (answer("<html><body>Không tìm thấy</body></html>".encode()), True),
        (answer(CLOSED, status="404 Not Found"), True),
        (answer(b"", status="500 Oops"), False),
        (answer(b"", status="301 Moved"), True),
        (answer(b"", status="301 Moved", headers={"Location": "/robots.txt"}), True),  # too many: counts as 4xx
        (answer(b"", status="302 Found", headers={"Location": "ftp://bao.example/robots.txt"}), False),
        (answer(CLOSED, kind=b"text/plain", length=10_000), False),
    ],
    ids=["plain", "bytes", "picture", "no-type", "bom", "html", "404", "500", "nowhere", "loop", "ftp", "cut"],
)
def test_forms(workspace: Workspace, hostile: HostileServer, told: bytes, asked: bool) -> None:
    if b"10000" in told:
        hostile.on("/robots.txt", lambda wire: wire.send(told))
    else:
        hostile.on("/robots.txt", told)
    assert bool(crawled(workspace, hostile)) is asked


def test_endless_robots_is_read_to_the_limit(workspace: Workspace, hostile: HostileServer) -> None:
    def script(wire: Wire) -> None:
        wire.send(b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n" + CLOSED)
        while True:  # until the client goes away
            wire.send(b"# " + b"x" * 50_000 + b"\n")

    hostile.on("/robots.txt", script)
    assert crawled(workspace, hostile, max_bytes=900_000) == {}
    assert hostile.counts()["/robots.txt"] == 1


def test_dripping_robots_forbids_all(workspace: Workspace, hostile: HostileServer) -> None:
    hostile.on("/robots.txt", lambda wire: wire.drip(answer(b"#" * 30), 0.02))
    assert crawled(workspace, hostile, robots_timeout=0.1) == {}


def test_robots_is_asked_for_again_after_a_day_of_one_run(workspace: Workspace, hostile: HostileServer) -> None:
    """A run may last for days."""
    pages = [f"/tin-{n}-2026030108000000{n}.htm" for n in range(1, 5)]
    listing = "".join(f'<a href="{path}">Tin</a>' for path in pages).encode()
    hostile.on("/muc", answer(b"<html><body>" + listing + b"</body></html>"))

    def script(wire: Wire) -> None:
        workspace.now += timedelta(hours=13)
        wire.send(answer(b"<html><body><p>Tin.</p></body></html>"))

    for path in pages:
        hostile.on(path, script)
    workspace.crawl(hostile.url("/muc"), proxy=None, allow_private=True)
    assert sum(hostile.counts()[path] for path in pages) == 4
    assert hostile.counts()["/robots.txt"] == 2


def test_pause_longer_than_is_waited_for(workspace: Workspace, hostile: HostileServer) -> None:
    hostile.on("/robots.txt", answer(b"User-agent: *\nCrawl-delay: 86400\n", kind=b"text/plain"))
    assert crawled(workspace, hostile, interval=None) == {}


def test_request_rate_and_interval_are_both_kept(workspace: Workspace, hostile: HostileServer) -> None:
    hostile.on("/robots.txt", answer(b"User-agent: *\nCrawl-delay: 0.01\n", kind=b"text/plain"))
    crawled(workspace, hostile, interval=0.06)
    times = [asked.at for asked in hostile.asked]
    assert len(times) >= 2
    assert all(later - earlier >= 0.06 for earlier, later in pairwise(times))
