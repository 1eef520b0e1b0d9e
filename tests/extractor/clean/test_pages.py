"""Whole pages: imitations of real content management systems (pages/), and the sample articles in four families."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article, RawPage
from corpus.sample.site import SampleSite
from extractor.clean import clean
from tests.extractor.clean.encodings import windows_1258
from tests.extractor.clean.templates import BODIES, HERE, captions, expected_blocks, load, page, sample_files

PAGES = sorted((HERE / "pages").glob("*.toml"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_imitated_page(path: Path) -> None:
    expected: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    markup = path.with_suffix(".html").read_text(encoding="utf-8")
    body = windows_1258(markup) if expected.get("encoding") == "cp1258" else markup.encode()
    article = clean(RawPage(body=body, kind="html", source="mau.html", url=expected["url"]))
    assert article.text.split("\n\n") == expected["text"]
    assert article.title == expected["title"]
    assert article.lead == expected.get("lead")
    assert list(article.authors) == expected.get("authors", [])
    assert article.published is not None
    assert (article.published.value, article.published.method) == (expected["published"], expected["method"])
    assert list(article.captions) == expected.get("captions", [])
    for name in ("section", "updated"):
        if name in expected:
            assert getattr(article, name) == expected[name]
    if "tags" in expected:
        assert list(article.tags) == expected["tags"]
    assert set(expected.get("removed", ())) <= {removed.why for removed in article.removed}


@pytest.mark.parametrize("family", BODIES)
@pytest.mark.parametrize("path", sample_files(), ids=lambda path: path.stem)
def test_sample_article_in_family(path: Path, family: str) -> None:
    data = load(path)
    article = clean(
        RawPage(body=page(data, family).encode(), kind="html", source=family, url="https://bao.example/x.htm")
    )
    assert article.text.split("\n\n") == expected_blocks(data)
    assert article.title == data["title"]
    assert (article.lead or "") == data["lead"]
    assert list(article.authors) == data["authors"]
    assert list(article.captions) == captions(data)
    assert article.published is not None
    assert article.published.value[:16] == data["published"].isoformat()[:16]
    check_invariants(article)


def check_invariants(article: Article) -> None:
    assert "".join(article.text[block.span.start : block.span.end] for block in article.blocks) == article.text.replace(
        "\n\n", ""
    )
    assert all(
        article.text[a.span.end : b.span.start] == "\n\n"
        for a, b in zip(article.blocks, article.blocks[1:], strict=False)
    )
    assert all(removed.text and removed.why for removed in article.removed)


SITE = SampleSite()
ADDRESSES = [(host, slug) for host in SITE.hosts for slug in SITE.article_urls(host)]


@pytest.mark.parametrize(("host", "slug"), ADDRESSES, ids=lambda value: value)
def test_sample_site_article(host: str, slug: str) -> None:
    """The project's own sample server: no word of the text missing, none too much."""
    url = SITE.article_urls(host)[slug]
    printed = next(a for edition in SITE.editions.values() for a in edition.articles if a.slug == slug)
    answer = SITE.respond(url)
    headers = {"content-type": answer.header("content-type") or ""}
    article = clean(RawPage(body=answer.body, kind="html", source=host, url=url, headers=headers))
    assert article.text.split("\n\n") == [" ".join(part.split()) for part in printed.text().split("\n\n")]
    assert (article.title or "").casefold() == printed.title.casefold()
    assert article.authors == printed.authors
    assert article.published is not None
    assert article.published.value[:10] == printed.published.date().isoformat()
    assert article.url == url


@pytest.mark.parametrize("host", SITE.hosts)
def test_sample_site_lists_are_no_articles(host: str) -> None:
    known = {url.split(host, 1)[1] for url in SITE.article_urls(host).values()}
    doubles = set(next(e for e in SITE.editions.values() if host == e.template.HOST).second.values())
    for path in SITE.paths(host):
        answer = SITE.respond(f"http://{host}{path}")
        if path not in known | doubles and (answer.header("content-type") or "").startswith("text/html"):
            with pytest.raises(Exception, match=r"not-an-article|no-body|too-short"):
                clean(RawPage(body=answer.body, kind="html", source=host, url=f"http://{host}{path}"))


def test_lines_of_verse_stay_lines() -> None:
    """Parted by `<br>` as broken prose is; told by their metre."""
    poem = [
        "Sông trôi bên lở bên bồi",
        "người đi để lại giàn trầu trước hiên",
        "Mẹ ngồi vá áo bên thềm",
        "nghe mưa đầu hạ gọi tên từng mùa",
    ]
    prose = "<p>Bài thơ sau đây do một bạn đọc ở làng ven sông gửi về nhân ngày hội, xin giới thiệu cùng bạn đọc.</p>"
    body = f"<h1>Giàn trầu trước hiên nhà bà</h1><div class='cms-body'>{prose * 3}<p>{'<br>'.join(poem)}</p></div>"
    markup = f"<html><head><title>x</title></head><body>{body}</body></html>".encode()
    url = "https://bao.example/van-nghe/gian-trau-20240105101500123.htm"
    assert clean(RawPage(body=markup, kind="html", source="mau.html", url=url)).text.split("\n\n")[-4:] == poem
