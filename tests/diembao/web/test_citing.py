"""Citations that programs read: BibTeX with hostile letters in it, CSL-JSON, and one line for a footnote."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from diembao.web.citing import Work, bibtex, csl, plain

WORK = Work(
    id="0123456789abcdef",
    title="Đại hội Đảng bộ & 100% phiếu {bầu}",
    authors=("Hà Vy", "Nguyễn Văn A"),
    source="bao.example",
    url="https://bao.example/a_b%20c?x={1}",
    published="2020-08-25T07:30:00+07:00",
    retrieved="2026-11-22T10:00:00+00:00",
)


def test_bibtex() -> None:
    entry = bibtex(WORK)
    assert entry.startswith("@article{baoexample2020-01234567,\n")
    assert "author = {{Hà Vy} and {Nguyễn Văn A}}" in entry
    assert r"title = {{Đại hội Đảng bộ \& 100\% phiếu \{bầu\}}}" in entry
    assert "month = aug," in entry
    assert "date = {2020-08-25}" in entry
    assert "url = {https://bao.example/a_b%20c?x=%7B1%7D}" in entry
    assert "urldate = {2026-11-22}" in entry


@pytest.mark.parametrize("title", ["}", "{", "\\", "a}b{c", "%", "@", '"', "\n@evil{x,", "$x^2$_#&~"])
def test_braces_of_an_entry_are_even(title: str) -> None:
    entry = bibtex(replace(WORK, title=title, authors=(title,)))
    bare = re.sub(r"\\[{}]", "", entry.replace(r"\textbackslash{}", ""))
    assert bare.count("{") == bare.count("}")
    assert entry.count("\n@") == 0


def test_csl() -> None:
    item = csl(WORK)
    assert item["issued"] == {"date-parts": [[2020, 8, 25]]}
    assert item["accessed"] == {"date-parts": [[2026, 11, 22]]}
    assert item["author"] == [{"literal": "Hà Vy"}, {"literal": "Nguyễn Văn A"}]
    assert csl(replace(WORK, published="2020-08"))["issued"] == {"date-parts": [[2020, 8]]}
    bare = csl(replace(WORK, title=None, authors=(), url=None, published=None, retrieved=None))
    assert set(bare) == {"id", "type", "language", "container-title"}


def test_plain() -> None:
    assert plain(WORK, "vi").startswith(
        "Hà Vy, Nguyễn Văn A. “Đại hội Đảng bộ & 100% phiếu {bầu}”. bao.example, 25/8/2020."
    )
    assert "(read 2026-11-22)" in plain(WORK, "en")
    assert "không rõ ngày" in plain(replace(WORK, published=None), "vi")


def test_only_web_addresses_are_cited() -> None:
    record: dict[str, object] = {
        "id": "x",
        "title": "a\nb",
        "authors": [],
        "source": "s",
        "published": None,
        "retrieved": None,
    }
    work = Work.of({**record, "url": "javascript:alert(1)"})
    assert work.url is None
    assert work.title == "a b"
