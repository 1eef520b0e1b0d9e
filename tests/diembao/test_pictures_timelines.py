"""Pictures of timelines: what is drawn where, as what, and told in words to those who cannot see it."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import UsageError
from diembao.export.timeline_view import CorpusFacts, TimelineView
from diembao.pictures import FONT, described, time_ticks, width_of, wrapped
from diembao.pictures_timelines import MOST_PAGES, draw_timeline
from tests.diembao.test_timeline_formats import DAY, DAYS, EVERY, HOSTILE, MONTH, PLAN, YEARS, dated, view
from tests.diembao.test_timelines import telling

pytest.importorskip("vl_convert")


def svg(shown: TimelineView) -> str:
    (drawn,) = draw_timeline(shown, "svg")
    return drawn.decode()


def texts(drawn: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", drawn)


def marks(drawn: str) -> list[str]:
    """Every path but those of lines and bands, as it is drawn."""
    return [p for p in re.findall(r"<path[^>]*>", drawn) if "stroke=" in p and "fill=" in p and 'd="M' in p]


def test_a_picture_tells_every_event_with_its_time() -> None:
    drawn = svg(replace(EVERY, title="Đại hội: ằ ẳ ẵ ặ ữ ở", language="vi"))
    shown = texts(drawn)
    for said in (
        *("Đại hội: ằ ẳ ẵ ặ ữ ở", "25/8/2020", "1 – 3/3/2021", "cuối tháng 11/2020", "2016 – 2018", "tháng 5/2022"),
        *("Đại hội, kể bởi a", "Đại hội, kể bởi e", "đại hội · bao.example · Công an tỉnh Vân Sơn"),
        *("kiểm tra · dự kiến · bao.example · Công an tỉnh Vân Sơn", "Số sự kiện: 5"),
    ):
        assert said in shown, said


@pytest.mark.parametrize("group", ["year", "month", "unit", "type", "source"])
def test_lanes_have_headings(group: Any) -> None:
    shown = texts(svg(replace(EVERY, group=group)))
    assert any(re.fullmatch(r".+ \(\d events?\)", text) for text in shown)


def test_what_is_vague_or_planned_differs_in_more_than_colour() -> None:
    def kinds(*told: Any) -> set[tuple[bool, bool, bool]]:
        """Dashed, filled white, pale: of the marks of the picture and its legend, whatever their colour."""
        return {
            ("stroke-dasharray" in mark, 'fill="white"' in mark, "fill-opacity" in mark)
            for mark in marks(svg(view(*told)))
            if 'opacity="0"' not in mark
        }

    exact, vague, planned = kinds(DAY), kinds(MONTH), kinds(PLAN)
    assert len({frozenset(exact), frozenset(vague), frozenset(planned)}) == 3
    assert any(dashed and white for dashed, white, _ in planned)
    assert not any(dashed for dashed, _, _ in exact | vague)
    assert any(pale for _, _, pale in vague)


def test_a_vague_time_is_drawn_over_all_its_days() -> None:
    def widths(told: Any) -> list[float]:
        pale = re.findall(r'd="([^"]*)"[^>]*fill-opacity', svg(view(told, DAY)))
        corners = [[float(x) for x in re.findall(r"[ML]([\d.]+),", path)] for path in pale]
        return sorted(max(xs) - min(xs) for xs in corners)

    month = dated(telling("x", "2020-03-01"), "2020-03-01", "2020-03-31", "month")
    quarter = dated(telling("x", "2020-03-01"), "2020-01-01", "2020-03-31", "quarter")
    assert widths(quarter)[-1] > 2 * widths(month)[-1]


def test_the_signs_are_explained_and_only_those_that_are_there() -> None:
    assert "planned (hollow, dashed)" in texts(svg(view(PLAN)))
    shown = texts(svg(view(DAY)))
    assert "planned (hollow, dashed)" not in shown
    assert "some time within, told only vaguely" not in shown
    assert "some time within, told only vaguely" in texts(svg(view(YEARS)))


def test_other_dates_are_shown() -> None:
    told = view(telling("a", "2020-08-25", "2020-08-26"), telling("b", "2020-08-26", "2020-08-27"))
    shown = texts(svg(told))
    assert "another date told" in shown
    assert any("2020-08-26/2020-08-27" in text for text in shown)


def test_another_time_told_as_a_span_is_drawn_over_its_days() -> None:
    exact = view(telling("a", "2020-08-25"), telling("b", "2020-08-26"))
    month = dated(telling("b", "2020-08-25"), "2020-08-01", "2020-08-31", "month")
    vague = replace(exact.events[0], tellings=(*view(DAY).events[0].tellings, month))
    shown = svg(replace(exact, events=(vague,)))
    assert "another time told, somewhere within" in texts(shown)
    assert "another date told" not in texts(shown)
    assert "another date told" in texts(svg(exact))


_DRAW = """
import hashlib, sys
from diembao.pictures import FONT, render, text_layer
rows = [{"x": 0, "y": 20, "text": "Nguyễn Đặng ở giữ ễ ặ ữ Đ"}]
spec = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json", "width": 400, "height": 40,
    "layer": [text_layer(rows), text_layer(rows, fontWeight="bold")], "config": {"font": FONT},
}
print(*(hashlib.sha256(render(spec, form, label="")).hexdigest() for form in ("svg", "png")))
"""


def test_a_picture_is_the_same_whatever_fonts_the_machine_has(tmp_path: Path) -> None:
    assert FONT.split(",")[0] == "Liberation Sans"  # the one that vl-convert carries
    assert set(re.findall(r'font-family="([^"]*)"', svg(EVERY))) == {FONT}
    drawn = set()
    for fonts in ("/usr/share/fonts", str(tmp_path)):
        config = tmp_path / "fonts.conf"
        config.write_text(f"<fontconfig><dir>{fonts}</dir></fontconfig>", "utf-8")
        known = os.environ | {"FONTCONFIG_FILE": str(config)}
        drawn.add(subprocess.run([sys.executable, "-c", _DRAW], env=known, check=True, capture_output=True).stdout)
    assert len(drawn) == 1


def test_the_fonts_of_the_machine_are_hidden_only_while_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    for before in (None, "own.conf"):
        monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
        if before is not None:
            monkeypatch.setenv("FONTCONFIG_FILE", before)
        asked: list[str | None] = []

        def draw(_svg: str, *, asked: list[str | None] = asked, **_: object) -> bytes:
            asked.append(os.environ.get("FONTCONFIG_FILE"))
            return described_png()

        monkeypatch.setattr("vl_convert.svg_to_png", draw)
        draw_timeline(EVERY, "png")
        assert [Path(path or "").name for path in asked] == ["own_fonts.conf"]
        assert all(Path(path or "").is_file() for path in asked)
        assert os.environ.get("FONTCONFIG_FILE") == before


def described_png() -> bytes:
    return b"\x89PNG" + struct.pack(">I", 0) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))


def test_texts_are_no_wider_than_they_are_taken_for() -> None:
    """Widths of Liberation Sans and Arial, in thousandths of its size: A 667, Đ 722, a 556, ê 556, i 222, m 833."""
    for char, width in {"A": 667, "a": 556, "ê": 556, "i": 222, "m": 833}.items():
        assert width_of(char, 1000) >= width, char
    assert width_of("Nguyễn Đặng", 1000) >= 722 + 556 * 4 + 500 + 278 + 722 + 556 * 3


def test_a_picture_says_what_it_was_made_from_and_what_is_not_in_it() -> None:
    told = replace(
        EVERY,
        asked=(("", "đại hội"), ("unit", "Công an tỉnh")),
        left_out=(("vague", 3),),
        corpus=CorpusFacts(articles=40, sources=3, first="2018-01-01", last="2022-06-30"),
    )
    shown = " ".join(texts(svg(told)))
    for said in ("Events: 5", "unit: Công an tỉnh", "fewer sources: 3", "40 articles of 3 sources"):
        assert said in shown


def test_a_picture_is_told_in_words_too() -> None:
    drawn = svg(EVERY)
    assert re.match(r'<svg role="img" aria-label="Timeline. 5 events: 1 January 2016 – 31 May 2022"', drawn)
    told = drawn[drawn.index("<desc>") : drawn.index("</desc>")]
    assert "late November 2020: election: Đại hội, kể bởi c" in told
    assert "May 2022 (planned): inspection" in told


def test_a_png_carries_the_words() -> None:
    (png,) = draw_timeline(replace(EVERY, language="vi"), "png")
    assert png.startswith(b"\x89PNG")
    at = png.index(b"iTXt")
    length = int.from_bytes(png[at - 4 : at])
    body = png[at : at + 4 + length]
    assert int.from_bytes(png[at + 4 + length : at + 8 + length]) == zlib.crc32(body)
    assert "cuối tháng 11/2020: bầu cử" in body.decode()
    assert png.endswith(b"IEND\xaeB`\x82")
    assert described(png, "x").count(b"iTXt") == 2


def test_nothing_is_fetched_and_nothing_hostile_is_in_it() -> None:
    drawn = svg(view(telling("a", "2020-08-25", title=HOSTILE), title=HOSTILE))
    for outside in ("href", "url(", "<script", "<image", "@import", "\x1b", "‮"):
        assert outside not in drawn
    assert svg(EVERY) == svg(EVERY)


def test_long_timelines_are_pages_and_too_long_ones_are_refused_with_advice() -> None:
    many = [telling(f"a{n}", f"20{10 + n % 10}-0{1 + n % 9}-1{n % 10}", unit=f"Đơn vị {n}") for n in range(60)]
    told = view(*many, group="year")
    pages = [page.decode() for page in draw_timeline(told, "svg")]
    assert len(pages) > 1
    shown = [text for page in pages for text in texts(page)]
    for n in range(60):
        assert shown.count(f"Đại hội, kể bởi a{n}") == 1
    assert f"Timeline (page 1 of {len(pages)})" in shown
    assert any(text.endswith("(continued)") for text in shown)
    heights = [float(re.findall(r'height="([\d.]+)"', page)[0]) for page in pages]
    assert min(heights) > 0.6 * max(heights)
    with pytest.raises(UsageError, match=f"{MOST_PAGES} are the most; choose fewer with"):
        draw_timeline(replace(told, events=told.events * 20), "svg")
    with pytest.raises(UsageError, match="no events"):
        draw_timeline(view(), "svg")


def test_a_few_events_long_ago_do_not_crowd_the_others() -> None:
    recent = [telling(f"a{n}", f"2020-{n + 1:02}-15", unit=f"Đơn vị {n}") for n in range(12)]
    shown = texts(svg(view(*recent, telling("old", "1945-08-19"))))
    assert "19 August 1945" in shown
    assert "before the axis begins" in shown
    assert "2020-05" in shown or "2020-04" in shown


def test_extreme_days_are_drawn() -> None:
    ends = [dated(DAY, "0001-01-01", "0001-12-31", "year"), dated(DAYS, "9999-12-31", "9999-12-31", "day")]
    for told in (view(ends[0]), view(ends[1]), view(*ends)):
        assert "<svg" in svg(told)


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        ("2020-01-01", "2020-01-06", ["2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04", "2020-01-05"]),
        ("2020-01-10", "2020-06-01", ["2020-02", "2020-03", "2020-04", "2020-05", "2020-06"]),
        ("2016-01-01", "2019-12-31", ["2016", "2017", "2018", "2019"]),
        ("1939-05-01", "2020-12-31", ["1940", "1960", "1980", "2000", "2020"]),
    ],
)
def test_ticks_are_beginnings_of_days_months_and_years(first: str, last: str, labels: list[str]) -> None:
    found = [label for _, label in time_ticks(date.fromisoformat(first), date.fromisoformat(last))]
    assert [label for label in labels if label in found] == [
        label for label in labels if label > first[: len(label)]
    ] or (found[: len(labels)] == labels)


def test_texts_are_wrapped_by_what_is_seen() -> None:
    text = "Đại hội đại biểu Đảng bộ Công an tỉnh lần thứ XIV, nhiệm kỳ 2020 - 2025"
    lines = wrapped(text, 200)
    assert " ".join(lines) == text
    assert all(width_of(line) <= 200 for line in lines)
    assert wrapped(text, 200, lines=1)[0].endswith("…")
    assert len(wrapped("x" * 500, 100)[0]) < 30
    assert width_of("ế") == width_of("e\u0302\u0301") == width_of("e")
