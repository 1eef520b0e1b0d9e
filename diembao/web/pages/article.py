"""The article: its text with what was found in it, what is known of it, and what it has to do with others."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from corpus.analysis import Analysis
from corpus.archive.reader import read_page
from corpus.codec import to_json
from corpus.errors import InputError, WorkspaceError
from corpus.jsonline import dumps
from corpus.mentions import Event
from corpus.store import Store
from diembao.clustering import duplicates_of_today
from diembao.duplicates import cluster
from diembao.export.abridged import abridged
from diembao.similar import Similar, similar
from diembao.today import entities_today
from diembao.web.citing import Work, bibtex, csl, plain
from diembao.web.facets import IndexState, index_state
from diembao.web.filters import QUERY, query_of
from diembao.web.guard import FILE_POLICY
from diembao.web.naming_links import entities_in, kind_of, names_of
from diembao.web.parameters import Parameter
from diembao.web.reading import KINDS, Name, Piece, ShownBlock, cut, shown_blocks
from diembao.web.refusals import Refusal, msg, not_found
from diembao.web.resources import Answer, Download, Page, Visit
from diembao.workspace import Workspace
from extractor.clean.decoding import decode
from index.query import Query
from index.snippets import Snippet, highlighted, snippets

PARAMETERS = (
    Parameter(name="hide", kind="texts", choices=KINDS, says="Kinds of names that are not marked in the text."),
    Parameter(name="at", kind="number", most=100_000_000, says="Mark the sentence at this offset."),
    QUERY,
    Parameter(name="strict", kind="choice", choices=("", "yes"), says="As of a search."),
)
_SMALL = 2_000  # articles of a corpus in which similar ones are looked for at every visit; else a link does
_ID = re.compile(r"[0-9a-f]{16}")
_SOURCE_BYTES = 8_000_000
METHODS = {
    "json-ld": msg("said by the page (JSON-LD)"),
    "meta": msg("said by the page (meta)"),
    "microdata": msg("said by the page (microdata)"),
    "url": msg("read from the address"),
    "text": msg("printed on the page"),
    "sitemap": msg("from the sitemap"),
    "feed": msg("from the feed"),
    "given": msg("given with the article"),
    "inferred": msg("inferred from the text"),
}
REASONS = {
    "related": msg("links to other articles"),
    "dateline": msg("dateline"),
    "caption": msg("caption"),
    "byline": msg("byline"),
    "credit": msg("picture credit"),
    "source-tag": msg("source or agency"),
    "ads": msg("advertisement"),
    "title": msg("title, repeated"),
    "navigation": msg("navigation"),
    "inset": msg("inset"),
    "poll": msg("poll"),
    "kicker": msg("kicker"),
    "comments": msg("readers' comments"),
    "share": msg("share buttons"),
    "tags": msg("tags"),
    "profile": msg("portrait box"),
    "date-marker": msg("date"),
    "quotation-source": msg("whose words a quotation is"),
    "boilerplate": msg("standing line"),
    "learnt": msg("standing line, learnt"),
}
KIND_NAMES = {
    "unit": msg("units"),
    "person": msg("persons"),
    "position": msg("posts"),
    "rank": msg("ranks"),
    "term": msg("terms"),
    "date": msg("dates"),
    "place": msg("places"),
    "document": msg("documents"),
    "abbreviation": msg("abbreviations"),
}
LINKS = {
    "first": msg("first"),
    "same": msg("the same text"),
    "version": msg("a version"),
    "copy": msg("a copy"),
    "part": msg("shortened"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSwitch:
    """A kind of names: how many there are, whether they are marked, and the address where that is the other way."""

    kind: str
    title: str
    count: int
    is_on: bool
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """What the page shows. Without full text `blocks` are empty and `passages` are quoted in their place.

    `related` has the cluster of `diembao.duplicates` and the history; `similar` None where only a link is given.
    """

    record: dict[str, Any]
    analysis: Analysis
    title: tuple[Piece, ...]
    blocks: tuple[ShownBlock, ...]
    kinds: tuple[KindSwitch, ...]
    events: tuple[Event, ...]
    sentences: dict[str, str | None]
    related: dict[str, Any]
    similar: Similar | None
    citation: str
    passages: tuple[Snippet, ...] = ()
    removed: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def method(self) -> str:
        """How the date of publication was found, a message of the catalogue."""
        method = self.record["published_method"] or ""
        return METHODS.get(method, method)

    @property
    def words(self) -> int:
        """How long the text is."""
        return len(self.analysis.document.tokens)

    def link_name(self, kind: str) -> str:
        """What a member of the cluster is, a message of the catalogue."""
        return LINKS.get(kind, kind)


def view(visit: Visit) -> ArticleView:
    """The article of the address. Raises Refusal where there is none."""
    with visit.store() as store:
        analysis = _analysis(store, visit.ids["id"])
        entities_today(visit.workspace, store)
        entities = entities_in(store, analysis.article.id)
        related = _related(visit, store, analysis.article.id)
        shows_similar = not visit.is_twin and store.articles.count() <= _SMALL
    article = analysis.article
    hidden = visit.state.texts("hide")
    query = query_of(visit) if visit.state.has("q") else None
    record = to_json(analysis) if visit.full_text else abridged(analysis)
    title_names = names_of(visit, "title", analysis.title_mentions, entities, hidden)
    return ArticleView(
        record=record,
        analysis=analysis,
        title=_title(analysis, title_names, query) if visit.full_text else (Piece(text=record["title"] or ""),),
        blocks=_blocks(visit, analysis, names_of(visit, "text", analysis.mentions, entities, hidden), query),
        kinds=tuple(_switches(visit, analysis)),
        events=analysis.events,
        sentences={event["id"]: event["sentence"] for event in record["events"]},
        related=related,
        similar=_similar(visit.workspace, article.id, index_state(visit.workspace)) if shows_similar else None,
        citation=plain(Work.of(record), visit.language),
        passages=() if visit.full_text or query is None else snippets(article.text, query),
        removed=_removed(record),
    )


@lru_cache(maxsize=256)
def _similar(workspace: Workspace, article: str, _state: IndexState) -> Similar:
    """As long as the index stays as it is, so do they: looking for them takes longer than all else on the page."""
    return similar(workspace, article, limit=5)


def _analysis(store: Store, article: str) -> Analysis:
    found = next(store.articles.get([article]), None) if _ID.fullmatch(article) else None
    if found is None:
        raise not_found()
    return found


def _related(visit: Visit, store: Store, article: str) -> dict[str, Any]:
    """Its cluster, where it is in one, and what came in of it, the newest first."""
    duplicates_of_today(visit.workspace, store)
    held = store.connection.execute("SELECT cluster FROM duplicate_members WHERE article_id = ?", (article,)).fetchone()
    return {
        "cluster": cluster(store, held[0]) if held else None,
        "history": [{"retrieved": row.retrieved} for row in store.inputs.of_article(article)],
    }


def _title(analysis: Analysis, names: tuple[Name, ...], query: Query | None) -> tuple[Piece, ...]:
    title = analysis.article.title or ""
    found = highlighted(title, query).matches if query else ()
    return cut(title, 0, len(title), names, found) if title else ()


def _blocks(visit: Visit, analysis: Analysis, names: tuple[Name, ...], query: Query | None) -> tuple[ShownBlock, ...]:
    if not visit.full_text:
        return ()
    found = highlighted(analysis.article.text, query, field="body").matches if query else ()
    aim = (0, 0)
    if visit.state.has("at"):
        sentences = analysis.document.sentences
        n = sentences.at(visit.state.number("at"))
        aim = (sentences[n].start, sentences[n].end) if n is not None else (0, 0)
    return shown_blocks(analysis.article, names, found, aim)


def _switches(visit: Visit, analysis: Analysis) -> list[KindSwitch]:
    counts = Counter(kind_of(m) for m in analysis.mentions if getattr(m, "public", True))
    switches = []
    for kind in KINDS:
        if counts[kind]:
            is_on = not visit.state.has("hide", kind)
            other = visit.state.plus("hide", kind) if is_on else visit.state.minus("hide", kind)
            switches.append(
                KindSwitch(kind=kind, title=KIND_NAMES[kind], count=counts[kind], is_on=is_on, address=visit.at(other))
            )
    return switches


def _removed(record: dict[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What was left out, by reason."""
    by_reason: dict[str, list[str]] = {}
    for item in record["removed"]:
        by_reason.setdefault(item["why"], []).append(item["text"])
    return tuple((REASONS.get(why, why), tuple(texts)) for why, texts in by_reason.items())


def as_json(shown: ArticleView) -> dict[str, Any]:
    """The contract's object; where texts are not shown whole, without it."""
    return shown.record


def _record(visit: Visit) -> Work:
    with visit.store() as store:
        return Work.of(to_json(_analysis(store, visit.ids["id"])))


def _bibtex(visit: Visit) -> Answer:
    work = _record(visit)
    return Answer(body=bibtex(work).encode(), type="text/x-bibtex; charset=utf-8", name=f"{work.id}.bib")


def _csl(visit: Visit) -> Answer:
    work = _record(visit)
    body = f"{dumps([csl(work)])}\n".encode()
    return Answer(body=body, type="application/vnd.citationstyles.csl+json", name=f"{work.id}.csl.json")


def _source(visit: Visit) -> Answer:
    """The page as it was archived, as plain text: nothing in it is run, shown as a page, or fetched."""
    if not visit.full_text:
        raise Refusal(403, msg("Texts are not shown whole here."))
    with visit.store() as store:
        article = _analysis(store, visit.ids["id"]).article.id
        inputs = store.inputs.of_article(article)
    number = visit.state.number("version")
    if number >= len(inputs):
        raise not_found()
    try:
        page = read_page(visit.workspace.archive, inputs[number].location)
    except InputError as error:
        raise WorkspaceError(str(error)) from error
    text = decode(page.body[:_SOURCE_BYTES], page.headers).text
    return Answer(body=text.encode("utf-8", "replace"), type="text/plain; charset=utf-8", policy=FILE_POLICY)


RESOURCES = (
    Download(name="article-bib", path="/articles/{id}.bib", answer=_bibtex, type="text/x-bibtex", summary="As BibTeX."),
    Download(
        name="article-csl",
        path="/articles/{id}.csl.json",
        answer=_csl,
        type="application/vnd.citationstyles.csl+json",
        summary="As CSL-JSON.",
    ),
    Download(
        name="article-source",
        path="/articles/{id}/source",
        answer=_source,
        type="text/plain",
        parameters=(Parameter(name="version", kind="number", default="0", most=1000, says="0 is the newest."),),
        summary="The archived page as plain text.",
    ),
    Page(
        name="article",
        path="/articles/{id}",
        template="article.html",
        view=view,
        as_json=as_json,
        parameters=PARAMETERS,
        summary="An article as the contract has it: text, names, events.",
    ),
)
