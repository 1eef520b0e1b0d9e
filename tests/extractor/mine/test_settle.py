"""Overlaps between proposals."""

from itertools import permutations

from corpus.mentions import Abbreviation, DateExpression, DocumentRef, Mention, Person, Place, Position, Rank, Unit
from extractor.mine.settle import settle

TEXT = "Trường THPT Lê Hồng Phong, đường 30/4, Chỉ thị 36/2020 về bảo vệ an ninh Tổ quốc (ANTQ)"


def at(surface: str) -> dict[str, int | str]:
    start = TEXT.index(surface)
    return {"start": start, "end": start + len(surface), "text": surface, "value": surface, "rule": "r"}


def unit(surface: str) -> Unit:
    return Unit(**at(surface), type="other")  # type: ignore[arg-type]


def person(surface: str) -> Person:
    return Person(**at(surface))  # type: ignore[arg-type]


def date(surface: str) -> DateExpression:
    return DateExpression(**at(surface), range=None)  # type: ignore[arg-type]


def kept(*proposals: Mention) -> list[str]:
    results = {tuple(m.text for m in settle(order)[0]) for order in permutations(proposals)}
    assert len(results) == 1, "the order of proposals must not count"
    return list(results.pop())


def test_a_school_s_name_is_no_person() -> None:
    assert kept(unit("Trường THPT Lê Hồng Phong"), person("Lê Hồng Phong")) == ["Trường THPT Lê Hồng Phong"]


def test_a_street_s_name_is_no_date() -> None:
    place = Place(**at("đường 30/4"))  # type: ignore[arg-type]
    assert kept(place, date("30/4")) == ["đường 30/4"]


def test_a_document_s_number_is_no_date() -> None:
    document = DocumentRef(**at("Chỉ thị 36/2020"))  # type: ignore[arg-type]
    assert kept(document, date("36/2020")) == ["Chỉ thị 36/2020"]


def test_of_one_kind_the_longest_stays() -> None:
    assert kept(unit("Trường THPT Lê Hồng Phong"), unit("Trường THPT"), unit("Lê Hồng Phong")) == [
        "Trường THPT Lê Hồng Phong"
    ]


def test_kinds_may_nest() -> None:
    position = Position(**at("Trường THPT"))  # type: ignore[arg-type]
    assert kept(position, unit("Trường THPT Lê Hồng Phong")) == ["Trường THPT Lê Hồng Phong", "Trường THPT"]


def test_a_definition_in_brackets_stays() -> None:
    abbreviation = Abbreviation(**at("ANTQ"))  # type: ignore[arg-type]
    assert kept(unit("bảo vệ an ninh Tổ quốc (ANTQ)"), abbreviation) == ["bảo vệ an ninh Tổ quốc (ANTQ)", "ANTQ"]


def test_every_decision_has_its_reason() -> None:
    rank = Rank(**at("Hồng Phong"), level=1)  # type: ignore[arg-type]
    mentions, decisions = settle([unit("Trường THPT Lê Hồng Phong"), person("Lê Hồng Phong"), rank])
    assert len(mentions) == 1
    assert {d.dropped.text for d in decisions} == {"Lê Hồng Phong", "Hồng Phong"}
    assert all(d.reason and d.kept.text == "Trường THPT Lê Hồng Phong" for d in decisions)
