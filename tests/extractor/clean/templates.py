"""Pages in the manner of Vietnamese papers, made from the project's own sample articles or from a few invented lines.

Four families (see corpus/sample/README.md): modern, portal, old, amp. Markup imitates real content management systems;
no page is copied. Texts are the sample articles (CC0) or invented here.
"""

from __future__ import annotations

import json
import tomllib
from html import escape
from pathlib import Path
from typing import Any

Data = dict[str, Any]
SAMPLES = Path(__file__).parents[3] / "corpus" / "sample" / "articles"
LINKS = [f"Tiêu đề bài số {n} của chuyên mục khác trên báo" for n in range(1, 9)]


def sample_files() -> list[Path]:
    return sorted(SAMPLES.glob("*/*.toml"))


def load(path: Path) -> Data:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def expected_blocks(article: Data) -> list[str]:
    """The text by the rule of corpus/sample/README.md."""
    found = [article["lead"]] if article["lead"] else []
    for block in article["block"]:
        if block["type"] in ("p", "h2", "quote"):
            found.append(block["text"])
        elif block["type"] == "list":
            found.extend(block["items"])
        elif block["type"] == "table":
            found.extend(" | ".join(row) for row in block["rows"])
    if article.get("update_text"):
        found.append(article["update_text"])
    return found


def captions(article: Data) -> list[str]:
    return [block["caption"] for block in article["block"] if block["type"] == "figure" and block["caption"]]


def _menu() -> str:
    items = "".join(
        f'<li><a href="/{n}">{name}</a></li>'
        for n, name in enumerate(("Thời sự", "Pháp luật", "Kinh tế", "Thể thao", "Văn hóa"))
    )
    return f"<ul>{items}</ul>"


def _teasers() -> str:
    return "".join(
        f'<article class="story"><h3 class="story__heading"><a href="/bai-{n}.htm">{escape(link)}</a></h3>'
        f'<p class="story__summary">Tóm tắt vài dòng của bài ấy để người đọc bấm vào xem tiếp, dài độ hai chục chữ thôi. ({n})</p></article>'
        for n, link in enumerate(LINKS)
    )


def _tagged(article: Data) -> str:
    return escape(article["source_tag"]) if article.get("source_tag") else ""


def modern(article: Data) -> str:
    """JSON-LD, figures, semantic markup, a sidebar with teasers, ads between paragraphs, lazy pictures."""
    body: list[str] = []
    for n, block in enumerate(article["block"]):
        body.append(_modern_block(block))
        if n == 1:
            body.append('<div class="sda_middle"><div id="sdaArticleMiddle" class="rennab">Quảng cáo</div></div>')
    if article.get("update_text"):
        body.append(f"<p>{escape(article['update_text'])}</p>")
    linked = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Organization", "name": "Báo Hải Đăng"},
            {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 1, "item": {"@id": "/x", "name": article["section"]}}]},
            {
                "@type": "NewsArticle", "headline": article["title"], "description": article["lead"],
                "datePublished": article["published"].isoformat(), "dateModified": (article.get("updated") or article["published"]).isoformat(),
                "author": [{"@type": "Person", "name": name} for name in article["authors"]], "articleSection": article["section"],
                "keywords": article["tags"], "publisher": {"@type": "Organization", "name": "Báo Hải Đăng"},
            },
        ],
    }  # fmt: skip
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{escape(article["title"])} - Báo Hải Đăng</title>
<meta property="og:type" content="article"><meta property="og:site_name" content="Báo Hải Đăng">
<meta property="og:title" content="{escape(article["title"])}"><meta property="og:description" content="{escape(article["lead"])}">
<link rel="canonical" href="https://haidang.example/{article["slug"]}.htm">
<script type="application/ld+json">{json.dumps(linked, ensure_ascii=False)}</script>
<script>var config = {{"a": "<p>không phải bài</p>"}};</script><style>.a{{color:red}}</style></head><body class="detail-page">
<header class="site-header"><nav class="mainnav">{_menu()}</nav></header>
<div class="container"><div class="main-col"><div class="breadcrumb"><a href="/">Trang chủ</a> <a href="/x">{escape(article["section"])}</a></div>
{f'<div class="kicker">{escape(article["kicker"])}</div>' if article["kicker"] else ""}<h1 class="article__title">{escape(article["title"])}</h1>
<div class="article__meta"><time class="time" datetime="{article["published"].isoformat()}">{article["published"]:%d/%m/%Y %H:%M}</time>
<div class="article__social"><a href="#">Chia sẻ</a><a href="#">Lưu tin</a></div></div>
{f'<h2 class="article__sapo">{_tagged(article)}{escape(article["lead"])}</h2>' if article["lead"] else ""}
<div class="article__body cms-body" itemprop="articleBody">{"".join(body)}
<div class="article__author"><p class="name">{escape(" - ".join(article["authors"]))}</p></div></div>
<div class="related-news"><h3 class="box-heading">Tin liên quan</h3>{_teasers()}</div>
<div class="article__tag">{"".join(f'<a href="/tag">{escape(tag)}</a> ' for tag in article["tags"])}</div>
<div class="wrap-comment"><p>Bạn đọc Minh: Bài viết rất hay, tôi đồng ý với ý kiến của tác giả về chuyện này, mong báo viết tiếp.</p></div></div>
<div class="sidebar-right"><h3>Tin đọc nhiều</h3>{_teasers()}</div></div>
<footer class="site-footer"><p>Cơ quan chủ quản: một cơ quan nào đó. Giấy phép số 1/GP-BTTTT. Ghi rõ nguồn khi phát hành lại thông tin từ trang này.</p></footer>
</body></html>"""


def _modern_block(block: Data) -> str:
    kind = block["type"]
    if kind == "p":
        return f"<p>{escape(block['text'])}</p>"
    if kind == "h2":
        return f"<h2>{escape(block['text'])}</h2>"
    if kind == "quote":
        return f"<blockquote><p>{escape(block['text'])}</p></blockquote>"
    if kind == "list":
        return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in block["items"]) + "</ul>"
    if kind == "table":
        return (
            "<table>"
            + "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in block["rows"])
            + "</table>"
        )
    if kind == "figure":
        credit = f' <span class="credit">{escape(block["credit"])}</span>' if block["credit"] else ""
        return f'<figure><img class="lazyload" data-src="/a.jpg" src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==" alt=""><figcaption>{escape(block["caption"])}{credit}</figcaption></figure>'
    if kind == "related":
        items = "".join(f'<li><a href="/b.htm">{escape(item)}</a></li>' for item in block["items"])
        return f'<div class="article-relate"><h4>{escape(block["title"])}</h4><ul>{items}</ul></div>'
    return ""


def portal(article: Data) -> str:
    """A government portal: layout tables, captions in picture tables, a dateline line, the byline at the right."""
    rows: list[str] = []
    for block in article["block"]:
        kind = block["type"]
        if kind == "figure":
            text = escape(" - ".join(filter(None, (block["caption"], block["credit"]))))
            rows.append(
                f'<table align="center" border="0"><tr><td><img src="/a.jpg" alt=""></td></tr><tr><td align="center"><em>{text}</em></td></tr></table>'
            )
        elif kind == "h2":
            rows.append(f"<p><strong>{escape(block['text'])}</strong></p>")
        elif kind == "quote":
            rows.append(f"<p>{escape(block['text'])}</p>")
        elif kind == "related":
            rows.append("".join(f'<p>&gt;&gt; <a href="/b.htm">{escape(item)}</a></p>' for item in block["items"]))
        else:
            rows.append(_modern_block(block).replace("<p>", '<p style="text-align: justify;">'))
    if article.get("update_text"):
        rows.append(f"<p>{escape(article['update_text'])}</p>")
    days = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
    moment = article["published"]
    byline = (
        f'<p style="text-align: right;"><strong>{escape(" - ".join(article["authors"]))}</strong></p>'
        if article["authors"]
        else ""
    )
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>Cổng thông tin điện tử Công an tỉnh Vân Sơn</title></head>
<body><table width="1000" align="center"><tr><td colspan="3"><img src="/banner.jpg"></td></tr>
<tr><td width="200" valign="top"><table>{"".join(f'<tr><td><a href="/{n}">{name}</a></td></tr>' for n, name in enumerate(LINKS))}</table></td>
<td valign="top"><table width="100%"><tr><td><a href="/">Trang chủ</a> &raquo; <a href="/tin">Tin tức</a></td></tr>
<tr><td class="tieude"><b>{escape(article["title"])}</b></td></tr>
<tr><td class="ngaydang">{days[moment.weekday()]}, {moment:%d/%m/%Y %H:%M}</td></tr>
{f"<tr><td><p><strong>{_tagged(article)}{escape(article["lead"])}</strong></p></td></tr>" if article["lead"] else ""}
<tr><td><div class="journal-content-article">{"".join(rows)}{byline}</div></td></tr>
<tr><td>Các tin khác<ul>{"".join(f'<li><a href="/c">{link}</a> (12/03/2019)</li>' for link in LINKS)}</ul></td></tr></table></td>
<td width="180" valign="top">Thống kê truy cập: 1234567</td></tr></table>
<p align="center">Bản quyền thuộc Công an tỉnh Vân Sơn. Địa chỉ: số 1 đường Một, thành phố Vân Sơn. Điện thoại: 0200.000.000</p></body></html>"""


def old(article: Data) -> str:
    """No semantic markup: font tags, <br><br> between paragraphs, unclosed cells, capital tags."""
    parts: list[str] = []
    for block in article["block"]:
        kind = block["type"]
        if kind in ("p", "quote"):
            parts.append(escape(block["text"]))
        elif kind == "h2":
            parts.append(f"<B>{escape(block['text'])}</B>")
        elif kind == "list":
            parts.extend(escape(item) for item in block["items"])
        elif kind == "table":
            parts.append(
                "<TABLE BORDER=1>"
                + "".join("<TR>" + "".join(f"<TD>{escape(cell)}" for cell in row) for row in block["rows"])
                + "</TABLE>"
            )
        elif kind == "figure":
            text = escape(" ".join(filter(None, (block["caption"], block["credit"]))))
            parts.append(
                f'<TABLE ALIGN=right WIDTH=200><TR><TD CLASS=pic><IMG SRC="a.jpg"><TR><TD CLASS=Image><FONT SIZE=1>{text}</FONT></TABLE>'
            )
    if article.get("update_text"):
        parts.append(escape(article["update_text"]))
    lead = f"<B>{_tagged(article)}{escape(article['lead'])}</B><BR><BR>" if article["lead"] else ""
    byline = (
        f"<BR><BR><DIV ALIGN=right><B>{escape(' - '.join(article['authors']))}</B></DIV>" if article["authors"] else ""
    )
    return f"""<HTML><HEAD><TITLE>Tuần báo Làng Ven - {escape(article["title"])}</TITLE></HEAD><BODY BGCOLOR=white>
<TABLE WIDTH=780><TR><TD WIDTH=150 VALIGN=top>{"<BR>".join(f'<A HREF="m{n}.htm">{link}</A>' for n, link in enumerate(LINKS))}
<TD VALIGN=top><FONT FACE="Arial" SIZE=2><FONT SIZE=4 COLOR=navy><B>{escape(article["title"])}</B></FONT><BR>
<FONT SIZE=1>{article["published"]:%H:%M, %d/%m/%Y}</FONT><BR><BR>
{lead}{"<BR><BR>".join(parts)}{byline}
<HR><B>C&aacute;c tin kh&aacute;c:</B><BR>{"<BR>".join(f'<A HREF="k{n}.htm">{link}</A>' for n, link in enumerate(LINKS))}</FONT></TABLE>
<CENTER>Tu&#7847;n b&aacute;o L&agrave;ng Ven</CENTER></BODY></HTML>"""


def amp(article: Data) -> str:
    """AMP-like: amp-img, related boxes amid the body, a poll at the end, microdata, no JSON-LD."""
    body: list[str] = []
    for n, block in enumerate(article["block"]):
        if block["type"] == "figure":
            credit = f" {escape(block['credit'])}" if block["credit"] else ""
            body.append(
                f'<div class="VCSortableInPreviewMode"><amp-img src="/a.jpg" alt="" width="600" height="400"></amp-img><div class="PhotoCMS_Caption"><p>{escape(block["caption"])}{credit}</p></div></div>'
            )
        elif block["type"] == "poll":
            body.append(
                '<div class="poll-box"><p>'
                + escape(block["question"])
                + "</p><ul>"
                + "".join(f"<li>{escape(item)}</li>" for item in block["items"])
                + "</ul></div>"
            )
        else:
            body.append(_modern_block(block))
        if n == 2:
            body.append(f'<div class="inner-article"><a href="/k.htm"><strong>{LINKS[0]}</strong></a></div>')
    if article.get("update_text"):
        body.append(f"<p>{escape(article['update_text'])}</p>")
    return f"""<!doctype html><html amp lang="vi"><head><meta charset="utf-8"><title>{escape(article["title"])} | Nhịp Phố</title>
<meta property="og:title" content="{escape(article["title"])}"><meta property="og:site_name" content="Nhịp Phố"><meta name="keywords" content="{escape(",".join(article["tags"]))}">
<meta property="article:section" content="{escape(article["section"])}"><style amp-boilerplate>body{{}}</style></head><body>
<amp-sidebar id="sidebar">{_menu()}</amp-sidebar><main><div itemscope itemtype="https://schema.org/NewsArticle">
{f'<p class="kicker">{escape(article["kicker"])}</p>' if article["kicker"] else ""}<h1 itemprop="headline">{escape(article["title"])}</h1>
<span class="author" itemprop="author">{escape(", ".join(article["authors"]))}</span> <span class="date" itemprop="datePublished" content="{article["published"].isoformat()}">{article["published"]:%d/%m/%Y %H:%M} GMT+7</span>
{f'<p class="sapo" itemprop="description">{_tagged(article)}{escape(article["lead"])}</p>' if article["lead"] else ""}
<div class="content-detail">{"".join(body)}</div></div>
<div class="tags">Từ khóa: {" ".join(f'<a href="/t">{escape(tag)}</a>' for tag in article["tags"])}</div>
<section class="recommend">{_teasers()}</section></main></body></html>"""


FAMILIES = {"modern": modern, "portal": portal, "old": old, "amp": amp}
