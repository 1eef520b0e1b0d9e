from __future__ import annotations

from datetime import UTC, datetime
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sample import SampleSite
from crawler.addresses import (
    AddressFilter,
    date_in,
    followable,
    is_front_page,
    is_named_alike,
    listing_stem,
    looks_like_article,
    looks_like_feed,
    looks_like_sitemap,
    page_key,
    page_number,
    period_in,
    upgraded,
)
from crawler.pace import Pacer, retry_after
from crawler.page import read_page

B = "http://bao.example"


@pytest.mark.parametrize(
    "path",
    [
        "/slug-4562345.html",
        "/thoi-su/slug-post8640.html",
        "/slug-20200618112900123.htm",
        "/slug-d123456.html",
        "/tin-tuc/4760/tong-ket-cong-tac.html",
        "/2020/06/18/dai-hoi-chi-bo",
        "/xa-hoi/slug.chn",
        "/?id=6550",
        "/chi-tiet.aspx?ItemID=77",
        "/?p=1234",
        "/mot-dia-chi-khong-co-so-nhung-dai.html",
    ],
)
def test_addresses_of_articles(path: str) -> None:
    assert looks_like_article(B + path)


@pytest.mark.parametrize(
    "path", ["/", "/chinh-tri.htm", "/the-thao/?page=2", "/?cat=3&p=2", "/lien-he.html", "/covid-19"]
)
def test_addresses_of_other_pages(path: str) -> None:
    assert not looks_like_article(B + path)


@pytest.mark.parametrize(
    ("path", "number", "stem"),
    [
        ("/chinh-tri/trang-2.htm", 2, "/chinh-tri"),
        ("/chinh-tri.htm", None, "/chinh-tri"),
        ("/the-thao/?page=12", 12, "/the-thao"),
        ("/?cat=3&p=2", 2, "/?cat=3"),
        ("/?cat=3", None, "/?cat=3"),
        ("/kinh-te/p3", 3, "/kinh-te"),
        ("/kinh-te-p3.html", 3, "/kinh-te"),
        ("/page/4/", 4, ""),
    ],
)
def test_paging(path: str, number: int | None, stem: str) -> None:
    assert page_number(B + path) == number
    assert listing_stem(B + path) == stem


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/slug-20200618112900123.htm", "2020-06-18"),
        ("/2020/06/18/slug", "2020-06-18"),
        ("/20200618/slug.htm", "2020-06-18"),
        ("/slug-20201318112900123.htm", None),
        ("/slug-4562345.html", None),
        ("/2020/06/slug", None),
    ],
)
def test_days_in_addresses(path: str, day: str | None) -> None:
    assert date_in(B + path) == day


@pytest.mark.parametrize(
    "href",
    [
        "javascript:void(0)",
        "mailto:a@bao.example",
        "/anh.jpg",
        "/van-ban.pdf",
        "/dang-nhap",
        "/tim-kiem?tukhoa=x",
        "http://[",
        "http://bao.example:99999/",
        "/a/a/a/b",
        "/" + "a" * 2000,
        "ftp://bao.example/",
        "#top",
    ],
)
def test_links_that_are_not_followed(href: str) -> None:
    assert followable(href, B + "/") is None


@given(st.text(max_size=80))
def test_no_link_raises(href: str) -> None:
    url = followable(href, B + "/")
    if url:
        looks_like_article(url)
        date_in(url)
        listing_stem(url)


def test_front_pages_feeds_sitemaps() -> None:
    assert all(is_front_page(B + p) for p in ("", "/", "/index.html", "/default.aspx", "/trang-chu"))
    assert not is_front_page(B + "/?id=3")
    assert all(looks_like_feed(B + p) for p in ("/rss/home.rss", "/tin.atom", "/feed/", "/rss"))
    assert all(looks_like_sitemap(B + p) for p in ("/sitemap.xml", "/sitemap-2.xml.gz", "/sitemap_index.xml"))


@pytest.mark.parametrize(
    ("url", "base", "better"),
    [
        ("http://bao.example/a", "https://bao.example/", "https://bao.example/a"),
        ("http://bao.example/a", "http://bao.example/", "http://bao.example/a"),
        ("http://m.bao.example/a", "https://bao.example/", "http://m.bao.example/a"),
        ("http://bao.example:8080/a", "https://bao.example/", "http://bao.example:8080/a"),
        ("https://bao.example/a", "http://bao.example/", "https://bao.example/a"),
    ],
)
def test_links_of_a_secure_page(url: str, base: str, better: str) -> None:
    assert upgraded(url, base) == better


@pytest.mark.parametrize(
    ("path", "period"),
    [
        ("/sitemap-2015-03.xml", "2015-03"),
        ("/StaticSitemaps/sitemaps-2025-12-20-25.xml", "2025-12"),
        ("/sitemap/2019/7.xml", "2019-07"),
        ("/sitemap-article-201907.xml.gz", "2019-07"),
        ("/sitemap-20190704.xml", "2019-07"),
        ("/sitemap-2019.xml", "2019"),
        ("/articles-2024-1-sitemap.xml", "2024-01"),
        ("/sitemap.xml?type=2&year=2019&month=5", "2019-05"),
        ("/sitemap.xml?nam=2019", "2019"),
        ("/sitemap.xml?page=12", None),
        ("/sitemap-12019.xml", None),
        ("/sitemap-news.xml", None),
        ("/sitemap-2019123456.xml", None),
    ],
)
def test_times_of_sitemaps(path: str, period: str | None) -> None:
    assert period_in(B + path) == period


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://bao.example/a", "https://www.bao.example/a/"),
        ("http://m.bao.example/chinh-tri/a.html", "https://bao.example/chinh-tri/a.html"),
        ("https://bao.example/amp/a.html", "https://bao.example/a.html"),
        ("https://bao.example/a.amp.html", "https://amp.bao.example/a.html"),
        ("https://bao.example/a.html?amp=1", "https://bao.example/a.html"),
        ("https://bao.example/a.html?outputType=amp&id=3", "https://bao.example/a.html?id=3"),
    ],
)
def test_names_of_one_page(one: str, other: str) -> None:
    assert page_key(one) == page_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://bao.example/a", "https://khac.example/a"),
        ("https://thethao.bao.example/a", "https://bao.example/a"),
        ("https://bao.example/a?page=2", "https://bao.example/a"),
        ("https://bao.example/campaign/a", "https://bao.example/a"),
        (
            "https://bao.example/dai-hoi-chi-bo-phong-123456.html",
            "https://bao.example/dai-hoi-chi-bo-phong-123457.html",
        ),
        (
            "https://bao.example/dai-hoi-chi-bo-phong-123456.html",
            "https://bao.example/video/le-hoi-mua-xuan-123456.html",
        ),
        (
            "https://bao.example/thoi-su/dai-hoi-dang-bo-tinh-lan-20345.html",
            "https://bao.example/du-lich/le-hoi-hoa-ban-khai-mac-20345.html",
        ),
        ("https://bao.example/dai-hoi-chi-bo-phong-post12345.html", "https://bao.example/le-hoi-mua-xuan-d12345.html"),
        ("https://bao.example/tin-trong-ngay-20200618.html", "https://bao.example/the-thao-trong-ngay-20200618.html"),
        ("https://bao.example/ho-tro-moi-ho-500000.html", "https://bao.example/phat-nguoi-vi-pham-500000.html"),
        ("https://bao.example/kinh-te-10001.html", "https://bao.example/xa-hoi-10001.html"),
        (
            "https://bao.example/dai-hoi-chi-bo-phong-123456-p2.html",
            "https://bao.example/dai-hoi-chi-bo-phong-123456.html",
        ),
        (
            "https://bao.example/dai-hoi-chi-bo-phong-123456.html?page=2",
            "https://bao.example/dai-hoi-chi-bo-phong-123456.html",
        ),
    ],
)
def test_names_of_two_pages(one: str, other: str) -> None:
    assert page_key(one) != page_key(other)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("/dai-hoi-chi-bo-phong-123456.html", "/tin/dai-hoi-cua-chi-bo-123456.html", True),
        ("/dai-hoi-chi-bo-phong-post98765.html", "/mot-tit-khac-han-post98765.html", True),
        ("/thoi-su/dai-hoi-chi-bo", "/chinh-tri/dai-hoi-chi-bo", True),
        ("/in/dai-hoi-chi-bo.html", "/dai-hoi-chi-bo.html", True),
        ("/dai-hoi-chi-bo-phong-123456.html?in=1", "/dai-hoi-chi-bo-phong-123456.html", True),
        ("/in-trang/71.html", "/chinh-tri/dai-hoi-chi-bo-71.html", True),
        ("/m/ket-qua-quy-iii-2019.amp", "/kinh-te/ket-qua-quy-iii-2019-post6590.html", True),
        ("/kinh-te/tin-moi", "/kinh-te/tin-moi-6590.html", False),
        ("/index.php?id=71", "/chinh-tri/dai-hoi-chi-bo-post71.html", True),
        ("/index.php?id=71", "/chinh-tri/dai-hoi-chi-bo-post171.html", False),
        ("/dai-hoi-chi-bo-phong-71.html", "/le-hoi-mua-xuan-71.html", False),
        ("/dai-hoi-chi-bo-phong-123456.html", "/dai-hoi-chi-bo-phong-123457.html", False),
        ("/dai-hoi-chi-bo-phong-123456.html", "/video/le-hoi-mua-xuan-123456.html", False),
        ("/tin-trong-ngay-20200618.html", "/the-thao-trong-ngay-20200618.html", False),
        ("/dai-hoi-chi-bo", "/le-hoi-mua-xuan", False),
        ("/tin?id=4", "/tin", False),
        ("/tin?id=4", "/tin?id=5", False),
    ],
)
def test_names_that_one_article_may_have(one: str, other: str, alike: bool) -> None:
    assert is_named_alike(B + one, B + other) is alike
    assert is_named_alike(B + other, B + one) is alike


def test_patterns_of_the_user() -> None:
    patterns = AddressFilter(("/kinh-te/*.html",), ("?page=",))
    assert patterns.included(B + "/kinh-te/a.html")
    assert not patterns.included(B + "/the-thao/a.html")
    assert patterns.excluded(B + "/kinh-te/?page=2")
    assert AddressFilter((), ()).included(B)


def test_kinds_of_all_sample_pages(site: SampleSite) -> None:
    for host in site.hosts:
        articles = set(site.article_urls(host).values())
        for path in site.paths(host):
            url = f"http://{host}{path}"
            response = site.respond(url)
            if "html" in (response.header("Content-Type") or "") and not _copy(path):
                assert read_page(response.body, url).is_article == (url in articles), url


def _copy(path: str) -> bool:
    return path.startswith(("/amp/", "/in-trang/", "/index.php", "/m/"))


def test_article_without_any_hint_is_known_by_its_prose() -> None:
    prose = "<p>" + "Một câu văn đủ dài của một bài báo. " * 10 + "</p>"
    assert read_page(f"<html><body>{prose * 3}".encode(), B + "/chuyen/mot-bai").is_article
    teasers = "".join(f'<p><a href="/{n}">Tít</a> {"Lời dẫn. " * 15}</p>' for n in range(20))
    assert not read_page(f"<html><body>{teasers}".encode(), B + "/chuyen/muc").is_article


def test_canonical_of_another_site_or_the_home_page_does_not_count() -> None:
    for canonical in ("http://other.example/a", B + "/"):
        page = f'<html><head><link rel="canonical" href="{canonical}"></head><body>x'
        assert read_page(page.encode(), B + "/a").canonical is None


def test_nofollow_and_other_sites() -> None:
    body = b"""<a href="/a" rel="nofollow">x</a><a href="http://other.example/">x</a><a href="b?utm_source=1#c">x</a>"""
    assert [link.url for link in read_page(body, B + "/s/").links] == [B + "/s/b"]


def test_base_element() -> None:
    body = b'<html><head><base href="http://bao.example/muc/"></head><body><a href="bai">x</a>'
    assert [link.url for link in read_page(body, B + "/").links] == [B + "/muc/bai"]


def test_pacer_counts_from_the_end_of_a_request() -> None:
    clock = [100.0]
    pacer = Pacer(5.0, Event(), clock=lambda: clock[0])
    assert pacer.wait()
    pacer.done()
    pacer.interval = 0.01  # robots.txt asked for less
    assert pacer.wait()
    pacer.hold(0.01)
    assert pacer.wait()


def test_pacer_ends_with_the_crawl() -> None:
    stop = Event()
    pacer = Pacer(60.0, stop)
    pacer.done()
    stop.set()
    assert not pacer.wait()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7.0), ("", None), (None, None), ("soon", None), ("Thu, 18 Jun 2020 00:00:30 GMT", 30.0), ("-1", None)],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, datetime(2020, 6, 18, tzinfo=UTC)) == seconds
