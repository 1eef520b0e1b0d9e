"""All kinds of mentions of one text: annotators propose, `settle` decides, `link` ties."""

from __future__ import annotations

from corpus.article import Document
from corpus.mentions import DateExpression, Mention
from corpus.spans import Span
from extractor.mine.abbreviations import annotate_abbreviations
from extractor.mine.context import Annotator, Context
from extractor.mine.cues import Cues
from extractor.mine.dates import annotate_dates, dates_beside
from extractor.mine.documents import annotate_documents
from extractor.mine.link import link_kinds
from extractor.mine.persons import annotate_persons
from extractor.mine.places import annotate_places
from extractor.mine.positions import annotate_positions
from extractor.mine.ranks import annotate_ranks
from extractor.mine.settle import Decision, settled_kinds
from extractor.mine.terms import annotate_terms
from extractor.mine.units import annotate_units

ANNOTATORS: tuple[Annotator, ...] = (
    annotate_documents,
    annotate_terms,
    annotate_dates,
    annotate_units,
    annotate_places,
    annotate_ranks,
    annotate_persons,
    annotate_positions,
    annotate_abbreviations,
)


def mine(document: Document, context: Context) -> tuple[Mention, ...]:
    """Every mention of the document, sorted by start, then longest first. Never raises for any text."""
    cues = Cues(document.text)
    proposals = [mention for annotate in ANNOTATORS for mention in annotate(document, cues, context)]
    kept, decisions = settled_kinds(proposals, len(document.text))
    if names := [d.kept for d in decisions if _cuts_off(d)]:
        proposals = [mention for mention in proposals if not isinstance(mention, DateExpression)]
        proposals += dates_beside(document, cues, context, [Span(name.start, name.end) for name in names])
        kept, _ = settled_kinds(proposals, len(document.text))
    return link_kinds(document, cues, kept)


def _cuts_off(decision: Decision) -> bool:
    """Whether a name took only the beginning of what was read as a date (`quận Hoàng Mai ngày 20/8`)."""
    dropped, kept = decision.dropped, decision.kept
    return isinstance(dropped, DateExpression) and kept.start < dropped.start < kept.end < dropped.end
