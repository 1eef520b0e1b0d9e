"""Searches with a name: saved, changed by hand, run again; and files of them."""

import csv
import io
import json
from pathlib import Path

import pytest

from corpus.errors import UsageError
from diembao.filtering import KINDS, Asked
from diembao.saved import COLUMNS, Search, read_rows, save, saved_search, search_of
from diembao.workspace import Workspace
from tests.diembao.conftest import Command, Told


def hits(told: Told) -> list[str]:
    assert told.code == 0, told.err
    return [hit["id"] for hit in json.loads(told.out)["hits"]]


def rows(told: Told) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(told.out)))


def test_a_saved_search_finds_what_it_found(diembao: Command, own: Workspace) -> None:
    options = ("--limit", 0, "--format", "json", "--workspace", own.root)
    filters = ("--unit", "Công an tỉnh", "--unit", "Tỉnh ủy", "--from", "2020", "--kind", "congress", "--fold")
    first = diembao("search", '"đại hội" -tàu', *filters, "--save", "Đại hội, 2020", *options)
    assert "saved as Đại hội, 2020" in first.err
    again = diembao("search", "--saved", "đại hội, 2020", *options)
    assert hits(again) == hits(first)
    assert hits(again)
    assert json.loads(again.out) == json.loads(first.out)
    fewer = diembao("search", "--saved", "Đại hội, 2020", "--to", "2020-07", *options)
    assert set(hits(fewer)) < set(hits(first))
    assert "Đại hội, 2020: " in diembao("search", "--list", "--workspace", own.root).out


def test_saving_again_replaces_and_keeps_everything_else(diembao: Command, own: Workspace) -> None:
    mine = "# của tôi;;;\nNote;Query;Name;to\nviệc riêng;=công an;a;2021\n\n# cuối;;;\nx;*;B;\n"
    own.searches.write_text(mine, "utf-16")
    assert saved_search(own.searches, "A").query == "=công an"
    told = diembao("search", "tàu", "--save", "A", "--rank", "Đại tá", "--workspace", own.root)
    assert "in the place of" in told.err
    assert own.searches.read_bytes().startswith(b"\xef\xbb\xbf")
    kept = own.searches.read_text("utf-8-sig").splitlines()
    assert kept == ["# của tôi;;;", "note;query;name;to;rank", "việc riêng;tàu;A;;Đại tá", "", "# cuối;;;", "x;*;B;"]
    assert not list(own.root.glob("*.new"))


def test_they_outlive_a_rebuild(diembao: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Đại hội Đảng bộ xã diễn ra ngày 5/6/2020 tại hội trường Ủy ban nhân dân xã.", "utf-8"
    )
    options = ("--workspace", tmp_path / "w")
    diembao("add", tmp_path / "a.txt", *options)
    diembao("build", *options)
    assert diembao("search", "đại hội", "--save", "một", *options).code == 0
    for arguments in (("rebuild",), ("rebuild", "--index")):
        assert diembao(*arguments, *options).code == 0
        assert "1 hits" in diembao("search", "--saved", "một", *options).err


@pytest.mark.parametrize(
    "query", ["=1+1", "-xã công", '+"a, b"', "@x", "'=x", "''-x", 'a "b" c', "a;b,c", "# x", "đ" * 9000, " x\ty "]
)
def test_any_query_comes_back_as_it_was(tmp_path: Path, query: str) -> None:
    path = tmp_path / "searches.csv"
    search = Search(name="tên", query=query.strip(), asked=Asked(units=("=A", "B, C"), first="2020"), strict=True)
    assert save(path, search) is False
    assert save(path, search) is True
    back = saved_search(path, "TÊN")
    assert (back.asked, back.strict, back.folded) == (search.asked, True, False)
    assert " ".join(back.query.split()) == " ".join(search.query.split())


def test_a_faulty_query_is_not_saved(diembao: Command, own: Workspace) -> None:
    assert diembao("search", "(đại", "--save", "x", "--workspace", own.root).code == 2
    assert diembao("search", "đại", "--from", "hôm", "--save", "x", "--workspace", own.root).code == 2
    assert not own.searches.exists()


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\nb", "# x"])
def test_names_that_are_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="a name of 1 to 100"):
        save(tmp_path / "s.csv", Search(name=name, query="x"))
    with pytest.raises(UsageError, match="semicolon"):
        save(tmp_path / "s.csv", Search(name="a", query="x", asked=Asked(units=("a;b",))))


BATCH = """\ufeffname,query,unit,from,fold,note
một,đại hội,,2020,,x
hai,(lỗi,,,,
ba,tàu cá,,,có,
,x,,,,
năm,*,,hôm,,
sáu,*,,,ừ,
"""


def test_a_batch_counts_each_and_says_which_rows_are_no_use(diembao: Command, demo: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text(BATCH, "utf-8")
    told = diembao("search", "--batch", path, "--workspace", demo.root)
    assert told.code == 1
    found = {row["name"]: row for row in rows(told)}
    one = diembao("search", "đại hội", "--from", "2020", "--limit", 0, "--format", "json", "--workspace", demo.root)
    assert int(found["một"]["hits"]) == len(hits(one)) > 0
    fold = diembao("search", "tàu cá", "--fold", "--limit", 0, "--format", "json", "--workspace", demo.root)
    assert int(found["ba"]["hits"]) == len(hits(fold))
    assert [row["hits"] for row in rows(told) if row["error"]] == [""] * 4
    for said in ("row 3 (hai): query, character 1", "row 5 (no name)", "row 6 (năm)", "row 7 (sáu): fold", "4 of them"):
        assert said in told.err


def test_a_batch_with_its_hits(diembao: Command, demo: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("name,query\na,đại hội\nb,xyzxyz\nc,tàu\n", "utf-8")
    told = diembao("search", "--batch", path, "--with-hits", "--limit", 0, "--sort", "oldest", "--workspace", demo.root)
    assert told.code == 0
    listed = diembao(
        "search", "đại hội", "--limit", 0, "--sort", "oldest", "--format", "json", "--workspace", demo.root
    )
    assert [row["id"] for row in rows(told) if row["name"] == "a"] == hits(listed)
    assert [row["n"] for row in rows(told) if row["name"] == "b"] == [""]
    two = diembao("search", "--batch", path, "--with-hits", "--limit", 2, "--format", "json", "--workspace", demo.root)
    objects = [json.loads(line) for line in two.out.splitlines()]
    assert [(o["name"], len(o["articles"])) for o in objects[:2]] == [("a", 2), ("b", 0)]
    assert objects[0]["hits"] == len(hits(listed))
    earlier = diembao("search", "--batch", path, "--to", "2020-03", "--workspace", demo.root)
    assert int(rows(earlier)[0]["hits"]) < len(hits(listed))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"name,qery\na,b\n", "is `query` meant"),
        (b"name,unit\na,b\n", "`query` is missing"),
        (b"query,hits\na,b\n", "no column is called 'hits'"),
        (bytes(range(128, 256)) * 4, "CSV UTF-8"),
        (b'name,query\n"a,b', ""),
        (b"sep=;\nname;query\na;b\n", ""),
    ],
)
def test_files_that_are_none(diembao: Command, demo: Workspace, tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "b.csv").write_bytes(content)
    told = diembao("search", "--batch", tmp_path / "b.csv", "--workspace", demo.root)
    assert "Traceback" not in told.err
    if said:
        assert (told.code, told.out, len(told.err.splitlines())) == (2, "", 1)
        assert said in told.err


def test_a_row_with_a_comma_too_many_is_told(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("name,query\na,công an, tỉnh\n", "utf-8")
    with pytest.raises(UsageError, match="quotation marks"):
        search_of(read_rows(tmp_path / "b.csv")[0])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "what to search for"),
        (("x", "--saved", "y"), "do not go together"),
        (("--list", "--saved", "y"), "do not go together"),
        (("--saved", "y", "--save", "z"), "--save NAME goes with a QUERY"),
        (("x", "--with-hits"), "--with-hits goes with --batch"),
        (("--batch", "b.csv", "--kwic"), "do not go with it"),
        (("--batch", "none.csv"), "none.csv"),
        (("--saved", "dai hoi"), "is 'đại hội' meant"),
        (("--saved", "zzz"), "--list"),
        (("--saved", "hai"), "both called"),
        (("--saved", "lỗi"), "row 5: fold"),
    ],
)
def test_wrong_use_is_one_clear_line(diembao: Command, own: Workspace, arguments: tuple[str, ...], said: str) -> None:
    own.searches.write_text("name,query,fold\nđại hội,x,\nhai,x,\nHAI,y,\nlỗi,x,ừ\n", "utf-8")
    told = diembao("search", *arguments, "--workspace", own.root)
    assert (told.code, told.out, len(told.err.splitlines())) == (2, "", 1)
    assert said in told.err


def test_the_columns_are_the_filters() -> None:
    assert set(Asked.__dataclass_fields__) <= {"first", "last", *(f"{column}s" for column in COLUMNS)}
    with pytest.raises(UsageError, match="no type of event"):
        Asked(kinds=("party",)).filters()
    assert Asked(kinds=KINDS, last="2020-02").said() == {"to": "2020-02", "kind": list(KINDS)}
