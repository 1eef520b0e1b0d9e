"""Comments of readers without telling class names, however many there are; and what only looks like them."""

from __future__ import annotations

import json

import pytest

from corpus.article import Article, RawPage
from corpus.sites import NO_SITES
from extractor.clean import clean
from extractor.clean.comments import is_heading, is_sign

_TITLE = "Xã Hạ Vàng dựng lại cầu tre sau lũ"
_BODY = (
    "Sáng 4/3, người dân hai bờ rạch Cây Sộp cùng góp tre, góp công dựng lại cây cầu bị nước cuốn đêm trước.",
    "Cầu dài 32 m, rộng 1,2 m, nối ấp Đông với trường học. Mười tám học sinh đã phải nghỉ hai ngày vì không qua được.",
    "Ông trưởng ấp nói cầu chỉ để tạm; huyện hứa cuối năm sẽ khởi công cầu bê tông bằng vốn xây dựng nông thôn.",
)
_SAID = (
    "Quê tôi cũng có cây cầu như vậy, mỗi lần nước lên là cả xóm thức canh, nhớ hoài tiếng gọi nhau giữa đêm mưa.",
    "Nên làm cầu bê tông ngay đi, hứa tới hứa lui mấy năm rồi, tội nghiệp mấy đứa nhỏ phải lội qua rạch.",
    "Cảm ơn tòa soạn đã đăng, mong có nhà hảo tâm giúp bà con.",
)


def _comments(number: int, heading: str, buttons: str) -> str:
    every = "".join(
        f"<div><span>Ú</span><b>Út Mười {n}</b><div>{_SAID[n % 3]} {n}</div>"
        f"<div>{n + 1} giờ trước · {buttons}</div></div>"
        for n in range(number)
    )
    return f"<div><div>{heading}</div>{every}</div>"


def _read(below: str, *, within: bool, body: tuple[str, ...] = _BODY) -> Article:
    paragraphs = "".join(f"<p>{line}</p>" for line in body)
    inside, outside = (below, "") if within else ("", below)
    person = json.dumps({"@type": "NewsArticle", "headline": _TITLE, "author": {"@type": "Person", "name": "Hà Vy"}})
    page = (
        f'<html><head><title>{_TITLE}</title><script type="application/ld+json">{person}</script></head><body>'
        f'<div><h1>{_TITLE}</h1><div class="q1">{paragraphs}{inside}</div>{outside}</div></body></html>'
    )
    raw = RawPage(body=page.encode(), kind="html", source="page", url="https://bao.example/cau-tre-4471.html")
    return clean(raw, sites=NO_SITES)


@pytest.mark.parametrize("within", [True, False])
@pytest.mark.parametrize("heading", ["Bình luận (14)", "14 ý kiến", "BÌNH LUẬN", "Ý kiến bạn đọc (3)"])
@pytest.mark.parametrize("number", [1, 3, 12, 60])
def test_never_become_the_body(number: int, heading: str, within: bool) -> None:
    article = _read(_comments(number, heading, "Thích · Trả lời"), within=within)
    assert article.text == "\n\n".join(_BODY)
    assert article.authors == ("Hà Vy",)


def test_an_article_under_a_count_of_comments_is_kept() -> None:
    """The count may stand above the text too, and a section is called so."""
    article = _read("<div>Bình luận (3)</div><p>" + "</p><p>".join(_BODY[1:]) + "</p>", within=True, body=_BODY[:1])
    assert article.text.endswith(_BODY[-1])


@pytest.mark.parametrize("line", ["Bình luận (14)", "14 ý kiến", "Ý kiến bạn đọc", "BÌNH LUẬN: 3"])
def test_headings(line: str) -> None:
    assert is_heading(line)


@pytest.mark.parametrize("line", ["Ý kiến của bà Sen", "Bình luận viên", "14", ""])
def test_no_headings(line: str) -> None:
    assert not is_heading(line)


@pytest.mark.parametrize("line", ["5 giờ trước · Thích · Trả lời", "Trả lời", "12 Thích Trả lời Báo cáo vi phạm"])
def test_signs(line: str) -> None:
    assert is_sign(line)


@pytest.mark.parametrize("line", ["Bà trả lời ngay", "Giờ trước đó, mưa to.", "12/3/2024", ""])
def test_no_signs(line: str) -> None:
    assert not is_sign(line)
