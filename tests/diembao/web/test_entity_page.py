"""Entities: names, tree, counts, careers with evidence; nobody who is not public; corrections with undo."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from diembao.careers import career_of
from diembao.corrections import read_corrections
from diembao.resolution import entities_of_today
from diembao.web.app import make_app
from diembao.web.settings import WebSettings
from diembao.workspace import Workspace
from tests.diembao.web.conftest import HOME, post

UNIT, PERSON, NAMESAKE = "Công an tỉnh Vân Sơn", "Lường Đình Khoát", "Hoàng Thuý Liễu"


def entities(site: TestClient, **asked: Any) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = site.get("/entities.json", params=asked).json()["entities"]
    return listed


def address(site: TestClient, kind: str, name: str) -> str:
    return f"/entities/{next(e['id'] for e in entities(site, kind=kind, name=name) if e['name'] == name)}"


def test_names_are_found_without_marks_and_in_part(site: TestClient) -> None:
    assert UNIT in [e["name"] for e in entities(site, name="cong an tinh van son")]
    assert entities(site, name="%") == []
    assert PERSON in [e["name"] for e in entities(site, kind="person", name="đình khoát")]


def test_only_public_persons_are_listed(site: TestClient, demo: Workspace) -> None:
    with demo.store() as store:
        rows = store.connection.execute(
            "SELECT DISTINCT value FROM mentions WHERE kind = 'person' GROUP BY value HAVING max(listed) = 0"
        ).fetchall()
    hidden = {row[0] for row in rows}
    assert hidden
    listed = {e["name"] for e in entities(site, kind="person", size="500")}
    assert not hidden & listed
    page = site.get(address(site, "unit", UNIT)).text
    assert not [name for name in hidden if name.count(" ") > 1 and f"<bdi>{name}</bdi>" in page]  # others are places


def test_a_unit_has_its_tree_neighbours_and_congresses(site: TestClient) -> None:
    page = site.get(address(site, "unit", UNIT)).text
    tree = page[page.index('<ul class="tree"') :]
    assert tree.index("Bộ Công an") < tree.index(f"<strong><bdi>{UNIT}") < tree.index("Công an huyện Mường Khá")
    assert "Đại hội XVI của" in page
    assert "Ban Thường vụ Tỉnh ủy Vân Sơn" in page
    record = site.get(f"{address(site, 'unit', UNIT)}.json").json()
    counts = [n["articles"] for n in record["mentioned_with"]]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 3
    assert sum(record["periods"].values()) + sum(record["not_in_periods"].values()) == record["articles"]


def test_bars_lead_to_the_articles_of_their_time(site: TestClient) -> None:
    record = site.get(f"{address(site, 'unit', UNIT)}.json").json()
    page = site.get(address(site, "unit", UNIT)).text
    links = [unescape(a) for a in re.findall(r'<a href="(/search\?[^"]*copies=shown[^"]*)"', page)]
    assert links
    period = next(name for name, n in record["periods"].items() if n)
    link = next(a for a in links if f"from={period}&" in a)
    assert site.get(link.replace("/search?", "/search.json?")).json()["total"] == record["periods"][period]


def test_a_career_has_the_sentences_that_say_it(site: TestClient, demo: Workspace) -> None:
    place = address(site, "person", PERSON)
    with demo.store() as store:
        entities_of_today(demo, store)
        career = career_of(store, place.rpartition("/")[2])
    page = site.get(place).text
    part = page[page.index('id="history"') : page.index('id="when"')]
    assert part.count('<li class="event">') == len(career.occupancies) + len(career.bare) + len(career.ranks)
    assert part.count("<blockquote") >= len(career.occupancies)
    assert "Mâu thuẫn" in part  # two are said to hold one post
    assert "<svg" in part
    quoted = unescape(re.findall(r'<cite><a href="([^"]+)"', part)[0])
    assert site.get(quoted).status_code == 200


def test_there_is_no_page_of_what_is_no_entity(site: TestClient) -> None:
    for wrong in ("0" * 16, "abc", "..%2F..%2Fetc", "2774ee4c6b5f467z"):
        assert site.get(f"/entities/{wrong}").status_code == 404


def test_sentences_are_quoted_in_part_where_texts_are_not_shown(demo: Workspace) -> None:
    settings = WebSettings(full_text=False)
    with TestClient(make_app(demo, settings), base_url=HOME) as site:
        place = address(site, "person", PERSON)
        record = site.get(f"{place}.json").json()
        sentences = [s["sentence"] for s in record["statements"]]
        sentences += [e["sentence"] for post_ in record["career"]["posts"] for e in post_["evidence"]]
        assert sentences
        assert max(map(len, sentences)) <= 160
        quoted = re.findall(r"<blockquote[^>]*><p><bdi>([^<]*)", site.get(place).text)
        assert max(len(unescape(q)) for q in quoted) <= 160
        assert site.get(f"{place}/career.csv").status_code == 404
        events = site.get("/timeline.json?size=200").json()["events"]
        assert max(len(e["sentence"]) for event in events for e in event["evidence"]) <= 160


# corrections


def namesakes(site: TestClient) -> list[dict[str, Any]]:
    return entities(site, kind="person", name=NAMESAKE)


def fix(site: TestClient, **fields: str) -> Any:
    return post(site, "/corrections/new", fields, page=f"/entities/{fields['id']}")


def undo(site: TestClient, number: int = 0) -> Any:
    form = re.findall(
        r'name="row" value="(\d+)"><input type="hidden" name="mark" value="(\w+)"', site.get("/corrections").text
    )
    row, mark = form[number]
    return post(site, "/corrections/undo", {"row": row, "mark": mark}, page="/corrections")


def test_two_are_joined_at_once_and_parted_by_undo(own_site: TestClient, own: Workspace) -> None:
    before = namesakes(own_site)
    assert len(before) >= 2
    one, other = before[0]["id"], before[1]["id"]
    answer = fix(own_site, id=other, action="merge", other=one)
    assert answer.status_code == 200
    assert "/corrections?row=2" in str(answer.url)
    assert 'class="problem"' not in answer.text
    assert len(namesakes(own_site)) == len(before) - 1
    assert own_site.get(f"/entities/{other}").status_code == 200  # the old address finds the one
    row = read_corrections(own.corrections).rows[0]
    assert (row.action, row.kind, row.entity.name) == ("merge", "person", other)
    undo(own_site)
    assert namesakes(own_site) == before
    assert read_corrections(own.corrections).rows == ()


def test_a_name_is_changed_and_an_entity_taken_off(own_site: TestClient) -> None:
    unit = entities(own_site, name=UNIT)[0]["id"]
    fix(own_site, id=unit, action="rename", target="Công an Vân Sơn mới", note="thử")
    assert "Công an Vân Sơn mới" in own_site.get(f"/entities/{unit}").text
    person = entities(own_site, kind="person", name=PERSON)[0]["id"]
    fix(own_site, id=person, action="reject")
    assert person not in [e["id"] for e in entities(own_site, kind="person", name=PERSON)]
    assert own_site.get(f"/entities/{person}").status_code == 404
    undo(own_site)
    undo(own_site)
    assert entities(own_site, kind="person", name=PERSON)
    assert entities(own_site, name=UNIT)[0]["name"] == UNIT


def test_what_is_remembered_of_a_page_is_of_today(own_site: TestClient) -> None:
    unit = entities(own_site, name=UNIT)[0]["id"]
    before = own_site.get(f"/entities/{unit}").text
    assert f"<bdi>{PERSON}</bdi>" in before
    person = entities(own_site, kind="person", name=PERSON)[0]["id"]
    fix(own_site, id=person, action="rename", target="Lường Văn Khoát")
    after = own_site.get(f"/entities/{unit}").text
    assert "<bdi>Lường Văn Khoát</bdi>" in after
    assert ">Lường Văn Khoát<" in after[after.index('id="history"') :].replace("<bdi>", "").replace("</bdi>", "")
    assert f"{PERSON}</text>" not in after


def test_an_article_is_parted_from_the_rest(own_site: TestClient) -> None:
    person = entities(own_site, kind="person", name=PERSON)[0]
    page = own_site.get(f"/entities/{person['id']}").text
    article = re.findall(r'<option value="([0-9a-f]{16})">\d{4}', page)[0]
    fix(own_site, id=person["id"], action="split", article=article)
    now = entities(own_site, kind="person", name=PERSON)
    assert len(now) == 2
    assert {e["articles"] for e in now} == {1, person["articles"] - 1}


def test_the_rest_of_the_file_stays_as_it_is(own_site: TestClient, own: Workspace) -> None:
    text = "action;kind;entity;target;note;by\n# our own list\nalias;unit;Bộ Công an;BCA mới;cũ;Lan\n"
    own.corrections.write_text(text, "utf-8")
    unit = entities(own_site, name=UNIT)[0]["id"]
    fix(own_site, id=unit, action="alias", target="CATVS", note="=1+1")
    lines = own.corrections.read_text("utf-8-sig").splitlines()
    assert lines[:3] == text.splitlines()
    assert lines[3] == f"alias;unit;{unit};CATVS;'=1+1;"
    undo(own_site)  # the newest stands first
    assert own.corrections.read_text("utf-8-sig").splitlines() == text.splitlines()


def test_no_row_is_taken_for_another(own_site: TestClient, own: Workspace) -> None:
    own.corrections.write_text("action,kind,entity,target,note\nalias,unit,Bộ Công an,BCA mới,\n", "utf-8")
    token = {"row": "2", "mark": "0" * 16}
    assert post(own_site, "/corrections/undo", token, page="/corrections").status_code == 409
    assert len(read_corrections(own.corrections).rows) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "merge"},
        {"action": "rename", "target": "Tên (chưa đóng"},
        {"action": "rename", "target": "=CMD()"},
        {"action": "split"},
        {"action": ""},
        {"action": "erase", "target": "x"},
    ],
)
def test_what_cannot_be_done_is_refused_and_not_written(
    own_site: TestClient, own: Workspace, fields: dict[str, str]
) -> None:
    unit = entities(own_site, name=UNIT)[0]["id"]
    assert fix(own_site, id=unit, **fields).status_code == 400
    assert not own.corrections.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"action": "merge", "target": "itself"}, "vốn đã là một|và đích là một"),
        ({"action": "merge", "target": "its name"}, "vốn đã là một|và đích là một"),
        ({"action": "merge", "target": "Nguyễn Không Có Ai"}, "ở đây không có tên"),
        ({"action": "merge", "target": "ffffffffffffffff"}, "ở đây không có mã"),
        ({"action": "merge", "target": "a unit"}, "ở đây không có mã"),
        ({"action": "merge"}, "hãy ghi tên hoặc mã"),
        ({"action": "split", "article": "0000000000000000"}, "không có “.*” nào đi cùng"),
        ({"action": "rename", "target": "=CMD"}, "tên không thể bắt đầu như vậy"),
    ],
)
def test_what_is_no_use_in_this_corpus_is_refused_in_the_language_of_the_reader(
    own_site: TestClient, own: Workspace, fields: dict[str, str], said: str
) -> None:
    person = entities(own_site, kind="person")[0]
    own.corrections.write_text("action,kind,entity,target,note\n# mine\n", encoding="utf-8")
    before = own.corrections.read_bytes()
    meant = {"itself": person["id"], "its name": person["name"], "a unit": entities(own_site, name=UNIT)[0]["id"]}
    if fields.get("target") in meant:
        fields = {**fields, "target": meant[fields["target"]]}
    answer = fix(own_site, id=person["id"], **fields)
    assert answer.status_code == 400
    told = re.sub(r"\s+", " ", unescape(answer.text))
    assert "Không thể sửa như vậy." in told
    assert re.search(said, told), told[told.index("<h1>") :][:600]
    assert own.corrections.read_bytes() == before
    assert own_site.get(f"/entities/{person['id']}").status_code == 200


def test_nothing_is_written_without_the_token_of_the_form(own_site: TestClient, own: Workspace) -> None:
    unit = entities(own_site, name=UNIT)[0]["id"]
    own_site.get(f"/entities/{unit}")
    for token in ({}, {"form_token": "0" * 64}):
        answer = own_site.post("/corrections/new", data={"id": unit, "action": "reject", **token})
        assert answer.status_code == 403
    assert own_site.get("/corrections/new").status_code in (404, 405)
    assert not own.corrections.exists()
