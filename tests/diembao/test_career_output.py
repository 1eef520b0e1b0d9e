"""Careers as pictures, pages and tables: bounds as they are known, caretakers and ranks told apart, evidence kept."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.careers import Bound, Career, Contradiction, Occupancy, RankHeld, Support
from corpus.errors import UsageError
from diembao.career_rows import COLUMNS as CSV_COLUMNS
from diembao.export.careers import COLUMNS, CareersView, bound_words, held_words
from diembao.export.labels import labels
from diembao.export.timeline_view import CorpusFacts
from diembao.pictures_careers import MOST_LANES, draw_careers, draw_holders
from diembao.workspace import Workspace
from tests.diembao.conftest import Command

SAID = Support(change="holds", article_id="a", field="text", start=0, first=None, last=None, rule="r")
POST = Occupancy(
    person_id="1" * 16,
    person="Đinh Thu Thảo",
    position="Trưởng Phòng",
    post="Trưởng Phòng Tham mưu",
    unit="Phòng Tham mưu Công an tỉnh Vân Sơn",
    begin=Bound(earliest="2018-05-02", latest="2018-05-02"),
    end=Bound(earliest="2021-11-05", latest="2021-11-05"),
    open=False,
)
RANK = RankHeld(rank="Trung tá", level=12, begin=Bound(earliest="2019-07-17", latest="2019-07-17"))
VIEW = CareersView(
    careers=(Career(person_id="1" * 16, person="Đinh Thu Thảo", occupancies=(POST,), ranks=(RANK,)),),
    heading="Đinh Thu Thảo",
    corpus=CorpusFacts(articles=40, sources=3, first="2018-01-01", last="2022-06-30"),
)


def drawn(*posts: Occupancy, ranks: tuple[RankHeld, ...] = (), **fields: object) -> str:
    pytest.importorskip("vl_convert")
    career = Career(person_id="1" * 16, person="Đinh Thu Thảo", occupancies=posts, ranks=ranks)
    return draw_careers(replace(VIEW, careers=(career,), **fields), "svg").decode()  # type: ignore[arg-type]


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def bars(svg: str, fill: str) -> list[tuple[float, float]]:
    """From and to, in pixels, of bars with this fill, the legend's last."""
    paths = re.findall(rf'<path d="M([\d.]+),[\d.]+h([\d.]+)v12h[^"]*" fill="{fill}', svg)
    return [(float(x), float(x) + float(width)) for x, width in paths]


@pytest.mark.parametrize(
    ("bound", "english", "vietnamese"),
    [
        (Bound(), "not told", "không rõ"),
        (Bound(latest="2018-08-09"), "by 9 August 2018", "không muộn hơn 9/8/2018"),
        (Bound(earliest="2018-08-09"), "after 9 August 2018", "không sớm hơn 9/8/2018"),
        (Bound(earliest="2018-08-09", latest="2018-08-09"), "9 August 2018", "9/8/2018"),
        (Bound(earliest="2018-08-01", latest="2018-08-31"), "August 2018", "tháng 8/2018"),
        (Bound(earliest="2018-01-01", latest="2018-12-31"), "2018", "năm 2018"),
        (Bound(earliest="2018-08-21", latest="2018-08-31"), "late August 2018", "cuối tháng 8/2018"),
        (Bound(earliest="2018-08-09", latest="2019-01-02"), "9 August 2018 – 2 January 2019", "9/8/2018 – 2/1/2019"),
    ],
)
def test_bounds_in_words(bound: Bound, english: str, vietnamese: str) -> None:
    assert (bound_words(bound, labels("en")), bound_words(bound, labels("vi"))) == (english, vietnamese)


def test_an_open_post_says_until_when_it_was_stated() -> None:
    assert held_words(POST, labels("en")) == "2 May 2018 → 5 November 2021"
    going_on = replace(POST, open=True, end=Bound(earliest="2020-01-02"))
    assert held_words(going_on, labels("en")) == "2 May 2018 → no end told, last stated 2 January 2020"
    assert held_words(replace(POST, open=True, end=Bound()), labels("vi")) == "2/5/2018 → chưa nêu thời điểm thôi"


def test_a_picture_has_a_lane_a_post_and_its_words() -> None:
    svg = drawn(POST, ranks=(RANK,), language="vi")
    shown = texts(svg)
    for said in (
        *("Đinh Thu Thảo", "Cấp bậc hàm", "Trung tá", "17/7/2019", "Chức vụ", "chắc chắn giữ chức"),
        *("Trưởng Phòng Tham mưu Công an tỉnh Vân Sơn", "2/5/2018 → 5/11/2021", "2019-01", "2020-01"),
        "Nguồn: kho bài diembao: 40 bài của 3 nguồn, đăng từ 1/1/2018 đến 30/6/2022",
    ):
        assert said in shown, said
    assert '<svg role="img" aria-label="Đinh Thu Thảo"' in svg
    assert "<desc>Cấp bậc hàm\nTrung tá: 17/7/2019\n" in svg
    assert not re.search(r'href|<script|<image|url\((?!"?#)', svg)


def test_what_is_sure_is_solid_and_uncertain_ends_fade() -> None:
    sure = drawn(POST)
    assert len(bars(sure, "#0072b2")) == 2  # the second is the legend's
    assert not bars(sure, "url")
    vague = drawn(
        replace(
            POST,
            begin=Bound(earliest="2018-05-02", latest="2018-12-31"),
            end=Bound(earliest="2021-03-01", latest="2021-11-05"),
        )
    )
    (first, last), (solid,) = (
        [bar for bar in sorted(bars(vague, fill)) if bar[0] > 400] for fill in ("url", "#0072b2")
    )  # those of the legend stand further left
    assert (first[1], last[0]) == pytest.approx(solid, abs=1)
    assert last[1] - last[0] == pytest.approx(first[1] - first[0], rel=0.1)
    assert "beginning or end not told to the day" in texts(vague)


def test_an_unknown_beginning_fades_and_a_missing_end_is_a_dotted_line() -> None:
    svg = drawn(replace(POST, begin=Bound(latest="2018-05-02"), end=Bound(earliest="2020-01-02"), open=True))
    assert [bar for bar in bars(svg, "url") if bar[0] > 400]
    assert 'stroke-dasharray="2,4"' in svg
    assert "no end told" in texts(svg)
    assert 'stroke-dasharray="2,4"' not in drawn(POST)


def test_caretakers_are_hatched_and_ranks_are_diamonds() -> None:
    acting = drawn(replace(POST, acting="quyền"))
    assert 'stroke-dasharray="3,3"' in acting
    assert not bars(acting, "#0072b2")
    assert "acting" in texts(acting)
    assert 'stroke-dasharray="3,3"' not in drawn(POST)
    assert "rank given (line: some time within)" in texts(drawn(ranks=(RANK,)))


def test_other_dates_are_marked() -> None:
    against = Contradiction(about="from", told="2018-06-01", support=SAID)
    assert "another date told" in texts(drawn(replace(POST, contradictions=(against,))))
    assert "another date told" not in texts(drawn(POST))


def test_two_holders_at_a_time_are_marked() -> None:
    told = replace(POST, contradictions=(Contradiction(about="holder", told="Lê Hữu Khải", support=SAID),))
    assert "! Contradiction: at that time, too: Lê Hữu Khải" in texts(drawn(told))
    assert "! Mâu thuẫn: cùng thời gian đó: Lê Hữu Khải" in texts(drawn(told, language="vi"))
    assert not [t for t in texts(drawn(POST)) if t.startswith("!")]


def test_holders_of_a_unit_s_posts() -> None:
    pytest.importorskip("vl_convert")
    other = replace(POST, person="Lò Văn Bình", begin=Bound(latest="2022-01-03"), end=Bound(), open=True)
    view = replace(VIEW, careers=(), heading="Phòng Tham mưu")
    deputy = replace(POST, position="Phó Trưởng Phòng", acting="phụ trách")
    small = replace(POST, position="trưởng phòng")
    shown = texts(draw_holders(view, [POST, other, deputy, small], "svg").decode())
    assert [text for text in shown if "Trưởng Phòng" in text] == ["Trưởng Phòng", "Phó Trưởng Phòng"]
    assert shown.count("Đinh Thu Thảo") == 2
    assert "Đinh Thu Thảo, phụ trách" in shown
    assert "Lò Văn Bình" in shown


def test_nothing_too_much_and_extremes() -> None:
    pytest.importorskip("vl_convert")
    with pytest.raises(UsageError, match="no post or rank"):
        drawn()
    with pytest.raises(UsageError, match=f"{MOST_LANES} posts and ranks"):
        drawn(*[POST] * (MOST_LANES + 1))
    ends = Bound(earliest="0001-01-01", latest="9999-12-31")
    for odd in (replace(POST, begin=ends, end=ends), replace(POST, begin=Bound(), end=Bound())):
        for still in (True, False):
            assert "<svg" in drawn(
                replace(odd, open=still), replace(odd, open=still, begin=Bound(earliest="2020-01-01"))
            )


# the command


@pytest.fixture
def name(diembao: Command, demo: Workspace) -> str:
    return "Lường Đình Khoát"


@pytest.mark.parametrize("ending", ["txt", "json", "csv", "html", "parquet", "svg", "png"])
def test_the_ending_tells_the_format(diembao: Command, demo: Workspace, tmp_path: Path, name: str, ending: str) -> None:
    pytest.importorskip("vl_convert")
    pytest.importorskip("pyarrow")
    path = tmp_path / f"c.{ending}"
    told = diembao("career", name, "--output", path, "--workspace", demo.root)
    assert (told.code, told.out) == (0, f"{path}\n")
    made = path.read_bytes()
    begins = {"parquet": b"PAR1", "png": b"\x89PNG", "svg": b"<svg", "html": b"<!doctype html>", "json": b"["}
    assert made.startswith(begins.get(ending, b""))
    if ending in ("txt", "json", "csv", "html"):
        form = "text" if ending == "txt" else ending
        assert made.decode() == diembao("career", name, "--format", form, "--workspace", demo.root).out
    assert list(tmp_path.iterdir()) == [path]


def test_a_page_folds_the_evidence(diembao: Command, demo: Workspace, name: str) -> None:
    page = diembao("career", name, "--format", "html", "--language", "vi", "--workspace", demo.root).out
    assert f"<h1>{name}</h1>" in page
    assert page.count("<details>") == page.count("<li>") > 0
    assert page.count("<blockquote") >= page.count("<details>")
    assert "default-src 'none'" in page


def test_tables_have_the_same_columns(diembao: Command, demo: Workspace, tmp_path: Path, name: str) -> None:
    pytest.importorskip("pyarrow")
    from pyarrow import parquet

    assert tuple(COLUMNS) == CSV_COLUMNS
    diembao("career", name, "--output", tmp_path / "c.parquet", "--workspace", demo.root)
    rows = parquet.read_table(tmp_path / "c.parquet").to_pylist()
    lines = diembao("career", name, "--format", "csv", "--bom", "--workspace", demo.root).out
    assert lines.startswith("\ufeffperson,")
    assert len(rows) >= 1
    assert all(row["person"] and row["sentence"] and row["sources"] for row in rows)


def test_wrong_uses_write_nothing(diembao: Command, demo: Workspace, tmp_path: Path, name: str) -> None:
    for arguments, said in (
        ((name, "--output", tmp_path / "c.svg", "--format", "csv"), "ends with .svg, but --format is csv"),
        ((name, "--bom"), "--bom is for --format csv"),
        ((name, "--output", tmp_path / "none" / "c.svg"), "there is no folder"),
        (("Không Ai Cả", "--output", tmp_path / "c.svg"), "no person of that name"),
    ):
        told = diembao("career", *arguments, "--workspace", demo.root)
        assert said in told.err
    assert not list(tmp_path.iterdir())


def test_the_history_of_a_unit_as_files(diembao: Command, demo: Workspace, tmp_path: Path) -> None:
    pytest.importorskip("vl_convert")
    unit = "Công an tỉnh Vân Sơn"
    for ending in ("txt", "json", "csv", "svg", "png"):
        told = diembao("history", unit, "--output", tmp_path / f"h.{ending}", "--workspace", demo.root)
        assert (told.code, told.out) == (0, f"{tmp_path / f'h.{ending}'}\n")
        if ending in ("txt", "json", "csv"):
            form = "text" if ending == "txt" else ending
            shown = diembao("history", unit, "--format", form, "--workspace", demo.root).out
            assert (tmp_path / f"h.{ending}").read_text("utf-8") == shown
    assert unit in texts((tmp_path / "h.svg").read_text("utf-8"))
    assert diembao("history", unit, "--bom", "--workspace", demo.root).err == "diembao: --bom is for --format csv\n"
    marked = diembao("history", unit, "--format", "csv", "--bom", "--workspace", demo.root)
    assert marked.out.startswith("\ufeffsection,")


def test_another_time_told_as_a_span_is_drawn_over_its_days() -> None:
    def against(told: str) -> list[str]:
        return texts(drawn(replace(POST, contradictions=(Contradiction(about="to", told=told, support=SAID),))))

    assert "another date told" in against("2021-06-01")
    for told in ("2021-06-01/2021-06-30", "/2021-06-30"):
        assert "another time told, somewhere within" in against(told)
        assert "another date told" not in against(told)


def test_two_holders_at_a_time_are_told_with_both_sentences(diembao: Command, demo: Workspace) -> None:
    """The sample has two Giám đốc of one police in one year; `who` and `career` and `history` say so."""
    at = ("--workspace", demo.root)
    told = diembao("career", "Lâm Văn Quyết", *at).out
    assert "! contradiction: Lường Đình Khoát held it at that time, too: “" in told
    history = diembao("history", "Công an tỉnh Vân Sơn", *at).out
    assert "! contradiction: Lường Đình Khoát held it at that time, too" in history
    assert "! contradiction: Lâm Văn Quyết held it at that time, too" in history
    (answer,) = json.loads(
        diembao("who", "Giám đốc Công an tỉnh Vân Sơn", "--on", "2022-05-10", "--format", "json", *at).out
    )
    assert answer["contradict"] is True
    against = [c for one in answer["held"] for c in one["contradictions"] if c["about"] == "holder"]
    assert {c["told"] for c in against} == {"Lâm Văn Quyết", "Lường Đình Khoát"}
    assert all(c["sentence"] for c in against)
