"""One failure boundary an article: whatever a page does to the stages, the run gets an outcome and goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from corpus.analysis import Analysis
from corpus.article import Article, RawPage
from corpus.errors import InputError, RejectedInput
from diembao.guidance import NO_GUIDANCE, Guidance
from diembao.limits import page_limit
from extractor.analyse import analyse
from extractor.clean import clean
from extractor.clean.pager import is_part


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The page is an article."""

    analysis: Analysis


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The page was read and is no article of this corpus; `reason` is short and stable."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The page could not be read, or a stage broke on it."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The page is a further page of an article, or an older version of one: its text is in that article."""

    article_id: str
    number: int | None


Single = Stored | Rejected | Failed
Outcome = Single | Joined


def read(page: RawPage, *, now: datetime | None = None, guidance: Guidance = NO_GUIDANCE) -> Single:
    """Analyse one page and say what became of it. Raises nothing but what ends the program.

    An unexpected exception of a stage is a defect of ours, but one article's only: it is kept as `Failed` with the
    exception's name, counted in `status`, and the run goes on.
    """
    return _guarded(lambda: _analyse(page, now, guidance))


def _analyse(page: RawPage, now: datetime | None, guidance: Guidance, more: Sequence[RawPage] = ()) -> Analysis:
    return analyse(
        page,
        now=now,
        cut=guidance.cut,
        boilerplate=guidance.boilerplate,
        sites=guidance.sites,
        more=more,
        limit=page_limit,
    )


def _guarded(work: Callable[[], Analysis]) -> Single:
    try:
        return Stored(analysis=work())
    except RejectedInput as error:
        return Rejected(reason=error.reason, detail=error.detail)
    except InputError as error:
        return Failed(reason=error.reason, detail=error.detail)
    except (MemoryError, RecursionError) as error:
        return Failed(reason="too-complex", detail=type(error).__name__)
    except Exception as error:
        return Failed(reason="defect", detail=f"{type(error).__name__}: {error}"[:300])


def read_pages(
    pages: Sequence[RawPage],
    numbers: Sequence[int | None],
    *,
    now: datetime | None = None,
    guidance: Guidance = NO_GUIDANCE,
) -> list[Outcome]:
    """The outcomes of pages that may be one article, the first page first; each by itself where they are not.

    `numbers` say which page each is; of equal ones the first is the newest version and the others are not read.
    """
    alone = [read(page, now=now, guidance=guidance) for page in pages[:1]]
    first = alone[0]
    if not isinstance(first, Stored):
        return [first, *(read(page, now=now, guidance=guidance) for page in pages[1:])]
    article = first.analysis.article
    outcomes: list[Outcome] = [first]
    more: list[RawPage] = []
    joined: dict[int | None, bool] = {numbers[0]: True}
    for page, number in zip(pages[1:], numbers[1:], strict=True):
        if number not in joined:
            joined[number] = _is_further(article, page, now, guidance)
            more += [page] * joined[number]
        together = Joined(article_id=article.id, number=number)
        outcomes.append(together if joined[number] else read(page, now=now, guidance=guidance))
    if more:
        outcomes[0] = _guarded(lambda: _analyse(pages[0], now, guidance, more))
    return outcomes


def _is_further(article: Article, page: RawPage, now: datetime | None, guidance: Guidance) -> bool:
    try:
        with page_limit():
            further = clean(page, now=now, boilerplate=guidance.boilerplate, sites=guidance.sites, further=True)
        return is_part(article, further)
    except Exception:  # it gets an outcome of its own, with the reason
        return False
