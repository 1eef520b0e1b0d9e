"""What is wrong with a question is told in Vietnamese, with what was typed."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from corpus.errors import DiembaoError
from diembao.filtering import Asked
from diembao.searching import parse_query
from diembao.web.faults import _patterns, fault_told, sentence

ENGLISH = re.compile(r"\b(the|without|behind|write|nothing|word|put|take|there is|letters)\b")
QUERIES = (
    "a(", "a)", "()", '"không hết', '""', '"."', "nosuch:x", "titel:x", "*a b", "*an", "c*", "cô*ng", "a~", "ab~2",
    "an~3", "an~ng",
    "an**", "title:", "title:-x", "title:=x", "title :x", "type:x", "type:a*b", "published:hôm", "NEAR",
    "published:2021..2020", "a NEAR/x b", "a NEAR/1000 b", "a near/5 b", "a NEAR/5", "a AND", "OR b", "NOT",
    "unit:=Công*", 'unit:="a" NEAR b', "title:a NEAR body:b", "(" * 80 + "a" + ")" * 80, "từ " * 2000, "?",
    "a NEAR/2 b NEAR/3 c",
    'published:"2020".."2021"', '"a b"~', "x" * 20_000, "a NEAR -b", "title:?", "source:?*",
)  # fmt: skip


def faults() -> list[DiembaoError]:
    found = []
    for query in QUERIES:
        try:
            parse_query(query)
        except DiembaoError as error:
            found.append(error)
    for asked in (Asked(first="x"), Asked(first="2021", last="2020"), Asked(kinds=("x",)), Asked(units=("?",))):
        try:
            asked.filters()
        except DiembaoError as error:
            found.append(error)
    return found


def test_there_are_faults() -> None:
    assert len(faults()) > 35


@pytest.mark.parametrize("error", faults(), ids=lambda error: str(error)[:60])
def test_a_fault_is_told_in_vietnamese(error: DiembaoError) -> None:
    told = fault_told(error, "vi")
    bare = re.sub(r'"[^"]*"|“[^”]*”|\b\w+:\S*', "", told)
    assert not ENGLISH.search(bare), told
    assert "%(" not in told
    assert str(error).endswith(fault_told(error, "en").partition(": ")[2]) or fault_told(error, "en") == str(error)


def test_what_was_typed_stands_in_it() -> None:
    assert sentence('there is no field "tilte"', "vi") == 'không có trường "tilte"'
    assert sentence("an unknown fault", "vi") == "an unknown fault"
    assert sentence("--unit ?: no letter or digit in it; write a name", "vi").startswith("bộ lọc “?”: không có")


def test_every_sentence_fits_itself() -> None:
    for pattern, message in _patterns("vi"):
        filled = re.sub(r"%\((\w+)\)s", r"x", message)
        assert pattern.fullmatch(filled)


def test_the_pages_tell_it(site: TestClient) -> None:
    assert "có ( mà không có )" in site.get("/search?q=a(").text
    assert "has no end" in site.get('/search?q="a&lang=en').text
    site.cookies.clear()
    assert "không phải là ngày" in site.get("/search.csv?from=x").text
