"""One failure boundary an article: whatever a page does to the stages, the run gets an outcome and goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from corpus.analysis import Analysis
from corpus.article import RawPage
from corpus.errors import InputError, RejectedInput
from extractor.analyse import analyse


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


Outcome = Stored | Rejected | Failed


def read(page: RawPage, *, now: datetime | None = None) -> Outcome:
    """Analyse one page and say what became of it. Raises nothing but what ends the program.

    An unexpected exception of a stage is a defect of ours, but one article's only: it is kept as `Failed` with the
    exception's name, counted in `status`, and the run goes on.
    """
    try:
        return Stored(analysis=analyse(page, now=now))
    except RejectedInput as error:
        return Rejected(reason=error.reason, detail=error.detail)
    except InputError as error:
        return Failed(reason=error.reason, detail=error.detail)
    except (MemoryError, RecursionError) as error:
        return Failed(reason="too-complex", detail=type(error).__name__)
    except Exception as error:
        return Failed(reason="defect", detail=f"{type(error).__name__}: {error}"[:300])
