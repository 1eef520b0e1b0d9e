"""Site profiles in use: they tell where to look, and a wrong one does no harm."""

from __future__ import annotations

from functools import partial

import pytest
from cssselect import HTMLTranslator

from benchmarks.pages import imitated_sites, load_pages, measure, read_ours
from corpus.article import Article, RawPage
from corpus.sites import NO_SITES, PARTS, Layout, Site, SiteTable, sites
from extractor.clean import clean
from tests.extractor.clean.templates import HERE

_PAGES = HERE.parents[1] / "gold" / "pages"
_SENTENCE = "Trạm bơm mới của xã Hà Lam đưa nước về cánh đồng Gò Dài từ sáng mùng ba, sớm hơn dự định nửa tháng."


def _clean(inner: str, /, **parts: tuple[str, ...]) -> Article:
    site = Site(
        name="Báo Mẫu",
        hosts=("mau.example",),
        kind="provincial",
        layouts=(Layout(**parts),),  # type: ignore[arg-type]  # the names of its fields
        made_from="seen",
    )
    markup = f"<html><head><title>Nước về Gò Dài</title></head><body>{inner}</body></html>".encode()
    page = RawPage(body=markup, kind="html", source="mau", url="https://mau.example/tin/nuoc-ve-go-dai.html")
    return clean(page, sites=SiteTable(sites=(site,), by_host={"mau.example": site}))


def _paragraphs(number: int) -> str:
    return "".join(f"<p>Đợt {n}: {_SENTENCE}</p>" for n in range(number))


def test_every_selector_of_ours_can_be_asked() -> None:
    translator = HTMLTranslator()
    selectors = {s for site in sites() for layout in site.layouts for part in PARTS for s in getattr(layout, part)}
    assert len(selectors) > 200
    for selector in selectors:
        translator.css_to_xpath(selector)


def test_gold_pages_with_the_profiles_of_the_outlets_they_imitate() -> None:
    pages = load_pages(_PAGES)
    result = measure(partial(read_ours, sites=imitated_sites(_PAGES)), pages)
    assert sum(result.scores.values()) / len(pages) >= 0.998
    assert min(result.scores.values()) >= 0.97
    assert (result.titles, result.leads, result.related) == (len(pages), len(pages), 0)


def test_body_captions_and_what_is_dropped() -> None:
    body = f"<h1>Nước về Gò Dài</h1><div class=x1>{_paragraphs(4)}<p class=x2>Kênh chính sau ngày nạo vét.</p>"
    body += f"<div class=x3><p>{_SENTENCE.upper()}</p></div></div><div><p>{_SENTENCE} Một bài khác.</p></div>"
    plain = _clean(body)
    told = _clean(body, body=("div.x1",), captions=("p.x2",), drop=("div.x3",))
    assert "Kênh chính" in plain.text
    assert "HÀ LAM" in plain.text
    assert "Kênh chính" not in told.text
    assert "HÀ LAM" not in told.text
    assert "Đợt 3" in told.text
    assert told.captions == ("Kênh chính sau ngày nạo vét.",)
    assert [removed.why for removed in told.removed if "HÀ LAM" in removed.text] == ["profile"]


def test_gaps_are_filled() -> None:
    body = "<h1>Nước về Gò Dài</h1><ul><li><i class=a>Người ghi Đàm Thu Kha</i></li></ul>"
    body += f"<div class=x1>{_paragraphs(4)}</div><ul class=k><li>thủy lợi</li><li>Gò Dài</li></ul>"
    body += "<table><tr><td class=d>Đưa lên ngày 5/6/2021</td><td class=s>Nhà nông</td></tr></table>"
    plain = _clean(body)
    told = _clean(body, authors=("i.a",), published=("td.d",), section=("td.s",), tags=("ul.k li",))
    assert (plain.published, plain.section, plain.tags) == (None, None, ())
    assert told.published is not None
    assert told.published.value == "2021-06-05"
    assert (told.section, told.tags) == ("Nhà nông", ("thủy lợi", "Gò Dài"))
    assert told.authors != plain.authors


@pytest.mark.parametrize(
    "parts",
    [
        {"body": ("div.gone",), "lead": ("h2.gone",), "drop": (".gone",)},
        {"body": ("h1",), "drop": ("h1",)},
        {"drop": ("p",)},
        {"captions": ("p",)},
        {"body": ("div.x1",), "captions": ("p",), "drop": ("div.x1",)},
        {"body": ("div:hover", "p::first-line")},
    ],
)
def test_a_profile_that_is_wrong_does_no_harm(parts: dict[str, tuple[str, ...]]) -> None:
    body = f"<h1>Nước về Gò Dài</h1><div class=x1>{_paragraphs(4)}</div>"
    assert _clean(body, **parts).text == _clean(body).text


def test_profiles_can_be_switched_off() -> None:
    body = f"<html><body><h1>Nước về Gò Dài</h1>{_paragraphs(4)}</body></html>".encode()
    page = RawPage(body=body, kind="html", source="mau", url="https://vnexpress.net/nuoc-ve-go-dai-1.html")
    assert clean(page, sites=NO_SITES).text == clean(page).text
