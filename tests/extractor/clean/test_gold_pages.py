"""The sixty gold pages: what was reached there may not be lost."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.pages import Page, Result, load_pages, measure, read_ours
from corpus.article import Article, RawPage
from extractor.clean import clean
from tests.extractor.clean.templates import HERE

_PAGES = HERE.parents[1] / "gold" / "pages"


@pytest.fixture(scope="module")
def pages() -> list[Page]:
    return load_pages(_PAGES)


@pytest.fixture(scope="module")
def result(pages: list[Page]) -> Result:
    return measure(read_ours, pages)


def test_bodies(pages: list[Page], result: Result) -> None:
    assert len(pages) == 60
    assert sum(result.scores.values()) / len(pages) >= 0.998
    low = {str(path.relative_to(_PAGES)): score for path, score in result.scores.items() if score < 0.97}
    assert not low


def test_titles_leads_captions_and_related_links(pages: list[Page], result: Result) -> None:
    assert result.titles == len(pages)
    assert result.leads == len(pages)
    assert result.captions <= 1  # of 66
    assert result.related == 0  # of 518


def _gold(path: Path) -> tuple[dict[str, Any], Article]:
    gold: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    page = RawPage(
        body=path.with_suffix(".html").read_bytes(),
        kind="html",
        source="page",
        url=gold["url"],
        retrieved=datetime.fromisoformat(gold["fetched"]),
    )
    return gold, clean(page)


@pytest.mark.parametrize("path", sorted(_PAGES.rglob("[0-9]*.toml")), ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_authors_and_dates(path: Path) -> None:
    gold, article = _gold(path)
    assert list(article.authors) == gold.get("authors", [])
    assert (article.published.value if article.published else None) == gold.get("published")


def test_sections() -> None:
    found = [_gold(path) for path in _PAGES.rglob("[0-9]*.toml")]
    right = [a.section in (gold.get("section"), *gold.get("section_also", ())) for gold, a in found]
    assert sum(right) >= 59  # of 60


def test_forms() -> None:
    """Live reports, films and photo stories; interviews are articles here."""
    found = [_gold(path) for path in _PAGES.rglob("[0-9]*.toml")]
    told = [(article.form, gold["kind"]) for gold, article in found if article.form != "article"]
    assert len(told) >= 7  # of 8
    assert all(form == kind for form, kind in told)


def test_pages_in_layouts_nobody_had_seen() -> None:
    pages = load_pages(_PAGES.parent / "pages_unseen")
    result = measure(read_ours, pages)
    assert len(pages) == 24
    assert sum(result.scores.values()) / len(pages) >= 0.994
    assert min(result.scores.values()) >= 0.94
    assert result.titles >= 22
    assert result.leads == 24
    assert result.related <= 1  # of 268
