"""Where listings become too old: with `--since`, a page of which every article is older ends its listing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from crawler.addresses import listing_stem, page_number
from crawler.rows import Row

LEAST = 5  # articles of a page that must all be too old: a few may be pinned, or told again


@dataclass(slots=True)
class _Seen:
    wanted: int = 0
    too_old: int = 0


class Ages:
    """Counts, listing by listing and page by page, articles that were wanted and such as were too old.

    In memory only: after a kill it begins anew, and a listing is read a page or two further than need be.
    """

    def __init__(self) -> None:
        self._seen: dict[str, dict[int, _Seen]] = defaultdict(lambda: defaultdict(_Seen))

    def note(self, row: Row, *, wanted: bool) -> None:
        """Count an article for the listing page that it was found on."""
        if row.found_on:
            seen = self._seen[row.host + listing_stem(row.found_on)][page_number(row.found_on) or 1]
            seen.wanted += wanted
            seen.too_old += not wanted

    def ended_before(self, row: Row) -> bool:
        """Whether an earlier page of this listing had nothing but articles that are too old."""
        stem, number = listing_stem(row.url), page_number(row.url)
        if number is None and row.found_on:  # a chain of pages without numbers
            stem, number = listing_stem(row.found_on), (page_number(row.found_on) or 1) + 1
        pages = self._seen.get(row.host + stem, {})
        return any(seen.wanted == 0 and seen.too_old >= LEAST for page, seen in pages.items() if page < (number or 1))
