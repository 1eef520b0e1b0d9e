"""Corrections by an entity's id: where two have one label, and after the corpus has grown."""

import random

import pytest

from corpus.entities import Entity, Resolution
from extractor.resolve.articles import ArticleMentions
from tests.extractor.resolve.build import article, groups, of, person, resolved, row, told, unit

A, B, C, D = ("a" * 16, "b" * 16, "c" * 16, "d" * 16)
NAME = "Lường Văn Bảo"
POST = ("Giám đốc", None)


def of_two(*more: ArticleMentions) -> list[ArticleMentions]:
    """Two of one name whose posts hold each other's words, so that no bracket of words tells them apart."""
    return [
        article(A, "2019-01-01", person(NAME, ("Thủ tướng", None))),
        article(B, "2020-01-01", person(NAME, ("Phó Thủ tướng", None), rank="Đại tá")),
        *more,
    ]


def known(result: Resolution, article_id: str, kind: str = "person") -> Entity:
    return next(e for e in result.entities if e.kind == kind and any(m.article_id == article_id for m in e.members))


def test_what_may_mean_two_names_the_ids() -> None:
    articles = of_two()
    ((_, problem),) = told(resolved(articles, row(2, "rename", "person", NAME, "Lường Bảo")))
    for entity in of(resolved(articles), NAME):
        assert f"{entity.id} {entity.label}" in problem


def test_what_the_list_shows_in_brackets_means_that_one() -> None:
    first = known(resolved(of_two()), A)
    assert first.label == f"{NAME} (Thủ tướng)"
    result = resolved(of_two(), row(2, "reject", "person", first.label))
    assert (told(result), groups(result, NAME)) == ([], [{B}])


def test_an_id_stands_for_the_name() -> None:
    before = resolved(of_two())
    a, b = known(before, A).id, known(before, B).id
    merged = resolved(of_two(), row(2, "merge", "person", b.upper(), a))
    assert (told(merged), groups(merged, NAME)) == ([], [{A, B}])
    assert known(merged, B).id == a
    renamed = resolved(of_two(), row(2, "rename", "person", b, "Lường Bảo"))
    assert (told(renamed), groups(renamed, "Lường Bảo")) == ([], [{B}])
    assert known(renamed, B).id == b


def test_an_id_holds_when_the_corpus_grows() -> None:
    cited = known(resolved(of_two()), B).id
    more = article(C, "2018-01-01", person(NAME, ("Phó Thủ tướng", None))), article(D, None, person(NAME, POST))
    for _ in range(4):
        articles = of_two(*more)
        random.shuffle(articles)
        result = resolved(articles, row(2, "rename", "person", cited, "Lường Bảo"))
        assert told(result) == []
        assert B in groups(result, "Lường Bảo")[0]
        assert groups(result, NAME)


def test_units_have_ids_that_corrections_do_not_change() -> None:
    articles = [
        article(A, None, unit("Công ty Hoa Ban", kind="other")),
        article(B, None, unit("Tập đoàn Hoa Ban Trắng", kind="other")),
        article(C, None, unit("Công an huyện", resolved=False)),
        article(D, None, unit("Công an huyện", resolved=False)),
    ]
    before = resolved(articles)
    a, b = known(before, A, "unit").id, known(before, B, "unit").id
    renamed = resolved(articles, row(2, "rename", "unit", a, "Công ty Sen Vàng"))
    assert known(renamed, A, "unit").id == a
    both = resolved(articles, row(2, "rename", "unit", a, "Công ty Sen Vàng"), row(3, "merge", "unit", b, a))
    assert (told(both), groups(both, "Công ty Sen Vàng")) == ([], [{A, B}])


def test_one_of_several_unresolved_under_another_name_has_an_id_of_its_own() -> None:
    articles = [article(x, None, unit("Công an huyện", resolved=False)) for x in (A, B)]
    result = resolved(articles, row(2, "rename", "unit", f"Công an huyện ({A})", "Công an huyện nọ"))
    assert len({e.id for e in result.entities}) == len(result.entities) == 2


@pytest.mark.parametrize(
    ("target", "said"), [("0" * 16, "nothing here has the id '0000000000000000'"), (None, "are the same")]
)
def test_ids_of_no_use_are_told(target: str | None, said: str) -> None:
    mine = known(resolved(of_two()), A).id
    ((number, problem),) = told(resolved(of_two(), row(2, "merge", "person", mine, target or mine)))
    assert number == 2
    assert said in problem
