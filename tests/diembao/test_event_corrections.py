"""Rows of `corrections.csv` about events: what they may say, what they do, what is said of those that are wrong."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from diembao import merging
from diembao.corrections import parse_corrections
from diembao.event_corrections import Settled
from diembao.event_rows import days_of
from diembao.merging import merged_of_today, refresh_merged
from diembao.timeline import EventFilter, explained, timeline
from diembao.workspace import Workspace, open_workspace
from extractor.resolve.events import MergedEvent
from tests.diembao.conftest import Command
from tests.diembao.merging_samples import LONG, drop, put, told
from tests.diembao.test_merging import an_event, made_at_once, tables

HEADER = "action,kind,entity,target,note\n"
ID = "0123456789abcdef"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "w", create=True)


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    """A fire told by three papers, an appointment by one, an award by another."""
    with workspace.store() as store:
        for name in ("tin-a", "tin-b", "tin-c"):
            put(store, name, "Cháy kho hàng", told("crime", "2021-06-01", LONG))
        appointed = told("appointment", "2021-06-05", "Trao quyết định bổ nhiệm.", persons=("Lục Văn Tường",))
        put(store, "tin-d", "Bổ nhiệm", appointed)
        put(store, "tin-e", "Khen thưởng", told("award", "2021-07-20", "Trao tặng bằng khen."))
    return workspace


def correct(workspace: Workspace, *rows: str) -> None:
    workspace.corrections.write_text(HEADER + "\n".join(rows) + "\n", "utf-8")


def events(workspace: Workspace, **wanted: Any) -> list[MergedEvent]:
    with workspace.store() as store:
        merged_of_today(workspace, store)
        return timeline(store, EventFilter(**wanted))


def problems(workspace: Workspace) -> list[str]:
    with workspace.store() as store:
        merged_of_today(workspace, store)
        return [f"{p.row}: {p.problem}" for p in store.entities.problems()]


def why(workspace: Workspace, event: str) -> str:
    with workspace.store() as store:
        return "\n".join(explained(store, event))


def ids(workspace: Workspace) -> dict[str, str]:
    """The events by the articles' names."""
    return {str(t.url).rsplit("/", 1)[1]: t.event.id for e in events(workspace) for t in e.tellings}


def sizes(workspace: Workspace) -> list[int]:
    return sorted(len(e.tellings) for e in events(workspace))


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (f"rename,event,{ID},x", "action: 'rename' is none for events; they are merge, split"),
        ("merge,event,Đại hội,x", "entity: 'Đại hội' is no event"),
        ("merge,event,,x", "entity: '' is no event"),
        (f"merge,event,{ID},", "target: merge needs one"),
        (f"merge,event,{ID},hôm qua", "target: 'hôm qua' is no event"),
        (f"split,event,{ID},{ID}", "target: split has none"),
        (f"reject,event,{ID},{ID}", "target: reject has none"),
        (f"date,event,{ID},hôm qua", "target: 'hôm qua' is no date; write 2020-05-28"),
        (f"date,event,{ID},2020-13-01", "target: '2020-13-01' is no date"),
        (f"date,event,{ID},2020-05-28..2020-05-01", "target: '2020-05-28..2020-05-01' is no date"),
        (f"type,event,{ID},party", "target: 'party' is no type; they are congress, conference"),
        (f"status,event,{ID},cancelled", "target: 'cancelled' is no status; they are reported, planned"),
        ("split,event,http://bao.example/tin-7.html,", "say in brackets"),
        (f'split,event,{ID},"a\nb"', "a cell goes over several lines"),
    ],
)
def test_faulty_rows_are_told(row: str, problem: str) -> None:
    found = parse_corrections(HEADER + row)
    ((number, told_),) = [(p.row, p.problem) for p in found.faults]
    assert (number, found.events, found.rows, found.problems) == (2, (), (), ())
    assert problem in told_


@pytest.mark.parametrize(
    ("typed", "value", "first", "last"),
    [
        ("2020-05-28", "2020-05-28", "2020-05-28", "2020-05-28"),
        ("28/5/2020", "2020-05-28", "2020-05-28", "2020-05-28"),
        ("2020-05", "2020-05", "2020-05-01", "2020-05-31"),
        ("2020", "2020", "2020-01-01", "2020-12-31"),
        ("2020-05-28..2020-05-30", "2020-05-28/2020-05-30", "2020-05-28", "2020-05-30"),
        ("2020-05-28/2020-05-30", "2020-05-28/2020-05-30", "2020-05-28", "2020-05-30"),
        ("28/05/2020 .. 1/6/2020", "2020-05-28/2020-06-01", "2020-05-28", "2020-06-01"),
    ],
)
def test_dates_as_spreadsheets_have_them(typed: str, value: str, first: str, last: str) -> None:
    (row,) = parse_corrections(f"{HEADER}date,event,{ID},{typed}").events
    days = days_of(row.value)
    assert (row.value, days.first.isoformat(), days.last.isoformat()) == (value, first, last)


def test_rows_of_entities_are_none_of_events() -> None:
    found = parse_corrections(f"{HEADER}merge,unit,A B,C D,\nmarge,person,A B,C D,\nreject,event,{ID},,\n")
    assert (len(found.rows), len(found.problems), len(found.events), found.faults) == (1, 1, 1, ())


def test_merge(filled: Workspace) -> None:
    known = ids(filled)
    assert sizes(filled) == [1, 1, 3]
    correct(filled, f"merge,event,{known['tin-d']},{known['tin-b']}")
    assert sizes(filled) == [1, 4]
    assert "are one: corrections.csv, row 2" in why(filled, known["tin-a"])
    assert problems(filled) == []
    correct(filled)
    assert sizes(filled) == [1, 1, 3]


def test_split_and_move(filled: Workspace) -> None:
    known = ids(filled)
    correct(filled, f"split,event,{known['tin-a']},")
    assert sizes(filled) == [1, 1, 1, 2]
    assert "[1] is compared with no other: corrections.csv, row 2" in why(filled, known["tin-a"])
    correct(filled, f"split,event,{known['tin-a']},", f"merge,event,{known['tin-a']},{known['tin-e']}")
    assert sizes(filled) == [1, 2, 2]
    assert problems(filled) == []


def test_set_a_date(filled: Workspace) -> None:
    known = ids(filled)
    correct(filled, f"date,event,{known['tin-b']},2021-05-31")
    (found,) = events(filled, first="2021-05-31", last="2021-05-31")
    assert (found.event.date, len(found.tellings), found.conflicts) == ("2021-05-31", 3, ("2021-06-01",))
    assert found.event.evidence.endswith("date: corrections.csv, row 2")
    assert events(filled, first="2021-06-01", last="2021-06-02") == []
    assert "date 2021-05-31: corrections.csv, row 2" in why(filled, known["tin-a"])
    assert {t.event.date for t in found.tellings} == {"2021-06-01"}


def test_set_type_and_status(filled: Workspace) -> None:
    known = ids(filled)
    correct(filled, f"type,event,{known['tin-e']},ceremony", f"status,event,{known['tin-d']},planned")
    assert [e.event.id for e in events(filled, kinds=("ceremony",))] == [known["tin-e"]]
    assert events(filled, kinds=("award",)) == []
    assert [e.event.id for e in events(filled, status="planned")] == [known["tin-d"]]


def test_reject(filled: Workspace) -> None:
    known = ids(filled)
    correct(filled, f"reject,event,{known['tin-c']},")
    assert sizes(filled) == [1, 1]
    assert "on no timeline: corrections.csv, row 2" in why(filled, known["tin-a"])


def test_an_event_by_words_of_its_article(filled: Workspace) -> None:
    correct(
        filled,
        "reject,event,http://bao.example/tin-d (quyet dinh bo nhiem),",
        "reject,event,http://bao.example/tin-e (quyet dinh),",
        "reject,event,http://bao.example/tin-x (quyet dinh),",
        f"reject,event,{ID},",
    )
    # the samples' ids are of their names, not of their addresses
    with filled.store() as store:
        own = {row["url"].rsplit("/", 1)[1]: row["id"] for row in store.connection.execute("SELECT * FROM articles")}
    correct(
        filled,
        f"reject,event,{own['tin-d']} (quyet dinh bo nhiem),",
        f"reject,event,{own['tin-e']} (quyet dinh),",
        "reject,event,http://bao.example/tin-x (quyet dinh),",
        f"reject,event,{ID},",
    )
    assert sizes(filled) == [1, 3]
    assert problems(filled) == [
        "3: reject: no event of the article has the words 'quyet dinh'",
        "4: reject: there is no article 'http://bao.example/tin-x (quyet dinh)' with events here",
        f"5: reject: there is no event '{ID}' here",
    ]


def test_contradictions_are_told(filled: Workspace) -> None:
    known = ids(filled)
    correct(
        filled,
        f"merge,event,{known['tin-a']},{known['tin-b']}",
        f"date,event,{known['tin-a']},2021-05-31",
        f"date,event,{known['tin-b']},2021-05-30",
        f"type,event,{known['tin-b']},other",
        f"merge,event,{known['tin-d']},{known['tin-d']}",
    )
    assert [e.event.date for e in events(filled, kinds=("other",))] == ["2021-05-31"]
    assert problems(filled) == [
        "2: merge: both are one event already",
        "4: date: row 3 sets the date of the same event; left out",
        "6: merge: both are the same",
    ]


def test_entities_stay_where_only_events_are_corrected(filled: Workspace) -> None:
    known = ids(filled)
    with filled.store() as store:
        before = store.entities.state()
    correct(filled, f"reject,event,{known['tin-c']},", "reject,event,x,")
    assert len(problems(filled)) == 1
    with filled.store() as store:
        assert store.entities.state() == before


@pytest.mark.parametrize("seed", range(5))
def test_corrections_of_a_corpus_that_changes(workspace: Workspace, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is corrected while articles come and go is as if all had been there at once."""
    monkeypatch.setattr(merging, "_MOST", 2.0)  # never all at once
    draw = random.Random(seed)
    seen: set[str] = set()
    with workspace.writing(), workspace.store() as store:
        for step in range(10):
            for name in draw.sample([f"tin-{n}" for n in range(25)], 6 if step else 20):
                if draw.random() < 0.3:
                    drop(store, name)
                else:
                    put(store, name, "Tin vắn", *(an_event(draw) for _ in range(2)))
            seen |= {row[0] for row in store.connection.execute("SELECT id FROM events")}
            some = draw.sample(sorted(seen), 8)
            correct(
                workspace,
                *(f"split,event,{one}," for one in some[:3]),
                *(f"merge,event,{a},{b}" for a, b in zip(some[2:5], some[5:], strict=True)),
            )
            refresh_merged(workspace, store)
            rulings = store.merged.rulings()
            assert tables(store) == made_at_once(store)
            assert Settled(tuple(store.merged.rulings())).rulings == Settled(tuple(rulings)).rulings


def test_build_and_rebuild_keep_and_tell_them(diembao: Command, own: Workspace) -> None:
    def listed() -> list[dict[str, Any]]:
        return list(json.loads(diembao("timeline", "--format", "json", "--workspace", own.root).out))

    before = listed()
    gone, moved = before[0]["id"], before[-1]["id"]
    correct(own, f"reject,event,{gone},", f"date,event,{moved},1899-12-31", f"reject,event,{ID},", "split,event,x,")
    told_ = diembao("build", "--workspace", own.root)
    fourth, fifth = (line for line in told_.err.splitlines() if "corrections.csv" in line)
    assert fourth.strip() == f"corrections.csv, row 4: reject: there is no event '{ID}' here"
    assert fifth.strip().startswith("corrections.csv, row 5: entity: 'x' is no event: its id, or its article with")
    for command in ("build", "rebuild"):
        diembao(command, "--workspace", own.root)
        after = listed()
        assert len(after) == len(before) - 1
        assert (after[0]["id"], after[0]["date"]) == (moved, "1899-12-31")
    assert diembao("doctor", "--workspace", own.root).code != 0


def test_nothing_is_said_of_what_was_forgotten(diembao: Command, own: Workspace) -> None:
    (one, *_) = json.loads(diembao("timeline", "--format", "json", "--workspace", own.root).out)
    article = one["evidence"][0]["article"]
    correct(own, f"reject,event,{one['id']},", f"split,event,{article} (a),")
    assert diembao("forget", article, "--yes", "--workspace", own.root).code == 0
    with own.store() as store:
        assert not store.connection.execute("SELECT 1 FROM event_groups WHERE article_id = ?", (article,)).fetchall()
        assert not store.connection.execute("SELECT 1 FROM event_articles WHERE article_id = ?", (article,)).fetchall()
    for command in ("build", "rebuild"):
        assert "corrections.csv" not in diembao(command, "--workspace", own.root).err
        assert problems(own) == []
    assert one["id"] not in (own.root / "forgotten.txt").read_text("utf-8")
