"""Tuần báo Làng Ven: an old weekly. windows-1258 or decomposed UTF-8, font tags, line breaks for paragraphs.

Half of the pages are windows-1258: some say so in `<meta>` only, some are sent with a wrong charset in the HTTP header.
The other half, and any page with a character that the code page lacks, is UTF-8 in NFD, as some old editors on Macs
left it. Titles stand in capitals, the date only as text, at the start or at the end.
"""

from __future__ import annotations

import unicodedata
from typing import assert_never

from corpus.sample.edition import Edition, Listing, Page, esc, figures, fill, image_path
from corpus.sample.legacy import to_windows_1258
from corpus.sample.model import Block, Figure, ItemList, Poll, Prose, Related, SampleArticle, Table

HOST = "langven.example"
NAME = "Tuần báo Làng Ven"
PAGE_SIZE = 4
CONTACT_PATH = "/?mod=lienhe"
HIDDEN_PATH = "/quantri/?mod=nhatky"
GONE_PATH = "/?id=3"


def article_path(_article: SampleArticle, number: int) -> str:
    """`/?id=8640`."""
    return f"/?id={number}"


def listing_path(section: str | None, number: int, sections: tuple[str, ...]) -> str:
    """`/?cat=3&p=2`; the category 0 holds everything."""
    category = sections.index(section) + 1 if section else 0
    if category == 0 and number == 1:
        return "/"
    return f"/?cat={category}" if number == 1 else f"/?cat={category}&p={number}"


def render_article(edition: Edition, article: SampleArticle, revision: int, _path: str) -> Page:
    """The page of one article."""
    number = edition.numbers[article.slug]
    style = article.published.date().toordinal() // 7 % 6  # by week of issue: stays when other articles are added
    date_first = style % 3 == 0
    date = f"{article.published.day}-{article.published.month}-{article.published.year}"
    moment = f"{article.published:%d/%m/%Y %H:%M}"
    top = f"<FONT size=1 color=#666666>Cập nhật: {moment}</FONT><BR>" if date_first else ""
    end = "" if date_first else f"<P align=right><FONT size=1>(Làng Ven, số ra ngày {date})</FONT></P>"
    kicker = f"<FONT size=2 color=#006600><I>{esc(article.kicker)}</I></FONT><BR>" if article.kicker else ""
    lead = f"<B>{esc(article.lead)}</B><BR><BR>" if article.lead else ""
    authors = " - ".join(article.authors)
    byline = f"<P align=right><FONT size=2><B>{esc(authors)}</B></FONT></P>" if authors else ""
    body = "".join(_block(edition, article, block) for block in article.body(revision))
    others = "".join(
        f'<BR><IMG src="/static/cham.gif" width=5 height=5> <A href="{esc(edition.path(o))}">{esc(o.title)}</A>'
        for o in edition.others(article, 3)
    )
    print_path = edition.second.get(article.slug)
    print_link = f' | <A href="{esc(print_path)}">Bản in</A>' if print_path else ""
    main = fill(
        "langven_article",
        top=top,
        kicker=kicker,
        title=esc(article.title.upper()),
        lead=lead,
        source_tag=esc(article.source_tag),
        body=body,
        byline=byline,
        end=end,
        others=others,
        number=str(number),
        print_link=print_link,
    )
    return _encode(_page(edition, main), style)


def _block(edition: Edition, article: SampleArticle, block: Block) -> str:
    match block:
        case Prose(type="h2"):
            return f"<B>{esc(block.text)}</B><BR><BR>\n"
        case Prose(type="quote"):
            return f"<I>{esc(block.text)}</I><BR><BR>\n"
        case Prose():
            return f"{esc(block.text)}<BR><BR>\n"
        case ItemList():
            return "<UL>" + "".join(f"<LI>{esc(item)}\n" for item in block.items) + "</UL>\n"
        case Table():
            rows = "".join(
                "<TR>" + "".join(f"<TD><FONT size=2>{esc(c)}</FONT>" for c in row) + "\n" for row in block.rows
            )
            return f"<TABLE border=1 cellpadding=3 align=center>{rows}</TABLE><BR>\n"
        case Figure():
            index = figures(article).index(block) + 1
            credit = f" {esc(block.credit)}" if block.credit else ""
            return (
                f'<TABLE align=center width=300 border=0><TR><TD><IMG src="{image_path(article, index)}" width=300>'
                f"<TR><TD align=center><FONT size=1 color=#333399><I>{esc(block.caption)}{credit}</I></FONT></TABLE>\n"
            )
        case Related():
            links = "".join(
                f'<BR>» <A href="{esc(edition.target(item, article))}">{esc(item)}</A>' for item in block.items
            )
            return f"<TABLE bgcolor=#eeeeee width=100%><TR><TD><B>{esc(block.title)}</B>{links}</TABLE><BR>\n"
        case Poll():
            items = "".join(f"<BR><INPUT type=radio> {esc(i)}" for i in block.items)
            return f"<FORM><B>{esc(block.question)}</B>{items}</FORM>\n"
        case _:
            assert_never(block)


def render_listing(edition: Edition, listing: Listing) -> Page:
    """Home page (section None, page 1), or a page of a category."""
    lines = "\n".join(
        f'<TR><TD><A href="{esc(edition.path(a))}"><B>{esc(a.title)}</B></A> '
        f"<FONT size=1>({a.published.day}-{a.published.month}-{a.published.year})</FONT><BR>&nbsp;"
        for a in listing.articles
    )
    path = edition.template.listing_path
    pages = " ".join(
        f'<A href="{esc(path(listing.section, n, edition.sections))}">[{n}]</A>' for n in range(1, listing.last + 1)
    )
    title = listing.section or "Số mới"
    main = f"""<FONT size=4 color=#990000><B>{esc(title.upper())}</B></FONT>
<TABLE width=100% border=0>
{lines}
</TABLE><CENTER><FONT size=2>Trang {pages}</FONT></CENTER>"""
    return _encode(_page(edition, main), 0)


def render_notice(edition: Edition, title: str, text: str) -> Page:
    """A page that is no article."""
    return _encode(_page(edition, f"<FONT size=4><B>{esc(title)}</B></FONT><BR><BR>{esc(text)}"), 0)


def _page(edition: Edition, main: str) -> str:
    menu = " | ".join(f'<A href="{esc(path)}">{esc(name)}</A>' for name, path in edition.menu())
    popular = "".join(f'<BR>» <A href="{esc(path)}">{esc(name)}</A>' for name, path in edition.popular)
    return fill(
        "langven_page",
        menu=menu,
        popular=popular,
        main=main,
        contact=esc(CONTACT_PATH),
        gone=esc(GONE_PATH),
        hidden=esc(HIDDEN_PATH),
    )


def _encode(html: str, style: int) -> Page:
    """Even styles are windows-1258 with the charset in `<meta>` alone, or a wrong one in the header; odd ones NFD."""
    if style % 2 == 0:
        try:
            body = to_windows_1258(html.replace("@charset@", "windows-1258"))
        except UnicodeEncodeError:
            pass
        else:
            return Page(body, "text/html; charset=ISO-8859-1" if style == 2 else "text/html")
    decomposed = unicodedata.normalize("NFD", html.replace("@charset@", "utf-8"))
    return Page(decomposed.encode(), "text/html")
