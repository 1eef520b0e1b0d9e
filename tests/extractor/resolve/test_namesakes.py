"""Two persons of one name: in one article, and in names that papers misspell; short names of units."""

from __future__ import annotations

from corpus.entities import Entity
from extractor.mine.context import Context
from extractor.mine.mine import mine
from extractor.resolve.articles import ArticleMentions
from extractor.resolve.entities import resolve_entities
from extractor.text.document import make_document


def people(*texts: tuple[str, str, str]) -> list[Entity]:
    """The persons of articles, each an id's letter, a day and a text."""
    articles = []
    for letter, day, text in texts:
        document = make_document(text, tokens=False)
        mentions = tuple(("text", n, m) for n, m in enumerate(mine(document, Context())))
        articles.append(ArticleMentions(article_id=letter * 16, mentions=mentions, date=day, first=day, last=day))  # type: ignore[arg-type]
    found = [e for e in resolve_entities(articles).entities if e.kind == "person"]
    return sorted(found, key=lambda e: (-e.articles, e.name))


OFFICIAL = "Ông Trần Văn Bình, Phó Chủ tịch UBND tỉnh Sơn La, phát biểu khai mạc hội nghị giáp ranh."
OFFICER = "Tiếp đó, Thượng tá Trần Văn Bình, Trưởng Phòng Tham mưu Công an tỉnh Lai Châu, trình bày báo cáo."


def test_an_officer_and_an_official_of_one_name_in_one_article_are_two() -> None:
    both = f"{OFFICIAL} {OFFICER}"
    found = people(("a", "2022-01-01", both), ("b", "2022-02-01", OFFICIAL), ("c", "2022-03-01", OFFICER))
    assert sorted((e.articles, sorted({x.head or "" for x in e.lines})) for e in found) == [
        (2, ["phó chủ tịch"]),
        (2, ["trưởng phòng"]),
    ]
    assert len({e.id for e in found}) == 2


def test_one_who_is_introduced_twice_is_one() -> None:
    again = "Ông Trần Văn Bình, Ủy viên UBND tỉnh Lai Châu, cùng dự lễ khai giảng của trường."
    assert len(people(("a", "2022-01-01", f"{OFFICER} {again}"))) == 1


def test_a_misspelt_name_is_the_same_person_where_post_unit_and_time_agree() -> None:
    right = "Đại tá Lục Văn Tường, Phó Giám đốc Công an tỉnh Lai Châu, dự."
    wrong = right.replace("Tường", "Tưởng")
    one, *others = people(("a", "2019-07-01", right), ("b", "2019-08-01", right), ("c", "2019-07-18", wrong))
    assert (one.articles, others) == (3, [])
    assert ("spelling", "Phó Giám đốc Công an tỉnh Lai Châu: Lục Văn Tưởng for Lục Văn Tường") in {
        (x.rule, x.evidence) for x in one.links
    }
    elsewhere = wrong.replace("Lai Châu", "Sơn La")
    assert len(people(("a", "2019-07-01", right), ("c", "2019-07-18", elsewhere))) == 2
    assert len(people(("a", "2010-07-01", right), ("c", "2019-07-18", wrong))) == 2
    assert len(people(("a", "2019-07-01", right), ("c", "2019-07-18", f"{wrong} {right}"))) == 2


def test_a_short_name_of_a_unit_is_settled_by_its_holder() -> None:
    full = "Đại tá Lâm Văn Quyết, Giám đốc Công an tỉnh Lai Châu, chủ trì."
    short = "Đại tá Lâm Văn Quyết, Giám đốc Công an tỉnh, dự. Đại tá Lò Văn Páo, Phó Giám đốc Công an tỉnh, báo cáo."
    found = people(("a", "2020-01-01", full), ("b", "2020-02-01", short))
    units = {e.name: {x.unit for x in e.lines} for e in found}
    assert units == {"Lâm Văn Quyết": {"Công an tỉnh Lai Châu"}, "Lò Văn Páo": {"Công an tỉnh Lai Châu"}}


def test_a_short_name_that_may_be_of_two_units_joins_nobody() -> None:
    here = "Đại tá Lâm Văn Quyết, Giám đốc Công an tỉnh Lai Châu, chủ trì."
    there = "Đại tá Lâm Văn Quyết, Giám đốc Công an tỉnh Sơn La, chủ trì."
    short = "Đại tá Lâm Văn Quyết, Giám đốc Công an tỉnh, dự."
    found = people(("a", "2020-01-01", here), ("b", "2020-01-05", there), ("c", "2020-02-01", short))
    assert [e.articles for e in found] == [1, 1, 1]


def test_a_party_body_is_that_of_the_unit_beside_it() -> None:
    (one,) = people(
        ("a", "2020-01-01", "Đại tá Lâm Văn Quyết, Bí thư Đảng ủy, Giám đốc Công an tỉnh Lai Châu, chủ trì.")
    )
    assert {x.unit for x in one.lines} == {"Đảng ủy Công an tỉnh Lai Châu", "Công an tỉnh Lai Châu"}
