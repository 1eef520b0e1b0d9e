"""Soft 404s: pages that answer 200 and say that there is no such page. The words are data."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from corpus.errors import DataFileError

MAX_HEADING = 120  # characters; error pages say it in fewer
_PARTS = re.compile(r"\s+[-–—|:»·]\s+")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """For a heading as a whole, and for what stands anywhere."""
    record = tomllib.loads(files("crawler").joinpath("data", "missing.toml").read_text("utf-8"))
    try:
        whole, within = (re.compile("|".join(f"(?:{one})" for one in record[key])) for key in ("whole", "within"))
    except (KeyError, re.error) as error:
        raise DataFileError("crawler/data/missing.toml", "whole, within", str(error)) from error
    return whole, within


def says_it_is_missing(headings: Sequence[str], text: str) -> bool:
    """Whether a page with hardly any running text says that it is not there.

    >>> says_it_is_missing(["Không tìm thấy trang - Báo Mẫu"], "")
    True
    >>> says_it_is_missing(["Không tìm thấy trang phục của nạn nhân"], "")
    False
    """
    whole, within = _patterns()
    for heading in headings:
        plain = unicodedata.normalize("NFC", heading[:MAX_HEADING]).lower()
        if any(whole.fullmatch(part.strip(" .!?…\"'")) for part in (plain, *_PARTS.split(plain))):
            return True
    return bool(within.search(unicodedata.normalize("NFC", text).lower()))
