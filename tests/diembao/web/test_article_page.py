"""The article: its text whole, names marked and linked, what is known of it, and what was left out."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from corpus.codec import to_json
from diembao.duplicates import explain
from diembao.web.reading import Name, cut
from diembao.workspace import Workspace
from tests.diembao.web.test_pages import an_article, read


def text_of(html: str) -> str:
    """The words of the text's block as a reader sees them."""
    inner = html.split('<div class="text" lang="vi">')[1].split("</div>")[0]
    blocks = re.findall(r"<bdi>(.*?)</bdi>", inner, re.DOTALL)
    return "\n\n".join(unescape(re.sub(r"<[^>]+>", "", block)) for block in blocks)


def test_every_article_is_shown_whole(site: TestClient, demo: Workspace) -> None:
    with demo.store() as store:
        for analysis in store.articles.get(store.articles.ids()):
            shown = text_of(site.get(f"/articles/{analysis.article.id}").text)
            assert shown.split() == analysis.article.text.split()


def test_the_json_is_the_contract_s(site: TestClient, demo: Workspace) -> None:
    found = an_article(site)
    with demo.store() as store:
        analysis = next(store.articles.get([found]))
    assert site.get(f"/articles/{found}.json").json() == json.loads(json.dumps(to_json(analysis)))


def test_names_are_marked_by_kind_and_lead_to_their_entity(site: TestClient, demo: Workspace) -> None:
    found = an_article(site)
    page = site.get(f"/articles/{found}").text
    marked = re.findall(r'<a class="m (\w+)" href="([^"]+)" title="([^"]*)">(?:<mark>)?([^<]+)', page)
    kinds = {kind for kind, *_ in marked}
    assert {"unit", "person", "rank", "position", "term"} <= kinds
    rank = next(unescape(address) for kind, address, *_ in marked if kind == "rank")
    assert site.get(rank.replace("/search", "/search.json")).json()["total"] > 0
    assert any("Công an tỉnh Vân Sơn" in unescape(meaning) for kind, _, meaning, _ in marked if kind == "unit")


def test_kinds_are_switched_by_links(site: TestClient) -> None:
    found = an_article(site)
    page = site.get(f"/articles/{found}").text
    switch = next(link for link in read(page).links if "hide=unit" in link)
    without = site.get(switch).text
    assert '"m unit"' not in without
    assert '"m person"' in without
    assert text_of(without) == text_of(page)
    back = [link for link in read(without).links if link == f"/articles/{found}"]
    assert back


def test_persons_without_rank_or_post_stay_words(site: TestClient, demo: Workspace) -> None:
    with demo.store() as store:
        rows = store.connection.execute(
            "SELECT article_id, surface FROM mentions WHERE kind = 'person' AND NOT listed AND field = 'text'"
        ).fetchall()
    assert rows
    for article, name in rows:
        page = site.get(f"/articles/{article}").text
        assert name in unescape(page)
        people = re.findall(r'class="m person"[^>]*>(?:<mark>)?([^<]+)<', page)
        assert name not in map(unescape, people)


def test_words_looked_for_are_marked_there_too(site: TestClient) -> None:
    page = site.get("/search?q=đại hội").text
    link = next(link for link in read(page).links if link.startswith("/articles/"))
    assert "q=" in link
    assert "<mark>" in site.get(link).text


def test_a_sentence_can_be_pointed_to(site: TestClient) -> None:
    found = an_article(site)
    record = site.get(f"/articles/{found}.json").json()
    event = record["events"][0]
    page = site.get(f"/articles/{found}?at={event['start']}").text
    aimed = "".join(re.findall(r'<span class="aimed">(.*?)</span>', page, re.DOTALL))
    assert page.count('id="here"') == 1
    assert unescape(re.sub("<[^>]+>", "", aimed))[:30] in event["sentence"]
    assert f"at={event['start']}#here" in page


def test_what_is_known_is_told_with_how(site: TestClient, demo: Workspace) -> None:
    with demo.store() as store:
        rows = store.connection.execute(
            "SELECT published_method, min(id) FROM articles WHERE published IS NOT NULL GROUP BY 1"
        ).fetchall()
    told = {"json-ld": "trang ghi (JSON-LD)", "feed": "theo nguồn tin RSS", "meta": "trang ghi (meta)"}
    for method, article in rows:
        if method in told:
            assert told[method] in site.get(f"/articles/{article}").text
    assert {row[0] for row in rows} & set(told)


def test_what_was_removed_is_told_with_reasons(site: TestClient, demo: Workspace) -> None:
    found = an_article(site)
    record = site.get(f"/articles/{found}.json").json()
    page = unescape(site.get(f"/articles/{found}").text)
    assert record["removed"]
    for item in record["removed"]:
        assert item["text"] in page
    assert all(caption in page for caption in record["captions"])


def test_copies_versions_and_similar_ones_are_linked(site: TestClient, demo: Workspace) -> None:
    with demo.store() as store:
        rows = store.connection.execute("SELECT article_id FROM duplicate_members WHERE kind <> 'first'")
        member = rows.fetchone()[0]
        cluster = explain(store, member)["cluster"]
    page = site.get(f"/articles/{member}").text
    for other in cluster["members"]:
        if other["id"] != member:
            assert f'/articles/{other["id"]}"' in page
    assert "Bản trùng và các bản khác" in page
    assert f"/search?like={member}" in page


def test_events_are_told_with_their_sentence(site: TestClient) -> None:
    found = an_article(site)
    record = site.get(f"/articles/{found}.json").json()
    page = unescape(site.get(f"/articles/{found}").text)
    assert record["events"]
    assert all(event["sentence"] in page for event in record["events"])
    assert all(event["evidence"] in page for event in record["events"])


def test_an_address_of_no_article_is_told(site: TestClient) -> None:
    for path in ("/articles/0000000000000000", "/articles/x", "/articles/0000000000000000.bib", "/articles/x.json"):
        assert site.get(path).status_code == 404


def test_the_archived_page_is_there(site: TestClient) -> None:
    source = site.get(f"/articles/{an_article(site)}/source")
    assert "<html" in source.text
    assert site.get(f"/articles/{an_article(site)}/source?version=99").status_code == 404


NAMES = (
    Name(kind="position", start=0, end=21),
    Name(kind="unit", start=7, end=21),
    Name(kind="person", start=23, end=36),
)
TEXT = "Trưởng Phòng Tham mưu, Đinh Thu Thảo nói"


@pytest.mark.parametrize(("start", "end"), [(0, len(TEXT)), (0, 10), (8, 30), (21, 23), (5, 5)])
@pytest.mark.parametrize("found", [(), ((7, 12),), ((0, 40),), ((3, 9), (25, 26))])
@pytest.mark.parametrize("aim", [(0, 0), (0, 40), (10, 12)])
def test_pieces_give_the_text_back(
    start: int, end: int, found: tuple[tuple[int, int], ...], aim: tuple[int, int]
) -> None:
    pieces = cut(TEXT, start, end, NAMES, found, aim)
    assert "".join(piece.text for piece in pieces) == TEXT[start:end]
    at = start
    for piece in pieces:
        holding = [n for n in NAMES if n.start <= at and at + len(piece.text) <= n.end]
        assert piece.name == min(holding, key=lambda n: n.end - n.start, default=None)
        assert piece.found == any(s <= at < e for s, e in found)
        assert piece.aimed == (aim[0] <= at < aim[1])
        at += len(piece.text)
