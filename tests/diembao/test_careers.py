"""Careers, holders of posts and the commands that show them, on invented articles and on the gold of timelines."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.careers import Bound, Career, Occupancy
from diembao.build import build
from diembao.career_asking import persons_called, posts_called
from diembao.career_rows import days, span, title
from diembao.careers import career_of, holders, holders_among, holders_on, occupancies_of_unit, within
from diembao.entities import card
from diembao.intake import add
from diembao.naming import entities_called
from diembao.options import field_map
from diembao.resolution import entities_of_today
from diembao.workspace import Workspace, open_workspace
from tests.diembao.career_scoring import Result, found_in, score
from tests.diembao.conftest import Command
from tests.diembao.timeline_scoring import built

NOW = datetime(2024, 6, 1, tzinfo=UTC)
FLOORS = json.loads((Path(__file__).parents[1] / "gold" / "floors.json").read_text("utf-8"))["timelines"]
_MOVED = (
    "Ngày 15/3, Bộ Công an công bố quyết định điều động Đại tá Lâm Văn Quyết, Giám đốc Công an tỉnh Lai Châu, giữ chức"
    " Cục trưởng Cục Hậu cần. Cùng ngày, Bộ Công an giao Đại tá Lò Văn Páo, Phó Giám đốc Công an tỉnh Lai Châu,"
    " phụ trách Công an tỉnh Lai Châu."
)
_RISEN = (
    "Tháng 12/2022, Chủ tịch nước thăng cấp bậc hàm từ Đại tá lên Thiếu tướng cho đồng chí Lâm Văn Quyết, Cục trưởng"
    " Cục Hậu cần."
)
_SEEN = "Đại tá Lò Văn Páo, Giám đốc Công an tỉnh Lai Châu, dự lễ khai giảng. Bà Nguyễn Thị Nụ, hộ nghèo, cảm ơn."
ARTICLES = (
    ("2018-01-10", "Sáng 9/1, Đại tá Lâm Văn Quyết, Giám đốc Công an tỉnh Lai Châu, chủ trì hội nghị tổng kết năm."),
    ("2019-05-11", "Ông Lâm Văn Quyết được bổ nhiệm làm Giám đốc Công an tỉnh Lai Châu từ tháng 10-2016."),
    ("2021-03-16", _MOVED),
    ("2021-06-26", "Ngày 25/6, Đại tá Lò Văn Páo được bổ nhiệm giữ chức Giám đốc Công an tỉnh Lai Châu."),
    ("2022-05-11", _SEEN),
    ("2023-01-05", _RISEN),
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("careers")
    dump = folder / "articles.jsonl"
    rows = (
        {
            "id": f"{n}",
            "source": "bao.example",
            "title": f"Tin số {n}",
            "published": day,
            "text": f"{text}\n\n{_FILLER}",
        }
        for n, (day, text) in enumerate(ARTICLES)
    )
    dump.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    made = open_workspace(folder / "w", create=True)
    add(made, [dump], field_map(()), now=lambda: NOW)
    build(made, now=NOW, jobs=1)
    with made.store() as store:
        entities_of_today(made, store)
    return made


_FILLER = (
    "Tin này được phóng viên ghi lại trong một buổi sáng trời se lạnh, khi nhiều người dân đang chờ đợi ở bên ngoài."
)


def career(workspace: Workspace, name: str) -> Career:
    with workspace.store() as store:
        (person,) = persons_called(store, name)
        return career_of(store, person)


def test_a_career_with_its_bounds(workspace: Workspace) -> None:
    told = career(workspace, "Lâm Văn Quyết")
    assert [(title(o), span(o)) for o in told.occupancies] == [
        ("Giám đốc Công an tỉnh Lai Châu", "2016-10 – 2021-03-15"),
        ("Cục trưởng Cục Hậu cần", "2021-03-15 – … (last stated 2023-01-05)"),
    ]
    assert [(r.rank, days(r.begin)) for r in told.ranks] == [("Đại tá", "by 2018-01-10"), ("Thiếu tướng", "2022-12")]


def test_only_public_persons_have_careers(workspace: Workspace) -> None:
    with workspace.store() as store:
        assert persons_called(store, "Nguyễn Thị Nụ") == []
        assert career_of(store, "0" * 16) == Career(person_id="0" * 16, person="")


def test_every_post_can_be_cited(workspace: Workspace) -> None:
    with workspace.store() as store:
        for entity in persons_called(store, "quyết"):
            for held in career_of(store, entity).occupancies:
                for support in held.supports:
                    (found,) = store.articles.get([support.article_id])
                    assert found.article.text[support.start :]
                    assert support.rule


def test_the_posts_of_a_unit(workspace: Workspace) -> None:
    with workspace.store() as store:
        (unit,) = entities_called(store, "unit", "Công an tỉnh Lai Châu", loose=False)
        found = [(o.person, o.acting, title(o), span(o)) for o in occupancies_of_unit(store, unit)]
    assert (
        "Lò Văn Páo",
        "phụ trách",
        "Phó Giám đốc phụ trách Công an tỉnh Lai Châu",
        "2021-03-15 – 2021-06-25",
    ) in found
    assert ("Lâm Văn Quyết", None, "Giám đốc Công an tỉnh Lai Châu", "2016-10 – 2021-03-15") in found
    assert ("Lò Văn Páo", None, "Giám đốc Công an tỉnh Lai Châu", "2021-06-25 – … (last stated 2022-05-11)") in found


@pytest.mark.parametrize(
    ("day", "names"),
    [
        ("2015-01-01", []),
        ("2018-06-01", ["Lâm Văn Quyết"]),
        ("2021-03-14", ["Lâm Văn Quyết"]),
        ("2021-05-01", []),
        ("2021-06-25", ["Lò Văn Páo"]),
        ("2024-01-01", ["Lò Văn Páo"]),
    ],
)
def test_who_held_it_on_a_day(workspace: Workspace, day: str, names: list[str]) -> None:
    with workspace.store() as store:
        (unit,) = entities_called(store, "unit", "Công an tỉnh Lai Châu", loose=False)
        assert [o.person for o in holders_on(store, "giam doc", unit, day)] == names


def test_the_nearest_before_and_after(workspace: Workspace) -> None:
    with workspace.store() as store:
        (unit,) = entities_called(store, "unit", "Công an tỉnh Lai Châu", loose=False)
        found = holders(store, "Giám đốc", unit, "2021-05-01")
    assert found.before is not None
    assert found.after is not None
    assert (found.before.person, found.after.person) == ("Lâm Văn Quyết", "Lò Văn Páo")


@pytest.mark.parametrize(
    ("day", "sure", "likely"),
    [("2024-05-10", ["Lò Văn Páo"], []), ("2024-05-11", [], ["Lò Văn Páo"]), ("2090-01-01", [], ["Lò Văn Páo"])],
)
def test_what_was_last_stated_long_ago_is_not_sure(
    workspace: Workspace, day: str, sure: list[str], likely: list[str]
) -> None:
    with workspace.store() as store:
        (unit,) = entities_called(store, "unit", "Công an tỉnh Lai Châu", loose=False)
        found = holders(store, "giam doc", unit, day)
    assert ([o.person for o in found.sure], [o.person for o in found.likely]) == (sure, likely)


def held(person: str, position: str, begin: str, last: str, unit: str | None = "u") -> Occupancy:
    return Occupancy(
        person_id=person,
        person=person,
        position=position,
        post=position,
        unit=unit,
        unit_id=unit,
        begin=Bound(earliest=begin, latest=begin),
        end=Bound(earliest=last),
    )


@pytest.mark.parametrize(
    ("position", "unit", "contradict"),
    [
        ("Giám đốc", "u", True),
        ("Phó Giám đốc", "u", False),
        ("Ủy viên", "u", False),
        ("Giám đốc", None, False),
        ("Thủ tướng", None, True),
    ],
)
def test_two_holders_of_what_one_person_holds_contradict_each_other(
    position: str, unit: str | None, contradict: bool
) -> None:
    two = [held("A", position, "2020-01-01", "2022-01-01", unit), held("B", position, "2021-01-01", "2022-03-01", unit)]
    assert holders_among(two, "2022-02-01").contradict == contradict
    assert not holders_among(two[:1], "2022-02-01").contradict
    assert not holders_among([two[0], two[0]], "2022-02-01").contradict
    later = holders_among(two, "2024-02-01")
    assert ([o.person for o in later.sure], [o.person for o in later.likely]) == (["B"], ["A"])
    assert not later.contradict


def holding(person: str, begin: Bound, end: Bound, *, going_on: bool = False) -> Occupancy:
    return Occupancy(
        person_id=person, person=person, position="Giám đốc", post="Giám đốc", begin=begin, end=end, open=going_on
    )


def bound(first: str, last: str | None = None) -> Bound:
    return Bound(earliest=first, latest=last or first)


def test_the_last_day_of_a_post_is_one_of_it() -> None:
    one = holding("a", bound("2018-01-01"), bound("2020-03-15"))
    assert holders_among([one], "2020-03-15").sure == (one,)
    after = holders_among([one], "2020-03-16")
    assert (after.sure, after.before) == ((), one)


def test_before_and_after_are_the_nearest() -> None:
    posts = [holding(str(y), bound(f"{y}-01-01"), bound(f"{y}-12-31")) for y in (2012, 2015, 2013, 2021, 2018)]
    found = holders_among(posts, "2016-06-01")
    assert found.before is not None
    assert found.after is not None
    assert (found.before.person, found.after.person) == ("2015", "2018")


def test_who_may_have_left_is_likely_beside_one_of_whom_no_beginning_is_told() -> None:
    leaving = holding("a", bound("2018-01-01"), bound("2020-01-10", "2020-03-01"))
    seen = holding("b", Bound(latest="2020-02-01"), Bound(earliest="2020-02-01"), going_on=True)
    begun = holding("b", bound("2020-02-01"), Bound(earliest="2020-02-01"), going_on=True)
    assert (holders_among([leaving, seen], "2020-02-01").sure, seen.begin.earliest) == ((seen,), None)
    assert holders_among([leaving, seen], "2020-02-01").likely == (leaving,)
    assert holders_among([leaving, begun], "2020-02-01").likely == ()


@pytest.mark.parametrize(
    ("begin", "end", "going_on", "words"),
    [
        (Bound(latest="2018-07-31"), Bound(earliest="2018-07-01"), True, "by 2018-07-31 – … (last stated 2018-07)"),
        (bound("2012-09-01", "2012-09-30"), Bound(earliest="2012-09-01"), False, "2012-09 – ?"),
        (bound("2016-01-01", "2021-12-31"), Bound(earliest="2016-01-01"), True, "in 2016–2021 – …"),
        (bound("2016-01-01"), Bound(earliest="2018-05-02"), True, "2016-01-01 – … (last stated 2018-05-02)"),
        (bound("2016-01-01"), Bound(earliest="2018-05-02"), False, "2016-01-01 – after 2018-05-02"),
    ],
)
def test_a_line_never_contradicts_itself(begin: Bound, end: Bound, going_on: bool, words: str) -> None:
    assert span(holding("A", begin, end, going_on=going_on)) == words


def test_a_career_within_days(workspace: Workspace) -> None:
    told = career(workspace, "Lâm Văn Quyết")
    assert [o.position for o in within(told, "2021-04-01", None).occupancies] == ["Cục trưởng"]
    assert [o.position for o in within(told, None, "2020-12-31").occupancies] == ["Giám đốc"]
    assert [r.rank for r in within(told, None, "2020-12-31").ranks] == ["Đại tá"]


@pytest.mark.parametrize(
    ("typed", "head"),
    [
        ("Giám đốc Công an tỉnh Lai Châu", "Giám đốc"),
        ("giam doc cong an tinh lai chau", "Giám đốc"),
        ("Phó Giám đốc Công an Lai Châu", "Phó Giám đốc"),
        ("quyền Giám đốc Công an tỉnh Lai Châu", "Giám đốc"),
    ],
)
def test_posts_as_users_type_them(workspace: Workspace, typed: str, head: str) -> None:
    with workspace.store() as store:
        asked = posts_called(store, typed)
        assert asked is not None
        assert asked.head == head
        assert [store.entities.get(unit).name for unit in asked.units] == ["Công an tỉnh Lai Châu"]  # type: ignore[union-attr]
        assert posts_called(store, "Lai Châu") is None


def test_the_command_career(diembao: Command, workspace: Workspace) -> None:
    told = diembao("career", "lam van quyet", "--workspace", workspace.root)
    assert told.code == 0
    assert "2016-10 – 2021-03-15" in told.out
    assert "từ tháng 10-2016" in told.out  # the sentence
    assert "bao.example 2021-03-16" in told.out  # its source
    (one,) = json.loads(diembao("career", "Lâm Văn Quyết", "--format", "json", "--workspace", workspace.root).out)
    assert one["posts"][0]["from"] == ["2016-10-01", "2016-10-31"]
    assert {e["change"] for e in one["posts"][0]["evidence"]} == {"begins", "holds"}
    rows = list(
        csv.DictReader(io.StringIO(diembao("career", "quyết", "--format", "csv", "--workspace", workspace.root).out))
    )
    assert [row["kind"] for row in rows] == ["post", "post", "rank", "rank"]
    assert rows[0]["to_latest"] == "2021-03-15"
    nobody = diembao("career", "Trần Không Có", "--workspace", workspace.root)
    assert (nobody.code, nobody.out) == (0, "")
    assert "no person" in nobody.err


def test_the_command_who(diembao: Command, workspace: Workspace) -> None:
    at = ("--workspace", workspace.root)
    told = diembao("who", "giam doc cong an tinh lai chau", "--on", "10/5/2022", *at)
    assert told.code == 0
    assert "Lò Văn Páo  2021-06-25 – …" in told.out
    assert "được bổ nhiệm giữ chức Giám đốc" in told.out
    late = diembao("who", "Giám đốc Công an tỉnh Lai Châu", "--on", "2030-01-01", *at)
    assert "likely, last stated 2022-05-11: Lò Văn Páo" in late.out
    gap = diembao("who", "Giám đốc Công an tỉnh Lai Châu", "--on", "2021-05-01", *at)
    assert "nobody is told" in gap.out
    assert "before: Lâm Văn Quyết" in gap.out
    (answer,) = json.loads(
        diembao("who", "Giám đốc Công an tỉnh Lai Châu", "--on", "2018-06-01", "--format", "json", *at).out
    )
    assert [one["person"] for one in answer["held"]] == ["Lâm Văn Quyết"]
    assert answer["contradict"] is False
    assert diembao("who", "Giám đốc Công an tỉnh Lai Châu", "--on", "2021", *at).code == 2
    assert diembao("who", "Lai Châu", "--on", "2021-01-01", *at).code == 2
    unknown = diembao("who", "Giám đốc Sở Không Có", "--on", "2021-01-01", *at)
    assert (unknown.code, unknown.out) == (0, "")
    assert "no unit" in unknown.err


_ABROAD = (
    "Thủ tướng Nhật Bản Sato Kenji lên đường thăm ba nước châu Phi.",
    "Thủ tướng Trần Văn Bình chủ trì phiên họp thường kỳ tháng 12.",
    "Thủ tướng Peter Drummond gửi điện chia buồn sau trận động đất.",
)


def test_offices_of_other_countries_are_not_ours(diembao: Command, tmp_path: Path) -> None:
    at = ("--workspace", tmp_path / "w")
    dump = tmp_path / "a.jsonl"
    rows = [{"id": f"{n}", "source": "b", "published": "2020-01-02", "text": f"{text}\n\n{_FILLER}"}
            for n, text in enumerate(_ABROAD)]  # fmt: skip
    dump.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    assert diembao("add", dump, *at).code == diembao("build", *at).code == 0
    ours = diembao("who", "Thủ tướng", "--on", "2020-03-01", *at).out
    assert "Trần Văn Bình" in ours
    assert "Sato" not in ours
    assert "Drummond" not in ours
    theirs = diembao("who", "Thủ tướng Nhật Bản", "--on", "2020-03-01", *at).out
    assert "Thủ tướng, Nhật Bản, on 2020-03-01" in theirs
    assert "Sato Kenji" in theirs
    assert "Thủ tướng Nhật Bản" in diembao("career", "Sato Kenji", *at).out


def test_the_card_of_an_entity_names_each_post_of_a_sentence_once(workspace: Workspace) -> None:
    with workspace.store() as store:
        found = card(store, "person", "Lâm Văn Quyết")
    assert found is not None
    said = [(s["article"], s["what"], s["sentence"]) for s in found["statements"]]
    assert len(said) == len(set(said))
    assert all(what for _, what, _ in said)


@pytest.mark.parametrize("name", ["career", "who"])
def test_help_has_an_example(diembao: Command, name: str) -> None:
    assert f"diembao {name}" in diembao(name, "--help").out.split("Example:")[1]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return score(found_in(built(tmp_path_factory.mktemp("gold") / "w")))


def test_careers_of_the_gold(result: Result) -> None:
    triples = result.whole("triples")
    assert triples.precision >= FLOORS["careers.precision"]
    assert triples.recall >= FLOORS["careers.recall"]
    assert result.whole("asked").recall >= FLOORS["careers.as_of"]
    assert result.whole("ranks").recall >= FLOORS["careers.ranks"]
