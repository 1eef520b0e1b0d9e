"""The selectors of the shipped profiles, on skeletons written after the markup that the sources show."""

from __future__ import annotations

import re
from datetime import date

import pytest
import soupsieve
from bs4 import BeautifulSoup

from corpus.sites import PARTS, Part, Site, site_of, sites

SKELETONS: dict[str, tuple[str, dict[str, str]]] = {
    "baotintuc.vn": (
        """<h1 class="detail-title">Tên bài</h1><div class="action-link"><div class="date"><span class="txt">Thứ Năm,
        16/07/2026 17:17</span><h4 class="cate"><a href="/"><strong>Thế giới</strong></a></h4></div></div>
        <div class="content"><h2 class="sapo">Lời dẫn</h2><ul class="list-concern"><li>Tin khác</li></ul>
        <div class="content_wrapper"><div class="share share-sticky">Chia sẻ</div><div class="boxdetail"><div
        class="contents"> <div id="divfirst"><figure class="image"><img><figcaption>Chú
        thích</figcaption></figure><p>Đoạn một.</p></div> <div class="gliaplayer-container">Quảng cáo</div><div
        id="divend"><p>Đoạn hai.</p></div></div> <div class="author"><strong>Hà Vy</strong><i>
        (TTXVN)</i></div></div></div></div>""",
        {
            "title": "Tên bài",
            "lead": "Lời dẫn",
            "body": "Chú thích Đoạn một. Quảng cáo Đoạn hai.",
            "authors": "Hà Vy",
            "captions": "Chú thích",
            "section": "Thế giới",
            "drop": "Tin khác|Chia sẻ|Quảng cáo",
        },
    ),
    "tienphong.vn": (
        """<div class="breadcrumb breadcrumb-detail"><h2 class="main"><a>Giải trí</a></h2></div><div
        class="article__header"><h1 class="article__title cms-title">Tên bài</h1><div class="article__meta"><div
        class="wrap-author"><div class="author"><span class="thumb"></span> Hà Vy</div></div><time
        datetime="2026-09-06T15:33:28+07:00">06/09/2026 15:33</time></div></div><div class="article__sapo cms-desc">
        <p>TPO - Lời dẫn</p></div><div class="article__body zce-content-body cms-body" itemprop="articleBody"><p>Đoạn
        một.</p><figure><img></figure><figcaption>Chú thích</figcaption><div class="sda_middle">Quảng cáo</div><div
        class="article-relate"><article class="story"><h2>Tin khác</h2></article></div></div>""",
        {
            "title": "Tên bài",
            "lead": "TPO - Lời dẫn",
            "body": "Đoạn một. Chú thích Quảng cáo Tin khác",
            "authors": "Hà Vy",
            "captions": "Chú thích",
            "published": "06/09/2026 15:33",
            "section": "Giải trí",
            "drop": "Quảng cáo|Tin khác",
        },
    ),
    "nhandan.vn": (
        """<figure class="article__avatar"><img><figcaption>Chú thích</figcaption></figure><div class="article__body
        zce-content-body cms-body"><div class="notebox align-center cms-note"><p>Hộp tin</p></div><p>Đoạn một.</p><div
        class="article__author"><p class="name">HÀ VY</p></div></div><div class="article-footer"><div
        class="related-news"><article class="story">Tin khác</article></div><div class="article__tag"><a>Lai Châu</a>
        </div></div>""",
        {
            "body": "Hộp tin Đoạn một. HÀ VY",
            "authors": "HÀ VY",
            "captions": "Chú thích",
            "tags": "Lai Châu",
            "drop": "HÀ VY|Tin khác",
        },
    ),
    "vietnamnet.vn": (
        """<div class="bread-crumb-detail"><ul><li><a href="/"><img></a></li><li><a>Thời sự</a><div><ul><li><a>Menu</a>
        </li><li><a>Khác</a></li></ul></div></li><li><a>Giao thông</a></li></ul><div
        class="bread-crumb-detail__time">Thứ Năm, 30/07/2026 - 15:11</div></div><div class="content-detail"><h1
        class="content-detail-title">Tên bài</h1><div
        class="article-detail-author"><p class="article-detail-author__info"><span class="name"><a>Hà Vy</a></span></p>
        </div><div class="share-social"><div class="publish-date">30/07/2026 15:11 (GMT+07:00)</div></div><h2
        class="content-detail-sapo sm-sapo-mb-0">Lời dẫn</h2><div class="maincontent main-content" id="maincontent">
        <p>Đoạn một.</p><figure class="image vnn-content-image"><picture><img></picture><figcaption>Chú thích
        </figcaption></figure><div class="ck-cms-insert-neww-group">Tin khác</div></div></div>""",
        {
            "title": "Tên bài",
            "lead": "Lời dẫn",
            "body": "Đoạn một. Chú thích Tin khác",
            "authors": "Hà Vy",
            "captions": "Chú thích",
            "published": "Thứ Năm, 30/07/2026 - 15:11",
            "section": "Thời sự",
            "drop": "Tin khác",
        },
    ),
    "tuoitre.vn": (
        """<div class="detail-top"><div class="detail-time"><time data-role="publishdate">05/10/2026 15:42 GMT+7</time>
        </div></div><h1 class="detail-title" data-role="title">Tên bài</h1><div class="detail-author"
        data-role="author"><div class="author-info"><a class="name">Hà Vy</a></div><div
        class="author-item-name"><a class="name">Hà Vy</a></div></div><p
        class="detail-sapo" data-role="sapo">Lời dẫn</p><div class="detail-cmain"><div
        class="detail-content afcbc-body" data-role="content"><p>Đoạn một.</p><figure
        class="VCSortableInPreviewMode" type="Photo"><img><figcaption class="PhotoCMS_Caption"><p>Chú thích - Ảnh: H.V.
        </p></figcaption></figure><div class="VCSortableInPreviewMode" type="RelatedNewsBox">Tin khác</div><div
        class="VCSortableInPreviewMode" type="content"><p>Hộp nội dung.</p></div></div></div>""",
        {
            "title": "Tên bài",
            "lead": "Lời dẫn",
            "body": "Đoạn một. Chú thích - Ảnh: H.V. Tin khác Hộp nội dung.",
            "authors": "Hà Vy",
            "captions": "Chú thích - Ảnh: H.V.",
            "published": "05/10/2026 15:42 GMT+7",
            "drop": "Tin khác",
        },
    ),
    "cafef.vn": (
        """<h1 class="title" data-role="title">Tên bài</h1><p class="dateandcat"><span class="author"
        data-role="author"><b>Theo Hà Vy</b></span> | <span class="pdate"
        data-role="publishdate">20-07-2026 - 00:15 AM</span>| <a class="category-page__name cat">Thị trường</a></p><p
        class="sapo" data-role="sapo">Lời dẫn</p><div class="contentdetail"><div class="detail-cmain"><div
        class="detail-content afcbc-body" data-role="content"><div class="chisochungkhoan">Giá</div><div
        class="tindnd">Tin mới</div><p>Đoạn một.</p><figure><figcaption
        class="PhotoCMS_Caption"><p>Chú thích</p></figcaption></figure></div></div></div>""",
        {
            "title": "Tên bài",
            "lead": "Lời dẫn",
            "body": "Giá Tin mới Đoạn một. Chú thích",
            "authors": "Theo Hà Vy",
            "captions": "Chú thích",
            "published": "20-07-2026 - 00:15 AM",
            "section": "Thị trường",
            "drop": "Giá|Tin mới",
        },
    ),
    "vnexpress.net": (
        """<div class="header-content"><span class="date">Thứ ba, 12/5/2026, 10:05 (GMT+7)</span></div><h1
        class="title-detail">Tên bài</h1><p class="description">Lời dẫn</p><article class="fck_detail "><p
        class="Normal">Đoạn một.</p><figure class="tplCaption"><img><figcaption><p class="Image">Chú thích</p>
        </figcaption></figure><div class="box-tinlienquanv2">Tin khác</div><p class="Normal"
        style="text-align:right;"><strong>Hà Vy</strong></p></article>""",
        {
            "title": "Tên bài",
            "lead": "Lời dẫn",
            "body": "Đoạn một. Chú thích Tin khác Hà Vy",
            "authors": "Hà Vy",
            "captions": "Chú thích",
            "published": "Thứ ba, 12/5/2026, 10:05 (GMT+7)",
            "drop": "Tin khác",
        },
    ),
    "nld.com.vn": (
        """<div class="detail-top"><div class="detail-cate"><a class="category-name_ac" data-role="cate-name">Kinh
        tế</a></div> </div><h1 class="detail-title" data-role="title">Tên bài</h1><h2 class="detail-sapo"
        data-role="sapo">Lời dẫn</h2> <div class="detail-info"><div class="detail-author"><div class="author-info"><p
        class="name" data-role="author">Hà Vy </p></div></div><div class="detail-time"><time
        data-role="publishdate">05/10/2026 15:42 GMT+7</time></div></div><div class="detail-cmain"><div
        class="detail-content afcbc-body" data-role="content"><p>Đoạn một.</p><figure class="VCSortableInPreviewMode"
        type="Photo"><figcaption class="PhotoCMS_Caption"><p>Chú thích</p></figcaption> </figure><div
        class="VCSortableInPreviewMode" type="RelatedNewsBox">Tin khác</div><div class="VCSortableInPreviewMode"
        type="content"><p>Hộp nội dung.</p></div></div></div><div class="detail-tab"><a class="item">Lai
        Châu</a></div>""",
        {
            "title": "Tên bài",
            "lead": "Lời dẫn",
            "body": "Đoạn một. Chú thích Tin khác Hộp nội dung.",
            "authors": "Hà Vy",
            "captions": "Chú thích",
            "published": "05/10/2026 15:42 GMT+7",
            "section": "Kinh tế",
            "tags": "Lai Châu",
            "drop": "Tin khác",
        },
    ),
    "vov.vn": (
        """<ol class="breadcrumb"><li class="breadcrumb-item breadcrumb-item-first"><a>Thể thao</a></li><li
        class="breadcrumb-item"><a>Bóng đá</a></li></ol><article class="detail" itemprop="articleBody"><div class="row
        article-title"><h1 class="article-title">Tên bài</h1></div><div class="row article-date"><div>Thứ Năm, 08:46,
        16/07/2026</div><div>Chép</div></div><div class="row article-summary"><h2><div>Lời dẫn</div></h2></div><div
        class="row article-content"><div class="text-long"><p>Đoạn một.</p><figure class="gallery-embed
        embedded-entity"><figcaption>Chú thích</figcaption></figure><article class="inner-article"><h5>Tin
        khác</h5></article></div></div><div class="row article-author"><a>PV/VOV.VN</a></div></article>""",
        {
            "title": "Tên bài",
            "lead": "Lời dẫn",
            "body": "Đoạn một. Chú thích Tin khác",
            "authors": "PV/VOV.VN",
            "captions": "Chú thích",
            "published": "Thứ Năm, 08:46, 16/07/2026",
            "section": "Thể thao",
            "drop": "Tin khác",
        },
    ),
    "dantri.com.vn": (
        """<main><section><ul><li><a data-content-name="article-breadcrumb">Thời sự</a></li></ul><time
        datetime="2026-07-17 22:12">Thứ sáu, 17/07/2026 - 22:12</time></section><article data-slot="container"><h1
        data-slot="title">Tên bài</h1><a rel="author" href="/tac-gia/1">Hà Vy</a><h2 data-slot="sapo">Lời dẫn</h2><div
        data-slot="content"><p>Đoạn một.</p><figure><figcaption><p>Chú thích</p></figcaption></figure><aside
        data-module="related-article-in-content">Tin khác</aside></div><ul><li><h4><a
        data-content-name="article-tags">Lai Châu</a></h4></li></ul></article></main>""",
        {
            "title": "Tên bài",
            "lead": "Lời dẫn",
            "body": "Đoạn một. Chú thích Tin khác",
            "authors": "Hà Vy",
            "captions": "Chú thích",
            "published": "Thứ sáu, 17/07/2026 - 22:12",
            "section": "Thời sự",
            "tags": "Lai Châu",
            "drop": "Tin khác",
        },
    ),
    "znews.vn": (
        """<article class="the-article"><header class="the-article-header"><p class="the-article-category"><a
        class="parent_cate">Thể thao</a></p><h1 class="the-article-title">Tên bài</h1><ul class="the-article-meta"><li
        class="the-article-publish">Thứ sáu, 17/7/2026 00:00 (GMT+7)</li></ul></header><section class="main"><p
        class="the-article-summary">Lời dẫn</p><div class="the-article-body"><p>Đoạn một.</p><table
        class="picture"><tr><td class="pic"><img></td></tr><tr><td class="pCaption caption"><p>Chú
        thích</p></td></tr></table><table class="article">Tin khác<tr><td>Tin khác</td></tr></table></div><div
        class="the-article-credit"><p class="author">Hà Vy </p></div><p class="the-article-tags"><strong>Lai
        Châu</strong> <span>Đà</span></p></section></article>""",
        {
            "title": "Tên bài",
            "lead": "Lời dẫn",
            "authors": "Hà Vy",
            "captions": "Chú thích",
            "published": "Thứ sáu, 17/7/2026 00:00 (GMT+7)",
            "section": "Thể thao",
            "tags": "Lai Châu|Đà",
        },
    ),
}


def found(site: Site, page: str, part: Part, day: date | None) -> str:
    """The texts of a part, `|` between elements."""
    soup = BeautifulSoup(page, "lxml")
    selectors = site.selectors(part, day)
    if part in ("drop", "captions"):
        hits = soupsieve.select(", ".join(selectors), soup) if selectors else []
    else:
        hits = next((hits for item in selectors if (hits := soupsieve.select(item, soup))), [])
    texts = (" ".join(" ".join(item.stripped_strings).split()) for item in hits)
    return "|".join(texts)


@pytest.mark.parametrize("host", SKELETONS)
def test_selectors_find_the_parts(host: str) -> None:
    page, expected = SKELETONS[host]
    site = site_of(host)
    assert site is not None
    assert {part: found(site, page, part, None) for part in PARTS if part in expected} == expected


# --- selectors that would take, or claim, too much --------------------------------------------------------------------

TOO_WIDE: dict[Part, str] = {
    # quotations, tables and boxes may be text
    "drop": r"quot|note|type=\"content\"|^(?:h[1-6]|p|div|table|figure|blockquote)$|> table$",
    "body": r"^(?:#content|#main|div\.content|div\.article|article|main|p(?:\.\w+)?)$",
    "captions": r"^(?!.*:has\(img\))(?!.*image).*table tr:nth",  # the second row of a table of figures is no caption
    "lead": r":first-child|:first-of-type|p:has",
    "published": r"^(?:time|(?:div)?\.date(?: span)?|\.text-muted)$",
    "title": r"^h1$",
}


@pytest.mark.parametrize("part", TOO_WIDE)
def test_no_selector_is_too_wide(part: Part) -> None:
    found = [
        (site.hosts[0], selector)
        for site in sites()
        for layout in site.layouts
        for selector in getattr(layout, part)
        if re.search(TOO_WIDE[part], selector)
    ]
    assert found == []


def test_layouts_that_were_seen_have_their_main_parts() -> None:
    for site in (s for s in sites() if s.made_from == "seen"):
        for part in ("title", "lead", "body", "captions", "published"):
            assert site.selectors(part, None), f"{site.hosts[0]}: {part}"


# --- layouts of the past ----------------------------------------------------------------------------------------------


def test_an_old_page_is_read_with_its_own_layout() -> None:
    page = """<div class="detail-content"><ul class="breadcrumb"><li class="active"><a>Thời sự</a></li></ul><h1
    class="title-2"><a>Tên bài</a></h1><p class="txt-head">Lời dẫn</p><div class="left-side"><div class="fck"><p>Đoạn
    một.</p></div><ul class="list-1"><li>Tin khác</li></ul></div></div>"""
    site = site_of("tuoitre.vn")
    assert site is not None
    expected: dict[Part, str] = {"title": "Tên bài", "lead": "Lời dẫn", "body": "Đoạn một.", "section": "Thời sự"}
    assert {part: found(site, page, part, date(2015, 3, 23)) for part in expected} == expected
    assert found(site, page, "body", date(2026, 7, 16)) == ""
