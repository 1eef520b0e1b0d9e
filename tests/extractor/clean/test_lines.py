"""Single lines: bylines, prompts, captions, signatures, datelines, and prose that is nothing of these."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from extractor.clean.bylines import read_byline
from extractor.clean.dateline import read_dateline
from extractor.clean.lines import is_lone_mark, looks_like_caption, prompt, see_also, split_credit, split_source_tag

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "lines.toml").read_text(encoding="utf-8"))["line"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_line(case: dict[str, Any]) -> None:
    line = case["text"]
    if "byline" in case:
        assert read_byline(line) == tuple(case["byline"])
    if "prompt" in case:
        assert prompt(line) == case["prompt"]
    if "source_tag" in case:
        tag, rest = split_source_tag(line)
        assert tag == case["source_tag"]
        assert line.endswith(rest)
    assert looks_like_caption(line) == case.get("caption", False)
    if case.get("prose"):
        assert read_byline(line) is None
        assert not prompt(line)
        assert not see_also(line)
        assert read_dateline(line) is None
        assert split_source_tag(line) == ("", line)
        assert not is_lone_mark(line)


@pytest.mark.parametrize(
    ("caption", "parts"),
    [
        ("Bến phà sáng 12/5. Ảnh: Hà Vy", ("Bến phà sáng 12/5.", "Ảnh: Hà Vy")),
        ("Bến phà sáng 12/5 - Ảnh: HÀ VY.", ("Bến phà sáng 12/5", "Ảnh: HÀ VY")),
        ("Bến phà. (Ảnh: Hà Vy)", ("Bến phà.", "Ảnh: Hà Vy")),
        ("Bến phà năm 1963. Ảnh tư liệu", ("Bến phà năm 1963.", "Ảnh tư liệu")),
        ("Bến phà (ảnh Facebook).", ("Bến phà", "ảnh Facebook")),
        ("Ảnh: Hà Vy", ("", "Ảnh: Hà Vy")),
        ("Bến phà. Ảnh chụp sáng 12/5", ("Bến phà. Ảnh chụp sáng 12/5", "")),
        ("Bến phà", ("Bến phà", "")),
    ],
)
def test_credit(caption: str, parts: tuple[str, str]) -> None:
    assert split_credit(caption) == parts
