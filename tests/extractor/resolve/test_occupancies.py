"""Posts over time from statements: bounds, ends, successors, contradictions; ranks."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.careers import Occupancy
from corpus.entities import CareerLine
from extractor.resolve.occupancies import is_bare, occupancies
from extractor.resolve.ranks_held import ranks_held

POLICE, PROVINCE, PARTY = "a" * 16, "b" * 16, "c" * 16


def line(article: str, day: str | None, head: str = "giám đốc", **fields: Any) -> CareerLine:
    unit_id = fields.pop("unit_id", POLICE)
    unit = fields.pop("unit", "Công an tỉnh Vân Sơn")
    post = fields.pop("post", f"{head[:1].upper()}{head[1:]} {unit}")
    fields.setdefault("unit_type", "police")
    return CareerLine(
        article_id=article, field="text", start=fields.pop("start", 0), date=day, head=head, post=post, unit=unit,
        unit_id=unit_id, **fields,
    )  # fmt: skip


def begins(article: str, date: str | None, first: str | None, last: str | None = None, **fields: Any) -> CareerLine:
    return line(article, date, change="begins", first=first, last=last or first, rule="governing date", **fields)


def ends(article: str, date: str | None, first: str | None, last: str | None = None, **fields: Any) -> CareerLine:
    return line(article, date, change="ends", first=first, last=last or first, rule="governing date", **fields)


def of(*lines: CareerLine, **others: list[CareerLine]) -> list[Occupancy]:
    return list(occupancies({"0": ("A", list(lines)), **{k: (k, v) for k, v in others.items()}})["0"])


def bounds(o: Occupancy) -> tuple[str | None, str | None, str | None, str | None, bool]:
    return o.begin.earliest, o.begin.latest, o.end.earliest, o.end.latest, o.open


def test_a_post_that_is_only_stated_has_an_open_end_and_no_known_beginning() -> None:
    (held,) = of(line("a", "2019-04-26"), line("b", "2021-01-02"))
    assert bounds(held) == (None, "2019-04-26", "2021-01-02", None, True)
    assert (held.position, held.unit_id, len(held.supports)) == ("Giám đốc", POLICE, 2)


def test_a_month_is_no_day() -> None:
    (held,) = of(begins("a", "2021-03-16", "2016-10-01", "2016-10-31"), line("b", "2018-01"))
    assert bounds(held) == ("2016-10-01", "2016-10-31", "2018-01-01", None, True)


def test_an_undated_beginning_is_bounded_by_its_article() -> None:
    (held,) = of(line("a", "2020-12-09", change="begins", rule="undated"))
    assert bounds(held) == (None, "2020-12-09", None, None, True)


def test_days_are_narrowed_by_what_agrees_and_never_averaged() -> None:
    lines = [
        begins("a", "2020-12-09", "2020-12-01", "2020-12-31"),
        begins("b", "2020-12-09", "2020-12-08"),
        begins("c", "2020-12-20", "2020-12-08"),
        begins("d", "2020-12-20", "2020-11-08"),
    ]
    for order in permutations(lines):
        (held,) = of(*order)
        assert bounds(held)[:2] == ("2020-12-08", "2020-12-08")
        assert [(c.about, c.told, c.support.article_id) for c in held.contradictions] == [("from", "2020-11-08", "d")]


def test_who_held_it_before_was_only_chosen_again() -> None:
    (held,) = of(line("a", "2018-08-09"), line("b", "2019-01-09"), begins("c", "2020-08-08", "2020-08-07"))
    assert bounds(held) == (None, "2018-08-09", "2020-08-07", None, True)
    assert not held.contradictions


def test_the_first_of_two_beginnings_counts_where_no_end_lies_between() -> None:
    lines = [
        begins("a", "2020-10-15", "2015-11-01", "2015-11-30"),
        line("b", "2019-12-20"),
        begins("c", "2020-10-16", "2020-10-15"),
    ]
    (held,) = of(*lines)
    assert bounds(held) == ("2015-11-01", "2015-11-30", "2019-12-20", None, True)
    assert not held.contradictions


def test_an_article_that_gives_the_post_too_soon_contradicts() -> None:
    (held,) = of(
        line("a", "2023-02-07"), begins("b", "2023-03-14", "2023-03-14"), begins("c", "2023-07-02", "2023-03-14")
    )
    assert bounds(held) == ("2023-03-14", "2023-03-14", "2023-03-14", None, True)
    assert [(c.about, c.told) for c in held.contradictions] == [("from", "2023-02-07")]


def test_what_is_decided_is_handed_over_some_days_later() -> None:
    handed = line("b", "2023-07-04", change="begins", first="2023-07-04", last="2023-07-04", rule="handed over")
    (held,) = of(begins("a", "2023-06-30", "2023-06-30"), handed)
    assert (bounds(held)[:2], held.contradictions) == (("2023-06-30", "2023-07-04"), ())


def test_an_end_that_is_told_and_an_article_that_is_late() -> None:
    (held,) = of(line("a", "2020-01-01"), ends("b", "2021-03-15", "2021-03-15"), line("c", "2021-03-20"))
    assert bounds(held) == (None, "2020-01-01", "2021-03-15", "2021-03-15", False)


def test_a_former_post_ended_before_its_article() -> None:
    (held,) = of(line("a", "2020-01-01"), line("b", "2023-04-21", former=True))
    assert bounds(held) == (None, "2020-01-01", "2020-01-01", "2023-04-21", False)


def test_an_end_and_a_later_beginning_are_two_holdings() -> None:
    lines = [begins("a", None, "2010-01-01"), ends("b", None, "2012-01-01"), begins("c", None, "2015-01-01")]
    assert [bounds(o) for o in of(*lines)] == [
        ("2010-01-01", "2010-01-01", "2012-01-01", "2012-01-01", False),
        ("2015-01-01", "2015-01-01", "2015-01-01", None, True),
    ]


def test_a_deputy_who_leads_is_no_deputy_any_more() -> None:
    deputy, head = of(
        begins("a", "2018-01-02", "2018-01-01", head="phó giám đốc"),
        line("b", "2020-06-01", head="phó giám đốc"),
        begins("c", "2021-06-25", "2021-06-25"),
    )
    assert bounds(deputy) == ("2018-01-01", "2018-01-01", "2021-06-25", "2021-06-25", False)
    assert head.open


def test_a_caretaker_who_is_given_the_post_ends_as_caretaker() -> None:
    acting, full = of(
        line("a", "2019-10-22", post="quyền Giám đốc Công an tỉnh Vân Sơn", acting=True),
        begins("b", "2020-07-11", "2020-07-10"),
    )
    assert (acting.acting, bounds(acting)) == ("quyền", (None, "2019-10-22", "2020-07-10", "2020-07-10", False))
    assert full.acting is None


def test_a_deputy_in_charge_is_a_deputy_too() -> None:
    found = of(begins("a", "2021-10-06", "2021-10-06", head="phó giám đốc phụ trách"))
    assert sorted((o.position, o.acting or "") for o in found) == [("Phó giám đốc", ""), ("Phó giám đốc", "phụ trách")]


def test_moved_to_another_unit_ends_the_post_that_the_sentence_gives() -> None:
    old, new = of(
        line("a", "2021-03-15", change="holds", first="2021-03-15", last="2021-03-15", rule="moved"),
        begins("a", "2021-03-15", "2021-03-15", head="cục trưởng", unit="Cục Hậu cần", unit_id=PROVINCE, start=90),
    )
    assert bounds(old)[2:] == ("2021-03-15", "2021-03-15", False)
    assert new.open


@pytest.mark.parametrize("rule", ["given another", "governing date"])
def test_a_seat_in_the_party_goes_beside_an_office(rule: str) -> None:
    found = of(
        line("a", "2020-10-15", change="holds", first="2020-10-15", last="2020-10-15", rule=rule),
        begins(
            "a", "2020-10-15", "2020-10-15", head="phó bí thư", unit="Tỉnh ủy Vân Sơn", unit_id=PARTY, unit_type="party"
        ),
    )
    assert all(o.open for o in found)


def test_a_successor_ends_a_post_that_one_person_holds() -> None:
    theirs = [begins("c", "2021-06-25", "2021-06-25")]
    (held,) = of(line("a", "2020-01-01"), line("b", "2021-03-01"), B=theirs)
    assert bounds(held) == (None, "2020-01-01", "2021-03-01", "2021-06-25", False)


def test_deputies_do_not_follow_each_other() -> None:
    theirs = [begins("c", "2021-06-25", "2021-06-25", head="phó giám đốc")]
    (held,) = of(line("a", "2020-01-01", head="phó giám đốc"), B=theirs)
    assert held.open


def test_retirement_ends_all_posts() -> None:
    gone = CareerLine(
        article_id="c", field="text", start=5, date="2022-11-02", change="ends", first="2022-11-01", last="2022-11-01",
        rule="since",
    )  # fmt: skip
    found = of(
        line("a", "2020-01-01"),
        line("b", "2021-01-01", head="bí thư", unit="Tỉnh ủy Vân Sơn", unit_id=PARTY, unit_type="party"),
        gone,
    )
    assert [bounds(o)[2:] for o in found] == [("2022-11-01", "2022-11-01", False)] * 2


def test_an_office_taken_up_after_retirement_goes_on() -> None:
    gone = CareerLine(
        article_id="c", field="text", start=5, date="2022-11-02", change="ends", first="2022-11-01", last="2022-11-01",
        rule="since",
    )  # fmt: skip
    later = begins("d", "2023-02-02", "2023-02-01", head="chủ tịch", unit="Hội Cựu chiến binh tỉnh", unit_id=PARTY)
    old, new = of(line("a", "2020-01-01"), gone, later)
    assert (bounds(old)[2:], new.open) == (("2022-11-01", "2022-11-01", False), True)


def test_a_next_post_does_not_move_an_end_that_is_told() -> None:
    deputy = {"head": "phó giám đốc"}
    found = of(
        begins("a", "2019-01-02", "2019-01-01", **deputy),
        ends("b", "2021-05-02", "2021-05-01", **deputy),
        begins("c", "2021-03-16", "2021-03-15"),
    )
    (old,) = (o for o in found if o.position == "Phó giám đốc")
    assert bounds(old)[2:] == ("2021-05-01", "2021-05-01", False)


def test_a_plan_is_no_post_and_contradicts_what_came() -> None:
    planned = line("a", "2021-03-15", change="planned", first="2021-04-01", last="2021-04-01", rule="since")
    assert of(planned) == []
    (held,) = of(planned, begins("b", "2021-03-16", "2021-03-15"))
    assert [(c.about, c.told) for c in held.contradictions] == [("from", "2021-04-01")]


def test_a_short_name_goes_to_the_only_unit_that_it_can_be() -> None:
    short: dict[str, Any] = {
        "unit": "Công an tỉnh (unresolved)",
        "unit_id": "d" * 16,
        "vague": True,
        "post": "Giám đốc Công an tỉnh",
    }
    (held,) = of(line("a", "2020-01-01"), line("b", "2021-01-01", **short))
    assert len(held.supports) == 2
    bare = line("c", "2021-02-01", unit=None, unit_id=None, post="Giám đốc", unit_type=None)
    (held,) = of(line("a", "2020-01-01"), bare)
    assert len(held.supports) == 2
    two = of(line("a", "2020-01-01"), line("b", "2021-01-01", unit="Công an tỉnh Hà Khê", unit_id=PROVINCE), bare)
    assert [len(o.supports) for o in two] == [1, 1]


def test_a_post_without_a_unit_is_told_apart() -> None:
    (bare,) = of(line("a", "2020-01-01", unit=None, unit_id=None, post="Giám đốc", unit_type=None))
    (office,) = of(line("a", "2020-01-01", head="thủ tướng", unit=None, unit_id=None, post="Thủ tướng", unit_type=None))
    assert (is_bare(bare), is_bare(office)) == (True, False)


def test_ranks_by_promotion_and_by_first_statement() -> None:
    def rank(article: str, date: str, name: str, level: int, **fields: Any) -> CareerLine:
        return CareerLine(article_id=article, field="text", start=0, date=date, rank=name, level=level, **fields)

    found = ranks_held(
        [
            rank("a", "2018-08-09", "Đại tá", 13),
            rank("b", "2023-04-20", "Đại tá → Thiếu tướng", 14, change="begins", first="2023-04-17", last="2023-04-20"),
            rank("c", "2023-05-01", "Thiếu tướng", 14),
        ]
    )
    assert [(r.rank, r.begin.earliest, r.begin.latest) for r in found] == [
        ("Đại tá", None, "2018-08-09"),
        ("Thiếu tướng", "2023-04-17", "2023-04-20"),
    ]


_DAYS = st.one_of(st.none(), st.dates(min_value=date(2010, 1, 1)).map(lambda d: d.isoformat()))


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["begins", "ends", "holds", "planned", None]), _DAYS, _DAYS,
            st.sampled_from(["giám đốc", "phó giám đốc", "ủy viên", "giám đốc phụ trách"]), st.booleans(),
            st.sampled_from("AB"),
        ),
        max_size=12,
    )
)  # fmt: skip
def test_bounds_are_in_order_whatever_is_said(said: list[tuple[Any, ...]]) -> None:
    people: dict[str, tuple[str, list[CareerLine]]] = {"A": ("A", []), "B": ("B", [])}
    for n, (change, told, day, head, former, who) in enumerate(said):
        first = None if change is None else day
        people[who][1].append(line(f"{n}", told, head=head, change=change, first=first, last=first, former=former))
    found = occupancies(people)
    assert found == occupancies({who: (name, list(reversed(lines))) for who, (name, lines) in people.items()})
    for held in (o for own in found.values() for o in own):
        for bound in (held.begin, held.end):
            assert bound.earliest is None or bound.latest is None or bound.earliest <= bound.latest
        if not held.open and held.begin.earliest and held.end.latest:
            assert held.begin.earliest <= held.end.latest
        assert held.supports


# what one sentence takes and gives, seats, rivals


def test_only_what_one_sentence_gives_ends_what_it_takes() -> None:
    """A life of several sentences: the post given away in 2016 is not ended by one begun in 2012."""
    held = line("a", None, "phó giám đốc", change="holds", rule="given another")
    since = begins("a", None, "2016-02-01", "2016-02-29", head="phó giám đốc", start=9)
    party = begins("a", None, "2016-02-01", head="bí thư", unit="Tỉnh ủy Vân Sơn", unit_id=PARTY, unit_type="party")
    office = next(o for o in of(held, since, party) if o.position == "Phó giám đốc")
    assert bounds(office) == ("2016-02-01", "2016-02-29", "2016-02-01", None, True)


def test_an_undated_lead_ends_the_deputys_post() -> None:
    held = line("a", None, "phó giám đốc", change="holds", rule="given another")
    new = line("a", None, "giám đốc", change="begins", rule="undated", start=9)
    assert {(o.position, o.open) for o in of(held, new)} == {("Phó giám đốc", False), ("Giám đốc", True)}


def test_who_is_moved_leaves_whatever_the_next_post_is() -> None:
    held = line("a", "2015-01-10", change="holds", first="2015-01-06", last="2015-01-06", rule="moved")
    board = begins("a", "2015-01-10", "2015-01-06", unit="Ban Quản lý dự án Vân Sơn", unit_id=PROVINCE, start=9)
    left = next(o for o in of(held, board) if o.unit_id == POLICE)
    assert (left.end.latest, left.open) == ("2015-01-06", False)


def test_the_lead_of_another_place_ends_an_office() -> None:
    fields = {"unit": "Bộ Tư pháp", "unit_id": POLICE, "unit_type": "state"}
    held = line("a", None, "thứ trưởng", change="holds", rule="given another", **fields)
    party = {"unit": "Tỉnh ủy Hậu Giang", "unit_id": PARTY, "unit_type": "party"}
    new = line("a", None, "phó bí thư", change="begins", rule="undated", start=9, **party)
    assert [o.open for o in of(held, new) if o.unit_id == POLICE] == [False]


def test_a_successor_does_not_move_the_end_that_is_told() -> None:
    told = [begins("a", "2018-01-01", "2006-01-01", "2006-12-31"), ends("a", "2018-01-01", "2011-01-01", "2011-12-31")]
    next_one = begins("b", "2018-01-01", "2011-10-01", "2011-10-31")
    (held,) = occupancies({"0": ("A", told), "1": ("B", [next_one])})["0"]
    assert (held.end.earliest, held.end.latest) == ("2011-01-01", "2011-10-31")


def test_a_former_post_of_a_term_is_over() -> None:
    term = line("a", None, change="holds", first="2011-01-01", last="2016-12-31", rule="term", former=True)
    over = line("a", None, change="ends", rule="undated", former=True)
    (held,) = of(term, over)
    assert (held.begin.latest, held.open) == ("2016-12-31", False)


def test_a_post_without_a_unit_is_of_the_country_that_it_names() -> None:
    abroad = line("a", "2019-05-01", "đại sứ", post="Đại sứ Nga tại Lào", unit=None, unit_id=None)
    later = line("b", "2021-05-01", "đại sứ", post="đại sứ Nga tại Cuba", unit=None, unit_id=None)
    assert {(o.unit, is_bare(o)) for o in of(abroad, later)} == {("Nga tại Lào", False), ("Nga tại Cuba", False)}
    ours = line("a", "2019-05-01", "thủ tướng", post="Thủ tướng Việt Nam", unit=None, unit_id=None)
    assert [o.unit for o in of(ours)] == [None]


def test_a_foreigners_highest_office_is_of_his_country() -> None:
    named = line("a", "2019-05-01", "chủ tịch", post="Chủ tịch Trung Quốc", unit=None, unit_id=None)
    bare = line("a", "2019-05-01", "chủ tịch nước", post="Chủ tịch nước", unit=None, unit_id=None, start=9)
    assert {o.unit for o in of(named, bare)} == {"Trung Quốc"}


def rivals(**lines: list[CareerLine]) -> dict[str, list[tuple[str, str]]]:
    found = occupancies({name: (name.upper(), own) for name, own in lines.items()})
    return {n: [(c.told, c.support.article_id) for o in own for c in o.contradictions if c.about == "holder"]
            for n, own in found.items()}  # fmt: skip


def test_two_sure_holders_of_one_post_contradict_each_other() -> None:
    mine = [line("a", "2019-01-01"), line("b", "2021-01-01")]
    yours = [line("c", "2020-01-01"), line("d", "2020-06-01")]
    assert rivals(x=mine, y=yours) == {"x": [("Y", "c")], "y": [("X", "b")]}
    later = [line("c", "2021-01-02"), line("d", "2022-06-01")]
    gone = [line("a", "2019-01-01"), ends("b", "2021-01-01", "2021-01-01")]
    assert rivals(x=gone, y=later) == {"x": [], "y": []}


def test_posts_that_several_hold_contradict_nobody() -> None:
    deputies = {n: [line(n, "2020-01-01", "phó giám đốc")] for n in ("x", "y")}
    assert rivals(**deputies) == {"x": [], "y": []}
