"""Filters read names as a query does, whichever command has them."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import UsageError
from corpus.text import fold
from diembao.filtering import Asked
from diembao.searching import parse_query
from diembao.workspace import Workspace
from index.nodes import Or
from tests.diembao.conftest import Command, Told

NAMES = {
    "unit": ("units", "CAT Vân Sơn"),
    "person": ("persons", "Thượng tá Hòa"),
    "rank": ("ranks", "Trung tướng"),
    "term": ("terms", "nhiệm kỳ 2020-2025"),
}


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize("plain", [False, True], ids=["marks", "no marks"])
@pytest.mark.parametrize("strict", [False, True])
def test_a_filter_is_the_query_of_its_name(demo: Workspace, kind: str, plain: bool, strict: bool) -> None:
    field, name = NAMES[kind]
    name = fold(name) if plain else name
    tree = Asked(**{field: (name,)}).filters(demo, strict=strict).tree()  # type: ignore[arg-type]
    assert tree == parse_query(f'{kind}:"{name}"', demo, strict=strict).root
    only = Asked(**{field: (f"={name}",)}).filters(demo, strict=strict).tree()  # type: ignore[arg-type]
    assert only == parse_query(f'{kind}:="{name}"', demo, strict=strict).root


def test_values_of_one_filter_are_alternatives(demo: Workspace) -> None:
    names = Asked(units=("CAT Vân Sơn", "UBND Vân Sơn"), ranks=("Đại tá",)).filters(demo).names
    assert len(names) == 2
    assert isinstance(names[0], Or)
    assert names[0].parts == tuple(parse_query(f'unit:"{name}"', demo).root for name in ("CAT Vân Sơn", "UBND Vân Sơn"))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (Asked(units=("…",)), "--unit …: no letter or digit in it; write a name"),
        (Asked(persons=("*a",)), r"--person \*a: a \* before a word; .*at the end"),
        (Asked(terms=("",)), "--term : no letter or digit"),
        (Asked(ranks=("=tá*",)), r"--rank =tá\*: a \* or ~ in a whole name"),
        (Asked(units=("a" * 10_001,)), "more than 10000 characters"),
    ],
)
def test_mistakes_are_told_with_the_option(demo: Workspace, asked: Asked, message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        asked.filters(demo)
    assert "query, character" not in str(caught.value)


def ids(told: Told) -> set[str]:
    assert told.code == 0, told.err
    return {hit["id"] for hit in json.loads(told.out)["hits"]}


def counted(told: Told) -> Iterator[int]:
    assert told.code == 0, told.err
    return (int(row["hits"]) for row in csv.DictReader(io.StringIO(told.out)))


def test_every_command_finds_what_the_query_finds(diembao: Command, demo: Workspace, tmp_path: Path) -> None:
    at = ("--workspace", demo.root)
    whole = ("--limit", 0, "--format", "json", *at)
    expected = ids(diembao("search", 'unit:"CAT Vân Sơn" person:"Thượng tá Hòa"', *whole))
    filters = ("--unit", "CAT Vân Sơn", "--person", "Thượng tá Hòa")
    assert expected
    assert ids(diembao("search", "*", *filters, *whole)) == expected

    searches = tmp_path / "batch.csv"
    searches.write_text("name,query,unit,person\na,*,CAT Vân Sơn,Thượng tá Hòa\n", "utf-8")
    assert list(counted(diembao("search", "--batch", searches, *at))) == [len(expected)]
    lines = diembao("search", "và", "--kwic", *filters, "--limit", 0, "--format", "csv", *at)
    assert {row["id"] for row in csv.DictReader(io.StringIO(lines.out))} <= expected

    trend = json.loads(diembao("trends", "*", *filters, "--unfold", "--format", "json", *at).out)
    assert trend["all"]["articles"] == len(expected)
    told = diembao("keywords", 'unit:"CAT Vân Sơn"', *filters[2:], "--min-count", 1, *at)
    assert "the query finds every article" in told.err  # that has this person
    told = diembao("keywords", "nghỉ hưu", *filters, "--min-count", 1, *at)
    assert "of 2 articles" in told.err
    assert diembao("export", "*", *filters, "--output", tmp_path / "x.jsonl", *at).code == 0
    exported = [json.loads(line)["id"] for line in (tmp_path / "x.jsonl").read_text("utf-8").splitlines()]
    assert set(exported) == expected


def test_a_timeline_knows_names_too(diembao: Command, demo: Workspace) -> None:
    def events(*options: str) -> int:
        told = diembao("timeline", *options, "--format", "json", "--workspace", demo.root)
        assert told.code == 0, told.err
        return len(json.loads(told.out))

    assert 0 < events("--unit", "=CAT Vân Sơn") < events("--unit", "CAT Vân Sơn")
    assert events("--unit", "cat van son") == events("--unit", "CAT Vân Sơn")
    assert events("--unit", "Công an tỉnh Vân Sơn") > events("--unit", "CAT Vân Sơn")  # within other names, too
    assert events("--person", "Thượng tá Hòa") == events("--person", "Bùi Thúy Hòa") > 0
    assert events("--rank", "Trung tướng") == events('rank:"Trung tướng"')
    assert events("--unit", "Không có đơn vị này") == 0
