"""Everything that the stages load at first use, loaded: before processes are forked that would each load it again."""

from __future__ import annotations

from functools import cache

from corpus.article import Given, InputKind, RawPage
from extractor.analyse import analyse

_TEXT = (
    "Ngày 10/5/2022, Đại tá Vi Văn A, Giám đốc Công an tỉnh Lai Châu, chủ trì Hội nghị sơ kết công tác quý I của Đảng "
    "bộ Công an tỉnh, nhiệm kỳ 2020-2025, tại thành phố Lai Châu."
)
_PAGE = f"<html><body><article><h1>Hội nghị</h1>{f'<p>{_TEXT}</p>' * 3}</article></body></html>"


@cache
def warm() -> None:
    """Analyse a text and a page that need all of it."""
    pages: tuple[tuple[InputKind, str], ...] = (("text", "\n\n".join([_TEXT] * 3)), ("html", _PAGE))
    given = Given(published="2022-05-11")
    for kind, body in pages:
        analyse(RawPage(body=body.encode(), kind=kind, source="bao.example", given=given))
