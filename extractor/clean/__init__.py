"""From a raw page or text to an `Article`: decoding, choice of the body, removal of what is no article, metadata."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from corpus.article import Article, RawPage
from corpus.sites import SiteTable
from extractor.clean.boilerplate import Boilerplate
from extractor.clean.decoding import check_bytes, decode, mended
from extractor.clean.dump import clean_text
from extractor.collector import collector_rests

__all__ = ["clean"]


def clean(
    page: RawPage,
    *,
    now: datetime | None = None,
    boilerplate: Boilerplate | None = None,
    sites: SiteTable | None = None,
    further: bool = False,
) -> Article:
    """The article of a page (`kind` html) or of a dump's text (`kind` text).

    No date on the page after `page.retrieved` (or `now`, where that is unknown) is taken for the date of publication;
    the supplier's own date always is. Lines of `boilerplate` are dropped. The profile of the page's host in
    `sites` (ours, where None; `NO_SITES` for none) tells where to look first. A `further` page of an
    article may be as short as it likes. Raises
    `corpus.errors.UnreadableInput` (`empty`, `binary`, `too-large`, `undecodable`) and `RejectedInput` (`empty`,
    `no-body`, `too-short`, `not-an-article`, `paywall`, `not-vietnamese`), nothing else.

    >>> from corpus.article import RawPage
    >>> body = "Thứ năm, 18/06/2020 11:29\\nNgày 17-6, Công an tỉnh tổ chức hội nghị sơ kết.".encode()
    >>> clean(RawPage(body=body, kind="text", source="mau.txt")).published.value
    '2020-06-18T11:29:00+07:00'
    """
    body = check_bytes(page.body, page.headers)
    if page.given.title:
        page = replace(page, given=replace(page.given, title=mended(page.given.title)))
    text = "" if page.kind == "html" else decode(body, page.headers).text
    if page.kind == "html" or text[:400].lstrip().lower().startswith(("<!doctype html", "<html")):
        from extractor.clean.page import clean_html  # lxml: a text must not pay for it

        with collector_rests():
            return clean_html(page, body, now=now, boilerplate=boilerplate, sites=sites, further=further)
    return clean_text(page, text, now=now, boilerplate=boilerplate)
