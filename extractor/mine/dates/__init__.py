"""Vietnamese time expressions: found, valued in TIMEX3 and resolved to days.

`find_dates` reads a text on its own; `annotate_dates` is the annotator of the pipeline.
"""

from __future__ import annotations

from extractor.mine.dates.annotate import annotate_dates, dates_beside, find_dates, infer_publication_month

__all__ = ["annotate_dates", "dates_beside", "find_dates", "infer_publication_month"]
