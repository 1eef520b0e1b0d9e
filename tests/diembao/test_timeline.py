"""The timeline of a workspace: merged by tables of its own, filtered, explained."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import UsageError
from diembao.merging import merged_of_today, refresh_merged
from diembao.timeline import EventFilter, explained, timeline
from diembao.workspace import Workspace, open_workspace
from extractor.resolve.events import MergedEvent
from tests.diembao.conftest import Command
from tests.diembao.timeline_scoring import built

CONGRESS = "Đảng bộ Công an huyện Tam Khê"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return built(tmp_path_factory.mktemp("timeline") / "w")


def events(workspace: Workspace, **wanted: Any) -> list[MergedEvent]:
    with workspace.store() as store:
        merged_of_today(workspace, store)
        return timeline(store, EventFilter(**wanted))


def test_build_has_merged_what_it_read(told: Workspace) -> None:
    with told.store() as store:
        state = store.merged.state()
        assert state is not None
        with told.writing():
            assert not refresh_merged(told, store)
        grouped = store.connection.execute("SELECT count(*) FROM event_groups").fetchone()[0]
        assert grouped == store.connection.execute("SELECT count(*) FROM events").fetchone()[0]
    assert max(len({t.source for t in e.tellings}) for e in events(told)) >= 3


def test_merging_changes_no_event_of_an_article(told: Workspace) -> None:
    with told.store() as store:
        before = store.connection.execute("SELECT record FROM events ORDER BY article_id, id").fetchall()
        store.connection.execute("DELETE FROM meta WHERE key = 'merged events'")
    first = events(told)
    with told.store() as store:
        after = store.connection.execute("SELECT record FROM events ORDER BY article_id, id").fetchall()
    assert [tuple(row) for row in before] == [tuple(row) for row in after]
    assert events(told) == first


def test_every_telling_is_in_one_event(told: Workspace) -> None:
    keys = [(t.article_id, t.event.id) for e in events(told) for t in e.tellings]
    assert len(keys) == len(set(keys))


def test_filters_of_events_keep_all_their_tellings(told: Workspace) -> None:
    whole = {e.event.id: e for e in events(told)}
    some = events(told, unit=CONGRESS, kinds=("congress",), first="2020-01-01", last="2020-12-31")
    assert some
    for event in some:
        assert event == whole[event.event.id]
        assert event.event.type == "congress"


def test_all_is_what_filters_that_all_pass_give(told: Workspace) -> None:
    whole = events(told)
    assert events(told, first="1000-01-01") == whole
    assert events(told, published_last="9999-12-31") == [e for e in whole if all(t.published for t in e.tellings)]
    with told.store() as store:
        ids = store.articles.ids()
        assert timeline(store, EventFilter(), ids) == whole
        some = timeline(store, EventFilter(), ids[::3])
    assert {t.article_id for e in some for t in e.tellings} <= set(ids[::3])
    assert sum(len(e.tellings) for e in some) == sum(t.article_id in ids[::3] for e in whole for t in e.tellings)


def test_filters_of_articles_leave_tellings_out(told: Workspace) -> None:
    sources = {t.source for e in events(told) for t in e.tellings}
    for source in sources:
        assert {t.source for e in events(told, source=source) for t in e.tellings} == {source}


@pytest.mark.parametrize("count", [2, 3])
def test_events_of_several_sources(told: Workspace, count: int) -> None:
    found = events(told, sources=count)
    assert found
    assert all(len({t.source for t in e.tellings}) >= count for e in found)
    assert len(found) == sum(len({t.source for t in e.tellings}) >= count for e in events(told))


def test_status_and_granularity(told: Workspace) -> None:
    assert {e.event.status for e in events(told, status="planned")} == {"planned"}
    days = events(told, grain="day")
    assert days
    assert all(e.event.when.first == e.event.when.last for e in days)
    assert len(days) < len(events(told, grain="month")) < len(events(told))


def test_an_event_is_explained_by_any_of_its_tellings(told: Workspace) -> None:
    event = max(events(told), key=lambda e: len(e.tellings))
    with told.store() as store:
        explanations = {tuple(explained(store, t.event.id)) for t in event.tellings}
        (lines,) = explanations
        with pytest.raises(UsageError, match="no event of this id"):
            explained(store, "none")
    assert lines[0].endswith(f"{len(event.tellings)} tellings")
    assert sum(" are one: " in line for line in lines) == len(event.tellings) - 1
    for telling in event.tellings:
        assert any(telling.event.sentence in line for line in lines)


def test_the_command(diembao: Command, told: Workspace) -> None:
    root = told.root
    found = json.loads(diembao("timeline", "--min-sources", "2", "--format", "json", "--workspace", root).out)
    assert found
    assert all(len({e["source"] for e in event["evidence"]}) > 1 for event in found)
    staged = [event for event in found if event["stages"]]
    assert any([s["status"] for s in event["stages"]][:2] == ["planned", "reported"] for event in staged)
    text = diembao("timeline", "--explain", found[0]["id"], "--workspace", root)
    assert (text.code, "points are enough" in text.out) == (0, True)
    wrong = diembao("timeline", "--explain", "nowhere", "--workspace", root)
    assert (wrong.code, wrong.err.count("\n")) == (2, 1)


def test_a_corpus_that_may_only_be_read_is_merged_for_the_reader(told: Workspace, tmp_path: Path) -> None:
    expected = events(told)
    with told.store() as store:
        store.connection.execute("DELETE FROM meta WHERE key = 'merged events'")
        store.connection.execute("DELETE FROM event_groups")
    with told.writing(), told.store() as store:
        other = open_workspace(told.root)
        merged_of_today(other, store)
        assert timeline(store, EventFilter()) == expected
        assert store.merged.state() is None


def test_versions_of_the_rules_are_merged_anew(told: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = events(told)
    monkeypatch.setattr("diembao.merging.MERGING", "another")
    with told.store() as store, told.writing():
        assert refresh_merged(told, store)
        assert timeline(store, EventFilter()) == expected
