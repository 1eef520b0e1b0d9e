"""The gold file of questions is well formed and covers the query language; nothing is searched here."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from corpus.sample.site import SampleSite

_FILE = Path(__file__).parents[1] / "gold" / "questions.toml"
_KEYS = {"id", "need", "query", "plain", "traits", "exact", "also", "may", "relevant"}
_FIELDS = re.findall(
    r"\w+",
    "title lead body caption source author unit person rank position term place doc type date published mentioned",
)
_OPERATORS = {
    "phrase": r'(?:^|[\s(-])"',
    "and": r" AND ",
    "or": r" OR ",
    "group": r"\([^)]* OR [^)]*\)",
    "not": r" NOT ",
    "minus": r" -\S",
    "near": r" NEAR/\d+ ",
    "prefix": r"\w\*",
    "fuzzy": r"\w~",
    "negated field": r" -\w+:",
    "range": r"published:\d{4}-\d\d\.\.\d",
    "open range": r"published:\.\.\d",
    "EDTF range": r"published:[\d-]+/[\d-]+",
    "term of years": r"term:\d{4}/\d{4}",
    "Vietnamese date": r'mentioned:"tháng',
    "unit itself": r'unit:="',
}
# What a question tries beside its operators and fields.
_TRAITS = set(
    re.findall(r"[\w-]+", "word compound ranking segmentation capitals tone i-y abbreviation alias tree copies"),
)


@cache
def questions() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(_FILE.read_text("utf-8"))["question"])


@cache
def articles() -> frozenset[str]:
    return frozenset(f"{paper}/{a.slug}" for paper, edition in SampleSite().editions.items() for a in edition.articles)


def unmarked(text: str) -> str:
    kept = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return kept.translate(str.maketrans("đĐ", "dD"))


def test_there_are_sixty_with_ids_and_needs_of_their_own() -> None:
    found = questions()
    assert [q["id"] for q in found] == [f"q{number:02}" for number in range(1, 61)]
    for key in ("need", "query"):
        assert len({q[key] for q in found}) == 60


@pytest.mark.parametrize("question", questions(), ids=lambda q: q["id"])
def test_a_question_is_well_formed(question: dict[str, Any]) -> None:
    assert set(question) <= _KEYS
    assert question["need"].strip()
    assert question["query"] == unicodedata.normalize("NFC", question["query"])
    assert question["plain"] == unmarked(question["query"])
    assert set(question.get("traits", ())) <= _TRAITS
    relevant, aside = question["relevant"], [*question.get("also", ()), *question.get("may", ())]
    assert len(aside) == len(set(aside))
    assert not set(aside) & set(relevant)
    assert {*aside, *relevant} <= articles()
    assert {2} <= set(relevant.values()) <= {1, 2}
    if question.get("exact", False):
        assert set(relevant.values()) == {2}
    if question["plain"] == question["query"]:
        assert "also" not in question


@pytest.mark.parametrize("field", _FIELDS)
def test_every_field_is_asked_for(field: str) -> None:
    assert any(re.search(rf"(?:^|\s-?){field}:", q["query"]) for q in questions())


def test_no_other_field_is_asked_for() -> None:
    assert {name for q in questions() for name in re.findall(r"(\w+):", q["query"])} == set(_FIELDS)


@pytest.mark.parametrize("operator", _OPERATORS)
def test_every_operator_is_used(operator: str) -> None:
    assert any(re.search(_OPERATORS[operator], q["query"]) for q in questions())


def test_every_trait_is_tried() -> None:
    assert {trait for q in questions() for trait in q.get("traits", ())} == _TRAITS


def test_needs_have_few_and_many_answers() -> None:
    sizes = [len(q["relevant"]) for q in questions()]
    assert {1, 2, 3, 10} <= set(sizes)
    assert sum(size >= 20 for size in sizes) >= 2
