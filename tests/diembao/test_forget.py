"""Forgetting is final: out of database, index and archive, and never in again."""

import gzip
import json
import sqlite3
from pathlib import Path

import pytest

from diembao.forgetting import names
from diembao.workspace import Workspace, open_workspace, tombstone
from tests.diembao.conftest import Command
from tests.diembao.test_build import TEXT, table


def test_forget_an_address(diembao: Command, own: Workspace) -> None:
    ((url, article_id),) = table(own, "SELECT url, id FROM articles ORDER BY url LIMIT 1")
    told = diembao("forget", url, "--yes", "--workspace", own.root)
    assert told.code == 0
    assert table(own, f"SELECT id FROM articles WHERE id = '{article_id}'") == []
    assert len(table(own, "SELECT id FROM articles")) == 52
    found = json.loads(diembao("search", "*", "--limit", 0, "--format", "json", "--workspace", own.root).out)
    assert len(found["hits"]) == found["total"] == 52
    diembao("rebuild", "--workspace", own.root)
    assert len(table(own, "SELECT id FROM articles")) == 52
    again = diembao("demo", "--workspace", own.root)
    assert again.code == 0
    assert len(table(own, "SELECT id FROM articles")) == 52
    assert str(url) not in (own.root / "forgotten.txt").read_text("utf-8")


def test_forget_a_person(diembao: Command, own: Workspace) -> None:
    name = "Lường Đình Khoát"
    assert diembao("forget", "--person", name.upper(), "--yes", "--workspace", own.root).code == 0
    assert table(own, f"SELECT id FROM articles WHERE text LIKE '%{name}%'") == []
    left = len(table(own, "SELECT id FROM articles"))
    assert 0 < left < 53
    diembao("rebuild", "--workspace", own.root)
    assert len(table(own, "SELECT id FROM articles")) == left


PEOPLE = {"An": "Nguyễn Văn An", "Anh": "Nguyễn Văn Anh"}


def people_dump(path: Path) -> Path:
    lines = [
        {
            "id": key,
            "title": f"Hội nghị {key}",
            "text": f"{TEXT.format(day=1)} Ông {name} phát biểu.",
            "published": "2022",
        }
        for key, name in PEOPLE.items()
    ]
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    return path


def archived(workspace: Workspace) -> str:
    return "".join(gzip.decompress(p.read_bytes()).decode("utf-8", "replace") for p in workspace.archive.iterdir())


def test_forgetting_a_person_takes_nobody_else_and_is_final(diembao: Command, tmp_path: Path) -> None:
    root, source = tmp_path / "w", people_dump(tmp_path / "a.jsonl")
    diembao("add", source, "--workspace", root)
    diembao("build", "--workspace", root)
    workspace = open_workspace(root)
    assert (
        "1 articles, 1 archive records"
        in diembao("forget", "--person", "Nguyễn Văn An", "--yes", "--workspace", root).err
    )
    for _ in range(2):
        assert table(workspace, "SELECT title FROM articles") == [("Hội nghị Anh",)]
        assert "Nguyễn Văn An " not in archived(workspace)
        assert "added 0" in diembao("add", source, "--workspace", root).err
        diembao("rebuild", "--workspace", root)


def test_forgetting_an_id_without_an_address_is_final(diembao: Command, tmp_path: Path) -> None:
    root, source = tmp_path / "w", people_dump(tmp_path / "a.jsonl")
    diembao("add", source, "--workspace", root)
    diembao("build", "--workspace", root)
    ((article_id,),) = table(open_workspace(root), "SELECT id FROM articles WHERE title = 'Hội nghị Anh'")
    diembao("forget", article_id, "--yes", "--workspace", root)
    assert "added 0" in diembao("add", source, "--workspace", root).err
    assert "Nguyễn Văn Anh" not in archived(open_workspace(root))


def test_an_older_version_that_names_a_person_is_forgotten_too(diembao: Command, tmp_path: Path) -> None:
    root, url = tmp_path / "w", "http://bao.example/tin-1.html"
    for name, crawled in (("Trần Văn Bảo", "2022-07-01"), ("Lò Thị Mây", "2022-07-05")):
        line = {"url": url, "text": f"{TEXT.format(day=1)} {name} cũng dự.", "published": "2022", "crawl_date": crawled}
        (tmp_path / "a.jsonl").write_text(json.dumps(line), "utf-8")
        diembao("add", tmp_path / "a.jsonl", "--workspace", root)
    diembao("build", "--workspace", root)
    diembao("forget", "--person", "Trần Văn Bảo", "--yes", "--workspace", root)
    assert "Trần Văn Bảo" not in archived(open_workspace(root))
    assert table(open_workspace(root), "SELECT count(*) FROM articles") == [(1,)]


def test_a_crawled_page_with_a_forgotten_name_leaves_the_archive_again(diembao: Command, own: Workspace) -> None:
    name = "Lường Đình Khoát"
    own.forget([tombstone("person", name)])
    with sqlite3.connect(own.store_path) as db:
        db.execute("UPDATE inputs SET stage = NULL")
    db.close()
    diembao("build", "--workspace", own.root)
    assert name not in archived(own)
    assert table(own, f"SELECT id FROM articles WHERE text LIKE '%{name}%'") == []


def test_rebuild_obeys_the_tombstones_of_a_forget_that_was_killed(diembao: Command, own: Workspace) -> None:
    ((url, article_id),) = table(own, "SELECT url, id FROM articles ORDER BY url LIMIT 1")
    own.forget([tombstone("url", str(url))])
    diembao("rebuild", "--workspace", own.root)
    assert table(own, f"SELECT id FROM articles WHERE id = '{article_id}'") == []
    assert tombstone("url", str(url)) in own.forgotten()
    assert str(url) not in archived(own)


def test_forget_says_whom_it_takes_along_and_whom_it_does_not(diembao: Command, tmp_path: Path) -> None:
    root = tmp_path / "w"
    text = "Sáng 5/6, Đại tá {}, Giám đốc Công an tỉnh Lai Châu, chủ trì hội nghị sơ kết công tác năm của đơn vị."
    names = ("Lò Văn Hòa", "Lò Văn Hòa Bình", "Lê Quang Tuyến")
    lines = [
        json.dumps({"id": str(n), "text": text.format(name) + " Hội nghị bàn việc của đơn vị trong quý tới."})
        for n, name in enumerate(names)
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), "utf-8")
    diembao("add", tmp_path / "a.jsonl", "--workspace", root)
    assert "articles 3" in diembao("build", "--workspace", root).err

    told = diembao("forget", "--person", "le quang tuyen", "--yes", "--workspace", root).err
    assert "'le quang tuyen' is not Lê Quang Tuyến" in told
    assert "nothing was here to remove" in told
    assert "will not come back" not in told

    told = diembao("forget", "--person", "Lò Văn Hòa", "--yes", "--workspace", root).err
    assert "Lò Văn Hòa Bình stay" in told
    assert "1 articles, 1 archive records" in told


LONGER = [
    "Ông Vi Văn Hòa Bình dự.",
    "ông Vi Văn Hòa Bình, Chủ tịch xã",
    "Vi Văn Hoà Bình An Khang",
    "gặp Vi Văn Hòa Bình",
]
WHOLE = [
    "Ông Vi Văn Hòa dự.", "VI VĂN HÒA BỊ BẮT", "Vi Văn Hoà, Giám đốc", "Vi Văn Hòa Giám đốc Sở", "Vi Văn Hòa Đại tá",
    "Vi Văn Hòa Ảnh: Lan", "Vi Văn Hòa Sinh năm 1970", "vi văn hòa Bình thường", "Vi Văn Hòa\nBình tĩnh",
    "Vi Văn Hòa. Bình nói", "Vi Văn Hòa Sáng 5/6", "Vi Văn Hòa Bình và Vi Văn Hòa",
    "Vi Văn Hòa Hà Nội Mới Xây Dựng Lớn",
]  # fmt: skip


@pytest.mark.parametrize("text", LONGER)
def test_the_beginning_of_a_longer_name_is_another_name(text: str) -> None:
    assert not names(text, "Vi Văn Hòa")


@pytest.mark.parametrize("text", WHOLE)
def test_a_name_stands_where_no_longer_one_is_sure(text: str) -> None:
    assert names(text, "Vi Văn Hòa")


def test_a_tombstone_takes_the_whole_name_only(diembao: Command, tmp_path: Path) -> None:
    root = tmp_path / "w"
    open_workspace(root, create=True).forget([tombstone("person", "Lò Văn Hòa")])
    lines = [
        {"id": name, "text": f"{TEXT.format(day=1)} Đại tá {name}, Giám đốc Công an tỉnh Lai Châu, chủ trì."}
        for name in ("Lò Văn Hòa", "Lò Văn Hòa Bình")
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    assert "added 1" in diembao("add", tmp_path / "a.jsonl", "--workspace", root).err
    assert "articles 1" in diembao("build", "--workspace", root).err
    assert "Lò Văn Hòa Bình" in archived(open_workspace(root))


NGA = (
    "Ngày 5/6, Thượng tá {}, Giám đốc Công an tỉnh Lai Châu, chủ trì hội nghị sơ kết công tác năm của đơn vị.",
    "Ngày 7/6, Thượng tá {}, Giám đốc Công an tỉnh Lai Châu, kiểm tra công tác trực ban tại cơ sở.",
)
OTHER_NGA = "Ngày 9/6, bà {}, Hiệu trưởng Trường THPT Kỳ Cùng, tỉnh Lạng Sơn, khai giảng lớp học mới của nhà trường."


def test_forgetting_a_person_reaches_the_other_names_of_the_entity(diembao: Command, tmp_path: Path) -> None:
    root = tmp_path / "w"
    source = root.with_suffix(".jsonl")
    _write_called(source, NGA[0].format("Bế Thanh Ngà"), NGA[1].format("Bế Thị Thanh Ngà"))
    diembao("add", source, "--workspace", root)
    diembao("build", "--workspace", root)
    workspace = open_workspace(root)
    assert table(workspace, "SELECT count(*) FROM entities WHERE kind = 'person'") == [(1,)]
    told = diembao("forget", "--person", "Bế Thanh Ngà", "--yes", "--workspace", root).err
    assert "the same person is called Bế Thị Thanh Ngà, too" in told
    assert "2 articles, 2 archive records" in told
    for _ in range(2):
        assert table(workspace, "SELECT count(*) FROM entities WHERE kind = 'person'") == [(0,)]
        assert "Ngà" not in archived(workspace)
        diembao("add", source, "--workspace", root)
        diembao("rebuild", "--workspace", root)
    assert {tombstone("person", "Bế Thanh Ngà"), tombstone("person", "Bế Thị Thanh Ngà")} <= workspace.forgotten()


def test_forgetting_a_person_leaves_a_namesake_of_another_name(diembao: Command, tmp_path: Path) -> None:
    root = tmp_path / "w"
    source = root.with_suffix(".jsonl")
    texts = (NGA[0].format("Bế Thanh Ngà"), NGA[1].format("Bế Thị Thanh Ngà"), OTHER_NGA.format("Bế Thị Thanh Ngà"))
    _write_called(source, *texts)
    diembao("add", source, "--workspace", root)
    diembao("build", "--workspace", root)
    workspace = open_workspace(root)
    told = diembao("forget", "--person", "Bế Thanh Ngà", "--yes", "--workspace", root).err
    assert "diembao forget --person 'Bế Thị Thanh Ngà' takes all of that name" in told
    for _ in range(2):
        assert [t for (t,) in table(workspace, "SELECT text FROM articles") if "Kỳ Cùng" not in str(t)] == []
        assert table(workspace, "SELECT name FROM entities WHERE kind = 'person'") == [("Bế Thị Thanh Ngà",)]
        diembao("add", source, "--workspace", root)
        diembao("rebuild", "--workspace", root)


def _write_called(path: Path, *texts: str) -> None:
    lines = [
        {"id": str(n), "text": f"{text} Hội nghị bàn việc của đơn vị trong quý {n}.", "published": f"2022-06-1{n}"}
        for n, text in enumerate(texts)
    ]
    path.write_text("\n".join(json.dumps(x, ensure_ascii=False) for x in lines), "utf-8")
