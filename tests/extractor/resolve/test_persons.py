"""Two bearers of a name are one person only where rank, post or unit connects them; every link says why."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.resolve import persons
from extractor.resolve.articles import ArticleMentions
from tests.extractor.resolve.build import Piece, article, groups, of, person, place, resolved, unit

NAME = "Lường Văn Bảo"
FORCE = unit("Công an tỉnh Vân Sơn", parent="Bộ Công an", place="Vân Sơn")
OTHER_FORCE = unit("Công an tỉnh Hải Thượng", parent="Bộ Công an", place="Hải Thượng")
STAFF = unit("Phòng Tham mưu", parent="Công an tỉnh Vân Sơn")


def two(a: list[Piece], b: list[Piece], days: tuple[str | None, str | None] = ("2019-03-01", "2021-03-01")) -> int:
    """How many persons two articles give."""
    result = resolved([article("a" * 16, days[0], *a), article("b" * 16, days[1], *b)])
    return len(groups(result, NAME))


def test_nothing_in_common_keeps_apart() -> None:
    a = [FORCE, person(NAME, ("Phó Giám đốc", "Công an tỉnh Vân Sơn"))]
    b = [OTHER_FORCE, person(NAME, ("Phó Giám đốc", "Công an tỉnh Hải Thượng"))]
    assert two(a, b) == 2


@pytest.mark.parametrize("head", ["Phó Chủ tịch", "Giám đốc", "Cục trưởng", "Đại biểu Quốc hội"])
def test_a_common_post_alone_joins_nothing(head: str) -> None:
    assert two([person(NAME, (head, None))], [person(NAME, (head, None))]) == 2


def test_a_name_alone_joins_nothing() -> None:
    assert two([person(NAME, ("Giám đốc", None))], [person(NAME, ("Giám đốc", None))]) == 2


@pytest.mark.parametrize(
    ("a", "b", "rule"),
    [
        (
            [FORCE, person(NAME, ("Giám đốc", "Công an tỉnh Vân Sơn"), rank="Đại tá")],
            [FORCE, person(NAME, ("Giám đốc", "Công an tỉnh Vân Sơn"))],
            "same-post",
        ),
        ([person(NAME, ("Bộ trưởng", None))], [person(NAME, ("Bộ trưởng", "Bộ Nội vụ"))], "same-office"),
        (
            [FORCE, person(NAME, ("Phó Giám đốc", "Công an tỉnh Vân Sơn"), rank="Thượng tá")],
            [FORCE, person(NAME, ("Giám đốc", "Công an tỉnh Vân Sơn"), rank="Đại tá")],
            "same-unit",
        ),
        (
            [
                unit("Tỉnh ủy Lạng Sơn", kind="party", place="Lạng Sơn"),
                person(NAME, ("Phó Bí thư", "Tỉnh ủy Lạng Sơn")),
            ],
            [
                unit("UBND tỉnh Lạng Sơn", kind="state", place="Lạng Sơn"),
                person(NAME, ("Chủ tịch", "UBND tỉnh Lạng Sơn")),
            ],
            "same-place",
        ),
        (
            [FORCE, STAFF, person(NAME, ("Trưởng Phòng", "Phòng Tham mưu"), rank="Trung tá")],
            [FORCE, person(NAME, ("Phó Giám đốc", "Công an tỉnh Vân Sơn"), rank="Thượng tá")],
            "unit-above",
        ),
        (
            [FORCE, STAFF, person(NAME, ("Phó Phòng", "Phòng Tham mưu"))],
            [
                FORCE,
                unit("Phòng Hậu cần", parent="Công an tỉnh Vân Sơn"),
                person(NAME, ("Phó Trưởng Phòng", "Phòng Hậu cần")),
            ],
            "same-owner",
        ),
        (
            [FORCE, person(NAME, ("Phó Giám đốc", None))],
            [FORCE, person(NAME, ("Phó Giám đốc", "Công an tỉnh Vân Sơn"))],
            "bare-post",
        ),
        (
            [FORCE, STAFF, person(NAME, ("Trưởng Phòng", "Phòng Tham mưu"), rank="Thượng tá")],
            [
                unit("Công an huyện Khe Lim", parent="Công an tỉnh Vân Sơn", place="Khe Lim"),
                FORCE,
                person(NAME, ("Trưởng Công an", "Công an huyện Khe Lim"), rank="Thượng tá"),
            ],
            "same-force",
        ),
        (
            [unit("Cục Hậu cần"), FORCE, unit("Phòng Tham mưu"), person(NAME, ("Trưởng Phòng", "Phòng Tham mưu"))],
            [FORCE, STAFF, person(NAME, ("Trưởng Phòng", "Phòng Tham mưu"))],
            "short-unit",
        ),
        (
            [
                unit("Phòng Văn hóa huyện Khe Lim", kind="state", place="Khe Lim"),
                person(NAME, ("Trưởng Phòng", "Phòng Văn hóa huyện Khe Lim")),
            ],
            [
                unit("UBND huyện Khe Lim", kind="state", place="Khe Lim", parent="UBND tỉnh Vân Sơn"),
                person(NAME, ("Chủ tịch", "UBND huyện Khe Lim")),
            ],
            "same-place",
        ),
        (
            [FORCE, person(NAME, ("Phó Giám đốc", "Công an tỉnh Vân Sơn"), rank="Đại tá")],
            [FORCE, person(NAME, rank="Đại tá")],
            "rank-and-unit",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_connects_is_told(a: list[Piece], b: list[Piece], rule: str) -> None:
    result = resolved([article("a" * 16, "2019-03-01", *a), article("b" * 16, "2021-03-01", *b)])
    (entity,) = of(result, NAME)
    (link,) = [x for x in entity.links if x.kind == "joined"]
    assert link.rule == rule
    assert link.articles == ("a" * 16, "b" * 16)
    assert link.evidence


@pytest.mark.parametrize(
    ("ranks", "days", "count"),
    [
        (("Thượng tá", "Đại tá"), ("2019-03-01", "2021-03-01"), 1),
        (("Đại tá", "Thượng tá"), ("2015-03-01", "2021-03-01"), 2),  # nobody loses a rank
        (("Đại tá", "Thượng tá"), ("2021-01-01", "2021-03-01"), 1),  # papers are late
        (("Thiếu úy", "Đại tá"), ("2019-03-01", "2021-03-01"), 2),  # two years are not enough
        (("Thiếu úy", "Đại tá"), ("1999-03-01", "2021-03-01"), 1),
        (("Trung úy", "Đại tá"), (None, None), 2),
        (("Thượng tá", "Đại tá"), (None, None), 1),
        (("Trung tá", "Thiếu tướng"), ("2019-03-01", None), 2),
    ],
)
def test_ranks_of_one_career(ranks: tuple[str, str], days: tuple[str | None, str | None], count: int) -> None:
    a = [FORCE, person(NAME, ("Phó Giám đốc", "Công an tỉnh Vân Sơn"), rank=ranks[0])]
    b = [FORCE, person(NAME, ("Giám đốc", "Công an tỉnh Vân Sơn"), rank=ranks[1])]
    assert two(a, b, days) == count


def test_a_conflict_of_ranks_is_told() -> None:
    a = article("a" * 16, "2020-01-01", FORCE, person(NAME, ("Giám đốc", "Công an tỉnh Vân Sơn"), rank="Đại tá"))
    b = article("b" * 16, "2020-02-01", FORCE, person(NAME, rank="Trung úy"))
    one, other = of(resolved([a, b]), NAME)
    (link,) = [x for x in one.links if x.kind == "apart"]
    assert link.rule == "ranks"
    assert "Trung úy (2020-02-01)" in link.evidence
    assert "Đại tá (2020-01-01)" in link.evidence
    assert link.other == other.id


def test_police_and_army_are_not_one_career() -> None:
    a = [FORCE, person(NAME, ("Phó Giám đốc", "Công an tỉnh Vân Sơn"), rank="Đại tá", branch="police")]
    b = [FORCE, person(NAME, rank="Đại tá", branch="army")]
    assert two(a, b) == 2


def test_spelling_and_capitals_are_one_name() -> None:
    post = ("Giám đốc", "Công an tỉnh Hòa Bình")
    force = unit("Công an tỉnh Hòa Bình", place="Hòa Bình")
    names = ("Đinh Thị Thuỷ", "Đinh Thị Thủy", "ĐINH THỊ THỦY")
    result = resolved(article(c * 16, None, force, person(n, post)) for c, n in zip("abc", names, strict=True))
    persons = [e for e in result.entities if e.kind == "person"]
    assert len(persons) == 1
    assert persons[0].name == "Đinh Thị Thuỷ"
    assert {n.name for n in persons[0].names} == set(names)


def test_a_person_without_rank_or_post_is_no_entity() -> None:
    bare = article("a" * 16, None, FORCE, person(NAME, public=False))
    empty = article("b" * 16, None, FORCE, person(NAME))
    holder = article("c" * 16, None, FORCE, person(NAME, ("Giám đốc", "Công an tỉnh Vân Sơn")))
    assert of(resolved([bare, empty]), NAME) == []
    assert groups(resolved([bare, empty, holder]), NAME) == [{"c" * 16}]


@pytest.mark.parametrize(("ranks", "count"), [(("Đại tá", "Thiếu tướng"), 1), (("Trung tá", "Thượng tá"), 2)])
def test_high_ranks_are_followed_to_another_post(ranks: tuple[str, str], count: int) -> None:
    a = [FORCE, person(NAME, ("Phó Giám đốc", "Công an tỉnh Vân Sơn"), rank=ranks[0])]
    b = [FORCE, person(NAME, ("Phó Chánh Văn phòng", "Văn phòng Bộ Công an"), rank=ranks[1])]
    assert two(a, b, ("2022-07-20", "2025-07-29")) == count


def test_deputies_of_a_large_body_are_not_joined_by_it() -> None:
    post = ("Đại biểu Quốc hội", "Quốc hội")
    body = unit("Quốc hội", kind="state")
    assert two([body, person(NAME, post)], [body, person(NAME, post)]) == 2


def test_two_ministers_of_one_name_stay_two() -> None:
    assert two([person(NAME, ("Bộ trưởng", "Bộ Nội vụ"))], [person(NAME, ("Bộ trưởng", "Bộ Y tế"))]) == 2


def test_a_province_in_the_post_connects_a_bare_one() -> None:
    bare = person(NAME, ("Bí thư", None), texts=("Bí thư tỉnh Sóc Trăng",))
    full = person(NAME, ("Bí thư", "Tỉnh ủy Sóc Trăng"))
    assert two([bare], [unit("Tỉnh ủy Sóc Trăng", kind="party", place="Sóc Trăng"), full]) == 1


def test_labels_tell_bearers_of_a_name_apart() -> None:
    a = article("a" * 16, None, FORCE, person(NAME, ("Giám đốc", "Công an tỉnh Vân Sơn")))
    b = article("b" * 16, None, OTHER_FORCE, person(NAME, ("Giám đốc", "Công an tỉnh Hải Thượng")))
    assert {e.label for e in of(resolved([a, b]), NAME)} == {
        f"{NAME} (Công an tỉnh Vân Sơn)",
        f"{NAME} (Công an tỉnh Hải Thượng)",
    }


def test_lines_of_a_career_lead_to_their_articles() -> None:
    a = article("a" * 16, "2019-05-02", FORCE, person(NAME, ("Giám đốc", "Công an tỉnh Vân Sơn"), rank="Đại tá"))
    result = resolved([a])
    (entity,) = of(result, NAME)
    (line,) = entity.lines
    assert (line.date, line.rank, line.level, line.post) == (
        "2019-05-02",
        "Đại tá",
        13,
        "Giám đốc Công an tỉnh Vân Sơn",
    )
    assert line.unit_id == of(result, "Công an tỉnh Vân Sơn")[0].id


POSTS = [
    ("Giám đốc", "Công an tỉnh Vân Sơn"),
    ("Phó Giám đốc", "Công an tỉnh Vân Sơn"),
    ("Trưởng Phòng", "Phòng Tham mưu"),
    ("Giám đốc", None),
    ("Chủ tịch", "UBND tỉnh Hải Thượng"),
    ("Bộ trưởng", None),
]
NAMES = [NAME, "Quàng Thị Nhung", "QUÀNG THỊ NHUNG"]
UNITS = [FORCE, STAFF, OTHER_FORCE, unit("UBND tỉnh Hải Thượng", kind="state", place="Hải Thượng"), place("Vân Sơn")]
PEOPLE = st.builds(
    lambda name, posts, rank: person(name, *posts, rank=rank),
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(POSTS), max_size=2, unique=True),
    st.sampled_from([None, "Trung úy", "Trung tá", "Thượng tá", "Đại tá", "Thiếu tướng"]),
)
CONTENT = st.tuples(
    st.sampled_from([None, "2015-01-01", "2019-06-01", "2020-06-01", "2025-09-01"]),
    st.lists(st.sampled_from(UNITS), max_size=3),
    st.lists(PEOPLE, min_size=1, max_size=3),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(CONTENT, min_size=1, max_size=9), st.randoms(use_true_random=False))
def test_the_order_of_articles_does_not_count(
    contents: list[tuple[str | None, list[Piece], list[Piece]]], chance: random.Random
) -> None:
    articles: list[ArticleMentions] = [
        article(f"{i:016x}", day, *units, *people) for i, (day, units, people) in enumerate(contents)
    ]
    shuffled = list(articles)
    chance.shuffle(shuffled)
    result = resolved(articles)
    assert resolved(shuffled) == result
    members = [m for e in result.entities for m in e.members]
    assert len(members) == len(set(members))
    assert len({e.id for e in result.entities}) == len(result.entities)


def test_a_well_known_bearer_is_not_lost_among_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of very many bearers under one heading only those met last are compared with: he is met again and again."""
    monkeypatch.setattr(persons, "MOST_MET", 2)
    post = ("Giám đốc", "Công an tỉnh Hà Nam")
    known = unit("Công an tỉnh Hà Nam", place="Hà Nam")
    ranks = ("Đại tá", "Binh nhì", "Đại tá", "Trung sĩ", "Đại tá", "Trung úy", "Đại tá", "Thiếu tá", "Đại tá")
    articles = [article(f"a{n}", None, known, person("Lục Văn Tường", post, rank=r)) for n, r in enumerate(ranks)]
    found = groups(resolved(articles), "Lục Văn Tường")
    assert found == [{"a0", "a2", "a4", "a6", "a8"}, {"a1"}, {"a3"}, {"a5"}, {"a7"}]
