"""Công an tỉnh Vân Sơn: a government portal. Nested tables, a form around everything, photo tables, no JSON-LD."""

from __future__ import annotations

import base64
import hashlib
from typing import assert_never

from corpus.sample.edition import (
    Edition,
    Listing,
    Page,
    esc,
    figures,
    fill,
    image_path,
    section_slug,
    teaser,
    weekday_date,
)
from corpus.sample.model import Block, Figure, ItemList, Poll, Prose, Related, SampleArticle, Table

HOST = "congan-vanson.example"
NAME = "Cổng thông tin điện tử Công an tỉnh Vân Sơn"
PAGE_SIZE = 5
CONTACT_PATH = "/lien-he.html"
HIDDEN_PATH = "/quan-tri/nhat-ky-trang.html"
GONE_PATH = "/tin-tuc/11/thong-bao-da-go.html"


def article_path(article: SampleArticle, number: int) -> str:
    """`/tin-tuc/8640/slug.html`."""
    return f"/tin-tuc/{number}/{article.slug}.html"


def listing_path(section: str | None, number: int, _sections: tuple[str, ...]) -> str:
    """`/chuyen-muc/thoi-su.html?page=2`."""
    if section is None:
        return "/" if number == 1 else f"/chuyen-muc/tat-ca.html?page={number}"
    path = f"/chuyen-muc/{section_slug(section)}.html"
    return path if number == 1 else f"{path}?page={number}"


def render_article(edition: Edition, article: SampleArticle, revision: int, _path: str) -> Page:
    """The page of one article."""
    tag = f"{esc(article.source_tag)}" if article.source_tag else ""
    parts: list[str] = []
    if article.lead:
        parts.append(f'<p class="sapo" style="text-align: justify;"><strong>{tag}{esc(article.lead)}</strong></p>')
        tag = ""
    for block in article.body(revision):
        parts.append(_block(edition, article, block, tag))
        if isinstance(block, Prose):
            tag = ""
    byline = "".join(
        f'<p style="text-align: right;"><strong>{esc(" - ".join(article.authors))}</strong></p>'
        for _ in article.authors[:1]
    )
    kicker = f'<span class="bv-chuyende">{esc(article.kicker)}</span><br />' if article.kicker else ""
    others = "".join(
        f'<li><a href="{edition.path(o)}">{esc(o.title)}</a> <span class="ngay">({o.published:%d/%m/%Y})</span></li>'
        for o in edition.others(article, 4)
    )
    number = edition.numbers[article.slug]
    body = "\n".join(parts)
    print_link = esc(edition.second.get(article.slug, "javascript:window.print()"))
    main = fill(
        "vanson_article",
        section_path=edition.section_path(article.section),
        section=esc(article.section),
        kicker=kicker,
        title=esc(article.title),
        date=weekday_date(article.published),
        number=str(number),
        print_link=print_link,
        body=body,
        byline=byline,
        views=str(1000 + number % 777),
        others=others,
    )
    return Page(_page(edition, article.title, main).encode())


def _block(edition: Edition, article: SampleArticle, block: Block, tag: str) -> str:
    match block:
        case Prose(type="h2"):
            return f'<p style="text-align: justify;"><strong>{esc(block.text)}</strong></p>'
        case Prose(type="quote"):
            return f'<p style="text-align: justify; padding-left: 30px;"><em>{esc(block.text)}</em></p>'
        case Prose():
            return f'<p style="text-align: justify;">{esc(tag)}{esc(block.text)}</p>'
        case ItemList():
            return "<ul>" + "".join(f'<li style="text-align: justify;">{esc(i)}</li>' for i in block.items) + "</ul>"
        case Table():
            rows = "".join("<tr>" + "".join(f"<td><p>{esc(c)}</p></td>" for c in row) + "</tr>" for row in block.rows)
            return (
                f'<table class="MsoTableGrid" border="1" cellpadding="0" cellspacing="0"><tbody>{rows}</tbody></table>'
            )
        case Figure():
            index = figures(article).index(block) + 1
            credit = f" ({esc(block.credit)})" if block.credit else ""
            return (
                '<table class="image center" align="center" width="480"><tbody><tr><td>'
                f'<img src="{image_path(article, index)}" width="480" alt="" /></td></tr><tr><td class="Image">'
                f"{esc(block.caption)}{credit}</td></tr></tbody></table>"
            )
        case Related():
            links = "".join(
                f'<tr><td>&#9642; <a href="{edition.target(item, article)}">{esc(item)}</a></td></tr>'
                for item in block.items
            )
            head = f"<tr><th>{esc(block.title)}</th></tr>"
            return f'<table class="tinlienquan" align="right" width="200">{head}{links}</table>'
        case Poll():
            items = "".join(f"<br /><input type='radio' /> {esc(i)}" for i in block.items)
            return f'<table class="thamdo"><tr><td><b>{esc(block.question)}</b>{items}</td></tr></table>'
        case _:
            assert_never(block)


def render_listing(edition: Edition, listing: Listing) -> Page:
    """Home page (section None, page 1), or a page of a section."""
    rows = "\n".join(
        f"""<tr><td class="tin"><a class="tieudetin" href="{edition.path(a)}">{esc(a.title)}</a>
<span class="ngay">({a.published:%d/%m/%Y %H:%M})</span><div class="tomtat">{esc(teaser(a, 120))}</div></td></tr>"""
        for a in listing.articles
    )
    path = edition.template.listing_path
    pages = " ".join(
        f"<b>{n}</b>" if n == listing.number else f'<a href="{path(listing.section, n, edition.sections)}">{n}</a>'
        for n in range(1, listing.last + 1)
    )
    title = listing.section or "Trang chủ"
    main = f"""<table width="100%" class="danhsach"><tr><td class="tenmuc">{esc(title)}</td></tr>
{rows}
<tr><td class="phantrang">Trang: {pages}</td></tr></table>"""
    return Page(_page(edition, title, main).encode())


def render_notice(edition: Edition, title: str, text: str) -> Page:
    """A page that is no article."""
    main = (
        f'<table class="trangtinh"><tr><td class="tieude">{esc(title)}</td></tr><tr><td>{esc(text)}</td></tr></table>'
    )
    return Page(_page(edition, title, main).encode())


def _view_state(title: str) -> str:
    """What ASP.NET pages carry in a hidden field: long, opaque, and the same for the same page."""
    seed = hashlib.sha512(title.encode()).digest()
    return base64.b64encode(seed * 6).decode()


def _page(edition: Edition, title: str, main: str) -> str:
    menu = "".join(f'<td class="menu"><a href="{path}">{esc(name)}</a></td>' for name, path in edition.menu())
    left = "".join(f'<tr><td class="muc"><a href="{path}">{esc(name)}</a></td></tr>' for name, path in edition.menu())
    popular = "".join(
        f'<tr><td class="xemnhieu"><a href="{esc(path)}">{esc(name)}</a></td></tr>' for name, path in edition.popular
    )
    return fill(
        "vanson_page",
        title=esc(title),
        name=NAME,
        state=_view_state(title),
        short_state=_view_state(title)[:88],
        menu=menu,
        contact=CONTACT_PATH,
        left=left,
        hidden=HIDDEN_PATH,
        gone=GONE_PATH,
        popular=popular,
        main=main,
    )
