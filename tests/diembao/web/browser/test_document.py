"""What docs/web.md says can be asked, is asked; its limits are those of the code; its pictures are there and small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from diembao.web import filters, parameters
from diembao.web.pages import all_resources
from diembao.web.resources import Page
from diembao.web.settings import LEAST_TOKEN, WebSettings

DOCS = Path(__file__).parents[4] / "docs"
TEXT = (DOCS / "web.md").read_text("utf-8")
ASKED = [line.removeprefix("GET ") for line in TEXT.splitlines() if line.startswith("GET /")]


@pytest.mark.parametrize("address", ASKED)
def test_an_address_of_the_document_has_something_to_show(site: TestClient, address: str) -> None:
    answer = site.get(address)
    assert answer.status_code == 200
    assert len(answer.content) > 300
    if address.startswith(("/search?", "/timeline?", "/entities?")):
        said = re.search(r'class="sum"[^>]*>\s*<strong>(\d+)', answer.text)
        assert said, "it does not say how many"
        assert int(said[1]) > 0, "nothing is found"


def test_its_limits_are_those_of_the_code() -> None:
    settings = WebSettings()
    for number in (
        *(f"{settings.seconds:.0f} seconds", f"{settings.workers} pages", f"{settings.streams} files"),
        *(f"{settings.longest_address:,} bytes", f"{settings.longest_body:,} bytes", f"{LEAST_TOKEN} characters"),
        *(f"{parameters.LONGEST:,} characters", f"{parameters.MOST_VALUES} values", f"{filters._MOST_FILTERS} filters"),
        *(f"{filters._MOST_LEAVES} words", f"{filters._MOST_OPEN} of them"),
    ):
        assert number in TEXT, number


def test_it_names_every_page() -> None:
    for resource in all_resources():
        if isinstance(resource, Page):
            assert f"`{resource.path.replace('{id}', 'ID')}`" in TEXT, resource.path


def test_its_pictures_are_small() -> None:
    pictures = sorted((DOCS / "screenshots").glob("*.png"))
    assert {"search.png", "article.png", "timeline.png", "person.png"} <= {path.name for path in pictures}
    for path in pictures:
        assert path.read_bytes()[:4] == b"\x89PNG"
        assert path.stat().st_size < 120_000, path.name
