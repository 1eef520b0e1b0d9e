"""The gold of timelines and careers is sound: sentences stand in their articles, dates are valid, files agree."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter, defaultdict
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias, get_args

import pytest

from corpus.importers.records import page_of_record
from corpus.mentions import EventType, Role

Row: TypeAlias = dict[str, Any]
_GOLD = Path(__file__).parents[1] / "gold" / "timelines"
_FILES = ("articles", "events", "careers")
_TYPES = frozenset(get_args(EventType))
_STATUSES = {"reported", "planned", "cancelled", "postponed"}
_WHY = {
    "two-sentences", "far-date", "headline", "quoted", "shift", "wrong-date", "correction", "contradiction",
    "name-variant", "namesake", "vague-anchor",
}  # fmt: skip
_TRAITS = {"relative", "vague", "several", "carried", "nominal", "passive", "short-name"}
_TRAPS = {"background", "quoted", "hypothetical", "negated", "generic"}
_ERRS = {"wrong-date", "contradiction"}  # a span with one of these need not meet the event's


def lines(name: str) -> list[str]:
    return (_GOLD / f"{name}.jsonl").read_text("utf-8").splitlines()


@cache
def rows(name: str) -> tuple[Row, ...]:
    return tuple(json.loads(line) for line in lines(name))


@cache
def articles() -> dict[str, Row]:
    return {a["id"]: a for a in rows("articles")}


def events() -> list[Row]:
    return [e for e in rows("events") if not e.get("trap")]


def traps() -> list[Row]:
    return [e for e in rows("events") if e.get("trap")]


def reports() -> list[tuple[Row, Row]]:
    return [(e, r) for e in events() for r in e["reports"]]


def people() -> list[Row]:
    return [c for c in rows("careers") if "person" in c]


def units() -> list[Row]:
    return [c for c in rows("careers") if "unit" in c]


def told_in(row: Row) -> str:
    text: str = articles()[row["article"]][row["in"]]
    return text


def bounds(span: list[str | None]) -> tuple[date, date]:
    """The span with open ends filled. Raises ValueError where it is no span of days in order."""
    first, last = span
    ends = date.fromisoformat(first) if first else date.min, date.fromisoformat(last) if last else date.max
    if ends[0] > ends[1]:
        raise ValueError(span)
    return ends


def meet(one: list[str | None], other: list[str | None]) -> bool:
    (a, b), (c, d) = bounds(one), bounds(other)
    return a <= d and c <= b


def published(article: str) -> date:
    return datetime.fromisoformat(articles()[article]["published"]).date()


@pytest.mark.parametrize("name", _FILES)
def test_lines_are_nfc_json(name: str) -> None:
    for line in lines(name):
        assert line == unicodedata.normalize("NFC", line)
        assert line == json.dumps(json.loads(line), ensure_ascii=False)


def test_counts() -> None:
    assert len(articles()) >= 80
    assert len({a["source"] for a in rows("articles")}) in range(5, 8)
    assert sum(e["articles"] >= 2 for e in events()) >= 25
    assert len(people()) >= 12
    required = [r for _, r in reports() if not r["optional"]]
    assert 0.25 <= sum(bool(r["why"]) for r in required) / len(required) <= 0.45
    assert {w for r in required for w in r["why"]} == _WHY
    assert {t["kind"] for t in traps()} == _TRAPS


def test_articles_are_records_of_a_dump() -> None:
    assert len(articles()) == len(rows("articles"))
    for article in rows("articles"):
        assert set(article) == {"id", "source", "title", "published", "text"}
        page = page_of_record(article, "articles.jsonl")
        assert page.given is not None
        assert page.given.published is not None
        assert datetime.fromisoformat(article["published"]).utcoffset() is not None
        assert 2018 <= published(article["id"]).year <= 2023
        assert article["source"].endswith(".example")


def test_lengths() -> None:
    words = sorted(len(a["text"].split()) for a in rows("articles"))
    assert 60 <= words[0] <= words[-1] <= 450
    assert 120 <= words[len(words) // 2] <= 250


def test_every_article_is_annotated() -> None:
    assert {r["article"] for _, r in reports()} == set(articles())
    assert Counter(e["event"] for e in events()).most_common(1)[0][1] == 1


def test_sentences_stand_once_in_their_article() -> None:
    for row in [*(r for _, r in reports()), *traps()]:
        assert row["in"] in {"title", "text"}
        assert told_in(row).count(row["sentence"]) == 1, row["sentence"]
        assert row["sentence"] == row["sentence"].strip()
        assert "\n" not in row["sentence"]


def test_types_roles_and_tags_are_known() -> None:
    for event, report in reports():
        for row in (event, report):
            assert {row["type"], *row["also"]} <= _TYPES
            assert row["type"] not in row["also"]
        assert {event["type"], *event["also"]} & {report["type"], *report["also"]}
        assert set(report["why"]) <= _WHY
        assert set(report["traits"]) <= _TRAITS
        assert report["optional"] or not report["background"]
        assert ("headline" in report["why"]) == (report["in"] == "title")
    for trap in traps():
        assert trap["kind"] in _TRAPS
        assert trap["type"] in _TYPES
        bounds(trap["span"])


def test_participants() -> None:
    for event, report in reports():
        for participant in report["participants"]:
            assert participant["role"] in get_args(Role)
            assert participant["kind"] in {"person", "unit", "place"}
            assert participant["text"] is None or participant["text"] in report["sentence"]
        stated = {(p["role"], p["name"], p["kind"]) for p in report["participants"]}
        assert stated <= {(p["role"], p["name"], p["kind"]) for p in event["participants"]}


def test_one_name_is_of_one_kind() -> None:
    kinds = defaultdict(set)
    for event in events():
        for participant in event["participants"]:
            kinds[participant["name"]].add(participant["kind"])
    assert [name for name, found in kinds.items() if len(found) > 1] == []
    assert {p["person"] for p in people()} <= {n for n, found in kinds.items() if found == {"person"}}


def test_spans_meet_the_event() -> None:
    for event, report in reports():
        bounds(event["span"])
        bounds(report["span"])
        if report["why"] and "wrong-date" in report["why"]:
            assert not meet(report["span"], event["span"]), report["sentence"]
        elif report["status"] == "reported" and not _ERRS & set(report["why"]):
            assert meet(report["span"], event["span"]), report["sentence"]


def test_statuses_fit_the_day_of_publication() -> None:
    for _, report in reports():
        status, day = report["status"], published(report["article"])
        first, last = bounds(report["span"])
        assert status in _STATUSES
        assert (report["was"] is None) or bounds(report["was"])
        assert status != "postponed" or report["was"] is not None
        if status == "planned":
            assert last >= day, report["sentence"]
        if status == "reported":
            assert first <= day, report["sentence"]


def test_stages_are_those_of_the_reports() -> None:
    for event in events():
        told = event["reports"]
        counted = [r for r in told if not r["optional"]] or [r for r in told if not r["background"]]
        assert event["stages"] == list(dict.fromkeys(r["status"] for r in counted))
        assert event["status"] in {*event["stages"], "reported"}
        assert event["articles"] == len({r["article"] for r in event["reports"]})
        days = [articles()[r["article"]]["published"] for r in event["reports"]]
        assert days == sorted(days)


def test_what_is_long_past_is_background() -> None:
    for _, report in reports():
        if not report["background"] and report["span"][1]:
            assert (published(report["article"]) - bounds(report["span"])[1]).days <= 366, report["sentence"]


def test_a_trap_is_no_report() -> None:
    told = {(r["article"], r["sentence"], r["type"]) for _, r in reports() if not r["optional"]}
    assert [t["sentence"] for t in traps() if (t["article"], t["sentence"], t["type"]) in told] == []


def evidence() -> list[Row]:
    facts = [x for p in people() for x in (*p["posts"], *p["ranks"])]
    return [e for x in facts + [x for u in units() for x in (*u["congresses"], *u["renamed"])] for e in x["evidence"]]


def test_evidence_of_careers_stands_in_the_articles() -> None:
    for line in evidence():
        article = articles()[line["article"]]
        assert line["sentence"] in f"{article['title']}\n{article['text']}", line
    assert all(x["evidence"] for p in people() for x in (*p["posts"], *p["ranks"]))


def test_posts_are_in_order() -> None:
    assert len({p["key"] for p in people()}) == len(people())
    for post in [x for p in people() for x in p["posts"]] + [x for u in units() for x in u["leaders"]]:
        (first, _), (_, last) = bounds(post["from"]), bounds(post["to"])
        assert first <= last, post
        assert post["open"] == (post["to"][1] is None), post
        assert post["acting"] in {None, "quyền", "phụ trách"}
    for person in people():
        starts = [bounds(rank["from"])[1] for rank in person["ranks"]]
        assert starts == sorted(starts)


def holders(position: str, unit: str, day: date) -> set[tuple[str, str | None]]:
    """Who certainly held it on that day, by the posts of persons and the leaders of units."""
    stated = [(p["person"], x) for p in people() for x in p["posts"] if x["unit"] == unit]
    stated += [(x["person"], x) for u in units() if u["unit"] == unit for x in u["leaders"]]
    return {
        (name, x["acting"])
        for name, x in stated
        if x["position"] == position and bounds(x["from"])[1] <= day <= (bounds(x["to"])[1])
    }


def test_answers_as_of_a_day_follow_from_the_posts() -> None:
    for asked in [q for p in people() for q in p["as_of"]]:
        found = holders(asked["position"], asked["unit"], date.fromisoformat(asked["date"]))
        if asked["answer"] is None:
            assert found == set(), asked
        else:
            assert (asked["answer"], asked["acting"]) in found, asked


def test_leaders_agree_with_careers() -> None:
    posts = {
        (p["key"], x["unit"], x["position"], x["acting"], *x["from"], *x["to"]) for p in people() for x in p["posts"]
    }
    for unit in units():
        for x in unit["leaders"]:
            if x["key"]:
                assert (x["key"], unit["unit"], x["position"], x["acting"], *x["from"], *x["to"]) in posts, x


def test_congresses_agree_with_events() -> None:
    held = {(p["name"], *e["span"]) for e in events() if e["type"] == "congress" for p in e["participants"]}
    chosen = {p["name"] for e in events() if e["type"] == "election" for p in e["participants"]}
    for unit in units():
        for congress in unit["congresses"]:
            assert (unit["unit"], *congress["date"]) in held
            assert {x["person"] for x in congress["elected"]} <= chosen
