"""One entity a real unit: full names, owners, places, reforms; what cannot be told is said."""

from datetime import date
from typing import get_args

from extractor.gazetteer import table
from extractor.resolve.names import HeadRole, key, location, sites
from tests.extractor.resolve.build import article, groups, of, place, resolved, unit

A, B, C, D = ("a" * 16, "b" * 16, "c" * 16, "d" * 16)


def test_spellings_are_one_unit_with_its_aliases() -> None:
    result = resolved(
        [
            article(A, "2019-01-02", unit("Công an tỉnh Hòa Bình", text="Công an tỉnh Hoà Bình", place="Hòa Bình")),
            article(B, "2020-01-02", unit("Công an tỉnh Hòa Bình", text="Công an tỉnh", place="Hòa Bình")),
            article(C, None, unit("Công an tỉnh Hoà Bình", text="CA tỉnh Hoà Bình", place="Hoà Bình")),
        ]
    )
    (entity,) = [e for e in result.entities if key(e.name) == key("Công an tỉnh Hòa Bình")]
    assert (entity.articles, entity.mentions, entity.undated) == (3, 3, 1)
    assert (entity.first, entity.last) == ("2019-01-02", "2020-01-02")
    assert {n.name for n in entity.names} == {"Công an tỉnh Hoà Bình", "Công an tỉnh", "CA tỉnh Hoà Bình"}


def test_a_department_is_known_with_its_owner() -> None:
    short = unit("Phòng Tham mưu", parent="Công an tỉnh Vân Sơn")
    full = unit("Phòng Tham mưu Công an tỉnh Vân Sơn", parent="Công an tỉnh Vân Sơn", place="Vân Sơn")
    other = unit("Phòng Tham mưu", parent="Công an tỉnh Hải Thượng")
    lost = unit("Phòng Tham mưu")
    result = resolved(
        [article(A, None, short), article(B, None, full), article(C, None, other), article(D, None, lost)]
    )
    assert groups(result, "Phòng Tham mưu Công an tỉnh Vân Sơn") == [{A, B}]
    assert groups(result, "Phòng Tham mưu Công an tỉnh Hải Thượng") == [{C}]
    (unresolved,) = of(result, "Phòng Tham mưu")
    assert (unresolved.status, unresolved.note) == ("unresolved", "the articles do not say whose it is")


def test_an_office_of_a_province_drops_the_committee_above_it() -> None:
    result = resolved([article(A, None, unit("Sở Xây dựng", parent="UBND tỉnh Thanh Hóa", kind="state"))])
    assert groups(result, "Sở Xây dựng tỉnh Thanh Hóa") == [{A}]


def test_the_only_force_that_an_article_names_owns_its_departments() -> None:
    force, other = (unit(f"Công an tỉnh {name}", place=name) for name in ("Vân Sơn", "Hải Thượng"))
    staff = unit("Phòng Hậu cần")
    name = "Phòng Hậu cần Công an tỉnh Vân Sơn"
    (entity,) = of(resolved([article(A, None, force, staff)]), name)
    assert "the only force of a province" in entity.links[0].evidence
    for more in (other, unit("Cục Trang bị")):
        assert of(resolved([article(A, None, force, staff, more)]), name) == []


def test_owners_of_owners() -> None:
    result = resolved(
        [
            article(
                A,
                None,
                unit("Thanh tra Sở Xây dựng", parent="Sở Xây dựng", kind="state"),
                unit("Sở Xây dựng", parent="UBND tỉnh Thanh Hóa", kind="state"),
            )
        ]
    )
    assert groups(result, "Thanh tra Sở Xây dựng tỉnh Thanh Hóa") == [{A}]


def test_bodies_of_the_centre_need_no_owner() -> None:
    names = ("Ban Tổ chức Trung ương", "Văn phòng Chính phủ", "Ban Cán sự đảng Bộ Công Thương", "TAND tối cao")
    result = resolved([article(A, None, *(unit(name, kind="state") for name in names))])
    assert {e.name for e in result.entities if e.status == "resolved"} == set(names)


def test_districts_of_one_name_are_told_apart_by_their_province() -> None:
    name = "Công an huyện Kỳ Sơn"
    nghe_an = unit(name, parent="Công an tỉnh Nghệ An", place="Kỳ Sơn")
    hoa_binh = unit(name, parent="Công an tỉnh Hòa Bình", place="Kỳ Sơn")
    alone = unit(name, place="Kỳ Sơn")
    articles = [
        article(A, None, nghe_an),
        article(B, None, hoa_binh),
        article(C, None, alone, place("Nghệ An")),
        article(D, None, alone),
    ]
    result = resolved(articles)
    assert {e.label: {m.article_id for m in e.members} for e in of(result, name)} == {
        f"{name} (Nghệ An)": {A, C},
        f"{name} (Hòa Bình)": {B},
        f"{name} (unresolved)": {D},
    }
    (lost,) = [e for e in of(result, name) if e.status == "unresolved"]
    assert lost.note == "several places have this name, in Hòa Bình, Nghệ An"


def test_an_unknown_place_goes_with_the_only_known_one() -> None:
    name = "Công an huyện Khe Lim"  # not on the map
    one = article(A, None, unit(name, parent="Công an tỉnh Vân Sơn", place="Khe Lim"))
    bare = article(B, None, unit(name, place="Khe Lim"))
    other = article(C, None, unit(name, parent="Công an tỉnh Hải Thượng", place="Khe Lim"))
    assert groups(resolved([one, bare]), name) == [{A, B}]
    assert groups(resolved([one, bare, other]), name) == [{A}, {B}, {C}]


def test_a_bare_level_stays_unresolved() -> None:
    result = resolved([article(i, None, unit("Công an huyện", resolved=False)) for i in (A, B)])
    (entity,) = of(result, "Công an huyện")
    assert (entity.status, entity.articles) == ("unresolved", 2)
    assert entity.note == "the articles do not say of which place"


def test_a_province_that_was_merged_is_not_its_successor() -> None:
    result = resolved(
        [
            article(A, "2020-01-01", unit("Công an tỉnh Bắc Giang", place="Bắc Giang")),
            article(B, "2025-09-01", unit("Công an tỉnh Bắc Ninh", place="Bắc Ninh")),
        ]
    )
    (former,) = of(result, "Công an tỉnh Bắc Giang")
    (today,) = of(result, "Công an tỉnh Bắc Ninh")
    (link,) = former.links
    assert (link.kind, link.rule, link.other) == ("relation", "province-merged", today.id)
    assert "Công an tỉnh Bắc Ninh" in link.evidence
    assert {x.rule for x in today.links} == {"province-merged", "province-enlarged"}
    assert former.id in {x.other for x in today.links}


def test_the_city_that_became_a_province() -> None:
    name = "Công an thành phố Huế"
    result = resolved(
        [article(A, "2019-01-01", unit(name, place="Huế")), article(B, "2025-09-01", unit(name, place="Huế"))]
    )
    assert groups(result, name) == [{A}, {B}]


def test_communes_of_one_name_before_and_after_the_reform_are_two() -> None:
    name = "UBND phường Bến Thành"
    articles = [
        article(i, day, unit(name, place="Bến Thành", kind="state", parent="UBND quận 1"))
        for i, day in ((A, "2020-01-01"), (B, "2025-09-01"))
    ]
    result = resolved(articles)
    assert groups(result, name) == [{A}, {B}]
    assert {e.label.rpartition(", ")[2] for e in of(result, name)} == {"until 30 June 2025)", "since 1 July 2025)"}


def test_a_commune_says_what_it_went_into() -> None:
    name = "Công an phường Bến Nghé"
    result = resolved([article(A, "2020-01-01", unit(name, place="Bến Nghé", parent="Công an quận 1"))])
    (link,) = of(result, name)[0].links
    assert link.rule == "commune-merged"
    assert "phường Bến Nghé went into phường Sài Gòn" in link.evidence


def test_a_ministry_that_was_merged_says_so() -> None:
    result = resolved([article(A, "2020-01-01", unit("Bộ Giao thông", kind="state"))])
    (entity,) = of(result, "Bộ Giao thông Vận tải")
    assert [x.evidence for x in entity.links] == ["merged into Bộ Xây dựng on 2025-03-01"]


def test_what_a_thing_is_may_stand_before_its_name() -> None:
    result = resolved(
        [
            article(A, None, unit("Sóng Việt", kind="other")),
            article(B, None, unit("Hãng tin Sóng Việt", kind="other")),
            article(C, None, unit("Hãng thông tấn Mây Trắng", kind="other")),
        ]
    )
    (entity,) = of(result, "Sóng Việt")
    assert entity.articles == 2
    assert entity.links[0].rule == "described"
    assert groups(result, "Hãng thông tấn Mây Trắng") == [{C}]


def test_parents_lead_to_their_entities() -> None:
    result = resolved(
        [
            article(
                A,
                None,
                unit("Công an tỉnh Lạng Sơn", parent="Bộ Công an", place="Lạng Sơn"),
                unit("Công an huyện Chi Lăng", parent="Công an tỉnh Lạng Sơn", place="Chi Lăng"),
            )
        ]
    )
    (district,), (province,) = of(result, "Công an huyện Chi Lăng"), of(result, "Công an tỉnh Lạng Sơn")
    assert district.parent_id == province.id
    assert (district.province, province.province) == ("Lạng Sơn", "Lạng Sơn")
    assert province.parent == "Bộ Công an"
    assert province.parent_id is None  # the corpus does not name it


def test_where_names_lie() -> None:
    assert location("Phòng Hậu cần Công an tỉnh Bà Rịa - Vũng Tàu") == location("Tỉnh ủy Bà Rịa-Vũng Tàu")
    assert location("Trung đoàn Không quân 937") is None
    city = location("Công an thành phố Lạng Sơn")
    assert city is not None
    assert (city.tier, [s.province for s in sites(city, "legacy")]) == (2, ["lạng sơn"])


def test_a_committee_of_a_province_that_went_into_a_city() -> None:
    result = resolved(
        [
            article(A, None, unit("Tỉnh ủy Quảng Nam", place="Quảng Nam", kind="party")),
            article(B, None, unit("Thành ủy Đà Nẵng", place="Đà Nẵng", kind="party")),
        ]
    )
    (former,), (city,) = of(result, "Tỉnh ủy Quảng Nam"), of(result, "Thành ủy Đà Nẵng")
    assert former.links[0].other == city.id
    assert [x.other for x in city.links] == [former.id]


def test_the_tables_hold_together() -> None:
    offices = table("entity_offices")
    assert len({key(row["head"]) for row in offices}) == len(offices)
    assert {row["holders"] for row in offices} <= {"few", "many", ""}
    assert all(bool(row["holders"]) != bool(row["same_as"]) for row in offices)
    assert {row["role"] for row in table("entity_heads")} == set(get_args(HeadRole))
    assert all(date.fromisoformat(row["since"]) for row in table("entity_successors"))
    assert {row["how"] for row in table("entity_successors")} == {"merged", "renamed"}
