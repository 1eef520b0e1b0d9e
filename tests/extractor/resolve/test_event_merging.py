"""Which tellings are one event, and why."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from corpus.dates import DateRange
from corpus.mentions import Event, EventStatus, EventType, Participant, Role
from corpus.merged import EventGroup
from extractor.events.doing import SEVERAL
from extractor.resolve import event_merging, events
from extractor.resolve.article_profile import article_profile
from extractor.resolve.event_likeness import ENOUGH, Comparison, Telling, Traits, likeness, same_time
from extractor.resolve.events import merge_events

POLICE = "Công an tỉnh Vân Sơn"


def telling(
    article: str,
    first: str,
    last: str | None = None,
    *,
    kind: EventType = "congress",
    status: EventStatus = "reported",
    units: tuple[str, ...] = (),
    subjects: tuple[str, ...] = (),
    role: Role = "other",
    sentence: str = "",
    place: str | None = None,
    about: str = "",
    published: str | None = None,
    keys: dict[str, str] | None = None,
) -> Telling:
    when = DateRange(first=date.fromisoformat(first), last=date.fromisoformat(last or first), grain="day")
    event = Event(
        id=f"{article}-{first}-{kind}",
        when=when,
        date=first if last is None else f"{first}/{last}",
        status=status,
        type=kind,
        title="",
        sentence=sentence or f"Tin số {article}.",
        start=0,
        end=1,
        evidence="rule",
        place=place,
        participants=(
            *(Participant(name=name, kind="unit", role=role) for name in units),
            *(Participant(name=name, kind="person", role="subject") for name in subjects),
        ),
    )
    return Telling(
        event=event,
        article_id=article,
        source=f"bao-{article}.example",
        url=None,
        article_title=None,
        published=published or first,
        about=article_profile(about, ()),
        keys=keys or {},
    )


def event_groups(told: Iterable[Telling]) -> list[EventGroup]:
    return events.event_groups(map(Traits.of, told))


def points(a: Telling, b: Telling) -> float:
    there, back = likeness(Traits.of(a), Traits.of(b)), likeness(Traits.of(b), Traits.of(a))
    assert there == back
    return there.points


def merged(*told: Telling) -> list[int]:
    """Sizes of the groups, the same in any order."""
    expected = merge_events(told)
    for order in list(permutations(told))[:24]:
        assert merge_events(order) == expected
    return sorted(len(event.tellings) for event in expected)


def test_the_same_person_appointed_on_the_same_day() -> None:
    a = telling("a", "2021-06-25", kind="appointment", subjects=("Lục Văn Tường",))
    b = telling("b", "2021-06-25", kind="appointment", subjects=("Lục Văn Tường",))
    assert merged(a, b) == [2]


def test_a_handing_over_is_the_appointment_told_as_a_ceremony() -> None:
    a = telling("a", "2021-06-25", kind="appointment", subjects=("Lục Văn Tường",))
    b = telling("b", "2021-06-25", kind="ceremony", subjects=("Lục Văn Tường",), units=(POLICE,))
    assert merged(a, b) == [2]


def test_two_persons_appointed_on_one_day_are_two_events() -> None:
    a = telling("a", "2021-06-25", kind="appointment", subjects=("Lục Văn Tường",), units=(POLICE,))
    b = telling("b", "2021-06-25", kind="appointment", subjects=("Bế Thanh Ngà",), units=(POLICE,))
    assert merged(a, b) == [1, 1]


def test_namesakes_known_apart_weigh_less_than_one_person() -> None:
    name = "Đàm Quang Khuê"
    a = telling("a", "2021-06-25", kind="appointment", subjects=(name,), keys={"đàm quang khuê": "p1"})
    b = telling("b", "2021-06-25", kind="appointment", subjects=(name,), keys={"đàm quang khuê": "p1"})
    c = telling("c", "2021-06-25", kind="appointment", subjects=(name,), keys={"đàm quang khuê": "p2"})
    assert points(a, c) < points(a, b)


def test_a_short_name_is_the_entity_that_it_stands_for() -> None:
    a = telling("a", "2020-08-06", units=(POLICE,))
    b = telling("b", "2020-08-06", units=("Công an tỉnh",), keys={"công an tỉnh": "u1"})
    c = telling("c", "2020-08-06", units=(POLICE,), keys={"công an tỉnh vân sơn": "u1"})
    assert points(a, b) < ENOUGH <= points(b, c)


@pytest.mark.parametrize("gap", [1, 2])
def test_the_days_of_a_congress_are_one_event(gap: int) -> None:
    a = telling("a", "2020-08-06", units=("Đảng bộ Công an tỉnh Vân Sơn",), sentence="Đại hội lần thứ XIV khai mạc.")
    b = telling(
        "b", f"2020-08-0{6 + gap}", units=("Đảng bộ Công an tỉnh Vân Sơn",), sentence="Đại hội lần thứ XIV bế mạc."
    )
    assert merged(a, b) == [2]


def test_congresses_of_different_numbers_are_different() -> None:
    a = telling("a", "2020-08-06", units=("Đảng bộ huyện",), sentence="Khai mạc đại hội lần thứ XIV.")
    b = telling("b", "2020-08-06", units=("Đảng bộ huyện",), sentence="Khai mạc đại hội lần thứ XV.")
    assert points(a, b) < ENOUGH


def test_organisers_that_differ_keep_events_apart() -> None:
    words = "Đại hội khai mạc với 150 đại biểu dự."
    a = telling("a", "2020-08-06", units=("Công an huyện Bắc Khê",), role="organiser", sentence=words)
    b = telling("b", "2020-08-06", units=("Công an huyện Mường Khá",), role="organiser", sentence=words)
    assert merged(a, b) == [1, 1]


def test_without_participants_it_is_what_the_articles_are_about() -> None:
    title = "Cháy kho hàng ở cảng Bến Nghé lúc rạng sáng"
    a = telling(
        "a", "2022-05-09", kind="crime", about=title, sentence="Lửa bùng lên lúc 3 giờ, thiêu rụi 1.200 m2 kho."
    )
    b = telling(
        "b", "2022-05-09", kind="crime", about="Rạng sáng cháy kho hàng cảng Bến Nghé", sentence="Kho 1.200 m2 cháy."
    )
    c = telling(
        "c", "2022-05-09", kind="crime", about="Bắt nhóm trộm chó ở huyện Bắc Khê", sentence="Nhóm này trộm 12 vụ."
    )
    assert merged(a, b, c) == [1, 2]


def test_names_that_are_no_participants_count() -> None:
    one = "Khởi tố Vi Văn Lập về hành vi nhận hối lộ."
    a = telling("a", "2020-03-03", kind="crime", sentence=one)
    same = telling("b", "2020-03-03", kind="crime", sentence="Cựu cán bộ Vi Văn Lập bị bắt.")
    other = telling("c", "2020-03-03", kind="crime", sentence="Khởi tố Mùa Chứ Páo về hành vi vận chuyển ma túy.")
    anybody = telling("d", "2020-03-03", kind="crime", sentence="Khởi tố một cán bộ.")
    assert points(a, other) < points(a, anybody) < points(a, same)
    assert dict(likeness(Traits.of(a), Traits.of(same)).reasons)["names"] == 0.6


def test_names_of_provinces_and_countries_say_nothing() -> None:
    a = telling("a", "2020-03-03", kind="other", sentence="Mưa lớn ở Lai Châu, gần biên giới Trung Quốc.")
    b = telling("b", "2020-03-03", kind="other", sentence="Cháy rừng ở Lai Châu, Trung Quốc hỗ trợ.")
    assert "names" not in dict(likeness(Traits.of(a), Traits.of(b)).reasons)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("Sáng 9/8, xe tải lật.", "Tối 9/8, xe tải lật.", True),
        ("Khoảng 20h ngày 9/8, xe tải lật.", "Sáng 9/8, xe tải lật.", True),
        ("Rạng sáng nay xe tải lật.", "Lúc 3 giờ ngày 9/8, xe tải lật.", False),
        ("Trưa 9/8, xe tải lật.", "Chiều 9/8, xe tải lật.", False),
        ("Ngày 9/8, xe tải lật.", "Tối 9/8, xe tải lật.", False),
    ],
)
def test_morning_is_not_evening(one: str, other: str, apart: bool) -> None:
    a = telling("a", "2021-08-09", kind="other", sentence=one)
    b = telling("b", "2021-08-09", kind="other", sentence=other)
    assert ("hours" in dict(likeness(Traits.of(a), Traits.of(b)).reasons)) == apart
    for kind in ("congress", "conference"):
        days = [replace(t, event=replace(t.event, type=kind)) for t in (a, b)]
        assert "hours" not in dict(likeness(*map(Traits.of, days)).reasons)


def test_a_decision_that_names_nobody_is_hardly_the_appointment_of_somebody() -> None:
    words = "Ngày 27/4, Thủ tướng Chính phủ ký quyết định"
    a = telling("a", "2021-04-27", kind="appointment", subjects=("Tạ Quang Bình",), sentence=f"{words} bổ nhiệm ông.")
    b = telling("b", "2021-04-27", kind="decision", sentence=f"{words} phê duyệt chiến lược.")
    assert dict(likeness(Traits.of(a), Traits.of(b)).reasons)["person"] < 0
    named = telling("c", "2021-04-27", kind="decision", sentence=f"{words} về ông Tạ Quang Bình.")
    a = telling("a", "2021-04-27", kind="appointment", subjects=("Tạ Quang Bình",), sentence="Bổ nhiệm Tạ Quang Bình.")
    assert "person" not in dict(likeness(Traits.of(a), Traits.of(named)).reasons)


@pytest.mark.parametrize(
    ("one", "other", "worth"),
    [
        ("Công an tỉnh Vân Sơn", "Công an Vân Sơn", 0.0),
        ("Công ty TNHH May Trường Lộc", "Công ty May Trường Lộc", 0.0),
        ("Công ty May Trường Lộc", "Bệnh viện Đa khoa Yên Thái", -0.4),
        ("Công an huyện Bắc Khê", "Công an huyện Mường Khá", -1.0),
    ],
)
def test_units_that_differ(one: str, other: str, worth: float) -> None:
    a = telling("a", "2021-08-09", kind="inspection", units=(one,), role="organiser")
    b = telling("b", "2021-08-09", kind="inspection", units=(other,), role="organiser")
    assert dict(likeness(Traits.of(a), Traits.of(b)).reasons).get("unit", 0.0) == worth


def test_congresses_of_two_districts_in_the_same_words() -> None:
    words = "Đảng bộ Công an huyện {} tổ chức Đại hội lần thứ XII, với 120 đại biểu, bầu 15 đồng chí."
    told = [
        telling(
            name,
            "2020-06-17",
            units=(f"Đảng bộ Công an huyện {district}",),
            role="organiser",
            sentence=words.format(district),
            about="Đảng bộ Công an huyện tổ chức Đại hội nhiệm kỳ",
        )
        for name, district in (("a", "Bắc Khê"), ("b", "Mường Khá"))
    ]
    assert merged(*told) == [1, 1]


def test_a_vague_time_is_no_evidence() -> None:
    a = telling("a", "2020-08-06", units=(POLICE,))
    assert points(a, telling("b", "2020-01-01", "2020-12-31", units=(POLICE,))) == 0
    month = telling("b", "2020-08-01", "2020-08-31", units=(POLICE,))
    assert 0 < points(a, month) < points(a, telling("b", "2020-08-06", units=(POLICE,)))


def test_a_plan_that_was_put_off_and_what_came_of_it_are_stages_of_one_event() -> None:
    party = ("Đảng bộ Công an huyện Tam Khê",)
    words = "Đại hội Đảng bộ Công an huyện Tam Khê lần thứ XII"
    told = [
        telling(
            "a",
            "2020-03-27",
            status="planned",
            units=party,
            sentence=f"{words} sẽ họp ngày 27-3.",
            published="2020-03-01",
        ),
        telling("b", "2020-05-28", units=party, sentence=f"{words} khai mạc sáng nay.", published="2020-05-28"),
        telling(
            "c", "2020-05-28", status="planned", units=party, sentence=f"{words} lùi sang 28-5.", published="2020-03-25"
        ),
    ]
    assert merged(*told) == [3]
    (event,) = merge_events(told)
    assert (event.event.status, event.event.date) == ("reported", "2020-05-28")
    assert [(s.status, s.date) for s in event.stages] == [
        ("planned", "2020-03-27"),
        ("planned", "2020-05-28"),
        ("reported", "2020-05-28"),
    ]
    assert event.conflicts == ()


def test_congresses_of_several_bodies_are_no_stage_of_that_of_the_body_above() -> None:
    party = ("Đảng bộ huyện Tam Khê",)
    held = telling("a", "2020-08-20", units=party, sentence="Đại hội Đảng bộ huyện Tam Khê bế mạc.")
    words = "Các chi bộ còn lại của Đảng bộ huyện Tam Khê sẽ đại hội trong tháng 8."
    others = telling("b", "2020-08-20", status="planned", units=party, sentence=words, published="2020-08-10")
    assert merged(held, others) == [2]
    marked = replace(others.event, evidence=f"verb; {SEVERAL}")
    assert merged(held, replace(others, event=marked)) == [1, 1]


def test_what_was_held_is_not_put_off() -> None:
    a = telling("a", "2020-03-27", units=(POLICE,))
    assert points(a, telling("b", "2020-05-28", units=(POLICE,))) == 0


def test_dates_of_errors_are_shown() -> None:
    person = ("Lục Văn Tường",)
    told = [
        telling("a", "2019-07-17", kind="promotion", subjects=person, units=(POLICE,), published="2019-07-17"),
        telling("b", "2019-07-17", kind="promotion", subjects=person, units=(POLICE,), published="2019-07-18"),
        telling("c", "2019-07-18", kind="promotion", subjects=person, units=(POLICE,), published="2019-07-17"),
    ]
    (event,) = merge_events(told)
    assert event.event.date == "2019-07-17"
    assert event.conflicts == ("2019-07-18",)


def test_one_article_tells_its_events_apart() -> None:
    a = telling("a", "2020-08-06", kind="award", units=(POLICE,), role="organiser", sentence="Tặng bằng khen.")
    b = telling("a", "2020-08-07", kind="award", units=(POLICE,), role="organiser", sentence="Trao cờ thi đua.")
    c = telling(
        "b", "2020-08-06", kind="award", units=(POLICE,), role="organiser", sentence="Tặng bằng khen, trao cờ thi đua."
    )
    assert sorted(len(g.members) for g in event_groups([a, b, c])) == [1, 2]


@pytest.mark.parametrize(
    ("day", "sentence", "as_one"),
    [
        ("2020-08-21", "Tin số a.", True),
        ("2020-06-12", "Tin số a.", False),
        ("2020-08-21", "Đại hội lần thứ XV bế mạc.", False),
    ],
)
def test_what_one_article_tells_of_one_congress_does_not_contradict(day: str, sentence: str, as_one: bool) -> None:
    a, b = (
        telling("a", first, sentence=words)
        for first, words in (("2020-08-20", "Đại hội lần thứ XVI."), (day, sentence))
    )
    assert event_merging._told_as_one(Traits.of(a), Traits.of(b)) is as_one


def test_every_join_is_explained() -> None:
    told = [telling(name, "2020-08-06", units=(POLICE,), sentence="Đại hội khai mạc.") for name in "abc"]
    (group,) = event_groups(told)
    assert len(group.links) == 2
    for link in group.links:
        assert link.points >= ENOUGH
        assert dict(link.reasons)["unit"] == 0.5
    assert group.id == told[0].event.id


def test_groups_grow_as_if_made_at_once() -> None:
    """Whatever is added elsewhere in time leaves a group as it is."""
    draw = random.Random(5)
    early = [telling(f"e{i}", f"2019-0{1 + i % 9}-1{i % 5}", units=(POLICE,)) for i in range(30)]
    late = [telling(f"l{i}", f"2022-0{1 + i % 9}-1{i % 5}", units=(POLICE,)) for i in range(30)]
    draw.shuffle(early)
    alone = {g.id: g for g in event_groups(early)}
    together = {g.id: g for g in event_groups([*late, *early])}
    assert alone.items() <= together.items()


def test_times_are_compared_alike_in_both_directions() -> None:
    days = ["2020-08-06", "2020-08-07", "2020-08-09", "2020-12-01"]
    for status in ("planned", "reported"):
        for a in days:
            for b in days:
                one, other = Traits.of(telling("a", a, status=status)), Traits.of(telling("b", b))
                assert same_time(one, other) == same_time(other, one)


def test_copies_of_a_sentence_are_one_and_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    words = "Sáng nay, lực lượng chức năng đã khống chế đám cháy lan rộng hơn một nghìn mét vuông kho hàng ở cảng."
    told = [telling(f"a{i}", "2022-05-09", kind="crime", sentence=words) for i in range(40)]

    def unasked(self: Comparison, a: Traits, b: Traits, least: float = 0.0) -> float:
        raise AssertionError((self, a, b, least))

    monkeypatch.setattr(Comparison, "points", unasked)
    (group,) = event_groups(told)
    assert len(group.members) == 40
    assert {link.reasons for link in group.links} == {(("copy", 9.0),)}


def test_short_sentences_alike_are_no_copies() -> None:
    told = [telling(f"a{i}", "2022-05-09", kind="crime", sentence="Vụ việc đang được điều tra.") for i in range(3)]
    assert [len(group.members) for group in event_groups(told)] == [1, 1, 1]


def test_what_one_article_says_twice_it_told_apart() -> None:
    words = "Trước đó, công an đã khởi tố bị can để điều tra hành vi lừa đảo chiếm đoạt tài sản qua mạng xã hội."
    one = telling("a", "2022-05-09", kind="crime", sentence=words)
    again = replace(one, event=replace(one.event, id="again"))
    assert [len(group.members) for group in event_groups([one, again])] == [1, 1]
