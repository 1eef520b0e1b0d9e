"""Nothing that comes in may hang, exhaust memory or raise anything but an InputError."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, InputKind, RawPage
from corpus.errors import InputError
from extractor.clean import clean
from tests.extractor.clean.test_pages import check_invariants

SLOW = 2  # a loaded machine takes twice the time
PROSE = "Sáng 5/6, đoàn công tác của huyện Tam Lư đã về bản Nà Hin kiểm tra việc làm đường. "
HOSTILE = {
    "deep nesting": "<div>" * 100_000 + PROSE + "</div>" * 100_000,
    "unclosed formatting": "<b><i><a>" * 30_000 + PROSE * 5,
    "unclosed paragraphs": "<font>a <p>" * 20_000 + PROSE * 5,
    "unclosed scripts": "<script>" * 200_000,
    "unclosed comments": "<!--" * 300_000,
    "unclosed drawings": "<svg>" * 100_000,
    "one line": "<p>" + PROSE * 60_000,
    "one word": "a" * 5_000_000,
    "many brackets": "<" * 1_000_000,
    "many entities": "&amp;" * 300_000 + PROSE,
    "many breaks": "<p>" + "<br>" * 100_000 + PROSE * 5,
    "many cells": "<table>" + "<tr><td>a<td>b" * 6_000 + "</table>" + PROSE * 5,
    "many captions": "<figure><figcaption>Ảnh: A. Ảnh: B</figcaption></figure>" * 5_000 + f"<p>{PROSE * 5}</p>",
    "many paragraphs": f"<p>{PROSE}</p>" * 8_000,
    "zeros": "\0".join(PROSE * 200),
    "digits": "1/1/" * 200_000,
    "blanks": " \n" * 500_000 + PROSE,
    "dashes": PROSE + "-" * 500_000,
    "capitals": "A " * 300_000,
    "base64": '<img src="data:image/png;base64,' + "QUJD" * 500_000 + '">' + f"<p>{PROSE * 5}</p>",
    "many attributes": "<p " + " ".join(f"a{n}=x" for n in range(100_000)) + f">{PROSE * 5}</p>",
    "a million attributes": "<p " + " ".join(f"a{n}=x" for n in range(1_000_000)) + f">{PROSE * 5}</p>",
    "many comments": f"<p>{PROSE * 5}</p>" + "<!--a-->" * 2_000_000,
    "entity bomb": '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghij"))
    + f"]><p>{PROSE * 5}&j;</p>",
    "lone surrogates": f"<p>{PROSE * 5}\ud800\udfff \udc80</p>",
    "much script": "<script>" + "window.x=function(a,b){return a<b};" * 500_000 + f"</script><p>{PROSE * 5}</p>",
    "many marks": f"<p>{PROSE * 5}a" + "\u0301\u0323" * 100_000 + "</p>",
    "many lines": f"<h1>Danh sách</h1><p>{PROSE}</p><div>"
    + "<br>".join(f"{n}. Hà Vy ở xã Hà Lam được tặng thưởng" for n in range(6_000)),
    "open attribute": '<p class="' + "x " * 300_000,
    "letters beside an eth": f"<p>{PROSE * 5}" + "a" * 300_000 + " \u00d0ảng</p>",
    "classes of profiles": f'<div class="site-profile-photo"><p class="site-profile-">{PROSE * 5}</p></div>',
    "json": '<script type="application/ld+json">' + '{"a":' * 50_000 + "</script>" + f"<p>{PROSE * 5}</p>",
}


def run(body: bytes, kind: InputKind, **more: Any) -> Article | None:
    """The article, checked; None where the input was refused properly."""
    try:
        article = clean(RawPage(body=body, kind=kind, source="x", **more))
    except InputError as error:
        if not error.reason:
            raise
        return None
    check_invariants(article)
    return article


@pytest.mark.parametrize("kind", ["html", "text"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(name: str, kind: InputKind) -> None:
    start = time.process_time()
    run(HOSTILE[name].encode("utf-8", "surrogatepass"), kind)
    assert time.process_time() - start < 5 * SLOW


@pytest.mark.parametrize(
    "name",
    ["many attributes", "many marks", "many entities", "base64", "json", "many cells", "classes of profiles"],
)
def test_an_article_beside_it_is_read(name: str) -> None:
    """What is hostile must not cost the article that stands on the same page, nor its date."""
    body = "".join(f"<p>Đoạn {n}: {PROSE}</p>" for n in range(6))
    head = '<head><title>Chuyện ở xã Hà Lam</title><meta property="article:published_time" content="2021-05-05"></head>'
    body = f"<h1>Chuyện ở xã Hà Lam</h1><div>{body}</div><div class=x>{HOSTILE[name]}</div>"
    page = f"<html>{head}<body>{body}</body></html>"
    start = time.process_time()
    article = run(page.encode(), "html", url="https://x.example/tin/chuyen-1.html")
    assert time.process_time() - start < 5
    assert article is not None
    assert all(f"Đoạn {n}: {PROSE.strip()}" in article.text for n in range(6))
    assert article.published is not None
    assert article.published.value == "2021-05-05"


def test_a_text_too_long_for_an_article() -> None:
    for kind, body in (("html", f"<h1>Chuyện</h1><p>{PROSE * 8000}</p>"), ("text", PROSE * 16_000)):
        with pytest.raises(InputError) as caught:
            clean(RawPage(body=body.encode(), kind=kind, source="x"))  # type: ignore[arg-type]  # one of two words
        assert caught.value.reason == "too-large"


def test_fifty_megabytes_are_refused_at_once() -> None:
    start = time.process_time()
    with pytest.raises(InputError) as caught:
        clean(RawPage(body=bytes(50_000_000), kind="html", source="x"))
    assert caught.value.reason == "too-large"
    assert time.process_time() - start < 0.5


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes(body: bytes) -> None:
    run(body, "html", headers={"content-type": "text/html; charset=x"})
    run(body, "text")


PIECES = """
<p> </p> <div|class='sapo'> </div> <br> <a|href='/x'> </a> <table><tr><td> </table> <ul><li> </ul> <figure><img|alt='x'>
<figcaption> </figure> <h1> </h1> <h2> </h2> <blockquote> <b> </b> Thứ|năm,|18/06/2020|11:29 Hà|Vy N.L Ảnh:|Hà|Vy
Tin|liên|quan TTO|-| 18/06/2020 <time|datetime='2020'> <p|class='author'> \u0301 &nbsp;
<script|type='application/ld+json'>{"@type":"NewsArticle"}</script>
"""
MARKUP = st.lists(st.sampled_from([PROSE, *(piece.replace("|", " ") for piece in PIECES.split())]), max_size=40)


@settings(max_examples=200, deadline=None)
@given(MARKUP)
def test_any_markup(parts: list[str]) -> None:
    body = "".join(parts).encode()
    for kind in ("html", "text"):
        article = run(body, kind, url="http://x.example/a")
        assert article == run(body, kind, url="http://x.example/a")


_MEMORY = """
import resource, sys
from corpus.article import RawPage
from corpus.errors import InputError
from extractor.clean import clean
from tests.extractor.clean.test_hostile import HOSTILE
page = RawPage(body=HOSTILE[sys.argv[1]].encode("utf-8", "surrogatepass"), kind="html", source="x")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    clean(page)
except InputError:
    pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is told in kilobytes on Linux only")
@pytest.mark.parametrize("name", ["many comments", "a million attributes", "one word", "deep nesting", "many captions"])
def test_no_page_takes_200_megabytes(name: str) -> None:
    done = subprocess.run([sys.executable, "-c", _MEMORY, name], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 200
