"""The agency that an article names as its source. Which question: whose report is this, by its own word?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from corpus.text import normalize
from extractor.gazetteer import table


def credited_agency(signatures: Iterable[str]) -> str | None:
    """The agency in the lines that sign an article (byline, source tag, dateline); the first that is named.

    >>> credited_agency(["Hà Vy (theo Reuters)"]), credited_agency(["Theo Thông tấn xã Việt Nam"])
    ('Reuters', 'TTXVN')
    >>> credited_agency(["Hà Vy"]) is None
    True
    """
    pattern, agencies = _agencies()
    for line in signatures:
        match = pattern.search(normalize(line))
        if match:
            return agencies[match[0].casefold()]
    return None


@cache
def _agencies() -> tuple[re.Pattern[str], dict[str, str]]:
    names = {row["name"]: row["agency"] for row in table("agencies")}
    forms = [re.escape(n) if n.isupper() else f"(?i:{re.escape(n)})" for n in sorted(names, key=len, reverse=True)]
    return re.compile(rf"\b(?:{'|'.join(forms)})\b"), {name.casefold(): names[name] for name in names}
