from __future__ import annotations

import gzip
import json
import re
import unicodedata
from pathlib import Path

import pytest

from corpus.errors import DataFileError
from corpus.sample import SampleSite, load_articles
from corpus.sample.legacy import to_windows_1258
from corpus.sample.loader import read_article
from corpus.sample.model import Figure, Poll, Related

HOSTS = {
    "haidang": "haidang.example",
    "vanson": "congan-vanson.example",
    "langven": "langven.example",
    "nhippho": "nhippho.example",
}
GOOD = """slug = "bai"
title = "Tít"
lead = ""
authors = []
published = 2022-05-11T09:30:00+07:00
section = "Thời sự"
tags = []
kicker = ""
source_tag = ""
"""
BLOCK = '[[block]]\ntype = "p"\ntext = "Một câu."\n'


@pytest.fixture(scope="module")
def site() -> SampleSite:
    return SampleSite()


def shown(site: SampleSite, url: str, revision: int = 1) -> str:
    """The page as a reader sees it: decoded as its bytes are, NFC."""
    body = site.respond(url, revision=revision).body
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("cp1258")
    return unicodedata.normalize("NFC", text)


def test_all_articles_load() -> None:
    articles = load_articles()
    assert len(articles) == 52
    assert {a.paper for a in articles} == set(HOSTS)
    assert len({a.slug for a in articles}) == len(articles)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (GOOD + "nonsense = 1\n" + BLOCK, "nonsense"),
        (GOOD, "block"),
        (GOOD.replace('"Tít"', "7") + BLOCK, "title"),
        (GOOD.replace('"Tít"', '" Tít"') + BLOCK, "title"),
        (GOOD.replace('title = "Tít"\n', "") + BLOCK, "title"),
        (GOOD.replace('"bai"', '"khac"') + BLOCK, "slug"),
        (GOOD.replace("+07:00", "") + BLOCK, "published"),
        (GOOD.replace("2022-05-11T09:30:00+07:00", '"2022"') + BLOCK, "published"),
        (GOOD + 'also_in = ["bao-la"]\n' + BLOCK, "also_in"),
        (GOOD + 'duplicate_url = "m/x"\n' + BLOCK, "duplicate_url"),
        (GOOD + BLOCK.replace('"p"', '"verse"'), "block[0].type"),
        (GOOD + BLOCK + '[[block]]\ntype = "list"\nitems = "x"\n', "block[1].items"),
        (GOOD + unicodedata.normalize("NFD", BLOCK), "(file)"),
        ("slug = ", "(file)"),
    ],
)
def test_faults_name_file_and_key(tmp_path: Path, text: str, key: str) -> None:
    path = tmp_path / "bai.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(DataFileError) as error:
        read_article(path, "haidang")
    assert error.value.key == key
    assert error.value.path == "haidang/bai.toml"


@pytest.mark.parametrize("paper", HOSTS)
def test_every_article_is_on_its_page(site: SampleSite, paper: str) -> None:
    edition = site.editions[paper]
    for article in edition.articles:
        page = shown(site, edition.url(article)).replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")
        assert (article.title.upper() if paper == "langven" else article.title) in page
        for paragraph in article.text().split("\n\n"):
            for cell in paragraph.split(" | "):
                assert cell in page, (article.slug, cell)
        for block in article.blocks:
            if isinstance(block, Figure):
                assert block.caption in page
            if isinstance(block, Related | Poll):
                assert all(item in page for item in block.items)


@pytest.mark.parametrize("paper", HOSTS)
def test_every_page_is_the_same_each_time(paper: str) -> None:
    first, second = SampleSite(), SampleSite()
    for path in first.paths(HOSTS[paper]):
        url = f"http://{HOSTS[paper]}{path}"
        assert first.respond(url) == second.respond(url)


@pytest.mark.parametrize("paper", HOSTS)
def test_links_lead_somewhere_but_for_one(site: SampleSite, paper: str) -> None:
    host = HOSTS[paper]
    dead: set[str] = set()
    for path in site.paths(host):
        response = site.respond(f"http://{host}{path}")
        if "html" not in (response.header("Content-Type") or ""):
            continue
        for href in re.findall(rb'<[aA] [^>]*?href="([^"]*)"', response.body):
            target = href.decode().replace("&amp;", "&")
            if target.startswith(("#", "javascript:", "mailto:", "https://share.example")):
                continue
            url = target if target.startswith("http:") else f"http://{host}{target}"
            if site.respond(url).status == 404:
                dead.add(url)
    assert dead == {f"http://{host}{site.editions[paper].template.GONE_PATH}"}


@pytest.mark.parametrize("paper", HOSTS)
def test_redirect_duplicate_closed_folder_and_notice(site: SampleSite, paper: str) -> None:
    host = HOSTS[paper]
    edition = site.editions[paper]
    assert site.redirects(host)
    for old, new in site.redirects(host).items():
        response = site.respond(f"http://{host}{old}")
        assert (response.status, response.header("Location")) == (301, f"http://{host}{new}")
        assert site.respond(f"http://{host}{new}").status == 200
    [(slug, second)] = edition.second.items()
    assert site.respond(f"http://{host}{second}").status == 200
    assert second != edition.paths[slug]
    folder = edition.template.HIDDEN_PATH.split("/")[1]
    robots = shown(site, f"http://{host}/robots.txt")
    assert f"Disallow: /{folder}/" in robots
    assert "Crawl-delay: 0.05" in robots
    assert site.respond(f"http://{host}{edition.template.CONTACT_PATH}").status == 200


@pytest.mark.parametrize("paper", ["haidang", "vanson", "nhippho"])
def test_sitemaps_and_feed_name_every_article(site: SampleSite, paper: str) -> None:
    origin = f"http://{HOSTS[paper]}"
    index = shown(site, f"{origin}/sitemap.xml")
    locations = re.findall(r"<loc>([^<]+)</loc>", index)
    assert len(locations) == 4
    texts = []
    for location in locations:
        body = site.respond(location).body
        texts.append((gzip.decompress(body) if location.endswith(".gz") else body).decode())
    wanted = set(site.article_urls(HOSTS[paper]).values())
    named = {u.replace("&amp;", "&") for text in texts for u in re.findall(r"<loc>([^<]+)</loc>", text)}
    assert wanted <= named
    assert any("publication_date" in text for text in texts)


def test_langven_has_no_sitemap_and_no_feed(site: SampleSite) -> None:
    assert site.respond("http://langven.example/sitemap.xml").status == 404
    assert "Sitemap" not in shown(site, "http://langven.example/robots.txt")


def test_langven_encodings(site: SampleSite) -> None:
    kinds: dict[tuple[str, bool], int] = {}
    for url in site.article_urls("langven.example").values():
        response = site.respond(url)
        legacy = b"windows-1258" in response.body[:200]
        text = response.body.decode("cp1258" if legacy else "utf-8")
        assert unicodedata.normalize("NFC", text) != text  # combining tone marks either way
        kinds[response.header("Content-Type") or "", legacy] = (
            kinds.get((response.header("Content-Type") or "", legacy), 0) + 1
        )
    assert kinds[("text/html", False)] >= 4
    assert kinds[("text/html", True)] >= 2
    assert kinds[("text/html; charset=ISO-8859-1", True)] >= 2  # wrong in the header


def test_windows_1258_lacks_some_characters() -> None:
    assert to_windows_1258("Đắk Lắk, Thượng uý, ước").decode("cp1258") != ""
    with pytest.raises(UnicodeEncodeError):
        to_windows_1258("Ω")


def test_updates_change_page_and_validators(site: SampleSite) -> None:
    changed = [a for a in load_articles() if a.updated]
    assert changed
    for article in changed:
        url = site.editions[article.paper].url(article)
        first, second = site.respond(url), site.respond(url, revision=2)
        assert first.header("ETag") != second.header("ETag")
        assert first.header("Last-Modified") != second.header("Last-Modified")
        assert article.update_text not in shown(site, url)
        assert article.update_text in shown(site, url, revision=2)
        assert article.text(2).endswith(article.update_text)


def test_wire_story_is_in_two_papers(site: SampleSite) -> None:
    shared = [a for a in load_articles() if a.also_in]
    assert shared
    for article in shared:
        for paper in (article.paper, *article.also_in):
            assert article.slug in site.article_urls(HOSTS[paper])


def test_haidang_json_ld(site: SampleSite) -> None:
    edition = site.editions["haidang"]
    for article in edition.articles:
        page = shown(site, edition.url(article))
        [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        [news] = [node for node in json.loads(data)["@graph"] if node["@type"] == "NewsArticle"]
        assert news["headline"] == article.title
        assert news["datePublished"] == article.published.isoformat()


def test_pictures(site: SampleSite) -> None:
    paths = [p for p in site.paths("haidang.example") if p.startswith("/media/")]
    assert paths
    response = site.respond(f"http://haidang.example{paths[0]}")
    assert response.body.startswith(b"\x89PNG")
    assert response.header("Content-Type") == "image/png"


def test_unknown_host_and_path(site: SampleSite) -> None:
    assert site.respond("http://other.example/").status == 502
    assert site.respond("http://haidang.example/x").status == 404
    assert site.respond("http://nhippho.example/the-thao/?utm_source=menu").status == 200


def test_text_leaves_out_what_is_no_body() -> None:
    for article in load_articles():
        for block in article.blocks:
            if isinstance(block, Figure):
                assert block.caption not in article.text()
