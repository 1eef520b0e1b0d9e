"""The gazetteers are complete and consistent: quantities, dates, the map over 1 July 2025, known institutions."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from corpus.mentions import Unit
from corpus.text import canon
from extractor.gazetteer import LAST_LEGACY_DAY, AdminUnit, Names, admin_map, table
from extractor.mine.context import Context
from extractor.mine.mine import mine
from extractor.succession import FIRST_CURRENT_DAY, predecessors, successors
from extractor.text.document import make_document

ROOT = Path(__file__).parents[2]
GOLDEN = tomllib.loads((ROOT / "tests" / "golden" / "institutions.toml").read_text("utf-8"))
ADMIN = sorted((ROOT / "extractor" / "data").glob("admin_*.csv"))
LEGACY, CURRENT = admin_map(LAST_LEGACY_DAY), admin_map(FIRST_CURRENT_DAY)
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _all(names: Names) -> list[AdminUnit]:
    return [unit for key in names for unit in names.get(key)]


def test_quantities_of_the_administration() -> None:
    provinces = table("admin_provinces")
    assert sum(row["to"] == LAST_LEGACY_DAY for row in provinces) == 63
    assert sum(row["from"] == FIRST_CURRENT_DAY for row in provinces) == 34
    assert len(table("admin_districts")) == 696
    assert len(table("admin_communes_legacy")) == 10_035
    levels = Counter(row["level"] for row in table("admin_communes_2025"))
    assert levels == {"xã": 2_621, "phường": 687, "đặc khu": 13}


@pytest.mark.parametrize("path", ADMIN, ids=lambda path: path.stem)
def test_every_table_names_its_source_and_date(path: Path) -> None:
    notes = "".join(line for line in path.read_text("utf-8").splitlines() if line.startswith("#"))
    assert "source:" in notes
    assert re.search(r"20\d\d", notes)


@pytest.mark.parametrize("path", ADMIN, ids=lambda path: path.stem)
def test_codes_stand_once(path: Path) -> None:
    rows = table(path.stem)
    if path.stem == "admin_succession":
        assert len({(row["legacy"], row["current"]) for row in rows}) == len(rows)
        return
    codes = [(row["code"], row.get("from")) for row in rows if row.get("code") and "alias" not in row]
    assert len(codes) == len(set(codes))


def test_names_are_bare() -> None:
    for name in ("admin_districts", "admin_communes_legacy", "admin_communes_former", "admin_communes_2025"):
        odd = [row["name"] for row in table(name) if re.search(r"[()]|^(?:Quận|Phường|Xã) \d|^0", row["name"])]
        assert odd == []


def test_every_unit_has_a_province() -> None:
    for era in (LEGACY, CURRENT):
        units = [unit for names in (era.provinces, era.districts, era.communes) for unit in _all(names)]
        assert [unit for unit in units if (unit.code or unit.tier > 1) and era.province_of(unit) is None] == []


def test_units_of_one_name_and_level_are_told_apart_by_their_parent() -> None:
    for rows in (table("admin_districts"), table("admin_communes_2025")):
        names = Counter((canon(row["name"]), row["level"], row["province"]) for row in rows)
        assert [name for name, count in names.items() if count > 1] == []


def test_validity_dates_are_days_in_order() -> None:
    for row in table("admin_provinces"):
        assert (row["from"], row["to"]) in (("", LAST_LEGACY_DAY), (FIRST_CURRENT_DAY, ""))
    for row in table("admin_former"):
        assert DAY.fullmatch(row["until"])
        assert "2010" < row["until"] < LAST_LEGACY_DAY


def test_every_former_unit_became_something() -> None:
    for names in (LEGACY.provinces, LEGACY.districts):
        assert [unit for unit in _all(names) if unit.code and not successors(unit)] == []
    assert [unit for unit in _all(LEGACY.districts) if not successors(unit)] == []
    merged = {row["code"] for row in table("admin_communes_former")}
    assert [unit for unit in _all(LEGACY.communes) if not successors(unit) and unit.code not in merged] == []


def test_every_unit_of_today_was_made_of_something() -> None:
    lone = [unit for names in (CURRENT.provinces, CURRENT.communes) for unit in _all(names) if unit.code]
    assert [unit for unit in lone if not predecessors(unit)] == []


def test_communes_followed_their_province() -> None:
    for unit in _all(LEGACY.communes):
        province = LEGACY.province_of(unit)
        assert province is not None
        (heir,) = successors(province)
        assert {later.parent for later in successors(unit)} <= {heir.code}


def test_each_former_unit_has_one_main_successor() -> None:
    mains = Counter(row["legacy"] for row in table("admin_succession") if row["main"])
    assert set(mains.values()) == {1}
    assert set(mains) == {row["legacy"] for row in table("admin_succession")}


def test_former_districts_end_in_districts_of_the_last_map() -> None:
    codes = {row["code"]: row["province"] for row in table("admin_districts")}
    for row in table("admin_former"):
        assert {codes[code] for code in row["successor"].split()} == {row["province"]}, row["name"]


@pytest.mark.parametrize(
    ("name", "tier", "levels"),
    [("Kỳ Anh", 2, {"huyện", "thị xã"}), ("Cao Lãnh", 2, {"huyện", "thành phố"}), ("12", 2, {"quận"}),
     ("Yên Dũng", 2, {"huyện"}), ("7", 3, {"phường"}), ("Phường Đúc", 3, {"phường"})],
)  # fmt: skip
def test_names_shared_by_levels_and_numbers_are_found(name: str, tier: int, levels: set[str]) -> None:
    assert {unit.level for unit in LEGACY.find(name, 2 if tier == 2 else 3)} == levels


def test_what_became_of_a_district() -> None:
    (district,) = LEGACY.find("Lý Sơn", 2)
    assert [(unit.level, unit.name) for unit in successors(district)] == [("đặc khu", "Lý Sơn")]
    (island,) = CURRENT.find("Lý Sơn", 3)
    assert predecessors(island) == (district,)


def test_family_names_and_how_frequent_they_are() -> None:
    rows = table("family_names")
    share = {row["name"]: float(row["per_10000"]) for row in rows if row["per_10000"]}
    assert len(rows) >= 500
    assert sum(row["kind"] == "minority" for row in rows) >= 100
    assert len(share) >= 200
    assert max(share, key=lambda name: share[name]) == "Nguyễn"
    assert sum(share.values()) == pytest.approx(10_000, rel=0.01)
    common = [row["name"] for row in rows if row["kind"] == "common"]
    assert all(share.get(name, 1) >= 0.3 for name in common)


@pytest.mark.parametrize(
    ("name", "column", "least"),
    [("units_heads", "head", 500), ("positions", "head", 500), ("titles", "title", 80), ("honorifics", "word", 50),
     ("ranks", "rank", 19), ("units_codes", "code", 85), ("units_functions", "function", 2400),
     ("ministry_sectors", "sector", 60), ("admin_sources", "host", 200)],
)  # fmt: skip
def test_quantities_of_the_other_gazetteers(name: str, column: str, least: int) -> None:
    assert len({row[column] for row in table(name)}) >= least


def test_codes_of_police_departments() -> None:
    rows = table("units_codes")
    families = Counter(re.sub(r"\d+$", "", row["code"]) for row in rows)
    assert {"A", "C", "K", "V", "X", "PA", "PC", "PH", "PK", "PV", "PX"} <= set(families)
    for row in rows:
        assert row["from"] or row["to"], row["code"]
        assert all(DAY.fullmatch(row[key]) for key in ("from", "to") if row[key])
        assert not (row["from"] and row["to"]) or row["from"] < row["to"]


@pytest.mark.parametrize("group", GOLDEN)
def test_institutions_are_found_whole(group: str) -> None:
    missed: list[str] = []
    for name in GOLDEN[group]:
        document = make_document(f"Theo thông tin từ {name}, vụ việc đang được làm rõ.", tokens=False)
        found = {mention.text for mention in mine(document, Context()) if isinstance(mention, Unit)}
        missed += [] if name in found else [name]
    assert missed == []


def test_institutions_are_many_and_stand_once() -> None:
    names = [name for group in GOLDEN.values() for name in group]
    assert len(names) == len(set(names)) >= 600
    assert len(GOLDEN["ministries"]) >= 40
