"""What the cards of persons and units show: every line with its sentence, source and date."""

import json
from pathlib import Path

import pytest

from diembao.workspace import Workspace, open_workspace
from tests.diembao.conftest import Command

KHAI = "Nông Văn Khái"
TEXTS = {
    "1": (
        "2019-03-01",
        f"Hôm qua, Trung tá {KHAI}, Phó Trưởng Phòng Tham mưu Công an tỉnh Lạng Sơn, được thăng hàm lên Thượng tá.",
    ),
    "2": ("2021-04-02", f"Chiều 2/4, Thượng tá {KHAI}, Trưởng Phòng Tham mưu Công an tỉnh Lạng Sơn, dự hội nghị."),
    "3": ("2025-07-03", "Công an tỉnh Bắc Giang nhập vào Công an tỉnh Bắc Ninh."),
    "4": ("2021-05-05", "Công an tỉnh Lạng Sơn họp. Lãnh đạo Công an tỉnh trao quà cho cán bộ."),
}


@pytest.fixture
def corpus(diembao: Command, tmp_path: Path) -> Workspace:
    lines = [
        {"id": i, "title": f"Tin {i}", "published": day, "text": f"{text} Hội nghị bàn nhiều việc.", "source": "bao"}
        for i, (day, text) in TEXTS.items()
    ]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    diembao("add", path, "--workspace", tmp_path / "w")
    assert diembao("build", "--workspace", tmp_path / "w").code == 0
    return open_workspace(tmp_path / "w")


def test_a_promotion_is_a_line_of_the_career(diembao: Command, corpus: Workspace) -> None:
    told = diembao("entities", "person", KHAI, "--workspace", corpus.root)
    assert "  2019-03-01   Trung tá → Thượng tá\n" in told.out
    assert f"“{TEXTS['1'][1]}”" in told.out
    found = json.loads(diembao("entities", "person", KHAI, "--format", "json", "--workspace", corpus.root).out)
    ranks = [(s["date"], s["rank"], s["post"]) for s in found["statements"]]
    assert ranks == [
        ("2019-03-01", "Trung tá", "Phó Trưởng Phòng Tham mưu Công an tỉnh Lạng Sơn"),
        ("2019-03-01", "Trung tá → Thượng tá", None),
        ("2021-04-02", "Thượng tá", "Trưởng Phòng Tham mưu Công an tỉnh Lạng Sơn"),
    ]


def test_a_promotion_of_several_is_a_line_of_each(diembao: Command, tmp_path: Path) -> None:
    texts = (
        "Công an tỉnh Lạng Sơn thăng cấp bậc hàm từ Thiếu tá lên Trung tá cho anh Hà Văn Kén và chị Vi Thị Sen.",
        "Trung tá Lò Văn Pín, Đội trưởng, trao hoa cho Trung tá Vi Thị Sen, Phó Đội trưởng.",
    )
    lines = [
        {"id": str(n), "title": f"Tin {n}", "published": "2019-03-01", "text": f"{text} Hội nghị bàn nhiều việc."}
        for n, text in enumerate(texts)
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    diembao("add", tmp_path / "a.jsonl", "--workspace", tmp_path / "w")
    assert diembao("build", "--workspace", tmp_path / "w").code == 0
    for name, risen in (("Hà Văn Kén", True), ("Vi Thị Sen", True), ("Lò Văn Pín", False)):
        told = diembao("entities", "person", name, "--workspace", tmp_path / "w").out
        assert ("Thiếu tá → Trung tá" in told) is risen


def test_an_impostor_has_no_card_and_adds_no_line(diembao: Command, tmp_path: Path) -> None:
    texts = (
        "Đại tá Vi Văn Hòe, Giám đốc Công an tỉnh Lạng Sơn, chủ trì cuộc họp.",
        "Đối tượng giả danh Đại tá Vi Văn Hòe, Giám đốc Công an tỉnh Lạng Sơn, để lừa tiền.",
        "Kẻ gian mạo danh Thượng tá Lò Văn Pín, Trưởng Công an huyện, gọi điện cho người dân.",
        "Nghệ sĩ Bùi Thị Lan vào vai Thiếu tướng Hà Văn Dực, Tư lệnh Quân khu 1, trong phim mới.",
    )
    lines = [
        {"id": str(n), "title": f"Tin {n}", "published": "2019-03-01", "text": f"{text} Hội nghị bàn nhiều việc."}
        for n, text in enumerate(texts)
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    diembao("add", tmp_path / "a.jsonl", "--workspace", tmp_path / "w")
    assert diembao("build", "--workspace", tmp_path / "w").code == 0
    listed = diembao("entities", "person", "--format", "json", "--workspace", tmp_path / "w").out
    assert [(p["name"], p["articles"]) for p in json.loads(listed)] == [("Vi Văn Hòe", 1)]


def unit(diembao: Command, corpus: Workspace, name: str) -> dict[str, list[dict[str, object]]]:
    told = diembao("entities", "unit", name, "--format", "json", "--workspace", corpus.root)
    return json.loads(told.out)  # type: ignore[no-any-return]


def test_a_unit_shows_who_held_which_post_and_where_it_is_said(diembao: Command, corpus: Workspace) -> None:
    found = unit(diembao, corpus, "Phòng Tham mưu Công an tỉnh Lạng Sơn")
    posts = [(p["date"], p["person"], p["rank"], p["sentence"], p["source"]) for p in found["posts"]]
    assert posts == [
        ("2019-03-01", KHAI, "Trung tá", TEXTS["1"][1], "bao"),
        ("2021-04-02", KHAI, "Thượng tá", TEXTS["2"][1], "bao"),
    ]
    owner = next(s for s in found["statements"] if s["about"] == "parent")
    assert (owner["what"], owner["stated"]) == ("under: Công an tỉnh Lạng Sơn", True)
    assert (owner["sentence"], owner["date"]) == (TEXTS["1"][1], "2019-03-01")
    told = diembao("entities", "unit", "Phòng Tham mưu Công an tỉnh Lạng Sơn", "--workspace", corpus.root).out
    assert (
        f"  2021-04-02   {KHAI}: Thượng tá, Trưởng Phòng Tham mưu Công an tỉnh Lạng Sơn\n      “{TEXTS['2'][1]}”"
        in told
    )


def test_an_owner_that_no_sentence_names_is_marked(diembao: Command, corpus: Workspace) -> None:
    found = unit(diembao, corpus, "Công an tỉnh Bắc Ninh")
    owner = next(s for s in found["statements"] if s["about"] == "parent")
    assert (owner["what"], owner["stated"]) == ("under: Bộ Công an (known, not said here)", False)


def test_reforms_and_other_names_have_a_sentence(diembao: Command, corpus: Workspace) -> None:
    merged = next(s for s in unit(diembao, corpus, "Công an tỉnh Bắc Giang")["statements"] if s["about"] == "relation")
    assert str(merged["what"]).startswith("province-merged: ")
    assert merged["sentence"] == "Công an tỉnh Bắc Giang nhập vào Công an tỉnh Bắc Ninh."
    statements = unit(diembao, corpus, "Công an tỉnh Lạng Sơn")["statements"]
    called = next(s for s in statements if s["about"] == "name")
    assert (called["what"], called["sentence"]) == (
        "called: Công an tỉnh",
        "Lãnh đạo Công an tỉnh trao quà cho cán bộ.",
    )
