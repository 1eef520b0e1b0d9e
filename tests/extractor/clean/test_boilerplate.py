"""Lines learnt over a source's articles: golden table boilerplate.toml, and what dropping them does to an article."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Block, BlockType, RawPage
from corpus.dates import PublicationDate
from corpus.spans import Span
from extractor.clean import clean
from extractor.clean.boilerplate import Boilerplate, Learner, boilerplate_of, line_key
from tests.extractor.clean.templates import HERE

_LINES: list[dict[str, Any]] = tomllib.loads((HERE / "boilerplate.toml").read_text(encoding="utf-8"))["line"]
_ARTICLES = 60
SLOGAN = "Mời bạn đọc theo dõi Báo Hải Đăng trên Zalo."


def _article(number: int, pieces: list[tuple[BlockType, str]], *, day: int | None = None, source: str = "a") -> Article:
    text, blocks = "", []
    for kind, piece in pieces:
        start = len(text) + 2 * bool(text)
        text = f"{text}\n\n{piece}" if text else piece
        blocks.append(Block(type=kind, span=Span(start, len(text))))
    published = PublicationDate(value=f"2021-03-{day or number % 28 + 1:02}", method="meta", confidence=0.9)
    return Article(id=f"{number:016}", source=source, text=text, blocks=tuple(blocks), published=published)


def _body(number: int) -> list[tuple[BlockType, str]]:
    return [
        ("p", f"Đoạn {place} của bài số {number} kể một chuyện riêng, không bài nào khác kể.") for place in range(12)
    ]


def _source(line: dict[str, Any]) -> list[Article]:
    found = []
    for number in range(_ARTICLES):
        pieces = _body(number)
        if number < line["share"] * _ARTICLES - 0.001:
            place = line["at"] if line["at"] >= 0 else len(pieces) + 1 + line["at"]
            pieces.insert(place, (line.get("kind", "p"), line["text"]))
        found.append(_article(number, pieces, day=7 if line.get("one_day") else None))
    return found


@pytest.mark.parametrize("line", _LINES, ids=lambda line: line["text"])
def test_learnt_or_not(line: dict[str, Any]) -> None:
    learner = Learner()
    for article in _source(line):
        learner.add(article)
    assert [found.text for found in learner.learnt()] == [line["text"]] * line["learnt"]


def test_evidence_and_order_do_not_depend_on_the_order_of_articles() -> None:
    articles = _source(_LINES[0])
    forward, backward = Learner(), Learner()
    for article in articles:
        forward.add(article)
    for article in reversed(articles):
        backward.add(article)
    assert forward.learnt() == backward.learnt()
    (line,) = forward.learnt()
    assert (line.articles, line.of, line.first, line.last) == (30, 60, "2021-03-01", "2021-03-28")


def test_sources_are_apart_and_copies_do_not_count() -> None:
    learner = Learner()
    for number in range(4):
        for source in ("a", "b"):
            for _ in range(5):  # the same article, five times
                pieces = [*_body(number), ("p", SLOGAN)]
                learner.add(_article(number, pieces, source=source))
    assert learner.learnt() == []


def test_a_lead_is_never_learnt() -> None:
    learner = Learner()
    for number in range(20):
        article = _article(number, [("p", SLOGAN), *_body(number)])
        learner.add(Article(**{name: getattr(article, name) for name in Article.__slots__} | {"lead": SLOGAN}))
    assert learner.learnt() == []


def test_lines_are_dropped_from_pages_and_texts_with_their_reason() -> None:
    known = boilerplate_of([("bao.example", SLOGAN)])
    body = [
        f"Sáng {day}/4, hội nghị tại Vân Sơn bàn việc của tháng, có đủ các xã về dự và phát biểu." for day in (2, 3, 4)
    ]
    markup = "<h1>Hội nghị tháng tư</h1>" + "".join(f"<p>{text}</p>" for text in [*body, SLOGAN.upper()])
    html = f'<html><head><meta name="pubdate" content="2021-04-05"></head><body>{markup}</body></html>'
    for kind, raw in (("html", html), ("text", "\n".join([*body, SLOGAN]))):
        page = RawPage(body=raw.encode(), kind=kind, source="bao.example")  # type: ignore[arg-type]
        plain, dropped = clean(page), clean(page, boilerplate=known)
        assert line_key(SLOGAN) in line_key(plain.text)
        assert dropped.text == "\n\n".join(body)
        assert [line_key(line.text) for line in dropped.removed if line.why == "boilerplate"] == [line_key(SLOGAN)]
        assert dropped.id == plain.id
        other = boilerplate_of([("khac.example", SLOGAN)])
        assert clean(page, boilerplate=other) == plain == clean(page, boilerplate=Boilerplate())


def test_headings_stay() -> None:
    known = boilerplate_of([("s", "Chuyện bên bến Vạn")])
    text = "Sáng 2/4, hội nghị tại Vân Sơn bàn việc của tháng, có đủ các xã về dự và phát biểu."
    body = f"<h1>Hội nghị</h1><p>{text}</p><h2>Chuyện bên bến Vạn</h2><p>{text} Hết.</p>"
    head = "<head><meta name='pubdate' content='2021-04-05'></head>"
    html = f"<html>{head}<body>{body}</body></html>"
    assert "bến Vạn" in clean(RawPage(body=html.encode(), kind="html", source="s"), boilerplate=known).text


def test_digest_is_of_the_lines_alone() -> None:
    one = boilerplate_of([("a", "Mời quý vị xem"), ("b", "Hotline")])
    two = boilerplate_of([("b", "HOTLINE"), ("a", "* Mời  Quý vị xem!"), ("a", "Mời quý vị xem")])
    assert one == two
    assert one.digest != boilerplate_of([("a", "Mời quý vị xem")]).digest
    assert boilerplate_of([]).digest == boilerplate_of([("a", " - ")]).digest == ""


@given(st.text(max_size=200))
def test_any_line_has_a_key(line: str) -> None:
    assert line_key(line) == line_key(line_key(line))


@given(st.lists(st.text(max_size=60), max_size=8))
def test_learner_takes_any_text(lines: list[str]) -> None:
    learner = Learner(min_articles=2)
    for number in range(3):
        with suppress(ValueError):
            learner.add(_article(number, [("p", line) for line in lines]))
    learner.learnt()
