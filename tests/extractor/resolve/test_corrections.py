"""The user's corrections: a set of rows whose order does not count, with one line for each that is no use."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.resolve.articles import ArticleMentions
from extractor.resolve.corrections import Correction, reference
from tests.extractor.resolve.build import article, groups, of, person, resolved, row, told, unit

A, B, C, D = ("a" * 16, "b" * 16, "c" * 16, "d" * 16)
NAME = "Lường Văn Bảo"


def units() -> list[ArticleMentions]:
    return [
        article(A, None, unit("Công ty Hoa Ban", kind="other")),
        article(B, None, unit("Tập đoàn Hoa Ban Trắng", kind="other")),
        article(C, None, unit("Công an huyện", resolved=False)),
        article(D, None, unit("Công an huyện Khe Lim", place="Khe Lim"), unit("Công an huyện", resolved=False)),
    ]


def people() -> list[ArticleMentions]:
    return [
        article(
            A,
            None,
            unit("Sở Y tế tỉnh Lạng Sơn", place="Lạng Sơn"),
            person(NAME, ("Giám đốc", "Sở Y tế tỉnh Lạng Sơn")),
        ),
        article(
            B,
            None,
            unit("Sở Y tế tỉnh Lạng Sơn", place="Lạng Sơn"),
            person(NAME, ("Giám đốc", "Sở Y tế tỉnh Lạng Sơn")),
        ),
        article(
            C, None, unit("Sở Nội vụ tỉnh Hà Nam", place="Hà Nam"), person(NAME, ("Giám đốc", "Sở Nội vụ tỉnh Hà Nam"))
        ),
        article(D, None, person("Quàng Thị Nhung", ("Bộ trưởng", None))),
    ]


def test_merge_takes_the_name_of_the_target() -> None:
    result = resolved(units(), row(2, "merge", "unit", "Tập đoàn Hoa Ban Trắng", "Công ty Hoa Ban"))
    (entity,) = of(result, "Công ty Hoa Ban")
    assert {m.article_id for m in entity.members} == {A, B}
    assert "Tập đoàn Hoa Ban Trắng" in {n.name for n in entity.names}
    (link,) = entity.links
    assert (link.kind, "row 2" in link.evidence) == ("corrected", True)
    assert told(result) == []


def test_merges_in_a_chain() -> None:
    rows = [
        row(2, "merge", "unit", "Công ty Hoa Ban", "Tập đoàn Hoa Ban Trắng"),
        row(3, "merge", "unit", "Tập đoàn Hoa Ban Trắng", "Công an huyện Khe Lim"),
    ]
    result = resolved(units(), *rows)
    assert groups(result, "Công an huyện Khe Lim") == [{A, B, D}]


def test_a_circle_of_merges_joins_and_is_told() -> None:
    rows = [
        row(2, "merge", "unit", "Công ty Hoa Ban", "Tập đoàn Hoa Ban Trắng"),
        row(3, "merge", "unit", "Tập đoàn Hoa Ban Trắng", "Công ty Hoa Ban"),
    ]
    result = resolved(units(), *rows)
    assert {A, B} in [{m.article_id for m in e.members} for e in result.entities]
    assert any("circle" in problem for _, problem in told(result))


def test_two_targets_are_left_out() -> None:
    rows = [
        row(2, "merge", "unit", "Công ty Hoa Ban", "Tập đoàn Hoa Ban Trắng"),
        row(5, "merge", "unit", "Công ty Hoa Ban", "Công an huyện Khe Lim"),
    ]
    result = resolved(units(), *rows)
    assert groups(result, "Công ty Hoa Ban") == [{A}]
    assert [number for number, _ in told(result)] == [2, 5]


def test_an_unresolved_name_is_settled_for_one_article() -> None:
    result = resolved(units(), row(2, "merge", "unit", f"Công an huyện ({D})", "Công an huyện Khe Lim"))
    (entity,) = of(result, "Công an huyện Khe Lim")
    assert (entity.articles, entity.mentions) == (1, 2)
    assert groups(result, "Công an huyện") == [{C}]


def test_merge_of_all_of_a_name() -> None:
    assert len(groups(resolved(people()), NAME)) == 2
    result = resolved(people(), row(2, "merge", "person", NAME, NAME))
    assert groups(result, NAME) == [{A, B, C}]
    assert told(result) == []
    (entity,) = of(result, NAME)
    assert not [x for x in entity.links if x.kind == "apart"]


def test_merge_of_two_of_a_name() -> None:
    rows = [row(2, "merge", "person", f"{NAME} (Sở Nội vụ tỉnh Hà Nam)", f"{NAME} (lang son)")]
    assert groups(resolved(people(), *rows), NAME) == [{A, B, C}]


def test_split_by_article_and_by_words() -> None:
    by_article = resolved(people(), row(2, "split", "person", f"{NAME} ({B})"))
    assert groups(by_article, NAME) == [{A}, {B}, {C}]
    (link, *_) = [x for x in of(by_article, NAME)[0].links if x.rule == "correction"]
    assert link.evidence == "split by corrections.csv"
    named = resolved(people(), row(2, "split", "person", f"{NAME} (http://bao.example/{B})", "Lường Văn Bảo Em"))
    assert groups(named, "Lường Văn Bảo Em") == [{B}]


def test_split_of_a_unit() -> None:
    name = "Hội Hoa Ban"
    articles = [article(i, None, unit(name, parent=p, kind="mass")) for i, p in ((A, "Báo Sớm"), (B, "Báo Tối"))]
    result = resolved(articles, row(2, "split", "unit", f"{name} (Báo Tối)"))
    assert groups(result, name) == [{A}, {B}]


def test_alias_finds_and_takes_in() -> None:
    rows = [
        row(2, "alias", "unit", "Công ty Hoa Ban", "HBC"),
        row(3, "alias", "unit", "Công ty Hoa Ban", "Tập đoàn Hoa Ban Trắng"),
    ]
    result = resolved(units(), *rows)
    (entity,) = of(result, "Công ty Hoa Ban")
    assert {"HBC", "Tập đoàn Hoa Ban Trắng"} <= {n.name for n in entity.names}
    assert {m.article_id for m in entity.members} == {A, B}


def test_rename_and_reject() -> None:
    rows = [
        row(2, "rename", "person", "Quàng Thị Nhung", "Quàng Thị Hồng Nhung"),
        row(3, "reject", "person", f"{NAME} (Sở Nội vụ tỉnh Hà Nam)"),
    ]
    result = resolved(people(), *rows)
    (entity,) = of(result, "Quàng Thị Hồng Nhung")
    assert "Quàng Thị Nhung" in {n.name for n in entity.names}
    assert groups(result, NAME) == [{A, B}]
    assert groups(resolved(people(), row(2, "reject", "person", NAME)), NAME) == []


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row(4, "merge", "unit", "Công ty Không Có", "Công ty Hoa Ban")], [(4, "nothing here is called")]),
        ([row(4, "merge", "unit", "Công ty Hoa Ban", "Công ty Không Có")], [(4, "nothing here is called")]),
        ([row(4, "reject", "unit", "Công ty Không Có")], [(4, "nothing here is called")]),
        ([row(4, "split", "unit", "Công ty Không Có (x)")], [(4, "nothing here is called")]),
        ([row(4, "split", "unit", "Công ty Hoa Ban (Mường Lạ)")], [(4, "has 'Mường Lạ' with it")]),
        ([row(4, "alias", "unit", "Công ty Không Có", "X")], [(4, "nothing here is called")]),
        (
            [
                row(4, "rename", "unit", "Công ty Hoa Ban", "Một"),
                row(6, "rename", "unit", "Công ty Hoa Ban", "Hai"),
            ],
            [(4, "another name in row 6"), (6, "another name in row 4")],
        ),
        ([row(4, "rename", "unit", "Công ty Hoa Ban", "Tập đoàn Hoa Ban Trắng")], [(4, "to join them, merge")]),
        (
            [
                row(4, "merge", "unit", "Công ty Hoa Ban", "Tập đoàn Hoa Ban Trắng"),
                row(6, "reject", "unit", "Công ty Hoa Ban"),
            ],
            [(4, "rejected in row 6")],
        ),
        ([row(4, "alias", "unit", "Công ty Hoa Ban", "công ty hoa ban")], [(4, "has that name already")]),
    ],
)
def test_rows_of_no_use_are_told(rows: list[Correction], said: list[tuple[int, str]]) -> None:
    found = told(resolved(units(), *rows))
    assert [number for number, _ in found] == [number for number, _ in said]
    for (_, problem), (_, words) in zip(found, said, strict=True):
        assert words in problem
        assert "\n" not in problem


def test_a_name_that_may_mean_two_is_told() -> None:
    result = resolved(people(), row(3, "rename", "person", NAME, "Lường Bảo"))
    ((number, problem),) = told(result)
    assert number == 3
    assert "may mean 2 entities" in problem
    assert "Sở Nội vụ tỉnh Hà Nam" in problem


def test_a_merge_against_a_split_is_left_out() -> None:
    rows = [row(2, "split", "person", f"{NAME} ({B})"), row(3, "merge", "person", NAME, NAME)]
    result = resolved(people(), *rows)
    assert groups(result, NAME) == [{A}, {B}, {C}]
    assert [number for number, _ in told(result)] == [3]


@pytest.mark.parametrize("text", ["", "  ", "(x)", "Nguyễn Văn A (", "…"])
def test_what_is_no_reference(text: str) -> None:
    assert reference(text) is None


POOL = ["Công ty Hoa Ban", "Tập đoàn Hoa Ban Trắng", "Công an huyện Khe Lim", "Công an huyện", "Không Có", NAME]
ROWS = st.builds(
    row,
    st.just(1),
    st.sampled_from(["merge", "split", "alias", "rename", "reject"]),
    st.sampled_from(["unit", "person"]),
    st.builds(lambda n, w: f"{n} ({w})" if w else n, st.sampled_from(POOL), st.sampled_from(["", A, B, "lang son"])),
    st.sampled_from(POOL),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(ROWS, max_size=7), st.randoms(use_true_random=False))
def test_any_rows_in_any_order(rows: list[Correction], chance: random.Random) -> None:
    """Never a crash, no mention lost but by a rejection, none in two entities, the same whatever the order."""
    numbered = [
        Correction(row=i + 2, action=r.action, kind=r.kind, entity=r.entity, target=r.target)
        for i, r in enumerate(rows)
    ]
    both = [*units(), *(replace(a, article_id=a.article_id[::-1].replace(a.article_id[0], "9", 1)) for a in people())]
    shuffled = list(numbered)
    chance.shuffle(shuffled)
    result = resolved(both, *numbered)
    assert resolved(both, *shuffled) == result
    members = [m for e in result.entities for m in e.members]
    assert len(members) == len(set(members))
    assert len({e.id for e in result.entities}) == len(result.entities)
    if not any(r.action == "reject" for r in numbered):
        assert len(members) == len([m for e in resolved(both).entities for m in e.members])
