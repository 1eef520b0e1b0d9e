"""Invented objects that several tests use."""

from datetime import UTC, date, datetime

from corpus.analysis import Analysis
from corpus.article import Article, Block, Document, RawPage, Removed
from corpus.dates import DateRange, PublicationDate
from corpus.mentions import (
    Abbreviation,
    DateExpression,
    DocumentRef,
    Event,
    Mention,
    Participant,
    Person,
    Place,
    Position,
    Rank,
    Term,
    Unit,
)
from corpus.spans import Span, Spans

TEXT = (
    "Cuối tháng 5/2022, tại Đà Lạt, Trung tá Đinh Thu Thảo, Trưởng Phòng Tham mưu, quán triệt Chỉ thị số 35 về ANTT "
    "trong nhiệm kỳ 2020 - 2025."
)


def _at(surface: str) -> dict[str, int | str]:
    start = TEXT.index(surface)
    return {"start": start, "end": start + len(surface), "text": surface}


def analysis(article_id: str = "0123456789abcdef", url: str = "http://bao.example/tin-1.htm") -> Analysis:
    span = DateRange(first=date(2022, 5, 21), last=date(2022, 5, 31), grain="month")
    mentions: tuple[Mention, ...] = (
        DateExpression(**_at("Cuối tháng 5/2022"), value="2022-05", mod="END", range=span, rule="r"),  # type: ignore[arg-type]
        Place(**_at("Đà Lạt"), value="Đà Lạt", code="672", rule="r"),  # type: ignore[arg-type]
        Rank(**_at("Trung tá"), value="trung-ta", level=12, person="Đinh Thu Thảo", rule="r"),  # type: ignore[arg-type]
        Person(
            **_at("Đinh Thu Thảo"),  # type: ignore[arg-type]
            value="Đinh Thu Thảo",
            rank="Trung tá",
            positions=("Trưởng Phòng Tham mưu",),
            public=True,
            rule="r",
        ),
        Position(**_at("Trưởng Phòng Tham mưu"), value="Trưởng Phòng", unit="Phòng Tham mưu", rule="r"),  # type: ignore[arg-type]
        Unit(**_at("Phòng Tham mưu"), value="Phòng Tham mưu", type="police", parent="Công an tỉnh Vân Sơn", rule="r"),  # type: ignore[arg-type]
        DocumentRef(**_at("Chỉ thị số 35"), value="Chỉ thị 35", rule="r"),  # type: ignore[arg-type]
        Abbreviation(**_at("ANTT"), value="an ninh trật tự", rule="r"),  # type: ignore[arg-type]
        Term(**_at("nhiệm kỳ 2020 - 2025"), value="2020/2025", from_year=2020, to_year=2025, rule="r"),  # type: ignore[arg-type]
    )
    article = Article(
        id=article_id,
        source="bao.example",
        url=url,
        title="Phòng Tham mưu quán triệt chỉ thị",
        lead=None,
        authors=("Hà Vy",),
        text=TEXT,
        blocks=(Block(type="p", span=Span(0, len(TEXT))),),
        published=PublicationDate(value="2022-06-01T09:30:00+07:00", method="json-ld", confidence=0.9),
        retrieved=datetime(2022, 6, 2, tzinfo=UTC),
        captions=("Quang cảnh hội nghị",),
        removed=(Removed(text="Tin liên quan", why="related"),),
    )
    words = [(0, 4), (5, 10)]
    event = Event(
        id="e1",
        when=span,
        date="2022-05",
        status="reported",
        type="conference",
        title="Phòng Tham mưu quán triệt",
        sentence=TEXT,
        start=0,
        end=len(TEXT),
        evidence="r: Cuối tháng 5/2022",
        participants=(
            Participant(name="Phòng Tham mưu", kind="unit", role="organiser"),
            Participant(name="Đinh Thu Thảo", kind="person", role="speaker"),
        ),
        place="Đà Lạt",
    )
    paragraphs = Spans.of([(0, len(TEXT))])
    return Analysis(
        article=article,
        document=Document(text=TEXT, paragraphs=paragraphs, sentences=paragraphs, tokens=Spans.of(words)),
        mentions=mentions,
        events=(event,),
        keywords=("tham mưu",),
    )


def page(body: str = "<p>Đại hội</p>", url: str | None = "http://bao.example/tin-1.htm", **fields: object) -> RawPage:
    values: dict[str, object] = {"kind": "html", "source": "bao.example", "status": 200 if url else None, **fields}
    return RawPage(body=body.encode(), url=url, **values)  # type: ignore[arg-type]
