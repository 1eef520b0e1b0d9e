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
_UNSEEN = _PAGES.parent / "pages_unseen"


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


def test_captions_key_words_and_changes() -> None:
    """What is lost of them, not only what leaks."""
    found = [_gold(path) for path in _PAGES.rglob("[0-9]*.toml")]
    captions = [(caption in a.captions) for gold, a in found for caption in gold.get("captions", ())]
    assert len(captions) == 87
    assert sum(captions) >= 85
    assert sum(list(a.tags) == gold["tags"] for gold, a in found if "tags" in gold) >= 47  # of 51
    assert sum(a.updated == gold.get("updated") for gold, a in found) >= 59  # of 60


def test_pages_in_layouts_nobody_had_seen() -> None:
    pages = [page for page in load_pages(_UNSEEN) if page.path.parent.name.startswith("c")]
    result = measure(read_ours, pages)
    assert len(pages) == 24
    assert sum(result.scores.values()) / len(pages) >= 0.994
    assert min(result.scores.values()) >= 0.95
    assert result.titles >= 22
    assert result.leads == 24
    assert result.related <= 1  # of 268


_BLIND = sorted(_UNSEEN.glob("e*/[0-9]*.toml"))
# What is not right yet, named: a cell that is mended must leave this list.
_MISSED = {
    ("e19-video", "section"),
    ("e23-tailwind-comments", "section"),
}


def test_second_round_is_whole() -> None:
    pages = [page for page in load_pages(_UNSEEN) if page.path.parent.name.startswith("e")]
    result = measure(read_ours, pages)
    assert len(pages) == len(_BLIND) == 30
    low = {path.parent.name: score for path, score in result.scores.items() if score < 0.99}
    assert not low
    assert (result.titles, result.leads, result.captions, result.related) == (30, 30, 0, 0)


@pytest.mark.parametrize("path", _BLIND, ids=lambda p: p.parent.name)
def test_second_round(path: Path) -> None:
    """Every field of the pages that a second adversary wrote, the kinds of blocks and the method of the date too."""
    gold, article = _gold(path)
    published = article.published
    told: dict[str, tuple[object, object]] = {
        "title": (article.title, gold["title"]),
        "lead": (article.lead, gold.get("lead")),
        "authors": (list(article.authors), gold["authors"]),
        "section": (article.section in (gold.get("section"), *gold.get("section_also", ())), True),
        "tags": (list(article.tags), gold["tags"]),
        "published": (published.value if published else None, gold.get("published")),
        "updated": (article.updated, gold.get("updated")),
        "captions": (list(article.captions), gold["captions"]),
        "form": (article.form, gold["kind"]),
        "text": (article.text.split("\n\n"), gold["text"]),
        "blocks": ([block.type for block in article.blocks], gold["blocks"]),
    }
    if "method" in gold:
        told["method"] = (published.method if published else None, gold["method"])
        assert published
        assert published.confidence >= 0.8
    wrong = {field: pair for field, pair in told.items() if pair[0] != pair[1]}
    assert set(wrong) == {field for name, field in _MISSED if name == path.parent.name}, wrong
