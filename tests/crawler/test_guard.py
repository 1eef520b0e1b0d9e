"""Whom a crawl may not talk to: this machine and its network, by whatever way an address leads there."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from corpus.errors import FetchError
from crawler import CrawlSettings
from crawler.guard import Place, is_plainly_private, is_public
from crawler.http import HttpFetcher
from crawler.settings import CrawlSettings as Settings
from tests.crawler.conftest import Workspace
from tests.crawler.hostile import HostileServer, answer


@pytest.fixture
def hostile() -> Iterator[HostileServer]:
    with HostileServer() as running:
        yield running


class Names:
    """A resolver that answers as it is told, each time the next of the answers, the last one for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> Sequence[Place]:
        self.asked.append(host)
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(socket.AF_INET6 if ":" in a else socket.AF_INET, (a, port)) for a in found]


def reason(url: str, names: Names | None = None, **changes: Any) -> str:
    settings = CrawlSettings(**{"connect_timeout": 0.2, "total_timeout": 1, **changes})
    fetcher = HttpFetcher(settings, resolve=names) if names else HttpFetcher(settings)
    try:
        with pytest.raises(FetchError) as error:
            fetcher.get(url, headers={})
    finally:
        fetcher.close()
    return error.value.reason


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.127.255.254", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1",
        "fd12:3456:789a::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe",
        "::127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:c0a8:101::1", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_of_this_machine_and_its_network(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "203.162.0.181", "172.32.0.1", "100.128.0.1", "2606:4700::1111"])
def test_addresses_of_the_internet(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
        "http://[::1]/", "http://[::ffff:7f00:1]/", "http://localhost/", "http://LOCALHOST./", "http://a.localhost/",
        "http://may-in.local/", "http://metadata.google.internal/", "http://169.254.169.254/latest/", "http://0/",
    ],
)  # fmt: skip
def test_private_by_its_spelling(url: str) -> None:
    assert is_plainly_private(url)
    assert reason(url) == "private-address"
    assert reason(url, proxy="http://127.0.0.1:9") == "private-address"  # a proxy must not be led there either


@pytest.mark.parametrize(
    "url", ["http://bao.example/", "http://local.example/", "http://1.1.1.1/", "http://1.example/"]
)
def test_not_private_by_its_spelling(url: str) -> None:
    assert not is_plainly_private(url)


@pytest.mark.parametrize("found", [["10.0.0.1"], ["::1"], ["1.1.1.1", "127.0.0.1"], ["::ffff:127.0.0.1"]])
def test_name_that_leads_to_a_private_address(hostile: HostileServer, found: list[str]) -> None:
    hostile.on("/", answer())
    assert reason(f"http://bao.example:{hostile.port}/", Names(found)) == "private-address"
    assert hostile.connections == 0


def test_name_is_resolved_once_for_check_and_connection() -> None:
    """A second look-up, between the check and the connection, could answer otherwise (DNS rebinding)."""
    names = Names(["192.0.2.9"])
    names.answers = [["100.128.0.1"], ["127.0.0.1"]]
    with pytest.MonkeyPatch.context() as patch:
        reached: list[object] = []

        def connect(self: socket.socket, place: object) -> None:
            reached.append(place)
            raise ConnectionRefusedError

        patch.setattr(socket.socket, "connect", connect)
        assert reason("http://bao.example/", names) == "unreachable"
    assert reached == [("100.128.0.1", 80)]
    assert names.asked == ["bao.example"]


def test_every_new_connection_is_checked(hostile: HostileServer) -> None:
    url = f"http://bao.example:{hostile.port}/"
    hostile.on("/", answer(headers={"Connection": "close"}))
    names = Names(["127.0.0.1"])
    fetcher = HttpFetcher(CrawlSettings(allow_private=True), resolve=names)
    fetcher.get(url, headers={})
    fetcher.get(url, headers={})
    fetcher.close()
    assert len(names.asked) == 2
    assert hostile.asked[0].host == f"bao.example:{hostile.port}"  # the name, not the number, is asked for


def test_one_address_of_a_name_that_is_dead_is_passed_over(hostile: HostileServer) -> None:
    hostile.on("/", answer(b"<html>tin</html>"))
    fetcher = HttpFetcher(CrawlSettings(allow_private=True), resolve=Names(["127.255.255.254", "127.0.0.1"]))
    assert fetcher.get(f"http://bao.example:{hostile.port}/", headers={}).status == 200
    fetcher.close()


def test_address_of_the_sixth_version() -> None:
    reached: list[object] = []

    def connect(self: socket.socket, place: object) -> None:
        reached.append(place)
        raise ConnectionRefusedError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        assert reason("http://[2606:4700::1111]:8080/") == "unreachable"
    assert [place[:2] for place in reached if isinstance(place, tuple)] == [("2606:4700::1111", 8080)]


def test_crawl_refuses_and_says_why(workspace: Workspace, hostile: HostileServer) -> None:
    report = workspace.crawl(hostile.url("/"), proxy=None, allow_private=False, attempts=3)
    assert hostile.connections == 0
    assert report.failed == {"private-address": 1}
    assert "this machine" in report.problems[0].detail


def test_redirect_into_the_network_is_refused(workspace: Workspace, hostile: HostileServer) -> None:
    """A seed may redirect to another host; through the proxy the target's name is all that can be judged."""
    from crawler.sample_server import Failure

    seed = "http://haidang.example/di"
    workspace.server.fail(seed, Failure(status=302, headers={"Location": hostile.url("/trong")}))
    report = workspace.crawl(seed, allow_private=False)
    assert hostile.connections == 0
    assert report.failed == {"private-address": 1}
    assert hostile.url("/trong") not in workspace.server.counts()


def test_robots_that_redirects_into_the_network_is_refused(workspace: Workspace, hostile: HostileServer) -> None:
    from crawler.sample_server import Failure

    workspace.server.fail(
        "http://haidang.example/robots.txt", Failure(status=302, headers={"Location": hostile.url("/r")})
    )
    report = workspace.crawl("http://haidang.example/", allow_private=False)
    assert hostile.connections == 0
    assert report.articles == 0


def test_private_is_refused_unless_asked_for() -> None:
    assert not Settings().allow_private
