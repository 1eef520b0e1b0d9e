"""Whose national bodies are, in articles about another country."""

from __future__ import annotations

import pytest

from corpus.article import Document
from extractor.mine.context import Context
from extractor.mine.mine import mine
from extractor.resolve.abroad import of_country
from extractor.resolve.articles import ArticleMentions
from extractor.text.document import make_document


def article(text: str) -> ArticleMentions:
    document: Document = make_document(text, tokens=False)
    found = mine(document, Context(source="bao.example"))
    return ArticleMentions(article_id="a", mentions=tuple(("text", n, m) for n, m in enumerate(found)))


@pytest.mark.parametrize(
    ("text", "unit", "meant"),
    [
        ("Tổng thống Mỹ Peter Drummond gặp Bộ trưởng Tư pháp John Harwell. Quốc hội Mỹ họp.", "Bộ Tư pháp", "Mỹ"),
        ("Quốc hội Trung Quốc họp ở Bắc Kinh, Trung Quốc. Ông Chu Cương làm Chánh án.", "TAND tối cao", "Trung Quốc"),
        ("Quốc hội Trung Quốc họp. Trung Quốc gửi điện cho Việt Nam.", "TAND tối cao", ""),
        ("Quốc hội Mỹ họp. Đoàn Mỹ thăm UBND tỉnh Sơn La.", "Bộ Tư pháp", ""),
        ("Mỹ và Nga họp. Nga và Mỹ lại họp.", "Bộ Tư pháp", ""),
        ("Quốc hội Mỹ họp ở Mỹ.", "Bộ Quốc phòng Nga", ""),
        ("Quốc hội Mỹ họp ở Mỹ.", "Công ty Hoa Ban", ""),
    ],
)
def test_national_bodies(text: str, unit: str, meant: str) -> None:
    assert of_country(article(text), unit) == f"{unit} {meant}".strip()
