"""The province of a local newspaper or portal, by its host name."""

from __future__ import annotations

from functools import cache

from corpus.text import fold
from extractor.gazetteer import province_names, table
from extractor.mine.units.lexicon import words_of


@cache
def _sources() -> dict[str, str]:
    return {row["host"]: row["province"] for row in table("admin_sources")}


def province_of_source(source: str) -> str | None:
    """The province of a local newspaper or portal, by host name; None for national ones.

    >>> province_of_source("congan.hatinh.gov.vn")
    'Hà Tĩnh'
    """
    host = source.lower().strip()
    rest = host
    while "." in rest:
        if rest in _sources():
            return _sources()[rest]
        rest = rest.split(".", 1)[1]
    return next(filter(None, map(_province_of_label, host.split(".")[:-1])), None)


def _province_of_label(label: str) -> str | None:
    """The province whose name, as one word without marks, is a label of a host, alone or after a word of its kind."""
    for prefix in words_of("host_prefixes"):
        if label.startswith(prefix) and (found := _slugs().get(label[len(prefix) :])) is not None:
            return found
    return _slugs().get(label)


@cache
def _slugs() -> dict[str, str]:
    """Names of provinces as one word without marks; the very short ones and those of two provinces left out."""
    spelled: dict[str, set[str]] = {}
    for name in province_names().values():
        slug = "".join(c for c in fold(name) if c.isalpha())
        spelled.setdefault(slug, set()).add(name)
    return {slug: names.pop() for slug, names in spelled.items() if len(names) == 1 and len(slug) > 4}
