"""Articles over several pages: lines of page numbers, and joining."""

from __future__ import annotations

import time
import tomllib

import pytest

from corpus.article import Article, RawPage
from extractor.clean import clean
from extractor.clean.pager import is_pager_line, is_part, join
from tests.extractor.clean.templates import HERE

_GOLD = HERE.parents[1] / "gold" / "pages" / "a03-tto2010"
_ADDRESS = "https://bao.example/con-duong-muoi-77.html"
FIRST = [
    "Muối từ bãi Lạch Sâu theo thuyền ngược sông Kỳ đến bến Vạn, rồi lên vai người.",
    "Gánh muối khó hơn gánh thóc.",
]
SECOND = ["Đèo Gió cao hơn tám trăm thước, có bảy cái quán trọ.", "Năm 1944, bốn quán trọ bỏ không."]
THIRD = ["Sau năm 1954, mậu dịch mang muối lên bằng xe hơi.", "Con đường muối mất hẳn dưới cỏ tranh."]


def _page(number: int, body: list[str], *, title: str = "Con đường muối", canonical: str = "") -> Article:
    url = _ADDRESS + (f"?page={number}" if number > 1 else "")
    link = f"<link rel='canonical' href='{canonical}'>" if canonical else ""
    text = "".join(f"<p>{line}</p>" for line in [*body, f"Trang {number}/3"])
    head = f"<title>{title} - Báo Hải Đăng</title><meta name='pubdate' content='2019-06-14'>{link}"
    markup = f"<html><head>{head}</head><body><h1>{title}</h1><div class='content'>{text}</div></body></html>"
    return clean(RawPage(body=markup.encode(), kind="html", source="b", url=url))


@pytest.mark.parametrize(
    "line",
    ["Trang: 1 2 3", "(trang 2/3)", "<< Trang trước 1 [2] 3 Trang sau >>", "Tiếp theo: Trang 2 >>", "Xem tiếp trang 2"],
)
def test_pager_line(line: str) -> None:
    assert is_pager_line(line, linked=False)


@pytest.mark.parametrize(
    "line",
    ["", "Trang trước", "2 3", "Trang bị 2 xe cứu hỏa", "Báo in ra ngày 2, trang 3 và 4.", "1", "Sau 2 năm", "Trang"],
)
def test_no_pager_line(line: str) -> None:
    assert not is_pager_line(line, linked=False)


def test_pager_line_is_linear() -> None:
    started = time.perf_counter()
    for line in ("1" * 119 + "x", "1 " * 59 + "x", "trang sau " * 11 + "x"):
        assert not is_pager_line(line, linked=True)
    assert time.perf_counter() - started < 0.1


def test_pages_are_joined_in_order_and_nothing_is_said_twice() -> None:
    first, second, third = _page(1, FIRST), _page(2, [FIRST[0], *SECOND]), _page(3, THIRD)
    article = join(first, [second, third])
    assert article.text.split("\n\n") == [*FIRST, *SECOND, *THIRD]
    assert [article.text[b.span.start : b.span.end] for b in article.blocks] == article.text.split("\n\n")
    assert (article.id, article.title, article.published) == (first.id, first.title, first.published)
    assert article.pages == (f"{_ADDRESS}?page=2", f"{_ADDRESS}?page=3")
    assert "navigation" in {line.why for line in article.removed}


def test_a_page_that_brings_nothing_is_none() -> None:
    first = _page(1, FIRST)
    assert join(first, [_page(2, FIRST)]) == first  # a site that does not know the parameter


def test_which_pages_are_parts() -> None:
    first = _page(1, FIRST)
    assert is_part(first, _page(2, SECOND))
    assert not is_part(first, _page(2, SECOND, title="Lũ quét ở Bản Cọn"))
    assert is_part(first, _page(2, SECOND, title="Trang hai của chuyện", canonical=first.url or ""))


def test_gold_article_of_two_pages() -> None:
    gold = tomllib.loads((_GOLD / "2.toml").read_text(encoding="utf-8"))
    files = ["2.html", *gold["pages_files"]]
    pages = [
        clean(RawPage(body=(_GOLD / name).read_bytes(), kind="html", source="b", url=url))
        for name, url in zip(files, [gold["url"], *gold["pages"]], strict=True)
    ]
    assert is_part(pages[0], pages[1])
    found = join(pages[0], pages[1:]).text.split("\n\n")
    wanted = [*gold["text"], *gold["text_more"]]
    assert [piece for piece in found if piece not in gold["optional"]] == wanted
