"""From a raw page to everything that is read from it: the stages of the extractor in their order, top to bottom."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from corpus.analysis import Analysis
from corpus.article import Article, Document, RawPage
from corpus.dates import PublicationDate
from corpus.mentions import Mention
from corpus.sites import SiteTable
from extractor.clean import clean
from extractor.clean.boilerplate import Boilerplate
from extractor.clean.pager import join
from extractor.events import find_events
from extractor.events.tenure import with_tenures
from extractor.keywords import keywords
from extractor.mine.context import Context
from extractor.mine.dates import infer_publication_month
from extractor.mine.mine import mine
from extractor.text.document import make_document
from extractor.text.words import WordCutter

INFERRED_CONFIDENCE = 0.6
"""A month that only the text's own dates suggest: right more often than not, and always said to be inferred."""


def analyse(
    page: RawPage,
    *,
    now: datetime | None = None,
    cut: WordCutter | None = None,
    boilerplate: Boilerplate | None = None,
    more: Sequence[RawPage] = (),
    sites: SiteTable | None = None,
    limit: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Analysis:
    """Clean, tokenise and mine one page. `now` bounds publication dates; `cut` segments words (default: `fast_words`);
    lines of `boilerplate` are dropped; `more` are the further pages of an article that goes over several; `sites` are
    the profiles that the cleaner asks (default: ours); every page is cleaned within `limit`.

    Pure: the same page gives the same result, whatever stands beside it in a corpus. Raises InputError for what is no
    Vietnamese article.
    """
    with limit():
        article = clean(page, now=now, boilerplate=boilerplate, sites=sites)
    if more:
        with limit():
            parts = [clean(part, now=now, boilerplate=boilerplate, sites=sites, further=True) for part in more]
        article = join(article, parts)
    document = make_document(article.text, cut=cut)
    article = _with_inferred_date(article, document)
    context = Context(
        published=article.published, retrieved=article.retrieved, source=article.source, title=article.title
    )
    mentions = mine(document, context)
    title_mentions = _of_title(article.title, context) if article.title else ()
    events = find_events(document, mentions, context, article.id, article.title, title_mentions)
    mentions = with_tenures(document, mentions, context, events)
    return Analysis(
        article=article,
        document=document,
        mentions=mentions,
        title_mentions=title_mentions,
        events=events,
        keywords=keywords(document, mentions, title=article.title),
    )


def _of_title(title: str, context: Context) -> tuple[Mention, ...]:
    document = make_document(title, tokens=False)
    return with_tenures(document, mine(document, context), context, title=True)


def _with_inferred_date(article: Article, document: Document) -> Article:
    if article.published is not None:
        return article
    month = infer_publication_month(document)
    if month is None:
        return article
    published = PublicationDate(value=month, method="inferred", confidence=INFERRED_CONFIDENCE)
    return replace(article, published=published)


@cache
def stage_key() -> str:
    """Names version and data of all stages: an input settled under another key is read again."""
    digest = hashlib.sha256()
    for name in ("diembao", "underthesea", "lxml", "beautifulsoup4", "cssselect"):
        digest.update(f"{name} {version(name)}\n".encode())
    folders = (files("extractor").joinpath("data"), files("corpus.sites").joinpath("data"))
    for name, data in sorted(found for folder in folders for found in _data_files(folder, folder.name)):
        digest.update(f"{name} {len(data)}\n".encode() + data)
    return digest.hexdigest()[:16]


def _data_files(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for child in folder.iterdir():
        name = f"{prefix}/{child.name}"
        if child.is_dir():
            found.extend(_data_files(child, name))
        elif not child.name.endswith((".py", ".pyc")):
            found.append((name, child.read_bytes()))
    return found
