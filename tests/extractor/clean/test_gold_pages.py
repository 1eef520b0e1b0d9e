"""The sixty gold pages: what was reached there may not be lost."""

from __future__ import annotations

import pytest

from benchmarks.pages import Page, Result, load_pages, measure, read_ours
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
    assert sum(result.scores.values()) / len(pages) >= 0.98
    low = {str(path.relative_to(_PAGES)): score for path, score in result.scores.items() if score < 0.93}
    assert set(low) <= {"b06-vov/2.toml", "b05-baotintuc/3.toml"}, low


def test_titles_leads_captions_and_related_links(pages: list[Page], result: Result) -> None:
    assert result.titles == len(pages)
    assert result.leads >= 58
    assert result.captions <= 13  # of 87
    assert result.related <= 8  # of 518
