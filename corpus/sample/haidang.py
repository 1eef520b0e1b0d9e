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


def article_path(article: SampleArticle, number: int) -> str:
    """`/slug-20200618112900123.htm`: the time of publication and three digits."""
    return f"/{article.slug}-{article.published:%Y%m%d%H%M%S}{zlib.crc32(article.slug.encode()) % 1000:03d}.htm"


def listing_path(section: str | None, number: int, sections: tuple[str, ...]) -> str:
    """`/chinh-tri.htm`, `/chinh-tri/trang-2.htm`."""
    if section is None:
        return "/" if number == 1 else f"/tin-moi/trang-{number}.htm"
    name = section_slug(section)
    return f"/{name}.htm" if number == 1 else f"/{name}/trang-{number}.htm"


def render_article(edition: Edition, article: SampleArticle, revision: int, path: str) -> Page:
    """The page of one article."""
    url = edition.url(article)
    counter = iter(range(1, 100))
    body = "\n".join(_block(edition, article, block, counter) for block in article.body(revision))
    lead = f'<h2 class="detail__sapo" data-role="sapo">{esc(article.lead)}</h2>' if article.lead else ""
    kicker = f'<span class="detail__topic">{esc(article.kicker)}</span>' if article.kicker else ""
    authors = "".join(f'<a class="author__name" rel="author">{esc(name)}</a>' for name in article.authors)
    tag = f"<strong>{esc(article.source_tag.strip())}</strong> " if article.source_tag else ""
    tags = "".join(f'<li><a href="/tu-khoa.htm" rel="tag">{esc(t)}</a></li>' for t in article.tags)
    related = "".join(_card(edition, other) for other in edition.others(article, 3))
    section = esc(article.section)
    main = f"""<div class="detail" id="main-detail">
<nav class="breadcrumb" aria-label="Đường dẫn"><a href="/">Trang chủ</a> › <a href="{edition.section_path(article.section)}">{section}</a></nav>
<article class="detail__article">
{kicker}<h1 class="detail__title" data-role="title">{esc(article.title)}</h1>
<div class="detail__meta"><div class="detail__author" data-role="author">{authors}</div>
<time class="detail__time" datetime="{article.published.isoformat()}">{weekday_date(article.published)} (GMT+7)</time></div>
<ul class="share"><li><a href="https://share.example/f?u={url}" rel="nofollow">Chia sẻ</a></li><li><button>Sao chép liên kết</button></li>
<li><button>Lưu bài</button></li><li><a href="mailto:?subject=HaiDang">Gửi email</a></li></ul>
{lead}
<div class="detail__content" data-role="content">
{tag}{body}
</div>
</article>
<div class="detail__tags"><span>Từ khóa:</span><ul>{tags}</ul></div>
<section class="comments" id="comments"><h3>Bình luận</h3><form><textarea placeholder="Ý kiến của bạn về bài viết"></textarea>
<button type="button">Gửi bình luận</button></form><p class="comments__empty">Chưa có bình luận nào. Hãy là người đầu tiên.</p></section>
<section class="related-news"><h3>Tin cùng chuyên mục</h3>{related}</section>
</div>"""
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
    data = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
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
<script type="application/ld+json">{data.replace("</", "<\\/")}</script>"""


def _block(edition: Edition, article: SampleArticle, block: Block, counter: object) -> str:
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
            return f'<div class="poll" data-role="poll"><h4>{esc(block.question)}</h4>{options}<button>Biểu quyết</button></div>'
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
    return f"""<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{esc(title)}</title>
{head}
<link rel="alternate" type="application/rss+xml" title="{NAME}" href="/rss/tin-moi.rss">
<link rel="stylesheet" href="/static/main.css">
<style>.photo{{margin:0 0 16px}}.share li{{display:inline}}</style>
<script>window.dataLayer = window.dataLayer || [];</script>
</head>
<body>
<header class="site-header"><a class="logo" href="/" title="{NAME}"><img src="/static/logo.png" alt="{NAME}"></a>
<div class="site-header__date">Tiếng nói của biển và bờ</div>
<nav class="main-menu"><ul><li><a href="/">Trang chủ</a></li>{menu}<li><a href="/tin-moi/trang-2.htm">Tin cũ hơn</a></li></ul></nav></header>
<main>
{main}
</main>
<aside class="sidebar"><div class="banner">Quảng cáo</div></aside>
<footer class="site-footer"><p><strong>{NAME}</strong>. Tòa soạn: 1 phố Ngọn Hải Đăng. Điện thoại: 024 0000 0000.</p>
<p>Ghi rõ nguồn “{NAME}” khi phát hành lại thông tin từ trang này.</p>
<ul><li><a href="{CONTACT_PATH}">Liên hệ tòa soạn</a></li><li><a href="{GONE_PATH}">Đặt báo</a></li>
<li><a href="{HIDDEN_PATH}">Nội bộ</a></li><li><a href="/rss/tin-moi.rss">RSS</a></li></ul></footer>
</body>
</html>
"""
