from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from corpus.sample import SampleSite
from crawler.sample_server import Failure, SampleServer


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


def test_as_proxy_and_by_host_header(site: SampleSite, session: requests.Session) -> None:
    with SampleServer(site) as server:
        proxied = session.get("http://langven.example/", proxies={"http": server.proxy_url})
        direct = session.get(server.proxy_url + "/", headers={"Host": "langven.example"})
        assert proxied.content == direct.content == site.respond("http://langven.example/").body
        assert server.counts()["http://langven.example/"] == 2


def test_index_page_names_the_papers(site: SampleSite, session: requests.Session) -> None:
    with SampleServer(site) as server:
        page = session.get(server.proxy_url + "/").content.decode()
        assert all(edition.template.NAME in page for edition in site.editions.values())


def test_conditional_requests(site: SampleSite, session: requests.Session) -> None:
    url = next(iter(site.article_urls("nhippho.example").values()))
    with SampleServer(site) as server:
        proxies = {"http": server.proxy_url}
        first = session.get(url, proxies=proxies)
        for header, value in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
            again = session.get(url, proxies=proxies, headers={header: first.headers[value]})
            assert (again.status_code, again.content) == (304, b"")


def test_nothing_leaves_the_machine(site: SampleSite, session: requests.Session) -> None:
    with SampleServer(site) as server:
        answer = session.get("http://www.example.com/", proxies={"http": server.proxy_url})
        assert answer.status_code == 502


def test_head_has_no_body(site: SampleSite, session: requests.Session) -> None:
    with SampleServer(site) as server:
        answer = session.head("http://haidang.example/", proxies={"http": server.proxy_url})
        assert answer.status_code == 200
        assert int(answer.headers["Content-Length"]) > 1000


def test_failures_are_counted_down(site: SampleSite, session: requests.Session) -> None:
    with SampleServer(site) as server:
        server.fail("http://haidang.example/*", Failure(status=503, times=2))
        codes = [
            session.get("http://haidang.example/", proxies={"http": server.proxy_url}).status_code for _ in range(3)
        ]
        assert codes == [503, 503, 200]


def test_closing_does_not_wait_for_idle_clients(site: SampleSite, session: requests.Session) -> None:
    server = SampleServer(site)
    with server:
        session.get("http://haidang.example/", proxies={"http": server.proxy_url})
    with pytest.raises(requests.ConnectionError):
        session.get("http://haidang.example/", proxies={"http": server.proxy_url})
