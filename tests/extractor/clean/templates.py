"""Pages in the manner of Vietnamese papers, made from the project's own sample articles.

Four families (see corpus/sample/README.md): modern, portal, old, amp. `families/*.html` imitate the markup of real
content management systems; no page is copied. The texts are the sample articles (CC0).
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from html import escape
from pathlib import Path
from string import Template
from typing import Any

Data = dict[str, Any]
HERE = Path(__file__).parent
SAMPLES = HERE.parents[2] / "corpus" / "sample" / "articles"
LINKS = [f"Tiêu đề bài số {n} của chuyên mục khác trên báo" for n in range(1, 9)]
BLANK = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
DAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


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
    return [" ".join(text.split()) for text in found]


def captions(article: Data) -> list[str]:
    return [block["caption"] for block in article["block"] if block["type"] == "figure" and block["caption"]]


def page(article: Data, family: str) -> str:
    """The article in the markup of a family; the paper's signature stands before the first words, lead or paragraph."""
    if article["source_tag"] and not article["lead"]:
        first, *rest = article["block"]
        signed = {**first, "text": article["source_tag"] + first["text"]}
        article = {**article, "source_tag": "", "block": [signed, *rest]}
    moment = article["published"]
    template = Template((HERE / "families" / f"{family}.html").read_text(encoding="utf-8"))
    names = ", " if family == "amp" else " - "
    return template.substitute(
        {
            name: escape(article.get(name) or "")
            for name in ("title", "lead", "slug", "section", "kicker", "source_tag")
        },
        linked=json.dumps(_linked(article), ensure_ascii=False),
        iso=moment.isoformat(),
        day=f"{moment:%d/%m/%Y}",
        hour=f"{moment:%H:%M}",
        weekday=DAYS[moment.weekday()],
        authors=escape(names.join(article["authors"])),
        tags=" ".join(_link(tag) for tag in article["tags"]),
        menu=_list(map(_link, ("Thời sự", "Pháp luật", "Kinh tế", "Thể thao", "Văn hóa"))),
        links="<BR>".join(map(_link, LINKS)),
        list_of_links=_list(_link(link) + " (12/03/2019)" for link in LINKS),
        rows_of_links="<table>" + "".join(f"<tr><td>{_link(link)}</td></tr>" for link in LINKS) + "</table>",
        teasers="".join(map(_teaser, LINKS)),
        body=BODIES[family](article),
    )


def _link(text: str) -> str:
    return f'<a href="/bai-khac.htm">{escape(text)}</a>'


def _list(items: Any) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def _teaser(title: str) -> str:
    summary = f"Tóm tắt vài dòng của bài ấy để người đọc bấm vào xem tiếp, dài độ hai chục chữ thôi. ({title[-30:]})"
    heading = f'<h3 class="story__heading">{_link(title)}</h3>'
    return f'<article class="story">{heading}<p class="story__summary">{summary}</p></article>'


def _linked(article: Data) -> Data:
    changed = article.get("updated") or article["published"]
    return {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Organization", "name": "Báo Hải Đăng"},
            {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {"@type": "ListItem", "position": 1, "item": {"@id": "/x", "name": article["section"]}}
                ],
            },
            {
                "@type": "NewsArticle",
                "headline": article["title"],
                "description": article["lead"],
                "datePublished": article["published"].isoformat(),
                "dateModified": changed.isoformat(),
                "author": [{"@type": "Person", "name": name} for name in article["authors"]],
                "articleSection": article["section"],
                "keywords": article["tags"],
                "publisher": {"@type": "Organization", "name": "Báo Hải Đăng"},
            },
        ],
    }


def _blocks(article: Data) -> list[Data]:
    update = article.get("update_text")
    return [*article["block"], *([{"type": "p", "text": update}] if update else [])]


def _block(block: Data) -> str:
    """Markup that all families but the oldest share."""
    kind, text = block["type"], escape(block.get("text", ""))
    if kind in ("p", "h2"):
        return f"<{kind}>{text}</{kind}>"
    if kind == "quote":
        return f"<blockquote><p>{text}</p></blockquote>"
    if kind == "list":
        return _list(map(escape, block["items"]))
    if kind == "table":
        rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in block["rows"])
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    if kind == "related":
        return f'<div class="article-relate"><h4>{escape(block["title"])}</h4>{_list(map(_link, block["items"]))}</div>'
    return ""


def _modern(article: Data) -> str:
    parts: list[str] = []
    for block in _blocks(article):
        if block["type"] == "figure":
            credit = f' <span class="credit">{escape(block["credit"])}</span>' if block["credit"] else ""
            picture = f'<img class="lazyload" data-src="/a.jpg" src="{BLANK}" alt="">'
            parts.append(f"<figure>{picture}<figcaption>{escape(block['caption'])}{credit}</figcaption></figure>")
        else:
            parts.append(_block(block))
    parts.insert(2, '<div class="sda_middle"><div id="sdaArticleMiddle" class="rennab">Quảng cáo</div></div>')
    return "".join(parts)


def _portal(article: Data) -> str:
    parts: list[str] = []
    for block in _blocks(article):
        if block["type"] == "figure":
            text = escape(" - ".join(filter(None, (block["caption"], block["credit"]))))
            rows = f'<tr><td><img src="/a.jpg" alt=""></td></tr><tr><td align="center"><em>{text}</em></td></tr>'
            parts.append(f'<table align="center" border="0">{rows}</table>')
        elif block["type"] in ("p", "quote"):
            parts.append(f'<p style="text-align: justify;">{escape(block["text"])}</p>')
        elif block["type"] == "h2":
            parts.append(f"<p><strong>{escape(block['text'])}</strong></p>")
        elif block["type"] == "related":
            parts.extend(f"<p>&gt;&gt; {_link(item)}</p>" for item in block["items"])
        else:
            parts.append(_block(block))
    return "".join(parts)


def _old(article: Data) -> str:
    parts: list[str] = []
    for block in _blocks(article):
        text = escape(block.get("text", ""))
        if block["type"] in ("p", "quote"):
            parts.append(text)
        elif block["type"] == "h2":
            parts.append(f"<B>{text}</B>")
        elif block["type"] == "list":
            parts.extend(map(escape, block["items"]))
        elif block["type"] == "table":
            rows = ("".join(f"<TD>{escape(cell)}" for cell in row) for row in block["rows"])
            parts.append("<TABLE BORDER=1>" + "".join(f"<TR>{row}" for row in rows) + "</TABLE>")
        elif block["type"] == "figure":
            caption = escape(" ".join(filter(None, (block["caption"], block["credit"]))))
            cells = f'<TR><TD CLASS=pic><IMG SRC="a.jpg"><TR><TD CLASS=Image><FONT SIZE=1>{caption}</FONT>'
            parts.append(f"<TABLE ALIGN=right WIDTH=200>{cells}</TABLE>")
    return "<BR><BR>".join(parts)


def _amp(article: Data) -> str:
    parts: list[str] = []
    for block in _blocks(article):
        if block["type"] == "figure":
            caption = " ".join(filter(None, (block["caption"], block["credit"])))
            picture = '<amp-img src="/a.jpg" alt="" width="600" height="400"></amp-img>'
            text = f'<div class="PhotoCMS_Caption"><p>{escape(caption)}</p></div>'
            parts.append(f'<div class="VCSortableInPreviewMode">{picture}{text}</div>')
        elif block["type"] == "poll":
            options = _list(map(escape, block["items"]))
            parts.append(f'<div class="poll-box"><p>{escape(block["question"])}</p>{options}</div>')
        else:
            parts.append(_block(block))
    parts.insert(3, f'<div class="inner-article">{_link(LINKS[0])}</div>')
    return "".join(parts)


BODIES: dict[str, Callable[[Data], str]] = {"modern": _modern, "portal": _portal, "old": _old, "amp": _amp}
