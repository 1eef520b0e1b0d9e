"""Nhịp Phố: a city news site, AMP-like. Lazy images, related boxes inside the body, a poll, tracking parameters."""

from __future__ import annotations

from typing import assert_never

from corpus.sample.edition import Edition, Listing, Page, esc, figures, fill, image_path, section_slug, teaser
from corpus.sample.model import Block, Figure, ItemList, Poll, Prose, Related, SampleArticle, Table

HOST = "nhippho.example"
NAME = "Nhịp Phố"
PAGE_SIZE = 5
CONTACT_PATH = "/trang/lien-he-quang-cao"
HIDDEN_PATH = "/cms-preview/ban-nhap-chua-duyet-post1.html"
GONE_PATH = "/xa-hoi/bai-da-go-post2.html"
_PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def article_path(article: SampleArticle, number: int) -> str:
    """`/the-thao/slug-post8640.html`."""
    return f"/{section_slug(article.section)}/{article.slug}-post{number}.html"


def listing_path(section: str | None, number: int, _sections: tuple[str, ...]) -> str:
    """`/the-thao/`, `/the-thao/?page=2`."""
    path = "/" if section is None else f"/{section_slug(section)}/"
    return path if number == 1 else f"{path}?page={number}"


def render_article(edition: Edition, article: SampleArticle, revision: int, path: str) -> Page:
    """The page of one article; under its second address as an AMP page, which names the first as canonical."""
    amp = path != edition.path(article)
    tag = article.source_tag
    parts: list[str] = []
    if article.lead:
        parts.append(f'<div class="article__sapo cms-desc" itemprop="description">{esc(tag)}{esc(article.lead)}</div>')
        tag = ""
    parts.append('<div class="article__body cms-body" itemprop="articleBody">')
    for index, block in enumerate(article.body(revision)):
        parts.append(_block(edition, article, block, tag, amp))
        if isinstance(block, Prose):
            tag = ""
        if index == 1:
            parts.append('<div class="ads-inpage"><span>Quảng cáo</span></div>')
    parts.append("</div>")
    authors = "".join(f'<span class="article__author cms-author">{esc(name)}</span>' for name in article.authors)
    kicker = f'<span class="article__kicker">{esc(article.kicker)}</span>' if article.kicker else ""
    tags = "".join(f'<a class="tag" href="{edition.section_path(article.section)}">#{esc(t)}</a>' for t in article.tags)
    others = "".join(_story(edition, other, "detail_bottom") for other in edition.others(article, 4))
    body = "\n".join(parts)
    main = fill(
        "nhippho_article",
        number=str(edition.numbers[article.slug]),
        section_path=edition.section_path(article.section),
        section=esc(article.section),
        kicker=kicker,
        title=esc(article.title),
        body=body,
        authors=authors,
        tags=tags,
        others=others,
    )
    return Page(_page(edition, article.title, _head(edition, article, revision, amp), main, amp).encode())


def _head(edition: Edition, article: SampleArticle, revision: int, amp: bool) -> str:
    lines = [
        f'<link rel="canonical" href="{edition.url(article)}">',
        f'<meta property="og:title" content="{esc(article.title)}">',
        f'<meta property="og:description" content="{esc(teaser(article))}">',
        '<meta property="og:type" content="article">',
        f'<meta property="article:published_time" content="{article.published.isoformat()}">',
        f'<meta property="article:modified_time" content="{article.modified(revision).isoformat()}">',
        f'<meta property="article:section" content="{esc(article.section)}">',
    ]
    lines += [f'<meta property="article:tag" content="{esc(tag)}">' for tag in article.tags]
    if not amp and article.slug in edition.second:
        lines.append(f'<link rel="amphtml" href="{edition.origin}{edition.second[article.slug]}">')
    return "\n".join(lines)


def _block(edition: Edition, article: SampleArticle, block: Block, tag: str, amp: bool) -> str:
    match block:
        case Prose(type="h2"):
            return f"<h2>{esc(block.text)}</h2>"
        case Prose(type="quote"):
            return f'<div class="quote"><div class="quote__text">{esc(block.text)}</div></div>'
        case Prose():
            source = f'<strong class="source-tag">{esc(tag)}</strong>' if tag else ""
            return f"<p>{source}{esc(block.text)}</p>"
        case ItemList():
            return "<ul>" + "".join(f"<li><p>{esc(item)}</p></li>" for item in block.items) + "</ul>"
        case Table():
            rows = "".join("<tr>" + "".join(f"<td>{esc(c)}</td>" for c in row) + "</tr>" for row in block.rows)
            return f'<table class="cms-table">{rows}</table>'
        case Figure():
            return _figure(article, block, amp)
        case Related():
            return _related(edition, article, block)
        case Poll():
            items = "".join(f'<div class="poll__option"><span>{esc(i)}</span></div>' for i in block.items)
            return (
                f'<div class="article__poll poll"><div class="poll__title">Thăm dò ý kiến</div>'
                f'<div class="poll__question">{esc(block.question)}</div>{items}<a href="#">Gửi bình chọn</a></div>'
            )
        case _:
            assert_never(block)


def _figure(article: SampleArticle, block: Figure, amp: bool) -> str:
    source = image_path(article, figures(article).index(block) + 1)
    if amp:
        image = f'<amp-img src="{source}" width="640" height="360" layout="responsive"></amp-img>'
    else:
        image = f'<img class="lazyload" src="{_PIXEL}" data-src="{source}" alt="{esc(article.title)}">'
    credit = f'<em class="author">{esc(block.credit)}</em>' if block.credit else ""
    return (
        f'<table class="picture"><tbody><tr><td class="pic">{image}</td></tr>'
        f'<tr><td class="caption"><p>{esc(block.caption)} {credit}</p></td></tr></tbody></table>'
    )


def _related(edition: Edition, article: SampleArticle, block: Related) -> str:
    links = "".join(
        f'<article class="story story--text"><h2 class="story__heading"><a href="{edition.target(item, article)}'
        f'?utm_source={HOST}&amp;utm_medium=related&amp;utm_campaign=detail">{esc(item)}</a></h2></article>'
        for item in block.items
    )
    return f'<div class="article__inner-story"><div class="heading">{esc(block.title)}</div>{links}</div>'


def _story(edition: Edition, article: SampleArticle, place: str) -> str:
    return (
        f'<article class="story"><figure class="story__thumb"><img class="lazyload" src="{_PIXEL}" '
        f'data-src="/static/logo.png" alt=""></figure><h2 class="story__heading"><a href="{edition.url(article)}'
        f'?utm_source=nhippho&amp;utm_medium={place}">{esc(article.title)}</a></h2></article>'
    )


def render_listing(edition: Edition, listing: Listing) -> Page:
    """Home page (section None, page 1), or a page of a section."""
    stories = "\n".join(_story(edition, article, "list") for article in listing.articles)
    more = ""
    if listing.number < listing.last:
        after = edition.template.listing_path(listing.section, listing.number + 1, edition.sections)
        more = f'<a class="control__loadmore" href="{after}">Xem thêm</a>'
    title = listing.section or NAME
    main = f'<div class="category"><h1>{esc(title)}</h1><div class="timeline">{stories}</div>{more}</div>'
    head = '<meta property="og:type" content="website">'
    return Page(_page(edition, title, head, main, False).encode())


def render_notice(edition: Edition, title: str, text: str) -> Page:
    """A page that is no article."""
    return Page(
        _page(edition, title, "", f"<div class=page><h1>{esc(title)}</h1><p>{esc(text)}</p></div>", False).encode()
    )


def _page(edition: Edition, title: str, head: str, main: str, amp: bool) -> str:
    menu = "".join(
        f'<a class="menu__item" href="{path}?utm_source=menu">{esc(name)}</a>' for name, path in edition.menu()
    )
    script = '<script async src="/static/v0.js"></script>' if amp else '<script src="/static/app.js" defer></script>'
    popular = "".join(
        f'<a class="most-read__item" href="{esc(path)}">{esc(name)}</a>' for name, path in edition.popular
    )
    return fill(
        "nhippho_page",
        amp="amp " if amp else "",
        title=esc(title),
        head=head,
        script=script,
        name=NAME,
        menu=menu,
        popular=popular,
        main=main,
        contact=CONTACT_PATH,
        gone=GONE_PATH,
        hidden=HIDDEN_PATH,
    )
