"""Histories of units out of sentences: days, terms, whose congress, changes put together, owners."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from corpus.dates import DateRange
from corpus.mentions import Event, EventStatus, EventType, Participant
from extractor.resolve.unit_history import Change, Cite, Congress, DateTold, UnitRef
from extractor.resolve.unit_history_changes import Dated, changes, dated
from extractor.resolve.unit_history_congresses import congresses
from extractor.resolve.unit_history_days import days_told
from extractor.resolve.unit_history_owners import OwnerTold, owners
from extractor.resolve.unit_history_tellings import Asked, Told
from extractor.resolve.unit_history_terms import term_of
from extractor.resolve.unit_history_told import changes_said, effect_day
from extractor.resolve.unit_history_twins import core
from extractor.resolve.unit_history_unread import unread
from extractor.resolve.unit_history_views import Said
from tests.extractor.resolve.unit_said import said

UNIT = "Công an tỉnh Vân Sơn"
ASKED = Asked(core=core(UNIT), ids=frozenset(), name=UNIT)


def cite(article: str = "a1", published: str | None = "2020-08-12", sentence: str = "…") -> Cite:
    return Cite(
        article_id=article,
        source="bao.example",
        url=None,
        published=published,
        field="text",
        start=0,
        sentence=sentence,
    )


def told_date(first: str, last: str, status: EventStatus = "reported", articles: int = 1) -> DateTold:
    return DateTold(first=first, last=last, status=status, cites=tuple(cite(f"a{n}") for n in range(articles)))


# days


@pytest.mark.parametrize(
    ("stages", "days", "conflicts"),
    [
        ([("2020-08-06", "2020-08-06"), ("2020-08-07", "2020-08-07")], ("2020-08-06", "2020-08-07"), 0),
        ([("2020-08-06", "2020-08-06"), ("2020-08-05", "2020-08-07")], ("2020-08-05", "2020-08-07"), 0),
        ([("2020-08-01", "2020-08-31"), ("2020-08-07", "2020-08-07")], ("2020-08-07", "2020-08-07"), 0),
        ([("2020-08-06", "2020-08-07"), ("2020-09-06", "2020-09-06")], ("2020-08-06", "2020-08-07"), 1),
        ([("2020-01-01", "2020-12-31")], ("2020-01-01", "2020-12-31"), 0),
    ],
)
def test_days_are_chosen_not_averaged(stages: Sequence[tuple[str, str]], days: tuple[str, str], conflicts: int) -> None:
    chosen, odd = days_told([told_date(*stage) for stage in stages])
    assert (chosen.first, chosen.last) == days
    assert len(odd) == conflicts


def test_of_plans_told_on_one_day_the_later_one_counts() -> None:
    plans = [told_date("2025-07-24", "2025-07-25", "planned"), told_date("2025-07-01", "2025-07-01", "planned")]
    assert days_told(plans)[0].first == "2025-07-24"


def test_the_last_plan_counts_where_nothing_was_held() -> None:
    plans = [told_date("2020-03-27", "2020-03-27", "planned"), told_date("2020-05-28", "2020-05-28", "planned")]
    chosen, odd = days_told(plans)
    assert (chosen.first, chosen.status, odd) == ("2020-05-28", "planned", ())


# terms


@pytest.mark.parametrize(
    ("unit", "day", "years"),
    [
        ("Đảng bộ Công an tỉnh Vân Sơn", "2020-08-06", (2020, 2025)),
        ("Đảng bộ Công an tỉnh Vân Sơn", "2015-08-06", (2015, 2020)),
        ("Đảng bộ Công an tỉnh Vân Sơn", "2019-12-20", (2020, 2025)),
        ("Hội Liên hiệp Phụ nữ tỉnh Vân Sơn", "2021-10-20", (2021, 2026)),
        ("Đảng bộ Công an tỉnh Vân Sơn", "2018-08-06", None),
        ("Chi bộ Phòng Tham mưu", "2020-08-06", None),
    ],
)
def test_the_round_tells_the_term(unit: str, day: str, years: tuple[int, int] | None) -> None:
    found = term_of(Congress(unit=unit, first=day, last=day, status="reported"), [], {})
    assert (found.from_year, found.to_year) == (years or (None, None))
    assert found.term_basis == ("date" if years else None)


# whose congress


def event(one: Said, first: str, *, kind: EventType = "congress", organiser: str | None = None) -> Event:
    day = date.fromisoformat(first)
    return Event(
        id=f"{one.cite.article_id}:{one.number}",
        when=DateRange(first=day, last=day, grain="day"),
        date=first,
        status="reported",
        type=kind,
        title=one.text,
        sentence=one.text,
        start=one.cite.start,
        end=one.end,
        evidence="test",
        participants=(Participant(name=organiser, kind="unit", role="organiser"),) if organiser else (),
    )


def found(text: str, dates: dict[int, str], organisers: dict[int, str] | None = None) -> tuple[Congress, ...]:
    sentences = said(text, published="2020-08-12")
    told = [
        Told(event=event(one, dates[one.number], organiser=(organisers or {}).get(one.number)), said=one, group=f"g{n}")
        for n, one in enumerate(sentences)
        if one.number in dates
    ]
    return congresses(ASKED, told, {"a1": sentences})


def test_a_bare_word_is_the_congress_named_before() -> None:
    text = "Đại hội Đảng bộ Công an tỉnh Vân Sơn lần thứ XV khai mạc ngày 11/8. Đại hội bế mạc ngày 12/8."
    (one,) = found(text, {0: "2020-08-11", 1: "2020-08-12"})
    assert (one.ordinal, one.first, one.last) == (15, "2020-08-11", "2020-08-12")


def test_the_congress_of_another_unit_is_not_its_own() -> None:
    text = "Công an tỉnh Vân Sơn bảo vệ Đại hội Đảng bộ tỉnh Vân Sơn lần thứ XX ngày 11/8."
    assert found(text, {0: "2020-08-11"}, {0: UNIT}) == ()


def test_congresses_of_many_are_nobodys() -> None:
    text = "Công an tỉnh Vân Sơn hoàn thành đại hội các chi bộ trực thuộc ngày 11/8. 12/12 chi bộ tổ chức đại hội."
    assert found(text, {0: "2020-08-11", 1: "2020-08-11"}, {0: UNIT, 1: UNIT}) == ()


def test_a_cell_without_a_name_holds_its_own() -> None:
    text = "Đảng bộ Công an tỉnh Vân Sơn chỉ đạo, Chi bộ tiến hành tổ chức Đại hội ngày 11/8."
    assert found(text, {0: "2020-08-11"}, {0: f"Đảng bộ {UNIT}"}) == ()


def test_a_plain_organiser_holds_it() -> None:
    text = "Ngày 11/8, Đảng bộ Công an tỉnh Vân Sơn tổ chức Đại hội lần thứ XV, nhiệm kỳ 2020-2025."
    (one,) = found(text, {0: "2020-08-11"}, {0: f"Đảng bộ {UNIT}"})
    assert (one.unit, one.ordinal, one.from_year, one.term_basis) == (f"Đảng bộ {UNIT}", 15, 2020, "told")


def test_two_terms_are_two_congresses_in_order() -> None:
    text = (
        "Đại hội Đảng bộ Công an tỉnh Vân Sơn lần thứ XV diễn ra ngày 11/8/2020. "
        "Đại hội Đảng bộ Công an tỉnh Vân Sơn lần thứ XIV diễn ra ngày 19/8/2015."
    )
    assert [c.ordinal for c in found(text, {0: "2020-08-11", 1: "2015-08-19"})] == [14, 15]


def test_a_wrong_number_is_shown_beside_the_right_one() -> None:
    text = (
        "Đại hội Đảng bộ Công an tỉnh Vân Sơn lần thứ XV khai mạc ngày 11/8. "
        "Đại hội Đảng bộ Công an tỉnh Vân Sơn lần thứ XV họp ngày 11/8. "
        "Đại hội Đảng bộ Công an tỉnh Vân Sơn lần thứ XVI họp ngày 11/8."
    )
    (one,) = found(text, dict.fromkeys(range(3), "2020-08-11"))
    assert (one.ordinal, [(v.about, v.value) for v in one.variants]) == (15, [("ordinal", "16")])


def test_the_days_of_the_whole_congress_count_where_only_its_end_is_told() -> None:
    text = "Sau ba ngày làm việc (từ 9 đến 11/8), Đại hội Đảng bộ Công an tỉnh Vân Sơn lần thứ XV bế mạc chiều 11/8."
    (one,) = found(text, {0: "2020-08-11"})
    assert (one.first, one.last) == ("2020-08-09", "2020-08-11")


def test_a_bare_telling_goes_to_the_congress_nearest_in_time() -> None:
    text = (
        "Đại hội Đảng bộ Công an tỉnh Vân Sơn lần thứ XV khai mạc ngày 20/7. "
        "Đại hội Đảng bộ Công an tỉnh Vân Sơn lần thứ XIV khai mạc ngày 10/8. "
        "Đại hội Đảng bộ Công an tỉnh Vân Sơn bế mạc ngày 11/8."
    )
    first, second = found(text, {0: "2020-07-20", 1: "2020-08-10", 2: "2020-08-11"})
    assert (first.ordinal, first.last) == (15, "2020-07-20")
    assert (second.ordinal, second.first, second.last) == (14, "2020-08-10", "2020-08-11")


def test_the_elected_and_the_size_are_those_of_this_congress() -> None:
    text = (
        "Ngày 11/8, Đại hội Đảng bộ Công an tỉnh Vân Sơn lần thứ XV khai mạc. "
        "Đại hội bầu 25 đồng chí vào Ban Chấp hành; bầu đoàn đại biểu dự Đại hội Đảng bộ tỉnh Vân Sơn gồm 9 đồng chí. "
        "Đại tá Lâm Văn Quyết được bầu giữ chức Bí thư Đảng ủy Công an tỉnh Vân Sơn. "
        "Đồng chí Lê Thị Thu được bầu giữ chức Bí thư Huyện ủy Tam Khê."
    )
    (one,) = found(text, {0: "2020-08-11"})
    assert one.members == 25
    assert [(e.person, e.head) for e in one.elected] == [("Lâm Văn Quyết", "Bí thư")]


def test_an_article_on_all_congresses_tells_each_with_its_own() -> None:
    text = (
        "Đại hội Đảng bộ Công an tỉnh Vân Sơn lần thứ I tiến hành ngày 14/4/1951. "
        "Đại hội bầu Ban Chấp hành gồm 7 ủy viên. "
        "Đồng chí Lê Văn Nam được bầu làm Bí thư Đảng ủy. "
        "Đại hội lần thứ II tiến hành ngày 30/1/1959. Đại hội bầu Ban Chấp hành gồm 9 ủy viên. "
        "Đồng chí Trần Văn Bình được bầu làm Bí thư Đảng ủy."
    )
    first, second = found(text, {0: "1951-04-14", 3: "1959-01-30"})
    assert (first.ordinal, first.members, [e.person for e in first.elected]) == (1, 7, ["Lê Văn Nam"])
    assert (second.ordinal, second.members, [e.person for e in second.elected]) == (2, 9, ["Trần Văn Bình"])
    assert first.from_year is None  # rounds were not alike then


def test_an_article_on_the_congresses_of_several_units_tells_each_with_its_own() -> None:
    text = (
        "Ngày 10/8, Đại hội Đảng bộ Công an tỉnh Vân Sơn bế mạc. Đại hội bầu 25 đồng chí vào Ban Chấp hành. "
        "Đại hội chào mừng Đại hội Đảng bộ tỉnh Vân Sơn. Đồng chí Lê Văn Nam được bầu làm Bí thư Đảng ủy. "
        "Ngày 11/8, Đại hội Đảng bộ Công an tỉnh Lệ Giang bế mạc. Đại hội bầu 23 đồng chí vào Ban Chấp hành. "
        "Đồng chí Trần Văn Bình được bầu làm Bí thư Đảng ủy."
    )
    (one,) = found(text, {0: "2020-08-10", 4: "2020-08-11"})
    assert (one.members, len(one.sizes), [e.person for e in one.elected]) == (25, 1, ["Lê Văn Nam"])


def test_a_merged_telling_of_an_article_that_never_names_the_unit_is_not_its_own() -> None:
    mine = said("Đại hội Đảng bộ Công an tỉnh Vân Sơn khai mạc ngày 11/8.", published="2020-08-12")
    other = said("Đại hội khai mạc ngày 11/8 tại huyện Tam Khê.", article="a2", published="2020-08-12")
    told = [Told(event=event(one[0], "2020-08-11"), said=one[0], group="g") for one in (mine, other)]
    (one,) = congresses(ASKED, told, {"a1": mine, "a2": other})
    assert [c.article_id for stage in one.stages for c in stage.cites] == ["a1"]


def test_opening_ceremonies_date_a_congress_without_an_event() -> None:
    sentences = said(
        "Sáng 11/8, lễ khai mạc Đại hội Đảng bộ Công an tỉnh Vân Sơn diễn ra. "
        "Ngày 1/8, Công an tỉnh Vân Sơn họp báo về Đại hội Đảng bộ Công an tỉnh Vân Sơn.",
        published="2020-08-12",
    )
    assert [t.event.date for t in unread(sentences, ())] == ["2020-08-11"]
    assert list(unread(sentences, {0})) == []


# changes


def read(text: str, article: str, *, published: str = "2020-08-12", day: str | None = None) -> list[Dated]:
    event_days = (day, day) if day else None
    made = [
        dated(change, event_days, published)
        for one in said(text, article=article, published=published, ids=True)
        for change in changes_said(one)
    ]
    return [one for one in made if one is not None]


def put_together(*told: list[Dated], name: str) -> tuple[Change, ...]:
    return changes(frozenset({name}), [one for some in told for one in some])


def test_tellings_of_one_change_are_one_line_and_days_that_differ_are_shown() -> None:
    (founded,) = put_together(
        read(f"{UNIT} được thành lập ngày 19/8/1945.", "a1"),
        read(f"{UNIT} được thành lập ngày 19/8/1945.", "a2"),
        read(f"{UNIT} được thành lập ngày 2/9/1945.", "a3"),
        name=UNIT,
    )
    assert (founded.first, [odd.first for odd in founded.conflicts]) == ("1945-08-19", ["1945-09-02"])
    assert len(founded.cites) == 3


def test_an_anniversary_is_counted_back() -> None:
    (founded,) = put_together(
        read("Kỷ niệm 75 năm thành lập Trường Đại học Vân Sơn.", "a1"), name="Trường Đại học Vân Sơn"
    )
    assert (founded.first, founded.last, founded.date_basis) == ("1945-01-01", "1945-12-31", "anniversary")


def test_a_founding_joins_the_merger_that_made_it() -> None:
    new = "Sở Xây dựng tỉnh Vân Sơn"
    (merged,) = put_together(
        read(f"Ngày 1/8/2020, công bố quyết định thành lập {new}.", "a1"),
        read(
            f"Thành lập {new} trên cơ sở hợp nhất Sở Giao thông Vận tải tỉnh Vân Sơn và Sở Tài chính tỉnh Vân Sơn.",
            "a2",
        ),
        name=new,
    )
    assert (merged.kind, merged.first, len(merged.former)) == ("merged", "2020-08-01", 2)


def test_the_days_of_the_event_stand_in_for_days_not_told() -> None:
    (change,) = put_together(read(f"Trao quyết định thành lập {UNIT}.", "a1", day="2020-08-10"), name=UNIT)
    assert (change.first, change.date_basis) == ("2020-08-10", "event")
    (vague,) = put_together(read(f"Trao quyết định thành lập {UNIT}.", "a1"), name=UNIT)
    assert (vague.first, vague.last, vague.date_basis) == (None, "2020-08-12", "published")


def test_since_when_decisions_have_effect_dates_what_they_decide() -> None:
    sentences = said(f"Thành lập {UNIT}. Quyết định có hiệu lực kể từ ngày 1/7/2020.", published="2020-06-12", ids=True)
    effect = effect_day(sentences)
    (change,) = [change for one in sentences for change in changes_said(one)]
    one = dated(change, None, "2020-06-12", effect)
    assert one is not None
    assert (one.first, one.last, one.basis) == ("2020-07-01", "2020-07-01", "told")


def test_the_body_that_ended_for_it_goes_before() -> None:
    new = "Công an phường Bình Lãng"
    text = f"Ngày 2/3/2020, công bố quyết định thành lập {new}. Ban Công an xã Bình Lãng cũ giải thể."
    (founded,) = put_together(read(text, "a1"), name=new)
    assert [was.name for was in founded.former] == ["Ban Công an xã Bình Lãng"]


# owners


def test_owners_by_the_articles_that_tell_them() -> None:
    def one(name: str, published: str, *, stated: bool) -> OwnerTold:
        return OwnerTold(unit=UnitRef(name=name), cite=cite(published, published), stated=stated)

    (first, second) = owners(
        [
            one("Bộ Nội vụ", "2021-02-01", stated=True),
            one("Công an tỉnh Vân Sơn", "2019-01-01", stated=False),
            one("Công an tỉnh Vân Sơn", "2020-01-01", stated=True),
            one("Công an tỉnh", "2020-01-01", stated=False),
        ]
    )
    assert (first.unit.name, first.first, first.last, first.stated) == (UNIT, "2019-01-01", "2020-01-01", True)
    assert first.cites[0].article_id == "2020-01-01"
    assert second.unit.name == "Bộ Nội vụ"
