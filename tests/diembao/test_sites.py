"""Outlets by name: `diembao sites`, and a crawl that begins where a profile says that articles are announced."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.sample import SampleSite
from crawler.sample_server import Failure, SampleServer
from diembao.workspace import Workspace, open_workspace
from tests.diembao.conftest import Command, Told

_HOST = "haidang.example"
_FEED = f"http://{_HOST}/rss/tin-moi.rss"
_PROFILE = f"""name = "Báo Hải Đăng"
hosts = ["{_HOST}"]
kind = "provincial"
province = "Quảng Ninh"
feeds = ["{_FEED}"]
made_from = "seen"
sources = ["the sample press"]
"""


@pytest.fixture
def press() -> Iterator[SampleServer]:
    with SampleServer(SampleSite()) as running:
        running.unhurried(_HOST)
        yield running


@pytest.fixture
def own_profile(tmp_path: Path) -> Workspace:
    """A workspace whose folder `sites` maps a paper of the sample press to a profile."""
    workspace = open_workspace(tmp_path / "w", create=True)
    workspace.sites.mkdir()
    (workspace.sites / "haidang.toml").write_text(_PROFILE, "utf-8")
    return workspace


def _crawl(diembao: Command, press: SampleServer, workspace: Workspace, *wanted: object) -> Told:
    return diembao("crawl", *wanted, "--proxy", press.proxy_url, "--interval", 0, "--workspace", workspace.root)


@pytest.mark.parametrize("wanted", [_HOST, f"www.{_HOST}", "Báo Hải Đăng", "bao hai dang"])
def test_an_outlet_stands_for_the_feeds_of_its_profile(
    diembao: Command, press: SampleServer, own_profile: Workspace, wanted: str
) -> None:
    told = _crawl(diembao, press, own_profile, wanted, "--limit", 3)
    assert told.code == 0, told.err
    assert f"Báo Hải Đăng ({_HOST}): feeds 1, sitemaps 0; its profile is seen" in told.err
    assert "new articles 3" in told.err
    asked = press.counts()
    assert asked[_FEED] == asked[f"http://{_HOST}/robots.txt"] == 1
    of_the_host = {f"http://{_HOST}/robots.txt", f"http://{_HOST}/.well-known/tdmrep.json"}
    assert set(asked) <= {_FEED, *of_the_host, *SampleSite().article_urls(_HOST).values()}


def test_robots_txt_holds_for_the_addresses_of_a_profile(
    diembao: Command, press: SampleServer, own_profile: Workspace
) -> None:
    closed = Failure(body=b"User-agent: *\nDisallow: /rss/\n", headers={"Content-Type": "text/plain"})
    press.fail(f"http://{_HOST}/robots.txt", closed)
    assert "left out: robots 1" in _crawl(diembao, press, own_profile, _HOST).err
    assert set(press.counts()) == {f"http://{_HOST}/robots.txt"}


def test_an_address_is_taken_as_it_is(diembao: Command, press: SampleServer, own_profile: Workspace) -> None:
    url = next(iter(SampleSite().article_urls(_HOST).values()))
    assert "new articles 1" in _crawl(diembao, press, own_profile, url).err
    assert _FEED not in press.counts()


def test_names_from_a_file(diembao: Command, press: SampleServer, own_profile: Workspace, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("Báo Hải Đăng  # by name\n\n", "utf-8")
    assert "new articles 2" in _crawl(diembao, press, own_profile, "--sites", names, "--limit", 2).err


@pytest.mark.parametrize("wanted", ["Báo Không Có", "khong-co.example", f"thethao.{_HOST}", f"{_HOST}/kinh-te"])
def test_an_unknown_outlet_is_one_line(
    diembao: Command, press: SampleServer, own_profile: Workspace, wanted: str
) -> None:
    told = _crawl(diembao, press, own_profile, wanted)
    assert told.code == 2
    assert told.err.startswith(f"diembao: crawl: {wanted}: not an address")
    assert not press.counts()


def test_two_outlets_of_one_name(diembao: Command, press: SampleServer, own_profile: Workspace) -> None:
    second = _PROFILE.replace(_HOST, "haidang2.example")
    (own_profile.sites / "haidang2.toml").write_text(second, "utf-8")
    told = _crawl(diembao, press, own_profile, "Báo Hải Đăng")
    assert told.code == 2
    assert f"name a host: {_HOST}, haidang2.example" in told.err


# --- the list ---------------------------------------------------------------------------------------------------------


def test_the_list_of_a_province(diembao: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # no workspace there: none is needed, and none is made
    told = diembao("sites", "--province", "nghe an")
    assert " ".join(told.out.splitlines()[0].split()) == "name hosts kind province feeds sitemaps made from"
    assert [line.split("  ")[0] for line in told.out.splitlines()[1:]] == ["Báo Nghệ An", "Công an tỉnh Nghệ An"]
    assert told.out == diembao("sites", "--province", "Nghệ An").out
    assert diembao("sites", "--province", "Nghê An").err.startswith("no outlet")
    assert not list(tmp_path.iterdir())


def test_the_list_of_a_kind_as_json(diembao: Command, own_profile: Workspace) -> None:
    told = diembao("sites", "--kind", "provincial", "--format", "json", "--workspace", own_profile.root)
    rows = {row["name"]: row for row in map(json.loads, told.out.splitlines())}
    assert {row["kind"] for row in rows.values()} == {"provincial"}
    assert rows["Báo Hải Đăng"] == {
        "name": "Báo Hải Đăng",
        "hosts": [_HOST],
        "kind": "provincial",
        "province": "Quảng Ninh",
        "feeds": [_FEED],
        "sitemaps": [],
        "made_from": "seen",
    }
    assert len(rows) > 20
