"""Events: the golden table, and properties that hold for any text."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.codec import event_from_json, event_to_json
from corpus.dates import DateRange, Grain, PublicationDate
from corpus.mentions import DateExpression, DocumentRef, Event, Mention, Person, Place, Position, Term, Unit
from extractor.events import find_events
from extractor.mine.context import Context
from extractor.text.document import make_document

_MARKED = re.compile(r"\{([DUPQLTO]):([^}]*)\}")
_ROWS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[1] / "golden" / "events.toml").read_text(encoding="utf-8")
)["case"]


def _range(value: str, mod: str = "") -> DateRange | None:
    if not value[:4].isdigit() or value.startswith("P"):
        return None
    first, _, last = value.partition("/")
    begin, end = _span(first), _span(last if last[:1].isdigit() else first)
    if mod == "END":
        begin = (begin[0] + timedelta(days=20), begin[1], begin[2])
    return DateRange(first=begin[0], last=end[1], grain=begin[2])


def _span(value: str) -> tuple[date, date, Grain]:
    if "-Q" in value:
        year, quarter = int(value[:4]), int(value[-1])
        return date(year, 3 * quarter - 2, 1), _last(year, 3 * quarter), "quarter"
    if len(value) == 4:
        return date(int(value), 1, 1), date(int(value), 12, 31), "year"
    if len(value) == 7:
        return date(int(value[:4]), int(value[5:]), 1), _last(int(value[:4]), int(value[5:])), "month"
    day = date.fromisoformat(value[:10])
    return day, day, "time" if "T" in value else "day"


def _last(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _parsed(marked: str) -> tuple[str, tuple[Mention, ...]]:
    """The text without marks, and the mentions that they tell."""
    text, at, mentions = "", 0, list[Mention]()
    for match in _MARKED.finditer(marked):
        text += marked[at : match.start()]
        at = match.end()
        kind, parts = match[1], match[2].split("|")
        surface = parts[1] if kind in "DU" and len(parts) > 1 else parts[0]
        mentions.append(_mention(kind, parts, surface, len(text)))
        text += surface
    return text + marked[at:], tuple(mentions)


def _mention(kind: str, parts: list[str], surface: str, start: int) -> Mention:
    place: dict[str, Any] = {"start": start, "end": start + len(surface), "text": surface, "rule": "test"}
    match kind:
        case "D":
            value, _, mod = parts[0].partition(":")
            place["mod"] = mod or None
            return DateExpression(**place, value=value, range=_range(value, mod))
        case "U":
            return Unit(**place, value=parts[0], type=_unit_type(parts[0]))
        case "P":
            return Person(**place, value=parts[0], public=True)
        case "Q":
            return Position(**place, value=parts[0], person=parts[1], unit=parts[2], former="nguyên" in parts[0])
        case "L":
            return Place(**place, value=parts[0])
        case "T":
            return Term(**place, value="20", ordinal=20)
    return DocumentRef(**place, value=surface)


def _unit_type(name: str) -> Any:
    if name.startswith(("Báo", "Ngân hàng", "Công ty")):
        return "other"
    return "police" if "Công an" in name else "state"


@cache
def events_of(marked: str, published: str, title: str = "") -> tuple[Event, ...]:
    """The events of a text whose mentions are marked as in the golden table."""
    text, mentions = _parsed(marked)
    heading, in_title = _parsed(title)
    anchor = PublicationDate(value=published, method="given", confidence=1.0) if published else None
    document = make_document(text, tokens=False)
    return find_events(document, mentions, Context(published=anchor), "0" * 16, heading or None, in_title)


def _names(cell: str) -> set[str]:
    return {name.strip() for name in cell.split(";") if name.strip() not in ("", "-")}


@pytest.mark.parametrize("row", _ROWS, ids=[re.sub(r"[{}]", "", row["text"])[:70] for row in _ROWS])
def test_golden(row: dict[str, Any]) -> None:
    found = events_of(row["text"], row.get("published", "2022-05-12"), row.get("title", ""))
    told = [f"{e.type} {e.when.first}/{e.when.last} {e.status}" for e in found]
    expected = [line.split(" | ") if " | " in line else [line] for line in row["events"]]
    assert told == [_both_ends(line[0].split(" |")[0]) for line in expected]
    for event, line in zip(found, row["events"], strict=True):
        units, persons = (cell.strip() for cell in line.split("|")[1:])
        assert _names(units) <= set(event.units)
        assert _names(persons) <= set(event.persons)
        assert not (units == "-" and event.units)
        assert not (persons == "-" and event.persons)


def _both_ends(head: str) -> str:
    kind, days, status = head.split()
    return f"{kind} {days if '/' in days else f'{days}/{days}'} {status}"


def test_every_rule_and_type_has_a_golden_case() -> None:
    found = [e for row in _ROWS for e in events_of(row["text"], row.get("published", "2022-05-12"))]
    assert {e.evidence.split(";")[0] for e in found} >= {"verb", "occasion", "action", "post with its date"}
    assert len({e.type for e in found}) == 12 + 1


def test_roles_and_place() -> None:
    transfer = events_of(_ROWS[6]["text"], "2022-05-12")[0]
    assert {p.name: p.role for p in transfer.participants if p.kind == "person"} == {
        "Đinh Văn Khoát": "successor",
        "Bế Thị Nhung": "predecessor",
    }
    inspection = next(e for row in _ROWS for e in events_of(row["text"], "2022-05-12") if e.type == "inspection")
    assert inspection.place == "Bình Thượng"
    assert inspection.participants[0].role == "organiser"


def test_title_sentence_and_id() -> None:
    event = events_of(_ROWS[0]["text"], "2022-05-12")[0]
    text, _ = _parsed(_ROWS[0]["text"])
    assert event.title == "Công an tỉnh Vân Sơn tổ chức Hội nghị sơ kết công tác quý I"
    assert text[event.start : event.end] == event.sentence
    assert re.fullmatch(r"[0-9a-f]{16}", event.id)
    assert event.date == "2022-05-10"
    assert "Sáng 10/5" in event.evidence


def test_events_survive_json() -> None:
    for row in _ROWS:
        for event in events_of(row["text"], row.get("published", "2022-05-12"), row.get("title", "")):
            again = event_from_json(event_to_json(event))
            assert (again.id, again.when, again.participants) == (event.id, event.when, event.participants)


def test_private_persons_take_no_part() -> None:
    text = "Sáng 10/5, ông Đinh Văn Khoát được bầu làm Chủ tịch."
    day = DateRange(first=date(2022, 5, 10), last=date(2022, 5, 10), grain="day")
    mentions = (
        DateExpression(start=0, end=9, text="Sáng 10/5", value="2022-05-10", range=day, rule="test"),
        Person(start=15, end=29, text="Đinh Văn Khoát", value="Đinh Văn Khoát", rule="test"),
    )
    (event,) = find_events(make_document(text, tokens=False), mentions, Context(), "a", None)
    assert event.persons == ()


_PIECES = st.sampled_from([row["text"] for row in _ROWS])


@given(st.lists(st.one_of(_PIECES, st.text(alphabet=' ,;.:()“”"\n0aĐẩ', max_size=8)), max_size=6))
def test_any_text_gives_events_that_slice_to_it(pieces: list[str]) -> None:
    text, mentions = _parsed(" ".join(piece.replace("{", "{") for piece in pieces))
    document = make_document(text, tokens=False)
    events = find_events(document, mentions, Context(), "0" * 16, "Lễ công bố")
    assert events == find_events(document, mentions, Context(), "0" * 16, "Lễ công bố")
    assert len({e.id for e in events}) == len(events)
    for event in events:
        assert text[event.start : event.end] == event.sentence
        assert 0 < len(event.title) <= 141


@pytest.mark.parametrize(
    "hostile",
    [
        "ngày " * 60_000,
        "được bổ nhiệm " * 20_000,
        "thay ông B nghỉ hưu " * 10_000,
        "(" * 300_000,
        "“" * 200_000,
        "a, " * 100_000,
        ";" * 300_000,
    ],
)
def test_hostile_text_ends(hostile: str) -> None:
    text = "Sáng 10/5, " + hostile
    day = DateRange(first=date(2022, 5, 10), last=date(2022, 5, 10), grain="day")
    mention = DateExpression(start=0, end=9, text="Sáng 10/5", value="2022-05-10", range=day, rule="test")
    find_events(make_document(text, tokens=False), (mention,), Context(), "a", None)
