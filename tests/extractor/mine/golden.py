"""Reading golden tables and making documents for annotator tests."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from corpus.article import Document
from corpus.dates import PublicationDate
from corpus.spans import Spans
from extractor.mine.context import Context

Row = dict[str, Any]
FOLDER = Path(__file__).parents[2] / "golden"


def rows(name: str) -> tuple[list[Row], list[Row]]:
    """The cases and the phrases that must give nothing."""
    tables = tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
    return tables["case"], tables["none"]


def document(text: str) -> Document:
    """A document without segmentation: these annotators need the text only."""
    empty = Spans.of([])
    return Document(text=text, paragraphs=empty, sentences=empty, tokens=empty)


def context_of(row: Row) -> Context:
    """The article's circumstances that a row states."""
    published = row.get("published")
    return Context(
        source=row.get("source", ""),
        published=PublicationDate(value=published, method="given", confidence=1.0) if published else None,
    )
