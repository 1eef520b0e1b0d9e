"""Makes the administrative tables of `extractor/data/admin_*.csv` anew from the package vietnamadminunits (MIT).

Run by hand where a newer release of the package should be taken over: `python scripts/make_admin_units.py`. The
package is no dependency of diembao. Written by hand, and left alone here: `admin_former.csv` (districts that ended
before the package's older map) and `places_provinces.csv` (aliases and host names of the provinces).
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterable
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

DATA = Path(__file__).parent.parent / "extractor" / "data"
LEGACY_TO = "2025-06-30"
CURRENT_FROM = "2025-07-01"


def rows(query: str) -> list[tuple[str, ...]]:
    """All rows of a query on the package's database."""
    path = Path(str(files("vietnamadminunits"))) / "data" / "dataset.db"
    with sqlite3.connect(path) as connection:
        return [tuple(str(cell) for cell in row) for row in connection.execute(query)]


def level(full: str, short: str) -> str:
    """The level word of a full name, in lower case: `Thành phố Hà Nội`, `Hà Nội` give `thành phố`."""
    return full.removesuffix(short).strip().lower()


def successors() -> dict[str, str]:
    """Legacy province key to the key of the province that took it in on 1 July 2025."""
    path = Path(str(files("vietnamadminunits"))) / "data" / "converter_2025.json"
    table: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))["DICT_PROVINCE"]
    return {old: new for new, olds in table.items() for old in olds}


def write(name: str, header: str, lines: Iterable[tuple[str, ...]]) -> None:
    """One CSV, sorted, with its source in the first line."""
    with (DATA / name).open("w", encoding="utf-8", newline="") as out:
        out.write(
            f"# source: vietnamadminunits {version('vietnamadminunits')} (MIT); made by scripts/make_admin_units.py\n"
        )
        out.write(header + "\n")
        csv.writer(out, lineterminator="\n").writerows(sorted(set(lines)))


def provinces() -> None:
    """63 provinces until 2025-06-30 and 34 from 2025-07-01, with the code of the successor."""
    old = rows("select distinct provinceCode, province, provinceShort, provinceKey from admin_units_legacy")
    new = rows("select distinct provinceCode, province, provinceShort, provinceKey from admin_units")
    code_of = {key: code for code, _, _, key in new}
    heir = successors()
    lines = [(code, short, level(full, short), "", LEGACY_TO, code_of[heir[key]]) for code, full, short, key in old]
    lines += [(code, short, level(full, short), CURRENT_FROM, "", "") for code, full, short, _ in new]
    write("admin_provinces.csv", "code,name,level,from,to,successor", lines)


def main() -> None:
    """Writes the four tables."""
    provinces()
    write(
        "admin_districts.csv",
        "code,name,level,province",
        (
            (code, name, kind.lower(), province)
            for code, name, kind, province in rows(
                "select distinct districtCode, districtShort, districtType, provinceCode from admin_units_legacy"
            )
        ),
    )
    write(
        "admin_communes_legacy.csv",
        "code,name,level,district",
        (
            (code, name, kind.lower(), district)
            for code, name, kind, district in rows(
                "select distinct wardCode, wardShort, wardType, districtCode from admin_units_legacy where ward != ''"
            )
            if code not in ("None", "")
        ),
    )
    write(
        "admin_communes_2025.csv",
        "code,name,level,province",
        (
            (code, name, kind.lower(), province)
            for code, name, kind, province in rows(
                "select distinct wardCode, wardShort, wardType, provinceCode from admin_units"
            )
            if code not in ("None", "")
        ),
    )


if __name__ == "__main__":
    main()
