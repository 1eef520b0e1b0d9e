"""Where texts are not shown whole, nothing gives more of an article than its JSON does."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from diembao.export.abridged import QUOTED, SHARE
from diembao.web.app import make_app
from diembao.web.settings import web_settings
from diembao.workspace import Workspace

TOKEN = "a-token-of-twenty-signs"
_WORDS = "của và các là trong có cho được người đã với không một những ở này ngày năm tỉnh công an ông đại hội"
OFTEN = _WORDS.replace(" ", " OR ")
_BESIDE = 1.02  # cuts are made at blanks, and an ellipsis is put in their place


@pytest.fixture
def texts(demo: Workspace) -> dict[str, str]:
    with demo.store() as store:
        return dict(map(tuple, store.connection.execute("SELECT id, text FROM articles").fetchall()))


@pytest.fixture
def sparing(demo: Workspace) -> Iterator[TestClient]:
    app = make_app(demo, web_settings("0.0.0.0", 8000, token=TOKEN, names=("testserver",)))
    with TestClient(app, headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        yield client


def _rows(answer: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.removeprefix("\ufeff"))))


def _most(text: str) -> float:
    return max(QUOTED, SHARE * len(text)) * _BESIDE


@pytest.mark.parametrize("further", [{}, {"order": "left2"}, {"of": "date", "q": ""}])
def test_lines_hold_a_fifth_of_each_article_at_most(
    sparing: TestClient, texts: dict[str, str], further: dict[str, str]
) -> None:
    answer = sparing.get("/kwic.csv", params={"q": OFTEN, "copies": "shown", **further})
    given: dict[str, int] = defaultdict(int)
    for row in _rows(answer.text):
        given[row["id"]] += sum(len(row[part].strip("…")) for part in ("left", "match", "right"))
    assert given
    assert {i: n for i, n in given.items() if n > _most(texts[i])} == {}


def test_pages_of_lines_hold_no_more_than_the_table(sparing: TestClient, texts: dict[str, str]) -> None:
    given: dict[str, int] = defaultdict(int)
    asked = {"q": OFTEN, "copies": "shown", "size": "500"}
    pages = sparing.get("/kwic.json", params=asked).json()["pages"]
    for page in range(1, pages + 1):
        for line in sparing.get("/kwic.json", params={**asked, "page": str(page)}).json()["lines"]:
            given[line["id"]] += sum(len(line[part].strip("…")) for part in ("left", "match", "right"))
    assert pages > 1
    assert {i: n for i, n in given.items() if n > _most(texts[i])} == {}


def test_a_few_lines_are_shown_as_they_are(sparing: TestClient, site: TestClient) -> None:
    asked = "/kwic.json?q=%22%C4%91%E1%BA%A1i+h%E1%BB%99i+%C4%91%E1%BA%A3ng+b%E1%BB%99+t%E1%BB%89nh%22"
    short, whole = sparing.get(asked).json(), site.get(asked).json()
    assert short["total"] == whole["total"]
    assert [(x["id"], x["start"]) for x in short["lines"]] == [(x["id"], x["start"]) for x in whole["lines"]]
    assert any(x == y and len(x["left"] + x["right"]) > 60 for x, y in zip(short["lines"], whole["lines"], strict=True))


def test_sentences_of_a_timeline_are_a_fifth_of_each_article_at_most(
    sparing: TestClient, texts: dict[str, str]
) -> None:
    given: dict[str, set[str]] = defaultdict(set)
    for asked in ({"q": ""}, {"kind": "congress"}, {"from": "2020", "to": "2020"}, {"from": "2019", "to": "2019"}):
        for event in sparing.get("/timeline.json", params={**asked, "copies": "shown", "size": "200"}).json()["events"]:
            for telling in event["evidence"]:
                given[telling["article"]].add(telling["sentence"].strip("…"))
    assert given
    assert {i: s for i, s in given.items() if sum(map(len, s)) > _most(texts[i])} == {}


def test_the_files_of_a_timeline_hold_no_long_sentence(sparing: TestClient, site: TestClient) -> None:
    short, whole = _rows(sparing.get("/timeline.csv").text), _rows(site.get("/timeline.csv").text)
    assert len(short) == len(whole)
    assert max(len(row["sentence"]) for row in short) <= QUOTED < max(len(row["sentence"]) for row in whole)
    assert sum(len(row["sentences"]) for row in short) < sum(len(row["sentences"]) for row in whole) / 2
