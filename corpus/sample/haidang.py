"""Báo Hải Đăng: a modern national daily. JSON-LD, Open Graph, semantic article, figures, share buttons, comments."""

from __future__ import annotations

import json
import zlib
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

HOST = "haidang.example"
NAME = "Báo Hải Đăng"
PAGE_SIZE = 4
CONTACT_PATH = "/lien-he-toa-soan.htm"
HIDDEN_PATH = "/noi-bo/lich-truc-toa-soan.htm"
GONE_PATH = "/khong-con-trang-nay-20180101080000000.htm"


def article_path(article: SampleArticle, _number: int) -> str:
    """`/slug-20200618112900123.htm`: the time of publication and three digits."""
    return f"/{article.slug}-{article.published:%Y%m%d%H%M%S}{zlib.crc32(article.slug.encode()) % 1000:03d}.htm"


def listing_path(section: str | None, number: int, _sections: tuple[str, ...]) -> str:
    """`/chinh-tri.htm`, `/chinh-tri/trang-2.htm`."""
    if section is None:
        return "/" if number == 1 else f"/tin-moi/trang-{number}.htm"
    name = section_slug(section)
    return f"/{name}.htm" if number == 1 else f"/{name}/trang-{number}.htm"


def render_article(edition: Edition, article: SampleArticle, revision: int, _path: str) -> Page:
    """The page of one article."""
    url = edition.url(article)
    body = "\n".join(_block(edition, article, block) for block in article.body(revision))
    lead = (
        f'<h2 class="detail__sapo" data-role="sapo">{esc(article.source_tag + article.lead)}</h2>'
        if article.lead
        else ""
    )
    kicker = f'<span class="detail__topic">{esc(article.kicker)}</span>' if article.kicker else ""
    authors = "".join(f'<a class="author__name" rel="author">{esc(name)}</a>' for name in article.authors)
    tags = "".join(
        f'<li><a href="{edition.section_path(article.section)}" rel="tag">{esc(t)}</a></li>' for t in article.tags
    )
    related = "".join(_card(edition, other) for other in edition.others(article, 3))
    section = esc(article.section)
    main = fill(
        "haidang_article",
        section_path=edition.section_path(article.section),
        section=section,
        kicker=kicker,
        title=esc(article.title),
        authors=authors,
        iso=article.published.isoformat(),
        date=weekday_date(article.published),
        url=url,
        lead=lead,
        body=body,
        tags=tags,
        related=related,
    )
    head = _article_head(edition, article, revision, url)
    return Page(_page(edition, f"{article.title} | {NAME}", head, main).encode())


def _article_head(edition: Edition, article: SampleArticle, revision: int, url: str) -> str:
    image = edition.origin + image_path(article, 1) if figures(article) else f"{edition.origin}/static/logo.png"
    modified = article.modified(revision).isoformat()
    news: dict[str, object] = {
        "@type": "NewsArticle",
        "@id": url + "#article",
        "headline": article.title,
        "description": teaser(article),
        "datePublished": article.published.isoformat(),
        "dateModified": modified,
        "articleSection": article.section,
        "keywords": list(article.tags),
        "author": [{"@type": "Person", "name": name} for name in article.authors],
        "publisher": {"@id": edition.origin + "/#organization"},
        "image": {"@type": "ImageObject", "url": image, "width": 640, "height": 360},
        "mainEntityOfPage": {"@id": url},
        "isAccessibleForFree": True,
        "inLanguage": "vi-VN",
    }
    crumbs = [("Trang chủ", "/"), (article.section, edition.section_path(article.section))]
    graph = [
        {"@type": "NewsMediaOrganization", "@id": edition.origin + "/#organization", "name": NAME},
        {"@type": "WebPage", "@id": url, "url": url, "name": article.title},
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": i, "name": name, "item": edition.origin + path}
                for i, (name, path) in enumerate(crumbs, 1)
            ],
        },
        news,
    ]
    data = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False).replace("</", "<\\/")
    return f"""<link rel="canonical" href="{url}">
<meta name="description" content="{esc(teaser(article))}">
<meta name="keywords" content="{esc(", ".join(article.tags))}">
<meta property="og:type" content="article">
<meta property="og:title" content="{esc(article.title)}">
<meta property="og:description" content="{esc(teaser(article))}">
<meta property="og:url" content="{url}">
<meta property="og:image" content="{image}">
<meta property="og:site_name" content="{NAME}">
<meta property="article:published_time" content="{article.published.isoformat()}">
<meta property="article:modified_time" content="{modified}">
<meta property="article:section" content="{esc(article.section)}">
<script type="application/ld+json">{data}</script>"""


def _block(edition: Edition, article: SampleArticle, block: Block) -> str:
    match block:
        case Prose(type="h2"):
            return f"<h3>{esc(block.text)}</h3>"
        case Prose(type="quote"):
            return f"<blockquote><p>{esc(block.text)}</p></blockquote>"
        case Prose():
            return f"<p>{esc(block.text)}</p>"
        case ItemList():
            return "<ul>" + "".join(f"<li>{esc(item)}</li>" for item in block.items) + "</ul>"
        case Table():
            return _table(block)
        case Figure():
            return _figure(article, block)
        case Related():
            links = "".join(
                f'<li><a href="{edition.target(item, article)}" title="{esc(item)}">{esc(item)}</a></li>'
                for item in block.items
            )
            return f'<aside class="inset inset--related"><h4>{esc(block.title)}</h4><ul>{links}</ul></aside>'
        case Poll():
            options = "".join(f"<label><input type=radio name=p> {esc(item)}</label>" for item in block.items)
            question = f"<h4>{esc(block.question)}</h4>"
            return f'<div class="poll" data-role="poll">{question}{options}<button>Biểu quyết</button></div>'
        case _:
            assert_never(block)


def _table(block: Table) -> str:
    head, *rows = block.rows
    cells = "".join(f"<th>{esc(c)}</th>" for c in head)
    lines = "".join("<tr>" + "".join(f"<td>{esc(c)}</td>" for c in row) + "</tr>" for row in rows)
    return f'<div class="table-wrap"><table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table></div>'


def _figure(article: SampleArticle, block: Figure) -> str:
    index = figures(article).index(block) + 1
    credit = f' <span class="credit">{esc(block.credit)}</span>' if block.credit else ""
    return (
        f'<figure class="photo"><img src="{image_path(article, index)}" alt="{esc(block.caption)}" width="640" '
        f'height="360" loading="lazy"><figcaption>{esc(block.caption)}{credit}</figcaption></figure>'
    )


def _card(edition: Edition, article: SampleArticle) -> str:
    return (
        f'<div class="card"><h3 class="card__title"><a href="{edition.path(article)}">{esc(article.title)}</a></h3>'
        f'<p class="card__sapo">{esc(teaser(article))}</p>'
        f'<time datetime="{article.published.isoformat()}">{article.published:%d/%m/%Y %H:%M}</time></div>'
    )


def render_listing(edition: Edition, listing: Listing) -> Page:
    """Home page (section None, page 1), or a page of a section."""
    cards = "\n".join(_card(edition, article) for article in listing.articles)
    pages = " ".join(
        f'<a class="paging__no" href="{edition.template.listing_path(listing.section, n, edition.sections)}">{n}</a>'
        for n in range(1, listing.last + 1)
    )
    path = edition.template.listing_path(listing.section, listing.number, edition.sections)
    ahead = ""
    if listing.number < listing.last:
        after = edition.template.listing_path(listing.section, listing.number + 1, edition.sections)
        ahead = f'<link rel="next" href="{after}">'
    title = listing.section or "Tin mới"
    head = f"""<link rel="canonical" href="{edition.origin}{path}">{ahead}
<meta property="og:type" content="website"><meta property="og:title" content="{esc(title)} - {NAME}">"""
    main = f"""<section class="list" id="list"><h1 class="list__name">{esc(title)}</h1>
{cards}
<div class="paging">{pages}</div></section>"""
    return Page(_page(edition, f"{title} - {NAME}", head, main).encode())


def render_notice(edition: Edition, title: str, text: str) -> Page:
    """A page that is no article."""
    main = f'<section class="static-page"><h1>{esc(title)}</h1><p>{esc(text)}</p></section>'
    return Page(_page(edition, f"{title} - {NAME}", '<meta property="og:type" content="website">', main).encode())


def _page(edition: Edition, title: str, head: str, main: str) -> str:
    menu = "".join(f'<li><a href="{path}">{esc(name)}</a></li>' for name, path in edition.menu())
    popular = "".join(f'<li><a href="{esc(path)}">{esc(name)}</a></li>' for name, path in edition.popular)
    return fill(
        "haidang_page",
        title=esc(title),
        head=head,
        name=NAME,
        menu=menu,
        popular=popular,
        main=main,
        contact=CONTACT_PATH,
        gone=GONE_PATH,
        hidden=HIDDEN_PATH,
    )
