"""What is no article, with its reason; and what only looks like it (rejects.toml)."""

from __future__ import annotations

import time
import tomllib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import RawPage
from corpus.errors import InputError, RejectedInput
from extractor.clean import clean
from tests.extractor.clean.templates import HERE, LINKS

_CASES: dict[str, list[dict[str, Any]]] = tomllib.loads((HERE / "rejects.toml").read_text(encoding="utf-8"))
_MENU = ("Trang chủ", "Thời sự", "Pháp luật", "Kinh tế", "Giáo dục", "Văn hóa", "Thể thao", "Bạn đọc", "Đăng nhập")
_TEASER = "Tóm tắt vài dòng của bài ấy cho người đọc."


def _link(text: str) -> str:
    return f'<a href="/muc-{len(text)}.html">{text}</a>'


def _whole(case: dict[str, Any]) -> str:
    if case.get("bare"):
        return f"<!DOCTYPE html><html><head>{case['head']}</head><body>{case['main']}</body></html>"
    menu = "".join(f"<li>{_link(name)}</li>" for name in _MENU)
    boxes = "".join(f'<div class="item"><h3>{_link(title)}</h3><p>{_TEASER}</p></div>' for title in LINKS)
    return (
        f"<!DOCTYPE html><html><head>{case['head']}</head><body><header><ul>{menu}</ul></header>"
        f'<div id="main">{case["main"]}</div><div class="right"><h2>Tin mới nhất</h2>{boxes}</div>'
        "<footer><p>Báo Hải Đăng, cơ quan của Đảng bộ tỉnh. Giấy phép số 00/GP. Ghi rõ nguồn khi dùng lại.</p></footer>"
        "</body></html>"
    )


def _raw(case: dict[str, Any]) -> RawPage:
    if "text" in case:
        return RawPage(body=case["text"].encode(), kind="text", source="mau.txt")
    return RawPage(
        body=_whole(case).encode(), kind="html", source="bao.example", url=case["url"], status=case.get("status", 200)
    )


@pytest.mark.parametrize("case", [*_CASES["page"], *_CASES["text"]], ids=lambda case: case["id"])
def test_rejected_or_kept(case: dict[str, Any]) -> None:
    if "reason" in case:
        with pytest.raises(RejectedInput) as caught:
            clean(_raw(case))
        assert caught.value.reason == case["reason"], caught.value
        assert caught.value.detail.startswith(case.get("detail", ""))
        return
    article = clean(_raw(case))
    assert case["holds"] in article.text
    assert case.get("without", "~") not in article.text


def test_enough_of_each() -> None:
    cases = [*_CASES["page"], *_CASES["text"]]
    assert len(cases) == len({case["id"] for case in cases})
    assert sum("reason" in case for case in cases) >= 25
    assert sum("reason" not in case for case in cases) >= 15


def test_the_line_of_a_paywall_is_removed_with_its_reason() -> None:
    case = next(case for case in _CASES["page"] if case["id"] == "long article with a premium line in it")
    assert ("paywall", "Đăng nhập để đọc tiếp") in {(line.why, line.text) for line in clean(_raw(case)).removed}


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=300))
def test_never_raises_anything_else(text: str) -> None:
    body = text.encode("utf-8", "replace")
    for page in (RawPage(body=body, kind="html", source="mau"), RawPage(body=body, kind="text", source="mau")):
        with suppress(InputError):
            clean(page)


@pytest.mark.parametrize("unit", ["đăng nhập để đọc tiếp ", "không tìm thấy trang. ", "404 ", "bài viết dành cho "])
def test_takes_linear_time(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    started = time.perf_counter()
    with suppress(InputError):
        clean(RawPage(body=text.encode(), kind="text", source="mau"))
    assert time.perf_counter() - started < 10
