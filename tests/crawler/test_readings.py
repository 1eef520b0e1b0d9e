from __future__ import annotations

import gzip
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page import read_page
from crawler.readings import kind_of, read_feed, read_sitemap, unpacked
from crawler.times import feed_date

BASE = "http://bao.example/x"

SITEMAP = b"""<?xml version="1.0"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:i="http://www.google.com/schemas/sitemap-image/1.1"
 xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> http://bao.example/tin-1.htm </loc><lastmod>2020-06-18T11:29:00+07:00</lastmod>
 <i:image><i:loc>http://bao.example/anh.jpg</i:loc></i:image></url>
<url><loc>http://bao.example/tin-2.htm</loc><n:news><n:publication_date>2020-06</n:publication_date></n:news></url>
<url><loc>http://bao.example/tin-3.htm?utm_source=x</loc></url><url><loc></loc></url>
</urlset>"""


def test_sitemap() -> None:
    first, second, third = read_sitemap(SITEMAP, BASE)
    assert (first.url, first.modified, first.published) == (
        "http://bao.example/tin-1.htm",
        "2020-06-18T11:29:00+07:00",
        None,
    )
    assert second.published == "2020-06"
    assert third.url == "http://bao.example/tin-3.htm"


def test_sitemap_of_plain_lines() -> None:
    body = b"http://bao.example/a-1234.htm\nhttp://bao.example/b-1234.htm\nrubbish\n"
    assert kind_of(body, "text/plain") == "sitemap"
    assert [e.url for e in read_sitemap(body, BASE)] == [f"http://bao.example/{n}-1234.htm" for n in "ab"]


def test_truncated_sitemap_is_read_as_far_as_it_goes() -> None:
    assert len(read_sitemap(SITEMAP[: SITEMAP.index(b"</url>") + 20], BASE)) == 1


def test_stamp_of_generation_is_no_date() -> None:
    urls = "".join(f"<url><loc>http://bao.example/{n}</loc><lastmod>2020-01-01</lastmod></url>" for n in range(9))
    body = f"<urlset>{urls}<url><loc>http://bao.example/x</loc><lastmod>2019-05-05</lastmod></url></urlset>".encode()
    assert {e.modified for e in read_sitemap(body, BASE)} == {None, "2019-05-05"}


RSS = b"""<rss version="2.0"><channel><title>Bao</title><link>http://bao.example/</link>
<item><title>A</title><link>http://bao.example/a-1234.htm?utm_source=rss</link>
<pubDate>Thu, 18 Jun 2020 04:29:00 GMT</pubDate></item>
<item><title>B</title><guid>http://bao.example/b-1234.htm</guid><pubDate>6/18/2020 11:29:00 PM</pubDate></item>
<item><title>C</title><guid isPermaLink="false">c7</guid></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="replies" href="http://bao.example/c"/>
<link href="/a-1234.htm"/><published>2020-06-18T11:29:00+07:00</published>
<updated>2020-06-19T01:00:00Z</updated></entry></feed>"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><item><link>http://bao.example/a-1234.htm</link><dc:date>2020-06-18</dc:date></item></rdf:RDF>"""


def test_rss() -> None:
    first, second = read_feed(RSS, BASE)
    assert (first.url, first.published) == ("http://bao.example/a-1234.htm", "2020-06-18T11:29:00+07:00")
    assert (second.url, second.published) == ("http://bao.example/b-1234.htm", "2020-06-18T23:29:00+07:00")


def test_atom() -> None:
    [entry] = read_feed(ATOM, BASE)
    assert entry.url == "http://bao.example/a-1234.htm"
    assert (entry.published, entry.modified) == ("2020-06-18T11:29:00+07:00", "2020-06-19T08:00:00+07:00")


def test_rdf() -> None:
    [entry] = read_feed(RDF, BASE)
    assert (entry.url, entry.published) == ("http://bao.example/a-1234.htm", "2020-06-18")


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (SITEMAP, "text/plain", "sitemap"),
        (b"<sitemapindex></sitemapindex>", "text/xml", "sitemap-index"),
        (RSS, "text/html", "feed"),
        (ATOM, "application/xml", "feed"),
        (RDF, "application/xml", "feed"),
        (b"<!DOCTYPE html><p>x", "application/xml", "html"),
        (b"  <HTML><BODY>", "text/plain", "html"),
        (b"<p>a fragment", "text/html", "html"),
        (b"{}", "text/plain", "other"),
        (b"", "application/octet-stream", "other"),
    ],
)
def test_kinds(body: bytes, content_type: str, kind: str) -> None:
    assert kind_of(body, content_type) == kind


def test_gzip_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.readings.MAX_UNPACKED", 1000)
    with pytest.raises(ValueError, match="unpacked"):
        unpacked(gzip.compress(b"x" * 2000))


def test_entities_are_left_alone() -> None:
    body = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><urlset><url><loc>http://bao.example/&e;</loc></url></urlset>'
    assert all("/" not in e.url.removeprefix("http://bao.example/") for e in read_sitemap(body, BASE))


@given(st.binary(max_size=400))
def test_no_bytes_raise(body: bytes) -> None:
    for text in (body, b"<urlset><url><loc>" + body, b"<rss><item><link>" + body, b"<html><a href='" + body):
        kind_of(text, "text/html")
        read_sitemap(text, BASE)
        read_feed(text, BASE)
        read_page(text, BASE)


@given(st.text(max_size=60))
def test_no_date_raises(text: str) -> None:
    feed_date(text)


HOSTILE = {
    "nested": b"<div>" * 100_000,
    "one line": b"<p>" + b"a " * 500_000,
    "links": b'<a href="/x">' * 100_000,
    "different links": b"".join(b'<a href="/%d">' % n for n in range(100_000)),
    "dots": b'<a href="' + b"/.." * 300_000 + b'">',
    "nuls": b"\0" * 1_000_000,
    "angles": b"<" * 1_000_000,
    "json": b'<script type="application/ld+json">' + b'"@type" : ' * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_take_little_time(name: str) -> None:
    body = HOSTILE[name]
    begin = time.process_time()
    read_page(body, BASE)
    read_sitemap(body, BASE)
    read_feed(body, BASE)
    assert time.process_time() - begin < 5
