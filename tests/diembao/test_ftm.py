"""FollowTheMoney: accepted by its own validator as it stands, stable ids, dates as told, only public persons."""

from __future__ import annotations

import importlib
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.careers import Bound, Career, Contradiction, Occupancy, RankHeld, Support
from corpus.codec import JsonObject
from diembao.export import ftm
from diembao.export.abridged import QUOTED
from diembao.ftm_graph import corpus_graph, event_graph
from diembao.merging import merged_of_today
from diembao.timeline import EventFilter, timeline
from diembao.workspace import Workspace
from tests.diembao.conftest import Command
from tests.diembao.test_timeline_formats import DAY, DAYS, HOSTILE, MONTH, PLAN, YEARS, view
from tests.diembao.test_timelines import telling

NEEDED = "DIEMBAO_NEEDS_FOLLOWTHEMONEY"
"""Set where the package must be there: then these tests fail without it, and are not skipped."""
EDGES = {
    *("holder", "post", "organization", "member", "proof", "organizer", "involved"),
    *("subject", "object", "document", "entity"),
}
ARTICLE = {"id": "a" * 16, "title": None, "source": "bao.example", "url": "http://bao.example", "published": "2020-03"}


def library() -> Any:
    """The package of FollowTheMoney itself; it needs ICU to be built, which not every machine has."""
    if os.environ.get(NEEDED):
        return importlib.import_module("followthemoney")
    return pytest.importorskip("followthemoney", reason="followthemoney is not installed (it needs ICU to be built)")


def accepted(entities: list[JsonObject]) -> None:
    """As `ftm validate` does: read each value anew; nothing is dropped, changed or missing, and no id leads nowhere."""
    ftm_model = library().model
    made = importlib.import_module("followthemoney.entity").ValueEntity
    known = {e["id"]: ftm_model.get(e["schema"]) for e in entities}
    assert len(known) == len(entities)
    for one in entities:
        schema = known[one["id"]]
        assert schema is not None, one["schema"]
        assert not schema.abstract
        schema.validate(one)
        for name, values in one["properties"].items():
            prop = schema.get(name)
            assert prop is not None, (one["schema"], name)
            assert not prop.stub
            assert not prop.deprecated, name
            assert len(set(values)) == len(values)
            assert [prop.type.clean(value) for value in values] == values
            assert max(map(len, values)) <= max(prop.max_length or 0, 65_000 * (prop.type.name == "text"))
            if prop.range is not None:
                assert name in EDGES
                assert all(known[value].is_a(prop.range) for value in values), (one["schema"], name)
        read = made.from_dict(one, cleaned=False)
        assert {name: set(values) for name, values in read.to_dict()["properties"].items()} == {
            name: set(values) for name, values in one["properties"].items()
        }
        assert all(read.get(name) for name in schema.required)


def graph(workspace: Workspace, *, whole: bool) -> list[JsonObject]:
    with workspace.store() as store:
        merged_of_today(workspace, store)
        ids = list(store.articles.ids())
        events = timeline(store, EventFilter())
        return list(corpus_graph(store, ids, events, texts=True) if whole else event_graph(store, events))


@pytest.mark.parametrize("whole", [True, False])
def test_a_corpus_is_accepted_by_the_validator(demo: Workspace, whole: bool) -> None:
    accepted(graph(demo, whole=whole))


@pytest.mark.parametrize("told", [DAY, DAYS, MONTH, YEARS, PLAN])
def test_hostile_texts_are_accepted(told: Any) -> None:
    event = replace(told.event, title=HOSTILE * 40, place=HOSTILE, sentence=HOSTILE)
    (merged,) = view(replace(told, event=event, source=HOSTILE, url="http://bao.example/a b\x00")).events
    proof = ftm.Proof("a" * 16, HOSTILE, "http://[", None, HOSTILE)
    made = ftm.event(merged, [proof], (), (), [HOSTILE])
    article = ftm.article({**ARTICLE, "title": HOSTILE * 40}, [HOSTILE])
    accepted([made, article])
    assert not set("\x00\x1b‮\n") & set(json.dumps(made, ensure_ascii=False))


# what needs no library


def test_what_a_corpus_gives(demo: Workspace) -> None:
    found = graph(demo, whole=True)
    schemata = {e["schema"] for e in found}
    assert schemata >= {"Article", "Organization", "Person", "Position", "Occupancy", "Event", "Documentation"}
    known = {e["id"] for e in found}
    assert len(known) == len(found)
    for one in found:
        for name in EDGES & one["properties"].keys():
            assert set(one["properties"][name]) <= known, (one["schema"], name)
    for one in found:
        if one["schema"] in ("Occupancy", "Membership", "Event"):
            assert all(one["properties"].get(name) for name in ("summary", "publisher", "proof")), one
    assert found == graph(demo, whole=True)


def test_only_persons_with_entities_are_there(demo: Workspace) -> None:
    with demo.store() as store:
        public = {row[0] for row in store.connection.execute("SELECT id FROM entities WHERE kind = 'person'")}
    for whole in (True, False):
        persons = {e["id"] for e in graph(demo, whole=whole) if e["schema"] == "Person"}
        assert persons
        assert persons <= {ftm.key_of("person", key) for key in public}


def test_a_person_without_an_entity_is_not_named(demo: Workspace) -> None:
    from corpus.mentions import Participant

    private = Participant(name="Hờ A Của", kind="person", role="subject")
    unknown = Participant(name="Hội Chèo thuyền Nà Pản", kind="unit", role="organiser")
    (merged,) = view(telling("x", "2020-01-02", participants=(private, unknown))).events
    with demo.store() as store:
        merged_of_today(demo, store)
        found = list(event_graph(store, [merged]))
    assert "Hờ A Của" not in json.dumps(found, ensure_ascii=False)
    (event,) = [e for e in found if e["schema"] == "Event"]
    assert event["properties"]["namesMentioned"] == ["Hội Chèo thuyền Nà Pản"]


def dates(told: Any) -> dict[str, Any]:
    (merged,) = view(told).events
    properties = ftm.event(merged, [], (), (), ())["properties"]
    return {name: properties[name] for name in ("date", "startDate", "endDate", "description") if name in properties}


def test_dates_are_no_more_precise_than_told() -> None:
    assert dates(DAY) == {"date": ["2020-08-25"]}
    assert dates(DAYS) == {"startDate": ["2021-03-01"], "endDate": ["2021-03-03"]}
    assert dates(MONTH) == {
        "date": ["2020-11"],
        "description": ["told only vaguely: some time between 2020-11-21 and 2020-11-30"],
    }
    assert dates(YEARS)["startDate"] == ["2016"]
    assert dates(YEARS)["endDate"] == ["2018"]


HELD = Occupancy(
    person_id="1" * 16,
    person="Đinh Thu Thảo",
    position="Trưởng Phòng",
    post="nguyên Trưởng Phòng Tham mưu Công an tỉnh",
    unit="Phòng Tham mưu Công an tỉnh Vân Sơn",
    unit_id="2" * 16,
    begin=Bound(earliest="2020-03-01", latest="2020-03-31"),
    end=Bound(earliest="2021-11-05", latest="2022-02-01"),
    open=False,
    supports=(Support(change="begins", article_id="a", field="text", start=0, first=None, last=None, rule="r"),),
)
PROOF = ftm.Proof("a" * 16, "bao.example", "http://bao.example/a", "2020-05-02", "Chị Thảo giữ chức trưởng phòng.")


def test_holding_a_post() -> None:
    against = Contradiction(about="from", told="2020-04-02", support=HELD.supports[0])
    held = ftm.occupancy(replace(HELD, acting="quyền", contradictions=(against,)), [PROOF], member=False)
    assert held["schema"] == "Occupancy"
    assert held["properties"] == {
        "holder": ["diembao-person-" + "1" * 16],
        "post": [ftm.position_key(HELD)],
        "startDate": ["2020-03"],
        "date": ["2020-05-02"],
        "status": ["acting: quyền", "ended"],
        "description": [
            *("begun: 2020-03-01 to 2020-03-31", "ended: 2021-11-05 to 2022-02-01"),
            "another from told: 2020-04-02",
        ],
        "summary": ["Chị Thảo giữ chức trưởng phòng."],
        "sourceUrl": ["http://bao.example/a"],
        "publisher": ["bao.example"],
        "proof": ["diembao-article-" + "a" * 16],
    }
    assert ftm.position(HELD)["properties"]["name"] == ["Trưởng Phòng Tham mưu Công an tỉnh"]
    seat = ftm.occupancy(HELD, [PROOF], member=True)
    assert (seat["schema"], seat["properties"]["organization"]) == ("Membership", ["diembao-unit-" + "2" * 16])


def test_an_open_post_has_no_end_and_posts_without_a_unit_are_nobody_elses() -> None:
    going_on = ftm.occupancy(replace(HELD, open=True), [PROOF], member=False)["properties"]
    assert "endDate" not in going_on
    assert "status" not in going_on
    seen = replace(HELD, end=Bound(earliest="2021-11-05", latest="2021-11-05"))  # where open, when it was last stated
    assert "endDate" not in ftm.occupancy(replace(seen, open=True), [PROOF], member=False)["properties"]
    assert ftm.occupancy(seen, [PROOF], member=False)["properties"]["endDate"] == ["2021-11-05"]
    bare = replace(HELD, unit=None, unit_id=None)
    assert ftm.position_key(bare) != ftm.position_key(replace(bare, person_id="3" * 16))
    assert ftm.position_key(HELD) == ftm.position_key(replace(HELD, person_id="3" * 16))


def test_posts_persons_and_units_are_accepted() -> None:
    row = {"id": "2" * 16, "name": "Phòng Tham mưu", "type": "police", "place": "Vân Sơn", "province": "Vân Sơn"}
    career = Career(person_id="1" * 16, person="x", ranks=(RankHeld(rank="Trung tá", level=12),))
    person = ftm.person({"id": "1" * 16, "name": "Đinh Thu Thảo"}, ["Đinh Thu Thảo", "Thảo"], career.ranks)
    assert person["properties"] == {"name": ["Đinh Thu Thảo"], "alias": ["Thảo"], "title": ["Trung tá"]}
    parent = {**row, "id": "4" * 16}
    accepted(
        [
            ftm.article({**ARTICLE, "text": "Đoạn một.\n\nĐoạn hai."}, ["Hà Vy"]),
            ftm.organization(row, ["Phòng Tham mưu", "PTM"]),
            ftm.organization(parent, []),
            ftm.parent_link({**row, "parent_id": "4" * 16}),
            person,
            ftm.position(HELD),
            ftm.occupancy(HELD, [PROOF], member=False),
            ftm.occupancy(HELD, [PROOF], member=True),
        ]
    )


# the commands


def test_a_timeline_as_a_graph(diembao: Command, demo: Workspace, tmp_path: Path) -> None:
    told = diembao("timeline", "--kind", "congress", "--output", tmp_path / "t.ftm", "--workspace", demo.root)
    assert told.code == 0
    found = [json.loads(line) for line in (tmp_path / "t.ftm").read_text("utf-8").splitlines()]
    events = json.loads(diembao("timeline", "--kind", "congress", "--format", "json", "--workspace", demo.root).out)
    assert [e["properties"]["recordId"] for e in found if e["schema"] == "Event"] == [[e["id"]] for e in events]
    told_by = {t["article"] for e in events for t in e["evidence"]}
    assert {e["id"] for e in found if e["schema"] == "Article"} == {ftm.article_key(a) for a in told_by}


@pytest.mark.parametrize("full", [False, True])
def test_an_export_is_whole_and_quotes_no_more_than_it_may(
    diembao: Command, demo: Workspace, tmp_path: Path, full: bool
) -> None:
    given = ["--full-text"] if full else []
    told = diembao("export", "--format", "ftm", "--output", tmp_path / "c.ftm", *given, "--workspace", demo.root)
    assert told.code == 0
    found = [json.loads(line) for line in (tmp_path / "c.ftm").read_text("utf-8").splitlines()]
    manifest = json.loads((tmp_path / "c.manifest.json").read_text("utf-8"))
    for schema in {e["schema"] for e in found}:
        assert manifest["counts"][schema] == sum(e["schema"] == schema for e in found)
    with demo.store() as store:
        articles = {a.article.id: a.article.text for a in store.articles.get(store.articles.ids())}
    assert {e["id"] for e in found if e["schema"] == "Article"} == set(map(ftm.article_key, articles))
    assert all(("bodyText" in e["properties"]) == full for e in found if e["schema"] == "Article")
    quoted: dict[str, set[str]] = {}
    for one in found:
        if one["schema"] == "Documentation":
            quoted.setdefault(one["properties"]["document"][0], set()).update(one["properties"].get("summary", []))
    for article, text in articles.items():
        size = sum(map(len, quoted.get(ftm.article_key(article), ())))
        assert full or size <= max(QUOTED, 0.2 * len(text))
    assert any(quoted.values())
