"""All annotators together: what one finds leaves to the others what it does not need."""

from __future__ import annotations

import pytest

from corpus.dates import PublicationDate
from corpus.mentions import DateExpression
from extractor.mine.context import Context
from extractor.mine.mine import mine
from extractor.text.document import make_document

PUBLISHED = PublicationDate(value="2022-05-12", method="given", confidence=1.0)


def dates(text: str) -> list[tuple[str, str]]:
    found = mine(make_document(text), Context(published=PUBLISHED, source="bao.example"))
    return [(mention.text, mention.value) for mention in found if isinstance(mention, DateExpression)]


@pytest.mark.parametrize(
    "text",
    [
        "UBND quận Hoàng Mai ngày 10/5 đã họp về việc này.",
        "Bà Bàn Thị Mai ngày 10/5 đã trình báo cơ quan công an.",
        "Chị Mai ngày 10/5 đã trình báo cơ quan công an.",
        "Bà Bàn Thị Nay ngày 10/5 đã trình báo cơ quan công an.",
        "Ông Bàn Văn Sáng ngày 10/5 đã trình báo cơ quan công an.",
        "Ông Bàn Văn Chiều ngày 10/5 đã trình báo cơ quan công an.",
        "Báo Ngày Nay ngày 10/5 đăng tin về vụ việc.",
    ],
)
def test_a_name_that_ends_like_a_time_takes_no_letter_of_the_date(text: str) -> None:
    assert dates(text) == [("ngày 10/5", "2022-05-10")]


def test_tomorrow_stays_a_date() -> None:
    assert dates("Mai ngày 13/5, huyện khai mạc lễ hội.") == [("Mai ngày 13/5", "2022-05-13")]
    assert dates("Sáng Mai 13/5 khai mạc lễ hội.")[0][1] == "2022-05-13TMO"
