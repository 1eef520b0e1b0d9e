"""Queries made to hurt: refused with a clear word, or read in time that grows with their length. Counted are calls."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from types import FrameType

import pytest

from index.query import LONGEST, parse
from index.syntax import QueryError
from tests.index.sample import segment_nothing

CALLS_A_CHARACTER = 60


def counted(query: str) -> tuple[int, list[str]]:
    """How many functions, of Python and C, are called while a query is read, and what it is refused with."""
    calls = 0
    said: list[str] = []

    def count(_: FrameType, event: str, __: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        parse(query, segment_nothing)
    except QueryError as refused:
        said.append(str(refused))
    finally:
        sys.setprofile(before)
    return calls, said


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Executor]:
    """Another process: in one that drove a browser (by greenlets) Python 3.11 counts calls for ever."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool


HOSTILE = {
    "words": "lúa " * 1000,
    "unmarked words": "lua " * 1000,
    "one word": "a" * LONGEST,
    "one phrase": '"' + "a " * 4999 + '"',
    "hyphens": "a-" * 5000,
    "minuses": "-" * LONGEST,
    "negations": "NOT " * 2499 + "lúa",
    "stars": "*" * LONGEST,
    "tildes": "~" * LONGEST,
    "tildes and letters": "a~" * 5000,
    "a long fuzzy word": "a" * 9_000 + "~",
    "open quotes": '"' * LONGEST,
    "open groups": "(" * LONGEST,
    "closed groups": ")" * LONGEST,
    "groups in groups": "(" * 4999 + "a" + ")" * 4999,
    "many groups": "(a) " * 1000,
    "alternatives": "OR ".join(["lúa "] * 1000),
    "near": "NEAR ".join(["lúa "] * 1000),
    "near groups": "NEAR ".join(["(a OR b OR c OR d) "] * 6),
    "fields": "title:" * 1600,
    "fields with words": "title:a " * 1000,
    "no field": "x" * 5000 + ":a",
    "dates": "published:2020 " * 600,
    "a long date": "published:" + "2" * 9000,
    "dots": "published:" + "." * 9000,
    "control characters": "".join(map(chr, range(32))) * 300,
    "invisible characters": "\u200b\u00ad" * 5000,
    "marks": "a" + "\u0301" * 9_000,
    "surrogates": "\ud800" * 5000,
    "colons": ":" * LONGEST,
    "mixed": "\"(a OR -b~ NEAR/3 *c) title:=published:'' " * 200,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_length(elsewhere: Executor, name: str) -> None:
    query = HOSTILE[name]
    assert len(query) <= LONGEST
    calls, said = elsewhere.submit(counted, query).result(60)
    assert calls < CALLS_A_CHARACTER * len(query) + 2000
    assert all(len(line) < 2 * LONGEST and "\n" not in line for line in said)


@pytest.mark.parametrize(
    ("query", "position", "problem"),
    [
        ("a" * (LONGEST + 1), LONGEST, "more than 10000 characters"),
        ("a " * 1001, 2000, "more than 1000 words"),
        ("a OR " * 1001 + "a", 5000, "more than 1000 words"),
        ("abc~ " * 51, 250, "more than 50 words with * or ~"),
        ("abc* " * 51, 250, "more than 50 words with * or ~"),
        ("(" * 51 + "a" + ")" * 51, 50, "more than 50 parentheses in each other"),
        ("*công", 0, "a * before a word"),
    ],
)
def test_what_is_too_much_is_refused(query: str, position: int, problem: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query, segment_nothing)
    assert (caught.value.position, caught.value.problem) == (position, problem)


def test_control_and_invisible_characters_change_nothing() -> None:
    assert parse("cô\x00ng\x07 a\u200bn").root == parse("công an").root
    assert parse("lúa\x0bngô").root == parse("lúa ngô").root
