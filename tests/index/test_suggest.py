"""What is offered in the place of a query that finds nothing, and the vocabulary that it comes from."""

from __future__ import annotations

import pytest

from index.backend import Backend, Filters
from index.documents import KINDS, TEXT_FIELDS
from index.nodes import WordField
from index.query import Query, parse
from index.suggest import suggest
from tests.index.sample import DOCUMENTS, segment


def read(text: str) -> Query:
    return parse(text, segment)


@pytest.mark.parametrize(
    ("ask", "meant"),
    [
        ("lúaa", "lúa"),
        ("lúaa -ngô", "lúa -ngô"),
        ("thuỷ lới", "thuỷ lợi"),
        ("công an tình Lai Châu", "công an tỉnh Lai Châu"),
        ('"đai hội điểm"', '"đại hội điểm"'),
        ("gaím đốc", "giám đốc"),
        ("hoi nghj", "hoi nghi"),
        ("title:bổ nhiêm", "title:bổ nhiệm"),
        ("Khởi Tô", "Khởi Tố"),
        ("KHỞI TÔ", "KHỞI TỐ"),
        ("cồng an", "công an"),
        ('unit:"công an tình"', 'unit:"công an tỉnh"'),
        # operators are in capitals
        ("lúa or khoai", "lúa OR khoai"),
        ("lúa not khoai", "lúa NOT khoai"),
        ("giám near công", "giám NEAR công"),
        ("author:uyen lúaa", None),
        ("source:abc", None),
        ("xyzzy", None),
        ("lúa", None),
        ("-lúa", None),
        ("*", None),
        ("2099", None),
        ("lúaa~", None),
        ("(lúaa", None),
    ],
)
def test_suggestions(backend: Backend, ask: str, meant: str | None) -> None:
    query = Query(text=ask, root=read("lúaa").root) if ask == "(lúaa" else read(ask)
    assert suggest(query, backend, read) == meant


def test_a_suggestion_finds_something_under_the_filters(backend: Backend) -> None:
    assert suggest(read("lúaa"), backend, read, Filters(sources=("nhippho.example",))) == "lúa"
    assert suggest(read("lúaa"), backend, read, Filters(sources=("langven.example",))) is None


def test_the_vocabulary_counts_articles(backend: Backend, reference: Backend) -> None:
    fields: tuple[WordField, ...] = (*TEXT_FIELDS, *KINDS)
    for field in fields:
        assert backend.vocabulary(field) == reference.vocabulary(field)
    body = backend.vocabulary("body")
    assert (body["an"], body["lúa"]) == (sum(" an " in f" {d.body.syl} " for d in DOCUMENTS), 2)
    assert "|" not in body
    assert backend.vocabulary("author") == {"tô": 1, "lâm": 1, "uyên": 1, "hòa": 1, "vy": 1, "thúy": 1, "kiều": 1}
