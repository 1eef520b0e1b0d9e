"""Articles written against us, on the pages of the whole corpus: timeline, names, trends, counts."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.diembao.web.test_hostile import TURN, hostile, hostile_root, visible
from tests.diembao.web.test_pages import read

__all__ = ["hostile", "hostile_root"]
PLACES = (
    "/timeline",
    "/timeline?group=source",
    "/entities",
    "/entities?kind=person",
    "/entities?kind=place",
    "/entities?status=unresolved",
    f"/entities?name=<script>{TURN}",
    "/trends?q=script&q=hội nghị&by=day",
    '/trends?unit="><script>alert(1)</script>',
    "/corpus",
    "/corpus?source=<script>alert(1)</script>&reason=<b>",
    "/corrections",
)


def pages(site: TestClient) -> list[str]:
    """Those, and every entity."""
    found = [e["id"] for kind in ("unit", "person") for e in site.get(f"/entities.json?kind={kind}").json()["entities"]]
    return [*PLACES, *(f"/entities/{i}" for i in found)]


def test_nothing_of_them_becomes_markup(hostile: TestClient) -> None:
    for path in pages(hostile):
        html = hostile.get(path).text
        reader = read(html)
        assert not reader.problems, path
        assert not reader.open, path
        assert len([tag for tag, _ in reader.tags if tag == "script"]) == 1, path
        assert not [tag for tag, _ in reader.tags if tag in ("iframe", "object", "embed", "base", "img")], path
        for tag, attributes in reader.tags:
            value = attributes.get("href")
            assert value is None or value.startswith(("/", "https://", "http://", "#")), (path, tag, value)
        assert not visible(html), path


@pytest.mark.parametrize("fields", [{"target": "<script>alert(1)</script>"}, {"target": f"an{TURN}toàn"}])
def test_what_is_written_down_is_no_markup(own_site: TestClient, fields: dict[str, str]) -> None:
    from tests.diembao.web.conftest import post

    unit = own_site.get("/entities.json").json()["entities"][0]["id"]
    post(own_site, "/corrections/new", {"id": unit, "action": "alias", **fields}, page=f"/entities/{unit}")
    for path in ("/corrections", f"/entities/{unit}"):
        html = own_site.get(path).text
        assert not read(html).problems
        assert "<script>alert" not in html
        assert not visible(html)
