"""The scorer itself: a figure is only worth what its scorer is."""

from typing import Any

import pytest

from diembao.evaluate import Score, evaluate


def scores(gold: dict[str, Any], found: dict[str, Any] | None) -> dict[str, Score]:
    return evaluate([({"id": "a", **gold}, found)])[0]


def date(text: str, value: str, **more: Any) -> dict[str, Any]:
    return {"kind": "date", "text": text, "value": value, **more}


def test_equal_articles_score_one() -> None:
    article = {"text": "một hai ba bốn năm", "title": "Đại hội", "mentions": [date("5/6", "2020-06-05")], "events": []}
    assert all(s.f1 == 1 for s in scores(article, article).values())


def test_a_lost_article_counts_as_missed() -> None:
    gold = {"text": "một hai ba bốn năm", "mentions": [date("5/6", "2020-06-05")]}
    found = scores(gold, None)
    assert found["text"].recall == 0
    assert found["date.value"] == Score(1, 0, 0)


def test_text_is_scored_by_shingles_of_four_words() -> None:
    assert scores({"text": "a b c d e f"}, {"text": "a b c d e f x"})["text"] == Score(3, 4, 3)
    assert scores({"text": "a b c d e f"}, {"text": "x y z"})["text"].f1 == 0


def test_spelling_and_blanks_do_not_count() -> None:
    assert scores({"title": "Hoà  Bình họp kì 2"}, {"title": "hòa bình HỌP kỳ 2"})["title"].f1 == 1


def test_mentions_are_multisets() -> None:
    twice = {"mentions": [date("5/6", "2020-06-05")] * 2}
    once = {"mentions": [date("5/6", "2020-06-05")]}
    assert scores(twice, once)["date.strict"] == Score(2, 1, 1)
    assert scores(once, twice)["date.strict"] == Score(1, 2, 1)


def test_a_wrong_value_is_wrong_and_a_value_not_given_is_free() -> None:
    found = {"mentions": [date("5/6", "2020-06-05", **{"from": "2020-06-05", "to": "2020-06-05"})]}
    assert scores({"mentions": [{"kind": "date", "text": "5/6"}]}, found)["date.strict"].f1 == 1
    assert scores({"mentions": [date("5/6", "2019-06-05")]}, found)["date.strict"].f1 == 0
    assert scores({"mentions": [date("5/6", "2020-06-05", to="2020-06-06")]}, found)["date.strict"].f1 == 0


def test_persons_are_compared_with_rank_and_positions() -> None:
    person = {"kind": "person", "text": "Lò Thị A", "value": "Lò Thị A", "rank": "Đại úy", "positions": ["X", "Y"]}
    same = {**person, "rank": "đại uý", "positions": ["Y", "X"]}
    other = {**person, "positions": ["X"]}
    assert scores({"mentions": [person]}, {"mentions": [same]})["person.stated"].f1 == 1
    assert scores({"mentions": [person]}, {"mentions": [other]})["person.stated"].f1 == 0
    assert scores({"mentions": [person]}, {"mentions": [other]})["person.ranked"].f1 == 1


@pytest.mark.parametrize(
    ("gold_units", "found_units", "to", "matches"),
    [
        (["A", "B"], ["b"], "2020-06-05", True),
        (["A"], ["B"], "2020-06-05", False),
        (["A"], [], "2020-06-05", False),
        ([], ["B"], "2020-06-05", True),
        (["A"], ["A"], "2020-06-06", False),
    ],
)
def test_events(gold_units: list[str], found_units: list[str], to: str, matches: bool) -> None:
    gold = {"events": [{"from": "2020-06-05", "to": "2020-06-05", "units": gold_units}]}
    found = {"events": [{"from": "2020-06-05", "to": to, "units": found_units}]}
    assert scores(gold, found)["event"].matched == matches


def test_one_found_event_matches_one_gold_event() -> None:
    event = {"from": "2020-06-05", "to": "2020-06-05", "units": ["A"]}
    assert scores({"events": [event, event]}, {"events": [event]})["event"] == Score(2, 1, 1)


def test_what_did_not_match_is_named() -> None:
    _, misses = evaluate([({"id": "a", "mentions": [date("5/6", "2020")]}, {"mentions": [date("7/8", "2021")]})])
    assert {(m.side, m.measure) for m in misses} >= {("missed", "date.strict"), ("spurious", "date.strict")}
    assert all(m.article == "a" for m in misses)
